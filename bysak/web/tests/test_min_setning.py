"""The day in one sentence, as a person would write it."""

from datetime import timedelta

import pytest

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.kalender import i_dag
from bysak.saksbehandling.oppgaver import Oppgave, Slag
from bysak.web.min.visninger import setningen


@pytest.mark.parametrize("om", [1, 3, 19, 400])
def test_setningen_har_ett_punktum_etter_datoen(om: int) -> None:
    senere = Oppgave(Journalpost(), next(iter(Slag)), i_dag() + timedelta(days=om), 0, ())
    assert ".." not in setningen([senere], 1)
