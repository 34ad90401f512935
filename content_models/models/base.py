"""What all pages share: summary, cover, topics, people, related pages and their address."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import get_all_child_relations
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, MultipleChooserPanel
from wagtail.models import (
    COMMENTS_RELATION_NAME,
    Orderable,
    Page,
    PagePermissionTester,
    ReferenceIndex,
)
from wagtail_localize.fields import SynchronizedField

from content_models import deleted, locales
from content_models.blocks.base import refuse_typed_number
from content_models.models.forms import WikiPageForm

SUMMARY_LENGTH = 320


class Audience(models.TextChoices):
    EVERYONE = "everyone", _("Everyone")
    INDIVIDUALS = "individuals", _("Individuals")
    COUPLES = "couples", _("Couples")
    PARENTS = "parents", _("Parents")
    PROFESSIONALS = "professionals", _("Professionals")


# None of them refers to anything that Wagtail keeps references to, comments but to their authors.
FIELDS_OF_EVERY_PAGE = {
    COMMENTS_RELATION_NAME,
    *(field.name for field in Page._meta.local_concrete_fields),
}

# What no editor enters. Each of them costs a query wherever Wagtail looks whether it is right.
SET_BY_CODE = {
    "alias_of",
    "content_type",
    "latest_revision",
    "live_revision",
    "locale",
    "locked_by",
    "owner",
    "path",
    "translation_key",
}


@contextmanager
def _indexing_references_of(page: Page, fields: Iterable[str] | None) -> Iterator[None]:
    """Index the references of a page once, when all that may refer to something is saved."""
    refers = fields is None or not FIELDS_OF_EVERY_PAGE.issuperset(fields)
    children = dict(getattr(page, "_cluster_related_objects", None) or {})
    # It needs the models of all apps, of which this is one.
    from wagtail.signal_handlers import (
        disable_reference_index_auto_update,
        reference_index_auto_update_disabled,
    )

    is_nested = getattr(reference_index_auto_update_disabled, "value", False)
    quietly = nullcontext() if is_nested else disable_reference_index_auto_update()
    with transaction.atomic() if refers else nullcontext():
        with quietly:
            yield
        if fields is None:
            # What was saved with the page need not be read again; kept, it would be saved again.
            page._cluster_related_objects = children
            ReferenceIndex.create_or_update_for_object(page)
            # Wagtail asks the comments for what only a query can answer.
            children.pop(COMMENTS_RELATION_NAME, None)
            page._cluster_related_objects = children if page.is_being_published else {}
        elif refers:
            # Other fields may hold in memory what is not saved.
            ReferenceIndex.create_or_update_for_object(type(page)._base_manager.get(pk=page.pk))


@contextmanager
def being_published(instances: Iterable[Any]) -> Iterator[None]:
    """Keep in memory what belongs to some pages when they are saved, and what they refer to.

    Whoever builds a document asks for topics, people and references again and again.
    """
    pages = [instance for instance in instances if isinstance(instance, WikiPage)]
    for page in pages:
        page.is_being_published = True
    try:
        yield
    finally:
        for page in pages:
            page.is_being_published, page.references = False, None
            # Saved once more, they would be put back as they were.
            page._cluster_related_objects = {}


class WikiPage(Page):
    """A page of the wiki: edited here, read as a document."""

    summary = models.TextField(
        _("summary"),
        max_length=SUMMARY_LENGTH,
        help_text=_("Two or three sentences for cards and search results. They are never cut."),
    )
    cover = models.ForeignKey(
        "content_models.WikiImage",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("cover"),
    )
    cover_alt = models.CharField(
        _("what the cover shows"),
        max_length=255,
        blank=True,
        help_text=_("For readers who cannot see it. Leave empty when it is only decoration."),
    )
    audience = models.CharField(
        _("audience"), max_length=20, choices=Audience, default=Audience.EVERYONE
    )

    base_form_class = WikiPageForm
    # The desk's search reads titles where they stand: there is no index to keep.
    search_auto_update = False
    override_translatable_fields = [SynchronizedField("slug")]

    about_panels = [
        FieldPanel("summary"),
        MultiFieldPanel([FieldPanel("cover"), FieldPanel("cover_alt")], heading=_("Cover")),
        MultipleChooserPanel("page_topics", chooser_field_name="topic", label=_("Topics")),
        FieldPanel("audience"),
    ]
    people_panels = [
        MultipleChooserPanel("page_contributors", chooser_field_name="person", label=_("People")),
    ]
    related_panels = [
        MultipleChooserPanel(
            "page_relations", chooser_field_name="target", label=_("Related pages")
        ),
    ]
    subpage_types: list[str] = []

    # From when its publication begins until it is over, nothing changes what it holds.
    is_being_published = False
    # What it refers to, once that was asked for meanwhile.
    references: list[tuple[int, str]] | None = None

    # Answers what a user may do with a page. The desk puts its own rules here when it starts.
    permission_tester: type[PagePermissionTester] = PagePermissionTester

    class Meta:
        abstract = True

    def permissions_for_user(self, user) -> PagePermissionTester:
        return self.permission_tester(user, self)

    def full_clean(self, exclude: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Check what people enter; what only code sets is checked by the database, once."""
        super().full_clean(exclude={*(exclude or ()), *SET_BY_CODE}, **kwargs)

    def clean(self) -> None:
        super().clean()
        try:
            refuse_typed_number(self.title)
        except ValidationError as error:
            raise ValidationError({"title": error}) from error

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """Save; a placeholder is never live, whatever made or updated it.

        Wagtail would index the references of a page again for each topic and person saved with
        it; here they are indexed once, when all are saved.
        """
        if self.is_placeholder:
            self.live = False
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "live"}
        with _indexing_references_of(self, kwargs.get("update_fields")):
            return super().save(*args, **kwargs)

    @classmethod
    def from_serializable_data(
        cls, data: dict[str, Any], check_fks: bool = True, strict_fks: bool = False
    ) -> Any:
        """Return the page as a revision has it; what it names may have been deleted since."""
        content = deleted.with_heirs(cls, data)
        return super().from_serializable_data(content, check_fks, strict_fks)

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return the page as a revision has it, which says nothing of where the page stands.

        Wagtail would look up what the revision says of that, and then put back what is true.
        """
        own = {name: value for name, value in content.items() if name not in SET_BY_CODE}
        for relation in get_all_child_relations(type(self)):
            name = relation.get_accessor_name()
            if name in own:
                own[name] = [child | {relation.field.name: None} for child in own[name]]
        page = super().with_content_json(own)
        page.live_revision_id = self.live_revision_id
        return page

    @property
    def is_placeholder(self) -> bool:
        """Whether this only holds the place of an untranslated page in another locale."""
        return bool(self.alias_of_id) and self.alias_of.locale_id != self.locale_id

    @property
    def path_for_readers(self) -> str:
        """Return the address below the frontend: `/zh-Hans/series/article/`."""
        slugs = self.url_path.strip("/").split("/")[1:]
        return "/".join(["", locales.canonical(self.locale.language_code), *slugs, ""])

    def get_url_parts(self, request=None) -> tuple[int | None, str, str] | None:
        """Point at the frontend: the wiki itself serves no pages."""
        site_id = next((site.site_id for site in self._get_relevant_site_root_paths(request)), None)
        return (site_id, settings.WIKI_FRONTEND_URL, quote(self.path_for_readers))

    def get_preview_template(self, request, mode_name) -> str:
        return "preview/document.html"


class PageTopic(Orderable):
    """A topic of a page, in the order the writer gave."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_topics")
    topic = models.ForeignKey(
        "content_models.Topic",
        on_delete=deleted.FollowsKey(models.CASCADE),
        related_name="+",
        verbose_name=_("topic"),
    )

    panels = [FieldPanel("topic")]

    def __str__(self) -> str:
        return str(self.topic)


class PageContributor(Orderable):
    """A person who wrote, checked or vouches for a page."""

    class Role(models.TextChoices):
        AUTHOR = "author", _("Author")
        REVIEWER = "reviewer", _("Reviewer")
        EXPERT = "expert", _("Expert")

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_contributors")
    person = models.ForeignKey(
        "content_models.Person",
        on_delete=deleted.FollowsKey(models.CASCADE),
        related_name="+",
        verbose_name=_("person"),
    )
    role = models.CharField(_("role"), max_length=10, choices=Role, default=Role.AUTHOR)

    panels = [FieldPanel("person"), FieldPanel("role")]

    def __str__(self) -> str:
        return f"{self.person} ({self.get_role_display()})"


class PageRelation(Orderable):
    """Another page worth reading next."""

    page = ParentalKey(Page, on_delete=models.CASCADE, related_name="page_relations")
    target = models.ForeignKey(
        Page,
        on_delete=deleted.FollowsKey(models.CASCADE),
        related_name="+",
        verbose_name=_("page"),
    )

    panels = [FieldPanel("target")]

    def __str__(self) -> str:
        return str(self.target)
