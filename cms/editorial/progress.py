"""How far the translations are, page by page and locale by locale, in a few queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, Count, F, IntegerField, Sum, Value, When
from django.db.models.functions import Length, Replace
from django.utils.text import capfirst
from wagtail.models import Page
from wagtail_localize.models import StringSegment, Translation

from cms.editorial.findings import UNTRANSLATED
from cms.editorial.models import ContentFinding
from cms.editorial.roles import SNIPPETS
from content_models import locales
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    HomePage,
    QuizPage,
)
from content_models.publishing.translations import outstanding, recorded_of
from content_models.quality import ERROR

# Languages that write no blanks between words are counted in characters.
WITHOUT_BLANKS = ("zh", "ja", "th")

PAGES = (HomePage, ArticleSeriesPage, ArticlePage, CaseStudyPage, ExpertAdvicePage, QuizPage)

Place = tuple[UUID, int]

# Stands for a source itself where its locales are counted.
WHOLE = 0


@dataclass
class State:
    """How far one translation is. `words_left` is characters where no blanks are written."""

    segments: int = 0
    translated: int = 0
    words_left: int = 0
    stale: bool = False
    blocked: bool = False


@dataclass
class Figures:
    """How many segments and words there are, and how many segments with an error besides."""

    segments: int = 0
    words: int = 0
    wrong: int = 0


@dataclass(frozen=True)
class Member:
    """A page or snippet in one locale."""

    model: type
    pk: int
    title: str
    live: bool


@dataclass(frozen=True)
class Row:
    """One page or snippet and one locale into which it can be translated."""

    key: UUID
    source: Member
    locale: int
    target: Member | None
    submitted: bool
    state: State

    @property
    def kind(self) -> str:
        return str(capfirst(self.source.model._meta.verbose_name_plural))

    @property
    def percent(self) -> int:
        """Whole percent of the segments that have a translation; only what is done is 100."""
        if not self.submitted or not self.state.segments:
            return 100 * self.submitted
        return 100 * self.state.translated // self.state.segments

    @property
    def live(self) -> bool:
        return self.target is not None and self.target.live


@dataclass
class Total:
    """What the rows of a locale and kind come to; `percent` is the mean of all rows."""

    locale: int
    model: type
    kind: str
    total: int = 0
    percents: int = 0
    words_left: int = 0
    stale: int = 0
    blocked: int = 0
    not_submitted: int = 0
    live: int = 0

    @property
    def percent(self) -> int:
        return self.percents // self.total

    @property
    def model_name(self) -> str:
        return str(self.model._meta.model_name)

    def add(self, row: Row) -> None:
        self.total += 1
        self.percents += row.percent
        self.words_left += row.state.words_left
        self.stale += row.state.stale
        self.blocked += row.state.blocked
        self.not_submitted += not row.submitted
        self.live += row.live


def states(translations: Iterable[Translation]) -> dict[Place, State]:
    """Return how far every translation is, by key and locale.

    The one place that says what *translated*, *stale* and *blocked* mean here: a segment is
    translated when it has a translation without an error, a translation is blocked by one with an
    error or by what the checks found in it, and stale when its source was published anew after it
    was published itself.
    """
    found: dict[Place, State] = {}
    figures, refused = _figures(), _refused()
    recorded = recorded_of()
    for translation in translations:
        key, target = translation.source.object_id, translation.target_locale
        state = found.setdefault((key, target.pk), State())
        locale = locales.canonical(target.language_code)
        if locale in recorded.get(key, {}):
            state.stale = bool(outstanding(recorded[key], locale))
        if translation.enabled:
            whole = figures[translation.source_id, WHOLE]
            done = figures[translation.source_id, target.pk]
            state.segments += whole.segments
            state.translated += done.segments
            state.words_left += max(whole.words - done.words, 0)
            state.blocked |= done.wrong > 0 or (key, locale) in refused
    return found


def _refused() -> set[tuple[UUID, str]]:
    """Return what has an error beyond texts that nobody has translated yet, by key and locale."""
    rows = ContentFinding.objects.filter(severity=ERROR).exclude(code=UNTRANSLATED)
    return set(rows.values_list("key", "locale").distinct())


def _words(prefix: str, locale: str) -> Any:
    """Return the sum of the words of strings, or of their characters where these are counted."""
    text = F(f"{prefix}data")
    blanks = Length(text) - Length(Replace(text, Value(" "), Value(""))) + 1
    characters = [
        When(**{f"{locale}__language_code__startswith": code}, then=Length(text))
        for code in WITHOUT_BLANKS
    ]
    return Sum(Case(*characters, default=blanks, output_field=IntegerField()))


def _figures() -> dict[tuple[int, int], Figures]:
    """Return the figures of every translation source and locale, and of each source as `WHOLE`."""
    found: dict[tuple[int, int], Figures] = defaultdict(Figures)
    counted = {"number": Count("pk"), "words": _words("string__", "string__locale")}
    segments = StringSegment.objects.order_by()
    translated = segments.filter(string__translations__context=F("context")).values_list(
        "source", "string__translations__locale", "string__translations__has_error"
    )
    whole = segments.values_list("source", Value(WHOLE), Value(value=False))
    rows = whole.annotate(**counted).union(translated.annotate(**counted), all=True)
    for source, locale, has_error, number, words in rows:
        figures = found[source, locale]
        if has_error:
            figures.wrong += number
        else:
            figures.segments += number
            figures.words += words
    return found


def rows(shown: Iterable[int]) -> list[Row]:
    """Return every page and snippet in each of the locales it is not written in.

    `shown` are the ids of the locales to tell about.
    """
    wanted = sorted(shown)
    translations = list(
        Translation.objects.select_related("source", "target_locale")
        .only("enabled", "source__object", "source__locale", "target_locale")
        .order_by("-pk")
    )
    into: dict[UUID, dict[int, int]] = defaultdict(dict)
    for translation in translations:
        source = translation.source
        into[source.object_id][translation.target_locale_id] = source.locale_id
    known = states(translations)
    found = []
    for key, by_locale in _members().items():
        for locale in wanted:
            row = _row(key, locale, by_locale, into[key], known)
            if row is not None:
                found.append(row)
    return found


def _row(
    key: UUID,
    locale: int,
    by_locale: dict[int, Member],
    into: dict[int, int],
    known: dict[Place, State],
) -> Row | None:
    written = [found for found in by_locale if found not in into] or list(by_locale)
    original = min(written, key=lambda found: by_locale[found].pk)
    if locale == original:
        return None
    source_locale = into.get(locale, original)
    return Row(
        key=key,
        source=by_locale.get(source_locale, by_locale[original]),
        locale=locale,
        target=by_locale.get(locale),
        # What somebody made by hand needs no submission.
        submitted=locale in into or locale in by_locale,
        state=known.get((key, locale), State()),
    )


def totals(found: Iterable[Row]) -> list[Total]:
    """Return the sums of rows by locale and kind, in the order of the rows' models."""
    sums: dict[tuple[int, type], Total] = {}
    for row in found:
        place = (row.locale, row.source.model)
        if place not in sums:
            sums[place] = Total(row.locale, row.source.model, row.kind)
        sums[place].add(row)
    return list(sums.values())


def _members() -> dict[UUID, dict[int, Member]]:
    """Return pages in the order of the tree, then snippets, by key and locale; no aliases."""
    models = {
        content_type.pk: model
        for model, content_type in ContentType.objects.get_for_models(*PAGES, *SNIPPETS).items()
    }
    pages = Page.objects.filter(depth__gt=1, alias_of=None, content_type__in=models).order_by()
    columns = ("pk", "translation_key", "locale")
    snippets = [
        model.objects.order_by().values_list(
            Value("~"), Value(content_type), *columns, model.title_field, "live"
        )
        for content_type, model in models.items()
        if model in SNIPPETS
    ]
    every = pages.values_list("path", "content_type", *columns, "draft_title", "live").union(
        *snippets, all=True
    )
    found: dict[UUID, dict[int, Member]] = defaultdict(dict)
    for _path, content_type, pk, key, locale, title, live in sorted(every, key=itemgetter(0)):
        found[key][locale] = Member(models[content_type], pk, title, bool(live))
    return found
