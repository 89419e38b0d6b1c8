"""The same language over rows in memory: the code lists, which are the standard's and the virksomhet's together."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple, TypeVar

from bysak.api.noark5.odata import uttrykk as u
from bysak.api.noark5.odata.spoerring import Spoerring
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.verdier import fra_tekst, skrevet, store, til_tekst
from bysak.kjerne.kalender import OSLO, naa

R = TypeVar("R", bound=Mapping[str, Any])
Rad = Mapping[str, Any]


class Verdi(NamedTuple):
    """A value, None when missing, and whether its letters' case tells it from others."""

    verdi: Any
    noeyaktig: bool = False


def svar(rader: Sequence[R], spoerring: Spoerring) -> tuple[int, list[R], str]:
    """Find, sort and cut: how many there are, those of the page, and the query of the next one or "".

    Everything comes in one page unless $top says otherwise, as clients read a code list whole. Raises
    `UgyldigSpoerring`.
    """
    kjente = frozenset().union(*rader) - {"_links"}
    funnet = [r for r in rader if spoerring.filter is None or _sant(spoerring.filter, r, kjente)]
    for ord_ in spoerring.search.split():
        funnet = [r for r in funnet if any(store(ord_) in store(str(v)) for n, v in r.items() if n in kjente and v)]
    for sortering in reversed(spoerring.orderby):
        funnet.sort(key=lambda r: _plass(_verdi(sortering.uttrykk, r, kjente).verdi), reverse=sortering.synkende)
    fra, til = spoerring.skip, len(funnet) if spoerring.top is None else spoerring.skip + spoerring.top
    return len(funnet), funnet[fra:til], spoerring.neste(skip=str(til)) if fra < til < len(funnet) else ""


def _plass(verdi: Any) -> tuple[bool, Any]:
    return verdi is not None, verdi if verdi is not None else 0


def _sant(node: u.Uttrykk, rad: Rad, kjente: frozenset[str]) -> bool:
    return _verdi(node, rad, kjente).verdi is True


def _verdi(node: u.Uttrykk, rad: Rad, kjente: frozenset[str]) -> Verdi:
    match node:
        case u.Verdi(verdi):
            return Verdi(verdi)
        case u.Sti((navn,)) if navn in kjente:
            return Verdi(rad.get(navn) or (None if rad.get(navn) == "" else rad.get(navn)), navn == "kode")
        case u.Og(deler):
            return Verdi(all(_sant(d, rad, kjente) for d in deler))
        case u.Eller(deler):
            return Verdi(any(_sant(d, rad, kjente) for d in deler))
        case u.Ikke(ledd):
            return Verdi(not _sant(ledd, rad, kjente))
        case u.Sammenlign(tegn, a, b):
            return Verdi(_sammenlign(tegn, _side(a, rad, kjente), _side(b, rad, kjente)))
        case u.Blant(a, verdier):
            return Verdi(any(_sammenlign("eq", _side(a, rad, kjente), _side(v, rad, kjente)) for v in verdier))
        case u.Regn(tegn, a, b):
            return _regn(tegn, _verdi(a, rad, kjente).verdi, _verdi(b, rad, kjente).verdi)
        case u.Kall(navn, verdier) if navn in _FUNKSJONER:
            return _FUNKSJONER[navn](*(_verdi(v, rad, kjente) for v in verdier))
    raise UgyldigSpoerring(f"Her kan det bare spørres om {', '.join(sorted(kjente))}.")


def _side(node: u.Uttrykk, rad: Rad, kjente: frozenset[str]) -> Verdi:
    """One side of a comparison: written blanks are nothing there (contract section 1)."""
    return Verdi(skrevet(node.verdi).verdi) if isinstance(node, u.Verdi) else _verdi(node, rad, kjente)


def _sammenlign(tegn: str, a: Verdi, b: Verdi) -> bool:
    if tegn == "ne":
        return not _sammenlign("eq", a, b)
    tomme = [v.verdi in (None, "") for v in (a, b)]
    if any(tomme):
        return tegn == "eq" and all(tomme)
    venstre, hoeyre = _like(a.verdi, b.verdi)
    if isinstance(venstre, str) and tegn == "eq" and not (a.noeyaktig or b.noeyaktig):
        venstre, hoeyre = store(venstre), store(hoeyre)
    fra, til = hoeyre if isinstance(hoeyre, tuple) else (hoeyre, hoeyre)  # a whole day, or one moment
    match tegn:
        case "eq":
            return bool(fra <= venstre < til or venstre == fra == til)
        case "gt":
            return bool(venstre >= til and (fra != til or venstre != til))
        case "ge":
            return bool(venstre >= fra)
        case "lt":
            return bool(venstre < fra)
    return bool(venstre < til or venstre == fra == til)


def _like(a: Any, b: Any) -> tuple[Any, Any]:
    """Two values of the same kind; the written one becomes as the other."""
    if isinstance(a, datetime) and type(b) is date:
        fra = datetime.combine(b, time(), OSLO)
        return a, (fra, datetime.combine(b + timedelta(days=1), time(), OSLO))
    if type(a) is date and isinstance(b, datetime):
        return datetime.combine(a, time(), OSLO), b
    if type(a) is type(b) or (_er_tall(a) and _er_tall(b)):
        return a, b
    try:
        return a, fra_tekst(skrevet(a).art, til_tekst(b))
    except (ValueError, ArithmeticError, TypeError):
        raise UgyldigSpoerring(f"«{str(b)[:40]}» kan ikke sammenlignes med «{str(a)[:40]}».") from None


def _er_tall(v: Any) -> bool:
    return isinstance(v, int | Decimal) and not isinstance(v, bool)


_REGN = {"add": Decimal.__add__, "sub": Decimal.__sub__, "mul": Decimal.__mul__, "mod": Decimal.__mod__}


def _regn(tegn: str, a: Any, b: Any) -> Verdi:
    if not _er_tall(a) or not _er_tall(b) or (tegn in ("div", "divby", "mod") and b == 0):
        return Verdi(None)
    hele = isinstance(a, int) and isinstance(b, int)
    x, y = Decimal(a), Decimal(b)
    regnet = {"add": lambda: x + y, "sub": lambda: x - y, "mul": lambda: x * y, "mod": lambda: x % y}.get(
        tegn, lambda: x / y
    )()
    return Verdi(int(regnet) if hele and tegn != "divby" else regnet)


def _tekst(v: Verdi) -> str:
    if isinstance(v.verdi, datetime):
        return f"{v.verdi.astimezone(OSLO):%Y-%m-%dT%H:%M:%S}"
    return "" if v.verdi is None else til_tekst(v.verdi)


def _par(a: Verdi, b: Verdi) -> tuple[str, str]:
    hva, del_ = _tekst(a), _tekst(b)
    return (hva, del_) if a.noeyaktig or b.noeyaktig else (store(hva), store(del_))


def _bit(a: Verdi, fra: Verdi, *lengde: Verdi) -> Verdi:
    start = max(int(fra.verdi), 0)
    return Verdi(_tekst(a)[start : start + max(int(lengde[0].verdi), 0)] if lengde else _tekst(a)[start:], a.noeyaktig)


def _lokal(a: Verdi) -> Any:
    if isinstance(a.verdi, str):
        a = Verdi(_like(naa(), a.verdi)[1])
    return a.verdi.astimezone(OSLO) if isinstance(a.verdi, datetime) else a.verdi


def _av_tid(navn: str) -> Callable[[Verdi], Verdi]:
    def finn(a: Verdi) -> Verdi:
        tid = _lokal(a)
        if tid is None:
            return Verdi(None)
        return Verdi(getattr(tid, navn) if hasattr(tid, navn) else 0)

    return finn


def _avrundet(maate: str) -> Callable[[Verdi], Verdi]:
    return lambda a: Verdi(None if a.verdi is None else int(Decimal(a.verdi).to_integral_value(maate)))


_FUNKSJONER: dict[str, Callable[..., Verdi]] = {
    "contains": lambda a, b: Verdi(_par(a, b)[1] in _par(a, b)[0]),
    "startswith": lambda a, b: Verdi(_par(a, b)[0].startswith(_par(a, b)[1])),
    "endswith": lambda a, b: Verdi(_par(a, b)[0].endswith(_par(a, b)[1])),
    "indexof": lambda a, b: Verdi(_par(a, b)[0].find(_par(a, b)[1])),
    "concat": lambda a, b: Verdi(_tekst(a) + _tekst(b), a.noeyaktig or b.noeyaktig),
    "length": lambda a: Verdi(len(_tekst(a))),
    "tolower": lambda a: Verdi(re.sub(r".", lambda m: m[0].lower(), _tekst(a), flags=re.DOTALL), noeyaktig=True),
    "toupper": lambda a: Verdi(store(_tekst(a)), noeyaktig=True),
    "trim": lambda a: Verdi(_tekst(a).strip(" \t\n\r\f\v\u00a0"), a.noeyaktig),
    "substring": _bit,
    **{navn: _av_tid(navn) for navn in ("year", "month", "day", "hour", "minute", "second")},
    "date": lambda a: Verdi(tid.date() if isinstance(tid := _lokal(a), datetime) else tid),
    "time": lambda a: Verdi(tid.time() if isinstance(tid := _lokal(a), datetime) else tid),
    "round": _avrundet(ROUND_HALF_UP),
    "floor": _avrundet(ROUND_FLOOR),
    "ceiling": _avrundet(ROUND_CEILING),
    "now": lambda: Verdi(naa()),
    "mindatetime": lambda: Verdi(datetime.min.replace(tzinfo=UTC)),
    "maxdatetime": lambda: Verdi(datetime.max.replace(tzinfo=UTC)),
}
