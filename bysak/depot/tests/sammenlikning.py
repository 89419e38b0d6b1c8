"""Compares an archive with what was read of it: every value is there as it was written, or is on the list."""

from collections import Counter
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, models

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_funn import Inntak
from bysak.depot.inntak_rader import Ider, felt_for
from bysak.depot.inntak_tillegg import ENKLE
from bysak.depot.inntak_verdier import egne_felt
from bysak.noark.katalog.oppslag import elementer
from bysak.noark.xml import Enhet

# A case is open or closed also where the deposit does not say, a version has a number, and a file a name and a type.
SAGT_AV_OSS = frozenset({"saksstatus", "versjonsnummer", "mimeType", "filnavn"})
ENHETER: dict[str, Any] = {
    "arkiv": arkiv.Arkiv,
    "arkivdel": arkiv.Arkivdel,
    "klassifikasjonssystem": arkiv.Klassifikasjonssystem,
    "klasse": arkiv.Klasse,
    "mappe": arkiv.Mappe,
    "registrering": arkiv.Registrering,
    "dokumentbeskrivelse": arkiv.Dokumentbeskrivelse,
    "dokumentobjekt": arkiv.Dokumentobjekt,
}
MODELLER = ENHETER | ENKLE | {"arkivskaper": arkiv.Arkivskaper}
KOBLING = ("tilknyttetRegistreringSom", "dokumentnummer", "tilknyttetDato", "tilknyttetAv")
# Kept in columns of another kind, and compared where they are.
ANNETSTEDS = {
    "systemID",
    "virksomhetsspesifikkeMetadata",
    "format",
    "formatDetaljer",
    "referanseDokumentfil",
    "sjekksumAlgoritme",
    *KOBLING,
}


class Sammenlikning:
    """ider: what the ids of the archive have become. sagt: elements that the archive lacks and we have filled in."""

    def __init__(self, inntak: Inntak, ider: Ider, sagt: frozenset[str] = SAGT_AV_OSS) -> None:
        self.ider, self.sagt = ider, sagt
        self.listet = {post.hva for post in inntak.ikke_bevart}

    def enhet(self, enhet: Enhet) -> None:
        """See that a unit, and all that is in it, was read."""
        rad = self._rad(enhet)
        self._verdier(enhet, ENHETER[enhet.navn], rad)
        if enhet.navn in ("mappe", "registrering"):
            assert rad.art == enhet.type or any(hva.startswith(f"{enhet.type} uten") for hva in self.listet)
        for barn in enhet.barn:
            if barn.navn in ENHETER:
                self.enhet(barn)
                self._plass(barn, rad)
        for navn in {barn.navn for barn in enhet.barn} - ENHETER.keys() - {"kryssreferanse"}:
            self._smaa(enhet, navn, rad)
        self._referanser(enhet, rad)

    def _rad(self, enhet: Enhet) -> Any:
        if enhet.en("systemID"):
            return ENHETER[enhet.navn].objects.get(pk=self.ider.av(enhet.navn, enhet.en("systemID")))
        assert enhet.forelder is not None  # a file before 5.0
        dokument = self.ider.av("dokumentbeskrivelse", enhet.forelder.en("systemID"))
        return arkiv.Dokumentobjekt.objects.get(dokumentbeskrivelse=dokument, versjonsnummer=enhet.en("versjonsnummer"))

    def _verdier(self, enhet: Enhet, modell: Any, rad: Any) -> None:
        for element, verdier in enhet.verdier.items():
            felt = felt_for(modell, element)
            if element == "virksomhetsspesifikkeMetadata":
                assert egne_felt(verdier[0]).items() <= rad.virksomhetsspesifikke_metadata.items()
            if element in ANNETSTEDS or element.startswith("referanse"):
                continue
            assert felt is not None, (enhet.type, element)
            hva = {f"{enhet.type}/{element}", f"{enhet.type}/{felt.column}"}
            assert _tekst(rad, felt) == verdier or hva & self.listet, (enhet.type, element, verdier)

        for element in elementer(enhet.type).keys() - enhet.verdier.keys() - ANNETSTEDS - self.sagt:
            felt = felt_for(modell, element)
            assert felt is None or not _tekst(rad, felt), (enhet.type, element)

    def _plass(self, barn: Enhet, over: Any) -> None:
        rad = self._rad(barn)
        if barn.navn == "dokumentbeskrivelse":
            kobling = arkiv.Dokumentkobling.objects.get(registrering=over, dokumentbeskrivelse=rad)
            felt = [felt_for(arkiv.Dokumentkobling, element) for element in KOBLING]
            for element, f in zip(KOBLING, felt, strict=True):
                assert f is not None
                listet = {f"dokumentbeskrivelse/{element}", f"dokumentbeskrivelse/{f.column}"} & self.listet
                assert _tekst(kobling, f) == barn.verdier[element] or listet, (element, barn.verdier[element])
            return
        if barn.navn == "klassifikasjonssystem":
            assert over.klassifikasjonssystem_id == rad.pk or over.sekundaersystemer.filter(klassifikasjonssystem=rad)
            return
        pekere = {f.column for f in rad._meta.concrete_fields if isinstance(f, models.ForeignKey)}
        assert over.pk in {getattr(rad, kolonne) for kolonne in pekere}, (barn.type, over)

    def _smaa(self, enhet: Enhet, navn: str, rad: Any) -> None:
        modell = MODELLER[navn]
        kilde = [barn for barn in enhet.barn if barn.navn == navn]
        rader = list(modell.objects.filter(**{enhet.navn: rad}))
        if navn.lower() in self.listet or f"{enhet.type}/{navn}" in self.listet:
            assert len(rader) <= len(kilde)
            return
        assert len(rader) == len(kilde), (enhet.type, navn)
        navnene = {element for barn in kilde for element in barn.verdier if not element.startswith("referanse")}
        for element in navnene - {"systemID", "virksomhetsspesifikkeMetadata"}:
            felt = felt_for(modell, element)
            assert felt is not None, (navn, element)
            if {f"{navn}/{element}", f"{navn}/{felt.column}"} & self.listet:
                continue
            skrevet = Counter(tuple(barn.verdier.get(element, [])) for barn in kilde)
            assert Counter(tuple(_tekst(r, felt)) for r in rader) == skrevet, (navn, element)

    def _referanser(self, enhet: Enhet, rad: Any) -> None:
        for avskrivning in enhet.av("avskrivning"):
            if svar := avskrivning.en("referanseAvskrivesAvJournalpost"):
                assert arkiv.Avskrivning.objects.filter(
                    registrering=rad, besvart_av=self._id("registrering", svar)
                ).exists()
        for element, navn in (("referanseTilMappe", "til_mappe"), ("referanseTilRegistrering", "til_registrering")):
            for maal in [m for k in enhet.av("kryssreferanse") for m in k.verdier.get(element, [])]:
                funnet = (
                    arkiv.Kryssreferanse.objects.filter(**{enhet.navn: rad, navn: self._id(navn[4:], maal)})
                    if enhet.navn != "klasse"
                    else []
                )
                assert funnet or f"kryssreferanse/{element}" in self.listet
        for maal in enhet.verdier.get("referanseSekundaerKlassifikasjon", []):
            assert rad.sekundaer_klassifikasjon.filter(klasse=self._id("klasse", maal)).exists()

    def _id(self, slag: str, tekst: str) -> UUID:
        return self.ider.av(slag, tekst)


def _tekst(rad: Any, felt: Any) -> list[str]:
    """The value of a column as a deposit has it."""
    verdi = getattr(rad, felt.name)
    if isinstance(felt, models.JSONField):
        return []
    if isinstance(verdi, list):
        tekster = dict(felt.base_field.flatchoices)
        return [str(tekster.get(v, v)) for v in verdi]
    if verdi is None or verdi == "":
        return []
    if isinstance(verdi, datetime):
        with connection.cursor() as peker:  # its zones are those of the deposit
            peker.execute("select %s::timestamptz at time zone 'Europe/Oslo'", [verdi])
            return [peker.fetchone()[0].isoformat()]
    if isinstance(felt, models.ForeignKey):
        return [verdi.navn]
    return [str(dict(felt.flatchoices).get(verdi, verdi))]
