"""Drawn pages are kept beside the store for a while, by checksum, and never in the way of anything."""

import os
import time

import pytest

from bysak.kjerne import sidelager

SUM, EN_ANNEN = "a" * 64, "b" * 64


@pytest.fixture(autouse=True)
def _en_mappe(settings, tmp_path):
    settings.BYSAK_DATA = tmp_path


def _gjoer_eldre(sekunder: float, *summer: str) -> None:
    for fil in sidelager._rot().glob("*/??/*"):
        if fil.name.startswith(summer):
            os.utime(fil, (time.time() - sekunder,) * 2)


def test_sider_og_antall_hentes_slik_de_ble_lagt():
    sidelager.legg("frogner", SUM, antall=2, sider={1: b"en", 2: b"to"})
    assert [sidelager.hent("frogner", SUM, nr) for nr in (1, 2, 3)] == [b"en", b"to", None]
    assert sidelager.antall("frogner", SUM) == 2
    assert sidelager.antall("frogner", EN_ANNEN) is None


def test_en_virksomhet_ser_ikke_det_en_annen_har_tegnet():
    sidelager.legg("frogner", SUM, antall=1, sider={1: b"en"})
    assert sidelager.hent("sagene", SUM, 1) is None
    assert sidelager.antall("sagene", SUM) is None


@pytest.mark.parametrize(("kode", "sjekksum"), [("../frogner", SUM), ("frogner", "../../etc/passwd"), ("", SUM)])
def test_et_navn_som_leder_ut_av_mappen_gir_ingenting_og_skriver_ingenting(tmp_path, kode, sjekksum):
    sidelager.legg(kode, sjekksum, antall=1, sider={1: b"x"})
    assert sidelager.hent(kode, sjekksum, 1) is None
    assert list(tmp_path.rglob("*")) == []


def test_en_mappe_som_ikke_kan_skrives_stanser_ikke_noen(tmp_path):
    (tmp_path / "forhaandsvisning").write_text("en fil i veien")
    sidelager.legg("frogner", SUM, antall=1, sider={1: b"x"})
    assert sidelager.hent("frogner", SUM, 1) is None
    assert sidelager.rydd() == 0


def test_det_som_er_gammelt_fjernes_og_resten_staar():
    sidelager.legg("frogner", SUM, antall=1, sider={1: b"gammel"})
    sidelager.legg("frogner", EN_ANNEN, antall=None, sider={1: b"ny"})
    _gjoer_eldre(sidelager.LEVETID + 60, SUM)
    assert sidelager.rydd() == 2
    assert sidelager.hent("frogner", SUM, 1) is None
    assert sidelager.hent("frogner", EN_ANNEN, 1) == b"ny"


def test_er_det_for_mye_fjernes_det_eldste_foerst_til_det_er_plass(monkeypatch):
    sidelager.legg("frogner", SUM, sider={1: b"x" * 60})
    sidelager.legg("sagene", EN_ANNEN, sider={1: b"y" * 60})
    _gjoer_eldre(60, SUM)
    monkeypatch.setattr(sidelager, "MAKS_BYTES", 100)
    assert sidelager.rydd() == 1
    assert sidelager.hent("frogner", SUM, 1) is None
    assert sidelager.hent("sagene", EN_ANNEN, 1) is not None
