"""The guide for editors, as it stands in `docs/editors`, in the language of the admin."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content_models import locales

FOLDER = settings.BASE_DIR / "docs" / "editors"
FIRST = "index"
# It has every page.
OTHERWISE = "en"
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


def begin(request: HttpRequest) -> HttpResponse:
    """Lead to the first page, in the language of the admin where the guide speaks it."""
    language = locales.canonical(get_language() or OTHERWISE)
    there_is = _file(language, FIRST) is not None
    return redirect("editors_guide", language if there_is else OTHERWISE, FIRST)


def show(request: HttpRequest, language: str, name: str) -> HttpResponse:
    file = _file(language, name)
    if file is None:
        raise Http404
    heading, *tokens = _MARKDOWN.parse(file.read_text(encoding="utf-8"))[1:]
    for token in tokens:
        _lead_within(token, file)
    text = _MARKDOWN.renderer.render(tokens[1:], _MARKDOWN.options, {})
    context = {
        "title": heading.content,
        "language": language,
        "is_first": name == FIRST,
        "first": reverse("editors_guide", args=[language, FIRST]),
        "text": mark_safe(text),  # noqa: S308 - Files of the project, without HTML of their own.
    }
    return render(request, "editorial/guide.html", context)


def _file(language: str, name: str) -> Path | None:
    file = FOLDER / language / f"{name}.md"
    return file if file in FOLDER.glob("*/*.md") else None


def _lead_within(token: Token, file: Path) -> None:
    """Let links lead to pages of the guide; what lies outside of it is no link here."""
    kept, is_outside = [], False
    for child in token.children or ():
        if child.type == "link_open":
            target = (file.parent / str(child.attrs["href"])).resolve()
            is_outside = _file(target.parent.name, target.stem) != target
            if not is_outside:
                child.attrs["href"] = reverse(
                    "editors_guide", args=[target.parent.name, target.stem]
                )
        if not (is_outside and child.type in ("link_open", "link_close")):
            kept.append(child)
    if token.children is not None:
        token.children = kept
