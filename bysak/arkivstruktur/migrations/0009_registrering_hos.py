"""Who has an entry while it is on a round, for the verbs that ask whether its documents may be changed (krav 3.3.3)."""

from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arkivstruktur", "0008_det_grensesnittet_leverer")]

    operations = [
        migrations.AddField(
            model_name="registrering",
            name="hos",
            field=ArrayField(models.UUIDField(), blank=True, default=list, size=None),
        ),
    ]
