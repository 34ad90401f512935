"""What the checks say about pages, snippets and translations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from django.conf import settings
from django.db.models import Model
from wagtail.models import Page
from wagtail_localize.models import (
    SourceDeletedError,
    StringTranslation,
    Translation,
)

from cms.editorial.extraction import content_of
from cms.texts.models import State
from cms.texts.states import Text, texts
from cms.texts.targets import translation_of
from content_models import locales, quality
from content_models.models import GlossaryTerm, QuizPage
from content_models.models.glossary import words_to_avoid
from content_models.quality import Content, Finding, Pair, Passage, Policy, Term
from content_models.quality.findings import STRUCTURAL, found
from content_models.quality.passages import NAME, plain
from content_models.scoring.finding import ERROR as QUIZ_ERROR


def policy_of(locale: str) -> Policy:
    """Return how serious each finding is in a locale: its own choice, else the wiki's."""
    chosen = settings.WIKI_CHECK_SEVERITIES
    return Policy({**chosen.get("", {}), **chosen.get(locale, {})})


def findings_for(instance: Model) -> list[Finding]:
    """Return everything to be said about a page or snippet as it is in memory, errors first.

    A translation is also compared with the source text that it was made from.
    """
    return Checker().findings_for(instance, translation_of(instance))


# What a translation's segments do not show, because it lies between the words.
STRUCTURE = {
    "dead_link",
    "link_unpublished",
    "missing_alt",
    "unreadable_image",
    "script_lines",
    "table_cells",
    "quiz",
    "quiz_advice",
    "misplaced",
}
UNTRANSLATED = "untranslated"
UNREVIEWED = {State.MACHINE: "machine_unreviewed", State.NEEDS_REVIEW: "needs_review"}
# What the state of a text says already.
OF_STATES = {UNTRANSLATED, *UNREVIEWED.values()}


def findings_for_translation(translation: Translation) -> dict[int, list[Finding]]:
    """Return what is to be said about each segment of a translation, by the segment's id.

    Segments without findings are left out. What nobody has translated yet is `untranslated`.
    """
    return Checker().findings_for_translation(translation)


class Checker:
    """Checks many instances and asks for the glossary only once."""

    def __init__(self) -> None:
        self.terms = cache(_terms)

    def findings_for(self, instance: Model, translation: Translation | None) -> list[Finding]:
        """Return the findings of a page or snippet, which is the target of a translation or not."""
        content = content_of(instance)
        policy = policy_of(content.locale)
        own_terms = () if isinstance(instance, GlossaryTerm) else self.terms(content.locale, "")
        findings = quality.check(content, policy, own_terms)
        if translation is not None:
            beside = self.beside_source(translation, content, policy)
            findings = [*_of_translated_words(findings, content, beside), *beside]
            findings += _misplaced(instance, translation)
        findings += policy.weigh(_quiz_findings(instance))
        return policy.weigh(findings)

    def beside_source(
        self, translation: Translation, content: Content, policy: Policy
    ) -> list[Finding]:
        """Return the findings of a target beside the source text it was made from."""
        source = _source_of(translation)
        if source is None:
            return []
        translated = texts(translation)
        done = {
            (text.segment.context.path, plain(text.segment.string.data))
            for text in translated
            if text.state != State.UNTRANSLATED
        }
        pairs = list(_pairs(source, content, done))
        terms = self.terms(content.locale, source.locale)
        known = _known(translation, translated)
        beside = quality.compare(source.locale, content.locale, pairs, policy, terms, known)
        told = [*_too_long(source, translated), *_unreviewed(translation, translated)]
        return [*policy.weigh(told), *beside]

    def findings_for_translation(self, translation: Translation) -> dict[int, list[Finding]]:
        locale = locales.canonical(translation.target_locale.language_code)
        source_locale = locales.canonical(translation.source.locale.language_code)
        policy = policy_of(locale)
        source = _source_of(translation)
        about = {passage.path: passage for passage in source.passages} if source else {}
        is_term = translation.source.specific_content_type.model_class() is GlossaryTerm
        own_terms = () if is_term else self.terms(locale, "")
        translated = texts(translation)
        known = _known(translation, translated)
        result: dict[int, list[Finding]] = {}
        for text in translated:
            path, source_text = text.segment.context.path, text.segment.string.data
            original = about.get(path) or Passage(path, source_text)
            words = text.words if original.html else plain(text.words)
            own = replace(original, text=words, required=False)
            is_done = text.state != State.UNTRANSLATED
            pair = Pair(path, source_text, text.words, translated=is_done)
            findings = quality.compare(
                source_locale, locale, [pair], policy, self.terms(locale, source_locale), known
            )
            if text.words:
                content = Content(locale, [own])
                findings += quality.check(content, policy, own_terms)
            findings += policy.weigh(_unreviewed(translation, [text]))
            if findings:
                result[text.segment.pk] = policy.weigh(findings)
        return result


def _source_of(translation: Translation) -> Content | None:
    """Return the text a translation is made from; None when it is gone or has another shape now."""
    try:
        return content_of(translation.source.as_instance())
    except (SourceDeletedError, KeyError, ValueError):
        return None


def _of_translated_words(
    findings: list[Finding], content: Content, beside: list[Finding]
) -> Iterator[Finding]:
    """Yield findings but those of words that nobody has translated, of which this is told already.

    Such words are the source's: of course they are in its language and set as it sets them.
    """
    untranslated = [finding for finding in beside if finding.code == UNTRANSLATED]
    is_html = {passage.path: passage.html for passage in content.passages}
    whole = {finding.path for finding in untranslated if not is_html.get(finding.path)}
    paragraphs = {(finding.path, finding.details["excerpt"]) for finding in untranslated}
    for finding in findings:
        place = finding.path, finding.details.get("excerpt", "")
        if finding.code in STRUCTURAL or (finding.path not in whole and place not in paragraphs):
            yield finding


def _too_long(source: Content, translated: list[Text]) -> Iterator[Finding]:
    """Yield the translations that were refused for their length, so that nothing shows them."""
    limits = {passage.path: passage.limit for passage in source.passages}
    for text in translated:
        path, words = text.segment.context.path, plain(text.words)
        limit = limits.get(path)
        if limit is not None and len(words) > limit:
            yield found("max_length", path, words, length=str(len(words)), limit=str(limit))


def _unreviewed(translation: Translation, translated: list[Text]) -> Iterator[Finding]:
    """Yield what a machine translated or what was carried over, until a person stands for it."""
    for text in translated:
        code = UNREVIEWED.get(text.state)
        if translation.enabled and code is not None:
            yield found(code, text.segment.context.path, plain(text.words))


def _misplaced(instance: Model, translation: Translation) -> Iterator[Finding]:
    """Yield that a page lies below another one than the page it is translated from."""
    if not isinstance(instance, Page):
        return
    # Where it stands is asked of the tree: a draft remembers where it was saved.
    compared = (instance.locale_id, translation.source.locale_id)
    members = Page.objects.filter(translation_key=instance.translation_key, locale__in=compared)
    paths = dict(members.values_list("locale", "path"))
    above = {locale: path[: -Page.steplen] for locale, path in paths.items()}
    if len(above) < len(compared):
        return
    rows = Page.objects.filter(path__in=above.values()).only("path", "translation_key", "title")
    parents = {parent.path: parent for parent in rows}
    own, source = (parents[above[locale]] for locale in compared)
    if own.translation_key != source.translation_key:
        yield found("misplaced", "title", str(instance), parent=str(source))


def _known(translation: Translation, translated: list[Text]) -> Mapping[str, set[str]]:
    """Return how the whole wiki translates the sentences of a source."""
    ways: dict[str, set[str]] = defaultdict(set)
    rows = StringTranslation.objects.filter(
        locale=translation.target_locale_id,
        translation_of__in=[text.segment.string_id for text in translated],
        has_error=False,
    )
    for source, text in rows.values_list("translation_of__data", "data"):
        ways[source].add(text)
    return ways


def _pairs(source: Content, target: Content, done: set[tuple[str, str]]) -> Iterator[Pair]:
    targets = {passage.path: passage for passage in target.passages}
    for passage in source.passages:
        if passage.kind == NAME or not passage.words.strip():
            continue
        other = targets.get(passage.path) or Passage(passage.path, "", html=passage.html)
        before = passage.marked if passage.html else [passage.text]
        after = other.marked if other.html else [other.text]
        if len(before) != len(after):
            before, after = [" ".join(before)], [" ".join(after)]
        for text, translated in zip(before, after, strict=True):
            is_done = plain(text) != plain(translated) or (passage.path, plain(text)) in done
            yield Pair(passage.path, text, translated, translated=is_done)


def _terms(locale: str, source_locale: str) -> tuple[Term, ...]:
    """Return the glossary of a locale, with each term in the source locale where it has one."""
    asked = [locales.language_code(code) for code in (locale, source_locale) if code]
    rows = GlossaryTerm.objects.filter(live=True, locale__language_code__in=asked)
    columns = ("locale__language_code", "translation_key", "term", "forbidden")
    by_locale: dict[str, dict[Any, tuple[str, str]]] = defaultdict(dict)
    for code, key, term, forbidden in rows.values_list(*columns):
        by_locale[locales.canonical(code)][key] = term, forbidden
    sources = by_locale[source_locale] if source_locale else {}
    return tuple(
        Term(
            preferred=term,
            forbidden=tuple(words_to_avoid(forbidden)),
            source=sources[key][0] if key in sources else "",
        )
        for key, (term, forbidden) in by_locale[locale].items()
    )


def _quiz_findings(instance: Model) -> Iterator[Finding]:
    if isinstance(instance, QuizPage):
        instance.fill_keys()
        for finding in instance.findings()[0]:
            code = "quiz" if finding.severity == QUIZ_ERROR else "quiz_advice"
            about = {**finding.details, "quiz_code": finding.code, "where": finding.where}
            yield found(code, "quiz", **about)
