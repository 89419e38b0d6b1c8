"""Whatever archive is written as a deposit, is read as it was, or what was not is listed."""

import tempfile
from pathlib import Path
from random import Random

import pytest
from django.db import transaction
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from bysak.depot.inntak_rader import Ider
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.sammenlikning import MODELLER, Sammenlikning
from bysak.depot.tests.tilfeldige import Tilfeldig

pytestmark = pytest.mark.usefixtures("modulens_database")


# An archive is too large to be made smaller by trial in reasonable time: the seed says which it was.
@given(st.integers(0, 2**32))
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate], report_multiple_bugs=False)
def test_det_som_leses_er_det_som_ble_skrevet_eller_staar_paa_listen(froe: int):
    with tempfile.TemporaryDirectory() as mappe, som_databaseeier():
        rot = Tilfeldig(Random(froe), MODELLER).skriv(Path(mappe))
        with transaction.atomic():
            hvem, inntak = les(Path(mappe))
            Sammenlikning(inntak, Ider(hvem.kode)).enhet(rot)
            transaction.set_rollback(True)
