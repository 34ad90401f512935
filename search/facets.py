"""How many hits there are of each kind, topic, series and locale."""

from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from content_models.publishing import documents
from search.models import IndexedDocument
from search.planning import Ask

MAX_VALUES = 50


@dataclass(frozen=True)
class FacetValue:
    """A value to filter by, what readers call it, and how many hits it leaves."""

    value: str
    label: str
    count: int


@dataclass
class Facets:
    """`total` counts keys: a document that matches in several locales is one hit."""

    total: int = 0
    kind: list[FacetValue] = field(default_factory=list)
    topic: list[FacetValue] = field(default_factory=list)
    series: list[FacetValue] = field(default_factory=list)
    locale: list[FacetValue] = field(default_factory=list)


def count(matched: QuerySet[IndexedDocument], ask: Ask) -> Facets:
    """Return the counts of the readable documents that match."""
    kinds = matched.values_list("kind").annotate(hits=Count("key", distinct=True))
    by_kind = dict(kinds.order_by("-hits", "kind"))
    if not by_kind:
        return Facets()
    facets = Facets(total=sum(by_kind.values()))
    by_locale = {ask.locales[0]: facets.total}
    if len(ask.locales) > 1:
        locales = matched.values_list("locale").annotate(hits=Count("pk"))
        by_locale = dict(locales.order_by("-hits", "locale"))
    facets.kind = [FacetValue(kind, "", hits) for kind, hits in by_kind.items()]
    facets.locale = [FacetValue(locale, "", hits) for locale, hits in by_locale.items()]
    _count_relations(facets, matched, ask)
    return facets


def _count_relations(facets: Facets, matched: QuerySet[IndexedDocument], ask: Ask) -> None:
    # In one locale a document is a key; counting its rows spares a join.
    counted = "document" if len(ask.locales) == 1 else "document__key"
    counts = list(
        documents.relations()
        .filter(document__in=matched.values("pk"), name__in=("topic", "series"))
        .values_list("name", "target_key")
        .annotate(hits=Count(counted, distinct=True))
        .order_by("-hits", "target_key")
    )
    titles: dict[object, tuple[int, str]] = {}
    keys = {key for _name, key, _hits in counts}
    for key, locale, title in (
        documents.readable().filter(key__in=keys).values_list("key", "locale", "title")
    ):
        rank = ask.reading.index(locale) if locale in ask.reading else len(ask.reading)
        if key not in titles or rank < titles[key][0]:
            titles[key] = (rank, title)
    for name, key, hits in counts:
        values = facets.topic if name == "topic" else facets.series
        if key in titles and len(values) < MAX_VALUES:
            values.append(FacetValue(str(key), titles[key][1], hits))
