"""Machine translation with wagtail-localize's translators, when they fail as well.

Whatever a translator does, the person who asked gets a sentence, and what was translated before
the failure is kept. A machine is never shown an address.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

import requests
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Locale
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.machine_translators.base import BaseMachineTranslator
from wagtail_localize.models import StringTranslation, Translation
from wagtail_localize.strings import StringValue
from wagtail_localize.views.update_translations import UpdateTranslationsView

from cms.texts import states
from cms.translation import access
from cms.translation.limits import too_long

logger = logging.getLogger(__name__)

# What every service takes at once.
BATCH = 50
NAMES = {"LibreTranslator": "LibreTranslate", "DeepLTranslator": "DeepL"}


class TranslatorFailed(Exception):
    """The translator did not translate; the message says why and what to do."""


class CarefulTranslator(BaseMachineTranslator):
    """Asks another translator, in batches, and checks what comes back."""

    @property
    def display_name(self) -> str:
        name = self.options["CLASS"].rsplit(".", 1)[-1]
        return NAMES.get(name, name.removesuffix("Translator"))

    def can_translate(self, source_locale: Locale, target_locale: Locale) -> bool:
        try:
            return self._translator().can_translate(source_locale, target_locale)
        except TranslatorFailed:
            # Say why when somebody asks for it, rather than hide that it is there.
            return source_locale != target_locale

    def translate(
        self, source_locale: Locale, target_locale: Locale, strings: Iterable[StringValue]
    ) -> dict[StringValue, StringValue]:
        """Return the translations.

        Raises:
            TranslatorFailed: whatever went wrong.
        """
        translator = self._translator()
        batch = list(strings)
        try:
            answer = translator.translate(source_locale, target_locale, batch)
            return {string: _checked(answer[string]) for string in batch if string in answer}
        except requests.Timeout as error:
            raise TranslatorFailed(
                _("%(name)s took too long to answer. Try again later.") % self._named
            ) from error
        except requests.HTTPError as error:
            raise TranslatorFailed(self._refused(error)) from error
        except requests.ConnectionError as error:
            raise TranslatorFailed(
                _("%(name)s cannot be reached. Try again later.") % self._named
            ) from error
        except Exception as error:
            # Every translator has failures of its own, and none may cost a translator's work.
            logger.exception("%s gave no usable answer", self.display_name)
            raise TranslatorFailed(
                _("%(name)s gave an answer that cannot be used.") % self._named
            ) from error

    def _translator(self) -> BaseMachineTranslator:
        try:
            return import_string(self.options["CLASS"])(self.options["OPTIONS"])
        except ImportError as error:
            raise TranslatorFailed(
                _("%(name)s is not installed. An administrator can install it.") % self._named
            ) from error

    def _refused(self, error: requests.HTTPError) -> str:
        status = error.response.status_code if error.response is not None else 0
        if status in (401, 403):
            return _("%(name)s refused our key. An administrator has to check it.") % self._named
        if status == 429:
            return _("%(name)s has had enough of us for now. Try again later.") % self._named
        return _("%(name)s answered with error %(status)s. Try again later.") % {
            **self._named,
            "status": status,
        }

    @property
    def _named(self) -> dict[str, Any]:
        return {"name": self.display_name}


def _checked(value: Any) -> StringValue:
    if not isinstance(value, StringValue) or not isinstance(value.data, str):
        raise TypeError(f"{value!r} is not a text.")
    return value


def translator_for(translation: Translation) -> BaseMachineTranslator | None:
    """Return the translator that can be asked about a translation."""
    translator = get_machine_translator()
    if translator is None:
        return None
    able = translator.can_translate(translation.source.locale, translation.target_locale)
    return translator if able else None


def apply(translation: Translation, user: Any, translator: BaseMachineTranslator) -> int:
    """Translate what is untranslated; return how many texts were.

    Raises:
        TranslatorFailed: after keeping what was translated before.
    """
    wanted: dict[StringValue, list[states.Text]] = {}
    for text in states.texts(translation):
        if text.translated is None and not _is_address(translation, text):
            wanted.setdefault(text.segment.string.as_value(), []).append(text)
    number = 0
    for batch in _batches(list(wanted)):
        answer = translator.translate(translation.source.locale, translation.target_locale, batch)
        with transaction.atomic():
            for string, translated in answer.items():
                for text in wanted[string]:
                    number += _store(translation, text, translated.data, user, translator)
    return number


def _store(
    translation: Translation,
    text: states.Text,
    words: str,
    user: Any,
    translator: BaseMachineTranslator,
) -> bool:
    if not words.strip() or too_long(translation.source, text.segment.context, words):
        return False
    _row, created = StringTranslation.objects.get_or_create(
        translation_of=text.segment.string,
        locale=translation.target_locale,
        context=text.segment.context,
        defaults={
            "data": words,
            "translation_type": states.MACHINE,
            "tool_name": str(translator.display_name)[:255],
            "last_translated_by": user,
        },
    )
    return created


def _is_address(translation: Translation, text: states.Text) -> bool:
    model = translation.source.specific_content_type.model_class()
    name = text.segment.context.path.split(".")[0]
    return isinstance(model._meta.get_field(name), models.SlugField)


def _batches(strings: Sequence[StringValue]) -> Iterator[Sequence[StringValue]]:
    return (strings[start : start + BATCH] for start in range(0, len(strings), BATCH))


def apply_machine_translation(
    translation_id: int, user: Any, machine_translator: BaseMachineTranslator
) -> bool:
    """Stand in for wagtail-localize's function of this name.

    Raises:
        TranslatorFailed: as `apply` does.
    """
    translation = get_object_or_404(Translation, pk=translation_id)
    access.require(user, translation)
    if not machine_translator.can_translate(translation.source.locale, translation.target_locale):
        raise Http404
    return apply(translation, user, machine_translator) > 0


@require_POST
def machine_translate(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Translate what is untranslated, and say how it went."""
    translation = get_object_or_404(Translation, pk=translation_id)
    access.require(request.user, translation)
    translator = translator_for(translation)
    if translator is None:
        raise Http404
    before = states.counts([translation])[translation.pk]["untranslated"]
    try:
        number = apply(translation, request.user, translator)
    except TranslatorFailed as failed:
        kept = before - states.counts([translation])[translation.pk]["untranslated"]
        messages.error(request, f"{failed} {_kept(kept)}")
    else:
        messages.success(request, _done(number, translator))
    address = get_valid_next_url_from_request(request)
    return redirect(address or reverse("wagtailadmin_home"))


def _done(number: int, translator: BaseMachineTranslator) -> str:
    if not number:
        return _("There is nothing left to translate.")
    return _("Texts translated by %(name)s: %(number)s. They need your review.") % {
        "name": translator.display_name,
        "number": number,
    }


def _kept(number: int) -> str:
    if not number:
        return _("Nothing was changed.")
    return _("Texts translated before that, which are kept: %(number)s.") % {"number": number}


class CarefulUpdateTranslationsView(UpdateTranslationsView):
    """Sync, which survives a machine translator that fails, and tells what was not published."""

    def get_form(self) -> Any:
        form = super().get_form()
        form.fields["publish_translations"].help_text = _(
            "A translation is published unless something, such as a missing text, keeps it back."
        )
        return form

    def form_valid(self, form: Any) -> HttpResponse:
        started = timezone.now()
        try:
            answer = super().form_valid(form)
        except TranslatorFailed as failed:
            messages.error(self.request, f"{failed} {_('Nothing was changed.')}")
            return redirect(self.request.get_full_path())
        if form.cleaned_data["publish_translations"]:
            self._tell_of_unpublished(started)
        return answer

    def _tell_of_unpublished(self, started: datetime) -> None:
        for translation in self.object.translations.filter(enabled=True):
            target = translation.get_target_instance()
            if target.last_published_at is None or target.last_published_at < started:
                told = _("“%(title)s” (%(locale)s) was not published. Open it to see why.")
                about = {"title": target, "locale": target.locale.get_display_name()}
                messages.warning(self.request, told % about)
