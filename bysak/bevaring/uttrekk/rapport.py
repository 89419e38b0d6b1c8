"""What the control found, and the report in three forms: text, JSON and HTML (self-contained, no script).

A person gets the findings by kind: what it means, what to do, how many, and where the first are. A program gets all.
"""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from html import escape

from bysak.bevaring.uttrekk.funnkoder import ADVARSEL, FEIL, KODER, UKJENT, Kode

PER_KODE = 2000  # kept in full; the rest are counted, so that a ruined deposit does not fill the memory
FOERSTE = 5  # places shown of each kind in the text
PAA_SIDEN = 100  # and on the page


@dataclass(frozen=True, slots=True)
class Funn:
    """One thing that is wrong: `alvor` is feil or advarsel, `krav` says why (Noark 5).

    `fil`, `linje` and `sti` say where; `sti` reads like XPath, for files with everything on one line.
    """

    kode: str
    alvor: str
    tekst: str
    fil: str = ""
    linje: int = 0
    objekt_id: str = ""
    krav: str = ""
    sti: str = ""

    @property
    def sted(self) -> str:
        """Return the file and the line for a person."""
        return f"{self.fil} linje {self.linje}" if self.linje else self.fil


@dataclass(frozen=True, slots=True)
class Slag:
    """All findings of one kind: the code, how many there are, and those that were kept."""

    kode: str
    om: Kode
    antall: int
    funn: list[Funn]


def _rent(tekst: str, lengste: int) -> str:
    """Take away what could steer a screen or cannot be written: the text may come from a hostile file."""
    kort = tekst[:lengste]
    return kort if kort.isprintable() else "".join(tegn if tegn.isprintable() else "\ufffd" for tegn in kort)


@dataclass(slots=True)
class Rapport:
    """The findings of one control, the figures it counted, and the version the deposit says it follows."""

    mappe: str
    versjon: str = ""
    funn: list[Funn] = field(default_factory=list)
    tall: dict[str, int] = field(default_factory=dict)
    per_kode: Counter[str] = field(default_factory=Counter)
    lesbar: bool = True

    def meld(self, kode: str, tekst: str, fil: str = "", linje: int = 0, objekt: str = "", sti: str = "") -> None:
        """Add a finding; beyond PER_KODE of a kind they are only counted. An undeclared code is an error."""
        om = KODER.get(kode, UKJENT)
        self.per_kode[kode] += 1
        if self.per_kode[kode] <= PER_KODE:
            rene = (_rent(tekst, 600), _rent(fil, 300), linje, _rent(objekt, 100), om.krav, _rent(sti, 400))
            self.funn.append(Funn(kode, om.alvor, *rene))

    @property
    def antall_feil(self) -> int:
        """Count the errors, also those not kept in full."""
        return self._antall(FEIL)

    @property
    def antall_advarsler(self) -> int:
        """Count the warnings, also those not kept in full."""
        return self._antall(ADVARSEL)

    def _antall(self, alvor: str) -> int:
        return sum(antall for kode, antall in self.per_kode.items() if KODER.get(kode, UKJENT).alvor == alvor)

    @property
    def dom(self) -> str:
        """Say in one sentence how it went."""
        if not self.lesbar:
            return "Uttrekket kan ikke leses."
        advarsler = f"{self.antall_advarsler} {'advarsel' if self.antall_advarsler == 1 else 'advarsler'}"
        if not self.antall_feil:
            return f"Ingen feil. {advarsler}." if self.antall_advarsler else "Ingen feil."
        return f"{self.antall_feil} feil og {advarsler}."

    def utelatt(self) -> dict[str, int]:
        """Count the findings of each kind that are not listed."""
        return {kode: antall - PER_KODE for kode, antall in self.per_kode.items() if antall > PER_KODE}

    def sortert(self) -> list[Funn]:
        """Return the findings, errors first, then by file and line."""
        return sorted(self.funn, key=lambda f: (f.alvor != FEIL, f.fil, f.linje, f.kode))

    def slag(self) -> list[Slag]:
        """Return the findings by kind: errors first, then in the order of the table of kinds."""
        kjente: dict[str, list[Funn]] = {}
        for funn in self.sortert():
            kjente.setdefault(funn.kode, []).append(funn)
        alle = [Slag(kode, KODER.get(kode, UKJENT), self.per_kode[kode], funn) for kode, funn in kjente.items()]
        orden = {kode: nr for nr, kode in enumerate(KODER)}
        return sorted(alle, key=lambda slag: (slag.om.alvor != FEIL, orden.get(slag.kode, 0)))


def som_tekst(rapport: Rapport) -> str:
    """Write the report as plain text for a person: each kind once, with the first places."""
    linjer = [f"Kontroll av {rapport.mappe} (Noark {rapport.versjon or 'ukjent versjon'})", rapport.dom]
    for slag in rapport.slag():
        krav = f", krav {slag.om.krav}" if slag.om.krav else ""
        hode = f"{slag.om.alvor.upper():<9}{slag.om.tittel}: {slag.antall} [{slag.kode}{krav}]"
        linjer += ["", hode, *(f"  {tekst}" for tekst in (slag.om.betyr, slag.om.raad) if tekst)]
        for funn in slag.funn[:FOERSTE]:
            linjer.append(f"  - {funn.sted}: {funn.tekst}" if funn.fil else f"  - {funn.tekst}")
            linjer += [f"    {hvor}" for hvor in _hvor(funn)]
        if slag.antall > FOERSTE:
            linjer.append(f"  … og {slag.antall - FOERSTE} til.")
    if rapport.tall:
        linjer += ["", *(f"{navn:<28}{antall:>12}" for navn, antall in rapport.tall.items())]
    return "\n".join(linjer) + "\n"


def _hvor(funn: Funn) -> Iterator[str]:
    if funn.sti:
        yield funn.sti
    if funn.objekt_id and funn.objekt_id not in funn.sti:
        yield f"systemID {funn.objekt_id}"


def som_json(rapport: Rapport) -> str:
    """Write the report for programs; docs/kontroll.md says what each field is."""
    innhold = {
        "mappe": rapport.mappe,
        "versjon": rapport.versjon,
        "lesbar": rapport.lesbar,
        "dom": rapport.dom,
        "feil": rapport.antall_feil,
        "advarsler": rapport.antall_advarsler,
        "tall": rapport.tall,
        "slag": [{"kode": s.kode, "antall": s.antall, **s.om._asdict()} for s in rapport.slag()],
        "utelatt": rapport.utelatt(),
        "funn": [asdict(funn) for funn in rapport.sortert()],
    }
    return json.dumps(innhold, ensure_ascii=False, indent=1) + "\n"


_STIL = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1a1a1a;"
    "overflow-wrap:anywhere}"
    "table{border-collapse:collapse;width:100%;margin:.5rem 0 1rem}caption{text-align:left;font-weight:600;"
    "padding:.5rem 0}h2{margin:2rem 0 .25rem;font-size:1.2rem}p{margin:.25rem 0;max-width:45rem}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #767676}"
    "td.tall{text-align:right}.feil{color:#a30000;font-weight:600}.advarsel{color:#704700;font-weight:600}"
    "code{font-size:.85em}a{color:#00438a}"
)


def som_html(rapport: Rapport) -> str:
    """Write the report as one page that needs nothing else: no script, no picture, nothing fetched."""
    slag = rapport.slag()
    tall = "".join(f'<tr><th scope="row">{n}</th><td class="tall">{v}</td></tr>\n' for n, v in rapport.tall.items())
    return (
        '<!DOCTYPE html>\n<html lang="nb"><head><meta charset="utf-8"><title>Kontroll av uttrekk</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STIL}</style></head><body><main><h1>Kontroll av uttrekk</h1>"
        f"<p><code>{escape(rapport.mappe)}</code>, Noark {escape(rapport.versjon) or 'ukjent versjon'}</p>"
        f"<p><strong>{escape(rapport.dom)}</strong></p>{_innhold(slag)}{''.join(_slag(s) for s in slag)}"
        f"<table><caption>Tall</caption><tbody>{tall}</tbody></table></main></body></html>\n"
    )


def _innhold(slag: list[Slag]) -> str:
    if not slag:
        return ""
    hoder = "".join(f'<th scope="col">{hode}</th>' for hode in ("Alvor", "Funn", "Antall"))
    rader = "".join(
        f'<tr><td class="{s.om.alvor}">{s.om.alvor.capitalize()}</td><td><a href="#{s.kode}">{escape(s.om.tittel)}</a>'
        f'</td><td class="tall">{s.antall}</td></tr>\n'
        for s in slag
    )
    return f"<table><caption>Funn etter slag</caption><thead><tr>{hoder}</tr></thead><tbody>{rader}</tbody></table>"


def _slag(slag: Slag) -> str:
    hoder = "".join(f'<th scope="col">{hode}</th>' for hode in ("Sted", "Funn", "systemID"))
    rader = "".join(
        f"<tr><td>{escape(f.sted)}{f'<br><code>{escape(f.sti)}</code>' if f.sti else ''}</td>"
        f"<td>{escape(f.tekst)}</td><td><code>{escape(f.objekt_id)}</code></td></tr>\n"
        for f in slag.funn[:PAA_SIDEN]
    )
    flere = f"<p>… og {slag.antall - PAA_SIDEN} til.</p>" if slag.antall > PAA_SIDEN else ""
    krav = f" Krav {slag.om.krav}." if slag.om.krav else ""
    om = "".join(f"<p>{escape(tekst)}</p>" for tekst in (slag.om.betyr + krav, slag.om.raad) if tekst)
    tittel = escape(slag.om.tittel)
    return (
        f'<section aria-labelledby="{slag.kode}"><h2 id="{slag.kode}" class="{slag.om.alvor}">'
        f"{slag.om.alvor.capitalize()}: {tittel} ({slag.antall})</h2>{om}"
        f"<table><caption>Hvor</caption><thead><tr>{hoder}</tr></thead><tbody>{rader}</tbody></table>"
        f"{flere}</section>\n"
    )
