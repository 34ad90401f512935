"""What operations share in the OpenAPI description."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.serializers import Serializer

from api.v1.parameters.fields import field_names
from api.v1.serializers.lists import ProblemSerializer

PROBLEM = "application/problem+json"
INVALID = OpenApiResponse(ProblemSerializer, description="A parameter is not valid; it is named.")
NOT_FOUND = OpenApiResponse(ProblemSerializer, description="There is nothing to read here.")
GONE = OpenApiResponse(ProblemSerializer, description="The quiz has been unpublished.")
FORBIDDEN = OpenApiResponse(ProblemSerializer, description="The token does not open this.")
NOT_MODIFIED = OpenApiResponse(description="The client has the current answer already.")


def _described(parameters: Any, response: Any) -> list[Any]:
    """Return parameters of which `fields` names what this answer holds, or the items of a list."""
    if parameters is None or "fields" not in parameters().fields:
        return [parameters] if parameters else []
    items = response().fields.get("items")
    shape: type[Serializer[Any]] = response if items is None else type(items.child)
    return [parameters(context={"fields": field_names(shape)})]


def list_operation(
    operation_id: str, summary: str, response: Any, parameters: Any = None, unavailable: Any = None
) -> Any:
    """Describe a GET that always has an answer, unless what it needs is `unavailable`."""
    responses = {200: response, 304: NOT_MODIFIED, (400, PROBLEM): INVALID}
    if unavailable:
        responses[503, PROBLEM] = unavailable
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=_described(parameters, response),
        responses=responses,
    )


def answer_operation(
    operation_id: str, summary: str, response: Any, parameters: Any, header: str = ""
) -> Any:
    """Describe a GET that works something out for one reader and keeps nothing.

    `header` names what the header `Quiz-Answers` may hold instead of the address.
    """
    described = [parameters]
    if header:
        described.append(
            OpenApiParameter(
                "Quiz-Answers",
                str,
                OpenApiParameter.HEADER,
                description=f"The {header}, kept out of addresses, histories and logs.",
            )
        )
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=described,
        responses={
            200: response,
            (400, PROBLEM): INVALID,
            (404, PROBLEM): NOT_FOUND,
            (410, PROBLEM): GONE,
        },
    )


def token_operation(
    operation_id: str, summary: str, response: Any, parameters: Any, more: dict[Any, Any]
) -> Any:
    """Describe a GET of what a token stands for, with `more` answers that only this one gives."""
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=[parameters],
        responses={
            200: response,
            **more,
            (400, PROBLEM): INVALID,
            (404, PROBLEM): NOT_FOUND,
            (410, PROBLEM): GONE,
        },
    )


def read_operation(
    operation_id: str, summary: str, response: Any, parameters: Any = None, gone: Any = None
) -> Any:
    """Describe a GET of one thing, which may not be there, or not any more."""
    responses = {
        200: response,
        304: NOT_MODIFIED,
        (400, PROBLEM): INVALID,
        (404, PROBLEM): NOT_FOUND,
    }
    if gone:
        responses[410, PROBLEM] = gone
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        parameters=_described(parameters, response),
        responses=responses,
    )
