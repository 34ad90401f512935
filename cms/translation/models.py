"""The index of the memory, and what is on its way to becoming a draft in other locales."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail_localize.models import String


class MemoryToken(models.Model):
    """A piece of a word, and in how many texts of a locale it occurs."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    token = models.BigIntegerField()
    texts = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["locale", "token"], name="one_count_a_token"),
        ]

    def __str__(self) -> str:
        return f"{self.locale_id} {self.token}: {self.texts}"


class MemoryEntry(models.Model):
    """That a text has a token; `size` is how many tokens the text has."""

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+", db_index=False)
    token = models.BigIntegerField()
    size = models.PositiveSmallIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["locale", "token", "size", "string"], name="memory_entry"),
        ]

    def __str__(self) -> str:
        return f"{self.string_id} {self.token}"


class TranslationSubmission(models.Model):
    """A page and all below it, to be submitted for translation in the background.

    What is left to do follows from the pages themselves, so a submission that was interrupted is
    finished by running it again. `total` and `done` count pages times locales; `problems` says why
    one was left out, by `page/locale`.
    """

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    locales = models.ManyToManyField(Locale, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    problems = models.JSONField(default=dict)
    created_at = models.DateTimeField(auto_now_add=True)
    moved_at = models.DateTimeField(auto_now=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("manage_translations", _("Can stop, convert and delete translations")),
            ("only_translates", _("Edits pages only where they are translations")),
        ]

    def __str__(self) -> str:
        return f"{self.page_id}: {self.done}/{self.total}"
