"""Versions of quizzes: how they are scored, and their words in every locale."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Subquery
from django.utils import timezone

from content_models import locales, richtext
from content_models.blocks.base import items_of
from content_models.blocks.quizzes import hash_of, items_of_quiz, labels_of, scoring_of
from content_models.models import quiz_checks, quiz_keys, quiz_links
from content_models.models.published import PublishedDocument, QuizText, QuizVersion
from content_models.models.quizzes import QuizPage
from content_models.publishing import documents

JSON = dict[str, Any]


@dataclass(frozen=True)
class Version:
    """A version of a quiz in a locale. `served` is the locale its words are in."""

    key: UUID
    number: int
    scoring: JSON
    text: JSON
    report: JSON
    served: str


class NoSuchVersion(LookupError):
    """There is no such quiz, or it has no such version."""


class QuizWithdrawn(LookupError):
    """The quiz has been unpublished; its results went with it."""


def version(key: UUID, number: int | None, locale: str) -> Version:
    """Return a version, by default the current one, with its words in a locale or a fallback.

    Raises:
        NoSuchVersion: when the quiz or the version never was.
        QuizWithdrawn: when the quiz is not public any more.
    """
    latest = QuizVersion.objects.filter(key=key).order_by("-number").values("number")[:1]
    rows = QuizText.objects.filter(version__key=key).select_related("version")
    texts = list(rows.filter(version__number=Subquery(latest) if number is None else number))
    if not texts:
        raise NoSuchVersion(key)
    found = texts[0].version
    by_locale = {row.locale: row for row in texts}
    public = set(
        documents.readable()
        .filter(key=key, kind="quiz", locale__in=list(by_locale))
        .values_list("locale", flat=True)
    )
    if not public:
        raise QuizWithdrawn(key)
    chain = (locale, *locales.fallback_chain(locale), *sorted(public))
    served = next(code for code in chain if code in public)
    row = by_locale[served]
    return Version(key, found.number, found.scoring, row.text, row.report, served)


def current(key: UUID) -> QuizVersion | None:
    """Return the version by which answers are scored now, None when nothing is scored."""
    return QuizVersion.objects.filter(key=key).order_by("-number").first()


def record(page: QuizPage) -> bool:
    """Note a quiz that is being published: a new version when its scoring changed, and its words.

    Returns whether there is a new version, which the documents of every locale name.

    Only the source decides on scoring, on how it is asked and on where reports lead: published
    translations follow at once, in the words that they have. A quiz that scores nothing has no
    versions.
    """
    now = current(page.translation_key)
    is_new = False
    is_source = not page.is_translation
    if is_source and page.scales:
        scoring = scoring_of(page)
        if now is None or now.scoring_hash != hash_of(scoring):
            number, is_new = now.number + 1 if now else 1, True
            now = QuizVersion.objects.create(
                key=page.translation_key,
                number=number,
                scoring=scoring,
                scoring_hash=hash_of(scoring),
                created_at=timezone.now(),
            )
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
        "introduction_html": _html(page.introduction),
        "disclaimer_html": _html(page.disclaimer),
        "consent_html": _html(page.consent),
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
        "body_html": _html(value["body"].source if value["body"] else ""),
        "strengths": list(value["strengths"]),
        "cautions": list(value["cautions"]),
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
                    "why_html": _html(section.value["why"].source if section.value["why"] else ""),
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


def _html(source: str) -> str:
    html, _links = richtext.render(source, lambda page_id: None)
    return html


def images(key: UUID, locale: str) -> dict[str, dict[str, JSON]]:
    """Return the images of options by question and option, as the published quiz shows them.

    They are no part of a version: an image that became private is gone from old versions as well.
    """
    row = documents.readable().only("body").filter(key=key, kind="quiz", locale=locale).first()
    pages = json.loads(bytes(row.body))["definition"]["pages"] if row is not None else []
    return {
        item["key"]: {
            option["key"]: option["image"] for option in item["options"] if option.get("image")
        }
        for page in pages
        for item in page["items"]
    }


def cards(keys: list[str], locale: str) -> dict[str, bytes]:
    """Return the stored cards of documents that are public, in a locale or its fallbacks."""
    return {key: bytes(row.card) for key, row in _shown(keys, locale, "card").items()}


def sections(keys: list[str], locale: str) -> dict[str, dict[str, JSON]]:
    """Return what has an anchor in those documents, by key and then by block id."""
    return {
        key: {part["id"]: part for part in quiz_links.parts(json.loads(bytes(row.body)))}
        for key, row in _shown(keys, locale, "body").items()
    }


def _shown(keys: list[str], locale: str, column: str) -> dict[str, PublishedDocument]:
    wanted = [UUID(key) for key in keys]
    chain = (locale, *locales.fallback_chain(locale))
    rows = documents.readable().filter(key__in=wanted, locale__in=chain)
    found: dict[str, dict[str, PublishedDocument]] = {}
    for row in rows.only("key", "locale", column):
        found.setdefault(str(row.key), {})[row.locale] = row
    return {
        key: next(by_locale[code] for code in chain if code in by_locale)
        for key, by_locale in found.items()
    }
