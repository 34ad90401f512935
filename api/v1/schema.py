"""What operations share in the OpenAPI description."""

from typing import Any

from drf_spectacular.utils import OpenApiResponse, extend_schema

from api.v1.serializers.lists import ProblemSerializer

PROBLEM = "application/problem+json"
INVALID = OpenApiResponse(ProblemSerializer, description="A parameter is not valid; it is named.")
NOT_FOUND = OpenApiResponse(ProblemSerializer, description="There is nothing to read here.")
NOT_MODIFIED = OpenApiResponse(description="The client has the current answer already.")


def list_operation(operation_id: str, summary: str, response: Any, parameters: Any = None) -> Any:
    """Describe a GET that always has an answer."""
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=[parameters] if parameters else None,
        responses={200: response, 304: NOT_MODIFIED, (400, PROBLEM): INVALID},
    )


def read_operation(operation_id: str, summary: str, response: Any, parameters: Any = None) -> Any:
    """Describe a GET of one thing, which may not be there."""
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=[parameters] if parameters else None,
        responses={
            200: response,
            304: NOT_MODIFIED,
            (400, PROBLEM): INVALID,
            (404, PROBLEM): NOT_FOUND,
        },
    )
