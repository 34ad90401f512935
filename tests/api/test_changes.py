"""Whoever follows the change log has, at every moment, exactly what can be read."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from content_models.models import Topic
from tests.api_schema import assert_valid
from tests.follower import Follower, export

START = datetime(2030, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("seed", range(3))
def test_following_the_log_gives_what_can_be_read(client, desk, seed):
    editors = desk(seed)
    with time_machine.travel(START, tick=False) as clock:
        follower, slow = Follower(client), Follower(client, limit=2)
        done = []
        for _step in range(16):
            done.append(editors.act())
            clock.shift(timedelta(minutes=editors.chance.choice([0, 1, 45, 90])))
            if editors.chance.random() < 0.2:
                done.append("sweep")
                call_command("publish_scheduled")
            slow.page()
            if editors.chance.random() < 0.5:
                expected = export(client)
                assert follower.follow() == expected, done
                assert Follower(client, limit=3).follow() == expected, done
        assert follower.follow() == slow.follow() == export(client), done
        call_command("rebuild_documents", check=True)


def test_what_expires_reaches_a_follower_without_a_scheduler(client, make_article, publish):
    with time_machine.travel(START, tick=False) as clock:
        page = make_article(expire_at=START + timedelta(hours=1))
        quoting = publish(make_article(related=[publish(page)]))
        follower = Follower(client)
        before = dict(follower.follow())
        clock.shift(timedelta(hours=1))
        after = follower.follow()
        assert (str(page.translation_key), "en") not in after
        identity = (str(quoting.translation_key), "en")
        assert after[identity] != before[identity]
        assert after == export(client)
        publish(quoting)
        assert Follower(client).follow() == follower.follow() == export(client)


def test_nothing_is_lost_when_a_clock_is_put_back(client, make_snippet):
    with time_machine.travel(START, tick=False) as clock:
        follower = Follower(client, limit=1)
        follower.follow()
        for _number in range(3):
            make_snippet(Topic)
            clock.shift(timedelta(minutes=-10))
        assert follower.follow() == export(client)


def test_an_old_line_never_tells_of_what_is_hidden_now(client, make_article, publish):
    page = publish(make_article(slug="canary-heron"))
    assert "canary-heron" in client.get("/api/v1/changes/").content.decode()
    restriction = PageViewRestriction.objects.create(page=page, restriction_type="login")
    answer = client.get("/api/v1/changes/")
    assert "canary-heron" not in answer.content.decode()
    [entry] = [e for e in answer.json()["items"] if e["key"] == str(page.translation_key)]
    assert entry["action"] == "remove"
    restriction.delete()
    assert "canary-heron" in client.get("/api/v1/changes/").content.decode()


def test_drafts_are_not_changes(client, make_article, series):
    before = client.get("/api/v1/changes/").content
    make_article().save_revision()
    assert client.get("/api/v1/changes/").content == before


def test_the_log_answers_as_described_and_lets_followers_wait(client, make_article, publish):
    for _number in range(3):
        publish(make_article())
    first = client.get("/api/v1/changes/?limit=2")
    assert_valid(first.json(), "ChangeList")
    link = first.json()["links"]["next"]
    assert first["Link"] == f'<{link}>; rel="next"'
    while first.json()["meta"]["more"]:
        first = client.get(first.json()["links"]["next"])
    quiet = client.get(first.json()["links"]["next"])
    assert quiet.json()["items"] == []
    assert quiet.json()["links"]["next"] == first.json()["links"]["next"]
    etag = quiet["ETag"]
    again = client.get(first.json()["links"]["next"], headers={"if-none-match": etag})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "since",
    ["abc", "W10", "WzEsIm5vdyIsM10", "WzEsIDIsIDNd", "Wy0xLCAiMjAzMC0wMS0wMSIsIDBd", "e30", "%00"],
)
def test_a_position_of_its_own_making_is_refused(client, wiki, since):
    response = client.get(f"/api/v1/changes/?since={since}")
    assert response.status_code == 400
    assert list(response.json()["errors"]) == ["since"] or since == "%00"


def test_following_costs_one_query(client, make_article, publish, django_assert_num_queries):
    for _number in range(3):
        publish(make_article())
    with django_assert_num_queries(1):
        answer = client.get("/api/v1/changes/?limit=2").json()
    with django_assert_num_queries(1):
        client.get(answer["links"]["next"])


def test_the_answer_is_json_without_blanks(client, wiki):
    content = client.get("/api/v1/changes/").content.decode()
    assert content == json.dumps(json.loads(content), ensure_ascii=False, separators=(",", ":"))
