"""Publishing many pages at once: all of them, or none and a word about it."""

from django.forms import Form
from django.http import HttpResponse
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.views.pages.bulk_actions.publish import PublishBulkAction

from cms.gate.refusal import PublicationRefused


class PublishTogether(PublishBulkAction):
    """Wagtail's own, which knows no refusal."""

    def form_valid(self, form: Form) -> HttpResponse:
        """Say of all pages what the answer to a refusal says of one."""
        try:
            return super().form_valid(form)
        except PublicationRefused:
            number = len(self.actionable_objects)
            if number > 1:
                text = _("None of the %(number)s pages was published.")
                messages.error(self.request, text % {"number": number})
            raise
