"""Background jobs of bevaring: making and controlling a deposit that somebody ordered."""

from uuid import UUID

from procrastinate.contrib.django import app

from bysak.bevaring.arbeidsgang import lag_og_kontroller
from bysak.organisasjon.tilgang import prosessaktoer


@app.task(name="bevaring.lag_uttrekk", queue="uttrekk")
def lag_uttrekk(*, virksomhet_id: int, uttrekk_id: str) -> None:
    """Make an ordered deposit and control it. Run again after a crash it goes on where it was."""
    lag_og_kontroller(UUID(uttrekk_id), virksomhet_id, av=prosessaktoer("jobb"))
