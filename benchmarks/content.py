"""Content of the size of a real article."""

import uuid
from typing import Any

from cms.preparation import prepare_wiki
from content_models.models import ArticlePage, ArticleSeriesPage

SENTENCE = "People hear the tone before the words, and answer the tone. "


def _child(name: str, value: Any) -> dict[str, Any]:
    return {"type": name, "id": str(uuid.uuid4()), "value": value}


def publish_article(*, sections: int = 6, paragraphs: int = 16) -> ArticlePage:
    """Publish a series with one article of about 40 kB; return the article."""
    home = prepare_wiki()
    series = ArticleSeriesPage(title="A series", slug="series", summary="A series.", live=False)
    home.add_child(instance=series)
    series.save_revision().publish()
    text = "".join(f"<p>{SENTENCE * 6}</p>" for _number in range(paragraphs))
    body = [
        _child(
            "section",
            {
                "kind": "plain",
                "label": "",
                "heading": f"On hearing, {number} times",
                "blocks": [_child("text", text)],
            },
        )
        for number in range(sections)
    ]
    article = ArticlePage(
        title="An article", slug="article", summary="An article.", body=body, live=False
    )
    series.add_child(instance=article)
    article.save_revision().publish()
    return article
