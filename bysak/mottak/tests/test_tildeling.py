"""Taking items: a lease that two never share, that runs out by itself, and that drafts renew."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.historikk import handlinger
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import med_klokke, naa
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from bysak.mottak.tildeling import lagre_kladd, slipp, ta, ta_neste
from tests.verden import aktoer, bruker, som

pytestmark = pytest.mark.django_db


def test_den_som_tar_staar_med_navn_og_den_andre_faar_vite_hvem():
    rad = motta_og_les(brev("Min"))
    with som("kari", "frogner", "ta") as kari:
        assert ta(rad, av=kari).tatt_av == bruker("kari")
    with som("marius", "frogner", "ta") as marius, pytest.raises(Hindret, match="Kari Tveitmo arbeider med denne"):
        ta(rad, av=marius)


def test_leien_gaar_ut_etter_tjue_minutter():
    rad = motta_og_les(brev("Glemt"))
    with som("kari", "frogner", "ta") as kari:
        ta(rad, av=kari)
    with med_klokke(naa() + timedelta(minutes=21)), som("marius", "frogner", "ta") as marius:
        assert ta(rad, av=marius).tatt_av == bruker("marius")


def test_aa_ta_sin_egen_igjen_fornyer_leien_og_kladden_gjoer_det_samme():
    rad = motta_og_les(brev("Lenge"))
    with som("kari", "frogner", "ta") as kari:
        ta(rad, av=kari)
    with med_klokke(naa() + timedelta(minutes=15)), som("kari", "frogner", "lagre_kladd") as kari:
        lagre_kladd(rad, {"tittel": "Halvferdig"}, av=kari)
    with med_klokke(naa() + timedelta(minutes=30)):
        assert rad_naa(rad).er_tatt()
    assert rad_naa(rad).kladd == {"tittel": "Halvferdig"}


def test_kladden_og_leien_er_ikke_noe_bydelen_leser_at_er_gjort():
    rad = motta_og_les(brev("Lenge"))
    with som("kari", "frogner", "ta") as kari:
        ta(rad, av=kari)
    with som("kari", "frogner", "lagre kladd") as kari:
        lagre_kladd(rad, {"tittel": "Halvferdig"}, av=kari)
    with som("maja", "frogner") as maja:
        assert handlinger(maja, grense=1)[0][1].hva == "tok en melding i mottaket"


def test_slipp_gjoer_den_ledig_og_beholder_kladden():
    rad = motta_og_les(brev("Slippes"))
    with som("kari", "frogner", "slipp") as kari:
        lagre_kladd(rad, {"tittel": "Kladd"}, av=kari)
        slipp(rad, av=kari)
    assert not rad_naa(rad).er_tatt()
    assert rad_naa(rad).kladd == {"tittel": "Kladd"}


def test_en_annens_kan_ikke_slippes():
    rad = motta_og_les(brev("Karis"))
    with som("kari", "frogner", "ta") as kari:
        ta(rad, av=kari)
    with som("marius", "frogner", "slipp") as marius, pytest.raises(Hindret, match="Kari Tveitmo"):
        slipp(rad, av=marius)


def test_ta_neste_tar_den_med_foerste_frist_paa_tvers_av_bydelene():
    kari = aktoer("kari")
    with med_klokke(naa() - timedelta(days=40)):
        gammel = motta_og_les(brev("Gammel"), til="postmottak@sagene.bysak.example")
    motta_og_les(brev("Ny"))
    tatt = ta_neste(kari)
    assert tatt is not None
    assert tatt.pk == gammel.pk
    neste = ta_neste(kari)
    assert neste is not None
    assert neste.pk != gammel.pk


def test_ta_neste_gir_ingenting_til_den_som_ikke_har_noen_koe():
    motta_og_les(brev("Ikke til saksbehandler"))
    assert ta_neste(aktoer("ola")) is None


def test_en_saksbehandler_kan_ikke_ta():
    rad = motta_og_les(brev("Nei"))
    with som("ola", "frogner", "ta") as ola, pytest.raises(PermissionDenied):
        ta(rad, av=ola)
