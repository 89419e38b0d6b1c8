"""Where the names of a question lead: to an attribute, into a list of texts, or across a relation. Nothing else.

Only what `RESSURSER` declares can be reached, so no name leads on to a password or to another virksomhet.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TypeVar

from django.db.models import Q

from bysak.api.noark5.form import Felt, Relasjon, Ressurs
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER

T = TypeVar("T")
KODE, KODENAVN, VSM = "kode", "kodenavn", "virksomhetsspesifikkeMetadata"
# As the standard's own examples write them.
_ANDRE_NAVN = {"bygningsNummer": "bygningsnummer"}
# What clients call the identifiers of persons on a case or an entry.
_ANDRE_RELASJONER = {"personidentifikator": "nasjonalidentifikator"}
_UTEN_EGET_LEDD = frozenset({"byggidentifikator"})


@dataclass(frozen=True)
class Attributt:
    """An attribute. `foran`: the path to what it stands in.

    del_: kode, kodenavn, or the name inside the virksomhet's own metadata.
    bare: which rows have it, when it belongs to a subtype. hel: the whole of a group, that is there or not.
    """

    felt: Felt
    foran: str = ""
    del_: str = ""
    bare: Q = field(default_factory=Q)
    hel: bool = False


@dataclass(frozen=True)
class Tekstliste:
    """A list of texts on the row itself, such as noekkelord. `lest`: how many names it took."""

    felt: Felt
    foran: str
    lest: int


@dataclass(frozen=True)
class Overgang:
    """A step to other rows, of which `til` are meant. lest: how many names it took. bare: which rows may take it."""

    relasjon: Relasjon
    til: Ressurs
    lest: int
    bare: Q


def finn(ressurs: Ressurs, ledd: tuple[str, ...]) -> Attributt | Tekstliste | Overgang:
    """Find where a way leads, as far as the first relation. Raises `UgyldigSpoerring` with what is near."""
    bare, lest = Q(), 0
    while lest < len(ledd) and (_er_kast(ledd[lest]) or ledd[lest] in _UTEN_EGET_LEDD):
        if _er_kast(ledd[lest]):
            ressurs = som(ressurs, ledd[lest])
            bare &= ressurs.bare
        lest += 1
    if lest == len(ledd):
        raise UgyldigSpoerring(f"Etter «{ledd[-1]}» mangler navnet på et felt.")
    navn = _ANDRE_NAVN.get(ledd[lest], ledd[lest])
    if funnet := _felt(ressurs, navn):
        felt, hvem = funnet
        return _i_felt(felt, "", ledd, lest, bare & hvem)
    if steg := _relasjon(ressurs, navn):
        relasjon, til = steg
        while lest + 1 < len(ledd) and _er_kast(ledd[lest + 1]):
            til, lest = som(til, ledd[lest + 1]), lest + 1
        return Overgang(relasjon, til, lest + 1, bare)
    raise _ukjent(navn, ressurs.navn, [n for r in med_undertyper(ressurs) for n in (*r.felt, *r.relasjoner)])


def _er_kast(navn: str) -> bool:
    return "." in navn and ":" not in navn


def som(ressurs: Ressurs, kast: str) -> Ressurs:
    """Find the subtype that a cast such as `Default.PartPersonType` names. Raises `UgyldigSpoerring`."""
    navn = kast.rpartition(".")[2].removesuffix("Type").lower()
    if navn in (ressurs.navn, ressurs.rot):
        return ressurs
    if navn in ressurs.undertyper:
        return RESSURSER[navn]
    raise _ukjent(kast, ressurs.navn, [f"Default.{n.capitalize()}Type" for n in ressurs.undertyper])


def med_undertyper(ressurs: Ressurs) -> Iterable[Ressurs]:
    """Go through a resource and its subtypes."""
    return (ressurs, *(RESSURSER[n] for n in ressurs.undertyper))


def _felt(ressurs: Ressurs, navn: str) -> tuple[Felt, Q] | None:
    """An attribute, and which rows have it: the resource's own, one of its subtypes', or one of a data type."""
    if ":" in navn and VSM in ressurs.felt:
        return ressurs.felt[VSM], Q()
    for felter in (dict(ressurs.felt), _i_datatypene(ressurs)):
        if felt := _oppslag(navn, felter):
            return felt, Q()
    funnet = [(r, f) for r in map(RESSURSER.__getitem__, ressurs.undertyper) if (f := _ett_felt(r, navn))]
    if not funnet:
        return None
    # Several subtypes may have it in the same place, as persons and units have their names.
    felt, bare = funnet[0][1], Q()
    for r, f in funnet:
        if (f.sti, f.uttrykk) == (felt.sti, felt.uttrykk):
            bare |= r.bare
    return felt, bare


def _ett_felt(ressurs: Ressurs, navn: str) -> Felt | None:
    return _oppslag(navn, ressurs.felt) or _oppslag(navn, _i_datatypene(ressurs))


def _i_datatypene(ressurs: Ressurs) -> dict[str, Felt]:
    """What stands in a data type on the row itself, such as foedselsnummer, may be named without the type."""
    return {n: f for g in ressurs.felt.values() if g.gruppe and not g.sti for n, f in GRUPPER[g.gruppe].items()}


def _oppslag(navn: str, i: Mapping[str, T]) -> T | None:
    """By its name, or by its name in other letters when only one is meant."""
    if navn in i:
        return i[navn]
    like = [n for n in i if n.lower() == navn.lower()]
    return i[like[0]] if len(like) == 1 else None


def _i_felt(felt: Felt, foran: str, ledd: tuple[str, ...], lest: int, bare: Q) -> Attributt | Tekstliste:
    navn, rest = ledd[lest], ledd[lest + 1 :]
    if felt.gruppe:
        videre = foran + (f"{felt.sti}__" if felt.sti else "")
        if not rest:
            return Attributt(replace(felt, type="uuid", sti="pk"), videre, bare=bare, hel=True)
        inni = _oppslag(rest[0], GRUPPER[felt.gruppe])
        if inni is None:
            raise _ukjent(rest[0], felt.navn, GRUPPER[felt.gruppe])
        return _i_felt(inni, videre, ledd, lest + 1, bare)
    if felt.flere:
        return Tekstliste(felt, foran, lest + (2 if rest[:1] == (navn,) else 1))
    if felt.type == "vsm":
        return _egne_metadata(felt, foran, ledd[lest:], bare)
    del_ = rest[0].lower() if rest else KODE
    if len(rest) > 1 or (rest and not (felt.kodeliste and del_ in (KODE, KODENAVN))):
        raise UgyldigSpoerring(f"Det er ikke noe under «{navn}» som heter «{rest[0]}».")
    return Attributt(felt, foran, del_ if felt.kodeliste else "", bare)


def _egne_metadata(felt: Felt, foran: str, ledd: tuple[str, ...], bare: Q) -> Attributt:
    """By full name, or after the name of the attribute that they stand in."""
    navn = ledd if ":" in ledd[0] else ledd[1:]
    if len(navn) > 1:
        raise UgyldigSpoerring(f"«{navn[0]}» har ingen felt under seg.")
    return Attributt(felt, foran, navn[0] if navn else "", bare)


def _relasjon(ressurs: Ressurs, navn: str) -> tuple[Relasjon, Ressurs] | None:
    for en in med_undertyper(ressurs):
        if relasjon := _oppslag(navn, en.relasjoner) or en.relasjoner.get(_ANDRE_RELASJONER.get(navn, "")):
            return relasjon, RESSURSER[relasjon.til]
    for relasjon in ressurs.relasjoner.values():  # `partPerson/navn`: the subtype instead of the relation
        if navn.lower() in RESSURSER[relasjon.til].undertyper:
            return relasjon, RESSURSER[navn.lower()]
    return None


def _ukjent(navn: str, hos: str, kjente: Iterable[str]) -> UgyldigSpoerring:
    naer = get_close_matches(navn, list(kjente), n=1)
    return UgyldigSpoerring(f"«{navn}» finnes ikke på {hos}." + (f" Mente du «{naer[0]}»?" if naer else ""))
