"""Many at once, on real connections: one mail is one item, and one item is one journalpost."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connection

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.mottak.innkomst import motta
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Utfall
from bysak.mottak.registrering import registrer
from bysak.mottak.tests.brev import FROGNER, brev, motta_og_les, rad_naa, rader, valg_i_frogner
from bysak.mottak.tildeling import ta, ta_neste
from tests.verden import aktoer


def _samtidig(antall: int, gjoer: Callable[[int], Any]) -> list[Any]:
    def en(nr: int) -> Any:
        try:
            return gjoer(nr)
        finally:
            connection.close()

    with ThreadPoolExecutor(antall) as traader:
        return list(traader.map(en, range(antall)))


def test_ti_samtidige_leveranser_av_samme_epost_blir_en(egen_database: str):
    raa = brev("Ti på en gang")
    svar = _samtidig(10, lambda _: motta(raa, til_adresser=[FROGNER])[0].pk)
    assert len(set(svar)) == 1
    (rad,) = rader("frogner", pk=svar[0])
    assert rad.leveringer == 10


def test_to_lesere_paa_samme_innkomne_fyller_det_en_gang(egen_database: str):
    raa = brev("To lesere", vedlegg=(("a.txt", "text/plain", b"innhold"),))
    (rad,) = motta(raa, til_adresser=[FROGNER])
    _samtidig(4, lambda _: les_inn(rad.virksomhet_id or 0, rad.pk))
    assert len(rad_naa(rad).vedlegg.all()) == 1


def test_samme_melding_i_to_utgaver_lest_samtidig_gir_ett_duplikat(egen_database: str):
    raa = brev("Samme", Message_ID="<samme@lonnfjell.example>")
    utgaver = [motta(b"Received: from %d by x\r\n" % n + raa, til_adresser=[FROGNER])[0] for n in range(4)]
    _samtidig(4, lambda n: les_inn(utgaver[n].virksomhet_id or 0, utgaver[n].pk))
    utfall = [rad_naa(rad).utfall for rad in utgaver]
    assert sorted(utfall) == ["", Utfall.DUPLIKAT, Utfall.DUPLIKAT, Utfall.DUPLIKAT]


def test_to_arkivarer_som_tar_samme_innkomne_faar_den_bare_en_av(egen_database: str):
    rad = motta_og_les(brev("Populær"))
    folk = _to_arkivarer()

    def proev(nr: int) -> str:
        try:
            with arbeid(som=folk[nr], i=rad.virksomhet_id, verb="ta"):
                ta(rad, av=folk[nr])
            return "fikk"
        except Hindret as nei:
            return str(nei)

    svar = sorted(_samtidig(2, proev), key=len)
    assert svar[0] == "fikk"
    assert "arbeider med denne" in svar[1]


def test_ta_neste_gir_aldri_samme_innkomne_til_to(egen_database: str):
    for nr in range(6):
        motta_og_les(brev(f"Nummer {nr}"))
    folk = _to_arkivarer()
    tatt = _samtidig(6, lambda nr: ta_neste(folk[nr % 2]))
    assert len({rad.pk for rad in tatt if rad}) == len([rad for rad in tatt if rad]) == 6


def test_to_arkivarer_som_registrerer_samme_innkomne_lager_en_journalpost(egen_database: str):
    rad = motta_og_les(brev("Registreres to ganger"))
    kari = aktoer("kari")
    valg = valg_i_frogner(kari, "Registreres to ganger")

    def proev(_: int) -> str:
        try:
            with arbeid(som=kari, i=rad.virksomhet_id, verb="registrer"):
                return registrer(rad, valg, av=kari).registrerings_id
        except Hindret as nei:
            return str(nei)

    svar = sorted(_samtidig(4, proev), key=len)
    assert sum("alt registrert som " + svar[0] in s for s in svar) == 3
    with arbeid(som=kari, leser=[rad.virksomhet_id or 0]):
        assert Journalpost.objects.filter(tittel="Registreres to ganger").count() == 1


def _to_arkivarer() -> list[Any]:
    return [aktoer("kari"), aktoer("marius")]
