"""Any archive that can be deposited: its deposit, read into an empty world, becomes the same deposit once more."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest
from hypothesis import Phase, example, given, note, settings
from hypothesis import strategies as st

from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.rundtur import annen_verden, i_verden, krev_like, lag_uttrekk, typer
from bysak.depot.tests.sammenlikning import MODELLER
from bysak.depot.tests.tilfeldige import Tilfeldig
from bysak.noark.katalog.oppslag import SKJEMAER

pytestmark = pytest.mark.usefixtures("modulens_database")
# Every kind of unit that a deposit can have; the three archives that are always tried have them all between them.
ALLE = SKJEMAER["arkivstruktur"].keys()


@pytest.fixture(scope="module")
def andre(modulens_database) -> Iterator[str]:
    with annen_verden() as navn:
        yield navn


# Eleven archives, each out, in, and out again.
@pytest.mark.treg
@pytest.mark.timeout(600)
@pytest.mark.krav("6.3.1", "6.3.2")
def test_et_uttrekk_av_et_tilfeldig_arkiv_leses_inn_og_blir_det_samme_uttrekket(andre: str):
    sett: set[str] = set()

    @example(froe=530)
    @example(froe=42)
    @example(froe=316)
    @example(froe=738593)
    @example(froe=2689)
    @example(froe=61)
    @example(froe=164584217)
    @example(froe=3664923017)
    @example(froe=261746211)
    @given(froe=st.integers(0, 2**32))
    @settings(
        max_examples=2,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        report_multiple_bugs=False,
    )
    def proev(froe: int) -> None:
        note(f"frø {froe}")
        sett.update(_rundt(andre, froe))

    proev()
    assert sett >= ALLE, ALLE - sett


def _rundt(andre: str, froe: int) -> set[str]:
    """In, out, in elsewhere and out again; the kinds of unit that came out."""
    with tempfile.TemporaryDirectory() as navn:
        mappe = Path(navn)
        Tilfeldig(Random(froe), MODELLER, lukket=True).skriv(mappe / "fremmed")
        with som_databaseeier():
            hvem, _ = les(mappe / "fremmed")
        foerste = lag_uttrekk(mappe / "en", hvem)
        with i_verden(andre):
            with som_databaseeier():
                hvem, inntak = les(foerste)
            assert not inntak.nye_ider
            andre_gang = lag_uttrekk(mappe / "to", hvem)
        krev_like(foerste, andre_gang)
        return typer(foerste / "arkivstruktur.xml")
