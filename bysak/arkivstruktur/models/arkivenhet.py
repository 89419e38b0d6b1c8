"""What every arkivenhet has in common."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import Dokumentmedium
from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class MedSendt(models.Model):
    """The sent text of each time, so that an API client gets back the offset that it sent."""

    tid_sendt = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Arkivenhet(Virksomhetseid, MedSendt):
    """systemID, origin and last change (M001, M600, M601, M682, M683). `versjon` and endret* are counted by trigger."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    opprettet_dato = models.DateTimeField(default=naa)
    opprettet_av = models.CharField(max_length=200, default=utfoerende)
    endret_dato = models.DateTimeField(null=True, blank=True)
    endret_av = models.CharField(max_length=200, blank=True)
    versjon = models.IntegerField(default=1)
    virksomhetsspesifikke_metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Avsluttbar(models.Model):
    """A unit that can be closed (M602, M603)."""

    avsluttet_dato = models.DateTimeField(null=True, blank=True)
    avsluttet_av = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Vernet(models.Model):
    """A row whose visibility follows an access class, copied down when screening or place changes."""

    tilgangsklasse = Innen("organisasjon.Tilgangsklasse", related_name="+")
    # Named people who see it besides, such as the handler of a restricted case.
    ser_ogsaa = Innen("organisasjon.Tilgangsklasse", null=True, blank=True, related_name="+")

    class Meta:
        abstract = True


class MedMedium(models.Model):
    """dokumentmedium and oppbevaringssted (M300, M301)."""

    dokumentmedium = models.CharField(max_length=1, choices=Dokumentmedium.choices, default=Dokumentmedium.ELEKTRONISK)
    oppbevaringssted = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    class Meta:
        abstract = True
