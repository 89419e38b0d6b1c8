import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    replaces = [
        ("kjerne", "0001_initial"),
        ("kjerne", "0002_oeyeblikk"),
        ("kjerne", "0003_gamle_numre"),
        ("kjerne", "0004_stroem"),
    ]

    initial = True

    dependencies = [
        ("organisasjon", "0001_samlet"),
    ]

    operations = [
        migrations.CreateModel(
            name="Handling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("transaksjon", models.BigIntegerField()),
                ("tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("bruker_id", models.UUIDField(null=True)),
                ("bruker_navn", models.CharField(max_length=200)),
                ("verb", models.CharField(max_length=80)),
                ("grunn", models.TextField(blank=True)),
                ("foresporsel", models.CharField(blank=True, max_length=40)),
                ("overstyring", models.TextField(blank=True)),
                (
                    "tjenesteyter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.virksomhet",
                    ),
                ),
                (
                    "virksomhet",
                    models.ForeignKey(
                        default=bysak.kjerne.models.denne_virksomheten,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.virksomhet",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["virksomhet", "-tid"], name="handling_nyeste"),
                    models.Index(fields=["virksomhet", "transaksjon"], name="handling_transaksjon"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Endring",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("objekttype", models.CharField(max_length=60)),
                ("objekt_id", models.CharField(max_length=40)),
                ("element", models.CharField(max_length=80)),
                ("tidligere", models.JSONField(null=True)),
                ("ny", models.JSONField(null=True)),
                (
                    "virksomhet",
                    models.ForeignKey(
                        default=bysak.kjerne.models.denne_virksomheten,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.virksomhet",
                    ),
                ),
                (
                    "handling",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="endringer",
                        to="kjerne.handling",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["objekt_id", "element", "id"], name="endring_objekt"),
                    models.Index(
                        condition=models.Q(("element", "-"), ("element__endswith", "_id"), _connector="OR"),
                        fields=["objekttype", "element"],
                        name="endring_flyttet",
                    ),
                    models.Index(
                        condition=models.Q(("element", "registrerings_id")),
                        fields=["virksomhet", "tidligere"],
                        name="endring_nummer",
                    ),
                ],
            },
        ),
    ]
