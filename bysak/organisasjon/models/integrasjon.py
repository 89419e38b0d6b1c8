"""Clients of the interface and what is sent to them; and what people have told of Bysak itself."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now

from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id
from bysak.organisasjon.models.folk import Bruker


class Integrasjon(Virksomhetseid):
    """A client of the interface: what it is called, who answers for it, how long, and how it shows who it is.

    One with a user of its own acts by itself; one without lets people act through it with their own login.
    """

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    navn = models.CharField(max_length=120)
    bruker = models.ForeignKey(Bruker, on_delete=models.PROTECT, null=True, blank=True, related_name="integrasjoner")
    eier = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    # Random and long, so that a plain hash is enough; empty for a client that cannot keep a secret.
    noekkelhash = models.CharField(max_length=64, blank=True)
    noekkel_satt = models.DateTimeField(null=True, blank=True)
    returadresser = ArrayField(models.URLField(max_length=500), default=list, blank=True)
    fra_dato = models.DateField()
    til_dato = models.DateField(null=True, blank=True)
    avsluttet_dato = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("navn",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "navn"], name="integrasjon_navn"),
            models.CheckConstraint(
                condition=models.Q(til_dato__isnull=True) | models.Q(til_dato__gte=models.F("fra_dato")),
                name="integrasjon_periode",
            ),
        )

    def __str__(self) -> str:
        return self.navn


class Abonnement(Virksomhetseid):
    """An address of a client's own that is called when something has changed (webhook), as the client may see it."""

    class Hva(models.TextChoices):
        MAPPER = "mapper", "Saker og andre mapper"
        REGISTRERINGER = "registreringer", "Journalposter og andre registreringer"
        DOKUMENTER = "dokumenter", "Dokumenter og filer"
        PARTER = "parter", "Parter og korrespondanseparter"
        STRUKTUR = "struktur", "Arkiv, arkivdeler og klasser"
        ANNET = "annet", "Merknader, avskrivninger og annet"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    integrasjon = Innen(Integrasjon, related_name="abonnementer")
    adresse = models.URLField(max_length=500)
    # Empty is everything.
    hva = ArrayField(models.CharField(max_length=20, choices=Hva.choices), default=list, blank=True)
    # Closed with the secret `skrin`. The one before holds too for a while after a change.
    hemmelighet = models.TextField()
    forrige_hemmelighet = models.TextField(blank=True)
    forrige_til = models.DateTimeField(null=True, blank=True)
    aktiv = models.BooleanField(default=True)
    opprettet_dato = models.DateTimeField(db_default=Now())
    # Where in the stream it is; nothing is where the stream was when it was made.
    merke = models.BigIntegerField(null=True, blank=True)
    # How often the next message has been tried in vain, when it is tried again, and what was the matter.
    forsoek = models.IntegerField(default=0)
    neste_tid = models.DateTimeField(db_default=Now())
    feil = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ("adresse",)
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "integrasjon", "adresse"], name="abonnement_en_gang"),
        )

    def __str__(self) -> str:
        return self.adresse


class Utlevering(Virksomhetseid):
    """One message to a subscriber: the latest that came through, those asked for, and those given up, till decided."""

    class Tilstand(models.TextChoices):
        VENTER = "venter", "Venter"
        LEVERT = "levert", "Levert"
        STANSET = "stanset", "Gitt opp"
        LAGT_BORT = "lagt-bort", "Lagt bort"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    abonnement = Innen(Abonnement, related_name="utleveringer")
    # What the receiver knows it by: the same however often it is sent.
    melding_id = models.CharField(max_length=60)
    melding = models.JSONField()
    tilstand = models.CharField(max_length=10, choices=Tilstand.choices)
    tid = models.DateTimeField()
    svar = models.CharField(max_length=300, blank=True)
    grunn = models.CharField(max_length=300, blank=True)
    lagt_bort_av = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("-tid", "-system_id")
        indexes = (models.Index(fields=["virksomhet", "abonnement", "tilstand", "tid"], name="utlevering_tilstand"),)

    def __str__(self) -> str:
        return self.melding_id


class Tilbakemelding(Virksomhetseid):
    """What a person has told of Bysak itself, from which page; with the answer. Never what stood on the page."""

    class Status(models.TextChoices):
        NY = "ny", "Ny"
        UNDER_ARBEID = "arbeid", "Under arbeid"
        LOEST = "loest", "Løst"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    melder = models.ForeignKey(Bruker, on_delete=models.PROTECT, related_name="+")
    tekst = models.TextField()
    # The pattern of the page's address, as `/saker/<bydel>/<aar>/<nr>`: it names the kind of page, never a case.
    side = models.CharField(max_length=200, blank=True)
    feilnummer = models.CharField(max_length=40, blank=True)
    nettleser = models.CharField(max_length=60, blank=True)
    utgave = models.CharField(max_length=40)
    meldt_tid = models.DateTimeField(default=naa)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.NY)
    svar = models.TextField(blank=True)
    svart_av = models.CharField(max_length=200, blank=True)
    svart_tid = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-meldt_tid",)
        indexes = (models.Index(fields=["virksomhet", "melder", "svart_tid"], name="tilbakemelding_melder"),)

    def __str__(self) -> str:
        return f"{self.get_status_display()} {self.side}"
