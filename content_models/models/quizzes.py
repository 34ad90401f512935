"""A quiz: its text and its structure, the same keys in every locale."""

import re

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import RichTextField, StreamField
from wagtail_localize.fields import SynchronizedField

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
from content_models.models import quiz_checks, quiz_keys, quiz_links
from content_models.models.base import WikiPage
from content_models.models.panels import tabs
from content_models.models.published import QuizVersion
from content_models.models.quiz_panel import FindingsPanel
from content_models.scoring.definition import is_scored
from content_models.scoring.finding import ERROR, Finding, error
from content_models.scoring.findings import check
from content_models.scoring.reachability import Reach

KEY = RegexValidator(r"^[a-z][a-z0-9_]{0,31}$", _("Use small letters, digits and _."))
# The rule of thumb of questionnaires: 30 s to begin, then seconds by type of item.
SECONDS_BY_TYPE = {"likert": 4.0, "yes_no": 4.0, "slider": 5.0, "info": 5.0}


class ResultInput(forms.TextInput):
    """A line for the key of a result; the results there are are offered while typing."""

    def __init__(self, attrs: dict[str, str] | None = None) -> None:
        super().__init__({"list": "quiz-results", "autocomplete": "off"} | (attrs or {}))


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
        ResponseSetsBlock(required=False),
        verbose_name=_("response sets"),
        blank=True,
        help_text=_("Options that several questions share, such as “never” to “always”."),
    )
    pages = StreamField(
        QuizPagesBlock(required=False),
        verbose_name=_("questions"),
        blank=True,
        help_text=_("One page is what a reader sees at a time."),
    )
    scales = StreamField(
        ScalesBlock(required=False),
        verbose_name=_("scales"),
        blank=True,
        help_text=_("What the answers are added up to. Rules about answers alone need no scales."),
    )
    results = StreamField(
        ResultsBlock(required=False),
        verbose_name=_("results"),
        blank=True,
        help_text=_("What a reader can learn, with words to share and a deeper report."),
    )
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
        _("result when too little was answered"),
        max_length=32,
        blank=True,
        validators=[KEY],
        help_text=_("Leave empty to show no result then."),
    )

    edit_handler = tabs(
        [
            FindingsPanel(heading=_("Findings"), icon="circle-check"),
            FieldPanel("introduction"),
            FieldPanel("disclaimer"),
            MultiFieldPanel(
                [FieldPanel("consent"), FieldPanel("consent_required")],
                heading=_("Consent"),
                classname="collapsed",
            ),
            FieldPanel("response_sets", icon="list-ol"),
            FieldPanel("pages", icon="help"),
            FieldPanel("scales", icon="resubmit"),
            FieldPanel("results", icon="success"),
            MultiFieldPanel(
                [
                    FieldPanel("selector"),
                    FieldPanel("fallback", widget=ResultInput),
                    FieldPanel("insufficient", widget=ResultInput),
                ],
                heading=_("Which result"),
                icon="pick",
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
        """Make a key from the words of everything that has none."""
        quiz_keys.fill(self)

    @property
    def minutes(self) -> int:
        """How long the quiz takes: stated by the editor, else estimated from its questions."""
        types = [child.value["type"] for child in items_of_quiz(self)]
        seconds = 30 + sum(SECONDS_BY_TYPE.get(item_type, 6.5) for item_type in types)
        return self.estimated_minutes or max(1, int(-(-seconds // 60)))

    def findings(self) -> tuple[list[Finding], Reach]:
        """Return what an editor should know, errors first, and answers that reach each result.

        A quiz without scales and results only asks questions; nothing about it is scored.
        """
        findings, reach = [], Reach()
        if not re.sub(r"<[^>]+>|\s|&nbsp;", "", self.disclaimer or ""):
            findings.append(error("empty_disclaimer", "quiz"))
        if self.scales or self.results:
            more, reach = check(scoring_of(self), minutes=self.minutes)
            findings += more
        else:
            keys = [child.value["key"] for child in items_of_quiz(self)]
            findings += [
                error("duplicate_key", "item", key=key)
                for key in sorted({key for key in keys if keys.count(key) > 1})
            ]
        findings += self._beside_what_is_published()
        for look in (quiz_checks.words, quiz_links.links, quiz_checks.translation):
            findings += look(self)
        findings = quiz_checks.without_consequences(self, findings)
        return sorted(findings, key=lambda finding: finding.severity), reach

    def publishing_errors(self) -> list[Finding]:
        """Return the errors of the quiz by itself and beside what is published of it."""
        return [finding for finding in self.findings()[0] if finding.severity == ERROR]

    def _beside_what_is_published(self) -> list[Finding]:
        errors = [
            error("key_changed_after_publish", where, key=key)
            for where, key in quiz_keys.changed(self)
        ]
        current = QuizVersion.objects.filter(key=self.translation_key).last()
        if (
            current is not None
            and is_scored(current.scoring)
            and self.is_translation
            and _hash(self) != current.scoring_hash
        ):
            errors.append(error("locale_scoring_drift", "quiz"))
        return errors

    @property
    def is_translation(self) -> bool:
        return quiz_checks.is_translation(self)


def _hash(page: QuizPage) -> str:
    return hash_of(scoring_of(page))
