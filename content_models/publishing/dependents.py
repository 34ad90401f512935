"""Which documents must be built again when something else changes."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q
from wagtail.models import Collection, Page

from content_models import locales
from content_models.models.images import WikiImage
from content_models.models.published import Dependency, PublishedDocument
from content_models.publishing.visibility import under

# A document is named by its key and its locale.
Identity = tuple[UUID, str]


def identity_of(instance: object) -> Identity:
    """Return the identity of a page's or snippet's document."""
    return (
        instance.translation_key,  # type: ignore[attr-defined]
        locales.canonical(instance.locale.language_code),  # type: ignore[attr-defined]
    )


def dependents_of(targets: Iterable[str]) -> list[Identity]:
    """Return the documents that quote, or looked for, any of the targets."""
    found = Dependency.objects.filter(target__in=set(targets)).order_by("key", "locale")
    return list(found.values_list("key", "locale").distinct())


def pages(condition: Q) -> list[Identity]:
    """Return the identities of the pages that meet a condition, parents before children."""
    found = Page.objects.filter(condition, depth__gt=1).order_by("path")
    return [
        (key, locales.canonical(code))
        for key, code in found.values_list("translation_key", "locale__language_code")
    ]


def members_of(key: UUID) -> list[Identity]:
    """Return the stored documents of a key in all its locales."""
    stored = PublishedDocument.objects.filter(key=key).order_by("locale")
    return list(stored.values_list("key", "locale").distinct())


def below(page: Page) -> list[Identity]:
    """Return the identities of all pages below a page."""
    if page.numchild == 0:
        return []
    return pages(Q(path__startswith=page.path, depth__gt=page.depth))


def aliases_of(page: Page) -> list[Identity]:
    """Return the identities of the aliases of a page."""
    return pages(Q(alias_of=page.pk))


def sharing_restrictions_with(page: Page) -> list[Identity]:
    """Return every page whose visibility a restriction on this page can decide.

    That is the page's subtree, the other members of their translation groups, and what lies
    below those.
    """
    keys = Page.objects.filter(path__startswith=page.path).values("translation_key")
    members = Page.objects.filter(translation_key__in=keys).order_by("path")
    tops: list[str] = []
    for path in members.values_list("path", flat=True):
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return pages(under(tops))


def images_in(collection: Collection) -> list[int]:
    """Return the numbers of the images in a collection or below it."""
    inside = WikiImage.objects.filter(collection__path__startswith=collection.path)
    return list(inside.values_list("pk", flat=True))


def images_of(keys: Iterable[UUID]) -> list[int]:
    """Return the numbers of the images that documents show, or looked for."""
    found = Dependency.objects.filter(key__in=list(keys), target__startswith="image:")
    numbers = found.order_by("target").values_list("target", flat=True).distinct()
    return [int(target.removeprefix("image:")) for target in numbers]
