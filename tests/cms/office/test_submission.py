"""Submitting many pages: whole after an interruption, nothing twice, bounded cost, drafts only."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize import operations
from wagtail_localize.models import Translation

from cms.delivery.courier import Courier
from cms.editorial.roles import EDITORS, translators
from cms.models import TranslationSubmission
from cms.translation import submission
from content_models.models import ArticlePage
from tests.conftest import block, locale_of

LOCALES = ("zh-Hans", "es")


@pytest.fixture
def tree(series, make_article, publish):
    """A published series of some articles."""

    def tree(number: int) -> Any:
        for _number in range(number):
            publish(make_article(series, blocks=[block("text", "<p>Say hello first.</p>")]))
        return series

    return tree


def start(page: Any) -> TranslationSubmission:
    return submission.create(page, [locale_of(code) for code in LOCALES], None)


def problems_of_the_tree() -> str:
    said = StringIO()
    call_command("fixtree", interactive=False, stdout=said)
    return said.getvalue()


def translated(page: Any) -> dict[str, int]:
    """Return the number of pages by locale, of the keys below a page and including it."""
    keys = page.get_descendants(inclusive=True).values("translation_key")
    return {
        code: Page.objects.filter(translation_key__in=keys, locale=locale_of(code)).count()
        for code in LOCALES
    }


def test_everything_below_a_page_becomes_a_draft_and_parents_too(tree, wiki):
    series = tree(3)
    work = start(series)
    assert work.total == 2 * (1 + 1 + 3)
    submission.run(work, lambda _work: None)
    assert (work.done, work.problems, work.finished_at is not None) == (10, {}, True)
    assert translated(wiki) == {"zh-Hans": 5, "es": 5}
    assert not Page.objects.filter(locale=locale_of("zh-Hans"), live=True).exists()
    assert not Page.objects.filter(alias_of__isnull=False).exists()
    assert "No problems found" in problems_of_the_tree()


def test_running_it_again_makes_nothing(tree, wiki):
    series = tree(2)
    submission.run(start(series), lambda _work: None)
    before = list(Page.objects.order_by("pk").values_list("pk", "latest_revision"))
    again = start(series)
    assert again.total == 0
    submission.run(again, lambda _work: None)
    assert list(Page.objects.order_by("pk").values_list("pk", "latest_revision")) == before


def test_what_is_translated_already_is_left_alone(tree, publish):
    series = tree(2)
    submission.run(start(series), lambda _work: None)
    page = ArticlePage.objects.filter(locale=locale_of("zh-Hans")).first()
    page.title = "人写的标题"
    page.save_revision()
    Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale
    ).update(enabled=False)
    submission.run(start(series), lambda _work: None)
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().title == "人写的标题"
    assert not Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale
    ).enabled


def test_a_page_that_fails_is_named_and_the_others_are_made(tree, monkeypatch):
    series = tree(3)
    bad = ArticlePage.objects.filter(locale=series.locale).first()
    plain = operations.TranslationCreator.create_translations

    def fails(self: Any, instance: Any, **options: Any) -> None:
        if instance.pk == bad.pk:
            raise RuntimeError("It has a block nobody knows.")
        plain(self, instance, **options)

    monkeypatch.setattr(operations.TranslationCreator, "create_translations", fails)
    work = start(series)
    submission.run(work, lambda _work: None)
    assert {entry.partition("/")[0] for entry in work.problems} == {str(bad.pk)}
    assert set(work.problems.values()) == {"RuntimeError: It has a block nobody knows."}
    assert translated(series) == {"zh-Hans": 3, "es": 3}
    assert work.finished_at is not None
    monkeypatch.undo()
    submission.run(start(series), lambda _work: None)
    assert translated(series) == {"zh-Hans": 4, "es": 4}


def test_the_cost_of_a_page_does_not_grow_with_the_number_of_pages(tree):
    def queries_per_draft(number: int) -> float:
        work = start(tree(number))
        with CaptureQueriesContext(connection) as captured:
            submission.run(work, lambda _work: None)
        assert work.done == work.total
        return len(captured) / work.done

    queries_per_draft(1)  # The parents, which are smaller, are translated after this.
    few, many = queries_per_draft(2), queries_per_draft(6)
    assert many <= few * 1.1
    assert many <= 250


@pytest.fixture
def submit_all(desk_of, django_capture_on_commit_callbacks):
    """Submit a page and all below it, as an editor does who leaves at once; return the answer."""

    def submit_all(page: Any) -> Any:
        data = {"locales": [locale_of(code).pk for code in LOCALES], "include_subtree": "on"}
        address = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        with django_capture_on_commit_callbacks(execute=True):
            return desk_of(EDITORS).post(address, data)

    return submit_all


@pytest.fixture
def threads(monkeypatch):
    """Note what threads are to do instead of starting them."""
    works: list[Any] = []
    monkeypatch.setattr(Courier, "call", lambda thread: works.append(thread.work))
    return works


def figures(desk: Any, address: str) -> Any:
    return desk.get(address, headers={"accept": "application/json"}).json()


def test_the_admin_submits_a_subtree_and_nobody_has_to_wait_for_it(
    tree, desk_of, submit_all, threads, wiki
):
    series = tree(4)
    answer = submit_all(series)
    work = TranslationSubmission.objects.get()
    assert answer.url == reverse("translation_submission", args=[work.pk])
    # Submitting it a second time goes on with the first.
    submit_all(series)
    assert TranslationSubmission.objects.count() == 1
    assert len(threads) == 1
    desk = desk_of(EDITORS)
    assert figures(desk, answer.url)["done"] == 0
    shown = desk.get(answer.url).content.decode()
    assert 'role="progressbar"' in shown
    assert "You can leave this page" in shown
    assert submission.run_slice(work)
    assert figures(desk, answer.url)["done"] == 5
    threads[0]()
    assert figures(desk, answer.url) == {
        "done": 12,
        "total": 12,
        "left_out": 0,
        "finished": True,
        "stands_still": False,
    }
    assert translated(wiki) == {"zh-Hans": 6, "es": 6}
    resume = reverse("translation_submission_resume", args=[work.pk])
    assert desk_of(translators("zh-Hans")).get(answer.url).status_code == 403
    assert desk_of(translators("zh-Hans")).post(resume).status_code == 403


def test_what_stands_still_is_finished_by_the_clock_and_by_nobody_else_meanwhile(
    tree, submit_all, threads, wiki
):
    """The process that made the drafts ends: its thread has done a slice and goes no further."""
    submit_all(tree(3))
    work = TranslationSubmission.objects.get()
    submission.run_slice(work)
    said = StringIO()
    call_command("deliver_changes", stdout=said)
    assert "submissions" not in said.getvalue()
    with time_machine.travel(timezone.now() + submission.STANDS_STILL + timedelta(seconds=1)):
        call_command("deliver_changes", stdout=said)
    assert "1 interrupted submissions for translation finished." in said.getvalue()
    work.refresh_from_db()
    assert (work.done, work.finished_at is not None) == (10, True)
    assert translated(wiki) == {"zh-Hans": 5, "es": 5}


def test_an_editor_goes_on_with_what_stands_still(
    tree, desk_of, submit_all, threads, django_capture_on_commit_callbacks
):
    answer = submit_all(tree(1))
    work = TranslationSubmission.objects.get()
    desk = desk_of(EDITORS)
    resume = reverse("translation_submission_resume", args=[work.pk])

    def press() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            desk.post(resume)

    press()
    assert len(threads) == 1
    with time_machine.travel(timezone.now() + submission.STANDS_STILL + timedelta(seconds=1)):
        assert figures(desk, answer.url)["stands_still"]
        press()
        press()
    assert len(threads) == 2


def test_a_single_page_leads_to_its_editor(desk_of, article):
    address = reverse("wagtail_localize:submit_page_translation", args=[article.pk])
    answer = desk_of(EDITORS).post(address, {"locales": [locale_of("es").pk]})
    page = ArticlePage.objects.get(locale=locale_of("es"))
    assert answer.url == reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert not page.live
    assert not page.get_parent().live


@pytest.mark.parametrize("at", [2, 5, 7])
def test_an_interrupted_submission_is_finished_by_starting_it_again(at, tree, wiki, monkeypatch):
    """The power fails in the middle of a page: what it had written is rolled back, no more."""
    series = tree(3)
    plain, calls = operations.TranslationCreator.create_translations, []

    class PowerCut(BaseException):
        """Nothing in the code under test may catch this."""

    def fails(self: Any, *arguments: Any, **options: Any) -> None:
        plain(self, *arguments, **options)
        calls.append(1)
        if len(calls) == at:
            raise PowerCut

    monkeypatch.setattr(operations.TranslationCreator, "create_translations", fails)
    work = start(series)
    with pytest.raises(PowerCut):
        submission.run(work, lambda _work: None)
    assert sum(translated(wiki).values()) == at - 1
    monkeypatch.undo()
    again = submission.open_submission(series, [locale_of(code) for code in LOCALES])
    assert again == work
    submission.run(again, lambda _work: None)
    assert (again.done, again.total) == (10, 10)
    assert translated(wiki) == {"zh-Hans": 5, "es": 5}
    assert Translation.objects.count() == 10
    assert "No problems found" in problems_of_the_tree()
