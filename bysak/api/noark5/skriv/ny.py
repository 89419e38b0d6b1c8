"""What all the ways to make something share: what was sent, where it shall lie, who does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bysak.api.noark5.feil import Feil
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.skriv.kolonner import kolonne, kolonner, sendt
from bysak.api.noark5.skriv.lesing import Innhold
from bysak.kjerne.arbeid import Aktoer


@dataclass(frozen=True)
class Ny:
    """One thing to be made. under: the row that it shall lie under, or None from the page of a package."""

    ressurs: Ressurs
    under: Any
    i: Innhold
    av: Aktoer

    def felt(self, *utelat: str) -> dict[str, Any]:
        """The other columns, as a verb takes them: all that was sent but `utelat`, without what was sent empty."""
        ut = kolonner(self.ressurs, self.i, utelat)
        ut = {n: v for n, v in ut.items() if v not in (None, "", [], {})} | sendt(self.ressurs, self.i)
        if self.i["opprettetDato"] is not None and kolonne(self.ressurs.modell, "opprettet_dato") is not None:
            ut["opprettet_dato"] = self.i["opprettetDato"]
        return ut

    def dag(self, navn: str) -> date | None:
        """A date: the day that was written, in the zone that it was written in."""
        verdi: datetime | None = self.i[navn]
        return verdi.date() if verdi is not None else None


Lager = Callable[[Ny], Any]


def feil_sted(ny: Ny) -> Feil:
    """Nothing of this kind can lie there."""
    return Feil(400, f"{ny.ressurs.navn} kan ikke opprettes her.")


def krev_sted(ny: Ny, *typer: type[Any]) -> None:
    """Raises `Feil` 400 unless the row that it shall lie under is of one of these kinds."""
    if not isinstance(ny.under, typer):
        raise feil_sted(ny)
