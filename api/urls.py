"""Everything below /api/. What matches nothing gets a problem, never a page or a redirect."""

from django.urls import include, path, re_path

from api import problems

urlpatterns = [
    path("api/v1/", include("api.v1.urls")),
    re_path(r"^api/", problems.not_found),
]
