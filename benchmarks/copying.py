"""Fills a scratch wiki with copies of one published article; prints its key and its path."""

import json
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

BATCH = 200
PARTS = 40


def copy(row: Any, number: int) -> Any:
    """Return another document with the same words, published a minute earlier each."""
    from content_models.models.published import PublishedDocument

    columns = {
        field.attname: getattr(row, field.attname)
        for field in PublishedDocument._meta.concrete_fields
        if not field.primary_key
    }
    key = uuid.UUID(int=number)
    changed = {
        "key": key,
        # In series of their own, as large as series are.
        "parent_key": uuid.UUID(int=PARTS + number // PARTS),
        "path": f"{row.path}{number}/",
        "published_at": row.published_at - timedelta(minutes=number),
        "updated_at": row.updated_at - timedelta(minutes=number),
        "card": bytes(row.card).replace(str(row.key).encode(), str(key).encode()),
    }
    return PublishedDocument(**columns | changed)


def main() -> None:
    import django

    django.setup()
    from django.db import connection
    from django.utils import timezone

    from benchmarks.content import make_article, make_series
    from content_models.models.published import Change, PublishedDocument, PublishedTotal

    documents = int(sys.argv[1])
    page = make_article(make_series())
    row = PublishedDocument.objects.get(key=page.translation_key)
    for start in range(1, documents, BATCH):
        copies = [copy(row, number) for number in range(start, min(start + BATCH, documents))]
        PublishedDocument.objects.bulk_create(copies)
        Change.objects.bulk_create(
            Change(
                at=timezone.now(),
                action=Change.Action.UPSERT,
                key=made.key,
                locale=made.locale,
                kind=made.kind,
                fingerprint=made.fingerprint,
            )
            for made in copies
        )
    PublishedTotal.objects.filter(kind=row.kind, locale=row.locale).update(rows=documents)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    print(json.dumps({"key": str(row.key), "path": row.path}))


if __name__ == "__main__":
    main()
