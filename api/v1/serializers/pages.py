"""Documents of pages: what all share, and what each kind adds."""

from typing import Any

from rest_framework import serializers

from api.v1.serializers.blocks import AdviceSerializer, CaseSerializer, SectionSerializer
from api.v1.serializers.cards import (
    CardSerializer,
    PersonCardSerializer,
    SeriesLinkSerializer,
    SourceCardSerializer,
    TopicLinkSerializer,
)
from api.v1.serializers.images import ImageSerializer
from api.v1.serializers.json_ld import JsonLdField
from api.v1.serializers.scoring import ITEM_TYPES, OPERATIONS, ScoringSerializer

AUDIENCES = ("everyone", "individuals", "couples", "parents", "professionals")

NOTICES = ["sexuality", "trauma", "violence", "self_harm", "grief"]


class LinkSerializer(serializers.Serializer[Any]):
    """A title and where it leads."""

    key = serializers.UUIDField()
    title = serializers.CharField()
    url = serializers.URLField()


class SeriesPlaceSerializer(SeriesLinkSerializer):
    """Where a document stands in its series; `label` reads “Part 2 of 5”."""

    label = serializers.CharField(allow_null=True)
    previous = LinkSerializer(allow_null=True)
    next = LinkSerializer(allow_null=True)


class AlternateSerializer(serializers.Serializer[Any]):
    """One public locale of a document, itself included: ready for hreflang."""

    locale = serializers.CharField()
    key = serializers.UUIDField()
    url = serializers.URLField()
    title = serializers.CharField()
    completeness = serializers.IntegerField()
    default = serializers.BooleanField(
        help_text="For readers of all other languages: `x-default`, as in the sitemap."
    )


class ChangesSerializer(serializers.Serializer[Any]):
    """How many texts of the source are new, worded anew or gone since it was translated."""

    added = serializers.IntegerField(min_value=0)
    changed = serializers.IntegerField(min_value=0)
    removed = serializers.IntegerField(min_value=0)


class SegmentCountsSerializer(serializers.Serializer[Any]):
    """The texts of a translation by state, as it was published."""

    untranslated = serializers.IntegerField(min_value=0)
    machine = serializers.IntegerField(min_value=0, help_text="Made by a machine, unreviewed.")
    needs_review = serializers.IntegerField(
        min_value=0, help_text="Made for an earlier or another text."
    )
    translated = serializers.IntegerField(min_value=0)
    approved = serializers.IntegerField(min_value=0)


class TranslationSerializer(serializers.Serializer[Any]):
    """How far this translation has come; `source` is a text in its own language."""

    source_locale = serializers.CharField()
    status = serializers.ChoiceField(
        choices=[
            "source",
            "untranslated",
            "partial",
            "machine",
            "needs_review",
            "translated",
            "approved",
        ],
        help_text="The least that is true of the whole.",
    )
    completeness = serializers.IntegerField(min_value=0, max_value=100)
    stale = serializers.BooleanField(help_text="The source was published again since.")
    changes = ChangesSerializer()
    machine = serializers.BooleanField(
        help_text="A machine made part of it, whether or not a person has checked it since."
    )
    segments = SegmentCountsSerializer(allow_null=True)
    reviewed_on = serializers.DateField(
        allow_null=True, help_text="When the last text was approved; null while some are not."
    )
    missing = serializers.ListField(
        child=serializers.CharField(), help_text="Locales without this document."
    )


class FallbackSerializer(serializers.Serializer[Any]):
    """Filled when another locale was served than was asked for."""

    requested = serializers.CharField()
    served = serializers.CharField()


class PhraseSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    text = serializers.CharField()
    situation = serializers.CharField(allow_null=True)


class FaqEntrySerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    question = serializers.CharField()
    answer_html = serializers.CharField(allow_blank=True)


class ContentNoticeSerializer(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=NOTICES)
    label = serializers.CharField()
    text = serializers.CharField(allow_null=True)


class HelpSerializer(serializers.Serializer[Any]):
    """Where a reader finds help."""

    id = serializers.CharField()
    name = serializers.CharField()
    phone = serializers.CharField(allow_null=True)
    url = serializers.URLField(allow_null=True)
    description = serializers.CharField(allow_null=True)


class HelpLineSerializer(HelpSerializer):
    notice = serializers.ChoiceField(choices=NOTICES, allow_null=True)


class InvitationSerializer(CardSerializer):
    """The quiz an article leads to, with the words of the invitation."""

    heading = serializers.CharField()
    text = serializers.CharField()
    button = serializers.CharField()


class TextLinkSerializer(serializers.Serializer[Any]):
    """A link in the text, in reading order; `target` is the card of a linked document.

    Also of one whose address was typed, while it stands there for readers.
    """

    url = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    target = CardSerializer(allow_null=True)
    external = serializers.BooleanField(help_text="It leads out of the frontend.")


class LabelsSerializer(serializers.Serializer[Any]):
    """Words around the content, in the document's locale."""

    phrases = serializers.CharField()
    faq = serializers.CharField()
    sources = serializers.CharField()
    related = serializers.CharField()
    case_studies = serializers.CharField()
    expert_advice = serializers.CharField()
    key_learning = serializers.CharField()
    authors = serializers.CharField()
    reviewers = serializers.CharField()
    experts = serializers.CharField()
    reading_time = serializers.CharField()
    parts = serializers.CharField()
    previous = serializers.CharField()
    next = serializers.CharField()
    quiz = serializers.CharField()
    help = serializers.CharField()
    people = serializers.CharField()
    situation = serializers.CharField()
    turning_point = serializers.CharField()
    outcome = serializers.CharField()
    why_it_works = serializers.CharField()
    how_to_practise = serializers.CharField()
    strengths = serializers.CharField()
    cautions = serializers.CharField()
    report = serializers.CharField()
    steps = serializers.CharField()


class SeoSerializer(serializers.Serializer[Any]):
    title = serializers.CharField()
    description = serializers.CharField()
    canonical = serializers.URLField()
    robots = serializers.CharField()
    social_image = serializers.URLField(allow_null=True)


class DocumentSerializer(serializers.Serializer[Any]):
    """A complete document. Every key is always present."""

    key = serializers.UUIDField(help_text="The same in every locale.")
    locale = serializers.CharField()
    slug = serializers.CharField()
    path = serializers.CharField()
    url = serializers.URLField()
    title = serializers.CharField()
    subtitle = serializers.CharField(allow_null=True)
    summary = serializers.CharField()
    audience = serializers.ChoiceField(choices=AUDIENCES)
    published_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    reviewed_on = serializers.DateField(allow_null=True)
    reading_minutes = serializers.IntegerField(min_value=1)
    word_count = serializers.IntegerField(min_value=0)
    cover = ImageSerializer(allow_null=True)
    topics = TopicLinkSerializer(many=True)
    authors = PersonCardSerializer(many=True)
    reviewers = PersonCardSerializer(many=True)
    series = SeriesPlaceSerializer(allow_null=True)
    breadcrumbs = LinkSerializer(many=True)
    translations = AlternateSerializer(many=True)
    translation = TranslationSerializer()
    fallback = FallbackSerializer(allow_null=True)
    sections = SectionSerializer(many=True)
    phrases = PhraseSerializer(many=True)
    faq = FaqEntrySerializer(many=True)
    sources = SourceCardSerializer(many=True)
    content_notice = ContentNoticeSerializer(allow_null=True)
    help = HelpSerializer(many=True)
    quiz = InvitationSerializer(allow_null=True)
    related = CardSerializer(many=True)
    links = TextLinkSerializer(many=True)
    labels = LabelsSerializer()
    seo = SeoSerializer()
    json_ld = serializers.ListField(child=JsonLdField())
    version = serializers.CharField(help_text="Changes if and only if the document does.")


class SiteSerializer(serializers.Serializer[Any]):
    """What a frontend's shell needs."""

    name = serializers.CharField()
    tagline = serializers.CharField(allow_null=True)
    logo = ImageSerializer(allow_null=True)
    contact_email = serializers.EmailField(allow_null=True)
    help_lines = HelpLineSerializer(many=True)


class HomeSerializer(DocumentSerializer):
    kind = serializers.ChoiceField(choices=["home"])
    site = SiteSerializer()
    featured = CardSerializer(many=True)


class SeriesSerializer(DocumentSerializer):
    kind = serializers.ChoiceField(choices=["series"])
    introduction_html = serializers.CharField(allow_null=True)
    parts = CardSerializer(many=True)


class ArticleSerializer(DocumentSerializer):
    kind = serializers.ChoiceField(choices=["article"])


class CaseStudySerializer(DocumentSerializer):
    kind = serializers.ChoiceField(choices=["case-study"])
    case = CaseSerializer()


class ExpertAdviceSerializer(DocumentSerializer):
    kind = serializers.ChoiceField(choices=["expert-advice"])
    advice = AdviceSerializer()


class ResponseOptionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    key = serializers.CharField()
    value = serializers.CharField(help_text="An exact decimal number.")
    label = serializers.CharField()


class ResponseSetSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    key = serializers.CharField()
    options = ResponseOptionSerializer(many=True)


class ItemOptionSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()
    exclusive = serializers.BooleanField()
    image = ImageSerializer(allow_null=True)


class AnswerConditionSerializer(serializers.Serializer[Any]):
    """A comparison with the answer to an earlier question."""

    item = serializers.CharField()
    op = serializers.ChoiceField(choices=OPERATIONS)
    value = serializers.CharField(
        allow_null=True, help_text="An option's key or a number; `in` has several, with commas."
    )


class OwnLabelSerializer(serializers.Serializer[Any]):
    """What an option of the response set is called in one question."""

    id = serializers.CharField()
    key = serializers.CharField()
    label = serializers.CharField()


class QuizItemSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    key = serializers.CharField(help_text="The same in every locale.")
    type = serializers.ChoiceField(choices=ITEM_TYPES)
    prompt = serializers.CharField()
    help = serializers.CharField(allow_null=True)
    required = serializers.BooleanField()
    response_set = serializers.CharField(allow_null=True)
    options = ItemOptionSerializer(many=True)
    labels = OwnLabelSerializer(
        many=True, help_text="Shown instead of the labels that the response set has."
    )
    minimum = serializers.CharField(allow_null=True)
    maximum = serializers.CharField(allow_null=True)
    min_choices = serializers.IntegerField(allow_null=True)
    max_choices = serializers.IntegerField(allow_null=True)
    visible_mode = serializers.ChoiceField(choices=["all", "any"])
    visible_if = AnswerConditionSerializer(many=True)


class QuizPageSerializer(serializers.Serializer[Any]):
    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    title = serializers.CharField(allow_null=True)
    items = QuizItemSerializer(many=True)


class QuizResultSerializer(serializers.Serializer[Any]):
    """A result that the answers can lead to; its words are in the version."""

    id = serializers.CharField()
    key = serializers.CharField(help_text="The same in every locale.")
    name = serializers.CharField()
    image = ImageSerializer(allow_null=True)


class DefinitionSerializer(serializers.Serializer[Any]):
    """The questions of a quiz in this locale; `version` is null when nothing is scored."""

    version = serializers.IntegerField(allow_null=True)
    scoring = ScoringSerializer(allow_null=True)
    introduction_html = serializers.CharField(allow_null=True)
    disclaimer_html = serializers.CharField()
    consent_html = serializers.CharField(allow_null=True)
    consent_required = serializers.BooleanField()
    item_order = serializers.ChoiceField(choices=["fixed", "pages", "items"])
    estimated_minutes = serializers.IntegerField()
    source_note = serializers.CharField(allow_null=True)
    licence = serializers.CharField(allow_null=True)
    response_sets = ResponseSetSerializer(many=True)
    pages = QuizPageSerializer(many=True)
    results = QuizResultSerializer(many=True)


class QuizSerializer(DocumentSerializer):
    kind = serializers.ChoiceField(choices=["quiz"])
    definition = DefinitionSerializer()


DOCUMENTS: dict[str, type[DocumentSerializer]] = {
    "home": HomeSerializer,
    "series": SeriesSerializer,
    "article": ArticleSerializer,
    "case-study": CaseStudySerializer,
    "expert-advice": ExpertAdviceSerializer,
    "quiz": QuizSerializer,
}
