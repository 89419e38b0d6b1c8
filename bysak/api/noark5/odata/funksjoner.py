"""The functions of the language, as the database does them. A missing text is an empty one; other missing stays so."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db.models import DecimalField, ExpressionWrapper, Func, IntegerField, Q, Value
from django.db.models.functions import (
    Ceil,
    Concat,
    ExtractDay,
    ExtractHour,
    ExtractMinute,
    ExtractMonth,
    ExtractSecond,
    ExtractYear,
    Floor,
    Greatest,
    Left,
    Length,
    Lower,
    NullIf,
    Round,
    StrIndex,
    Substr,
    TruncDate,
    TruncTime,
    Upper,
)
from django.db.models.lookups import Exact, GreaterThan, IContains, IEndsWith, IStartsWith

from bysak.api.noark5.odata.ledd import TEKSTFELT, Art, Gjentatt, Ledd, Midnatt, Tall
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.verdier import brettet, like, som_tekst
from bysak.kjerne.kalender import OSLO, naa

_BLANKT = Value(" \t\n\r\f\v\u00a0")
_DELER: dict[str, tuple[Any, Any]] = {
    "year": (ExtractYear, None),
    "month": (ExtractMonth, None),
    "day": (ExtractDay, None),
    "hour": (None, ExtractHour),
    "minute": (None, ExtractMinute),
    "second": (None, ExtractSecond),
}
_LOOKUP = {"contains": IContains, "startswith": IStartsWith, "endswith": IEndsWith}


class _Broekdel(Func):
    template = "(MOD(EXTRACT(MICROSECONDS FROM %(expressions)s), 1000000) / 1000000.0)"
    output_field: Any = DecimalField()


class _Avstand(Gjentatt):
    template = (
        "(EXTRACT(EPOCH FROM ((%(expressions)s) AT TIME ZONE 'Europe/Oslo' - (%(expressions)s) AT TIME ZONE 'UTC'))"
        " / 60)::integer"
    )
    output_field = IntegerField()


def kall(navn: str, verdier: Sequence[Ledd]) -> Ledd:
    """Make a function's value, or its condition. Raises `UgyldigSpoerring` for a value of the wrong kind."""
    if navn in _LOOKUP:
        return Ledd(None, Art.JANEI, vilkaar=_inneholder(navn, *verdier))
    if navn in _DELER or navn in ("date", "time", "fractionalseconds", "totaloffsetminutes"):
        return _av_tid(navn, verdier[0])
    return _RESTEN[navn](*verdier)


def regn(tegn: str, a: Ledd, b: Ledd) -> Ledd:
    """Do a sum. Division by nothing is nothing; two whole numbers divide to a whole one (`div`), or not (`divby`)."""
    a, b = _tall(a), _tall(b)
    hele = a.art is b.art is Art.HELTALL
    venstre: Any = Tall(a.uttrykk)
    hoeyre: Any = Tall(b.uttrykk)
    if tegn in ("div", "divby", "mod"):
        hoeyre = NullIf(hoeyre, Value(0))
    svar: Any = {
        "add": lambda: venstre + hoeyre,
        "sub": lambda: venstre - hoeyre,
        "mul": lambda: venstre * hoeyre,
        "div": lambda: venstre / hoeyre,
        "divby": lambda: venstre / hoeyre,
        "mod": lambda: venstre % hoeyre,
    }[tegn]()
    svar = ExpressionWrapper(svar, output_field=DecimalField())
    if tegn == "div" and hele:
        svar = Func(svar, function="TRUNC", output_field=DecimalField())
    return Ledd(svar, Art.HELTALL if hele and tegn != "divby" else Art.TALL, bare=a.bare & b.bare)


def _tall(a: Ledd) -> Ledd:
    if a.art not in (Art.HELTALL, Art.TALL):
        a = like(a, Ledd(Value(0), Art.TALL))[0]
    if a.art not in (Art.HELTALL, Art.TALL) or a.verdi is None:
        raise UgyldigSpoerring(f"Her skulle det stått et tall, ikke {a.art}.")
    return a


def _inneholder(navn: str, a: Ledd, b: Ledd) -> Q:
    hva, del_ = som_tekst(a), som_tekst(b)
    noeyaktig = hva.noeyaktig or del_.noeyaktig
    if del_.skrevet and not noeyaktig:
        return Q(_LOOKUP[navn](hva.uttrykk, del_.verdi))
    venstre, hoeyre = brettet(hva, med=del_), brettet(del_, med=hva)
    if navn == "contains":
        return Q(GreaterThan(StrIndex(venstre, hoeyre), Value(0)))
    if navn == "startswith":
        return Q(Exact(Left(venstre, Length(hoeyre)), hoeyre))
    return Q(Exact(Func(venstre, Length(hoeyre), function="RIGHT", output_field=venstre.output_field), hoeyre))


def _av_tid(navn: str, a: Ledd) -> Ledd:
    if a.art is Art.EGEN or (a.art is Art.TEKST and a.skrevet and a.verdi is not None):
        a = like(Ledd(Value(naa()), Art.TID), a)[1]
    if a.verdi is None or a.art not in (Art.DAG, Art.TID, Art.KLOKKE):
        raise UgyldigSpoerring(f"{navn} tar en dato eller et tidspunkt, ikke {'null' if a.verdi is None else a.art}.")
    paa_dag, paa_klokke = _DELER.get(navn, (None, None))
    if paa_dag and a.art is not Art.KLOKKE:
        kunst = {"tzinfo": OSLO} if a.art is Art.TID else {}
        return Ledd(paa_dag(a.uttrykk, **kunst), Art.HELTALL, bare=a.bare)
    tid = Midnatt(a.uttrykk) if a.art is Art.DAG else a.uttrykk
    kunst = {} if a.art is Art.KLOKKE else {"tzinfo": OSLO}
    if paa_klokke:
        return Ledd(paa_klokke(tid, **kunst), Art.HELTALL, bare=a.bare)
    if navn == "date" and a.art is not Art.KLOKKE:
        return Ledd(TruncDate(tid, tzinfo=OSLO), Art.DAG, bare=a.bare) if a.art is Art.TID else a
    if navn == "time":
        return Ledd(TruncTime(tid, tzinfo=OSLO), Art.KLOKKE, bare=a.bare) if a.art is not Art.KLOKKE else a
    if navn == "fractionalseconds":
        return Ledd(_Broekdel(tid), Art.TALL, bare=a.bare)
    if navn == "totaloffsetminutes" and a.art is not Art.KLOKKE:
        return Ledd(_Avstand(tid), Art.HELTALL, bare=a.bare)
    raise UgyldigSpoerring(f"{navn} tar en dato eller et tidspunkt, ikke {a.art}.")


def _tekst(*verdier: Ledd) -> list[Any]:
    return [som_tekst(v).uttrykk for v in verdier]


def _indexof(a: Ledd, b: Ledd) -> Ledd:
    hva, del_ = som_tekst(a), som_tekst(b)
    return Ledd(StrIndex(brettet(hva, med=del_), brettet(del_, med=hva)) - Value(1), Art.HELTALL)


def _substring(a: Ledd, *tall_: Ledd) -> Ledd:
    fra, *lengde = (Func(Tall(_tall(t).uttrykk), function="TRUNC", output_field=IntegerField()) for t in tall_)
    start = _heltall(Greatest(fra, Value(0))) + Value(1)
    deler = [start, *(_heltall(Greatest(n, Value(0))) for n in lengde)]
    return Ledd(Substr(_tekst(a)[0], *deler), Art.TEKST, noeyaktig=a.noeyaktig)


def _heltall(uttrykk: Any) -> Any:
    """A place in a text, within what the database counts with."""
    return Func(uttrykk, template="LEAST(%(expressions)s, 1000000)::integer", output_field=IntegerField())


def _concat(a: Ledd, b: Ledd) -> Ledd:
    return Ledd(Concat(*_tekst(a, b)), Art.TEKST, noeyaktig=a.noeyaktig or b.noeyaktig)


def _avrundet(funksjon: Callable[[Any], Any]) -> Callable[[Ledd], Ledd]:
    return lambda a: Ledd(funksjon(Tall(_tall(a).uttrykk)), Art.HELTALL, bare=a.bare)


def _tid(verdi: datetime) -> Callable[[], Ledd]:
    return lambda: Ledd(Value(verdi), Art.TID, verdi)


_RESTEN: dict[str, Callable[..., Ledd]] = {
    "length": lambda a: Ledd(Length(_tekst(a)[0]), Art.HELTALL),
    "indexof": _indexof,
    "substring": _substring,
    "concat": _concat,
    "tolower": lambda a: Ledd(Lower(_tekst(a)[0]), Art.TEKST, noeyaktig=True),
    "toupper": lambda a: Ledd(Upper(_tekst(a)[0]), Art.TEKST, noeyaktig=True),
    "trim": lambda a: Ledd(
        Func(_tekst(a)[0], _BLANKT, function="BTRIM", output_field=TEKSTFELT), Art.TEKST, noeyaktig=a.noeyaktig
    ),
    "round": _avrundet(Round),
    "floor": _avrundet(Floor),
    "ceiling": _avrundet(Ceil),
    "now": lambda: Ledd(Value(naa()), Art.TID, naa()),
    "mindatetime": _tid(datetime.min.replace(tzinfo=UTC)),
    "maxdatetime": _tid(datetime.max.replace(tzinfo=UTC)),
}
