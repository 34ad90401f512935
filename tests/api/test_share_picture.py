"""Share pictures in every script: no boxes, the right direction, the same bytes."""

from io import BytesIO

import pytest
from django.core.checks import run_checks
from PIL import Image

from api.quizzes import fonts
from api.quizzes.lettering import Style, lines_of, runs_of, width_of
from api.quizzes.picture import picture_of
from tests.cms.test_settings import run

TITLES = {
    "en": ("Near and far", "The one who moves closer"),
    "zh-Hans": ("近与远", "在靠近与退后之间寻找平衡的人，总是先说出自己的需要"),
    "ar": ("القرب والبعد", "من يقترب أكثر حين يسود الصمت (Wiki 2026)"),
}


def card(locale: str) -> dict[str, object]:
    title, name = TITLES[locale]
    bars = [
        {"scale": "a", "name": name, "position": "66.7", "color": None},
        {"scale": "b", "name": title, "position": "0.0", "color": "#c9762f"},
        {"scale": "c", "name": title, "position": None, "color": None},
    ]
    chart = {"kind": "bars", "bars": bars, "quadrant": None, "text": []}
    return {"locale": locale, "title": title, "result": {"name": name}, "chart": chart}


@pytest.mark.parametrize("locale", TITLES)
def test_a_picture_has_a_glyph_for_every_character_and_the_same_bytes_twice(locale):
    for text in TITLES[locale]:
        assert fonts.missing_from(text, locale) == ""
    first = picture_of(card(locale), site_name="The Talking Wiki")
    assert picture_of(card(locale), site_name="The Talking Wiki") == first
    assert Image.open(BytesIO(first)).size == (1200, 630)


def test_an_arabic_picture_is_mirrored():
    def ink(locale: str, side: tuple[int, int]) -> int:
        picture = Image.open(BytesIO(picture_of(card(locale), site_name="W"))).convert("L")
        return sum(
            picture.crop((side[0], 230, side[1], 420)).point(lambda v: v < 90).histogram()[1:]
        )

    assert ink("en", (0, 300)) > ink("ar", (0, 300))


def test_what_no_font_can_draw_is_left_out_and_no_box():
    drawn = "".join(part for _face, part in runs_of("Near \U0001f9e1 近 قرب", "en"))
    assert drawn == "Near  近 قرب"


def test_long_names_are_broken_and_cut():
    style = Style("en", "ltr", 48, "#000000")
    lines = lines_of("word " * 60 + "x" * 200, style, 500, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert all(width_of(line, style) <= 500 for line in lines)


def test_the_start_fails_without_a_font_for_a_locale(settings):
    assert not [error for error in run_checks() if error.id.startswith("api.")]
    settings.WAGTAIL_CONTENT_LANGUAGES = [("en", "English"), ("he", "עברית")]
    [error] = [error for error in run_checks() if error.id.startswith("api.")]
    assert error.id == "api.E003"
    assert "he" in error.msg
    settings.WIKI_SHARE_FONTS = ["/nowhere/font.ttf"]
    assert "api.E002" in {error.id for error in run_checks()}


def test_only_locales_whose_letters_join_need_what_pillow_lacks(tmp_path):
    drawn = (
        "import django; from PIL import features;"
        # What Pillow says where FriBidi is not installed.
        " features.check_feature = lambda name: False; django.setup();"
        " from django.core.checks import run_checks;"
        " from tests.api.test_share_picture import card, picture_of;"
        " assert picture_of(card('en'), site_name='The Talking Wiki');"
        " print([error.msg for error in run_checks() if error.id == 'api.E001'])"
    )

    def checked(locales: str) -> str:
        variables = {"DJANGO_SETTINGS_MODULE": "cms.settings.dev", "WIKI_LOCALES": locales}
        done = run(tmp_path, "-W", "error::UserWarning", "-c", drawn, **variables)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()

    assert checked("en,zh-Hans,es") == "[]"
    refused = checked("en,ar,hi")
    assert refused.count("FriBidi") == 2
    assert "locale ar " in refused
    assert "locale hi " in refused
