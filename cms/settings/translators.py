"""The machine translators that can be chosen, as wagtail-localize wants them configured."""

from django.core.exceptions import ImproperlyConfigured

_PACKAGE = "wagtail_localize.machine_translators"


def configured(
    name: str, *, url: str, key: str, project: str, timeout_seconds: int
) -> dict[str, object] | None:
    """Return the setting for a translator, None when none is chosen.

    Raises:
        ImproperlyConfigured: for a name that is not known, or what it needs and has not got.
    """
    known: dict[str, tuple[str, dict[str, object]]] = {
        "libretranslate": (
            "libretranslate.LibreTranslator",
            {"LIBRETRANSLATE_URL": url.rstrip("/"), "API_KEY": key, "TIMEOUT": timeout_seconds},
        ),
        "deepl": ("deepl.DeepLTranslator", {"AUTH_KEY": key, "TIMEOUT": timeout_seconds}),
        "google": ("google.GoogleCloudTranslator", {"PROJECT_ID": project}),
        "dummy": ("dummy.DummyTranslator", {}),
    }
    if not name:
        return None
    if name not in known:
        raise ImproperlyConfigured(
            f"WIKI_TRANSLATOR must be one of {', '.join(known)}, not {name!r}."
        )
    required = {
        "libretranslate": ("WIKI_TRANSLATOR_URL", url),
        "deepl": ("WIKI_TRANSLATOR_KEY", key),
        "google": ("WIKI_TRANSLATOR_PROJECT", project),
    }
    variable, value = required.get(name, ("", name))
    if not value:
        raise ImproperlyConfigured(f"Set {variable}: WIKI_TRANSLATOR is {name}.")
    path, options = known[name]
    return {
        "CLASS": "cms.translation.machine.CarefulTranslator",
        "OPTIONS": {"CLASS": f"{_PACKAGE}.{path}", "OPTIONS": options},
    }
