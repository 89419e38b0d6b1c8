"""Background jobs of the workspace: making a list that somebody ordered, and taking it away when it is old."""

from uuid import UUID

from django.db import Error
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.jobbprosess import TUNG
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer
from bysak.saksbehandling.bestilling import JOBB, fjern_gamle

# For when not even how it went could be noted: what is noted as stopped, is not made by another try.
PROEVER = RetryStrategy(max_attempts=5, wait=60, retry_exceptions=[Error])


# One at a time, so that long lists never keep everything else of the heavy lane waiting.
@app.task(name=JOBB, queue=TUNG, lock=JOBB, retry=PROEVER)
def lag_fil(*, virksomhet_id: int, bestilling_id: str) -> None:
    """Make one ordered list."""
    # The views are only known once the addresses are read, which a page's process does later.
    from bysak.web.bestilt import lag

    lag(UUID(bestilling_id), virksomhet_id)


@app.periodic(cron="40 3 * * *")
@app.task(name="web.fjern_gamle_filer", queue="varsel", pass_context=False)
def fjern_gamle_filer(timestamp: int) -> None:
    """Every night: files that have been kept long enough, with their orders."""
    som = prosessaktoer("jobb")
    for virksomhet_id in Virksomhet.objects.values_list("pk", flat=True):
        with arbeid(som=som, i=virksomhet_id, verb="fjern gamle filer"):
            filer = fjern_gamle(av=som)
        for fil in filer:
            fil.unlink(missing_ok=True)
