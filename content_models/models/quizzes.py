"""A quiz: its text and its structure, the same keys in every locale."""

import re
from collections.abc import Iterable
from itertools import count
from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import SynchronizedField
from wagtail_localize.models import Translation

from content_models.blocks.base import RICH_TEXT_FEATURES
from content_models.blocks.quizzes import (
    QuizPagesBlock,
    ResponseSetsBlock,
    ResultsBlock,
    ScalesBlock,
    SelectorBlock,
    hash_of,
    items_of_quiz,
    scoring_of,
)
from content_models.models.base import WikiPage
from content_models.models.panels import tabs
from content_models.models.published import QuizText, QuizVersion
from content_models.scoring.findings import ERROR, Finding, check
from content_models.scoring.reachability import Reach

KEY = RegexValidator(r"^[a-z][a-z0-9_]{0,31}$", _("Use small letters, digits and _."))
# The rule of thumb of questionnaires: 30 s to begin, then seconds by type of item.
SECONDS_BY_TYPE = {"likert": 4.0, "yes_no": 4.0, "slider": 5.0, "info": 5.0}


class QuizPage(WikiPage):
    """A quiz that readers take on any frontend."""

    introduction = RichTextField(_("introduction"), features=RICH_TEXT_FEATURES, blank=True)
    disclaimer = RichTextField(
        _("disclaimer"),
        features=RICH_TEXT_FEATURES,
        help_text=_("Say that this is not a diagnosis, and where to find help."),
    )
    consent = RichTextField(_("consent"), features=RICH_TEXT_FEATURES, blank=True)
    consent_required = models.BooleanField(_("consent is needed to begin"), default=False)
    estimated_minutes = models.PositiveSmallIntegerField(
        _("minutes it takes"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
        help_text=_("Leave empty to have it estimated from the questions."),
    )
    item_order = models.CharField(
        _("order of questions"),
        max_length=10,
        default="fixed",
        choices=[
            ("fixed", _("As they stand")),
            ("pages", _("Pages shuffled")),
            ("items", _("Questions shuffled within pages")),
        ],
    )
    source_note = models.TextField(_("where the questions come from"), blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    response_sets = StreamField(
        ResponseSetsBlock(required=False), verbose_name=_("response sets"), blank=True
    )
    pages = StreamField(QuizPagesBlock(required=False), verbose_name=_("questions"), blank=True)
    scales = StreamField(ScalesBlock(required=False), verbose_name=_("scales"), blank=True)
    results = StreamField(ResultsBlock(required=False), verbose_name=_("results"), blank=True)
    selector = StreamField(
        SelectorBlock(required=False),
        verbose_name=_("which result"),
        blank=True,
        help_text=_("Rules are gone through in order; the first that fits decides."),
    )
    fallback = models.CharField(
        _("result when no rule fits"), max_length=32, blank=True, validators=[KEY]
    )
    insufficient = models.CharField(
        _("result when too little was answered"), max_length=32, blank=True, validators=[KEY]
    )

    edit_handler = tabs(
        [
            FieldPanel("introduction"),
            FieldPanel("disclaimer"),
            MultiFieldPanel(
                [FieldPanel("consent"), FieldPanel("consent_required")], heading=_("Consent")
            ),
            FieldPanel("response_sets"),
            FieldPanel("pages"),
            FieldPanel("scales"),
            FieldPanel("results"),
            MultiFieldPanel(
                [FieldPanel("selector"), FieldPanel("fallback"), FieldPanel("insufficient")],
                heading=_("Which result"),
            ),
        ],
        extra=[
            FieldPanel("estimated_minutes"),
            FieldPanel("item_order"),
            FieldPanel("source_note"),
            FieldPanel("licence"),
        ],
    )
    parent_page_types = ["content_models.HomePage", "content_models.ArticleSeriesPage"]
    override_translatable_fields = [
        *WikiPage.override_translatable_fields,
        SynchronizedField("fallback", overridable=False),
        SynchronizedField("insufficient", overridable=False),
        SynchronizedField("licence"),
    ]

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")

    def clean(self) -> None:
        super().clean()
        self.fill_keys()

    def fill_keys(self) -> None:
        """Make a key from the words of every question and option that has none."""
        _fill([child.value for child in items_of_quiz(self)], "prompt")
        for child in (*self.response_sets, *items_of_quiz(self)):
            _fill(list(child.value["options"]), "label")

    @property
    def minutes(self) -> int:
        """How long the quiz takes: stated by the editor, else estimated from its questions."""
        types = [child.value["type"] for child in items_of_quiz(self)]
        seconds = 30 + sum(SECONDS_BY_TYPE.get(item_type, 6.5) for item_type in types)
        return self.estimated_minutes or max(1, int(-(-seconds // 60)))

    def findings(self) -> tuple[list[Finding], Reach]:
        """Return what an editor should know, and answers that reach each result.

        A quiz without scales only asks questions; nothing about it is scored.
        """
        findings, reach = [], Reach()
        if not re.sub(r"<[^>]+>|\s", "", self.disclaimer or ""):
            findings.append(Finding("empty_disclaimer", ERROR, "quiz"))
        if self.scales or self.results:
            more, reach = check(scoring_of(self), minutes=self.minutes)
            findings += more
        else:
            keys = [child.value["key"] for child in items_of_quiz(self)]
            findings += [
                Finding("duplicate_key", ERROR, "item", {"key": key})
                for key in sorted({key for key in keys if keys.count(key) > 1})
            ]
        return findings, reach

    def publishing_errors(self) -> list[Finding]:
        """Return the errors of the quiz by itself and beside what is published of it."""
        errors = [finding for finding in self.findings()[0] if finding.severity == ERROR]
        current = QuizVersion.objects.filter(key=self.translation_key).last()
        if current is None:
            return errors
        if self.is_translation and hash_of(scoring_of(self)) != current.scoring_hash:
            errors.append(Finding("locale_scoring_drift", ERROR, "quiz"))
        keys = {child.id: child.value["key"] for child in items_of_quiz(self)}
        for published in QuizText.objects.filter(version=current)[:1]:
            errors += [
                Finding("key_changed_after_publish", ERROR, f"item:{keys[block_id]}", {"key": key})
                for block_id, key in published.text["ids"].items()
                if block_id in keys and keys[block_id] != key
            ]
        return errors

    @property
    def is_translation(self) -> bool:
        return Translation.objects.filter(
            source__object_id=self.translation_key, target_locale=self.locale_id
        ).exists()


def _fill(values: Iterable[Any], words: str) -> None:
    values = list(values)
    taken = {value["key"] for value in values if value["key"]}
    for value in values:
        if not value["key"]:
            base = slugify(value[words]).replace("-", "_").strip("_0123456789")[:28] or "item"
            numbered = (f"{base}_{number}" for number in count(2))
            key = base if base not in taken else next(k for k in numbered if k not in taken)
            value["key"] = key
            taken.add(key)
