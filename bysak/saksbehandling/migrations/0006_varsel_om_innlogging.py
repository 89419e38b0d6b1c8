from django.db import migrations, models

from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    dependencies = [
        ("saksbehandling", "0005_varselvalg"),
    ]

    operations = [
        migrations.AlterField(
            model_name="varsel",
            name="slag",
            field=models.CharField(
                choices=[
                    ("fordelt", "Et brev fordeles til meg"),
                    ("flyt", "Et dokument venter på svaret mitt"),
                    ("frist", "Fristen nærmer seg i mottaket"),
                    ("bestilt", "Noe jeg har bestilt, er ferdig"),
                    ("inn", "Innloggingen min er endret"),
                ],
                max_length=8,
            ),
        ),
    ]
