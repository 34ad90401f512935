"""Which translation fills a page or snippet."""

from uuid import UUID

from wagtail_localize.models import Translation


def filling(key: UUID, locale: int) -> Translation | None:
    """Return the translation that fills what has a key in a locale, None when nothing does.

    Args:
        locale: number of the locale, in the database.
    """
    return (
        Translation.objects.filter(source__object_id=key, target_locale=locale, enabled=True)
        .select_related("source__locale", "source__specific_content_type", "target_locale")
        .order_by("pk")
        .first()
    )
