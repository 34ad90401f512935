"""The forms in which pages and snippets are edited."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm
from wagtail.models import Page


class WikiForm(WagtailAdminModelForm):
    """Comes back with all that was typed when the desk objects to what would be saved.

    The desk sees a form when it is sent, and leaves its objection at the instance, in words.
    """

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        objection = getattr(self.instance, "objection", "")
        if objection:
            raise ValidationError(objection)
        return cleaned


class WikiPageForm(WikiForm, WagtailAdminPageForm):
    """The editor's form of a page. A new page is a draft until its publication has passed."""

    def save(self, commit: bool = True) -> Page:
        if self.instance.pk is None:
            self.instance.live = False
        return super().save(commit)
