"""What a machine wrote is not published before a person has read it."""

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from wagtail.models import Revision
from wagtail_localize.models import StringTranslation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from cms.translation import similarity
from cms.translation.states import UNREVIEWED
from content_models import locales
from content_models.models import WikiPage
from content_models.models.snippets import WikiSnippet


class MachineTextUnreviewed(ValidationError):
    """A page or snippet holds what a machine wrote and nobody has read; the message quotes it."""


def unreviewed(instance: Model) -> list[tuple[str, str]]:
    """Return (path, words) of what nobody has read in a page or snippet as it is in memory."""
    if locales.canonical(instance.locale.language_code) in settings.WIKI_UNREVIEWED_MACHINE_LOCALES:
        return []
    written = StringTranslation.objects.filter(
        UNREVIEWED,
        context__object=instance.translation_key,
        locale=instance.locale_id,
        has_error=False,
    )
    places = {
        (path, similarity.plain(data))
        for path, data in written.values_list("context__path", "data")
    }
    if not places:
        return []
    shown = {
        (segment.path, similarity.plain(segment.string.data))
        for segment in extract_segments(instance)
        if isinstance(segment, StringSegmentValue)
    }
    return sorted(places & shown)


def refuse(instance: Model) -> None:
    """Let an instance pass unless it shows what nobody has read.

    Raises:
        MachineTextUnreviewed: naming the first of the texts.
    """
    found = unreviewed(instance)
    if found:
        raise MachineTextUnreviewed(
            _(
                "“%(title)s” was not published: a machine wrote %(number)s of its texts and "
                "nobody has read them, beginning with “%(words)s”."
            )
            % {"title": instance, "number": len(found), "words": found[0][1][:80]}
        )


def ask_before_publishing(instance: Any, raw: bool = False, **kwargs: Any) -> None:
    """Ask when the published revision of a page or snippet is about to change."""
    if raw or not isinstance(instance, WikiPage | WikiSnippet):
        return
    if not instance.live or instance.live_revision_id is None:
        return
    same = type(instance)._base_manager.filter(
        pk=instance.pk, live=True, live_revision=instance.live_revision_id
    )
    if not same.exists():
        refuse(instance)


def ask_before_scheduling(instance: Revision, raw: bool = False, **kwargs: Any) -> None:
    """Ask when a revision is given a time to go live."""
    if raw or instance.approved_go_live_at is None:
        return
    scheduled = instance.as_object()
    if isinstance(scheduled, WikiPage | WikiSnippet):
        refuse(scheduled)
