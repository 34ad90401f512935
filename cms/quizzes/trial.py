"""Taking a draft quiz in the admin: what readers would be asked, and what their answers lead to."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from cms.editorial.addresses import edit_address
from content_models.blocks.quizzes import items_of_quiz, labels_of, scoring_of
from content_models.models import QuizPage
from content_models.models.quiz_findings import describe, place_of
from content_models.models.quiz_links import section_named
from content_models.scoring import Definition, Outcome, UnscorableAnswers, parse, score
from content_models.scoring.definition import NUMBERS, is_scored
from content_models.scoring.finding import ERROR
from content_models.scoring.findings import check

Sheet = Mapping[str, str | Sequence[str]]
PREFIX = "answer-"
LINKED = ("advice", "cases")
# A quiz with one of these errors can be scored all the same.
SCORABLE = {
    "answers_too_long",
    "band_gap",
    "band_outside_attainable_range",
    "band_overlap",
    "item_never_visible",
    "no_fallback",
    "percent_of_combined",
    "questions_and_scales",
    "result_unreachable",
    "scale_without_items",
    "too_many_questions",
    "weight_zero_everywhere",
}


class TakeDraftView(WagtailAdminTemplateMixin, TemplateView):
    """The newest draft of a quiz as a form; answers are scored and forgotten."""

    template_name = "quizzes/take_draft.html"
    page_title = gettext_lazy("Take this draft")
    header_icon = "help"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        page = QuizPage.objects.filter(pk=kwargs["page_id"]).first()
        if page is None:
            raise Http404
        if not page.permissions_for_user(request.user).can_edit():
            raise PermissionDenied
        self.draft = page.get_latest_revision_as_object()
        self.draft.fill_keys()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        edit = edit_address(QuizPage, self.draft.pk)
        return [
            *super().get_breadcrumbs_items(),
            {"url": edit, "label": self.draft.title},
            {"url": "", "label": self.page_title},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        scoring = scoring_of(self.draft)
        findings, reach = check(scoring, minutes=self.draft.minutes)
        broken = [f for f in findings if f.severity == ERROR and f.code not in SCORABLE]
        context = super().get_context_data(**kwargs) | {"draft": self.draft}
        if broken or not is_scored(scoring):
            return context | {"broken": [describe(finding, self.draft) for finding in broken]}
        definition = parse(scoring)
        wanted = self.request.GET.get("result", "")
        given = kwargs.get("given") or reach.witnesses.get(wanted, {})
        return context | {
            "pages": asked(self.draft, given),
            "outcome": outcome_of(self.draft, definition, given),
            "witnesses": witnesses(self.draft, reach.witnesses),
            "wanted": wanted,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        context = self.get_context_data(given=given_in(self.draft, request.POST), **kwargs)
        if request.headers.get("X-Requested-With") == "XMLHttpRequest":
            return render(request, "quizzes/outcome.html", context)
        return self.render_to_response(context)


def given_in(draft: QuizPage, data: QueryDict) -> dict[str, str | list[str]]:
    """Return the answers of a posted form, without those left empty."""
    given: dict[str, str | list[str]] = {}
    for child in items_of_quiz(draft):
        key = child.value["key"]
        chosen = [value.strip() for value in data.getlist(PREFIX + key) if value.strip()]
        if chosen:
            given[key] = chosen if child.value["type"] == "multi_choice" else chosen[-1]
    return given


def asked(draft: QuizPage, given: Sheet) -> list[dict[str, Any]]:
    """Return the pages of a quiz with their questions, numbered through, as answered so far."""
    sets = {child.value["key"]: child.value["options"] for child in draft.response_sets}
    numbers = {child.id: number for number, child in enumerate(items_of_quiz(draft), start=1)}
    return [
        {
            "title": page.value["title"],
            "items": [
                _item(child.value, sets, numbers[child.id], given) for child in page.value["items"]
            ],
        }
        for page in draft.pages
    ]


def _item(value: Any, sets: dict[str, Any], number: int, given: Sheet) -> dict[str, Any]:
    answer = given.get(value["key"], "")
    own = {option["key"]: option for option in value["options"]}
    chosen = [answer] if isinstance(answer, str) else list(answer)
    return {
        "number": number,
        "key": value["key"],
        "name": PREFIX + value["key"],
        "prompt": value["prompt"],
        "help": value["help"],
        "required": value["required"],
        "kind": _kind(value["type"]),
        "minimum": value["minimum"],
        "maximum": value["maximum"],
        "answer": chosen[0] if chosen else "",
        "options": [
            {"key": key, "label": label, "chosen": key in chosen, "own": own.get(key)}
            for key, label in labels_of(value, sets).items()
        ],
    }


def _kind(item_type: str) -> str:
    if item_type == "info":
        return "info"
    if item_type in NUMBERS:
        return "number"
    return "checkbox" if item_type == "multi_choice" else "radio"


def outcome_of(draft: QuizPage, definition: Definition, given: Sheet) -> dict[str, Any]:
    """Return scores, the rule that decided, the result and its report; or what cannot count."""
    try:
        outcome = score(definition, given)
    except UnscorableAnswers as refusal:
        return {"problems": [place_of(f"item:{key}", draft) for key in refusal.problems]}
    results = {child.value["key"]: child.value for child in draft.results}
    result = results.get(outcome.selected.result)
    return {
        "scores": _scores(draft, definition, outcome),
        "answered": outcome.answered,
        "total": outcome.total,
        "rule": _rule(draft, outcome),
        "result": result,
        "report": _report(draft, result) if result else [],
        "missing": [place_of(f"item:{key}", draft) for key in outcome.missing],
        "ignored": [place_of(f"item:{key}", draft) for key in outcome.ignored],
        "shown": ",".join(outcome.visible),
    }


def _report(draft: QuizPage, result: Any) -> list[dict[str, Any]]:
    """Return the sections of a report; pages by the title they have in the draft's locale."""

    def title(page: Page | None) -> str | None:
        return page and (page.get_translation_or_none(draft.locale) or page).title

    return [
        {
            "heading": section.value["heading"],
            "why": section.value["why"].source if section.value["why"] else "",
            "steps": [
                (step["text"], " #".join(filter(None, (title(step["page"]), section_named(step)))))
                for step in section.value["steps"]
            ],
            "pages": [title(page) for name in LINKED for page in section.value[name] if page],
            "phrases": list(section.value["phrases"]),
        }
        for section in result["report"]
    ]


def _rule(draft: QuizPage, outcome: Outcome) -> str:
    selected = outcome.selected
    if selected.rule is not None:
        return place_of(f"rule:{selected.rule + 1}", draft)
    if selected.reason == "insufficient":
        return _("Too little is answered to tell")
    return _("No rule fits")


def _scores(draft: QuizPage, definition: Definition, outcome: Outcome) -> list[dict[str, Any]]:
    words = {child.value["key"]: child.value for child in draft.scales}
    shown = []
    for one in outcome.scores:
        value = words[one.scale]
        bands = {band["key"]: band["label"] for band in value["bands"]}
        shown.append(
            {
                "name": value["name"],
                "value": _decimal(one.value, definition.scales[one.scale].decimals),
                "percent": _decimal(one.percent, 0),
                "band": bands.get(one.band or ""),
                "answered": one.answered,
                "total": one.visible,
            }
        )
    return shown


def _decimal(value: Fraction | None, decimals: int) -> Decimal | None:
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)


def witnesses(draft: QuizPage, found: Mapping[str, Sheet]) -> list[dict[str, Any]]:
    """Return for every result the answers that lead to it, in the words of the quiz."""
    sets = {child.value["key"]: child.value["options"] for child in draft.response_sets}
    items = {child.value["key"]: child.value for child in items_of_quiz(draft)}
    return [
        {
            "key": child.value["key"],
            "name": child.value["name"],
            "reached": child.value["key"] in found,
            "answers": [
                (items[key]["prompt"], _words(items[key], sets, answer))
                for key, answer in found.get(child.value["key"], {}).items()
            ],
        }
        for child in draft.results
    ]


def _words(item: Any, sets: dict[str, Any], answer: str | Sequence[str]) -> str:
    labels = labels_of(item, sets)
    chosen = [answer] if isinstance(answer, str) else answer
    return "; ".join(labels.get(key, key) for key in chosen)
