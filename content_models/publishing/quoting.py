"""What a document may quote: other published documents, at one moment, in one locale.

A builder never looks at another page. It asks here, and here only documents answer, so what is
hidden cannot be quoted. Every question is recorded as a dependency, answered or not: when the
answer changes, the document is built again.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils.text import slugify
from wagtail.models import Page

from content_models import deleted, locales, richtext
from content_models.frontend import is_external, path_at, url_of
from content_models.models.images import WikiImage
from content_models.models.published import PublishedDocument
from content_models.publishing import images
from content_models.publishing.references import references_of
from content_models.publishing.visibility import Rules

JSON = dict[str, Any]


def target_at(path: str) -> str:
    """Return the dependency on what stands at a path, which may be too long to be stored."""
    return f"path:{hashlib.sha256(path.encode()).hexdigest()[:32]}"


class Quoted(NamedTuple):
    """What others can show of a document, apart from its text."""

    pk: int
    key: UUID
    locale: str
    kind: str
    path: str
    title: str
    position: str
    visible_from: datetime
    hidden_after: datetime | None
    card: bytes = b""


@dataclass
class Quoting:
    """The answers for one document in one locale at one moment."""

    locale: str
    at: datetime
    rules: Rules
    dependencies: set[str] = field(default_factory=set)
    # Moments after `at` when an answer changes by itself.
    boundaries: set[datetime] = field(default_factory=set)
    _links: list[JSON] = field(default_factory=list)
    _rows: dict[UUID, dict[str, Quoted]] = field(default_factory=dict)
    _keys: dict[tuple[type[Model], int], UUID] = field(default_factory=dict)
    _images: dict[int, JSON | None] = field(default_factory=dict)
    # The list of phrases has an anchor that no heading may take.
    _anchors: dict[str, int] = field(default_factory=lambda: {"phrases": 1})

    def prepare(self, instance: Any, keys: Iterable[UUID] = ()) -> None:
        """Load in a few queries everything that an instance refers to."""
        wanted = set(keys)
        by_type: dict[int, set[str]] = {}
        for content_type_id, object_id in references_of(instance):
            by_type.setdefault(content_type_id, set()).add(object_id)
        for content_type_id, object_ids in by_type.items():
            model = ContentType.objects.get_for_id(content_type_id).model_class()
            if model is None or not hasattr(model, "translation_key"):
                continue
            found = model._default_manager.filter(pk__in=object_ids)
            pairs = dict(found.values_list("pk", "translation_key"))
            gone = {int(pk) for pk in object_ids} - pairs.keys()
            pairs |= deleted.keys_of(model, gone) if gone else {}
            wanted.update(pairs.values())
            self._keys.update({(model, pk): key for pk, key in pairs.items()})
        self.load(wanted)

    def load(self, keys: Iterable[UUID]) -> None:
        """Fetch the readable rows of some documents in one query."""
        missing = {key for key in keys if key not in self._rows}
        if not missing:
            return
        self._rows.update({key: {} for key in missing})
        self.dependencies.update(f"key:{key}" for key in missing)
        for row in self._current(PublishedDocument.objects.filter(key__in=missing)):
            self._rows[row.key][row.locale] = row

    def children(self, key: UUID, kind: str) -> list[Quoted]:
        """Return the readable documents of a kind directly below another, in tree order."""
        self.dependencies.add(f"children:{key}")
        return self._below(key, kind, Quoted._fields)

    def siblings(self, key: UUID, kind: str) -> list[Quoted]:
        """Return the same documents for a reader of one of them: title, address and place only.

        Their cards change with every publication; what is asked here seldom does.
        """
        self.dependencies.add(f"siblings:{key}")
        return self._below(key, kind, [name for name in Quoted._fields if name != "card"])

    def _below(self, key: UUID, kind: str, names: Sequence[str]) -> list[Quoted]:
        # Asked for the kind as well, SQLite reads all documents of that kind instead.
        rows = PublishedDocument.objects.filter(parent_key=key, locale=self.locale)
        found = [row for row in self._current(rows, names) if row.kind == kind]
        return sorted(found, key=lambda row: row.position)

    def _current(self, rows: QuerySet[Any], names: Sequence[str] = Quoted._fields) -> list[Quoted]:
        """Return the editions readable at the moment, and note when that changes."""
        current = []
        readable = rows.filter(Q(hidden_after=None) | Q(hidden_after__gt=self.at))
        for values in readable.values_list(*names):
            row = Quoted(*values)
            if row.visible_from > self.at:
                self.boundaries.add(row.visible_from)
            else:
                current.append(row)
            if row.hidden_after is not None:
                self.boundaries.add(row.hidden_after)
        return current

    def row(self, key: UUID | None) -> Quoted | None:
        """Return a document in this locale, else in the nearest declared fallback."""
        if key is None:
            return None
        self.load([key])
        rows = self._rows[key]
        order = (self.locale, *locales.fallback_chain(self.locale))
        return next((rows[locale] for locale in order if locale in rows), None)

    def translations(self, key: UUID) -> dict[str, Quoted]:
        """Return the readable documents of one key by locale."""
        self.load([key])
        return self._rows[key]

    def card(self, key: UUID | None) -> JSON | None:
        row = self.row(key)
        return json.loads(bytes(row.card)) if row is not None else None

    def card_of_page(self, page: Page | None) -> JSON | None:
        return self.card(page.translation_key) if page is not None else None

    def card_at(self, model: type[Model], pk: int) -> JSON | None:
        """Return the card of what an instance that was prepared for refers to by its number."""
        return self.card(self._keys.get((model, pk)))

    def snippet(self, instance: Any) -> JSON | None:
        return self.card(instance.translation_key) if instance is not None else None

    def embedded(self, page: Page, part: str) -> JSON | None:
        """Return a page's card with one part of its body, whole enough to read in place."""
        card, body = self.card(page.translation_key), self.body(page.translation_key)
        return {**card, part: body[part]} if card and body and part in body else None

    def body(self, key: UUID) -> JSON | None:
        row = self.row(key)
        if row is None:
            return None
        body = PublishedDocument.objects.values_list("body", flat=True).get(pk=row.pk)
        return json.loads(bytes(body))

    def rich_text(self, source: str) -> str:
        """Return safe HTML, its links resolved in this locale and noted for `links`."""
        html, links = richtext.render(source, self._address)
        for link in links:
            key = self._keys.get((Page, link.page_id)) if link.page_id is not None else None
            self._links.append(
                {
                    "url": link.url,
                    "text": link.text,
                    "target": self.card(key),
                    "external": key is None and is_external(link.url),
                }
            )
        return html

    def links(self, path: str, card: JSON) -> list[JSON]:
        """Return the links of all rich text in reading order, in one query.

        Args:
            path: where the document itself stands.
            card: the card of the document itself, which is stored only after it.
        """
        typed = [None if link["target"] else path_at(link["url"]) for link in self._links]
        asked = set(filter(None, typed)) - {path}
        cards = {path: card}
        if asked:
            self.dependencies.update(map(target_at, asked))
            rows = PublishedDocument.objects.filter(path__in=asked)
            cards |= {row.path: json.loads(bytes(row.card)) for row in self._current(rows)}
        return [
            {**link, "target": cards.get(at)} if at else link
            for link, at in zip(self._links, typed, strict=True)
        ]

    def _address(self, page_id: int) -> str | None:
        row = self.row(self._keys.get((Page, page_id)))
        return url_of(row.path) if row is not None and row.path else None

    def image(self, image: WikiImage | None, alt: str, *, decorative: bool) -> JSON | None:
        """Return an image with its renditions, None when it is private or cannot be read.

        `alt` is null when the writer gave none, and empty when the image is only decoration.
        """
        if image is None:
            return None
        self.dependencies.add(f"image:{image.pk}")
        if image.collection_id in self.rules.private_collections:
            return None
        if image.pk not in self._images:
            self._images[image.pk] = images.describe(image)
        described = self._images[image.pk]
        return described and {**described, "alt": "" if decorative else (alt or None)}

    def anchor(self, heading: str) -> str:
        """Return a fragment for a heading, unique in the document."""
        base = slugify(heading, allow_unicode=True) or "section"
        count = self._anchors[base] = self._anchors.get(base, 0) + 1
        return base if count == 1 else f"{base}-{count}"
