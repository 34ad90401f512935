"""Checks of a translation beside its source: what must be found, and what must pass."""

import pytest

from content_models.quality import Pair, Policy, Term, compare
from content_models.quality.pairs import end_of

LINK = '<a href="https://example.org/a">'


def codes(source: str, target: str, languages: str = "en zh-Hans", **about: object) -> list[str]:
    source_locale, locale = languages.split()
    pair = Pair("body", source, target, **about)
    return [finding.code for finding in compare(source_locale, locale, [pair], Policy())]


def test_what_nobody_translated_is_found():
    assert codes("Ask first.", "") == ["untranslated"]
    assert codes("Ask first.", "Ask first.", translated=False) == ["untranslated"]
    assert codes("— 12 —", "", translated=False) == []


def test_a_translation_that_only_repeats_its_source_is_found():
    assert codes("Say what you noticed.", "Say what you noticed.") == ["unchanged"]
    assert codes("Rosa Delgado", "Rosa Delgado") == []
    assert codes("OK", "OK", "en es") == []


@pytest.mark.parametrize(
    ("code", "source", "target", "languages"),
    [
        ("links_differ", f"Read {LINK}this</a>.", "请读这个。", "en zh-Hans"),
        ("links_differ", f"Read {LINK}this</a>.", f"请读{LINK}</a>这个。", "en zh-Hans"),
        ("links_differ", "Read this.", f"请读{LINK}这个</a>。", "en zh-Hans"),
        ("links_differ", 'Read <a id="a1">this</a>.', "请读这个。", "en zh-Hans"),
        ("placeholders_differ", "Hello %(name)s.", "你好。", "en zh-Hans"),
        ("placeholders_differ", "Hello {name}.", "Hola {nombre}.", "en es"),
        ("numbers_differ", "Wait 20 minutes.", "等12分钟。", "en zh-Hans"),
        ("numbers_differ", "In 1998 it began.", "Empezó en 1989.", "en es"),
        ("tags_differ", "Ask <b>first</b>.", "先问。", "en zh-Hans"),
        (
            "length_ratio",
            "Ask what the other one heard before you answer it again. " * 3,
            "问。",
            "en zh-Hans",
        ),
        (
            "length_ratio",
            "Ask what the other one heard before you answer it again.",
            "Sí.",
            "en es",
        ),
        ("end_punctuation", "Is now a good time?", "现在合适。", "en zh-Hans"),
        ("end_punctuation", "Ask first.", "Pregunta primero", "en es"),
    ],
)
def test_what_a_translation_lost_is_found(code, source, target, languages):
    assert code in codes(source, target, languages)


def test_links_that_were_lost_or_added_are_named_by_their_words():
    lost = Pair("body", f'Read {LINK}this</a> or <a id="a1">the <b>other</b> one</a>.', "请读。")
    added = Pair("body", "Ask first.", f"先{LINK}问</a>。")
    of_lost, of_added = (compare("en", "zh-Hans", [pair], Policy())[0] for pair in (lost, added))
    assert (of_lost.details["missing"], of_lost.details["extra"]) == ("“this”, “the other one”", "")
    assert (of_added.details["missing"], of_added.details["extra"]) == ("", "“问”")


@pytest.mark.parametrize(
    ("source", "target", "languages"),
    [
        (f"Read {LINK}this</a>.", f"请读{LINK}这个</a>。", "en zh-Hans"),
        ("Wait three minutes.", "等3分钟。", "en zh-Hans"),
        ("Wait 20 minutes.", "等二十分钟。", "en zh-Hans"),
        ("等两分钟。", "Wait 2 minutes.", "zh-Hans en"),
        ("It cost 1,000 euros, 3.5 each.", "Costó 1.000 euros, 3,5 cada uno.", "en es"),
        ("Ask <b>first</b>.", "<strong>先</strong>问。", "en zh-Hans"),
        ("“Is now a good time?”", "“现在合适吗？”", "en zh-Hans"),
        ("Is now a good time?", "¿Es buen momento?", "en es"),
        ("And then…", "然后……", "en zh-Hans"),
        ("Hello %(name)s.", "你好，%(name)s。", "en zh-Hans"),
        ("Three breaths", "三次呼吸", "en zh-Hans"),
        (
            "Say what you noticed before you say what you want, and wait.",
            "先说你看到了什么，再说你想要什么，然后等一等。",
            "en zh-Hans",
        ),
        (
            "Say what you noticed before you say what you want, and wait.",
            "Di lo que notaste antes de decir lo que quieres, y espera.",
            "en es",
        ),
    ],
)
def test_a_good_translation_passes(source, target, languages):
    assert codes(source, target, languages) == []


def test_a_glossary_term_must_be_rendered_as_preferred():
    terms = [Term("依恋", (), source="attachment")]

    def found(source: str, target: str) -> list[str]:
        pair = Pair("body", source, target)
        return [f.code for f in compare("en", "zh-Hans", [pair], Policy(), terms)]

    assert found("Their attachment grew.", "他们的依附加深了。") == ["glossary_required"]
    assert found("Their attachment grew.", "他们的依恋加深了。") == []
    assert found("She detached the note.", "她取下纸条。") == []


def test_one_text_translated_in_two_ways_is_found():
    pairs = [Pair("a", "Ask first.", "先问。"), Pair("b", "Ask first.", "问一问。")]
    found = compare("en", "zh-Hans", pairs, Policy())
    assert [(f.code, f.path) for f in found] == [("inconsistent", "a"), ("inconsistent", "b")]
    elsewhere = {"Ask first.": ["先问。"]}
    assert compare("en", "zh-Hans", pairs[:1], Policy(), known=elsewhere) == []
    [finding] = compare("en", "zh-Hans", pairs[1:], Policy(), known=elsewhere)
    assert finding.details["other"] == "先问。"


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("先问。”", "statement"),
        ("¿Ahora?»", "question"),
        ("Stop!", "exclamation"),
        ("例如：", "colon"),
        ("Then…", "ellipsis"),
        ("A heading", "open"),
        ("", "open"),
    ],
)
def test_an_end_is_the_same_in_every_locale(text, end):
    assert end_of(text) == end
