from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisasjon", "0004_innlogging"),
    ]

    operations = [
        migrations.AddField(
            model_name="bruker",
            name="fristvarsel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Nei"),
                    ("egne", "For det jeg har tatt"),
                    ("koe", "For det jeg har tatt, og det ingen har tatt"),
                ],
                default="",
                max_length=5,
            ),
        ),
    ]
