"""Comparing: what is written becomes what it is compared with, and what is missing is the same as an empty text.

Two values are equal whether letters are small or capital (conformance 5.9.13), but for codes and what the question
itself has put through tolower or toupper. Greater and less follow the order of the characters' codes.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Q, Value, When
from django.db.models.functions import Cast, Coalesce, Upper
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, In, IsNull, LessThan, LessThanOrEqual

from bysak.api.noark5.odata.ledd import (
    SANN,
    USANN,
    Art,
    IsoTekst,
    IsoTid,
    Ledd,
    Midnatt,
    SomTall,
    SomTid,
    ikke,
)
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.kjerne.kalender import OSLO
from bysak.kjerne.tekstvask import rens

_OPPSLAG: dict[str, Any] = {
    "eq": Exact,
    "gt": GreaterThan,
    "ge": GreaterThanOrEqual,
    "lt": LessThan,
    "le": LessThanOrEqual,
}
_TALL = (Art.HELTALL, Art.TALL)
_SKREVET_SOM: tuple[tuple[type, Art], ...] = (
    (bool, Art.JANEI),
    (str, Art.TEKST),
    (int, Art.HELTALL),
    (Decimal, Art.TALL),
    (datetime, Art.TID),
    (date, Art.DAG),
    (time, Art.KLOKKE),
    (UUID, Art.UUID),
)


def skrevet(verdi: Any) -> Ledd:
    """A value that stands in the question. An empty text is the same as none (contract section 1)."""
    if verdi is None or (isinstance(verdi, str) and not rens(verdi)):
        return Ledd(Value(verdi or "", output_field=CharField()), Art.TEKST, None)
    art = next(art for slag, art in _SKREVET_SOM if isinstance(verdi, slag))
    return Ledd(Value(verdi), art, verdi)


def store(tekst: str) -> str:
    """Capital letters as the database makes them: one letter becomes one letter."""
    return "".join(stor if len(stor := tegn.upper()) == 1 else tegn for tegn in tekst)


def sammenlign(tegn: str, a: Ledd, b: Ledd) -> Q:
    """Make the condition that two values are equal, or that one is before the other. Raises `UgyldigSpoerring`.

    A comparison with what is missing is false, but for `eq` and `ne`, which tell whether it is.
    """
    if tegn == "ne":
        return ikke(sammenlign("eq", a, b))
    if a.vilkaar is not None or b.vilkaar is not None:
        a, b = _som_verdi(a), _som_verdi(b)
    for ett, annet in ((a, b), (b, a)):
        if ett.verdi is None:
            return tom(annet) if tegn == "eq" else USANN
    if a.skrevet and not b.skrevet:
        return sammenlign({"gt": "lt", "lt": "gt", "ge": "le", "le": "ge"}.get(tegn, tegn), b, a)
    a, b = like(a, b)
    if (dag := _dagen(tegn, a, b)) is not None:
        return dag & a.bare
    svar = Q(_OPPSLAG[tegn](*(_brettet(a, b) if tegn == "eq" else (_uten_tom(a), _uten_tom(b))))) & a.bare & b.bare
    return svar | (tom(a) & tom(b)) if tegn == "eq" and not b.skrevet else svar


def blant(a: Ledd, verdier: list[Ledd]) -> Q:
    """Make the condition that a value is one of several that are written out."""
    if a.skrevet or any(v.verdi is None or not v.skrevet for v in verdier) or a.art in (Art.DAG, Art.TID, Art.EGEN):
        svar = USANN
        for v in verdier:
            svar |= sammenlign("eq", a, v)
        return svar
    par = [like(a, v) for v in verdier]
    venstre = [_brettet(v, h) for v, h in par]
    # Folded only when one of them has letters to fold.
    uttrykk = next((v for v, _ in venstre if isinstance(v, Upper)), venstre[0][0])
    return Q(In(uttrykk, [h for _, h in venstre])) & a.bare


def tom(a: Ledd) -> Q:
    """Make the condition that a value is missing."""
    if a.skrevet:
        return SANN if a.verdi is None else USANN
    svar = Q(IsNull(a.uttrykk, rhs=True))
    if a.art in (Art.TEKST, Art.EGEN):
        svar |= Q(Exact(a.uttrykk, Value("")))
    return svar | ikke(a.bare) if a.bare else svar


def _som_verdi(a: Ledd) -> Ledd:
    """Whether something is so, as a value; missing is no answer, and means no."""
    if a.vilkaar is None:
        return a
    return Ledd(Case(When(a.vilkaar, then=Value(True)), default=Value(False)), Art.JANEI)  # noqa: FBT003


def like(a: Ledd, b: Ledd) -> tuple[Ledd, Ledd]:
    """Make two values the same kind, the written one as the other. Raises `UgyldigSpoerring` when it cannot be."""
    if a.art is Art.EGEN:
        a = _egen_som(a, b.art)
    if b.art is Art.EGEN:
        b = _egen_som(b, a.art)
    if a.art is b.art or (a.art in _TALL and b.art in _TALL) or {a.art, b.art} == {Art.DAG, Art.TID}:
        return a, b
    if b.skrevet:
        return a, _omgjort(b, a.art)
    if a.skrevet:
        return _omgjort(a, b.art), b
    if Art.TEKST in (a.art, b.art):
        return som_tekst(a), som_tekst(b)
    raise UgyldigSpoerring(f"{a.art.capitalize()} kan ikke sammenlignes med {b.art}.")


def _omgjort(a: Ledd, til: Art) -> Ledd:
    try:
        verdi = _TIL[til](a.verdi)
    except (ValueError, ArithmeticError, TypeError):
        raise UgyldigSpoerring(f"«{str(a.verdi)[:40]}» er ikke {til}.") from None
    if til in (Art.DAG, Art.TID):  # what is written decides: a day, or a moment
        til = Art.TID if isinstance(verdi, datetime) else Art.DAG
    return Ledd(Value(verdi), til, verdi)


def _til_tall(verdi: Any) -> Decimal | int:
    if not isinstance(verdi, str | int | Decimal) or isinstance(verdi, bool) or len(str(verdi)) > 40:
        raise ValueError
    svar = Decimal(verdi)
    if not svar.is_finite():
        raise ValueError
    return int(svar) if svar == svar.to_integral_value() and abs(svar.adjusted()) < 40 else svar


def _til_dag(verdi: Any) -> date:
    if not isinstance(verdi, str):
        raise ValueError
    if len(verdi) == len("2026-01-01"):
        return date.fromisoformat(verdi)
    tid = datetime.fromisoformat(verdi.replace(" ", "+") if "T" in verdi else verdi)
    return tid if tid.tzinfo else tid.replace(tzinfo=OSLO)


def til_tekst(verdi: Any) -> str:
    """Write a value out, as `fra_tekst` reads it."""
    if isinstance(verdi, bool):
        return "true" if verdi else "false"
    return str(verdi.isoformat()) if isinstance(verdi, date | time) else str(verdi)


def _til_janei(verdi: Any) -> bool:
    if verdi in ("true", "false"):
        return bool(verdi == "true")
    raise ValueError


_TIL: dict[Art, Callable[[Any], Any]] = {
    Art.TEKST: til_tekst,
    Art.HELTALL: _til_tall,
    Art.TALL: _til_tall,
    Art.JANEI: _til_janei,
    Art.DAG: _til_dag,
    Art.TID: _til_dag,
    Art.KLOKKE: time.fromisoformat,
    Art.UUID: UUID,
}


def fra_tekst(art: Art, tekst: str) -> Any:
    """Read a value of a kind from what `til_tekst` wrote."""
    return _TIL[art](tekst)


def _egen_som(a: Ledd, til: Art) -> Ledd:
    """A virksomhet's own metadata is text in the store, and becomes what it is compared with."""
    if til in (Art.HELTALL, Art.TALL):
        return Ledd(SomTall(a.uttrykk), Art.TALL, bare=a.bare)
    if til in (Art.TID, Art.DAG):
        return Ledd(SomTid(a.uttrykk), Art.TID, bare=a.bare)
    return Ledd(a.uttrykk, Art.TEKST, bare=a.bare, noeyaktig=til is Art.JANEI)


def som_tekst(a: Ledd) -> Ledd:
    """Any value as the text it has in an answer; a missing one is the empty text."""
    if a.skrevet and a.verdi is not None:
        return _omgjort(a, Art.TEKST)
    if a.skrevet:  # blanks are as good as nothing to compare with, and still blanks to look for or put between
        return Ledd(a.uttrykk, Art.TEKST, a.uttrykk.value)
    uttrykk = _som_verdi(a).uttrykk
    if a.bare:
        uttrykk = Case(When(a.bare, then=uttrykk))
    if a.art is Art.DAG:
        uttrykk = IsoTekst(uttrykk)
    elif a.art is Art.TID:
        uttrykk = IsoTid(uttrykk)
    elif a.art not in (Art.TEKST, Art.EGEN):
        uttrykk = Cast(uttrykk, CharField())
    return Ledd(Coalesce(uttrykk, Value(""), output_field=CharField()), Art.TEKST, noeyaktig=a.noeyaktig)


def brettet(a: Ledd, *, med: Ledd) -> Any:
    """A text in capital letters, unless letters of one of the two are to be told apart."""
    if a.noeyaktig or med.noeyaktig:
        return a.uttrykk
    return Value(store(a.verdi)) if a.skrevet and a.verdi is not None else Upper(a.uttrykk)


def _brettet(a: Ledd, b: Ledd) -> tuple[Any, Any]:
    if a.art is not Art.TEKST or (b.skrevet and store(b.verdi) == b.verdi.lower()):
        return a.uttrykk, b.uttrykk
    return brettet(a, med=b), brettet(b, med=a)


def _uten_tom(a: Ledd) -> Any:
    if a.art is not Art.TEKST or a.skrevet:
        return a.uttrykk
    return Case(When(~Q(Exact(a.uttrykk, Value(""))), then=a.uttrykk))


def _dagen(tegn: str, a: Ledd, b: Ledd) -> Q | None:
    """A day and a moment: a day that is written is all of it; a day in a row is the moment it begins."""
    if {a.art, b.art} != {Art.DAG, Art.TID}:
        return None
    if a.art is Art.DAG and b.skrevet:
        return _dag_mot_tid(tegn, a, b.verdi.astimezone(OSLO))
    if a.art is Art.DAG or not b.skrevet:
        venstre, hoeyre = (Midnatt(x.uttrykk) if x.art is Art.DAG else x.uttrykk for x in (a, b))
        return Q(_OPPSLAG[tegn](venstre, hoeyre))
    foerst, siste = b.verdi, b.verdi + timedelta(days=1) if b.verdi < date.max else b.verdi
    fra, til = (Value(datetime.combine(dag, time(), OSLO)) for dag in (foerst, siste))
    if tegn == "eq":
        return Q(GreaterThanOrEqual(a.uttrykk, fra)) & Q(LessThan(a.uttrykk, til))
    return Q(
        {
            "gt": GreaterThanOrEqual(a.uttrykk, til),
            "ge": GreaterThanOrEqual(a.uttrykk, fra),
            "lt": LessThan(a.uttrykk, fra),
            "le": LessThan(a.uttrykk, til),
        }[tegn]
    )


def _dag_mot_tid(tegn: str, a: Ledd, tid: datetime) -> Q:
    """A day that a row has, against a moment, without making every row's day a moment."""
    hel = tid.timetz().replace(tzinfo=None) == time()
    if tegn == "eq":
        return Q(Exact(a.uttrykk, Value(tid.date()))) if hel else USANN
    if not hel:
        tegn = {"ge": "gt", "lt": "le"}.get(tegn, tegn)
    return Q(_OPPSLAG[tegn](a.uttrykk, Value(tid.date())))
