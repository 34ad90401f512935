"""While the database does not answer, every address says so, and when to come again."""

from django.db import OperationalError, connection

from tests.api.test_lifetimes import ADDRESSES, page, quiz  # noqa: F401
from tests.api.test_quizzes import fields  # noqa: F401
from tests.api_schema import assert_valid

SECRET = "connection to server at 10.0.0.7, user wiki_reader, failed\n\tIs it running?"


def gone(execute, sql, *arguments):
    raise OperationalError(SECRET)


def test_an_outage_is_told_and_over_when_it_is_over(client, page, quiz, subtests):  # noqa: F811
    for form in (*ADDRESSES, "home/", "topics/", "settings/", "health/ready/"):
        address = "/api/v1/" + form.format(
            key=page.translation_key, quiz=quiz.translation_key, path=page.url_path
        )
        with subtests.test(address=form):
            with connection.execute_wrapper(gone):
                answer = client.get(address)
            assert answer.status_code == 503
            assert answer["Content-Type"] == "application/problem+json"
            assert 0 < int(answer["Retry-After"]) <= 5
            assert answer["Cache-Control"] == "no-store"
            assert SECRET not in answer.content.decode()
            assert_valid(answer.json(), "Problem")
            assert client.get(address).status_code < 500


def test_the_log_tells_the_reason_of_an_outage_in_a_line(client, wiki, caplog):
    with connection.execute_wrapper(gone):
        client.get("/api/v1/home/")
    told = [record for record in caplog.records if record.levelname == "ERROR"]
    assert any("wiki_reader, failed Is it running?" in record.getMessage() for record in told)
    assert not any("\n" in record.getMessage() or record.exc_info for record in told)
