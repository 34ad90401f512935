from typing import Any

from django.db import migrations, models


def give_each_document_a_group(apps: Any, schema_editor: Any) -> None:
    """Count each document by itself, which is true, until it is indexed again."""
    documents = apps.get_model('search', 'IndexedDocument')
    documents.objects.update(facet_group=models.F('id'))


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0004_count_documents_in_groups'),
    ]

    operations = [
        migrations.RunPython(give_each_document_a_group, migrations.RunPython.noop, elidable=True),
    ]
