"""The change log: what a mirror has to fetch again and what it has to forget."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.caching import cacheable, encode
from api.problems import InvalidParameters
from api.v1.parameters.changes import FollowParameters
from api.v1.schema import list_operation
from api.v1.serializers.changes import ChangeListSerializer
from api.v1.views import cursors
from api.v1.views.base import PublicView
from content_models.frontend import url_of
from content_models.publishing import changes

LARGEST = 2**63 - 1


class ChangesView(PublicView):
    """Following it from the beginning gives exactly the documents that can be read now."""

    @list_operation("list_changes", "Follow what changes", ChangeListSerializer, FollowParameters)
    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = FollowParameters.read(request)
        position = _position(parameters.get("since", ""))
        entries, after, more, end = changes.following(position, parameters["limit"])
        since = _cursor(after)
        query = urlencode({"since": since, "limit": parameters["limit"]})
        link = f"{settings.WIKI_API_URL}{request.path}?{query}"
        content = encode(
            {
                "meta": {"limit": parameters["limit"], "more": more, "since": since},
                "links": {"next": link},
                "items": [_shown(entry) for entry in entries],
            }
        )
        response = cacheable(request, content, surrogate_keys=["changes"], end=end)
        response["Link"] = f'<{link}>; rel="next"'
        return response


def _shown(entry: changes.Entry) -> dict[str, Any]:
    return {
        "action": "remove" if entry.fingerprint is None else "upsert",
        "key": str(entry.key),
        "locale": entry.locale,
        "kind": entry.kind,
        "fingerprint": entry.fingerprint,
        "url": url_of(entry.path) if entry.path else None,
    }


def _cursor(position: changes.Position) -> str:
    if position == changes.Position():
        return ""
    moment = position.moment.isoformat() if position.moment else None
    return cursors.pack(position.number, moment, position.edition)


def _position(cursor: str) -> changes.Position:
    if not cursor:
        return changes.Position()
    try:
        number, shown, edition = cursors.unpack(cursor, 3)
        moment = datetime.fromisoformat(shown)
        numbers = (type(number), type(edition)) == (int, int)
        if not numbers or not 0 <= number <= LARGEST or not 0 <= edition <= LARGEST:
            raise ValueError
        if moment.tzinfo is None or not 2000 <= moment.year < 9999:
            raise ValueError
    except (ValueError, TypeError):
        raise InvalidParameters({"since": ["It is not one that this address has given."]}) from None
    return changes.Position(number, moment, edition)
