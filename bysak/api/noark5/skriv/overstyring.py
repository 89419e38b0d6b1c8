"""What chapter 3.2 locks: one who may override it does so here too, and the log says so (krav 2.9.3)."""

from collections.abc import Callable
from typing import TypeVar

from bysak.arkivstruktur.frysing import OVERSTYRBARE
from bysak.kjerne.arbeid import Aktoer, overstyr_herfra
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.tilgang import Rett, kan

T = TypeVar("T")


def grunn() -> str:
    """The reason of an act that asks for one, when a client cannot say more."""
    return "Gjort gjennom tjenestegrensesnittet."


def eller_overstyrt(gjoer: Callable[[], T], av: Aktoer) -> T:
    """Do it; and when only what may be overridden stops it, do it so, if this person may.

    The verbs ask before they write, so nothing is done twice. Raises `Hindret` as the verb did for everybody else.
    """
    try:
        return gjoer()
    except Hindret as nei:
        if not kan(av, Rett.OVERSTYRE) or not {h.kode for h in nei.hindre} <= OVERSTYRBARE:
            raise
    overstyr_herfra(grunn())
    return gjoer()
