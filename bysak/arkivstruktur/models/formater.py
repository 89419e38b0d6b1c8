"""Which formats a virksomhet keeps for ever, when files are converted to them, and what could not be."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.models.dokument import Dokumentobjekt
from bysak.kjerne.models import Virksomhetseid, ny_id


class Arkivformat(Virksomhetseid):
    """A format that counts as arkivformat, by its PRONOM id (krav 2.7.9). Struck from the list: not from the log."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    pronom = models.CharField(max_length=40)
    navn = models.CharField(max_length=120)

    class Meta:
        ordering = ("navn",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "pronom"], name="arkivformat_en_gang"),)

    def __str__(self) -> str:
        return f"{self.navn} ({self.pronom})"


class Konverteringsregel(Virksomhetseid):
    """When the virksomhet's documents are converted (krav 2.7.10-2.7.12); one row. The last version always is."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    ved_ferdigstilling = models.BooleanField(default=True)
    ved_statuser = ArrayField(models.CharField(max_length=1, choices=Journalstatus.choices), default=list, blank=True)
    alle_versjoner = models.BooleanField(default=False)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["virksomhet"], name="konverteringsregel_en_gang"),)

    def __str__(self) -> str:
        return ", ".join(self.ved_statuser)


class Konverteringsfeil(Virksomhetseid):
    """Why a file that should be in arkivformat is not: shown until it is mended. Gone when a copy is made."""

    dokumentobjekt = models.OneToOneField(
        Dokumentobjekt,
        on_delete=models.CASCADE,
        primary_key=True,
        db_constraint=False,
        related_name="konverteringsfeil",
    )
    melding = models.CharField(max_length=300)
    # A passing fault is tried again by itself; another waits for a person.
    forbigaaende = models.BooleanField()

    def __str__(self) -> str:
        return self.melding
