"""Stores a quiz file: the source page and its translations, all or nothing."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import slugify
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue

from cms.quizzes.files.problems import UnreadableQuiz
from cms.quizzes.files.reading import JSON, QuizFile
from cms.quizzes.files.writing import document
from cms.translation.gate import PublicationRefused
from content_models import locales
from content_models.models import HomePage, QuizPage


@dataclass(frozen=True)
class Stored:
    """What became of a file: the page in the source locale, and what was done by locale."""

    page: QuizPage
    done: dict[str, str]


@transaction.atomic
def store(file: QuizFile, *, user: Any = None, publish: bool = False) -> Stored:
    """Store a quiz as drafts, or published; what is as the file says already is left alone.

    Raises:
        UnreadableQuiz: when the quiz has no place in this wiki, or cannot be published.
    """
    page, is_new = _source(file)
    before = {} if is_new else _stored(file)
    changed = is_new or not _same(file, before)
    done = {}
    try:
        if changed:
            _write(page, file, user, is_new=is_new)
        done[file.source] = _finish(page, changed=changed, is_new=is_new, publish=publish)
        for code in [code for code in file.values if code != file.source]:
            other = code not in before
            translated = changed or other
            target = _translate(page, file, code, user) if translated else before[code]
            done[code] = _finish(target, changed=translated, is_new=other, publish=publish)
    except ValidationError as error:
        raise UnreadableQuiz([f"file: {message}" for message in error.messages]) from error
    except PublicationRefused as refusal:
        raise UnreadableQuiz([f"file: {reason}" for reason in refusal.reasons]) from refusal
    return Stored(page, done)


def _locale(code: str) -> Locale:
    return Locale.objects.get(language_code=locales.language_code(code))


def _pages(file: QuizFile) -> dict[str, QuizPage]:
    pages = QuizPage.objects.filter(translation_key=file.key).select_related("locale")
    return {locales.canonical(page.locale.language_code): page for page in pages}


def _source(file: QuizFile) -> tuple[QuizPage, bool]:
    """Return the page of the source locale, made as an empty draft when there is none."""
    page = _pages(file).get(file.source)
    if page is not None:
        if page.is_translation:
            message = f"file: The quiz is a translation in {file.source}, not its source."
            raise UnreadableQuiz([message])
        return page, False
    values = file.values[file.source]
    page = QuizPage(
        translation_key=file.key,
        locale=_locale(file.source),
        live=False,
        **{name: values[name] for name in ("title", "summary", "disclaimer")},
        slug=values.get("slug") or slugify(values["title"])[:200] or f"quiz-{file.key.hex[:8]}",
    )
    try:
        _parent(file, file.source).add_child(instance=page)
    except ValidationError as error:
        raise UnreadableQuiz([f"file: {message}" for message in error.messages]) from error
    return page, True


def _parent(file: QuizFile, code: str) -> Page:
    locale = _locale(code)
    parents = Page.objects.filter(locale=locale)
    if file.parent is not None:
        parent = parents.filter(translation_key=file.parent).first()
    else:
        parent = HomePage.objects.filter(locale=locale).first()
    if parent is None:
        message = f"file: The page that the quiz would stand below is not there in {code} yet."
        raise UnreadableQuiz([message])
    if type(parent.specific) not in QuizPage.allowed_parent_page_models():
        raise UnreadableQuiz(["file: A quiz cannot stand below the page that “parent” names."])
    return parent


def _stored(file: QuizFile) -> dict[str, QuizPage]:
    return {code: page.get_latest_revision_as_object() for code, page in _pages(file).items()}


def _same(file: QuizFile, before: dict[str, QuizPage]) -> bool:
    """Say whether the newest drafts hold exactly what the file says."""
    if not set(file.values) <= set(before):
        return False
    now = {code: before[code] for code in file.values}
    wanted = {code: _filled(before[code], file, code) for code in file.values}
    there, asked = (document(pages, file.source, file.parent) for pages in (now, wanted))
    return _json(there) == _json(asked)


def _json(value: Any) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, sort_keys=True)


def _filled(page: QuizPage, file: QuizFile, code: str) -> QuizPage:
    """Return the page as the file wants it, words that a locale lacks lent by the source."""
    values = file.values[code]
    if code != file.source:
        values = _lent(values, file.values[file.source])
    like = type(page)(**{f.name: getattr(page, f.name) for f in page._meta.concrete_fields})
    for name, value in values.items():
        setattr(like, name, value)
    return like


def _lent(value: Any, source: Any) -> Any:
    if isinstance(value, dict):
        return {name: _lent(inner, source[name]) for name, inner in value.items()}
    if isinstance(value, list):
        return [_lent(inner, other) for inner, other in zip(value, source, strict=True)]
    return source if value in ("", None) else value


def _write(page: QuizPage, file: QuizFile, user: Any, *, is_new: bool) -> None:
    draft = page if is_new else page.get_latest_revision_as_object()
    for name, value in file.values[file.source].items():
        setattr(draft, name, value)
    draft.save_revision(user=user, log_action=True)


def _finish(page: QuizPage, *, changed: bool, is_new: bool, publish: bool) -> str:
    """Publish where that was asked for and is needed; return what was done."""
    page = QuizPage.objects.get(pk=page.pk)
    revision = page.get_latest_revision()
    if publish and revision is not None and page.live_revision_id != revision.pk:
        revision.publish()
        return "published"
    return ("created" if is_new else "updated") if changed else "unchanged"


def _translate(source: QuizPage, file: QuizFile, code: str, user: Any) -> QuizPage:
    """Hand the words of a locale to wagtail-localize and return the page it makes of them."""
    locale = _locale(code)
    _parent(file, code)
    original = source.get_latest_revision_as_object()
    record, _created = TranslationSource.update_or_create_from_instance(original)
    _keep_words(record, _transient(original, file.values[code], locale))
    translation, _created = Translation.objects.get_or_create(source=record, target_locale=locale)
    translation.save_target(user=user, publish=False)
    return QuizPage.objects.get(translation_key=file.key, locale=locale)


def _transient(original: QuizPage, values: JSON, locale: Locale) -> QuizPage:
    return QuizPage(translation_key=original.translation_key, locale=locale, **values)


def _keep_words(record: TranslationSource, target: QuizPage) -> None:
    """Store the words of a page that is never saved as translations, path by path."""
    said: dict[str, list[str]] = defaultdict(list)
    for segment in extract_segments(target):
        if isinstance(segment, StringSegmentValue):
            said[segment.path].append(segment.string.data)
    asked: dict[str, list[StringSegment]] = defaultdict(list)
    segments = StringSegment.objects.filter(source=record).select_related("context", "string")
    for segment in segments.order_by("order"):
        asked[segment.context.path].append(segment)
    for path, strings in said.items():
        # A rich text in another number of paragraphs cannot be told apart piece by piece.
        if len(asked.get(path, ())) != len(strings):
            continue
        for segment, words in zip(asked[path], strings, strict=True):
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                locale=target.locale,
                context=segment.context,
                defaults={
                    "data": words,
                    "translation_type": StringTranslation.TRANSLATION_TYPE_MANUAL,
                },
            )
