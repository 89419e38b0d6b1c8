"""The columns of a list: which are shown, by which it is sorted, and the same of both in the file that is downloaded.

Which are shown is the person's own choice, kept list by list. The order is in the address, so that it can be sent on.
Pages follow the order by its values (keyset), with the row's own id last: equal rows never change places.
"""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db.models import F, Model, OrderBy, Q, QuerySet

from bysak.web.doer import Forespoersel
from bysak.web.nedlasting import Liste

Verdi = Callable[[Any], object]
ALLE = "alle"
# The lists that have a choice of columns.
LISTER = ("saker", "restanser", "forfall", "sok")
# More than these do not fit beside each other on a screen or on paper.
PLASS = 8


@dataclass(frozen=True)
class Kolonne:
    """One column. sorter: what the database orders it by, columns of an index; empty is a head that cannot be chosen.

    kan_mangle: the column may be empty; such rows are last whichever way. med: more columns of a file, for a cell that
    says several things. fast: holds the link of the row, and is always there.
    """

    kode: str
    navn: str
    verdi: Verdi
    bredde: str = ""
    klasse: str = ""
    sorter: tuple[str, ...] = ()
    kan_mangle: bool = False
    standard: bool = True
    fast: bool = False
    med: tuple[tuple[str, Verdi], ...] = ()


@dataclass(frozen=True)
class Hode:
    """A head as it is drawn: where it leads, and aria-sort when the list is in its order."""

    kolonne: Kolonne
    url: str = ""
    retning: str = ""


@dataclass(frozen=True)
class Visning:
    """A list as this person sees it now."""

    liste: str
    adresse: str
    alle: tuple[Kolonne, ...]
    synlige: tuple[Kolonne, ...]
    valg: dict[str, list[str]]
    orden: Kolonne
    synkende: bool

    @property
    def mange(self) -> bool:
        """Are there more than there is room for?"""
        return len(self.synlige) > PLASS

    def snitt(self, rader: QuerySet[Any], antall: int) -> QuerySet[Any]:
        """The rows of this page in their order, and one more when there are others after them."""
        return rader.filter(self._etter(rader.model)).order_by(*self._orden())[: antall + 1]

    def neste(self, rad: Any) -> str:
        """The address of the page that begins after this row."""
        return self.lenke(etter=self._merke(rad))

    def _merke(self, rad: Any) -> str:
        verdier = [_les(rad, navn) for navn in (*self.orden.sorter, "pk")]
        return json.dumps(verdier, default=str, ensure_ascii=False)

    def lenke(self, **nye: str) -> str:
        """The same choices from the first row, with these instead."""
        valg = {n: v for n, v in self.valg.items() if n not in ("etter", "side", "som", *nye)}
        return f"{self.adresse}?{urlencode(valg | {n: [v] for n, v in nye.items() if v}, doseq=True)}"

    @property
    def hoder(self) -> list[Hode]:
        """The heads; the one that orders the list leads to the other way of it."""
        return [self._hode(k) for k in self.synlige]

    def _hode(self, k: Kolonne) -> Hode:
        if not k.sorter:
            return Hode(k)
        her = k.kode == self.orden.kode
        retning = ("descending" if self.synkende else "ascending") if her else ""
        return Hode(k, self.lenke(sorter=f"-{k.kode}" if her and not self.synkende else k.kode), retning)

    def som_liste(
        self, navn: str, tittel: str, rader: Iterable[Any], *, antall: Callable[[], int] | None = None,
        rad: Callable[[Any], Any] = lambda r: r,
    ) -> Liste:  # fmt: skip
        """The same columns as a file. antall: given when it can go on from a row; rad: what the order is read from."""
        par = [p for k in self.synlige for p in ((k.navn, k.verdi), *k.med)]
        trykk = range(len(par)) if not self.mange else [n for n, (hva, _v) in enumerate(par) if hva in _standard(self)]
        rader = list(rader)
        etter = (lambda nr: self._merke(rad(rader[nr]))) if antall else None
        verdier = [[v(r) for _n, v in par] for r in rader]
        return Liste(navn, tittel, [p[0] for p in par], verdier, tuple(trykk), etter=etter, antall=antall)

    def _orden(self) -> list[OrderBy]:
        sist = True if self.orden.kan_mangle else None
        felt = [F(f) for f in (*self.orden.sorter, "system_id")]
        return [f.desc(nulls_last=sist) if self.synkende else f.asc(nulls_last=sist) for f in felt]

    def _etter(self, modell: type[Model]) -> Q:
        """The rows beyond the mark; a mark that cannot be read begins at the top."""
        felt = (*self.orden.sorter, "system_id")
        try:
            merke = json.loads(self.valg.get("etter", ["[]"])[0])
            verdier = [_tolk(modell, f, v) for f, v in zip(felt, merke, strict=True)]
            if None in (verdier[-1:] if self.orden.kan_mangle else verdier):
                return Q()
        except (ValueError, TypeError, ValidationError, FieldDoesNotExist):
            return Q()
        return self._forbi(felt, verdier)

    def _forbi(self, felt: Sequence[str], verdier: Sequence[Any]) -> Q:
        vei = "lt" if self.synkende else "gt"
        svar, likt = Q(), Q()
        for navn, verdi in zip(felt, verdier, strict=True):
            if verdi is not None:
                forbi = Q(**{f"{navn}__{vei}": verdi})
                svar |= likt & (forbi | Q(**{f"{navn}__isnull": True}) if self.orden.kan_mangle else forbi)
            likt &= Q(**{f"{navn}__isnull": True}) if verdi is None else Q(**{navn: verdi})
        # Said twice, so that the index is read from the mark and not from its beginning.
        return svar if self.orden.kan_mangle else svar & Q(**{f"{felt[0]}__{vei}e": verdier[0]})


def visningen(request: Forespoersel, liste: str, kolonner: Sequence[Kolonne], orden: str) -> Visning:
    """What this person sees of a list. orden: the column it is sorted by from the beginning, «-» is down."""
    valg = {n: [str(v).replace("\0", "") for v in verdier] for n, verdier in request.GET.lists()}
    kjente = {k.kode: k for k in kolonner}
    skrevet = valg.get("sorter", [""])[0]
    sorter = skrevet if (k := kjente.get(skrevet.removeprefix("-"))) and k.sorter else orden
    egne = request.user.kolonner.get(liste)
    if valg.get("kolonner") == [ALLE]:
        egne = [*kjente]
    synlige = [k for k in kolonner if k.fast or (k.standard if egne is None else k.kode in egne)]
    return Visning(
        liste, request.path, tuple(kolonner), tuple(synlige), valg, kjente[sorter.removeprefix("-")],
        sorter.startswith("-"),
    )  # fmt: skip


def _standard(visning: Visning) -> set[str]:
    return {navn for k in visning.alle if k.standard for navn in (k.navn, *(n for n, _v in k.med))}


def _les(rad: Any, sti: str) -> Any:
    for del_ in sti.split("__"):
        rad = getattr(rad, del_)
    return rad


def _tolk(modell: type[Model], sti: str, verdi: Any) -> Any:
    """What a mark says, as the column's own kind. Raises ValidationError for what is not of it."""
    *forbi, navn = sti.split("__")
    eier: Any = modell
    for del_ in forbi:
        eier = eier._meta.get_field(del_).related_model
    return eier._meta.get_field(navn).to_python(verdi)
