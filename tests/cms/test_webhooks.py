"""Webhooks hear of every change once it is public; a bad receiver delays nobody."""

import hashlib
import hmac
import json
import threading
import time
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from wagtail.models import PageViewRestriction

from cms.delivery import courier, sending, webhooks
from cms.delivery.models import WAITS, Webhook, WebhookDelivery
from cms.preparation import prepare_wiki
from content_models.publishing import waiting
from tests.api_schema import assert_valid_message
from tests.receiver import Receiver

PRIVATE = ["127.0.0.1", "10.1.2.3", "192.168.0.1", "172.16.0.1", "169.254.169.254", "0.0.0.0"]
PRIVATE += ["100.64.0.1", "224.0.0.1", "::1", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::"]
PRIVATE += ["64:ff9b::a00:1", "2002:7f00:1::", "192.0.0.8", "fec0::1", "::7f00:1"]
PRIVATE += ["64:ff9b:1::7f00:1"]
START = datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture
def receiver(settings: Any) -> Any:
    settings.WIKI_WEBHOOK_PRIVATE_ADDRESSES = True
    started = Receiver()
    yield started
    started.stop()


@pytest.fixture
def webhook(wiki: Any, receiver: Any, everything_waits: None) -> Webhook:
    return Webhook.objects.create(name="Static site", url=f"{receiver.url}&name=钩子")


def test_a_publication_is_told_once_and_signed(webhook, receiver, series, make_article, publish):
    assert webhooks.deliver() <= 1
    receiver.got.clear()
    page = publish(make_article())
    assert webhooks.deliver() == 1
    assert webhooks.deliver() == 0
    [(headers, body)] = receiver.got
    message = json.loads(body)
    assert message["type"] == "documents.changed"
    assert headers["Wiki-Delivery"] == message["id"]
    assert_valid_message(headers, message, "documents.changed")
    [item] = [i for i in message["items"] if i["key"] == str(page.translation_key)]
    assert item == {
        "action": "upsert",
        "key": str(page.translation_key),
        "locale": "en",
        "kind": "article",
        "fingerprint": item["fingerprint"],
        "url": f"http://127.0.0.1:8000{page.path_for_readers}",
    }
    # What docs/how-to/tell-others-of-changes.md shows.
    moment = headers["Wiki-Timestamp"]
    expected = hmac.new(
        webhook.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256
    ).hexdigest()
    assert hmac.compare_digest(headers["Wiki-Signature"], f"sha256={expected}")
    assert abs(time.time() - int(moment)) < 300


def test_the_snippet_of_the_docs_verifies_a_signature(webhook, receiver, make_article, publish):
    from pathlib import Path

    text = Path("docs/how-to/tell-others-of-changes.md").read_text(encoding="utf-8")
    code = text.split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}
    exec(code, names)
    publish(make_article())
    webhooks.deliver()
    headers, body = receiver.got[-1]
    assert names["is_from_the_wiki"](webhook.secret, headers, body)
    assert not names["is_from_the_wiki"](webhook.secret, headers, body + b" ")
    assert not names["is_from_the_wiki"]("another", headers, body)
    old = {**headers, "Wiki-Timestamp": str(int(headers["Wiki-Timestamp"]) - 3_600)}
    assert not names["is_from_the_wiki"](webhook.secret, old, body)


def test_a_new_webhook_hears_nothing_of_the_past(receiver, everything_waits, make_article, publish):
    publish(make_article())
    Webhook.objects.create(name="Late", url=receiver.url)
    webhooks.deliver()
    assert receiver.got == []


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(
    webhook, receiver, make_article, publish
):
    receiver.status = 500
    with time_machine.travel(START, tick=False) as clock:
        publish(make_article())
        waited = []
        for wait in [*WAITS, None]:
            assert webhooks.deliver() == 0
            delivery = WebhookDelivery.objects.get()
            if wait is None:
                break
            assert delivery.next_attempt_at - datetime.now(UTC) == wait
            waited.append(wait)
            webhooks.deliver()
            assert len(receiver.got) == len(waited)
            clock.shift(wait)
        assert delivery.status == "dead"
        assert (delivery.attempts, delivery.outcome) == (len(WAITS) + 1, "HTTP 500")
        assert len({headers["Wiki-Delivery"] for headers, _body in receiver.got}) == 1
        receiver.status = 200
        publish(make_article())
        assert webhooks.deliver() == 1


def test_what_was_published_while_a_receiver_was_down_comes_in_one_message(
    webhook, receiver, make_article, publish
):
    receiver.status = 503
    with time_machine.travel(START, tick=False) as clock:
        first = publish(make_article())
        webhooks.deliver()
        others = [publish(make_article()) for _number in range(3)]
        webhooks.deliver()
        assert WebhookDelivery.objects.count() == 1
        receiver.status = 200
        receiver.got.clear()
        clock.shift(WAITS[0])
        assert webhooks.deliver() == 2
        told = [item["key"] for item in receiver.items()]
        for page in (first, *others):
            assert str(page.translation_key) in told
        assert len(receiver.got) == 2


def test_a_message_tells_nothing_of_what_was_hidden_since(webhook, receiver, make_article, publish):
    receiver.status = 500
    with time_machine.travel(START, tick=False) as clock:
        page = publish(make_article(slug="canary-heron"))
        webhooks.deliver()
        PageViewRestriction.objects.create(page=page, restriction_type="login")
        receiver.got.clear()
        receiver.status = 200
        clock.shift(WAITS[0])
        webhooks.deliver()
    assert not any(b"canary-heron" in body for _headers, body in receiver.got)
    actions = {i["action"] for i in receiver.items() if i["key"] == str(page.translation_key)}
    assert actions == {"remove"}


def test_what_expires_is_told_without_a_publication(webhook, receiver, make_article, publish):
    with time_machine.travel(START, tick=False) as clock:
        page = publish(make_article(expire_at=START + timedelta(hours=1)))
        call_command("deliver_changes")
        receiver.got.clear()
        clock.shift(timedelta(hours=1))
        call_command("deliver_changes")
        [item] = [i for i in receiver.items() if i["key"] == str(page.translation_key)]
        assert (item["action"], item["url"]) == ("remove", None)


def test_two_processes_send_a_message_once(webhook, receiver, make_article, publish):
    publish(make_article())
    webhooks.gather(webhook.pk)
    first = WebhookDelivery.objects.get()
    second = WebhookDelivery.objects.get()
    assert webhooks.attempt(first)
    assert not webhooks.attempt(second)
    assert len(receiver.got) == 1


@pytest.mark.parametrize("private", ["redirect", "loopback", "name"])
def test_nothing_is_sent_to_private_addresses(
    webhook, receiver, settings, make_article, publish, private
):
    publish(make_article())
    if private == "redirect":
        receiver.status, receiver.location = 302, "http://169.254.169.254/latest/"
        assert webhooks.deliver() == 0
        assert WebhookDelivery.objects.get().outcome == "HTTP 302"
        assert len(receiver.got) == 1
        return
    settings.WIKI_WEBHOOK_PRIVATE_ADDRESSES = False
    if private == "name":
        webhook.url = receiver.url.replace("127.0.0.1", "localhost")
        webhook.save()
    assert webhooks.deliver() == 0
    assert WebhookDelivery.objects.get().outcome == "private address"
    assert receiver.got == []


@pytest.mark.parametrize(
    "address",
    PRIVATE,
)
def test_private_addresses_are_known(address):
    assert not sending.is_public(address)


@pytest.mark.parametrize("address", ["1.1.1.1", "2606:4700::1111", "64:ff9b::101:101"])
def test_public_addresses_are_known(address):
    assert sending.is_public(address)


def test_a_receiver_that_hangs_is_left(webhook, receiver, make_article, publish, monkeypatch):
    monkeypatch.setattr(sending, "TOTAL_SECONDS", 0.3)
    receiver.hang.clear()
    publish(make_article())
    assert webhooks.deliver() == 0
    delivery = WebhookDelivery.objects.get()
    assert (delivery.status, delivery.outcome) == ("pending", "timed out")


def test_a_port_that_nobody_listens_to_is_no_connection(webhook, make_article, publish):
    webhook.url = "http://127.0.0.1:9/"
    webhook.save()
    publish(make_article())
    webhooks.deliver()
    assert WebhookDelivery.objects.get().outcome == "no connection"


def test_publishing_does_not_wait_for_a_receiver(
    wiki, receiver, make_article, publish, monkeypatch
):
    """The commit only wakes a thread; here the thread is started and its work is looked at."""
    Webhook.objects.create(name="Hanging", url=receiver.url)
    asked = []
    monkeypatch.setattr(courier.courier, "call", lambda: asked.append(len(receiver.got)))
    publish(make_article())
    assert asked
    assert set(asked) == {0}


def test_nobody_is_woken_when_nobody_listens(wiki, make_article, publish, monkeypatch):
    asked = []
    monkeypatch.setattr(courier.courier, "call", lambda: asked.append(1))
    publish(make_article())
    assert asked == []


def rename_home(receiver):
    """Publish something for a webhook, outside any transaction of the test."""
    home = prepare_wiki()
    Webhook.objects.create(name="Static site", url=receiver.url)
    home.title = "Renamed"
    home.save_revision().publish()
    return home


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_thread_delivers_what_was_committed(receiver, everything_waits, monkeypatch):
    rename_home(receiver)
    connection.close()
    monkeypatch.undo()
    courier.courier.call()
    assert finished(courier.courier)
    assert finished(courier.messenger)
    assert [item["kind"] for item in receiver.items()] == ["home"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_documents_do_not_wait_for_a_receiver_that_hangs(receiver, everything_waits, monkeypatch):
    home = rename_home(receiver)
    monkeypatch.undo()
    answered = threading.Event()
    monkeypatch.setattr(sending, "post", lambda *_message: 204 if answered.wait(60) else 504)
    courier.courier.call()
    assert finished(courier.courier)
    waiting.leave([(home.translation_key, "en")], timezone.now())
    courier.courier.call()
    assert finished(courier.courier)
    assert not waiting.documents().exists()
    assert not WebhookDelivery.objects.filter(status="delivered").exists()
    answered.set()
    assert finished(courier.messenger)
    assert WebhookDelivery.objects.filter(status="delivered").exists()


def finished(called: courier.Courier) -> bool:
    """Wait for a thread and whatever thread follows it; return whether they came to an end."""
    while (thread := called.thread) is not None:
        thread.join(20)
        if thread.is_alive():
            return False
    return True


def test_a_call_is_heard_also_while_the_thread_finishes(monkeypatch):
    rounds = []
    called = courier.Courier("test", lambda: rounds.append(1))
    closing = SimpleNamespace(close_all=lambda: called.call() if len(rounds) == 1 else None)
    monkeypatch.setattr(courier, "connections", closing)
    called.call()
    assert finished(called)
    assert len(rounds) == 2


def test_a_call_is_heard_also_while_a_round_fails():
    rounds = []

    def fail_once():
        rounds.append(1)
        if len(rounds) == 1:
            called.call()
            raise OSError("The disk is full.")

    called = courier.Courier("test", fail_once)
    called.call()
    assert finished(called)
    assert len(rounds) == 2


@pytest.fixture
def desk(client: Any, wiki: Any) -> Any:
    client.force_login(get_user_model().objects.create_superuser("admin", password="secret"))
    return client


def test_an_administrator_adds_tests_and_retries(
    desk, receiver, everything_waits, publish, make_article
):
    form = {"name": "Static site", "url": receiver.url, "active": "on"}
    assert desk.post("/admin/webhooks/new/", form).status_code == 302
    webhook = Webhook.objects.get()
    assert len(webhook.secret) == 64
    assert webhook.secret in desk.get(f"/admin/webhooks/edit/{webhook.pk}/").content.decode()
    assert desk.get(f"/admin/webhooks/test/{webhook.pk}/").status_code == 200
    assert receiver.got == []
    answer = desk.post(f"/admin/webhooks/test/{webhook.pk}/", follow=True).content.decode()
    assert "The receiver accepted the test." in answer
    headers, body = receiver.got[0]
    assert json.loads(body)["type"] == "test"
    assert_valid_message(headers, json.loads(body), "documents.changed")
    receiver.status = 500
    publish(make_article())
    webhooks.deliver()
    failed = WebhookDelivery.objects.get(purpose="documents.changed")
    WebhookDelivery.objects.filter(pk=failed.pk).update(status="dead")
    listed = desk.get("/admin/webhook-deliveries/?status=dead").content.decode()
    assert "HTTP 500" in listed
    assert f"/admin/webhook-deliveries/retry/{failed.pk}/" in listed
    assert desk.get(f"/admin/webhook-deliveries/inspect/{failed.pk}/").status_code == 200
    desk.post(f"/admin/webhook-deliveries/retry/{failed.pk}/")
    failed.refresh_from_db()
    assert (failed.status, failed.attempts) == ("pending", 1)
    receiver.status = 200
    desk.post(f"/admin/webhook-deliveries/retry/{failed.pk}/")
    failed.refresh_from_db()
    assert failed.status == "delivered"
    assert desk.post(f"/admin/webhook-deliveries/retry/{failed.pk}/").status_code == 404
    for url in ("ftp://x.example/", "javascript:alert(1)", "nonsense"):
        refused = desk.post("/admin/webhooks/new/", {**form, "url": url})
        assert refused.status_code == 200
    assert Webhook.objects.count() == 1


def test_an_editor_has_no_webhooks(client, webhook):
    user = get_user_model().objects.create_user("mia", password="secret")
    from django.contrib.auth.models import Permission

    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    for path in ("webhooks/", f"webhooks/test/{webhook.pk}/", "webhook-deliveries/"):
        assert client.get(f"/admin/{path}").status_code in (302, 403)
    assert client.post(f"/admin/webhooks/test/{webhook.pk}/").status_code in (302, 403)
    assert not WebhookDelivery.objects.exists()
