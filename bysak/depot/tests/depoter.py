"""What the tests of depot share: to be the database's owner, a virksomhet to read into, a way to read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connections

from bysak.depot.inntak import les_uttrekk
from bysak.depot.inntak_funn import Inntak
from bysak.depot.inntak_virksomhet import tom_virksomhet
from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer


@contextmanager
def som_databaseeier() -> Iterator[None]:
    """Be connected as the owner, as the command is."""
    forbindelse = connections["default"]
    oppsett = forbindelse.settings_dict
    foer = oppsett["USER"], oppsett["PASSWORD"]
    forbindelse.close()
    oppsett["USER"], oppsett["PASSWORD"] = "bysak_eier", hemmelighet("eier")
    try:
        yield
    finally:
        forbindelse.close()
        oppsett["USER"], oppsett["PASSWORD"] = foer


def ny_virksomhet() -> Virksomhet:
    """A virksomhet without an archive."""
    kode = f"ny-{uuid4().hex[:8]}"
    return tom_virksomhet(kode, f"Inntak {kode}", av=prosessaktoer("kommando"))


def les(mappe: Path, virksomhet: Virksomhet | None = None) -> tuple[Virksomhet, Inntak]:
    """Read a deposit into a new virksomhet, as the owner."""
    inn_i = virksomhet or ny_virksomhet()
    return inn_i, les_uttrekk(mappe, inn_i=inn_i, av=prosessaktoer("kommando"))
