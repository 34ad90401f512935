"""From a file to the fields of quiz pages, everything checked before anything is stored."""

import difflib
import json
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.models import Page

from cms.quizzes.files.fields import FORMAT, PLAIN, REQUIRED, RULE, STREAMS, TEXTS, empty, is_text
from cms.quizzes.files.problems import Path, Problems, UnreadableQuiz
from content_models import locales
from content_models.models import QuizPage

JSON = dict[str, Any]
HEAD = ("$schema", "format", "key", "source_locale", "locales", "parent")


@dataclass(frozen=True)
class QuizFile:
    """A file that was read. `values` has the fields of the page by locale; what a locale does not
    say is empty there."""

    key: uuid.UUID
    source: str
    parent: uuid.UUID | None
    values: dict[str, JSON]


def read(text: str) -> QuizFile:
    """Return a quiz file, checked.

    Raises:
        UnreadableQuiz: naming line and path of everything that is wrong.
    """
    problems = Problems(text)
    try:
        content = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise UnreadableQuiz([f"{place}: This is not JSON: {error.msg}."]) from error
    except _Repeated as error:
        raise UnreadableQuiz([f"file: “{error}” stands twice in one object."]) from error
    except RecursionError as error:
        raise UnreadableQuiz(["file: The file is nested too deeply."]) from error
    if not isinstance(content, dict):
        raise UnreadableQuiz(["line 1, file: A quiz is an object: { … }."])
    _head(content, problems)
    problems.raise_if_any()
    reader = _Reader(content, problems)
    values = {code: reader.page(code) for code in reader.codes}
    problems.raise_if_any()
    parent = content.get("parent")
    return QuizFile(uuid.UUID(content["key"]), reader.source, parent and uuid.UUID(parent), values)


class _Repeated(ValueError):
    """A name stands twice in one object."""


def _once(pairs: list[tuple[str, Any]]) -> JSON:
    found: JSON = {}
    for name, value in pairs:
        if name in found:
            raise _Repeated(name)
        found[name] = value
    return found


def _head(content: JSON, problems: Problems) -> None:
    _unknown(content, {*HEAD, *PLAIN, *TEXTS, *STREAMS}, (), problems)
    for name in REQUIRED:
        if name not in content:
            problems.add((), f"“{name}” is missing.")
    if content.get("format", FORMAT) != FORMAT:
        problems.add(("format",), f"Only format {FORMAT} is known.")
    for name in ("key", "parent"):
        if content.get(name) is not None and not _is_uuid(content[name]):
            problems.add((name,), "This is not a UUID.")
    codes = content.get("locales", [])
    if not isinstance(codes, list):
        problems.add(("locales",), "This must be a list of locales.")
        return
    named = [(("source_locale",), content.get("source_locale", locales.default()))]
    named += [(("locales", position), code) for position, code in enumerate(codes)]
    for path, code in named:
        if code not in locales.configured():
            known = ", ".join(locales.configured())
            problems.add(path, f"“{code}” is not a locale of this wiki ({known}).")


def _is_uuid(value: Any) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except (ValueError, AttributeError, TypeError):
        return False


def _unknown(value: JSON, known: Iterable[str], path: Path, problems: Problems) -> None:
    for name in value.keys() - set(known):
        near = difflib.get_close_matches(name, list(known), n=1)
        hint = f" Did you mean “{near[0]}”?" if near else ""
        problems.add((*path, name), f"“{name}” is unknown here.{hint}")


class _Reader:
    """Reads the file for one locale after the other; problems are told once."""

    def __init__(self, content: JSON, problems: Problems) -> None:
        self.content = content
        self.problems = problems
        self.source = content["source_locale"]
        self.codes = list(dict.fromkeys([self.source, *content.get("locales", [])]))
        self.seed = uuid.UUID(content["key"])
        self.pages: dict[str, Page] = {}
        self.ids: set[str] = set()

    def page(self, code: str) -> JSON:
        """Return the fields of the page of a locale."""
        self.code, self.first = code, code == self.source
        values: JSON = {}
        for name in (*TEXTS, *PLAIN):
            if name in self.content:
                values[name] = self._field(name, self.content[name])
        for name in STREAMS:
            block = QuizPage._meta.get_field(name).stream_block
            values[name] = self._children(block, self.content.get(name, []), (name,))
        return values

    def tell(self, path: Path, message: str) -> None:
        if self.first:
            self.problems.add(path, message)

    def _field(self, name: str, value: Any) -> Any:
        field = QuizPage._meta.get_field(name)
        if name in TEXTS:
            value = self._text(value, (name,), required=not field.blank)
            if not value:
                return value
        try:
            return field.clean(value, None)
        except ValidationError as error:
            path = (name, self.code) if name in TEXTS else (name,)
            if name in TEXTS or self.first:
                self.problems.add(path, " ".join(error.messages))
            return value

    def _text(self, value: Any, path: Path, *, required: bool) -> str:
        """Return words in the locale that is being read, empty where it has none."""
        if not isinstance(value, dict):
            self.tell(path, f"Give words by locale, such as {{“{self.source}”: “…”}}.")
            return ""
        if self.first:
            _unknown(value, self.codes, path, self.problems)
            if required and not value.get(self.source):
                self.tell(path, f"The words in {self.source} are missing.")
        words = value.get(self.code, "")
        if not isinstance(words, str):
            self.problems.add((*path, self.code), "This must be text.")
            return ""
        return self._linked(words, (*path, self.code))

    def _linked(self, html: str, path: Path) -> str:
        if "linktype" not in html:
            return html
        soup = BeautifulSoup(html, "html.parser")
        for anchor in soup.find_all("a", linktype="page"):
            page = self._page_of(anchor.get("key"), path)
            anchor.attrs = {"linktype": "page", "id": str(page.pk if page else 0)}
        return str(soup)

    def _value(self, block: blocks.Block, value: Any, path: Path) -> Any:
        if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
            return self._children(block, value, path)
        if isinstance(block, blocks.StructBlock):
            return self._struct(block, value, path, extra=())
        if is_text(block):
            words = self._text(value, path, required=block.required)
            return self._clean(block, words, (*path, self.code)) if words else ""
        if isinstance(block, blocks.PageChooserBlock):
            return self._target(block, value, path)
        return self._plain(block, value, path)

    def _struct(
        self, block: blocks.StructBlock, value: Any, path: Path, *, extra: tuple[str, ...]
    ) -> JSON:
        if not isinstance(value, dict):
            self.tell(path, "This must be an object: { … }.")
            return {}
        if self.first:
            _unknown(value, (*block.child_blocks, *extra), path, self.problems)
        read_fields = {}
        for name, child in block.child_blocks.items():
            if name in value:
                read_fields[name] = self._value(child, value[name], (*path, name))
            else:
                read_fields[name] = empty(child)
                if child.required and read_fields[name] in (None, ""):
                    self.tell(path, f"“{name}” is missing.")
        return read_fields

    def _children(self, block: Any, value: Any, path: Path) -> list[JSON]:
        if not isinstance(value, list):
            self.tell(path, "This must be a list: [ … ].")
            return []
        fewest = block.meta.min_num or 0
        if len(value) < fewest:
            self.tell(path, f"At least {fewest} are needed.")
        children = []
        for position, child in enumerate(value):
            here = (*path, position)
            if isinstance(child, dict):
                children.append(self._child(block, child, here))
            else:
                self.tell(here, "This must be an object: { … }.")
        return children

    def _child(self, block: Any, child: JSON, path: Path) -> JSON:
        kind, extra = "item", ("id",)
        if isinstance(block, blocks.StreamBlock):
            kinds = block.child_blocks
            several = len(kinds) > 1
            kind = child.get(RULE, "") if several else next(iter(kinds))
            if kind not in kinds:
                self.tell(path, f"“{RULE}” must be one of {', '.join(kinds)}.")
                return {}
            inside, extra = kinds[kind], ("id", RULE) if several else extra
        else:
            inside = block.child_block
        if isinstance(inside, blocks.StructBlock):
            value: Any = self._struct(inside, child, path, extra=extra)
        else:
            if self.first:
                _unknown(child, (*extra, "value"), path, self.problems)
            value = self._value(inside, child.get("value"), (*path, "value"))
        return {"type": kind, "id": self._id(child, path), "value": value}

    def _id(self, child: JSON, path: Path) -> str:
        """Return the id of a block; without one it follows from the place, always the same."""
        identifier = child.get("id")
        if identifier is None:
            return str(uuid.uuid5(self.seed, json.dumps(path)))
        if not _is_uuid(identifier):
            self.tell((*path, "id"), "This is not a UUID.")
        elif self.first and identifier in self.ids:
            self.tell((*path, "id"), "This id stands twice in the file.")
        self.ids.add(identifier)
        return str(identifier)

    def _plain(self, block: blocks.Block, value: Any, path: Path) -> Any:
        if isinstance(block, blocks.BooleanBlock):
            if not isinstance(value, bool):
                self.tell(path, "This must be true or false.")
            return value
        if isinstance(value, bool | dict | list):
            self.tell(path, "This must be text or a number.")
            return None
        cleaned = self._clean(block, "" if value is None else str(value), path)
        return str(cleaned) if isinstance(cleaned, Decimal) else cleaned

    def _clean(self, block: Any, value: str, path: Path) -> Any:
        try:
            if isinstance(block, blocks.RichTextBlock):
                return value
            return block.clean(block.value_from_form(block.field.clean(value)))
        except ValidationError as error:
            if self.first or path[-1] == self.code:
                self.problems.add(path, " ".join(error.messages))
            return value

    def _target(self, block: blocks.PageChooserBlock, value: Any, path: Path) -> int | None:
        if value is None:
            if block.required:
                self.tell(path, "A page is needed here.")
            return None
        page = self._page_of(value, path)
        if page is not None and not isinstance(page.specific, tuple(block.target_models)):
            self.tell(path, "A page of this kind cannot be chosen here.")
        return page and page.pk

    def _page_of(self, key: Any, path: Path) -> Page | None:
        if not _is_uuid(key):
            self.tell(path, "Name a page by its key, a UUID.")
            return None
        if key not in self.pages:
            code = locales.language_code(self.source)
            found = Page.objects.filter(translation_key=key).select_related("locale")
            pages = sorted(found, key=lambda page: (page.locale.language_code != code, page.pk))
            if not pages:
                self.tell(path, f"There is no page with the key {key} in this wiki.")
                return None
            self.pages[key] = pages[0]
        return self.pages[key]
