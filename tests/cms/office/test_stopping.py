"""A translation that is stopped is edited by hand; starting it again takes nothing unasked."""

from typing import Any

import pytest
from django.urls import reverse
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from cms.editorial.roles import EDITORS
from cms.texts import targets
from content_models.models import Topic
from tests.cms.office.conftest import fill
from tests.conftest import locale_of

RESTART = {"localize-restart-translation": "1"}


def edit(page: Any) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def told(answer: Any) -> str:
    return " ".join(str(message) for message in answer.context["messages"])


@pytest.fixture
def editor(desk_of):
    return desk_of(EDITORS)


@pytest.fixture
def stopped(translation, publish):
    """The Chinese article, published from its translation, which was stopped then."""
    fill(translation)
    translation.save_target(publish=False)
    target = translation.get_target_instance()
    publish(target.get_latest_revision_as_object())
    Translation.objects.update(enabled=False)
    return target


def is_started(translation: Any) -> bool:
    return targets.filling(translation.source.object_id, translation.target_locale_id) is not None


def test_what_nobody_edited_by_hand_starts_at_once(editor, translation, stopped):
    assert "restarted" in told(editor.post(edit(stopped), RESTART, follow=True))
    assert is_started(translation)


def test_who_starts_it_again_is_asked_about_what_was_written_meanwhile(
    editor, translation, stopped, publish
):
    stopped.refresh_from_db()
    stopped.title = "手写的标题"
    raw = stopped.body.get_prep_value()
    raw[0]["value"]["blocks"][1]["value"] = "<p>手写的段落。</p>"
    stopped.body = raw
    publish(stopped)
    asked = editor.post(edit(stopped), RESTART)
    assert asked.status_code == 200
    shown = asked.content.decode()
    assert "<li>手写的标题</li>" in shown
    assert "<li>手写的段落。</li>" in shown
    assert "译文Say" not in shown
    assert not is_started(translation)
    editor.post(edit(stopped), {**RESTART, "replace": "1"})
    assert is_started(translation)


def test_a_translation_without_a_source_is_not_started(editor, article, translation, stopped):
    editor.post(reverse("wagtailadmin_pages:delete", args=[article.pk]))
    answer = editor.post(edit(stopped), RESTART, follow=True)
    assert answer.status_code == 200
    assert "The source of this translation was deleted" in told(answer)
    assert not is_started(translation)


def test_the_desk_of_a_translation_without_a_source_opens_to_stop_it(editor, article, translation):
    target = translation.get_target_instance()
    editor.post(reverse("wagtailadmin_pages:delete", args=[article.pk]))
    Translation.objects.update(enabled=True)
    shown = editor.get(edit(target)).content.decode()
    assert "The source of this translation was deleted." in shown
    assert ">Stop translating<" in shown
    for action in ("publish", "submit"):
        answer = editor.post(edit(target), {"action": action}, follow=True)
        assert "The source of this translation was deleted." in told(answer)
    preview = reverse("wagtail_localize:preview_translation", args=[translation.pk])
    assert editor.get(preview).status_code == 403
    editor.post(reverse("wagtail_localize:stop_translation", args=[translation.pk]))
    assert editor.get(edit(target)).status_code == 200
    assert not is_started(translation)


def test_a_snippet_is_asked_about_too(editor, make_snippet, publish, translation):
    topic = make_snippet(Topic, name="Evening")
    translate_object(topic, [translation.target_locale])
    own = Translation.objects.get(source__object_id=topic.translation_key)
    target = own.get_target_instance()
    own.enabled = False
    own.save()
    target.name = "傍晚"
    publish(target)
    address = reverse(Topic.snippet_viewset.get_url_name("edit"), args=[target.pk])
    assert "<li>傍晚</li>" in editor.post(address, RESTART).content.decode()
    assert not is_started(own)


def test_who_deletes_a_source_is_told_what_becomes_of_its_translations(
    editor, translation, article
):
    asked = reverse("wagtailadmin_pages:delete", args=[article.pk])
    assert "translated into 简体中文" in told(editor.get(asked))
    above = reverse("wagtailadmin_pages:delete", args=[article.get_parent().pk])
    assert "translated into 简体中文" in told(editor.get(above))
    target = translation.get_target_instance()
    assert not told(editor.get(reverse("wagtailadmin_pages:delete", args=[target.pk])))


def test_so_is_who_deletes_a_snippet(editor, make_snippet):
    topic = make_snippet(Topic)
    asked = reverse(topic.snippet_viewset.get_url_name("delete"), args=[topic.pk])
    assert not told(editor.get(asked))
    translate_object(topic, [locale_of("es")])
    assert "translated into español" in told(editor.get(asked))
