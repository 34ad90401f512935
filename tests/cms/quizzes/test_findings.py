"""What an editor is told about a quiz, and that errors keep it from being published."""

from collections.abc import Callable
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import translation
from wagtail.models import PageLogEntry, Task, Workflow, WorkflowPage, WorkflowTask
from wagtail_localize.models import Translation, TranslationSource

from cms.editorial import messages
from cms.gate import REFUSED, PublicationRefused
from content_models.models import QuizPage
from content_models.models.quiz_findings import describe
from content_models.publishing import documents
from tests.admin_forms import edit_data
from tests.conftest import block, item, locale_of, moment
from tests.quiz_pages import (
    band,
    condition,
    items,
    near_and_far,
    option,
    question,
    result,
    scale,
    term,
)

Fields = dict[str, Any]


def gap(fields: Fields) -> None:
    fields["scales"][0]["value"]["bands"] = [band("low", "1", "2"), band("high", "3", "5")]


def overlap(fields: Fields) -> None:
    fields["scales"][0]["value"]["bands"] = [band("low", "1", "4"), band("high", "3", "5")]


def beyond(fields: Fields) -> None:
    bands = [band("low", "1", "5"), band("high", "5", "8"), band("more", "8", "9")]
    fields["scales"][0]["value"]["bands"] = bands


def shown_if(position: int, *conditions: Any) -> Callable[[Fields], None]:
    return lambda fields: items(fields)[position]["value"].update(visible_if=list(conditions))


def circle(fields: Fields) -> None:
    items(fields)[0]["value"]["visible_if"] = [condition("a2", "answered")]
    items(fields)[1]["value"]["visible_if"] = [condition("a3", "answered")]
    items(fields)[2]["value"]["visible_if"] = [condition("a1", "answered")]


def weightless(fields: Fields) -> None:
    fields["scales"][0]["value"]["items"] = [term("a1", weight="0"), term("a2", weight="0")]


def long_keys(fields: Fields) -> None:
    """Questions of numbers, whose answers take up to twelve digits and a point."""
    items(fields).extend(
        question(
            f"how_many_times_a_week_number_{number:03}",
            type="number",
            minimum="0",
            maximum="9",
            response_set="",
        )
        for number in range(90)
    )


def above(number: str) -> Any:
    """A rule that compares a score with what an editor wrote."""
    compared = item({"kind": "scale", "key": "near", "op": "gte", "value": number})
    return block("when", {"mode": "all", "conditions": [compared], "result": "near"})


def combined(**values: Any) -> Callable[[Fields], None]:
    parts = [item({"scale": key, "weight": "0.5"}) for key in ("near", "far")]
    made = scale("both", [], combines=parts)
    made["value"].update(values)
    return lambda fields: fields["scales"].append(made)


def first_scale(**values: Any) -> Callable[[Fields], None]:
    return lambda fields: fields["scales"][0]["value"].update(values)


ERRORS = [
    ("duplicate_key", lambda f: items(f).append(question("a1")), "Question"),
    ("unknown_reference", first_scale(items=[term("nothing")]), "Scale “Scale of near”"),
    ("unknown_reference", lambda f: items(f)[1]["value"].update(response_set="no"), "Question 2"),
    ("no_fallback", lambda f: f.update(fallback=""), "Which result"),
    ("band_overlap", overlap, "Scale “Scale of near”"),
    ("band_gap", gap, "Scale “Scale of near”"),
    ("band_outside_attainable_range", beyond, "Scale “Scale of near”"),
    ("result_unreachable", lambda f: f["results"].append(result("odd")), "Result “The odd one”"),
    ("forward_reference", shown_if(0, condition("a3", "answered")), "Question 1"),
    ("branch_cycle", circle, "Question 1"),
    (
        "item_never_visible",
        shown_if(1, condition("a1", "eq", "o1"), condition("a1", "eq", "o2")),
        "Question 2",
    ),
    (
        "too_many_questions",
        lambda f: items(f).extend(question(f"c{number}") for number in range(295)),
        "Questions",
    ),
    ("answers_too_long", long_keys, "Questions"),
    ("scale_without_items", first_scale(items=[]), "Scale “Scale of near”"),
    ("weight_zero_everywhere", weightless, "Scale “Scale of near”"),
    ("questions_and_scales", combined(items=[term("a1")]), "Scale “Scale of both”"),
    ("percent_of_combined", combined(normalise="percent"), "Scale “Scale of both”"),
    ("empty_disclaimer", lambda f: f.update(disclaimer="<p> </p>"), "Quiz"),
    ("not_comparable", shown_if(1, condition("a1", "gte", "3")), "Question 2"),
    ("incomplete", lambda f: f["selector"][0]["value"].update(cut_x=None), "Rule 1 (Quadrant)"),
    ("not_a_number", first_scale(normalise="z", norm_mean="1", norm_deviation="0"), "Scale"),
    ("not_a_number", lambda f: f["selector"].append(above("1e999999999")), "Quiz: “1e999999999”"),
    ("not_a_number", lambda f: f["selector"].append(above("３")), "Quiz: “３”"),
    (
        "item_without_options",
        lambda f: items(f)[0]["value"].update(response_set=""),
        "Question 1 (I often do a1.)",
    ),
]


@pytest.mark.parametrize(("code", "plant", "place"), ERRORS)
def test_a_planted_defect_keeps_a_quiz_from_being_published(make_quiz, publish, code, plant, place):
    fields = near_and_far()
    plant(fields)
    page = make_quiz(**fields)
    told = [describe(one, page) for one in page.publishing_errors() if one.code == code]
    assert any(words.startswith(place) for words in told), page.publishing_errors()
    with pytest.raises(PublicationRefused) as refusal:
        publish(page)
    found = [messages.describe(one, page) for one in refusal.value.findings]
    assert told[0] in found
    assert not documents.readable().filter(key=page.translation_key).exists()


def too_many(fields: Fields) -> None:
    items(fields).extend(question(f"c{number}") for number in range(120))


def on_the_cut(fields: Fields) -> None:
    fields["selector"][0]["value"] |= {"cut_x": "3", "cut_y": "3"}


def highest(fields: Fields) -> None:
    rules = {
        "scales": [item({"scale": key, "result": key}) for key in ("near", "far")],
        "margin": "0",
        "ties": "order",
        "tie_scale": "",
        "pairs": [],
    }
    fields["selector"] = [block("highest", rules)]
    fields["results"] = [result("near"), result("far")]
    fields["fallback"] = "near"
    for one in fields["scales"]:
        one["value"]["items"] = one["value"]["items"][:2]


def wider(fields: Fields) -> None:
    own = [
        item({"key": key, "label": key, "value": value, "points": [], "exclusive": False})
        for key, value in (("no", "0"), ("yes", "1"))
    ]
    items(fields)[0]["value"].update(response_set="", options=own)


WARNINGS = [
    ("unscored_item", lambda f: items(f).append(question("extra"))),
    (
        "unbalanced_keys",
        lambda f: (
            items(f).extend(question(f"c{n}") for n in range(3)),
            f["scales"][0]["value"]["items"].extend(term(f"c{n}") for n in range(3)),
        ),
    ),
    ("unequal_ranges", wider),
    ("tie_probability", highest),
    ("boundary_mass", on_the_cut),
    ("too_long", too_many),
    (
        "identical_option_labels",
        lambda f: f["response_sets"][0]["value"]["options"].append(option("o6", "6", "never")),
    ),
    ("single_item_scale", first_scale(items=[term("a1")])),
    ("double_keyed_item", lambda f: f["scales"][0]["value"]["items"].append(term("a1"))),
]


@pytest.mark.parametrize(("code", "plant"), WARNINGS)
def test_what_is_unwise_is_told_and_does_not_stop_anybody(make_quiz, publish, code, plant):
    fields = near_and_far()
    plant(fields)
    page = make_quiz(**fields)
    told = {one.code for one in page.findings()[0] if one.severity == "warning"}
    assert code in told
    if code != "too_long":
        publish(page)
        assert documents.readable().filter(key=page.translation_key).exists()


def test_a_sound_quiz_has_nothing_to_tell(make_quiz):
    assert make_quiz(**near_and_far()).findings()[0] == []


@pytest.mark.parametrize(
    ("bands", "uncovered"),
    [
        ([("low", "2", "3"), ("high", "3", "5")], ["1–2"]),
        ([("low", "1", "3"), ("high", "3", "4.5")], ["4.5–5"]),
        ([("all", "2", "4")], ["1–2", "4–5"]),
    ],
)
def test_a_gap_beside_the_bands_names_the_scores_that_no_band_covers(make_quiz, bands, uncovered):
    fields = near_and_far()
    first_scale(bands=[band(*one) for one in bands])(fields)
    gaps = [one for one in make_quiz(**fields).publishing_errors() if one.code == "band_gap"]
    assert [one.details["band"] for one in gaps] == uncovered


def hidden(fields: Fields) -> None:
    """A sum of three, of which one question is shown only to some."""
    shown_if(1, condition("a1", "eq", "o5"))(fields)
    bands = [band("low", "3", "9"), band("high", "9", "15")]
    first_scale(method="sum", bands=bands)(fields)


def halves(fields: Fields) -> None:
    """Two means from 1 to 5, added up."""
    parts = [item({"scale": key, "weight": "1"}) for key in ("near", "far")]
    bands = [band("low", "2", "6"), band("high", "6", "9.5")]
    fields["scales"].append(scale("both", [], combines=parts, bands=bands))


def norm(fields: Fields) -> None:
    """T scores around 3 with a deviation of 1: from 30 to 70."""
    bands = [band("low", "35", "50"), band("high", "50", "70")]
    first_scale(normalise="t", norm_mean="3", norm_deviation="1", bands=bands)(fields)


@pytest.mark.parametrize(
    ("plant", "uncovered"), [(hidden, "2–3"), (halves, "9.5–10"), (norm, "30–35")]
)
def test_scores_of_every_kind_of_scale_lie_in_a_band(make_quiz, plant, uncovered):
    fields = near_and_far()
    plant(fields)
    [gap] = [one for one in make_quiz(**fields).publishing_errors() if one.code == "band_gap"]
    assert gap.details["band"] == uncovered


def test_a_response_set_that_is_renamed_is_told_once_a_question(make_quiz):
    fields = near_and_far()
    shown_if(1, condition("a1", "eq", "o1"))(fields)
    fields["response_sets"][0]["value"]["key"] = "renamed"
    page = make_quiz(**fields)
    told = [describe(one, page).partition(": ")[2] for one in page.publishing_errors()]
    assert told == ["It names “agree”, which does not exist."] * 6


def test_every_sentence_has_its_place_in_chinese(make_quiz):
    fields = near_and_far()
    gap(fields)
    page = make_quiz(**fields)
    with translation.override("zh-hans"):
        assert describe(page.publishing_errors()[0], page).startswith("量表")


@pytest.fixture
def published(make_quiz, publish):
    return publish(make_quiz(**near_and_far()))


@pytest.mark.parametrize("part", ["item", "option", "set", "scale", "result"])
def test_a_published_key_cannot_change(published, publish, part):
    blocks = {
        "item": published.pages[0].value["items"][0].value,
        "option": published.response_sets[0].value["options"][0],
        "set": published.response_sets[0].value,
        "scale": published.scales[0].value,
        "result": published.results[0].value,
    }
    blocks[part]["key"] = "renamed"
    with pytest.raises(PublicationRefused, match="cannot change any more"):
        publish(published)


def test_a_key_can_change_as_long_as_it_was_never_published(make_quiz, publish):
    page = make_quiz(**near_and_far())
    page.results[0].value["key"] = "renamed"
    page.selector[0].value["high_high"] = "renamed"
    publish(page)
    assert page.live


def test_keys_are_made_from_words_and_stay(make_quiz, publish):
    fields = near_and_far()
    fields["results"][0]["value"] |= {"key": "", "name": "Both at once"}
    fields["selector"][0]["value"]["high_high"] = "both_at_once"
    fields["results"][1]["value"] |= {"key": "", "name": "靠近的人"}
    fields["selector"][0]["value"]["high_low"] = "result"
    page = publish(make_quiz(**fields))
    assert [child.value["key"] for child in page.results][:2] == ["both_at_once", "result"]
    page.results[0].value["name"] = "Other words"
    publish(page)
    assert page.results[0].value["key"] == "both_at_once"


@pytest.fixture
def linked(make_quiz, make_advice, publish):
    """A quiz whose report sends readers to a page, and that page."""
    advice = publish(make_advice(title="Say when you return"))
    fields = near_and_far()
    fields["results"][0] = result("both", steps=[advice.pk])
    return make_quiz(**fields), advice


def test_a_report_cannot_send_readers_to_a_page_that_is_not_public(linked, publish):
    quiz, advice = linked
    advice.unpublish()
    with pytest.raises(PublicationRefused, match="“Say when you return”, which is not published"):
        publish(quiz)


@pytest.fixture
def desk(client, admin_user):
    client.force_login(admin_user)
    return client


def test_the_form_refuses_with_the_reason_and_keeps_the_draft(desk, admin_user, make_quiz):
    page = make_quiz(**near_and_far())
    data = edit_data(page, admin_user) | {"fallback": "", "action-publish": "1"}
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    response = desk.post(address, data, follow=True)
    assert "Say which result is shown when no rule fits." in response.content.decode()
    page.refresh_from_db()
    assert not page.live


def test_saving_tells_errors_and_warnings(desk, admin_user, make_quiz):
    page = make_quiz(**near_and_far())
    data = edit_data(page, admin_user) | {"fallback": ""}
    edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
    shown = desk.post(edit, data, follow=True).content.decode()
    message = "“Near or far” cannot be published yet: Which result: Say which result is shown"
    assert message in shown
    panel = shown[shown.index("quiz-findings") :]
    assert "These keep the quiz from being published:" in panel
    assert reverse("take_draft", args=[page.pk]) in panel


def test_a_new_quiz_can_be_opened_empty(desk, wiki):
    address = reverse("wagtailadmin_pages:add", args=["content_models", "quizpage", wiki.pk])
    assert "Save the draft to see what is still missing." in desk.get(address).content.decode()


def test_a_workflow_cannot_publish_an_error(desk, admin_user, make_quiz, publish):
    page = make_quiz(**near_and_far())
    workflow = Workflow.objects.create(name="Review")
    task = Task.objects.get(name="Moderators approval")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    WorkflowPage.objects.update_or_create(page=page.get_parent(), defaults={"workflow": workflow})
    data = edit_data(page, admin_user) | {"fallback": "", "action-submit": "1"}
    desk.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), data)
    state = page.current_workflow_task_state
    name = "wagtailadmin_pages:workflow_action"
    address = reverse(name, args=[page.pk, "approve", state.pk])
    shown = desk.post(address, {"next": "/admin/"}, follow=True).content.decode()
    assert "“Near or far” (English) was not published." in shown
    assert "Which result: Say which result is shown" in shown
    page.refresh_from_db()
    assert not page.live
    assert page.workflow_in_progress


def test_a_bulk_action_cannot_publish_an_error(desk, make_quiz):
    page = make_quiz(**near_and_far() | {"fallback": ""})
    page.save_revision()
    address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
    shown = desk.post(f"{address}?id={page.pk}", {"next": "/admin/"}, follow=True)
    assert "was not published." in shown.content.decode()
    page.refresh_from_db()
    assert not page.live


def test_a_scheduled_error_is_called_off_and_holds_up_nobody(linked, make_advice, publish):
    quiz, advice = linked
    other = make_advice()
    for page in (quiz, other):
        revision = page.save_revision()
        revision.approved_go_live_at = moment(hours=-1)
        revision.save()
    advice.unpublish()
    call_command("publish_scheduled", stdout=StringIO())
    quiz.refresh_from_db()
    other.refresh_from_db()
    assert (quiz.live, other.live) == (False, True)
    entry = PageLogEntry.objects.get(page=quiz.pk, action=REFUSED)
    assert "“Say when you return”, which is not published" in entry.data["reasons"][0]
    call_command("publish_scheduled", stdout=StringIO())
    assert PageLogEntry.objects.filter(action=REFUSED).count() == 1


@pytest.fixture
def spanish(published, wiki, publish, translate):
    """A translation that was made from the published quiz, not yet translated."""
    publish(translate(wiki, "es"))
    source, _created = TranslationSource.get_or_create_from_instance(published)
    made = Translation.objects.create(source=source, target_locale=locale_of("es"))
    made.save_target(publish=False)
    return QuizPage.objects.get(
        translation_key=published.translation_key, locale=locale_of("es")
    ).get_latest_revision_as_object()


def test_words_that_are_not_translated_are_told(spanish):
    told = {(one.code, one.where) for one in spanish.findings()[0]}
    assert ("result_text_missing_in_locale", "result:both") in told
    assert ("untranslated_option", "set:agree") in told


def test_a_result_that_a_translation_lacks_is_told_on_the_source(published, spanish):
    published.results.append(("result", result("new")["value"]))
    told = [one for one in published.findings()[0] if one.code == "result_text_missing_in_locale"]
    assert [one.where for one in told] == ["result:new"]


def test_a_translation_with_scoring_of_its_own_is_refused(spanish, publish):
    spanish.scales[0].value["items"][0]["weight"] = 9
    with pytest.raises(PublicationRefused, match="sync first"):
        publish(spanish)


def test_a_big_quiz_is_checked_in_a_moment_and_never_called_proved(make_quiz):
    fields = near_and_far()
    items(fields).extend(question(f"c{number}") for number in range(60))
    keys = [f"c{number}" for number in range(60)]
    fields["scales"] += [
        scale(f"s{n}", [term(key, weight=f"1.{n}") for key in keys[n:]]) for n in range(20)
    ]
    told = {one.code for one in make_quiz(**fields).findings()[0]}
    assert "reachability_unknown" in told
