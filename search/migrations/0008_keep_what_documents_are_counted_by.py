from typing import Any

from django.db import migrations, models

NAMES = ('series', 'topic')
BATCH = 500


def say_what_each_is_counted_by(apps: Any, schema_editor: Any) -> None:
    """Write down the kind, locale, series and topics of each document."""
    documents = apps.get_model('search', 'IndexedDocument').objects
    relations = apps.get_model('content_models', 'PublishedRelation').objects
    ids = list(documents.order_by('pk').values_list('pk', flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(documents.filter(pk__in=ids[start : start + BATCH]))
        facets: dict[int, set[str]] = {row.pk: set() for row in rows}
        for pk, name, key in relations.filter(document__in=list(facets), name__in=NAMES).values_list(
            'document_id', 'name', 'target_key'
        ):
            facets[pk].add(f'{name}={key}')
        for row in rows:
            row.facets = ' '.join([f'kind={row.kind}', f'locale={row.locale}', *sorted(facets[row.pk])])
        documents.bulk_update(rows, ['facets'])


class Migration(migrations.Migration):

    dependencies = [
        ('content_models', '0012_show_results_as_images'),
        ('search', '0007_find_entries_by_digest'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='indexeddocument',
            name='facet_group',
        ),
        migrations.AddField(
            model_name='indexeddocument',
            name='facets',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.RunPython(
            say_what_each_is_counted_by, migrations.RunPython.noop, elidable=True
        ),
    ]
