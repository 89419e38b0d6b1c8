"""Background jobs of bevaring: making a deposit that somebody ordered, and taking away one that is deleted."""

from datetime import timedelta
from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.bevaring.arbeidsgang import fjern_filer, lag_og_kontroller
from bysak.bevaring.sluttvarsel import varsle_om_slutt
from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import prosessaktoer

# Longer than any write takes.
HALVFERDIG = timedelta(days=2)


@app.task(name="bevaring.lag_uttrekk", queue="uttrekk", lock="bevaring.lag_uttrekk")
def lag_uttrekk(*, virksomhet_id: int, uttrekk_id: str) -> None:
    """Make an ordered deposit, control it, and tell who ordered it. Run again after a crash it goes on where it was."""
    som = prosessaktoer("jobb")
    uttrekk = lag_og_kontroller(UUID(uttrekk_id), virksomhet_id, av=som)
    with arbeid(som=som, i=virksomhet_id, verb="varsle om uttrekk"):
        varsle_om_slutt(uttrekk, av=som)


@app.task(name="bevaring.fjern_filene", queue="uttrekk", retry=RetryStrategy(max_attempts=5, wait=60))
def fjern_filene(*, virksomhet_id: int, uttrekk_id: str) -> None:
    """Remove the files of a deposit that somebody deleted."""
    fjern_filer(UUID(uttrekk_id), virksomhet_id, av=prosessaktoer("jobb"))


@app.periodic(cron="30 3 * * *")
@app.task(name="bevaring.rydd_halvferdige", queue="uttrekk", pass_context=False)
def rydd_halvferdige(timestamp: int) -> None:
    """Every night: remove files that a reading or a reception was killed in the middle of writing.

    Whole files that nothing points to stay: another database may share the store (`bysak les-uttrekk --tom-database`).
    """
    lager.rydd_halvferdige(naa() - HALVFERDIG)
