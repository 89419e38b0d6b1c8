import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import bysak.kjerne.kalender
import bysak.kjerne.models


class Migration(migrations.Migration):
    dependencies = [
        ("mottak", "0006_epost"),
        ("organisasjon", "0003_grensesnitt"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="innkomst",
            name="del_av",
            field=bysak.kjerne.models.Innen(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deler",
                to="mottak.innkomst",
            ),
        ),
        migrations.AlterField(
            model_name="innkomst",
            name="utfall",
            field=models.CharField(
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
            },
        ),
        migrations.AddIndex(
            model_name="skannbunke",
            index=models.Index(fields=["virksomhet", "-tatt_inn_tid"], name="skannbunke_dag"),
        ),
        migrations.AddIndex(
            model_name="skannbunke",
            index=models.Index(fields=["-tatt_inn_tid"], name="skannbunke_nyest"),
        ),
        migrations.AddIndex(
            model_name="skannbunke",
            index=models.Index(
                condition=models.Q(("lest_tid__isnull", True)), fields=["tatt_inn_tid"], name="skannbunke_ulest"
            ),
        ),
        migrations.AddConstraint(
            model_name="skannbunke",
            constraint=models.UniqueConstraint(
                condition=models.Q(("sjekksum", ""), _negated=True),
                fields=("virksomhet", "sjekksum"),
                name="skannbunke_en_gang",
            ),
        ),
        migrations.AddConstraint(
            model_name="skannside",
            constraint=models.UniqueConstraint(fields=("virksomhet", "bunke", "nummer"), name="skannside_en_gang"),
        ),
        migrations.AddConstraint(
            model_name="skannside",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("innkomst__isnull", False), models.Q(("ark", True), ("ute", True)), _connector="OR"
                ),
                name="skannside_er_et_sted",
            ),
        ),
        migrations.AddConstraint(
            model_name="skannside",
            constraint=models.CheckConstraint(condition=models.Q(("vri__in", [0, 90, 180, 270])), name="skannside_vri"),
        ),
    ]
