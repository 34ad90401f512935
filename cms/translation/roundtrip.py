"""Translations out to files and back: what goes out unchanged comes back without a change."""

import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import (
    StringSegment,
    StringTranslation,
    Translation,
)
from wagtail_localize.strings import StringValue, validate_translation_links

from cms.editorial import messages
from cms.editorial.findings import OF_STATES, UNREVIEWED, Checker
from cms.texts import states
from cms.texts.models import State
from cms.texts.targets import target_of
from cms.translation import formats, limits, locks
from cms.translation.formats import Text, Texts, UnreadableFile
from content_models import locales
from content_models.quality import ERROR

May = Callable[[Model], bool]

# What wagtail-localize shows as the tool that wrote a text.
FILES = {"po": "PO", "xliff": "XLIFF"}
# The states of texts that somebody has still to see.
UNFINISHED = (State.UNTRANSLATED, *UNREVIEWED)


@dataclass
class Imported:
    """What an import did or, on a dry run, would do.

    `fuzzy` counts those of the changed and unchanged that need review, `faulty` those of the
    changed that keep their page from being published. `lines` tell why, and what was kept out.
    """

    files: int = 0
    changed: int = 0
    unchanged: int = 0
    untranslated: int = 0
    fuzzy: int = 0
    faulty: int = 0
    refused: int = 0
    lines: list[str] = field(default_factory=list)


def translations(
    locale: Locale, page: Page | None = None, *, subtree: bool = False, unfinished: bool = False
) -> list[Translation]:
    """Return what is being translated into a locale: everything, one page, or all below it too.

    Args:
        unfinished: leave out what has all its texts, none of which needs review.
    """
    found = (
        Translation.objects.filter(target_locale=locale, enabled=True)
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .order_by("source__object_repr", "pk")
    )
    if page is not None:
        tree = page.get_descendants(inclusive=True) if subtree else Page.objects.filter(pk=page.pk)
        found = found.filter(source__object_id__in=tree.values("translation_key"))
    if not unfinished:
        return list(found)
    counts = states.counts(found)
    return [one for one in found if any(counts[one.pk][state] for state in UNFINISHED)]


def texts_of(translation: Translation) -> Texts:
    """Return the segments of a translation with what they say now.

    What a machine wrote, what needs review and what has an error goes out as fuzzy.
    """
    return Texts(
        identifier=str(translation.uuid),
        source_locale=locales.canonical(translation.source.locale.language_code),
        target_locale=locales.canonical(translation.target_locale.language_code),
        title=translation.source.object_repr,
        exported_at=timezone.now(),
        texts=[
            Text(
                text.segment.context.path,
                text.segment.string.data,
                text.words,
                fuzzy=text.translated is not None and not _is_final(text),
            )
            for text in states.texts(translation)
        ],
    )


def export(found: list[Translation], kind: str) -> tuple[str, bytes]:
    """Return name and content of a file: PO, a ZIP of many PO files, or XLIFF."""
    every = [texts_of(translation) for translation in found]
    locale = every[0].target_locale if every else "none"
    name = slugify(every[0].title) or "translation" if len(every) == 1 else "translations"
    if kind == "xliff":
        return f"{name}.{locale}.xlf", formats.write_xliff(every)
    if len(every) == 1:
        return f"{name}.{locale}.po", formats.write_po(every[0])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, texts in enumerate(every, start=1):
            inner = f"{number:04}-{slugify(texts.title) or 'page'}.{locale}.po"
            archive.writestr(inner, formats.write_po(texts))
    return f"{name}.{locale}.zip", packed.getvalue()


def import_texts(
    every: Iterable[Texts],
    *,
    user: Any,
    may: May,
    expected: Translation | None = None,
    dry_run: bool = False,
) -> Imported:
    """Store what files say, all of it or nothing.

    `may` tells whether the importer may change a page or snippet. With `expected`, only files of
    that translation are taken.

    Raises:
        UnreadableFile: when a file belongs to another page or language, to none, to one that is
            locked, or to one the importer may not change. Then nothing was changed.
    """
    done, checker = Imported(), Checker()
    with transaction.atomic():
        for texts in every:
            translation = _translation_for(texts, expected)
            target = target_of(translation)
            if target is None:
                raise UnreadableFile(
                    _("%(file)s: its page has been deleted.") % {"file": texts.file}
                )
            if not may(target):
                raise UnreadableFile(
                    _("%(file)s: you may not change “%(title)s”.")
                    % {"file": texts.file, "title": str(target)}
                )
            message = locks.lock_message(user, target) if user is not None else ""
            if message:
                raise UnreadableFile(f"{texts.file}: {message}")
            done.files += 1
            changed = _store(translation, texts, user, done)
            if changed:
                _tell_errors(checker, translation, texts.file, changed, done)
        transaction.set_rollback(dry_run)
    return done


def _is_final(text: states.Text) -> bool:
    return text.state in (State.TRANSLATED, State.APPROVED)


def _is_newer(done: StringTranslation, texts: Texts) -> bool:
    """Return whether a person wrote a text at the desk after it went out.

    What came in from a file may come in again, corrected.
    """
    if texts.exported_at is None or done.tool_name in FILES.values():
        return False
    return states.state_of(done) != State.MACHINE and done.updated_at > texts.exported_at


def _translation_for(texts: Texts, expected: Translation | None) -> Translation:
    try:
        identifier = UUID(texts.identifier)
    except ValueError as error:
        raise UnreadableFile(
            _("%(file)s does not say which translation it belongs to.") % {"file": texts.file}
        ) from error
    if expected is not None and identifier != expected.uuid:
        raise UnreadableFile(
            _("%(file)s belongs to another page or language.") % {"file": texts.file}
        )
    found = (
        Translation.objects.filter(uuid=identifier, enabled=True)
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .first()
    )
    if found is None:
        raise UnreadableFile(
            _("%(file)s belongs to a translation that is not here or was stopped.")
            % {"file": texts.file}
        )
    for named, locale in (
        (texts.target_locale, found.target_locale),
        (texts.source_locale, found.source.locale),
    ):
        code = locales.canonical(locale.language_code)
        if named and locales.canonical(named) != code:
            raise UnreadableFile(
                _("%(file)s says %(named)s where this translation has %(locale)s.")
                % {"file": texts.file, "named": named, "locale": code}
            )
    return found


def _store(translation: Translation, texts: Texts, user: Any, done: Imported) -> dict[int, Text]:
    """Store what is new or different, and return it by the id of its segment."""
    changed: dict[int, Text] = {}
    known = {
        (here.segment.context.path, here.segment.string.data): here
        for here in states.texts(translation)
    }
    seen = set()
    for text in texts.texts:
        place = (text.path, text.source)
        here = known.get(place)
        if here is None:
            _refuse(done, texts, text, _("is not in the page any more"))
            continue
        if place in seen:
            continue
        seen.add(place)
        before = here.translated
        is_final = _is_final(here)
        is_same = before is not None and before.data == text.target
        if not text.target:
            done.untranslated += 1
        elif is_same and (is_final or text.fuzzy):
            done.unchanged += 1
            done.fuzzy += not is_final
        elif text.fuzzy and is_final:
            _refuse(done, texts, text, _("is fuzzy, and here a finished text stands already"))
        elif before is not None and _is_newer(before, texts):
            _refuse(done, texts, text, _("has been written anew here since the file was exported"))
        elif problem := _problem(translation, here.segment, text.target):
            _refuse(done, texts, text, problem)
        else:
            _write(translation, here, text, texts, user)
            changed[here.segment.pk] = text
    done.changed += len(changed)
    done.fuzzy += sum(text.fuzzy for text in changed.values())
    return changed


def _write(
    translation: Translation, here: states.Text, text: Text, texts: Texts, user: Any
) -> None:
    segment, before = here.segment, here.translated
    # A fuzzy mend of what a machine wrote stays the machine's: the gate must not open for it.
    is_unread = text.fuzzy and before is not None and states.state_of(before) == State.MACHINE
    stored = before or StringTranslation(
        translation_of=segment.string,
        locale=translation.target_locale,
        context=segment.context,
    )
    stored.data = text.target
    stored.translation_type = states.MACHINE if is_unread else states.MANUAL
    stored.tool_name = FILES["po" if texts.file.endswith(".po") else "xliff"]
    stored.last_translated_by = user
    stored.has_error, stored.field_error = False, ""
    stored.save()
    if text.fuzzy and not is_unread:
        states.doubt(stored, user)


def _tell_errors(
    checker: Checker,
    translation: Translation,
    file: str,
    changed: Mapping[int, Text],
    done: Imported,
) -> None:
    """Tell which of the changed texts keep their page from being published, and why."""
    for segment, findings in checker.findings_for_translation(translation).items():
        errors = [one for one in findings if one.severity == ERROR and one.code not in OF_STATES]
        if segment in changed and errors:
            done.faulty += 1
            done.lines.append(
                _("%(file)s: “%(text)s” cannot be published yet: %(reason)s")
                % {
                    "file": file,
                    "text": changed[segment].source[:60],
                    "reason": " ".join(map(messages.describe, errors)),
                }
            )


def _problem(translation: Translation, segment: StringSegment, target: str) -> str:
    """Return why a text cannot stand where it should, empty when it can."""
    if "\x00" in target:
        return _("holds a character that cannot be stored")
    if limits.too_long(translation.source, segment.context, target):
        limit = limits.limit_of(translation.source, segment.context)
        return _("is longer than %(limit)s characters") % {"limit": limit}
    try:
        StringValue.from_translated_html(target)
        validate_translation_links(segment.string.data, target)
    except ValueError as error:
        return str(error)
    return ""


def _refuse(done: Imported, texts: Texts, text: Text, reason: str) -> None:
    done.refused += 1
    done.lines.append(
        _("%(file)s: “%(text)s” %(reason)s.")
        % {"file": texts.file, "text": text.source[:60], "reason": reason}
    )
