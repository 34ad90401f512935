"""SQL written by hand is as safe as Django's, although no cursor of Django's runs it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from content_models.publishing.documents import DOCUMENTS
from content_models.publishing.statements import Question, among, fetch, several, together

pytestmark = pytest.mark.django_db


def test_errors_are_those_of_django():
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch("SELECT nothing FROM nowhere", [])


def test_several_questions_can_be_asked_before_any_answer_is_read():
    with together() as ask:
        first, second = (ask(Question("SELECT CAST(%s AS text)", [text])) for text in "ab")
        assert fetch("SELECT CAST(%s AS text)", ["c"]) == [("c",)]
        assert (second(), first()) == ([("b",)], [("a",)])
        third = ask(Question("SELECT CAST(%s AS text)", ["d"]))
    assert third() == [("d",)]


def test_an_error_among_several_questions_is_one_of_django_and_leaves_the_connection_as_it_was():
    def ask_wrongly():
        with together() as ask:
            ask(Question("SELECT CAST(%s AS text)", ["a"]))
            ask(Question("SELECT nothing FROM nowhere", []))()

    with pytest.raises(DatabaseError), transaction.atomic():
        ask_wrongly()
    with together() as ask:
        found = ask(Question("SELECT CAST(%s AS text)", ["b"]))
    assert found() == [("b",)]


def test_an_error_in_between_leaves_the_connection_as_it_was():
    def fail_in_between():
        with together() as ask:
            ask(Question("SELECT CAST(%s AS text)", ["a"]))
            raise LookupError

    with pytest.raises(LookupError):
        fail_in_between()
    assert fetch("SELECT 1", []) == [(1,)]


def test_a_broken_transaction_answers_no_more():
    with transaction.atomic():
        transaction.set_rollback(True)
        with pytest.raises(TransactionManagementError):
            fetch("SELECT 1", [])
        transaction.set_rollback(False)
    assert fetch("SELECT 1", []) == [(1,)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_connection_that_was_closed_is_opened_again():
    connection.close()
    assert fetch("SELECT 1", []) == [(1,)]


def test_who_watches_statements_sees_them(django_assert_num_queries):
    seen = []

    def watch(execute, statement, values, many, context):
        seen.append(statement)
        return execute(statement, values, many, context)

    with connection.execute_wrapper(watch):
        assert fetch("SELECT 1", []) == [(1,)]
        with together() as ask:
            assert ask(Question("SELECT 2", []))() == [(2,)]
    with django_assert_num_queries(2):
        assert fetch("SELECT 1", []) == [(1,)]
        with together() as ask:
            assert ask(Question("SELECT 2", []))() == [(2,)]
    assert seen == ["SELECT 1", "SELECT 2"]


@pytest.mark.parametrize("text", ['"', "\\", "a,b", "{}", "NULL", "", " ", "'", "依恋", '\\"'])
def test_many_values_are_taken_as_they_are(wiki, text):
    values = several([text, str(uuid4())])
    found = fetch(
        f"SELECT CAST(%s AS text) WHERE {among('CAST(%s AS text)')}", [text, text, values]
    )
    assert found == [(text,)]
    assert fetch(f"SELECT path FROM {DOCUMENTS} WHERE {among('path')}", [several([])]) == []
