"""The main journey with everything real: a mail over SMTP, four processes, a browser, and the public's own site.

Three times: with a mouse, without JavaScript, and with the keys only for the archivist's part.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tests.filer import docx
from tests.nettleser.anlegg import Anlegg, anlegg_med, logg_inn, nytt_vindu, velg, vent_til
from tests.nettleser.dommer import konsollfeil
from tests.papir import epost, pdf
from tests.reiser.publikum import alt_publikum_naar, steder_med

pytestmark = [pytest.mark.nettleser, pytest.mark.treg]

TIL = "postmottak@frogner.bysak.example"
UTE = re.compile(r"Bydel Frogner er publisert: \d linjer? er ute")
PERSONLIG = "Offl § 13 jf. fvl § 13 første ledd nr. 1"


@dataclass(frozen=True)
class Reise:
    """One letter. What nobody outside Frogner and Byarkivet may ever read is in `hemmelig`."""

    maate: str
    fornavn: str
    etternavn: str

    @property
    def emne(self) -> str:
        return f"Spørsmål fra {self.etternavn}-familien"

    @property
    def tittel(self) -> str:
        return f"Klage fra {self.fornavn} {self.etternavn} om plass etter hjertesykdom"

    @property
    def maskert(self) -> str:
        return "Klage fra [skjermet] [skjermet] om plass etter [skjermet]"

    @property
    def sakstittel(self) -> str:
        return f"Barnehageplasser vedtatt {self.maate}"

    @property
    def hemmelig(self) -> tuple[str, ...]:
        return (self.fornavn, self.etternavn, "hjertesykdom", "kvistknekk", f"{self.etternavn}-vedtaket", self.emne)

    def raa(self) -> bytes:
        return epost(
            fra=f"{self.fornavn} {self.etternavn} <{self.etternavn.lower()}@post.example>",
            til=TIL,
            emne=self.emne,
            tekst="Hei.\n\nVi klager på svaret, se kvistknekk i vedlegget.\n\nHilsen oss",
            tid=naa(),
            vedlegg=[
                (f"{self.etternavn}-vedtaket.pdf", "application/pdf", pdf(["Vedtak", "Kvistknekk"])),
                (
                    "utfyllende.docx",
                    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
                    docx("Utfyllende om kvistknekk"),
                ),
            ],
        )


MUS = Reise("mandag", "Solvei", "Granlund")
UTEN_SKRIPT = Reise("tirsdag", "Guro", "Blåklokkeli")
TASTER = Reise("onsdag", "Ingrid", "Steinrøys")


@pytest.fixture(scope="module")
def bysak(modulens_database: str) -> Iterator[Anlegg]:
    with anlegg_med(modulens_database, "arbeidsflate", "offentlig", "mottak", "jobb") as anlegg:
        yield anlegg


@contextmanager
def inne_som(leser: Browser, bysak: Anlegg, brukernavn: str, *, skript: bool = True) -> Iterator[Page]:
    vindu = nytt_vindu(leser, bysak.arbeidsflate, java_script_enabled=skript)
    side = logg_inn(vindu, brukernavn)
    feil = konsollfeil(side)
    yield side
    vindu.close()
    assert feil == []


def test_hele_reisen_med_mus(nettleser: Browser, bysak: Anlegg):
    with inne_som(nettleser, bysak, "kari") as side:
        expect(side.get_by_role("heading", name="Mottak")).to_be_visible()
        bysak.send(MUS.raa(), TIL)
        rad = side.locator("[data-rad]", has_text=MUS.emne)
        expect(rad).to_be_visible(timeout=2000 + 1000)  # read by the worker, then at most two seconds
        raden_sier_alt(side, MUS)
        rad.get_by_role("link").click()
        les_alt(side, MUS)
        side.get_by_role("button", name="Registrer").click()
        fyll_ut(side, MUS)
        expect(side.get_by_text("Klar til journalføring.")).to_be_visible()
        side.get_by_role("button", name="Journalfør og fordel").click()
        nummer = kvittert(side)
    saksbehandlerens_del(nettleser, bysak, MUS)
    with inne_som(nettleser, bysak, "kari") as side:
        side.goto(f"/journal/frogner/{i_dag()}")
        side.locator("[data-rad]", has_text=nummer).get_by_role("link").click()
        expect(side.locator("#funn")).to_contain_text("privatpersons navn")
        side.get_by_role("button", name="Skjerm det som er merket").click()
        expect(side.locator("[data-varsel]")).to_contain_text(f"Skjermet i {nummer}")
        side.get_by_role("button", name="Publiser 1 klar linje").click()
        expect(side.locator("[data-varsel]")).to_contain_text(UTE)
    publikum_ser_bare_maskene(nettleser, bysak, MUS, nummer)
    lise_ser_ingenting(nettleser, bysak, MUS, nummer)


def test_hele_reisen_uten_javascript(nettleser: Browser, bysak: Anlegg):
    bysak.send(UTEN_SKRIPT.raa(), TIL)
    with inne_som(nettleser, bysak, "kari", skript=False) as side:
        rad = side.locator("[data-rad]", has_text=UTEN_SKRIPT.emne)
        vent_til(lambda: side.goto("/mottak") and rad.count(), 5)
        raden_sier_alt(side, UTEN_SKRIPT)
        rad.get_by_role("link").click()
        les_alt(side, UTEN_SKRIPT)
        side.get_by_role("button", name="Registrer").click()
        fyll_ut(side, UTEN_SKRIPT)
        side.get_by_role("button", name="Journalfør og fordel").click(force=True)
        nummer = kvittert(side)
    saksbehandlerens_del(nettleser, bysak, UTEN_SKRIPT, skript=False)
    with inne_som(nettleser, bysak, "even", skript=False) as side:
        side.goto(f"/journal/frogner/{i_dag()}")
        side.locator("[data-rad]", has_text=nummer).get_by_role("link").click()
        side.get_by_role("button", name="Skjerm det som er merket").click()
        side.get_by_role("button", name="Publiser 1 klar linje").click()
        expect(side.locator("[data-varsel]")).to_contain_text(UTE)
    publikum_ser_bare_maskene(nettleser, bysak, UTEN_SKRIPT, nummer)
    lise_ser_ingenting(nettleser, bysak, UTEN_SKRIPT, nummer)


def test_arkivarens_del_bare_med_tastene(nettleser: Browser, bysak: Anlegg):
    bysak.send(TASTER.raa(), TIL)
    with inne_som(nettleser, bysak, "kari") as side:
        taster = side.keyboard
        expect(side.locator("[data-rad]", has_text=TASTER.emne)).to_be_visible(timeout=5000)
        til_raden(side, TASTER.emne)
        taster.press("Enter")
        side.wait_for_url("**/mottak/frogner/*")
        for fil in (f"{TASTER.etternavn}-vedtaket.pdf", "utfyllende.docx"):
            tab_til(side, f"document.activeElement.title === '{fil}'")
            taster.press("Enter")
            expect(side.locator(".dokument__faner [aria-current]")).to_have_attribute("title", fil)
        taster.press("Escape")
        taster.press("r")
        side.wait_for_url("**/registrer")
        taster.press("Alt+n")
        expect(side.locator("#f-sak_klasse")).to_be_focused()
        taster.type("300")
        skriv(side, "f-sak_tittel", TASTER.sakstittel, tilbake=True)
        skriv(side, "f-tittel", TASTER.tittel)
        tab_til(side, "document.activeElement.id === 'f-enhet'")
        taster.type("Oppvekst")
        tab_til(side, "document.activeElement.id === 'f-saksbehandler'")
        taster.type("Ola")
        expect(side.get_by_text("Klar til journalføring.")).to_be_visible()
        taster.press("Control+Enter")
        nummer = kvittert(side)
    saksbehandlerens_del(nettleser, bysak, TASTER)
    with inne_som(nettleser, bysak, "kari") as side:
        side.goto(f"/journal/frogner/{i_dag()}")
        til_raden(side, nummer)
        expect(side.locator("#funn")).to_contain_text("privatpersons navn")
        side.keyboard.press("1")
        expect(side.locator("[data-varsel]")).to_contain_text(f"Skjermet i {nummer}")
        side.keyboard.press("Control+Enter")
        expect(side.locator("[data-varsel]")).to_contain_text(UTE)
    publikum_ser_bare_maskene(nettleser, bysak, TASTER, nummer)


def raden_sier_alt(side: Page, reise: Reise) -> None:
    rad = side.locator("[data-rad]", has_text=reise.emne)
    expect(rad).to_contain_text("Frogner")
    expect(rad).to_contain_text(f"{reise.fornavn} {reise.etternavn}")
    expect(rad).to_contain_text("2 vedlegg")
    expect(rad.locator("td").nth(1)).to_contain_text(".")  # the time it came
    gruppe = side.locator("tbody", has=rad).locator("[scope=rowgroup]")
    expect(gruppe).to_contain_text("Frist")


def les_alt(side: Page, reise: Reise) -> None:
    flate = side.locator(".dokument__flate")
    expect(flate).to_contain_text("se kvistknekk i vedlegget")
    side.get_by_title(f"{reise.etternavn}-vedtaket.pdf").first.click()
    ark = flate.get_by_role("img")
    expect(ark).to_be_visible()
    svar = side.request.get(str(ark.get_attribute("src")))
    assert (svar.status, svar.headers["content-type"]) == (200, "image/png")
    side.get_by_title("utfyllende.docx").first.click()
    expect(flate).to_contain_text("Utfyllende om kvistknekk")


def fyll_ut(side: Page, reise: Reise) -> None:
    side.get_by_role("radio", name="Ny sak").check(force=True)
    side.get_by_label("Tittel på saken").fill(reise.sakstittel)
    velg(side, "Klasse", "300")
    side.locator("#f-tittel").fill(reise.tittel)
    velg(side, "Enhet", "Oppvekst")
    velg(side, "Saksbehandler", "Ola Myrstad")


def kvittert(side: Page) -> str:
    """The number of the new entry, from the receipt."""
    varsel = side.locator("[data-varsel]")
    expect(varsel).to_contain_text("fordelt til Ola Myrstad")
    return varsel.get_by_role("link").inner_text().strip().replace("\u2011", "-")


def saksbehandlerens_del(leser: Browser, bysak: Anlegg, reise: Reise, *, skript: bool = True) -> None:
    """Ola finds it, screens all but the first name, and writes it off."""
    with inne_som(leser, bysak, "ola", skript=skript) as side:
        side.goto("/min")
        side.get_by_role("link", name=reise.tittel).first.click()
        side.get_by_role("link", name="Vurder offentlighet").click()
        side.get_by_label("Delvis: noe må skjermes").check()
        for ord_ in (reise.etternavn, "hjertesykdom"):
            side.locator(".ord", has_text=ord_).click()
        side.get_by_role("checkbox", name=f"{reise.fornavn} {reise.etternavn}").check()
        side.get_by_label("Hjemmel", exact=True).select_option(PERSONLIG)
        if skript:
            expect(side.locator("#linje")).not_to_contain_text("hjertesykdom")
        side.get_by_role("button", name="Lagre vurderingen").click()
        expect(side.locator("[data-varsel]")).to_contain_text("er lagret")
        side.get_by_role("link", name="Gjør ferdig").click()
        side.get_by_role("combobox", name="Hvordan er brevet behandlet?").select_option("TE")
        side.get_by_role("button", name="Gjør ferdig").click()
        expect(side.locator(".kjede")).to_contain_text("Tatt til etterretning")
        side.goto("/min")
        expect(side.get_by_role("link", name=reise.tittel)).to_have_count(0)


def publikum_ser_bare_maskene(leser: Browser, bysak: Anlegg, reise: Reise, nummer: str) -> None:
    vindu = nytt_vindu(leser, bysak.offentlig)
    side = vindu.new_page()
    side.goto(f"/journal/frogner/{i_dag()}")
    paa_en_linje = re.compile(re.escape(nummer).replace("\\-", "[-\u2011]"))  # the page never breaks a number
    side.locator("li", has_text=paa_en_linje).get_by_role("link", name=reise.maskert).click()
    expect(side.get_by_role("heading", level=1)).to_have_text(reise.maskert)
    expect(side.locator("main")).to_contain_text(nummer.partition("-")[0])
    assert vindu.cookies() == []
    for ord_ in (reise.etternavn, "hjertesykdom"):
        side.goto(f"/?q={ord_}")
        expect(side.locator("main")).to_contain_text("Ingen")
    vindu.close()
    svar = alt_publikum_naar(bysak.offentlig, "/strom/frogner.atom", "/bevis/frogner.json")
    assert any(s.adresse.startswith("/innforsel/") and b"skjermet" in s.kropp for s in svar)
    assert steder_med(svar, reise.sakstittel), "prøven ser ikke linjen den skal lete i"
    for hemmelig in reise.hemmelig:
        assert steder_med(svar, hemmelig) == [], hemmelig


def lise_ser_ingenting(leser: Browser, bysak: Anlegg, reise: Reise, nummer: str) -> None:
    """A colleague in another bydel: not in a list, not by searching, and by address it does not exist."""
    aar, _, rest = nummer.partition("/")
    sak, _, post = rest.partition("-")
    with inne_som(leser, bysak, "lise") as side:
        forbudt = (*reise.hemmelig, reise.sakstittel, nummer)
        for sti in ("/min", "/saker", f"/sok?q={aar}/{sak}", f"/sok?q={reise.etternavn}", f"/sok?q={reise.fornavn}"):
            tekst = side.request.get(sti).text()
            # What was searched for is written back to the one who searched; nothing else is.
            assert [f for f in forbudt if f in tekst and f != sti.partition("=")[2]] == [], sti
        her, finnes_ikke = f"/saker/frogner/{aar}/{sak}", side.request.get(f"/saker/frogner/{aar}/999999")
        for sti in (her, f"{her}/{post}", f"{her}/{post}/vurder", f"{her}/dokumenter", f"/journal/frogner/{i_dag()}"):
            svar = side.request.get(sti)
            assert svar.status == 404, sti
            assert svar.body() == finnes_ikke.body(), sti


def til_raden(side: Page, tekst: str) -> None:
    """Press J until the row with this text has the focus."""
    for _ in range(60):
        side.keyboard.press("j")
        if tekst in side.evaluate("document.activeElement.closest('[data-rad]')?.textContent ?? ''"):
            return
    raise AssertionError(tekst)


def tab_til(side: Page, der: str, *, tilbake: bool = False) -> None:
    """Press Tab until the focus is there."""
    for _ in range(80):
        side.keyboard.press("Shift+Tab" if tilbake else "Tab")
        if side.evaluate(der):
            return
    raise AssertionError(der)


def skriv(side: Page, felt: str, tekst: str, *, tilbake: bool = False) -> None:
    tab_til(side, f"document.activeElement.id === '{felt}'", tilbake=tilbake)
    side.keyboard.press("Control+a")
    side.keyboard.type(tekst)


def test_det_som_ikke_er_publisert_finnes_ikke_for_publikum(bysak: Anlegg):
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"{bysak.offentlig}/journal/frogner/{i_dag().replace(year=2031)}", timeout=10)
