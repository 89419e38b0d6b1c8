"""The queue and the registration in a real browser: what comes in shows by itself, and keys go all the way."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect

from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from tests.verden import bruker, som

pytestmark = [pytest.mark.nettleser, pytest.mark.django_db]


# Every key that goes down is counted, also Ctrl and Alt, over all the pages of a journey.
TELLER = """addEventListener("keydown", (e) => {
  if (!e.repeat) sessionStorage.tastetrykk = Number(sessionStorage.tastetrykk ?? 0) + 1;
}, true)"""


def _kake(hvem: str) -> str:
    klient = Client()
    klient.force_login(bruker(hvem))
    return str(klient.cookies[settings.SESSION_COOKIE_NAME].value)


@pytest.fixture
def side(nettleser: Browser, levende_server: str) -> Iterator[Page]:
    with _vindu(nettleser, levende_server, "kari") as ark:
        yield ark


@pytest.fixture
def annen_side(nettleser: Browser, levende_server: str) -> Iterator[Page]:
    with _vindu(nettleser, levende_server, "marius") as ark:
        yield ark


@contextmanager
def _vindu(nettleser: Browser, levende_server: str, hvem: str) -> Iterator[Page]:
    kontekst = nettleser.new_context(base_url=levende_server, viewport={"width": 1440, "height": 900}, locale="nb-NO")
    kontekst.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": _kake(hvem), "url": levende_server}])
    kontekst.add_init_script(TELLER)
    ark = kontekst.new_page()
    feil: list[str] = []
    ark.on("pageerror", lambda f: feil.append(str(f)))
    ark.on("console", lambda m: feil.append(m.text) if "Content Security Policy" in m.text else None)
    yield ark
    kontekst.close()
    assert feil == []


def test_en_ny_melding_dukker_opp_av_seg_selv_innen_to_sekunder(side: Page):
    side.goto("/mottak")
    expect(side.get_by_text("Alt er registrert")).to_be_visible()
    motta_og_les(brev("Kommer mens siden står åpen"))
    expect(side.locator("#liste").get_by_text("Kommer mens siden står åpen")).to_be_visible(timeout=2000)


def test_radene_flytter_seg_ikke_under_pekeren(side: Page):
    motta_og_les(brev("Gammel"))
    side.goto("/mottak")
    side.locator("[data-rad]").first.hover()
    motta_og_les(brev("Ny"))
    expect(side.locator("[data-nye]")).to_have_text("1 ny", timeout=4000)
    expect(side.locator("[data-rad]")).to_have_count(1)
    side.mouse.move(2, 2)
    expect(side.locator("[data-rad]")).to_have_count(2, timeout=4000)


def test_j_flytter_og_viser_meldingen_ved_siden_av(side: Page):
    for nr in ("første", "andre"):
        motta_og_les(brev(f"Den {nr}", f"Teksten i den {nr}"))
    side.goto("/mottak")
    side.keyboard.press("j")
    side.keyboard.press("j")
    expect(side.locator("#forhand h2")).to_have_text("Den andre")
    expect(side.locator("#forhand")).to_contain_text("Teksten i den andre")


def _sak_i_frogner() -> tuple[str, str]:
    with som("kari", "frogner"):
        sak = Saksmappe.objects.filter(avsluttet_dato=None).order_by("-opprettet_dato").first()
        assert sak
        return sak.mappe_id, sak.tittel


def _journalpost(rad: Innkomst) -> Journalpost:
    pk = rad_naa(rad).registrering_id
    assert pk
    with som("kari", "frogner"):
        return Journalpost.objects.select_related("mappe").get(pk=pk)


def test_to_tastetrykk_naar_forslaget_er_riktig(side: Page):
    nummer, _tittel = _sak_i_frogner()
    rad = motta_og_les(brev(f"Innspill til sak {nummer}"))
    side.goto("/mottak")
    side.keyboard.press("t")
    expect(side.get_by_text("Klar til journalføring.")).to_be_visible()
    side.keyboard.press("Control+Enter")
    expect(side.locator("[data-varsel]")).to_contain_text(f"Journalført som {nummer}-")
    assert _journalpost(rad).mappe.mappe_id == nummer


def test_saken_soekes_fram_og_velges_uten_mus(side: Page):
    nummer, tittel = _sak_i_frogner()
    rad = motta_og_les(brev("Uten saksnummer"))
    side.goto("/mottak")
    side.keyboard.press("t")
    expect(side.locator("#f-sak")).to_be_focused()
    side.keyboard.type(nummer, delay=20)
    expect(side.locator("#saksrader label")).to_have_count(1)
    expect(side.locator("#saksrader")).to_contain_text(tittel)
    side.keyboard.press("Enter")
    expect(side.get_by_text("Klar til journalføring.")).to_be_visible()
    side.keyboard.press("Control+Enter")
    expect(side.locator("[data-varsel]")).to_contain_text(f"Journalført som {nummer}-")
    assert _journalpost(rad).mappe.tittel == tittel


def _reise(side: Page, *taster: str) -> int:
    """From «ta neste» to the receipt by keys alone; says how many went down. What begins with = is typed."""
    side.goto("/mottak")
    side.evaluate("sessionStorage.tastetrykk = 0")
    side.keyboard.press("t")
    expect(side.locator("#registrer")).to_be_visible()
    side.wait_for_load_state()
    for tast in taster:
        if tast.startswith("="):
            side.keyboard.type(tast[1:])
        else:
            side.keyboard.press(tast)
    expect(side.get_by_text("Klar til journalføring.")).to_be_visible()
    side.keyboard.press("Control+Enter")
    expect(side.locator("[data-varsel]")).to_contain_text("Journalført som")
    return int(side.evaluate("sessionStorage.tastetrykk"))


@pytest.mark.treg
def test_et_vanlig_brev_tar_hoeyst_femten_tastetrykk(side: Page):
    nummer, _tittel = _sak_i_frogner()
    tall: dict[str, int] = {}
    motta_og_les(brev(f"Spørsmål om sak {nummer}", Message_ID="<foerste@lonnfjell.example>"))
    tall["saksnummeret står i emnet"] = _reise(side)
    motta_og_les(brev("Sv: Spørsmål", In_Reply_To="<foerste@lonnfjell.example>"))
    tall["svar i en kjent tråd"] = _reise(side)
    motta_og_les(brev("Noe helt annet", Message_ID="<kjent@lonnfjell.example>"))
    tall["kjent avsender, ny sak"] = _reise(side, "Alt+n", "=300", "Alt+b", "=ol")
    motta_og_les(brev("Hei", f"Gjelder {nummer}.", fra="Idris Nordvang <idris@nordvang.example>"))
    tall["ukjent avsender, foreslått sak"] = _reise(side, "Alt+1")
    motta_og_les(brev("Ny her", fra="Aslaug Fjærestad <aslaug@fjaerestad.example>"))
    tall["ukjent avsender, ny sak"] = _reise(side, "Alt+n", "=300", "Alt+b", "=ol")
    print("\n" + "\n".join(f"{hva:32}{antall:3} tastetrykk" for hva, antall in tall.items()))
    assert max(tall.values()) <= 15, tall


def test_et_forslag_til_saksbehandler_tas_med_ett_tastetrykk(side: Page):
    nummer, _tittel = _sak_i_frogner()
    rad = motta_og_les(brev(f"Om {nummer}"))
    side.goto(f"/mottak/frogner/{rad.pk}/registrer")
    knapp = side.locator("#arvet button[value^='saksbehandler:']").first
    person = side.locator("#f-saksbehandler")
    foreslaatt = person.input_value()
    person.select_option("")
    expect(knapp).to_have_attribute("aria-pressed", "false")
    side.keyboard.press("Alt+7")
    side.keyboard.press("Alt+4")
    expect(person).to_have_value(foreslaatt)
    expect(side.locator("#arvet button[name=godta][aria-pressed=true]")).to_have_count(2)


def test_to_arkivarer_ser_hverandre_og_den_som_gaar_slipper(side: Page, annen_side: Page):
    rad = motta_og_les(brev("Åpen hos Kari"))
    side.goto("/mottak")
    side.keyboard.press("t")
    expect(side.locator("#registrer")).to_be_visible()
    annen_side.goto(f"/mottak/frogner/{rad.pk}/registrer")
    expect(annen_side.get_by_text("Kari Tveitmo har denne åpen.")).to_be_visible()
    side.locator("#f-tittel").fill("Halvskrevet")
    side.keyboard.press("Escape")
    side.keyboard.press("Escape")
    side.wait_for_url("**/mottak?valgt=*")
    expect(annen_side.get_by_text("Kari Tveitmo har denne åpen.")).not_to_be_visible(timeout=8000)
    naa = rad_naa(rad)
    assert (naa.tatt_av_id, naa.kladd["tittel"]) == (bruker("marius").pk, "Halvskrevet")


def test_flere_merkes_og_registreres_sammen_og_nyhetsbrev_legges_bort_med_angring(side: Page):
    for nr in ("første", "andre", "tredje"):
        motta_og_les(brev(f"Den {nr}"))
    side.goto("/mottak")
    rader = side.locator("[data-rad]")
    for tast in ("j", "x", "j", "x", "Shift+I"):
        side.keyboard.press(tast)
    expect(side.locator("[data-varsel]")).to_contain_text("2 er lagt bort")
    expect(rader).to_have_count(1)
    side.keyboard.press("z")
    expect(rader).to_have_count(3)
    side.locator("[data-velgalle]").check()
    side.keyboard.press("s")
    expect(side.get_by_text("Registreres i samme journalpost:")).to_be_visible()
    expect(side.locator("input[name=sammen]")).to_have_count(2)
