"""$expand: what a list's rows lead to, one question for each relation and level, never one for each row."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from bysak.api.noark5.form import Relasjon, Ressurs
from bysak.api.noark5.odata import innsyn, stier
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.uttrykk import Utvid
from bysak.kjerne.arbeid import Aktoer

MAKS_RADER = 5000


@dataclass(frozen=True)
class Gren:
    """One relation of the rows: the ids at the end of it by the row's id, in order, and what they lead to."""

    relasjon: Relasjon
    til: Ressurs
    barn: dict[Any, list[Any]]
    grener: "tuple[Gren, ...]" = ()


def hent(ressurs: Ressurs, idene: Collection[Any], utvid: tuple[Utvid, ...], av: Aktoer) -> tuple[Gren, ...]:
    """Find what to take with the rows of these ids; only what the one who asks may see. Raises `UgyldigSpoerring`."""
    samlet: dict[str, list[Utvid]] = defaultdict(list)
    for en in utvid:
        samlet[en.navn].extend(en.videre)
    return tuple(_gren(ressurs, idene, navn, tuple(videre), av) for navn, videre in samlet.items())


def _gren(ressurs: Ressurs, idene: Collection[Any], navn: str, videre: tuple[Utvid, ...], av: Aktoer) -> Gren:
    steg = stier.finn(ressurs, (navn,))
    if not isinstance(steg, stier.Overgang):
        raise UgyldigSpoerring(f"«{navn}» på {ressurs.navn} er ikke en relasjon, og står alltid i svaret.")
    par = _par(ressurs, idene, steg, av)
    barn: dict[Any, list[Any]] = defaultdict(list)
    for fra, til in sorted(par):
        barn[fra].append(til)
    alle = {til for _, til in par}
    return Gren(steg.relasjon, steg.til, dict(barn), hent(steg.til, alle, videre, av) if alle or videre else ())


def _par(ressurs: Ressurs, idene: Collection[Any], steg: stier.Overgang, av: Aktoer) -> set[tuple[Any, Any]]:
    """Follow the relation from each of the rows, one model at a time."""
    modell: Any = ressurs.modell
    par = {(i, i) for i in idene}
    ledd = steg.relasjon.sti.split("__")
    for nr, navn in enumerate(ledd, 1):
        knytning = modell._meta.get_field(navn)
        neste = knytning.related_model
        rader = innsyn.rader(ressurs, steg.relasjon, steg.til, av) if nr == len(ledd) else neste._base_manager.all()
        her = {i for _, i in par}
        if knytning.concrete:
            pekt = dict(modell._base_manager.filter(pk__in=her).values_list("pk", knytning.attname))
            synlige = set(rader.filter(pk__in={v for v in pekt.values() if v}).values_list("pk", flat=True))
            steget = {(fra, til) for fra, til in pekt.items() if til in synlige}
        else:
            peker = knytning.field.attname
            steget = set(rader.filter(**{f"{peker}__in": her}).values_list(peker, "pk")[: MAKS_RADER + 1])
        videre = defaultdict(list)
        for fra, til in steget:
            videre[fra].append(til)
        par = {(rot, til) for rot, fra in par for til in videre[fra]}
        if len(par) > MAKS_RADER:
            raise UgyldigSpoerring(f"$expand gir mer enn {MAKS_RADER} rader. Be om færre med $top.")
        modell = neste
    return par
