"""Fills a scratch wiki with many made-up documents by a bulk path, and indexes them.

One article a locale is published as a writer does; the others are its stored document with other
words in it, inserted into the table, and `search.rebuilding` indexes them all. Every article has a
cover, two topics on its card, a series and up to three topics to count. With `--stock` there are
pages of the same texts as well, in an index of Wagtail's own search.
"""

import argparse
import json
import random
import sys
import time
import uuid
from collections.abc import Iterator
from itertools import accumulate, islice
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from search.simplified import simplify

LOCALES = ("en", "zh-Hans")
TITLE_WORDS, SECTION_WORDS = 6, 120
CHARACTERS, SINGLE_CHARACTERS = 3_000, 20
PARTS_OF_A_SERIES, TOPICS, MOST_TOPICS = 50, 40, 3
BATCH = 500


class Texts:
    """Words as language deals them out: the n-th is n times as rare as the first (Zipf)."""

    def __init__(self, locale: str) -> None:
        self.random = random.Random(f"texts {locale}")
        make = self._composed if locale.startswith("zh") else self._invented
        self.words = make(20_000)
        self.joiner = "" if locale.startswith("zh") else " "
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def _invented(self, number: int) -> list[str]:
        syllables = [first + second for first in "bdfgklmnprstvz" for second in "aeiou"]
        words: dict[str, None] = {}
        while len(words) < number:
            length = self.random.choice((2, 2, 3, 3, 4))
            words["".join(self.random.choices(syllables, k=length)) + "m"] = None
        return list(words)

    def _composed(self, number: int) -> list[str]:
        """Return words of Simplified characters: most are of two, the most frequent of one."""
        han = map(chr, range(0x4E00, 0xA000))
        characters = list(islice((one for one in han if simplify(one) == one), CHARACTERS))
        words = dict.fromkeys(self.random.sample(characters, SINGLE_CHARACTERS))
        while len(words) < number:
            length = self.random.choice((1, 2, 2, 2, 2, 3))
            words["".join(self.random.choices(characters, k=length))] = None
        return list(words)

    def text(self, words: int) -> str:
        return self.joiner.join(self.random.choices(self.words, cum_weights=self._weights, k=words))

    def among(self, first: int, last: int, number: int) -> str:
        """Return words from a range of ranks, to ask for."""
        return self.joiner.join(self.random.sample(self.words[first:last], number))


def entries(documents: int, sections: int) -> Iterator[dict[str, str]]:
    """Yield documents as a collection has them, the locales in turns; a paragraph is a section."""
    texts = {locale: Texts(locale) for locale in LOCALES}
    for number in range(documents):
        locale = LOCALES[number % len(LOCALES)]
        made = texts[locale]
        yield {
            "id": str(number),
            "locale": locale,
            "title": made.text(TITLE_WORDS),
            "body": "\n\n".join(made.text(SECTION_WORDS) for _section in range(sections)),
        }


def publish_first(found: list[dict[str, str]]) -> dict[str, Any]:
    """Publish the first document of each locale; return their rows by locale."""
    from cms.importing.bulk import BulkImport
    from cms.importing.collections import Entry
    from cms.importing.keys import key_of
    from content_models.models import ArticlePage
    from content_models.models.published import PublishedDocument

    first = [Entry(line=0, kind="article", **entry) for entry in found[: len(LOCALES)]]
    BulkImport("scale", lambda done: None, lambda left: None).run(first)
    for entry in first:
        _dress(ArticlePage.objects.get(translation_key=key_of(entry.id)))
    return {
        entry.locale: PublishedDocument.objects.get(key=key_of(entry.id), locale=entry.locale)
        for entry in first
    }


def _dress(page: Any) -> None:
    """Give a page what a card shows, a cover and topics, and publish it."""
    from benchmarks.content import cover, topics
    from content_models.models import PageTopic

    page.cover = cover()
    page.page_topics.set([PageTopic(topic=topic) for topic in topics(page.locale)])
    page.save_revision().publish()


def insert(found: list[dict[str, str]], templates: dict[str, Any]) -> None:
    """Insert the stored documents of the rest, and of the topics and series they belong to."""
    from content_models.models.published import PublishedDocument, PublishedRelation

    drawn = random.Random("topics")
    shelves = {locale: _Shelves(locale, templates[locale]) for locale in LOCALES}
    for start in range(len(LOCALES), len(found), BATCH):
        batch = found[start : start + BATCH]
        rows = PublishedDocument.objects.bulk_create(
            _row(entry, templates[entry["locale"]]) for entry in batch
        )
        PublishedRelation.objects.bulk_create(
            PublishedRelation(document=row, name=name, target_key=key)
            for row, entry in zip(rows, batch, strict=True)
            for name, key in shelves[row.locale].relations(int(entry["id"]), drawn)
        )
    for shelf in shelves.values():
        PublishedDocument.objects.bulk_create(shelf.rows.values())


class _Shelves:
    """The topics and series of a locale, made when they are first needed."""

    def __init__(self, locale: str, template: Any) -> None:
        self.locale = locale
        self.template = template
        self.texts = Texts(f"{locale} shelves")
        self.rows: dict[uuid.UUID, Any] = {}

    def relations(self, number: int, drawn: random.Random) -> Iterator[tuple[str, uuid.UUID]]:
        yield "series", self._key("series", number // PARTS_OF_A_SERIES)
        for topic in drawn.sample(range(TOPICS), drawn.randint(0, MOST_TOPICS)):
            yield "topic", self._key("topic", topic)

    def _key(self, kind: str, number: int) -> uuid.UUID:
        key = uuid.uuid5(uuid.NAMESPACE_OID, f"{kind} {number} {self.locale}")
        if key not in self.rows:
            title = self.texts.text(3)
            content = {"key": str(key), "kind": kind, "locale": self.locale, "title": title}
            path = f"/{self.locale}/{kind}-{number}/"
            self.rows[key] = _copy(self.template, key, title, path, content, content, kind=kind)
        return key


def _row(entry: dict[str, str], template: Any) -> Any:
    key = uuid.UUID(int=int(entry["id"]) + 1)
    body, card = json.loads(bytes(template.body)), json.loads(bytes(template.card))
    for part in (body, card):
        part |= {"key": str(key), "title": entry["title"], "summary": entry["title"]}
    paragraphs = entry["body"].split("\n\n")
    body["sections"] = [*_sections(body["sections"][0], paragraphs)]
    return _copy(template, key, entry["title"], f"{template.path}{entry['id']}/", card, body)


def _sections(template: Any, paragraphs: list[str]) -> Iterator[Any]:
    for number, paragraph in enumerate(paragraphs, start=1):
        (block,) = template["blocks"]
        named = {"id": str(uuid.UUID(int=number)), "anchor": f"part-{number}"}
        yield template | named | {"blocks": [block | {"body_html": f"<p>{paragraph}</p>"}]}


def _copy(
    template: Any, key: uuid.UUID, title: str, path: str, card: Any, body: Any, **more: Any
) -> Any:
    """Return the row of a stored document with other content."""
    from content_models.models.published import PublishedDocument
    from content_models.publishing.compression import stored_forms

    columns = {
        field.attname: getattr(template, field.attname)
        for field in PublishedDocument._meta.concrete_fields
        if not field.primary_key
    }
    changed = {
        "key": key,
        "title": title,
        "path": path,
        "card": json.dumps(card, ensure_ascii=False).encode(),
        **stored_forms(json.dumps(body, ensure_ascii=False).encode()),
        **more,
    }
    return PublishedDocument(**columns | changed)


def insert_pages(found: list[dict[str, str]]) -> None:
    """Make pages of the same texts and put them into Wagtail's own index."""
    from wagtail.models import Locale
    from wagtail.search.backends import get_search_backend

    from benchmarks.content import cover, topics
    from cms.importing import bulk
    from cms.importing.collections import Entry
    from content_models.models import ArticlePage, ArticleSeriesPage, PageTopic

    stock = get_search_backend()
    for locale in LOCALES:
        target = Locale.objects.get(language_code=locale.lower())
        series = ArticleSeriesPage.objects.filter(locale=target).first()
        mine = [entry for entry in found[len(LOCALES) :] if entry["locale"] == locale]
        for start in range(0, len(mine), BATCH):
            series.refresh_from_db()
            batch = [
                Entry(line=0, kind="article", **entry) for entry in mine[start : start + BATCH]
            ]
            pages = bulk.publish_rows(batch, series, target)
            stock.add_bulk(ArticlePage, pages)
            ArticlePage.objects.filter(pk__in=[page.pk for page in pages]).update(cover=cover())
            PageTopic.objects.bulk_create(
                PageTopic(page=page, topic=topic) for page in pages for topic in topics(target)
            )


def database_bytes() -> int:
    """Return how large the database is."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return Path(connection.settings_dict["NAME"]).stat().st_size


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("documents", type=int)
    parser.add_argument("--sections", type=int, default=1)
    parser.add_argument("--stock", action="store_true")
    options = parser.parse_args()
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction

    found = list(entries(options.documents, options.sections))
    templates = publish_first(found)
    with transaction.atomic():
        insert(found, templates)
    size, started = database_bytes(), time.monotonic()
    call_command("rebuild_search", stdout=sys.stderr, stderr=sys.stderr)
    seconds = time.monotonic() - started
    told = {
        "key": str(templates["en"].key),
        "documents_per_second": options.documents / seconds,
        "index_bytes": database_bytes() - size,
    }
    if options.stock:
        with transaction.atomic():
            insert_pages(found)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM (ANALYZE)")
    print(json.dumps(told))


if __name__ == "__main__":
    main()
