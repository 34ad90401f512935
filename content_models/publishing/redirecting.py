"""Writes the redirects that readers follow: from editors' redirects and from moved documents."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from content_models import locales
from content_models.models.published import Change, PublishedDocument, PublishedRedirect
from content_models.publishing.changes import REDIRECT
from content_models.publishing.dependents import Identity

# All redirects are one line of the log: caches forget them together.
REDIRECTS_KEY = UUID(int=0)

# Where a redirect leads: the columns of its row.
Target = dict[str, Any]


def leave(identity: Identity, path: str, *, page: Page | None) -> None:
    """Remember an address that a document has left; what redirected there leads on with it.

    With a `page` editors see it among Wagtail's redirects as well. An editor's own redirect from
    the same address stays.
    """
    key, locale = identity
    source = Redirect.normalise_path(path)
    PublishedRedirect.objects.filter(target_path=path).update(
        key=key, locale=locale, target_path=""
    )
    known = Redirect.objects.filter(old_path=source)
    if known.filter(automatically_created=False).exists():
        return
    known.delete()
    made = None
    if page is not None and len(source) <= Redirect._meta.get_field("old_path").max_length:
        made = Redirect.add_redirect(source, page, automatically_created=True)
    PublishedRedirect.objects.update_or_create(
        path=source,
        defaults={
            "key": key,
            "locale": locale,
            "link": "",
            "target_path": "",
            "permanent": True,
            "redirect_id": made and made.pk,
        },
    )


def arrive(path: str) -> None:
    """Forget the redirects that former documents left at an address where one stands now."""
    Redirect.objects.filter(
        old_path=Redirect.normalise_path(path), automatically_created=True
    ).delete()


def forget(identity: Identity) -> None:
    """Forget where a document that was deleted has been."""
    key, locale = identity
    PublishedRedirect.objects.filter(key=key, locale=locale, redirect_id=None).delete()


def log(now: datetime) -> None:
    """Tell caches that redirects have changed."""
    Change.objects.create(at=now, action=Change.Action.UPSERT, key=REDIRECTS_KEY, kind=REDIRECT)


def sync() -> bool:
    """Make editors' redirects followable, chains flattened; return whether anything changed.

    A redirect that leads back to itself, or to an address of another scheme than the web's, is
    left out.
    """
    asked = {
        redirect.old_path: redirect
        for redirect in Redirect.objects.filter(
            Q(site=None) | Q(site__is_default_site=True), automatically_created=False
        ).order_by("pk")
    }
    lost = PublishedRedirect.objects.exclude(redirect_id=None).exclude(
        redirect_id__in=Redirect.objects.values("pk")
    )
    changed = bool(lost.delete()[0])
    wanted = _targets(asked)
    stored = {
        row.redirect_id: row
        for row in PublishedRedirect.objects.filter(
            redirect_id__in=[redirect.pk for redirect in asked.values()]
        )
    }
    for path, target in wanted.items():
        row = stored.pop(asked[path].pk, None) or PublishedRedirect()
        values = {"path": path, **target, "permanent": asked[path].is_permanent}
        values["redirect_id"] = asked[path].pk
        if any(getattr(row, name) != value for name, value in values.items()):
            PublishedRedirect.objects.filter(path=path).exclude(pk=row.pk).delete()
            for name, value in values.items():
                setattr(row, name, value)
            row.save()
            changed = True
    left_out = PublishedRedirect.objects.filter(pk__in=[row.pk for row in stored.values()])
    return bool(left_out.delete()[0]) or changed


def _targets(asked: Mapping[str, Redirect]) -> dict[str, Target]:
    ends = {path: _end(path, asked) for path in asked}
    paths = [end for end in ends.values() if isinstance(end, str) and end.startswith("/")]
    standing = _standing(paths)
    pages = _identities(end for end in ends.values() if isinstance(end, int))
    targets = {}
    for path, end in ends.items():
        target: Target = {"key": None, "locale": "", "link": "", "target_path": ""}
        if isinstance(end, int):
            target["key"], target["locale"] = pages[end]
        elif end is None:
            continue
        elif not end.startswith("/"):
            target["link"] = end
        elif end in standing:
            target["key"], target["locale"] = standing[end]
        else:
            target["target_path"] = f"{end.rstrip('/')}/"
        targets[path] = target
    return targets


def _end(path: str, asked: Mapping[str, Redirect]) -> int | str | None:
    """Return the page's number, path or address at the end of a chain, None for a loop."""
    seen: set[str] = set()
    while path not in seen:
        seen.add(path)
        redirect = asked[path]
        if redirect.redirect_page_id:
            return redirect.redirect_page_id
        link = redirect.redirect_link.strip()
        inside = link == settings.WIKI_FRONTEND_URL or link.startswith(
            (f"{settings.WIKI_FRONTEND_URL}/", "/")
        )
        if not inside or link.startswith("//"):
            return link if urlsplit(link).scheme in ("http", "https") else None
        path = Redirect.normalise_path(link.removeprefix(settings.WIKI_FRONTEND_URL))
        if path not in asked:
            return path
    return None


def _standing(paths: Iterable[str]) -> dict[str, Identity]:
    """Return which document stands, or last stood, at each path."""
    asked = {path: f"{path.rstrip('/')}/" for path in paths}
    left = PublishedRedirect.objects.filter(path__in=asked).exclude(key=None)
    found: dict[str, Any] = {
        path: (key, locale) for path, key, locale in left.values_list("path", "key", "locale")
    }
    rows = PublishedDocument.objects.filter(path__in=asked.values())
    here = {path: (key, locale) for path, key, locale in rows.values_list("path", "key", "locale")}
    found.update({path: here[full] for path, full in asked.items() if full in here})
    return found


def _identities(numbers: Iterable[int]) -> dict[int, Identity]:
    pages = Page.objects.filter(pk__in=set(numbers))
    return {
        number: (key, locales.canonical(code))
        for number, key, code in pages.values_list("pk", "translation_key", "locale__language_code")
    }
