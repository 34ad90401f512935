"""An article of the size of a real one, published as a writer does."""

import uuid
from typing import Any

from wagtail.models import Locale, Page

from benchmarks import words
from cms.preparation import prepare_wiki
from content_models.models import (
    ArticlePage,
    ArticleSeriesPage,
    PageContributor,
    PageTopic,
    Person,
    Topic,
    WikiImage,
)


def _child(name: str, value: Any) -> dict[str, Any]:
    return {"type": name, "id": str(uuid.uuid4()), "value": value}


def make_series() -> ArticleSeriesPage:
    """Publish an empty series."""
    series = ArticleSeriesPage(title="A series", slug="series", summary="A series.", live=False)
    prepare_wiki().add_child(instance=series)
    series.save_revision().publish()
    return series


def make_article(series: ArticleSeriesPage, number: int = 0) -> ArticlePage:
    """Publish an article of about 40 kB; all of them share author, topics and cover."""
    article = ArticlePage(
        title="An article",
        slug=f"article-{number}",
        summary="An article.",
        body=_body(series),
        cover=cover(),
        live=False,
    )
    for topic in topics():
        article.page_topics.add(PageTopic(topic=topic))
    article.page_contributors.add(PageContributor(person=author(), role="author"))
    Page.objects.get(pk=series.pk).add_child(instance=article)
    article.save_revision().publish()
    return article


def author() -> Person:
    """Return who wrote every article, published."""
    return _published(Person, name=words.AUTHOR)


def topics(locale: Locale | None = None) -> list[Topic]:
    """Return what every article of a locale is about, published."""
    return [_published(Topic, locale, name=name, slug=name.lower()) for name in words.TOPICS]


def _published(model: type, locale: Locale | None = None, **fields: str) -> Any:
    locale = locale or Locale.get_default()
    found = model.objects.filter(locale=locale, **fields).first()
    if found is None:
        found = model(locale=locale, live=False, **fields)
        found.save()
        found.save_revision().publish()
    return found


def cover() -> WikiImage:
    """Return the cover of every article."""
    return WikiImage.objects.first() or WikiImage.objects.create(title="Cover", file=words.cover())


def _body(linked: Page) -> list[dict[str, Any]]:
    return [
        _child(
            "section",
            {
                "kind": "plain",
                "label": "",
                "heading": heading,
                "blocks": [_child("text", text) for text in texts],
            },
        )
        for heading, texts in words.sections(linked=linked.pk)
    ]
