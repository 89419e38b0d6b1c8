import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.arkivstruktur.models.redigering
import bysak.kjerne.kalender
import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    dependencies = [
        ("arkivstruktur", "0004_venter_paa_arkivet"),
        ("organisasjon", "0005_fristvarsel"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Redigering",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sesjon", models.CharField(max_length=40)),
                ("sterk", models.BooleanField(default=False)),
                ("noekkel", models.CharField(default=bysak.arkivstruktur.models.redigering.ny_noekkel, max_length=32)),
                ("filnavn", models.CharField(max_length=250)),
                ("mime_type", models.CharField(max_length=120)),
                ("versjonsnummer", models.IntegerField()),
                ("arkivert_sjekksum", models.CharField(max_length=64)),
                ("sjekksum", models.CharField(max_length=64)),
                ("filstoerrelse", models.BigIntegerField()),
                ("lagret_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("startet", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("utloeper", models.DateTimeField()),
                ("avsluttet", models.DateTimeField(blank=True, null=True)),
                (
                    "slutt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("F", "Sagt ferdig"),
                            ("L", "Lukket i programmet"),
                            ("U", "Utløpt"),
                            ("O", "Overtatt av en annen"),
                        ],
                        max_length=1,
                    ),
                ),
                ("overtatt_av", models.CharField(blank=True, max_length=200)),
                ("grunn", models.TextField(blank=True)),
                ("laas", models.CharField(blank=True, max_length=60)),
                ("laas_utloeper", models.DateTimeField(blank=True, null=True)),
                (
                    "bruker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="redigeringer",
                        to="arkivstruktur.dokumentbeskrivelse",
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
        ),
        migrations.CreateModel(
            name="Mellomversjon",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sjekksum", models.CharField(max_length=64)),
                ("filstoerrelse", models.BigIntegerField()),
                ("tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("til_side", models.BooleanField(default=False)),
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
                    "redigering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mellomversjoner",
                        to="arkivstruktur.redigering",
                    ),
                ),
            ],
            options={
                "ordering": ("-tid", "-system_id"),
            },
        ),
        migrations.AddConstraint(
            model_name="redigering",
            constraint=models.UniqueConstraint(
                condition=models.Q(("avsluttet__isnull", True)),
                fields=("virksomhet", "dokumentbeskrivelse"),
                name="en_redigerer_om_gangen",
            ),
        ),
    ]
