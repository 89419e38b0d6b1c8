"""What is decided and done about keeping: disposal, deletion, conversion (standard chapters 2.7 and 6.1)."""

from django.db import models

from bysak.arkivstruktur.koder import Kassasjonsvedtak, Slettingstype
from bysak.arkivstruktur.models.arkiv import Arkivdel
from bysak.arkivstruktur.models.arkivenhet import MedSendt
from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse, Dokumentobjekt
from bysak.arkivstruktur.models.klassifikasjon import Klasse
from bysak.arkivstruktur.models.mappe import Mappe
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.arkivstruktur.models.vilkaar import hoeyst_en, paa_en
from bysak.kjerne.arbeid import utfoerende
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Kassasjon(Virksomhetseid):
    """What shall happen to a unit, and when (M450-M453). Copied down, overridable at each level (krav 6.1.1-6.1.8)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdel = hoeyst_en(Arkivdel, "kassasjon")
    klasse = hoeyst_en(Klasse, "kassasjon")
    mappe = hoeyst_en(Mappe, "kassasjon")
    registrering = hoeyst_en(Registrering, "kassasjon")
    dokumentbeskrivelse = hoeyst_en(Dokumentbeskrivelse, "kassasjon")
    kassasjonsvedtak = models.CharField(max_length=1, choices=Kassasjonsvedtak.choices)
    kassasjonshjemmel = models.CharField(max_length=200, blank=True)
    # Whole years; both may be open in a live archive, a deposit needs them.
    bevaringstid = models.IntegerField(null=True, blank=True)
    kassasjonsdato = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            paa_en("kassasjon_paa_en", "arkivdel", "klasse", "mappe", "registrering", "dokumentbeskrivelse"),
        )

    def __str__(self) -> str:
        return self.get_kassasjonsvedtak_display()


class UtfoertKassasjon(Virksomhetseid):
    """That the documents were destroyed: the metadata stay (M630, M631)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdel = hoeyst_en(Arkivdel, "utfoert_kassasjon")
    dokumentbeskrivelse = hoeyst_en(Dokumentbeskrivelse, "utfoert_kassasjon")
    kassert_dato = models.DateTimeField(default=naa)
    kassert_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        constraints = (paa_en("utfoert_kassasjon_paa_en", "arkivdel", "dokumentbeskrivelse"),)

    def __str__(self) -> str:
        return f"{self.kassert_dato:%d.%m.%Y}"


class Sletting(Virksomhetseid):
    """That a version or a variant was deleted; never disposal (M089, M613, M614)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdel = hoeyst_en(Arkivdel, "sletting")
    dokumentbeskrivelse = hoeyst_en(Dokumentbeskrivelse, "sletting")
    slettingstype = models.CharField(max_length=2, choices=Slettingstype.choices)
    slettet_dato = models.DateTimeField(default=naa)
    slettet_av = models.CharField(max_length=200, default=utfoerende)

    class Meta:
        constraints = (paa_en("sletting_paa_en", "arkivdel", "dokumentbeskrivelse"),)

    def __str__(self) -> str:
        return self.get_slettingstype_display()


class Konvertering(Virksomhetseid, MedSendt):
    """One step of conversion that this file is the result of (M615, M616, M712-M720)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    # The trace may not be deleted while its file is there, so a deleted file leaves it for the next statement.
    dokumentobjekt = Innen(Dokumentobjekt, models.DO_NOTHING, related_name="konverteringer")
    konvertert_dato = models.DateTimeField(default=naa)
    konvertert_av = models.CharField(max_length=200, default=utfoerende)
    konvertert_fra_format = models.CharField(max_length=40)
    konvertert_til_format = models.CharField(max_length=40)
    konvertert_fra_sjekksum = models.CharField(max_length=64, blank=True)
    konvertert_fra_sjekksum_algoritme = models.CharField(max_length=10, blank=True)
    konvertert_til_sjekksum = models.CharField(max_length=64, blank=True)
    konvertert_til_sjekksum_algoritme = models.CharField(max_length=10, blank=True)
    konverteringsverktoey = models.CharField(max_length=200, blank=True)
    konverteringskommentar = models.TextField(blank=True)

    class Meta:
        ordering = ("konvertert_dato", "system_id")

    def __str__(self) -> str:
        return f"{self.konvertert_fra_format} → {self.konvertert_til_format}"
