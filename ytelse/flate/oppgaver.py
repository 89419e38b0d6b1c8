"""Keys and seconds of five everyday tasks in Chromium, beside what the design allows. A world of its own; no load."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.nettleser.alle_sider import verden_i
from tests.nettleser.anlegg import logg_inn, nytt_vindu
from ytelse.flate.nettleser import chromium

HODE = "| Oppgave | Rolle | Tastetrykk | Mål | Sekunder |\n|---|---|---:|---:|---:|"
FORKLART = (
    "Hver bokstav og hver Tab er ett tastetrykk; ingen mus. Sekundene er fra første tast til kvitteringen står der,"
    " uten tid til å lese og tenke. Designet sier 2 for en registrering der forslagene stemmer, og 1 for et funn i"
    " journalen (med publisering 2). Å finne er Ctrl K, seks bokstaver og Enter. Avskrive og godkjenne nevner det ikke:"
    " 5 er å åpne, velge og sende, med noe å gå på."
)


@dataclass(frozen=True)
class Utfoert:
    """One task as it went. maal: the most keys that the design allows."""

    navn: str
    rolle: str
    taster: int
    maal: int
    sekunder: float


class Haand:
    """The hands of one person: what they press is counted, and the time from the first key."""

    def __init__(self, side: Page) -> None:
        self.side, self.taster, self.start = side, 0, 0.0

    def tast(self, *taster: str) -> None:
        """Press these."""
        self.start = self.start or perf_counter()
        for tast in taster:
            self.side.keyboard.press(tast)
            self.taster += 1

    def skriv(self, tekst: str) -> None:
        """Type."""
        self.tast(*tekst)

    def til(self, hva: Locator) -> None:
        """Press Tab until it has the focus."""
        for _ in range(60):
            if hva.evaluate("el => el === document.activeElement"):
                return
            self.tast("Tab")
        raise RuntimeError(f"{hva} nås ikke med Tab")

    def ferdig(self, navn: str, rolle: str, maal: int) -> Utfoert:
        """What it took."""
        return Utfoert(navn, rolle, self.taster, maal, perf_counter() - self.start)


@dataclass(frozen=True)
class Adresser:
    """What the tasks are about."""

    sak: str
    dag: str


def forbered() -> Adresser:
    """A letter to register, one to find and answer, a draft to approve, a line with a finding; in Frogner."""
    from bysak.arkivstruktur.dokument import legg_ved_fil
    from bysak.arkivstruktur.journalfoering import journalfoer
    from bysak.arkivstruktur.models import Registrering
    from bysak.journal.tests.verden import ny_post, ny_sak, vurdert
    from bysak.kjerne import lager
    from bysak.kjerne.kalender import i_dag
    from bysak.mottak.tests.brev import brev, motta_og_les
    from bysak.saksbehandling.flyt import send_paa_flyt
    from bysak.saksbehandling.fordeling import fordel
    from tests.papir import pdf
    from tests.saker import et_brev
    from tests.verden import bruker, som

    with som("kari", "frogner", "registrer") as kari:
        sak = ny_sak(kari, "Gangveier ved Kvernbekken")
        jp = et_brev(sak, kari, tittel="Ønske om sandkasse")
        lagret = lager.lagre("frogner", pdf(["Vi ønsker oss en sandkasse."]))
        legg_ved_fil(jp, tittel="Ønske", lagret=lagret, filnavn="o.pdf", mime="application/pdf", av=kari)
        jp = fordel(journalfoer(jp, av=kari), enhet=sak.administrativ_enhet, saksbehandler=bruker("ola"), av=kari)
        vurdert_post = ny_post(sak, kari, "Klage fra Solvei Granlund på parkering")
    vurdert(jp)
    vurdert(vurdert_post)
    with som("ola", "frogner", "send på flyt") as ola:
        utkast = et_brev(sak, ola, type="U", tittel="Svar om gangvei")
        Registrering.objects.filter(pk=utkast.pk).update(journalstatus="S")
        send_paa_flyt(utkast, mottakere=[bruker("nora")], av=ola)
    motta_og_les(brev(f"Innspill til sak {sak.mappe_id}"))
    return Adresser(f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}", f"/journal/frogner/{i_dag()}")


def registrer(side: Page, _om: Adresser) -> Utfoert:
    """The next letter, with all suggestions right."""
    side.goto("/mottak")
    hender = Haand(side)
    hender.tast("t")
    side.get_by_text("Klar til journalføring.").wait_for()
    hender.tast("Control+Enter")
    expect(side.locator("[data-varsel]")).to_contain_text("Journalført som")
    return hender.ferdig("Registrere og fordele et brev", "arkivar", 2)


def finn(side: Page, _om: Adresser) -> Utfoert:
    """A letter by a word of its title, and its document open."""
    side.goto("/saker")
    hender = Haand(side)
    hender.tast("Control+k")
    hender.skriv("sandka")
    side.get_by_role("option").filter(has_text="Ønske om sandkasse").first.wait_for()
    while "Ønske om sandkasse" not in (side.locator("[role=option][aria-selected=true]").first.text_content() or ""):
        hender.tast("ArrowDown")
    hender.tast("Enter")
    side.locator(".ark").first.wait_for()
    return hender.ferdig("Finne et brev med et ord og lese dokumentet", "saksbehandler", 8)


def svar(side: Page, _om: Adresser) -> Utfoert:
    """The letter that is open now is dealt with without an answer."""
    hender = Haand(side)
    hender.tast("a")
    maate = side.get_by_label("Hvordan er brevet behandlet?").and_(side.locator("select"))
    maate.wait_for()
    hender.til(maate)
    hender.skriv("t")
    hender.tast("Control+Enter")
    side.locator("[data-varsel]").wait_for()
    return hender.ferdig("Avskrive et brev", "saksbehandler", 5)


def godkjenn(side: Page, _om: Adresser) -> Utfoert:
    """A draft that was sent to one, approved."""
    side.goto("/min")
    hender = Haand(side)
    hender.tast("j")
    hender.til(side.get_by_role("link", name="Svar på flyt").first)
    hender.tast("Enter")
    utfall = side.get_by_label("Svaret ditt").and_(side.locator("select"))
    utfall.wait_for()
    hender.til(utfall)
    hender.skriv("g")
    hender.tast("Control+Enter")
    side.locator("[data-varsel]").wait_for()
    return hender.ferdig("Godkjenne et utkast", "leder", 5)


def journal(side: Page, om: Adresser) -> Utfoert:
    """The finding of the day is screened, and what is ready is published."""
    side.goto(om.dag)
    side.get_by_role("button", name="Skjerm det som er merket").wait_for()
    hender = Haand(side)
    hender.tast("1")
    side.locator("[data-varsel]").wait_for()
    hender.tast("Control+Enter")
    side.locator("[data-varsel]").filter(has_text="er publisert").wait_for()
    return hender.ferdig("Kvalitetssikre dagens journal med ett funn og publisere", "arkivar", 2)


Oppgave = Callable[[Page, Adresser], Utfoert]
OPPGAVER: tuple[tuple[str, Sequence[Oppgave]], ...] = (
    ("kari", (registrer,)), ("ola", (finn, svar)), ("nora", (godkjenn,)), ("kari", (journal,)),
)  # fmt: skip


def maal(data: Path) -> list[Utfoert]:
    """Do all five."""
    with verden_i(data, forbered) as (anlegg, om), chromium() as leser:
        gjort = []
        for hvem, oppgavene in OPPGAVER:
            vindu: Any = nytt_vindu(leser, anlegg.arbeidsflate)
            side = logg_inn(vindu, hvem)
            gjort += [gjoer(side, om) for gjoer in oppgavene]
            vindu.close()
        return gjort


def tabell(gjort: Sequence[Utfoert]) -> str:
    """The five beside their targets."""
    linjer = [f"| {u.navn} | {u.rolle} | {u.taster} | {u.maal} | {u.sekunder:.1f} |" for u in gjort]
    return "\n".join([HODE, *linjer, "", FORKLART, ""])


def over(gjort: Sequence[Utfoert]) -> list[str]:
    """What takes more keys than the design allows."""
    return [f"{u.navn}: {u.taster} tastetrykk, målet er {u.maal}" for u in gjort if u.taster > u.maal]
