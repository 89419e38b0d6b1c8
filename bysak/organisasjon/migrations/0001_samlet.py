import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import bysak.kjerne.arbeid
import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    replaces = [
        ("organisasjon", "0001_initial"),
        ("organisasjon", "0002_administrasjon"),
        ("organisasjon", "0003_grensesnitt"),
        ("organisasjon", "0004_abonnementer"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bruker",
            fields=[
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("brukernavn", models.CharField(max_length=60, unique=True)),
                ("navn", models.CharField(max_length=200)),
                ("initialer", models.CharField(blank=True, max_length=6)),
                ("epost", models.EmailField(blank=True, max_length=254)),
                ("er_system", models.BooleanField(default=False)),
                ("er_modul", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                ("passord_satt", models.DateTimeField(blank=True, null=True)),
                ("enkelttaster", models.BooleanField(default=True)),
                ("opprettet_dato", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("navn",),
            },
        ),
        migrations.CreateModel(
            name="Tilgangskode",
            fields=[
                ("kode", models.CharField(max_length=10, primary_key=True, serialize=False)),
                ("navn", models.CharField(max_length=120)),
                ("hjemmel", models.CharField(blank=True, max_length=200)),
                ("hele_dokumentet", models.BooleanField(default=False)),
                ("utgaatt_dato", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ("kode",),
            },
        ),
        migrations.CreateModel(
            name="Passord",
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
                ("hash", models.CharField(max_length=256)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AdministrativEnhet",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("navn", models.CharField(max_length=120)),
                ("kortnavn", models.CharField(blank=True, max_length=20)),
                ("opprettet_dato", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("opprettet_av", models.CharField(default=bysak.kjerne.arbeid.utfoerende, max_length=200)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                (
                    "overordnet",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="underenheter",
                        to="organisasjon.administrativenhet",
                    ),
                ),
            ],
            options={
                "ordering": ("navn",),
            },
        ),
        migrations.CreateModel(
            name="Innloggingsforsoek",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("brukernavn", models.CharField(max_length=60)),
                ("adresse", models.CharField(max_length=45)),
                ("tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "indexes": [
                    models.Index(fields=["brukernavn", "tid"], name="forsoek_bruker"),
                    models.Index(fields=["adresse", "tid"], name="forsoek_adresse"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Virksomhet",
            fields=[
                ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("kode", models.SlugField(max_length=40, unique=True)),
                ("navn", models.CharField(max_length=120, unique=True)),
                ("organisasjonsnummer", models.CharField(blank=True, max_length=9)),
                ("er_arkivtjeneste", models.BooleanField(default=False)),
                ("kontakt_epost", models.EmailField(blank=True, max_length=254)),
                ("kontakt_telefon", models.CharField(blank=True, max_length=20)),
                ("krever_sterk_innlogging", models.BooleanField(default=False)),
                ("opprettet_dato", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ("navn",),
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("er_arkivtjeneste", True)),
                        fields=("er_arkivtjeneste",),
                        name="bare_en_arkivtjeneste",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tilgangsklasse",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "art",
                    models.CharField(
                        choices=[
                            ("aapen", "Alle i virksomheten"),
                            ("kode", "De som er klarert for koden"),
                            ("personer", "Navngitte personer"),
                        ],
                        max_length=10,
                    ),
                ),
                ("navn", models.CharField(blank=True, max_length=120)),
                (
                    "enhet",
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
                    "kode",
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "art", "kode", "enhet", "navn"),
                        name="klasse_en_gang",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Rolletildeling",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "rolle",
                    models.CharField(
                        choices=[
                            ("arkivar", "Arkivar"),
                            ("kvalitetssikrer", "Kvalitetssikrer"),
                            ("leder", "Leder"),
                            ("saksbehandler", "Saksbehandler"),
                            ("systemforvalter", "Systemforvalter"),
                            ("arkivansvarlig", "Arkivansvarlig"),
                            ("klassifiserer", "Klassifiserer"),
                            ("innsyn", "Leser"),
                            ("modul", "Ekstern modul"),
                            ("prosess", "Bysaks egne prosesser"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "tilgangskoder",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=10), blank=True, default=list, size=None
                    ),
                ),
                (
                    "uten_retter",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("fra_dato", models.DateField()),
                ("til_dato", models.DateField(blank=True, null=True)),
                (
                    "bruker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="roller", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "delegert_av",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enhet",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="roller",
                        to="organisasjon.administrativenhet",
                    ),
                ),
                (
                    "tjenesteyter",
                    models.ForeignKey(
                        blank=True,
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
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "bruker", "rolle", "enhet", "fra_dato"),
                        name="rolle_en_gang",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("til_dato__isnull", True), ("til_dato__gte", models.F("fra_dato")), _connector="OR"
                        ),
                        name="rolle_periode",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("delegert_av__isnull", True), ("til_dato__isnull", False), _connector="OR"),
                        name="delegering_har_slutt",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Integrasjon",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("navn", models.CharField(max_length=120)),
                ("noekkelhash", models.CharField(blank=True, max_length=64)),
                ("noekkel_satt", models.DateTimeField(blank=True, null=True)),
                (
                    "returadresser",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.URLField(max_length=500), blank=True, default=list, size=None
                    ),
                ),
                ("fra_dato", models.DateField()),
                ("til_dato", models.DateField(blank=True, null=True)),
                ("avsluttet_dato", models.DateTimeField(blank=True, null=True)),
                (
                    "bruker",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="integrasjoner",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "eier",
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
                "ordering": ("navn",),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "navn"), name="integrasjon_navn"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("til_dato__isnull", True), ("til_dato__gte", models.F("fra_dato")), _connector="OR"
                        ),
                        name="integrasjon_periode",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Epostadresse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("adresse", models.CharField(max_length=254, unique=True)),
                (
                    "virksomhet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="epostadresser",
                        to="organisasjon.virksomhet",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="administrativenhet",
            name="virksomhet",
            field=models.ForeignKey(
                default=bysak.kjerne.models.denne_virksomheten,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="organisasjon.virksomhet",
            ),
        ),
        migrations.CreateModel(
            name="Adgang",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "art",
                    models.CharField(
                        choices=[("tilgang", "Tilgang"), ("fornyelse", "Fornyelse"), ("kode", "Engangskode")],
                        max_length=10,
                    ),
                ),
                ("hash", models.BinaryField(max_length=32, unique=True)),
                ("segl", models.BinaryField(max_length=32)),
                ("klient", models.CharField(max_length=80)),
                ("integrasjon", models.UUIDField(blank=True, null=True)),
                ("serie", models.UUIDField(default=bysak.kjerne.models.ny_id)),
                ("sterk", models.BooleanField(default=False)),
                ("om", models.JSONField(default=dict)),
                ("brukt", models.BooleanField(default=False)),
                ("laget", models.DateTimeField()),
                ("utloeper", models.DateTimeField()),
                (
                    "bruker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "hvor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organisasjon.virksomhet"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["bruker", "utloeper"], name="adgang_bruker")],
            },
        ),
        migrations.CreateModel(
            name="Abonnement",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("adresse", models.URLField(max_length=500)),
                (
                    "hva",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("mapper", "Saker og andre mapper"),
                                ("registreringer", "Journalposter og andre registreringer"),
                                ("dokumenter", "Dokumenter og filer"),
                                ("parter", "Parter og korrespondanseparter"),
                                ("struktur", "Arkiv, arkivdeler og klasser"),
                                ("annet", "Merknader, avskrivninger og annet"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("hemmelighet", models.TextField()),
                ("forrige_hemmelighet", models.TextField(blank=True)),
                ("forrige_til", models.DateTimeField(blank=True, null=True)),
                ("aktiv", models.BooleanField(default=True)),
                ("opprettet_dato", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("merke", models.BigIntegerField(blank=True, null=True)),
                ("forsoek", models.IntegerField(default=0)),
                ("neste_tid", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("feil", models.CharField(blank=True, max_length=300)),
                (
                    "integrasjon",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="abonnementer",
                        to="organisasjon.integrasjon",
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
                "ordering": ("adresse",),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "integrasjon", "adresse"), name="abonnement_en_gang")
                ],
            },
        ),
        migrations.CreateModel(
            name="Utlevering",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("melding_id", models.CharField(max_length=60)),
                ("melding", models.JSONField()),
                (
                    "tilstand",
                    models.CharField(
                        choices=[
                            ("venter", "Venter"),
                            ("levert", "Levert"),
                            ("stanset", "Gitt opp"),
                            ("lagt-bort", "Lagt bort"),
                        ],
                        max_length=10,
                    ),
                ),
                ("tid", models.DateTimeField()),
                ("svar", models.CharField(blank=True, max_length=300)),
                ("grunn", models.CharField(blank=True, max_length=300)),
                ("lagt_bort_av", models.CharField(blank=True, max_length=200)),
                (
                    "abonnement",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="utleveringer",
                        to="organisasjon.abonnement",
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
                "ordering": ("-tid", "-system_id"),
                "indexes": [
                    models.Index(fields=["virksomhet", "abonnement", "tilstand", "tid"], name="utlevering_tilstand")
                ],
            },
        ),
        migrations.CreateModel(
            name="Tilgangsmedlem",
            fields=[
                ("id", models.AutoField(primary_key=True, serialize=False)),
                (
                    "bruker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "klasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="medlemmer",
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
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "klasse", "bruker"), name="medlem_en_gang")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="administrativenhet",
            constraint=models.UniqueConstraint(fields=("virksomhet", "navn"), name="enhet_navn"),
        ),
    ]
