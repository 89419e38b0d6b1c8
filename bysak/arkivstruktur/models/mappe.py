"""mappe; a column says that it is a saksmappe or a moetemappe."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import Saksstatus
from bysak.arkivstruktur.models.arkiv import Arkiv, Arkivdel
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, Avsluttbar, MedMedium, Vernet
from bysak.arkivstruktur.models.klassifikasjon import Klasse
from bysak.kjerne.models import Innen


class Mappe(Arkivenhet, Avsluttbar, MedMedium, Vernet):
    """A folder of registreringer. All attributes of mappe, saksmappe and moetemappe in the Noark model."""

    class Art(models.TextChoices):
        MAPPE = "mappe", "Mappe"
        SAKSMAPPE = "saksmappe", "Saksmappe"
        MOETEMAPPE = "moetemappe", "Møtemappe"

    art = models.CharField(max_length=20, choices=Art.choices, default=Art.SAKSMAPPE)
    arkiv = Innen(Arkiv, related_name="+")
    arkivdel = Innen(Arkivdel, related_name="mapper")
    klasse = Innen(Klasse, null=True, blank=True, related_name="mapper")
    forelder = Innen("self", null=True, blank=True, related_name="undermapper")
    mappe_id = models.CharField(max_length=40)
    tittel = models.CharField(max_length=500)
    offentlig_tittel = models.CharField(max_length=500, blank=True)
    skjermede_ord = ArrayField(models.IntegerField(), default=list, blank=True)
    beskrivelse = models.TextField(blank=True)
    noekkelord = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    aldri_paa_nett = models.BooleanField(default=False)

    saksaar = models.IntegerField(null=True, blank=True)
    sakssekvensnummer = models.IntegerField(null=True, blank=True)
    saksdato = models.DateField(null=True, blank=True)
    administrativ_enhet = Innen("organisasjon.AdministrativEnhet", null=True, blank=True, related_name="saker")
    saksansvarlig = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    journalenhet = models.CharField(max_length=120, blank=True)
    saksstatus = models.CharField(max_length=1, choices=Saksstatus.choices, default=Saksstatus.UNDER_BEHANDLING)
    utlaant_dato = models.DateField(null=True, blank=True)
    utlaant_til = models.CharField(max_length=200, blank=True)
    siste_journalpostnummer = models.IntegerField(default=0)

    moetenummer = models.CharField(max_length=40, blank=True)
    utvalg = models.CharField(max_length=200, blank=True)
    moetedato = models.DateField(null=True, blank=True)
    moetested = models.CharField(max_length=200, blank=True)
    forrige_moete = Innen("self", null=True, blank=True, related_name="+")
    neste_moete = Innen("self", null=True, blank=True, related_name="+")

    class Meta:
        indexes = (
            models.Index(fields=["virksomhet", "-saksaar", "-sakssekvensnummer"], name="mappe_nyeste"),
            models.Index(fields=["-opprettet_dato", "-system_id"], name="mappe_nyeste_alle"),
            models.Index(fields=["virksomhet", "-opprettet_dato", "-system_id"], name="mappe_nyeste_en"),
            # The orders that a list of cases can be sorted by, over all that one reads.
            models.Index(fields=["tittel", "system_id"], name="mappe_tittel"),
            models.Index(fields=["saksaar", "sakssekvensnummer", "system_id"], name="mappe_nummer"),
            # How many there are that one may see, without reading the rows.
            models.Index(fields=["virksomhet", "art", "tilgangsklasse", "ser_ogsaa"], name="mappe_tell"),
        )
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "arkiv", "mappe_id"], name="mappe_id_en_gang"),
            models.UniqueConstraint(
                fields=["virksomhet", "arkiv", "saksaar", "sakssekvensnummer"], name="saksnummer_en_gang"
            ),
            models.CheckConstraint(
                name="saksmappe_er_hel",
                condition=~models.Q(art="saksmappe")
                | models.Q(
                    saksaar__isnull=False,
                    sakssekvensnummer__isnull=False,
                    saksdato__isnull=False,
                    administrativ_enhet__isnull=False,
                    saksansvarlig__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="moetemappe_er_hel",
                condition=~models.Q(art="moetemappe")
                | (~models.Q(moetenummer="") & ~models.Q(utvalg="") & models.Q(moetedato__isnull=False)),
            ),
            models.CheckConstraint(
                name="avsluttet_sak_har_klasse",  # krav 3.2.6
                condition=~models.Q(art="saksmappe", saksstatus="A") | models.Q(klasse__isnull=False),
            ),
            models.CheckConstraint(
                name="avsluttet_sak_har_dato",
                condition=~models.Q(saksstatus="A") | models.Q(avsluttet_dato__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.mappe_id} {self.tittel}"

    @property
    def saksnummer(self) -> str:
        """The number that people use: year/sequence."""
        return f"{self.saksaar}/{self.sakssekvensnummer}"

    @property
    def er_avsluttet(self) -> bool:
        """Closed: takes no more entries (krav 2.5.5)."""
        return self.avsluttet_dato is not None


class Saksmapper(models.Manager["Saksmappe"]):
    """Only saksmapper."""

    def get_queryset(self) -> models.QuerySet["Saksmappe"]:
        """Rows whose art is saksmappe."""
        return super().get_queryset().filter(art=Mappe.Art.SAKSMAPPE)


class Saksmappe(Mappe):
    """The only kind of mappe that may hold journalposter (krav 2.5.2)."""

    objects: ClassVar[Saksmapper] = Saksmapper()

    class Meta:
        proxy = True
