import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import bysak.kjerne.models

STATUSER = [
    ("M", "Midlertidig registrert"),
    ("S", "Registrert av saksbehandler"),
    ("R", "Reservert dokument"),
    ("F", "Ferdigstilt fra saksbehandler"),
    ("G", "Godkjent av leder"),
    ("E", "Ekspedert"),
    ("J", "Journalført"),
    ("A", "Arkivert"),
    ("U", "Utgår"),
]


def gi_standardformater(apps, schema_editor):
    """What `legg_standardformater` gives a new virksomhet, for those that have an archive already."""
    from bysak.arkivstruktur.formater import STANDARD, STANDARDSTATUSER

    arkivformat = apps.get_model("arkivstruktur", "Arkivformat")
    regel = apps.get_model("arkivstruktur", "Konverteringsregel")
    for virksomhet_id in (
        apps.get_model("arkivstruktur", "Arkiv").objects.values_list("virksomhet_id", flat=True).distinct()
    ):
        arkivformat.objects.bulk_create(
            arkivformat(virksomhet_id=virksomhet_id, pronom=pronom, navn=navn) for pronom, navn in STANDARD
        )
        regel.objects.create(virksomhet_id=virksomhet_id, ved_statuser=[s.value for s in STANDARDSTATUSER])


def _eier():
    return models.ForeignKey(
        default=bysak.kjerne.models.denne_virksomheten,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organisasjon.virksomhet",
    )


def _id():
    return models.UUIDField(default=bysak.kjerne.models.ny_id, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies = [("arkivstruktur", "0005_administrasjon")]

    operations = [
        migrations.CreateModel(
            name="Arkivformat",
            fields=[
                ("system_id", _id()),
                ("pronom", models.CharField(max_length=40)),
                ("navn", models.CharField(max_length=120)),
                ("virksomhet", _eier()),
            ],
            options={
                "ordering": ("navn",),
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet", "pronom"), name="arkivformat_en_gang"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Konverteringsregel",
            fields=[
                ("system_id", _id()),
                ("ved_ferdigstilling", models.BooleanField(default=True)),
                (
                    "ved_statuser",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(choices=STATUSER, max_length=1), blank=True, default=list, size=None
                    ),
                ),
                ("alle_versjoner", models.BooleanField(default=False)),
                ("virksomhet", _eier()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("virksomhet",), name="konverteringsregel_en_gang"),
                ],
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
                ("virksomhet", _eier()),
            ],
        ),
        migrations.AddField(
            model_name="dokumentbeskrivelse",
            name="del_av",
            field=bysak.kjerne.models.Innen(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="deler",
                to="arkivstruktur.dokumentbeskrivelse",
            ),
        ),
        migrations.AddField(
            model_name="dokumentobjekt",
            name="konverteres",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="konvertering",
            name="dokumentobjekt",
            field=bysak.kjerne.models.Innen(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="konverteringer",
                to="arkivstruktur.dokumentobjekt",
            ),
        ),
        migrations.RunPython(gi_standardformater, migrations.RunPython.noop),
    ]
