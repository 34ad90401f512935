"""Links to drafts: they show what will be published, to whom an editor shows it, for a while."""

import json
import logging
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core import signing
from django.test import Client
from wagtail.models import GroupPagePermission, Page

from api.redaction import RedactPreviews
from content_models.models import PreviewLease
from tests.api_schema import assert_valid
from tests.conftest import block

CANARY = "Canary heron"


@pytest.fixture
def editor(wiki: Any) -> Any:
    """Somebody who may edit the wiki but administers nothing."""
    user = get_user_model().objects.create_user("mia", password="secret")
    group = Group.objects.get(name="Editors")
    GroupPagePermission.objects.get_or_create(
        group=group, page=wiki.get_root(), permission=_permission("change_page")
    )
    user.groups.add(group)
    return user


def _permission(codename: str) -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")


@pytest.fixture
def desk(editor: Any) -> Client:
    """The browser in which the editor is logged in."""
    browser = Client()
    browser.force_login(editor)
    return browser


@pytest.fixture
def draft(make_article: Any) -> Any:
    page = make_article(title=CANARY, blocks=[block("text", "<p>Words.</p>")])
    page.save_revision()
    return page


@pytest.fixture
def link(desk: Client, draft: Any) -> Any:
    """Return the answer of the button for a page, by default the draft."""

    def link(page: Any = None, browser: Client = desk) -> Any:
        return browser.post(f"/admin/preview-links/{(page or draft).pk}/")

    return link


def path_of(answer: Any) -> str:
    return answer.json()["url"].removeprefix("http://127.0.0.1:8000")


def test_a_draft_is_the_document_it_becomes(client, link, draft, publish):
    response = client.get(path_of(link()))
    shown = response.json()
    assert response.status_code == 200
    assert_valid(shown, "DraftArticle")
    assert_valid(shown, "Draft")
    assert shown["preview"] is True
    assert client.get(f"/api/v1/articles/{draft.translation_key}/").status_code == 404
    publish(draft)
    live = client.get(f"/api/v1/articles/{draft.translation_key}/").json()
    for one in (shown, live):
        for name in ("version", "published_at", "updated_at", "json_ld", "preview"):
            one.pop(name, None)
    assert shown == live


def test_the_saved_draft_of_a_published_page_is_shown(client, link, draft, publish):
    publish(draft)
    live = client.get(f"/api/v1/articles/{draft.translation_key}/").json()
    draft.title = "Draft osprey"
    draft.save_revision()
    shown = client.get(path_of(link())).json()
    assert shown["title"] == "Draft osprey"
    assert shown["published_at"] == live["published_at"]
    assert "Draft osprey" not in json.dumps(
        client.get(f"/api/v1/articles/{draft.translation_key}/").json()
    )


def test_a_draft_is_kept_nowhere(client, link):
    good = client.get(path_of(link()))
    bad = [
        client.get(f"/api/v1/preview/{path}")
        for path in ("nothing/", "nothing", "nothing/?surprise=1", "nothing/more/")
    ]
    assert [response.status_code for response in bad] == [404, 404, 400, 404]
    for response in (good, *bad, client.post("/api/v1/preview/nothing/")):
        assert response["Cache-Control"] == "no-store"
        assert response["X-Robots-Tag"] == "noindex"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "ETag" not in response
        assert "Surrogate-Key" not in response


def test_a_link_shows_one_revision(client, link, draft):
    first = path_of(link())
    draft.title = "Another title"
    draft.save_revision()
    assert client.get(first).json()["title"] == CANARY
    assert client.get(path_of(link())).json()["title"] == "Another title"


def test_a_link_lives_while_its_tab_is_open(client, desk, link):
    with time_machine.travel(datetime.now(UTC), tick=False) as clock:
        answer = link()
        for _quarter in range(12):
            clock.shift(timedelta(minutes=50))
            assert desk.post(answer.json()["renew"]).status_code == 200
            assert client.get(path_of(answer)).status_code == 200
        clock.shift(timedelta(hours=1))
        assert client.get(path_of(answer)).status_code == 404
        assert desk.post(answer.json()["renew"]).status_code in (302, 403)
        assert client.get(path_of(answer)).status_code == 404
        link()
        assert PreviewLease.objects.count() == 1


def test_a_link_dies_with_the_session(client, desk, link):
    path = path_of(link())
    assert client.get(path).status_code == 200
    desk.logout()
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("loss", ["inactive", "group", "password", "deleted", "page", "revision"])
def test_a_link_dies_with_what_it_rests_on(client, link, editor, draft, loss):
    path = path_of(link())
    assert client.get(path).status_code == 200
    if loss == "inactive":
        editor.is_active = False
        editor.save()
    elif loss == "group":
        editor.groups.clear()
    elif loss == "password":
        editor.set_password("another")
        editor.save()
    elif loss == "deleted":
        editor.delete()
    elif loss == "page":
        Page.objects.get(pk=draft.pk).delete()
    else:
        draft.latest_revision.delete()
    assert client.get(path).status_code == 404


def test_a_link_opens_nothing_else(client, link, draft, make_article):
    other = make_article(title="Another secret")
    other.save_revision()
    token = path_of(link()).split("/")[-2]
    number, revision, page, user = signing.loads(token, salt="wiki.preview")
    forged = [
        signing.dumps([number, other.latest_revision_id, str(other.pk), user], salt="wiki.preview"),
        signing.dumps([number, revision, str(other.pk), user], salt="wiki.preview"),
        signing.dumps([number, revision, page, user + 1], salt="wiki.preview"),
        signing.dumps([number, revision, page, user], salt="another purpose"),
        signing.dumps([number], salt="wiki.preview"),
        signing.dumps({}, salt="wiki.preview"),
        signing.dumps(["x"], salt="wiki.preview"),
        token[:-1],
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        f"{token}A",
        "x" * 3_000,
        "%00",
    ]
    for wrong in forged:
        response = client.get(f"/api/v1/preview/{wrong}/")
        assert response.status_code == 404, wrong
        assert CANARY not in response.content.decode()
    for path in (f"articles/{draft.translation_key}/", "articles/", "changes/"):
        response = client.get(f"/api/v1/{path}", headers={"authorization": f"Bearer {token}"})
        assert CANARY not in response.content.decode()
    assert client.get(f"/api/v1/preview/{token}/?page={other.pk}").status_code == 400


def test_only_an_editor_of_the_page_makes_and_renews_links(client, desk, link, draft, wiki):
    assert link(browser=Client()).status_code == 302
    stranger = get_user_model().objects.create_user("zoe", password="secret")
    stranger.user_permissions.add(*[p for p in [_admin_permission()] if p])
    browser = Client()
    browser.force_login(stranger)
    assert link(browser=browser).status_code in (302, 403)
    assert not PreviewLease.objects.exists()
    renew = link().json()["renew"]
    assert browser.post(renew).status_code in (302, 403)
    assert desk.get(f"/admin/preview-links/{draft.pk}/").status_code == 405
    assert desk.post("/admin/preview-links/999999/").status_code == 404


def _admin_permission() -> Any:
    from django.contrib.auth.models import Permission

    return Permission.objects.get(codename="access_admin")


def test_the_editor_offers_both_ways_and_the_frontend_gets_the_token(desk, link, draft, settings):
    page = desk.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert page.count("data-preview-link") == 2
    assert "cms/preview-links.js" in page
    settings.WIKI_FRONTEND_PREVIEW_URL = "https://wiki.example/preview/{token}?x=1"
    url = link().json()["url"]
    assert url.startswith("https://wiki.example/preview/")
    assert url.endswith("?x=1")


@pytest.mark.parametrize(
    ("message", "arguments"),
    [
        ('"%s" %s %s', ("GET /api/v1/preview/WzEsMl0:1x:abc_-/ HTTP/1.1", "200", "512")),
        ("%s: %s", ("Not Found", "/api/v1/preview/WzEsMl0:1x:abc_-/")),
        ("An API view failed at /api/v1/preview/WzEsMl0:1x:abc_-/.", ()),
    ],
)
def test_a_token_is_not_logged(message, arguments):
    record = logging.LogRecord("django.server", logging.INFO, "", 0, message, arguments, None)
    assert RedactPreviews().filter(record)
    assert "WzEsMl0" not in record.getMessage()
    assert "/api/v1/preview/…" in record.getMessage()
