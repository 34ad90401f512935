"""Every text that people read has its words in every locale of the wiki."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "cms", "content_models", "search")
CATALOGUES = {path.parent.parent.name: path for path in ROOT.glob("locale/*/LC_MESSAGES/django.po")}
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TAG = re.compile(r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')")
PLACEHOLDER = re.compile(r"%\(\w+\)s")


def texts_in_code() -> Iterator[tuple[str | None, str]]:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name):
                    continue
                words = [a.value for a in node.args if isinstance(a, ast.Constant)]
                if node.func.id in PLAIN:
                    yield None, words[0]
                elif node.func.id in IN_CONTEXT:
                    yield words[0], words[1]


def texts_in_templates() -> Iterator[tuple[str | None, str]]:
    for path in (ROOT / "templates").rglob("*.html"):
        for found in TAG.finditer(path.read_text(encoding="utf-8")):
            yield None, found[1] or found[2]


@pytest.fixture(scope="module")
def texts() -> set[tuple[str | None, str]]:
    return {*texts_in_code(), *texts_in_templates()}


@pytest.mark.parametrize("name", sorted(CATALOGUES))
def test_a_catalogue_has_every_text_and_no_other(name, texts):
    entries = polib.pofile(str(CATALOGUES[name]))
    known = {(entry.msgctxt, entry.msgid) for entry in entries if not entry.obsolete}
    assert known == texts


@pytest.mark.parametrize("name", sorted(CATALOGUES))
def test_a_catalogue_is_complete_and_keeps_placeholders(name):
    for entry in polib.pofile(str(CATALOGUES[name])):
        assert entry.msgstr, entry.msgid
        assert not entry.fuzzy, entry.msgid
        shown = sorted(PLACEHOLDER.findall(entry.msgstr))
        assert shown == sorted(PLACEHOLDER.findall(entry.msgid)), entry.msgid


def test_every_locale_of_the_demo_has_a_catalogue():
    assert set(CATALOGUES) == {"zh_Hans", "es"}
