"""Turning a translation back into a placeholder, which readers must not notice."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.models import Page
from wagtail_localize.views.convert import convert_to_alias as stock_convert_to_alias

from cms.editorial.addresses import edit_address


def convert_to_alias(request: HttpRequest, page_id: int) -> HttpResponse:
    """Convert a draft; what is published has to be unpublished first, by somebody who may."""
    page = get_object_or_404(Page, pk=page_id)
    if page.live:
        text = _("“%(title)s” is published. Unpublish it before you turn it into an alias.")
        messages.error(request, text % {"title": page.get_admin_display_title()})
        return redirect(edit_address(Page, page.pk))
    return stock_convert_to_alias(request, page_id)
