"""Security grading and electronic signatures (standard chapters 2.8 and 5.3)."""

from django.db import models

from bysak.arkivstruktur.koder import Graderingskode, SignaturVerifisert
from bysak.arkivstruktur.models.arkiv import Arkivdel
from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse, Dokumentobjekt
from bysak.arkivstruktur.models.klassifikasjon import Klasse
from bysak.arkivstruktur.models.mappe import Mappe
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.arkivstruktur.models.vilkaar import hoeyst_en, paa_en
from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Gradering(Virksomhetseid):
    """A grading under sikkerhetsloven or beskyttelsesinstruksen (M506, M624-M627)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdel = hoeyst_en(Arkivdel, "gradering")
    klasse = hoeyst_en(Klasse, "gradering")
    mappe = hoeyst_en(Mappe, "gradering")
    registrering = hoeyst_en(Registrering, "gradering")
    dokumentbeskrivelse = hoeyst_en(Dokumentbeskrivelse, "gradering")
    grad = models.CharField(max_length=2, choices=Graderingskode.choices)
    graderingsdato = models.DateTimeField(default=naa)
    gradert_av = models.CharField(max_length=200, default=utfoerende)
    nedgraderingsdato = models.DateTimeField(null=True, blank=True)
    nedgradert_av = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = (
            paa_en("gradering_paa_en", "arkivdel", "klasse", "mappe", "registrering", "dokumentbeskrivelse"),
        )

    def __str__(self) -> str:
        return self.get_grad_display()


class Objektrettighet(Virksomhetseid):
    """That an external module, or all of them, may read or change a unit and all below it (krav 4.1.14-4.1.17)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    # Empty: all modules, present and future.
    modul = models.ForeignKey(
        "organisasjon.Bruker", on_delete=models.PROTECT, null=True, blank=True, related_name="objektrettigheter"
    )
    arkivdel = Innen(Arkivdel, null=True, blank=True, related_name="rettigheter")
    klasse = Innen(Klasse, null=True, blank=True, related_name="rettigheter")
    mappe = Innen(Mappe, null=True, blank=True, related_name="rettigheter")
    registrering = Innen(Registrering, null=True, blank=True, related_name="rettigheter")
    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, null=True, blank=True, related_name="rettigheter")
    # Who may change it, may read it.
    skrive = models.BooleanField(default=False)
    fra_dato = models.DateField()
    til_dato = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            paa_en("objektrettighet_paa_en", "arkivdel", "klasse", "mappe", "registrering", "dokumentbeskrivelse"),
        )

    def __str__(self) -> str:
        return f"{self.modul_id or '*'} {'skrive' if self.skrive else 'lese'}"


class ElektroniskSignatur(Virksomhetseid):
    """That a signature was there, how strong, and whether it held (M507, M508, M622, M623)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    registrering = hoeyst_en(Registrering, "elektronisk_signatur")
    dokumentbeskrivelse = hoeyst_en(Dokumentbeskrivelse, "elektronisk_signatur")
    dokumentobjekt = hoeyst_en(Dokumentobjekt, "elektronisk_signatur")
    elektronisk_signatur_sikkerhetsnivaa = models.CharField(max_length=120)
    elektronisk_signatur_verifisert = models.CharField(max_length=1, choices=SignaturVerifisert.choices)
    verifisert_dato = models.DateField()
    verifisert_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        constraints = (paa_en("signatur_paa_en", "registrering", "dokumentbeskrivelse", "dokumentobjekt"),)

    def __str__(self) -> str:
        return self.get_elektronisk_signatur_verifisert_display()
