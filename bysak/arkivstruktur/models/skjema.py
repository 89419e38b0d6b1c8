"""virksomhetsspesifikkeMetadata: which elements of its own a virksomhet has declared (M711, krav 6.4.31-6.4.35)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Virksomhetseid, ny_id


class Metadatafelt(Virksomhetseid):
    """One declared element: on which kind of unit, which kind of value. Goes out of use, is never deleted."""

    class Enhet(models.TextChoices):
        MAPPE = "mappe", "Sak"
        REGISTRERING = "registrering", "Journalpost"
        PART = "part", "Part"
        KORRESPONDANSEPART = "korrespondansepart", "Avsender eller mottaker"
        # Declared through the service interface, where an element may be used on anything.
        ALT = "alt", "Alt"

    class Verditype(models.TextChoices):
        TEKST = "tekst", "Tekst"
        TALL = "tall", "Heltall"
        DATO = "dato", "Dato"
        JA_NEI = "ja_nei", "Ja eller nei"
        VALG = "valg", "Valg fra liste"
        DESIMALTALL = "desimaltall", "Desimaltall"
        TIDSPUNKT = "tidspunkt", "Tidspunkt"
        NETTADRESSE = "uri", "Nettadresse"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    enhet = models.CharField(max_length=20, choices=Enhet.choices)
    # Ours alone («nabolag»), or whole («ppt-v1:skoleaar») when somebody else has named it.
    navn = models.CharField(max_length=120)
    ledetekst = models.CharField(max_length=100)
    beskrivelse = models.TextField(blank=True)
    kilde = models.CharField(max_length=250, blank=True)
    verditype = models.CharField(max_length=12, choices=Verditype.choices)
    valg = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    paakrevd = models.BooleanField(default=False)
    opprettet_dato = models.DateTimeField(default=naa)
    utgaatt_dato = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("enhet", "navn")
        constraints = (models.UniqueConstraint(fields=["virksomhet", "enhet", "navn"], name="metadatafelt_en"),)

    def __str__(self) -> str:
        return f"{self.enhet}: {self.navn}"


class Kodeverdi(Virksomhetseid):
    """A value that the virksomhet has added to a code list, or one of the standard's that it has taken out of use."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    liste = models.CharField(max_length=60)
    kode = models.CharField(max_length=60)
    kodenavn = models.CharField(max_length=250)
    utdatert = models.DateTimeField(null=True, blank=True)
    # As it was sent, with its offset.
    utdatert_sendt = models.CharField(max_length=40, blank=True)
    opprettet_dato = models.DateTimeField(default=naa)

    class Meta:
        ordering = ("liste", "opprettet_dato", "system_id")
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "liste", "kode"], name="kodeverdi_kode_en"),
            models.UniqueConstraint(fields=["virksomhet", "liste", "kodenavn"], name="kodeverdi_navn_en"),
        )

    def __str__(self) -> str:
        return f"{self.liste}: {self.kode} {self.kodenavn}"
