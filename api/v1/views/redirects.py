"""Addresses that lead elsewhere, for frontends that keep such a list."""

from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from api.caching import cacheable, encode, first
from api.v1.parameters.changes import RedirectListParameters
from api.v1.schema import list_operation
from api.v1.serializers.changes import RedirectListSerializer
from api.v1.views.base import PublicView
from content_models.publishing import redirects


class RedirectsView(PublicView):
    """Chains are flattened; what leads to nothing public is not listed."""

    @list_operation(
        "list_redirects", "List redirects", RedirectListSerializer, RedirectListParameters
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        parameters = RedirectListParameters.read(request)
        limit = parameters["limit"]
        found = redirects.listed(parameters["cursor"], limit + 1)
        link = None
        if len(found) > limit:
            found = found[:limit]
            query = urlencode({"cursor": found[-1].number, "limit": limit})
            link = f"{settings.WIKI_API_URL}{request.path}?{query}"
        content = encode(
            {
                "meta": {"limit": limit},
                "links": {"next": link},
                "items": [
                    {
                        "from": moved.source,
                        "to": moved.url,
                        "status": 301 if moved.permanent else 302,
                    }
                    for moved in found
                ],
            }
        )
        response = cacheable(
            request,
            content,
            surrogate_keys=["redirects"],
            end=first(moved.hidden_after for moved in found),
        )
        if link:
            response["Link"] = f'<{link}>; rel="next"'
        return response
