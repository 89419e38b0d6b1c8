from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arkivstruktur", "0006_dokumenter")]

    operations = [
        migrations.AddIndex(
            model_name="dokumentobjekt",
            index=models.Index(
                condition=models.Q(("variantformat", "P"), ("konverteres", True), _connector="OR"),
                fields=["virksomhet", "opprettet_dato", "system_id"],
                name="obj_konverteres",
            ),
        ),
        migrations.AddIndex(
            model_name="dokumentobjekt",
            index=models.Index(
                condition=models.Q(("format", "av/0"), ("format_detaljer", "")),
                fields=["virksomhet", "opprettet_dato", "system_id"],
                name="obj_ukjent",
            ),
        ),
    ]
