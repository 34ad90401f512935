"""Rules of the content model, told at start-up rather than to a reader."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from content_models import locales
from content_models.models.base import WikiPage
from content_models.models.snippets import WikiSnippet
from content_models.publishing.build import KINDS, build_content, build_record


@register
def check_builders(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Every page type and snippet must have a published form."""
    errors: list[CheckMessage] = []
    for model in apps.get_models():
        builder = build_content if issubclass(model, WikiPage) else build_record
        if not issubclass(model, WikiPage | WikiSnippet) or (
            model in KINDS and model in builder.registry
        ):
            continue
        errors.append(
            Error(
                f"{model.__name__} has no published form.",
                hint="Register a builder in content_models/publishing/build.",
                obj=model,
                id="content_models.E001",
            )
        )
    return errors


@register
def check_fallbacks(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Fallback chains name configured locales and never lead back to where they began."""
    errors: list[CheckMessage] = []
    known = locales.configured()
    for locale, chain in settings.WIKI_FALLBACKS.items():
        errors.extend(
            Error(
                f"WIKI_FALLBACKS names {code!r}, which is not in WIKI_LOCALES.",
                id="content_models.E002",
            )
            for code in (locale, *chain)
            if code not in known
        )
        if locale in chain or len(set(chain)) != len(chain):
            errors.append(
                Error(
                    f"The fallback chain of {locale!r} leads back to itself.",
                    id="content_models.E003",
                )
            )
    return errors
