"""Whoever dies while publishing leaves nothing half done: readers and writers see one state."""

from contextlib import contextmanager

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    PageLogEntry,
    PageViewRestriction,
    ReferenceIndex,
    Revision,
)
from wagtail.signals import page_published

from content_models.models import Person
from content_models.models.published import Change, PublishedDocument
from search.models import Entry
from tests.admin_forms import edit_data
from tests.conftest import block, moment

# Where the process dies: before the first statement that begins so and names the table.
PLACES = {
    "the document": ("UPDATE", PublishedDocument),
    "the change log": ("INSERT", Change),
    "the index": ("INSERT", Entry),
    "the history": ("INSERT", PageLogEntry),
}


@contextmanager
def killed(place):
    """Die where something is about to be written."""
    verb, model = PLACES[place]

    def die(execute, sql, *arguments):
        if sql.startswith(verb) and f'"{model._meta.db_table}"' in sql:
            raise KeyboardInterrupt
        return execute(sql, *arguments)

    with connection.execute_wrapper(die), pytest.raises(KeyboardInterrupt):
        yield


@pytest.fixture
def state():
    """Everything that publishing a page writes."""

    def state(page):
        row = type(page).objects.get(pk=page.pk)
        return {
            "row": (row.title, row.live, row.live_revision_id, row.last_published_at),
            "documents": list(
                PublishedDocument.objects.order_by("pk").values_list("fingerprint", "title")
            ),
            "changes": Change.objects.count(),
            "entries": set(Entry.objects.values_list("digest", flat=True)),
            "references": ReferenceIndex.get_references_for_object(page).count(),
            "history": PageLogEntry.objects.filter(action="wagtail.publish").count(),
        }

    return state


@pytest.fixture
def article(make_article, publish):
    return publish(make_article(title="The door", blocks=[block("text", "<p>It opens.</p>")]))


@pytest.fixture
def rewritten(article, make_snippet):
    """A draft that changes everything about the article that publishing writes."""
    article.title = "The window"
    article.page_contributors.create(person=make_snippet(Person), role="author")
    return article.save_revision()


@pytest.mark.parametrize("place", PLACES)
def test_publishing_is_whole_or_not_at_all(article, rewritten, state, publish, place):
    before = state(article)
    with killed(place):
        rewritten.publish()
    assert state(article) == before
    call_command("rebuild_documents", check=True)
    call_command("rebuild_search", check=True)
    publish(rewritten.as_object())
    after = state(article)
    assert all(after[name] != before[name] for name in before)
    call_command("rebuild_documents", check=True)


@pytest.mark.parametrize("place", PLACES)
def test_so_is_the_editors_button(article, state, client, admin_user, place):
    client.force_login(admin_user)
    before = state(article)
    data = edit_data(article, admin_user) | {"title": "The window", "action-publish": "1"}
    with killed(place):
        client.post(reverse("wagtailadmin_pages:edit", args=[article.pk]), data)
    assert state(article) == before


@pytest.mark.parametrize("place", ["the change log", "the history"])
def test_so_is_unpublishing(article, state, place):
    before = state(article)
    with killed(place):
        article.unpublish()
    assert state(article) == before


def test_so_is_publishing_a_snippet(make_snippet):
    person = make_snippet(Person, name="Ann Before")
    person.name = "Ann After"
    revision = person.save_revision()
    with killed("the document"):
        revision.publish()
    person.refresh_from_db()
    assert person.name == "Ann Before"
    assert PublishedDocument.objects.get(key=person.translation_key).title == "Ann Before"


def test_so_is_restricting_a_page(article, state, client, admin_user):
    client.force_login(admin_user)
    before = state(article)
    address = reverse("wagtailadmin_pages:set_privacy", args=[article.pk])
    with killed("the change log"):
        client.post(address, {"restriction_type": "login"})
    assert not PageViewRestriction.objects.exists()
    assert state(article) == before
    client.post(address, {"restriction_type": "login"})
    assert PageViewRestriction.objects.get().page_id == article.pk
    assert not PublishedDocument.objects.filter(key=article.translation_key).exists()


def test_so_is_restricting_a_collection(make_article, make_image, publish, state):
    collection = Collection.get_first_root_node().add_child(name="Private")
    article = publish(make_article(cover=make_image(collection=collection)))
    before = state(article)
    restriction = CollectionViewRestriction(collection=collection, restriction_type="login")
    with killed("the change log"):
        restriction.save()
    assert not CollectionViewRestriction.objects.exists()
    assert state(article) == before


def test_so_is_replacing_an_image(make_article, make_image, publish, state):
    image = make_image()
    article = publish(make_article(cover=image))
    before = state(article)
    image.credit = "Somebody else"
    with killed("the change log"):
        image.save()
    image.refresh_from_db()
    assert image.credit == ""
    assert state(article) == before


@pytest.fixture
def scheduled(make_article, series):
    """Two drafts that are due, the first before the second."""

    def scheduled(title, minutes):
        article = make_article(series, title=title, go_live_at=moment(minutes=minutes))
        article.save_revision().publish()
        return article

    return [scheduled("The first", 1), scheduled("The second", 2)]


def publications(page):
    """Return how often a page was published on schedule."""
    return PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count()


def test_two_schedulers_publish_each_page_once(scheduled):
    first, second = scheduled

    def run_another(instance, **kwargs):
        page_published.disconnect(run_another)
        call_command("publish_scheduled")

    page_published.connect(run_another)
    with time_machine.travel(moment(minutes=3), tick=False):
        call_command("publish_scheduled")
    assert publications(first) == publications(second) == 1
    assert Change.objects.filter(key=second.translation_key).count() == 1


def test_a_page_that_cannot_be_published_keeps_no_other_waiting(scheduled):
    first, second = scheduled
    revision = first.get_latest_revision()
    damaged = {**revision.content, "body": '[{"type": "section", "value": 3}]'}
    Revision.objects.filter(pk=revision.pk).update(content=damaged)
    with time_machine.travel(moment(minutes=3), tick=False), pytest.raises(Exception, match="int"):
        call_command("publish_scheduled")
    assert publications(first) == 0
    assert publications(second) == 1
