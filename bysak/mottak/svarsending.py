"""Sending what waits in the outbox, one letter at a time. Opens its own arbeid; never while it talks to the server."""

from uuid import UUID

import structlog
from django.conf import settings

from bysak.kjerne.arbeid import arbeid
from bysak.klienter import utpost
from bysak.mottak.svarpost import begynn, brevet, forfalte, noter_feil, noter_sendt
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

logg = structlog.get_logger("bysak.mottak.svar")
PER_RUNDE = 50
VERB = "svar avsender"


def send_forfalte() -> int:
    """Send what is due; stops at the first trouble that would meet the next one too. Returns how many were sent."""
    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        venter = forfalte(PER_RUNDE)
    sendt = 0
    for virksomhet_id, svar_id in venter:
        try:
            sendt += send(virksomhet_id, svar_id)
        except utpost.UtpostFeil as feil:
            logg.warning("svaret gikk ikke ut", svar=str(svar_id), forbigaaende=feil.forbigaaende)
            if feil.forbigaaende:
                break
    return sendt


def send(virksomhet_id: int, svar_id: UUID) -> bool:
    """Send one; says whether it went. Raises `UtpostFeil` when it did not, after writing down why."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, i=virksomhet_id, verb=VERB):
        svar = begynn(svar_id, av=som)
        brev = brevet(svar) if svar else None
    if svar is None or brev is None or settings.BYSAK_UTPOST is None:
        return False
    try:
        utpost.send(settings.BYSAK_UTPOST, brev, passord=settings.BYSAK_UTPOST_PASSORD)
    except utpost.UtpostFeil as feil:
        with arbeid(som=som, i=virksomhet_id, verb=VERB):
            noter_feil(svar, feil, av=som)
        raise
    with arbeid(som=som, i=virksomhet_id, verb=VERB):
        noter_sendt(svar, av=som)
    return True
