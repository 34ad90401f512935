from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('search', '0003_embed_entries'),
    ]

    operations = [
        migrations.AddField(
            model_name='indexeddocument',
            name='facet_group',
            field=models.BigIntegerField(default=0),
            preserve_default=False,
        ),
    ]
