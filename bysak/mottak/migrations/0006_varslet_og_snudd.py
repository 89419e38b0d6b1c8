from django.db import migrations, models

from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    dependencies = [
        ("mottak", "0005_hva_som_teller"),
    ]

    operations = [
        migrations.AddField(
            model_name="innkomst",
            name="varslet",
            field=models.CharField(blank=True, default="", max_length=5),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="skannside",
            name="snudd",
            field=models.SmallIntegerField(blank=True, null=True),
        ),
    ]
