"""Every address of the public process: the API, and documents where it has no frontend."""

from api.urls import urlpatterns as api_urlpatterns
from cms import reading

urlpatterns = [*api_urlpatterns, *reading.addresses()]

handler400 = "api.problems.bad_request"
handler500 = "api.problems.server_error"
