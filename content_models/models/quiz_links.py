"""Where the reports of a quiz send readers: pages, and sections of them."""

import json
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple
from uuid import UUID

from django.utils import timezone

from content_models import locales
from content_models.models.published import PublishedDocument
from content_models.readable import readable_at
from content_models.scoring.finding import Finding, error

JSON = dict[str, Any]


class Link(NamedTuple):
    """A page that a result leads to, and the section of it, empty for the whole page."""

    where: str
    page: Any
    section: str


def links(page: Any) -> Iterator[Finding]:
    """Yield the pages and sections that a report sends readers to and that are not public."""
    linked = list(dict.fromkeys(_links(page)))
    code = locales.canonical(page.locale.language_code)
    chain = (code, *locales.fallback_chain(code))
    keys = {link.page.translation_key for link in linked if link.page is not None}
    public = set(_public(keys).filter(locale__in=chain).values_list("key", flat=True))
    sections = section_ids(link.page.translation_key for link in linked if _is_part(link))
    for link in linked:
        if link.page is None:
            if link.section:
                yield error("unknown_reference", link.where, key=link.section)
            continue
        title, key = link.page.get_admin_display_title(), link.page.translation_key
        if key not in public:
            yield error("report_link_unpublished", link.where, page=title)
        elif link.section and link.section not in sections.get(key, {}):
            shown = f"{title} #{link.section}"
            yield error("report_link_unpublished", link.where, page=shown)


def section_named(step: Any) -> str:
    """Return what an editor called the section that a step leads to, empty when it names none."""
    return str(step["section"] or "").strip().removeprefix("#")


def section_ids(keys: Iterable[UUID]) -> dict[UUID, dict[str, str]]:
    """Return the ids of what can be linked to in public documents, by key and then by name.

    Its name is its id, or its anchor in any locale: a translation of a quiz names the anchor that
    the source of the quiz does.
    """
    found: dict[UUID, dict[str, str]] = {}
    for key, body in _public(keys).order_by("locale").values_list("key", "body"):
        names = found.setdefault(key, {})
        for part in parts(json.loads(bytes(body))):
            names[part["id"]] = part["id"]
            names.setdefault(part["anchor"], part["id"])
    return found


def parts(document: JSON) -> Iterator[JSON]:
    """Yield what has an anchor in a document: sections, and the steps and concepts in them."""
    for part in document.get("sections") or document.get("blocks") or ():
        if part.get("anchor"):
            yield part
        yield from parts(part)


def _public(keys: Iterable[UUID]) -> Any:
    return PublishedDocument.objects.filter(readable_at(timezone.now()), key__in=set(keys))


def _is_part(link: Link) -> bool:
    return bool(link.page is not None and link.section)


def _links(page: Any) -> Iterator[Link]:
    for result in page.results:
        where = f"result:{result.value['key']}"
        for section in result.value["report"]:
            for step in section.value["steps"]:
                yield Link(where, step["page"], section_named(step))
            for target in (*section.value["advice"], *section.value["cases"]):
                yield Link(where, target, "")
