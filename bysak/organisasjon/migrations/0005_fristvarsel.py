from django.db import migrations, models

from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    dependencies = [
        ("organisasjon", "0004_innlogging"),
    ]

    operations = [
        migrations.AddField(
            model_name="bruker",
            name="fristvarsel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Nei"),
                    ("egne", "For det jeg har tatt"),
                    ("koe", "For det jeg har tatt, og det ingen har tatt"),
                ],
                default="",
                max_length=5,
            ),
        ),
    ]
