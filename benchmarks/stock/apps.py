"""Makes articles searchable over Wagtail's own API, in scratch wikis only."""

from django.apps import AppConfig
from wagtail.api import APIField
from wagtail.search import index


class StockConfig(AppConfig):
    name = "benchmarks.stock"

    def ready(self) -> None:
        from content_models.models import ArticlePage

        ArticlePage.search_fields = [
            *ArticlePage.search_fields,
            index.SearchField("summary"),
            index.SearchField("body"),
        ]
        ArticlePage.api_fields = [APIField("summary")]
