"""Fills a stock site with the wiki's article, so many times; prints the number of one page."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from wagtail.images.models import Image
    from wagtail.models import Page

    from benchmarks import words
    from benchmarks.plain_wagtail.models import ArticleAuthor, ArticleTopic, Name, StockArticlePage

    call_command("migrate", verbosity=0)
    parent = Page.objects.get(depth=2)
    cover = Image.objects.create(title="Cover", file=words.cover())
    topics = [Name.objects.create(name=name) for name in words.TOPICS]
    author = Name.objects.create(name=words.AUTHOR)
    body = [
        {"type": "section", "value": {"heading": heading, "texts": texts}}
        for heading, texts in words.sections(linked=parent.pk)
    ]
    for number in range(int(sys.argv[1])):
        page = StockArticlePage(
            title="An article",
            slug=f"article-{number}",
            summary="An article.",
            cover=cover,
            body=body,
        )
        page.topics = [ArticleTopic(named=topic) for topic in topics]
        page.authors = [ArticleAuthor(named=author)]
        parent.add_child(instance=page)
    print(page.pk)


if __name__ == "__main__":
    main()
