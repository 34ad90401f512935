"""Whatever editors do, every answer that changed is among those that caches are told to forget."""

from datetime import UTC, datetime, timedelta
from importlib import import_module
from urllib.parse import unquote

import pytest
import time_machine
from django.apps import apps
from django.core.management import call_command

from cms.delivery import courier, purging
from cms.delivery.models import PurgedCaches
from content_models.models import Change
from tests.crawl import answers
from tests.follower import Follower, export
from tests.receiver import Receiver

START = datetime(2030, 1, 1, 12, tzinfo=UTC)


pytestmark = pytest.mark.usefixtures("everything_waits")


@pytest.fixture
def cdn(settings):
    started = Receiver()
    settings.WIKI_PURGE_URL = started.url
    settings.WIKI_PURGE_HEADER = "Fastly-Key: secret"
    yield started
    started.stop()


@pytest.fixture
def cache(settings):
    """A cache in front that is told addresses."""
    started = Receiver()
    backend = "wagtail.contrib.frontend_cache.backends.HTTPBackend"
    settings.WAGTAILFRONTENDCACHE = {"varnish": {"BACKEND": backend, "LOCATION": started.url}}
    yield started
    started.stop()


def purged_keys(cdn):
    """Return the keys that were purged since the last call."""
    keys = {key for headers, _body in cdn.got for key in headers["Surrogate-Key"].split()}
    assert all(headers["Fastly-Key"] == "secret" for headers, _body in cdn.got)
    cdn.got.clear()
    return keys


def test_every_changed_answer_is_purged(client, desk, cdn, pytestconfig):
    """After every action nothing is stale, neither here, nor in caches, nor with followers."""
    editors = desk(7)
    with time_machine.travel(START, tick=False) as clock:
        courier.deliver_due()
        purged_keys(cdn)
        before, follower = answers(client), Follower(client)
        for _step in range(pytestconfig.getoption("editor_actions")):
            done = editors.act()
            clock.shift(timedelta(minutes=editors.chance.choice([1, 40])))
            courier.deliver_due()
            keys = purged_keys(cdn)
            after = answers(client)
            for path, (content, carried) in before.items():
                if after.get(path, (None,))[0] != content:
                    assert carried & keys, (done, path, carried)
            before = after
            call_command("rebuild_documents", check=True)
            assert follower.follow() == export(client), done
        courier.deliver_due()
        assert purged_keys(cdn) == set()
        assert Follower(client).follow() == export(client)


def test_a_cache_that_does_not_answer_is_told_again(cdn, series, make_article, publish):
    courier.deliver_due()
    cdn.got.clear()
    cdn.status = 500
    page = publish(make_article())
    assert courier.deliver_due()[0] == 0
    cdn.got.clear()
    cdn.status = 204
    courier.deliver_due()
    assert f"{page.translation_key}.en" in purged_keys(cdn)


def test_caches_without_keys_are_told_addresses(cache, series, make_article, publish):
    page = publish(make_article(series, slug="before"))
    purging.purge()
    cache.purged.clear()
    page.slug = "倾听"
    publish(page)
    purging.purge()
    api = "/api/v1"
    assert {
        f"/en/{series.slug}/before/",
        f"/en/{series.slug}/%E5%80%BE%E5%90%AC/",
        f"{api}/articles/{page.translation_key}/",
        f"{api}/articles/{page.translation_key}/?locale=en",
        f"{api}/sitemap/1.xml",
        f"{api}/feeds/en/atom.xml",
    } <= set(cache.purged)
    cache.purged.clear()
    page.unpublish()
    purging.purge()
    assert f"/en/{series.slug}/%E5%80%BE%E5%90%AC/" in cache.purged


def test_addresses_of_before_are_made_such_that_caches_take_them(make_article, publish):
    publish(make_article(slug="倾听"))
    written = list(Change.objects.values_list("url", flat=True))
    for line in Change.objects.all():
        line.url = unquote(line.url)
        line.save()
    migration = import_module("content_models.migrations.0013_keep_addresses_of_any_length")
    migration.encode_addresses(apps, None)
    assert list(Change.objects.values_list("url", flat=True)) == written
    assert any("%E5%80%BE" in url for url in written)


def test_nothing_is_done_without_a_cache(wiki):
    assert purging.purge() == 0
    assert not PurgedCaches.objects.exists()
