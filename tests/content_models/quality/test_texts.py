"""Checks of a text by itself: what must be found, and good prose that must pass."""

from collections import Counter
from pathlib import Path

import pytest

from content_models.quality import (
    CODES,
    Content,
    Link,
    Passage,
    Picture,
    Policy,
    Term,
    check,
    of_raw_text,
)
from content_models.quality.passages import HEADING, LINE, NAME, PROSE, SUMMARY

REAL = Path(__file__).resolve().parents[4] / "shared" / "seed" / "article.txt"
LONG = "They sat in the kitchen until the light was gone, and neither of them wanted to begin."


def codes(text: str, locale: str = "en", kind: str = PROSE, **about: object) -> list[str]:
    passage = Passage("body", text, kind, **about)
    return [finding.code for finding in check(Content(locale, [passage]), Policy())]


@pytest.mark.parametrize(
    ("locale", "kind", "text"),
    [
        ("en", HEADING, "### What we avoid"),
        ("zh-Hans", HEADING, "### 标题"),
        ("zh-Hans", HEADING, "###标题"),
        ("en", PROSE, "**Key Learning:** Ask before you answer."),
        ("en", PROSE, "**Lead** and what follows."),
        ("en", PROSE, "**Never closed, and nobody saw it."),
        ("en", PROSE, "Read [the guide](https://example.org/guide) first."),
        ("en", PROSE, "Tea &amp; silence."),
        ("en", PROSE, "A&nbsp;pause helps."),
        ("en", LINE, "He said <b>no</b> twice."),
        ("en", PROSE, "She wrote __always__ and meant it."),
        ("es", PROSE, "**Clave:** pregunta antes de contestar."),
    ],
)
def test_markup_that_leaked_is_found(locale, kind, text):
    assert "markup_leak" in codes(text, locale, kind)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "C# and #MeToo are written with the same sign."),
        ("en", "Five stars: * * * * * (or four)."),
        ("en", "He muttered something like f*** and left."),
        ("en", "Her score was 3 < 5, and mine > 7."),
        ("en", "R&D and Q&A are short for longer things."),
        ("en", "Mark it with [yes] or (no)."),
        ("zh-Hans", "“井号”写作#，星号写作*。"),
        ("es", "El guion_bajo une dos palabras."),
    ],
)
def test_signs_that_belong_to_the_text_are_no_markup(locale, text):
    assert codes(text, locale) == []


def test_entities_that_store_rich_text_are_no_markup():
    assert codes("<p>Tea &amp; silence &lt;3</p>", html=True) == []
    assert "markup_leak" in codes("<p>Tea &amp;amp; silence.</p>", html=True)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "III. Why we hide"),
        ("en", "Part II: Practice"),
        ("en", "Step One: Look"),
        ("en", "2.1 Schemas and scripts"),
        ("en", "Four, Case studies"),
        ("en", "Five: Expert advice"),
        ("zh-Hans", "第三步：看见"),
        ("zh-Hans", "三、实践"),
        ("zh-Hans", "案例一：门厅里的伞"),
        ("es", "Paso dos: escuchar"),
    ],
)
def test_a_heading_that_counts_itself_is_found(locale, text):
    assert "typed_numbering" in codes(text, locale, HEADING)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Three slow breaths"),
        ("en", "10:30 in the evening"),
        ("en", "2.5 hours of silence"),
        ("en", "I am here"),
        ("en", "One good question"),
        ("en", "Part of the answer"),
        ("zh-Hans", "一个好问题"),
        ("zh-Hans", "第一句话最贵"),
        ("es", "Dos minutos de calma"),
    ],
)
def test_a_number_that_belongs_to_a_heading_stays(locale, text):
    assert codes(text, locale, HEADING) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        (
            "en",
            "In the complex landscape of intimate relationships, distance is a sensitive and "
            "profound issue that is often neglected, misunderstood, and avoid…",
        ),
        ("en", "It is often neglected, misunderstood, and…"),
        ("en", "In most cases dissatisfaction stems from unexpressed needs and unresolved,..."),
        ("en", "They talked about money, work and"),
        ("en", "He opened the door,"),
        ("zh-Hans", "许多人一辈子都没有真正学会怎样在亲密关系里谈论这些事情，他们缺少的不是愿望…"),
        ("zh-Hans", "他打开门，"),
        ("es", "Hablaron del dinero, del trabajo y"),
    ],
)
def test_a_text_that_was_cut_off_is_found(locale, text):
    assert "truncated" in codes(text, locale)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "She put down the cup. And then silence…"),
        ("en", "He began: “I never said that I…”"),
        ("en", "Write down one sentence—“Today I felt...”"),
        ("en", "What helped most was the question I had been afraid of."),
        ("en", "Try one of these:"),
        ("en", "When you come home late and do not call, I feel…"),
        ("zh-Hans", "当你很晚才回家又没有打电话的时候，我觉得……"),
        ("zh-Hans", "她放下杯子。然后……"),
        ("zh-Hans", "先听，再说，气氛会慢慢缓和"),
        ("es", "Y entonces, silencio…"),
    ],
)
def test_a_pause_is_not_cut_off(locale, text):
    assert "truncated" not in codes(text, locale)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "常见问题"),
        ("en", "可以直接复制的话"),
        ("en", "The answer is 我们需要先安静下来再慢慢说 and nothing else."),
        ("es", "常见问题"),
        (
            "zh-Hans",
            "In the complex landscape of intimate relationships, distance is a common issue.",
        ),
        ("zh-Hans", "先听她说完。Then say what you noticed before you say what you want."),
        ("zh-Hans", "Explore your own communication pattern"),
        ("zh-Hans", "Habla primero de lo que viste y después de lo que quieres."),
    ],
)
def test_a_text_in_another_script_is_found(locale, text):
    assert "script_mismatch" in codes(text, locale)


@pytest.mark.parametrize(
    ("locale", "kind", "text"),
    [
        ("en", PROSE, "The Chinese word “关系” means more than relationship."),
        ("en", PROSE, "She calls it 关系 (guanxi)."),
        ("zh-Hans", PROSE, "戈特曼研究所（The Gottman Institute）做过这项研究。"),
        ("zh-Hans", PROSE, "这本书叫《The Seven Principles for Making Marriage Work》。"),
        ("zh-Hans", PROSE, "用 Wagtail 和 Django REST framework 写成。"),
        ("zh-Hans", HEADING, "Relationship Communication Wiki"),
        ("zh-Hans", NAME, "The man in the hall and the woman at the door"),
        ("zh-Hans", PROSE, "写信到 help@example.org 或看 https://example.org/in-the-evening。"),
        ("en", PROSE, "Café, naïve and Łódź are Latin all the same."),
    ],
)
def test_foreign_words_and_names_pass(locale, kind, text):
    assert "script_mismatch" not in codes(text, locale, kind)


def test_a_paragraph_that_comes_twice_is_found():
    passages = [Passage("a", LONG), Passage("b", f"<p>{LONG.upper()}</p>", html=True)]
    [finding] = check(Content("en", passages), Policy())
    assert (finding.code, finding.path, finding.details["other"]) == ("duplicate_content", "b", "a")


def test_a_summary_and_a_refrain_may_repeat_themselves():
    passages = [
        Passage("summary", LONG, SUMMARY),
        Passage("a", LONG),
        Passage("b", "Ask first."),
        Passage("c", "Ask first."),
    ]
    assert check(Content("en", passages), Policy()) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "This is the the question."),
        ("en", "He went to to the door."),
        ("es", "Es la casa de de su madre."),
        ("zh-Hans", "我们需要我们需要先停一停。"),
        ("zh-Hans", "他的的话很短。"),
    ],
)
def test_a_stutter_is_found(locale, text):
    assert codes(text, locale) == ["repeated_words"]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "He had had enough, and I knew that that was true."),
        ("en", "It was very very quiet. No, no."),
        ("es", "Poco a poco, muy muy despacio."),
        ("zh-Hans", "慢慢来，一分钟一分钟来，的的确确如此。"),
        ("zh-Hans", "看看，想想，非常非常好。"),
    ],
)
def test_words_that_are_said_twice_on_purpose_pass(locale, text):
    assert codes(text, locale) == []


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "A pause ,then a question."),
        ("en", "Two  blanks in a row."),
        ("en", "Stop!!!"),
        ("en", "A Chinese stop。"),
        ("es", "Qué dijiste?"),
        ("es", "No lo sé!"),
        ("zh-Hans", "先停一停,再说。"),
        ("zh-Hans", '他说"先停一停"。'),
        ("zh-Hans", "然后..."),
        ("zh-Hans", "先停 一停。"),
    ],
)
def test_typography_of_another_locale_is_found(locale, text):
    assert "typography" in codes(text, locale)


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "“Is now a good time?” she asked; he nodded, twice."),
        ("en", "It cost 1,000.50 on 3.5 days."),
        ("es", "¿Qué dijiste? ¡No lo sé! —Pero ¿cuándo?, preguntó."),
        ("es", "«¿Ahora?», dijo él. ¿Y si no quiero, y si no puedo?"),
        ("zh-Hans", "“先停一停，”她说，“再慢慢讲。”然后……"),
        ("zh-Hans", "用 3 分钟，说 1.5 遍；10:30 再来。"),
    ],
)
def test_good_typography_passes(locale, text):
    assert codes(text, locale) == []


def test_a_heading_without_words_is_found():
    assert codes("—", kind=HEADING) == ["empty_heading"]
    assert codes("", kind=HEADING, required=True) == ["empty_heading"]
    assert codes("", kind=HEADING) == []
    assert codes("先", "zh-Hans", HEADING) == []


def test_a_text_must_fit_its_field():
    assert codes("Four", kind=LINE, limit=3) == ["max_length"]
    assert codes("Four", kind=LINE, limit=4) == []


@pytest.mark.parametrize(
    ("state", "expected"),
    [("fine", []), ("missing", ["dead_link"]), ("unpublished", ["link_unpublished"])],
)
def test_a_link_that_leads_nowhere_is_found(state, expected):
    content = Content("en", [], links=[Link("body", "12", "the umbrella", state)])
    assert [finding.code for finding in check(content, Policy())] == expected


@pytest.mark.parametrize(
    ("alt", "decorative", "expected"),
    [(" ", False, ["missing_alt"]), ("A blue door", False, []), ("", True, [])],
)
def test_an_image_needs_words_or_is_decoration(alt, decorative, expected):
    content = Content("en", [], pictures=[Picture("body", "door.png", alt, decorative)])
    assert [finding.code for finding in check(content, Policy())] == expected


def test_words_to_avoid_are_found():
    terms = [Term("依恋", ("依附",)), Term("attachment style", ("attachment type", "style"))]

    def avoided(text: str, locale: str) -> list[str]:
        found = check(Content(locale, [Passage("body", text)]), Policy(), terms)
        return [finding.details["word"] for finding in found]

    assert avoided("她的依附模式。", "zh-Hans") == ["依附"]
    assert avoided("她的依恋模式。", "zh-Hans") == []
    assert avoided("Two Attachment Types met.", "en") == ["attachment type"]
    assert avoided("Her attachment style changed.", "en") == []


def test_a_policy_weighs_findings():
    strict, off = Policy({"typography": "error"}), Policy({"typography": "off"})
    content = Content("en", [Passage("title", "Two  blanks")])
    assert [finding.severity for finding in check(content, strict)] == ["error"]
    assert check(content, off) == []
    assert [finding.severity for finding in check(content, Policy())] == ["note"]


def test_a_finding_names_its_block():
    block = "0b5c8c52-5a3f-4a53-8d4e-3f8a52c2e0aa"
    passage = Passage(f"body.{block}.heading", "### Look", HEADING)
    [finding] = check(Content("en", [passage]), Policy())
    assert finding.block == block
    assert finding.as_json()["path"] == f"body.{block}.heading"


@pytest.mark.skipif(not REAL.exists(), reason="The example article is not beside the repository.")
def test_the_example_article_has_exactly_what_was_counted_by_hand():
    found = check(of_raw_text(REAL.read_text(encoding="utf-8"), "en"), Policy())
    counts = Counter(
        finding.details.get("markup") or finding.details.get("kind") or finding.code
        for finding in found
    )
    assert counts == {
        "script_mismatch": 2,
        "###": 20,
        "**": 26,
        "heading": 5,
        "subheading": 20,
        "truncated": 3,
    }
    assert {finding.code for finding in found} <= set(CODES)
