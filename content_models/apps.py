"""Connects publishing to Wagtail's signals and registers the start-up checks."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ContentModelsConfig(AppConfig):
    name = "content_models"
    verbose_name = _("Wiki content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from content_models import checks, signals  # noqa: F401
        from content_models.publishing import actions

        actions.make_whole()
