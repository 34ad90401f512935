"""What the checks say reaches people: beside the form, in the report, on the console."""

import csv
import json
from collections import Counter
from io import StringIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.urls import reverse
from PIL import Image as PillowImage
from wagtail.models import GroupPagePermission
from wagtail.users.models import UserProfile
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from cms.editorial.checklist import entries_of
from cms.editorial.extraction import content_of
from cms.editorial.findings import findings_for, findings_for_translation
from cms.editorial.messages import describe
from cms.editorial.rechecking import subjects
from cms.models import ContentFinding, User
from content_models.models import ArticlePage, GlossaryTerm
from tests.admin_forms import edit_data
from tests.conftest import block, item, locale_of, section
from tests.quiz_pages import items, near_and_far

REAL = Path(__file__).resolve().parents[3] / "shared" / "seed" / "article.txt"


@pytest.fixture
def desk(client: Any, admin_user: Any) -> Any:
    client.force_login(admin_user)
    return client


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def spoilt(make_article, commit) -> ArticlePage:
    """A draft with a finding in a block and one in a field."""
    text = block("text", "<p>**Lead** and the rest.</p>")
    page = make_article(title="The door", summary="Two  blanks.", body=[section([text])])
    with commit():
        page.save_revision()
    return page


def stored(page: Any) -> list[str]:
    return sorted(
        ContentFinding.objects.filter(key=page.translation_key).values_list("code", flat=True)
    )


def test_every_text_of_an_article_is_read_with_its_place(make_article, make_case):
    case = make_case()
    entry = {"term": "Ask", "text": "<p>Now?</p>"}
    texts = [
        block("text", '<p>One.</p><p>Read <a linktype="page" id="99999">this</a>.</p>'),
        block(
            "list",
            {
                "heading": "Ways",
                "style": "bullets",
                "items": [item(entry)],
            },
        ),
        block("case_studies", {"introduction": "Stories.", "cases": [item(case.pk)]}),
    ]
    content = content_of(make_article(title="The door", body=[section(texts, heading="Look")]))
    words = {passage.words for passage in content.passages}
    assert {"The door", "Look", "One.\nRead this.", "Ways", "Ask", "Now?", "Stories."} <= words
    heading = next(passage for passage in content.passages if passage.words == "Look")
    assert heading.kind == "heading"
    assert heading.path.startswith("body.")
    assert heading.path.endswith(".heading")
    assert [(link.words, link.state) for link in content.links] == [
        ("this", "missing"),
        (str(case), "unpublished"),
    ]


def test_saving_a_draft_checks_it(desk, admin_user, spoilt, commit):
    assert stored(spoilt) == ["markup_leak", "typography"]
    spoilt.body, spoilt.summary = [section([block("text", "<p>Ask first.</p>")])], "A door."
    with commit():
        desk.post(
            reverse("wagtailadmin_pages:edit", args=[spoilt.pk]), edit_data(spoilt, admin_user)
        )
    assert stored(spoilt) == []


def test_the_checklist_stands_beside_the_form(desk, spoilt):
    text = desk.get(reverse("wagtailadmin_pages:edit", args=[spoilt.pk])).content.decode()
    draft = spoilt.get_latest_revision_as_object()
    leak, blanks = entries_of(draft)
    assert (leak.severity_name, leak.place) == ("Error", "Sections › Section › Content › Text")
    assert leak.block == draft.body[0].value["blocks"][0].id
    assert f'href="#block-{leak.block}-section"' in text
    assert (blanks.path, blanks.message) == ("summary", "There are two blanks in a row.")
    assert 'data-checklist-path="summary"' in text


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "检查清单"), ("es", "Lista de comprobación")]
)
def test_the_checklist_speaks_the_language_of_the_editor(desk, admin_user, spoilt, language, words):
    profile = UserProfile.get_for_user(admin_user)
    profile.preferred_language = language
    profile.save()
    text = desk.get(reverse("wagtailadmin_pages:edit", args=[spoilt.pk])).content.decode()
    assert words in text


def test_a_snippet_has_a_checklist_too(desk, make_snippet):
    term = make_snippet(GlossaryTerm, definition="<p>### A word.</p>")
    name = GlossaryTerm.snippet_viewset.get_url_name("edit")
    text = desk.get(reverse(name, args=[term.pk])).content.decode()
    assert "Readers would see “###”" in text


@pytest.fixture
def translation(make_article, make_snippet, publish) -> Translation:
    attachment = make_snippet(GlossaryTerm, term="attachment")
    copy = attachment.copy_for_translation(locale_of("zh-Hans"))
    copy.term, copy.forbidden = "依恋", "依附"
    copy.save()
    publish(copy)
    page = publish(
        make_article(
            title="The door",
            summary="Their attachment grew.",
            body=[section([block("text", "<p>Wait 20 minutes.</p>")])],
        )
    )
    source, _new = TranslationSource.get_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale_of("zh-Hans"))
    translation.save_target(publish=False)
    return translation


def test_every_segment_has_its_own_findings(translation):
    segments = {s.string.data: s for s in translation.source.stringsegment_set.all()}
    for source, text in {"Their attachment grew.": "他们的依附加深了。", "The door": "门"}.items():
        StringTranslation.objects.create(
            translation_of=segments[source].string,
            context=segments[source].context,
            locale=translation.target_locale,
            data=text,
            translation_type="manual",
        )
    found = findings_for_translation(translation)
    codes = {
        source: sorted(finding.code for finding in found.get(segment.pk, []))
        for source, segment in segments.items()
    }
    assert codes == {
        "The door": [],
        "Their attachment grew.": ["glossary_forbidden", "glossary_required"],
        "A heading": ["untranslated"],
        "Wait 20 minutes.": ["untranslated"],
    }
    target = translation.get_target_instance().get_latest_revision_as_object()
    assert "untranslated" in {finding.code for finding in findings_for(target)}


def test_what_nobody_has_translated_is_told_once(translation):
    target = translation.get_target_instance().get_latest_revision_as_object()
    about = [(finding.code, finding.details["excerpt"]) for finding in findings_for(target)]
    assert sorted(about) == [
        ("untranslated", "A heading"),
        ("untranslated", "The door"),
        ("untranslated", "Their attachment grew."),
        ("untranslated", "Wait 20 minutes."),
    ]


def test_saving_a_segment_checks_the_translation(desk, translation, commit):
    target = translation.get_target_instance()
    segment = translation.source.stringsegment_set.get(string__data="Wait 20 minutes.")
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    with commit():
        desk.put(
            address,
            urlencode({"value": "### 等12分钟。"}),
            content_type="application/x-www-form-urlencoded",
        )
    codes = ContentFinding.objects.filter(object_id=target.pk, path=segment.context.path)
    assert set(codes.values_list("code", flat=True)) == {"markup_leak", "numbers_differ"}


def test_what_comes_from_a_file_is_checked_too(translation, commit):
    target = translation.get_target_instance()
    segment = translation.source.stringsegment_set.get(string__data="Wait 20 minutes.")
    with commit():
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=translation.target_locale,
            data="### 等20分钟。",
        )
    codes = ContentFinding.objects.filter(object_id=target.pk, path=segment.context.path)
    assert set(codes.values_list("code", flat=True)) == {"markup_leak"}


def test_a_translation_is_checked_again_when_its_source_is_published(translation, commit):
    source, target = translation.source.get_source_instance(), translation.get_target_instance()
    source.summary = "They grew close again."
    with commit():
        source.save_revision().publish()
    told = ContentFinding.objects.filter(object_id=target.pk, path="summary", code="untranslated")
    assert [one.details["excerpt"] for one in told] == ["They grew close again."]


def test_a_draft_is_checked_although_its_cover_has_been_deleted(spoilt, make_image, commit):
    spoilt.cover = make_image()
    with commit():
        revision = spoilt.save_revision()
    spoilt.cover.delete()
    ContentFinding.objects.all().delete()
    with commit():
        revision.save()
    assert stored(spoilt) == ["markup_leak", "typography"]


def test_deleting_a_page_forgets_its_findings(spoilt):
    ArticlePage.objects.get(pk=spoilt.pk).delete()
    assert stored(spoilt) == []


def test_a_link_is_judged_again_when_its_target_changes(make_article, publish, commit):
    target = make_article()
    link = block("text", f'<p>Read <a linktype="page" id="{target.pk}">this</a>.</p>')
    page = make_article(body=[section([link])])
    with commit():
        page.save_revision()
    assert stored(page) == ["link_unpublished"]
    target = publish(target)
    assert stored(page) == []
    with commit():
        target.unpublish()
    assert stored(page) == ["link_unpublished"]
    with commit():
        ArticlePage.objects.get(pk=target.pk).delete()
    assert stored(page) == ["dead_link"]


def test_a_translation_stands_where_its_source_does(make_series, translation, publish, commit):
    source, target = translation.source.get_source_instance(), translation.get_target_instance()
    before, after = source.get_parent(), publish(make_series(title="Doors"))
    with commit():
        source.move(after, pos="last-child")
    [moved] = ContentFinding.objects.filter(object_id=target.pk, code="misplaced")
    assert "The source stands under “Doors”" in describe(moved.finding)
    before.refresh_from_db()
    with commit():
        ArticlePage.objects.get(pk=source.pk).move(before, pos="last-child")
    assert "misplaced" not in stored(target)


def report(client: Any, **filters: str) -> str:
    return client.get(reverse("findings_report"), filters).content.decode()


def test_the_report_lists_and_filters_findings(desk, spoilt):
    everything = report(desk)
    assert "Readers would see “**”" in everything
    assert "There are two blanks in a row." in everything
    assert f"/admin/pages/{spoilt.pk}/edit/#block-" in everything
    assert "two blanks" not in report(desk, severity="error")
    assert "Readers would see" not in report(desk, code="typography")
    assert "Readers would see" not in report(desk, locale="es")
    assert desk.get(reverse("findings_report"), {"export": "csv"}).status_code == 200


def test_the_report_tells_the_place_of_each_finding(desk, spoilt, make_quiz, commit):
    fields = near_and_far() | {"fallback": ""}
    items(fields)[1]["value"]["response_set"] = "renamed"
    quiz = make_quiz(**fields)
    with commit():
        quiz.save_revision()
    sheet = b"".join(desk.get(reverse("findings_report"), {"export": "csv"}).streaming_content)
    places = {
        (row["Title"], row["Place"]) for row in csv.DictReader(StringIO(sheet.decode("utf-8-sig")))
    }
    assert places == {
        ("The door", "Sections › Section › Content › Text"),
        ("The door", "Summary"),
        ("Near or far", "Which result"),
        ("Near or far", "Question 2 (I often do a2.)"),
    }
    shown = report(desk)
    assert all(place in shown for _title, place in places)
    assert "Question 2 (I often do a2.)" in [entry.place for entry in entries_of(quiz)]


def test_the_report_shows_only_what_somebody_may_edit(client, spoilt, make_series):
    group = Group.objects.create(name="Elsewhere")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    GroupPagePermission.objects.create(
        group=group, page=make_series(), permission=Permission.objects.get(codename="change_page")
    )
    user = User.objects.create_user("elsewhere", password="x")
    user.groups.add(group)
    client.force_login(user)
    assert "Readers would see" not in report(client)


def test_the_command_checks_everything_and_fails_on_errors(spoilt, make_page):
    said = StringIO()
    with pytest.raises(CommandError, match="1 errors"):
        call_command("check_content", stdout=said)
    assert "error: The door [en] body." in said.getvalue()
    said = StringIO()
    with pytest.raises(CommandError):
        call_command("check_content", "--json", stdout=said)
    told = json.loads(said.getvalue())
    assert told["checked"] == len(list(subjects()))
    [leak] = [finding for finding in told["findings"] if finding["code"] == "markup_leak"]
    assert (leak["title"], leak["locale"], leak["severity"]) == ("The door", "en", "error")
    said = StringIO()
    call_command("check_content", locale="es", stdout=said)
    assert said.getvalue() == "0 checked: 0 errors, 0 warnings, 0 notes.\n"
    with pytest.raises(CommandError, match="--locale"):
        call_command("check_content", locale="tlh")


@pytest.mark.skipif(not REAL.exists(), reason="The example article is not beside the repository.")
def test_nothing_of_the_example_article_is_left_to_a_machine(wiki, admin_user, tmp_path):
    written = tmp_path / "report.json"
    call_command("import_articles", REAL, report=written, stdout=StringIO(), stderr=StringIO())
    left = Counter(
        (finding.code, finding.severity)
        for instance in subjects("en")
        for finding in findings_for(instance.get_latest_revision_as_object())
    )
    # The stories are drafts until somebody has read them; their links follow then.
    assert set(left) <= {("link_unpublished", "warning")}
    [entry] = json.loads(written.read_text(encoding="utf-8"))["articles"]
    assert {finding["code"] for finding in entry["findings"]} == {"link_unpublished"}
    assert entry["found_in_file"] == {
        "markup_leak": 46,
        "typed_numbering": 25,
        "truncated": 3,
        "script_mismatch": 2,
    }


@pytest.mark.parametrize("spoil", ["lost", "damaged", "a bomb"])
def test_an_image_whose_file_is_gone_is_found_and_left_out(
    make_article, make_image, client, commit, monkeypatch, spoil
):
    image = make_image()
    file, kept, limit = Path(image.file.path), image.file.read(), PillowImage.MAX_IMAGE_PIXELS
    shown = {"image": {"image": image.pk, "alt_text": "A door", "decorative": False}, "caption": ""}
    page = make_article(cover=image, blocks=[block("picture", shown)])
    address = f"/api/v1/articles/{page.translation_key}/"

    def published(title: str) -> tuple[list[str], Any]:
        page.title = title
        with commit():
            page.save_revision().publish()
        document = client.get(address).json()
        assert document["title"] == title
        return stored(page), document["cover"]

    found, cover = published("With a door")
    assert (found, bool(cover)) == ([], True)
    file.unlink()
    if spoil == "damaged":
        file.write_bytes(b"no picture at all")
    if spoil == "a bomb":
        file.write_bytes(kept)
        monkeypatch.setattr(PillowImage, "MAX_IMAGE_PIXELS", 100)
    image.renditions.all().delete()
    assert published("Without a door") == (["unreadable_image", "unreadable_image"], None)
    told = ContentFinding.objects.filter(key=page.translation_key)
    assert {one.details["excerpt"] for one in told} == {image.title}
    monkeypatch.setattr(PillowImage, "MAX_IMAGE_PIXELS", limit)
    file.write_bytes(kept)
    found, cover = published("With a door again")
    assert (found, bool(cover)) == ([], True)
