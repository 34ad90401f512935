"""The forms in which pages and snippets are edited."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.models import Page, Revision


class SeenForm(WagtailAdminModelForm):
    """Refuses to save over a version that whoever sends the form has not seen.

    The desk looks for such a version when a form is sent and leaves it at the instance as
    `saved_meanwhile`. The form comes back with all that was typed, made from that version now, so
    sending it once more puts it in the place of the other, which stays in the history.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        newer: Revision | None = getattr(self.instance, "saved_meanwhile", None)
        if newer is not None:
            raise ValidationError(_told(newer), code="saved_meanwhile")
        return cleaned


class WikiPageForm(SeenForm, WagtailAdminPageForm):
    """The editor's form of a page. A new page is a draft until its publication has passed."""

    def save(self, commit: bool = True) -> Page:
        if self.instance.pk is None:
            self.instance.live = False
        return super().save(commit)


def _told(newer: Revision) -> str:
    name = newer.user and (newer.user.get_full_name() or newer.user.get_username())
    at = formats.time_format(timezone.localtime(newer.created_at), "TIME_FORMAT")
    return _(
        "%(name)s saved another version (%(time)s) after you had opened this one. What you have "
        "typed is still in the form. Save once more to put it in the place of that version, which "
        "stays in the history."
    ) % {"name": name or _("Somebody"), "time": at}
