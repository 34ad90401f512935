"""Addresses that documents have left, and those that editors redirect."""

import pytest
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, PageViewRestriction

from content_models.models.published import PublishedRedirect
from tests.api_schema import assert_valid

FRONTEND = "http://127.0.0.1:8000"


@pytest.fixture
def moved(client):
    """Return every redirect as {from: (to, status)} and check that each is one step."""

    def moved():
        answer = client.get("/api/v1/redirects/?limit=1000").json()
        assert_valid(answer, "RedirectList")
        sources = {entry["from"] for entry in answer["items"]}
        assert len(sources) == len(answer["items"])
        for entry in answer["items"]:
            assert entry["to"].removeprefix(FRONTEND).rstrip("/") not in sources, "a chain"
            resolved = client.get("/api/v1/resolve/", {"path": entry["from"]}).json()
            assert resolved == {
                "type": "redirect",
                "status": entry["status"],
                "location": entry["to"],
            }
        return {e["from"]: (e["to"].removeprefix(FRONTEND), e["status"]) for e in answer["items"]}

    return moved


@pytest.fixture
def rename(django_capture_on_commit_callbacks):
    def rename(page, slug):
        page = Page.objects.get(pk=page.pk).specific
        page.slug = slug
        with django_capture_on_commit_callbacks(execute=True):
            page.save_revision().publish()
        return Page.objects.get(pk=page.pk).specific

    return rename


@pytest.mark.parametrize("query", ["path=/", "path=", f"url={FRONTEND}", f"url={FRONTEND}/"])
def test_the_address_without_a_path_leads_to_the_home_page(client, wiki, query):
    answer = client.get(f"/api/v1/resolve/?{query}")
    assert_valid(answer.json(), "Resolved")
    home = f"{FRONTEND}/en/"
    assert answer.json() == {"type": "redirect", "status": 302, "location": home}
    found = client.get("/api/v1/resolve/", {"url": home})
    assert found.json()["document"]["kind"] == "home"
    assert found["Content-Language"] == "en"


def test_without_a_home_page_the_address_without_a_path_leads_nowhere(client, wiki):
    wiki.unpublish()
    assert client.get("/api/v1/resolve/?path=/").status_code == 404


def test_a_new_slug_redirects_everything_below_in_every_locale(
    client, moved, rename, make_series, make_article, publish, translate
):
    series = make_series(slug="nest")
    article = publish(make_article(series, slug="egg"))
    spanish = publish(translate(article, "es"))
    rename(series, "tree")
    rename(spanish.get_parent(), "arbol")
    assert moved() == {
        "/en/nest": ("/en/tree/", 301),
        "/en/nest/egg": ("/en/tree/egg/", 301),
        "/es/nest": ("/es/arbol/", 301),
        "/es/nest/egg": ("/es/arbol/egg/", 301),
    }
    for spelling in ("/en/nest/egg/", "en/nest/egg", "/EN/nest/egg", f"{FRONTEND}/en/nest/egg/"):
        name = "url" if spelling.startswith("http") else "path"
        answer = client.get("/api/v1/resolve/", {name: spelling})
        assert answer.json()["location"] == f"{FRONTEND}/en/tree/egg/", spelling
        assert_valid(answer.json(), "Resolved")


def test_names_that_change_again_and_back_leave_no_chain_and_no_loop(moved, rename, make_series):
    series = make_series(slug="one")
    for slug in ("two", "three", "one", "four", "two"):
        rename(series, slug)
    expected = {f"/en/{slug}": ("/en/two/", 301) for slug in ("one", "three", "four")}
    assert moved() == expected
    known = set(Redirect.objects.values_list("old_path", flat=True))
    assert known == set(expected)


def test_a_move_redirects(moved, make_series, make_article, publish):
    article = publish(make_article(make_series(slug="from"), slug="egg"))
    Page.objects.get(pk=article.pk).move(make_series(slug="to"), pos="last-child")
    assert moved() == {"/en/from/egg": ("/en/to/egg/", 301)}
    [redirect] = Redirect.objects.all()
    assert redirect.automatically_created
    assert redirect.redirect_page_id == article.pk


def test_a_hidden_target_is_not_told_of(client, moved, rename, make_series):
    series = rename(make_series(slug="canary"), "heron")
    assert moved()
    restriction = PageViewRestriction.objects.create(page=series, restriction_type="login")
    assert moved() == {}
    assert client.get("/api/v1/resolve/?path=/en/canary/").status_code == 404
    restriction.delete()
    assert moved() == {"/en/canary": ("/en/heron/", 301)}
    series.unpublish()
    assert moved() == {}
    Page.objects.get(pk=series.pk).delete()
    assert moved() == {}
    assert not PublishedRedirect.objects.exists()


def test_what_moved_while_it_was_hidden_is_found_again(moved, rename, make_series, publish):
    series = make_series(slug="before")
    series.unpublish()
    rename(series, "between")
    rename(series, "after").unpublish()
    publish(Page.objects.get(pk=series.pk).specific)
    assert moved() == {
        "/en/before": ("/en/after/", 301),
        "/en/between": ("/en/after/", 301),
    }


def test_a_slug_that_nobody_published_redirects_nothing(moved, make_page, make_series):
    from content_models.models import ArticleSeriesPage

    draft = make_page(ArticleSeriesPage, slug="secret")
    draft.slug = "other"
    draft.save()
    draft.save_revision()
    assert moved() == {}


def test_a_new_document_takes_a_left_address_back(client, moved, rename, make_series):
    first = rename(make_series(slug="place"), "elsewhere")
    second = make_series(slug="place")
    assert moved() == {}
    answer = client.get("/api/v1/resolve/?path=/en/place/").json()
    assert answer["document"]["key"] == str(second.translation_key)
    rename(second, "third")
    assert moved() == {"/en/place": ("/en/third/", 301)}
    assert client.get("/api/v1/resolve/?path=/en/elsewhere/").json()["document"]["key"] == str(
        first.translation_key
    )


def test_redirects_of_editors_are_followed_in_one_step(moved, make_series, rename):
    series = make_series(slug="goal")
    Redirect.add_redirect("/a", "/b", is_permanent=False)
    assert moved() == {}
    Redirect.add_redirect("/b/", f"{FRONTEND}/c")
    Redirect.add_redirect("/c", series)
    Redirect.add_redirect("/query?b=2&a=1", series)
    Redirect.add_redirect("/away", "https://other.example/x")
    Redirect.add_redirect("/script", "javascript:alert(1)")
    Redirect.add_redirect("/loop-1", "/loop-2")
    Redirect.add_redirect("/loop-2", "/loop-1")
    Redirect.add_redirect("/self", "/self/")
    Redirect.add_redirect("/nowhere", "/en/nothing/")
    Redirect.add_redirect("/direct", "/en/goal/")
    expected = {
        "/a": ("/en/goal/", 302),
        "/b": ("/en/goal/", 301),
        "/c": ("/en/goal/", 301),
        "/query?a=1&b=2": ("/en/goal/", 301),
        "/away": ("https://other.example/x", 301),
        "/direct": ("/en/goal/", 301),
    }
    assert moved() == expected
    rename(series, "new-goal")
    expected = {
        source: (target.replace("goal", "new-goal"), status)
        for source, (target, status) in expected.items()
    }
    assert moved() == {**expected, "/en/goal": ("/en/new-goal/", 301)}
    Redirect.objects.get(old_path="/c").delete()
    shown = moved()
    assert not {"/a", "/b", "/c"} & set(shown)
    Redirect.objects.get(old_path="/en/goal").delete()
    assert "/en/goal" not in moved()


def test_a_redirect_to_what_is_published_later_begins_then(moved, make_series):
    Redirect.add_redirect("/soon", "/en/soon-there/")
    assert moved() == {}
    make_series(slug="soon-there")
    assert moved() == {"/soon": ("/en/soon-there/", 301)}


def test_an_editors_redirect_stays_when_a_document_leaves(moved, make_series, rename):
    series, other = make_series(slug="shop"), make_series(slug="other")
    Redirect.add_redirect("/en/shop", other)
    assert moved() == {}
    rename(series, "shop-2")
    assert moved() == {"/en/shop": ("/en/other/", 301)}


def test_an_edited_redirect_is_the_editors(moved, make_series, rename):
    rename(make_series(slug="was"), "is")
    redirect = Redirect.objects.get()
    redirect.redirect_page = make_series(slug="better")
    redirect.save()
    assert moved() == {"/en/was": ("/en/better/", 301)}


def test_redirects_are_paged_and_resolving_costs_two_queries(
    client, make_series, rename, django_assert_num_queries, django_assert_max_num_queries
):
    series = make_series(slug="s0")
    for number in range(1, 6):
        series = rename(series, f"s{number}")
    found, link = [], "/api/v1/redirects/?limit=2"
    while link:
        with django_assert_num_queries(1):
            answer = client.get(link).json()
        found += [entry["from"] for entry in answer["items"]]
        link = answer["links"]["next"]
    assert sorted(found) == [f"/en/s{number}" for number in range(5)]
    with django_assert_max_num_queries(2):
        assert client.get("/api/v1/resolve/?path=/en/s0").json()["type"] == "redirect"
