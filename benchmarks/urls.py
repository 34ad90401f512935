"""The wiki's addresses, and the views that everything is compared with."""

from django.http import HttpResponse
from django.urls import path
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet

from cms.urls import handler400, handler500, urlpatterns
from content_models.publishing import documents

__all__ = ["handler400", "handler500", "urlpatterns"]


class EmptyView(APIView):
    """What REST framework costs by itself."""

    authentication_classes = ()
    permission_classes = ()

    def get(self, request: Request) -> Response:
        return Response({})


class ReadyBytesView(APIView):
    """A document that is in memory already: the least that any view could do."""

    authentication_classes = ()
    permission_classes = ()
    body: bytes = b""

    def get(self, request: Request) -> HttpResponse:
        if not ReadyBytesView.body:
            row = documents.readable().filter(kind="article").values_list("body", flat=True)
            ReadyBytesView.body = bytes(row[0])
        return HttpResponse(ReadyBytesView.body, content_type="application/json")


stock = WagtailAPIRouter("stock")
stock.register_endpoint("pages", PagesAPIViewSet)

urlpatterns = [
    path("measure/empty/", EmptyView.as_view()),
    path("measure/stock/", stock.urls),
    path("measure/ready/", ReadyBytesView.as_view()),
    *urlpatterns,
]
