"""A case as it stood at a moment, as a page."""

from datetime import timedelta

import pytest

from bysak.arkivstruktur.models import Korrespondansepart, Mappe, Registrering, Saksmappe
from bysak.arkivstruktur.slikdetvar import saken_slik
from bysak.kjerne.kalender import naa
from tests.klient import klient, tekst
from tests.saker import en_sak, et_brev
from tests.verden import som

pytestmark = pytest.mark.usefixtures("egen_database")


def test_saken_vises_slik_den_var_med_det_en_ser_naa():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, tittel="Opprinnelig navn paa saken")
        jp = et_brev(sak, kari, tittel="Brevet som fantes")
    da = naa()
    with som("kari", "frogner") as kari:
        Mappe.objects.filter(pk=sak.pk).update(tittel="Nytt navn på saken")
        Korrespondansepart.objects.filter(registrering=jp).update(navn="Ny avsender")
        et_brev(Saksmappe.objects.get(pk=sak.pk), kari, tittel="Brevet som kom senere")
    adresse = f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}"
    side = tekst(klient("kari").get(f"{adresse}/slik-det-var", {"tid": da.isoformat()}))
    assert "Opprinnelig navn paa saken" in side
    assert "Velforeningen" in side
    assert "Brevet som fantes" in side
    assert "Ny avsender" not in side
    assert "kom senere" not in side
    foer = (da - timedelta(days=400)).isoformat()
    assert "Saken fantes ikke da" in tekst(klient("kari").get(f"{adresse}/slik-det-var", {"tid": foer}))
    assert klient("kari").get(f"{adresse}/slik-det-var", {"tid": "tull"}).status_code == 200
    assert "Slik var saken da" in tekst(klient("kari").get(f"{adresse}/endringslogg"))
    assert klient("lise").get(f"{adresse}/slik-det-var").status_code == 404


def test_det_som_er_skjermet_siden_er_skjult_ogsaa_i_fortiden():
    with som("nora", "frogner") as nora:
        sak = en_sak(nora, klasse="200", tittel="Sak med et brev")
        jp = et_brev(sak, nora, tittel="Brevet som ble skjermet")
        hemmelig = en_sak(nora, klasse="400", tittel="Skjermet sak")
        klasse = hemmelig.tilgangsklasse_id
    da = naa()
    with som("nora", "frogner"):
        Registrering.objects.filter(pk=jp.pk).update(tilgangsklasse_id=klasse)
    for hvem, antall in (("nora", 1), ("ola", 0)):
        with som(hvem, "frogner") as av:
            bildet = saken_slik(Mappe.objects.get(pk=sak.pk), da, av=av)
            assert bildet is not None
            assert len(bildet.poster) == antall, hvem
