"""What the API needs of its settings, told at start-up rather than to a reader."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.utils.module_loading import import_string

from api.quizzes.fonts import (
    Face,
    UnreadableFont,
    can_shape,
    characters_of,
    missing_from,
    needs_shaping,
)
from content_models import locales


@register
def check_share_fonts(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Share pictures can be drawn in every locale of the wiki, without a single box."""
    errors: list[CheckMessage] = []
    for path in settings.WIKI_SHARE_FONTS:
        try:
            characters_of(Face(Path(path)))
        except (OSError, UnreadableFont):
            errors.append(Error(f"WIKI_SHARE_FONTS: {path} is no font file.", id="api.E002"))
    if errors:
        return errors
    for code in locales.configured():
        name = locales.information(code).native_name
        if needs_shaping(name) and not can_shape():
            errors.append(
                Error(
                    f"The letters of the locale {code} cannot be set: Pillow finds no FriBidi.",
                    hint="Install it: apt install libfribidi0, or brew install fribidi.",
                    id="api.E001",
                )
            )
        missing = missing_from(name, code)
        if missing:
            errors.append(
                Error(
                    f"No font can draw “{missing}” of the locale {code}.",
                    hint="Name a font file of its script in WIKI_SHARE_FONTS.",
                    id="api.E003",
                )
            )
    return errors


@register
def check_report_gate(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The gate of reports can be called."""
    path = settings.WIKI_QUIZ_REPORT_GATE
    try:
        if not path or callable(import_string(path)):
            return []
    except ImportError:
        pass
    return [Error(f"WIKI_QUIZ_REPORT_GATE: there is no function {path!r}.", id="api.E004")]
