"""The admin's screens for webhooks: add, test, see what was delivered, try again."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet, ModelViewSetGroup
from wagtail.admin.widgets.button import Button

from cms.delivery import webhooks
from cms.delivery.models import Webhook, WebhookDelivery


def _may_change(request: HttpRequest) -> bool:
    return request.user.has_perm("cms.change_webhook")


class WebhookIndexView(generic.IndexView):
    def get_list_more_buttons(self, instance: Webhook) -> list[Any]:
        buttons = super().get_list_more_buttons(instance)
        if _may_change(self.request):
            buttons.append(
                Button(
                    gettext("Send a test"),
                    url=reverse("webhook_test", args=[instance.pk]),
                    icon_name="mail",
                    priority=15,
                )
            )
        return buttons


class WebhookEditView(generic.EditView):
    @cached_property
    def header_more_buttons(self) -> list[Any]:
        return [
            *super().header_more_buttons,
            Button(
                gettext("Send a test"),
                url=reverse("webhook_test", args=[self.object.pk]),
                icon_name="mail",
                priority=5,
            ),
            Button(
                gettext("Deliveries"),
                url=f"{reverse('webhook_deliveries:index')}?webhook={self.object.pk}",
                icon_name="history",
                priority=6,
            ),
        ]


class WebhookViewSet(ModelViewSet):
    model = Webhook
    icon = "link-external"
    index_view_class = WebhookIndexView
    edit_view_class = WebhookEditView
    list_display = ["name", "url", "active"]
    list_filter = ["active"]
    copy_view_enabled = False
    url_prefix = "webhooks"
    url_namespace = "webhooks"
    panels = [
        FieldPanel("name"),
        FieldPanel("url"),
        FieldPanel("active"),
        FieldPanel("secret", read_only=True),
    ]


class DeliveryIndexView(generic.IndexView):
    """What was sent; nobody writes deliveries by hand."""

    def get_add_url(self) -> None:
        return None

    def get_edit_url(self, instance: WebhookDelivery) -> str | None:
        return self.get_inspect_url(instance)

    def get_list_more_buttons(self, instance: WebhookDelivery) -> list[Any]:
        buttons: list[Any] = [
            Button(gettext("Inspect"), url=self.get_inspect_url(instance), icon_name="info-circle")
        ]
        if _may_change(self.request) and instance.status != WebhookDelivery.Status.DELIVERED:
            retry = reverse("webhook_retry", args=[instance.pk])
            buttons.append(Button(gettext("Try again now"), url=retry, icon_name="rotate"))
        return buttons


class DeliveryViewSet(ModelViewSet):
    model = WebhookDelivery
    icon = "history"
    index_view_class = DeliveryIndexView
    list_display = [
        "created_at",
        "webhook",
        "purpose",
        Column("documents", label=pgettext_lazy("count", "Documents")),
        "status",
        "attempts",
        "next_attempt_at",
        Column("answer", label=_("Last answer")),
    ]
    list_filter = ["status", "purpose", "webhook"]
    add_to_reference_index = False
    copy_view_enabled = False
    inspect_view_enabled = True
    pk_path_converter = "uuid"
    url_prefix = "webhook-deliveries"
    url_namespace = "webhook_deliveries"
    menu_label = _("Deliveries")
    form_fields = ["webhook"]

    def get_urlpatterns(self) -> list[Any]:
        kept = {"index", "index_results", "inspect"}
        return [pattern for pattern in super().get_urlpatterns() if pattern.name in kept]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        removed = dict.fromkeys(
            ("add_url_name", "edit_url_name", "delete_url_name", "copy_url_name")
        )
        return {**super().get_common_view_kwargs(**kwargs), **removed}


class DeliveryViewSetGroup(ModelViewSetGroup):
    menu_label = _("Webhooks")
    menu_icon = "link-external"
    add_to_settings_menu = True
    items = (WebhookViewSet, DeliveryViewSet)


def _confirmed(
    request: HttpRequest, *, title: str, question: str, act: Callable[[], HttpResponse]
) -> HttpResponse:
    """Act on a POST by somebody who may change webhooks; ask first on a GET."""
    if not _may_change(request):
        raise PermissionDenied
    if request.method == "POST":
        return act()
    context = {"page_title": title, "question": question}
    return render(request, "delivery/confirm.html", context)


def test(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a message that tells of nothing."""
    webhook = get_object_or_404(Webhook, pk=pk)

    def act() -> HttpResponse:
        delivery = webhooks.send_test(webhook)
        if delivery.status == WebhookDelivery.Status.DELIVERED:
            messages.success(request, gettext("The receiver accepted the test."))
        else:
            text = gettext("The test was not accepted: %(reason)s.")
            messages.error(request, text % {"reason": delivery.answer})
        return redirect("webhooks:index")

    question = gettext("Send a test message to %(url)s?") % {"url": webhook.url}
    return _confirmed(request, title=gettext("Send a test"), question=question, act=act)


def retry(request: HttpRequest, pk: Any) -> HttpResponse:
    """Send a message again that was not accepted."""
    delivery = get_object_or_404(
        WebhookDelivery.objects.exclude(status=WebhookDelivery.Status.DELIVERED), pk=pk
    )

    def act() -> HttpResponse:
        delivery.retry(timezone.now())
        if webhooks.attempt(delivery):
            messages.success(request, gettext("The receiver accepted the message."))
        else:
            delivery.refresh_from_db()
            text = gettext("The message was not accepted: %(reason)s.")
            messages.error(request, text % {"reason": delivery.answer})
        return redirect("webhook_deliveries:index")

    question = gettext("Send this message to %(url)s again?") % {"url": delivery.webhook.url}
    return _confirmed(request, title=gettext("Try again now"), question=question, act=act)


urlpatterns = [
    path("webhooks/test/<int:pk>/", test, name="webhook_test"),
    path("webhook-deliveries/retry/<uuid:pk>/", retry, name="webhook_retry"),
]
