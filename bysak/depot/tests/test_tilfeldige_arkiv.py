"""Whatever archive is written as a deposit, is read as it was, or what was not is listed."""

import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest
from django.db import models, transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bysak.arkivstruktur import models as arkiv
from bysak.depot.inntak_funn import Inntak
from bysak.depot.inntak_rader import felt_for
from bysak.depot.inntak_tillegg import ENKLE
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.tilfeldige import Tilfeldig
from bysak.kjerne.kalender import OSLO
from bysak.noark.katalog.oppslag import elementer
from bysak.noark.xml import Enhet

pytestmark = pytest.mark.usefixtures("modulens_database")

# A case is open or closed also where the deposit does not say, a version has a number, and a file a name and a type.
SAGT_AV_OSS = {"saksstatus", "versjonsnummer", "mimeType", "filnavn"}
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
ANNETSTEDS = {"systemID", "format", "formatDetaljer", "referanseDokumentfil", "sjekksumAlgoritme", *KOBLING}


# An archive is too large to be made smaller by trial in reasonable time: the seed says which it was.
@given(st.integers(0, 2**32))
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], report_multiple_bugs=False)
def test_det_som_leses_er_det_som_ble_skrevet_eller_staar_paa_listen(froe: int):
    with tempfile.TemporaryDirectory() as mappe, som_databaseeier():
        rot = Tilfeldig(Random(froe), MODELLER).skriv(Path(mappe))
        with transaction.atomic():
            _, inntak = les(Path(mappe))
            _Sammenlikning(inntak).enhet(rot)
            transaction.set_rollback(True)


class _Sammenlikning:
    def __init__(self, inntak: Inntak) -> None:
        self.inntak = inntak
        self.listet = {post.hva for post in inntak.ikke_bevart}

    def enhet(self, enhet: Enhet) -> None:
        rad = ENHETER[enhet.navn].objects.get(pk=enhet.en("systemID"))
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

    def _verdier(self, enhet: Enhet, modell: Any, rad: Any) -> None:
        for element, verdier in enhet.verdier.items():
            felt = felt_for(modell, element)
            if element in ANNETSTEDS or element.startswith("referanse"):
                continue
            assert felt is not None, (enhet.type, element)
            hva = {f"{enhet.type}/{element}", f"{enhet.type}/{felt.column}"}
            assert _tekst(rad, felt) == verdier or hva & self.listet, (enhet.type, element, verdier)

        for element in elementer(enhet.type).keys() - enhet.verdier.keys() - ANNETSTEDS - SAGT_AV_OSS:
            felt = felt_for(modell, element)
            assert felt is None or not _tekst(rad, felt), (enhet.type, element)

    def _plass(self, barn: Enhet, over: Any) -> None:
        rad = ENHETER[barn.navn].objects.get(pk=barn.en("systemID"))
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
        for element in navnene - {"systemID"}:
            felt = felt_for(modell, element)
            assert felt is not None, (navn, element)
            if {f"{navn}/{element}", f"{navn}/{felt.column}"} & self.listet:
                continue
            skrevet = Counter(tuple(barn.verdier.get(element, [])) for barn in kilde)
            assert Counter(tuple(_tekst(r, felt)) for r in rader) == skrevet, (navn, element)

    def _referanser(self, enhet: Enhet, rad: Any) -> None:
        for avskrivning in enhet.av("avskrivning"):
            if svar := avskrivning.en("referanseAvskrivesAvJournalpost"):
                assert arkiv.Avskrivning.objects.filter(registrering=rad, besvart_av=UUID(svar)).exists()
        for element, navn in (("referanseTilMappe", "til_mappe"), ("referanseTilRegistrering", "til_registrering")):
            for maal in [m for k in enhet.av("kryssreferanse") for m in k.verdier.get(element, [])]:
                funnet = (
                    arkiv.Kryssreferanse.objects.filter(**{enhet.navn: rad, navn: maal})
                    if enhet.navn != "klasse"
                    else []
                )
                assert funnet or f"kryssreferanse/{element}" in self.listet
        for maal in enhet.verdier.get("referanseSekundaerKlassifikasjon", []):
            assert rad.sekundaer_klassifikasjon.filter(klasse=maal).exists()


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
        return [verdi.astimezone(OSLO).replace(tzinfo=None).isoformat()]
    if isinstance(felt, models.ForeignKey):
        return [verdi.navn]
    return [str(dict(felt.flatchoices).get(verdi, verdi))]
