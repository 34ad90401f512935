"""Stores a quiz file: the source page and its translations, all or nothing."""

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    String,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.types import StringSegmentValue
from wagtail_localize.strings import StringValue

from cms.gate import PublicationRefused
from cms.quizzes.files.problems import whole_file
from cms.quizzes.files.reading import QuizFile
from cms.quizzes.files.writing import document
from cms.texts import states
from content_models import locales
from content_models.models import HomePage, QuizPage

# What wagtail-localize shows as the tool that wrote a text.
TOOL = "JSON"


@dataclass(frozen=True)
class Stored:
    """What became of a file: the page in the source locale, and what was done by locale.

    `kept` counts by locale the texts of the translation desk that no draft holds: they stay.
    """

    page: QuizPage
    done: dict[str, str]
    kept: dict[str, int]


@transaction.atomic
def store(file: QuizFile, *, user: Any = None, publish: bool = False) -> Stored:
    """Store a quiz as drafts, or published; what is as the file says already is left alone.

    Raises:
        UnreadableQuiz: when the quiz has no place in this wiki, or cannot be published.
    """
    page, is_new = _source(file)
    before = {} if is_new else _stored(file)
    changed = is_new or not _same(file, before, [file.source])
    translated = changed or not _same(file, before, list(file.values))
    done, kept = {}, {}
    try:
        if changed:
            _write(page, file, user, is_new=is_new)
        done[file.source] = _finish(page, changed=changed, is_new=is_new, publish=publish)
        page = QuizPage.objects.get(pk=page.pk)
        # What is translated is the published text: words for a draft wait for it.
        waits = page.live and page.latest_revision_id != page.live_revision_id
        for code in [code for code in file.values if code != file.source]:
            other = code not in before
            if translated:
                _parent(file, code)
                kept[code] = _keep_words(page, file, code, before.get(code), user)
            if translated and waits and not other:
                done[code] = "waiting"
                continue
            target = _translate(page, code, user) if translated else before[code]
            done[code] = _finish(target, changed=translated, is_new=other, publish=publish)
    except ValidationError as error:
        raise whole_file(*error.messages) from error
    except PublicationRefused as refusal:
        raise whole_file(*refusal.reasons) from refusal
    return Stored(page, done, kept)


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
            message = _("The quiz is a translation in %(code)s, not its source.")
            raise whole_file(message % {"code": file.source})
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
        raise whole_file(*error.messages) from error
    return page, True


def _parent(file: QuizFile, code: str) -> Page:
    locale = _locale(code)
    parents = Page.objects.filter(locale=locale)
    if file.parent is not None:
        parent = parents.filter(translation_key=file.parent).first()
    else:
        parent = HomePage.objects.filter(locale=locale).first()
    if parent is None:
        message = _("The page that the quiz would stand below is not there in %(code)s yet.")
        raise whole_file(message % {"code": code})
    if type(parent.specific) not in QuizPage.allowed_parent_page_models():
        raise whole_file(_("A quiz cannot stand below the page that “parent” names."))
    return parent


def _stored(file: QuizFile) -> dict[str, QuizPage]:
    return {code: page.get_latest_revision_as_object() for code, page in _pages(file).items()}


def _same(file: QuizFile, before: dict[str, QuizPage], codes: list[str]) -> bool:
    """Return whether the newest drafts in some locales hold exactly what the file says."""
    if not set(codes) <= set(before):
        return False
    now = {code: before[code] for code in codes}
    wanted = {code: _filled(before[code], file, code) for code in codes}
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


def _translate(source: QuizPage, code: str, user: Any) -> QuizPage:
    """Return the page that wagtail-localize makes of the words there are in a locale."""
    locale = _locale(code)
    record, _created = TranslationSource.update_or_create_from_instance(source)
    translation, _created = Translation.objects.get_or_create(source=record, target_locale=locale)
    translation.save_target(user=user, publish=False)
    return QuizPage.objects.get(translation_key=source.translation_key, locale=locale)


def _keep_words(
    source: QuizPage, file: QuizFile, code: str, before: QuizPage | None, user: Any
) -> int:
    """Store the words of a locale as translations of the newest draft, path by path.

    Returns:
        How many other words stay, because somebody wrote them at the desk since the draft `before`.
    """
    locale, kept = _locale(code), 0
    drafted = _strings(before) if before is not None else {}
    original = source.get_latest_revision_as_object()
    target = QuizPage(translation_key=file.key, locale=locale, **file.values[code])
    asked = _strings(original)
    TranslatableObject.objects.get_or_create_from_instance(original)
    for path, words in _strings(target).items():
        context, _created = TranslationContext.objects.get_or_create(object_id=file.key, path=path)
        context.get_field_path(original)
        saved = {string.data for string in drafted.get(path, ())}
        for string, translated in zip(asked[path], words, strict=True):
            place = {
                "translation_of": String.from_value(original.locale, string),
                "locale": locale,
                "context": context,
            }
            there = StringTranslation.objects.filter(**place).first()
            if there is not None and there.data == translated.data and not there.has_error:
                continue
            if there is not None and there.data not in saved and _is_of_desk(there):
                kept += 1
                continue
            stored = there or StringTranslation(**place)
            stored.data, stored.translation_type = translated.data, states.MANUAL
            stored.tool_name, stored.last_translated_by = TOOL, user
            stored.has_error, stored.field_error = False, ""
            stored.save()
    return kept


def _is_of_desk(words: StringTranslation) -> bool:
    """Return whether a person wrote words, not a machine and not a file of a quiz."""
    return words.translation_type == states.MANUAL and words.tool_name != TOOL


def _strings(page: QuizPage) -> dict[str, list[StringValue]]:
    """Return what is to be translated in a page, by path."""
    found: dict[str, list[StringValue]] = defaultdict(list)
    for segment in extract_segments(page):
        if isinstance(segment, StringSegmentValue):
            found[segment.path].append(segment.string)
    return found
