"""Words around the content, from the project's own catalogue, in the document's locale."""

from functools import cache

from django.utils.translation import get_language, override, pgettext

from content_models import locales


def labels() -> dict[str, str]:
    """Return every label a frontend needs to show a document, in the active language."""
    return dict(_labels_in(get_language()))


def labels_of(locale: str) -> dict[str, str]:
    """Return the same in a locale."""
    return dict(_labels_in(locales.language_code(locale)))


@cache
def _labels_in(language: str) -> dict[str, str]:
    with override(language):
        return {
            "phrases": pgettext("document", "Words you can copy"),
            "faq": pgettext("document", "Common questions"),
            "sources": pgettext("document", "Sources"),
            "related": pgettext("document", "Read next"),
            "case_studies": pgettext("document", "Case studies"),
            "expert_advice": pgettext("document", "Expert advice"),
            "key_learning": pgettext("document", "Key learning"),
            "authors": pgettext("document", "Written by"),
            "reviewers": pgettext("document", "Reviewed by"),
            "experts": pgettext("document", "Advice from"),
            "reading_time": pgettext("document", "Minutes to read"),
            "parts": pgettext("document", "Parts of this series"),
            "previous": pgettext("document", "Previous part"),
            "next": pgettext("document", "Next part"),
            "quiz": pgettext("document", "Take the quiz"),
            "help": pgettext("document", "Where to find help"),
            "people": pgettext("document", "People in this story"),
            "situation": pgettext("document", "The situation"),
            "turning_point": pgettext("document", "The turning point"),
            "outcome": pgettext("document", "What came of it"),
            "why_it_works": pgettext("document", "Why it works"),
            "how_to_practise": pgettext("document", "How to practise it"),
            "strengths": pgettext("document", "Your strengths"),
            "cautions": pgettext("document", "What to take care of"),
            "report": pgettext("document", "Your deeper report"),
            "steps": pgettext("document", "Steps to try"),
        }


def part_of_series(part: int, parts: int) -> str:
    """Return “Part 2 of 5” in the active language."""
    return pgettext("series", "Part %(part)s of %(parts)s") % {"part": part, "parts": parts}


def content_notice(kind: str) -> str:
    """Return what a content notice warns of, in the active language."""
    return {
        "sexuality": pgettext("content notice", "This text speaks of sexuality."),
        "trauma": pgettext("content notice", "This text speaks of trauma."),
        "violence": pgettext("content notice", "This text speaks of violence."),
        "self_harm": pgettext("content notice", "This text speaks of self-harm."),
        "grief": pgettext("content notice", "This text speaks of grief."),
    }[kind]
