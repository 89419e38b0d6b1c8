"""Every page can be used by everybody: judged by axe, at four widths, with the Tab key and in forced colours."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.nettleser.anlegg import Anlegg, logg_inn, nytt_vindu
from tests.nettleser.dommer import Dommer, vindu_med_dommer
from tests.nettleser.sider import Objekter, adressene, lag_objekter, slag

pytestmark = [pytest.mark.nettleser, pytest.mark.treg]

ARBEIDSFLATE, OFFENTLIG = "bysak.web.urls", "bysak.offentlig.urls"
# What a role sees differently on a page that another role has been judged on.
SES_ULIKT = {"min", "journalpost", "fordeling", "bevaring", "uttrekk"}
ROLLER = ("kari", "ola", "nora", "siv")


@pytest.fixture(scope="module")
def objekter(anlegg: Anlegg) -> Objekter:
    return lag_objekter()


@pytest.fixture(scope="module")
def sider(nettleser: Browser, anlegg: Anlegg, objekter: Objekter) -> dict[str, tuple[Page, list[str]]]:
    """Each role logged in, with the pages to judge: those no role before it has seen, and those it sees differently."""
    alle = adressene(ARBEIDSFLATE, objekter)
    ukjent, per_rolle = dict(alle), dict[str, tuple[Page, list[str]]]()
    for rolle in ROLLER:
        side = logg_inn(vindu_med_dommer(nettleser, anlegg.arbeidsflate), rolle)
        side.goto("about:blank")  # where nothing asks for news while it waits for its turn
        mulige = [navn for navn in alle if navn in ukjent or navn in SES_ULIKT]
        funnet = {navn: slag(side.request, alle[navn]) for navn in mulige}
        per_rolle[rolle] = side, [alle[navn] for navn, hva in funnet.items() if hva == "side"]
        ukjent = {navn: adresse for navn, adresse in ukjent.items() if funnet[navn] == "stengt"}
    assert ukjent == {}, "ingen av rollene slipper inn her"
    return per_rolle


@pytest.fixture(scope="module")
def kjente() -> set[str]:
    """The parts of pages that one role has been judged on are the same for the next."""
    return set()


# Every page of a role, at several widths: the more acts, the longer.
@pytest.mark.timeout(600)
@pytest.mark.parametrize("rolle", ROLLER)
def test_hver_side_i_arbeidsflaten_kan_brukes_av_alle(sider, kjente: set[str], rolle: str):
    side, adresser = sider[rolle]
    dommer = Dommer(side, kjente)
    feil = [f for adresse in adresser for f in dommer.doem(adresse)]
    side.context.close()
    assert feil == [], "\n".join(feil)


def test_hver_side_for_publikum_kan_brukes_av_alle(nettleser: Browser, anlegg: Anlegg, objekter: Objekter):
    vindu = vindu_med_dommer(nettleser, anlegg.offentlig)
    side = vindu.new_page()
    dommer, adresser = Dommer(side), adressene(OFFENTLIG, objekter).values()
    alle = [*(a for a in adresser if slag(side.request, a) == "side"), "/?q=gatebruksplan", "/?q=finnesikke"]
    feil = [f for adresse in alle for f in dommer.doem(adresse)]
    vindu.close()
    assert feil == [], "\n".join(feil)


def test_sidene_med_feil_og_oversikter_aapne_kan_ogsaa_brukes(nettleser: Browser, anlegg: Anlegg, objekter: Objekter):
    vindu = vindu_med_dommer(nettleser, anlegg.arbeidsflate)
    side = vindu.new_page()
    dommer = Dommer(side)
    feil = dommer.doem("/logg-inn")
    dommer.side = logg_inn(vindu, "kari")
    adresser = adressene(ARBEIDSFLATE, objekter)
    for hva in (_tomt_skjema, _ikke_journalpliktig, _tastene):
        dommer.feil.clear()
        hva(dommer.side, adresser)
        dommer.axe(hva.__name__)
        feil += dommer.feil
    feil += [f for f in dommer.doem("/finnes-ikke") if "404" not in f]
    vindu.close()
    assert feil == [], "\n".join(feil)


def _tomt_skjema(side: Page, adresser: dict[str, str]) -> None:
    side.goto(adresser["mottak_registrer"])
    side.get_by_role("textbox", name="Dokumentets dato").fill("31.31.2026")
    side.locator("#f-tittel").fill("")
    side.keyboard.press("Control+Enter")
    expect(side.locator(".felt--feil").first).to_be_visible()


def _ikke_journalpliktig(side: Page, adresser: dict[str, str]) -> None:
    side.goto(adresser["mottak_innkomst"])
    side.keyboard.press("i")
    expect(side.locator(".utveier [name=grunnkode]").first).to_be_focused()


def _tastene(side: Page, adresser: dict[str, str]) -> None:
    side.goto(adresser["saker"])
    side.keyboard.press("?")
    expect(side.locator("#taster")).to_be_visible()


@pytest.mark.parametrize("navn", ["mottak", "mottak_registrer", "journalpost"])
def test_tvungne_farger_og_ro_gir_synlig_fokus_og_ingen_bevegelse(
    nettleser: Browser, anlegg: Anlegg, objekter: Objekter, navn: str
):
    vindu = nytt_vindu(nettleser, anlegg.arbeidsflate, forced_colors="active", reduced_motion="reduce")
    side = logg_inn(vindu, "kari")
    side.goto(adressene(ARBEIDSFLATE, objekter)[navn])
    side.keyboard.press("Tab")
    ramme: Callable[[], str] = lambda: side.evaluate(  # noqa: E731
        "() => getComputedStyle(document.activeElement).outlineStyle"
    )
    assert ramme() != "none"
    varighet = "() => Math.max(...document.getAnimations().map((a) => a.effect.getComputedTiming().activeDuration), 0)"
    assert side.evaluate(varighet) <= 10
    merkede = side.locator("[aria-current]:visible")
    assert merkede.count() > 0
    for nr in range(min(merkede.count(), 4)):
        assert merkede.nth(nr).evaluate(SKILLER_SEG_UT), merkede.nth(nr).inner_text()
    vindu.close()


# The chosen one looks unlike its neighbour, without the colours that forced colours take away.
SKILLER_SEG_UT = """(el) => {
  const nabo = [...el.parentElement.children].find((n) => n !== el && n.tagName === el.tagName) ??
    el.closest("li")?.parentElement.querySelector("a:not([aria-current])");
  if (!nabo) return true;
  const felt = ["outlineStyle", "outlineWidth", "borderLeftWidth", "borderBottomWidth", "fontWeight", "backgroundColor",
    "color", "boxShadow", "borderBottomColor", "borderLeftColor", "forcedColorAdjust", "textDecorationLine"];
  const stil = (e) => [e, ...e.querySelectorAll("td, span")].slice(0, 3).map((x) => { const s = getComputedStyle(x);
    const for_ = getComputedStyle(x, "::before"); return felt.map((f) => s[f] + for_[f]).join(); }).join();
  return stil(el) !== stil(nabo);
}"""
