"""The roles of the wiki as groups, with the review workflow of every locale."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import product
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail import hooks
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)

from content_models import locales
from content_models.models import GlossaryTerm, HomePage, Person, Source, Topic

SNIPPETS = (Topic, Person, GlossaryTerm, Source)
MANAGE_TRANSLATIONS = "cms.manage_translations"
ONLY_TRANSLATES = "cms.only_translates"
SUBMIT_TRANSLATION = "wagtail_localize.submit_translation"

EDITORS = "Wiki editors"
ADMINISTRATORS = "Wiki administrators"

USE_IMAGES = ("wagtailimages.choose_image",)
ADD_IMAGES = (*USE_IMAGES, "wagtailimages.add_image")
MANAGE_IMAGES = (*ADD_IMAGES, "wagtailimages.change_image", "wagtailimages.delete_image")


def _snippets(*actions: str) -> tuple[str, ...]:
    return tuple(
        f"{model._meta.app_label}.{action}_{model._meta.model_name}"
        for action, model in product(actions, SNIPPETS)
    )


@dataclass(frozen=True)
class Role:
    """What a group may do: with pages of its tree, with images, and besides."""

    pages: tuple[str, ...]
    images: tuple[str, ...]
    besides: tuple[str, ...]


WRITER = Role(
    pages=("add", "change", "publish"),
    images=ADD_IMAGES,
    besides=_snippets("view", "add", "change", "publish"),
)
TRANSLATOR = Role(
    pages=("change",),
    images=USE_IMAGES,
    besides=(ONLY_TRANSLATES, *_snippets("view", "change")),
)
REVIEWER = Role(
    pages=("change", "publish", "lock", "unlock"),
    images=USE_IMAGES,
    besides=_snippets("view", "change", "publish", "lock", "unlock"),
)
EDITOR = Role(
    pages=("add", "change", "publish", "bulk_delete", "lock", "unlock"),
    images=MANAGE_IMAGES,
    besides=(
        SUBMIT_TRANSLATION,
        MANAGE_TRANSLATIONS,
        *_snippets("view", "add", "change", "delete", "publish", "lock", "unlock"),
    ),
)


def writers(locale: str) -> str:
    """Return the name of the group that writes in a locale, such as `Writers (en)`."""
    return f"Writers ({locale})"


def translators(locale: str) -> str:
    """Return the name of the group that translates into a locale."""
    return f"Translators ({locale})"


def reviewers(locale: str) -> str:
    """Return the name of the group that approves what is published in a locale."""
    return f"Reviewers ({locale})"


LOCAL_ROLES = ((writers, WRITER), (translators, TRANSLATOR), (reviewers, REVIEWER))


@dataclass
class Created:
    """What was missing: groups, permissions of groups, and workflows, as lines to print."""

    lines: list[str] = field(default_factory=list)


@transaction.atomic
def create_roles() -> Created:
    """Create the groups, permissions and review workflows that are missing.

    Running it again changes nothing. Nothing is ever taken away from a group, so what an
    administrator granted besides stays. A locale gets its page permissions and its workflow as
    soon as it has a home page.
    """
    created = Created()
    root = Page.get_first_root_node()
    homes = {locales.canonical(h.locale.language_code): h for h in _homes()}
    wanted: dict[str, tuple[Role, Page | None]] = {
        name(locale): (role, homes.get(locale))
        for locale in locales.configured()
        for name, role in LOCAL_ROLES
    }
    wanted[EDITORS] = (EDITOR, root)
    wanted[ADMINISTRATORS] = (_administrator(), root)
    groups = _groups(wanted, created)
    _grant(groups, wanted, created)
    for locale, home in homes.items():
        _review(locale, home, groups, created)
    return created


@receiver(post_save, sender=HomePage)
def welcome_locale(created: bool, raw: bool, **kwargs: Any) -> None:
    """Give the roles of a locale their tree when its home page is made."""
    if created and not raw and Group.objects.filter(name=EDITORS).exists():
        create_roles()


def _homes() -> Iterable[HomePage]:
    return HomePage.objects.select_related("locale").filter(depth=2)


def _administrator() -> Role:
    """Return the role that holds every permission that the admin offers to groups."""
    offered = Permission.objects.none()
    for register in hooks.get_hooks("register_permissions"):
        offered |= register()
    names = offered.values_list("content_type__app_label", "codename").distinct()
    everything = {f"{app}.{codename}" for app, codename in names} - {ONLY_TRANSLATES}
    return Role(
        pages=EDITOR.pages, images=EDITOR.images, besides=(*EDITOR.besides, *sorted(everything))
    )


def _groups(names: Iterable[str], created: Created) -> dict[str, Group]:
    known = set(Group.objects.filter(name__in=names).values_list("name", flat=True))
    missing = [name for name in names if name not in known]
    Group.objects.bulk_create([Group(name=name) for name in missing])
    created.lines += [f"group {name}" for name in missing]
    return {group.name: group for group in Group.objects.filter(name__in=names)}


def _grant(
    groups: dict[str, Group], wanted: dict[str, tuple[Role, Page | None]], created: Created
) -> None:
    permissions = {
        f"{permission.content_type.app_label}.{permission.codename}": permission
        for permission in Permission.objects.select_related("content_type")
    }
    collection = Collection.get_first_root_node()
    held = Group.permissions.through
    rows: dict[Any, set[tuple[int, ...]]] = {
        held: set(),
        GroupCollectionPermission: set(),
        GroupPagePermission: set(),
    }
    for name, (role, page) in wanted.items():
        group = groups[name].pk
        for codename in ("wagtailadmin.access_admin", *role.besides):
            rows[held].add((group, permissions[codename].pk))
        for codename in role.images:
            entry = (group, permissions[codename].pk, collection.pk)
            rows[GroupCollectionPermission].add(entry)
        for action in role.pages if page is not None else ():
            entry = (group, permissions[f"wagtailcore.{action}_page"].pk, page.pk)
            rows[GroupPagePermission].add(entry)
    columns = {
        held: ("group_id", "permission_id"),
        GroupCollectionPermission: ("group_id", "permission_id", "collection_id"),
        GroupPagePermission: ("group_id", "permission_id", "page_id"),
    }
    for model, entries in rows.items():
        names = columns[model]
        known = set(model.objects.filter(group__in=groups.values()).values_list(*names))
        missing = sorted(entries - known)
        model.objects.bulk_create(
            model(**dict(zip(names, entry, strict=True))) for entry in missing
        )
        if missing:
            created.lines.append(f"{len(missing)} × {model._meta.verbose_name}")


def _review(locale: str, home: Page, groups: dict[str, Group], created: Created) -> None:
    """Give a locale its review, unless somebody has chosen a workflow for its home page."""
    if WorkflowPage.objects.filter(page=home).exists():
        return
    name = f"Review ({locale})"
    workflow, is_new = Workflow.objects.get_or_create(name=name, defaults={"active": True})
    if is_new:
        task = GroupApprovalTask.objects.create(name=name, active=True)
        task.groups.set([groups[reviewers(locale)], groups[EDITORS]])
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=0)
    WorkflowPage.objects.create(page=home, workflow=workflow)
    created.lines.append(f"workflow {name}")
