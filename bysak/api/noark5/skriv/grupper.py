"""The groups that stand inside a unit and have rows of their own: screening, grading, disposal, signature."""

from typing import Any

from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.skriv.kolonner import gruppens
from bysak.api.noark5.skriv.lesing import Innhold
from bysak.arkivstruktur.graderinger import grader, nedgrader
from bysak.arkivstruktur.vernelevering import (
    fjern_kassasjon,
    fjern_skjerming,
    noter_signatur,
    sett_kassasjon,
    sett_skjerming,
)
from bysak.kjerne.arbeid import Aktoer


def sett_grupper(ressurs: Ressurs, rad: Any, innhold: Innhold, av: Aktoer) -> None:
    """Give a unit the groups that were sent, and take away those that were emptied; the others stand."""
    for navn in ("skjerming", "gradering", "kassasjon", "elektroniskSignatur"):
        if navn not in ressurs.felt or navn not in innhold:
            continue
        staar = getattr(rad, ressurs.felt[navn].sti, None)
        if innhold[navn] is None:
            if staar is not None:
                _fjern(navn, rad, staar, av)
            continue
        felt = gruppens(ressurs, navn, innhold[navn])
        if staar is None or any(getattr(staar, n) != v for n, v in felt.items()):
            _sett(navn, rad, felt, av)


def _sett(navn: str, rad: Any, felt: dict[str, Any], av: Aktoer) -> None:
    if navn == "skjerming":
        sett_skjerming(rad, felt=felt, av=av)
    elif navn == "kassasjon":
        sett_kassasjon(rad, felt=felt, av=av)
    elif navn == "elektroniskSignatur":
        noter_signatur(rad, felt=felt, av=av)
    else:
        grader(rad, grad=felt.get("grad", ""), av=av)


def _fjern(navn: str, rad: Any, staar: Any, av: Aktoer) -> None:
    if navn == "skjerming":
        fjern_skjerming(rad, av=av)
    elif navn == "kassasjon":
        fjern_kassasjon(rad, av=av)
    elif navn == "gradering" and staar.nedgraderingsdato is None:
        nedgrader(staar, av=av)
