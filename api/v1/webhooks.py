"""What webhooks are sent, as the description of the API has it; `cms.delivery` sends it.

Written as OpenAPI has it, because drf-spectacular leaves out the headers of webhooks and the
shapes that only they have.
"""

from drf_spectacular.utils import OpenApiWebhook

HEADERS = {
    "Wiki-Delivery": "The message's `id`; the same again is the same message, tried again.",
    "Wiki-Timestamp": "Seconds since 1970 at which it was sent. Refuse what is minutes old.",
    "Wiki-Signature": (
        "`sha256=` and the HMAC-SHA256, in hexadecimal digits, of the timestamp, a full stop and"
        " the body; the key is the webhook's secret."
    ),
}
MESSAGE = {
    "type": "object",
    "description": "What has changed since the last message, each document as it stands now.",
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "type": {
            "type": "string",
            "enum": ["documents.changed", "test"],
            "description": "A test has no items.",
        },
        "created_at": {"type": "string", "format": "date-time"},
        "items": {"type": "array", "items": {"$ref": "#/components/schemas/Change"}},
    },
    "required": ["id", "type", "created_at", "items"],
    "additionalProperties": False,
}

changed = OpenApiWebhook(
    name="documents.changed",
    decorator={
        "post": {
            "operationId": "documents_changed",
            "summary": "Hear what changed",
            "description": (
                "Sent to each address under *Settings → Webhooks* of the admin, right after a"
                " change is public. What is not taken is tried again for more than a day."
            ),
            "tags": ["Keeping up"],
            "parameters": [
                {
                    "name": name,
                    "in": "header",
                    "required": True,
                    "description": said,
                    "schema": {"type": "string"},
                }
                for name, said in HEADERS.items()
            ],
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": MESSAGE}},
            },
            "responses": {
                "2XX": {"description": "Taken, within 15 seconds."},
                "default": {"description": "Not taken, also when it redirects."},
            },
        }
    },
)
