"""The guide for editors can be read in the admin."""

import re

import pytest
from django.urls import reverse
from wagtail.users.models import UserProfile

from cms.editorial.guide import FOLDER

PAGES = [(file.parent.name, file.stem) for file in sorted(FOLDER.glob("*/*.md"))]


@pytest.fixture
def desk(client, admin_user, wiki):
    client.force_login(admin_user)
    return client


@pytest.mark.parametrize(("language", "name"), PAGES)
def test_every_page_is_shown_and_leads_to_others(desk, language, name):
    shown = desk.get(reverse("editors_guide", args=[language, name])).content.decode()
    article = re.search(rf'<article[^>]* lang="{language}">(.*?)</article>', shown, re.DOTALL)[1]
    said = re.sub(r"<code>.*?</code>", "", article)
    assert not re.search(r"\*\*|^#|\]\(", said, re.MULTILINE)
    for address in re.findall(r'href="([^"]*)"', article):
        assert desk.get(address).status_code == 200, address


@pytest.mark.parametrize(
    ("preferred", "title"),
    [
        ("en", "Working in the wiki"),
        ("zh-hans", "维基编辑指南"),
        ("es", "Trabajar en la wiki"),
        ("nl", "Working in the wiki"),
    ],
)
def test_the_menu_leads_to_it_in_the_language_of_the_admin(desk, admin_user, preferred, title):
    UserProfile.objects.create(user=admin_user, preferred_language=preferred)
    begin = reverse("editors_guide_begin")
    assert begin in desk.get(reverse("wagtailadmin_home")).content.decode()
    assert f"<title>{title}" in re.sub(
        r"\s*\n\s*", "", desk.get(begin, follow=True).content.decode()
    )


@pytest.mark.parametrize(
    ("language", "name"), [("en", "nothing"), ("..", "SECURITY"), ("tlh", "index")]
)
def test_nothing_else_is_shown(desk, language, name):
    assert desk.get(f"/admin/guide/{language}/{name}/").status_code == 404


def test_every_language_has_every_page():
    languages = {language for language, _name in PAGES}
    assert {(language, name) for language in languages for _any, name in PAGES} == set(PAGES)
