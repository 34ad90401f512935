"""What each page type adds to the document of every page: one small builder a type."""

import json
from functools import singledispatch
from typing import Any

from django.utils.translation import pgettext
from wagtail.models import Page

from content_models.blocks.sections import build_sections
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    HomePage,
    QuizPage,
)
from content_models.publishing import labels
from content_models.publishing.build.built import JSON
from content_models.publishing.build.cards import contributors, present, sources
from content_models.publishing.build.questions import definition
from content_models.publishing.quoting import Quoting
from content_models.uris import encoded


@singledispatch
def build_content(page: Page, quoting: Quoting) -> JSON:
    """Return the keys of a document that only this page type fills."""
    raise TypeError(f"{type(page).__name__} has no builder.")


@build_content.register
def _(page: HomePage, quoting: Quoting) -> JSON:
    return {
        "site": {
            "name": page.title,
            "tagline": page.tagline or None,
            "logo": quoting.image(page.logo, page.title, decorative=False),
            "contact_email": page.contact_email or None,
            "help_lines": [_help_line(child) for child in page.help_lines],
        },
        "featured": present(quoting.card_of_page(child.value) for child in page.featured),
    }


@build_content.register
def _(page: ArticleSeriesPage, quoting: Quoting) -> JSON:
    parts = quoting.children(page.translation_key, "article")
    return {
        "introduction_html": quoting.rich_text(page.introduction) or None,
        "parts": [json.loads(bytes(row.card)) for row in parts],
    }


@build_content.register
def _(page: ArticlePage, quoting: Quoting) -> JSON:
    context = {"quoting": quoting}
    return {
        "subtitle": page.subtitle or None,
        "reviewed_on": page.reviewed_on.isoformat() if page.reviewed_on else None,
        "sections": build_sections(page.body, context),
        "phrases": [
            {
                "id": child.id,
                "ordinal": ordinal,
                "text": child.value["text"],
                "situation": child.value["situation"] or None,
            }
            for ordinal, child in enumerate(page.phrases, start=1)
        ],
        "faq": [
            {
                "id": child.id,
                "question": child.value["question"],
                "answer_html": quoting.rich_text(child.value["answer"].source),
            }
            for child in page.faq
        ],
        "sources": sources(page.sources, quoting),
        **_notice_and_help(page, quoting),
        "quiz": _invitation(page, quoting),
    }


@build_content.register
def _(page: CaseStudyPage, quoting: Quoting) -> JSON:
    return {
        "case": {
            "people": [
                {
                    "id": child.id,
                    "name": child.value["name"],
                    "description": child.value["description"] or None,
                }
                for child in page.people
            ],
            "situation_html": quoting.rich_text(page.situation),
            "turning_point_html": quoting.rich_text(page.turning_point) or None,
            "outcome_html": quoting.rich_text(page.outcome) or None,
            "key_learning_label": pgettext("document", "Key learning"),
            "key_learning_html": quoting.rich_text(page.key_learning),
        }
    }


@build_content.register
def _(page: ExpertAdvicePage, quoting: Quoting) -> JSON:
    return {
        "sources": sources(page.sources, quoting),
        "advice": {
            "advice_html": quoting.rich_text(page.advice),
            "why_html": quoting.rich_text(page.why_it_works) or None,
            "practice_html": quoting.rich_text(page.practice) or None,
            "experts": contributors(page, "expert", quoting),
        },
    }


@build_content.register
def _(page: QuizPage, quoting: Quoting) -> JSON:
    return {"definition": definition(page, quoting)}


def _help_line(child: Any) -> JSON:
    value = child.value
    return {
        "id": child.id,
        "name": value["name"],
        "phone": value["phone"] or None,
        "url": encoded(value["url"] or "") or None,
        "description": value["description"] or None,
        "notice": value["notice"] or None,
    }


def _notice_and_help(page: ArticlePage, quoting: Quoting) -> JSON:
    if not page.content_notice:
        return {"content_notice": None, "help": []}
    home_key = (
        page.get_ancestors().filter(depth=2).values_list("translation_key", flat=True).first()
    )
    home = quoting.body(home_key) if home_key else None
    lines = home["site"]["help_lines"] if home else []
    return {
        "content_notice": {
            "kind": page.content_notice,
            "label": labels.content_notice(page.content_notice),
            "text": page.content_notice_text or None,
        },
        "help": [
            {name: line[name] for name in ("id", "name", "phone", "url", "description")}
            for line in lines
            if line["notice"] in (None, page.content_notice)
        ],
    }


def _invitation(page: ArticlePage, quoting: Quoting) -> JSON | None:
    card = quoting.card_of_page(page.related_quiz)
    if card is None:
        return None
    return {
        **card,
        "heading": page.quiz_heading or card["title"],
        "text": page.quiz_text or card["summary"],
        "button": pgettext("document", "Start the quiz"),
    }
