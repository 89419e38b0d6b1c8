"""Deposits that were ordered: which content, how far it has come, what came out of it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id
from bysak.organisasjon.models import Bruker


class Uttrekk(Virksomhetseid):
    """One deposit of closed arkivdeler, or of everything that is closed up to a date (krav 6.4.12)."""

    class Status(models.TextChoices):
        BESTILT = "bestilt", "Bestilt"
        PAAGAAR = "paagaar", "Lages"
        STOPPET = "stoppet", "Stoppet"
        FEILET = "feilet", "Feilet"
        FERDIG = "ferdig", "Ferdig"
        # Its files are taken away; the row, the receipt and the report stay as proof of what was made.
        SLETTET = "slettet", "Slettet"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdeler = ArrayField(models.UUIDField(), default=list)
    fram_til = models.DateField(null=True, blank=True)
    utgave = models.CharField(max_length=10)
    mappe = models.CharField(max_length=500)
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.BESTILT)
    # Looked at between two rows of work; the steps that are done stay done.
    skal_stoppe = models.BooleanField(default=False)
    bestilt_av = models.CharField(max_length=200, default=utfoerende)
    # The person to tell when it is done; empty when a command or a process ordered it.
    bestiller = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    beskjed_gitt = models.BooleanField(default=False)
    bestilt_tid = models.DateTimeField(default=naa)
    ferdig_tid = models.DateTimeField(null=True, blank=True)
    feil = models.CharField(max_length=500, blank=True)
    antall_mapper = models.IntegerField(default=0)
    antall_registreringer = models.IntegerField(default=0)
    antall_dokumentfiler = models.IntegerField(default=0)
    byte = models.BigIntegerField(default=0)
    # SHA-256 of arkivuttrekk.xml, which holds the checksums of the rest.
    sjekksum = models.CharField(max_length=64, blank=True)
    antall_funn = models.IntegerField(null=True, blank=True)
    # The DIAS package. The submission agreement goes into it, and is proposed again with the next one.
    avtale = models.CharField(max_length=60, blank=True)
    skal_pakkes = models.BooleanField(default=False)
    pakke_byte = models.BigIntegerField(default=0)
    # SHA-256 of the tar; empty until the package is made.
    pakke_sjekksum = models.CharField(max_length=64, blank=True)
    levert_tid = models.DateTimeField(null=True, blank=True)
    levert_av = models.CharField(max_length=200, blank=True)
    # What the receiver's confirmation is called there.
    mottak_ref = models.CharField(max_length=100, blank=True)
    slettet_tid = models.DateTimeField(null=True, blank=True)
    slettet_av = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-bestilt_tid",)

    def __str__(self) -> str:
        return f"{self.mappe} ({self.get_status_display()})"

    @property
    def helt_ferdig(self) -> bool:
        """Is it written, controlled, and packed if it is to be?"""
        pakket = bool(self.pakke_sjekksum) or not self.skal_pakkes
        return self.status == self.Status.FERDIG and self.antall_funn is not None and pakket


class Uttrekkssteg(Virksomhetseid):
    """One step of a deposit: done when its files stand with the checksums that are noted here."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    uttrekk = Innen(Uttrekk, related_name="steg")
    nr = models.IntegerField()
    navn = models.CharField(max_length=30)
    gjort = models.BigIntegerField(default=0)
    # When it was begun this time: what the time that remains is measured from.
    startet_tid = models.DateTimeField(null=True, blank=True)
    ferdig_tid = models.DateTimeField(null=True, blank=True)
    # File name to SHA-256.
    filer = models.JSONField(default=dict, blank=True)
    resultat = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("nr",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "uttrekk", "navn"], name="uttrekkssteg_en_gang"),)

    def __str__(self) -> str:
        return self.navn


class Uttrekksfunn(Virksomhetseid):
    """Something that the writing met and could not mend: a file that is gone or changed. Never skipped silently."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    uttrekk = Innen(Uttrekk, related_name="funn")
    steg = models.CharField(max_length=30)
    kode = models.CharField(max_length=40)
    tekst = models.TextField()
    fil = models.CharField(max_length=300, blank=True)
    objekt_id = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        return self.tekst


class Innlesing(Virksomhetseid):
    """A deposit that was read in: what came, and what could not be kept as it stood (krav 6.3.6).

    The schemas of what others had in virksomhetsspesifikkeMetadata go along when it is deposited again (krav 6.4.35).
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = models.CharField(max_length=500)
    lest_tid = models.DateTimeField(default=naa)
    lest_av = models.CharField(max_length=200)
    # Units by kind.
    antall = models.JSONField(default=dict)
    # [{hva, grunn, antall, sted, eksempel, bevart_i}], what is lost before what is kept elsewhere.
    ikke_bevart = models.JSONField(default=list, blank=True)
    # Code to count: what the control found before it was read.
    kontrollfunn = models.JSONField(default=dict, blank=True)
    nye_ider = models.BooleanField(default=False)
    # File name to text.
    skjemaer = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("-lest_tid",)

    def __str__(self) -> str:
        return self.mappe
