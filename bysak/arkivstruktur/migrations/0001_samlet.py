import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.kjerne.arbeid
import bysak.kjerne.kalender
import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    replaces = [
        ("arkivstruktur", "0001_initial"),
        ("arkivstruktur", "0002_hele_modellen"),
        ("arkivstruktur", "0003_forslag_av_epost"),
        ("arkivstruktur", "0004_saksbehandling_og_register"),
        ("arkivstruktur", "0005_administrasjon"),
        ("arkivstruktur", "0006_dokumenter"),
        ("arkivstruktur", "0007_filer_som_venter"),
        ("arkivstruktur", "0008_det_grensesnittet_leverer"),
        ("arkivstruktur", "0009_registrering_hos"),
        ("arkivstruktur", "0010_kodeverdier"),
        ("arkivstruktur", "0011_fart"),
        ("arkivstruktur", "0012_egne_felt_fra_grensesnittet"),
        ("arkivstruktur", "0013_tell"),
        ("arkivstruktur", "0014_nummerserie_for_virksomheten"),
        ("arkivstruktur", "0015_tider_som_sendt"),
        ("arkivstruktur", "0016_fil_i_arkivet"),
    ]

    initial = True

    dependencies = [
        ("organisasjon", "0001_samlet"),
        ("organisasjon", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Arkiv",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                ("avsluttet_av", models.CharField(blank=True, max_length=200)),
                (
                    "dokumentmedium",
                    models.CharField(
                        choices=[
                            ("F", "Fysisk arkiv"),
                            ("E", "Elektronisk arkiv"),
                            ("B", "Blandet fysisk og elektronisk arkiv"),
                        ],
                        default="E",
                        max_length=1,
                    ),
                ),
                (
                    "oppbevaringssted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("tittel", models.CharField(max_length=250)),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "arkivstatus",
                    models.CharField(choices=[("O", "Opprettet"), ("A", "Avsluttet")], default="O", max_length=1),
                ),
                ("egne_utkast_flyttes", models.BooleanField(default=True)),
                (
                    "forelder",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="underarkiv",
                        to="arkivstruktur.arkiv",
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
            name="Arkivskaper",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("arkivskaper_id", models.CharField(max_length=50)),
                ("arkivskaper_navn", models.CharField(max_length=200)),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "arkiv",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arkivskapere",
                        to="arkivstruktur.arkiv",
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
            name="Dokumentbeskrivelse",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                (
                    "dokumentmedium",
                    models.CharField(
                        choices=[
                            ("F", "Fysisk arkiv"),
                            ("E", "Elektronisk arkiv"),
                            ("B", "Blandet fysisk og elektronisk arkiv"),
                        ],
                        default="E",
                        max_length=1,
                    ),
                ),
                (
                    "oppbevaringssted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("dokumenttype", models.CharField(default="Brev", max_length=60)),
                (
                    "dokumentstatus",
                    models.CharField(
                        choices=[("B", "Dokumentet er under redigering"), ("F", "Dokumentet er ferdigstilt")],
                        default="B",
                        max_length=1,
                    ),
                ),
                ("tittel", models.CharField(max_length=500)),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "forfatter",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                (
                    "del_av",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deler",
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
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Dokumentobjekt",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("versjonsnummer", models.IntegerField(default=1)),
                (
                    "variantformat",
                    models.CharField(
                        choices=[
                            ("P", "Produksjonsformat"),
                            ("A", "Arkivformat"),
                            ("O", "Dokument hvor deler av innholdet er skjermet"),
                        ],
                        default="P",
                        max_length=1,
                    ),
                ),
                ("format", models.CharField(default="av/0", max_length=40)),
                ("format_detaljer", models.CharField(blank=True, max_length=200)),
                ("referanse_dokumentfil", models.CharField(blank=True, max_length=300)),
                ("sjekksum", models.CharField(blank=True, max_length=64)),
                ("sjekksum_algoritme", models.CharField(default="SHA256", max_length=10)),
                ("filstoerrelse", models.BigIntegerField(default=0)),
                ("mime_type", models.CharField(blank=True, max_length=120)),
                ("filnavn", models.CharField(blank=True, max_length=250)),
                ("konverteres", models.BooleanField(default=False)),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objekter",
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
            options={
                "ordering": ("versjonsnummer",),
                "indexes": [
                    models.Index(fields=["virksomhet", "sjekksum"], name="obj_fil"),
                    models.Index(
                        condition=models.Q(("variantformat", "P"), ("konverteres", True), _connector="OR"),
                        fields=["virksomhet", "opprettet_dato", "system_id"],
                        name="obj_konverteres",
                    ),
                    models.Index(
                        condition=models.Q(("format", "av/0"), ("format_detaljer", "")),
                        fields=["virksomhet", "opprettet_dato", "system_id"],
                        name="obj_ukjent",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "dokumentbeskrivelse", "versjonsnummer", "variantformat", "format"),
                        name="en_fil_per_versjon",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Klasse",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                ("avsluttet_av", models.CharField(blank=True, max_length=200)),
                ("klasse_id", models.CharField(max_length=60)),
                ("tittel", models.CharField(max_length=250)),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "noekkelord",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), blank=True, default=list, size=None
                    ),
                ),
                ("aldri_paa_nett", models.BooleanField(default=False)),
                (
                    "kassasjonsvedtak",
                    models.CharField(
                        choices=[("B", "Bevares"), ("K", "Kasseres"), ("G", "Vurderes senere")],
                        default="B",
                        max_length=1,
                    ),
                ),
                ("bevaringstid", models.IntegerField(blank=True, null=True)),
                (
                    "forelder",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="underklasser",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "tilgangskode",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.tilgangskode",
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
                "ordering": ("klasse_id",),
            },
        ),
        migrations.CreateModel(
            name="Klasseovergang",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "fra_klasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overganger_til",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "til_klasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="overganger_fra",
                        to="arkivstruktur.klasse",
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
                        fields=("virksomhet", "fra_klasse", "til_klasse"), name="klasseovergang_en_gang"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Klassifikasjonssystem",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                ("avsluttet_av", models.CharField(blank=True, max_length=200)),
                ("klassifikasjonstype", models.CharField(blank=True, max_length=60)),
                ("tittel", models.CharField(max_length=250)),
                ("beskrivelse", models.TextField(blank=True)),
                ("mal_id", models.CharField(blank=True, max_length=60)),
                (
                    "forloeper",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arvtakere",
                        to="arkivstruktur.klassifikasjonssystem",
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
        migrations.AddField(
            model_name="klasse",
            name="klassifikasjonssystem",
            field=bysak.kjerne.models.Innen(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="klasser",
                to="arkivstruktur.klassifikasjonssystem",
            ),
        ),
        migrations.CreateModel(
            name="Arkivdel",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                ("avsluttet_av", models.CharField(blank=True, max_length=200)),
                (
                    "dokumentmedium",
                    models.CharField(
                        choices=[
                            ("F", "Fysisk arkiv"),
                            ("E", "Elektronisk arkiv"),
                            ("B", "Blandet fysisk og elektronisk arkiv"),
                        ],
                        default="E",
                        max_length=1,
                    ),
                ),
                (
                    "oppbevaringssted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("tittel", models.CharField(max_length=250)),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "arkivdelstatus",
                    models.CharField(
                        choices=[
                            ("A", "Aktiv periode"),
                            ("O", "Overlappingsperiode"),
                            ("P", "Avsluttet periode"),
                            ("U", "Uaktuelle mapper"),
                        ],
                        default="A",
                        max_length=1,
                    ),
                ),
                ("arkivperiode_start_dato", models.DateField(blank=True, null=True)),
                ("arkivperiode_slutt_dato", models.DateField(blank=True, null=True)),
                ("aapen_for_alle_moduler", models.BooleanField(default=False)),
                (
                    "arkiv",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arkivdeler",
                        to="arkivstruktur.arkiv",
                    ),
                ),
                (
                    "forloeper",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arvtakere",
                        to="arkivstruktur.arkivdel",
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
                (
                    "klassifikasjonssystem",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arkivdeler",
                        to="arkivstruktur.klassifikasjonssystem",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Kodeverdi",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("liste", models.CharField(max_length=60)),
                ("kode", models.CharField(max_length=60)),
                ("kodenavn", models.CharField(max_length=250)),
                ("utdatert", models.DateTimeField(blank=True, null=True)),
                ("utdatert_sendt", models.CharField(blank=True, max_length=40)),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
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
                "ordering": ("liste", "opprettet_dato", "system_id"),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "liste", "kode"), name="kodeverdi_kode_en"),
                    models.UniqueConstraint(fields=("virksomhet", "liste", "kodenavn"), name="kodeverdi_navn_en"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Konvertering",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("konvertert_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("konvertert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("konvertert_fra_format", models.CharField(max_length=40)),
                ("konvertert_til_format", models.CharField(max_length=40)),
                ("konvertert_fra_sjekksum", models.CharField(blank=True, max_length=64)),
                ("konvertert_fra_sjekksum_algoritme", models.CharField(blank=True, max_length=10)),
                ("konvertert_til_sjekksum", models.CharField(blank=True, max_length=64)),
                ("konvertert_til_sjekksum_algoritme", models.CharField(blank=True, max_length=10)),
                ("konverteringsverktoey", models.CharField(blank=True, max_length=200)),
                ("konverteringskommentar", models.TextField(blank=True)),
                (
                    "dokumentobjekt",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="konverteringer",
                        to="arkivstruktur.dokumentobjekt",
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
                "ordering": ("konvertert_dato", "system_id"),
            },
        ),
        migrations.CreateModel(
            name="Konverteringsregel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ved_ferdigstilling", models.BooleanField(default=True)),
                (
                    "ved_statuser",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("M", "Midlertidig registrert"),
                                ("S", "Registrert av saksbehandler"),
                                ("R", "Reservert dokument"),
                                ("F", "Ferdigstilt fra saksbehandler"),
                                ("G", "Godkjent av leder"),
                                ("E", "Ekspedert"),
                                ("J", "Journalført"),
                                ("A", "Arkivert"),
                                ("U", "Utgår"),
                            ],
                            max_length=1,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("alle_versjoner", models.BooleanField(default=False)),
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
                "constraints": [models.UniqueConstraint(fields=("virksomhet",), name="konverteringsregel_en_gang")],
            },
        ),
        migrations.CreateModel(
            name="Mappe",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                ("avsluttet_av", models.CharField(blank=True, max_length=200)),
                (
                    "dokumentmedium",
                    models.CharField(
                        choices=[
                            ("F", "Fysisk arkiv"),
                            ("E", "Elektronisk arkiv"),
                            ("B", "Blandet fysisk og elektronisk arkiv"),
                        ],
                        default="E",
                        max_length=1,
                    ),
                ),
                (
                    "oppbevaringssted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        choices=[("mappe", "Mappe"), ("saksmappe", "Saksmappe"), ("moetemappe", "Møtemappe")],
                        default="saksmappe",
                        max_length=20,
                    ),
                ),
                ("mappe_id", models.CharField(max_length=40)),
                ("tittel", models.CharField(max_length=500)),
                ("offentlig_tittel", models.CharField(blank=True, max_length=500)),
                (
                    "skjermede_ord",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "noekkelord",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), blank=True, default=list, size=None
                    ),
                ),
                ("aldri_paa_nett", models.BooleanField(default=False)),
                ("saksaar", models.IntegerField(blank=True, null=True)),
                ("sakssekvensnummer", models.IntegerField(blank=True, null=True)),
                ("saksdato", models.DateField(blank=True, null=True)),
                ("journalenhet", models.CharField(blank=True, max_length=120)),
                (
                    "saksstatus",
                    models.CharField(
                        choices=[("B", "Under behandling"), ("A", "Avsluttet"), ("U", "Utgår")],
                        default="B",
                        max_length=1,
                    ),
                ),
                ("utlaant_dato", models.DateField(blank=True, null=True)),
                ("utlaant_til", models.CharField(blank=True, max_length=200)),
                ("siste_journalpostnummer", models.IntegerField(default=0)),
                ("moetenummer", models.CharField(blank=True, max_length=40)),
                ("utvalg", models.CharField(blank=True, max_length=200)),
                ("moetedato", models.DateField(blank=True, null=True)),
                ("moetested", models.CharField(blank=True, max_length=200)),
                (
                    "administrativ_enhet",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="saker",
                        to="organisasjon.administrativenhet",
                    ),
                ),
                (
                    "arkiv",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.arkiv",
                    ),
                ),
                (
                    "arkivdel",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mapper",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "forelder",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undermapper",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "forrige_moete",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "klasse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mapper",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "neste_moete",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "saksansvarlig",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ser_ogsaa",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.tilgangsklasse",
                    ),
                ),
                (
                    "tilgangsklasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.tilgangsklasse",
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
                    models.Index(fields=["virksomhet", "-saksaar", "-sakssekvensnummer"], name="mappe_nyeste"),
                    models.Index(fields=["-opprettet_dato", "-system_id"], name="mappe_nyeste_alle"),
                    models.Index(fields=["virksomhet", "-opprettet_dato", "-system_id"], name="mappe_nyeste_en"),
                    models.Index(fields=["virksomhet", "art", "tilgangsklasse", "ser_ogsaa"], name="mappe_tell"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "arkiv", "mappe_id"), name="mappe_id_en_gang"),
                    models.UniqueConstraint(
                        fields=("virksomhet", "arkiv", "saksaar", "sakssekvensnummer"), name="saksnummer_en_gang"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("art", "saksmappe"), _negated=True),
                            models.Q(
                                ("administrativ_enhet__isnull", False),
                                ("saksaar__isnull", False),
                                ("saksansvarlig__isnull", False),
                                ("saksdato__isnull", False),
                                ("sakssekvensnummer__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="saksmappe_er_hel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("art", "moetemappe"), _negated=True),
                            models.Q(
                                models.Q(("moetenummer", ""), _negated=True),
                                models.Q(("utvalg", ""), _negated=True),
                                ("moetedato__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="moetemappe_er_hel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("art", "saksmappe"), ("saksstatus", "A"), _negated=True),
                            ("klasse__isnull", False),
                            _connector="OR",
                        ),
                        name="avsluttet_sak_har_klasse",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("saksstatus", "A"), _negated=True),
                            ("avsluttet_dato__isnull", False),
                            _connector="OR",
                        ),
                        name="avsluttet_sak_har_dato",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Saksmappe",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("arkivstruktur.mappe",),
        ),
        migrations.CreateModel(
            name="Metadatafelt",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "enhet",
                    models.CharField(
                        choices=[
                            ("mappe", "Sak"),
                            ("registrering", "Journalpost"),
                            ("part", "Part"),
                            ("korrespondansepart", "Avsender eller mottaker"),
                            ("alt", "Alt"),
                        ],
                        max_length=20,
                    ),
                ),
                ("navn", models.CharField(max_length=120)),
                ("ledetekst", models.CharField(max_length=100)),
                ("beskrivelse", models.TextField(blank=True)),
                ("kilde", models.CharField(blank=True, max_length=250)),
                (
                    "verditype",
                    models.CharField(
                        choices=[
                            ("tekst", "Tekst"),
                            ("tall", "Heltall"),
                            ("dato", "Dato"),
                            ("ja_nei", "Ja eller nei"),
                            ("valg", "Valg fra liste"),
                            ("desimaltall", "Desimaltall"),
                            ("tidspunkt", "Tidspunkt"),
                            ("uri", "Nettadresse"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "valg",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), blank=True, default=list, size=None
                    ),
                ),
                ("paakrevd", models.BooleanField(default=False)),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("utgaatt_dato", models.DateField(blank=True, null=True)),
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
                "ordering": ("enhet", "navn"),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "enhet", "navn"), name="metadatafelt_en")
                ],
            },
        ),
        migrations.CreateModel(
            name="Moetedeltaker",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("moetedeltaker_navn", models.CharField(max_length=200)),
                ("moetedeltaker_funksjon", models.CharField(blank=True, max_length=120)),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moetedeltakere",
                        to="arkivstruktur.mappe",
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
            name="Nummerhull",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("art", models.CharField(max_length=20)),
                ("aar", models.IntegerField()),
                ("nummer", models.IntegerField()),
                ("grunn", models.TextField()),
                ("tid", models.DateTimeField(auto_now_add=True)),
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
            name="Nummerserie",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                ("art", models.CharField(max_length=20)),
                ("aar", models.IntegerField()),
                ("siste", models.IntegerField(default=0)),
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
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "art", "aar"), name="nummerserie_en")],
            },
        ),
        migrations.CreateModel(
            name="Presedens",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                ("avsluttet_av", models.CharField(blank=True, max_length=200)),
                ("presedens_dato", models.DateField()),
                ("tittel", models.CharField(max_length=500)),
                ("beskrivelse", models.TextField(blank=True)),
                ("presedens_hjemmel", models.CharField(blank=True, max_length=200)),
                ("rettskildefaktor", models.CharField(max_length=200)),
                ("presedens_godkjent_dato", models.DateTimeField(blank=True, null=True)),
                ("presedens_godkjent_av", models.CharField(blank=True, max_length=200)),
                (
                    "presedens_status",
                    models.CharField(choices=[("G", "Gjeldende"), ("F", "Foreldet")], default="G", max_length=1),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="presedenser",
                        to="arkivstruktur.mappe",
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
            name="Presedenshjemmel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("hjemmel", models.CharField(max_length=200)),
                ("utgaatt_dato", models.DateField(blank=True, null=True)),
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
                "ordering": ("hjemmel",),
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "hjemmel"), name="presedenshjemmel_en")],
            },
        ),
        migrations.CreateModel(
            name="Registrering",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opprettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("endret_dato", models.DateTimeField(blank=True, null=True)),
                ("endret_av", models.CharField(blank=True, max_length=200)),
                ("versjon", models.IntegerField(default=1)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                (
                    "dokumentmedium",
                    models.CharField(
                        choices=[
                            ("F", "Fysisk arkiv"),
                            ("E", "Elektronisk arkiv"),
                            ("B", "Blandet fysisk og elektronisk arkiv"),
                        ],
                        default="E",
                        max_length=1,
                    ),
                ),
                (
                    "oppbevaringssted",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("journalpost", "Journalpost"),
                            ("arkivnotat", "Arkivnotat"),
                            ("moeteregistrering", "Møteregistrering"),
                            ("registrering", "Registrering"),
                        ],
                        default="journalpost",
                        max_length=20,
                    ),
                ),
                ("arkivert_dato", models.DateTimeField(blank=True, null=True)),
                ("arkivert_av", models.CharField(blank=True, max_length=200)),
                ("registrerings_id", models.CharField(blank=True, max_length=50)),
                ("tittel", models.CharField(max_length=500)),
                ("offentlig_tittel", models.CharField(blank=True, max_length=500)),
                (
                    "skjermede_ord",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), blank=True, default=list, size=None
                    ),
                ),
                ("beskrivelse", models.TextField(blank=True)),
                (
                    "noekkelord",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100), blank=True, default=list, size=None
                    ),
                ),
                (
                    "forfatter",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("journalaar", models.IntegerField(blank=True, null=True)),
                ("journalsekvensnummer", models.IntegerField(blank=True, null=True)),
                ("journalpostnummer", models.IntegerField(blank=True, null=True)),
                (
                    "journalposttype",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("I", "Inngående dokument"),
                            ("U", "Utgående dokument"),
                            ("N", "Organinternt dokument for oppfølging"),
                            ("X", "Organinternt dokument uten oppfølging"),
                            ("S", "Saksframlegg"),
                        ],
                        max_length=1,
                    ),
                ),
                (
                    "journalstatus",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("M", "Midlertidig registrert"),
                            ("S", "Registrert av saksbehandler"),
                            ("R", "Reservert dokument"),
                            ("F", "Ferdigstilt fra saksbehandler"),
                            ("G", "Godkjent av leder"),
                            ("E", "Ekspedert"),
                            ("J", "Journalført"),
                            ("A", "Arkivert"),
                            ("U", "Utgår"),
                        ],
                        max_length=1,
                    ),
                ),
                ("journaldato", models.DateField(blank=True, null=True)),
                ("dokumentets_dato", models.DateField(blank=True, null=True)),
                ("mottatt_dato", models.DateTimeField(blank=True, null=True)),
                ("sendt_dato", models.DateTimeField(blank=True, null=True)),
                ("forfallsdato", models.DateField(blank=True, null=True)),
                ("offentlighetsvurdert_dato", models.DateField(blank=True, null=True)),
                ("antall_vedlegg", models.IntegerField(blank=True, null=True)),
                ("utlaant_dato", models.DateField(blank=True, null=True)),
                ("utlaant_til", models.CharField(blank=True, max_length=200)),
                ("journalenhet", models.CharField(blank=True, max_length=120)),
                ("foerst_endelig", models.DateTimeField(blank=True, null=True)),
                ("restanse", models.BooleanField(default=False)),
                ("ekstern_noekkel", models.CharField(blank=True, max_length=120)),
                (
                    "hos",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.UUIDField(), blank=True, default=list, size=None
                    ),
                ),
                ("moeteregistreringstype", models.CharField(blank=True, max_length=60)),
                ("moetesakstype", models.CharField(blank=True, max_length=60)),
                ("moeteregistreringsstatus", models.CharField(blank=True, max_length=60)),
                (
                    "administrativ_enhet",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.administrativenhet",
                    ),
                ),
                (
                    "arkiv",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.arkiv",
                    ),
                ),
                (
                    "arkivdel",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registreringer",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "klasse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registreringer",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registreringer",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "saksbehandler",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ser_ogsaa",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.tilgangsklasse",
                    ),
                ),
                (
                    "tilgangsklasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.tilgangsklasse",
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
                    models.Index(fields=["virksomhet", "-opprettet_dato", "-system_id"], name="reg_nyeste"),
                    models.Index(fields=["-opprettet_dato", "-system_id"], name="reg_nyeste_alle"),
                    models.Index(fields=["virksomhet", "journaldato"], name="reg_journaldato"),
                    models.Index(fields=["virksomhet", "art", "tilgangsklasse", "ser_ogsaa"], name="reg_tell"),
                    models.Index(
                        condition=models.Q(("restanse", True)),
                        fields=["virksomhet", "forfallsdato", "system_id"],
                        name="reg_restanse",
                    ),
                    models.Index(
                        condition=models.Q(("restanse", True)), fields=["forfallsdato", "system_id"], name="reg_forfall"
                    ),
                    models.Index(
                        condition=models.Q(("offentlighetsvurdert_dato__isnull", True)),
                        fields=["virksomhet", "forfallsdato", "system_id"],
                        name="reg_uvurdert",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "arkiv", "journalaar", "journalsekvensnummer"), name="loepenummer_en_gang"
                    ),
                    models.UniqueConstraint(
                        fields=("virksomhet", "mappe", "journalpostnummer"), name="journalpostnr_en_gang"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ekstern_noekkel", ""), _negated=True),
                        fields=("virksomhet", "ekstern_noekkel"),
                        name="ekstern_noekkel_en_gang",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("art", "journalpost"), _negated=True),
                            models.Q(
                                ("journalaar__isnull", False),
                                ("journalsekvensnummer__isnull", False),
                                ("journalpostnummer__isnull", False),
                                models.Q(("journalposttype", ""), _negated=True),
                                models.Q(("journalstatus", ""), _negated=True),
                                ("mappe__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="journalpost_er_hel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("art", "moeteregistrering"), _negated=True),
                            models.Q(
                                models.Q(("moeteregistreringstype", ""), _negated=True),
                                ("administrativ_enhet__isnull", False),
                                ("saksbehandler__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="moeteregistrering_er_hel",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arkivdel__isnull", True), ("klasse__isnull", True), ("mappe__isnull", False)),
                            models.Q(("arkivdel__isnull", False), ("mappe__isnull", True)),
                            _connector="OR",
                        ),
                        name="registrering_har_ett_sted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("journalstatus__in", ["J", "A"]), _negated=True),
                            ("journaldato__isnull", False),
                            _connector="OR",
                        ),
                        name="journalfoert_har_dato",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferanseArkivdel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "arkivdel",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referanser_arkivdel",
                        to="arkivstruktur.dokumentbeskrivelse",
                    ),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referanser_arkivdel",
                        to="arkivstruktur.mappe",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referanser_arkivdel",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="referanse_arkivdel_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Presedensavgjoerelse",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "presedens",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avgjoerelser",
                        to="arkivstruktur.presedens",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avgjoer_presedens",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "presedens", "registrering"), name="presedensavgjoerelse_en"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="presedens",
            name="registrering",
            field=bysak.kjerne.models.Innen(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="presedenser",
                to="arkivstruktur.registrering",
            ),
        ),
        migrations.CreateModel(
            name="Part",
            fields=[
                (
                    "postadresse",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("postnummer", models.CharField(blank=True, max_length=10)),
                ("poststed", models.CharField(blank=True, max_length=80)),
                ("land", models.CharField(blank=True, max_length=80)),
                ("epostadresse", models.CharField(blank=True, max_length=254)),
                (
                    "telefonnummer",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("kontaktperson", models.CharField(blank=True, max_length=200)),
                ("person_id", models.CharField(blank=True, max_length=30)),
                ("organisasjons_id", models.CharField(blank=True, max_length=30)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("som_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("part_id", models.CharField(blank=True, max_length=50)),
                ("navn", models.CharField(max_length=300)),
                ("rolle", models.CharField(max_length=60)),
                ("er_person", models.BooleanField(default=False)),
                (
                    "skjermes",
                    models.CharField(
                        blank=True, choices=[("N", "Navnet skjermes"), ("A", "Hele parten skjermes")], max_length=1
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parter",
                        to="arkivstruktur.dokumentbeskrivelse",
                    ),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parter",
                        to="arkivstruktur.mappe",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parter",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="part_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Objektrettighet",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("skrive", models.BooleanField(default=False)),
                ("fra_dato", models.DateField()),
                ("til_dato", models.DateField(blank=True, null=True)),
                (
                    "arkivdel",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rettigheter",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rettigheter",
                        to="arkivstruktur.dokumentbeskrivelse",
                    ),
                ),
                (
                    "klasse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rettigheter",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rettigheter",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "modul",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="objektrettigheter",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rettigheter",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("arkivdel__isnull", False),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", False),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="objektrettighet_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NasjonalIdentifikator",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("matrikkelnummer", "Matrikkelnummer"),
                            ("byggident", "Bygning"),
                            ("planident", "Plan"),
                            ("posisjon", "Posisjon"),
                            ("personidentifikator", "Person"),
                            ("enhetsidentifikator", "Enhet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("kommunenummer", models.CharField(blank=True, max_length=4)),
                ("gaardsnummer", models.IntegerField(blank=True, null=True)),
                ("bruksnummer", models.IntegerField(blank=True, null=True)),
                ("festenummer", models.IntegerField(blank=True, null=True)),
                ("seksjonsnummer", models.IntegerField(blank=True, null=True)),
                ("bygningsnummer", models.IntegerField(blank=True, null=True)),
                ("endringsloepenummer", models.IntegerField(blank=True, null=True)),
                ("landkode", models.CharField(blank=True, max_length=2)),
                ("fylkesnummer", models.CharField(blank=True, max_length=2)),
                ("planidentifikasjon", models.CharField(blank=True, max_length=60)),
                ("koordinatsystem", models.CharField(blank=True, max_length=60)),
                ("x", models.CharField(blank=True, max_length=30)),
                ("y", models.CharField(blank=True, max_length=30)),
                ("z", models.CharField(blank=True, max_length=30)),
                ("person_id", models.CharField(blank=True, max_length=30)),
                ("organisasjons_id", models.CharField(blank=True, max_length=30)),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nasjonale_identifikatorer",
                        to="arkivstruktur.mappe",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="nasjonale_identifikatorer",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mappe__isnull", False), ("registrering__isnull", True)),
                            models.Q(("mappe__isnull", True), ("registrering__isnull", False)),
                            _connector="OR",
                        ),
                        name="identifikator_paa_en",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("art", "matrikkelnummer"),
                                ("bruksnummer__isnull", False),
                                ("gaardsnummer__isnull", False),
                            ),
                            models.Q(("art", "byggident"), ("bygningsnummer__isnull", False)),
                            models.Q(("art", "planident"), models.Q(("planidentifikasjon", ""), _negated=True)),
                            models.Q(
                                ("art", "posisjon"),
                                models.Q(("koordinatsystem", ""), _negated=True),
                                models.Q(("x", ""), _negated=True),
                                models.Q(("y", ""), _negated=True),
                            ),
                            models.Q(("art", "personidentifikator"), models.Q(("person_id", ""), _negated=True)),
                            models.Q(("art", "enhetsidentifikator"), models.Q(("organisasjons_id", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="identifikator_er_hel",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Moetereferanse",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="til_moeteregistrering",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "til_registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fra_moeteregistrering",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "registrering", "til_registrering"), name="moetereferanse_en_gang"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Merknad",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("merknadstekst", models.TextField()),
                ("merknadstype", models.CharField(blank=True, max_length=60)),
                ("merknadsdato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("merknad_registrert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merknader",
                        to="arkivstruktur.dokumentbeskrivelse",
                    ),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merknader",
                        to="arkivstruktur.mappe",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merknader",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="merknad_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Kryssreferanse",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "klasse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kryssreferanser",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "til_klasse",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.klasse",
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
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kryssreferanser",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "til_mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kryssreferanser",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "til_registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("klasse__isnull", False), ("mappe__isnull", True), ("registrering__isnull", True)
                            ),
                            models.Q(
                                ("klasse__isnull", True), ("mappe__isnull", False), ("registrering__isnull", True)
                            ),
                            models.Q(
                                ("klasse__isnull", True), ("mappe__isnull", True), ("registrering__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="kryssreferanse_fra_en",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("til_klasse__isnull", False),
                                ("til_mappe__isnull", True),
                                ("til_registrering__isnull", True),
                            ),
                            models.Q(
                                ("til_klasse__isnull", True),
                                ("til_mappe__isnull", False),
                                ("til_registrering__isnull", True),
                            ),
                            models.Q(
                                ("til_klasse__isnull", True),
                                ("til_mappe__isnull", True),
                                ("til_registrering__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="kryssreferanse_til_en",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("klasse__isnull", True), ("til_klasse__isnull", True)),
                            models.Q(("klasse__isnull", False), ("til_klasse__isnull", False)),
                            _connector="OR",
                        ),
                        name="kryssreferanse_samme_slag",
                    ),
                    models.UniqueConstraint(
                        fields=(
                            "virksomhet",
                            "klasse",
                            "mappe",
                            "registrering",
                            "til_klasse",
                            "til_mappe",
                            "til_registrering",
                        ),
                        name="kryssreferanse_en_gang",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("klasse__isnull", True),
                                models.Q(("klasse", models.F("til_klasse")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("mappe__isnull", True),
                                ("til_mappe__isnull", True),
                                models.Q(("mappe", models.F("til_mappe")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("registrering__isnull", True),
                                ("til_registrering__isnull", True),
                                models.Q(("registrering", models.F("til_registrering")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="kryssreferanse_ikke_seg_selv",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Korrespondansepart",
            fields=[
                (
                    "postadresse",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200), blank=True, default=list, size=None
                    ),
                ),
                ("postnummer", models.CharField(blank=True, max_length=10)),
                ("poststed", models.CharField(blank=True, max_length=80)),
                ("land", models.CharField(blank=True, max_length=80)),
                ("epostadresse", models.CharField(blank=True, max_length=254)),
                (
                    "telefonnummer",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), blank=True, default=list, size=None
                    ),
                ),
                ("kontaktperson", models.CharField(blank=True, max_length=200)),
                ("person_id", models.CharField(blank=True, max_length=30)),
                ("organisasjons_id", models.CharField(blank=True, max_length=30)),
                ("virksomhetsspesifikke_metadata", models.JSONField(blank=True, default=dict)),
                ("som_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "korrespondanseparttype",
                    models.CharField(
                        choices=[
                            ("EA", "Avsender"),
                            ("EM", "Mottaker"),
                            ("EK", "Kopimottaker"),
                            ("GM", "Gruppemottaker"),
                            ("IA", "Intern avsender"),
                            ("IM", "Intern mottaker"),
                            ("IK", "Intern kopimottaker"),
                            ("IS", "Medavsender"),
                        ],
                        max_length=2,
                    ),
                ),
                ("navn", models.CharField(max_length=300)),
                ("er_person", models.BooleanField(default=False)),
                ("skjermet", models.BooleanField(default=False)),
                (
                    "administrativ_enhet",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.administrativenhet",
                    ),
                ),
                (
                    "saksbehandler",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="korrespondanseparter",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["virksomhet", "saksbehandler", "registrering"],
                        include=("korrespondanseparttype",),
                        name="kpart_hos",
                    ),
                    models.Index(fields=["virksomhet", "registrering"], name="kpart_registrering"),
                    models.Index(
                        condition=models.Q(("epostadresse", ""), _negated=True),
                        fields=["virksomhet", "epostadresse"],
                        name="kpart_epost",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("person_id", ""), ("organisasjons_id", ""), _connector="OR"),
                        name="kpart_en_id",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Kassasjon",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kassasjonsvedtak",
                    models.CharField(
                        choices=[("B", "Bevares"), ("K", "Kasseres"), ("G", "Vurderes senere")], max_length=1
                    ),
                ),
                ("kassasjonshjemmel", models.CharField(blank=True, max_length=200)),
                ("bevaringstid", models.IntegerField(blank=True, null=True)),
                ("kassasjonsdato", models.DateField(blank=True, null=True)),
                (
                    "arkivdel",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kassasjon",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kassasjon",
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
                (
                    "klasse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kassasjon",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "mappe",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kassasjon",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "registrering",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="kassasjon",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("arkivdel__isnull", False),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", False),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="kassasjon_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Gradering",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "grad",
                    models.CharField(
                        choices=[
                            ("SH", "Strengt hemmelig (sikkerhetsgrad)"),
                            ("H", "Hemmelig (sikkerhetsgrad)"),
                            ("K", "Konfidensielt (sikkerhetsgrad)"),
                            ("B", "Begrenset (sikkerhetsgrad)"),
                            ("F", "Fortrolig (beskyttelsesgrad)"),
                            ("SF", "Strengt fortrolig (beskyttelsesgrad)"),
                        ],
                        max_length=2,
                    ),
                ),
                ("graderingsdato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("gradert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("nedgraderingsdato", models.DateTimeField(blank=True, null=True)),
                ("nedgradert_av", models.CharField(blank=True, max_length=200)),
                (
                    "arkivdel",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gradering",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gradering",
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
                (
                    "klasse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gradering",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "mappe",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gradering",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "registrering",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gradering",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("arkivdel__isnull", False),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", False),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="gradering_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ElektroniskSignatur",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("elektronisk_signatur_sikkerhetsnivaa", models.CharField(max_length=120)),
                (
                    "elektronisk_signatur_verifisert",
                    models.CharField(
                        choices=[("I", "Signatur påført, ikke verifisert"), ("V", "Signatur påført og verifisert")],
                        max_length=1,
                    ),
                ),
                ("verifisert_dato", models.DateField()),
                ("verifisert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "dokumentbeskrivelse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elektronisk_signatur",
                        to="arkivstruktur.dokumentbeskrivelse",
                    ),
                ),
                (
                    "dokumentobjekt",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elektronisk_signatur",
                        to="arkivstruktur.dokumentobjekt",
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
                (
                    "registrering",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="elektronisk_signatur",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("dokumentobjekt__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", False),
                                ("dokumentobjekt__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("dokumentbeskrivelse__isnull", True),
                                ("dokumentobjekt__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="signatur_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Dokumentkobling",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "tilknyttet_registrering_som",
                    models.CharField(choices=[("H", "Hoveddokument"), ("V", "Vedlegg")], max_length=1),
                ),
                ("dokumentnummer", models.IntegerField()),
                ("tilknyttet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("tilknyttet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "dokumentbeskrivelse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="koblinger",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="koblinger",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "ordering": ("dokumentnummer",),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "registrering", "dokumentnummer"), name="dokumentnummer_en_gang"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("tilknyttet_registrering_som", "H")),
                        fields=("virksomhet", "registrering"),
                        name="ett_hoveddokument",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Dokumentflyt",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("flyt_til", models.CharField(max_length=200)),
                ("flyt_fra", models.CharField(max_length=200)),
                ("flyt_mottatt_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("flyt_sendt_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                (
                    "flyt_status",
                    models.CharField(
                        choices=[
                            ("G", "Godkjent"),
                            ("I", "Ikke godkjent"),
                            ("S", "Sendt tilbake til saksbehandler med kommentarer"),
                            ("F", "Fordelt"),
                        ],
                        default="F",
                        max_length=1,
                    ),
                ),
                ("flyt_merknad", models.TextField(blank=True)),
                (
                    "flyt_til_bruker",
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
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flyt",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "ordering": ("flyt_sendt_dato",),
            },
        ),
        migrations.CreateModel(
            name="Avskrivning",
            fields=[
                ("tid_sendt", models.JSONField(blank=True, default=dict)),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("avskrivningsdato", models.DateField()),
                ("avskrevet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "avskrivningsmaate",
                    models.CharField(
                        choices=[
                            ("BU", "Besvart med brev"),
                            ("BE", "Besvart med e-post"),
                            ("TLF", "Besvart på telefon"),
                            ("TE", "Tatt til etterretning"),
                            ("TO", "Tatt til orientering"),
                            ("BN", "Besvart med notat"),
                            ("SA", "Saken ble avsluttet"),
                        ],
                        max_length=3,
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
                (
                    "korrespondansepart",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avskrivninger",
                        to="arkivstruktur.korrespondansepart",
                    ),
                ),
                (
                    "besvart_av",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avskriver",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avskrivninger",
                        to="arkivstruktur.registrering",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "registrering", "besvart_av", "korrespondansepart"),
                        name="avskrivning_en_gang",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Journalpost",
            fields=[],
            options={
                "proxy": True,
                "indexes": [],
                "constraints": [],
            },
            bases=("arkivstruktur.registrering",),
        ),
        migrations.CreateModel(
            name="SekundaerKlassifikasjon",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "klasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "mappe",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sekundaer_klassifikasjon",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sekundaer_klassifikasjon",
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("mappe__isnull", False), ("registrering__isnull", True)),
                            models.Q(("mappe__isnull", True), ("registrering__isnull", False)),
                            _connector="OR",
                        ),
                        name="sekundaer_klassifikasjon_paa_en",
                    ),
                    models.UniqueConstraint(
                        fields=("virksomhet", "mappe", "registrering", "klasse"),
                        name="sekundaer_klassifikasjon_en_gang",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Sekundaersystem",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "arkivdel",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sekundaersystemer",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "klassifikasjonssystem",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="arkivstruktur.klassifikasjonssystem",
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
                        fields=("virksomhet", "arkivdel", "klassifikasjonssystem"), name="sekundaersystem_en_gang"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Skjerming",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("skjermingshjemmel", models.CharField(max_length=200)),
                (
                    "skjerming_metadata",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("KID", "Skjerming klasseID"),
                                ("TKL", "Skjerming tittel klasse"),
                                ("TM1", "Skjerming tittel mappe - unntatt første linje"),
                                ("TMO", "Skjerming tittel mappe - utvalgte ord"),
                                ("NPS", "Skjerming navn part i sak"),
                                ("TR1", "Skjerming tittel registrering - unntatt første linje"),
                                ("TRO", "Skjerming tittel registrering - utvalgte ord"),
                                ("NA", "Skjerming navn avsender"),
                                ("NM", "Skjerming navn mottaker"),
                                ("TD", "Skjerming tittel dokumentbeskrivelse"),
                                ("MT", "Skjerming merknadstekst"),
                                ("M", "Midlertidig skjerming"),
                            ],
                            max_length=3,
                        ),
                        size=None,
                    ),
                ),
                (
                    "skjerming_dokument",
                    models.CharField(
                        blank=True,
                        choices=[("H", "Skjerming av hele dokumentet"), ("D", "Skjerming av deler av dokumentet")],
                        max_length=1,
                    ),
                ),
                ("skjermingsvarighet", models.IntegerField(blank=True, null=True)),
                ("skjerming_opphoerer_dato", models.DateField(blank=True, null=True)),
                (
                    "arkivdel",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skjerming",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skjerming",
                        to="arkivstruktur.dokumentbeskrivelse",
                    ),
                ),
                (
                    "klasse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skjerming",
                        to="arkivstruktur.klasse",
                    ),
                ),
                (
                    "mappe",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skjerming",
                        to="arkivstruktur.mappe",
                    ),
                ),
                (
                    "registrering",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="skjerming",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "tilgangsrestriksjon",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisasjon.tilgangskode"
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
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("arkivdel__isnull", False),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", False),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", False),
                                ("registrering__isnull", True),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", True),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", False),
                            ),
                            models.Q(
                                ("arkivdel__isnull", True),
                                ("dokumentbeskrivelse__isnull", False),
                                ("klasse__isnull", True),
                                ("mappe__isnull", True),
                                ("registrering__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="skjerming_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sletting",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "slettingstype",
                    models.CharField(
                        choices=[
                            ("SP", "Sletting av produksjonsformat"),
                            ("SV", "Sletting av tidligere versjon"),
                            ("SS", "Sletting av variant med sladdet informasjon"),
                            ("SA", "Sletting av hele innholdet i arkivdelen"),
                        ],
                        max_length=2,
                    ),
                ),
                ("slettet_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("slettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "arkivdel",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sletting",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sletting",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arkivdel__isnull", False), ("dokumentbeskrivelse__isnull", True)),
                            models.Q(("arkivdel__isnull", True), ("dokumentbeskrivelse__isnull", False)),
                            _connector="OR",
                        ),
                        name="sletting_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UtfoertKassasjon",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kassert_dato", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("kassert_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                (
                    "arkivdel",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="utfoert_kassasjon",
                        to="arkivstruktur.arkivdel",
                    ),
                ),
                (
                    "dokumentbeskrivelse",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="utfoert_kassasjon",
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
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("arkivdel__isnull", False), ("dokumentbeskrivelse__isnull", True)),
                            models.Q(("arkivdel__isnull", True), ("dokumentbeskrivelse__isnull", False)),
                            _connector="OR",
                        ),
                        name="utfoert_kassasjon_paa_en",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Arkivformat",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("pronom", models.CharField(max_length=40)),
                ("navn", models.CharField(max_length=120)),
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
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "pronom"), name="arkivformat_en_gang")],
            },
        ),
        migrations.CreateModel(
            name="Dokumenttekst",
            fields=[
                (
                    "dokumentobjekt",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="uttrukket",
                        serialize=False,
                        to="arkivstruktur.dokumentobjekt",
                    ),
                ),
                ("tekst", models.TextField(blank=True)),
                ("feil", models.CharField(blank=True, max_length=300)),
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
            name="Konverteringsfeil",
            fields=[
                (
                    "dokumentobjekt",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="konverteringsfeil",
                        serialize=False,
                        to="arkivstruktur.dokumentobjekt",
                    ),
                ),
                ("melding", models.CharField(max_length=300)),
                ("forbigaaende", models.BooleanField()),
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
        migrations.AddConstraint(
            model_name="klasse",
            constraint=models.UniqueConstraint(
                fields=("virksomhet", "klassifikasjonssystem", "klasse_id"), name="klasse_id_en_gang"
            ),
        ),
        migrations.AddConstraint(
            model_name="presedens",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("mappe__isnull", False), ("registrering__isnull", True)),
                    models.Q(("mappe__isnull", True), ("registrering__isnull", False)),
                    _connector="OR",
                ),
                name="presedens_paa_en",
            ),
        ),
    ]
