"""From a file to the fields of quiz pages, everything checked before anything is stored."""

import difflib
import json
import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail import blocks
from wagtail.fields import RichTextField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

from cms.importing.pictures import PictureFolder
from cms.quizzes.files.fields import (
    FORMAT,
    PLAIN,
    REQUIRED,
    RULE,
    STREAMS,
    TEXTS,
    empty,
    fits,
    is_text,
)
from cms.quizzes.files.problems import Path, Problems, UnreadableQuiz, whole_file
from content_models import locales
from content_models.models import QuizPage

JSON = dict[str, Any]
# Databases keep no NUL, and half of a pair of surrogates is no character.
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
# Further from the point than any field reaches.
MOST_PLACES = 30
HEAD = ("$schema", "format", "key", "source_locale", "locales", "parent")


@dataclass(frozen=True)
class QuizFile:
    """A file that was read. `values` has the fields of the page by locale; what a locale does not
    say is empty there."""

    key: uuid.UUID
    source: str
    parent: uuid.UUID | None
    values: dict[str, JSON]


def read(text: str, pictures: PictureFolder) -> QuizFile:
    """Return a quiz file, checked.

    The images that it names are stored meanwhile: read in a transaction, and let `pictures` forget
    them when it is rolled back.

    Raises:
        UnreadableQuiz: naming line and path of everything that is wrong.
    """
    problems = Problems(text)
    try:
        content = json.loads(
            text,
            parse_int=_number,
            parse_float=_number,
            parse_constant=_number,
            object_pairs_hook=_once,
        )
        _unstorable(content, (), problems)
    except json.JSONDecodeError as error:
        words = _("line %(line)s, column %(column)s: This is not JSON: %(problem)s.")
        place = {"line": error.lineno, "column": error.colno, "problem": error.msg}
        raise UnreadableQuiz([words % place]) from error
    except _Repeated as error:
        raise whole_file(_("“%(name)s” stands twice in one object.") % {"name": error}) from error
    except RecursionError as error:
        raise whole_file(_("The file is nested too deeply.")) from error
    if not isinstance(content, dict):
        raise whole_file(_("A quiz is an object: { … }."))
    problems.raise_if_any()
    _head(content, problems)
    problems.raise_if_any()
    reader = _Reader(content, problems, pictures)
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


def _number(digits: str) -> Decimal:
    """Return a number as it is written, infinite where its power of ten cannot be read."""
    try:
        return Decimal(digits)
    except InvalidOperation:
        return Decimal("Infinity")


def _unstorable(value: Any, path: Path, problems: Problems) -> None:
    """Tell of numbers and characters that no field can keep, wherever they stand."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if UNSTORABLE.search(name):
                problems.add(path, _("A name in here holds a character that cannot be stored."))
            else:
                _unstorable(inner, (*path, name), problems)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            _unstorable(inner, (*path, position), problems)
    elif isinstance(value, str) and UNSTORABLE.search(value):
        problems.add(path, _("The text holds a character that cannot be stored."))
    elif isinstance(value, Decimal) and not (
        value.is_finite() and abs(value.adjusted()) < MOST_PLACES
    ):
        problems.add(path, _("This number cannot be stored: it is too large or too small."))


def _head(content: JSON, problems: Problems) -> None:
    _unknown(content, {*HEAD, *PLAIN, *TEXTS, *STREAMS}, (), problems)
    for name in REQUIRED:
        if name not in content:
            problems.add((), _("“%(name)s” is missing.") % {"name": name})
    if content.get("format", FORMAT) != FORMAT:
        problems.add(("format",), _("Only format %(number)s is known.") % {"number": FORMAT})
    _keys(content, problems)
    codes = content.get("locales", [])
    if not isinstance(codes, list):
        problems.add(("locales",), _("This must be a list of locales."))
        return
    named = [(("source_locale",), content.get("source_locale", locales.default()))]
    named += [(("locales", position), code) for position, code in enumerate(codes)]
    for path, code in named:
        if code not in locales.configured():
            words = _("“%(code)s” is not a locale of this wiki (%(known)s).")
            problems.add(path, words % {"code": code, "known": ", ".join(locales.configured())})


def _keys(content: JSON, problems: Problems) -> None:
    for name in ("key", "parent"):
        if content.get(name) is not None and not _is_uuid(content[name]):
            problems.add((name,), _("This is not a UUID."))
    key = content.get("key")
    if _is_uuid(key):
        pages = Page.objects.filter(translation_key=key)
        if pages.not_exact_type(QuizPage).exists():
            problems.add(("key",), _("This is the key of a page that is no quiz."))


def _is_uuid(value: Any) -> bool:
    try:
        return str(uuid.UUID(value)) == value.lower()
    except (ValueError, AttributeError, TypeError):
        return False


def _unknown(value: JSON, known: Iterable[str], path: Path, problems: Problems) -> None:
    for name in value.keys() - set(known):
        near = difflib.get_close_matches(name, list(known), n=1)
        message = _("“%(name)s” is unknown here.") % {"name": name}
        hint = [_("Did you mean “%(name)s”?") % {"name": other} for other in near]
        problems.add((*path, name), " ".join([message, *hint]))


class _Reader:
    """Reads the file for one locale after the other; problems are told once."""

    def __init__(self, content: JSON, problems: Problems, pictures: PictureFolder) -> None:
        self.content = content
        self.problems = problems
        self.pictures = pictures
        self.source = content["source_locale"]
        self.codes = list(dict.fromkeys([self.source, *content.get("locales", [])]))
        self.seed = uuid.UUID(content["key"])
        self.pages: dict[str, Page] = {}
        self.images: dict[str, int | None] = {}
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
            is_rich = isinstance(field, RichTextField)
            value = self._text(value, (name,), required=not field.blank, is_rich=is_rich)
            if not value:
                return value
        try:
            return field.clean(value, None)
        except ValidationError as error:
            path = (name, self.code) if name in TEXTS else (name,)
            if name in TEXTS or self.first:
                self.problems.add(path, " ".join(error.messages))
            return value

    def _text(self, value: Any, path: Path, *, required: bool, is_rich: bool) -> str:
        """Return words in the locale that is being read, empty where it has none."""
        if not isinstance(value, dict):
            words = _("Give words by locale, such as {“%(code)s”: “…”}.")
            self.tell(path, words % {"code": self.source})
            return ""
        if self.first:
            _unknown(value, self.codes, path, self.problems)
            if required and not value.get(self.source):
                missing = _("The words in %(code)s are missing.")
                self.tell(path, missing % {"code": self.source})
        words = value.get(self.code, "")
        if not isinstance(words, str):
            self.problems.add((*path, self.code), _("This must be text."))
            return ""
        if words and not self.first:
            self._compare(words, value.get(self.source, ""), (*path, self.code), is_rich=is_rich)
        return self._linked(words, (*path, self.code))

    def _compare(self, words: str, source: Any, path: Path, *, is_rich: bool) -> None:
        """Tell of a translation that could not be kept beside its source."""
        if not source:
            problem = _("There are no words in %(code)s that these could translate.")
        elif is_rich and isinstance(source, str) and not fits(words, source):
            problem = _(
                "Give it the same paragraphs, lists, bold parts and links as in %(code)s, or leave "
                "it out and have it translated."
            )
        else:
            return
        self.problems.add(path, problem % {"code": self.source})

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
            is_rich = isinstance(block, blocks.RichTextBlock)
            words = self._text(value, path, required=block.required, is_rich=is_rich)
            return self._clean(block, words, (*path, self.code)) if words else ""
        if isinstance(block, blocks.PageChooserBlock):
            return self._target(block, value, path)
        if isinstance(block, ImageChooserBlock):
            return self._image(value, path)
        return self._plain(block, value, path)

    def _struct(
        self, block: blocks.StructBlock, value: Any, path: Path, *, extra: tuple[str, ...]
    ) -> JSON:
        if not isinstance(value, dict):
            self.tell(path, _("This must be an object: { … }."))
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
                    self.tell(path, _("“%(name)s” is missing.") % {"name": name})
        return read_fields

    def _children(self, block: Any, value: Any, path: Path) -> list[JSON]:
        if not isinstance(value, list):
            self.tell(path, _("This must be a list: [ … ]."))
            return []
        fewest = block.meta.min_num or 0
        if len(value) < fewest:
            self.tell(path, _("At least %(number)s are needed.") % {"number": fewest})
        children = []
        for position, child in enumerate(value):
            here = (*path, position)
            if isinstance(child, dict):
                children.append(self._child(block, child, here))
            else:
                self.tell(here, _("This must be an object: { … }."))
        return children

    def _child(self, block: Any, child: JSON, path: Path) -> JSON:
        kind, extra = "item", ("id",)
        if isinstance(block, blocks.StreamBlock):
            kinds = block.child_blocks
            several = len(kinds) > 1
            kind = child.get(RULE, "") if several else next(iter(kinds))
            if kind not in kinds:
                words = _("“%(name)s” must be one of %(known)s.")
                self.tell(path, words % {"name": RULE, "known": ", ".join(kinds)})
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
            self.tell((*path, "id"), _("This is not a UUID."))
        elif self.first and identifier in self.ids:
            self.tell((*path, "id"), _("This id stands twice in the file."))
        self.ids.add(identifier)
        return str(identifier)

    def _plain(self, block: blocks.Block, value: Any, path: Path) -> Any:
        if isinstance(block, blocks.BooleanBlock):
            if not isinstance(value, bool):
                self.tell(path, _("This must be true or false."))
            return value
        if isinstance(value, bool | dict | list):
            self.tell(path, _("This must be text or a number."))
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
                self.tell(path, _("A page is needed here."))
            return None
        page = self._page_of(value, path)
        if page is not None and not isinstance(page.specific, tuple(block.target_models)):
            self.tell(path, _("A page of this kind cannot be chosen here."))
        return page and page.pk

    def _page_of(self, key: Any, path: Path) -> Page | None:
        if not _is_uuid(key):
            self.tell(path, _("Name a page by its key, a UUID."))
            return None
        if key not in self.pages:
            code = locales.language_code(self.source)
            found = Page.objects.filter(translation_key=key).select_related("locale")
            pages = sorted(found, key=lambda page: (page.locale.language_code != code, page.pk))
            if not pages:
                words = _("There is no page with the key %(key)s in this wiki.")
                self.tell(path, words % {"key": key})
                return None
            self.pages[key] = pages[0]
        return self.pages[key]

    def _image(self, value: Any, path: Path) -> int | None:
        if value is None:
            return None
        if not isinstance(value, str):
            self.tell(path, _("Name an image by its path beside this file."))
            return None
        if value not in self.images:
            problem = self.pictures.problem(value)
            if problem:
                self.tell(path, problem)
            self.images[value] = None if problem else self.pictures.keep(value)
        return self.images[value]
