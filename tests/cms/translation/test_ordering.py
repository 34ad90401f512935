"""The parts of a series are the same parts in every language."""

import pytest
from wagtail.models import Page

from tests.conftest import locale_of


@pytest.fixture
def parts(publish, make_article, series):
    return [
        publish(make_article(series, title=title)) for title in ("Arriving", "Listening", "Leaving")
    ]


def titles(client, series):
    """Return the parts of the Chinese series as readers get them, with their numbers."""
    shown = client.get(f"/api/v1/series/{series.translation_key}/?locale=zh-Hans").json()
    for number, part in enumerate(shown["parts"], start=1):
        article = client.get(f"/api/v1/articles/{part['key']}/?locale=zh-Hans").json()
        assert article["series"]["part"] == number
    return [part["title"] for part in shown["parts"]]


@pytest.fixture
def move(django_capture_on_commit_callbacks):
    def move(page, target, pos):
        with django_capture_on_commit_callbacks(execute=True):
            Page.objects.get(pk=page.pk).move(Page.objects.get(pk=target.pk), pos=pos)

    return move


def test_what_is_translated_later_takes_its_place(client, parts, series, translated):
    for number in (2, 0, 1):
        translated(parts[number])
    assert titles(client, series) == ["译：Arriving", "译：Listening", "译：Leaving"]


def test_translations_follow_when_a_part_is_dragged(client, parts, series, translated, move):
    for part in parts:
        translated(part)
    move(parts[2], parts[0], "left")
    assert titles(client, series) == ["译：Leaving", "译：Arriving", "译：Listening"]


def test_what_is_dragged_in_a_translation_moves_there_alone(
    client, parts, series, translated, move
):
    chinese = [translated(part).get_target_instance() for part in parts]
    move(chinese[2], chinese[0], "left")
    assert titles(client, series) == ["译：Leaving", "译：Arriving", "译：Listening"]
    english = client.get(f"/api/v1/series/{series.translation_key}/").json()
    assert [part["title"] for part in english["parts"]] == ["Arriving", "Listening", "Leaving"]


def test_a_page_that_only_one_language_has_stays_where_it_was_put(
    client, parts, series, translated, make_article, publish
):
    translated(parts[0])
    above = series.get_translation(locale_of("zh-Hans"))
    publish(make_article(above, title="只有中文", locale=locale_of("zh-Hans")))
    translated(parts[1])
    assert titles(client, series) == ["译：Arriving", "只有中文", "译：Listening"]


def test_a_translation_that_was_moved_elsewhere_stays_there(
    client, parts, series, translated, make_series, move
):
    chinese = [translated(part).get_target_instance() for part in parts]
    other = make_series(title="Elsewhere")
    away = translated(other).get_target_instance()
    move(chinese[2], away, "last-child")
    move(parts[2], parts[0], "left")
    assert titles(client, series) == ["译：Arriving", "译：Listening"]
    assert titles(client, other) == ["译：Leaving"]
