"""What a writer states about an article in YAML above its text."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml

from cms.importing.errors import UnreadableArticle
from cms.importing.manuscripts import Manuscript
from content_models.blocks.lists import CONTENT_NOTICES
from content_models.models.base import SUMMARY_LENGTH, Audience

AUDIENCES = tuple(Audience.values)
NOTICES = tuple(notice for notice, _label in CONTENT_NOTICES)


@dataclass(frozen=True, kw_only=True)
class FrontMatter:
    """The values of the front matter; empty where nothing was said. `lines` says where."""

    title: str = ""
    subtitle: str = ""
    series: str = ""
    part: int | None = None
    summary: str = ""
    slug: str = ""
    locale: str = ""
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    reviewers: tuple[str, ...] = ()
    reviewed_on: date | None = None
    review_due: date | None = None
    content_notice: str = ""
    content_notice_text: str = ""
    cover: str = ""
    cover_alt: str = ""
    audience: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, name: str) -> int:
        return self.lines.get(name, 1)


class _Unfit(ValueError):
    """A value is not what its key needs."""


def read(manuscript: Manuscript) -> FrontMatter:
    """Return the front matter of a manuscript, checked.

    Raises:
        UnreadableArticle: on broken YAML, an unknown or repeated key, or a value of another type.
    """
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    for key, line, value in _pairs(manuscript):
        if key in lines:
            raise manuscript.error(line, f"“{key}” stands twice; first in line {lines[key]}.")
        reader = _READERS.get(key)
        if reader is None:
            raise manuscript.error(line, f"“{key}” is unknown.{_suggestion(key)}")
        lines[key] = line
        if value is None:
            continue
        try:
            values[key] = reader(value)
        except _Unfit as error:
            raise manuscript.error(line, f"“{key}” must be {error}.") from error
    return FrontMatter(**values, lines=lines)


def _pairs(manuscript: Manuscript) -> list[tuple[str, int, Any]]:
    """Return key, line and value of each entry."""
    loader = yaml.SafeLoader("\n".join(manuscript.front))
    try:
        root = loader.get_single_node()
        if root is None:
            return []
        if not isinstance(root, yaml.MappingNode):
            raise manuscript.error(
                root.start_mark.line + 1, "The front matter must be lines of “key: value”."
            )
        return [
            (
                str(key.value),
                key.start_mark.line + 1,
                loader.construct_object(value, deep=True),
            )
            for key, value in root.value
        ]
    except UnreadableArticle:
        raise
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        problem = getattr(error, "problem", None) or str(error)
        line = mark.line + 1 if mark else 1
        raise manuscript.error(line, f"The front matter is not YAML: {problem}.") from error
    finally:
        loader.dispose()


def _suggestion(key: str) -> str:
    nearest = difflib.get_close_matches(key.lower().replace("-", "_"), _READERS, n=1, cutoff=0.5)
    known = ", ".join(_READERS)
    return f" Did you mean “{nearest[0]}”?" if nearest else f" Known are {known}."


def _text(limit: int) -> Callable[[Any], str]:
    def read_text(value: Any) -> str:
        if not isinstance(value, str):
            raise _Unfit("text; put it in quotation marks")
        value = " ".join(value.split())
        if len(value) > limit:
            raise _Unfit(f"at most {limit} characters long, it has {len(value)}")
        return value

    return read_text


def _names(value: Any) -> tuple[str, ...]:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise _Unfit("a name or a list of names")
    return tuple(dict.fromkeys(name.strip() for name in names if name.strip()))


def _part(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= 999:
        raise _Unfit("a number from 1 to 999")
    return value


def _day(value: Any) -> date:
    if type(value) is not date:
        raise _Unfit("a date such as 2026-03-31")
    return value


def _one_of(choices: tuple[str, ...]) -> Callable[[Any], str]:
    def read_choice(value: Any) -> str:
        if value not in choices:
            raise _Unfit(f"one of {', '.join(choices)}")
        return str(value)

    return read_choice


_READERS: dict[str, Callable[[Any], Any]] = {
    "title": _text(255),
    "subtitle": _text(255),
    "series": _text(255),
    "part": _part,
    "summary": _text(SUMMARY_LENGTH),
    "slug": _text(255),
    "locale": _text(20),
    "topics": _names,
    "authors": _names,
    "reviewers": _names,
    "reviewed_on": _day,
    "review_due": _day,
    "content_notice": _one_of(NOTICES),
    "content_notice_text": _text(255),
    "cover": _text(1000),
    "cover_alt": _text(255),
    "audience": _one_of(AUDIENCES),
}
