"""Delivery: a document, a 304 and a list of 20, as ratios to an empty REST framework view.

Everything is measured in one run, interleaved, under the same server. Run it with
`make benchmark`.
"""

import argparse
import os
import sys
import tempfile
import uuid
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))


def prepare(documents: int) -> str:
    """Fill the scratch wiki with copies of one demo-sized article; return its key."""
    import django

    django.setup()
    from django.core.management import call_command

    from benchmarks.content import publish_article
    from content_models.models.published import PublishedDocument, PublishedTotal

    call_command("migrate", verbosity=0)
    page = publish_article()
    row = PublishedDocument.objects.get(key=page.translation_key)
    columns = {
        field.attname: getattr(row, field.attname)
        for field in PublishedDocument._meta.concrete_fields
        if not field.primary_key
    }
    copies = []
    for number in range(1, documents):
        key = uuid.UUID(int=number)
        changed = {
            "key": key,
            "path": f"{row.path}{number}/",
            "published_at": row.published_at - timedelta(minutes=number),
            "updated_at": row.updated_at - timedelta(minutes=number),
            "card": bytes(row.card).replace(str(row.key).encode(), str(key).encode()),
        }
        copies.append(PublishedDocument(**columns | changed))
    PublishedDocument.objects.bulk_create(copies, batch_size=500)
    PublishedTotal.objects.filter(kind=row.kind, locale=row.locale).update(rows=documents)
    return str(page.translation_key)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--requests", type=int, default=300)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        environment = {"WIKI_DATA_DIR": folder, "DJANGO_SETTINGS_MODULE": "benchmarks.settings"}
        os.environ.update(environment)
        key = prepare(options.documents)
        from benchmarks.server import interleaved, serving

        with serving(environment) as server:
            document = f"/api/v1/articles/{key}/"
            _status, headers, body = server.get(document)
            asked = {
                "empty REST framework view": ("/measure/empty/", 200, {}),
                "ready bytes in a view": ("/measure/ready/", 200, {}),
                f"document of {len(body) / 1000:.0f} kB": (document, 200, {}),
                "304": (document, 304, {"If-None-Match": headers["ETag"]}),
                "list of 20 cards": ("/api/v1/articles/?limit=20", 200, {}),
            }
            costs = interleaved(server, asked, rounds=options.rounds, count=options.requests)
    empty = costs["empty REST framework view"]
    print(f"\n{options.documents} documents, SQLite, gunicorn with one worker")
    print(f"{'':28}{'requests/s':>12}{'ratio':>8}{'CPU ms':>9}{'ratio':>8}")
    for name, cost in costs.items():
        speed, cpu = cost.per_second / empty.per_second, cost.cpu_ms / empty.cpu_ms
        print(f"{name:28}{cost.per_second:12.0f}{speed:8.2f}{cost.cpu_ms:9.3f}{cpu:8.2f}")


if __name__ == "__main__":
    main()
