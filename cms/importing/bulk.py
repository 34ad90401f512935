"""Publishes plain articles in bulk: the rows that Wagtail would write, a batch in a transaction.

Wagtail makes pages one by one and looks at the whole wiki for each of them. Here pages, revisions
and log entries are written in bulk; documents, translations, the change log and the search index
come from `store.publish_all`, as they do when a writer publishes.
"""

import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify
from wagtail.models import Locale, Page, PageLogEntry, Revision
from wagtail.search.backends import get_search_backends

from cms.gate import left_open
from cms.importing.collections import Entry
from cms.importing.keys import NAMESPACE, key_of
from cms.preparation import prepare_wiki
from content_models import locales
from content_models.models import ArticlePage, ArticleSeriesPage, HomePage
from content_models.models.base import SUMMARY_LENGTH
from content_models.publishing import catching_up, store
from content_models.quality import sentences, starts_with_typed_number
from content_models.quality.numbering import take_number

# Every part of a series knows its neighbours and how many there are.
PARTS_IN_A_SERIES = 50

TITLE_LENGTH = 255


@dataclass
class Imported:
    """How many documents were made, changed and left as they were."""

    made: int = 0
    changed: int = 0
    same: int = 0

    @property
    def total(self) -> int:
        return self.made + self.changed + self.same


@dataclass
class BulkImport:
    """Imports the entries of one collection.

    After each batch `tell` hears how many are published, then `tell_left` how many of them wait to
    be built once more, beside neighbours that came after them.
    """

    name: str
    tell: Callable[[int], None]
    tell_left: Callable[[int], None]
    done: Imported = field(default_factory=Imported)

    def run(self, entries: Iterable[Entry]) -> Imported:
        """Publish the entries, grouped by locale and kind, in series named after the collection.

        A batch is kept wholly or not at all, and no check keeps a document out. Running it again
        continues where it stopped, changes what reads differently in the file and leaves the rest
        alone.
        """
        with left_open(), catching_up.dependents_last(self.tell_left):
            self._publish(sorted(entries, key=_group))
        return self.done

    def _publish(self, ordered: list[Entry]) -> None:
        # Every page quotes its home page, so home pages come before there is anything to rebuild.
        for locale in sorted({entry.locale for entry in ordered}):
            _prepare_home(locale)
        kinds = {entry.kind for entry in ordered}
        for (locale, kind), group in groupby(ordered, key=_group):
            shelf = Shelf(locale, self.name if len(kinds) == 1 else f"{self.name} {kind}")
            members = list(group)
            for start in range(0, len(members), PARTS_IN_A_SERIES):
                self._import(members[start : start + PARTS_IN_A_SERIES], shelf)
                self.tell(self.done.total)

    def _import(self, batch: list[Entry], shelf: "Shelf") -> None:
        known = {
            page.translation_key: page
            for page in ArticlePage.objects.filter(
                locale=shelf.locale, translation_key__in=[key_of(entry.id) for entry in batch]
            )
        }
        new = [entry for entry in batch if key_of(entry.id) not in known]
        with transaction.atomic():
            for entry in batch:
                page = known.get(key_of(entry.id))
                if page is not None:
                    self._change(page, entry)
            while new:
                series, room = shelf.series_with_room()
                store.publish_all(publish_rows(new[:room], series, shelf.locale))
                new = new[room:]
        self.done.made += sum(key_of(entry.id) not in known for entry in batch)

    def _change(self, page: ArticlePage, entry: Entry) -> None:
        fields = _fields(entry)
        stored = {"title": page.title, "summary": page.summary, "body": list(page.body.raw_data)}
        if stored == fields:
            self.done.same += 1
            return
        _fill(page, fields)
        page.save_revision(log_action=True).publish(log_action=True)
        self.done.changed += 1


class Shelf:
    """The series of a collection in one locale, filled one after the other."""

    def __init__(self, locale: str, name: str) -> None:
        # Series of other locales have keys of their own: they hold other documents.
        self.code = locale
        self.locale = Locale.objects.get(language_code=locales.language_code(locale))
        self.name = name
        self._number = 1

    def series_with_room(self) -> tuple[ArticleSeriesPage, int]:
        """Return the first series that has room, made when there is none, and how much room."""
        while True:
            key = uuid.uuid5(NAMESPACE, f"series/{self.code}/{self.name}/{self._number}")
            series = ArticleSeriesPage.objects.filter(
                locale=self.locale, translation_key=key
            ).first() or self._make(key)
            room = PARTS_IN_A_SERIES - series.numchild
            if room > 0:
                return series, room
            self._number += 1

    def _make(self, key: uuid.UUID) -> ArticleSeriesPage:
        title = f"{self.name} {self._number}"
        series = ArticleSeriesPage(
            title=title,
            slug=slugify(title, allow_unicode=True) or key.hex,
            summary=title,
            locale=self.locale,
            translation_key=key,
            live=False,
        )
        HomePage.objects.get(locale=self.locale).add_child(instance=series)
        series.save_revision().publish()
        return ArticleSeriesPage.objects.get(pk=series.pk)


def _prepare_home(locale: str) -> None:
    home = prepare_wiki()
    target = Locale.objects.get(language_code=locales.language_code(locale))
    if not HomePage.objects.filter(locale=target).exists():
        home.copy_for_translation(target).save_revision().publish()


def _group(entry: Entry) -> tuple[str, str]:
    return entry.locale, entry.kind


def _fields(entry: Entry) -> dict[str, Any]:
    """Return title, summary and body of an entry's page.

    A title that has no place in the title's field as it is also opens the text, whole.
    """
    opening = sentences.fitting(entry.body[:2000], SUMMARY_LENGTH)
    title = entry.title or opening or " ".join(entry.body.split())
    if starts_with_typed_number(title):
        title = take_number(title).words or title
    if len(title) > TITLE_LENGTH:
        title = title[: TITLE_LENGTH - 1].rstrip() + "…"
    text = entry.body
    if entry.title and entry.title != title:
        text = f"{entry.title}\n\n{entry.body}"
    return {
        "title": title,
        "summary": opening or title,
        "body": list(_body(key_of(entry.id), text)),
    }


def _body(key: uuid.UUID, text: str) -> Iterator[dict[str, Any]]:
    """Yield one section of plain paragraphs, its ids the same in every run."""
    paragraphs = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n")]
    html = "".join(
        f"<p>{escape(part).replace(chr(10), '<br/>')}</p>" for part in paragraphs if part
    )
    if html:
        block = {"type": "text", "id": str(uuid.uuid5(key, "text")), "value": html}
        value = {"kind": "plain", "label": "", "heading": "", "blocks": [block]}
        yield {"type": "section", "id": str(uuid.uuid5(key, "section")), "value": value}


def _fill(page: ArticlePage, fields: dict[str, Any]) -> None:
    page.title = page.draft_title = fields["title"]
    page.summary = fields["summary"]
    page.body = page._meta.get_field("body").to_python(fields["body"])


def publish_rows(
    entries: list[Entry], series: ArticleSeriesPage, locale: Locale
) -> list[ArticlePage]:
    """Write the pages of new entries below a series as published, and their revisions."""
    now = timezone.now()
    last = series.get_last_child()
    position = int(last.path[-Page.steplen :], 36) if last else 0
    slugs = set(series.get_children().values_list("slug", flat=True))
    pages = []
    for number, entry in enumerate(entries, start=position + 1):
        page = ArticlePage(
            translation_key=key_of(entry.id),
            locale=locale,
            slug=_slug(entry, slugs),
            path=Page._get_path(series.path, series.depth + 1, number),
            depth=series.depth + 1,
            live=True,
            first_published_at=now,
            last_published_at=now,
            latest_revision_created_at=now,
        )
        _fill(page, _fields(entry))
        page.set_url_path(series)
        pages.append(page)
    _insert(pages)
    Page.objects.filter(pk=series.pk).update(numchild=series.numchild + len(pages))
    _write_revisions(pages, now)
    for backend in get_search_backends(with_auto_update=True):
        backend.add_bulk(ArticlePage, pages)
    return pages


def _slug(entry: Entry, taken: set[str]) -> str:
    slug = slugify(entry.id, allow_unicode=True)
    if not slug or slug in taken:
        slug = f"{slug}-{key_of(entry.id).hex[:8]}".strip("-")
    taken.add(slug)
    return slug


def _insert(pages: list[ArticlePage]) -> None:
    """Insert rows into the table of all pages at once and into the articles' table one by one.

    Django refuses `bulk_create` for models that inherit from a table.
    """
    shared = [
        Page(**{name.attname: getattr(page, name.attname) for name in Page._meta.concrete_fields})
        for page in pages
    ]
    Page.objects.bulk_create(shared)
    for page, row in zip(pages, shared, strict=True):
        page.pk = page.page_ptr_id = page.id = row.pk
        page.save_base(raw=True, force_insert=True)


def _write_revisions(pages: list[ArticlePage], now: datetime) -> None:
    article_type = ContentType.objects.get_for_model(ArticlePage)
    page_type = ContentType.objects.get_for_model(Page)
    revisions = Revision.objects.bulk_create(
        Revision(
            content_type=article_type,
            base_content_type=page_type,
            object_id=str(page.pk),
            created_at=now,
            object_str=str(page),
            content=page.serializable_data(),
        )
        for page in pages
    )
    for page, revision in zip(pages, revisions, strict=True):
        page.latest_revision = page.live_revision = revision
    rows = [
        Page(pk=page.pk, latest_revision=page.latest_revision, live_revision=page.live_revision)
        for page in pages
    ]
    Page.objects.bulk_update(rows, ["latest_revision", "live_revision"])
    PageLogEntry.objects.bulk_create(
        PageLogEntry(
            content_type=article_type,
            label=page.title,
            action="wagtail.publish",
            timestamp=now,
            page=page,
            revision=page.latest_revision,
            content_changed=True,
        )
        for page in pages
    )
