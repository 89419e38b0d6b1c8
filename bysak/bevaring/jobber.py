"""Background jobs of bevaring: making a deposit that somebody ordered."""

from uuid import UUID

from procrastinate.contrib.django import app

from bysak.bevaring.uttrekk.produksjon import produser_uttrekk
from bysak.organisasjon.tilgang import prosessaktoer


@app.task(name="bevaring.lag_uttrekk", queue="uttrekk")
def lag_uttrekk(*, virksomhet_id: int, uttrekk_id: str) -> None:
    """Make an ordered deposit. Run again after a crash it goes on where it was."""
    produser_uttrekk(UUID(uttrekk_id), virksomhet_id, av=prosessaktoer("jobb"))
