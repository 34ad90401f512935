"""What the desk knows of a translated text beyond its words."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail_localize.models import String, StringTranslation


class State(models.TextChoices):
    """How far one text of a translation has come."""

    UNTRANSLATED = "untranslated", _("Untranslated")
    MACHINE = "machine", _("Machine")
    NEEDS_REVIEW = "needs_review", _("Needs review")
    TRANSLATED = "translated", _("Translated")
    APPROVED = "approved", _("Approved")


class SegmentReview(models.Model):
    """What somebody, or a change of the source, has said about one translated text.

    A text without a review is translated, or machine when a machine made it.
    """

    translation = models.OneToOneField(
        StringTranslation, on_delete=models.CASCADE, primary_key=True, related_name="review"
    )
    state = models.CharField(max_length=20, choices=State)
    # The text that was translated, when the source reads differently now. Empty when the words
    # come from another page.
    earlier_source = models.ForeignKey(
        String, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.translation_id}: {self.state}"
