"""What a quiz never tells: answers, reports without having taken it, anything without a token."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from ipaddress import ip_network
from uuid import UUID

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.checks import run_checks
from django.db import DatabaseError, connection, transaction
from django.utils.module_loading import import_string
from PIL import Image
from wagtail.models import PageViewRestriction

from content_models.models.published import QuizVersion
from tests.api.test_quizzes import fields, path, quiz, sheet  # noqa: F401
from tests.api_schema import assert_valid

GATE = "tests.api.test_quiz_privacy.only_on_tuesdays"


def only_on_tuesdays(request, token):
    return "" if token.day.weekday() == 1 else "Come back on a Tuesday."


@pytest.fixture
def tokens(client, path):  # noqa: F811
    return client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]


def test_a_quiz_that_never_was_public_answers_like_one_that_never_was(
    client,
    series,
    make_quiz,
    publish,
    fields,  # noqa: F811
):
    PageViewRestriction.objects.create(page=series, restriction_type="login")
    hidden = publish(make_quiz(series, **fields)).translation_key
    assert QuizVersion.objects.filter(key=hidden).exists()
    for address in ("versions/1/", "versions/1/surveyjs/", f"evaluate/?a={sheet()}"):
        answers = {
            client.get(f"/api/v1/quizzes/{key}/{address}").content.replace(str(key).encode(), b"")
            for key in (hidden, UUID(int=7))
        }
        assert len(answers) == 1
        assert b'"status": 404' in answers.pop()


def test_answers_are_given_once(client, path):  # noqa: F811
    response = client.get(f"{path}evaluate/?a={sheet()}", headers={"quiz-answers": sheet()})
    assert response.status_code == 400
    assert "not both" in response.json()["errors"]["a"][0]
    wrong = client.get(f"{path}evaluate/", headers={"quiz-answers": "q9:o1"})
    assert "Quiz-Answers" in wrong.json()["errors"]
    long = client.get(f"{path}evaluate/", headers={"quiz-answers": "q1:o1" * 1_000})
    assert "longer than" in long.json()["errors"]["Quiz-Answers"][0]


PREFLIGHT = {"origin": "https://frontend.example", "access-control-request-method": "GET"}


def test_browsers_of_other_sites_may_send_answers_in_the_header(client, path):  # noqa: F811
    answer = client.options(f"{path}evaluate/", headers=PREFLIGHT)
    assert answer.status_code == 204
    assert "Quiz-Answers" in answer["Access-Control-Allow-Headers"]


def test_a_report_can_grow_too_old(client, path, settings):  # noqa: F811
    settings.WIKI_QUIZ_REPORT_DAYS = 30
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC), tick=False):
        token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["report"]
    address = f"/api/v1/reports/{token}/"
    with time_machine.travel(datetime(2026, 5, 31, 23, tzinfo=UTC), tick=False):
        assert client.get(address).status_code == 200
    with time_machine.travel(datetime(2026, 6, 1, 1, tzinfo=UTC), tick=False):
        refused = client.get(address)
        assert refused.status_code == 403
        assert "too old" in refused.json()["detail"]
        assert client.get(f"/api/v1/results/{token}/").status_code == 200


def test_a_gate_may_ask_for_more(client, path, settings):  # noqa: F811
    settings.WIKI_QUIZ_REPORT_GATE = GATE
    answers = {}
    for day in (5, 6):
        with time_machine.travel(datetime(2026, 5, day, 12, tzinfo=UTC), tick=False):
            token = client.get(f"{path}evaluate/?a={sheet()}").json()["tokens"]["report"]
            answers[day] = client.get(f"/api/v1/reports/{token}/")
    assert answers[5].status_code == 200
    assert answers[6].status_code == 403
    assert answers[6].json()["detail"] == "Come back on a Tuesday."


def test_a_gate_that_is_not_there_is_found_at_the_start(settings):
    assert not [error for error in run_checks() if error.id == "api.E004"]
    settings.WIKI_QUIZ_REPORT_GATE = "tests.api.nothing"
    assert [error for error in run_checks() if error.id == "api.E004"]


def test_tokens_survive_the_change_of_the_key(client, tokens, settings):
    address = f"/api/v1/results/{tokens['share']}/"
    before = client.get(address).content
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    assert client.get(address).status_code == 404
    settings.SECRET_KEY_FALLBACKS = [former]
    assert client.get(address).content == before


def test_asking_too_often_is_told_when_to_ask_again(client, path, settings):  # noqa: F811
    caches["throttle"].clear()
    settings.WIKI_QUIZ_REQUESTS_PER_MINUTE = 3
    address = f"{path}evaluate/?a={sheet()}"
    with time_machine.travel(datetime(2026, 5, 1, 12, 0, 20, tzinfo=UTC), tick=False) as clock:
        left = [client.get(address)["RateLimit-Remaining"] for _number in range(3)]
        assert left == ["2", "1", "0"]
        refused = client.get(address)
        assert refused.status_code == 429
        assert_valid(refused.json(), "Problem")
        assert refused["Retry-After"] == refused["RateLimit-Reset"] == "40"
        assert client.get(f"{path}share/?s=near:1/1").status_code == 429
        assert client.get(address, REMOTE_ADDR="10.0.0.9").status_code == 200
        assert client.get(f"{path}versions/1/").status_code == 200
        clock.shift(40)
        assert client.get(address)["RateLimit-Limit"] == "3"
    caches["throttle"].clear()


def test_a_client_cannot_choose_its_address(client, path, settings):  # noqa: F811
    caches["throttle"].clear()
    settings.WIKI_QUIZ_REQUESTS_PER_MINUTE = 1
    address = f"{path}evaluate/?a={sheet()}"

    def ask(forwarded: str) -> int:
        return client.get(address, headers={"x-forwarded-for": forwarded}).status_code

    with time_machine.travel(datetime(2026, 5, 1, 13, tzinfo=UTC), tick=False):
        assert [ask("1.1.1.1"), ask("2.2.2.2")] == [200, 429]
        settings.WIKI_TRUSTED_PROXIES = [ip_network("127.0.0.1/32")]
        assert [ask("9.9.9.9, 1.1.1.1"), ask("8.8.8.8, 1.1.1.1"), ask("2.2.2.2")] == [200, 429, 200]
    caches["throttle"].clear()


def test_answers_are_scored_when_the_cache_is_gone(client, path, settings):  # noqa: F811
    settings.CACHES = {
        "throttle": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1",
        }
    }
    assert client.get(f"{path}evaluate/?a={sheet()}").status_code == 200


@pytest.mark.parametrize(
    "line",
    [
        "GET {path}evaluate/?v=1&a={answers}&locale=en HTTP/1.1",
        "GET {path}evaluate/?%61={answers} HTTP/1.1",
        "GET /%61pi/v1/quizzes/x/ev%61luate/?a={answers}&a={answers} HTTP/1.1",
        "GET {path}share/?s={answers} HTTP/1.1",
        'Referer: "http://x.example{path}evaluate/?a={answers}"',
    ],
)
def test_answers_reach_no_log_line_however_they_are_spelled(line, path):  # noqa: F811
    from cms.settings import base

    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    for name in base.LOGGING["handlers"]["console"]["filters"]:
        handler.addFilter(import_string(base.LOGGING["filters"][name]["()"])())
    logger = logging.Logger("django.server")
    logger.addHandler(handler)
    logger.info('"%s" %s', line.format(path=path, answers=sheet()), 200)
    logger.info(line.format(path=path, answers=sheet()))
    logger.info("%(line)s", {"line": line.format(path=path, answers=sheet())})
    written = stream.getvalue()
    assert written.count("…") >= 3
    assert "q1" not in written
    assert "o5" not in written


def test_answers_are_kept_nowhere(
    client,
    path,  # noqa: F811
    caplog,
    settings,
    django_assert_max_num_queries,
):
    settings.WIKI_QUIZ_REQUESTS_PER_MINUTE = 100
    caches["throttle"].clear()
    before = QuizVersion.objects.count()
    with caplog.at_level(logging.DEBUG), django_assert_max_num_queries(2):
        good = client.get(f"{path}evaluate/", headers={"quiz-answers": sheet()})
        assert good.status_code == 200
    bad = client.get(f"{path}evaluate/", headers={"quiz-answers": f"{sheet()},q9:o1"})
    assert bad.status_code == 400
    for response in (good, bad):
        headers = "\n".join(f"{name}: {value}" for name, value in response.items())
        assert "q1:o5" not in headers
        assert response["Cache-Control"] == "no-store"
    logged = [record for record in caplog.records if record.name != "django.db.backends"]
    assert "q1:o5" not in "\n".join(record.getMessage() for record in logged)
    assert "q1" not in repr([caches[name]._cache for name in settings.CACHES])
    assert QuizVersion.objects.count() == before


def test_a_thousand_evaluations_need_no_more_than_the_right_to_read(client, path):  # noqa: F811
    with may_only_read():
        statuses = {
            client.get(f"{path}evaluate/?a={sheet(number % 5 + 1, 3)}").status_code
            for number in range(1_000)
        }
        with pytest.raises(DatabaseError), transaction.atomic():
            QuizVersion.objects.update(number=9)
    assert statuses == {200}


@contextmanager
def may_only_read() -> Iterator[None]:
    """Work as a role that may only SELECT; SQLite, which has no roles, refuses to write."""
    roles = connection.vendor == "postgresql"
    before = (
        [
            "CREATE ROLE quiz_reader NOLOGIN",
            "GRANT USAGE ON SCHEMA public TO quiz_reader",
            "GRANT SELECT ON ALL TABLES IN SCHEMA public TO quiz_reader",
            "SET ROLE quiz_reader",
        ]
        if roles
        else ["PRAGMA query_only = ON"]
    )
    with connection.cursor() as cursor:
        for statement in before:
            cursor.execute(statement)
        try:
            yield
        finally:
            cursor.execute("RESET ROLE" if roles else "PRAGMA query_only = OFF")


def test_a_result_has_its_chart_as_data_and_in_words(client, path):  # noqa: F811
    chart = client.get(f"{path}evaluate/?a={sheet(4, 2)}").json()["chart"]
    assert chart["kind"] == "quadrant"
    assert chart["quadrant"]["x"] == {
        "scale": "near",
        "name": "Scale near",
        "position": "75.0",
        "cut": "50.0",
        "low_label": "Little",
        "high_label": "Much",
    }
    assert [bar["position"] for bar in chart["bars"]] == ["75.0", "25.0"]
    assert chart["text"] == ["Scale near: 4.0", "Scale far: 2.0"]
    little = client.get(f"{path}evaluate/?a=q1:o1").json()["chart"]
    assert little["text"][1] == "Scale far: too little was answered"


def test_a_shared_result_has_a_picture_of_its_own(client, tokens):
    shared = client.get(f"/api/v1/results/{tokens['report']}/").json()["image"]
    assert tokens["report"] not in shared["src"]
    assert shared["alt"].startswith("Name near. Scale near: 5.0")
    address = shared["src"].removeprefix(django_settings.WIKI_API_URL)
    answer = client.get(address)
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Robots-Tag"] == "noindex"
    assert Image.open(io.BytesIO(answer.content)).size == (1200, 630)
    assert client.get(address).content == answer.content
    assert client.get(address, headers={"if-none-match": answer["ETag"]}).status_code == 304
    assert client.get(f"/api/v1/results/{tokens['share'][:-1]}/image.jpg").status_code == 404


def test_a_corrected_name_of_a_result_is_seen_in_its_picture(client, tokens, quiz, publish):  # noqa: F811
    address = f"/api/v1/results/{tokens['share']}/image.jpg"
    before = client.get(address)
    quiz.results[1].value["name"] = "A corrected name"
    publish(quiz)
    after = client.get(address, headers={"if-none-match": before["ETag"]})
    assert after.status_code == 200
    assert after.content != before.content
    assert "immutable" not in before["Cache-Control"]


def test_caches_let_a_picture_go_with_its_quiz(client, tokens, quiz, publish):  # noqa: F811
    address = f"/api/v1/results/{tokens['share']}/image.jpg"
    assert client.get(address)["Surrogate-Key"] == f"{quiz.translation_key}.en"
    with time_machine.travel(datetime(2026, 5, 1, tzinfo=UTC), tick=False):
        quiz.expire_at = datetime(2026, 5, 1, 0, 10, tzinfo=UTC)
        publish(quiz)
        kept = re.findall(r"(?:max-age|stale-if-error)=(\d+)", client.get(address)["Cache-Control"])
        assert sum(map(int, kept)) <= 600
    with time_machine.travel(datetime(2026, 5, 1, 0, 11, tzinfo=UTC), tick=False):
        assert client.get(address).status_code == 410


def test_versions_tell_all_that_asking_needs(client, path, quiz, publish):  # noqa: F811
    quiz.consent, quiz.consent_required = "<p>I am of age.</p>", True
    publish(quiz)
    version = client.get(f"{path}versions/1/").json()
    assert version["consent_html"] == "<p>I am of age.</p>"
    assert version["consent_required"] is True
    assert [len(page["items"]) for page in version["pages"]] == [8]
    definition = client.get(path).json()["definition"]
    assert definition["scoring"] == version["scoring"]


def test_vectors_hold_what_programs_get_wrong(client, path):  # noqa: F811
    vectors = client.get(f"{path}versions/1/vectors/").json()["vectors"]
    assert any(vector["ignored"] for vector in vectors)
    assert any(vector["reason"] == "insufficient" for vector in vectors)
    on_a_cut = [one for one in vectors if {"near=3", "far=3"} & set(one["scores"])]
    assert on_a_cut
