"""Readers who ask while editors publish: each answer is whole, and none is older than the last."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from content_models.models import ArticlePage
from tests.conftest import LENIENT, block, section

READERS = 20
PUBLICATIONS = 5


@contextmanager
def own_connection() -> Iterator[None]:
    """A thread has a connection of its own, which nobody else closes."""
    try:
        yield
    finally:
        connection.close()


def rewrite(article, number):
    """Write the same number into the title, the summary and the text."""
    article.title = article.summary = f"Day {number}"
    article.body = [section([block("text", f"<p>Day {number}</p>")])]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_no_answer_is_torn_and_none_goes_back(make_article, make_series, publish, settings):
    settings.WIKI_CHECK_SEVERITIES = LENIENT
    articles = [make_article(make_series()) for _number in range(2)]
    for article in articles:
        rewrite(article, 0)
        publish(article)
    written = {article.pk for article in articles}

    def write(pk):
        with own_connection():
            for number in range(1, PUBLICATIONS + 1):
                article = ArticlePage.objects.get(pk=pk)
                rewrite(article, number)
                article.save_revision().publish()
            written.remove(pk)

    def read(article):
        """Return (address, ETag, bytes) of all answers until all is written, and once after it."""
        key, series = article.translation_key, article.get_parent().specific.translation_key
        addresses = [f"series/{series}/", f"articles/{key}/", f"articles/?series={series}"]
        answers = []
        with own_connection():
            is_last = False
            while not is_last:
                is_last = not written
                for address in addresses:
                    answer = Client().get(f"/api/v1/{address}")
                    assert answer.status_code == 200, answer.content
                    answers.append((address, answer["ETag"], answer.content))
        return answers

    with ThreadPoolExecutor(READERS + len(articles)) as threads:
        readers = [threads.submit(read, articles[number % 2]) for number in range(READERS)]
        writers = [threads.submit(write, article.pk) for article in articles]
        for writer in writers:
            writer.result()
        read_by = [reader.result() for reader in readers]

    bodies = {}
    for answers in read_by:
        days = []
        for address, etag, body in answers:
            assert bodies.setdefault((address, etag), body) == body
            found = set(re.findall(rb"Day (\d+)", body))
            assert len(found) == 1, body
            days.append(int(found.pop()))
        assert days == sorted(days)
        assert days[-1] == PUBLICATIONS
