"""From assessment to the published store."""

from datetime import date

import pytest

from bysak.arkivstruktur.models import Journalpost
from bysak.journal.models import OffentligDag, OffentligInnfoersel
from bysak.journal.publisering import publiser
from bysak.journal.vurdering import vurder
from bysak.kjerne.kalender import i_dag
from tests.verden import som

pytestmark = pytest.mark.django_db


def test_en_vurdert_linje_blir_offentlig() -> None:
    with som("ola", "frogner") as ola:
        jp = Journalpost.objects.filter(journalstatus="J", journalposttype="I").order_by("-journaldato").first()
        assert jp is not None
        dato = jp.journaldato
        vurder(jp, resultat="offentlig", av=ola)
    with som("kari", "frogner", verb="publiser") as kari:
        dag = publiser(dato, av=kari)
        print(dag.antall, dag.holdt, OffentligInnfoersel.objects.values("tittel", "parter", "ord_med_navn", "ord_uten_navn"))
        assert dag.antall == 1
