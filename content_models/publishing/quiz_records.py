"""Recording versions of quizzes: what is kept of a quiz that is being published."""

from typing import Any
from uuid import UUID

from django.utils import timezone

from content_models import locales, richtext
from content_models.blocks.base import items_of
from content_models.blocks.quizzes import (
    hash_of,
    items_of_quiz,
    labels_of,
    scoring_of,
)
from content_models.models import quiz_checks, quiz_keys, quiz_links
from content_models.models.published import QuizText, QuizVersion
from content_models.models.quizzes import QuizPage
from content_models.scoring.definition import is_scored

JSON = dict[str, Any]


# The scoring of a quiz that had some and has none any more: a version without words, so that those
# of the last one stay as they were.
NOTHING: JSON = {
    "items": [],
    "scales": [],
    "rules": [],
    "results": [],
    "fallback": "",
    "insufficient": "",
}


def record(page: QuizPage) -> bool:
    """Note a quiz that is being published: a new version when its scoring changed, and its words.

    Returns whether there is a new version, which the documents of every locale name.

    Only the source decides on scoring, on how it is asked and on where reports lead: published
    translations follow at once, in the words that they have. A quiz that never scored anything has
    no versions.
    """
    is_source = not page.is_translation
    known = QuizVersion.objects.filter(key=page.translation_key).order_by("-number").first()
    latest = _scored_by(page, known) if is_source else known
    is_new = latest is not known
    now = latest if latest is not None and is_scored(latest.scoring) else None
    if now is not None:
        followed = page if is_source else _published(quiz_checks.source_page(page))
        for member in [page, *(_translations(page) if is_source else ())]:
            text, report = text_of(member), report_of(member)
            if followed is not None and followed is not member:
                text = _following(text_of(followed), text)
                report = _report_following(report_of(followed), report)
            QuizText.objects.update_or_create(
                version=now,
                locale=locales.canonical(member.locale.language_code),
                defaults={"text": text, "report": report},
            )
    return is_new


def _scored_by(page: QuizPage, known: QuizVersion | None) -> QuizVersion | None:
    """Return the version by which a source is scored: the last one, or a new one."""
    scoring = scoring_of(page)
    if not is_scored(scoring):
        scoring = NOTHING
    before = known.scoring_hash if known is not None else hash_of(NOTHING)
    if hash_of(scoring) == before:
        return known
    return QuizVersion.objects.create(
        key=page.translation_key,
        number=known.number + 1 if known is not None else 1,
        scoring=scoring,
        scoring_hash=hash_of(scoring),
        created_at=timezone.now(),
    )


def _published(page: QuizPage | None) -> QuizPage | None:
    """Return the published revision of a page, None when it is not public."""
    return page.live_revision.as_object() if page and page.live and page.live_revision else None


def _translations(page: QuizPage) -> list[QuizPage]:
    """Return the published revisions of the translations of a source."""
    others = QuizPage.objects.filter(translation_key=page.translation_key)
    rows = others.exclude(locale=page.locale_id).select_related("locale", "live_revision")
    forms = [_published(row) for row in rows]
    return [form for form in forms if form is not None and form.is_translation]


def _following(source: JSON, own: JSON) -> JSON:
    """Return the words of a translation for what the source asks, the source's where it is new."""
    return _merged(source, own) | {"asking": source["asking"]}


def _merged(new: Any, old: Any) -> Any:
    if isinstance(new, dict) and isinstance(old, dict):
        return {
            name: _merged(value, old[name]) if name in old else value for name, value in new.items()
        }
    return old if isinstance(old, type(new)) else new


def _report_following(source: JSON, own: JSON) -> JSON:
    """Return the reports of the source, with its links, in the words that a translation has."""
    return {
        key: {
            "sections": [
                _section_following(section, own.get(key, {"sections": []})["sections"])
                for section in report["sections"]
            ]
        }
        for key, report in source.items()
    }


def _section_following(section: JSON, translated: list[JSON]) -> JSON:
    own = next((other for other in translated if other["id"] == section["id"]), None)
    if own is None:
        return section
    texts = {step["id"]: step["text"] for step in own["steps"]}
    return {
        **section,
        **{name: own[name] for name in ("heading", "why_html", "phrases")},
        "steps": [
            {**step, "text": texts.get(step["id"], step["text"])} for step in section["steps"]
        ],
    }


def text_of(page: QuizPage) -> JSON:
    """Return the words of a quiz by key: nothing that scoring needs."""
    sets = {child.value["key"]: child.value["options"] for child in page.response_sets}
    return {
        "title": page.title,
        "introduction_html": _html(page.introduction) or None,
        "disclaimer_html": _html(page.disclaimer),
        "consent_html": _html(page.consent) or None,
        "source_note": page.source_note or None,
        "page_titles": {child.id: child.value["title"] or None for child in page.pages},
        # How it is asked follows the source: a translation never carries it over.
        "asking": {
            "consent_required": page.consent_required,
            "item_order": page.item_order,
            "estimated_minutes": page.minutes,
            "licence": page.licence or None,
            "pages": [
                {"id": child.id, "items": [item.value["key"] for item in child.value["items"]]}
                for child in page.pages
            ],
        },
        "ids": quiz_keys.by_block(page),
        "items": {
            child.value["key"]: {
                "prompt": child.value["prompt"],
                "help": child.value["help"] or None,
                "options": labels_of(child.value, sets),
            }
            for child in items_of_quiz(page)
        },
        "scales": {
            child.value["key"]: {
                "name": child.value["name"],
                "description": child.value["description"] or None,
                "low_label": child.value["low_label"] or None,
                "high_label": child.value["high_label"] or None,
                "bands": {
                    band["key"]: {"label": band["label"], "color": band["color"] or None}
                    for band in child.value["bands"]
                },
            }
            for child in page.scales
        },
        "results": {child.value["key"]: _result(child.value) for child in page.results},
    }


def _result(value: Any) -> JSON:
    return {
        "name": value["name"],
        "summary": value["summary"],
        "body_html": _optional_html(value["body"]),
        "strengths": list(value["strengths"]),
        "cautions": list(value["cautions"]),
        # The image itself is looked up when it is shown: it may become private.
        "has_image": value["image"] is not None,
        "share_title": value["share_title"] or value["name"],
        "share_text": value["share_text"] or value["summary"],
    }


def report_of(page: QuizPage) -> JSON:
    """Return the reports by result; links by key and block id, to be looked up when it is read."""
    sections = quiz_links.section_ids(
        step["page"].translation_key
        for child in page.results
        for section in child.value["report"]
        for step in section.value["steps"]
        if step["page"] is not None and quiz_links.section_named(step)
    )
    return {
        child.value["key"]: {
            "sections": [
                {
                    "id": section.id,
                    "heading": section.value["heading"],
                    "why_html": _optional_html(section.value["why"]),
                    "steps": [
                        {
                            "id": identifier,
                            "text": step["text"],
                            "key": _key(step["page"]),
                            "section": _section_id(step, sections),
                        }
                        for identifier, _ordinal, step in items_of(section.value["steps"])
                    ],
                    "advice": [key for p in section.value["advice"] if (key := _key(p))],
                    "phrases": list(section.value["phrases"]),
                    "cases": [key for p in section.value["cases"] if (key := _key(p))],
                }
                for section in child.value["report"]
            ]
        }
        for child in page.results
    }


def _key(page: Any) -> str | None:
    return str(page.translation_key) if page is not None else None


def _section_id(step: Any, sections: dict[UUID, dict[str, str]]) -> str | None:
    names = sections.get(step["page"].translation_key, {}) if step["page"] is not None else {}
    return names.get(quiz_links.section_named(step))


def _optional_html(text: Any) -> str | None:
    """Return the rich text of a block, None where there is nothing to show."""
    return (_html(text.source) or None) if text else None


def _html(source: str) -> str:
    html, _links = richtext.render(source, lambda page_id: None)
    return html
