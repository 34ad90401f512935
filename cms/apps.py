"""The writers' desk as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Wiki desk")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from cms.editorial import promoting  # noqa: F401
