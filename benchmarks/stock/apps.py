"""Makes articles searchable over Wagtail's own API, in scratch wikis only."""

from django.apps import AppConfig
from wagtail.api import APIField
from wagtail.search import index


class StockConfig(AppConfig):
    name = "benchmarks.stock"

    def ready(self) -> None:
        from wagtail.images.api.fields import ImageRenditionField

        from content_models.models import ArticlePage, PageTopic, Topic

        ArticlePage.search_fields = [
            *ArticlePage.search_fields,
            index.SearchField("summary"),
            index.SearchField("body"),
        ]
        ArticlePage.api_fields = [
            APIField("summary"),
            APIField("page_topics"),
            APIField("cover_webp", ImageRenditionField("width-640|format-webp", source="cover")),
        ]
        PageTopic.api_fields = [APIField("topic")]
        Topic.api_fields = [APIField("name")]
