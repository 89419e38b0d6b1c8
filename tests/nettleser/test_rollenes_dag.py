"""The day of each role in a real browser: what the console says, what moves by itself and a lost focus are all faults.

By the keys where that is the point, on a phone where people read and approve, and the main way once without JavaScript.
"""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Response, expect

from bysak.arkivstruktur.models import Journalpost
from bysak.journal.tests.verden import ny_post, ny_sak, vurdert
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tests.filer import docx
from bysak.mottak.tests.brev import brev, motta_og_les
from bysak.saksbehandling.flyt import send_paa_flyt
from bysak.saksbehandling.fordeling import fordel
from bysak.web.tests.test_jobber import gitt_opp
from tests.nettleser.anlegg import PASSORD, Anlegg, logg_inn, nytt_vindu, velg
from tests.nettleser.dommer import MOBIL, konsollfeil
from tests.papir import pdf
from tests.saker import et_brev
from tests.verden import bruker, som

pytestmark = [pytest.mark.nettleser, pytest.mark.treg]

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
# Says as an error what moved although nobody had just touched anything, and that a swap left the focus nowhere.
# From when the fonts are in place: until then it is the page's own coming, which `ytelse` measures.
VAKT = """(() => {
  const hva = (n) => (n?.nodeType === 1 ? n : n?.parentElement)?.outerHTML.slice(0, 120) ?? "";
  let ro = Infinity;
  addEventListener("load", () => document.fonts.ready.then(() => { ro = performance.now() + 100; }));
  const si = (s) => console.error(`flyttet seg ${s.value}: ${hva(s.sources[0]?.node)}`);
  new PerformanceObserver((liste) => {
    for (const skift of liste.getEntries()) if (!skift.hadRecentInput && skift.startTime > ro) si(skift);
  }).observe({type: "layout-shift"});
  let hadde = false;
  document.addEventListener("htmx:beforeSwap", () => { hadde = document.activeElement !== document.body; });
  document.addEventListener("htmx:afterSettle", () => setTimeout(() => {
    if (hadde && document.activeElement === document.body) console.error("mistet fokus");
  }));
})()"""
Inne = Callable[..., Page]


@pytest.fixture(scope="module")
def innlogget(nettleser: Browser, anlegg: Anlegg) -> Callable[[str], Any]:
    """What the browser remembers of each person who has logged in once."""
    husket: dict[str, Any] = {}

    def hent(navn: str) -> Any:
        if navn not in husket:
            vindu = nytt_vindu(nettleser, anlegg.arbeidsflate)
            logg_inn(vindu, navn)
            husket[navn] = vindu.storage_state()
            vindu.close()
        return husket[navn]

    return hent


@pytest.fixture
def inne(nettleser: Browser, anlegg: Anlegg, innlogget: Callable[[str], Any]) -> Iterator[Inne]:
    """A page for a person, guarded to the end of the test: `inne("kari", "/mottak")`."""
    vinduer: list[tuple[BrowserContext, list[str]]] = []

    def aapne(navn: str, sti: str, **valg: Any) -> Page:
        vindu = nytt_vindu(nettleser, anlegg.arbeidsflate, storage_state=innlogget(navn), **valg)
        vindu.add_init_script(VAKT)
        side = vindu.new_page()
        feil = konsollfeil(side)
        side.on("response", lambda svar: feil.extend(_av_tjeneren(svar)))
        vinduer.append((vindu, feil))
        side.goto(sti)
        return side

    yield aapne
    for vindu, _feil in vinduer:
        vindu.close()
    assert [f for _vindu, feil in vinduer for f in feil] == []


def _av_tjeneren(svar: Response) -> list[str]:
    return [f"{svar.status} {svar.url}"] if svar.status >= 500 else []


def et_fordelt_brev(tittel: str, *, til: str = "") -> Journalpost:
    """A letter in the journal, assessed; with a person when `til` is given."""
    with som("kari", "frogner", "registrer") as kari:
        sak = ny_sak(kari, "Det innbyggerne ber om")
        jp = ny_post(sak, kari, tittel)
        if til:
            jp = fordel(jp, enhet=sak.administrativ_enhet, saksbehandler=bruker(til), av=kari)
    vurdert(jp)
    return jp


def adressen(jp: Journalpost) -> str:
    nummer, _, post = jp.registrerings_id.rpartition("-")
    return f"/saker/frogner/{nummer}/{post}"


def kvittering(side: Page, tekst: str) -> None:
    expect(side.locator("[data-varsel]").last).to_contain_text(tekst)


def tab_til(side: Page, der: str) -> None:
    """Press Tab until the focus is there."""
    for _ in range(60):
        side.keyboard.press("Tab")
        if side.evaluate("der => document.activeElement.matches(der)", der):
            return
    raise AssertionError(der)


def til_raden(side: Page, tekst: str) -> None:
    """Press J until the row with this text has the focus."""
    for _ in range(40):
        side.keyboard.press("j")
        if tekst in side.evaluate("document.activeElement.closest('[data-rad]')?.textContent ?? ''"):
            return
    raise AssertionError(tekst)


def test_arkivarens_dag_bare_med_tastene(inne: Inne):
    motta_og_les(brev("Ny port på lekeplassen", vedlegg=(("kart.pdf", "application/pdf", pdf(["Kart"])),)))
    side = inne("kari", "/mottak")
    taster = side.keyboard
    taster.press("t")
    side.wait_for_url("**/registrer")
    taster.press("Alt+n")
    expect(side.locator("#f-sak_klasse")).to_be_focused()
    taster.type("200")
    tab_til(side, "#f-tittel")
    taster.press("Control+a")
    taster.type("Ønske om port på lekeplassen")
    tab_til(side, "#f-enhet")
    taster.type("Oppvekst")
    tab_til(side, "#f-saksbehandler")
    taster.type("Ola")
    expect(side.get_by_text("Klar til journalføring.")).to_be_visible()
    taster.press("Control+Enter")
    kvittering(side, "fordelt til Ola Myrstad")
    with som("ola", "frogner", "registrer") as ola:
        et_brev(ny_sak(ola, "Merking av gangvei"), ola, type="U", tittel="Svar om merking av gangvei")
    taster.press("g")
    taster.press("k")
    side.wait_for_url("**/kvalitetssikring")
    til_raden(side, "Svar om merking")
    expect(side.locator("#panel")).to_contain_text("Klar for journalen")
    taster.press("Control+Enter")
    kvittering(side, "er journalført")
    vurdert(_posten("Ønske om port på lekeplassen"))
    side.goto(f"/journal/frogner/{i_dag()}")
    taster.press("Control+Enter")
    kvittering(side, "er publisert")


def _posten(tittel: str) -> Journalpost:
    with som("kari", "frogner"):
        return Journalpost.objects.select_related("mappe").get(tittel=tittel)


def test_saksbehandlerens_dag_fra_brev_til_sendt_svar(inne: Inne):
    brevet = et_fordelt_brev("Ønske om benk i parken", til="ola")
    side = inne("ola", "/min")
    taster = side.keyboard
    til_raden(side, brevet.tittel)
    taster.press("Enter")
    side.wait_for_url(f"**{adressen(brevet)}")
    taster.press("r")
    side.wait_for_url("**/svar")
    taster.press("Control+Enter")
    side.wait_for_url(lambda url: not url.endswith("/svar"))
    svaret = side.url
    expect(side.locator("#dokument")).to_contain_text("Vi viser til henvendelsen")
    side.goto(f"{svaret}/flyt")
    velg(side, "1. mottaker", "Nora Vestlid")
    taster.press("Control+Enter")
    kvittering(side, "Sendt på flyt til Nora Vestlid")
    leder_godkjenner_paa_telefonen(inne, brevet.tittel)
    side.goto("/min")
    side.get_by_role("link", name=f"Godkjent: Svar: {brevet.tittel}").click()
    for hva in ("Ferdigstill", "Ekspeder"):
        side.locator(".sakshode").get_by_role("link", name=hva).click()
        side.get_by_role("heading", name=hva).wait_for()
        taster.press("Control+Enter")
        side.wait_for_url(svaret)
    kvittering(side, f"{brevet.registrerings_id} er besvart")
    expect(side.locator(".kjede")).to_contain_text("Besvart med brev")
    for tast in ("/", "Control+k"):
        side.goto("/min")
        taster.press(tast)
        expect(side.locator("#palettsok")).to_be_focused()
        taster.type("benk park")
        expect(side.locator("#palett-liste")).to_contain_text(brevet.tittel)
        taster.press("Enter")
        side.wait_for_url("**/saker/frogner/**")


def leder_godkjenner_paa_telefonen(inne: Inne, tittel: str) -> None:
    side = inne("nora", "/min", viewport=MOBIL)
    side.get_by_role("link", name=f"Godkjenn eller kommenter: Svar: {tittel}").click()
    expect(side.locator("#dokument")).to_contain_text("Vi viser til henvendelsen")
    side.get_by_role("link", name="Svar på flyt", exact=True).first.click()
    side.get_by_label("Svaret ditt").select_option(label="Godkjent")
    side.get_by_role("button", name="Gi svaret").click()
    kvittering(side, "Svaret er gitt: godkjent")


def test_saksbehandleren_leser_og_soeker_paa_telefonen(inne: Inne):
    brevet = et_fordelt_brev("Ønske om sykkelstativ", til="ola")
    side = inne("ola", "/min", viewport=MOBIL)
    side.get_by_role("link", name=brevet.tittel).first.click()
    expect(side.get_by_role("heading", level=1)).to_have_text(brevet.tittel)
    side.get_by_role("combobox", name="Søk").or_(side.locator(".topp__sok")).first.click()
    side.locator("#palettsok").fill("sykkelstativ")
    side.locator("#palett-liste").get_by_text(brevet.tittel).click()
    side.wait_for_url(f"**{adressen(brevet)}")


def test_lederen_fordeler_svarer_paa_flyt_og_melder_fravaer(inne: Inne):
    brevet = et_fordelt_brev("Spørsmål om skøytebane")
    with som("ola", "frogner", "flyt") as ola:
        jp = et_brev(ny_sak(ola, "Ballbinge"), ola, type="U", tittel="Svar om ballbinge")
        send_paa_flyt(jp, mottakere=[bruker("nora")], av=ola)
    side = inne("nora", "/fordeling")
    taster = side.keyboard
    til_raden(side, brevet.tittel)
    tab_til(side, "select")
    taster.type("Ola")
    tab_til(side, "button")
    taster.press("Enter")
    kvittering(side, f"{brevet.registrerings_id} er fordelt til Ola Myrstad")
    side.goto("/min")
    side.get_by_role("link", name="Svar på flyt: Svar om ballbinge").click()
    side.get_by_label("Svaret ditt").select_option(label="Ikke godkjent")
    side.get_by_label("Hva må endres?").fill("Skriv når den blir bygd.")
    taster.press("Control+Enter")
    kvittering(side, "Svaret er gitt: ikke godkjent")
    expect(side.get_by_text("Skriv når den blir bygd.").first).to_be_visible()
    side.goto("/restanser")
    expect(side.get_by_role("link", name=brevet.tittel)).to_be_visible()
    side.goto("/forvaltning/frogner/meg")
    taster.press("n")
    side.wait_for_url("**/fravaer")
    side.get_by_label("Fra og med").fill(f"{i_dag()}")
    side.get_by_label("Til og med").fill(f"{i_dag()}")
    velg(side, "Stedfortreder", "Ingvild")
    taster.press("Control+Enter")
    kvittering(side, "Fraværet til Nora Vestlid er registrert")


def test_systemforvalteren_tar_imot_en_ny_og_proever_en_jobb_igjen(inne: Inne):
    gitt_opp("frogner")
    side = inne("siv", "/forvaltning/frogner/folk")
    side.keyboard.press("n")
    side.wait_for_url("**/folk/ny")
    side.get_by_label("Navn", exact=False).first.fill("Astrid Hellemo")
    side.get_by_label("Brukernavn").fill("astrid")
    side.get_by_label("Første passord").fill("gran-furu-bjørk-17")
    side.get_by_label("Rolle").select_option(label="Saksbehandler")
    side.get_by_label("Passordet ditt").fill(PASSORD)
    side.keyboard.press("Control+Enter")
    kvittering(side, "Astrid Hellemo er lagt til")
    side.get_by_role("link", name="Astrid Hellemo").first.click()
    side.get_by_role("link", name="Ny rolle").click()
    side.get_by_label("Rolle").select_option(label="Arkivansvarlig")
    side.keyboard.press("Control+Enter")
    expect(side.get_by_role("rowheader", name="Arkivansvarlig")).to_be_visible()
    side.goto("/forvaltning/frogner/maler/brev")
    hilsen = docx("Frogner hilser {{ tittel }}")
    side.get_by_label("Word-fil").set_input_files({"name": "brev.docx", "mimeType": WORD, "buffer": hilsen})
    side.keyboard.press("Control+Enter")
    side.wait_for_url("**/maler**")
    expect(side.get_by_role("row", name="Ny versjon av Brev")).to_contain_text("nr. 1")
    side.goto("/jobber")
    side.get_by_role("button", name="Prøv igjen:").first.click()
    kvittering(side, "igjen")


def test_den_arkivansvarlige_ser_hva_byarkivet_gjoer_og_hvordan_det_gaar(inne: Inne):
    et_fordelt_brev("Spørsmål om brøyting", til="ola")
    side = inne("maja", "/virksomhet/frogner/handlinger")
    side.get_by_label("Hvem har handlet").select_option(index=1)
    side.get_by_role("button", name="Vis").click()
    expect(side.locator("tbody tr").first).to_contain_text("Byarkivet for bydelen")
    side.get_by_text("Last ned").first.click()
    with side.expect_download() as hentet:
        side.get_by_role("link", name="CSV").click()
    assert "Kari Tveitmo" in hentet.value.path().read_text("utf-8-sig")
    side.get_by_role("link", name="Hvem kan gjøre hva").click()
    expect(side.get_by_role("row", name="Kari Tveitmo")).to_contain_text("Arkivar")
    side.goto("/tjenesteniva")
    expect(side.get_by_role("heading", name="Tjenestenivå")).to_be_visible()


def test_hovedveien_uten_javascript(inne: Inne):
    motta_og_les(brev("Lys i undergangen"))
    uten: dict[str, Any] = {"java_script_enabled": False}
    kari = inne("kari", "/mottak", **uten)
    kari.get_by_role("link", name="Lys i undergangen").first.click()
    kari.get_by_role("button", name="Registrer").click()
    kari.get_by_role("radio", name="Ny sak").check(force=True)
    kari.get_by_label("Tittel på saken").fill("Lys")
    velg(kari, "Klasse", "200")
    kari.locator("#f-tittel").fill("Ønske om lys i undergangen")
    velg(kari, "Enhet", "Oppvekst")
    velg(kari, "Saksbehandler", "Ola Myrstad")
    kari.get_by_role("button", name="Journalfør og fordel").click(force=True)
    kvittering(kari, "fordelt til Ola Myrstad")
    ola = inne("ola", "/min", **uten)
    ola.get_by_role("link", name="Ønske om lys i undergangen").first.click()
    ola.get_by_role("link", name="Skriv svar").click()
    ola.get_by_role("button", name="Lag brevet").click()
    svaret = ola.url
    ola.goto(f"{svaret}/flyt")
    velg(ola, "1. mottaker", "Nora Vestlid")
    ola.get_by_role("button", name="Send på flyt").click()
    nora = inne("nora", "/min", **uten)
    nora.get_by_role("link", name="Svar på flyt: Svar: Ønske om lys i undergangen").click()
    nora.get_by_label("Svaret ditt").select_option(label="Godkjent")
    nora.get_by_role("button", name="Gi svaret").click()
    kvittering(nora, "godkjent")
    ola.goto("/sok")
    ola.get_by_label("Ord eller nummer").fill("undergangen")
    ola.get_by_role("button", name="Søk", exact=True).last.click()
    expect(ola.get_by_role("link", name="Svar: Ønske om lys i undergangen")).to_be_visible()
