"""Whether the process is up and whether it can answer; nothing more is told to strangers."""

import logging
from functools import cache

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema

from api.problems import ProblemError
from api.v1.parameters.documents import NoParameters
from api.v1.schema import INVALID, PROBLEM
from api.v1.serializers.lists import HealthSerializer, ProblemSerializer
from api.v1.views.base import PublicView
from content_models.publishing.statements import fetch
from search import query

logger = logging.getLogger(__name__)

NOT_READY = OpenApiResponse(ProblemSerializer, description="Not yet, or not at the moment.")


def _ok() -> HttpResponse:
    response = JsonResponse({"status": "ok"})
    response["Cache-Control"] = "no-store"
    return response


@cache
def _require_migrations() -> None:
    """Refuse until every migration has been applied.

    What has been applied stays so while a process lives, and asking takes longer than a page.
    """
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise ProblemError(503, "The database is being updated.")


# What the guide for production lets the role of the public process read.
UNREADABLE = """
    SELECT relname::text FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'
      AND (
        relname ~ '^(content_models_published|search_)'
        OR relname IN (
            'content_models_change', 'content_models_quizversion', 'content_models_quiztext',
            'django_migrations'
        )
      )
      AND NOT has_table_privilege(oid, 'SELECT')
    ORDER BY relname
"""


def _require_rights() -> None:
    """Refuse while a migration has made tables that nobody has granted to readers yet."""
    unreadable = fetch(UNREADABLE, ()) if connection.vendor == "postgresql" else []
    if unreadable:
        names = ", ".join(str(name) for (name,) in unreadable)
        logger.error("The role of the database may not read %s: grant it as the guide says.", names)
        raise ProblemError(503, "The database is being updated.")


class LiveView(PublicView):
    """The process is up."""

    @extend_schema(
        operation_id="get_liveness",
        summary="Is the process up?",
        responses={200: HealthSerializer, (400, PROBLEM): INVALID},
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        return _ok()


class ReadyView(PublicView):
    """The database answers, has every migration, may be read, and the search index is there."""

    @extend_schema(
        operation_id="get_readiness",
        summary="Can it answer?",
        responses={200: HealthSerializer, (400, PROBLEM): INVALID, (503, PROBLEM): NOT_READY},
    )
    def get(self, request: HttpRequest) -> HttpResponse:
        NoParameters.read(request)
        _require_rights()
        _require_migrations()
        try:
            index_is_there = query.is_there()
        except DatabaseError:
            index_is_there = False
        if not index_is_there:
            raise ProblemError(503, "The search index is being built.")
        return _ok()
