"""When something goes wrong in the middle: nothing typed is lost, nothing is done twice, nothing is given away."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bysak.arkivstruktur.models import Journalpost
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import brev, motta_og_les
from tests.nettleser.anlegg import Anlegg, logg_inn, nytt_vindu, velg
from tests.verden import som

pytestmark = [pytest.mark.nettleser, pytest.mark.treg]


@pytest.fixture
def vindu(nettleser: Browser, anlegg: Anlegg) -> Iterator[BrowserContext]:
    nytt = nytt_vindu(nettleser, anlegg.arbeidsflate)
    yield nytt
    nytt.close()


def skjemaet(side: Page, rad: Innkomst) -> None:
    side.goto(f"/mottak/frogner/{rad.pk}/registrer")


def fyll_ut(side: Page, tittel: str) -> None:
    """All that registration asks for, in a new case."""
    side.get_by_role("radio", name="Ny sak").check(force=True)
    side.get_by_label("Tittel på saken").fill("Lekeplasser")
    side.locator("#f-sak_klasse").select_option(index=1)
    side.locator("#f-tittel").fill(tittel)
    velg(side, "Enhet", "Oppvekst")
    velg(side, "Saksbehandler", "Ola Myrstad")
    expect(side.get_by_text("Klar til journalføring.")).to_be_visible()


def antall(tittel: str) -> int:
    with som("kari", "frogner"):
        return Journalpost.objects.filter(tittel=tittel).count()


def test_det_som_er_skrevet_overlever_at_sesjonen_er_utloept(vindu: BrowserContext):
    rad = motta_og_les(brev("Huska er løs"))
    side = logg_inn(vindu, "kari")
    skjemaet(side, rad)
    fyll_ut(side, "Huske på Almelia")
    vindu.clear_cookies()
    side.locator("#f-tittel").fill("Ødelagt huske på Almelia")
    side.keyboard.press("Control+Enter")
    side.get_by_label("Brukernavn").fill("kari")
    side.get_by_label("Passord").fill("bysak-demo")
    side.get_by_role("button", name="Logg inn").click()
    side.wait_for_url("**/registrer")
    expect(side.get_by_text("Dette ble ikke sendt.")).to_be_visible()
    expect(side.locator("#f-tittel")).to_have_value("Ødelagt huske på Almelia")
    expect(side.locator("#f-sak_tittel")).to_have_value("Lekeplasser")
    assert antall("Ødelagt huske på Almelia") == 0


def test_det_som_er_en_annens_og_det_som_ikke_finnes_er_samme_side(vindu: BrowserContext):
    rad = motta_og_les(brev("Bare for Frogner"))
    side = logg_inn(vindu, "lise")
    svar = side.goto(f"/mottak/frogner/{rad.pk}")
    assert svar
    fremmed, status = side.content(), svar.status
    svar = side.goto(f"/mottak/frogner/{uuid4()}")
    assert svar
    assert (svar.status, side.content()) == (status, fremmed)
    assert status == 404
    expect(side.get_by_role("heading", level=1)).to_be_visible()


def test_et_dobbelttrykk_registrerer_en_gang(vindu: BrowserContext):
    rad = motta_og_les(brev("To raske trykk"))
    side = logg_inn(vindu, "kari")
    skjemaet(side, rad)
    fyll_ut(side, "To raske trykk")
    side.get_by_role("button", name="Journalfør og fordel").dblclick(no_wait_after=True)
    side.wait_for_url(re.compile(r"/mottak(\?|$|/frogner/[^/]+$)"))
    assert antall("To raske trykk") == 1


def test_to_arkivarer_i_samme_melding_gir_en_journalpost_og_en_forklaring(nettleser: Browser, anlegg: Anlegg):
    rad = motta_og_les(brev("Begge vil ha den"))
    vinduer = [nytt_vindu(nettleser, anlegg.arbeidsflate) for _ in range(2)]
    kari, marius = (logg_inn(v, navn) for v, navn in zip(vinduer, ("kari", "marius"), strict=True))
    skjemaet(kari, rad)
    fyll_ut(kari, "Karis tittel")
    skjemaet(marius, rad)
    expect(marius.get_by_text("Kari Tveitmo har denne åpen")).to_be_visible()
    kari.get_by_role("button", name="Journalfør og fordel").click()
    expect(kari.locator("[data-varsel]")).to_contain_text("Journalført som")
    marius.locator("#f-tittel").fill("Marius' tittel")
    marius.get_by_role("button", name="Journalfør og fordel").click(force=True)
    expect(marius.locator("#bunn")).to_contain_text("Denne er alt registrert som")
    assert (antall("Karis tittel"), antall("Marius' tittel")) == (1, 0)
    for v in vinduer:
        v.close()


def test_tilbakeknappen_etter_registrering_gir_ikke_en_til(vindu: BrowserContext):
    rad = motta_og_les(brev("Tilbake igjen"))
    side = logg_inn(vindu, "kari")
    skjemaet(side, rad)
    fyll_ut(side, "Tilbake igjen")
    side.keyboard.press("Control+Enter")
    expect(side.locator("[data-varsel]")).to_contain_text("Journalført som")
    side.go_back()
    side.wait_for_load_state()
    if side.locator("#registrer").count():  # the browser kept the page: the server still knows better
        side.keyboard.press("Control+Enter")
    expect(side.locator("main")).to_contain_text("Registrert")
    assert antall("Tilbake igjen") == 1


def test_naar_tjeneren_er_borte_et_oeyeblikk_sies_det_og_ingenting_gaar_tapt(vindu: BrowserContext, anlegg: Anlegg):
    rad = motta_og_les(brev("Mens tjeneren er borte"))
    side = logg_inn(vindu, "kari")
    skjemaet(side, rad)
    anlegg.stopp("arbeidsflate")
    side.locator("#f-tittel").fill("Skrevet uten tjener")
    side.locator("#f-tittel").blur()
    expect(side.locator("#nett")).to_contain_text("Nettet er borte")
    anlegg.start("arbeidsflate")
    side.locator("#f-avsender_navn").fill("Ebba")
    side.locator("#f-avsender_navn").blur()
    expect(side.locator("#nett")).to_be_hidden()
    expect(side.get_by_text("Kladd lagret")).to_be_visible()
    side.reload()
    expect(side.locator("#f-tittel")).to_have_value("Skrevet uten tjener")


def test_det_som_sendes_mens_nettet_er_borte_gaar_av_seg_selv_naar_det_er_tilbake(vindu: BrowserContext):
    side = logg_inn(vindu, "ola")
    side.goto("/meld-fra")
    side.get_by_label("Hva vil du si fra om?").fill("Nettet faller ut.")
    vindu.set_offline(True)
    side.get_by_role("button", name="Send", exact=True).click()
    expect(side.get_by_text("sendes av seg selv når nettet er tilbake")).to_be_visible()
    expect(side.get_by_label("Hva vil du si fra om?")).to_have_value("Nettet faller ut.")
    vindu.set_offline(False)
    expect(side.locator("[data-varsel]")).to_contain_text("Systemforvalteren har fått meldingen")
    side.goto("/meldt-fra")
    expect(side.get_by_text("Nettet faller ut.")).to_have_count(1)


def test_et_hvilket_som_helst_skjema_som_ikke_kom_fram_staar_slik_det_ble_sendt(vindu: BrowserContext):
    side = logg_inn(vindu, "ola")
    side.goto("/min/profil")
    side.get_by_label("E-post", exact=True).fill("ola@post.example")
    vindu.clear_cookies()
    side.get_by_label("E-post", exact=True).press("Enter")
    side.get_by_label("Brukernavn").fill("ola")
    side.get_by_label("Passord").fill("bysak-demo")
    side.get_by_role("button", name="Logg inn").click()
    side.wait_for_url("**/min/profil")
    expect(side.get_by_text("Dette ble ikke sendt.")).to_be_visible()
    expect(side.get_by_label("E-post", exact=True)).to_have_value("ola@post.example")
    side.keyboard.press("Enter")
    expect(side.locator("[data-varsel]")).to_contain_text("Valgene er lagret.")
