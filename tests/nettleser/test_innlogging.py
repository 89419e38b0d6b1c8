"""Logging in at a provider and in two steps, in a browser: what was typed is there when one is back."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bysak.kjerne.kalender import naa
from bysak.organisasjon.rettigheter import still_krav_til_innlogging
from bysak.organisasjon.tests.test_totrinn import kode
from tests.leverandoer import HEMMELIGHET, Leverandoer, en_leverandoer
from tests.nettleser.anlegg import Anlegg, nytt_vindu
from tests.nettleser.dommer import Dommer, vindu_med_dommer
from tests.verden import PASSORD, som, virksomhet

pytestmark = [pytest.mark.nettleser, pytest.mark.treg]


@pytest.fixture(scope="module")
def anlegg(modulens_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Anlegg]:
    """The workspace with a provider of logins beside name and password."""
    den, mappe = Anlegg(modulens_database), tmp_path_factory.mktemp("innlogging")
    with en_leverandoer("bysak", f"{den.arbeidsflate}/logg-inn/entra/svar") as hos:
        _oppsettet(mappe, hos)
        hos.hvem = {"sub": "a1", "preferred_username": "ola"}
        den.miljoe |= {"BYSAK_INNLOGGING": str(mappe / "inn.toml"), "BYSAK_ADRESSE": den.arbeidsflate}
        try:
            den.start("arbeidsflate")
            yield den
        finally:
            den.stopp()


def _oppsettet(mappe: Path, hos: Leverandoer) -> None:
    (mappe / "hemmelighet").write_text(HEMMELIGHET)
    (mappe / "inn.toml").write_text(
        f'[[leverandoer]]\nkode = "entra"\nnavn = "jobbkonto"\nutsteder = "{hos.navn}"\nklient_id = "bysak"\n'
        'hemmelighet_fil = "hemmelighet"\ngruppefelt = "groups"\n'
    )


@pytest.fixture
def vindu(nettleser: Browser, anlegg: Anlegg) -> Iterator[BrowserContext]:
    nytt = nytt_vindu(nettleser, anlegg.arbeidsflate)
    yield nytt
    nytt.close()


def skriv_uten_sesjon(side: Page) -> None:
    """Fill in a form and send it after the session has ended: the login comes instead."""
    side.goto("/min/profil")
    side.get_by_label("E-post", exact=True).fill("ola@post.example")
    side.context.clear_cookies()
    side.get_by_label("E-post", exact=True).press("Enter")


def staar_der(side: Page) -> None:
    side.wait_for_url("**/min/profil")
    expect(side.get_by_text("Dette ble ikke sendt.")).to_be_visible()
    expect(side.get_by_label("E-post", exact=True)).to_have_value("ola@post.example")


def navn_og_passord(side: Page, navn: str) -> None:
    side.get_by_text("Logg inn med brukernavn og passord").click()
    side.get_by_label("Brukernavn").fill(navn)
    side.get_by_label("Passord").fill(PASSORD)
    side.get_by_role("button", name="Logg inn").click()


def lokalt(side: Page, navn: str, adresse: str = "/") -> None:
    side.goto(adresse)
    navn_og_passord(side, navn)


def test_det_som_er_skrevet_staar_der_etter_turen_til_leverandoeren_og_etter_to_trinn(vindu: BrowserContext):
    side = vindu.new_page()
    side.goto("/")
    side.get_by_role("link", name="Logg inn med jobbkonto").click()
    side.wait_for_url(lambda url: "/logg-inn" not in url)
    skriv_uten_sesjon(side)
    side.get_by_role("link", name="Logg inn med jobbkonto").click()
    staar_der(side)
    side.goto("/min/profil/to-trinn")
    vindu.clear_cookies()
    lokalt(side, "ola", "/min/profil/to-trinn")
    side.get_by_text("Kan du ikke skanne?").click()
    hemmelig = side.locator("code.hemmelig").inner_text().replace(" ", "")
    side.get_by_label("Kode fra appen").fill(kode(hemmelig, naa()))
    side.get_by_label("Passordet ditt").fill(PASSORD)
    side.keyboard.press("Control+Enter")
    papir = side.locator(".papirkoder code").first.inner_text()
    skriv_uten_sesjon(side)
    navn_og_passord(side, "ola")
    side.get_by_role("link", name="Bruk en gjenopprettingskode").click()
    side.get_by_label("Gjenopprettingskode").fill(papir)
    side.keyboard.press("Enter")
    staar_der(side)
    assert papir not in side.evaluate("JSON.stringify(localStorage)")


def test_sidene_paa_vei_inn_kan_brukes_av_alle(nettleser: Browser, anlegg: Anlegg):
    """Nobody who is logged in meets them, so the round of all pages does not either."""
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("sagene"), totrinn=["saksbehandler"], av=siv)
    vindu = vindu_med_dommer(nettleser, anlegg.arbeidsflate)
    side = vindu.new_page()
    lokalt(side, "lise")
    side.wait_for_url("**/oppsett*")
    dommer = Dommer(side)
    dommer.axe("oppsett")
    dommer.moerkt()
    side.get_by_text("Kan du ikke skanne?").click()
    hemmelig = side.locator("code.hemmelig").inner_text().replace(" ", "")
    side.get_by_label("Kode fra appen").fill(kode(hemmelig, naa()))
    side.keyboard.press("Enter")
    side.locator(".papirkoder").wait_for()
    dommer.axe("kodene")
    side.get_by_role("link", name="Jeg har tatt vare på kodene").click()
    vindu.clear_cookies()
    lokalt(side, "lise")
    dommer.axe("koden")
    dommer.moerkt()
    assert not dommer.feil
    vindu.close()
