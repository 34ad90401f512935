"""Searching over HTTP: the contract, stable pages, constant cost, and whatever people type."""

import sys
import unicodedata
import uuid
from urllib.parse import quote

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content_models.models import GlossaryTerm, Person, Topic
from content_models.publishing import documents
from search import index
from tests.api.test_bad_input import check_problem
from tests.api_schema import assert_valid
from tests.conftest import block


@pytest.fixture
def multiply():
    """Store and index many documents that are copies of one."""

    def multiply(page, count, first=1):
        row = documents.stored().get(key=page.translation_key, locale="en")
        copies = []
        for number in range(first, first + count):
            copy = type(row)(
                **{
                    field.attname: getattr(row, field.attname)
                    for field in row._meta.concrete_fields
                    if not field.primary_key
                }
            )
            copy.key = uuid.UUID(int=number)
            copy.card = bytes(row.card).replace(str(row.key).encode(), str(copy.key).encode())
            copies.append(copy)
        documents.stored().bulk_create(copies)
        index.follow([(copy.key, copy.locale) for copy in copies])

    return multiply


@pytest.fixture
def quokka(publish, make_article):
    text = "<p>A quokka turns toward each other quokka. 依恋关系。</p>"
    return publish(make_article(title="The quokka", blocks=[block("text", text)]))


def test_an_answer_keeps_the_contract_and_its_bytes(client, quokka):
    for query in ("quokka", "quokka&locale=*", "qukka", "nothing-at-all", "依恋&locale=zh"):
        address = f"/api/v1/search/?q={query}"
        answer = client.get(address)
        assert_valid(answer.json(), "Search")
        again = client.get(address, headers={"if-none-match": answer["ETag"]})
        assert again.status_code == 304
        assert client.get(address).content == answer.content
    assert_valid(client.get("/api/v1/suggest/?q=quo").json(), "SuggestionList")


def test_searches_are_narrowed_as_lists_are(
    client, publish, make_article, make_quiz, make_snippet, series
):
    topic, person, quiz = make_snippet(Topic), make_snippet(Person), publish(make_quiz())
    special = publish(
        make_article(
            title="The quokka of one topic",
            topics=[topic],
            contributors=[(person, "author")],
            audience="couples",
            related_quiz=quiz,
        )
    )
    publish(make_article(title="The quokka of none"))
    for narrowed, count in {
        "audience=couples": 1,
        f"key={special.translation_key}": 1,
        f"topic={topic.translation_key}": 1,
        f"person={person.translation_key}": 1,
        f"quiz={quiz.translation_key}": 1,
        f"series={series.translation_key}": 2,
        "published_after=2020-01-01": 2,
        "published_before=2020-01-01": 0,
        "updated_after=2020-01-01T00:00:00Z&audience=everyone": 1,
        "updated_before=2020-01-01": 0,
    }.items():
        found = client.get(f"/api/v1/search/?q=quokka&{narrowed}").json()
        listed = client.get(f"/api/v1/articles/?{narrowed}").json()
        keys = {item["key"] for item in found["items"]}
        assert keys == {item["key"] for item in listed["items"] if "quokka" in item["title"]}
        assert found["meta"]["total_count"] == len(keys) == count, narrowed


def test_only_the_fields_that_are_asked_for_are_answered(client, quokka, make_snippet):
    make_snippet(GlossaryTerm, term="Quokka", definition="<p>It smiles.</p>")
    whole = client.get("/api/v1/search/?q=quokka").json()["items"]
    assert {hit["kind"] for hit in whole} == {"article", "glossary-term"}
    names = {name for hit in whole for name in hit}
    for chosen in (["sections", "title"], ["url", "score", "cover"], sorted(names)):
        answer = client.get(f"/api/v1/search/?q=quokka&fields={','.join(chosen)}")
        assert answer.json()["items"] == [{name: hit[name] for name in chosen} for hit in whole]


def test_the_time_it_took_is_told_in_a_header_and_in_the_body_only_when_asked(client, quokka):
    answer = client.get("/api/v1/search/?q=quokka")
    assert answer.json()["meta"]["took_ms"] is None
    assert answer["Server-Timing"].startswith("search;dur=")
    timed = client.get("/api/v1/search/?q=quokka&timing=true")
    assert timed.json()["meta"]["took_ms"] > 0
    assert timed["Cache-Control"] == "no-store"


@pytest.mark.parametrize("order", ["relevance", "newest"])
def test_pages_follow_each_other_by_offset_and_by_cursor(client, quokka, multiply, order):
    """The copies are equal in their words and were published in the same second."""
    multiply(quokka, 45)
    search = f"/api/v1/search/?q=quokka&order={order}"
    whole = [hit["key"] for hit in client.get(f"{search}&limit=100").json()["items"]]
    stored = documents.stored().filter(kind="article").order_by("pk")
    assert len(set(whole)) == 46
    assert whole == [str(key) for key in stored.values_list("key", flat=True)]
    for start in ("offset=0", "cursor="):
        address, keys = f"{search}&limit=20&{start}", []
        while address:
            answer = client.get(address).json()
            assert answer["meta"]["total_count"] == 46
            keys += [hit["key"] for hit in answer["items"]]
            address = answer["links"]["next"]
        assert keys == whole


def test_a_page_behind_the_last_hit_has_none_and_counts_them_all(client, quokka):
    answer = client.get("/api/v1/search/?q=quokka&offset=20").json()
    assert answer["items"] == []
    assert answer["meta"]["total_count"] == 1
    assert answer["facets"]["kind"][0]["count"] == 1
    assert answer["links"]["next"] is None


def test_a_cursor_meets_nothing_twice_while_others_are_published(client, quokka, multiply):
    multiply(quokka, 45)
    before = {
        hit["key"] for hit in client.get("/api/v1/search/?q=quokka&limit=100").json()["items"]
    }
    address, keys, number = "/api/v1/search/?q=quokka&limit=10&cursor=", [], 1_000
    while address:
        answer = client.get(address).json()
        keys += [hit["key"] for hit in answer["items"]]
        address = answer["links"]["next"]
        multiply(quokka, 1, first=number)
        number += 1
    assert len(keys) == len(set(keys))
    assert before <= set(keys)


def test_every_locale_of_a_document_can_be_searched(client, quokka, publish, translate):
    publish(translate(quokka, "es"))
    publish(translate(quokka, "zh-Hans"))
    narrowed = f"q=quokka&locale=*&translation_of={quokka.translation_key}"
    found = client.get(f"/api/v1/search/?{narrowed}").json()
    assert [facet["count"] for facet in found["facets"]["locale"]] == [1, 1, 1]
    other = client.get(f"/api/v1/search/?q=quokka&translation_of={uuid.UUID(int=7)}").json()
    assert other["items"] == []


def test_a_long_question_is_repeated_in_the_body_and_in_no_header(client, quokka, multiply):
    multiply(quokka, 3)
    short = client.get("/api/v1/search/?q=quokka&limit=1&offset=1")
    assert short["Link"].count("rel=") == 2
    long = client.get("/api/v1/search/", {"q": "quokka " * 500, "limit": 1, "offset": 1})
    assert "Link" not in long
    assert sum(len(name) + len(value) for name, value in long.items()) < 4_000
    assert client.get(long.json()["links"]["next"]).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "search/?q=quokka turns",
        "search/?q=quokka&locale=*&kind=article",
        "search/?q=qukka&order=newest",
        'search/?q="each other quokka" -heron quok*',
        "suggest/?q=quok",
    ],
)
def test_it_costs_the_same_number_of_queries_however_much_there_is(
    client, quokka, multiply, address
):
    counts = []
    for more in (3, 150):
        multiply(quokka, more, first=more)
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(f"/api/v1/{address}").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 18


@pytest.mark.parametrize(
    ("query", "name", "hint"),
    [
        ("", "q", "Say what to look for."),
        ("q=", "q", "Say what to look for."),
        ("q=%20%20", "q", "Say what to look for."),
        ("q=a&locale=en,xx", "locale", "xx"),
        ("q=a&kind=artcle", "kind", "Did you mean article?"),
        ("q=a&order=new", "order", "Did you mean newest?"),
        ("q=a&limit=101", "limit", "100"),
        ("q=a&offset=10001", "offset", "10000"),
        ("q=a&cursor=abc", "cursor", ""),
        ("q=a&cursor=&offset=1", "cursor", "either"),
        ("q=a&fields=title,section", "fields", "Did you mean sections?"),
        ("q=a&topic=trust", "topic", "not a key"),
        ("q=a&query=b", "query", 'There is no such parameter: "query" is not one of audience, '),
        ("q=" + "a" * 5_000, "q", "longer than 4000"),
        ("q=a%00b", "q", "not text"),
        ("q=%ED%A0%80", "query", "UTF-8"),
        ("q=" + "a" * 100_000, "query", "longer than 40000"),
    ],
)
def test_what_is_wrong_is_named(client, wiki, query, name, hint):
    answer = client.get(f"/api/v1/search/?{query}")
    assert answer.status_code == 400
    check_problem(answer, name, query)
    assert hint in " ".join(answer.json()["errors"][name])


def categories() -> list[str]:
    """Return three characters of every Unicode category that text may hold."""
    found: dict[str, list[str]] = {}
    for code in range(0x20, sys.maxunicode + 1):
        character = chr(code)
        category = unicodedata.category(character)
        if category != "Cs" and len(found.setdefault(category, [])) < 3:
            found[category].append(character)
    return ["".join(characters) for characters in found.values()]


HOSTILE = [
    *categories(),
    *"'\"*-+()[]{}<>|&!?.,;:/\\^$#@%_=~`…—“”«»「」『』\u2028\u2029\t\n",
    *('"' * n for n in range(2, 6)),
    *("-" * n for n in range(2, 5)),
    *("*" * n for n in range(2, 5)),
    '"unbalanced', 'un"balanced', '""', '" "', '"*"', '-""', '-"', '"-', '*-"', "-*", "*-", "- -",
    "a*b", "*a", "a**", "-a*", '"a*"', '"a" "b" -"c"', "- a", "a -", "-a", "-a -b", '-"a b"', "a-b",
    "AND", "OR", "NOT", "NEAR", "a AND", "AND AND AND", "a OR b AND NOT c", "NEAR(a b, 5)",
    "title:a", "title : a", "^a", "a + b", "{a b}: c", "a & b | !c", "a <-> b", "a <2> b", "a:*",
    "a:B", "!!a", "()", "(((((((", "a & & b", "'a' & ''", ":*", "\\'", "\\\\", "a\\", "%", "%%",
    "_",
    "%a%", "a_b", "[a-z]", "100%", "' OR '1'='1", "'; DROP TABLE search_posting; --",
    "1) UNION SELECT password FROM cms_user --", "pg_sleep(9)", "$$", "$1", "%s", "%(a)s", "{0}",
    "{{7*7}}", "${jndi:ldap://x}", "<script>alert(1)</script>", "&lt;b&gt;", "../../etc/passwd",
    "null", "undefined", "NaN", "true", "0", "-1", "1e309", "9" * 390, "１２３", "١٢٣",
    "(a+)+$", "(a|a)*b", "a" * 390 + "!", "^(([a-z])+.)+[A-Z]([a-z])+$", "x" * 4_000,
    "a " * 1_900, "依" * 3_900, "ا" * 390, "\u0301" * 390, "a" + "\u0301" * 390, "ก็" * 190,
    "\u200d" * 390, "\u202e" + "abc", "\ufeff", "\u00ad", "ﷺ" * 380, "ﬁ" * 390, "İ" * 390,
    "ß" * 390,
    "🇩🇪👨‍👩‍👧‍👦❤️", "𝕳𝖊𝖑𝖑𝖔", "Ｈｅｌｌｏ", "①②③", "㍿㌔", "ⅣⅫ", "가" * 200, "각" * 100, "ༀ" * 100,
    " ".join(f'"{n} x"' for n in range(60)), " ".join(f"-w{n}" for n in range(90)),
    " ".join(f"w{n}*" for n in range(90)), " ".join("quokka*" for _ in range(50)),
    '"' + "quokka " * 50 + '"', "quokka " * 57, "qoukka " * 57, "quokka-" * 57, "quokka'" * 57,
]  # fmt: skip


def test_there_are_enough_hostile_inputs():
    assert len(HOSTILE) >= 150


@pytest.mark.parametrize("batch", range(8))
def test_whatever_is_typed_there_is_an_answer(client, quokka, batch):
    for text in HOSTILE[batch::8]:
        for path in ("search/?locale=*&q=", "suggest/?q="):
            answer = client.get(f"/api/v1/{path}{quote(text)}")
            context = f"{path}{text[:60]!r}: {answer.status_code}"
            assert answer.status_code in (200, 400), context
            if answer.status_code == 400:
                check_problem(answer, "q", context)
