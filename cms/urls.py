"""Every address of the project: the admin, the API, and in development files and documents."""

from django.conf import settings
from django.conf.urls.static import static
from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from api.urls import urlpatterns as api_urlpatterns
from cms import reading

urlpatterns = [
    *api_urlpatterns,
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT),
    *reading.addresses(),
]

handler400 = "api.problems.bad_request"
handler500 = "api.problems.server_error"
