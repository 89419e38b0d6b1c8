import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.kjerne.arbeid
import bysak.kjerne.kalender
import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    replaces = [("bevaring", "0001_initial"), ("bevaring", "0002_pakke_og_avlevering"), ("bevaring", "0003_innlesing")]

    initial = True

    dependencies = [
        ("organisasjon", "0001_samlet"),
        ("organisasjon", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Innlesing",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("mappe", models.CharField(max_length=500)),
                ("lest_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("lest_av", models.CharField(max_length=200)),
                ("antall", models.JSONField(default=dict)),
                ("ikke_bevart", models.JSONField(blank=True, default=list)),
                ("kontrollfunn", models.JSONField(blank=True, default=dict)),
                ("nye_ider", models.BooleanField(default=False)),
                ("skjemaer", models.JSONField(blank=True, default=dict)),
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
                "ordering": ("-lest_tid",),
            },
        ),
        migrations.CreateModel(
            name="Uttrekk",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "arkivdeler",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("fram_til", models.DateField(blank=True, null=True)),
                ("utgave", models.CharField(max_length=10)),
                ("mappe", models.CharField(max_length=500)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("bestilt", "Bestilt"),
                            ("paagaar", "Lages"),
                            ("stoppet", "Stoppet"),
                            ("feilet", "Feilet"),
                            ("ferdig", "Ferdig"),
                            ("slettet", "Slettet"),
                        ],
                        default="bestilt",
                        max_length=10,
                    ),
                ),
                ("skal_stoppe", models.BooleanField(default=False)),
                ("bestilt_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("beskjed_gitt", models.BooleanField(default=False)),
                ("bestilt_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("ferdig_tid", models.DateTimeField(blank=True, null=True)),
                ("feil", models.CharField(blank=True, max_length=500)),
                ("antall_mapper", models.IntegerField(default=0)),
                ("antall_registreringer", models.IntegerField(default=0)),
                ("antall_dokumentfiler", models.IntegerField(default=0)),
                ("byte", models.BigIntegerField(default=0)),
                ("sjekksum", models.CharField(blank=True, max_length=64)),
                ("antall_funn", models.IntegerField(blank=True, null=True)),
                ("avtale", models.CharField(blank=True, max_length=60)),
                ("skal_pakkes", models.BooleanField(default=False)),
                ("pakke_byte", models.BigIntegerField(default=0)),
                ("pakke_sjekksum", models.CharField(blank=True, max_length=64)),
                ("levert_tid", models.DateTimeField(blank=True, null=True)),
                ("levert_av", models.CharField(blank=True, max_length=200)),
                ("mottak_ref", models.CharField(blank=True, max_length=100)),
                ("slettet_tid", models.DateTimeField(blank=True, null=True)),
                ("slettet_av", models.CharField(blank=True, max_length=200)),
                (
                    "bestiller",
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
                "ordering": ("-bestilt_tid",),
            },
        ),
        migrations.CreateModel(
            name="Uttrekksfunn",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("steg", models.CharField(max_length=30)),
                ("kode", models.CharField(max_length=40)),
                ("tekst", models.TextField()),
                ("fil", models.CharField(blank=True, max_length=300)),
                ("objekt_id", models.CharField(blank=True, max_length=40)),
                (
                    "uttrekk",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="funn",
                        to="bevaring.uttrekk",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Uttrekkssteg",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nr", models.IntegerField()),
                ("navn", models.CharField(max_length=30)),
                ("gjort", models.BigIntegerField(default=0)),
                ("startet_tid", models.DateTimeField(blank=True, null=True)),
                ("ferdig_tid", models.DateTimeField(blank=True, null=True)),
                ("filer", models.JSONField(blank=True, default=dict)),
                ("resultat", models.JSONField(blank=True, default=dict)),
                (
                    "uttrekk",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steg",
                        to="bevaring.uttrekk",
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
                "ordering": ("nr",),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "uttrekk", "navn"), name="uttrekkssteg_en_gang")
                ],
            },
        ),
    ]
