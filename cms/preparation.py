"""What a new wiki needs before anybody can write: its locales, a home page and the roles."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from wagtail.models import Locale, Page, Site

from cms.editorial.roles import create_roles
from content_models import locales
from content_models.models import HomePage


@transaction.atomic
def prepare_wiki() -> HomePage:
    """Create what is missing and return the home page of the default locale.

    Running it again changes nothing. Wagtail's welcome page is replaced, if it is still there.
    """
    for locale in locales.configured():
        Locale.objects.get_or_create(language_code=locales.language_code(locale))
    home = HomePage.objects.filter(
        locale__language_code=locales.language_code(locales.default())
    ).first()
    home = home or _create_home()
    create_roles()
    return home


def _create_home() -> HomePage:
    welcome = Page.objects.filter(
        depth=2, content_type=ContentType.objects.get_for_model(Page)
    ).first()
    home = HomePage(
        title=settings.WAGTAIL_SITE_NAME,
        slug="wiki",
        summary=settings.WAGTAIL_SITE_NAME,
        locale=Locale.objects.get(language_code=settings.LANGUAGE_CODE),
        live=False,
    )
    Page.get_first_root_node().add_child(instance=home)
    site = Site.objects.filter(is_default_site=True).first() or Site(
        hostname="localhost", is_default_site=True
    )
    site.site_name = settings.WAGTAIL_SITE_NAME
    site.root_page = home
    site.save()
    if welcome is not None:
        welcome.delete()
    home.save_revision().publish()
    return HomePage.objects.get(pk=home.pk)
