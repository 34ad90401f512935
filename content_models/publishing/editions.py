"""What readers may read of a page or snippet, from its published revision, and when."""

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from wagtail.models import DraftStateMixin, Page

from content_models import locales
from content_models.models.base import WikiPage
from content_models.models.published import ALWAYS
from content_models.models.snippets import WikiSnippet
from content_models.publishing.build import KINDS, Built, build
from content_models.publishing.dependents import Identity
from content_models.publishing.visibility import HIDDEN, Rules, Visibility, visibility

# So many later editions are built beforehand. Of a series whose parts expire one after the other,
# each part would otherwise have as many as the series has parts.
LATER_EDITIONS = 2


@dataclass(frozen=True)
class Edition:
    """A document and the time in which it is the one to read."""

    built: Built
    visible_from: datetime
    hidden_after: datetime | None
    # When the document has to be built again, because more lies ahead than was built.
    rebuild_at: datetime | None = None


# What a publication decides of a page or snippet, and where a page stands.
_STATE = (
    "live",
    "live_revision_id",
    "expire_at",
    "locale_id",
    "first_published_at",
    "last_published_at",
)
_PLACE = ("path", "url_path", "numchild", "alias_of_id")

_MODELS = {kind: model for model, kind in KINDS.items()}


@dataclass(frozen=True)
class Subject:
    """The page or snippet of a document, as it stands in the tables."""

    instance: Any
    # Whether that is its published revision, too, because it has just been published.
    is_published: bool = False

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
            if self.is_published:
                return instance
            form = instance.with_content_json(instance.live_revision.content)
            form.locale = instance.locale
            # A revision remembers the publications before it, not its own.
            form.first_published_at = instance.first_published_at
            form.last_published_at = instance.last_published_at
            return form
        return None


def find(identity: Identity, kind: str | None = None) -> Subject | None:
    """Return the page or snippet of a document, or None when there is none.

    It is found sooner by the `kind` that its document has.
    """
    found = _find(*identity, kind)
    return Subject(found) if found is not None else None


def just_published(identity: Identity, instance: Any) -> Subject | None:
    """Return what somebody has just published; read again if it was changed or moved since."""
    if isinstance(instance, WikiPage | WikiSnippet) and _stands(instance):
        return Subject(instance, is_published=True)
    return find(identity)


def _stands(published: Any) -> bool:
    """Return whether what was published is what the tables say of it and its place."""
    names = _STATE if isinstance(published, WikiSnippet) else (*_STATE, *_PLACE)
    model = Page if isinstance(published, Page) else type(published)
    row = model._base_manager.filter(pk=published.pk).values_list(*names).first()
    return row == tuple(getattr(published, name) for name in names)


def _find(key: UUID, locale: str, kind: str | None) -> Any | None:
    named = {"translation_key": key, "locale__language_code": locales.language_code(locale)}
    model = _MODELS.get(kind or "")
    if model is not None and (found := _first(model, **named)) is not None:
        return found
    page = Page.objects.filter(**named).values_list("pk", "content_type").first()
    if page is not None:
        # While a page is being deleted, its own row goes before the one that all pages share.
        pk, content_type = page
        model = ContentType.objects.get_for_id(content_type).model_class()
        if model is None or not issubclass(model, WikiPage):
            return None
        return _first(model, pk=pk)
    snippets = (model for model in KINDS if issubclass(model, WikiSnippet))
    every = (_first(model, **named) for model in snippets)
    return next((found for found in every if found is not None), None)


def _first(model: type[Any], **named: Any) -> Any | None:
    return model.objects.select_related("locale", "live_revision").filter(**named).first()


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


def editions_of(
    subject: Subject | None, now: datetime, rules: Rules, *, exact_until: datetime | None = None
) -> list[Edition]:
    """Return what readers may read of a page or snippet from now on, in order of time.

    There is one edition, and one more for each of the next moments at which something it quotes
    appears or expires by itself; none when it is not public. When there are more such moments, the
    last edition is built as if all had passed: it shows nothing that has expired, at any time,
    but may leave out what has not, until the document is built again at its `rebuild_at`.

    Args:
        exact_until: the moment at which the last edition begins, by default the second one ahead.
    """
    visible = _visibility(subject.instance, now, rules) if subject is not None else HIDDEN
    form = subject.form if subject is not None and visible.public else None
    if form is None:
        return []
    editions: list[Edition] = []
    start, rebuild_at = ALWAYS, None
    built, ahead = _build_at(now, form, visible, rules)
    first = min(ahead, default=None)
    while ahead:
        end = min(ahead)
        editions.append(Edition(built, start, end))
        start = moment = end
        is_last = len(editions) == LATER_EDITIONS if exact_until is None else end >= exact_until
        if is_last:
            moment = max(ahead)
            rebuild_at = first if moment > end else None
        built, ahead = _build_at(moment, form, visible, rules)
        while is_last and ahead:
            rebuild_at = first
            built, ahead = _build_at(max(ahead), form, visible, rules)
    editions.append(Edition(built, start, visible.hidden_after, rebuild_at))
    return _joined(editions)


def _build_at(
    moment: datetime, form: Any, visible: Visibility, rules: Rules
) -> tuple[Built, list[datetime]]:
    """Return a document as it is at a moment, and the later ones at which that changes."""
    built = build(form, moment, rules, visible.above)
    end = visible.hidden_after
    ahead = [other for other in built.boundaries if moment < other and (not end or other < end)]
    return built, ahead


def _joined(editions: list[Edition]) -> list[Edition]:
    """Make one edition of those that follow each other and show the same."""
    joined: list[Edition] = []
    for edition in editions:
        if joined and joined[-1].built.fingerprint == edition.built.fingerprint:
            before = joined.pop()
            edition.built.dependencies |= before.built.dependencies
            edition = replace(edition, visible_from=before.visible_from)
        joined.append(edition)
    return joined


def _visibility(instance: Any, now: datetime, rules: Rules) -> Visibility:
    if isinstance(instance, Page):
        return visibility(instance, now, rules)
    if not instance.live:
        return HIDDEN
    expired = instance.expire_at is not None and instance.expire_at <= now
    return HIDDEN if expired else Visibility(public=True, hidden_after=instance.expire_at)
