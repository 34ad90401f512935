"""PO and XLIFF: out and back without a change, edits and nothing else, and no file does harm."""

import io
import zipfile
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse
from translate.storage.pypo import pofile
from translate.storage.xliff import xlifffile
from wagtail_localize.models import StringTranslation, Translation

from cms.editorial.findings import findings_for_translation
from cms.editorial.roles import EDITORS, reviewers, translators
from cms.texts import states
from cms.texts.models import State
from cms.translation import formats, roundtrip
from tests.cms.office.conftest import fill
from tests.conftest import locale_of, section

KINDS = ["po", "xliff"]


def rows() -> list[tuple[Any, ...]]:
    """Everything an import could have touched."""
    return list(StringTranslation.objects.order_by("pk").values_list())


@pytest.fixture
def whole(translation: Translation) -> Translation:
    fill(translation)
    return translation


def exported(translation: Translation, kind: str) -> tuple[str, bytes]:
    return roundtrip.export([translation], kind)


def imported(name: str, content: bytes, **options: Any) -> roundtrip.Imported:
    texts = formats.read(name, content)
    return roundtrip.import_texts(texts, user=None, may=lambda target: True, **options)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("scope", ["page", "subtree", "locale"])
def test_what_comes_back_unchanged_changes_no_row(kind, scope, whole, submitted, article, tmp_path):
    machine = StringTranslation.objects.first()
    StringTranslation.objects.filter(pk=machine.pk).update(translation_type="machine")
    StringTranslation.objects.order_by("-pk").first().delete()
    options = {
        "page": {"page": article.pk},
        "subtree": {"page": article.get_parent().pk, "subtree": True},
        "locale": {},
    }
    call_command(
        "export_translations", "zh-Hans", tmp_path, format=kind, stdout=StringIO(), **options[scope]
    )
    [file] = tmp_path.iterdir()
    before = rows()
    said = StringIO()
    call_command("import_translations", file, stdout=said)
    assert rows() == before
    pages = {"page": 1, "subtree": 2, "locale": 3}[scope]
    assert said.getvalue().startswith(f"{pages} translations: 0 changed")


def edit(kind: str, content: bytes, source: str, target: str, *, fuzzy: bool = False) -> bytes:
    """Change one text as a person does in a tool built on translate-toolkit."""
    store = pofile(io.BytesIO(content)) if kind == "po" else xlifffile.parsestring(content)
    [unit] = [unit for unit in store.units if str(unit.source) == source]
    unit.target = target
    if fuzzy:
        unit.markfuzzy()
    return bytes(store)


@pytest.mark.parametrize("kind", KINDS)
def test_an_edit_in_translate_toolkit_changes_exactly_that(kind, whole):
    name, content = exported(whole, kind)
    before = {row[0]: row for row in rows()}
    done = imported(name, edit(kind, content, "Then wait.", "然后等一等。"))
    changed = [row for row in rows() if row != before[row[0]]]
    assert (done.changed, done.refused, len(changed)) == (1, 0, 1)
    stored = StringTranslation.objects.get(pk=changed[0][0])
    assert (stored.data, stored.has_error) == ("然后等一等。", False)
    assert whole.get_target_instance().live is False


@pytest.mark.parametrize("kind", KINDS)
def test_what_was_written_at_the_desk_meanwhile_stays(kind, whole):
    name, content = exported(whole, kind)
    newer = StringTranslation.objects.get(translation_of__data="Then wait.")
    newer.data = "然后慢慢等。"
    newer.save()
    before = rows()
    done = imported(name, edit(kind, content, "Then wait.", "然后等一等。"))
    assert (done.changed, done.refused) == (0, 1)
    assert "written anew here" in done.lines[0]
    assert rows() == before


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_comes_in_again_when_it_was_corrected(kind, whole):
    name, content = exported(whole, kind)
    for words in ("然后等一等。", "然后慢慢等。"):
        done = imported(name, edit(kind, content, "Then wait.", words))
        assert (done.changed, done.refused) == (1, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_a_new_text_and_markup_come_in(kind, translation):
    name, content = exported(translation, kind)
    done = imported(name, edit(kind, content, "Say <b>hello</b> first.", "先<b>打招呼</b>。"))
    assert (done.changed, done.untranslated) == (1, len(texts(translation)) - 1)
    assert StringTranslation.objects.get().data == "先<b>打招呼</b>。"


def texts(translation: Translation) -> list[Any]:
    return roundtrip.texts_of(translation).texts


@pytest.mark.parametrize("kind", KINDS)
def test_a_fuzzy_text_is_never_taken_as_final(kind, whole):
    name, content = exported(whole, kind)
    before = rows()
    done = imported(name, edit(kind, content, "Then wait.", "大概是等。", fuzzy=True))
    assert (done.changed, done.refused) == (0, 1)
    assert "Then wait." in done.lines[0]
    assert rows() == before


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("known", "state", "code"),
    [
        ("nothing", State.NEEDS_REVIEW, "needs_review"),
        ("machine", State.MACHINE, "machine_unreviewed"),
    ],
)
def test_a_fuzzy_text_is_stored_and_is_not_finished(kind, known, state, code, translation):
    name, content = exported(translation, kind)
    if known == "machine":
        fill(translation)
        StringTranslation.objects.update(translation_type="machine")
    changed = edit(kind, content, "Then wait.", "大概是等。", fuzzy=True)
    assert imported(name, changed).changed == 1
    stored = StringTranslation.objects.get(translation_of__data="Then wait.")
    assert (stored.data, states.state_of(stored)) == ("大概是等。", state)
    found = findings_for_translation(translation)
    assert code in {one.code for findings in found.values() for one in findings}
    again = imported(name, changed)
    assert (again.changed, again.unchanged, again.fuzzy) == (0, 1, 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_needs_review_goes_out_as_fuzzy_and_is_confirmed_by_a_person(kind, whole):
    states.doubt(StringTranslation.objects.get(translation_of__data="Then wait."), None)
    name, content = exported(whole, kind)
    assert imported(name, content).changed == 0
    store = pofile(io.BytesIO(content)) if kind == "po" else xlifffile.parsestring(content)
    [unit] = [unit for unit in store.units if unit.isfuzzy() and str(unit.source)]
    assert str(unit.source) == "Then wait."
    unit.markfuzzy(False)
    assert imported(name, bytes(store)).changed == 1
    confirmed = StringTranslation.objects.get(translation_of__data="Then wait.")
    assert states.state_of(confirmed) == State.TRANSLATED


@pytest.mark.parametrize("kind", KINDS)
def test_what_a_machine_wrote_goes_out_as_fuzzy_and_is_confirmed_by_a_person(kind, whole):
    StringTranslation.objects.update(translation_type="machine")
    name, content = exported(whole, kind)
    assert imported(name, content).changed == 0
    store = pofile(io.BytesIO(content)) if kind == "po" else xlifffile.parsestring(content)
    [unit] = [unit for unit in store.units if str(unit.source) == "Then wait."]
    unit.markfuzzy(False)
    assert imported(name, bytes(store)).changed == 1
    [confirmed] = StringTranslation.objects.filter(translation_type="manual")
    assert confirmed.translation_of.data == "Then wait."


@pytest.mark.parametrize("kind", KINDS)
def test_what_cannot_stand_in_the_page_is_kept_out_and_named(kind, whole):
    name, content = exported(whole, kind)
    before = rows()
    for source, target in (
        ("Say <b>hello</b> first.", "先<script>alert(1)</script>"),
        ("Evenings", "很" * 300),
        ("A heading", "很" * 320),
    ):
        done = imported(name, edit(kind, content, source, target))
        assert (done.changed, done.refused) == (0, 1)
        assert source in done.lines[0]
    assert rows() == before


@pytest.mark.parametrize("kind", KINDS)
def test_what_keeps_the_page_from_being_published_is_stored_and_named(kind, whole):
    name, content = exported(whole, kind)
    changed = edit(kind, content, "Say <b>hello</b> first.", "Say hello **first**.")
    tried = imported(name, changed, dry_run=True)
    done = imported(name, changed)
    assert tried == done
    assert (done.changed, done.refused, done.faulty) == (1, 0, 1)
    [line] = done.lines
    assert "“Say <b>hello</b> first.” cannot be published yet: " in line
    assert "Readers would see “**”." in line
    assert StringTranslation.objects.filter(data="Say hello **first**.").exists()
    assert imported(name, edit(kind, content, "Then wait.", "然后等一等。")).faulty == 0


def test_tags_take_no_room(submitted, make_article, publish):
    heading = "Say hello & wait"
    page = publish(make_article(body=[section([], heading=heading)]))
    [name, content] = exported(submitted(page), "xliff")
    done = imported(name, edit("xliff", content, "Say hello &amp; wait", "很" * 198 + "&amp;"))
    assert (done.changed, done.refused) == (1, 0)


def test_a_text_that_left_the_page_is_named(whole, article, publish):
    name, content = exported(whole, "po")
    done = imported(name, content.replace(b'msgid "Then wait."', b'msgid "Then go."'))
    assert (done.changed, done.refused) == (0, 1)
    assert "Then go." in done.lines[0]


def test_a_trial_changes_nothing(whole):
    name, content = exported(whole, "xliff")
    before = rows()
    assert imported(name, edit("xliff", content, "Then wait.", "等。"), dry_run=True).changed == 1
    assert rows() == before


def zipped(**files: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return packed.getvalue()


def damaged(archive: bytes) -> bytes:
    """Return an archive whose table of contents is whole and whose contents are not."""
    start = archive.index(b"a.po") + len("a.po")
    return archive[:start] + b"\xff" * 16 + archive[start + 16 :]


def bad_files(translation: Translation, other: Translation) -> dict[str, tuple[str, bytes, str]]:
    """Return name, content and a word of the message of every kind of bad file."""
    po, xliff = exported(translation, "po")[1], exported(translation, "xliff")[1]
    line = next(line for line in po.splitlines() if formats.IDENTIFIER.encode() in line)
    uuid = str(translation.uuid).encode()
    return {
        "no header": ("a.po", b'msgid "a"\nmsgstr "b"\n', formats.IDENTIFIER),
        "no identifier": ("a.po", po.replace(line + b"\n", b""), formats.IDENTIFIER),
        "not po": ("a.po", b"\x00\x01\x02 no \xff file", "a.po"),
        "broken po": ("a.po", po + b'\nmsgid "unfinished\nmsgstr', "a.po"),
        "bad charset": ("a.po", po.replace(b"UTF-8", b"klingon-8"), "a.po"),
        "bad bytes": ("a.po", po.replace("译文".encode(), b"\xff\xfe"), "a.po"),
        "wrong language": ("a.po", po.replace(b"zh-Hans", b"fr"), "fr"),
        "wrong language in xliff": ("a.xlf", xliff.replace(b"zh-Hans", b"de"), "de"),
        "unknown page": ("a.po", po.replace(uuid, b"0" * 8 + uuid[8:]), "not here"),
        "no uuid": ("a.xlf", xliff.replace(uuid, b"NoName"), "does not say"),
        "broken xliff": ("a.xlf", xliff[:-40], "damaged"),
        "other xml": ("a.xlf", b"<html><body/></html>", "a.xlf"),
        "entities": (
            "a.xlf",
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + xliff[38:],
            "document type",
        ),
        "empty": ("a.po", b"", "empty"),
        "10 MB": ("a.po", po + b"# \n" * (10 * 1024 * 1024 // 3), "larger"),
        "picture": ("a.png", b"\x89PNG", "no PO"),
        "no archive": ("a.zip", b"PK no", "damaged"),
        "damaged archive": ("a.zip", damaged(zipped(a_po=po)), "damaged"),
        "archive in an archive": ("a.zip", zipped(b_zip=zipped(a_po=po)), "another archive"),
        "bomb": ("a.zip", zipped(a_po=b"\0" * 60 * 1024 * 1024), "too much"),
        "one bad of two": ("a.zip", zipped(a_po=po.replace(b"Then", b"Now"), b_po=b"x"), "b.po"),
    }


def test_what_a_mac_adds_to_an_archive_is_passed_over(whole):
    name, content = exported(whole, "po")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(name, edit("po", content, "Then wait.", "等。"))
        archive.writestr(f"__MACOSX/._{name}", b"\x00\x05\x16\x07")
    assert imported("texts.zip", packed.getvalue()).changed == 1


BAD = [
    "no header",
    "no identifier",
    "not po",
    "broken po",
    "bad charset",
    "bad bytes",
    "wrong language",
    "wrong language in xliff",
    "unknown page",
    "no uuid",
    "broken xliff",
    "other xml",
    "entities",
    "empty",
    "10 MB",
    "picture",
    "no archive",
    "damaged archive",
    "archive in an archive",
    "bomb",
    "one bad of two",
]


def test_a_bad_file_is_told_and_changes_nothing(whole, article, submitted, desk_of, tmp_path):
    desk = desk_of(EDITORS)
    before = rows()
    files = bad_files(whole, submitted(article, "es"))
    assert list(files) == BAD
    editor = reverse("wagtail_localize:upload_pofile", args=[whole.pk])
    for case, (name, content, word) in files.items():
        answer = desk.post(
            reverse("translation_import"), {"file": SimpleUploadedFile(name, content)}
        )
        assert answer.status_code == 200, case
        if content:
            assert word in str(answer.context["form"].errors), case
        answer = desk.post(editor, {"file": SimpleUploadedFile(name, content)}, follow=True)
        said = " ".join(str(message) for message in answer.context["messages"])
        assert word in said or "another page" in said or not content, (case, said)
        path = tmp_path / name
        path.write_bytes(content)
        with pytest.raises(CommandError, match="Nothing was changed"):
            call_command("import_translations", path, stdout=StringIO())
        assert rows() == before, case


def test_the_editor_takes_only_the_file_of_its_own_page(whole, article, submitted, desk_of):
    spanish = submitted(article, "es")
    name, content = exported(spanish, "po")
    editor = reverse("wagtail_localize:upload_pofile", args=[whole.pk])
    desk = desk_of(EDITORS)
    answer = desk.post(editor, {"file": SimpleUploadedFile(name, content)}, follow=True)
    assert "another page or language" in str(next(iter(answer.context["messages"])))
    assert desk.post(editor, follow=True).status_code == 200


def test_the_editor_gives_out_and_takes_in_its_file(whole, desk_of):
    desk = desk_of(translators("zh-Hans"))
    content = desk.get(reverse("wagtail_localize:download_pofile", args=[whole.pk])).content
    new = edit("po", content, "Then wait.", "再等等。")
    answer = desk.post(
        reverse("wagtail_localize:upload_pofile", args=[whole.pk]),
        {"file": SimpleUploadedFile("a.po", new)},
        follow=True,
    )
    assert "1 changed" in str(next(iter(answer.context["messages"])))
    stored = StringTranslation.objects.get(data="再等等。")
    assert stored.last_translated_by == desk.user


def test_a_translator_exports_and_imports_own_locales_only(whole, article, submitted, desk_of):
    spanish = submitted(article, "es")
    fill(spanish)
    desk = desk_of(translators("zh-Hans"))
    export = reverse("translation_export")
    own = desk.get(export, {"locale": locale_of("zh-Hans").pk, "kind": "xliff"})
    assert str(whole.uuid).encode() in own.content
    other = desk.get(export, {"locale": locale_of("es").pk, "kind": "xliff"})
    assert other["Content-Type"].startswith("text/html")
    before = rows()
    name, content = exported(spanish, "po")
    file = SimpleUploadedFile(name, edit("po", content, "Then wait.", "Espera."))
    answer = desk.post(reverse("translation_import"), {"file": file})
    assert "may not change" in str(answer.context["form"].errors)
    assert rows() == before


def test_what_is_finished_can_stay_at_home(whole, submitted, article, desk_of, tmp_path):
    desk = desk_of(translators("zh-Hans"))
    export = reverse("translation_export")
    chosen = {"locale": locale_of("zh-Hans").pk, "kind": "po", "unfinished": "on"}
    for done in roundtrip.translations(locale_of("zh-Hans")):
        fill(done)
    answer = desk.get(export, chosen)
    assert "Nothing of that is left to translate" in answer.content.decode()
    with pytest.raises(CommandError, match="left to translate"):
        call_command("export_translations", "zh-Hans", tmp_path, unfinished=True)
    StringTranslation.objects.filter(translation_of__data="Then wait.").update(
        translation_type="machine"
    )
    assert str(whole.uuid).encode() in desk.get(export, chosen).content
    assert len(roundtrip.translations(locale_of("zh-Hans"))) > 1


def test_a_locked_page_takes_no_file(whole, desk_of):
    target = whole.get_target_instance()
    desk_of(reviewers("zh-Hans")).post(reverse("wagtailadmin_pages:lock", args=[target.pk]))
    name, content = exported(whole, "po")
    before = rows()
    file = SimpleUploadedFile(name, edit("po", content, "Then wait.", "等。"))
    answer = desk_of(translators("zh-Hans")).post(reverse("translation_import"), {"file": file})
    assert "locked" in str(answer.context["form"].errors)
    assert rows() == before
