"""The folder that a web server shows while nothing else answers holds what readers may see."""

import re
from io import StringIO
from pathlib import Path
from urllib.parse import unquote

import pytest
import time_machine
from django.conf import settings
from django.core.management import CommandError, call_command
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import PageViewRestriction

from content_models.publishing import documents
from tests.conftest import block, moment

TEXT = [block("text", "<p>Take turns, and ask before you answer.</p>")]


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "mirror"


@pytest.fixture
def mirror(folder):
    """Write the folder; return what the command told."""

    def mirror() -> str:
        told = StringIO()
        call_command("write_mirror", folder, stdout=told, stderr=told)
        return told.getvalue()

    return mirror


@pytest.fixture
def article(make_article, publish):
    return publish(make_article(title="Taking turns", slug="taking-turns", blocks=TEXT))


def path_of(page):
    return documents.readable().get(key=page.translation_key, locale="en").path


def file_of(folder: Path, path: str) -> Path:
    return folder / path.strip("/") / "index.html"


def pages(folder: Path) -> dict[str, str]:
    return {
        str(file.parent.relative_to(folder)): file.read_text() for file in folder.rglob("*.html")
    }


def test_every_page_of_readers_is_there_and_leads_to_others(
    folder, mirror, article, make_article, publish, translate
):
    publish(translate(article, "zh-Hans", title="轮流说话", slug="轮流说话"))
    mirror()
    written = pages(folder)
    readable = set(documents.readable().exclude(path="").values_list("path", flat=True))
    assert set(written) == {path.strip("/") for path in readable} | {"."}
    shown = file_of(folder, path_of(article)).read_text()
    assert "Take turns, and ask before you answer." in shown
    assert "轮流说话" in shown
    links = re.findall(rf'(?:href|url)="?{re.escape(settings.WIKI_FRONTEND_URL)}([^"#]*)', shown)
    assert len(links) >= 3
    for link in links:
        assert unquote(link).strip("/") in written, link


def test_the_empty_path_leads_to_the_default_locale(folder, mirror, wiki):
    mirror()
    assert f"url={settings.WIKI_FRONTEND_URL}/en/" in file_of(folder, "/").read_text()


def test_what_is_right_already_is_left_alone(folder, mirror, article, publish):
    mirror()
    assert " 0 written, 0 removed" in mirror()
    article.title = "Speaking in turns"
    publish(article)
    assert " 0 removed" in mirror()
    assert "Speaking in turns" in file_of(folder, path_of(article)).read_text()


def hide_by_withdrawing(article):
    article.unpublish()


def hide_by_restricting(article):
    PageViewRestriction.objects.create(page=article.get_parent(), restriction_type="login")


def hide_by_deleting(article):
    article.delete()


@pytest.mark.parametrize("hide", [hide_by_withdrawing, hide_by_restricting, hide_by_deleting])
def test_what_is_hidden_is_gone_from_every_page(
    folder, mirror, article, hide, django_capture_on_commit_callbacks
):
    file = file_of(folder, path_of(article))
    mirror()
    assert file.exists()
    with django_capture_on_commit_callbacks(execute=True):
        hide(article)
    mirror()
    assert not file.parent.exists()
    assert not [path for path, shown in pages(folder).items() if "Taking turns" in shown]


def test_what_has_expired_is_gone(folder, mirror, make_article, publish):
    article = publish(make_article(expire_at=moment(hours=1)))
    file = file_of(folder, path_of(article))
    mirror()
    assert file.exists()
    with time_machine.travel(moment(hours=2), tick=False):
        mirror()
    assert not file.exists()


def test_a_page_that_has_moved_leads_to_where_it_is(folder, mirror, article, publish):
    before = path_of(article)
    article.slug = "taking-turns-at-home"
    publish(article)
    mirror()
    assert (
        f"url={settings.WIKI_FRONTEND_URL}{path_of(article)}" in file_of(folder, before).read_text()
    )


def test_no_path_that_an_editor_types_leaves_the_folder(
    folder, mirror, wiki, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        for path in ("/../outside", "/en/.hidden/page", f"/{'很' * 90}", "/old?page=2"):
            Redirect.objects.create(old_path=path, redirect_link="https://example.org/")
    told = mirror()
    assert set(pages(folder)) == {".", "en"}
    assert not (folder.parent / "outside").exists()
    for path in ("/../outside", "/en/.hidden/page", f"/{'很' * 90}"):
        assert f"Left out, since no file can be called so: {path}" in told


def test_a_folder_with_something_else_is_refused_and_kept(folder, mirror, wiki):
    folder.mkdir()
    (folder / "index.html").write_text("Mine.")
    with pytest.raises(CommandError, match="holds something else"):
        mirror()
    assert (folder / "index.html").read_text() == "Mine."
