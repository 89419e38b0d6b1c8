"""Writes docs/noark from the catalogue: one page for each unit, one for the code lists, and an index.

Run `python -m bysak.noark.dokumentasjon` after a change in the catalogue; a test tells when the pages are behind.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from bysak.noark.katalog.definisjoner import DEFINISJONER
from bysak.noark.katalog.deklarasjon import Barn, Element, Enhetstype, Valg
from bysak.noark.katalog.kodelister import KODELISTER, Kodeliste
from bysak.noark.katalog.oppslag import SKJEMAER, alle_enheter, enhetstype, ledd, spesialiseringer

MAPPE = Path(__file__).resolve().parents[2] / "docs" / "noark"
_OVERSKRIFTER = {
    "arkivstruktur": "Arkivstrukturen",
    "endringslogg": "Endringsloggen",
    "loependeJournal": "Løpende journal",
    "offentligJournal": "Offentlig journal",
    "": "Uten plass i uttrekket",
}


def sider() -> dict[str, str]:
    """Write every page: file name and text."""
    enheter = {_fil(skjema, enhet): "\n".join(_enhetsside(skjema, enhet)) for skjema, enhet in alle_enheter()}
    return {"LESMEG.md": "\n".join(_oversikt()), "kodelister.md": "\n".join(_kodesider()), **enheter}


def _fil(skjema: str, enhet: Enhetstype) -> str:
    return f"{enhet.navn}.md" if skjema in ("arkivstruktur", "") else f"{skjema}-{enhet.navn}.md"


def _oversikt() -> Iterator[str]:
    yield "# Noark 5 i Bysak\n"
    yield "Sidene er laget av katalogen i `bysak/noark/katalog`. Endre katalogen, ikke sidene.\n"
    for skjema, enheter in SKJEMAER.items():
        yield f"## {_OVERSKRIFTER[skjema]}\n"
        for enhet in enheter.values():
            yield f"- [{enhet.navn}]({_fil(skjema, enhet)})"
        yield ""
    yield "Verdiene som elementene kan ha, står i [kodelister](kodelister.md).\n"


def _antall(minst: int, flest: int | None) -> str:
    if minst == flest:
        return str(minst)
    return f"{minst}–{'mange' if flest is None else flest}"


def _elementrad(element: Element, plass: str) -> str:
    liste = f" [Verdier](kodelister.md#{element.navn.lower()})." if element.navn in KODELISTER else ""
    antall = _antall(element.minst, element.flest)
    celler = (element.m, element.navn, element.type, antall, plass, DEFINISJONER[element.m] + liste)
    return f"| {' | '.join(celler)} |"


def _enhetsside(skjema: str, enhet: Enhetstype) -> Iterator[str]:
    yield f"# {enhet.navn}" + ("\n" if skjema in ("arkivstruktur", "") else f" ({_OVERSKRIFTER[skjema].lower()})\n")
    if enhet.utvider:
        yield f"Utvider [{enhet.utvider}]({enhet.utvider}.md): alt derfra kommer først.\n"
    arvinger = spesialiseringer(enhet.navn) if skjema == "arkivstruktur" else ()
    if arvinger:
        yield "Utvides av " + " og ".join(f"[{navn}]({navn}.md)" for navn in arvinger) + ".\n"
    yield "Rekkefølgen er den XML-en har. Antallet gjelder et ferdig uttrekk.\n"
    yield "| Nummer | Navn | Type | Antall | I uttrekket | Betydning |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for et_ledd in enhet.ledd:
        if isinstance(et_ledd, Element):
            yield _elementrad(et_ledd, _plass(enhet, et_ledd, skjema))
        elif isinstance(et_ledd, Barn):
            yield _barnerad(skjema, et_ledd, "ja")
        else:
            yield from (_barnerad(skjema, barn, _alternativ(et_ledd)) for barn in et_ledd.alternativer)
    for element in enhet.uten_plass:
        yield _elementrad(element, "skjemaet har ikke plass")
    yield ""


def _plass(enhet: Enhetstype, element: Element, skjema: str) -> str:
    if element.navn in enhet.avleveres_ikke:
        return "avleveres ikke"
    if element.navn in enhet.bare_55:
        return "bare i utgaven fra 2023"
    return "ja" if skjema else "nei"


def _alternativ(valg: Valg) -> str:
    return "bare én av " + ", ".join(barn.navn for barn in valg.alternativer)


def _barnerad(skjema: str, barn: Barn, plass: str) -> str:
    lenke = f"[{barn.navn}]({_fil(skjema, enhetstype(barn.navn, skjema))})"
    return f"| | {lenke} | enhet | {_antall(barn.minst, barn.flest)} | {plass} | |"


def _brukt_i(liste: Kodeliste) -> str:
    brukere = {
        f"[{enhet.navn}]({_fil(skjema, enhet)})"
        for skjema, enhet in alle_enheter()
        if skjema in ("arkivstruktur", "")
        and any(isinstance(d, Element) and d.navn == liste.navn for d in (*ledd(enhet.navn, skjema), *enhet.uten_plass))
    }
    return ", ".join(sorted(brukere))


def _kodesider() -> Iterator[str]:
    yield "# Kodelister\n"
    yield "Teksten står i uttrekket. Koden brukes i tjenestegrensesnittet.\n"
    for liste in KODELISTER.values():
        yield f"## {liste.navn}\n"
        yield f"{liste.m}. {DEFINISJONER[liste.m]} Brukes i {_brukt_i(liste)}.\n"
        yield "| Tekst | Kode | Plikt |"
        yield "| --- | --- | --- |"
        for kode in liste.koder:
            yield f"| {kode.tekst} | {kode.kode} | {kode.plikt} |"
        yield ""


def skriv(mappe: Path = MAPPE) -> None:
    """Write the pages to `mappe`, and remove pages of units that are no longer declared."""
    mappe.mkdir(parents=True, exist_ok=True)
    ferdige = sider()
    for gammel in mappe.glob("*.md"):
        if gammel.name not in ferdige:
            gammel.unlink()
    for navn, tekst in ferdige.items():
        (mappe / navn).write_text(tekst, encoding="utf-8")


if __name__ == "__main__":
    skriv()
    sys.stdout.write(f"{len(sider())} sider er skrevet til {MAPPE}.\n")
