"""What suggestions are made of, and how they went: counts of what this virksomhet has registered before."""

from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid
from bysak.mottak.models.innkomst import Innkomst


class Forslagsfelt(models.TextChoices):
    """What is suggested."""

    SAK = "sak", "Sak"
    KLASSE = "klasse", "Klasse"
    ENHET = "enhet", "Enhet"
    PERSON = "person", "Saksbehandler"
    AVSENDER = "avsender", "Avsender"


class Forslagsord(Virksomhetseid):
    """How often a word or a sender went with a case, a class, a unit or a case worker. An empty word counts all."""

    felt = models.CharField(max_length=10, choices=Forslagsfelt.choices)
    trekk = models.CharField(max_length=80, blank=True)
    verdi = models.UUIDField()
    antall = models.IntegerField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "felt", "trekk", "verdi"], name="forslagsord_en_gang"),
        )

    def __str__(self) -> str:
        return f"{self.trekk} → {self.felt} {self.verdi}: {self.antall}"


class Laering(Virksomhetseid):
    """How far in time a virksomhet's registrations have been counted."""

    laert_til = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet"], name="laering_en_per_virksomhet"),)

    def __str__(self) -> str:
        return f"{self.laert_til:%d.%m.%Y %H.%M}"


class Forslagsutfall(Virksomhetseid):
    """A suggestion that lay before the person who registered, and what became of it."""

    class Utfall(models.TextChoices):
        """What the person did."""

        TATT = "tatt", "Tatt"
        ENDRET = "endret", "Endret"
        IKKE_BRUKT = "ikke_brukt", "Ikke brukt"

    innkomst = Innen(Innkomst, related_name="forslagsutfall")
    felt = models.CharField(max_length=10, choices=Forslagsfelt.choices)
    # What was suggested, best first, and what was chosen.
    foreslaatt = models.JSONField(default=list)
    valgt = models.CharField(max_length=300, blank=True)
    utfall = models.CharField(max_length=10, choices=Utfall.choices)
    fordi = models.CharField(max_length=300, blank=True)
    tid = models.DateTimeField(default=naa)

    class Meta:
        indexes = (models.Index(fields=["virksomhet", "felt", "tid"], name="forslagsutfall_felt"),)

    def __str__(self) -> str:
        return f"{self.felt}: {self.get_utfall_display()}"
