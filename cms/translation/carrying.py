"""Carries translations over when their source changes: nothing that was translated is lost.

A text that reads differently keeps its translation as one that needs review. A text that moved, or
was copied, brings its translation along. A text that stands translated elsewhere takes it from
there, and that needs review too, because the place is another.
"""

from collections.abc import Iterable
from difflib import SequenceMatcher

from bs4 import BeautifulSoup
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from cms.texts.models import SegmentReview, State
from cms.texts.states import state_of
from cms.translation import memory, similarity

# The texts of a source by place: ids of strings in reading order.
Places = dict[int, list[int]]
# Two paragraphs of one field this similar are taken to be the same one, worded anew.
SAME_PARAGRAPH = 0.5


def places(source: TranslationSource) -> Places:
    found: Places = {}
    rows = StringSegment.objects.filter(source=source).order_by("order")
    for context, string in rows.values_list("context", "string"):
        found.setdefault(context, []).append(string)
    return found


def carry(source: TranslationSource, before: Places) -> None:
    """Give the texts that are new since `before` the translations that belong to them."""
    after = places(source)
    words = _words(
        {string for found in (before, after) for row in found.values() for string in row}
    )
    earlier: dict[tuple[int, int], int | None] = {}
    for context, strings in after.items():
        old = before.get(context, [])
        for new, predecessor in _pair(old, strings, words):
            earlier[context, new] = predecessor
    for locale in source.translations.values_list("target_locale", flat=True):
        _carry_into(source, locale, earlier, words)


def fill(translation: Translation) -> int:
    """Take the untranslated texts of a translation from the memory; return how many."""
    wanted = {
        (context, string): None
        for context, strings in places(translation.source).items()
        for string in strings
    }
    words = _words({string for _context, string in wanted})
    return _carry_into(translation.source, translation.target_locale_id, wanted, words)


def _carry_into(
    source: TranslationSource,
    locale: int,
    earlier: dict[tuple[int, int], int | None],
    words: dict[int, str],
) -> int:
    """Fill what has no translation in a locale; `earlier` says what a text read before."""
    if not earlier:
        return 0
    own = {
        (row.context_id, row.translation_of_id): row
        for row in StringTranslation.objects.filter(
            locale=locale, context__in={context for context, _string in earlier}
        ).select_related("review")
    }
    missing = {key: old for key, old in earlier.items() if key not in own}
    known = memory.exact({string for _context, string in missing}, locale)
    rows, origins = [], []
    for (context, string), old in missing.items():
        found = own.get((context, old)) if old is not None else None
        candidates = known.get(string, [])
        at_home = [row for row in candidates if row.context.object_id == source.object_id]
        origin = next(iter([*at_home, *([found] if _usable(found) else []), *candidates]), None)
        if origin is None:
            continue
        rows.append(_copied(origin, context, string, words))
        origins.append((origin, origin in at_home))
    StringTranslation.objects.bulk_create(rows, batch_size=500)
    reviews = [
        _reviewed(row, origin, at_home=at_home)
        for row, (origin, at_home) in zip(rows, origins, strict=True)
    ]
    SegmentReview.objects.bulk_create([review for review in reviews if review], batch_size=500)
    return len(rows)


def _usable(row: StringTranslation | None) -> bool:
    return row is not None and not row.has_error and bool(row.data)


def _copied(
    origin: StringTranslation, context: int, string: int, words: dict[int, str]
) -> StringTranslation:
    return StringTranslation(
        translation_of_id=string,
        locale_id=origin.locale_id,
        context_id=context,
        data=_with_known_links(origin.data, words[string]),
        translation_type=origin.translation_type,
        tool_name=origin.tool_name,
        last_translated_by_id=origin.last_translated_by_id,
    )


def _reviewed(
    row: StringTranslation, origin: StringTranslation, *, at_home: bool
) -> SegmentReview | None:
    """Return what is to be said of a carried text; None when nothing is."""
    review = getattr(origin, "review", None)
    unseen = state_of(origin) == State.MACHINE
    if origin.translation_of_id != row.translation_of_id:
        # Before it was reviewed the text changed again: what was translated is what counts.
        pending = review is not None and review.earlier_source_id is not None
        earlier = review.earlier_source_id if pending else origin.translation_of_id
        state = State.MACHINE if unseen else State.NEEDS_REVIEW
        return SegmentReview(translation=row, state=state, earlier_source_id=earlier)
    if at_home:
        return review and SegmentReview(
            translation=row,
            state=review.state,
            earlier_source_id=review.earlier_source_id,
            by_id=review.by_id,
        )
    return None if unseen else SegmentReview(translation=row, state=State.NEEDS_REVIEW)


def _pair(
    old: list[int], new: list[int], words: dict[int, str]
) -> Iterable[tuple[int, int | None]]:
    """Yield each new text of a place with the one it replaces; texts that stayed are left out."""
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            yield from ((string, None) for string in new[new_start:new_end])
            continue
        gone, come = old[start:end], new[new_start:new_end]
        if len(gone) == len(come):
            yield from zip(come, gone, strict=True)
            continue
        for string in come:
            best = max(gone, key=lambda other: _alike(words, string, other), default=None)
            if best is not None and _alike(words, string, best) >= SAME_PARAGRAPH:
                gone = [other for other in gone if other != best]
                yield string, best
            else:
                yield string, None


def _alike(words: dict[int, str], one: int, other: int) -> float:
    first, second = similarity.units(words[one]), similarity.units(words[other])
    return SequenceMatcher(a=first, b=second, autojunk=False).ratio()


def _words(strings: set[int]) -> dict[int, str]:
    return dict(String.objects.filter(pk__in=strings).values_list("pk", "data"))


def _with_known_links(data: str, source: str) -> str:
    """Return a translation without the links that its new source does not have."""
    if "<a" not in data:
        return data
    known = {anchor.get("id") for anchor in BeautifulSoup(source, "html.parser").find_all("a")}
    soup = BeautifulSoup(data, "html.parser")
    for anchor in soup.find_all("a"):
        if anchor.get("id") not in known:
            anchor.unwrap()
    return str(soup)
