"""The tables of the search index, plain enough for SQLite and PostgreSQL to rank alike."""

import json
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

# How many rows are written by one statement.
ROWS = 2_000


class Facet(models.Model):
    """A kind, a topic or a series that documents are counted by, and the number that stands for it.

    It stays when nothing is counted by it any more: processes remember numbers.
    """

    name = models.CharField(max_length=20)
    value = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["name", "value"], name="one_number_a_facet"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.value}"


class IndexedDocument(models.Model):
    """One stored edition of a document, with what a search filters, counts and orders by.

    Its primary key is the edition's. `digest` tells whether its words have changed. `facets` holds
    what it is counted by beside its locale, as `search.facets` writes and reads it.
    """

    # Always given; yet on SQLite only what counts by itself is what rows are found by at once.
    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField()
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    published_at = models.DateTimeField()
    visible_from = models.DateTimeField()
    hidden_after = models.DateTimeField(null=True)
    digest = models.CharField(max_length=32)
    facets = models.TextField()

    class Meta:
        indexes = [
            models.Index(fields=["key", "locale"], name="indexed_identity"),
            models.Index(fields=["visible_from"], name="indexed_visible_from"),
            models.Index(fields=["hidden_after"], name="indexed_hidden_after"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} {self.locale}"


class Entry(models.Model):
    """A searchable piece of a document, as it is shown in a hit.

    `number` names it inside its document and stays while its words stay; `position` orders it.
    `folded` is the text in one spelling, for phrases. `length` counts its terms.
    """

    document = models.ForeignKey(IndexedDocument, on_delete=models.CASCADE, related_name="entries")
    number = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    block_id = models.CharField(max_length=64, blank=True)
    heading = models.TextField(blank=True)
    anchor = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    folded = models.TextField(blank=True)
    length = models.PositiveIntegerField()
    digest = models.CharField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="one_entry_a_number"),
        ]
        indexes = [models.Index(fields=["digest"], name="entry_digest")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number} of {self.document_id}"


class EntryVector(models.Model):
    """What an embedder makes of an entry's words: 32-bit floats, one after the other.

    It is named by the digest of the entry, so it stays while the words stay, and is of no use to
    anybody once no entry has them.
    """

    digest = models.CharField(max_length=32)
    locale = models.CharField(max_length=20)
    embedder = models.CharField(max_length=80)
    vector = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest", "embedder"], name="one_vector_an_entry"),
        ]
        indexes = [models.Index(fields=["embedder"], name="vector_embedder")]

    def __str__(self) -> str:
        return f"{self.digest} by {self.embedder}"


class Term(models.Model):
    """A term of a locale's vocabulary and the number of entries that hold it."""

    locale = models.CharField(max_length=20)
    text = models.CharField(max_length=64)
    frequency = models.IntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["locale", "text"], name="one_term_a_text")]

    def __str__(self) -> str:
        return f"{self.text} ({self.locale})"


class Word(models.Model):
    """A spelling behind a term. Corrections and prefixes find it by its first or last letters."""

    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="words")
    locale = models.CharField(max_length=20)
    text = models.CharField(max_length=64)
    head = models.CharField(max_length=2)
    tail = models.CharField(max_length=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["term", "text"], name="one_word_a_spelling"),
        ]
        indexes = [
            models.Index(fields=["locale", "head"], name="word_head"),
            models.Index(fields=["locale", "tail"], name="word_tail"),
        ]

    def __str__(self) -> str:
        return self.text


class Posting(models.Model):
    """That a term occurs in an entry, how often, and how long the entry is.

    The weight of BM25 is worked out from these two numbers when somebody searches, so it always
    follows the present average length and nothing is rewritten when that changes. `facets` are the
    document's: looking up thousands of documents takes longer than reading their postings.
    """

    pk = models.CompositePrimaryKey("term", "document", "facets", "number", "frequency", "length")
    term = models.ForeignKey(Term, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False)
    document = models.ForeignKey(IndexedDocument, on_delete=models.DO_NOTHING, db_constraint=False)
    facets = models.TextField()
    number = models.PositiveSmallIntegerField()
    frequency = models.PositiveSmallIntegerField()
    length = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.term_id} in {self.document_id}.{self.number}"


class LocaleStatistics(models.Model):
    """How many entries a locale has and how many terms they hold together."""

    locale = models.CharField(max_length=20, primary_key=True)
    entries = models.IntegerField(default=0)
    length = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.locale}: {self.entries} entries"


class Suggestion(models.Model):
    """Words to offer while somebody types: a title, a heading, a topic, a glossary term."""

    document = models.ForeignKey(IndexedDocument, on_delete=models.DO_NOTHING, db_constraint=False)
    locale = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    text = models.CharField(max_length=255)
    spelled = models.CharField(max_length=600)
    anchor = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.text


class SuggestionKey(models.Model):
    """What a suggestion is looked up by: how its words begin, and its characters and pairs."""

    suggestion = models.ForeignKey(
        Suggestion, on_delete=models.DO_NOTHING, db_constraint=False, related_name="keys"
    )
    key = models.CharField(max_length=4)

    class Meta:
        indexes = [models.Index(fields=["key", "suggestion"], name="suggestion_key")]

    def __str__(self) -> str:
        return self.key


class SynonymSet(models.Model):
    """Words that mean the same to somebody who searches. Writers edit them in the admin."""

    locale = models.CharField(_("language"), max_length=20)
    words = models.TextField(
        _("words"),
        help_text=_("One word or phrase on each line; who types one also finds the others."),
    )

    class Meta:
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")
        ordering = ["locale", "words"]

    def __str__(self) -> str:
        return ", ".join(self.lines())

    def clean(self) -> None:
        if len(self.lines()) < 2:
            raise ValidationError({"words": _("Write at least two words, one on each line.")})

    def lines(self) -> list[str]:
        """Return the words, each once, in the order in which they were written."""
        stripped = (line.strip() for line in self.words.splitlines())
        return list(dict.fromkeys(line for line in stripped if line))


class SynonymForm(models.Model):
    """One spelling of a group of synonyms, made from a set or from a glossary term.

    By the `stems` of its words it is found in a query. `document` is the glossary term's edition,
    which has to be readable; None for a set.
    """

    group = models.CharField(max_length=40)
    locale = models.CharField(max_length=20)
    spelled = models.CharField(max_length=200)
    stems = models.CharField(max_length=200)
    document = models.ForeignKey(
        IndexedDocument, on_delete=models.DO_NOTHING, db_constraint=False, null=True
    )

    class Meta:
        indexes = [
            models.Index(fields=["stems", "locale"], name="synonym_stems"),
            models.Index(fields=["group"], name="synonym_group"),
        ]

    def __str__(self) -> str:
        return self.spelled


class Promotion(models.Model):
    """A document that is shown first when a query says just this."""

    spelled = models.CharField(max_length=255)
    position = models.PositiveIntegerField()
    key = models.UUIDField()

    class Meta:
        indexes = [models.Index(fields=["spelled", "position"], name="promotion_spelled")]

    def __str__(self) -> str:
        return f"{self.spelled}: {self.key}"


class QueryCount(models.Model):
    """How often a query was asked on a day and how much it found; nothing about who asked."""

    text = models.CharField(max_length=80)
    locale = models.CharField(max_length=20)
    day = models.DateField()
    count = models.PositiveIntegerField(default=0)
    hits = models.PositiveIntegerField()

    class Meta:
        verbose_name = _("search")
        verbose_name_plural = _("searches")
        constraints = [
            models.UniqueConstraint(fields=["text", "locale", "day"], name="one_count_a_day"),
        ]
        indexes = [models.Index(fields=["day"], name="query_day")]

    def __str__(self) -> str:
        return f"{self.text} ({self.locale}), {self.count} times"


def insert(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    known: str = "ON CONFLICT DO NOTHING",
) -> None:
    """Insert rows that are not there yet.

    There are hundreds of them to each document, and making a model of each would take longer than
    everything else.

    Args:
        known: what is done with those that are there.
    """
    table = model._meta.db_table
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while batch := list(islice(waiting, ROWS)):
            source, values = _source(table, columns, batch)
            cursor.execute(f"INSERT INTO {table} ({', '.join(columns)}) {source} {known}", values)


def _source(
    table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> tuple[str, list[Any]]:
    """Return what rows are inserted from.

    PostgreSQL reads them from JSON: its driver takes longer to write a value into a statement than
    the database to insert it.
    """
    if connection.vendor == "postgresql":
        objects = [dict(zip(columns, row, strict=True)) for row in rows]
        read = f"json_populate_recordset(NULL::{table}, %s)"
        return f"SELECT {', '.join(columns)} FROM {read}", [json.dumps(objects)]  # noqa: S608
    one = f"({', '.join(['%s'] * len(columns))})"
    return f"VALUES {', '.join([one] * len(rows))}", [value for row in rows for value in row]


def discard(rows: models.QuerySet[Any]) -> None:
    """Delete rows of the index in one statement.

    Others listen to every deletion, so Django's own would load and announce each posting.
    """
    rows._raw_delete(rows.db)
