"""The writers' desk as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Wiki desk")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.admin import auth
        from wagtail.permissions import register_permission_policy

        # It comes first: after a commit links are checked before the courier is called.
        import cms.editorial.rechecking  # noqa: F401
        from cms import gate  # noqa: F401
        from cms.delivery import courier  # noqa: F401
        from cms.editorial import permissions, promoting, roles  # noqa: F401
        from cms.translation import limits, refusals, wiring
        from content_models.models import WikiPage

        WikiPage.permission_tester = permissions.WikiPagePermissions
        for model in roles.SNIPPETS:
            register_permission_policy(model, permissions.PerLocale(model))
        # Wagtail redirects to the start page instead of saying that something is forbidden.
        auth.permission_denied = refusals.forbidden
        wiring.connect()
        limits.keep_draft_titles_short()
