"""Whoever changes what many documents quote does not wait for them, and none is forgotten."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction

from cms.delivery import courier
from content_models.models import ArticlePage, Person
from content_models.models.published import PublishedDocument
from content_models.publishing import catching_up, editions, store, waiting
from content_models.publishing.build import build
from tests.conftest import block, moment

START = datetime(2030, 1, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("everything_waits")


@pytest.fixture
def expert(make_snippet):
    return make_snippet(Person, name="Ann Before")


@pytest.fixture
def quote(make_article, make_series, publish, expert):
    """Publish articles that name the expert, each in a series of its own."""

    def quote(number):
        return [
            publish(make_article(make_series(), contributors=[(expert, "author")]))
            for _each in range(number)
        ]

    return quote


@pytest.fixture
def names(client):
    """The names under which readers see the expert now, by article."""

    def names(articles):
        documents = [
            client.get(f"/api/v1/articles/{page.translation_key}/").json() for page in articles
        ]
        return [document["authors"][0]["title"] for document in documents]

    return names


def rename(expert, publish, name="Ann After"):
    expert.name = name
    with CaptureQueriesContext(connection) as asked:
        publish(expert)
    return len(asked)


def spoil(page):
    """Damage what is live of a page, so that it cannot be built; return what it was."""
    content = page.live_revision.content
    page.live_revision.content = {**content, "body": '[{"type": "section", "value": 3}]'}
    page.live_revision.save()
    return content


def test_an_editor_waits_as_long_for_many_dependents_as_for_some(expert, publish, quote, names):
    some = quote(store.INLINE_DEPENDENTS + 2)
    first = rename(expert, publish, "Ann One")
    courier.deliver_due()
    many = some + quote(30)
    second = rename(expert, publish, "Ann Two")
    assert second == first
    assert names(many).count("Ann One") == len(many) - store.INLINE_DEPENDENTS
    courier.deliver_due()
    assert set(names(many)) == {"Ann Two"}
    call_command("rebuild_documents", check=True)


def test_what_was_killed_half_way_is_finished_by_the_next_run(expert, publish, quote, names):
    articles = quote(store.INLINE_DEPENDENTS + 3 * catching_up.BATCH)
    rename(expert, publish)
    written = []

    def kill_in_the_second_batch(execute, sql, *arguments):
        if sql.startswith("UPDATE") and PublishedDocument._meta.db_table in sql:
            written.append(sql)
            if len(written) > catching_up.BATCH * 3 // 2:
                raise KeyboardInterrupt
        return execute(sql, *arguments)

    with connection.execute_wrapper(kill_in_the_second_batch), pytest.raises(KeyboardInterrupt):
        courier.deliver_due()
    assert waiting.documents().count() == 2 * catching_up.BATCH
    assert names(articles).count("Ann Before") == 2 * catching_up.BATCH
    call_command("deliver_changes")
    assert set(names(articles)) == {"Ann After"}
    assert not waiting.documents().exists()
    call_command("rebuild_documents", check=True)


def test_who_publishes_much_builds_every_dependent_once_at_the_end(expert, publish, quote, names):
    articles = quote(3)
    left = []
    with catching_up.dependents_last(left.append):
        rename(expert, publish, "Ann One")
        rename(expert, publish, "Ann Two")
        assert not courier.has_work()
        assert set(names(articles)) == {"Ann Before"}
    assert left == [0]
    assert set(names(articles)) == {"Ann Two"}


def test_what_becomes_hidden_is_hidden_in_all_of_them_at_once(expert, publish, quote, client):
    articles = quote(store.INLINE_DEPENDENTS + 5)
    rename(expert, publish)
    expert.refresh_from_db()
    expert.unpublish()
    for page in articles:
        document = client.get(f"/api/v1/articles/{page.translation_key}/").json()
        assert document["authors"] == []


def test_an_earlier_end_is_heeded_by_all_of_them_at_once(
    make_article, make_series, publish, client
):
    quoted = publish(make_article(title="Soon gone"))
    link = f'<p>See <a linktype="page" id="{quoted.pk}">there</a>.</p>'
    articles = [
        publish(make_article(make_series(), blocks=[block("text", link)]))
        for _each in range(store.INLINE_DEPENDENTS + 5)
    ]
    quoted.expire_at = end = moment(days=1)
    publish(quoted)
    for page in articles:
        editions = PublishedDocument.objects.filter(key=page.translation_key).order_by("pk")
        assert [row.hidden_after for row in editions] == [end, None]
    assert not waiting.documents().exists()


def test_one_that_cannot_be_built_does_not_hold_up_the_others(expert, publish, quote, names):
    articles = quote(store.INLINE_DEPENDENTS + 5)
    rename(expert, publish)
    left = {(stale.key, stale.locale) for stale in waiting.documents()}
    broken = next(page for page in articles if (page.translation_key, "en") in left)
    content = spoil(broken)
    courier.deliver_due()
    assert names([page for page in articles if page != broken]) == ["Ann After"] * (
        len(articles) - 1
    )
    assert [stale.failed for stale in waiting.documents()] == [True]
    broken.live_revision.content = content
    broken.live_revision.save()
    call_command("deliver_changes")
    assert names([broken]) == ["Ann After"]


def test_one_that_cannot_be_built_keeps_nobody_from_publishing(expert, publish, quote, names):
    broken, other = quote(2)
    content = spoil(broken)
    rename(expert, publish)
    assert names([broken, other]) == ["Ann Before", "Ann After"]
    courier.deliver_due()
    assert [(stale.key, stale.failed) for stale in waiting.documents()] == [
        (broken.translation_key, True)
    ]
    broken.live_revision.content = content
    broken.live_revision.save()
    call_command("deliver_changes")
    assert names([broken]) == ["Ann After"]


def test_one_that_cannot_be_built_shows_nothing_that_is_hidden(
    expert, publish, quote, names, client
):
    broken, *others = quote(store.INLINE_DEPENDENTS + 2)
    content = spoil(broken)
    expert.refresh_from_db()
    expert.unpublish()
    for page in others:
        document = client.get(f"/api/v1/articles/{page.translation_key}/").json()
        assert document["authors"] == []
    assert client.get(f"/api/v1/articles/{broken.translation_key}/").status_code == 404
    courier.deliver_due()
    assert [stale.key for stale in waiting.documents()] == [broken.translation_key]
    broken.live_revision.content = content
    broken.live_revision.save()
    call_command("deliver_changes")
    mended = client.get(f"/api/v1/articles/{broken.translation_key}/")
    assert mended.json()["authors"] == []


@pytest.fixture
def album(wiki):
    """A collection of images."""
    return Collection.get_first_root_node().add_child(name="Album")


def test_one_that_cannot_be_built_shows_no_picture_that_is_made_private(
    publish, make_article, make_image, album, client
):
    image = make_image(collection=album)
    broken, other = (publish(make_article(cover=image)) for _each in range(2))
    spoil(broken)
    CollectionViewRestriction.objects.create(collection=album, restriction_type="login")
    assert client.get(f"/api/v1/articles/{other.translation_key}/").json()["cover"] is None
    assert client.get(f"/api/v1/articles/{broken.translation_key}/").status_code == 404
    assert [stale.key for stale in waiting.documents()] == [broken.translation_key]


def test_one_that_cannot_be_built_shows_no_picture_that_is_moved_out_of_sight_or_deleted(
    publish, make_article, make_image, album, client
):
    CollectionViewRestriction.objects.create(collection=album, restriction_type="login")
    moved, deleted = make_image(), make_image()
    broken = [publish(make_article(cover=image)) for image in (moved, deleted)]
    for page in broken:
        spoil(page)
    moved.collection = album
    moved.save()
    deleted.delete()
    for page in broken:
        assert client.get(f"/api/v1/articles/{page.translation_key}/").status_code == 404


def test_a_restriction_that_moves_hides_whatever_cannot_be_built_where_it_was(
    publish, make_article, make_series, client
):
    before, after = publish(make_series()), publish(make_series())
    broken, hidden = publish(make_article(before)), publish(make_article(after))
    restriction = PageViewRestriction.objects.create(page=before, restriction_type="login")
    spoil(broken)
    restriction.page = after
    restriction.save()
    for page in (broken, hidden):
        assert client.get(f"/api/v1/articles/{page.translation_key}/").status_code == 404
    assert client.get(f"/api/v1/series/{before.translation_key}/").status_code == 200


def test_a_site_is_saved_whatever_cannot_be_built(publish, make_article, wiki, client):
    broken, other = publish(make_article()), publish(make_article())
    spoil(broken)
    wiki.get_site().save()
    assert client.get(f"/api/v1/articles/{other.translation_key}/").status_code == 200
    assert [stale.key for stale in waiting.documents()] == [broken.translation_key]


def test_one_that_cannot_be_built_is_looked_at_again_once_something_is_hidden(
    expert, publish, quote, client
):
    broken, expired = sorted(quote(2), key=lambda page: page.translation_key)
    spoil(broken)
    ArticlePage.objects.filter(pk=expired.pk).update(expire_at=moment(days=-1))
    rename(expert, publish)
    for page in (broken, expired):
        assert client.get(f"/api/v1/articles/{page.translation_key}/").status_code == 404


@pytest.fixture
def expiring(make_series, make_article, publish):
    """Publish a series whose parts expire one after the other, an hour apart."""

    def expiring(number):
        nest = make_series()
        with catching_up.dependents_last(lambda left: None):
            return [
                publish(make_article(nest, expire_at=START + timedelta(hours=hour + 1)))
                for hour in range(number)
            ]

    return expiring


@pytest.fixture
def shown(client):
    """The series as readers of a part see it now: its number, how many there are, the next one."""

    def shown(page):
        series = client.get(f"/api/v1/articles/{page.translation_key}/").json()["series"]
        return series["part"], series["parts"], series["next"] and series["next"]["title"]

    return shown


def test_a_part_costs_a_few_editions_however_many_parts_expire_after_each_other(
    expiring, publish, monkeypatch
):
    built = []

    def counted(form, *arguments):
        built.append(form)
        return build(form, *arguments)

    monkeypatch.setattr(editions, "build", counted)
    figures = {}
    with time_machine.travel(START, tick=False):
        for number in (6, 12):
            *_others, last = expiring(number)
            parts = PublishedDocument.objects.filter(kind="article", parent_key__isnull=False)
            rows = parts.filter(parent_key=last.get_parent().translation_key).count()
            built.clear()
            last.expire_at = START + timedelta(minutes=90)
            publish(last)
            figures[number] = rows, len(built)
    most = 1 + editions.LATER_EDITIONS
    # The first parts to expire have less ahead of them.
    assert figures[12][0] - figures[6][0] == 6 * most
    # A part is looked at again when those beside it have changed.
    assert figures[12][1] - figures[6][1] <= 6 * most * 3


def test_what_was_not_built_ahead_is_built_before_it_is_needed(expiring, shown):
    with time_machine.travel(START, tick=False) as clock:
        parts = expiring(7)
        for gone in range(6):
            call_command("deliver_changes")
            left = parts[gone:]
            last = left[-1]
            for number, page in enumerate(left, start=1):
                following = left[number].title if page is not last else None
                assert shown(page) == (number, len(left), following)
            call_command("rebuild_documents", check=True)
            clock.shift(timedelta(hours=1))
            # No command has run yet.
            assert shown(last) == (len(left) - 1, len(left) - 1, None)


def test_what_was_not_built_ahead_shows_nothing_that_has_expired(expiring, client, shown):
    with time_machine.travel(START, tick=False) as clock:
        parts = expiring(7)
        for gone in range(7):
            for page in parts[:gone]:
                assert client.get(f"/api/v1/articles/{page.translation_key}/").status_code == 404
            for page in parts[gone:]:
                text = client.get(f"/api/v1/articles/{page.translation_key}/").content.decode()
                assert not [other for other in parts[:gone] if other.title in text]
            clock.shift(timedelta(hours=1))


def test_editions_that_are_not_built_ahead_any_more_are_stale(expiring):
    with time_machine.travel(START, tick=False) as clock:
        parts = expiring(7)
        clock.shift(timedelta(hours=2, minutes=1))
        identity = (parts[-1].translation_key, "en")
        assert store.stale([identity]) == [identity]
        call_command("deliver_changes")
        assert store.stale(store.everything()) == []


def test_the_dashboard_tells_how_many_wait(expert, publish, quote, client):
    client.force_login(get_user_model().objects.create_superuser("mia", password="secret"))
    assert "catching-up" not in client.get("/admin/").content.decode()
    quote(store.INLINE_DEPENDENTS + 4)
    rename(expert, publish)
    assert 'data-waiting="4"' in client.get("/admin/").content.decode()
    assert client.get("/admin/catching-up/").json() == {"waiting": 4, "failed": 0}
    courier.deliver_due()
    assert client.get("/admin/catching-up/").json() == {"waiting": 0, "failed": 0}
