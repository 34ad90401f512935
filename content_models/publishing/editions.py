"""What readers may read of a page or snippet, from its published revision, and when."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from modelcluster.models import get_all_child_relations
from wagtail.models import DraftStateMixin, Page

from content_models import locales
from content_models.models.base import WikiPage
from content_models.models.published import (
    ALWAYS,
)
from content_models.models.snippets import WikiSnippet
from content_models.publishing.build import KINDS, Built, build
from content_models.publishing.dependents import (
    Identity,
)
from content_models.publishing.visibility import HIDDEN, Visibility, visibility


@dataclass(frozen=True)
class Edition:
    """A document and the time in which it is the one to read."""

    built: Built
    visible_from: datetime
    hidden_after: datetime | None


@dataclass(frozen=True)
class Subject:
    """The page or snippet of a document."""

    # As it stands in the tables.
    instance: Any
    # As it has just been published, if it has.
    published: Any | None = None

    @cached_property
    def form(self) -> Any | None:
        """Its published revision, None when it was never published.

        The row itself may hold text that nobody has published, so it is never used. An alias has
        no revisions of its own: it shows the published revision of its original at its own
        address. One that holds a place in another locale shows nothing.
        """
        instance = self.instance
        if isinstance(instance, WikiPage) and instance.alias_of_id:
            return None if instance.is_placeholder else _alias_form(instance)
        if isinstance(instance, DraftStateMixin) and instance.live_revision_id:
            form = self._just_published() or instance.with_content_json(
                instance.live_revision.content
            )
            form.locale = instance.locale
            # A revision remembers the publications before it, not its own.
            form.first_published_at = instance.first_published_at
            form.last_published_at = instance.last_published_at
            return form
        return None

    def _just_published(self) -> Any | None:
        """Return what was published, unless it was moved or published again since it was read."""
        names = ("pk", "live_revision_id", "path", "url_path")
        same = all(
            getattr(self.published, name, None) == getattr(self.instance, name, None)
            for name in names
        )
        return self.published if same else None


def find(identity: Identity, published: Any | None = None) -> Subject | None:
    """Return the page or snippet of a document, or None when there is none.

    Whoever has just published it hands over what was `published`, which is then not read again.
    """
    if isinstance(published, WikiPage | WikiSnippet):
        found = _own(type(published), published.pk)
    else:
        found = _find(*identity)
    return Subject(found, published) if found is not None else None


@contextmanager
def holding_children(instances: Iterable[Any]) -> Iterator[None]:
    """Read the topics, people and all that belongs to some instances once, then keep it meanwhile.

    Saving has just put them into the database, and whoever builds asks for them again and again.
    """
    held = []
    for instance in instances:
        for relation in get_all_child_relations(instance):
            name = relation.get_accessor_name()
            children = getattr(instance, name)
            if not children.is_deferring:
                children.get_object_list()
                held.append((instance, name))
    try:
        yield
    finally:
        # Saved again, they would be put back as they were.
        for instance, name in held:
            del instance._cluster_related_objects[name]


def _find(key: UUID, locale: str) -> Any | None:
    code = locales.language_code(locale)
    pages = Page.objects.filter(translation_key=key, locale__language_code=code)
    page = pages.values_list("pk", "content_type").first()
    if page is not None:
        # While a page is being deleted, its own row goes before the one that all pages share.
        pk, content_type = page
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is None or not issubclass(model, WikiPage):
            return None
        return _own(model, pk, "live_revision")
    for model in KINDS:
        if issubclass(model, WikiSnippet):
            named = model.objects.filter(translation_key=key, locale__language_code=code)
            found = named.select_related("locale", "live_revision").first()
            if found is not None:
                return found
    return None


def _own(model: type[Any], pk: Any, *related: str) -> Any | None:
    return model._default_manager.select_related("locale", *related).filter(pk=pk).first()


def _alias_form(alias: Page) -> Any | None:
    original = alias
    while original.alias_of_id:
        original = original.alias_of
    if original.live_revision_id is None:
        return None
    form = alias.with_content_json(dict(original.live_revision.content))
    for name in ("slug", "url_path", "first_published_at", "last_published_at"):
        setattr(form, name, getattr(alias, name))
    return form


def editions_of(subject: Subject | None, now: datetime) -> list[Edition]:
    """Return what readers may read of a page or snippet from now on, in order of time.

    There is one edition, and one more for each moment at which something it quotes appears or
    expires by itself; none when it is not public.
    """
    visible = _visibility(subject.instance, now) if subject is not None else HIDDEN
    form = subject.form if subject is not None and visible.public else None
    if form is None:
        return []
    editions: list[Edition] = []
    start, moment = ALWAYS, now
    while True:
        built = build(form, moment)
        following = [boundary for boundary in built.boundaries if boundary > moment]
        if visible.hidden_after is not None:
            following.append(visible.hidden_after)
        end = min(following, default=None)
        if editions and editions[-1].built.fingerprint == built.fingerprint:
            editions[-1] = Edition(built, editions[-1].visible_from, end)
        else:
            editions.append(Edition(built, start, end))
        if end is None or end == visible.hidden_after:
            return editions
        start = moment = end


def _visibility(instance: Any, now: datetime) -> Visibility:
    if isinstance(instance, Page):
        return visibility(instance, now)
    if not instance.live:
        return HIDDEN
    expired = instance.expire_at is not None and instance.expire_at <= now
    return HIDDEN if expired else Visibility(public=True, hidden_after=instance.expire_at)
