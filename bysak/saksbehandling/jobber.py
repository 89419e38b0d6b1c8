"""Background jobs of case work: notices by mail."""

from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.kjerne.arbeid import arbeid
from bysak.klienter import utpost
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.saksbehandling.models import Varsel
from bysak.saksbehandling.varsling import JOBB, KOE, brevet, noter_feil, noter_sendt

# 5, 25, 125, 625 and 3125 seconds: an hour of trouble at the mail server loses nothing.
PROEVER = RetryStrategy(max_attempts=6, exponential_wait=5, retry_exceptions=[utpost.UtpostFeil])


@app.task(name=JOBB, queue=KOE, retry=PROEVER)
def send_varsel(*, virksomhet_id: int, varsel_id: str) -> None:
    """Send one notice. What the server refuses for good is only written down; the rest is tried again."""
    som = prosessaktoer("jobb")
    with arbeid(som=som, leser=[virksomhet_id]):
        varsel = Varsel.objects.select_related("mottaker").filter(pk=UUID(varsel_id)).first()
    if varsel is None or varsel.sendt_dato or settings.BYSAK_UTPOST is None:
        return
    try:
        utpost.send(settings.BYSAK_UTPOST, brevet(varsel), passord=settings.BYSAK_UTPOST_PASSORD)
    except utpost.UtpostFeil as feil:
        with arbeid(som=som, i=virksomhet_id, verb="varsle på e-post"):
            noter_feil(varsel, melding=feil.melding, av=som)
        if feil.forbigaaende:
            raise
        return
    with arbeid(som=som, i=virksomhet_id, verb="varsle på e-post"):
        noter_sendt(varsel, av=som)
