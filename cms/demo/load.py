"""Loads the demo wiki through the stack that writers and translators use.

Whatever is there already stays as it is: only what is missing is made, so people's edits survive.
"""

import io
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml
from bs4 import BeautifulSoup
from django.core.files.images import ImageFile
from django.db import transaction
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock
from wagtail.models import Locale, Page
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.demo import pictures
from cms.preparation import prepare_wiki
from content_models import locales
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    GlossaryTerm,
    HomePage,
    PageContributor,
    PageRelation,
    PageTopic,
    Person,
    QuizPage,
    Source,
    Topic,
    WikiImage,
    WikiPage,
)
from content_models.models.snippets import WikiSnippet
from content_models.publishing import catching_up

CONTENT = Path(__file__).parent / "content"
NAMESPACE = uuid.UUID("6f4f1f0e-6d0b-4a59-9c41-0d5a3a7b2c11")
LANGUAGES = ("en", "zh", "es")
KINDS: dict[str, type[WikiPage]] = {
    "series": ArticleSeriesPage,
    "article": ArticlePage,
    "case-study": CaseStudyPage,
    "expert-advice": ExpertAdvicePage,
    "quiz": QuizPage,
}
SNIPPETS: dict[str, type[WikiSnippet]] = {
    "topics": Topic,
    "people": Person,
    "sources": Source,
    "glossary": GlossaryTerm,
}
# What the file says about a page beside its fields.
ABOUT = {"kind", "slug", "parent", "source", "topics", "contributors", "related"}

Entry = dict[str, Any]
Tell = Callable[[str], None]


def key_of(kind: str, name: str) -> uuid.UUID:
    """Return the key of a demo entry, the same on every machine."""
    return uuid.uuid5(NAMESPACE, f"{kind}/{name}")


def pick(node: Any, language: str) -> Any:
    """Return an entry as it reads in one language.

    Raises:
        ValueError: when a text lacks the language.
    """
    if isinstance(node, dict):
        if node and set(node) <= set(LANGUAGES):
            if language not in node:
                raise ValueError(f"{next(iter(node.values()))!r} has no {language}.")
            return node[language]
        return {name: pick(value, language) for name, value in node.items()}
    if isinstance(node, list):
        return [pick(value, language) for value in node]
    return node


def read_pages() -> Iterator[Entry]:
    """Yield the pages of the content files in the order in which they can be made."""
    for path in sorted(CONTENT.glob("[0-9]*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        yield from content if isinstance(content, list) else [content]


class Loader:
    """Makes what is missing and remembers what it made."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self.home = prepare_wiki()
        self.made = 0
        self.all_drafted = False
        self.pages = list(read_pages())

    def load(self) -> int:
        """Load everything; return how many pages, snippets and translations were made."""
        with catching_up.dependents_last(
            lambda left: self.tell(f"{left} documents to be built again")
        ):
            self.publish_everything()
        return self.made

    def publish_everything(self) -> None:
        snippets = yaml.safe_load((CONTENT / "snippets.yaml").read_text(encoding="utf-8"))
        for group, model in SNIPPETS.items():
            for name, fields in snippets[group].items():
                self.snippet(model, name, fields)
            self.tell(f"{len(snippets[group])} {group}")
        self.welcome(yaml.safe_load((CONTENT / "home.yaml").read_text(encoding="utf-8")))
        # A page can link to one that comes later, so all exist before any is finished, and all
        # are finished before any is translated. Series come first: others live below them.
        drafts = []
        for entry in self.pages:
            page = self.draft(entry)
            if entry["kind"] != "series":
                drafts.append((page, entry))
            else:
                self.finish(page, entry)
                self.translations(page, entry)
        self.all_drafted = True
        for number, (page, entry) in enumerate(drafts, start=1):
            self.finish(page, entry)
            self.tell(f"{number} of {len(drafts)} pages: {entry['slug']}")
        for entry in self.pages:
            page = self.by_slug(entry["slug"])
            self.translations(page.specific, entry)
            self.tell(f"translations: {entry['slug']}")
        self.feature()

    def snippet(self, model: type[WikiSnippet], name: str, fields: Entry) -> None:
        key = key_of(model.__name__, name)
        source = model.objects.filter(translation_key=key, locale=locale_of("en")).first()
        if source is None:
            with transaction.atomic():
                source = model(
                    translation_key=key,
                    locale=locale_of("en"),
                    live=False,
                    **self.snippet_fields(model, name, fields, "en"),
                )
                source.save()
                source.save_revision().publish()
                self.made += 1
        for language in LANGUAGES[1:]:
            if not model.objects.filter(translation_key=key, locale=locale_of(language)).exists():
                values = self.snippet_fields(model, name, fields, language)
                target = model(translation_key=key, locale=locale_of(language), **values)
                self.translate(source, target)

    def snippet_fields(
        self, model: type[WikiSnippet], name: str, fields: Entry, language: str
    ) -> Entry:
        values = pick(fields, language)
        if model is Topic:
            values["slug"] = name
        if "photo" in values:
            values["photo"] = self.image(values["photo"])
        return values

    def image(self, name: str) -> WikiImage:
        title = name.replace("-", " ").capitalize()
        found = WikiImage.objects.filter(title=title).first()
        if found is None:
            file = ImageFile(io.BytesIO(pictures.draw(name)), name=f"{name}.jpg")
            found = WikiImage.objects.create(title=title, credit="The Talking Wiki", file=file)
        return found

    def welcome(self, entry: Entry) -> None:
        """Fill the home page, unless somebody has filled it already."""
        home = self.home
        if not home.tagline:
            for name, value in self.fields(HomePage, without(entry, "featured"), "en").items():
                setattr(home, name, value)
            home.save_revision().publish()
            home.refresh_from_db()
            self.made += 1
        self.translations(home, without(entry, "featured"))

    def draft(self, entry: Entry) -> WikiPage:
        """Return the page of an entry, made as a draft when it is missing."""
        model = KINDS[entry["kind"]]
        language = entry.get("source", "en")
        key, locale = key_of(entry["kind"], entry["slug"]), locale_of(language)
        page = model.objects.filter(translation_key=key, locale=locale).first()
        if page is not None:
            return page
        page = model(
            translation_key=key,
            locale=locale,
            live=False,
            slug=entry["slug"],
            **self.fields(model, entry, language),
        )
        for name in entry.get("topics", ()):
            page.page_topics.add(PageTopic(topic=self.found(Topic, name)))
        for name, role in entry.get("contributors", ()):
            page.page_contributors.add(PageContributor(person=self.found(Person, name), role=role))
        self.parent(entry, locale).add_child(instance=page)
        self.made += 1
        return page

    @transaction.atomic
    def finish(self, page: WikiPage, entry: Entry) -> None:
        """Set what can point at other pages, and publish, unless that was done already."""
        if page.first_published_at is not None:
            return
        for name, value in self.fields(type(page), entry, entry.get("source", "en")).items():
            setattr(page, name, value)
        for slug in entry.get("related", ()):
            page.page_relations.add(PageRelation(target=self.by_slug(slug)))
        page.save_revision().publish()

    def parent(self, entry: Entry, locale: Locale) -> Page:
        if "parent" not in entry:
            return Page.objects.get(translation_key=self.home.translation_key, locale=locale)
        key = key_of("series", entry["parent"])
        return Page.objects.get(translation_key=key, locale=locale)

    def found(self, model: type[WikiSnippet], name: str) -> Any:
        return model.objects.get(
            translation_key=key_of(model.__name__, name), locale=locale_of("en")
        )

    def translations(self, page: WikiPage, entry: Entry) -> None:
        for language in entry["title"]:
            locale = locale_of(language)
            if page.locale_id == locale.pk or page.get_translation_or_none(locale):
                continue
            values = self.fields(type(page), entry, language)
            target = type(page)(
                translation_key=page.translation_key, locale=locale, slug=page.slug, **values
            )
            self.translate(page, target)
            if "parent" in entry:
                self.place(page.get_translation(locale), entry)

    def place(self, page: Page, entry: Entry) -> None:
        """Move a new translation before the first of its series that comes later in the files.

        A part that was written in that locale stands there before what is translated into it.
        """
        beside = [other for other in self.pages if other.get("parent") == entry["parent"]]
        later = beside[[other["slug"] for other in beside].index(entry["slug"]) + 1 :]
        keys = [key_of(other["kind"], other["slug"]) for other in later]
        following = page.get_siblings().filter(translation_key__in=keys).first()
        if following is not None and following.path < page.path:
            page.move(following, pos="left")

    @transaction.atomic
    def translate(self, source: Any, target: Any) -> None:
        """Hand the texts of a transient target to wagtail-localize and publish the result."""
        source_record, _created = TranslationSource.update_or_create_from_instance(source)
        segments = list(
            StringSegment.objects.filter(source=source_record)
            .select_related("context", "string")
            .order_by("order")
        )
        texts = [s for s in extract_segments(target) if isinstance(s, StringSegmentValue)]
        if [s.context.path for s in segments] != [s.path for s in texts]:
            raise ValueError(f"The texts of {source!r} do not match in {target.locale}.")
        for segment, text in zip(segments, texts, strict=True):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=target.locale,
                context=segment.context,
                defaults={
                    "data": text.string.data,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )
        translation, _created = Translation.objects.get_or_create(
            source=source_record, target_locale=target.locale
        )
        translation.save_target(publish=True)
        self.made += 1

    def feature(self) -> None:
        """Put the chosen pages on the front pages that have none."""
        entry = yaml.safe_load((CONTENT / "home.yaml").read_text(encoding="utf-8"))
        for home in HomePage.objects.filter(translation_key=self.home.translation_key):
            if not home.featured:
                home.featured = list(
                    self.stream(home.featured.stream_block, entry["featured"], "wiki/featured")
                )
                home.save_revision().publish()

    def page_named(self, slug: str) -> Page | None:
        """Return a demo page by its name, in its own source language, if it is there already."""
        keys = [key_of(kind, slug) for kind in KINDS]
        return Page.objects.filter(translation_key__in=keys).order_by("pk").first()

    def target(self, slug: str) -> Page | None:
        """Return the page that a chooser names; while drafts are being made it may not be there."""
        return self.by_slug(slug) if self.all_drafted else self.page_named(slug)

    def by_slug(self, slug: str) -> Page:
        page = self.page_named(slug)
        if page is None:
            raise ValueError(f"There is no page {slug!r}.")
        return page

    def fields(self, model: type[WikiPage], entry: Entry, language: str) -> Entry:
        """Return the values of a page's own fields in one language."""
        values: Entry = {}
        for name, value in pick(without(entry, *ABOUT), language).items():
            field = model._meta.get_field(name)
            if isinstance(field, StreamField):
                block = field.stream_block
                seed = f"{entry['slug']}/{name}"
                values[name] = [*self.stream(block, value or [], seed)]
            elif name in ("cover", "logo"):
                values[name] = self.image(value)
            elif name == "related_quiz":
                values[name] = self.target(value)
            else:
                values[name] = self.html(value) if isinstance(value, str) else value
        return values

    def stream(self, block: Any, children: list[Any], seed: str) -> Iterator[Entry]:
        for position, child in enumerate(children):
            if not isinstance(child, dict):  # A stream of one kind of chooser lists names only.
                child = {next(iter(block.child_blocks)): child}
            [(name, value)] = child.items()
            where = f"{seed}/{position}"
            yield {
                "type": name,
                "id": str(uuid.uuid5(NAMESPACE, where)),
                "value": self.raw(block.child_blocks[name], value, where),
            }

    def raw(self, block: Any, value: Any, seed: str) -> Any:
        """Return a value of the content files in the form that Wagtail stores."""
        if isinstance(block, blocks.StreamBlock):
            return list(self.stream(block, value or [], seed))
        if isinstance(block, blocks.ListBlock):
            return [
                {
                    "type": "item",
                    "id": str(uuid.uuid5(NAMESPACE, f"{seed}/{position}")),
                    "value": self.raw(block.child_block, item, f"{seed}/{position}"),
                }
                for position, item in enumerate(value or [])
            ]
        if isinstance(block, ImageBlock):
            return {**value, "image": self.image(value["image"]).pk}
        if isinstance(block, blocks.StructBlock):
            return {
                name: self.raw(child, value[name], f"{seed}/{name}")
                if name in value
                else self.left_out(child)
                for name, child in block.child_blocks.items()
            }
        if isinstance(block, SnippetChooserBlock):
            return self.found(block.target_model, value).pk
        if isinstance(block, blocks.PageChooserBlock):
            page = self.target(value)
            return page and page.pk
        return self.html(value) if isinstance(value, str) else value

    def left_out(self, block: Any) -> Any:
        """Return what Wagtail stores when a writer leaves a field empty."""
        texts = blocks.CharBlock | blocks.TextBlock | blocks.RegexBlock | blocks.ChoiceBlock
        stored = block.get_prep_value(block.get_default())
        return "" if stored is None and isinstance(block, texts) else stored

    def html(self, text: str) -> str:
        """Return rich text with its links to pages in Wagtail's form."""
        if "page:" not in text:
            return text
        soup = BeautifulSoup(text, "html.parser")
        for anchor in soup.find_all("a"):
            scheme, _colon, slug = str(anchor.get("href", "")).partition(":")
            if scheme == "page":
                target = self.page_named(slug)
                if target is None:
                    anchor.unwrap()
                else:
                    anchor.attrs = {"linktype": "page", "id": str(target.pk)}
        return str(soup)


def without(entry: Entry, *names: str) -> Entry:
    return {name: value for name, value in entry.items() if name not in names}


def locale_of(language: str) -> Locale:
    code = locales.language_code(locales.match(language))
    return Locale.objects.get(language_code=code)
