"""Who may read a page: the rules that decide what becomes a document."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction, Site

from content_models import locales


@dataclass(frozen=True)
class Visibility:
    """Whether a page is public at a moment, and until when it can be.

    `above` are the keys of the public pages that it lies below, the home page first.
    """

    public: bool
    hidden_after: datetime | None = None
    above: tuple[UUID, ...] = ()


HIDDEN = Visibility(public=False)


class Rules:
    """What decides about all pages and images alike, asked for once.

    It holds for one transaction under the publishing lock, which whoever changes it takes too.
    """

    @cached_property
    def home_paths(self) -> list[str]:
        """The tree paths of the wiki's home pages, one a locale."""
        roots = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
        return list(Page.objects.filter(translation_key__in=roots).values_list("path", flat=True))

    @cached_property
    def restricted_paths(self) -> list[str]:
        """The tree paths of the pages that have a restriction of their own."""
        return list(PageViewRestriction.objects.values_list("page__path", flat=True))

    @cached_property
    def private_collections(self) -> set[int]:
        """The collections whose images nobody may see."""
        return private_collection_ids()


def under(paths: Iterable[str]) -> Q:
    """Return the condition that a page lies at or below one of the tree paths."""
    return reduce(or_, (Q(path__startswith=path) for path in paths), Q(pk__in=[]))


def visibility(page: Page, at: datetime, rules: Rules) -> Visibility:
    """Return whether readers may see a page at a moment.

    Public means: live with all its ancestors inside the wiki's tree, in a configured locale, not
    past anybody's `expire_at`, and no view restriction on the page, its ancestors or any member
    of their translation groups. Of an alias, and below one, all this is true of its original too.
    """
    if locales.canonical(page.locale.language_code) not in locales.configured():
        return HIDDEN
    line = _line(page.path, rules)
    deciding: dict[int, Any] = {}
    lines = [line]
    while lines:
        if not all(lines):
            return HIDDEN
        further = [one for members in lines for one in members if one.pk not in deciding]
        deciding |= {one.pk: one for one in further}
        originals = {one.alias_of for one in further} - {None}
        lines = [_line(path, rules) for path in _paths(originals)]
    if not all(one.live for one in deciding.values()):
        return HIDDEN
    expiries = [one.expire_at for one in deciding.values() if one.expire_at is not None]
    hidden_after = min(expiries, default=None)
    if hidden_after is not None and hidden_after <= at:
        return HIDDEN
    if _is_restricted([one.translation_key for one in deciding.values()], rules.restricted_paths):
        return HIDDEN
    above = tuple(one.translation_key for one in line[:-1])
    return Visibility(public=True, hidden_after=hidden_after, above=above)


def _line(path: str, rules: Rules) -> list[Any]:
    """Return what decides of a page and those it lies below, the home page first.

    It is empty outside the wiki's tree.
    """
    home_path = next((home for home in rules.home_paths if path.startswith(home)), None)
    if home_path is None:
        return []
    paths = [path[:end] for end in range(len(home_path), len(path) + 1, Page.steplen)]
    names = ("pk", "live", "expire_at", "translation_key", "alias_of")
    line = Page.objects.filter(path__in=paths).order_by("path").values_list(*names, named=True)
    return list(line) if len(line) == len(paths) else []


def _paths(numbers: set[int]) -> list[str]:
    if not numbers:
        return []
    return list(Page.objects.filter(pk__in=numbers).values_list("path", flat=True))


def keys_above(page: Page) -> tuple[UUID, ...]:
    """Return the keys of the pages that a page lies below, public or not, the home page first."""
    above = page.get_ancestors().filter(depth__gt=1)
    return tuple(above.values_list("translation_key", flat=True))


def _is_restricted(keys: list[UUID], restricted: list[str]) -> bool:
    if not restricted:
        return False
    members = Page.objects.filter(translation_key__in=keys).values_list("path", flat=True)
    return any(member.startswith(path) for member in members for path in restricted)


def private_collection_ids() -> set[int]:
    """Return the collections whose images nobody may see, sub-collections included."""
    paths = list(CollectionViewRestriction.objects.values_list("collection__path", flat=True))
    if not paths:
        return set()
    return set(Collection.objects.filter(under(paths)).values_list("pk", flat=True))
