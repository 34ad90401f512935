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
from api.v1.serializers.questions import DefinitionSerializer

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
    completeness = serializers.IntegerField(help_text="How much of it is translated, in percent.")
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
    """Words that readers can copy, and when to say them."""

    id = serializers.CharField()
    ordinal = serializers.IntegerField()
    text = serializers.CharField()
    situation = serializers.CharField(allow_null=True)


class FaqEntrySerializer(serializers.Serializer[Any]):
    """A question and its answer; `id` is its anchor."""

    id = serializers.CharField()
    question = serializers.CharField()
    answer_html = serializers.CharField(allow_blank=True)


class ContentNoticeSerializer(serializers.Serializer[Any]):
    """What a text speaks of that not everybody wants to read; shown before it."""

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
    """Where a reader finds help; with a `notice`, for texts that speak of it."""

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
    target = CardSerializer(allow_null=True, help_text="Null for what is no page of the wiki.")
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
    """What search engines and previews of links show."""

    title = serializers.CharField(help_text="For `<title>`.")
    description = serializers.CharField()
    canonical = serializers.URLField(
        help_text="The address of the document, whatever it stands in for."
    )
    robots = serializers.CharField(help_text="For the meta element of that name.")
    social_image = serializers.URLField(allow_null=True, help_text="For `og:image`.")


class DocumentSerializer(serializers.Serializer[Any]):
    """A complete document. Every key is always present."""

    key = serializers.UUIDField(help_text="The same in every locale.")
    locale = serializers.CharField()
    slug = serializers.CharField(help_text="The last part of the path; differs by locale.")
    path = serializers.CharField(help_text="As people read it, not percent-encoded.")
    url = serializers.URLField(help_text="Where readers find it on the frontend, percent-encoded.")
    title = serializers.CharField()
    subtitle = serializers.CharField(allow_null=True)
    summary = serializers.CharField()
    audience = serializers.ChoiceField(choices=AUDIENCES, help_text="For whom it is written.")
    published_at = serializers.DateTimeField(help_text="When it was published first.")
    updated_at = serializers.DateTimeField(help_text="When it was published last.")
    reviewed_on = serializers.DateField(
        allow_null=True, help_text="When somebody last checked what it says."
    )
    reading_minutes = serializers.IntegerField(min_value=1)
    word_count = serializers.IntegerField(min_value=0)
    cover = ImageSerializer(allow_null=True)
    topics = TopicLinkSerializer(many=True)
    authors = PersonCardSerializer(many=True)
    reviewers = PersonCardSerializer(many=True)
    series = SeriesPlaceSerializer(allow_null=True, help_text="The series it belongs to.")
    breadcrumbs = LinkSerializer(
        many=True, help_text="From the home page down to this document, which is the last."
    )
    translations = AlternateSerializer(
        many=True, help_text="Every locale in which it can be read, this one included."
    )
    translation = TranslationSerializer()
    fallback = FallbackSerializer(
        allow_null=True, help_text="Null unless another locale stands in for the one asked for."
    )
    sections = SectionSerializer(many=True)
    phrases = PhraseSerializer(many=True)
    faq = FaqEntrySerializer(many=True)
    sources = SourceCardSerializer(many=True)
    content_notice = ContentNoticeSerializer(allow_null=True)
    help = HelpSerializer(many=True, help_text="What to show with `content_notice`.")
    quiz = InvitationSerializer(allow_null=True, help_text="The quiz it leads to.")
    related = CardSerializer(many=True, help_text="What to read next.")
    links = TextLinkSerializer(many=True, help_text="Every link of the text.")
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
    """The home page of a locale: what the site is, and what it shows first."""

    kind = serializers.ChoiceField(choices=["home"])
    site = SiteSerializer()
    featured = CardSerializer(many=True, help_text="What editors show first.")


class SeriesSerializer(DocumentSerializer):
    """A series of articles, in order."""

    kind = serializers.ChoiceField(choices=["series"])
    introduction_html = serializers.CharField(allow_null=True)
    parts = CardSerializer(many=True)


class ArticleSerializer(DocumentSerializer):
    """An article: its text is in `sections`."""

    kind = serializers.ChoiceField(choices=["article"])


class CaseStudySerializer(DocumentSerializer):
    """A case study: its story is in `case`."""

    kind = serializers.ChoiceField(choices=["case-study"])
    case = CaseSerializer()


class ExpertAdviceSerializer(DocumentSerializer):
    """Expert advice: its text is in `advice`."""

    kind = serializers.ChoiceField(choices=["expert-advice"])
    advice = AdviceSerializer()


class QuizSerializer(DocumentSerializer):
    """A quiz, as a page; how it is taken is in the version that `definition` names."""

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
