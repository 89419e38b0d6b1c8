"""One counter per virksomhet, kind and year: where there were several, the highest goes on."""

from django.db import migrations, models

_SAMLE = """
delete from arkivstruktur_nummerserie a using arkivstruktur_nummerserie b
where a.virksomhet_id = b.virksomhet_id and a.art = b.art and a.aar = b.aar
  and (a.siste, a.id) < (b.siste, b.id)
"""


class Migration(migrations.Migration):
    dependencies = [("arkivstruktur", "0013_tell")]

    operations = [
        migrations.RemoveConstraint(model_name="nummerserie", name="nummerserie_en"),
        migrations.RunSQL(_SAMLE, migrations.RunSQL.noop),
        migrations.RemoveField(model_name="nummerserie", name="arkiv"),
        migrations.AddConstraint(
            model_name="nummerserie",
            constraint=models.UniqueConstraint(fields=("virksomhet", "art", "aar"), name="nummerserie_en"),
        ),
    ]
