"""Everything a writer does with a page in the admin, with every page type."""

import json
from typing import Any

import pytest
from django.urls import reverse
from wagtail import blocks
from wagtail.blocks.base import Block
from wagtail.fields import StreamField
from wagtail.models import Page, Task, Workflow, WorkflowPage, WorkflowTask
from wagtail.users.models import UserProfile

from content_models.blocks.sections import SectionContentBlock
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    CaseStudyPage,
    ExpertAdvicePage,
    GlossaryTerm,
    HomePage,
    Person,
    QuizPage,
    Source,
    Topic,
)
from content_models.publishing import documents
from tests.admin_forms import edit_data, refusals
from tests.conftest import block, item

PAGE_TYPES = [ArticleSeriesPage, ArticlePage, CaseStudyPage, ExpertAdvicePage, QuizPage]
SNIPPETS = [Topic, Person, GlossaryTerm, Source]


@pytest.fixture
def desk(client: Any, admin_user: Any) -> Any:
    """The admin as an administrator sees it; every commit hook runs."""
    client.force_login(admin_user)
    return client


@pytest.fixture
def make_any(wiki, make_series, make_article, make_case, make_advice, make_quiz, make_page):
    """A draft of any page type."""

    def make_any(model: type, **fields: Any) -> Any:
        makers = {
            ArticlePage: make_article,
            CaseStudyPage: make_case,
            ExpertAdvicePage: make_advice,
            QuizPage: make_quiz,
        }
        if model in makers:
            return makers[model](**fields)
        return make_page(model, **fields)

    return make_any


def shown(page: Page) -> bool:
    return documents.readable().filter(key=page.translation_key, locale="en").exists()


def post(desk: Any, name: str, *arguments: Any, **data: Any) -> Any:
    response = desk.post(reverse(name, args=arguments), data)
    assert response.status_code == 302, refusals(response)
    return response


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_can_be_made_in_the_admin(
    desk, admin_user, model, make_any, django_capture_on_commit_callbacks
):
    draft = make_any(model)
    parent = draft.get_parent()
    data = edit_data(draft, admin_user) | {"slug": "new", "title": "New", "action-publish": "1"}
    Page.objects.get(pk=draft.pk).delete()
    with django_capture_on_commit_callbacks(execute=True):
        post(
            desk,
            "wagtailadmin_pages:add",
            "content_models",
            model.__name__.lower(),
            parent.pk,
            **data,
        )
    assert shown(model.objects.get(slug="new"))


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_the_life_of_a_page(
    desk, admin_user, model, make_any, make_series, publish, django_capture_on_commit_callbacks
):
    page = make_any(model)
    pages = "wagtailadmin_pages:"
    with django_capture_on_commit_callbacks(execute=True):
        data = edit_data(page, admin_user)
        post(desk, pages + "edit", page.pk, **data | {"action-publish": "1"})
        first = page.revisions.latest("created_at")
        assert shown(page)
        assert desk.get(reverse(pages + "preview_on_edit", args=[page.pk])).status_code == 200
        draft = data | {"title": "Second", "comment": "draft"}
        post(desk, pages + "edit", page.pk, **draft)
        second = page.revisions.latest("created_at")
        compare = reverse(pages + "revisions_compare", args=[page.pk, first.pk, second.pk])
        assert "Second" in desk.get(compare).content.decode()
        post(desk, pages + "edit", page.pk, **data | {"revision": first.pk, "is_reverting": "1"})
        desk.post(reverse(pages + "lock", args=[page.pk]))
        page.refresh_from_db()
        assert page.locked
        desk.post(reverse(pages + "unlock", args=[page.pk]))
        post(
            desk,
            pages + "copy",
            page.pk,
            new_title="Copy",
            new_slug="copied",
            new_parent_page=page.get_parent().pk,
            publish_copies="on",
        )
        assert shown(Page.objects.get(slug="copied"))
        alias = {"new_title": "Alias", "new_slug": "alias", "new_parent_page": page.get_parent().pk}
        post(desk, pages + "copy", page.pk, **alias, alias="on")
        assert shown(Page.objects.get(slug="alias"))
        if model is not ArticleSeriesPage:
            other = make_series()
            post(desk, pages + "move_confirm", page.pk, other.pk)
            page.refresh_from_db()
            assert page.get_parent().pk == other.pk
        post(desk, pages + "unpublish", page.pk)
        assert not shown(page)
        post(desk, pages + "delete", page.pk)
    assert not Page.objects.filter(pk=page.pk).exists()


@pytest.mark.parametrize("model", PAGE_TYPES, ids=lambda model: model.__name__)
def test_a_page_can_be_scheduled_and_expires(desk, admin_user, model, make_any):
    page = make_any(model)
    data = edit_data(page, admin_user)
    times = {"go_live_at": "2031-01-01 10:00", "expire_at": "2032-01-01 10:00"}
    post(desk, "wagtailadmin_pages:edit", page.pk, **data | times | {"action-publish": "1"})
    page.refresh_from_db()
    assert not shown(page)
    assert page.scheduled_revision is not None


def test_a_page_goes_through_a_workflow(
    desk, admin_user, make_article, django_capture_on_commit_callbacks
):
    page = make_article()
    workflow = Workflow.objects.create(name="Review")
    task = Task.objects.get(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=page.get_parent(), defaults={"workflow": workflow})
    data = edit_data(page, admin_user)
    post(desk, "wagtailadmin_pages:edit", page.pk, **data | {"action-submit": "1"})
    assert not shown(page)
    state = page.current_workflow_task_state
    with django_capture_on_commit_callbacks(execute=True):
        post(
            desk,
            "wagtailadmin_pages:workflow_action",
            page.pk,
            "approve",
            state.pk,
            next="/admin/",
        )
    assert shown(page)


@pytest.mark.parametrize("model", [*PAGE_TYPES, HomePage], ids=lambda model: model.__name__)
def test_the_preview_shows_the_document(desk, admin_user, model, make_any, wiki):
    page = wiki if model is HomePage else make_any(model, title="Seen before publishing")
    data = edit_data(page, admin_user) | {"summary": "Only in the editor."}
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert desk.post(address, data).json()["is_valid"]
    shown = desk.get(address).content.decode()
    assert "Only in the editor." in shown


def just_added(block):
    """Return what a block holds before anything is typed, with one of each that it may hold."""
    if isinstance(block, blocks.StreamBlock):
        return [(name, just_added(child)) for name, child in block.child_blocks.items()]
    if isinstance(block, blocks.ListBlock):
        return [just_added(block.child_block)]
    if isinstance(block, blocks.StructBlock):
        return {name: just_added(child) for name, child in block.child_blocks.items()}
    return block.get_default()


@pytest.mark.parametrize("model", [*PAGE_TYPES, HomePage], ids=lambda model: model.__name__)
def test_the_preview_shows_blocks_that_are_still_empty(desk, admin_user, model, make_any, wiki):
    page = wiki if model is HomePage else make_any(model)
    for field in model._meta.get_fields():
        if isinstance(field, StreamField):
            setattr(page, field.name, field.stream_block.normalize(just_added(field.stream_block)))
    address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    assert desk.post(address, edit_data(page, admin_user)).json()["is_valid"]
    assert page.title in desk.get(address).content.decode()


@pytest.mark.parametrize("name", list(SectionContentBlock().child_blocks))
def test_the_block_picker_shows_every_block(desk, wiki, name):
    definition = SectionContentBlock().child_blocks[name]
    twin = next(
        identifier
        for identifier, known in Block.definition_registry.items()
        if type(known) is type(definition) and known.name == name
    )
    response = desk.get(f"{reverse('wagtailadmin_block_preview')}?id={twin}")
    assert response.status_code == 200
    assert definition.is_previewable
    assert definition.get_description()


@pytest.mark.parametrize("model", SNIPPETS, ids=lambda model: model.__name__)
def test_a_snippet_can_be_listed_edited_and_previewed(desk, admin_user, model, make_snippet):
    snippet = make_snippet(model)
    names = model.snippet_viewset.get_url_name
    listed = desk.get(reverse(names("list"))).content.decode()
    assert str(snippet) in listed
    assert 'w-status--primary"> live </span>' in " ".join(listed.split())
    assert desk.get(reverse(names("add"))).status_code == 200
    assert desk.get(reverse(names("edit"), args=[snippet.pk])).status_code == 200
    preview = reverse(names("preview_on_edit"), args=[snippet.pk])
    assert desk.post(preview, edit_data(snippet, admin_user)).json()["is_valid"]
    assert str(snippet) in desk.get(preview).content.decode()


def test_a_typed_number_is_refused_with_a_reason(desk, admin_user, make_article):
    page = make_article(blocks=[block("text", "<p>One.</p>")])
    data = edit_data(page, admin_user) | {"title": "Step 2: Listen"}
    response = desk.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    assert "Leave the number out" in response.content.decode()


def test_a_page_with_every_block_is_saved_unchanged(
    desk, admin_user, make_article, make_case, make_image, publish, make_snippet
):
    case = publish(make_case())
    page = make_article(
        blocks=[
            block("text", "<p>Words with <b>weight</b>.</p>"),
            block(
                "picture",
                {
                    "image": {
                        "image": make_image().pk,
                        "decorative": False,
                        "alt_text": "A door",
                    },
                    "caption": "",
                },
            ),
            block("case_studies", {"introduction": "", "cases": [item(case.pk)]}),
        ]
    )
    page.save_revision()
    before = page.specific.body.get_prep_value()
    post(desk, "wagtailadmin_pages:edit", page.pk, **edit_data(page, admin_user))
    after = page.get_latest_revision_as_object().body.get_prep_value()
    assert after == before


def test_a_chosen_image_brings_its_description_and_never_the_name_of_its_file(desk, make_image):
    def offered(image: Any) -> str:
        chosen = desk.get(reverse("wagtailimages_chooser:chosen", args=[image.pk]))
        return chosen.json()["result"]["default_alt_text"]

    assert offered(make_image(description="Two cups on a step")) == "Two cups on a step"
    assert offered(make_image()) == ""


def test_a_series_lists_its_articles_in_the_order_of_readers(desk, make_series, make_article):
    series = make_series()
    make_article(series, title="The evening")
    make_article(series, title="The morning").save_revision()
    listed = desk.get(reverse("wagtailadmin_explore", args=[series.pk])).content.decode()
    assert listed.index("The evening") < listed.index("The morning")


@pytest.mark.parametrize(
    ("language", "page", "source"),
    [
        ("en", "Choose a page (Case study)", "Choose source"),
        ("zh-hans", "选择一个页面 (案例)", "选择来源"),
        ("es", "Seleccionar una página (Caso)", "Seleccionar fuente"),
    ],
)
def test_choosers_speak_the_language_of_who_sees_them(
    desk, admin_user, make_article, language, page, source
):
    address = reverse("wagtailadmin_pages:edit", args=[make_article().pk])
    profile = UserProfile.get_for_user(admin_user)
    for seen_first in ("es", "en", language):
        profile.preferred_language = seen_first
        profile.save()
        shown = desk.get(address).content.decode()
    for words in (page, source):
        assert json.dumps(words)[1:-1] in shown
