"""What is wrong with a page: judged by axe, by its width, and by where the Tab key leads."""

from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, ViewportSize

from tests.nettleser.anlegg import nytt_vindu

AXE = Path(__file__).parent / "vendor" / "axe" / "axe.min.js"
REGLER = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KONTRAST = ["color-contrast"]
MOBIL: ViewportSize = {"width": 390, "height": 844}
SKJERM: ViewportSize = {"width": 1440, "height": 900}

# `bare` says which parts to judge, by what they are built of; without it, all there is.
KJOER_AXE = """async ({regler, bare = null, uten = []}) => {
  const nye = [...document.querySelectorAll("main, main *")].filter((el) => bare?.includes(DEL(el)));
  const ytterst = nye.filter((el) => !nye.some((annen) => annen !== el && annen.contains(el)));
  if (bare && !nye.length) return [];
  const rules = Object.fromEntries(uten.map((regel) => [regel, {enabled: false}]));
  const valg = {runOnly: regler, rules, resultTypes: ["violations"]};
  const svar = await axe.run(bare ? {include: ytterst} : document, valg);
  return svar.violations.flatMap((b) => b.nodes.map((n) => `${b.id}: ${n.html.slice(0, 200)}`));
}"""
# Everything that a hand can use and the Tab key should reach; one of each group of radio buttons is enough.
TELL_OPP = """() => {
  const felt = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  const grupper = new Set();
  return [...document.querySelectorAll(felt)].filter((el) => {
    if (el.disabled || el.tabIndex < 0 || !el.checkVisibility({visibilityProperty: true})) return false;
    if (el.type !== "radio") return true;
    const gruppe = `${el.form?.id} ${el.name}`;
    return !grupper.has(gruppe) && grupper.add(gruppe);
  }).map((el) => (el.dataset.skalNaas = "1")).length;
}"""
# Notes each place that the focus comes to, and whether a seeing person can tell.
FOELG_FOKUS = """() => {
  const ramme = (e) => {
    const stil = getComputedStyle(e);
    return (stil.outlineStyle !== "none" && parseFloat(stil.outlineWidth) >= 2) || stil.boxShadow !== "none";
  };
  window.usynlig = [];
  document.addEventListener("keyup", (hendelse) => {
    const el = document.activeElement;
    if (hendelse.key !== "Tab" || !el || el === document.body) return;
    const like = `[type=radio][name="${CSS.escape(el.name ?? "")}"]`;
    for (const lik of el.type === "radio" ? document.querySelectorAll(like) : [el]) delete lik.dataset.skalNaas;
    let vist = ["date", "time"].includes(el.type); // their parts have rings that are not ours to see
    for (let e = el, n = 0; e && n < 7 && e !== document.body; e = e.parentElement, n++) vist ||= ramme(e);
    if (!vist) window.usynlig.push(el.outerHTML.slice(0, 160));
  }, {capture: true});
}"""
USYNLIG = "() => window.usynlig"
IKKE_NAADD = "() => [...document.querySelectorAll('[data-skal-naas]')].map((el) => el.outerHTML.slice(0, 160))"
# What a page is built of: each kind of element with its classes.
DEL = """globalThis.DEL = (el) =>
  [el.tagName, el.getAttribute("type"), el.getAttribute("role"), el.getAttribute("class")].join(" ")"""
DELER = """() => [...new Set([...document.querySelectorAll("main, main *")].map(DEL))]"""
STOPP = ("A ", "BUTTON ", "INPUT ", "SELECT ", "TEXTAREA ", "SUMMARY ")
OVERFLYT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"

# WCAG 1.4.12: as spaced as any reader may want it; a sheet of its own, since the pages allow no inline style.
LUFT = """() => {
  const ark = new CSSStyleSheet();
  ark.replaceSync(`* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }
    p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [ark];
}"""
UTEN_LUFT = "() => { document.adoptedStyleSheets = []; }"
# Words cut off, or running out of their box. An ellipsis is meant, when the whole text is in the title or in a link.
KLIPT = """() => [...document.querySelectorAll("body *")].filter((el) => {
  if (!el.clientWidth || !el.checkVisibility({visibilityProperty: true})) return false;
  if (![...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim())) return false;
  const stil = getComputedStyle(el);
  if (stil.clipPath !== "none" || el.closest(".skjult, svg, select") || stil.display === "inline") return false;
  if (stil.textOverflow === "ellipsis" || ["auto", "scroll"].includes(stil.overflowX)) return false;
  const hoeyt = ["hidden", "clip"].includes(stil.overflowY) && el.scrollHeight > el.clientHeight + 1;
  return hoeyt || el.scrollWidth > el.clientWidth + 1;
}).map((el) => el.outerHTML.slice(0, 160))"""


def vindu_med_dommer(leser: Browser, rot: str) -> BrowserContext:
    """A browser whose pages can be judged."""
    vindu = nytt_vindu(leser, rot)
    vindu.add_init_script(path=AXE)
    vindu.add_init_script(DEL)
    return vindu


class Dommer:
    """Opens pages, and says everything that is wrong with them.

    A part that stood on a page judged before is judged by what can still differ: axe on a phone but for the
    colours, and width.
    """

    def __init__(self, side: Page, kjente: set[str] | None = None) -> None:
        """kjente: the parts judged before, by those who share the set; the first page is always judged whole."""
        self.side = side
        self.feil = konsollfeil(side)
        self.kjente = set[str]() if kjente is None else kjente
        self.foerste = True

    def doem(self, adresse: str) -> list[str]:
        """Open a page, and return what is wrong with it; empty when all is well."""
        self.feil.clear()
        self.side.set_viewport_size(SKJERM)
        self.side.goto(adresse)
        nye = set(self.side.evaluate(DELER)) - self.kjente
        self.kjente |= nye
        hel = self.foerste or bool(nye)
        if hel:
            bare = None if self.foerste else sorted(nye)
            self.axe("1440", bare)
            self.moerkt(bare)
            self.med_luft("1440")
        if self.foerste or any(del_.startswith(STOPP) for del_ in nye):
            self.feil += tastaturfeil(self.side)
        self.foerste = False
        self.bredde(1440)
        self.bredde(720)
        self.side.set_viewport_size(MOBIL)
        self.bredde(390)
        self.axe("390", uten=() if hel else KONTRAST)
        if hel:
            self.med_luft("390")
        self.bredde(320)
        return [f"{adresse} {feil}" for feil in self.feil]

    def bredde(self, bredde: int) -> None:
        """No page runs out of the window sideways."""
        if (self.side.viewport_size or SKJERM)["width"] != bredde:
            self.side.set_viewport_size({"width": bredde, "height": 900})
        if (for_mye := self.side.evaluate(OVERFLYT)) > 0:
            self.feil.append(f"{bredde}: {for_mye} piksler for bred")

    def axe(
        self, naar: str, bare: list[str] | None = None, regler: Sequence[str] = REGLER, uten: Sequence[str] = ()
    ) -> None:
        """Judge the page as it stands, with focus put away: a focused skip link lies over the logo, as it should."""
        self.side.evaluate("() => document.activeElement?.blur()")
        valg = {"regler": [*regler], "bare": bare, "uten": [*uten]}
        self.feil += [f"{naar} {feil}" for feil in self.side.evaluate(KJOER_AXE, valg)]

    def moerkt(self, bare: list[str] | None = None) -> None:
        """The same in the dark: nothing but colours has changed, so nothing else is judged again."""
        self.side.emulate_media(color_scheme="dark")
        self.axe("mørkt", bare, KONTRAST)
        self.side.emulate_media(color_scheme="light")

    def med_luft(self, naar: str) -> None:
        """The same page with text spaced as a reader may have set it: no words cut off, no page too wide."""
        self.side.evaluate(LUFT)
        self.feil += [f"{naar} med luft: kuttes {hva}" for hva in self.side.evaluate(KLIPT)]
        if (for_mye := self.side.evaluate(OVERFLYT)) > 0:
            self.feil.append(f"{naar} med luft: {for_mye} piksler for bred")
        self.side.evaluate(UTEN_LUFT)


def konsollfeil(side: Page) -> list[str]:
    """A list that grows with every error that the page reports from now on."""
    feil: list[str] = []

    def konsoll(melding: ConsoleMessage) -> None:
        # A preview that is overtaken by the next one is dropped on purpose; htmx reports that as an error.
        avbrutt = "htmx:sendAbort" in melding.text or melding.text.startswith("htmx:afterRequest, [object")
        if melding.type in ("error", "warning") and not avbrutt:
            feil.append(f"konsoll: {melding.text} {melding.location.get('url', '')}")

    side.on("console", konsoll)
    side.on("pageerror", lambda f: feil.append(f"skript: {f}"))
    return feil


def tastaturfeil(side: Page) -> list[str]:
    """What the Tab key does not reach, and where its focus cannot be seen."""
    side.evaluate(FOELG_FOKUS)
    # The parts of a date and of a time are stops of their own.
    antall = side.evaluate(TELL_OPP) + 3 * side.locator("[type=date], [type=time]").count()
    for nr in range(2 * antall + 10):  # a second lap, for what was drawn anew just as the first one passed it
        side.keyboard.press("Tab")
        if nr >= antall // 2 and nr % 10 == 0 and not side.evaluate(IKKE_NAADD):
            break
    usynlig = [f"usynlig fokus: {hva}" for hva in dict.fromkeys(side.evaluate(USYNLIG))]
    return [*usynlig, *(f"Tab når ikke: {hva}" for hva in side.evaluate(IKKE_NAADD))]
