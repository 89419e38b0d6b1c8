from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("arkivstruktur", "0012_egne_felt_fra_grensesnittet")]

    operations = [
        migrations.AddIndex(
            model_name="mappe",
            index=models.Index(fields=["virksomhet", "art", "tilgangsklasse", "ser_ogsaa"], name="mappe_tell"),
        ),
        migrations.AddIndex(
            model_name="registrering",
            index=models.Index(fields=["virksomhet", "art", "tilgangsklasse", "ser_ogsaa"], name="reg_tell"),
        ),
    ]
