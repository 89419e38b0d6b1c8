"""Subscriptions: what has happened is told in order, to those who may see it, whoever is down, hangs or is killed."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Event
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from bysak.api.hendelser import utlevering
from bysak.api.hendelser.stroem import _baser
from bysak.api.hendelser.tests.test_stroemmen import _vent_paa_andre
from bysak.api.hendelser.utlevering import GRUPPER, lever, lever_forfalte
from bysak.api.tilgang.tests.klienter import for_folk, maskin
from bysak.arkivstruktur.models import Saksmappe
from bysak.arkivstruktur.modulrettigheter import gi_modul_rett, trekk_modul_rett
from bysak.kjerne.arbeid import alene_om
from bysak.klienter.tests.en_mottaker import Mottakeren, en_mottaker
from bysak.organisasjon import abonnementer
from bysak.organisasjon.abonnementer import (
    PAUSER,
    bytt_hemmelighet,
    gjenoppta_abonnement,
    legg_bort_utlevering,
    opprett_abonnement,
    proev_igjen,
    stans_abonnement,
)
from bysak.organisasjon.integrasjoner import avslutt_integrasjon
from bysak.organisasjon.models import Abonnement, Utlevering
from tests.klient import klient, tekst
from tests.saker import en_sak, stoppes
from tests.verden import som, virksomhet

TO = PAUSER[:2]
SAK = "saksmappe.opprettet"


@pytest.fixture(scope="module", autouse=True)
def _database(modulens_database: str) -> None:
    """Real commits: nothing is told of what is not done."""


@pytest.fixture(autouse=True)
def _oppsett(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    settings.BYSAK_WEBHOOK_UTEN_TLS = True
    settings.BYSAK_WEBHOOK_INTERNE = ["127.0.0.1"]
    monkeypatch.setattr(abonnementer, "PAUSER", TO)
    yield
    with som("siv", "frogner"):
        Abonnement.objects.update(aktiv=False)


@pytest.fixture
def mottaker() -> Iterator[Mottakeren]:
    with en_mottaker() as den:
        yield den


class Abonnent:
    """A client with a subscription at a receiver, and a case that it may see."""

    def __init__(self, mottaker: Mottakeren, hva: tuple[str, ...] = ("mapper",)) -> None:
        self.klient = maskin(f"Klient{time.monotonic_ns()}").integrasjon
        with som("siv", "frogner") as siv:
            laget = opprett_abonnement(self.klient, adresse=mottaker.adresse, hva=hva, av=siv)
        self.pk, self.hemmelighet = laget.abonnement.pk, laget.hemmelighet

    def sak(self, tittel: str = "En sak", *, ses: bool = True) -> Saksmappe:
        with som("kari", "frogner") as kari:
            sak = en_sak(kari, tittel=tittel)
        if ses:
            with som("siv", "frogner") as siv:
                self.rett = gi_modul_rett(sak, modul=self.klient.bruker, av=siv)
        return sak

    def lever(self) -> None:
        _vent_paa_andre()
        with som("siv", "frogner"):
            Abonnement.objects.filter(pk=self.pk).update(neste_tid="2026-01-01T00:00Z")
        lever(virksomhet("frogner").pk, self.pk)

    def rad(self) -> Abonnement:
        with som("siv", "frogner"):
            return Abonnement.objects.get(pk=self.pk)

    def utleveringer(self) -> list[Utlevering]:
        with som("siv", "frogner"):
            return list(Utlevering.objects.filter(abonnement_id=self.pk))


def _saker(mottaker: Mottakeren) -> list[UUID]:
    return [UUID(m["data"]["systemID"]) for m in mottaker.meldinger if m["type"] == SAK]


def test_det_som_skjer_sendes_i_rekkefoelge_signert_og_bare_det_klienten_ser(mottaker):
    den = Abonnent(mottaker)
    saker = [den.sak(f"Sak {n}") for n in range(3)]
    skjult = den.sak("Skjult", ses=False)
    den.lever()
    den.lever()
    assert _saker(mottaker) == [s.pk for s in saker]
    assert mottaker.nummer == sorted(set(mottaker.nummer), key=int)
    assert all(mottaker.ekte(den.hemmelighet, n) for n in range(len(mottaker.fikk)))
    sagt = str(mottaker.meldinger)
    assert str(skjult.pk) not in sagt
    assert "Sak 1" not in sagt
    assert f"/noark5v5/api/sakarkiv/saksmappe/{saker[0].pk}/" in sagt
    assert {m["data"]["entitet"] for m in mottaker.meldinger} == {"saksmappe"}  # that is what it asked for
    assert {u.tilstand for u in den.utleveringer()} == {"levert"}


def test_en_mottaker_som_er_nede_faar_samme_melding_igjen_og_til_slutt_avgjoer_folk(mottaker):
    den = Abonnent(mottaker)
    sak, neste = den.sak("Første"), den.sak("Neste")
    mottaker.svar = lambda _nr: (503, b"Stengt for telling")
    for n in range(len(TO)):
        den.lever()
        rad = den.rad()
        assert (rad.forsoek, rad.feil) == (n + 1, "Mottakeren svarte 503 Stengt for telling")
    assert len(set(mottaker.nummer)) == 1
    assert den.utleveringer() == []
    den.lever()
    (oppgitt,) = den.utleveringer()
    assert (oppgitt.tilstand, oppgitt.melding["data"]["systemID"]) == ("stanset", str(sak.pk))
    mottaker.svar = lambda _nr: (200, b"")
    den.lever()  # the next has its turn
    assert _saker(mottaker)[-1] == neste.pk
    side = f"/forvaltning/frogner/moduler/abonnement/{den.pk}"
    assert "503 Stengt for telling" in tekst(klient("siv").get(side))
    with som("siv", "frogner") as siv:
        proev_igjen(oppgitt, av=siv)
        assert stoppes(proev_igjen, oppgitt, av=siv) == {"utlevering.avgjort"}
    den.lever()
    assert (mottaker.nummer[-1], mottaker.nummer.count(oppgitt.melding_id)) == (oppgitt.melding_id, len(TO) + 2)
    assert {u.tilstand for u in den.utleveringer()} == {"levert"}


def test_det_som_er_gitt_opp_kan_legges_bort_med_en_grunn_og_sendes_ikke_til_en_som_ikke_ser_det_lenger(mottaker):
    den = Abonnent(mottaker)
    den.sak()
    mottaker.svar = lambda _nr: (500, b"")
    for _ in range(len(TO) + 1):
        den.lever()
    (oppgitt,) = den.utleveringer()
    with som("siv", "frogner") as siv:
        assert stoppes(legg_bort_utlevering, oppgitt, grunn=" ", av=siv) == {"utlevering.grunn"}
        proev_igjen(oppgitt, av=siv)
        trekk_modul_rett(den.rett, av=siv)
    mottaker.svar, foer = lambda _nr: (200, b""), len(mottaker.fikk)
    den.lever()
    (borte,) = den.utleveringer()
    assert (borte.tilstand, len(mottaker.fikk)) == ("lagt-bort", foer)
    assert "ser ikke lenger" in borte.svar


def test_en_som_henger_stanser_ingen_andre(mottaker):
    slipp = Event()
    with ExitStack() as stakk:
        stakk.callback(slipp.set)
        hengt = stakk.enter_context(en_mottaker())
        hengt.svar = lambda _nr: (200, b"" if slipp.wait(8) else b"x")
        treg, kvikk = Abonnent(hengt), Abonnent(mottaker)
        treg.sak("Til den som henger")
        sak = kvikk.sak("Til den andre")
        _vent_paa_andre()
        foerste = lever_forfalte()
        _vent(lambda: hengt.fikk != [] and sak.pk in _saker(mottaker))
        assert not all(f.done() for f in foerste)
        ny = kvikk.sak("Enda en")
        _vent_paa_andre()
        for f in lever_forfalte():  # the one that hangs is not begun on twice
            f.result(5)
        assert _saker(mottaker) == [sak.pk, ny.pk]
        assert len(hengt.fikk) == 1
        slipp.set()
        for f in foerste:
            f.result(10)
    assert utlevering._i_gang == set()


def test_en_som_drepes_midt_i_sender_resten_etterpaa_og_det_siste_om_igjen_med_samme_nummer(mottaker):
    den = Abonnent(mottaker)
    saker = [den.sak(f"Sak {n}") for n in range(4)]
    _vent_paa_andre()
    connections.close_all()
    barn = multiprocessing.get_context("fork").Process(target=lever, args=(virksomhet("frogner").pk, den.pk))
    connections.close_all()

    def svar(nr: int) -> tuple[int, bytes]:
        if nr == 3:
            os.kill(barn.pid or 0, signal.SIGKILL)
        return 200, b""

    mottaker.svar = svar
    barn.start()
    barn.join(30)
    assert barn.exitcode == -signal.SIGKILL
    assert len(mottaker.fikk) == 3
    _vent(lambda: not _opptatt(den.pk))
    den.lever()
    assert list(dict.fromkeys(_saker(mottaker))) == [s.pk for s in saker]
    assert mottaker.nummer[3:6] == mottaker.nummer[:3]
    assert len(set(mottaker.nummer)) == len(_alt(mottaker))


def _alt(mottaker: Mottakeren) -> set[tuple[str, str]]:
    return {(m["type"], m["data"]["nummer"]) for m in mottaker.meldinger}


def _opptatt(pk: UUID) -> bool:
    with alene_om(pk) as alene:
        return not alene


def test_to_maskiner_sender_ikke_samtidig(mottaker):
    den = Abonnent(mottaker)
    den.sak()
    _vent_paa_andre()
    with ThreadPoolExecutor(1) as annen, alene_om(den.pk) as alene:
        assert alene
        annen.submit(utlevering._i_traaden, virksomhet("frogner").pk, den.pk).result(20)
        assert mottaker.fikk == []
    den.lever()
    assert len(_saker(mottaker)) == 1


def test_stanset_eller_avsluttet_sendes_ingenting_og_det_som_kom_imens_kommer_etterpaa(mottaker):
    den = Abonnent(mottaker)
    rad = den.rad()
    with som("siv", "frogner") as siv:
        stans_abonnement(rad, av=siv)
    sak = den.sak()
    den.lever()
    assert mottaker.fikk == []
    with som("siv", "frogner") as siv:
        gjenoppta_abonnement(rad, av=siv)
    den.lever()
    assert _saker(mottaker) == [sak.pk]
    with som("siv", "frogner") as siv:
        avslutt_integrasjon(den.klient, av=siv)
    den.sak()
    den.lever()
    assert _saker(mottaker) == [sak.pk]
    with som("siv", "frogner") as siv:
        assert stoppes(gjenoppta_abonnement, rad, av=siv) == {"integrasjon.avsluttet"}


def test_begge_hemmelighetene_gjelder_mens_den_byttes(mottaker):
    den = Abonnent(mottaker)
    rad = den.rad()
    with som("siv", "frogner") as siv:
        ny = bytt_hemmelighet(rad, av=siv).hemmelighet
    den.sak()
    den.lever()
    assert (mottaker.ekte(den.hemmelighet), mottaker.ekte(ny)) == (True, True)
    with som("siv", "frogner"):
        Abonnement.objects.filter(pk=den.pk).update(forrige_til="2026-01-01T00:00Z")
        rad = Abonnement.objects.get(pk=den.pk)
    den.sak()
    den.lever()
    assert (mottaker.ekte(den.hemmelighet), mottaker.ekte(ny)) == (False, True)
    assert ny not in rad.hemmelighet


def test_siden_setter_opp_proever_og_viser_hva_som_kom_fram(mottaker):
    den, siv = maskin("Fra-siden").integrasjon, klient("siv")
    side = f"/forvaltning/frogner/moduler/klient/{den.pk}/abonnement"
    svar = siv.post(side, {"adresse": mottaker.adresse, "forvalterpassord": "bysak-demo"})
    assert "whsec_" in tekst(svar)
    assert svar.headers["Cache-Control"] == "no-store"
    assert "abonnerer alt" in tekst(siv.post(side, {"adresse": mottaker.adresse}))
    with som("siv", "frogner"):
        pk = Abonnement.objects.get(integrasjon=den).pk
    siden = f"/forvaltning/frogner/moduler/abonnement/{pk}"
    assert mottaker.adresse in tekst(siv.get("/forvaltning/frogner/moduler"))
    assert siv.post(f"{siden}/proeve").status_code == 302
    mottaker.svar = lambda _nr: (200, b"Kom fram")
    lever(virksomhet("frogner").pk, pk)
    assert mottaker.meldinger[0]["type"] == "proeve"
    assert "200 Kom fram" in tekst(siv.get(siden))
    assert "whsec_" in tekst(siv.post(f"{siden}/hemmelighet"))
    assert "whsec_" not in tekst(siv.get(siden))
    assert siv.post(f"{siden}/stans").status_code == 302
    assert "Stanset" in tekst(siv.get(siden))
    assert klient("nora").get(siden).status_code == 403
    assert siv.get(siden.replace("frogner", "sagene")).status_code == 404


def test_en_klient_for_folk_og_en_adresse_i_klartekst_faar_ikke_abonnere(settings):
    settings.BYSAK_WEBHOOK_UTEN_TLS = False
    den, folk = maskin("Klartekst").integrasjon, for_folk("For folk").integrasjon
    with som("siv", "frogner") as siv:
        assert stoppes(opprett_abonnement, den, adresse="http://fag.example", av=siv) == {"abonnement.adresse"}
        assert stoppes(opprett_abonnement, folk, adresse="https://fag.example", av=siv) == {"abonnement.uten_bruker"}


def test_pausene_blir_lengre_og_varer_mer_enn_et_doegn() -> None:
    assert list(PAUSER) == sorted(PAUSER)
    assert timedelta(hours=24) < sum(PAUSER, timedelta()) < timedelta(hours=48)


def test_alt_i_stroemmen_hoerer_til_et_av_valgene():
    assert set(GRUPPER) <= {r.navn for r in _baser().values()}


def _vent(til: Any) -> None:
    frist = time.monotonic() + 10
    while not til():
        assert time.monotonic() < frist
        time.sleep(0.02)
