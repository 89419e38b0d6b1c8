"""What an open page asks by itself: cheap while nothing happens, right when something has, and nobody's act."""

from datetime import timedelta

import pytest
from django.test import Client

from bysak.arkivstruktur.models import Saksmappe
from bysak.kjerne.kalender import i_dag, med_klokke, naa
from bysak.organisasjon.models import Virksomhet
from tests.klient import klient
from tests.saker import en_sak, et_brev
from tests.verden import som

pytestmark = pytest.mark.django_db


def _spoer(nettleser: Client, merke: str = ""):
    return nettleser.get("/levende", {"merke": merke}, headers={"X-Stille": "1"})


def _noe_skjer(bydel: str) -> None:
    with som("kari", bydel, "rett tittelen"):
        sak = Saksmappe.objects.exclude(saksstatus="A").first()
        assert sak is not None
        Saksmappe.objects.filter(pk=sak.pk).update(beskrivelse="Noe er endret")


def test_at_ingenting_er_nytt_koster_to_spoersmaal(django_assert_num_queries):
    ola = klient("ola")
    merke = _spoer(ola).json()["merke"]
    with django_assert_num_queries(2):
        svar = _spoer(ola, merke)
    assert (svar.status_code, svar.content) == (204, b"")


def test_en_handling_i_ens_egen_bydel_er_nytt_og_en_i_en_annen_er_det_ikke():
    ola = klient("ola")
    merke = _spoer(ola).json()["merke"]
    _noe_skjer("sagene")
    assert _spoer(ola, merke).status_code == 204
    _noe_skjer("frogner")
    assert _spoer(ola, merke).status_code == 200


def test_etter_et_minutt_telles_det_paa_nytt_fordi_frister_gaar_ut_av_seg_selv():
    ola = klient("ola")
    merke = _spoer(ola).json()["merke"]
    with med_klokke(naa() + timedelta(seconds=61)):
        assert _spoer(ola, merke).status_code == 200


def test_merket_er_verdiloest_for_andre_og_for_den_som_har_logget_ut():
    ola, lise = klient("ola"), klient("lise")
    merke = _spoer(ola).json()["merke"]
    assert _spoer(lise, merke).status_code == 200
    assert _spoer(lise, merke + "x").status_code == 200
    ola.logout()
    assert _spoer(ola, merke).status_code == 302
    assert _spoer(Client(), merke).status_code == 302


def test_den_som_velger_en_annen_virksomhet_faar_andre_tall():
    kari = klient("kari")
    svar = _spoer(kari).json()
    assert set(svar["tall"]) == {"/varsler", "/mottak", "/restanser"}
    sagene = Virksomhet.objects.get(kode="sagene")
    kari.post("/velg-virksomhet", {"virksomhet": sagene.kode})
    assert _spoer(kari).json()["merke"] != svar["merke"]


def test_tallene_er_for_den_som_kan_gjoere_noe_med_dem():
    assert set(_spoer(klient("nora")).json()["tall"]) == {"/varsler", "/min", "/fordeling", "/restanser"}
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, journalfoert=True)
        jp.forfallsdato = i_dag() - timedelta(days=1)
        jp.save(update_fields=["forfallsdato"])
    restanser = _spoer(klient("ola")).json()["tall"]["/restanser"]
    assert "Over frist:" in restanser
    assert "1" in restanser
