"""The views: translate in, one question or one verb, translate out."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from bysak.api.noark5 import lister, loggfelt
from bysak.api.noark5.feil import FinnesIkke
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.kall import Kall, enhet
from bysak.api.noark5.odata.spoerring import les as les_spoerring
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.svar import Rad, en
from bysak.kjerne.models import Endring

LOGG = "endringslogg"


def noekkel(ressurs: Ressurs, system_id: str) -> Any:
    """The key of the row that a systemID stands for. Raises `FinnesIkke` for what is no systemID."""
    try:
        som_id = UUID(system_id)
    except ValueError:
        raise FinnesIkke from None
    nummer = loggfelt.nummeret(som_id) if ressurs.modell is Endring else som_id
    if nummer is None:
        raise FinnesIkke
    return nummer


def finn(kall: Kall, ressurs: Ressurs, system_id: str) -> Rad:
    """One thing that the one who asks may see. Raises `FinnesIkke`, also for what is another virksomhet's."""
    return en(ressurs, noekkel(ressurs, system_id), kall.av, kall.kontekst)


def les(kall: Kall, ressurs: Ressurs, system_id: str) -> HttpResponse:
    """GET of one thing, with what $expand asks for."""
    rad = finn(kall, ressurs, system_id)
    if kall.spoersmaal:
        lister.utvid(kall, RESSURSER[rad.type], [rad], les_spoerring(kall.spoersmaal).expand)
    return enhet(rad)


def liste(kall: Kall, ressurs: Ressurs) -> HttpResponse:
    """GET of all of a kind."""
    return lister.liste(kall, ressurs, f"api/{ressurs.pakke}/{ressurs.navn}/")


def relasjon(kall: Kall, ressurs: Ressurs, system_id: str, navn: str, *, bare_antall: bool = False) -> HttpResponse:
    """GET of what stands in a relation to one thing, or of how much."""
    rad = finn(kall, ressurs, system_id)
    forelder = RESSURSER[rad.type]
    sti = f"api/{forelder.pakke}/{forelder.navn}/{rad.system_id}/{navn}/"
    if navn == LOGG and forelder.arkivenhet:
        til, hvilke = RESSURSER[LOGG], RESSURSER[LOGG].grunn(kall.av).filter(objekt_id=rad.system_id)
        return lister.tell(kall, til, hvilke) if bare_antall else lister.liste(kall, til, sti, hvilke)
    rel = forelder.relasjoner.get(navn)
    if rel is None:
        raise FinnesIkke
    til = RESSURSER[navn] if navn in RESSURSER else RESSURSER[rel.til]
    hvilke = lister.barna(kall, forelder, rad.pk, rel)
    return lister.tell(kall, til, hvilke) if bare_antall else lister.liste(kall, til, sti, hvilke)
