"""Every address of the public process: the API, and documents where it has no frontend."""

from django.urls import include, path

from cms import reading

urlpatterns = [path("api/", include("api.urls")), *reading.addresses()]

handler400 = "api.problems.bad_request"
handler500 = "api.problems.server_error"
