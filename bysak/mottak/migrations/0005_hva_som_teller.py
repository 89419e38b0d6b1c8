from django.db import migrations, models

from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    dependencies = [("mottak", "0004_koens_rekkefoelge")]

    operations = [
        migrations.AddField(
            model_name="servicenivaa",
            name="teller",
            field=models.CharField(
                choices=[
                    ("siste", "Det siste av de tre"),
                    ("registrert", "Registrert"),
                    ("journalfoert", "Journalført"),
                    ("fordelt", "Fordelt"),
                ],
                default="siste",
                max_length=12,
            ),
        ),
    ]
