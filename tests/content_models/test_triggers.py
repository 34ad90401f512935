"""Whatever happens to a page or to what it quotes, every public answer is right at once."""

import json
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    PageViewRestriction,
    Site,
)

from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    PageContributor,
    Person,
    PublishedDocument,
    Source,
    Topic,
    WikiImage,
)
from tests.api_schema import assert_valid
from tests.conftest import block, item, locale_of
from tests.crawl import everything

CANARY = "Canary heron"
START = datetime(2030, 1, 1, 12, tzinfo=UTC)


# Only articles are parts of a series, with neighbours and a place in the menu.
articles_only = pytest.mark.parametrize("target", ["article"], indirect=True)


@pytest.fixture(autouse=True)
def nothing_is_stale(db):
    """After every test the stored documents equal what would be built now."""
    yield
    call_command("rebuild_documents", check=True)


@pytest.fixture
def nest(make_series):
    """The series around the page that is hidden and shown."""
    return make_series(title="The nest")


@pytest.fixture(params=["article", "case"])
def target(request, publish, make_article, make_case, nest):
    """A published page that other documents quote in every way."""
    if request.param == "article":
        return publish(make_article(nest, title=CANARY, blocks=[block("text", "<p>Words.</p>")]))
    return publish(make_case(nest, title=CANARY))


@pytest.fixture
def quoting(publish, make_article, make_series, target):
    """An article elsewhere that links to the target, relates to it and embeds it."""
    blocks = [block("text", f'<p>See <a linktype="page" id="{target.pk}">that page</a>.</p>')]
    if target.specific_class.__name__ == "CaseStudyPage":
        blocks.append(block("case_studies", {"introduction": "", "cases": [item(target.pk)]}))
    return publish(make_article(make_series(), blocks=blocks, related=[target]))


@pytest.fixture
def brother(publish, make_article, nest, target):
    """The next article of the target's series."""
    return publish(make_article(nest, title="The brother"))


@pytest.fixture
def get(client):
    def get(path: str) -> Any:
        return client.get(f"/api/v1/{path}").json()

    return get


def article(get: Any, page: Page) -> Any:
    return get(f"articles/{page.translation_key}/")


def hide_by_unpublishing(page: Page) -> None:
    page.unpublish()


def hide_by_deleting(page: Page) -> None:
    Page.objects.get(pk=page.pk).delete()


def hide_by_unpublishing_the_parent(page: Page) -> None:
    page.get_parent().specific.unpublish()


def hide_by_deleting_the_parent(page: Page) -> None:
    Page.objects.get(pk=page.get_parent().pk).delete()


def hide_by_restricting(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type="login")


def hide_by_a_password_on_the_parent(page: Page) -> None:
    PageViewRestriction.objects.create(
        page=page.get_parent(), restriction_type="password", password="secret"
    )


def hide_by_a_group_on_a_translation(page: Page) -> None:
    translated = page.copy_for_translation(locale_of("es"), copy_parents=True)
    restriction = PageViewRestriction.objects.create(page=translated, restriction_type="groups")
    restriction.groups.add(Group.objects.create(name="Readers"))


def hide_by_moving_below_a_private_page(page: Page) -> None:
    private = ArticleSeriesPage(title="Private", slug="private", summary="Private.")
    page.get_parent().get_parent().add_child(instance=private)
    private.save_revision().publish()
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    Page.objects.get(pk=page.pk).move(private, pos="last-child")


def hide_by_moving_out_of_the_wiki(page: Page) -> None:
    Page.objects.get(pk=page.pk).move(Page.objects.get(depth=1), pos="last-child")


HIDE = [
    hide_by_unpublishing,
    hide_by_deleting,
    hide_by_unpublishing_the_parent,
    hide_by_deleting_the_parent,
    hide_by_restricting,
    hide_by_a_password_on_the_parent,
    hide_by_a_group_on_a_translation,
    hide_by_moving_below_a_private_page,
    hide_by_moving_out_of_the_wiki,
]


@pytest.mark.parametrize("hide", HIDE, ids=lambda hide: hide.__name__)
def test_what_is_hidden_is_nowhere(client, get, target, quoting, brother, hide):
    kind = "articles" if isinstance(target, ArticlePage) else "case-studies"
    count = get(f"{kind}/")["meta"]["total_count"]
    assert CANARY in json.dumps(article(get, quoting))
    path = f"/api/v1/{kind}/{target.translation_key}/"
    address = client.get(path).json()["path"]
    hide(target)
    everywhere = everything(client)
    assert CANARY not in everywhere
    assert str(target.translation_key) not in everywhere
    assert address not in everywhere
    assert client.get(path).status_code == 404
    assert client.get(f"/api/v1/resolve/?path={address}").status_code == 404
    assert get(f"{kind}/")["meta"]["total_count"] < count
    shown = article(get, quoting)
    assert shown["related"] == []
    assert "<p>See that page.</p>" in shown["sections"][0]["blocks"][0]["body_html"]


@pytest.fixture
def typing(publish, make_article, make_series):
    """An article elsewhere whose writers type addresses."""

    def typing(*addresses: str) -> Page:
        links = "".join(f'<a href="{typed}">that page</a> ' for typed in addresses)
        return publish(make_article(make_series(), blocks=[block("text", f"<p>{links}</p>")]))

    return typing


def targets(get: Any, page: Page) -> list[Any]:
    found = article(get, page)
    assert_valid(found, "Article")
    return [link["target"] for link in found["links"]]


@articles_only
@pytest.mark.parametrize("hide", HIDE, ids=lambda hide: hide.__name__)
def test_a_typed_address_brings_the_card_of_what_stands_there(get, target, typing, hide):
    path = target.path_for_readers
    page = typing(path, f"{settings.WIKI_FRONTEND_URL}{path.rstrip('/')}?from=here#words")
    assert [card["title"] for card in targets(get, page)] == [CANARY, CANARY]
    hide(target)
    assert targets(get, page) == [None, None]


def test_a_typed_address_waits_for_what_will_stand_there(
    get, nest, typing, publish, make_article, django_capture_on_commit_callbacks
):
    page = typing("/en/elsewhere/heron/")
    assert targets(get, page) == [None]
    heron = publish(make_article(nest, title=CANARY, slug="heron"))
    with django_capture_on_commit_callbacks(execute=True):
        nest.slug = "elsewhere"
        nest.save_revision().publish()
    assert [card["title"] for card in targets(get, page)] == [CANARY]
    heron.refresh_from_db()
    heron.title = "Another heron"
    publish(heron)
    assert [card["title"] for card in targets(get, page)] == ["Another heron"]
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        heron.expire_at = datetime.now(UTC) + timedelta(hours=1)
        publish(heron)
        clock.shift(timedelta(hours=1))
        assert targets(get, page) == [None]


def test_a_typed_address_leads_to_the_document_in_its_own_language(
    get, typing, nest, publish, translate, make_article
):
    heron = publish(translate(publish(make_article(nest)), "zh-Hans", title="苍鹭", slug="鹭"))
    path = heron.path_for_readers
    page = typing(path, quote(path).lower())
    assert [card["title"] for card in targets(get, page)] == ["苍鹭", "苍鹭"]


def test_a_document_that_names_its_own_address_shows_its_own_card(get, nest, publish, make_article):
    there = [block("text", '<p><a href="/en/nest/heron/#words">Here</a></p>')]
    nest.slug = "nest"
    publish(nest)
    page = publish(make_article(nest, title=CANARY, slug="heron", blocks=there))
    [card] = targets(get, page)
    assert card["title"] == CANARY
    page.title = "Another heron"
    publish(page)
    assert targets(get, page)[0]["title"] == "Another heron"


@pytest.mark.parametrize(
    ("address", "is_external"),
    [
        ("#words", False),
        ("/en/nowhere/", False),
        ("../beside/", False),
        ("?page=2", False),
        ("/en/%00/", False),
        ("{wiki}", False),
        ("{wiki}/en/nowhere/", False),
        ("{wiki}#words", False),
        ("{wiki}@evil.example/en/", True),
        ("//evil.example/en/", True),
        ("https://evil.example/en/", True),
        ("mailto:ana@wiki.example", True),
    ],
)
def test_only_what_leads_out_of_the_wiki_is_external(get, typing, settings, address, is_external):
    page = typing(address.format(wiki=settings.WIKI_FRONTEND_URL))
    [link] = article(get, page)["links"]
    assert (link["external"], link["target"]) == (is_external, None)


def test_typed_addresses_are_looked_up_together(get, typing, make_article, nest, publish):
    paths = [publish(make_article(nest)).path_for_readers for _ in range(5)]
    with CaptureQueriesContext(connection) as queries:
        page = typing(*paths, *paths)
    by_path = f'"{PublishedDocument._meta.db_table}"."path" IN ('
    assert sum(by_path in query["sql"] for query in queries) == 1
    assert None not in targets(get, page)


def test_what_is_shown_again_is_everywhere(client, get, target, quoting, publish):
    before = json.dumps(article(get, quoting) | {"version": ""})
    restriction = PageViewRestriction.objects.create(page=target, restriction_type="login")
    assert CANARY not in everything(client)
    restriction.delete()
    assert json.dumps(article(get, quoting) | {"version": ""}) == before
    target.unpublish()
    assert CANARY not in everything(client)
    publish(target)
    assert CANARY in json.dumps(article(get, quoting)["related"])


def test_a_restriction_that_moves_frees_the_first_page(client, target, quoting, brother):
    restriction = PageViewRestriction.objects.create(page=target, restriction_type="login")
    restriction.page = brother
    restriction.save()
    found = everything(client)
    assert CANARY in found
    assert "The brother" not in found


def test_an_expired_page_is_gone_without_a_scheduler(client, get, target, quoting, publish):
    with time_machine.travel(START, tick=False) as clock:
        target.expire_at = START + timedelta(hours=1)
        publish(target)
        assert CANARY in everything(client)
        clock.shift(timedelta(hours=1))
        assert CANARY not in everything(client)
        shown = article(get, quoting)
        assert shown["related"] == []
        call_command("publish_scheduled")
        assert CANARY not in everything(client)
        assert article(get, quoting) == shown
        call_command("rebuild_documents", check=True)


def test_a_page_below_one_that_expires_goes_with_it(client, nest, target, quoting, publish):
    with time_machine.travel(START, tick=False) as clock:
        nest.expire_at = START + timedelta(hours=1)
        publish(nest)
        assert CANARY in everything(client)
        clock.shift(timedelta(hours=2))
        assert CANARY not in everything(client)


def test_a_scheduled_page_appears_with_the_scheduler(
    client, get, make_case, nest, make_article, publish
):
    with time_machine.travel(START, tick=False) as clock:
        page = make_case(nest, title=CANARY, go_live_at=START + timedelta(hours=1))
        quoting = publish(make_article(related=[page]))
        page.save_revision(approved_go_live_at=page.go_live_at).publish()
        assert CANARY not in everything(client)
        clock.shift(timedelta(hours=2))
        call_command("publish_scheduled")
        assert CANARY in json.dumps(article(get, quoting)["related"])


def test_a_draft_changes_nothing(client, target, quoting):
    before = everything(client)
    target.title = "Draft osprey"
    target.save_revision()
    target.save()
    assert everything(client) == before


def test_a_translation_in_work_changes_nothing(client, target, quoting, publish, translate):
    from wagtail_localize.models import Translation, TranslationSource

    publish(translate(target.get_parent().specific, "zh-Hans"))
    source, _created = TranslationSource.get_or_create_from_instance(target)
    translation = Translation.objects.create(source=source, target_locale=locale_of("zh-Hans"))
    translation.save_target(publish=False)
    publish(target.get_translation(locale_of("zh-Hans")))
    before = everything(client)
    from wagtail_localize.models import StringTranslation

    segment = source.stringsegment_set.filter(string__data=CANARY).get()
    StringTranslation.objects.create(
        translation_of=segment.string,
        context=segment.context,
        locale=locale_of("zh-Hans"),
        data="草稿里的标题",
    )
    # This writes the draft over the live row: stock behaviour that documents do not depend on.
    translation.save_target(publish=False)
    assert "草稿里的标题" not in everything(client)
    assert everything(client) == before


def test_a_slug_change_moves_everything_below(
    client, get, nest, target, quoting, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        nest.slug = "moved-nest"
        nest.save_revision().publish()
    found = everything(client)
    assert "/en/moved-nest/" in found
    assert "/en/" + Page.objects.get(pk=nest.pk).slug + "/" + target.slug in json.dumps(
        article(get, quoting)["links"]
    )


@articles_only
def test_a_move_changes_address_series_and_neighbours(get, target, brother, quoting, make_series):
    assert article(get, brother)["series"]["previous"]["title"] == CANARY
    assert article(get, brother)["series"]["label"] == "Part 2 of 2"
    elsewhere = make_series(title="Elsewhere")
    Page.objects.get(pk=target.pk).move(elsewhere, pos="last-child")
    shown = article(get, brother)["series"]
    assert (shown["previous"], shown["label"]) == (None, "Part 1 of 1")
    assert article(get, target)["series"]["title"] == "Elsewhere"
    assert article(get, quoting)["related"][0]["series"]["title"] == "Elsewhere"
    menu = {s["title"]: [p["title"] for p in s["parts"]] for s in get("navigation/")["series"]}
    assert menu["Elsewhere"] == [CANARY]
    assert menu["The nest"] == ["The brother"]


@articles_only
def test_a_new_order_counts_again(get, target, brother):
    Page.objects.get(pk=brother.pk).move(Page.objects.get(pk=target.pk), pos="left")
    assert article(get, brother)["series"]["part"] == 1
    assert article(get, target)["series"]["previous"]["title"] == "The brother"


def test_a_new_title_reaches_whoever_quotes_it(client, target, quoting, publish):
    target.title = "Renamed heron"
    publish(target)
    found = everything(client)
    assert CANARY not in found
    assert "Renamed heron" in found


def test_an_alias_follows_its_original(client, get, target, make_series, publish):
    alias = target.create_alias(parent=make_series(), update_slug="alias")
    kind = "articles" if isinstance(target, ArticlePage) else "case-studies"
    path = f"{kind}/{alias.translation_key}/"
    assert get(path)["title"] == CANARY
    target.title = "Draft osprey"
    target.save_revision()
    assert get(path)["title"] == CANARY
    publish(target)
    assert get(path)["title"] == "Draft osprey"
    target.unpublish()
    assert client.get(f"/api/v1/{path}").status_code == 404


@pytest.mark.parametrize("hide", HIDE, ids=lambda hide: hide.__name__)
def test_an_alias_is_hidden_with_its_original(client, target, make_series, hide):
    kind = "articles" if isinstance(target, ArticlePage) else "case-studies"
    alias = target.create_alias(parent=make_series(), update_slug="alias")
    second = alias.create_alias(parent=make_series(), update_slug="second")
    for page in (alias, second):
        assert client.get(f"/api/v1/{kind}/{page.translation_key}/").status_code == 200
    hide(target)
    for page in (alias, second):
        assert client.get(f"/api/v1/{kind}/{page.translation_key}/").status_code == 404
    assert CANARY not in everything(client)


def test_an_alias_of_what_is_private_stays_hidden_when_it_is_converted(
    client, target, make_series, publish
):
    alias = target.create_alias(parent=make_series(), update_slug="alias")
    PageViewRestriction.objects.create(page=target, restriction_type="login")
    ConvertAliasPageAction(Page.objects.get(pk=alias.pk).specific).execute()
    call_command("rebuild_documents")
    assert CANARY not in everything(client)
    publish(Page.objects.get(pk=alias.pk).specific)
    assert CANARY in everything(client)


def test_an_alias_that_was_public_stays_so_when_it_is_converted(get, target, make_series):
    kind = "articles" if isinstance(target, ArticlePage) else "case-studies"
    alias = target.create_alias(parent=make_series(), update_slug="alias")
    ConvertAliasPageAction(Page.objects.get(pk=alias.pk).specific).execute()
    call_command("rebuild_documents", check=True)
    target.unpublish()
    assert get(f"{kind}/{alias.translation_key}/")["title"] == CANARY


def test_an_alias_of_what_is_deleted_is_a_draft_of_its_own(get, target, make_series, publish):
    kind = "articles" if isinstance(target, ArticlePage) else "case-studies"
    alias = target.create_alias(parent=make_series(), update_slug="alias")
    Page.objects.get(pk=target.pk).delete()
    draft = Page.objects.get(pk=alias.pk).specific
    assert (draft.live, draft.alias_of, draft.latest_revision.as_object().title) == (
        False,
        None,
        CANARY,
    )
    publish(draft)
    assert get(f"{kind}/{alias.translation_key}/")["title"] == CANARY


def test_a_page_goes_together_with_an_alias_of_it_below_the_same_page(client, target):
    target.create_alias(update_slug="alias")
    Page.objects.get(pk=target.pk).get_parent().specific.delete()
    assert not Page.objects.filter(title=CANARY).exists()
    assert CANARY not in everything(client)
    call_command("rebuild_documents", check=True)


def test_what_lies_below_an_alias_is_hidden_with_its_original(
    client, nest, wiki, publish, make_article
):
    alias = nest.create_alias(parent=wiki, update_slug="alias")
    publish(make_article(alias, title=CANARY))
    assert CANARY in everything(client)
    PageViewRestriction.objects.create(page=nest, restriction_type="login")
    assert CANARY not in everything(client)


def test_an_alias_is_shown_again_with_its_original(get, target, nest, make_series, publish):
    alias = target.create_alias(parent=make_series(), update_slug="alias")
    second = alias.create_alias(parent=make_series(), update_slug="second")
    kind = "articles" if isinstance(target, ArticlePage) else "case-studies"
    restriction = PageViewRestriction.objects.create(page=target, restriction_type="login")
    restriction.delete()
    for page in (alias, second):
        assert get(f"{kind}/{page.translation_key}/")["title"] == CANARY
    hide_by_moving_below_a_private_page(target)
    Page.objects.get(pk=target.pk).move(Page.objects.get(pk=nest.pk), pos="last-child")
    assert get(f"{kind}/{alias.translation_key}/")["title"] == CANARY
    target.refresh_from_db()
    target.unpublish()
    publish(target)
    assert get(f"{kind}/{alias.translation_key}/")["title"] == CANARY


def test_an_alias_expires_with_what_its_original_lies_below(
    client, target, nest, make_series, publish
):
    target.create_alias(parent=make_series(), update_slug="alias")
    with time_machine.travel(START, tick=False) as clock:
        nest.expire_at = START + timedelta(hours=1)
        publish(nest)
        assert CANARY in everything(client)
        clock.shift(timedelta(hours=1))
        assert CANARY not in everything(client)


@pytest.mark.parametrize("published", [False, True], ids=["draft", "published"])
def test_a_source_below_a_private_page_hides_its_translations(
    client, admin_client, nest, publish, make_article, make_series, translate, published
):
    source = make_article(nest)
    source.save_revision()
    if published:
        publish(source).unpublish()
    publish(translate(source, "zh-Hans", title=CANARY))
    private = make_series(title="Private")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    assert CANARY in everything(client)
    for parent, is_public in ((private, False), (nest, True)):
        address = reverse("wagtailadmin_pages:move_confirm", args=[source.pk, parent.pk])
        assert admin_client.post(address).status_code == 302
        assert (CANARY in everything(client)) is is_public


def test_a_copy_is_public_only_when_it_is_kept_live(client, target, make_series):
    draft = target.copy(to=make_series(), keep_live=False, update_attrs={"slug": "draft-copy"})
    live = target.copy(to=make_series(), update_attrs={"slug": "live-copy"})
    found = everything(client)
    assert str(draft.translation_key) not in found
    assert str(live.translation_key) in found


@pytest.fixture
def copy(admin_client, django_capture_on_commit_callbacks):
    """Copy a page and what lies below it in the admin, and keep live what is live."""

    def copy(page: Page, parent: Page, **fields: str) -> Page:
        data = {"new_title": page.title, "new_slug": "copied", "new_parent_page": parent.pk}
        data |= {"publish_copies": "on", "copy_subpages": "on"}
        address = reverse("wagtailadmin_pages:copy", args=[page.pk])
        with django_capture_on_commit_callbacks(execute=True):
            assert admin_client.post(address, data | fields).status_code == 302
        return Page.objects.get(slug="copied").specific

    return copy


@pytest.fixture
def edited(publish, make_article, make_snippet, nest):
    """A public article with an edit that is not published."""
    authors = [(make_snippet(Person, name="Ines"), "author")]
    page = publish(make_article(nest, summary="Public words.", contributors=authors))
    draft = page.get_latest_revision_as_object()
    draft.summary = CANARY
    mia = make_snippet(Person, name="Mia")
    draft.page_contributors.add(PageContributor(person=mia, role="author"))
    draft.save_revision()
    # What translating writes over the row of a page that is live.
    ArticlePage.objects.filter(pk=page.pk).update(summary=CANARY)
    return ArticlePage.objects.get(pk=page.pk)


@pytest.mark.parametrize("below", [False, True], ids=["alone", "below"])
def test_the_copy_of_an_edited_page_shows_what_was_published(
    client, admin_client, get, wiki, nest, edited, copy, publish, make_article, below
):
    copied = copy(nest, wiki).get_children().get().specific if below else copy(edited, nest)
    publish(make_article(copied.get_parent(), title="A new brother"))
    call_command("rebuild_documents")
    shown = article(get, copied)
    assert (shown["summary"], len(shown["authors"])) == ("Public words.", 1)
    assert CANARY not in everything(client)
    editor = admin_client.get(reverse("wagtailadmin_pages:edit", args=[copied.pk]))
    assert CANARY in editor.content.decode()
    publish(copied.get_latest_revision_as_object())
    shown = article(get, copied)
    assert (shown["summary"], len(shown["authors"])) == (CANARY, 2)


def test_what_is_private_below_a_page_is_private_below_its_copy(client, wiki, nest, target, copy):
    PageViewRestriction.objects.create(page=target, restriction_type="password", password="x")
    copied = copy(nest, wiki)
    assert str(copied.translation_key) in everything(client)
    assert CANARY not in everything(client)
    restriction = copied.get_children().get().get_view_restrictions().get()
    assert (restriction.restriction_type, restriction.password) == ("password", "x")


def test_a_copy_of_an_alias_shows_what_was_published(client, get, edited, copy, make_series):
    alias = edited.create_alias(parent=make_series(), update_slug="alias")
    assert article(get, copy(alias, make_series()))["summary"] == "Public words."
    call_command("rebuild_documents")
    assert CANARY not in everything(client)


@pytest.fixture
def told(make_snippet, make_image, make_article, publish):
    """An article that quotes a person, a topic, a source and an image."""
    image = make_image(width=800, height=450)
    person = make_snippet(Person, name="Ines", photo=make_image(color="navy"))
    topic, source = make_snippet(Topic, name="Trust"), make_snippet(Source, title="A book")
    page = publish(
        make_article(
            title="The told one",
            cover=image,
            cover_alt="A door",
            contributors=[(person, "author")],
            topics=[topic],
            sources=[block("source", source.pk)],
        )
    )
    return page, {Person: person, Topic: topic, Source: source, WikiImage: image}


@pytest.mark.parametrize(
    ("model", "field", "name"),
    [(Person, "name", "authors"), (Topic, "name", "topics"), (Source, "title", "sources")],
)
def test_a_snippet_that_changes_is_quoted_anew(get, client, told, publish, model, field, name):
    page, quoted = told
    snippet = quoted[model]
    setattr(snippet, field, "Renamed")
    snippet.save_revision()
    assert "Renamed" not in everything(client)
    publish(snippet)
    assert article(get, page)[name][0]["title"] == "Renamed"
    snippet.unpublish()
    assert article(get, page)[name] == []
    assert "Renamed" not in everything(client)
    publish(snippet)
    assert article(get, page)[name][0]["title"] == "Renamed"
    snippet.delete()
    assert article(get, page)[name] == []


def test_an_image_that_changes_or_goes_is_quoted_anew(get, told):
    page, quoted = told
    image = quoted[WikiImage]
    assert article(get, page)["cover"]["credit"] is None
    image.credit = "Mia"
    image.save()
    assert article(get, page)["cover"]["credit"] == "Mia"
    assert get("articles/")["items"][0]["cover"]["credit"] == "Mia"
    image.delete()
    assert article(get, page)["cover"] is None


def test_a_private_collection_hides_its_images_and_those_below(get, told, client):
    page, quoted = told
    image = quoted[WikiImage]
    album = Collection.get_first_root_node().add_child(instance=Collection(name="Album"))
    inner = album.add_child(instance=Collection(name="Inner"))
    image.collection = inner
    image.save()
    assert article(get, page)["cover"] is not None
    restriction = CollectionViewRestriction.objects.create(
        collection=album, restriction_type="login"
    )
    assert article(get, page)["cover"] is None
    assert image.file.name.rsplit("/", 1)[-1].split(".")[0] not in everything(client)
    restriction.delete()
    assert article(get, page)["cover"] is not None


@pytest.fixture
def named(client):
    """Return the files that the document of an article names."""

    def named(page):
        address = f"/api/v1/articles/{page.translation_key}/"
        return set(re.findall(r"/media/([^\"]+)", client.get(address).content.decode()))

    return named


def test_the_sizes_of_an_image_that_became_private_lie_nowhere(
    told, named, album, django_capture_on_commit_callbacks
):
    page, quoted = told
    image, photo = quoted[WikiImage], quoted[Person].photo
    before = named(page)
    root = Collection.get_first_root_node()
    default_storage.delete(image.renditions.first().file.name)
    with django_capture_on_commit_callbacks(execute=True):
        image.collection = album
        image.save()
    assert not image.renditions.exists()
    left = {name for name in before if default_storage.exists(name)}
    assert left == named(page) == {one.file.name for one in photo.renditions.all()}
    with django_capture_on_commit_callbacks(execute=True):
        image.collection = root
        image.save()
    assert named(page) == before
    assert [name for name in before if not default_storage.exists(name)] == []


def test_a_collection_that_became_private_takes_the_sizes_of_its_images_along(
    told, named, django_capture_on_commit_callbacks
):
    page, quoted = told
    image = quoted[WikiImage]
    shelf = Collection.get_first_root_node().add_child(name="Shelf")
    image.collection = shelf.add_child(name="Inner")
    image.save()
    before = named(page)
    with django_capture_on_commit_callbacks(execute=True):
        restriction = CollectionViewRestriction.objects.create(
            collection=shelf, restriction_type="login"
        )
    assert not image.renditions.exists()
    with django_capture_on_commit_callbacks(execute=True):
        restriction.delete()
    assert named(page) == before
    assert [name for name in before if not default_storage.exists(name)] == []


@pytest.fixture
def album(wiki):
    """A collection that nobody may see."""
    album = Collection.get_first_root_node().add_child(name="Album")
    CollectionViewRestriction.objects.create(collection=album, restriction_type="login")
    return album


def test_images_put_into_a_private_collection_together_are_hidden(get, told, album, admin_client):
    page, quoted = told
    images = [quoted[WikiImage], quoted[Person].photo]
    names = ["content_models", "wikiimage", "add_to_collection"]
    address = reverse("wagtail_bulk_action", args=names)
    address += "?" + "&".join(f"id={image.pk}" for image in images)
    for collection, is_hidden in ((album, True), (Collection.get_first_root_node(), False)):
        response = admin_client.post(address, {"collection": collection.pk})
        assert response.status_code == 302
        shown = article(get, page)
        assert (shown["cover"] is None) is is_hidden
        assert (shown["authors"][0]["photo"] is None) is is_hidden


def test_a_collection_moved_into_a_private_one_hides_its_images(get, told, album, admin_client):
    page, quoted = told
    root = Collection.get_first_root_node()
    shelf = root.add_child(name="Shelf")
    image = quoted[WikiImage]
    image.collection = shelf.add_child(name="Inner")
    image.save()
    address = reverse("wagtailadmin_collections:edit", args=[shelf.pk])
    for parent, is_hidden in ((album, True), (root, False)):
        response = admin_client.post(address, {"name": "Shelf", "parent": parent.pk})
        assert response.status_code == 302
        assert (article(get, page)["cover"] is None) is is_hidden


def test_site_settings_reach_every_page_that_shows_them(get, wiki, make_article, publish):
    page = publish(make_article(content_notice="trauma"))
    assert article(get, page)["help"] == []
    line = {"name": "Helpline", "phone": "", "url": None, "description": "", "notice": ""}
    home = wiki.specific
    home.help_lines = [block("help_line", line)]
    home.title = "Renamed wiki"
    publish(home)
    shown = article(get, page)
    assert [entry["name"] for entry in shown["help"]] == ["Helpline"]
    assert shown["breadcrumbs"][0]["title"] == "Renamed wiki"
    assert get("settings/")["name"] == "Renamed wiki"


def test_a_site_with_another_root_hides_the_old_tree(client, wiki, target):
    site = Site.objects.get(is_default_site=True)
    root = site.root_page
    other = Page.objects.get(depth=1).add_child(instance=Page(title="Other", slug="other"))
    site.root_page = other
    site.save()
    assert client.get("/api/v1/documents/").json()["meta"]["total_count"] == 0
    site.root_page = root
    site.save()
    assert CANARY in everything(client)


def test_a_locale_that_is_removed_takes_its_documents(client, target, translate, publish):
    publish(translate(target.get_parent().specific, "es", title="Nido"))
    publish(translate(target, "es", title="Garza"))
    assert "Garza" in everything(client)
    spanish = locale_of("es")
    Page.objects.filter(locale=spanish, depth=2).first().delete()
    Locale.objects.filter(pk=spanish.pk).delete()
    found = client.get("/api/v1/documents/?locale=*").content.decode()
    assert CANARY in found
    assert "Garza" not in found
    assert client.get("/api/v1/resolve/?path=/es/").status_code == 404


def test_what_named_a_deleted_translation_goes_on_quoting_its_page(
    get, publish, make_article, make_series, translate
):
    named = publish(make_article(title="Both ways"))
    spanish = publish(translate(named, "es"))
    quoting = publish(make_article(make_series(), related=[spanish]))
    address = f"articles/{quoting.translation_key}/"
    assert [card["locale"] for card in get(address)["related"]] == ["en"]
    spanish.delete()
    assert [card["locale"] for card in get(address)["related"]] == ["en"]
    publish(quoting)
    assert [card["locale"] for card in get(address)["related"]] == ["en"]
    named.delete()
    assert get(address)["related"] == []
