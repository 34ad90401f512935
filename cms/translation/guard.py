"""Refuses what wagtail-localize and the snippet views allow, by address as well as by button."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import ResolverMatch
from django.utils.translation import gettext as _
from wagtail.admin import messages
from wagtail.admin.localization import get_localized_response
from wagtail.log_actions import LogContext
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail.permissions import policy_registry
from wagtail.snippets.models import get_snippet_models
from wagtail.snippets.views.snippets import get_snippet_model_from_url_params
from wagtail_localize.models import Translation, TranslationSource

from cms.editorial.addresses import edit_address, lead_to
from cms.editorial.permissions import (
    may,
    may_edit,
    may_manage,
    may_publish,
    may_submit,
    own_locales,
)
from cms.texts import targets
from cms.translation import access, locks, refusals, restarting, submitting, uploading
from content_models.publishing.translations import is_translated

Arguments = dict[str, Any]


class TranslationGuard:
    """Asks for permission before a view of wagtail-localize, or one that touches a snippet, runs.

    A view of wagtail-localize that has no rule here is refused: a new release must not open a door.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], arguments: Arguments
    ) -> HttpResponse | None:
        match = request.resolver_match
        rule = _rule(match) if match is not None else None
        if rule is None or not request.user.has_perm("wagtailadmin.access_admin"):
            return None
        with LogContext(user=request.user):
            return get_localized_response(
                refusals.answer, request, partial(rule, request, arguments)
            )


Rule = Callable[[HttpRequest, Arguments], HttpResponse | None]


def _rule(match: ResolverMatch) -> Rule | None:
    space = ":".join(match.namespaces)
    if space == "wagtail_localize":
        return LOCALIZE.get(match.url_name or "", _refuse)
    if space == "wagtailadmin_pages":
        return PAGES.get(match.url_name or "")
    model = next(
        (m for m in get_snippet_models() if m.snippet_viewset.url_namespace == space), None
    )
    if model is not None and issubclass(model, TranslatableMixin):
        return partial(_snippet, model, match.url_name or "")
    return None


def _refuse(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    raise PermissionDenied


def _allow(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    return None


def _require(allowed: bool, reason: str = "") -> None:
    if not allowed:
        raise PermissionDenied(reason)


def _translation(arguments: Arguments) -> Translation:
    return get_object_or_404(
        Translation.objects.select_related("source", "target_locale"),
        pk=arguments["translation_id"],
    )


def _preview(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    translation = _translation(arguments)
    access.require_editor(request.user, translation)
    _require(targets.source_of(translation) is not None, targets.source_deleted())
    return None


def _write_translation(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    access.require(request.user, _translation(arguments))
    return None


def _download(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    """Export with our own writer: its file says which languages it is for."""
    translation = _translation(arguments)
    access.require_editor(request.user, translation)
    return uploading.export_one(translation)


def _upload(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    """Import a file with our own reader: wagtail-localize fails on a bad one."""
    translation = _translation(arguments)
    access.require(request.user, translation)
    return uploading.import_one(request, translation) if request.method == "POST" else None


def _stop(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    target = access.require_editor(request.user, _translation(arguments))
    _require(may_manage(request.user), _("Only an editor can stop a translation."))
    access.refuse_locked(request.user, target)
    return None


def _convert(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    page = get_object_or_404(Page, pk=arguments["page_id"]).specific
    _require(may_edit(request.user, page))
    _require(may_manage(request.user), _("Only an editor can turn a translation into an alias."))
    access.refuse_locked(request.user, page)
    _require(may_publish(request.user, page))
    return None


def _submit_page(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    """Submit with our own view: that of wagtail-localize asks nobody and waits for the end."""
    return submitting.submit_page(request, arguments["page_id"])


def _submit_snippet(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    model = get_snippet_model_from_url_params(arguments["app_label"], arguments["model_name"])
    instance = get_object_or_404(model, pk=unquote(str(arguments["pk"])))
    _require(may_submit(request.user, instance))
    chosen = [value for value in request.POST.getlist("locales") if value.isdecimal()]
    for locale in Locale.objects.filter(pk__in=chosen):
        _require(
            may(request.user, "add", model, locale.pk),
            _("You may not add anything in %(locale)s.") % {"locale": locale.get_display_name()},
        )
    return None


def _sync(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    source = get_object_or_404(TranslationSource, pk=arguments["translation_source_id"])
    _require(may_submit(request.user, source.get_source_instance()))
    publishes = request.method == "POST" and bool(request.POST.get("publish_translations"))
    for translation in source.translations.filter(enabled=True).select_related("target_locale"):
        target = source.get_translated_instance(translation.target_locale)
        _require(
            may_edit(request.user, target),
            _("You may not change the translation into %(locale)s.")
            % {"locale": translation.target_locale.get_display_name()},
        )
        if publishes:
            access.refuse_locked(request.user, target)
            _require(may_publish(request.user, target))
    return None


def _report(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    """Show the report of all locales to those who look after all of them."""
    _require(may_manage(request.user))
    return None


def _list_snippets(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    model = get_snippet_model_from_url_params(arguments["app_label"], arguments["model_name"])
    actions = {"add", "change", "delete", "view"}
    _require(policy_registry.get_by_type(model).user_has_any_permission(request.user, actions))
    return None


def _edit_page(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    if not _restarts(request):
        return None
    page = get_object_or_404(Page, pk=arguments["page_id"]).specific
    _require(may_edit(request.user, page))
    _require(may_manage(request.user), _("Only an editor can restart it."))
    return restarting.ask(request, page)


def _restarts(request: HttpRequest) -> bool:
    return request.method == "POST" and "localize-restart-translation" in request.POST


def _restrict(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    page = get_object_or_404(Page, pk=arguments["page_id"]).specific
    _require(
        page.permissions_for_user(request.user).can_set_view_restrictions(),
        _(
            "A page that is private in one language is hidden in all. Only an editor, or somebody "
            "who may publish it in each of them, can change that."
        ),
    )
    return None


def _review_action(request: HttpRequest, arguments: Arguments) -> HttpResponse | None:
    """Let a reviewer approve what the translation says now, not what it said when submitted."""
    if request.method == "POST" and arguments.get("action_name") == "approve":
        page = get_object_or_404(Page, pk=arguments["page_id"]).specific
        if may_edit(request.user, page):
            try:
                locks.refresh_review(page, request.user)
            except locks.NotReviewable as problem:
                return _not_approved(request, page, str(problem))
    return None


def _not_approved(request: HttpRequest, page: Page, message: str) -> HttpResponse:
    """Say why on the page, which the dialog that asks for a comment leads to as well."""
    messages.error(request, message)
    return lead_to(request, edit_address(Page, page.pk))


def _snippet(
    model: type[Model], name: str, request: HttpRequest, arguments: Arguments
) -> HttpResponse | None:
    """Let nobody touch a snippet of a locale in which they change nothing else."""
    if name in ("add", "preview_on_add"):
        code = request.GET.get("locale")
        locale = get_object_or_404(Locale, language_code=code) if code else Locale.get_default()
        _require(may(request.user, "add", model, locale.pk))
    if "pk" not in arguments or name == "usage":
        return None
    instance = get_object_or_404(model, pk=unquote(str(arguments["pk"])))
    _require(instance.locale_id in own_locales(request.user))
    restarts = _restarts(request)
    deletes = name == "delete" and is_translated(instance.translation_key, instance.locale_id)
    if restarts or deletes:
        _require(may_manage(request.user), _("Only an editor can do this with a translation."))
    return restarting.ask(request, instance) if restarts else None


LOCALIZE: dict[str, Rule] = {
    "javascript_catalog": _allow,
    "submit_page_translation": _submit_page,
    "submit_snippet_translation": _submit_snippet,
    "update_translations": _sync,
    "edit_string_translation": _write_translation,
    "edit_override": _write_translation,
    "download_pofile": _download,
    "upload_pofile": _upload,
    "machine_translate": _write_translation,
    "preview_translation": _preview,
    "stop_translation": _stop,
    "convert_to_alias": _convert,
    "translations_report": _report,
    "translations_report_results": _report,
    "snippets_api_listing": _list_snippets,
    "snippets_api_detail": _list_snippets,
}
PAGES: dict[str, Rule] = {
    "edit": _edit_page,
    "revisions_revert": _edit_page,
    "set_privacy": _restrict,
    "workflow_action": _review_action,
}
