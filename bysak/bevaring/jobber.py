"""Background jobs of bevaring: making a deposit that somebody ordered, and taking away one that is deleted."""

from uuid import UUID

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.bevaring.arbeidsgang import fjern_filer, lag_og_kontroller
from bysak.organisasjon.tilgang import prosessaktoer


@app.task(name="bevaring.lag_uttrekk", queue="uttrekk")
def lag_uttrekk(*, virksomhet_id: int, uttrekk_id: str) -> None:
    """Make an ordered deposit and control it. Run again after a crash it goes on where it was."""
    lag_og_kontroller(UUID(uttrekk_id), virksomhet_id, av=prosessaktoer("jobb"))


@app.task(name="bevaring.fjern_filene", queue="uttrekk", retry=RetryStrategy(max_attempts=5, wait=60))
def fjern_filene(*, virksomhet_id: int, uttrekk_id: str) -> None:
    """Remove the files of a deposit that somebody deleted."""
    fjern_filer(UUID(uttrekk_id), virksomhet_id, av=prosessaktoer("jobb"))
