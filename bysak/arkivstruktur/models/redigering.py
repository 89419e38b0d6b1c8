"""A document on loan to one person's program, and what the program has saved on the way to the next version."""

import secrets
from datetime import timedelta

from django.db import models

from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


def ny_noekkel() -> str:
    """Half of what the address of a loan is made of; the other half is the installation's secret."""
    return secrets.token_hex(16)


class Redigering(Virksomhetseid):
    """One person edits one document in a program of the desktop: a loan that ends by itself when nobody uses it.

    What the program reads is `sjekksum`; the document's own version is `arkivert_sjekksum`. While they differ, there
    is something saved that is to be a version when the loan ends.
    """

    class Slutt(models.TextChoices):
        FERDIG = "F", "Sagt ferdig"
        LUKKET = "L", "Lukket i programmet"
        UTLOEPT = "U", "Utløpt"
        OVERTATT = "O", "Overtatt av en annen"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, models.CASCADE, related_name="redigeringer")
    bruker = models.ForeignKey("organisasjon.Bruker", on_delete=models.PROTECT, related_name="+")
    # The login that it was begun in: it ends with it.
    sesjon = models.CharField(max_length=40)
    sterk = models.BooleanField(default=False)
    noekkel = models.CharField(max_length=32, default=ny_noekkel)
    filnavn = models.CharField(max_length=250)
    mime_type = models.CharField(max_length=120)
    versjonsnummer = models.IntegerField()
    arkivert_sjekksum = models.CharField(max_length=64)
    sjekksum = models.CharField(max_length=64)
    filstoerrelse = models.BigIntegerField()
    lagret_tid = models.DateTimeField(default=naa)
    startet = models.DateTimeField(default=naa)
    utloeper = models.DateTimeField()
    avsluttet = models.DateTimeField(null=True, blank=True)
    slutt = models.CharField(max_length=1, choices=Slutt.choices, blank=True)
    overtatt_av = models.CharField(max_length=200, blank=True)
    grunn = models.TextField(blank=True)
    # The program's own lock (RFC 4918), so that two windows of one person do not write over each other.
    laas = models.CharField(max_length=60, blank=True)
    laas_utloeper = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "dokumentbeskrivelse"],
                condition=models.Q(avsluttet__isnull=True),
                name="en_redigerer_om_gangen",
            ),
        )

    @property
    def laast(self) -> bool:
        """Does a program hold its lock now?"""
        return bool(self.laas and self.laas_utloeper and self.laas_utloeper > naa())

    def forleng(self, varighet: timedelta) -> None:
        """It is in use: it lasts from now on."""
        self.utloeper = naa() + varighet

    def __str__(self) -> str:
        return self.filnavn


class Mellomversjon(Virksomhetseid):
    """One saving from the program, kept for some days.

    til_side: it came when it could no longer be a part of the loan, or could not become a version. It is shown to
    people, and stays until one of them has decided.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    redigering = Innen(Redigering, models.CASCADE, related_name="mellomversjoner")
    sjekksum = models.CharField(max_length=64)
    filstoerrelse = models.BigIntegerField()
    tid = models.DateTimeField(default=naa)
    til_side = models.BooleanField(default=False)

    class Meta:
        ordering = ("-tid", "-system_id")

    def __str__(self) -> str:
        return f"{self.tid:%d.%m.%Y %H.%M}"
