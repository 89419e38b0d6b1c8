"""Pages of a list: found by where the last one ended, never by counting past what came before.

The order is total, as systemID decides between equals, so a row is on one page only, also while others are written.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core import signing
from django.db import DataError, OperationalError
from django.db.models import BooleanField, Case, F, Func, Q, QuerySet, Value, When
from django.db.models.lookups import Exact, GreaterThan, IsNull, LessThan

from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.odata.ledd import USANN, Art, Ledd
from bysak.api.noark5.odata.oversett import Oversetter
from bysak.api.noark5.odata.soeking import treff
from bysak.api.noark5.odata.spoerring import Spoerring
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.verdier import fra_tekst, til_tekst
from bysak.kjerne.arbeid import Aktoer, hoeyst

STANDARD, MAKS, TIDSGRENSE_MS = 100, 1000, 10_000
_SALT = "bysak.odata.side"


@dataclass(frozen=True)
class Noekkel:
    """What a list is sorted by: the value, its direction, and whether it can be missing."""

    navn: str
    ledd: Ledd
    synkende: bool
    kan_mangle: bool


@dataclass(frozen=True)
class Side:
    """A page that is about to be read.

    rader: ordered, and one row more than `grense` when there is a next page. noekler: the annotations that `neste`
    needs of each row, after its pk.
    """

    rader: QuerySet[Any]
    grense: int
    noekler: tuple[str, ...]
    spoerring: Spoerring
    merke: str

    def neste(self, lest: Sequence[Sequence[Any]]) -> str:
        """Return the query of the next page, given (pk, *noekler) of the rows as they were read, or ""."""
        if self.grense == 0 or len(lest) <= self.grense:
            return ""
        pk, *verdier = lest[self.grense - 1]
        hvor = [self.merke, str(pk), [None if v is None else til_tekst(v) for v in verdier]]
        return self.spoerring.neste(skiptoken=signing.dumps(hvor, salt=_SALT, compress=True))


def hent(
    ressurs: Ressurs, spoerring: Spoerring, av: Aktoer, grunn: QuerySet[Any] | None = None, standard: int = STANDARD
) -> Side:
    """Make the page that a query asks for. grunn: the rows that the list is of, when not all that one may see.

    Raises `UgyldigSpoerring`.
    """
    oversetter = Oversetter(ressurs, av)
    rader = _utvalg(oversetter, ressurs, spoerring, av, grunn)
    noekler = [_noekkel(oversetter, ressurs, nr, s) for nr, s in enumerate(spoerring.orderby)]
    rader = rader.annotate(**{n.navn: n.ledd.uttrykk for n in noekler})
    baklengs = noekler[-1].synkende if noekler else False
    rader = rader.order_by(*map(_rekkefoelge, noekler), "-pk" if baklengs else "pk")
    merke = _merke(ressurs, spoerring)
    grense = min(standard if spoerring.top is None else spoerring.top, MAKS)
    hopp = spoerring.skip
    if spoerring.fortsett:
        rader, hopp = (
            rader.filter(_etter(noekler, baklengs, _les_merke(ressurs, spoerring.fortsett, merke, noekler))),
            0,
        )
    return Side(rader[hopp : hopp + grense + 1], grense, tuple(n.navn for n in noekler), spoerring, merke)


def tell(ressurs: Ressurs, spoerring: Spoerring, av: Aktoer, grunn: QuerySet[Any] | None = None) -> int:
    """Count all that a query finds, whatever page is shown. Raises `UgyldigSpoerring`."""
    return _utvalg(Oversetter(ressurs, av), ressurs, spoerring, av, grunn).order_by().count()


@contextmanager
def tidsgrense(spoerring: Spoerring) -> Iterator[None]:
    """Stop a question that takes too long, or counts beyond what numbers hold, with a sentence instead of a fault.

    A list as it is needs no limit, and saves a statement.
    """
    if spoerring.filter or spoerring.search or spoerring.orderby or spoerring.skip or spoerring.expand:
        hoeyst(TIDSGRENSE_MS)
    try:
        yield
    except OperationalError as feil:
        if getattr(feil.__cause__, "sqlstate", "") != "57014":
            raise
        raise UgyldigSpoerring("Spørringen tok for lang tid. Avgrens den, for eksempel på år eller klasse.") from feil
    except DataError as feil:
        raise UgyldigSpoerring("En verdi i spørringen er for stor eller kan ikke regnes ut.") from feil


def _utvalg(
    oversetter: Oversetter, ressurs: Ressurs, spoerring: Spoerring, av: Aktoer, grunn: QuerySet[Any] | None
) -> QuerySet[Any]:
    rader = ressurs.grunn(av) if grunn is None else grunn
    if spoerring.search:
        rader = rader.filter(treff(ressurs, spoerring.search, av))
    return rader if spoerring.filter is None else oversetter.filtrer(rader, spoerring.filter)


def _noekkel(oversetter: Oversetter, ressurs: Ressurs, nr: int, sortering: Any) -> Noekkel:
    ledd = oversetter.noekkel(sortering.uttrykk)
    uttrykk = ledd.uttrykk
    if ledd.vilkaar is not None:
        uttrykk = Case(When(ledd.vilkaar, then=Value(1)), default=Value(0))
        ledd = Ledd(uttrykk, Art.HELTALL)
    elif ledd.skrevet or ledd.art is Art.EGEN:
        ledd = Ledd(uttrykk, Art.TEKST)
    elif ledd.bare:
        ledd = Ledd(Case(When(ledd.bare, then=uttrykk)), ledd.art)
    sti = getattr(ledd.uttrykk, "name", "__") if isinstance(ledd.uttrykk, F) else "__"
    felt: Any = None if "__" in sti else ressurs.modell._meta.get_field(sti)
    return Noekkel(f"odata_s{nr}", ledd, sortering.synkende, felt is None or bool(felt.null))


def _rekkefoelge(n: Noekkel) -> Any:
    """Missing first, and last when it is backwards, as OData has it; columns that never miss keep their index."""
    kolonne = F(n.navn)
    if not n.kan_mangle:
        return kolonne.desc() if n.synkende else kolonne.asc()
    return kolonne.desc(nulls_last=True) if n.synkende else kolonne.asc(nulls_first=True)


class _Par(Func):
    """That one pair comes after another: an index on both can begin there."""

    arity = 4
    output_field = BooleanField()

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **ekstra: Any) -> Any:
        """Write it."""
        deler = [compiler.compile(e) for e in self.get_source_expressions()]
        a, b, c, d = (sql for sql, _ in deler)
        return f"({a}, {b}) {self.extra['tegn']} ({c}, {d})", [v for _, verdier in deler for v in verdier]


def _etter(noekler: list[Noekkel], baklengs: bool, siste: tuple[Any, list[Any]]) -> Q:
    pk, verdier = siste
    tegn, etter = ("<", LessThan) if baklengs else (">", GreaterThan)
    if not noekler:
        return Q(etter(F("pk"), Value(pk)))
    if len(noekler) == 1 and not noekler[0].kan_mangle:
        return Q(_Par(noekler[0].ledd.uttrykk, F("pk"), Value(verdier[0]), Value(pk), tegn=tegn))
    svar, likt = USANN, Q()
    for n, verdi in zip(noekler, verdier, strict=True):
        svar |= likt & _forbi(n, verdi)
        likt &= Q(IsNull(n.ledd.uttrykk, rhs=True) if verdi is None else Exact(n.ledd.uttrykk, Value(verdi)))
    return svar | (likt & Q(etter(F("pk"), Value(pk))))


def _forbi(n: Noekkel, verdi: Any) -> Q:
    """Past a value, in the direction of the key, with missing before everything."""
    if n.synkende:
        return (
            USANN if verdi is None else Q(LessThan(n.ledd.uttrykk, Value(verdi))) | Q(IsNull(n.ledd.uttrykk, rhs=True))
        )
    return Q(IsNull(n.ledd.uttrykk, rhs=False)) if verdi is None else Q(GreaterThan(n.ledd.uttrykk, Value(verdi)))


def _merke(ressurs: Ressurs, spoerring: Spoerring) -> str:
    """What question a continuation belongs to."""
    hva = [ressurs.navn, *sorted((n, v) for n, v in spoerring.tekst if n in ("filter", "orderby", "search"))]
    return sha256(json.dumps(hva).encode()).hexdigest()[:12]


def _les_merke(ressurs: Ressurs, fortsett: str, merke: str, noekler: list[Noekkel]) -> tuple[Any, list[Any]]:
    try:
        hvilken, pk, verdier = signing.loads(fortsett, salt=_SALT)
    except (signing.BadSignature, ValueError):
        raise UgyldigSpoerring("$skiptoken er ikke en fortsettelse herfra. Følg lenken «next» som den er.") from None
    if hvilken != merke or len(verdier) != len(noekler):
        raise UgyldigSpoerring("$skiptoken hører til en annen spørring. Begynn på nytt uten den.")
    lest = [None if v is None else fra_tekst(n.ledd.art, v) for n, v in zip(noekler, verdier, strict=True)]
    pk_felt: Any = ressurs.modell._meta.pk
    return pk_felt.to_python(pk), lest
