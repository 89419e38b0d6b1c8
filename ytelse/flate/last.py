"""Many at work at once: people with roles who read, register, give out, answer and open documents, over HTTP.

The clients are threads of the measuring process, on the same processors as the server and the database.
"""

import random
import re
import threading
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import quantiles
from time import monotonic, perf_counter, sleep
from urllib.parse import urljoin

import httpx
import lxml.html

from ytelse.flate.tjenertid import logg_inn

P95_MS = 300
ORD = ("barnehageplass", "fartsdumper", "tilskudd kvernbekken", "søknad om lekeplass", "fjernvarmekum", "støyskjerm")
POST = re.compile(r"/saker/[a-z-]+/\d+/\d+/\d+")
SAK = re.compile(r"/saker/[a-z-]+/\d+/\d+")
FIL = re.compile(r"/saker/[a-z-]+/\d+/\d+/\d+/fil/[0-9a-f-]{36}(?:/side/1)?")
AVSKRIV, VURDER = re.compile(rf"{POST.pattern}/avskriv"), re.compile(rf"{POST.pattern}/vurder")
KVITTERING = re.compile(rf' som <a href="({POST.pattern})"')
HODE = "| Hva | Antall | p50, ms | p95, ms | p99, ms | Feil |\n|---|---:|---:|---:|---:|---:|"


@dataclass
class Felles:
    """What all the people share: letters that wait, entries that have come of them, and what was measured."""

    brev: deque[str]
    slutt: float
    tenketid: tuple[float, float]
    registrert: list[str] = field(default_factory=list)
    til_fordeling: deque[str] = field(default_factory=deque)
    tider: dict[str, list[float]] = field(default_factory=dict)
    feil: list[str] = field(default_factory=list)
    laas: threading.Lock = field(default_factory=threading.Lock)


class Menneske:
    """One person with a browser: thinks, does something, thinks again."""

    def __init__(self, klient: httpx.Client, rolle: str, felles: Felles, nr: int) -> None:
        self.klient, self.rolle, self.felles = klient, rolle, felles
        self.terning = random.Random(nr)  # noqa: S311 - the same each time

    def arbeid(self) -> None:
        """Work until the time is out."""
        hva, vekter = zip(*HANDLINGER[self.rolle], strict=True)
        sleep(self.terning.uniform(0, self.felles.tenketid[1]))
        while monotonic() < self.felles.slutt:
            self.terning.choices(hva, vekter)[0](self)
            sleep(self.terning.uniform(*self.felles.tenketid))

    def hent(self, slag: str, sti: str) -> str:
        """Open a page; its text, empty when it failed."""
        return self._kall(slag, "GET", sti)

    def send(self, slag: str, sti: str, skjema: str, **fyll: str) -> str:
        """Fill in the form of a page and send it; the page that follows. Only fields that are empty are filled in."""
        verdier = utfylt(skjema, sti, fyll)
        return self._kall(slag, "POST", sti, verdier) if verdier else ""

    def _kall(self, slag: str, metode: str, sti: str, data: dict[str, list[str]] | None = None) -> str:
        start = perf_counter()
        try:
            svar = self.klient.request(metode, sti, data=data)
            tid = perf_counter() - start
            feil = f"{metode} {sti}: {svar.status_code}" if svar.status_code >= httpx.codes.BAD_REQUEST else ""
        except httpx.HTTPError as nei:
            return self._noter(slag, perf_counter() - start, f"{metode} {sti}: {nei!r}")
        self._noter(slag, tid, feil)
        if svar.is_redirect:  # where an act leads is a page of its own in the table
            return self._kall("siden etter en handling", "GET", urljoin(sti, svar.headers["location"]))
        return "" if feil or svar.headers["content-type"].split(";")[0] != "text/html" else svar.text

    def _noter(self, slag: str, tid: float, feil: str) -> str:
        with self.felles.laas:
            self.felles.tider.setdefault(slag, []).append(tid)
            self.felles.feil += [f"{slag}: {feil}"] * bool(feil)
        return ""

    def en(self, moenster: re.Pattern[str], side: str) -> str:
        """One of the addresses of this kind in a page; empty when there is none."""
        funnet = sorted(set(moenster.findall(side)))
        return self.terning.choice(funnet) if funnet else ""


def utfylt(side: str, sti: str, fyll: dict[str, str]) -> dict[str, list[str]]:
    """What a browser would send of the form for an address, with what is missing filled in. Empty without the form.

    fyll: values for fields that are empty; `*` takes the first choice of a list.
    """
    skjemaene = lxml.html.fromstring(side).forms if side else []
    skjema = next((s for s in skjemaene if s.method == "POST" and (s.action or sti) == sti), None)
    if skjema is None:
        return {}
    verdier: dict[str, list[str]] = {}
    for navn, verdi in skjema.form_values():
        verdier.setdefault(navn, []).append(verdi)
    for navn, verdi in fyll.items():
        if not any(verdier.get(navn, [])):
            valgene = [verdi] if verdi != "*" else skjema.xpath(".//select[@name=$navn]/option/@value", navn=navn)
            verdier[navn] = [v for v in valgene if v][:1]
    return verdier


def registrer(m: Menneske) -> None:
    """The next of the letters, from the queue to an entry that is given out."""
    m.hent("Mottak", "/mottak")
    if not m.felles.brev:
        return
    sti = m.felles.brev.popleft()
    side = m.hent("Registrering", sti)
    svar = m.send("journalfør og fordel", sti, side, handling="journalfoer", saksbehandler="*")
    funnet = KVITTERING.search(svar)
    if funnet:
        m.felles.registrert.append(funnet[1])
        m.felles.til_fordeling.append(funnet[1])


def les_post(m: Menneske) -> None:
    """A letter that came lately, and its document."""
    if m.felles.registrert:
        side = m.hent("Journalpost", m.terning.choice(m.felles.registrert))
        if fil := m.en(FIL, side):
            m.hent("åpne dokumentet", fil)


def les_sak(m: Menneske) -> None:
    """A case of the list, and an entry in it."""
    if sak := m.en(SAK, m.hent("Saker", "/saker")):
        side = m.hent("Sak", sak)
        if post := m.en(POST, side):
            m.hent("Journalpost", post)


def soek(m: Menneske) -> None:
    """Look for words."""
    m.hent("Søk", f"/sok?q={m.terning.choice(ORD)}")


def svar(m: Menneske) -> None:
    """One's own day, a letter of it, and what it waits for: an answer, or to be assessed."""
    side = m.hent("Min side", "/min")
    if sti := m.en(AVSKRIV, side) or m.en(VURDER, side):
        m.hent("Journalpost", sti.rpartition("/")[0])
        slag = sti.rpartition("/")[2]
        m.send(slag, sti, m.hent(f"{slag}, skjemaet", sti), maate="TE", resultat="offentlig")


def fordel(m: Menneske) -> None:
    """Another case worker for a letter that was just registered."""
    m.hent("Fordeling", "/fordeling")
    if m.felles.til_fordeling:
        sti = f"{m.felles.til_fordeling.popleft()}/fordel"
        m.send("fordel", sti, m.hent("Gi til en annen", sti), saksbehandler="*")


def restanser(m: Menneske) -> None:
    """What is unanswered."""
    m.hent("Restanser", "/restanser")


def journal(m: Menneske) -> None:
    """The journal that is due."""
    m.hent("Journal for en dag", "/journal")


def mottak(m: Menneske) -> None:
    """The queue, and whether anything has come since."""
    m.hent("Mottak", "/mottak")
    m.hent("er det noe nytt", "/mottak/nytt")


Handling = Callable[[Menneske], None]
# What each role does, and how often beside the other things.
HANDLINGER: dict[str, Sequence[tuple[Handling, int]]] = {
    "arkivar": ((registrer, 5), (mottak, 2), (soek, 2), (les_sak, 1), (journal, 1)),
    "saksbehandler": ((svar, 3), (les_sak, 3), (les_post, 3), (soek, 2)),
    "leder": ((fordel, 3), (restanser, 1), (les_post, 2), (les_sak, 2)),
}


def kjoer(rot: str, folk: Sequence[tuple[str, str]], brev: Sequence[str], sekunder: int) -> tuple[Felles, int]:
    """Let these people (name, role) work at once. Returns what was measured, and how many they were."""
    inne = [(logg_inn(rot, navn), rolle) for navn, rolle in folk]
    felles = Felles(deque(brev), monotonic() + sekunder, (2.0, 8.0))
    menneskene = [Menneske(klient, rolle, felles, nr) for nr, (klient, rolle) in enumerate(inne)]
    traader = [threading.Thread(target=m.arbeid) for m in menneskene]
    for traad in traader:
        traad.start()
    for traad in traader:
        traad.join()
    return felles, len(traader)


def tabell(felles: Felles, antall: int, sekunder: int, arbeidere: int) -> str:
    """Each kind of page and act, and all of them together."""
    alle = [t for tider in felles.tider.values() for t in tider]
    feil = Counter(f.partition(":")[0] for f in felles.feil)
    linjer = [_linje(slag, tider, feil[slag]) for slag, tider in sorted(felles.tider.items())]
    linjer.append(_linje("**alt**", alle, len(felles.feil)))
    forklart = (
        f"{antall} samtidige brukere i {sekunder} s, {len(alle) / sekunder:.1f} kall i sekundet,"
        f" {arbeidere} tjenerprosesser; {len(felles.registrert)} brev ble journalført.",
        f"Mellom hver ting tenker hver bruker i {felles.tenketid[0]:.0f}–{felles.tenketid[1]:.0f} s. Brukerne kjører på"
        " de samme kjernene som tjeneren og databasen.",
    )
    return "\n".join([HODE, *linjer, "", *forklart, *felles.feil[:20], ""])


def _linje(slag: str, tider: Sequence[float], feil: int) -> str:
    deler = quantiles(tider, n=100, method="inclusive") if len(tider) > 1 else [*tider] * 99
    ms = " | ".join(f"{deler[n - 1] * 1000:.0f}" for n in (50, 95, 99))
    return f"| {slag} | {len(tider)} | {ms} | {feil} |"


def over(felles: Felles) -> list[str]:
    """An error is broken whatever the machine does."""
    return [f"Last: {len(felles.feil)} feil"] if felles.feil else []


def treigt(felles: Felles) -> list[str]:
    """What is slower than is aimed at, on this machine now."""
    alle = [t for tider in felles.tider.values() for t in tider]
    p95 = quantiles(alle, n=20, method="inclusive")[-1] * 1000
    return [f"Last: p95 {p95:.0f} ms, målet er {P95_MS}"] if p95 > P95_MS else []
