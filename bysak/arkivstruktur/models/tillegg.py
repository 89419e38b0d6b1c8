"""The small parts: korrespondansepart, part, avskrivning, dokumentflyt, merknad, skjerming."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import (
    Avskrivningsmaate,
    Flytstatus,
    Korrespondanseparttype,
    SkjermingDokument,
    SkjermingMetadata,
)
from bysak.arkivstruktur.models.arkiv import Arkivdel
from bysak.arkivstruktur.models.arkivenhet import MedSendt
from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse
from bysak.arkivstruktur.models.klassifikasjon import Klasse
from bysak.arkivstruktur.models.mappe import Mappe
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.arkivstruktur.models.vilkaar import hoeyst_en, paa_en
from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class MedAdresse(models.Model):
    """Contact fields (M406-M412) and national ids (M048, M049)."""

    postadresse = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    postnummer = models.CharField(max_length=10, blank=True)
    poststed = models.CharField(max_length=80, blank=True)
    land = models.CharField(max_length=80, blank=True)
    epostadresse = models.CharField(max_length=254, blank=True)
    telefonnummer = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    kontaktperson = models.CharField(max_length=200, blank=True)
    person_id = models.CharField(max_length=30, blank=True)
    organisasjons_id = models.CharField(max_length=30, blank=True)
    virksomhetsspesifikke_metadata = models.JSONField(default=dict, blank=True)
    # What a client of the service interface sent and no column has room for, such as a second address.
    som_sendt = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class Korrespondansepart(Virksomhetseid, MedAdresse):
    """Sender, recipient or the internal side. The case handler of a letter lives here (M087, M400, M305, M307)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="korrespondanseparter")
    korrespondanseparttype = models.CharField(max_length=2, choices=Korrespondanseparttype.choices)
    navn = models.CharField(max_length=300)
    # A natural person: the name may not be found by search a year after publication (offlf § 6 fjerde ledd).
    er_person = models.BooleanField(default=False)
    skjermet = models.BooleanField(default=False)
    administrativ_enhet = Innen("organisasjon.AdministrativEnhet", null=True, blank=True, related_name="+")
    saksbehandler = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(
                fields=["virksomhet", "saksbehandler", "registrering"],
                include=["korrespondanseparttype"],
                name="kpart_hos",
            ),
            models.Index(fields=["virksomhet", "registrering"], name="kpart_registrering"),
            models.Index(
                fields=["virksomhet", "epostadresse", "-system_id"],  # the newest first
                name="kpart_epost",
                condition=~models.Q(epostadresse=""),
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="kpart_en_id", condition=models.Q(person_id="") | models.Q(organisasjons_id="")
            ),
        )

    def __str__(self) -> str:
        return self.navn


class Part(Virksomhetseid, MedAdresse):
    """A party of a case, a registrering or a document (M010, M302, M303)."""

    class Skjermes(models.TextChoices):
        NAVN = "N", "Navnet skjermes"
        ALT = "A", "Hele parten skjermes"

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = Innen(Mappe, null=True, blank=True, related_name="parter")
    registrering = Innen(Registrering, null=True, blank=True, related_name="parter")
    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, null=True, blank=True, related_name="parter")
    part_id = models.CharField(max_length=50, blank=True)
    navn = models.CharField(max_length=300)
    rolle = models.CharField(max_length=60)
    er_person = models.BooleanField(default=False)
    skjermes = models.CharField(max_length=1, choices=Skjermes.choices, blank=True)

    class Meta:
        constraints = (paa_en("part_paa_en", "mappe", "registrering", "dokumentbeskrivelse"),)

    def __str__(self) -> str:
        return self.navn


class Avskrivning(Virksomhetseid, MedSendt):
    """How a letter was dealt with. Sits on the one that is avskrevet, not on the answer (M617-M619, M215, M231)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="avskrivninger")
    avskrivningsdato = models.DateField()
    avskrevet_av = models.CharField(max_length=200, default=utfoerende)
    avskrivningsmaate = models.CharField(max_length=3, choices=Avskrivningsmaate.choices)
    besvart_av = Innen(Registrering, null=True, blank=True, related_name="avskriver")
    korrespondansepart = Innen(Korrespondansepart, null=True, blank=True, related_name="avskrivninger")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "registrering", "besvart_av", "korrespondansepart"],
                name="avskrivning_en_gang",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return self.get_avskrivningsmaate_display()


class Dokumentflyt(Virksomhetseid, MedSendt):
    """Who had the letter and whom it went to: log data, immutable (M660-M665)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = Innen(Registrering, related_name="flyt")
    flyt_til = models.CharField(max_length=200)
    flyt_til_bruker = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    flyt_fra = models.CharField(max_length=200)
    flyt_mottatt_dato = models.DateTimeField(default=naa)
    flyt_sendt_dato = models.DateTimeField(default=naa)
    flyt_status = models.CharField(max_length=1, choices=Flytstatus.choices, default=Flytstatus.FORDELT)
    flyt_merknad = models.TextField(blank=True)

    class Meta:
        ordering = ("flyt_sendt_dato",)

    def __str__(self) -> str:
        return f"{self.flyt_fra} → {self.flyt_til}"


class Merknad(Virksomhetseid, MedSendt):
    """A remark on a case, a registrering or a document (M310, M084, M611, M612)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = Innen(Mappe, null=True, blank=True, related_name="merknader")
    registrering = Innen(Registrering, null=True, blank=True, related_name="merknader")
    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, null=True, blank=True, related_name="merknader")
    merknadstekst = models.TextField()
    merknadstype = models.CharField(max_length=60, blank=True)
    merknadsdato = models.DateTimeField(default=naa)
    merknad_registrert_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        constraints = (paa_en("merknad_paa_en", "mappe", "registrering", "dokumentbeskrivelse"),)

    def __str__(self) -> str:
        return self.merknadstekst[:40]


class Skjerming(Virksomhetseid):
    """Screening of a unit and what is in it (M500-M505). On exactly one unit."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdel = hoeyst_en(Arkivdel, "skjerming")
    klasse = hoeyst_en(Klasse, "skjerming")
    mappe = hoeyst_en(Mappe, "skjerming")
    registrering = hoeyst_en(Registrering, "skjerming")
    dokumentbeskrivelse = hoeyst_en(Dokumentbeskrivelse, "skjerming")
    tilgangsrestriksjon = models.ForeignKey("organisasjon.Tilgangskode", on_delete=models.PROTECT, related_name="+")
    skjermingshjemmel = models.CharField(max_length=200)
    skjerming_metadata = ArrayField(models.CharField(max_length=3, choices=SkjermingMetadata.choices))
    skjerming_dokument = models.CharField(max_length=1, choices=SkjermingDokument.choices, blank=True)
    skjermingsvarighet = models.IntegerField(null=True, blank=True)
    skjerming_opphoerer_dato = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            paa_en("skjerming_paa_en", "arkivdel", "klasse", "mappe", "registrering", "dokumentbeskrivelse"),
        )

    def __str__(self) -> str:
        return self.skjermingshjemmel
