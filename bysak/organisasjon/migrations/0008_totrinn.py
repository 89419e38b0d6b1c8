import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.organisasjon.models
from bysak.kjerne.trinn import RaskMigrering


def _roller(default: object) -> django.contrib.postgres.fields.ArrayField:
    return django.contrib.postgres.fields.ArrayField(
        base_field=models.CharField(max_length=20), blank=True, default=default, size=None
    )


class Migration(RaskMigrering):
    dependencies = [
        ("organisasjon", "0007_varselvalg"),
    ]

    operations = [
        migrations.AddField(
            model_name="bruker",
            name="totrinn_satt",
            field=models.DateTimeField(blank=True, null=True),
        ),
        # What there is already demands nothing new of anybody; what comes, does.
        migrations.AddField(model_name="virksomhet", name="krever_totrinn", field=_roller(list)),
        migrations.AlterField(
            model_name="virksomhet",
            name="krever_totrinn",
            field=_roller(bysak.organisasjon.models.krever_totrinn_fra_start),
        ),
        migrations.CreateModel(
            name="Totrinn",
            fields=[
                (
                    "bruker",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("hemmelighet", models.TextField()),
                ("siste_steg", models.BigIntegerField()),
                (
                    "koder",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), blank=True, default=list, size=None
                    ),
                ),
            ],
            options={"abstract": False},
        ),
    ]
