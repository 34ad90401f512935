"""The schema.org objects inside documents, one schema a type."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
ADDRESS: Schema = {"type": "string", "format": "uri"}
MOMENT: Schema = {"type": "string", "format": "date-time"}
NUMBER: Schema = {"type": "integer"}


def thing(name: str, properties: Schema) -> Schema:
    """Return the schema of one schema.org object; every property is present."""
    every = {"@type": {"type": "string", "const": name}, **properties}
    return {
        "type": "object",
        "properties": every,
        "required": list(every),
        "additionalProperties": False,
    }


def many(item: Schema) -> Schema:
    return {"type": "array", "items": item}


def top(name: str, properties: Schema) -> Schema:
    context = {"@context": {"type": "string", "const": "https://schema.org"}}
    return thing(name, context | properties)


JSON_LD: Schema = {
    "oneOf": [
        top(
            "BreadcrumbList",
            {
                "itemListElement": many(
                    thing("ListItem", {"position": NUMBER, "name": TEXT, "item": ADDRESS})
                )
            },
        ),
        top(
            "Article",
            {
                "headline": TEXT,
                "description": TEXT,
                "inLanguage": TEXT,
                "url": ADDRESS,
                "mainEntityOfPage": ADDRESS,
                "datePublished": MOMENT,
                "dateModified": MOMENT,
                "wordCount": NUMBER,
                "image": many(ADDRESS),
                "author": many(thing("Person", {"name": TEXT})),
                "about": many(thing("Thing", {"name": TEXT})),
            },
        ),
        top(
            "FAQPage",
            {
                "inLanguage": TEXT,
                "mainEntity": many(
                    thing(
                        "Question",
                        {"name": TEXT, "acceptedAnswer": thing("Answer", {"text": TEXT})},
                    )
                ),
            },
        ),
        top(
            "HowTo",
            {
                "name": TEXT,
                "inLanguage": TEXT,
                "step": many(
                    thing("HowToStep", {"position": NUMBER, "name": TEXT, "url": ADDRESS})
                ),
            },
        ),
        top("Quiz", {"name": TEXT, "description": TEXT, "inLanguage": TEXT, "url": ADDRESS}),
    ]
}


@extend_schema_field(JSON_LD)
class JsonLdField(serializers.JSONField):
    """One schema.org object, ready for a `<script type="application/ld+json">`."""
