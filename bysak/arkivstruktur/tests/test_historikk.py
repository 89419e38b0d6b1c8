"""The log in words: what a person reads about what was done."""

import pytest

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.historikk import handlinger, hendelser, ider_i_poster, ider_i_sak, sist_brukt
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Klasse, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import AdministrativEnhet
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


def _sak(klasse: str = "210") -> Saksmappe:
    with som("kari", "frogner", "opprett sak") as kari:
        return opprett_saksmappe(
            Arkivdel.objects.get(arkivdelstatus="A"),
            tittel="Benker i parken",
            klasse=Klasse.objects.get(klasse_id=klasse),
            enhet=AdministrativEnhet.objects.get(navn="Oppvekst"),
            saksansvarlig=bruker("ola"),
            av=kari,
        )


def _brev(sak: Saksmappe) -> Journalpost:
    with som("kari", "frogner", "registrer") as kari:
        jp = opprett_journalpost(
            sak, type="I", tittel="Ønske om benker", parter=[NyPart("EA", "Velet")], av=kari, mottatt_dato=naa()
        )
        return journalfoer(jp, av=kari)


def test_hver_handling_blir_en_setning_nyeste_foerst() -> None:
    sak = _sak()
    jp = _brev(sak)
    with som("ola", "frogner", "avskriv") as ola:
        avskriv(jp, maate="TE", av=ola)
    with som("ola", "frogner") as ola:
        alle = hendelser(ider_i_sak(sak, ola))
        paa_brevet = hendelser([str(jp.pk), *ider_i_poster([jp.pk])])
    assert [(h.hvem, h.hva) for h in alle] == [
        ("Ola Myrstad", "avskrev (tatt til etterretning)"),
        ("Kari Tveitmo", "registrerte og journalførte"),
        ("Kari Tveitmo", "opprettet saken"),
    ]
    assert [h.tjenesteyter for h in alle] == ["", "Byarkivet", "Byarkivet"]
    assert len(paa_brevet) == 2


def test_verdiene_foer_og_etter_staar_i_klartekst() -> None:
    sak = _sak()
    with som("kari", "frogner", "rett") as kari:
        rad = Saksmappe.objects.get(pk=sak.pk)
        rad.tittel, rad.saksansvarlig = "Benker og bord i parken", bruker("ingvild")
        rad.save()
        (siste, *_) = hendelser(ider_i_sak(rad, kari), med_navn=True)
    endret = {e.element: (e.foer, e.etter) for e in siste.endringer}
    assert endret["Tittel"] == ("Benker i parken", "Benker og bord i parken")
    assert endret["Saksansvarlig"] == ("Ola Myrstad", "Ingvild Sletthaug")
    assert siste.hva == "rettet sakens tittel og ga saken til en annen"


def test_statuser_og_datoer_leses_som_ord_og_dager() -> None:
    jp = _brev(_sak())
    with som("kari", "frogner"):
        (siste, *_) = hendelser([str(jp.pk)])
    endret = {e.element: e.etter for e in siste.endringer}
    assert endret["Status"] == "Journalført"
    assert endret["Journaldato"] == f"{jp.journaldato:%d.%m.%Y}"


def test_loggen_over_en_bydel_navngir_bare_det_leseren_ser() -> None:
    klientsak = _sak("400")
    with som("ola", "frogner") as ola:
        _nr, siste = handlinger(ola, grense=1)[0]
    assert siste.hva == "opprettet saken"
    assert siste.objekter == ("noe som er skjermet for deg",)
    with som("kari", "frogner") as kari:
        _nr, siste = handlinger(kari, grense=1)[0]
        assert siste.objekter == (klientsak.mappe_id,)
        assert not any(h.tjenesteyter for _n, h in handlinger(kari, tjenesteyter=False))
        assert {h.tjenesteyter for _n, h in handlinger(kari, tjenesteyter=True)} == {"Byarkivet"}


def test_loggen_blar_fra_det_siste_som_ble_sett() -> None:
    with som("kari", "frogner") as kari:
        foerste = handlinger(kari, grense=5)
        neste = handlinger(kari, foer=foerste[-1][0], grense=5)
    assert len({nr for nr, _h in [*foerste, *neste]}) == 10
    assert max(nr for nr, _h in neste) < foerste[-1][0]


def test_sist_brukt_er_mine_egne_saker_nyeste_foerst() -> None:
    gammel, ny = _sak(), _sak()
    with som("kari", "frogner") as kari:
        assert [m.pk for m in sist_brukt(kari)[:2]] == [ny.pk, gammel.pk]
    with som("lise", "sagene") as lise:
        assert gammel.pk not in {m.pk for m in sist_brukt(lise)}


def test_skjerming_av_sakens_tittel_leses_som_noe_som_er_gjort() -> None:
    sak = _sak()
    with som("kari", "frogner", "skjerm_mer") as kari:
        rad = Saksmappe.objects.get(pk=sak.pk)
        rad.skjermede_ord, rad.offentlig_tittel = [0], "***** i parken"
        rad.save()
        (siste, *_) = hendelser(ider_i_sak(rad, kari))
    assert siste.hva == "skjermet"
