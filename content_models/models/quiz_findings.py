"""What a finding about a quiz says to an editor."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content_models.scoring.findings import Finding

MESSAGES: dict[str, Promise] = {
    "duplicate_key": _("The key “%(key)s” is used twice."),
    "key_changed_after_publish": _("The key “%(key)s” was published; it cannot change."),
    "unknown_reference": _("It names “%(key)s”, which there is not."),
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
    "empty_disclaimer": _("Write the disclaimer: not a diagnosis, and where to find help."),
    "locale_scoring_drift": _("Questions or scoring differ from the source; sync first."),
    "reachability_unknown": _("Too many combinations to prove that every result can be reached."),
    "unscored_item": _("The question counts for no scale."),
    "identical_option_values": _("Two options have the same value."),
    "single_item_scale": _("The scale rests on a single question."),
    "unbalanced_keys": _("Nearly all questions of the scale point the same way."),
    "double_keyed_item": _("The question “%(key)s” counts twice for the scale."),
    "unequal_ranges": _("Questions of the scale have different ranges."),
    "tie_probability": _("%(share)s of the possible scores tie."),
    "boundary_mass": _("%(share)s of the possible scores lie exactly on a cut."),
    "too_long": _("It takes %(minutes)s minutes; many readers stop after eight."),
}


def describe(finding: Finding) -> str:
    """Return a sentence with where it belongs, in the active language."""
    details = {"key": finding.details.get("reason", ""), **finding.details}
    return f"{finding.where}: {MESSAGES[finding.code] % details}"
