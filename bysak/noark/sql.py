"""What the fast writer is built of: SQL expressions that turn the columns of a unit into XML, made from the catalogue.

For COPY (select …) TO STDOUT (FORMAT binary), one text for each case. NULL is an element left out, so none is ever
empty; xmlelement is not used, because a server may be built without it. `xml.skriv` gives the same text.
Looking in every text for what XML 1.0 cannot carry costs more than all the escaping; whoever writes the bytes does it.
The columns are texts as the deposit has them (dates cut, local time without zone), lists for what is repeated, and
finished XML for virksomhetsspesifikkeMetadata.
"""

from collections.abc import Iterable

from bysak.noark.katalog.deklarasjon import Element, Type

# XML 1.0 has no room for these characters; two of them only look harmless.
_ULOVLIGE = "".join(f"\\{nr:04X}" for nr in (*range(1, 9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF))
_VASKES = r"[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]"
_PER_LEDD = 50  # a function of PostgreSQL takes a hundred arguments


def merket(uttrykk: str) -> str:
    """Escape a text for XML. NULL when it is empty. What XML 1.0 cannot carry is still there."""
    for tegn, kode in (("'&'", "&amp;"), ("'<'", "&lt;"), ("'>'", "&gt;"), ("chr(13)", "&#13;")):
        uttrykk = f"replace({uttrykk}, {tegn}, '{kode}')"
    return f"nullif({uttrykk}, '')"


def sikker(uttrykk: str) -> str:
    """Escape a text for XML, and leave out what XML 1.0 cannot carry. NULL when nothing is left."""
    # Washing costs ten times looking: only where there is something to wash.
    rent = merket(f"translate({uttrykk}, U&'{_ULOVLIGE}', '')")
    return f"case when {uttrykk} ~ '{_VASKES}' then {rent} else {merket(uttrykk)} end"


def element(ledd: Element, kolonne: str) -> str:
    """Write one element: absent when the column is NULL or empty, repeated when it is a list."""
    navn = ledd.navn
    if ledd.flest is None:
        alle = f"string_agg('<{navn}>' || {_verdi(ledd, 'v.v')} || '</{navn}>', '' order by v.n)"
        rader = f"unnest({kolonne}) with ordinality v(v, n) where btrim(v.v) <> ''"
        return f"case when cardinality({kolonne}) > 0 then (select {alle} from {rader}) end"
    return f"'<{navn}>' || {_verdi(ledd, kolonne)} || '</{navn}>'"


def _verdi(ledd: Element, kolonne: str) -> str:
    return merket(kolonne) if ledd.type is Type.TEKST else f"nullif({kolonne}, '')"


def sett_sammen(deler: Iterable[str]) -> str:
    """Join expressions, NULL as nothing."""
    alle = list(deler) or ["''"]
    while len(alle) > 1:
        alle = [f"concat({', '.join(alle[i : i + _PER_LEDD])})" for i in range(0, len(alle), _PER_LEDD)]
    return alle[0]
