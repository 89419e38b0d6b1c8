"""References between units, and precedents (standard chapters 2.4, 2.5 and 2.8)."""

from django.db import models

from bysak.arkivstruktur.koder import Presedensstatus
from bysak.arkivstruktur.models.arkiv import Arkivdel
from bysak.arkivstruktur.models.arkivenhet import Arkivenhet, Avsluttbar
from bysak.arkivstruktur.models.dokument import Dokumentbeskrivelse
from bysak.arkivstruktur.models.klassifikasjon import Klasse, Klassifikasjonssystem
from bysak.arkivstruktur.models.mappe import Mappe
from bysak.arkivstruktur.models.registrering import Registrering
from bysak.arkivstruktur.models.vilkaar import paa_en
from bysak.kjerne.models import Innen, Virksomhetseid, ny_id


class Kryssreferanse(Virksomhetseid):
    """A reference from one unit to another: one direction, exactly one target (M219, M210, M212)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    klasse = Innen(Klasse, null=True, blank=True, related_name="kryssreferanser")
    mappe = Innen(Mappe, null=True, blank=True, related_name="kryssreferanser")
    registrering = Innen(Registrering, null=True, blank=True, related_name="kryssreferanser")
    til_klasse = Innen(Klasse, null=True, blank=True, related_name="+")
    til_mappe = Innen(Mappe, null=True, blank=True, related_name="+")
    til_registrering = Innen(Registrering, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            paa_en("kryssreferanse_fra_en", "klasse", "mappe", "registrering"),
            paa_en("kryssreferanse_til_en", "til_klasse", "til_mappe", "til_registrering"),
            # Only a klasse refers to a klasse (noark5-modell, kryssreferanse).
            models.CheckConstraint(
                name="kryssreferanse_samme_slag",
                condition=models.Q(klasse__isnull=True, til_klasse__isnull=True)
                | models.Q(klasse__isnull=False, til_klasse__isnull=False),
            ),
            models.UniqueConstraint(
                fields=[
                    *("virksomhet", "klasse", "mappe", "registrering"),
                    *("til_klasse", "til_mappe", "til_registrering"),
                ],
                name="kryssreferanse_en_gang",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="kryssreferanse_ikke_seg_selv",
                condition=(models.Q(klasse__isnull=True) | ~models.Q(klasse=models.F("til_klasse")))
                & (
                    models.Q(mappe__isnull=True)
                    | models.Q(til_mappe__isnull=True)
                    | ~models.Q(mappe=models.F("til_mappe"))
                )
                & (
                    models.Q(registrering__isnull=True)
                    | models.Q(til_registrering__isnull=True)
                    | ~models.Q(registrering=models.F("til_registrering"))
                ),
            ),
        )

    def __str__(self) -> str:
        return str(self.til_klasse_id or self.til_mappe_id or self.til_registrering_id)


class Presedens(Arkivenhet, Avsluttbar):
    """A decision that later ones follow, on a case or an entry (M111, M311, M312, M628, M629, M056)."""

    mappe = Innen(Mappe, null=True, blank=True, related_name="presedenser")
    registrering = Innen(Registrering, null=True, blank=True, related_name="presedenser")
    presedens_dato = models.DateField()
    tittel = models.CharField(max_length=500)
    beskrivelse = models.TextField(blank=True)
    presedens_hjemmel = models.CharField(max_length=200, blank=True)
    rettskildefaktor = models.CharField(max_length=200)
    presedens_godkjent_dato = models.DateTimeField(null=True, blank=True)
    presedens_godkjent_av = models.CharField(max_length=200, blank=True)
    presedens_status = models.CharField(
        max_length=1, choices=Presedensstatus.choices, default=Presedensstatus.GJELDENDE
    )

    class Meta:
        constraints = (paa_en("presedens_paa_en", "mappe", "registrering"),)

    def __str__(self) -> str:
        return self.tittel


class Presedenshjemmel(Virksomhetseid):
    """The register that presedensHjemmel is chosen from (krav 2.8.13). A value goes out of use, it is not deleted."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    hjemmel = models.CharField(max_length=200)
    utgaatt_dato = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("hjemmel",)
        constraints = (models.UniqueConstraint(fields=["virksomhet", "hjemmel"], name="presedenshjemmel_en"),)

    def __str__(self) -> str:
        return self.hjemmel


class Presedensavgjoerelse(Virksomhetseid):
    """An entry of the case that contains the deciding document of a precedent (krav 2.8.15)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    presedens = Innen(Presedens, related_name="avgjoerelser")
    registrering = Innen(Registrering, related_name="avgjoer_presedens")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["virksomhet", "presedens", "registrering"], name="presedensavgjoerelse_en"),
        )

    def __str__(self) -> str:
        return str(self.registrering_id)


class ReferanseArkivdel(Virksomhetseid):
    """A second arkivdel whose rules win over those of the first (M208)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = Innen(Mappe, null=True, blank=True, related_name="referanser_arkivdel")
    registrering = Innen(Registrering, null=True, blank=True, related_name="referanser_arkivdel")
    dokumentbeskrivelse = Innen(Dokumentbeskrivelse, null=True, blank=True, related_name="referanser_arkivdel")
    arkivdel = Innen(Arkivdel, related_name="+")

    class Meta:
        constraints = (paa_en("referanse_arkivdel_paa_en", "mappe", "registrering", "dokumentbeskrivelse"),)

    def __str__(self) -> str:
        return str(self.arkivdel_id)


class Sekundaersystem(Virksomhetseid):
    """A klassifikasjonssystem that an arkivdel uses besides its primary one; its klasser hold no mapper."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    arkivdel = Innen(Arkivdel, related_name="sekundaersystemer")
    klassifikasjonssystem = Innen(Klassifikasjonssystem, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["virksomhet", "arkivdel", "klassifikasjonssystem"], name="sekundaersystem_en_gang"
            ),
        )

    def __str__(self) -> str:
        return str(self.klassifikasjonssystem_id)


class SekundaerKlassifikasjon(Virksomhetseid):
    """A klasse that a case or an entry has besides its primary one (M209)."""

    system_id = models.UUIDField(primary_key=True, default=ny_id, editable=False)
    mappe = Innen(Mappe, null=True, blank=True, related_name="sekundaer_klassifikasjon")
    registrering = Innen(Registrering, null=True, blank=True, related_name="sekundaer_klassifikasjon")
    klasse = Innen(Klasse, related_name="+")

    class Meta:
        constraints = (
            paa_en("sekundaer_klassifikasjon_paa_en", "mappe", "registrering"),
            models.UniqueConstraint(
                fields=["virksomhet", "mappe", "registrering", "klasse"],
                name="sekundaer_klassifikasjon_en_gang",
                nulls_distinct=False,
            ),
        )

    def __str__(self) -> str:
        return str(self.klasse_id)
