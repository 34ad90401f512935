"""Drafts, for whoever holds a link that an editor made."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from drf_spectacular.utils import PolymorphicProxySerializer, extend_schema

from api.caching import CONTENT_TYPE, encode
from api.problems import ProblemError
from api.v1.parameters.documents import NoParameters
from api.v1.schema import INVALID, NOT_FOUND, PROBLEM
from api.v1.serializers.previews import DRAFTS
from api.v1.views.base import PublicView
from content_models.publishing import leases


class PreviewView(PublicView):
    """The schema of the published document, with `preview: true`."""

    @extend_schema(
        operation_id="get_preview",
        summary="Read a draft",
        responses={
            200: PolymorphicProxySerializer(
                component_name="Draft", serializers=dict(DRAFTS), resource_type_field_name="kind"
            ),
            (400, PROBLEM): INVALID,
            (404, PROBLEM): NOT_FOUND,
        },
    )
    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        NoParameters.read(request)
        try:
            document = leases.open_draft(token, timezone.now())
        except leases.NoPreview:
            raise ProblemError(404, "This preview link opens nothing any more.") from None
        return HttpResponse(encode({**document, "preview": True}), content_type=CONTENT_TYPE)
