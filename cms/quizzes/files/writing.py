"""From the pages of a quiz to the JSON of its file."""

import json
from collections.abc import Iterable, Mapping
from pathlib import PurePath
from typing import Any

from bs4 import BeautifulSoup
from django.db.models import F
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page
from wagtail_localize.models import StringTranslation

from cms.quizzes.files.fields import FORMAT, IMAGES, PLAIN, RULE, STREAMS, TEXTS, is_text
from content_models import deleted, locales
from content_models.blocks.quizzes import items_of_quiz, number
from content_models.models import QuizPage, WikiImage
from content_models.models.quiz_checks import source_of

JSON = dict[str, Any]
ByLocale = Mapping[str, Any]


def export(quiz: QuizPage) -> JSON:
    """Return a quiz with all its locales as the JSON of a file, from its newest drafts."""
    source = source_of(quiz) or quiz
    pages = QuizPage.objects.filter(translation_key=quiz.translation_key).select_related("locale")
    drafts = {_code(page): page.get_latest_revision_as_object() for page in pages}
    return document(drafts, _code(source), source.get_parent().translation_key)


def images(quiz: QuizPage) -> dict[str, WikiImage]:
    """Return the images that the file of a quiz names, by their paths beside it."""
    draft = source_of(quiz) or quiz.get_latest_revision_as_object()
    options = [option for child in items_of_quiz(draft) for option in child.value["options"]]
    shown = [part["image"] for part in [*options, *(child.value for child in draft.results)]]
    return {_beside(image): image for image in shown if image}


def _beside(image: WikiImage) -> str:
    return f"{IMAGES}/{PurePath(image.file.name).name}"


def as_text(content: JSON) -> str:
    """Return the JSON of a file as it is written."""
    return json.dumps(content, ensure_ascii=False, indent=2) + "\n"


def document(pages: Mapping[str, QuizPage], source: str, parent: Any) -> JSON:
    """Return the JSON of a file from the pages of a quiz by locale."""
    page = pages[source]
    writer = _Writer(source, _translated_as_themselves(page, pages))
    content: JSON = {
        "format": FORMAT,
        "key": str(page.translation_key),
        "source_locale": source,
        "locales": [source, *sorted(set(pages) - {source})],
        "parent": str(parent),
    }
    content |= {name: getattr(page, name) for name in PLAIN}
    for name in TEXTS:
        content[name] = writer.text({code: getattr(one, name) for code, one in pages.items()})
    for name in STREAMS:
        values = {code: getattr(one, name).get_prep_value() for code, one in pages.items()}
        content[name] = writer.value(page._meta.get_field(name).stream_block, values)
    return content


def _code(page: Page) -> str:
    return locales.canonical(page.locale.language_code)


def _translated_as_themselves(page: QuizPage, codes: Iterable[str]) -> dict[str, set[str]]:
    """Return by locale the words that a translator has kept on purpose, such as “No”."""
    rows = StringTranslation.objects.filter(
        context__object_id=page.translation_key, data=F("translation_of__data")
    ).values_list("locale__language_code", "data")
    kept: dict[str, set[str]] = {code: set() for code in codes}
    for language_code, data in rows:
        kept.setdefault(locales.canonical(language_code), set()).add(data)
    return kept


class _Writer:
    """Turns stored blocks into their form in the file, all locales at once."""

    def __init__(self, source: str, kept: Mapping[str, set[str]]) -> None:
        self.source = source
        self.kept = kept

    def value(self, block: blocks.Block, values: ByLocale) -> Any:
        if isinstance(block, blocks.StreamBlock | blocks.ListBlock):
            return [self._child(block, child, values) for child in values[self.source] or ()]
        if isinstance(block, blocks.StructBlock):
            return {
                name: self.value(child, _each(values, lambda v, name=name: v.get(name)))
                for name, child in block.child_blocks.items()
            }
        if is_text(block):
            return self.text(values)
        return _plain(block, values[self.source])

    def text(self, values: ByLocale) -> dict[str, str]:
        """Return words by locale, without those that are only lent by the source."""
        own = _portable(values[self.source] or "")
        shown = {self.source: own} if own else {}
        for code, value in sorted(values.items()):
            words = _portable(value or "")
            if words and (words != own or words in self.kept[code]):
                shown[code] = words
        return shown

    def _child(self, block: blocks.Block, child: JSON, values: ByLocale) -> JSON:
        """Return one child of a stream or list, with its namesakes in the other locales."""
        namesakes = _each(values, lambda children: _by_id(children, child["id"]))
        shown = {"id": child["id"]}
        if isinstance(block, blocks.StreamBlock):
            inside = block.child_blocks[child["type"]]
            if len(block.child_blocks) > 1:
                shown[RULE] = child["type"]
        else:
            inside = block.child_block
        value = self.value(inside, namesakes)
        return shown | (value if isinstance(inside, blocks.StructBlock) else {"value": value})


def _each(values: ByLocale, look: Any) -> JSON:
    return {code: None if value is None else look(value) for code, value in values.items()}


def _by_id(children: Iterable[JSON], identifier: str) -> Any:
    return next((child["value"] for child in children if child["id"] == identifier), None)


def _plain(block: blocks.Block, value: Any) -> Any:
    if isinstance(block, blocks.PageChooserBlock):
        return _key_of_page(value) if value else None
    if isinstance(block, ImageChooserBlock):
        image = WikiImage.objects.filter(pk=value).first() if value else None
        return image and _beside(image)
    if isinstance(block, blocks.BooleanBlock):
        return bool(value)
    return number(value) if isinstance(block, blocks.DecimalBlock) else value


def _portable(html: str) -> str:
    """Return rich text whose links name pages by key, which is the same in every wiki."""
    if "linktype" not in html:
        return html
    soup = BeautifulSoup(html, "html.parser")
    for anchor in soup.find_all("a", linktype="page"):
        key = _key_of_page(anchor.get("id"))
        if key is None:
            anchor.unwrap()
        else:
            anchor.attrs = {"linktype": "page", "key": key}
    return str(soup)


def _key_of_page(pk: Any) -> str | None:
    """Return the key of a page by its number, also when a translation of it is all that is left."""
    page = Page.objects.filter(pk=pk).only("translation_key").first()
    if page is not None:
        return str(page.translation_key)
    gone = deleted.keys_of(Page, [pk]) if pk else {}
    return next(map(str, gone.values()), None)
