from base64 import b64decode
from typing import Any
from uuid import UUID

import django.db.models.deletion
from django.db import migrations, models

BATCH = 500
FIRST = 0x100
NAMES = {'k': 'kind', 's': 'series', 't': 'topic'}


def counted(facet: str) -> tuple[str, str]:
    """Return the name and value of what was written as a letter and a short value."""
    name, value = NAMES[facet[0]], facet[1:]
    return name, value if name == 'kind' else str(UUID(bytes=b64decode(f'{value}==')))


def number_facets(apps: Any, schema_editor: Any) -> None:
    """Give a number to all that documents are counted by, and name it by its sign."""
    numbered = apps.get_model('search', 'Facet').objects
    documents = apps.get_model('search', 'IndexedDocument').objects
    signs: dict[tuple[str, str], str] = {}
    ids = list(documents.order_by('pk').values_list('pk', flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(documents.filter(pk__in=ids[start : start + BATCH]).only('facets'))
        for row in rows:
            found = sorted(counted(facet) for facet in row.facets.split())
            for name, value in found:
                if (name, value) not in signs:
                    made, _created = numbered.get_or_create(name=name, value=value)
                    signs[name, value] = chr(FIRST + made.pk)
            row.facets = ''.join(signs[facet] for facet in found)
        documents.bulk_update(rows, ['facets'])


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0010_count_documents_by_short_facets'),
    ]

    operations = [
        migrations.CreateModel(
            name='Facet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=40)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('name', 'value'), name='one_number_a_facet')],
            },
        ),
        migrations.RunPython(number_facets, migrations.RunPython.noop, elidable=True),
        migrations.AddIndex(
            model_name='indexeddocument',
            index=models.Index(fields=['visible_from'], name='indexed_visible_from'),
        ),
        migrations.AddIndex(
            model_name='indexeddocument',
            index=models.Index(fields=['hidden_after'], name='indexed_hidden_after'),
        ),
        migrations.RunSQL(
            'CREATE TABLE search_posting_before AS'
            ' SELECT term_id, document_id, number, frequency, length FROM search_posting'
        ),
        migrations.DeleteModel(name='Posting'),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('pk', models.CompositePrimaryKey('term', 'document', 'facets', 'number', 'frequency', 'length', blank=True, editable=False, primary_key=True, serialize=False)),
                ('facets', models.TextField()),
                ('number', models.PositiveSmallIntegerField()),
                ('frequency', models.PositiveSmallIntegerField()),
                ('length', models.PositiveIntegerField()),
                ('document', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, to='search.indexeddocument')),
                ('term', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, to='search.term')),
            ],
        ),
        migrations.RunSQL(
            'INSERT INTO search_posting (term_id, document_id, facets, number, frequency, length)'
            ' SELECT term_id, document_id, facets, number, frequency, length'
            ' FROM search_posting_before AS posting'
            ' JOIN search_indexeddocument AS document ON document.id = posting.document_id'
            ' ORDER BY term_id, document_id'
        ),
        migrations.RunSQL('DROP TABLE search_posting_before'),
    ]
