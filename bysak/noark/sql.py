"""The fast writer's SQL: an expression that gives a unit's XML as text, over a view with a column for each element.

Columns are named as `feltnavn` names them (`systemID` -> system_id) and are text, integer, uuid, date, timestamp
without zone (local time), an array for what may be repeated, or finished XML for virksomhetsspesifikkeMetadata.
Made for COPY (select …) TO STDOUT (FORMAT binary), one text for each case: concat() leaves out what is NULL, so no
element is ever empty, and no xmlelement is needed (a server may be built without it). `xml.skriv` gives the same text.
"""

import re
from collections.abc import Iterable, Iterator, Mapping

from bysak.noark.katalog.deklarasjon import Barn, Element, Type, Utgave, Valg
from bysak.noark.katalog.oppslag import enhetstype, feltnavn, ledd

_NAVN = re.compile(r"[a-z_][a-z0-9_]*(\.[a-z_][a-z0-9_]*)?")
# concat() takes at most 100 arguments.
_HOEYST = 90


def enhet_xml(
    type_: str,
    kilde: str,
    barn: Mapping[str, str] | None = None,
    *,
    skjema: str = "arkivstruktur",
    utgave: Utgave = Utgave.V2023,
) -> str:
    """Return the expression for one unit, tags included, for a row of `kilde` (a table or its alias).

    `barn` gives an SQL expression for the children of each name: text that is XML already, or NULL. A name the unit
    does not have raises KeyError, so that a child is never lost without a word.
    """
    _sjekk(kilde)
    element = enhetstype(type_, skjema).utvider or type_
    aapning = f"<{element}>" if element == type_ else f'<{element} xsi:type="{type_}">'
    biter = [_tekst(aapning), *_ledd(type_, kilde, dict(barn or {}), skjema, utgave), _tekst(f"</{element}>")]
    return _sammen(biter)


def samlet(uttrykk: str, fra: str, *, hvor: str, orden: str) -> str:
    """Return a sub-select that joins `uttrykk` for the rows of `fra` (`view alias`); NULL when there are none."""
    return f"(select string_agg({uttrykk}, '' order by {orden}) from {fra} where {hvor})"


def _ledd(type_: str, kilde: str, barn: dict[str, str], skjema: str, utgave: Utgave) -> Iterator[str]:
    for et_ledd in ledd(type_, skjema, utgave):
        if isinstance(et_ledd, Element):
            yield _element(et_ledd, f"{kilde}.{feltnavn(et_ledd.navn)}")
        else:
            alternativer: tuple[Barn, ...] = et_ledd.alternativer if isinstance(et_ledd, Valg) else (et_ledd,)
            yield from (barn.pop(b.navn) for b in alternativer if b.navn in barn)
    if barn:
        raise KeyError(f"{type_} har ikke plass til {', '.join(sorted(barn))}.")


def _element(element: Element, kolonne: str) -> str:
    start, slutt = _tekst(f"<{element.navn}>"), _tekst(f"</{element.navn}>")
    if element.flest is None:
        verdi = _verdi(element.type, "u.v")
        alle = f"string_agg({start} || {verdi} || {slutt}, '' order by u.nr)"
        fra = f"unnest({kolonne}) with ordinality u(v, nr)"
        return f"case when cardinality({kolonne}) > 0 then (select {alle} from {fra}) end"
    return f"{start} || {_verdi(element.type, kolonne)} || {slutt}"


def _verdi(type_: Type, kolonne: str) -> str:
    """Return a value as XML text; NULL when there is nothing to write."""
    match type_:
        case Type.TEKST:
            uttrykk = f"nullif({kolonne}, '')"
            for tegn, ut in (("'&'", "&amp;"), ("'<'", "&lt;"), ("'>'", "&gt;"), ("E'\\r'", "&#13;")):
                uttrykk = f"replace({uttrykk}, {tegn}, '{ut}')"
            return uttrykk
        case Type.TIDSPUNKT:
            return f"replace({kolonne}::text, ' ', 'T')"
        case Type.FRITT:
            return f"nullif({kolonne}, '')"
        case _:
            return f"{kolonne}::text"


def _tekst(xml: str) -> str:
    return "'" + xml.replace("'", "''") + "'"


def _sammen(biter: Iterable[str]) -> str:
    alle = list(biter)
    grupper = [f"concat({', '.join(alle[i : i + _HOEYST])})" for i in range(0, len(alle), _HOEYST)]
    return grupper[0] if len(grupper) == 1 else f"({' || '.join(grupper)})"


def _sjekk(kilde: str) -> None:
    if not _NAVN.fullmatch(kilde):
        raise ValueError(f"{kilde!r} er ikke navnet på en tabell eller et alias.")
