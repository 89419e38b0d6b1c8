"""«X har denne åpen»: for those who see the same, never across a wall, gone by itself, and not in the log."""

from datetime import timedelta

import pytest
from django.test import Client

from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.kjerne.kalender import med_klokke, naa
from bysak.kjerne.models import Handling
from bysak.mottak.tests.brev import brev, motta_og_les
from bysak.saksbehandling.models import Naervaer
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db


def _adresse(slag: str, pk: object, bydel: str = "frogner") -> str:
    return f"/naervaer/{bydel}/{slag}/{pk}"


def _aapen_sak() -> Saksmappe:
    with som("kari", "frogner"):
        sak = Saksmappe.objects.filter(tilgangsklasse__art="aapen", registreringer__isnull=False).first()
        assert sak is not None
        return sak


def _aapner(hvem: Client, adresse: str) -> str:
    return " ".join(tekst(hvem.post(adresse)).split())


def test_to_som_har_samme_sak_aapen_ser_hverandre_og_ikke_seg_selv():
    hit = _adresse("sak", _aapen_sak().pk)
    assert _aapner(klient("kari"), hit) == ""
    assert _aapner(klient("ola"), hit).endswith("Kari Tveitmo har denne åpen")
    assert "Ola" in _aapner(klient("kari"), hit)


def test_den_som_lukker_er_borte_straks_og_den_som_tier_innen_et_minutt():
    hit, kari, ola = _adresse("sak", _aapen_sak().pk), klient("kari"), klient("ola")
    _aapner(kari, hit)
    assert kari.post(hit, {"borte": "ja"}).status_code == 204
    assert _aapner(ola, hit) == ""
    with med_klokke(naa() + timedelta(seconds=50)):
        assert _aapner(kari, hit) == ""
        with som("kari", "frogner"):
            assert Naervaer.objects.count() == 1


def test_den_som_ikke_faar_se_tingen_faar_vite_det_samme_som_om_den_ikke_fantes():
    with som("kari", "frogner"):
        skjermet = Saksmappe.objects.exclude(tilgangsklasse__art="aapen").first()
    assert skjermet is not None
    lise = klient("lise")
    assert lise.post(_adresse("sak", skjermet.pk)).status_code == 404
    assert lise.post(_adresse("sak", skjermet.pk, "sagene")).status_code == 404
    assert lise.post(_adresse("tull", skjermet.pk, "sagene")).status_code == 404
    assert klient("ola").post(_adresse("innkomst", skjermet.pk)).status_code == 404


def test_posten_dokumentet_og_meldingen_i_mottaket_har_hver_sine():
    rad = motta_og_les(brev("Åpen hos to"))
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(
            mappe__tilgangsklasse__art="aapen", tilgangsklasse__art="aapen", koblinger__isnull=False
        ).first()
        assert jp is not None
        dokument = jp.koblinger.values_list("dokumentbeskrivelse_id", flat=True)[0]
    kari, marius = klient("kari"), klient("marius")
    for hit in (_adresse("post", jp.pk), _adresse("dokument", dokument), _adresse("innkomst", rad.pk)):
        assert _aapner(kari, hit) == ""
        assert "Kari Tveitmo" in _aapner(marius, hit)


def test_naervaer_staar_ikke_i_loggen():
    hit = _adresse("sak", _aapen_sak().pk)
    with som("kari", "frogner"):
        foer = Handling.objects.count()
    _aapner(klient("ola"), hit)
    with som("kari", "frogner"):
        assert Handling.objects.count() == foer
