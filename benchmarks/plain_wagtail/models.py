"""Articles as a stock site models them, offered by API v2 with rich text that a reader can use."""

from typing import Any

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.api import APIField
from wagtail.fields import StreamField
from wagtail.images.api.fields import ImageRenditionField
from wagtail.models import Orderable, Page
from wagtail.rich_text import expand_db_html


class HtmlBlock(blocks.RichTextBlock):
    """Rich text as HTML; API v2 would print links as ids of pages."""

    def get_api_representation(self, value: Any, context: Any = None) -> str:
        return expand_db_html(value.source)


class Name(models.Model):
    """A topic or a person."""

    name = models.CharField(max_length=80)

    def __str__(self) -> str:
        return self.name


class StockArticlePage(Page):
    """An article with the words of the wiki's."""

    summary = models.TextField()
    cover = models.ForeignKey("wagtailimages.Image", null=True, on_delete=models.SET_NULL)
    body = StreamField(
        [
            (
                "section",
                blocks.StructBlock(
                    [
                        ("heading", blocks.CharBlock()),
                        ("texts", blocks.ListBlock(HtmlBlock())),
                    ]
                ),
            )
        ]
    )

    api_fields = [
        APIField("summary"),
        APIField("topics"),
        APIField("authors"),
        *(
            APIField(
                f"cover_{kind}", ImageRenditionField(f"width-640|format-{kind}", source="cover")
            )
            for kind in ("avif", "webp", "jpeg")
        ),
        APIField("body"),
    ]


class _Named(Orderable):
    named = models.ForeignKey(Name, on_delete=models.CASCADE, related_name="+")

    api_fields = [APIField("name")]

    class Meta(Orderable.Meta):
        abstract = True

    @property
    def name(self) -> str:
        return self.named.name


class ArticleTopic(_Named):
    page = ParentalKey(StockArticlePage, on_delete=models.CASCADE, related_name="topics")


class ArticleAuthor(_Named):
    page = ParentalKey(StockArticlePage, on_delete=models.CASCADE, related_name="authors")
