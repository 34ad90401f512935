from django.db import migrations, models
from django.utils.encoding import iri_to_uri


def encode_addresses(apps, schema_editor):
    """Write addresses as caches know them; those written since are encoded already."""
    change = apps.get_model("content_models", "Change")
    for row in change.objects.exclude(url="").only("url").iterator():
        if not row.url.isascii():
            row.url = iri_to_uri(row.url)
            row.save(update_fields=["url"])


class Migration(migrations.Migration):
    dependencies = [("content_models", "0012_show_results_as_images")]

    operations = [
        migrations.AlterField(
            model_name="change", name="url", field=models.TextField(blank=True)
        ),
        migrations.RunPython(encode_addresses, migrations.RunPython.noop),
    ]
