from django.db import migrations, models


def _med_sendt(modell: str) -> migrations.AddField:
    return migrations.AddField(modell, "tid_sendt", models.JSONField(blank=True, default=dict))


class Migration(migrations.Migration):
    dependencies = [("arkivstruktur", "0014_nummerserie_for_virksomheten")]

    operations = [_med_sendt(modell) for modell in ("avskrivning", "dokumentflyt", "konvertering", "merknad")]
