"""The page of the service levels: read by all who administer, changed by the archive service from a later day."""

from datetime import date, datetime, time

import pytest

from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.mottak.models import Bydelsdag, Servicenivaa
from bysak.web.forvaltning.servicenivaa import _som_tekst
from bysak.web.tests.test_forvaltning_folk import BEKREFT
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db
FELLES, HER = "/forvaltning/byarkivet/servicenivaa", "/forvaltning/frogner/servicenivaa"


@pytest.fixture(autouse=True)
def klokka():
    with med_klokke(datetime(2026, 11, 19, 13, 12, tzinfo=OSLO)):
        yield


def _skjema(**endret: str) -> dict[str, str]:
    felt = _som_tekst(Servicenivaa.objects.get())
    return {n: f"{v:%H:%M}" if isinstance(v, time) else str(v or "") for n, v in felt.items()} | BEKREFT | endret


def test_byarkivet_lager_en_ny_versjon_og_den_gamle_staar():
    siv = klient("siv")
    ny = _skjema(gjelder_fra="2026-12-01", slutt="16:00", grunn="Ny avtale", stengte_dager="29.12.2026")
    assert siv.post(f"{FELLES}/nytt", ny).status_code == 302
    gammel, nivaa = Servicenivaa.objects.all()
    assert (nivaa.slutt, nivaa.stengte_dager, nivaa.grunn) == (time(16), ["2026-12-29"], "Ny avtale")
    assert (nivaa.korte_dager, nivaa.ansvar, nivaa.stille) == (gammel.korte_dager, gammel.ansvar, gammel.stille)
    side = tekst(siv.get(HER))
    assert "kommer" in side
    assert "Ny avtale" in side


@pytest.mark.parametrize(
    ("felt", "verdi", "svar"),
    [
        ("gjelder_fra", "2026-11-19", "tidligst fra i morgen"),
        ("skjaering", "17:00", "Skjæringstiden"),
        ("korte_dager", "julaften tolv", "Skriv som i eksempelet"),
        ("stengte_dager", "31.02.2027", "er ikke en dato"),
        ("stille_epost", "tre åtte", "tall over null"),
        ("ansvar_annet", "naboen", "naboen"),
    ],
)
def test_det_som_ikke_gir_mening_sies_ved_feltet(felt: str, verdi: str, svar: str):
    nei = klient("siv").post(f"{FELLES}/nytt", _skjema(gjelder_fra="2026-12-01", grunn="x") | {felt: verdi})
    assert nei.status_code in (409, 422)
    assert svar in tekst(nei)
    assert Servicenivaa.objects.count() == 1


def test_bydelen_ser_nivaaet_og_setter_bare_sine_egne_dager():
    siv = klient("siv")
    assert siv.post(f"{HER}/nytt", _skjema(gjelder_fra="2026-12-01", grunn="x")).status_code == 409
    dag = {"dato": "2026-11-20", "slutt": "", "grunn": "Planleggingsdag"} | BEKREFT
    assert siv.post(f"{HER}/dag", dag).status_code == 302
    assert "Planleggingsdag" in tekst(siv.get(HER))
    with som("siv", "frogner"):
        satt = Bydelsdag.objects.get(dato=date(2026, 11, 20))
    assert siv.post(f"{HER}/regn", {"grunn": "Stengt"} | BEKREFT).status_code == 302
    assert siv.post(f"{HER}/dag/{satt.pk}/fjern", BEKREFT).status_code == 302
    assert klient("kari").get(HER).status_code == 200
    assert klient("kari").post(f"{HER}/dag", dag).status_code == 403
    assert klient("ola").get(HER).status_code == 403
