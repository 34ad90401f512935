"""Promises that keep themselves: documentation, README commands, direction of foreign keys."""

import json
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ["content_models", "search", "api", "cms"]


def text(*parts: str) -> str:
    return ROOT.joinpath(*parts).read_text(encoding="utf-8")


def test_every_setting_is_in_the_reference():
    read = {
        name
        for path in (ROOT / "cms" / "settings").glob("*.py")
        for name in re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', path.read_text(encoding="utf-8"))
    }
    documented = set(re.findall(r"^\| `([A-Z_]+)`", text("docs", "reference", "settings.md"), re.M))
    assert documented == read | {"DJANGO_SETTINGS_MODULE", "WIKI_FALLBACKS"}


def test_every_operation_is_in_the_reference():
    paths = json.loads(text("docs", "reference", "openapi.json"))["paths"]
    operations = {operation["get"]["operationId"] for operation in paths.values()}
    documented = set(re.findall(r"`(\w+)`", text("docs", "reference", "api.md")))
    assert operations <= documented


def test_every_schema_says_what_it_is():
    schemas = json.loads(text("docs", "reference", "openapi.json"))["components"]["schemas"]
    unions = {name for name, schema in schemas.items() if "oneOf" in schema}
    silent = {name for name, schema in schemas.items() if not schema.get("description")}
    assert silent <= unions


def test_every_error_of_an_operation_is_shown_as_it_is_answered():
    described = json.loads(text("docs", "reference", "openapi.json"))
    examples = described["components"]["examples"]
    for path, operations in described["paths"].items():
        for status, answer in operations["get"]["responses"].items():
            for content in answer.get("content", {}).values():
                for name in content.get("examples", ()):
                    assert examples[name]["value"]["status"] == int(status), path
                assert int(status) < 400 or content["examples"], path


def test_every_command_is_in_the_reference():
    ours = {name for name, app in get_commands().items() if app in LAYERS}
    documented = set(re.findall(r"^\| `(\w+)", text("docs", "reference", "commands.md"), re.M))
    assert documented == ours


@pytest.mark.parametrize("command", re.findall(r"`?make ([a-z]+)`?", text("README.md")))
def test_every_make_target_of_the_readme_exists(command):
    assert re.search(rf"^{command}:", text("Makefile"), re.M)


def test_every_link_of_the_docs_leads_somewhere():
    for path in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), f"{path}: {target}"


def test_foreign_keys_point_down():
    for model in apps.get_models():
        own = model._meta.app_label
        if own not in LAYERS:
            continue
        for field in model._meta.get_fields():
            target = getattr(field, "related_model", None)
            is_ours = target and field.concrete and target is not get_user_model()
            label = target._meta.app_label if is_ours else None
            if label in LAYERS:
                assert LAYERS.index(label) <= LAYERS.index(own), f"{model.__name__}.{field.name}"
