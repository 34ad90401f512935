"""Machine translation over a loopback LibreTranslate, when it works and when it does not."""

import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.urls import reverse
from wagtail.models import GroupApprovalTask, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import StringTranslation

from cms.gate import PublicationRefused
from cms.settings import translators
from cms.texts import states
from cms.texts.models import State
from cms.translation import machine
from content_models.models import Topic
from tests.cms.translation.conftest import editing, public, say
from tests.conftest import block, moment, section


class LibreTranslate(ThreadingHTTPServer):
    """Answers as LibreTranslate does, or as `mode` says."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), _Answers)
        self.mode = "works"
        self.asked = []
        self.released = threading.Event()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server_port}"


class _Answers(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(body)
        mode = self.server.mode
        if mode == "second batch fails" and len(self.server.asked) > 1:
            mode = "401"
        if mode == "slow":
            self.server.released.wait(20)
        answer = {
            "wrong shape": {"translatedText": "one text for all"},
            "numbers": {"translatedText": list(range(len(body["q"])))},
            "other keys": {"error": "no"},
        }.get(mode, {"translatedText": [f"机：{text}" for text in body["q"]]})
        content = b"<html>" if mode == "not json" else json.dumps(answer).encode()
        with suppress(OSError):
            self.send_response({"401": 401, "busy": 429, "broken": 500}.get(mode, 200))
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    def log_message(self, *arguments):
        pass


@pytest.fixture
def libre(settings):
    server = LibreTranslate()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    choose(settings, "libretranslate", url=server.address)
    yield server
    server.released.set()
    server.shutdown()
    server.server_close()


def choose(settings, name, url="", timeout_seconds=1):
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR = translators.configured(
        name, url=url, key="key", project="wiki", timeout_seconds=timeout_seconds
    )


@pytest.fixture
def article(make_article, publish):
    body = [section([block("text", "<p>Ask first. Then wait.</p>")], heading="At the door")]
    return publish(make_article(title="The evening talk", slug="evening-talk", body=body))


def ask(desk, translation):
    target = translation.get_target_instance()
    url = reverse("wagtail_localize:machine_translate", args=[translation.pk])
    return desk.post(f"{url}?next={editing(target)}", follow=True)


def said(response):
    return " ".join(str(message) for message in response.context["messages"])


def test_a_machine_fills_what_is_untranslated_and_it_is_marked(libre, article, submit, desk):
    translation = submit(article)
    first = states.texts(translation)[0]
    say(translation, first.segment, "人写的")
    response = ask(desk, translation)
    assert "They need your review." in said(response)
    found = states.texts(translation)
    assert found[0].words == "人写的"
    assert {text.state for text in found[1:]} == {State.MACHINE}
    assert all(text.words.startswith("机：") for text in found[1:])
    page = response.content.decode()
    assert "LibreTranslate" in page
    assert 'data-state="machine"' in page


def test_slugs_and_what_is_translated_are_never_sent(
    libre, article, submit, write, make_snippet, desk
):
    topic = make_snippet(Topic, name="Attachment", slug="attachment-slug")
    ask(desk, submit(article))
    translation = submit(topic)
    machine.apply(translation, None, machine.translator_for(translation))
    sent = json.dumps(libre.asked)
    assert "evening-talk" not in sent
    assert "attachment-slug" not in sent
    before = len(libre.asked)
    ask(desk, translation)
    assert len(libre.asked) == before


@pytest.mark.parametrize(
    ("mode", "words"),
    [
        ("slow", "took too long"),
        ("401", "refused our key"),
        ("busy", "had enough of us"),
        ("broken", "answered with error 500"),
        ("not json", "cannot be used"),
        ("wrong shape", "cannot be used"),
        ("numbers", "cannot be used"),
        ("other keys", "cannot be used"),
    ],
)
def test_a_machine_that_fails_costs_nothing(libre, article, submit, desk, mode, words):
    translation = submit(article)
    say(translation, states.texts(translation)[0].segment, "人写的")
    before = list(StringTranslation.objects.order_by("pk").values())
    libre.mode = mode
    response = ask(desk, translation)
    assert response.status_code == 200
    assert words in said(response)
    assert "Nothing was changed." in said(response)
    assert list(StringTranslation.objects.order_by("pk").values()) == before


def test_a_machine_that_is_down_is_told(settings, article, submit, desk, libre):
    libre.shutdown()
    libre.server_close()
    response = ask(desk, submit(article))
    assert "cannot be reached" in said(response)


def test_what_came_before_a_failure_is_kept(libre, make_article, publish, submit, desk):
    words = "".join(f"<p>Paragraph {number}.</p>" for number in range(machine.BATCH + 10))
    translation = submit(publish(make_article(body=[section([block("text", words)])])))
    libre.mode = "second batch fails"
    response = ask(desk, translation)
    assert f"are kept: {machine.BATCH}." in said(response)
    assert states.counts([translation])[translation.pk]["machine"] == machine.BATCH


def test_a_package_that_is_missing_is_told(settings, article, submit, desk):
    choose(settings, "google")
    settings.WAGTAILLOCALIZE_MACHINE_TRANSLATOR["OPTIONS"]["CLASS"] = "no.such.GoogleTranslator"
    translation = submit(article)
    assert desk.get(editing(translation.get_target_instance())).status_code == 200
    assert "is not installed" in said(ask(desk, translation))
    url = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    assert desk.get(url).status_code == 200


def test_sync_survives_a_machine_that_fails(libre, article, translated, publish, desk):
    translation = translated(article)
    article.title = "Another talk"
    publish(article)
    before = public()
    StringTranslation.objects.filter(context__path="title").delete()
    libre.mode = "401"
    url = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    data = {"use_machine_translation": "on", "publish_translations": "on"}
    response = desk.post(url, data, follow=True)
    assert response.status_code == 200
    assert "refused our key" in said(response)
    assert public() == before


@pytest.fixture
def by_machine(libre, article, translated, desk):
    """A live translation, and one text of it that a machine wrote since."""
    translation = translated(article)
    text = next(t for t in states.texts(translation) if t.segment.context.path == "title")
    StringTranslation.objects.filter(pk=text.translated.pk).delete()
    ask(desk, translation)
    return translation


def test_what_a_machine_wrote_is_not_published_by_any_path(
    by_machine, desk, admin_user, django_capture_on_commit_callbacks
):
    translation, before = by_machine, public()
    target = translation.get_target_instance()
    with django_capture_on_commit_callbacks(execute=True):
        response = desk.post(editing(target), {"action": "publish"}, follow=True)
    assert "A machine translated this; nobody has read it yet." in said(response)
    assert "机：The evening talk" in said(response)
    sync = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    desk.post(sync, {"publish_translations": "on"})
    translation.save_target(publish=False)
    revision = translation.get_target_instance().get_latest_revision()
    with pytest.raises(PublicationRefused):
        revision.publish(user=admin_user)
    revision.approved_go_live_at = moment(days=1)
    with pytest.raises(PublicationRefused):
        revision.save()
    call_command("publish_scheduled", verbosity=0)
    bulk = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    response = desk.post(f"{bulk}?id={target.pk}&next=/admin/", follow=True)
    assert "机：The evening talk" in said(response)
    assert public() == before


def test_approval_of_a_workflow_does_not_publish_what_a_machine_wrote(by_machine, desk, admin_user):
    by_machine.save_target(publish=False)
    page, before = by_machine.get_target_instance(), public()
    workflow = Workflow.objects.create(name="Check")
    task = GroupApprovalTask.objects.create(name="Read")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.create(workflow=workflow, page=page)
    state = workflow.start(page, admin_user)
    arguments = [page.pk, "approve", state.current_task_state.pk]
    response = desk.post(reverse("wagtailadmin_pages:workflow_action", args=arguments), follow=True)
    assert "机：The evening talk" in said(response)
    assert public() == before
    state.refresh_from_db()
    assert state.status == state.STATUS_IN_PROGRESS


def test_what_a_machine_wrote_is_published_when_a_person_has_read_it(
    by_machine, publish_target, admin_user
):
    translation = by_machine
    for text in states.texts(translation):
        if text.state == State.MACHINE:
            states.accept(text.translated, admin_user)
    publish_target(translation)
    shown = json.loads(public()[translation.source.object_id, "zh-Hans"])
    assert shown["title"] == "机：The evening talk"
    # Readers are told that a machine made part of it, and that somebody has read it.
    assert shown["translation"]["machine"]
    assert shown["translation"]["status"] == "translated"


def test_a_locale_can_publish_what_nobody_has_read(by_machine, publish_target, settings):
    settings.WIKI_CHECK_SEVERITIES = {
        **settings.WIKI_CHECK_SEVERITIES,
        "zh-Hans": {"machine_unreviewed": "warning"},
    }
    publish_target(by_machine)
    shown = json.loads(public()[by_machine.source.object_id, "zh-Hans"])["translation"]
    assert shown["status"] == "machine"
    assert shown["segments"]["machine"] == 1


def test_a_machine_text_whose_source_changes_is_still_unread(
    by_machine, article, publish, publish_target
):
    article.title = "The evening talks"
    publish(article)
    found = {text.segment.string.data: text.state for text in states.texts(by_machine)}
    assert found["The evening talks"] == State.MACHINE
    with pytest.raises(PublicationRefused):
        publish_target(by_machine)


def test_who_may_not_edit_a_translation_cannot_send_it_to_a_machine(
    libre, article, submit, make_user, client
):
    translation = submit(article)
    client.force_login(make_user())
    url = reverse("wagtail_localize:machine_translate", args=[translation.pk])
    assert client.post(url).status_code in (302, 403)
    assert libre.asked == []
    assert not StringTranslation.objects.exists()


def test_a_translator_that_is_not_known_stops_the_start():
    with pytest.raises(ImproperlyConfigured, match="WIKI_TRANSLATOR must be one of"):
        translators.configured("babel", url="", key="", project="", timeout_seconds=1)
    with pytest.raises(ImproperlyConfigured, match="WIKI_TRANSLATOR_URL"):
        translators.configured("libretranslate", url="", key="", project="", timeout_seconds=1)
    assert translators.configured("", url="", key="", project="", timeout_seconds=1) is None
