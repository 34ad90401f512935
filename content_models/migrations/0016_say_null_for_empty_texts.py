from functools import partial
from typing import Any

from django.db import migrations

BATCH = 500


def write(apps: Any, schema_editor: Any, *, empty: str | None) -> None:
    """Write texts of quizzes that hold nothing in one way; old versions are not recorded again."""
    texts = apps.get_model('content_models', 'QuizText').objects
    ids = list(texts.order_by('pk').values_list('pk', flat=True))
    for start in range(0, len(ids), BATCH):
        rows = list(texts.filter(pk__in=ids[start : start + BATCH]))
        for row in rows:
            for name in ('introduction_html', 'consent_html'):
                row.text[name] = row.text[name] or empty
            for result in row.text['results'].values():
                result['body_html'] = result['body_html'] or empty
            for report in row.report.values():
                for section in report['sections']:
                    section['why_html'] = section['why_html'] or empty
        texts.bulk_update(rows, ['text', 'report'])


class Migration(migrations.Migration):

    dependencies = [('content_models', '0015_bound_numbers_of_quizzes')]

    operations = [
        migrations.RunPython(
            partial(write, empty=None), partial(write, empty=''), elidable=True
        ),
    ]
