"""What the control found, and the report in three forms: text, JSON and HTML (self-contained, no script)."""

import json
from collections import Counter
from dataclasses import asdict, dataclass, field
from html import escape

from bysak.bevaring.uttrekk.funnkoder import ADVARSEL, FEIL, KODER

UKJENT = (FEIL, "")
PER_KODE = 2000  # kept in full; the rest are counted, so that a ruined deposit does not fill the memory


@dataclass(frozen=True, slots=True)
class Funn:
    """One thing that is wrong: `alvor` is feil or advarsel, `fil` and `linje` say where, `krav` why (Noark 5)."""

    kode: str
    alvor: str
    tekst: str
    fil: str = ""
    linje: int = 0
    objekt_id: str = ""
    krav: str = ""

    @property
    def sted(self) -> str:
        """Return the file and the line for a person."""
        return f"{self.fil} linje {self.linje}" if self.linje else self.fil


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

    def meld(self, kode: str, tekst: str, fil: str = "", linje: int = 0, objekt: str = "") -> None:
        """Add a finding; beyond PER_KODE of a kind they are only counted. An undeclared code is an error."""
        alvor, krav = KODER.get(kode, UKJENT)
        self.per_kode[kode] += 1
        if self.per_kode[kode] <= PER_KODE:
            self.funn.append(Funn(kode, alvor, _rent(tekst, 600), _rent(fil, 300), linje, _rent(objekt, 100), krav))

    @property
    def antall_feil(self) -> int:
        """Count the errors, also those not kept in full."""
        return self._antall(FEIL)

    @property
    def antall_advarsler(self) -> int:
        """Count the warnings, also those not kept in full."""
        return self._antall(ADVARSEL)

    def _antall(self, alvor: str) -> int:
        return sum(antall for kode, antall in self.per_kode.items() if KODER.get(kode, UKJENT)[0] == alvor)

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


def som_tekst(rapport: Rapport) -> str:
    """Write the report as plain text, one finding to a line."""
    linjer = [f"Kontroll av {rapport.mappe} (Noark {rapport.versjon or 'ukjent versjon'})", rapport.dom, ""]
    for funn in rapport.sortert():
        sted = f"{funn.sted}: " if funn.fil else ""
        linjer.append(f"{funn.alvor.upper():<9}{sted}{funn.tekst} [{funn.kode}{_krav(funn)}]{_objekt(funn)}")
    linjer += [f"… og {antall} til av slaget {kode}." for kode, antall in rapport.utelatt().items()]
    if rapport.tall:
        linjer += ["", *(f"{navn:<28}{antall:>12}" for navn, antall in rapport.tall.items())]
    return "\n".join(linjer) + "\n"


def _krav(funn: Funn) -> str:
    return f", krav {funn.krav}" if funn.krav else ""


def _objekt(funn: Funn) -> str:
    return f" systemID {funn.objekt_id}" if funn.objekt_id else ""


def som_json(rapport: Rapport) -> str:
    """Write the report for programs."""
    innhold = {
        "mappe": rapport.mappe,
        "versjon": rapport.versjon,
        "dom": rapport.dom,
        "feil": rapport.antall_feil,
        "advarsler": rapport.antall_advarsler,
        "tall": rapport.tall,
        "utelatt": rapport.utelatt(),
        "funn": [asdict(funn) for funn in rapport.sortert()],
    }
    return json.dumps(innhold, ensure_ascii=False, indent=1) + "\n"


_STIL = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:75rem;padding:0 1rem;color:#1a1a1a}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}caption{text-align:left;font-weight:600;padding:.5rem 0}"
    "th,td{text-align:left;vertical-align:top;padding:.4rem .6rem;border-bottom:1px solid #767676}"
    "td.tall{text-align:right}.feil{color:#a30000;font-weight:600}code{overflow-wrap:anywhere}"
)


def som_html(rapport: Rapport) -> str:
    """Write the report as one page that needs nothing else: no script, no picture, nothing fetched."""
    rader = "".join(
        f'<tr><td class="{f.alvor}">{f.alvor.capitalize()}</td><td>{escape(f.sted)}</td><td>{escape(f.tekst)}</td>'
        f"<td><code>{escape(f.objekt_id)}</code></td><td>{escape(f.krav)}</td><td>{f.kode}</td></tr>\n"
        for f in rapport.sortert()
    )
    tall = "".join(f'<tr><th scope="row">{n}</th><td class="tall">{v}</td></tr>\n' for n, v in rapport.tall.items())
    hoder = "".join(f'<th scope="col">{h}</th>' for h in ("Alvor", "Sted", "Funn", "systemID", "Krav", "Kode"))
    liste = f"<table><caption>Funn</caption><thead><tr>{hoder}</tr></thead><tbody>{rader}</tbody></table>"
    utelatt = "".join(f"<p>… og {antall} til av slaget {kode}.</p>" for kode, antall in rapport.utelatt().items())
    return (
        '<!DOCTYPE html>\n<html lang="nb"><head><meta charset="utf-8"><title>Kontroll av uttrekk</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STIL}</style></head><body><main><h1>Kontroll av uttrekk</h1>"
        f"<p><code>{escape(rapport.mappe)}</code>, Noark {escape(rapport.versjon) or 'ukjent versjon'}</p>"
        f"<p><strong>{escape(rapport.dom)}</strong></p>{liste if rapport.funn else ''}{utelatt}"
        f"<table><caption>Tall</caption><tbody>{tall}</tbody></table></main></body></html>\n"
    )
