"""Every text that people read has its words in every locale of the wiki."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polib
import pytest
import wagtail
from django.urls import reverse
from wagtail.users.models import UserProfile

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("api", "cms", "content_models", "search")
CATALOGUES = {path.parent.parent.name: path for path in ROOT.glob("locale/*/LC_MESSAGES/django.po")}
OF_WAGTAIL = {
    (path.parent.parent.name, path.name): path
    for path in ROOT.glob("cms/locale/*/LC_MESSAGES/*.po")
}
PLAIN = {"_", "gettext", "gettext_lazy", "gettext_noop"}
IN_CONTEXT = {"pgettext", "pgettext_lazy"}
TAG = re.compile(r"{%\s*translate\s+(?:\"([^\"]+)\"|'([^']+)')(?:\s+context\s+\"([^\"]+)\")?")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


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
            yield found[3], found[1] or found[2]


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


def texts_of_wagtail(language: str, file: str, *, translated: bool) -> set[Any]:
    """Return the texts in the catalogues that the installed Wagtail has for a language."""
    return {
        (entry.msgctxt, entry.msgid)
        for path in Path(wagtail.__file__).parent.rglob(f"locale/{language}/LC_MESSAGES/{file}")
        for entry in polib.pofile(str(path))
        if not translated or entry.translated()
    }


@pytest.mark.parametrize(("language", "file"), sorted(OF_WAGTAIL))
def test_what_wagtail_lacks_has_words_until_it_has_its_own(language, file):
    said = texts_of_wagtail("en", file, translated=False)
    told = texts_of_wagtail(language, file, translated=True)
    catalogue = polib.pofile(str(OF_WAGTAIL[language, file]))
    forms = int(re.search(r"nplurals=(\d)", catalogue.metadata["Plural-Forms"])[1])
    for entry in catalogue:
        key = entry.msgctxt, entry.msgid
        assert key in said, f"Wagtail does not say it any more: {key}"
        assert key not in told, f"Wagtail has words of its own: {key}"
        assert not entry.fuzzy
        shown = [*entry.msgstr_plural.values()] if entry.msgid_plural else [entry.msgstr]
        assert all(shown), key
        assert len(shown) == (forms if entry.msgid_plural else 1), key
        asked = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
        assert set(PLACEHOLDER.findall("".join(shown))) == asked, key


def test_the_admin_speaks_the_same_languages():
    assert {language for language, _file in OF_WAGTAIL} == set(CATALOGUES)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", "修改已自动保存。"), ("es", "guardado solos")]
)
def test_scripts_of_the_admin_speak_it_too(client, admin_user, language, said):
    UserProfile.objects.create(user=admin_user, preferred_language=language)
    client.force_login(admin_user)
    script = client.get(reverse("wagtailadmin_javascript_catalog")).content.decode()
    catalogue = json.loads(script.split("newcatalog = ")[1].split(";\n")[0])
    assert said in catalogue["Changes have been autosaved."]
    assert all(catalogue["%(num)s error"])
