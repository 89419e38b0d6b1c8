"""The numbers that entries had before they were moved are found without reading the log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kjerne", "0002_oeyeblikk")]

    operations = [
        migrations.AddIndex(
            model_name="endring",
            index=models.Index(
                condition=models.Q(("element", "registrerings_id")),
                fields=["virksomhet", "tidligere"],
                name="endring_nummer",
            ),
        ),
    ]
