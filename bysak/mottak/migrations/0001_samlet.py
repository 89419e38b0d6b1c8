from datetime import date, time

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.kjerne.kalender
import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering

# When silence is an alarm, until a channel has a history: hours, items that should have come, items in an hour.
STILLE = {
    "epost": {"timer": 3, "ventet": 8, "start": 0.3},
    "svarinn": {"timer": 6, "ventet": 8, "start": 0.1},
    "skjema": {"timer": 12, "ventet": 8, "start": 0.1},
    "papir": {"timer": 12, "ventet": 6, "start": 0.1},
}
# Who answers for a miss: the archive service does the work; what it waited for is another's (oppdragskart D2, E2).
ANSVAR = {
    "": "holder",
    "rutet_sent": "avsender",
    "kanal_nede": "byarkivet",
    "uleselig": "byarkivet",
    "gjenaapnet": "holder",
    "avklaring": "bydel",
    "kapasitet": "holder",
    "utstyr": "byarkivet",
    "leverandoer": "leverandoer",
    "annet": "holder",
}


def foerste_nivaa(apps, schema_editor):
    """The levels of the service declaration, as the code has had them (journalregler 9)."""
    apps.get_model("mottak", "Servicenivaa").objects.create(
        nummer=1,
        gjelder_fra=date(2020, 1, 1),
        skjaering=time(12),
        slutt=time(15, 45),
        kjernetid_fra=time(9),
        kjernetid_til=time(15),
        publisering=time(12),
        korte_dager=[
            {"navn": "Onsdag før påske", "slutt": "12:00", "foer": "Skjærtorsdag"},
            {"navn": "Julaften", "slutt": "12:00", "dag": "12-24"},
            {"navn": "Nyttårsaften", "slutt": "12:00", "dag": "12-31"},
        ],
        ansvar=ANSVAR,
        stille=STILLE,
        grunn="Serviceerklæringen.",
        laget_av="Bysak",
    )


class Migration(RaskMigrering):
    replaces = [
        ("mottak", "0001_initial"),
        ("mottak", "0002_svarinn"),
        ("mottak", "0003_skjema_og_papir"),
        ("mottak", "0004_tjenesten"),
        ("mottak", "0005_postkasser"),
        ("mottak", "0006_epost"),
        ("mottak", "0007_papir"),
        ("mottak", "0008_undersoekelse_og_laering"),
    ]

    initial = True

    dependencies = [
        ("arkivstruktur", "0001_samlet"),
        ("organisasjon", "0001_samlet"),
        ("organisasjon", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Innkomst",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kanal",
                    models.CharField(
                        choices=[
                            ("epost", "E-post"),
                            ("fil", "Lest inn fra fil"),
                            ("svarinn", "SvarInn"),
                            ("skjema", "Skjema"),
                            ("papir", "Papir"),
                        ],
                        max_length=10,
                    ),
                ),
                ("ekstern_id", models.CharField(max_length=100)),
                ("kilde_id", models.UUIDField(default=bysak.kjerne.models.ny_id)),
                ("leveringer", models.IntegerField(default=1)),
                ("mottatt_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("raa_sjekksum", models.CharField(max_length=64)),
                ("raa_stoerrelse", models.BigIntegerField()),
                ("opphav", models.JSONField(blank=True, default=dict)),
                ("til_adresse", models.CharField(blank=True, max_length=254)),
                ("uten_bydel", models.BooleanField(default=False)),
                ("ved_ruting", models.BooleanField(default=False)),
                ("rutet_tid", models.DateTimeField(blank=True, null=True)),
                ("gjenaapnet_tid", models.DateTimeField(blank=True, null=True)),
                ("lest_tid", models.DateTimeField(blank=True, null=True)),
                ("avsender_navn", models.CharField(blank=True, max_length=300)),
                ("avsender_adresse", models.CharField(blank=True, max_length=320)),
                ("emne", models.CharField(blank=True, max_length=1000)),
                ("message_id", models.CharField(blank=True, max_length=500)),
                (
                    "svar_paa",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=500), blank=True, default=list, size=None
                    ),
                ),
                ("traad", models.CharField(blank=True, max_length=44)),
                ("sak_i_adressen", models.CharField(blank=True, max_length=20)),
                (
                    "slag",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), blank=True, default=list, size=None
                    ),
                ),
                ("innhold_sjekksum", models.CharField(blank=True, max_length=64)),
                ("sendt_tid", models.DateTimeField(blank=True, null=True)),
                ("tekst", models.TextField(blank=True)),
                ("har_html", models.BooleanField(default=False)),
                ("automatisk", models.BooleanField(default=False)),
                ("merknader", models.JSONField(blank=True, default=list)),
                ("lesefeil", models.CharField(blank=True, max_length=500)),
                ("antall_vedlegg", models.IntegerField(default=0)),
                ("undersoekt_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "virus",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ren", "Ingen funn"),
                            ("funn", "Virus funnet"),
                            ("uskannbar", "Kan ikke skannes"),
                            ("frigitt", "Frigitt av en person"),
                        ],
                        max_length=10,
                    ),
                ),
                ("frist", models.DateTimeField()),
                ("fristregel", models.CharField(max_length=20)),
                ("tatt_tid", models.DateTimeField(blank=True, null=True)),
                ("kladd", models.JSONField(blank=True, default=dict)),
                (
                    "utfall",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("registrert", "Registrert"),
                            ("ikke_journalpliktig", "Ikke journalpliktig"),
                            ("duplikat", "Duplikat"),
                            ("videresendt", "Videresendt til annen virksomhet"),
                            ("avvist", "Avvist med svar"),
                            ("karantene", "Holdt i karantene"),
                            ("del_av", "Del av et annet brev"),
                        ],
                        max_length=20,
                    ),
                ),
                ("utfall_tid", models.DateTimeField(blank=True, null=True)),
                ("utfall_av", models.CharField(blank=True, max_length=200)),
                ("utfall_kode", models.CharField(blank=True, max_length=30)),
                ("utfall_grunn", models.TextField(blank=True)),
                (
                    "del_av",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deler",
                        to="mottak.innkomst",
                    ),
                ),
                (
                    "duplikat_av",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplikater",
                        to="mottak.innkomst",
                    ),
                ),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="innkomster",
                        to="arkivstruktur.registrering",
                    ),
                ),
                (
                    "rutet_fra",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.virksomhet",
                    ),
                ),
                (
                    "tatt_av",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "videresendt_til",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("utfall", "")), fields=["frist", "mottatt_tid"], name="innkomst_koe"
                    ),
                    models.Index(
                        condition=models.Q(("utfall", "")),
                        fields=["virksomhet", "frist", "mottatt_tid"],
                        name="innkomst_koe_en",
                    ),
                    models.Index(fields=["virksomhet", "message_id"], name="innkomst_message_id"),
                    models.Index(
                        condition=models.Q(("traad", ""), _negated=True),
                        fields=["virksomhet", "traad"],
                        name="innkomst_traad",
                    ),
                    models.Index(fields=["virksomhet", "kilde_id"], name="innkomst_kilde"),
                    models.Index(
                        condition=models.Q(("lest_tid__isnull", True)), fields=["mottatt_tid"], name="innkomst_ulest"
                    ),
                    models.Index(
                        condition=models.Q(("undersoekt_tid__isnull", True), ("utfall", "")),
                        fields=["mottatt_tid"],
                        name="innkomst_ikke_undersoekt",
                    ),
                    models.Index(fields=["virksomhet", "avsender_adresse"], name="innkomst_avsender"),
                    models.Index(
                        fields=["mottatt_tid"], include=("virksomhet", "kanal", "utfall"), name="innkomst_mottatt"
                    ),
                    models.Index(
                        condition=models.Q(("utfall", ""), _negated=True),
                        fields=["-utfall_tid"],
                        name="innkomst_ferdig",
                    ),
                    models.Index(
                        condition=models.Q(("utfall", ""), _negated=True),
                        fields=["utfall", "-utfall_tid"],
                        name="innkomst_utfall",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "kanal", "ekstern_id"), name="innkomst_en_gang"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("registrering__isnull", True), ("utfall", ""), ("utfall_tid__isnull", True)),
                            models.Q(models.Q(("utfall", ""), _negated=True), ("utfall_tid__isnull", False)),
                            _connector="OR",
                        ),
                        name="utfall_er_helt",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("utfall", "registrert"), _negated=True),
                            ("registrering__isnull", False),
                            _connector="OR",
                        ),
                        name="registrert_peker_paa_registrering",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Servicenivaa",
            fields=[
                ("nummer", models.SmallIntegerField(primary_key=True, serialize=False)),
                ("gjelder_fra", models.DateField(unique=True)),
                ("skjaering", models.TimeField()),
                ("slutt", models.TimeField()),
                ("kjernetid_fra", models.TimeField()),
                ("kjernetid_til", models.TimeField()),
                ("publisering", models.TimeField()),
                ("korte_dager", models.JSONField(default=list)),
                ("stengte_dager", models.JSONField(default=list)),
                ("ansvar", models.JSONField(default=dict)),
                ("stille", models.JSONField(default=dict)),
                ("grunn", models.TextField(blank=True)),
                ("laget_av", models.CharField(max_length=200)),
                ("laget_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
            ],
            options={
                "ordering": ("gjelder_fra",),
            },
        ),
        migrations.CreateModel(
            name="Forslagsutfall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "felt",
                    models.CharField(
                        choices=[
                            ("sak", "Sak"),
                            ("klasse", "Klasse"),
                            ("enhet", "Enhet"),
                            ("person", "Saksbehandler"),
                            ("avsender", "Avsender"),
                        ],
                        max_length=10,
                    ),
                ),
                ("foreslaatt", models.JSONField(default=list)),
                ("valgt", models.CharField(blank=True, max_length=300)),
                (
                    "utfall",
                    models.CharField(
                        choices=[("tatt", "Tatt"), ("endret", "Endret"), ("ikke_brukt", "Ikke brukt")], max_length=10
                    ),
                ),
                ("fordi", models.CharField(blank=True, max_length=300)),
                ("tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
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
                    "innkomst",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forslagsutfall",
                        to="mottak.innkomst",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["virksomhet", "felt", "tid"], name="forslagsutfall_felt")],
            },
        ),
        migrations.CreateModel(
            name="InnkomstVedlegg",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nummer", models.IntegerField()),
                ("filnavn", models.CharField(max_length=250)),
                ("mime_type", models.CharField(max_length=120)),
                ("stoerrelse", models.BigIntegerField()),
                ("sjekksum", models.CharField(max_length=64)),
                ("innebygd", models.BooleanField(default=False)),
                ("content_id", models.CharField(blank=True, max_length=500)),
                ("advarsel", models.CharField(blank=True, max_length=300)),
                ("pronom", models.CharField(blank=True, max_length=30)),
                ("pronom_navn", models.CharField(blank=True, max_length=120)),
                (
                    "innkomst",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vedlegg",
                        to="mottak.innkomst",
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
                "ordering": ("nummer",),
                "indexes": [models.Index(fields=["virksomhet", "sjekksum"], name="innkomstvedlegg_fil")],
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "innkomst", "nummer"), name="innkomstvedlegg_nummer")
                ],
            },
        ),
        migrations.CreateModel(
            name="Kanalalarm",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "slag",
                    models.CharField(
                        choices=[("stille", "Kanalen er stille"), ("avvik", "Sidene er ulike")], max_length=10
                    ),
                ),
                (
                    "kanal",
                    models.CharField(
                        choices=[
                            ("epost", "E-post"),
                            ("fil", "Lest inn fra fil"),
                            ("svarinn", "SvarInn"),
                            ("skjema", "Skjema"),
                            ("papir", "Papir"),
                        ],
                        max_length=10,
                    ),
                ),
                ("kilde", models.CharField(blank=True, max_length=100)),
                ("dag", models.DateField(blank=True, null=True)),
                ("sist_tid", models.DateTimeField(blank=True, null=True)),
                ("levert", models.IntegerField(default=0)),
                ("her", models.IntegerField(default=0)),
                ("oppdaget_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("slutt_tid", models.DateTimeField(blank=True, null=True)),
                ("kvittert_av", models.CharField(blank=True, max_length=200)),
                ("kvittert_grunn", models.TextField(blank=True)),
                ("kvittert_til", models.DateTimeField(blank=True, null=True)),
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
                "ordering": ("-oppdaget_tid",),
                "indexes": [models.Index(fields=["virksomhet", "kanal", "oppdaget_tid"], name="kanalalarm_tid")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("slutt_tid", None)),
                        fields=("virksomhet", "slag", "kanal", "kilde", "dag"),
                        name="kanalalarm_en_gang",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Laering",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("laert_til", models.DateTimeField()),
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
                "constraints": [models.UniqueConstraint(fields=("virksomhet",), name="laering_en_per_virksomhet")],
            },
        ),
        migrations.CreateModel(
            name="Likhetsbaand",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("baand", models.BigIntegerField()),
                (
                    "innkomst",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="baand",
                        to="mottak.innkomst",
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
                "indexes": [models.Index(fields=["virksomhet", "baand"], name="likhetsbaand_treff")],
            },
        ),
        migrations.CreateModel(
            name="Maaling",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kanal",
                    models.CharField(
                        choices=[
                            ("epost", "E-post"),
                            ("fil", "Lest inn fra fil"),
                            ("svarinn", "SvarInn"),
                            ("skjema", "Skjema"),
                            ("papir", "Papir"),
                        ],
                        max_length=10,
                    ),
                ),
                ("dag", models.DateField()),
                ("mottatt_tid", models.DateTimeField()),
                ("frist", models.DateTimeField()),
                ("fristregel", models.CharField(max_length=20)),
                ("registrert_tid", models.DateTimeField()),
                ("journalfoert_tid", models.DateTimeField()),
                ("fordelt_tid", models.DateTimeField()),
                ("arbeidstid", models.IntegerField()),
                ("i_tide", models.BooleanField()),
                (
                    "aarsak",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("rutet_sent", "Kom for sent fra en annen virksomhet"),
                            ("kanal_nede", "Kanalen var nede"),
                            ("uleselig", "Kunne ikke leses"),
                            ("gjenaapnet", "Ble åpnet igjen etter fristen"),
                            ("avklaring", "Ventet på avklaring i bydelen"),
                            ("kapasitet", "For få folk på jobb"),
                            ("utstyr", "Utstyr eller skanner virket ikke"),
                            ("leverandoer", "Feil hos leverandør"),
                            ("annet", "Annet (forklar i merknaden)"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "eier",
                    models.CharField(
                        blank=True,
                        choices=[("byarkivet", "Byarkivet"), ("bydel", "Bydelen"), ("leverandoer", "Leverandør")],
                        max_length=20,
                    ),
                ),
                ("merknad", models.TextField(blank=True)),
                ("forklart_av", models.CharField(blank=True, max_length=200)),
                (
                    "eiers_virksomhet",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisasjon.virksomhet",
                    ),
                ),
                (
                    "innkomst",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="maalinger",
                        to="mottak.innkomst",
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
                        fields=["dag"], include=("virksomhet", "kanal", "arbeidstid", "i_tide"), name="maaling_dag"
                    ),
                    models.Index(
                        condition=models.Q(("i_tide", False)), fields=["virksomhet", "-dag"], name="maaling_brudd"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "innkomst"), name="maaling_en_gang"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("eier", ""), ("i_tide", True)),
                            models.Q(("i_tide", False), models.Q(("eier", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="brudd_har_eier",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mottakersystem",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("navn", models.CharField(max_length=100)),
                ("adresse", models.URLField()),
                ("api_versjon", models.SmallIntegerField(choices=[(2, "V2"), (1, "V1")], default=2)),
                ("brukernavn", models.CharField(max_length=100)),
                ("passord", models.TextField()),
                ("aktiv", models.BooleanField(default=True)),
                ("intervall_minutter", models.SmallIntegerField(default=5)),
                ("neste_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("hentet_tid", models.DateTimeField(blank=True, null=True)),
                ("i_listen", models.IntegerField(default=0)),
                ("feil", models.CharField(blank=True, max_length=300)),
                ("feil_siden", models.DateTimeField(blank=True, null=True)),
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
                    models.UniqueConstraint(
                        fields=("virksomhet", "adresse", "brukernavn"), name="mottakersystem_en_gang"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Leveranse",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ekstern_id", models.CharField(max_length=100)),
                ("avsender", models.CharField(blank=True, max_length=300)),
                ("sett_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("sist_sett_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("innkomst", models.UUIDField(blank=True, null=True)),
                ("tatt_inn_tid", models.DateTimeField(blank=True, null=True)),
                ("kvittert_tid", models.DateTimeField(blank=True, null=True)),
                ("feil", models.CharField(blank=True, max_length=500)),
                ("forsoek", models.IntegerField(default=0)),
                ("neste_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("meldt", models.CharField(blank=True, max_length=500)),
                ("avvist_av", models.CharField(blank=True, max_length=200)),
                ("avvist_grunn", models.TextField(blank=True)),
                ("avvist_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "til",
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
                (
                    "mottakersystem",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leveranser",
                        to="mottak.mottakersystem",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["virksomhet", "-sett_tid"], name="leveranse_dag")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "mottakersystem", "ekstern_id"), name="leveranse_en_gang"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tatt_inn_tid__isnull", True),
                            models.Q(("innkomst__isnull", False), ("til__isnull", False)),
                            _connector="OR",
                        ),
                        name="tatt_inn_peker_paa_innkomst",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mottaksnoekkel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sertifikat", models.TextField()),
                ("privat", models.TextField()),
                ("laget_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("utgaatt_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "mottakersystem",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="noekler",
                        to="mottak.mottakersystem",
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
                "ordering": ("-laget_tid",),
            },
        ),
        migrations.CreateModel(
            name="Postkasse",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("navn", models.CharField(max_length=100)),
                ("vert", models.CharField(max_length=200)),
                ("port", models.IntegerField(default=993)),
                (
                    "sikring",
                    models.CharField(
                        choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("ingen", "Ingen (bare på samme maskin)")],
                        default="tls",
                        max_length=10,
                    ),
                ),
                ("bruker", models.CharField(max_length=200)),
                (
                    "innlogging",
                    models.CharField(
                        choices=[
                            ("passord", "Passord"),
                            ("program", "OAuth 2.0 som program"),
                            ("fornyelse", "OAuth 2.0 med fornyelsestoken"),
                        ],
                        default="passord",
                        max_length=10,
                    ),
                ),
                ("hemmelighet", models.TextField()),
                ("fornyelse", models.TextField(blank=True)),
                ("tokenadresse", models.URLField(blank=True, max_length=300)),
                ("klient_id", models.CharField(blank=True, max_length=200)),
                ("omfang", models.CharField(blank=True, max_length=300)),
                ("mappe", models.CharField(default="INBOX", max_length=200)),
                ("ferdigmappe", models.CharField(default="Arkivert", max_length=200)),
                ("uidvalidity", models.BigIntegerField(blank=True, null=True)),
                ("aktiv", models.BooleanField(default=False)),
                ("sett_til", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("hentet_tid", models.DateTimeField(blank=True, null=True)),
                ("i_mappen", models.IntegerField(default=0)),
                ("neste_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("forsoek", models.IntegerField(default=0)),
                ("feil", models.CharField(blank=True, max_length=500)),
                ("feil_siden", models.DateTimeField(blank=True, null=True)),
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
                    models.UniqueConstraint(
                        fields=("virksomhet", "vert", "port", "bruker", "mappe"), name="postkasse_en_gang"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Postmelding",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("uidvalidity", models.BigIntegerField()),
                ("uid", models.BigIntegerField()),
                ("message_id", models.CharField(blank=True, max_length=500)),
                ("avsender", models.CharField(blank=True, max_length=300)),
                ("stoerrelse", models.BigIntegerField()),
                ("levert_tid", models.DateTimeField(blank=True, null=True)),
                ("sett_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("innkomst", models.UUIDField(blank=True, null=True)),
                ("tatt_inn_tid", models.DateTimeField(blank=True, null=True)),
                ("flyttet_tid", models.DateTimeField(blank=True, null=True)),
                ("borte_tid", models.DateTimeField(blank=True, null=True)),
                ("feil", models.CharField(blank=True, max_length=500)),
                ("forsoek", models.IntegerField(default=0)),
                ("neste_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("avklart_av", models.CharField(blank=True, max_length=200)),
                ("avklart_grunn", models.TextField(blank=True)),
                ("avklart_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "postkasse",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meldinger",
                        to="mottak.postkasse",
                    ),
                ),
                (
                    "til",
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
                "indexes": [
                    models.Index(fields=["virksomhet", "-sett_tid"], name="postmelding_dag"),
                    models.Index(
                        condition=models.Q(("avklart_tid__isnull", True), ("flyttet_tid__isnull", True)),
                        fields=["virksomhet", "postkasse"],
                        name="postmelding_venter",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "postkasse", "uidvalidity", "uid"), name="postmelding_en_gang"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("tatt_inn_tid__isnull", True),
                            models.Q(("innkomst__isnull", False), ("til__isnull", False)),
                            _connector="OR",
                        ),
                        name="postmelding_tatt_inn",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Skannbunke",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kilde",
                    models.CharField(
                        choices=[
                            ("mappe", "Skannemappen"),
                            ("opplasting", "Lastet opp"),
                            ("videresendt", "Videresendt brev"),
                        ],
                        max_length=12,
                    ),
                ),
                ("filnavn", models.CharField(max_length=250)),
                ("sjekksum", models.CharField(blank=True, max_length=64)),
                ("stoerrelse", models.BigIntegerField()),
                ("pdf_sjekksum", models.CharField(blank=True, max_length=64)),
                ("skannet_tid", models.DateTimeField()),
                ("tatt_inn_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                ("leveringer", models.IntegerField(default=1)),
                ("sider_per_brev", models.SmallIntegerField(default=0)),
                ("antall_sider", models.IntegerField(default=0)),
                ("lest_tid", models.DateTimeField(blank=True, null=True)),
                ("merknader", models.JSONField(blank=True, default=list)),
                ("feil", models.CharField(blank=True, max_length=500)),
                ("avvist_av", models.CharField(blank=True, max_length=200)),
                ("avvist_grunn", models.TextField(blank=True)),
                ("avvist_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "lastet_opp_av",
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
                "indexes": [
                    models.Index(fields=["virksomhet", "-tatt_inn_tid"], name="skannbunke_dag"),
                    models.Index(fields=["-tatt_inn_tid"], name="skannbunke_nyest"),
                    models.Index(
                        condition=models.Q(("lest_tid__isnull", True)), fields=["tatt_inn_tid"], name="skannbunke_ulest"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("sjekksum", ""), _negated=True),
                        fields=("virksomhet", "sjekksum"),
                        name="skannbunke_en_gang",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Skannside",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("nummer", models.IntegerField()),
                ("plass", models.IntegerField(default=0)),
                ("vri", models.SmallIntegerField(default=0)),
                ("ute", models.BooleanField(default=False)),
                ("ark", models.BooleanField(default=False)),
                ("blank", models.BooleanField(default=False)),
                ("miniatyr", models.CharField(blank=True, max_length=64)),
                (
                    "bunke",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sider",
                        to="mottak.skannbunke",
                    ),
                ),
                (
                    "innkomst",
                    bysak.kjerne.models.Innen(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sider",
                        to="mottak.innkomst",
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
                "ordering": ("plass",),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "bunke", "nummer"), name="skannside_en_gang"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("innkomst__isnull", False), models.Q(("ark", True), ("ute", True)), _connector="OR"
                        ),
                        name="skannside_er_et_sted",
                    ),
                    models.CheckConstraint(condition=models.Q(("vri__in", [0, 90, 180, 270])), name="skannside_vri"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Virusskann",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
                (
                    "resultat",
                    models.CharField(
                        choices=[("ren", "Ingen funn"), ("funn", "Virus funnet"), ("uskannbar", "Kan ikke skannes")],
                        max_length=10,
                    ),
                ),
                ("base", models.CharField(max_length=200)),
                ("funn", models.JSONField(blank=True, default=list)),
                (
                    "avgjoerelse",
                    models.CharField(
                        blank=True, choices=[("bekreftet", "Bekreftet"), ("frigitt", "Frigitt")], max_length=10
                    ),
                ),
                ("avgjort_av", models.CharField(blank=True, max_length=200)),
                ("avgjort_grunn", models.TextField(blank=True)),
                ("avgjort_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "innkomst",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="virusskann",
                        to="mottak.innkomst",
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
                "ordering": ("-tid",),
            },
        ),
        migrations.CreateModel(
            name="Bydelsdag",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("dato", models.DateField()),
                ("slutt", models.TimeField(blank=True, null=True)),
                ("grunn", models.CharField(max_length=200)),
                ("laget_av", models.CharField(max_length=200)),
                ("laget_tid", models.DateTimeField(default=bysak.kjerne.kalender.naa)),
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
                "ordering": ("dato",),
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "dato"), name="bydelsdag_en_gang")],
            },
        ),
        migrations.CreateModel(
            name="Forslagsord",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "felt",
                    models.CharField(
                        choices=[
                            ("sak", "Sak"),
                            ("klasse", "Klasse"),
                            ("enhet", "Enhet"),
                            ("person", "Saksbehandler"),
                            ("avsender", "Avsender"),
                        ],
                        max_length=10,
                    ),
                ),
                ("trekk", models.CharField(blank=True, max_length=80)),
                ("verdi", models.UUIDField()),
                ("antall", models.IntegerField()),
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
                    models.UniqueConstraint(fields=("virksomhet", "felt", "trekk", "verdi"), name="forslagsord_en_gang")
                ],
            },
        ),
        migrations.CreateModel(
            name="Innkomsttekst",
            fields=[
                (
                    "innkomst",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="innholdstekst",
                        serialize=False,
                        to="mottak.innkomst",
                    ),
                ),
                ("tekst", models.TextField(blank=True)),
                (
                    "signatur",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
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
        migrations.RunPython(foerste_nivaa, migrations.RunPython.noop),
    ]
