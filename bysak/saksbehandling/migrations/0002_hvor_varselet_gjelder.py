from django.db import migrations, models

from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    dependencies = [
        ("saksbehandling", "0001_samlet"),
    ]

    operations = [
        migrations.AddField(
            model_name="varsel",
            name="sti",
            field=models.CharField(default="/min", max_length=200),
        ),
    ]
