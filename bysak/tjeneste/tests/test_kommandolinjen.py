"""A new bydel and its people from the command line: a refusal is a sentence in Norwegian, and nothing is made."""

import argparse
import io

import pytest

from bysak.kjerne.hinder import Hindret
from bysak.kommandoer import opprett_bruker, opprett_virksomhet
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling, Virksomhet

pytestmark = pytest.mark.django_db


def _bruker(monkeypatch: pytest.MonkeyPatch, passord: str = "et-langt-passord-1", **valg: object) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{passord}\n"))
    alt = {"brukernavn": "per.ny", "navn": "Per Ny", "rolle": "saksbehandler", "epost": "", "virksomhet": ["frogner"]}
    return opprett_bruker.utfoer(argparse.Namespace(**alt | valg))


@pytest.mark.krav("4.1.7")
def test_et_kort_passord_avvises_paa_norsk(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Hindret, match=r"^Passordet er for kort. Det må ha minst 10 tegn.$"):
        _bruker(monkeypatch, passord="kort1.")
    assert not Bruker.objects.filter(brukernavn="per.ny").exists()


@pytest.mark.parametrize("rolle", ["sjef", "prosess", ""])
def test_en_ukjent_rolle_avvises_med_listen_over_dem_som_finnes(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], rolle: str
) -> None:
    assert _bruker(monkeypatch, rolle=rolle) == 1
    assert "Velg en av disse: arkivar, " in capsys.readouterr().err


def test_rollene_paa_kommandolinjen_er_alle_som_et_menneske_kan_ha() -> None:
    assert {*opprett_bruker.ROLLER, Rolle.PROSESS, Rolle.MODUL} == set(Rolle.values)


def test_samme_virksomhet_to_ganger_gir_en_rolle(monkeypatch: pytest.MonkeyPatch) -> None:
    assert _bruker(monkeypatch, virksomhet=["frogner", "frogner"]) == 0
    assert Rolletildeling.objects.filter(bruker__brukernavn="per.ny").count() == 1


def test_et_for_langt_navn_eller_nummer_paa_en_bydel_sies_med_ord(capsys: pytest.CaptureFixture[str]) -> None:
    valg = {"kode": "marka", "epost": [], "telefon": ""}
    with pytest.raises(Hindret, match="Kort det ned til 120 tegn"):
        opprett_virksomhet.utfoer(argparse.Namespace(**valg, navn="a" * 121))
    assert opprett_virksomhet.utfoer(argparse.Namespace(**valg | {"telefon": "1" * 21}, navn="Marka")) == 1
    assert "Telefonnummeret er for langt." in capsys.readouterr().err
    assert not Virksomhet.objects.filter(kode="marka").exists()
