import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

import bysak.kjerne.models
from bysak.kjerne.trinn import RaskMigrering


class Migration(RaskMigrering):
    replaces = [("journal", "0001_initial"), ("journal", "0002_fart")]

    initial = True

    dependencies = [
        ("arkivstruktur", "0001_samlet"),
        ("organisasjon", "0001_samlet"),
    ]

    operations = [
        migrations.RunSQL(
            sql="create schema if not exists offentlig",
            reverse_sql="",
        ),
        migrations.CreateModel(
            name="OffentligBydel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kode", models.SlugField(max_length=40, unique=True)),
                ("navn", models.CharField(max_length=120)),
                ("kontakt_epost", models.EmailField(blank=True, max_length=254)),
                ("kontakt_telefon", models.CharField(blank=True, max_length=20)),
                ("siste_nr", models.IntegerField(default=0)),
                ("siste_digest", models.CharField(blank=True, max_length=64)),
                ("sist_publisert", models.DateTimeField(null=True)),
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
                "db_table": 'offentlig"."bydel',
                "ordering": ("navn",),
            },
        ),
        migrations.CreateModel(
            name="Avklaring",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kode", models.CharField(max_length=40)),
                ("gjelder", models.CharField(max_length=200)),
                (
                    "avgjoerelse",
                    models.CharField(
                        choices=[("ikke_navn", "Ikke et personnavn"), ("kan_vises", "Kan vises")], max_length=20
                    ),
                ),
                ("grunn", models.TextField()),
                ("avklart_av", models.CharField(max_length=200)),
                ("avklart_tid", models.DateTimeField()),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="avklaringer",
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
                "indexes": [models.Index(fields=["virksomhet", "kode", "gjelder"], name="avklaring_ord")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "registrering", "kode", "gjelder"), name="avklaring_en"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Journaldag",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("dato", models.DateField()),
                ("foerst_publisert_tid", models.DateTimeField()),
                ("publisert_tid", models.DateTimeField()),
                ("publisert_av", models.CharField(max_length=200)),
                ("antall", models.IntegerField(default=0)),
                ("holdt", models.IntegerField(default=0)),
                ("digest", models.CharField(max_length=64)),
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
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "dato"), name="journaldag_en")],
            },
        ),
        migrations.CreateModel(
            name="OffentligDag",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("virksomhet_kode", models.SlugField(max_length=40)),
                ("virksomhet_navn", models.CharField(max_length=120)),
                ("nr", models.IntegerField()),
                ("dato", models.DateField()),
                ("publisert_tid", models.DateTimeField()),
                ("antall", models.IntegerField()),
                ("trukket", models.IntegerField(default=0)),
                ("forrige_digest", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
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
                "db_table": 'offentlig"."dag',
                "indexes": [models.Index(fields=["virksomhet_kode", "dato"], name="offentlig_dag_dato")],
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "nr"), name="offentlig_dag_nr")],
            },
        ),
        migrations.CreateModel(
            name="OffentligInnfoersel",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("innfoersel_id", models.UUIDField()),
                ("versjon", models.IntegerField(default=1)),
                ("gjeldende", models.BooleanField(default=True)),
                ("trukket_tid", models.DateTimeField(null=True)),
                ("trukket_grunn", models.CharField(blank=True, max_length=20)),
                ("trukket_nr", models.IntegerField(null=True)),
                ("virksomhet_kode", models.SlugField(max_length=40)),
                ("virksomhet_navn", models.CharField(max_length=120)),
                ("saksaar", models.IntegerField(null=True)),
                ("sakssekvensnummer", models.IntegerField(null=True)),
                ("journalpostnummer", models.IntegerField(null=True)),
                ("journalaar", models.IntegerField(null=True)),
                ("journalsekvensnummer", models.IntegerField(null=True)),
                ("type", models.CharField(blank=True, max_length=1)),
                ("tittel", models.CharField(blank=True, max_length=500)),
                ("sakstittel", models.CharField(blank=True, max_length=500)),
                ("parter", models.JSONField(default=list)),
                ("journaldato", models.DateField()),
                ("dokumentets_dato", models.DateField(null=True)),
                ("hjemmel", models.CharField(blank=True, max_length=200)),
                ("omfang", models.CharField(blank=True, max_length=6)),
                ("kontakt_epost", models.EmailField(blank=True, max_length=254)),
                ("kontakt_telefon", models.CharField(blank=True, max_length=20)),
                ("foerst_publisert", models.DateTimeField()),
                ("publisert_tid", models.DateTimeField()),
                ("publisering_nr", models.IntegerField()),
                ("salt", models.CharField(blank=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("ord_med_navn", django.contrib.postgres.search.SearchVectorField(null=True)),
                ("ord_uten_navn", django.contrib.postgres.search.SearchVectorField(null=True)),
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
                "db_table": 'offentlig"."innfoersel',
                "indexes": [
                    models.Index(fields=["virksomhet_kode", "journaldato"], name="offentlig_inn_dato"),
                    models.Index(fields=["-journaldato", "-system_id"], name="offentlig_inn_nyeste"),
                    models.Index(fields=["virksomhet_kode", "saksaar", "sakssekvensnummer"], name="offentlig_inn_sak"),
                    models.Index(fields=["innfoersel_id"], name="offentlig_inn_id"),
                    models.Index(fields=["virksomhet", "publisering_nr"], name="offentlig_inn_nr"),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["ord_med_navn"], name="offentlig_inn_med"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fastupdate=False, fields=["ord_uten_navn"], name="offentlig_inn_uten"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("virksomhet", "innfoersel_id", "versjon"), name="offentlig_inn_versjon"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("gjeldende", True)),
                        fields=("virksomhet", "innfoersel_id"),
                        name="offentlig_inn_en_gjeldende",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Publisertlinje",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("innfoersel_id", models.UUIDField(unique=True)),
                ("utgave", models.IntegerField(default=1)),
                ("registrering_versjon", models.IntegerField()),
                ("vurdert_tid", models.DateTimeField()),
                ("sakstittel", models.CharField(max_length=500)),
                ("publisert_tid", models.DateTimeField()),
                ("trukket_tid", models.DateTimeField(blank=True, null=True)),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="publiserte",
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
                    models.UniqueConstraint(fields=("virksomhet", "registrering"), name="publisertlinje_en")
                ],
            },
        ),
        migrations.CreateModel(
            name="Vurdering",
            fields=[
                (
                    "system_id",
                    models.UUIDField(
                        default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "resultat",
                    models.CharField(
                        choices=[
                            ("offentlig", "Offentlig"),
                            ("delvis", "Delvis offentlig"),
                            ("unntatt", "Unntatt offentlighet"),
                        ],
                        max_length=10,
                    ),
                ),
                ("hjemmel", models.CharField(blank=True, max_length=200)),
                ("hele_innfoerselen", models.BooleanField(default=False)),
                (
                    "meirinnsyn",
                    models.CharField(
                        blank=True,
                        choices=[("", "Ikke aktuelt"), ("ja", "Ja, gitt så langt det er mulig"), ("nei", "Nei")],
                        max_length=3,
                    ),
                ),
                ("begrunnelse", models.TextField(blank=True)),
                ("vurdert_av", models.CharField(max_length=200)),
                ("vurdert_av_id", models.UUIDField()),
                ("vurdert_tid", models.DateTimeField()),
                ("grunnlag", models.CharField(max_length=64)),
                ("tilbake_tid", models.DateTimeField(blank=True, null=True)),
                ("tilbake_grunn", models.TextField(blank=True)),
                (
                    "registrering",
                    bysak.kjerne.models.Innen(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vurderinger",
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
                "indexes": [
                    models.Index(
                        condition=models.Q(("tilbake_tid__isnull", False)),
                        fields=["virksomhet", "registrering"],
                        name="vurdering_tilbake",
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("virksomhet", "registrering"), name="vurdering_en")],
            },
        ),
    ]
