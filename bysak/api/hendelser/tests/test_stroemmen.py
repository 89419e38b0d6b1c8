"""The stream of changes: nothing is missing, whoever ends first, and nobody is told of what they may not see."""

import threading
from collections.abc import Callable
from datetime import date
from functools import partial
from time import monotonic, sleep
from typing import Any

import pytest
from django.db import connection
from django.test import RequestFactory

from bysak.api.hendelser.stroem import Bolk, Hendelse, UkjentMerke, les, siste
from bysak.api.hendelser.visning import endringer
from bysak.api.tilgang.avvist import AvvistKall
from bysak.api.tilgang.tests.klienter import baerer, hent_token
from bysak.arkivstruktur.arkivadministrasjon import opprett_arkiv, opprett_arkivdel
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett
from bysak.arkivstruktur.reservasjon import slett_journalpost
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.models import Handling
from bysak.kjerne.postgres import Server
from bysak.kjerne.vern import _tilpass_transaksjonene
from bysak.organisasjon.models import Rolle
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import aktoer_for
from tests.saker import en_sak, et_brev
from tests.verden import som, virksomhet

_ANDRES = """select count(*) from pg_stat_activity
    where datname <> current_database() and backend_xid is not null and xact_start < %s"""


def _vent_paa_andre() -> None:
    """What is newer than the oldest open transaction waits, and other tests have theirs on the same server."""
    navn = connection.settings_dict["NAME"]
    with Server().koble_til(navn) as k:
        naa = k.execute("select clock_timestamp()").fetchone()
        frist = monotonic() + 60
        while monotonic() < frist and (k.execute(_ANDRES, naa).fetchone() or (0,))[0]:
            sleep(0.05)


def _les(etter: int, hvem: str = "kari", **valg: Any) -> Bolk:
    _vent_paa_andre()
    with som(hvem, "frogner") as av:
        return les(etter, av=av, **valg)


def _naa(hvem: str = "kari") -> int:
    _vent_paa_andre()
    with som(hvem, "frogner"):
        return siste()


def _alle(etter: int, hvem: str = "kari", antall: int = 100) -> list[Hendelse]:
    funnet: list[Hendelse] = []
    while True:
        bolk = _les(etter, hvem, antall=antall)
        funnet, etter = funnet + bolk.hendelser, bolk.neste
        if not bolk.mer:
            return funnet


def _i_traad(gjoer: Callable[[], None]) -> threading.Thread:
    def kjoer() -> None:
        try:
            gjoer()
        finally:
            connection.close()

    traad = threading.Thread(target=kjoer)
    traad.start()
    return traad


def test_det_som_gjoeres_kommer_i_stroemmen_en_gang_og_i_rekkefoelge(egen_database):
    foer = _naa()
    assert _les(foer).hendelser == []
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, tittel="Ny sak")
    with som("kari", "frogner") as kari:
        jp = et_brev(sak, kari)
    with som("kari", "frogner") as kari:
        endre_journalpost(jp, av=kari, tittel="En annen tittel")
    bolk = _les(foer)
    paa_sak_og_post = [(h.slag, h.ressurs.navn) for h in bolk.hendelser if h.system_id in (sak.pk, jp.pk)]
    nye = [navn for slag, navn in paa_sak_og_post if slag == "opprettet"]
    assert nye == ["saksmappe", "journalpost"]
    assert paa_sak_og_post[-1] == ("endret", "journalpost")
    assert "tittel" in bolk.hendelser[-1].attributter
    assert not bolk.mer
    assert _les(bolk.neste).hendelser == []
    # In small pieces: the same, neither more nor less.
    stykkevis = {(h.system_id, h.slag) for h in _alle(foer, antall=2)}
    assert stykkevis == {(h.system_id, h.slag) for h in bolk.hendelser}


def test_en_som_begynte_foerst_og_ble_ferdig_sist_blir_ikke_hoppet_over(egen_database):
    """Line numbers are given when a line is written: the slow one has the lower, and ends after the other was read."""
    foer = _naa()
    skrevet, slipp = threading.Event(), threading.Event()
    saker: dict[str, Any] = {}

    def treg() -> None:
        with som("kari", "frogner") as kari:
            saker["treg"] = en_sak(kari, tittel="Treg").pk
            skrevet.set()
            slipp.wait(30)

    traad = _i_traad(treg)
    assert skrevet.wait(30)
    with som("siv", "frogner") as siv:  # begins later and ends first
        saker["kjapp"] = opprett_arkiv("Kjapt", arkivskaper=("1", "Test"), av=siv).pk
    imens = _les(foer)
    assert imens.hendelser == []  # not told before all that is older has ended
    slipp.set()
    traad.join()
    etterpaa = {h.system_id for h in _alle(imens.neste)}
    assert {saker["treg"], saker["kjapp"]} <= etterpaa


def test_mange_skriver_mens_en_leser_og_ingenting_mangler(egen_database):
    foer, ferdig = _naa(), threading.Event()
    skrevet: list[Any] = []

    def skriver(nr: int) -> None:
        for n in range(4):
            with som("siv", "frogner") as siv:
                skrevet.append(en_arkivdel(siv, f"{nr}-{n}"))

    def en_arkivdel(siv: Aktoer, navn: str) -> Any:
        arkiv = opprett_arkiv(f"Arkiv {navn}", arkivskaper=("1", "Test"), av=siv)
        return opprett_arkivdel(arkiv, tittel=navn, start=date(2026, 1, 1), av=siv).pk

    lest: list[Hendelse] = []

    def leser() -> None:
        etter = foer
        while True:
            slutt = ferdig.is_set()
            bolk = _les(etter, antall=7)
            lest.extend(bolk.hendelser)
            etter = bolk.neste
            if slutt and not bolk.mer:
                return

    leseren = _i_traad(leser)
    skrivere = [_i_traad(partial(skriver, nr)) for nr in range(5)]
    for traad in skrivere:
        traad.join()
    ferdig.set()
    leseren.join()
    arkivdeler = [h.system_id for h in lest if h.ressurs.navn == "arkivdel" and h.slag == "opprettet"]
    assert sorted(arkivdeler) == sorted(skrevet)


def test_tilgangen_avgjoer_og_det_som_er_slettet_sies_til_den_som_saa_det(egen_database):
    foer = _naa()
    with som("kari", "frogner") as kari:
        aapen = en_sak(kari, tittel="Åpen")
        skjult = en_sak(kari, tittel="Skjult", klasse="400")
        jp = et_brev(aapen, kari)
    assert aapen.tilgangsklasse_id != skjult.tilgangsklasse_id
    ola = {h.system_id for h in _alle(foer, "ola")}
    assert aapen.pk in ola
    assert skjult.pk not in ola
    assert skjult.pk in {h.system_id for h in _alle(foer, "nora")}
    with som("kari", "frogner") as kari:
        slett_journalpost(jp, grunn="Feil registrert", av=kari)
    borte = [(h.slag, h.ressurs.navn) for h in _alle(foer, "ola") if h.system_id == jp.pk]
    assert borte == [("slettet", "registrering")]


def test_en_modul_ser_bare_det_den_er_registrert_paa(egen_database):
    foer = _naa()
    with som("siv", "byarkivet") as siv:
        modul = opprett_bruker("modulen", "Modulen", av=siv, er_modul=True)
    with som("kari", "frogner") as kari:
        min, annen = en_sak(kari, tittel="Min"), en_sak(kari, tittel="Annen")
    with som("siv", "frogner") as siv:
        tildel_rolle(modul, Rolle.MODUL, av=siv)
        gi_modul_rett(min, modul=modul, av=siv)
    som_modul = aktoer_for(modul)
    _vent_paa_andre()
    with arbeid(som=som_modul, i=virksomhet("frogner")):
        sett = {h.system_id for h in les(foer, av=som_modul).hendelser}
    assert min.pk in sett
    assert annen.pk not in sett


def test_siden_sier_hvor_man_gaar_videre_og_hva_som_er_galt(egen_database):
    foer = _naa()
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, tittel="Ny sak")
    fabrikk = RequestFactory()
    _vent_paa_andre()
    with som("kari", "frogner") as kari:
        svar = endringer(fabrikk.get(f"/noark5v5/api/endringer/?etter={foer}"), kari)
        linje = next(h for h in svar["hendelser"] if h["systemID"] == str(sak.pk))
        assert linje["href"] == f"http://testserver/noark5v5/api/sakarkiv/saksmappe/{sak.pk}/"
        assert svar["_links"]["next"]["href"].endswith(f"?etter={svar['neste']}")
        assert endringer(fabrikk.get("/x?etter=siste"), kari)["neste"] == svar["neste"]
        assert "Ny sak" not in str(svar)
        for feil in ("etter=tull", "etter=-1", "etter=99999999", "antall=x", "etter=9" + "9" * 30):
            with pytest.raises(AvvistKall) as nei:
                endringer(fabrikk.get(f"/x?{feil}"), kari)
            assert nei.value.status == 400
    with som("lise", "sagene") as lise, pytest.raises(UkjentMerke):
        les(int(svar["neste"]), av=lise)  # another virksomhet's cursor is nobody's


def test_etter_en_gjenoppretting_kommer_alt_nytt_etter_det_gamle(egen_database):
    """A dump that is read into another cluster has numbers that the new one has not come to."""
    with som("kari", "frogner") as kari:
        en_sak(kari, tittel="Gammel")
    merke = _naa()
    with Server().koble_til(egen_database) as k:
        k.execute("update kjerne_handling set transaksjon = transaksjon + 1000000000000")
    assert _les(merke).hendelser == []
    with Server().koble_til(egen_database) as k, k.cursor() as peker:
        _tilpass_transaksjonene(peker)
    assert _les(merke).hendelser == []
    with som("kari", "frogner") as kari:
        ny = en_sak(kari, tittel="Ny")
    assert ny.pk in {h.system_id for h in _les(merke).hendelser}
    with som("kari", "frogner"):
        assert Handling.objects.filter(transaksjon__lte=0).exists()


@pytest.mark.django_db
def test_stroemmen_er_en_adresse_i_grensesnittet(client):
    token = hent_token(client, "kari", virksomhet="frogner")["access_token"]
    assert client.get("/noark5v5/api/endringer/").status_code == 401
    svar = client.get("/noark5v5/api/endringer/?antall=5", headers=baerer(token))
    assert svar.status_code == 200
    assert svar.json()["mer"]
    videre = client.get(svar.json()["_links"]["next"]["href"], headers=baerer(token)).json()
    assert int(videre["neste"]) > int(svar.json()["neste"])
    feil = client.get("/noark5v5/api/endringer/?etter=tull", headers=baerer(token))
    assert (feil.status_code, feil.json()["feil"]["kode"]) == (400, 400)
