"""An editor takes a draft and sees what it would tell a reader."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from cms.models import User
from content_models.models import QuizPage
from tests.conftest import block, item
from tests.quiz_pages import condition, items, near_and_far, result, scale, term

QUESTIONS = ("a1", "a2", "a3", "b1", "b2", "b3")


@pytest.fixture
def desk(client, admin_user):
    client.force_login(admin_user)
    return client


@pytest.fixture
def draft(make_quiz):
    page = make_quiz(**near_and_far())
    page.save_revision()
    return page


def take(desk: Any, page: QuizPage, **answers: Any) -> str:
    data = {f"answer-{key}": value for key, value in answers.items()}
    headers = {"x-requested-with": "XMLHttpRequest"}
    response = desk.post(reverse("take_draft", args=[page.pk]), data, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def test_the_draft_is_asked_as_readers_would_be(desk, draft):
    shown = desk.get(reverse("take_draft", args=[draft.pk])).content.decode()
    for number, key in enumerate(QUESTIONS, start=1):
        assert f"{number}. I often do {key}." in shown
    assert shown.count('value="o5"') == len(QUESTIONS)
    assert "Too little is answered to tell" in shown


def test_answers_show_scores_the_rule_the_result_and_its_report(desk, draft):
    answers = dict.fromkeys(("a1", "a2", "b3"), "o5") | dict.fromkeys(("a3", "b1", "b2"), "o1")
    shown = take(desk, draft, **answers)
    assert "<td>Scale of near</td><td>5.0</td><td>100</td>" in shown
    assert "<td>Scale of far</td><td>1.0</td><td>0</td>" in shown
    assert "Rule 1 (Quadrant)" in shown
    assert "The near one" in shown
    assert "Shall we sit down?" in shown


def test_the_newest_draft_is_scored_and_not_the_published_quiz(desk, draft, publish):
    publish(draft)
    draft.scales[0].value["name"] = "Newer name"
    draft.save_revision()
    assert "Newer name" in take(desk, draft, a1="o1")


@pytest.mark.parametrize("wanted", ["both", "near", "far", "calm"])
def test_every_result_has_answers_that_lead_to_it(desk, draft, wanted):
    address = reverse("take_draft", args=[draft.pk])
    shown = desk.get(f"{address}?result={wanted}").content.decode()
    section = shown[shown.index("quiz-trial__result") :]
    assert f"<h2>The {wanted} one</h2>" in section
    assert shown.count(" checked") == len(QUESTIONS)


def test_a_question_that_is_not_shown_is_left_out_and_told(desk, make_quiz):
    fields = near_and_far()
    items(fields)[1]["value"]["visible_if"] = [condition("a1", "eq", "o1")]
    shown = take(desk, make_quiz(**fields), a1="o5", a2="o5")
    assert 'data-shown="a1,a3,b1,b2,b3"' in shown
    assert "so not counted" in shown


def test_answers_that_nobody_can_give_are_named(desk, draft):
    assert "Question 1 (I often do a1.)" in take(desk, draft, a1="o9")


def test_a_draft_that_cannot_be_scored_says_why(desk, make_quiz):
    fields = near_and_far()
    fields["scales"][0]["value"]["items"] = [term("nothing")]
    page = make_quiz(**fields)
    shown = desk.get(reverse("take_draft", args=[page.pk])).content.decode()
    assert "The draft cannot be scored yet:" in shown
    assert "It names “nothing”, which does not exist." in shown


def test_an_unreachable_result_is_told_and_the_rest_can_be_tried(desk, make_quiz):
    fields = near_and_far()
    fields["results"].append(result("odd"))
    page = make_quiz(**fields)
    shown = desk.get(reverse("take_draft", args=[page.pk])).content.decode()
    assert "The odd one: no answers are known that lead to it" in shown


def test_a_quiz_that_only_asks_says_so(desk, make_quiz):
    fields = near_and_far() | {"scales": [], "results": [], "selector": [], "fallback": ""}
    page = make_quiz(**fields)
    shown = desk.get(reverse("take_draft", args=[page.pk])).content.decode()
    assert "it only asks" in shown


def test_a_result_without_scales_can_be_tried(desk, make_quiz):
    asked = item({"kind": "item", "key": "a1", "op": "eq", "value": "o5"})
    when = {"mode": "all", "conditions": [asked], "result": "near"}
    page = make_quiz(**near_and_far() | {"scales": [], "selector": [block("when", when)]})
    page.save_revision()
    assert "The near one" in take(desk, page, a1="o5")
    assert "The calm one" in take(desk, page, a1="o1")


def test_a_translation_can_be_taken_in_its_own_words(desk, draft, wiki, publish, translate):
    publish(draft)
    publish(translate(wiki, "zh-Hans"))
    chinese = translate(draft, "zh-Hans", title="近与远")
    chinese.results[1].value["name"] = "靠近的人"
    chinese.save_revision()
    answers = dict.fromkeys(("a1", "a2", "b3"), "o5") | dict.fromkeys(("a3", "b1", "b2"), "o1")
    assert "靠近的人" in take(desk, chinese, **answers)


def test_only_those_who_may_edit_can_take_a_draft(client, draft):
    user = User.objects.create_user("reader", password="x")
    user.groups.add(Group.objects.create(name="Nobody"))
    client.force_login(user)
    address = reverse("take_draft", args=[draft.pk])
    assert client.get(address).status_code == 302
    client.logout()
    assert "login" in client.get(address)["Location"]


def test_there_is_nothing_to_take_where_there_is_no_quiz(desk, wiki):
    assert desk.get(reverse("take_draft", args=[wiki.pk])).status_code == 404


def test_taking_a_draft_costs_the_same_with_more_questions(
    desk, make_quiz, django_assert_max_num_queries
):
    fields = near_and_far()
    fields["scales"].append(scale("more", [term("a1"), term("b1")]))
    page = make_quiz(**fields)
    desk.get(reverse("take_draft", args=[page.pk]))
    with django_assert_max_num_queries(40):
        take(desk, page, a1="o1")
