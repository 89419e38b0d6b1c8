"""registrering; a column says that it is a journalpost, an arkivnotat or a moeteregistrering."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bysak.arkivstruktur.koder import Journalposttype, Journalstatus
from bysak.arkivstruktur.models.arkiv import Arkiv, Arkivdel
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, MedMedium, Vernet
from bysak.arkivstruktur.models.klassifikasjon import Klasse
from bysak.arkivstruktur.models.mappe import Mappe
from bysak.kjerne.models import Innen


class Registrering(Arkivenhet, MedMedium, Vernet):
    """A record, in a mappe, or directly in an arkivdel with or without a klasse.

    All attributes of registrering, journalpost, arkivnotat and moeteregistrering in the Noark model.
    """

    class Art(models.TextChoices):
        JOURNALPOST = "journalpost", "Journalpost"
        ARKIVNOTAT = "arkivnotat", "Arkivnotat"
        MOETEREGISTRERING = "moeteregistrering", "Møteregistrering"
        REGISTRERING = "registrering", "Registrering"

    art = models.CharField(max_length=20, choices=Art.choices, default=Art.JOURNALPOST)
    arkiv = Innen(Arkiv, related_name="+")
    mappe = Innen(Mappe, null=True, blank=True, related_name="registreringer")
    arkivdel = Innen(Arkivdel, null=True, blank=True, related_name="registreringer")
    klasse = Innen(Klasse, null=True, blank=True, related_name="registreringer")
    arkivert_dato = models.DateTimeField(null=True, blank=True)
    arkivert_av = models.CharField(max_length=200, blank=True)
    registrerings_id = models.CharField(max_length=50, blank=True)
    tittel = models.CharField(max_length=500)
    offentlig_tittel = models.CharField(max_length=500, blank=True)
    skjermede_ord = ArrayField(models.IntegerField(), default=list, blank=True)
    beskrivelse = models.TextField(blank=True)
    noekkelord = ArrayField(models.CharField(max_length=100), default=list, blank=True)
    forfatter = ArrayField(models.CharField(max_length=200), default=list, blank=True)

    journalaar = models.IntegerField(null=True, blank=True)
    journalsekvensnummer = models.IntegerField(null=True, blank=True)
    journalpostnummer = models.IntegerField(null=True, blank=True)
    journalposttype = models.CharField(max_length=1, choices=Journalposttype.choices, blank=True)
    journalstatus = models.CharField(max_length=1, choices=Journalstatus.choices, blank=True)
    journaldato = models.DateField(null=True, blank=True)
    dokumentets_dato = models.DateField(null=True, blank=True)
    mottatt_dato = models.DateTimeField(null=True, blank=True)
    sendt_dato = models.DateTimeField(null=True, blank=True)
    forfallsdato = models.DateField(null=True, blank=True)
    offentlighetsvurdert_dato = models.DateField(null=True, blank=True)
    antall_vedlegg = models.IntegerField(null=True, blank=True)
    utlaant_dato = models.DateField(null=True, blank=True)
    utlaant_til = models.CharField(max_length=200, blank=True)
    journalenhet = models.CharField(max_length=120, blank=True)
    # Once final, never deletable again, whatever happens to the status (krav 3.2.19).
    foerst_endelig = models.DateTimeField(null=True, blank=True)
    # Open restanse: kept true to the avskrivninger by the verb, so that lists need no anti-join (krav 3.4.1).
    restanse = models.BooleanField(default=False)
    ekstern_noekkel = models.CharField(max_length=120, blank=True)
    # Who has it while it is on a round, and alone may change its documents (krav 3.3.3); empty when it is at home.
    hos = ArrayField(models.UUIDField(), default=list, blank=True)

    moeteregistreringstype = models.CharField(max_length=60, blank=True)
    moetesakstype = models.CharField(max_length=60, blank=True)
    moeteregistreringsstatus = models.CharField(max_length=60, blank=True)
    administrativ_enhet = Innen("organisasjon.AdministrativEnhet", null=True, blank=True, related_name="+")
    saksbehandler = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        indexes = (
            models.Index(fields=["virksomhet", "-opprettet_dato", "-system_id"], name="reg_nyeste"),
            models.Index(fields=["-opprettet_dato", "-system_id"], name="reg_nyeste_alle"),
            models.Index(fields=["virksomhet", "journaldato"], name="reg_journaldato"),
            # How many there are that one may see, without reading the rows.
            models.Index(fields=["virksomhet", "art", "tilgangsklasse", "ser_ogsaa"], name="reg_tell"),
            models.Index(
                fields=["virksomhet", "forfallsdato", "system_id"],
                name="reg_restanse",
                condition=models.Q(restanse=True),
            ),
            models.Index(fields=["forfallsdato", "system_id"], name="reg_forfall", condition=models.Q(restanse=True)),
            # What waits for the archive to look at it; such are few among all.
            models.Index(
                fields=["opprettet_dato", "system_id"],
                name="reg_kvalitet",
                condition=models.Q(journalstatus__in=["S", "F", "G", "E"]),
            ),
            models.Index(fields=["journaldato", "system_id"], name="reg_aapne", condition=models.Q(restanse=True)),
            models.Index(fields=["tittel", "system_id"], name="reg_aapne_tittel", condition=models.Q(restanse=True)),
            models.Index(
                fields=["virksomhet", "forfallsdato", "system_id"],
                name="reg_uvurdert",
                condition=models.Q(offentlighetsvurdert_dato__isnull=True),
            ),
        )
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "arkiv", "journalaar", "journalsekvensnummer"], name="loepenummer_en_gang"
            ),
            models.UniqueConstraint(fields=["virksomhet", "mappe", "journalpostnummer"], name="journalpostnr_en_gang"),
            models.UniqueConstraint(
                fields=["virksomhet", "ekstern_noekkel"],
                condition=~models.Q(ekstern_noekkel=""),
                name="ekstern_noekkel_en_gang",
            ),
            models.CheckConstraint(
                name="journalpost_er_hel",
                condition=~models.Q(art="journalpost")
                | (
                    models.Q(journalaar__isnull=False, journalsekvensnummer__isnull=False)
                    & models.Q(journalpostnummer__isnull=False)
                    & ~models.Q(journalposttype="")
                    & ~models.Q(journalstatus="")
                    & models.Q(mappe__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="moeteregistrering_er_hel",
                condition=~models.Q(art="moeteregistrering")
                | (
                    ~models.Q(moeteregistreringstype="")
                    & models.Q(administrativ_enhet__isnull=False, saksbehandler__isnull=False)
                ),
            ),
            models.CheckConstraint(
                name="registrering_har_ett_sted",
                condition=models.Q(mappe__isnull=False, arkivdel__isnull=True, klasse__isnull=True)
                | models.Q(mappe__isnull=True, arkivdel__isnull=False),
            ),
            models.CheckConstraint(
                name="journalfoert_har_dato",
                condition=~models.Q(journalstatus__in=["J", "A"]) | models.Q(journaldato__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.registrerings_id} {self.tittel}"

    @property
    def loepenummer(self) -> str:
        """Sequence/year, written so that it is not mistaken for the case number."""
        return f"{self.journalsekvensnummer}/{self.journalaar}"


class Journalposter(models.Manager["Journalpost"]):
    """Only journalposter."""

    def get_queryset(self) -> models.QuerySet["Journalpost"]:
        """Rows whose art is journalpost."""
        return super().get_queryset().filter(art=Registrering.Art.JOURNALPOST)


class Journalpost(Registrering):
    """A journalført saksdokument; only in a saksmappe (krav 2.6.2)."""

    objects: ClassVar[Journalposter] = Journalposter()

    class Meta:
        proxy = True
