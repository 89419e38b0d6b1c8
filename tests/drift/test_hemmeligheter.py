import stat
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne.hemmeligheter import TRENGER, hemmelighet, lukk, lukk_opp
from bysak.kjerne.prosesser import barnets_miljoe

LES = "from bysak.kjerne.hemmeligheter import hemmelighet; print(hemmelighet('segl'))"


def test_en_hemmelighet_lages_en_gang_selv_om_mange_spoer_samtidig(data):
    spoerrere = [subprocess.Popen([sys.executable, "-c", LES], stdout=subprocess.PIPE, text=True) for _ in range(5)]
    assert {s.communicate()[0].strip() for s in spoerrere} == {hemmelighet("segl")}
    assert len(hemmelighet("segl")) > 40


def test_hemmelighetene_kan_bare_leses_av_den_som_kjoerer_bysak(data):
    hemmelighet("app")
    assert stat.S_IMODE((data / "hemmeligheter.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


def test_driften_kan_gi_en_hemmelighet_selv(data, monkeypatch):
    monkeypatch.setenv("BYSAK_HEMMELIG_APP", "fra et hvelv")
    assert hemmelighet("app") == "fra et hvelv"
    assert not (data / "hemmeligheter.json").exists()


def test_den_offentlige_prosessen_leser_aldri_filen(data, monkeypatch):
    hemmelighet("app")
    monkeypatch.setenv("BYSAK_PROSESS", "offentlig")
    with pytest.raises(ImproperlyConfigured, match="BYSAK_HEMMELIG_APP"):
        hemmelighet("app")


def test_en_oedelagt_fil_overskrives_ikke(data):
    hemmelighet("app")
    (data / "hemmeligheter.json").write_text("{")
    with pytest.raises(ImproperlyConfigured, match="sikkerhetskopien"):
        hemmelighet("app")
    assert (data / "hemmeligheter.json").read_text() == "{"


def test_det_som_er_lukket_i_en_tabell_aapnes_bare_med_samme_skrin(monkeypatch: pytest.MonkeyPatch):
    lukket = lukk("hemmelig passord æøå")
    assert "hemmelig" not in lukket
    assert lukk_opp(lukket) == "hemmelig passord æøå"
    monkeypatch.setenv("BYSAK_HEMMELIG_SKRIN", "et annet skrin")
    with pytest.raises(ImproperlyConfigured, match="sikkerhetskopien"):
        lukk_opp(lukket)


def test_passordet_til_utgaaende_epost_er_bare_hos_jobbene(data, monkeypatch):
    monkeypatch.setenv("BYSAK_UTPOST_PASSORD", "til-posten")
    assert {p for p in TRENGER if "til-posten" in str(barnets_miljoe(p))} == {"jobb"}


def test_en_adresse_til_epost_som_ikke_kan_leses_stanser_starten_med_en_setning(data, monkeypatch):
    monkeypatch.setenv("BYSAK_UTPOST", "smtp://bysak:hemmelig@post")
    start = subprocess.run(
        [sys.executable, "-c", "import bysak.settings"], stderr=subprocess.PIPE, text=True, check=False
    )
    assert "BYSAK_UTPOST kan ikke leses. Skriv den som smtp://vert:25" in start.stderr
    assert "bysak:hemmelig" not in start.stderr
