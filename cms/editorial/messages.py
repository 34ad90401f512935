"""What a finding says to a person, in the language of the admin."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.editorial.findings import UNTRANSLATED
from content_models.models import quiz_findings
from content_models.quality import ERROR, NOTE, OFF, WARNING, Finding
from content_models.quality.passages import plain
from content_models.scoring.finding import Finding as QuizFinding

SEVERITY_NAMES: dict[str, Promise] = {
    ERROR: gettext_lazy("Error"),
    WARNING: gettext_lazy("Warning"),
    NOTE: gettext_lazy("Note"),
    OFF: gettext_lazy("Off"),
}
CODE_NAMES: dict[str, Promise] = {
    "markup_leak": gettext_lazy("Leaked markup"),
    "typed_numbering": gettext_lazy("Typed number"),
    "truncated": gettext_lazy("Cut-off text"),
    "script_mismatch": gettext_lazy("Text in another language"),
    "empty_heading": gettext_lazy("Empty heading"),
    "dead_link": gettext_lazy("Dead link"),
    "script_lines": gettext_lazy("Lines of a script"),
    "table_cells": gettext_lazy("Cells of a table"),
    "link_unpublished": gettext_lazy("Link to an unpublished page"),
    "missing_alt": gettext_lazy("Image without words"),
    "unreadable_image": gettext_lazy("Image that cannot be read"),
    "duplicate_content": gettext_lazy("Repeated paragraph"),
    "repeated_words": gettext_lazy("Repeated words"),
    "typography": gettext_lazy("Typography"),
    "max_length": gettext_lazy("Too long"),
    "untranslated": gettext_lazy("Not translated"),
    "machine_unreviewed": gettext_lazy("Machine translation"),
    "needs_review": gettext_lazy("Needs review"),
    "unchanged": gettext_lazy("Same as the source"),
    "links_differ": gettext_lazy("Links differ"),
    "placeholders_differ": gettext_lazy("Placeholders differ"),
    "numbers_differ": gettext_lazy("Numbers differ"),
    "tags_differ": gettext_lazy("Emphasis differs"),
    "length_ratio": gettext_lazy("Unusual length"),
    "end_punctuation": gettext_lazy("Ending differs"),
    "glossary_required": gettext_lazy("Glossary term missing"),
    "glossary_forbidden": gettext_lazy("Word to avoid"),
    "inconsistent": gettext_lazy("Translated differently elsewhere"),
    "misplaced": gettext_lazy("Stands elsewhere than the source"),
    "quiz": gettext_lazy("Quiz cannot be scored"),
    "quiz_advice": gettext_lazy("Quiz advice"),
}
# As many lines that say the same are read one by one.
MANY = 3
# They name their place in the quiz themselves.
QUIZ_CODES = ("quiz", "quiz_advice")
MESSAGES: dict[str, Promise] = {
    "markup_leak": gettext_lazy("Readers would see “%(markup)s”. Use the buttons of the editor."),
    "typed_numbering": gettext_lazy("Leave the number out: the position gives it."),
    "truncated": gettext_lazy("The text is cut off. Finish the sentence."),
    "script_mismatch": gettext_lazy("The text is not in the language of the page."),
    "empty_heading": gettext_lazy("The heading has no words."),
    "dead_link": gettext_lazy("The link leads nowhere. Choose its target again or take it out."),
    "script_lines": gettext_lazy("Before and after needs exactly two lines."),
    "table_cells": gettext_lazy("Row %(row)s has %(cells)s cells, the heading has %(columns)s."),
    "link_unpublished": gettext_lazy(
        "The page it leads to is not published; readers will not find it there."
    ),
    "missing_alt": gettext_lazy("Describe the image, or mark it as decoration."),
    "unreadable_image": gettext_lazy(
        "Its file is missing or damaged, so readers may not see it. Upload it again."
    ),
    "duplicate_content": gettext_lazy("The same paragraph stands elsewhere on this page."),
    "repeated_words": gettext_lazy("“%(words)s” repeats itself."),
    "max_length": gettext_lazy("%(length)s characters; there is room for %(limit)s."),
    "untranslated": gettext_lazy("This is not translated; readers would see the source text."),
    "machine_unreviewed": gettext_lazy("A machine translated this; nobody has read it yet."),
    "needs_review": gettext_lazy(
        "This was translated for other words or another place. Read it again, then accept it."
    ),
    "unchanged": gettext_lazy("The translation is the same as the source text."),
    "links_differ": gettext_lazy("Links are missing or added: %(missing)s %(extra)s"),
    "placeholders_differ": gettext_lazy("Placeholders are missing or added: %(missing)s %(extra)s"),
    "numbers_differ": gettext_lazy("Numbers are missing or added: %(missing)s %(extra)s"),
    "tags_differ": gettext_lazy("Bold or italics differ from the source text."),
    "length_ratio": gettext_lazy(
        "The length is unusual for these languages: %(ratio)s times the source."
    ),
    "end_punctuation": gettext_lazy("It ends otherwise than the source text."),
    "glossary_required": gettext_lazy("The glossary says “%(preferred)s” for “%(term)s”."),
    "glossary_forbidden": gettext_lazy("Say “%(preferred)s” instead of “%(word)s”."),
    "inconsistent": gettext_lazy("Elsewhere the same text is translated as “%(other)s”."),
    "misplaced": gettext_lazy(
        "The source stands under “%(parent)s”, this translation somewhere else. Move one of them."
    ),
}
HABITS: dict[str, Promise] = {
    "double_space": gettext_lazy("There are two blanks in a row."),
    "shouting": gettext_lazy("One mark is enough: “%(place)s”."),
    "space_before": gettext_lazy("No blank belongs before “%(place)s”."),
    "full_width": gettext_lazy("“%(place)s” is a Chinese mark."),
    "half_width": gettext_lazy("Use a Chinese mark in “%(place)s”."),
    "straight_quotes": gettext_lazy("Use “ and ” around the quotation."),
    "dots": gettext_lazy("Use …… for an ellipsis."),
    "space_between": gettext_lazy("No blank belongs between characters: “%(place)s”."),
    "unopened": gettext_lazy("“%(place)s” is closed but was not opened."),
}


def describe(finding: Finding, instance: Model | None = None) -> str:
    """Return what is wrong, in one sentence; about a quiz with its place when it is given."""
    if finding.code in QUIZ_CODES:
        details = dict(finding.details)
        code, where = details.pop("quiz_code"), details.pop("where")
        if instance is None:
            return str(quiz_findings.MESSAGES[code] % details)
        return quiz_findings.describe(QuizFinding(code, finding.severity, where, details), instance)
    if finding.code == "typography":
        message = HABITS[finding.details["habit"]]
    else:
        message = MESSAGES[finding.code]
    return str(message % finding.details).strip()


def place_of(finding: Finding, instance: Model) -> str:
    """Return what an editor calls the place of a finding: the field, then the kind of block.

    In a quiz that is the question, scale or result.
    """
    if finding.code in QUIZ_CODES:
        return quiz_findings.place_of(finding.details["where"], instance)
    name, *rest = finding.path.split(".")
    fields = {field.name: field for field in instance._meta.get_fields()}
    field = fields.get(name)
    if field is None:
        return _("Quiz") if name == "quiz" else name
    labels = [capfirst(str(field.verbose_name))]
    value = getattr(instance, name)
    for part in rest:
        value, label = _step(value, part)
        labels += [str(label)] if label else []
    return " › ".join(labels)


def _step(value: Any, part: str) -> tuple[Any, Any]:
    """Return what lies below a value, by block id or by name, and the label of it."""
    members = value if hasattr(value, "stream_block") else getattr(value, "bound_blocks", None)
    if isinstance(members, dict):
        child = members.get(part)
        return (child.value, child.block.label) if child is not None else (None, None)
    for child in members or ():
        if child.id == part:
            label = child.block.label if hasattr(value, "stream_block") else None
            return child.value, label
    return None, None


def listed(findings: Iterable[Finding], instance: Model, *, limit: int = 5) -> list[str]:
    """Return one line a finding with its place and the text there, at most `limit` of them.

    Many texts that are not translated are one line: whoever translates them finds each at the desk.
    """
    findings = list(findings)
    lines = []
    untranslated = sum(finding.code == UNTRANSLATED for finding in findings)
    if untranslated > MANY:
        findings = [finding for finding in findings if finding.code != UNTRANSLATED]
        words = _("%(count)s texts are not translated; readers would see the source text.")
        lines.append(words % {"count": untranslated})
    for finding in findings[:limit]:
        if finding.code in QUIZ_CODES:
            lines.append(describe(finding, instance))
            continue
        excerpt = plain(finding.details.get("excerpt", ""))
        words = (
            _("%(place)s: %(message)s “%(excerpt)s”") if excerpt else _("%(place)s: %(message)s")
        )
        parts = {"place": place_of(finding, instance), "message": describe(finding)}
        lines.append(words % {**parts, "excerpt": excerpt})
    if len(findings) > limit:
        lines.append(_("… and %(count)s more.") % {"count": len(findings) - limit})
    return lines
