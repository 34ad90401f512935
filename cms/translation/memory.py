"""Translation memory: what was translated once is offered again, word for word or nearly.

Every source text of the wiki is indexed by its tokens. A lookup asks how common the tokens of a
text are, follows the rarest of them and compares the texts that share most of those.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F
from wagtail_localize.models import String, StringTranslation, TranslationSource

from cms.texts.models import State
from cms.texts.states import MACHINE, state_of
from cms.translation import similarity
from cms.translation.models import MemoryEntry, MemoryToken

# Tokens more common than this, taken together, lead nowhere in particular.
MOST_ENTRIES = 1000
CANDIDATES = 30
OFFERS = 3
# So many texts are indexed at a time, and so many tokens counted by one statement.
BATCH = 500


@dataclass(frozen=True)
class Offer:
    """A translation from the memory; `percent` is how like its source is to the text asked for."""

    source: str
    translation: str
    percent: int
    state: State
    from_machine: bool
    page: str


def exact(strings: Iterable[int], locale: int) -> dict[int, list[StringTranslation]]:
    """Return the usable translations of source texts by text, the most trusted first."""
    found: dict[int, list[StringTranslation]] = {}
    rows = StringTranslation.objects.filter(
        translation_of__in=set(strings), locale=locale, has_error=False, context__isnull=False
    ).select_related("review", "context", "translation_of")
    for row in sorted(rows, key=_trust):
        found.setdefault(row.translation_of_id, []).append(row)
    return found


def _trust(row: StringTranslation) -> tuple[int, float]:
    order = [State.APPROVED, State.TRANSLATED, State.NEEDS_REVIEW, State.MACHINE]
    return order.index(state_of(row)), -row.updated_at.timestamp()


def offers(string: String, locale: int, *, besides: int | None = None) -> list[Offer]:
    """Return up to `OFFERS` different translations of a text or of one like it, the best first.

    `besides` is the translated text that asks, which is not offered to itself.
    """
    rows = exact([string.pk, *_likely(string)], locale)
    ratios = {
        pk: similarity.ratio(string.data, found[0].translation_of.data)
        for pk, found in rows.items()
    }
    found: dict[str, tuple[StringTranslation, float]] = {}
    for pk in sorted(rows, key=lambda key: (key != string.pk, -ratios[key])):
        for row in rows[pk]:
            if row.pk != besides and ratios[pk] >= similarity.ENOUGH:
                found.setdefault(row.data, (row, ratios[pk]))
    return [_offer(row, ratio) for row, ratio in list(found.values())[:OFFERS]]


def _offer(row: StringTranslation, ratio: float) -> Offer:
    return Offer(
        source=row.translation_of.data,
        translation=row.data,
        percent=100 if ratio == 1.0 else min(99, round(100 * ratio)),
        state=state_of(row),
        from_machine=row.translation_type == MACHINE,
        page=_page_of(row),
    )


def _page_of(row: StringTranslation) -> str:
    names = TranslationSource.objects.filter(
        object=row.context.object_id, locale=row.translation_of.locale_id
    )
    return names.values_list("object_repr", flat=True).first() or ""


def _likely(string: String) -> list[int]:
    """Return the texts that share most of the rarest tokens of this one."""
    tokens = similarity.tokens(string.data)
    entries = MemoryEntry.objects.filter(
        locale=string.locale_id,
        token__in=_rarest(string.locale_id, tokens),
        size__range=(len(tokens) // 3, len(tokens) * 3),
    ).exclude(string=string.pk)
    shared = Counter(entries.values_list("string", flat=True))
    return [pk for pk, _number in shared.most_common(CANDIDATES)]


def _rarest(locale: int, tokens: set[int]) -> list[int]:
    """Return the rarest tokens that, taken together, lead to at most `MOST_ENTRIES` texts."""
    known = MemoryToken.objects.filter(locale=locale, token__in=tokens).order_by("texts", "token")
    chosen: list[int] = []
    entries = 0
    for token, texts in known.values_list("token", "texts"):
        entries += texts
        if entries > MOST_ENTRIES and len(chosen) > 1:
            break
        chosen.append(token)
    return chosen


@transaction.atomic
def index(strings: Iterable[String]) -> int:
    """Add source texts to the index; return how many were new to it."""
    texts = {string.pk: string for string in strings}
    known = MemoryEntry.objects.filter(string__in=texts).values_list("string", flat=True)
    new = [texts[pk] for pk in texts.keys() - set(known)]
    entries: list[MemoryEntry] = []
    counted: dict[int, Counter[int]] = {}
    for string in new:
        tokens = similarity.tokens(string.data)
        counted.setdefault(string.locale_id, Counter()).update(tokens)
        entries += [
            MemoryEntry(
                string=string, locale_id=string.locale_id, token=token, size=min(len(tokens), 9999)
            )
            for token in tokens
        ]
    MemoryEntry.objects.bulk_create(entries, batch_size=2000)
    for locale, counter in counted.items():
        _count(locale, counter)
    return len(new)


def _count(locale: int, counter: Counter[int]) -> None:
    MemoryToken.objects.bulk_create(
        [MemoryToken(locale_id=locale, token=token, texts=0) for token in counter],
        ignore_conflicts=True,
        batch_size=2000,
    )
    by_number: dict[int, list[int]] = {}
    for token, number in counter.items():
        by_number.setdefault(number, []).append(token)
    for number, tokens in by_number.items():
        for start in range(0, len(tokens), BATCH):
            MemoryToken.objects.filter(
                locale=locale, token__in=tokens[start : start + BATCH]
            ).update(texts=F("texts") + number)


def rebuild(tell: Callable[[int], None]) -> int:
    """Index every source text anew; return how many there are."""
    with transaction.atomic():
        MemoryEntry.objects.all().delete()
        MemoryToken.objects.all().delete()
        done = 0
        pending: list[String] = []
        for string in String.objects.order_by("pk").iterator(chunk_size=BATCH):
            pending.append(string)
            if len(pending) == BATCH:
                done += index(pending)
                pending = []
                tell(done)
        return done + index(pending)
