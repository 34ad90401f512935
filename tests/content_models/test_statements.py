"""SQL written by hand is as safe as Django's, although no cursor of Django's runs it."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.transaction import TransactionManagementError

from content_models.publishing.documents import DOCUMENTS
from content_models.publishing.statements import among, fetch, several

pytestmark = pytest.mark.django_db


def test_errors_are_those_of_django():
    with pytest.raises(DatabaseError), transaction.atomic():
        fetch("SELECT nothing FROM nowhere", [])


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
    with django_assert_num_queries(1):
        assert fetch("SELECT 1", []) == [(1,)]
    assert seen == ["SELECT 1"]


@pytest.mark.parametrize("text", ['"', "\\", "a,b", "{}", "NULL", "", " ", "'", "依恋", '\\"'])
def test_many_values_are_taken_as_they_are(wiki, text):
    values = several([text, str(uuid4())])
    found = fetch(
        f"SELECT CAST(%s AS text) WHERE {among('CAST(%s AS text)')}", [text, text, values]
    )
    assert found == [(text,)]
    assert fetch(f"SELECT path FROM {DOCUMENTS} WHERE {among('path')}", [several([])]) == []
