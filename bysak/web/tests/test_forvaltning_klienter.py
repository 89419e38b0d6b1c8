"""Clients of the interface on the page of administration: registered, given a key that is shown once, ended."""

import re

import pytest
from django.test import Client

from bysak.organisasjon.models import Integrasjon, Rolle
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from tests.verden import PASSORD, bruker, som

pytestmark = pytest.mark.django_db
HER = "/forvaltning/frogner/moduler"
TOKEN = "/noark5v5/oauth/token"


@pytest.fixture
def siv(client: Client) -> Client:
    client.force_login(bruker("siv"))
    return client


def _felter(**mer: object) -> dict[str, object]:
    grunn = {"navn": "Skoleskyss", "eier": bruker("nora").pk, "fra": "2026-01-01", "forvalterpassord": PASSORD}
    return grunn | {"hemmelig": "on"} | mer


def _klient() -> Integrasjon:
    with som("siv", "frogner"):
        return Integrasjon.objects.get(navn="Skoleskyss")


def _noekkel(side: str) -> str:
    return str(re.findall(r"<code>([\w-]{43})</code>", side)[0])


def _logg_inn(klient: Integrasjon, noekkel: str) -> int:
    felter = {"grant_type": "client_credentials", "client_id": str(klient.pk), "client_secret": noekkel}
    return Client().post(TOKEN, felter).status_code


def test_en_klient_registreres_og_noekkelen_vises_en_gang(siv: Client) -> None:
    with som("siv", "byarkivet") as av:
        modul = opprett_bruker("skyss", "Skyssmodulen", av=av, er_modul=True)
    with som("siv", "frogner") as av:
        tildel_rolle(modul, Rolle.MODUL, av=av)
    assert "Ny klient" in siv.get(HER).content.decode()
    svar = siv.post(f"{HER}/klient", _felter(bruker=modul.pk))
    side = svar.content.decode()
    assert svar.headers["Cache-Control"] == "no-store"
    klient, noekkel = _klient(), _noekkel(side)
    assert str(klient.pk) in side
    assert _logg_inn(klient, noekkel) == 200
    liste = siv.get(HER).content.decode()
    assert "Skyssmodulen" in liste
    assert "Nora Vestlid" in liste
    assert noekkel not in liste
    ny = _noekkel(siv.post(f"{HER}/klient/{klient.pk}/noekkel").content.decode())
    assert (_logg_inn(klient, noekkel), _logg_inn(klient, ny)) == (401, 200)
    assert siv.post(f"{HER}/klient/{klient.pk}/avslutt").status_code == 302
    assert _logg_inn(klient, ny) in (400, 401)
    assert "Avsluttet" in siv.get(HER).content.decode()
    assert siv.post(f"{HER}/klient/{klient.pk}/noekkel").status_code == 409


def test_det_som_mangler_sies_ved_feltet(siv: Client) -> None:
    svar = siv.post(f"{HER}/klient", _felter(returadresser="http://fag.example/tilbake"))
    assert svar.status_code == 409
    assert "må begynne med https://" in svar.content.decode()
    svar = siv.post(f"{HER}/klient", _felter())
    assert "Skriv adressen som folk skal sendes tilbake til." in svar.content.decode()
    svar = siv.post(f"{HER}/klient", _felter(returadresser="https://fag.example/tilbake", hemmelig=""))
    assert svar.status_code == 200
    assert not _klient().noekkelhash
    assert (
        "Det finnes en integrasjon med det navnet"
        in siv.post(f"{HER}/klient", _felter(returadresser="https://fag.example/")).content.decode()
    )


def test_bare_den_som_administrerer_slipper_til(client: Client) -> None:
    client.force_login(bruker("ola"))
    assert client.post(f"{HER}/klient", _felter()).status_code == 403
