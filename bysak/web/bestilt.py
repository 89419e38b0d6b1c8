"""What the job does with an ordered list: ask its own page for one part after another, as the one who ordered it.

LESMEG: the page's view is run anew for each part, so the file has the same sight, choices and order as the page and
there is no second way to make it. The rights are read again each time; when they are not those that it was ordered
with, it stops.
"""

import time
from functools import partial
from typing import IO, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.http import QueryDict
from django.urls import resolve
from django.utils import translation
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import alene_om, arbeid
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.saksbehandling.bestilling import (
    begynn,
    filen,
    noter_ferdig,
    noter_framdrift,
    noter_stans,
    rettighetene,
)
from bysak.saksbehandling.models import Bestilling
from bysak.web.doer import VALGT, aktoeren
from bysak.web.listefil import MAKS_I_REGNEARK, Csv, Regneark
from bysak.web.nedlasting import BUNKE, Bestilt, Liste
from bysak.web.sesjon import INNE

# The seconds between two looks at whether it is still wanted.
PULS = 1.0


class Stanset(Exception):
    """It cannot be made; the sentence says why and what to do. Empty: the person gave it up."""


def lag(bestilling_id: UUID, virksomhet_id: int) -> None:
    """Make an ordered list, or say why it could not be made. Run again after a crash it begins anew."""
    som = prosessaktoer("jobb")
    with alene_om(bestilling_id) as alene:
        if not alene:
            return
        with arbeid(som=som, i=virksomhet_id, verb="lag en bestilt fil"):
            bestilling = Bestilling.objects.select_related("bruker").filter(pk=bestilling_id).first()
            if bestilling is None:
                return
            with translation.override(bestilling.spraak):
                videre = begynn(bestilling, av=som)
        if videre:
            with translation.override(bestilling.spraak):
                _lag(bestilling)


def _lag(bestilling: Bestilling) -> None:
    feil = ""
    try:
        _lag_filen(bestilling)
    except Stanset as stans:
        filen(bestilling).unlink(missing_ok=True)
        feil = str(stans)
    except Exception:
        feil = _("Noe gikk galt da filen ble laget. Prøv igjen, eller meld fra om det ikke hjelper.")
        raise
    finally:
        if feil:
            som = prosessaktoer("jobb")
            with arbeid(som=som, i=bestilling.virksomhet_id, verb="lag en bestilt fil"):
                noter_stans(bestilling, feil=feil, av=som)


def _lag_filen(bestilling: Bestilling) -> None:
    som, delvis = prosessaktoer("jobb"), filen(bestilling, ".delvis")
    try:
        with delvis.open("wb") as ut:
            antall = _skriv(bestilling, ut)
        delvis.replace(filen(bestilling))
    finally:
        delvis.unlink(missing_ok=True)
    byte = filen(bestilling).stat().st_size
    with arbeid(som=som, i=bestilling.virksomhet_id, verb="lag en bestilt fil"):
        if not noter_ferdig(bestilling, byte=byte, antall=antall, av=som):
            raise Stanset


def _skriv(bestilling: Bestilling, ut: IO[bytes]) -> int:
    """All of it; answers with the number of rows. Raises `Stanset`."""
    liste, i_alt = _del(bestilling)
    if bestilling.slag == "xlsx" and i_alt > MAKS_I_REGNEARK:
        raise Stanset(_("Listen har flere rader enn det er plass til i et regneark. Velg CSV, eller avgrens listen."))
    _meld(bestilling, 0, i_alt)
    skriver = partial(Regneark, stort=True) if bestilling.slag == "xlsx" else Csv
    ark = skriver(ut, liste.kolonner, liste.celler(BUNKE))
    gjort, sist = min(BUNKE, len(liste.rader)), time.monotonic()
    try:
        while liste.etter and len(liste.rader) > BUNKE:
            if time.monotonic() - sist > PULS:
                _meld(bestilling, gjort, max(i_alt, gjort))
                sist = time.monotonic()
            liste, _antall = _del(bestilling, liste.etter(BUNKE - 1))
            ark.skriv(liste.celler(BUNKE))
            gjort += min(BUNKE, len(liste.rader))
    finally:
        ark.lukk()
    return gjort


def _del(bestilling: Bestilling, etter: str = "") -> tuple[Liste, int]:
    """The rows after a mark, as the page has them; with the first part also how many there are. Raises `Stanset`."""
    siden = urlsplit(bestilling.sti)
    request: Any = Bestilt()
    request.method, request.path, request.GET = "GET", siden.path, QueryDict(siden.query, mutable=True)
    request.session = {VALGT: bestilling.valgt, INNE: {"sterk": bestilling.sterk}}
    request.user, request.tell = Bruker.objects.get(pk=bestilling.bruker_id), not etter
    if rettighetene(aktoeren(request)) != bestilling.rettigheter:
        raise Stanset(
            _("Rettighetene dine er endret siden du bestilte filen. Prøv igjen, så lages den med dem du har nå.")
        )
    if etter:
        request.GET["etter"] = etter
    resolve(siden.path).func(request)
    if request.liste is None:
        raise Stanset(_("Siden kan ikke lage listen med disse valgene. Åpne den, velg på nytt og bestill filen igjen."))
    return request.liste, request.antall


def _meld(bestilling: Bestilling, gjort: int, i_alt: int) -> None:
    som = prosessaktoer("jobb")
    with arbeid(som=som, i=bestilling.virksomhet_id, verb="lag en bestilt fil"):
        if not noter_framdrift(bestilling, gjort=gjort, i_alt=i_alt, av=som):
            raise Stanset
