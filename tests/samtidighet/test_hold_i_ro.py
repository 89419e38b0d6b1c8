"""Each verb holds what it works on, and what that lies in, as it is now and not as the caller read it a while ago."""

from datetime import timedelta
from itertools import cycle
from typing import Any

import pytest
from django.test import Client

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.dokument import ferdigstill, rett_tittel
from bysak.arkivstruktur.dokumentknytning import knytt_dokument, loesne_dokument
from bysak.arkivstruktur.ekspedering import ekspeder
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.flytting import flytt
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.laasing import laas_dokument, laas_post
from bysak.arkivstruktur.merknader import ny_merknad
from bysak.arkivstruktur.models import (
    Avskrivning,
    Dokumentbeskrivelse,
    Dokumentkobling,
    Journalpost,
    Korrespondansepart,
    Registrering,
    Saksmappe,
)
from bysak.arkivstruktur.parter import ny_part
from bysak.arkivstruktur.skjerming import skjerm_registrering
from bysak.journal.models import Publisertlinje
from bysak.journal.publisering import publiser
from bysak.journal.vurdering import Resultat, vurder
from bysak.kjerne.kalender import i_dag
from bysak.saksbehandling.overlevering import overlever
from tests.saker import en_fil, en_sak, et_brev
from tests.samtidighet.test_samtidige_handlinger import Verb, bare_hindret, samtidig
from tests.verden import bruker, som

pytestmark = pytest.mark.treg


@pytest.mark.parametrize("runde", range(3))
def test_en_post_som_er_flyttet_siden_den_ble_lest_holder_saken_den_ligger_i_naa(egen_database, runde):
    with som("kari", "frogner") as kari:
        fra, til = en_sak(kari), en_sak(kari)
        lest = et_brev(fra, kari, type="U", journalfoert=True)
        flytt([lest], til=til, grunn="feil sak", av=kari)
        gammel = Journalpost(pk=lest.pk, mappe=fra)
    svar = samtidig(
        ("ola", lambda a: avslutt_saksmappe(Saksmappe.objects.get(pk=til.pk), av=a)),
        ("kari", lambda a: ny_merknad(gammel, tekst="Ring dem", av=a)),
        ("marius", lambda a: en_fil(gammel, a, ferdigstilt=False)),
        holder=0.02,
    )
    bare_hindret(svar)
    with som("kari", "frogner"):
        uferdig = Dokumentbeskrivelse.objects.filter(koblinger__registrering=lest.pk, dokumentstatus="B").exists()
        assert not (Saksmappe.objects.get(pk=til.pk).er_avsluttet and uferdig)


@pytest.mark.django_db
def test_det_som_holdes_er_lest_paa_nytt_med_saken_det_ligger_i():
    with som("kari", "frogner") as kari:
        fra, til = en_sak(kari), en_sak(kari)
        jp = et_brev(fra, kari)
        fil = en_fil(jp, kari)
        gammel = Journalpost.objects.select_related("mappe").get(pk=jp.pk)
        flytt([jp], til=til, grunn="feil sak", av=kari)
        assert laas_post(gammel).mappe_id == til.pk
        assert laas_post(gammel).mappe.siste_journalpostnummer == 1
        assert laas_dokument(fil.dokumentbeskrivelse).pk == fil.dokumentbeskrivelse_id
        with pytest.raises(Journalpost.DoesNotExist):
            laas_post(Journalpost(pk=kari.bruker_id, mappe=fra))
        with pytest.raises(Dokumentbeskrivelse.DoesNotExist):
            laas_dokument(Dokumentbeskrivelse(pk=kari.bruker_id))


@pytest.mark.parametrize("runde", range(3))
def test_tittelen_rettes_foer_brevet_sendes_eller_ikke(egen_database, runde):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, type="U")
    svar = samtidig(
        ("kari", lambda a: ekspeder(jp, av=a)),
        ("marius", lambda a: endre_journalpost(jp, av=a, versjon=jp.versjon, tittel="Svar om gangvei")),
        holder=0.02,
    )
    bare_hindret(svar)
    with som("kari", "frogner"):
        staar = Journalpost.objects.get(pk=jp.pk)
        assert (staar.journalstatus, staar.tittel == "Svar om gangvei") == ("E", svar[1] is None)


@pytest.mark.parametrize("runde", range(3))
def test_et_uferdig_dokument_kommer_ikke_paa_en_post_som_journalfoeres_imens(egen_database, runde):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp, annen = et_brev(sak, kari), et_brev(sak, kari)
        utkast = en_fil(annen, kari, ferdigstilt=False).dokumentbeskrivelse
    svar = samtidig(
        ("kari", lambda a: journalfoer(jp, av=a)),
        ("ola", lambda a: knytt_dokument(jp, dokument=utkast, av=a)),
        holder=0.02,
    )
    assert bare_hindret(svar) == 1


@pytest.mark.parametrize("runde", range(3))
def test_et_dokument_slettes_ikke_mens_det_legges_paa_en_post_til(egen_database, runde):
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp, annen = et_brev(sak, kari), et_brev(sak, kari)
        dokument = en_fil(jp, kari).dokumentbeskrivelse
        kobling = dokument.koblinger.get()
    svar = samtidig(
        ("kari", lambda a: loesne_dokument(kobling, av=a)),
        ("ola", lambda a: knytt_dokument(annen, dokument=dokument, av=a)),
        holder=0.02,
    )
    assert svar[0] is None
    assert svar[1] is None or isinstance(svar[1], Dokumentbeskrivelse.DoesNotExist)
    with som("kari", "frogner"):
        assert Dokumentkobling.objects.filter(registrering=annen.pk).exists() == (svar[1] is None)
        assert Dokumentbeskrivelse.objects.filter(pk=dokument.pk).exists() == (svar[1] is None)


@pytest.mark.parametrize("runde", range(3))
def test_det_som_skjules_mens_journalen_publiseres_er_ikke_ute_etterpaa(egen_database, runde):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, tittel="Klage fra Ebba Vik", journalfoert=True)
    with som("nora", "frogner") as nora:
        vurder(jp, resultat=Resultat.OFFENTLIG, av=nora)
    samtidig(
        ("kari", lambda a: publiser(i_dag(), av=a)),
        (
            "nora",
            lambda a: vurder(
                Journalpost.objects.get(pk=jp.pk), resultat=Resultat.DELVIS, hjemmel="Offl § 13, fvl § 13",
                skjermede_ord={2, 3}, av=a,
            ),
        ),
        holder=0.02,
    )  # fmt: skip
    with som("kari", "frogner"):
        ute = Publisertlinje.objects.filter(registrering=jp.pk, trukket_tid__isnull=True)
        assert "Ebba" not in " ".join(str(vars(linje)) for linje in ute)


@pytest.mark.parametrize("runde", range(3))
def test_det_som_overleveres_mens_det_avskrives_er_paa_en_av_dem(egen_database, runde):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, journalfoert=True)
        Korrespondansepart.objects.create(
            registrering_id=jp.pk, korrespondanseparttype="IM", navn=bruker("ola").navn, saksbehandler=bruker("ola")
        )
    ola, nora = bruker("ola"), bruker("nora")
    svar = samtidig(
        ("kari", lambda a: overlever(ola, til=nora, grunn="slutter", av=a)),
        ("nora", lambda a: avskriv(jp, maate="TE", av=a)),
        ("marius", lambda a: endre_journalpost(jp, av=a, forfallsdato=i_dag() + timedelta(9))),
        holder=0.02,
    )
    assert bare_hindret(svar) == 3
    with som("kari", "frogner"):
        assert Avskrivning.objects.filter(registrering=jp.pk).count() == 1
        assert not Korrespondansepart.objects.filter(registrering=jp.pk, saksbehandler=ola).exists()


def test_alt_paa_en_gang_i_de_samme_sakene_laaser_seg_aldri_fast(egen_database):
    with som("kari", "frogner") as kari:
        saker = [en_sak(kari), en_sak(kari)]
        poster = [et_brev(sak, kari, journalfoert=True) for sak in saker for _ in range(2)]
        filer = [en_fil(jp, kari, ferdigstilt=True) for jp in poster]
    til = {jp.pk: saker[1] if jp.mappe_id == saker[0].pk else saker[0] for jp in poster}
    handlinger: list[tuple[str, Verb]] = []
    for hvem, jp, fil, neste in zip(cycle(["kari", "marius"]), poster, filer, [*poster[1:], poster[0]], strict=False):
        handlinger += [
            (hvem, lambda a, jp=jp: flytt([jp], til=til[jp.pk], grunn="bytte", av=a)),
            ("ola", lambda a, fil=fil: rett_tittel(fil.dokumentbeskrivelse, tittel="Kart", av=a)),
            ("ola", lambda a, jp=jp: ny_part(jp, navn="Velforeningen", rolle="søker", av=a)),
            ("nora", lambda a, jp=jp: _skjerm(jp, a)),
            (hvem, lambda a, fil=fil, n=neste: knytt_dokument(n, dokument=fil.dokumentbeskrivelse, av=a)),
        ]
    bare_hindret(samtidig(*handlinger))
    with som("kari", "frogner"):
        for sak in saker:
            numre = list(Registrering.objects.filter(mappe=sak).values_list("journalpostnummer", flat=True))
            assert len(numre) == len(set(numre))


def _skjerm(jp: Any, a: Any) -> None:
    skjerm_registrering(
        jp, hjemmel="Offl § 13", kode="UO", skjermede_ord={0}, offentlig_tittel="*** om gangvei",
        skjermede_parter=set(), hele_dokumentet=None, av=a,
    )  # fmt: skip


def test_av_to_som_endrer_samme_post_fra_hver_sin_side_mister_ingen_det_som_er_skrevet(egen_database):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
    her = f"/saker/frogner/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}/{jp.journalpostnummer}/endre"
    svar = {}
    for hvem in ("kari", "ola"):
        k = Client()
        k.force_login(bruker(hvem))
        svar[hvem] = k.post(her, {"versjon": jp.versjon, "tittel": f"Skrevet av {hvem}"})
    assert (svar["kari"].status_code, svar["ola"].status_code) == (302, 409)
    side = svar["ola"].content.decode()
    assert "endret dette mens du skrev" in side
    assert "Skrevet av ola" in side
    assert "Lagret nå: Skrevet av kari" in side


def test_et_ferdig_dokument_ferdigstilles_en_gang_av_to(egen_database):
    with som("kari", "frogner") as kari:
        dokument = en_fil(et_brev(en_sak(kari), kari), kari, ferdigstilt=False).dokumentbeskrivelse
    assert bare_hindret(samtidig(*[(h, lambda a: ferdigstill(dokument, av=a)) for h in ("ola", "kari")])) == 1
