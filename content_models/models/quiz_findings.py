"""What a finding about a quiz says to an editor, and where."""

from typing import Any

from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from content_models.blocks.quizzes import items_of_quiz
from content_models.scoring.finding import Finding

PROMPT_LENGTH = 60

MESSAGES: dict[str, Promise] = {
    "incomplete": _("A number or a choice is not filled in yet."),
    "not_a_number": _("“%(key)s” is not a number that can be used here."),
    "not_comparable": _("“%(key)s” has options, not numbers; compare it with “is” or “is one of”."),
    "wrong_number_of_scores": _("Give one typical score for each scale, separated by commas."),
    "item_without_options": _("There are no options to choose from."),
    "empty_range": _("Nothing can be answered between the lowest and the highest number given."),
    "too_many_questions": _("It asks %(count)s questions; %(most)s can be answered at most."),
    "answers_too_long": _(
        "All answers together can take %(length)s characters, and %(most)s can be sent. Shorten "
        "keys of questions and options, or ask less."
    ),
    "duplicate_key": _("The key “%(key)s” is used twice."),
    "key_changed_after_publish": _(
        "The key “%(key)s” was published and cannot change any more: results that readers have "
        "shared depend on it. Change it back."
    ),
    "unknown_reference": _("It names “%(key)s”, which does not exist."),
    "no_fallback": _("Say which result is shown when no rule fits."),
    "band_overlap": _("The bands %(band)s overlap."),
    "band_gap": _("Between or beside the bands there is a gap: %(band)s."),
    "band_outside_attainable_range": _("No answers can reach the band %(band)s."),
    "result_unreachable": _("No answers lead to this result."),
    "forward_reference": _("It depends on “%(key)s”, which comes later."),
    "branch_cycle": _("It depends on itself, by way of “%(key)s”."),
    "item_never_visible": _("No answers make this question appear."),
    "scale_without_items": _("The scale has no questions."),
    "weight_zero_everywhere": _("All weights of the scale are zero."),
    "questions_and_scales": _(
        "The scale names questions and scales to combine; only one of both can count."
    ),
    "percent_of_combined": _(
        "A scale combined from others has no range of its own: let those be percent instead."
    ),
    "empty_disclaimer": _("Write the disclaimer: not a diagnosis, and where to find help."),
    "report_link_unpublished": _("The report sends readers to “%(page)s”, which is not published."),
    "locale_scoring_drift": _("Questions or scoring differ from the source; sync first."),
    "reachability_unknown": _("Too many combinations to prove that every result can be reached."),
    "unscored_item": _("The question counts for no scale."),
    "identical_option_values": _("Two options have the same value."),
    "identical_option_labels": _("Two options read the same."),
    "single_item_scale": _("The scale rests on a single question."),
    "unbalanced_keys": _("Nearly all questions of the scale point the same way."),
    "double_keyed_item": _("The question “%(key)s” counts twice for the scale."),
    "unequal_ranges": _("Questions of the scale have different ranges."),
    "tie_probability": _("%(share)s of the possible scores tie."),
    "boundary_mass": _("%(share)s of the possible scores lie exactly on a cut."),
    "too_long": _("It takes %(minutes)s minutes; many readers stop after eight."),
    "result_text_missing_in_locale": _("The words of the result are missing in %(locale)s."),
    "untranslated_option": _("The option “%(key)s” is not translated yet."),
}


def describe(finding: Finding, page: Any) -> str:
    """Return a sentence with where it belongs, in the active language."""
    return f"{place_of(finding.where, page)}: {MESSAGES[finding.code] % dict(finding.details)}"


def place_of(where: str, page: Any) -> str:
    """Return where an editor finds something on the form, such as “Question 3 (I ask again)”."""
    kind, _colon, key = where.partition(":")
    if kind == "item" and key:
        return _question(key, page)
    if kind == "rule":
        names = [child.block.label for child in page.selector]
        return gettext("Rule %(number)s (%(name)s)") % {"number": key, "name": names[int(key) - 1]}
    streams = {"scale": page.scales, "result": page.results}
    for child in streams.get(kind, ()):
        if child.value["key"] == key:
            name = child.value["name"] or key
            words = {"scale": gettext("Scale “%(name)s”"), "result": gettext("Result “%(name)s”")}
            return words[kind] % {"name": name}
    if kind == "set":
        return gettext("Response set “%(name)s”") % {"name": key}
    return {
        "item": gettext("Questions"),
        "scale": gettext("Scales"),
        "result": gettext("Results"),
        "selector": gettext("Which result"),
    }.get(kind, gettext("Quiz"))


def _question(key: str, page: Any) -> str:
    for number, child in enumerate(items_of_quiz(page), start=1):
        if child.value["key"] == key:
            prompt = Truncator(child.value["prompt"] or "").chars(PROMPT_LENGTH)
            words = gettext("Question %(number)s (%(prompt)s)")
            return words % {"number": number, "prompt": prompt}
    return gettext("Questions")
