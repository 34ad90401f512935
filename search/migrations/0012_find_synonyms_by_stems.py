from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0011_count_by_what_postings_carry'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='synonymform',
            name='synonym_spelled',
        ),
        # `rebuild_search`, which has to run after an update, finds out what they are.
        migrations.AddField(
            model_name='synonymform',
            name='stems',
            field=models.CharField(default='', max_length=200),
            preserve_default=False,
        ),
        migrations.AddIndex(
            model_name='synonymform',
            index=models.Index(fields=['stems', 'locale'], name='synonym_stems'),
        ),
    ]
