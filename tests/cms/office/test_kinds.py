"""Whoever writes finds every page by its kind, and begins a new one from the dashboard."""

import re

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.editorial.roles import EDITORS, reviewers, translators, writers

WHO_WRITES = {
    writers("en"): True,
    EDITORS: True,
    translators("zh-Hans"): False,
    reviewers("zh-Hans"): False,
}
KINDS = ["Series", "Article", "Case study", "Expert advice", "Quiz"]


def listed(desk, kind, **query):
    """Return the titles in the list of a kind, as an editor sees them."""
    html = desk.get(reverse(f"{kind}:index"), query).content.decode()
    return re.findall(r'title="Edit this page"[^>]*>\s*(?:<[^>]+>\s*)*([^<]+?)\s*<', html)


def offered(desk):
    """Return what the dashboard offers to write, with the address of each button."""
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    panel = html.partition('id="start-writing-section"')[2].partition("</section>")[0]
    return {
        label: address
        for address, label in re.findall(r'href="([^"]+)">.*?</span>(.*?)</a>', panel)
    }


def test_every_page_of_a_kind_is_listed_wherever_it_stands(
    desk_of, make_series, make_article, make_case, make_advice, make_quiz, translate
):
    first, second = make_series(title="First"), make_series(title="Second")
    door = make_article(first, title="The door")
    make_article(second, title="The window")
    translate(door, "zh-Hans", title="门", draft_title="门")
    make_case(title="A case")
    make_advice(title="An advice")
    make_quiz(title="A quiz")
    desk = desk_of(EDITORS)
    assert set(listed(desk, "articles")) == {"The door", "The window", "门"}
    assert listed(desk, "articles", locale="zh-hans") == ["门"]
    assert listed(desk, "articles", q="window") == ["The window"]
    assert {"First", "Second"} <= set(listed(desk, "series"))
    assert listed(desk, "case-studies") == ["A case"]
    assert listed(desk, "expert-advice") == ["An advice"]
    assert listed(desk, "quizzes") == ["A quiz"]


@pytest.mark.parametrize("group", WHO_WRITES)
def test_whoever_may_write_is_offered_to_begin(desk_of, wiki, translate, group):
    translate(wiki, "zh-Hans")
    desk = desk_of(group)
    assert list(offered(desk)) == (KINDS if WHO_WRITES[group] else [])
    articles = desk.get(reverse("articles:index")).content.decode()
    assert ("Add article" in articles) == WHO_WRITES[group]


def test_whoever_sees_no_page_sees_no_list(desk_of, wiki):
    lists = reverse("articles:index")
    assert lists in desk_of(writers("en")).get(reverse("wagtailadmin_home")).content.decode()
    # There is no Chinese home page yet.
    desk = desk_of(translators("zh-Hans"))
    assert lists not in desk.get(reverse("wagtailadmin_home")).content.decode()
    assert desk.get(lists).status_code == 403


def test_an_article_begins_in_the_only_series_there_is(desk_of, series):
    desk = desk_of(writers("en"))
    response = desk.get(offered(desk)["Article"], follow=True)
    form = reverse("wagtailadmin_pages:add", args=["content_models", "articlepage", series.pk])
    assert response.redirect_chain[-1][0] == form
    assert response.status_code == 200


@pytest.mark.parametrize("label", ["Case study", "Expert advice", "Quiz"])
def test_a_place_is_chosen_where_there_are_several(desk_of, series, wiki, label):
    desk = desk_of(writers("en"))
    address = offered(desk)[label]
    response = desk.post(address, {"parent_page": wiki.pk})
    assert response.status_code == 302
    assert desk.get(response["Location"]).status_code == 200
    assert response["Location"].endswith(f"/{wiki.pk}/")


def test_nobody_is_asked_for_files_that_no_page_can_offer(desk_of, wiki, admin_user, client):
    client.force_login(admin_user)
    home = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("wagtaildocs:index") not in home
    for search in ("wagtailadmin_pages:search", "wagtailimages:index"):
        assert reverse("wagtaildocs:index") not in client.get(reverse(search)).content.decode()
    files = Group.objects.filter(
        collection_permissions__permission__content_type__app_label="wagtaildocs"
    )
    assert not files.filter(name__in=WHO_WRITES).exists()
