"""What machines read in a document: search engine fields and schema.org descriptions."""

from collections.abc import Iterator
from typing import Any

from content_models import richtext
from content_models.frontend import url_of

JSON = dict[str, Any]
CONTEXT = "https://schema.org"


def seo(document: JSON, *, title: str, description: str) -> JSON:
    """Return what belongs into a page's head."""
    cover = document["cover"]
    return {
        "title": title or document["title"],
        "description": description or document["summary"],
        "canonical": document["url"],
        "robots": "index,follow",
        "social_image": cover["social"]["src"] if cover else None,
    }


def json_ld(document: JSON) -> list[JSON]:
    """Return the schema.org objects that describe a document."""
    described = [_breadcrumbs(document)]
    if document["kind"] in ("article", "case-study", "expert-advice"):
        described.append(_article(document))
    if document["kind"] == "quiz":
        described.append(_quiz(document))
    if document["faq"]:
        described.append(_faq(document))
    steps = list(_practice_steps(document["sections"]))
    if steps:
        described.append(_how_to(document, steps))
    return described


def _breadcrumbs(document: JSON) -> JSON:
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": position,
                "name": crumb["title"],
                "item": crumb["url"],
            }
            for position, crumb in enumerate(document["breadcrumbs"], start=1)
        ],
    }


def _people(cards: list[JSON]) -> list[JSON]:
    return [{"@type": "Person", "name": card["name"]} for card in cards]


def _article(document: JSON) -> JSON:
    cover = document["cover"]
    return {
        "@context": CONTEXT,
        "@type": "Article",
        "headline": document["title"],
        "description": document["summary"],
        "inLanguage": document["locale"],
        "url": document["url"],
        "mainEntityOfPage": document["url"],
        "datePublished": document["published_at"],
        "dateModified": document["updated_at"],
        "wordCount": document["word_count"],
        "image": [cover["social"]["src"]] if cover else [],
        "author": _people(document["authors"]),
        "about": [{"@type": "Thing", "name": topic["title"]} for topic in document["topics"]],
    }


def _quiz(document: JSON) -> JSON:
    return {
        "@context": CONTEXT,
        "@type": "Quiz",
        "name": document["title"],
        "description": document["summary"],
        "inLanguage": document["locale"],
        "url": document["url"],
    }


def _faq(document: JSON) -> JSON:
    return {
        "@context": CONTEXT,
        "@type": "FAQPage",
        "inLanguage": document["locale"],
        "mainEntity": [
            {
                "@type": "Question",
                "name": entry["question"],
                "acceptedAnswer": {
                    "@type": "Answer",
                    "text": richtext.plain(entry["answer_html"]),
                },
            }
            for entry in document["faq"]
        ],
    }


def _practice_steps(sections: list[JSON]) -> Iterator[JSON]:
    for section in sections:
        for block in section["blocks"]:
            if block["type"] == "practice_step":
                yield block


def _how_to(document: JSON, steps: list[JSON]) -> JSON:
    return {
        "@context": CONTEXT,
        "@type": "HowTo",
        "name": document["title"],
        "inLanguage": document["locale"],
        "step": [
            {
                "@type": "HowToStep",
                "position": step["ordinal"],
                "name": step["title"],
                "url": url_of(document["path"], step["anchor"]),
            }
            for step in steps
        ],
    }
