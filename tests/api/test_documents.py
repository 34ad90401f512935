"""Reading one document."""

import gzip
import json
from typing import Any
from urllib.parse import urlsplit

import brotli
import pytest

from content_models.models import Person, Source, Topic
from tests.api_schema import assert_valid
from tests.conftest import block, item, section

ENDPOINTS = {
    "ArticlePage": ("articles", "Article"),
    "ArticleSeriesPage": ("series", "Series"),
    "CaseStudyPage": ("case-studies", "CaseStudy"),
    "ExpertAdvicePage": ("expert-advice", "ExpertAdvice"),
    "QuizPage": ("quizzes", "Quiz"),
}

SCHEMAS = {
    "home": "Home",
    "series": "Series",
    "article": "Article",
    "case-study": "CaseStudy",
    "expert-advice": "ExpertAdvice",
    "quiz": "Quiz",
}


def address(page: Any, **query: str) -> str:
    endpoint = ENDPOINTS[type(page).__name__][0]
    parameters = "&".join(f"{name}={value}" for name, value in query.items())
    return f"/api/v1/{endpoint}/{page.translation_key}/" + (f"?{parameters}" if query else "")


@pytest.fixture
def full_article(
    publish, make_article, make_case, make_advice, make_quiz, make_snippet, make_image
):
    """An article with every kind of block."""
    person, source, topic = make_snippet(Person), make_snippet(Source), make_snippet(Topic)
    case = publish(make_case(people=[block("person", {"name": "Ana", "description": ""})]))
    advice = publish(make_advice(contributors=[(person, "expert")]))
    quiz = publish(
        make_quiz(
            response_sets=[
                block(
                    "response_set",
                    {
                        "key": "often",
                        "options": [
                            item({"key": "never", "value": "0", "label": "Never"}),
                            item({"key": "always", "value": "1.5", "label": "Always"}),
                        ],
                    },
                )
            ],
            pages=[
                block(
                    "page",
                    {
                        "title": "",
                        "items": [
                            block(
                                "item",
                                {
                                    "key": "first",
                                    "type": "likert",
                                    "prompt": "Do you listen?",
                                    "help": "",
                                    "required": True,
                                    "response_set": "often",
                                    "options": [],
                                    "minimum": None,
                                    "maximum": None,
                                },
                            )
                        ],
                    },
                )
            ],
        )
    )
    image = make_image()
    text = block("text", f'<p>See <a linktype="page" id="{case.pk}">the case</a>.</p>')
    simple = [
        text,
        block(
            "list",
            {
                "heading": "",
                "style": "levels",
                "items": [item({"term": "Facts", "text": "<p>What happened.</p>"})],
            },
        ),
        block("callout", {"tone": "tip", "title": "", "text": "<p>Slowly.</p>"}),
    ]
    knowledge = [
        block(
            "quote",
            {"text": "Listen.", "attribution": "", "person": person.pk, "source": source.pk},
        ),
        block("statistic", {"value": "7 in 10", "text": "agree", "source": source.pk}),
        block(
            "picture",
            {
                "image": {"image": image.pk, "alt_text": "Two cups", "decorative": False},
                "caption": "",
            },
        ),
        block(
            "table",
            {
                "caption": "",
                "header": [item("Heard"), item("Meant")],
                "rows": [item([item("Late"), item("Missed you")])],
            },
        ),
    ]
    practice = [
        block("reflection_questions", {"introduction": "", "questions": [item("When?")]}),
        block("experiment", {"title": "A minute", "instructions": "<p>Sit.</p>"}),
        block(
            "script",
            {
                "situation": "",
                "style": "layers",
                "lines": [item({"name": "", "say": "I am hurt.", "note": ""})],
            },
        ),
    ]
    return publish(
        make_article(
            cover=image,
            cover_alt="Two cups",
            content_notice="trauma",
            related_quiz=quiz,
            topics=[topic],
            contributors=[(person, "author"), (person, "reviewer")],
            related=[case],
            body=[
                section(simple + knowledge, kind="problem"),
                section(
                    [block("concept", {"title": "Repair", "blocks": simple + knowledge})],
                    kind="concepts",
                ),
                section(
                    [
                        block(
                            "practice_step",
                            {"title": "Breathe", "minutes": 5, "blocks": simple + practice},
                        ),
                        *practice,
                    ],
                    kind="practice",
                ),
                section(
                    [block("case_studies", {"introduction": "", "cases": [item(case.pk)]})],
                    kind="cases",
                ),
                section(
                    [block("expert_advice", {"introduction": "", "entries": [item(advice.pk)]})],
                    kind="advice",
                ),
            ],
            phrases=[block("phrase", {"text": "Can we start again?", "situation": ""})],
            faq=[block("question", {"question": "Why?", "answer": "<p>Because.</p>"})],
            sources=[block("source", source.pk)],
        )
    )


def test_an_article_with_every_block_is_what_openapi_promises(client, full_article):
    response = client.get(address(full_article))
    assert response.status_code == 200
    assert_valid(response.json(), "Article")


def test_every_kind_is_what_openapi_promises(client, wiki, full_article):
    items = client.get("/api/v1/documents/").json()["items"]
    assert {card["kind"] for card in items} == set(SCHEMAS)
    for card in items:
        assert_valid(card, "Card")
        found = client.get("/api/v1/resolve/", {"url": card["url"]}).json()["document"]
        schema = SCHEMAS[card["kind"]]
        assert_valid(found, schema)


def test_a_list_takes_several_kinds(client, publish, make_article, make_case, make_quiz):
    made = [publish(make()) for make in (make_article, make_case, make_quiz)]
    keys = [str(page.translation_key) for page in made]
    answer = client.get("/api/v1/documents/?kind=quiz,article&limit=1").json()
    rest = client.get(answer["links"]["next"]).json()
    items = [*answer["items"], *rest["items"]]
    assert {item["key"] for item in items} == {keys[0], keys[2]}
    assert (answer["meta"]["total_count"], rest["links"]["next"]) == (2, None)
    refused = client.get("/api/v1/documents/?kind=quiz,artcle")
    assert refused.status_code == 400
    assert "Did you mean article?" in refused.json()["errors"]["kind"][0]


def test_what_writers_left_out_is_null(
    client, publish, make_case, make_advice, make_series, make_quiz, make_snippet
):
    empty = {
        publish(make_case()): ("case", "turning_point_html", "outcome_html"),
        publish(make_advice()): ("advice", "why_html", "practice_html"),
        publish(make_quiz()): ("definition", "introduction_html", "consent_html"),
    }
    for page, (part, *names) in empty.items():
        found = client.get(address(page)).json()
        assert_valid(found, ENDPOINTS[type(page).__name__][1])
        assert [found[part][name] for name in names] == [None, None]
    assert client.get(address(make_series())).json()["introduction_html"] is None
    person = client.get(f"/api/v1/people/{make_snippet(Person).translation_key}/").json()
    assert_valid(person, "Person")
    assert (person["slug"], person["biography_html"]) == (None, None)
    topic = client.get(f"/api/v1/topics/{make_snippet(Topic, slug='trust').translation_key}/")
    assert topic.json()["slug"] == "trust"


def test_addresses_are_such_that_every_program_takes_them(
    client, publish, make_article, make_snippet, series
):
    series.slug = "道歉"
    publish(series)
    steps = [block("practice_step", {"title": "先写下来", "minutes": 5, "blocks": []})]
    elsewhere = block("text", '<p><a href="https://zh.example/wiki/沟通?版=100%">沟通</a></p>')
    page = publish(
        make_article(
            series,
            slug="倾听",
            body=[
                section([elsewhere], heading="为什么"),
                section(steps, kind="practice", heading="今晚"),
            ],
            sources=[block("source", make_snippet(Source, url="https://zh.example/书").pk)],
        )
    )
    found = client.get(address(page)).json()
    assert_valid(found, "Article")
    assert found["path"] == "/en/道歉/倾听/"
    assert found["url"].endswith("/en/%E9%81%93%E6%AD%89/%E5%80%BE%E5%90%AC/")
    for query in ({"url": found["url"]}, {"path": found["path"]}):
        assert client.get("/api/v1/resolve/", query).json()["document"] == found
    link = "https://zh.example/wiki/%E6%B2%9F%E9%80%9A?%E7%89%88=100%25"
    assert found["links"][0]["url"] == link
    assert f'<a href="{link}">沟通</a>' in str(found["sections"][0]["blocks"])
    assert page.full_url == found["url"]
    assert client.get(urlsplit(found["url"]).path).status_code == 200
    for path, query, name in (
        ("navigation/", {}, "Navigation"),
        ("changes/", {}, "ChangeList"),
        ("search/", {"q": "沟通"}, "Search"),
        ("suggest/", {"q": "为什"}, "SuggestionList"),
        ("feeds/en/feed.json", {}, "Feed"),
    ):
        answer = client.get(f"/api/v1/{path}", query)
        assert_valid(answer.json(), name)
        assert "%E9%81%93%E6%AD%89" in answer.content.decode(), path
    source = client.get("/api/v1/sources/").json()["items"][0]
    assert source["url"] == "https://zh.example/%E4%B9%A6"


def test_the_longest_address_can_be_resolved(client, publish, make_article, series):
    series.slug = "道" * 255
    publish(series)
    page = publish(make_article(series, slug="听" * 255))
    found = client.get(address(page)).json()
    for query in ({"url": found["url"]}, {"path": found["path"]}):
        assert client.get("/api/v1/resolve/", query).json()["document"] == found


def test_reading_an_article_costs_one_query(client, full_article, django_assert_num_queries):
    with django_assert_num_queries(1):
        client.get(address(full_article))


def test_an_unchanged_article_is_not_sent_again(client, full_article, django_assert_num_queries):
    first = client.get(address(full_article))
    with django_assert_num_queries(1):
        again = client.get(address(full_article), headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert {"ETag", "Cache-Control", "Vary"} <= set(again.headers)
    assert not {"Last-Modified", "Content-Language", "Link"} & set(again.headers)
    since = client.get(address(full_article), headers={"If-Modified-Since": first["Last-Modified"]})
    assert since.status_code == 304


def test_cookies_and_languages_change_nothing(client, admin_client, full_article):
    plain = client.get(address(full_article)).content
    assert admin_client.get(address(full_article)).content == plain
    forged = client.get(
        address(full_article), headers={"Accept-Language": "zh", "Host": "evil.example"}
    )
    assert forged.content == plain
    assert "Cookie" not in forged["Vary"]


def test_a_hidden_document_and_none_at_all_answer_alike(client, make_article):
    draft = make_article()
    hidden = client.get(address(draft))
    assert hidden.status_code == 404
    other = "00000000-0000-4000-8000-000000000000"
    never = client.get(f"/api/v1/articles/{other}/")
    key = str(draft.translation_key).encode()
    assert hidden.content.replace(key, b"KEY") == never.content.replace(other.encode(), b"KEY")


def test_a_key_may_be_written_in_capitals(client, full_article):
    key = str(full_article.translation_key)
    capitals = client.get(f"/api/v1/articles/{key.upper()}/")
    assert capitals.content == client.get(f"/api/v1/articles/{key}/").content


def test_fields_keeps_only_what_is_asked_for(client, full_article):
    body = client.get(address(full_article, fields="key,title")).json()
    assert body == {"key": str(full_article.translation_key), "title": full_article.title}


def test_a_missing_locale_lists_those_there_are(client, full_article):
    response = client.get(address(full_article, locale="zh-CN"))
    assert response.status_code == 404
    assert response.json()["locales"] == ["en"]


@pytest.mark.parametrize("path", ["home/", "settings/"])
def test_a_locale_without_a_home_page_lists_those_that_have_one(client, wiki, path):
    response = client.get(f"/api/v1/{path}?locale=es")
    assert response.status_code == 404
    assert response.json()["locales"] == ["en"]
    wiki.unpublish()
    assert "locales" not in client.get(f"/api/v1/{path}?locale=es").json()


def test_the_home_page_is_read_as_every_document_is(client, wiki):
    assert client.get("/api/v1/home/?fields=kind,locale").json() == {"kind": "home", "locale": "en"}
    home = client.get("/api/v1/home/?locale=es&fallback=document").json()
    assert home["fallback"] == {"requested": "es", "served": "en"}
    assert_valid(home, "Home")
    refused = client.get("/api/v1/home/?fields=parts")
    assert "site" in refused.json()["errors"]["fields"][0]


def test_a_fallback_is_given_only_on_request_and_says_so(client, full_article):
    body = client.get(address(full_article, locale="zh", fallback="document")).json()
    assert body["fallback"] == {"requested": "zh-Hans", "served": "en"}
    assert body["seo"]["canonical"] == body["url"]
    assert_valid(body, "Article")
    assert "<script" not in json.dumps(body)


def test_what_stands_in_is_purged_when_its_locale_appears(client, full_article):
    key = full_article.translation_key
    answer = client.get(address(full_article, locale="zh", fallback="document"))
    assert answer["Surrogate-Key"] == f"{key}.zh-Hans {key}.en"
    assert client.get(address(full_article, locale="en"))["Surrogate-Key"] == f"{key}.en"


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip;q=1.0", "gzip"),
        ("identity", None),
        ("br;q=0.0", None),
        ("*", None),
    ],
)
def test_a_document_is_sent_in_the_coding_that_the_client_takes(
    client, publish, make_article, accepted, coding
):
    address = f"/api/v1/articles/{publish(make_article()).translation_key}/"
    plain = client.get(address)
    sent = client.get(address, headers={"Accept-Encoding": accepted})
    assert sent.headers.get("Content-Encoding") == coding
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[coding]
    assert unpack(sent.content) == plain.content
    assert (sent["ETag"] == plain["ETag"]) == (coding is None)


def test_a_client_that_has_a_coding_of_a_document_is_not_sent_it_again(
    client, publish, make_article
):
    address = f"/api/v1/articles/{publish(make_article()).translation_key}/"
    accepted = {"Accept-Encoding": "gzip"}
    etag = client.get(address, headers=accepted)["ETag"]
    again = client.get(address, headers={**accepted, "If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(address, headers=accepted | {"If-None-Match": '"other"'}).status_code == 200
    assert client.get(address, headers={"If-None-Match": etag}).content == (
        client.get(address).content
    )


@pytest.mark.parametrize("header", ['x"{}"', '"{}"x', '"a""{}"', '"{}" "b"', '"{}'])
def test_a_document_is_sent_whole_when_what_the_client_has_is_not_to_be_read(
    client, publish, make_article, header
):
    address = f"/api/v1/articles/{publish(make_article()).translation_key}/"
    whole = client.get(address)
    asked = {"If-None-Match": header.format(whole["ETag"].strip('"'))}
    again = client.get(address, headers=asked)
    assert again.status_code == 304 or again.content == whole.content


@pytest.mark.parametrize("header", ["{}", " {} ", "W/{}", '"a", {}', "*"])
def test_a_client_may_say_in_many_ways_what_it_has(client, publish, make_article, header):
    address = f"/api/v1/articles/{publish(make_article()).translation_key}/"
    asked = {"If-None-Match": header.format(client.get(address)["ETag"])}
    assert client.get(address, headers=asked).status_code == 304


@pytest.mark.parametrize("spelling", ["es-MX", "es-419", "es_419", "ES-419"])
def test_a_regional_spelling_names_the_locale_that_there_is(
    client, wiki, publish, translate, spelling
):
    publish(translate(wiki, "es"))
    assert client.get(f"/api/v1/home/?locale={spelling}").json()["locale"] == "es"


@pytest.mark.parametrize("spelling", ["es-41", "es-4190", "es-MX-419", "es-latin"])
def test_a_spelling_that_is_no_region_is_refused(client, wiki, spelling):
    assert client.get(f"/api/v1/home/?locale={spelling}").status_code == 400
