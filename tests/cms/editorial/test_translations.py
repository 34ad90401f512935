"""The dashboard of translations: true counts, own locales, few queries."""

import csv
import io
import re
from typing import Any
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    TranslatableObject,
    Translation,
    TranslationContext,
    TranslationSource,
)

from cms.editorial.progress import rows, totals
from cms.editorial.roles import EDITORS, translators, writers
from content_models.models import ArticlePage, Topic
from tests.cms.office.conftest import *  # noqa: F403
from tests.cms.office.conftest import fill
from tests.conftest import locale_of

OVERVIEW, PAGES = "translation_dashboard", "translation_pages"


def chinese(model: type) -> Any:
    locale = locale_of("zh-Hans").pk
    [total] = [t for t in totals(rows([locale])) if t.model is model]
    return total


def test_a_page_goes_from_not_submitted_to_published(article, submitted, publish):
    total = chinese(ArticlePage)
    assert (total.total, total.not_submitted, total.percent) == (1, 1, 0)
    translation = submitted(article)
    total = chinese(ArticlePage)
    assert (total.not_submitted, total.percent, total.live) == (0, 0, 0)
    assert total.words_left > 5
    fill(translation)
    total = chinese(ArticlePage)
    assert (total.percent, total.words_left, total.live) == (100, 0, 0)
    page = translation.get_target_instance()
    for parent in page.get_ancestors().filter(depth__gt=1).specific():
        publish(parent)
    translation.save_target(publish=False)
    publish(translation.get_target_instance())
    total = chinese(ArticlePage)
    assert (total.live, total.stale) == (1, 0)
    article.summary = "How they really begin."
    publish(article)
    assert chinese(ArticlePage).stale == 1


def test_an_error_blocks_and_is_not_counted_as_translated(translation):
    fill(translation)
    StringTranslation.objects.filter(context__path="title").update(has_error=True)
    total = chinese(ArticlePage)
    assert total.blocked == 1
    assert total.percent < 100


def test_snippets_are_counted_too(make_snippet):
    make_snippet(Topic)
    assert (chinese(Topic).total, chinese(Topic).not_submitted) == (1, 1)


def test_a_translator_finds_what_is_to_be_done_from_the_start_page(desk_of, translation, submitted):
    submitted(translation.source.get_source_instance(), "es")
    desk = desk_of(translators("zh-Hans"))
    html = desk.get(reverse("wagtailadmin_home")).content.decode()
    panel = html.partition('id="translations-section"')[2].partition("</section>")[0]
    assert re.findall("<strong[^>]*>(.+?)</strong>", panel) == ["简体中文"]
    links = re.findall(r'href="(.+?)">(.+?)</a>', panel)
    leads = {label: address for address, label in links}
    assert list(leads) == ["Incomplete", "Source has changed", "Ready to publish"]
    shown = desk.get(leads["Incomplete"].replace("&amp;", "&"))
    titles = [line["row"].source.title for line in shown.context["lines"]]
    assert translation.source.get_source_instance().title in titles


def test_nobody_is_led_to_translations_where_there_are_none(desk_of, wiki):
    html = desk_of(EDITORS).get(reverse("wagtailadmin_home")).content.decode()
    assert 'id="translations-section"' not in html


def test_a_translator_sees_own_locales(desk_of, translation, submitted, article):
    submitted(article, "es")
    desk = desk_of(translators("zh-Hans"))
    shown = desk.get(reverse(OVERVIEW))
    assert [entry["name"] for entry in shown.context["by_locale"]] == ["简体中文"]
    answer = desk.get(reverse(PAGES), {"locale": locale_of("es").pk})
    assert answer.context["lines"] == []
    every = desk.get(reverse(PAGES), {"format": "csv"}).content.decode()
    assert "español" not in every
    assert "简体中文" in every
    menu = desk.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse(OVERVIEW) in menu
    assert reverse("wagtail_localize:translations_report") not in menu


def test_filters_and_what_is_unknown(desk_of, article, submitted):
    submitted(article)
    desk = desk_of(EDITORS)
    place = reverse(PAGES)

    def titles(**query: Any) -> list[str]:
        return [line["row"].source.title for line in desk.get(place, query).context["lines"]]

    zh = locale_of("zh-Hans").pk
    assert titles(locale=zh, kind="articlepage") == ["Evenings"]
    assert titles(locale=zh, kind="articlepage", state="not-submitted") == []
    assert titles(locale=zh, kind="articlepage", state="incomplete", q="even") == ["Evenings"]
    assert titles(q="nobody") == []
    assert (
        desk.get(place, {"locale": "x", "state": "?", "p": "-9", "kind": "\x00"}).status_code == 200
    )


def test_a_table_has_every_row_and_no_formula(desk_of, article, publish):
    article.title = "=1+1"
    publish(article)
    answer = desk_of(EDITORS).get(reverse(PAGES), {"format": "csv", "kind": "articlepage"})
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert {line["source_title"] for line in table} == {"'=1+1"}
    assert {line["states"] for line in table} == {"not-submitted"}
    sums = desk_of(EDITORS).get(reverse(OVERVIEW), {"format": "csv"}).content.decode("utf-8-sig")
    assert "translated_percent" in sums.splitlines()[0]


def test_who_works_in_no_locale_is_told(client, make_user):
    from django.contrib.auth.models import Permission

    user = make_user()
    user.user_permissions.add(Permission.objects.get(codename="access_admin"))
    client.force_login(user)
    assert "You work in no locale yet" in client.get(reverse(OVERVIEW)).content.decode()


def many(series: Page, number: int) -> None:
    """Add articles in translation into Chinese, the fast way: three rows a table and page."""
    series_zh = series.get_translation(locale_of("zh-Hans"))
    en, zh = series.locale, series_zh.locale
    content_type = ArticlePage.objects.first().content_type
    object_type = TranslatableObject.objects.first().content_type
    keys = [uuid4() for _number in range(number)]
    for parent, locale in ((series, en), (series_zh, zh)):
        parent.refresh_from_db()
        start = parent.numchild
        for at in range(0, number, 500):
            chunk = keys[at : at + 500]
            bases = [
                Page(
                    path=Page._get_path(parent.path, parent.depth + 1, start + at + offset + 1),
                    depth=parent.depth + 1,
                    numchild=0,
                    title=f"Day {at + offset}",
                    draft_title=f"Day {at + offset}",
                    slug=f"day-{at + offset}",
                    url_path=f"{parent.url_path}day-{at + offset}/",
                    locale=locale,
                    translation_key=key,
                    content_type=content_type,
                )
                for offset, key in enumerate(chunk)
            ]
            Page.objects.bulk_create(bases)
        Page.objects.filter(pk=parent.pk).update(numchild=start + number)
    objects = [TranslatableObject(translation_key=key, content_type=object_type) for key in keys]
    TranslatableObject.objects.bulk_create(objects)
    now = timezone.now()
    sources = TranslationSource.objects.bulk_create(
        TranslationSource(
            object_id=key,
            specific_content_type=content_type,
            locale=en,
            object_repr="Day",
            content_json="{}",
            last_updated_at=now,
        )
        for key in keys
    )
    Translation.objects.bulk_create(Translation(source=s, target_locale=zh) for s in sources)
    [string] = String.objects.bulk_create([String(locale=en, data="Then go.", data_hash=uuid4())])
    contexts = TranslationContext.objects.bulk_create(
        TranslationContext(object_id=key, path="title", field_path="title", path_id=uuid4())
        for key in keys
    )
    StringSegment.objects.bulk_create(
        StringSegment(source=s, context=c, order=1, string=string)
        for s, c in zip(sources, contexts, strict=True)
    )
    StringTranslation.objects.bulk_create(
        StringTranslation(
            translation_of=string, locale=zh, context=c, data="走吧。", translation_type="manual"
        )
        for c in contexts[::2]
    )


@pytest.mark.parametrize("role", [EDITORS, translators("zh-Hans")])
@pytest.mark.parametrize("place", [OVERVIEW, PAGES])
def test_a_thousand_pages_cost_at_most_fifteen_queries(
    place, role, desk_of, article, translation, django_assert_max_num_queries
):
    many(article.get_parent(), 1000)
    desk = desk_of(role)
    desk.get(reverse(place))
    with django_assert_max_num_queries(15):
        answer = desk.get(reverse(place))
    assert answer.status_code == 200
    total = chinese(ArticlePage)
    assert (total.total, total.percent, total.words_left) == (1001, 49, 1000 + 11)


def test_a_writer_of_english_sees_what_comes_into_english(desk_of, translation):
    shown = desk_of(writers("en")).get(reverse(OVERVIEW))
    assert [entry["name"] for entry in shown.context["by_locale"]] == ["English"]
