import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.kjerne.arbeid
import bysak.kjerne.kalender
import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    replaces = [
        ("saksbehandling", "0001_initial"),
        ("saksbehandling", "0002_lagret_soek"),
        ("saksbehandling", "0003_varsel"),
    ]

    initial = True

    dependencies = [
        ("arkivstruktur", "0001_samlet"),
        ("organisasjon", "0001_samlet"),
        ("organisasjon", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Flyt",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sendt_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("merknad", models.TextField(blank=True)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runder",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "sendt_av",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("avsluttet_dato__isnull", True)),
                        fields=("virksomhet", "registrering"),
                        name="flyt_en_aapen",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Flytsteg",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nummer", models.IntegerField()),
                ("mottatt_dato", models.DateTimeField(blank=True, null=True)),
                (
                    "utfall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("G", "Godkjent"),
                            ("I", "Ikke godkjent"),
                            ("S", "Sendt tilbake til saksbehandler med kommentarer"),
                            ("F", "Fordelt"),
                        ],
                        max_length=1,
                    ),
                ),
                ("utfoert_dato", models.DateTimeField(blank=True, null=True)),
                ("merknad", models.TextField(blank=True)),
                (
                    "flyt",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steg",
                        to="saksbehandling.flyt",
                    ),
                ),
                (
                    "mottaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                "ordering": ("nummer", "system_id"),
                "indexes": [
                    models.Index(
                        condition=models.Q(("mottatt_dato__isnull", False), ("utfoert_dato__isnull", True)),
                        fields=["virksomhet", "mottaker"],
                        name="flytsteg_venter",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "flyt", "mottaker"), name="flytsteg_en_gang"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("utfall", ""), ("utfoert_dato__isnull", True)),
                            models.Q(
                                models.Q(("utfall", ""), _negated=True),
                                ("mottatt_dato__isnull", False),
                                ("utfoert_dato__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="flytsteg_helt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ForeloepigSvar",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("dato", models.DateField()),
                ("ny_frist", models.DateField()),
                ("registrert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="foreloepige_svar",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "svar",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.registrering",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "registrering", "svar", "dato"),
                        name="foreloepig_svar_en",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Fravaer",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fra_dato", models.DateField()),
                ("til_dato", models.DateField()),
                ("registrert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "bruker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "stedfortreder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                "indexes": [models.Index(fields=["virksomhet", "bruker", "til_dato"], name="fravaer_bruker")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("til_dato__gte", models.F("fra_dato"))), name="fravaer_periode"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LagretSoek",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("navn", models.CharField(max_length=80)),
                ("tekst", models.CharField(max_length=400)),
                (
                    "bruker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
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
                "ordering": ("navn",),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "bruker", "navn"), name="lagret_soek_en_gang")
                ],
            },
        ),
        migrations.CreateModel(
            name="Varsel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("emne", models.CharField(max_length=200)),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("sendt_dato", models.DateTimeField(blank=True, null=True)),
                ("forsoek", models.IntegerField(default=0)),
                ("feil", models.CharField(blank=True, max_length=300)),
                (
                    "mottaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
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
                    models.Index(
                        condition=models.Q(("sendt_dato__isnull", True)),
                        fields=["virksomhet", "opprettet_dato"],
                        name="varsel_venter",
                    )
                ],
            },
        ),
    ]
