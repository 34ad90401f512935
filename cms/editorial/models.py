"""What the checks found, kept for reports."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _

from content_models.quality import Finding


class ContentFinding(models.Model):
    """What a check said about the latest draft of a page or snippet, or about its segments."""

    content_type = models.ForeignKey(ContentType, on_delete=models.CASCADE, related_name="+")
    object_id = models.PositiveBigIntegerField()
    key = models.UUIDField()
    locale = models.CharField(_("locale"), max_length=20)
    title = models.CharField(_("title"), max_length=255)
    code = models.CharField(_("finding"), max_length=30)
    severity = models.CharField(_("severity"), max_length=10)
    path = models.CharField(max_length=500)
    details = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("finding")
        verbose_name_plural = _("findings")
        default_permissions = ()
        permissions = [("override_publishing_gate", _("Can publish in spite of errors"))]
        indexes = [
            models.Index(fields=["content_type", "object_id"], name="finding_object"),
            models.Index(fields=["locale", "severity", "code"], name="finding_list"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title} {self.locale}"

    @property
    def told(self) -> tuple[Any, ...]:
        return self.key, self.locale, self.title, self.code, self.severity, self.path, self.details

    @property
    def finding(self) -> Finding:
        return Finding(self.code, self.severity, self.path, self.details)
