"""Connects the translation desk to Wagtail and wagtail-localize when the project starts."""

from django.db.models.signals import post_save
from wagtail.models import Revision
from wagtail.signals import post_page_move, published
from wagtail_localize.views import convert, edit_translation, update_translations

from cms.translation import converting, machine, ordering, safety, staleness


def connect() -> None:
    safety.install()
    published.connect(staleness.follow_source)
    post_save.connect(staleness.note_revision, sender=Revision)
    post_page_move.connect(ordering.follow_order)
    # wagtail-localize looks its views up when it registers their addresses, which comes later.
    convert.convert_to_alias = converting.convert_to_alias
    edit_translation.machine_translate = machine.machine_translate
    edit_translation.apply_machine_translation = machine.apply_machine_translation
    update_translations.apply_machine_translation = machine.apply_machine_translation
    update_translations.UpdateTranslationsView = machine.CarefulUpdateTranslationsView
