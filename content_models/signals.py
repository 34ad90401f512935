"""Every event after which a document can be wrong, and what has to be looked at again."""

from typing import Any

from django.db.models import Model, Q
from django.db.models.signals import post_delete, post_save, pre_delete, pre_save
from django.dispatch import receiver
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)
from wagtail.signals import (
    page_published,
    page_slug_changed,
    page_unpublished,
    post_page_move,
    published,
    unpublished,
)

from content_models import deleted
from content_models.models.base import WikiPage
from content_models.models.images import WikiImage
from content_models.models.snippets import WikiSnippet
from content_models.publishing import dependents, store
from content_models.publishing.visibility import Rules


@receiver(page_published)
def publish_page(instance: Page, **kwargs: Any) -> None:
    store.publish(instance)


@receiver(page_unpublished)
@receiver(page_slug_changed)
def refresh_page(instance: Page, **kwargs: Any) -> None:
    store.refresh([dependents.identity_of(instance)])


@receiver(published)
def publish_snippet(instance: Model, **kwargs: Any) -> None:
    if isinstance(instance, WikiSnippet):
        store.publish(instance)


@receiver(unpublished)
def refresh_snippet(instance: Model, **kwargs: Any) -> None:
    if isinstance(instance, WikiSnippet):
        store.refresh([dependents.identity_of(instance)])


@receiver(post_save)
def publish_alias(instance: Model, created: bool, raw: bool, **kwargs: Any) -> None:
    """Refresh a new alias: Wagtail makes it live without sending a signal."""
    if created and not raw and isinstance(instance, WikiPage) and instance.alias_of_id:
        store.publish(instance)


@receiver(post_page_move)
def refresh_moved(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any
) -> None:
    """Refresh both families: a move changes the order of all siblings.

    From or to below a restricted page, it decides about translations too, whatever is public of
    the page itself.
    """
    parents = {parent_page_before.path, parent_page_after.path}
    siblings = Q()
    for path in parents:
        siblings |= Q(path__startswith=path, depth=len(path) // Page.steplen + 1)
    restricts = any(
        path.startswith(restricted) for restricted in Rules().restricted_paths for path in parents
    )
    sharing = dependents.sharing_restrictions_with(instance) if restricts else []
    store.refresh(
        [dependents.identity_of(instance), *sharing],
        following=dependents.pages(siblings | Q(path__startswith=instance.path)),
        hiding=restricts,
    )


@receiver(pre_delete)
def remember_deleted(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    if sender is Page or isinstance(instance, WikiSnippet):
        deleted.remember(instance)


@receiver(pre_delete, sender=Page)
def withdraw_aliases(instance: Page, **kwargs: Any) -> None:
    """Make drafts of the aliases of a page that is deleted: readers lose it wherever it stood."""
    for alias in instance.aliases.all():
        page = alias.specific
        page.unpublish()
        ConvertAliasPageAction(page).execute(skip_permission_checks=True)


@receiver(post_delete)
def withdraw_deleted(instance: Model, **kwargs: Any) -> None:
    if isinstance(instance, Page | WikiSnippet):
        store.refresh([dependents.identity_of(instance)])


@receiver(pre_save, sender=PageViewRestriction)
@receiver(pre_save, sender=CollectionViewRestriction)
def remember_restricted(sender: type[Model], instance: Any, **kwargs: Any) -> None:
    """Note what a restriction held before it is moved to something else."""
    instance.restricted_before = sender._default_manager.filter(pk=instance.pk).first()


@receiver(post_save, sender=PageViewRestriction)
@receiver(post_delete, sender=PageViewRestriction)
def refresh_restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    before = getattr(instance, "restricted_before", None)
    for restriction in filter(None, (before, instance)):
        store.refresh(dependents.sharing_restrictions_with(restriction.page), hiding=True)


@receiver(post_save, sender=CollectionViewRestriction)
@receiver(post_delete, sender=CollectionViewRestriction)
def refresh_collection(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    before = getattr(instance, "restricted_before", None)
    for restriction in filter(None, (before, instance)):
        images = dependents.images_in(restriction.collection)
        store.refresh_showing(images, restriction.collection_id)


@receiver(post_save, sender=Collection)
def refresh_saved_collection(instance: Collection, created: bool, **kwargs: Any) -> None:
    if not created:
        store.refresh_showing(dependents.images_in(instance), instance.pk)


@receiver(post_save, sender=WikiImage)
def refresh_image(instance: WikiImage, created: bool, **kwargs: Any) -> None:
    """Refresh what shows an image, at once when readers may not see it."""
    if not created:
        store.refresh_showing([instance.pk], instance.collection_id)


@receiver(post_delete, sender=WikiImage)
def take_image_away(instance: WikiImage, **kwargs: Any) -> None:
    store.refresh(dependents.dependents_of([f"image:{instance.pk}"]), hiding=True)


@receiver(post_save, sender=Redirect)
@receiver(post_delete, sender=Redirect)
def refresh_redirects(
    instance: Redirect, created: bool = False, raw: bool = False, **kwargs: Any
) -> None:
    """Redirects left by moved pages are followable already; one that is edited is an editor's."""
    if raw or (created and instance.automatically_created):
        return
    Redirect.objects.filter(pk=instance.pk).update(automatically_created=False)
    store.refresh_redirects()


@receiver(post_save, sender=Site)
@receiver(post_delete, sender=Site)
@receiver(post_save, sender=Locale)
@receiver(post_delete, sender=Locale)
def refresh_everything(created: bool = False, raw: bool = False, **kwargs: Any) -> None:
    """A site or locale that changes can hide or move every page; a new locale has none."""
    if not raw and not (created and kwargs["sender"] is Locale):
        store.refresh(store.everything(), hiding=True)
