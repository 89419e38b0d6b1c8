"""dokumentbeskrivelse, its link to registrering, dokumentobjekt, and the text that search reads."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import Dokumentstatus, TilknyttetSom, Variantformat
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, MedMedium
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Dokumentbeskrivelse(Arkivenhet, MedMedium):
    """A document; may belong to several registreringer, so number and role sit on the link (M007, M217)."""

    dokumenttype = models.CharField(max_length=60, default="Brev")
    dokumentstatus = models.CharField(max_length=1, choices=Dokumentstatus.choices, default=Dokumentstatus.REDIGERES)
    tittel = models.CharField(max_length=500)
    beskrivelse = models.TextField(blank=True)
    forfatter = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    # A compound document: its parts point to the whole, and the whole may be part of another (krav 3.1.11).
    del_av = Innen("self", null=True, blank=True, related_name="deler")

    def __str__(self) -> str:
        return self.tittel


class Dokumentkobling(Virksomhetseid):
    """The link document-registrering: role, number, when and by whom (M217, M007, M620, M621)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="koblinger")
    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, related_name="koblinger")
    tilknyttet_registrering_som = models.CharField(max_length=1, choices=TilknyttetSom.choices)
    dokumentnummer = models.IntegerField()
    tilknyttet_dato = models.DateTimeField(default=naa)
    tilknyttet_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        ordering = ("dokumentnummer",)
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "registrering", "dokumentnummer"], name="dokumentnummer_en_gang"
            ),
            models.UniqueConstraint(
                fields=["virksomhet", "registrering"],
                condition=models.Q(tilknyttet_registrering_som="H"),
                name="ett_hoveddokument",
            ),
        )

    def __str__(self) -> str:
        return f"{self.dokumentnummer}"


class MedFil(models.Manager["Dokumentobjekt"]):
    """Only those whose file has come: what all but the service interface works with."""

    def get_queryset(self) -> models.QuerySet["Dokumentobjekt"]:
        """Rows that point at a file of the store."""
        return super().get_queryset().exclude(referanse_dokumentfil="")


class Dokumentobjekt(Arkivenhet):
    """One file: a version in a variant and a format. Written once, never changed (M705-M707).

    A client of the service interface registers it before it sends the file; until then what it says of the file is what
    the file is checked against.
    """

    objects: ClassVar[MedFil] = MedFil()
    alle: ClassVar[models.Manager["Dokumentobjekt"]] = models.Manager()

    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, related_name="objekter")
    versjonsnummer = models.IntegerField(default=1)
    variantformat = models.CharField(max_length=1, choices=Variantformat.choices, default=Variantformat.PRODUKSJON)
    format = models.CharField(max_length=40, default="av/0")
    format_detaljer = models.CharField(max_length=200, blank=True)
    referanse_dokumentfil = models.CharField(max_length=300, blank=True)
    sjekksum = models.CharField(max_length=64, blank=True)
    sjekksum_algoritme = models.CharField(max_length=10, default="SHA256")
    filstoerrelse = models.BigIntegerField(default=0)
    mime_type = models.CharField(max_length=120, blank=True)
    filnavn = models.CharField(max_length=250, blank=True)
    # An older version that is wanted in arkivformat too (krav 2.7.12).
    konverteres = models.BooleanField(default=False)

    class Meta:
        ordering = ("versjonsnummer",)
        # What a job looks for every minute must not cost a walk through the whole archive.
        indexes = (
            models.Index(fields=["virksomhet", "sjekksum"], name="obj_fil"),
            models.Index(
                fields=["virksomhet", "opprettet_dato", "system_id"],
                name="obj_konverteres",
                condition=models.Q(variantformat="P") | models.Q(konverteres=True),
            ),
            models.Index(
                fields=["virksomhet", "opprettet_dato", "system_id"],
                name="obj_ukjent",
                condition=models.Q(format="av/0", format_detaljer=""),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "dokumentbeskrivelse", "versjonsnummer", "variantformat", "format"],
                name="en_fil_per_versjon",
            ),
        )

    def __str__(self) -> str:
        return self.filnavn or self.referanse_dokumentfil


class Dokumenttekst(Virksomhetseid):
    """Text that a job read out of a file, for search. Absent until the job has run; `feil` says why there is none."""

    dokumentobjekt = models.OneToOneField(
        Dokumentobjekt, on_delete=models.CASCADE, primary_key=True, db_constraint=False, related_name="uttrukket"
    )
    tekst = models.TextField(blank=True)
    feil = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.tekst[:40]
