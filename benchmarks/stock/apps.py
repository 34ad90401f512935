"""Makes articles searchable by Wagtail's own search, in scratch wikis only."""

from django.apps import AppConfig
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
