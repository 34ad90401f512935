"""Whether the process is up and whether it can answer; nothing more is told to strangers."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.utils import extend_schema

from api.problems import ProblemError
from api.v1.parameters.documents import NoParameters
from api.v1.serializers.lists import HealthSerializer
from api.v1.views.base import PublicView
from search import query


def _ok() -> HttpResponse:
    response = JsonResponse({"status": "ok"})
    response["Cache-Control"] = "no-store"
    return response


class LiveView(PublicView):
    """The process is up."""

    @extend_schema(
        operation_id="get_liveness", summary="Is the process up?", responses=HealthSerializer
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        return _ok()


class ReadyView(PublicView):
    """The database answers, has every migration, and the search index is there."""

    @extend_schema(
        operation_id="get_readiness", summary="Can it answer?", responses=HealthSerializer
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise ProblemError(503, "The database is being updated.")
        try:
            index_is_there = query.is_there()
        except DatabaseError:
            index_is_there = False
        if not index_is_there:
            raise ProblemError(503, "The search index is being built.")
        return _ok()
