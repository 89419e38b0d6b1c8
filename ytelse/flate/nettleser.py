"""What a page is in headless Chromium: bytes that travel, when it can be used, and whether anything moves by itself."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.nettleser.anlegg import logg_inn, nytt_vindu
from tests.nettleser.bilder import CHROMIUM

if TYPE_CHECKING:
    from ytelse.flate.sider import Side

FOERST_KB, SIDEN_KB = 150, 25
# A tenth of what Google calls good; what is smaller is a line of text that became a pixel taller with its font.
FLYTT = 0.01
HODE = (
    "| Side | Rolle | Første gang, kB | Siden, kB | Klar første gang, ms | Klar siden, ms | Flytter seg | Ved bytte |\n"
    "|---|---|---:|---:|---:|---:|---:|---:|"
)
FORKLART = (
    "«Klar» er når siden kan brukes: det siste av første tegning (FCP), DOMContentLoaded med skriptene kjørt, og"
    " slutten på siste oppgave over 50 ms før det har vært stille i et halvt sekund. «Flytter seg» er summen av alle"
    " layout-shift, også rett etter et tastetrykk; ved bytte er etter J, J, K og i registreringen et endret felt.\n"
)
# All shifts count, also those that the browser forgives because somebody just pressed a key.
_SE = """
window.maal = {flytt: 0, lang: 0};
new PerformanceObserver(l => { for (const e of l.getEntries()) maal.flytt += e.value; })
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(l => { for (const e of l.getEntries()) maal.lang = e.startTime + e.duration; })
  .observe({type: 'longtask', buffered: true});
"""
_KLAR = """() => Math.max(maal.lang, performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd,
  ...performance.getEntriesByName('first-contentful-paint').map(e => e.startTime))"""


@dataclass(frozen=True)
class Sett:
    """One page as the browser met it. Bytes as they came over the wire, headers too; milliseconds; sums of shifts."""

    navn: str
    rolle: str
    foerst: int
    siden: int
    klar_foerst: float
    klar_siden: float
    flytter: float
    etter_bytte: float


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser that is installed. `SystemExit` without one."""
    if CHROMIUM is None:
        raise SystemExit("Dette måles i Chromium (apt-get install chromium).")
    with sync_playwright() as p:
        leser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield leser
        leser.close()


def maal(rot: str, sidene: "Sequence[Side]", roller: dict[str, str], runder: int = 3) -> list[Sett]:
    """Each page with an empty cache, again with a full one, and with a fragment of it swapped."""
    with chromium() as leser:
        vinduer = {hvem: nytt_vindu(leser, rot) for hvem in {s.hvem for s in sidene}}
        kaker: dict[str, Any] = {}
        for hvem, vindu in vinduer.items():
            logg_inn(vindu, hvem)
            kaker[hvem] = vindu.storage_state()
            vindu.close()
        return [_en(leser, rot, side, roller[side.hvem], kaker[side.hvem], runder) for side in sidene]


def _en(leser: Browser, rot: str, side: "Side", rolle: str, kaker: Any, runder: int) -> Sett:
    foerst, siden = [], []
    for _ in range(runder):
        vindu = nytt_vindu(leser, rot, storage_state=kaker)
        foerst.append(_last(vindu, side.sti))
        siden.append(_last(vindu, side.sti, og_bytt=True))
        vindu.close()
    return Sett(
        side.navn, rolle, max(f[0] for f in foerst), max(s[0] for s in siden), median(f[1] for f in foerst),
        median(s[1] for s in siden), max(f[2] for f in [*foerst, *siden]), max(s[3] for s in siden),
    )  # fmt: skip


def _last(vindu: BrowserContext, sti: str, *, og_bytt: bool = False) -> tuple[int, float, float, float]:
    """Bytes, milliseconds until it can be used, shifts by itself, and shifts after a swap."""
    ark = vindu.new_page()
    ark.add_init_script(_SE)
    cdp = vindu.new_cdp_session(ark)
    cdp.send("Network.enable")
    byte: list[float] = []
    cdp.on("Network.loadingFinished", lambda hendt: byte.append(hendt["encodedDataLength"]))
    ark.goto(sti, wait_until="load")
    _stille(ark)
    klar, flyttet = float(ark.evaluate(_KLAR)), float(ark.evaluate("maal.flytt"))
    sum_ = int(sum(byte))
    etter = _bytt(ark) - flyttet if og_bytt else 0.0
    ark.close()
    return sum_, klar, flyttet, etter


def _stille(ark: Page) -> None:
    ark.wait_for_load_state("networkidle")
    ark.wait_for_timeout(500)


def _bytt(ark: Page) -> float:
    """Swap what the page swaps: the rows' panes by the keys of a list, what a changed field asks for."""
    for tast in ("j", "j", "k"):
        ark.keyboard.press(tast)
        ark.wait_for_timeout(150)
    if ark.locator("#f-tittel").count():
        ark.locator("#f-tittel").fill("Spørsmål om brøyting av gangvei")
        ark.locator("#f-tittel").blur()
    _stille(ark)
    return float(ark.evaluate("maal.flytt"))


def tabell(sett: Sequence[Sett]) -> str:
    """The pages, one a line."""
    linjer = [
        f"| {s.navn} | {s.rolle} | {s.foerst / 1000:.1f} | {s.siden / 1000:.1f} | {s.klar_foerst:.0f} |"
        f" {s.klar_siden:.0f} | {s.flytter:.3f} | {s.etter_bytte:.3f} |"
        for s in sett
    ]
    return "\n".join([HODE, *linjer, "", FORKLART])


def over(sett: Sequence[Sett]) -> list[str]:
    """What weighs too much or moves: neither depends on the machine."""
    return [
        f"{s.navn}: {hva}"
        for s in sett
        for hva, brutt in (
            (f"{s.foerst / 1000:.1f} kB første gang, grensen er {FOERST_KB}", s.foerst > FOERST_KB * 1000),
            (f"{s.siden / 1000:.1f} kB siden, grensen er {SIDEN_KB}", s.siden > SIDEN_KB * 1000),
            (f"flytter seg med {s.flytter:.3f} når den kommer", s.flytter >= FLYTT),
            (f"flytter seg med {s.etter_bytte:.3f} når noe byttes", s.etter_bytte >= FLYTT),
        )
        if brutt
    ]
