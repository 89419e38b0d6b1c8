"""The language of $filter, $orderby and $expand: a small tree, and the reader that makes it out of text.

Own and not a library's: clients write names with `-` and `:` in them, quotation marks of three kinds, operators in
capitals and a `+` that a form made into a space, and the reader must stay within bounds whatever it is given.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import NamedTuple, NoReturn, TypeVar
from uuid import UUID

from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.kjerne.kalender import OSLO

T = TypeVar("T")
MAKS_TEGN, MAKS_LEKSEMER, MAKS_DYBDE, MAKS_I_LISTE, MAKS_SIFRE = 8000, 1500, 20, 500, 30
MAKS_NOEKLER, MAKS_UTVIDELSE = 8, 4

SAMMENLIGNER = frozenset({"eq", "ne", "gt", "ge", "lt", "le"})
# How many arguments each function takes.
FUNKSJONER: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("contains", "startswith", "endswith", "indexof", "concat"), (2,)),
    **dict.fromkeys(("length", "tolower", "toupper", "trim", "round", "floor", "ceiling"), (1,)),
    **dict.fromkeys(("year", "month", "day", "hour", "minute", "second", "fractionalseconds"), (1,)),
    **dict.fromkeys(("date", "time", "totaloffsetminutes"), (1,)),
    **dict.fromkeys(("now", "mindatetime", "maxdatetime"), (0,)),
    "substring": (2, 3),
    "isof": (1, 2),
}


@dataclass(frozen=True, slots=True)
class Verdi:
    """A value that is written out."""

    verdi: "str | int | Decimal | bool | date | datetime | time | UUID | None"


@dataclass(frozen=True, slots=True)
class Sti:
    """A way to an attribute: names, casts and variables, in the order they were written."""

    ledd: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Antall:
    """How many there are at the end of a way: `merknad/$count`."""

    sti: Sti


@dataclass(frozen=True, slots=True)
class Kall:
    """A function of `FUNKSJONER`, its name in small letters."""

    navn: str
    verdier: "tuple[Uttrykk, ...]"


@dataclass(frozen=True, slots=True)
class Regn:
    """add, sub, mul, div, divby or mod."""

    tegn: str
    venstre: "Uttrykk"
    hoeyre: "Uttrykk"


@dataclass(frozen=True, slots=True)
class Sammenlign:
    """One of `SAMMENLIGNER`."""

    tegn: str
    venstre: "Uttrykk"
    hoeyre: "Uttrykk"


@dataclass(frozen=True, slots=True)
class Blant:
    """That the left is one of those written out."""

    venstre: "Uttrykk"
    verdier: "tuple[Uttrykk, ...]"


@dataclass(frozen=True, slots=True)
class Og:
    """All of them."""

    deler: "tuple[Uttrykk, ...]"


@dataclass(frozen=True, slots=True)
class Eller:
    """At least one of them."""

    deler: "tuple[Uttrykk, ...]"


@dataclass(frozen=True, slots=True)
class Ikke:
    """That it is not so."""

    ledd: "Uttrykk"


@dataclass(frozen=True, slots=True)
class Hver:
    """`any` or `all` over what a way leads to. `vilkaar` is None for `any()`."""

    sti: Sti
    alle: bool
    variabel: str
    vilkaar: "Uttrykk | None"


Uttrykk = Verdi | Sti | Antall | Kall | Regn | Sammenlign | Blant | Og | Eller | Ikke | Hver


@dataclass(frozen=True, slots=True)
class Sortering:
    """One key of $orderby."""

    uttrykk: Uttrykk
    synkende: bool


@dataclass(frozen=True, slots=True)
class Utvid:
    """One branch of $expand."""

    navn: str
    videre: "tuple[Utvid, ...]" = ()


class Leksem(NamedTuple):
    """A word of the language: its kind, its text, and where it began."""

    slag: str
    tekst: str
    start: int


_HEKS = "[0-9a-fA-F]"
_LEKSEMER = re.compile(
    rf"""
    (?P<rom>\s+)
  | (?P<tekst>'(?:[^']|'')*' | "(?:[^"]|"")*" | ‘[^‘’]*’ | “[^“”]*”)
  | (?P<uuid>{_HEKS}{{8}}-{_HEKS}{{4}}-{_HEKS}{{4}}-{_HEKS}{{4}}-{_HEKS}{{12}}(?![\w-]))
  | (?P<tid>\d{{4}}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{{1,12}})?)?(?:[Zz]|[-+ ]\d\d:\d\d)?(?![\w:]))
  | (?P<dato>\d{{4}}-\d\d-\d\d(?![\w-]))
  | (?P<klokke>\d\d:\d\d(?::\d\d(?:\.\d{{1,12}})?)?(?![\w:]))
  | (?P<tall>[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?(?![\w.]))
  # A name of the virksomhet's own has a dash before its colon, so that `m:m/navn` is two names.
  | (?P<navn>[^\W\d]\w*(?:-\w+)+:\w[\w.-]* | [^\W\d]\w*(?:[-.]\w+)* | \$(?:it|count|this)\b)
  | (?P<tegn>[(),/:;=$])
    """,
    re.VERBOSE,
)


def les_filter(tekst: str) -> Uttrykk:
    """Read a $filter. Raises `UgyldigSpoerring` with what was wrong and where."""
    leser = _Leser("$filter", tekst)
    return leser.alt(leser.vilkaar)


def les_sortering(tekst: str) -> tuple[Sortering, ...]:
    """Read an $orderby: ways or values with commas between, each with asc or desc after it."""
    leser = _Leser("$orderby", tekst)
    return leser.alt(leser.sorteringer)


def les_utvidelse(tekst: str) -> tuple[Utvid, ...]:
    """Read an $expand: `part,dokumentbeskrivelse($expand=dokumentobjekt)`, or with ways: `mappe/part`."""
    leser = _Leser("$expand", tekst)
    return leser.alt(leser.utvidelser)


class _Leser:
    """Recursive descent, one method for each level of what binds together."""

    def __init__(self, hva: str, tekst: str) -> None:
        self.hva, self.tekst, self.nr, self.dybde, self.regnet = hva, tekst, 0, 0, 0
        if len(tekst) > MAKS_TEGN:
            raise UgyldigSpoerring(f"{hva} kan ha høyst {MAKS_TEGN} tegn. Del spørringen i flere.")
        self.leksemer = list(self._del_opp())

    def _del_opp(self) -> list[Leksem]:
        funnet: list[Leksem] = []
        sted = 0
        while sted < len(self.tekst):
            treff = _LEKSEMER.match(self.tekst, sted)
            if treff is None and self.tekst[sted:].strip() in ("'", '"') and funnet:
                break  # a client in the wild ends a number with a quotation mark that it never began
            if treff is None or len(funnet) > MAKS_LEKSEMER:
                self._stans(sted, "" if treff is None else f"Den har flere enn {MAKS_LEKSEMER} ledd.")
            if treff.lastgroup != "rom":
                funnet.append(Leksem(str(treff.lastgroup), treff[0], sted))
            sted = treff.end()
        return funnet

    def _stans(self, sted: int, hvorfor: str = "") -> NoReturn:
        rest = self.tekst[sted : sted + 20]
        hvor = f"ved «{rest}» (tegn {sted + 1})" if rest else "på slutten"
        raise UgyldigSpoerring(f"{self.hva} kunne ikke leses {hvor}. {hvorfor}".strip())

    def _her(self) -> int:
        return self.leksemer[self.nr].start if self.nr < len(self.leksemer) else len(self.tekst)

    def _er(self, *tekster: str) -> bool:
        """Is the next word one of these? Operators are known in capitals too."""
        if self.nr >= len(self.leksemer) or self.leksemer[self.nr].slag not in ("navn", "tegn"):
            return False
        return self.leksemer[self.nr].tekst.lower() in tekster

    def _ta(self, *tekster: str) -> str:
        if not self._er(*tekster):
            return ""
        self.nr += 1
        return self.leksemer[self.nr - 1].tekst.lower()

    def _krev(self, tegn: str) -> None:
        if not self._ta(tegn):
            self._stans(self._her(), f"Her skulle det stått «{tegn}».")

    def _navn(self) -> str:
        if self.nr >= len(self.leksemer) or self.leksemer[self.nr].slag != "navn":
            self._stans(self._her(), "Her skulle det stått et navn.")
        self.nr += 1
        return self.leksemer[self.nr - 1].tekst

    def _ned(self, les: Callable[[], T]) -> T:
        self.dybde += 1
        if self.dybde > MAKS_DYBDE:
            self._stans(self._her(), f"Den er nøstet dypere enn {MAKS_DYBDE} nivåer.")
        svar = les()
        self.dybde -= 1
        return svar

    def alt(self, les: Callable[[], T]) -> T:
        """Read all of the text as one thing."""
        svar = les()
        if self.nr < len(self.leksemer):
            self._stans(self._her(), "Noe mangler foran, eller det er én parentes for mye.")
        return svar

    def vilkaar(self) -> Uttrykk:
        """Something that is or is not so."""
        return self._ned(lambda: self._kjede("or", Eller, lambda: self._kjede("and", Og, self._ikke)))

    def _kjede(self, ord_: str, slag: type[Eller] | type[Og], les: Callable[[], Uttrykk]) -> Uttrykk:
        deler = [les()]
        while self._ta(ord_):
            deler.append(les())
        return deler[0] if len(deler) == 1 else slag(tuple(deler))

    def _ikke(self) -> Uttrykk:
        if self._ta("not"):
            return Ikke(self._ned(self._ikke))
        venstre = self._sum()
        if tegn := self._ta(*SAMMENLIGNER):
            return Sammenlign(tegn, venstre, self._sum())
        return self._blant(venstre) if self._ta("in") else venstre

    def _blant(self, venstre: Uttrykk) -> Uttrykk:
        if not self._er("("):  # `'x' in noekkelord`
            return Sammenlign("eq", self._enkel(), venstre)
        self._krev("(")
        verdier = [self._sum()]
        while self._ta(","):
            verdier.append(self._sum())
        self._krev(")")
        if len(verdier) > MAKS_I_LISTE:
            self._stans(self._her(), f"En liste etter «in» kan ha høyst {MAKS_I_LISTE} verdier.")
        return Blant(venstre, tuple(verdier))

    def _sum(self) -> Uttrykk:
        return self._regn(("add", "sub"), lambda: self._regn(("mul", "div", "divby", "mod"), self._enkel))

    def _regn(self, tegn: tuple[str, ...], les: Callable[[], Uttrykk]) -> Uttrykk:
        svar = les()
        while funnet := self._ta(*tegn):
            svar = Regn(funnet, svar, les())
            self.regnet += 1  # each stands inside the next one
            if self.regnet > MAKS_DYBDE:
                self._stans(self._her(), f"Høyst {MAKS_DYBDE} regnestykker i én spørring.")
        return svar

    def _enkel(self) -> Uttrykk:
        if self._ta("("):
            svar = self.vilkaar()
            self._krev(")")
            return svar
        if self.nr >= len(self.leksemer):
            self._stans(len(self.tekst), "Her mangler det en verdi eller et navn.")
        leksem = self.leksemer[self.nr]
        if leksem.slag not in ("navn", "tegn"):
            self.nr += 1
            return Verdi(self._verdi(leksem))
        neste, navn = self._neste(), leksem.tekst.lower()
        if neste not in ("/", "(") and self._ta("true", "false", "null"):
            return Verdi({"true": True, "false": False, "null": None}[navn])
        return self._ned(self._kall) if neste == "(" and leksem.slag == "navn" else self._sti()

    def _verdi(self, leksem: Leksem) -> "str | int | Decimal | datetime | date | time | UUID":
        tekst = leksem.tekst
        try:
            match leksem.slag:
                case "tekst":
                    return tekst[1:-1].replace(tekst[0] * 2, tekst[0]) if tekst[0] in "'\"" else tekst[1:-1]
                case "uuid":
                    return UUID(tekst)
                case "dato":
                    return date.fromisoformat(tekst)
                case "klokke":
                    return time.fromisoformat(tekst)
                case "tid":
                    # The + of an offset is a space when the query was read as a form's.
                    tid = datetime.fromisoformat(tekst.upper().replace(" ", "+"))
                    return tid if tid.tzinfo else tid.replace(tzinfo=OSLO)
        except ValueError:
            self._stans(leksem.start, "Den datoen eller det klokkeslettet finnes ikke.")
        tall = Decimal(tekst)
        if len(tekst) > MAKS_SIFRE or abs(tall.adjusted()) > MAKS_SIFRE:
            self._stans(leksem.start, f"Et tall kan ha høyst {MAKS_SIFRE} sifre.")
        return int(tekst) if tekst.lstrip("+-").isdigit() else tall

    def _kall(self) -> Uttrykk:
        sted = self._her()
        navn = self._navn().lower()
        if navn not in FUNKSJONER:
            self._stans(sted, f"Funksjonene er {', '.join(sorted(FUNKSJONER))}.")
        self._krev("(")
        verdier = [] if self._er(")") else [self.vilkaar()]
        while self._ta(","):
            verdier.append(self.vilkaar())
        self._krev(")")
        if len(verdier) not in FUNKSJONER[navn]:
            antall = " eller ".join(map(str, FUNKSJONER[navn]))
            self._stans(sted, f"{navn} tar {antall} verdier, og fikk {len(verdier)}.")
        return Kall(navn, tuple(verdier))

    def _sti(self) -> Uttrykk:
        ledd = [self._navn()]
        while self._ta("/"):
            if self._er("any", "all") and self._neste() == "(":
                return self._ned(lambda: self._hver(Sti(tuple(ledd))))
            if self._ta("$count"):
                return Antall(Sti(tuple(ledd)))
            ledd.append(self._navn())
        return Sti(tuple(ledd))

    def _neste(self) -> str:
        return self.leksemer[self.nr + 1].tekst if self.nr + 1 < len(self.leksemer) else ""

    def _hver(self, sti: Sti) -> Uttrykk:
        alle = self._ta("any", "all") == "all"
        self._krev("(")
        if not alle and self._ta(")"):
            return Hver(sti, alle, "", None)
        variabel = self._navn()
        self._krev(":")
        vilkaar = self.vilkaar()
        self._krev(")")
        return Hver(sti, alle, variabel, vilkaar)

    def sorteringer(self) -> tuple[Sortering, ...]:
        """Keys with commas between."""
        funnet: list[Sortering] = []
        while not funnet or self._ta(","):
            uttrykk = self._sum()
            funnet.append(Sortering(uttrykk, self._ta("asc", "desc") == "desc"))
        if len(funnet) > MAKS_NOEKLER:
            self._stans(self._her(), f"Høyst {MAKS_NOEKLER} felt å sortere på.")
        return tuple(funnet)

    def utvidelser(self, nivaa: int = 1) -> tuple[Utvid, ...]:
        """Branches with commas between."""
        funnet = [self._utvidelse(nivaa)]
        while self._ta(","):
            funnet.append(self._utvidelse(nivaa))
        return tuple(funnet)

    def _utvidelse(self, nivaa: int) -> Utvid:
        if nivaa > MAKS_UTVIDELSE:
            self._stans(self._her(), f"Høyst {MAKS_UTVIDELSE} nivåer kan hentes i ett.")
        navn = self._navn()
        if self._ta("/"):
            return Utvid(navn, (self._utvidelse(nivaa + 1),))
        if not self._ta("("):
            return Utvid(navn)
        self._ta("$")
        if not self._ta("expand"):
            self._stans(self._her(), "Bare $expand kan stå inni en utvidelse.")
        self._krev("=")
        videre = self.utvidelser(nivaa=nivaa + 1)
        self._krev(")")
        return Utvid(navn, videre)
