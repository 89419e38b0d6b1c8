"""Two lanes of work: what takes minutes never stands before what takes a moment."""

import os
from datetime import timedelta

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from bysak.kjerne.jobbprosess import STOR, TUNGE, koe_for, koer
from bysak.mottak.innkomst import motta
from bysak.mottak.jobber import les_uleste
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import FROGNER, brev, rad_naa

pytestmark = pytest.mark.django_db


def _koen(rad: Innkomst) -> str:
    with connection.cursor() as peker:
        peker.execute("select queue_name from procrastinate_jobs where args ->> 'innkomst_id' = %s", [str(rad.pk)])
        return str(peker.fetchone()[0])


def test_hver_oppgave_har_en_prosess_og_bare_en():
    lett, tung = set(koer("lett")), set(koer("tung"))
    assert not lett & tung
    assert {oppgave.queue for oppgave in app.tasks.values()} <= lett | tung
    assert tung == TUNGE


def test_et_stort_brev_leses_i_den_tunge_banen_og_et_lite_i_den_lette():
    stort = brev("Stort", vedlegg=(("a.bin", "application/x-a", os.urandom(STOR)),))
    (stor,) = motta(stort, til_adresser=[FROGNER])
    (liten,) = motta(brev("Lite"), til_adresser=[FROGNER])
    assert (_koen(stor), _koen(liten)) == ("tung", "mottak")
    assert (koe_for(STOR, "mottak"), koe_for(STOR + 1, "mottak")) == ("mottak", "tung")


def test_den_lette_sveipen_lar_de_store_ligge_og_den_tunge_tar_dem(monkeypatch):
    monkeypatch.setattr("bysak.mottak.jobber.VENT", timedelta(minutes=-1))
    (stor,) = motta(brev("Stort", vedlegg=(("a.bin", "x/y", os.urandom(STOR)),)), til_adresser=[FROGNER])
    (liten,) = motta(brev("Lite"), til_adresser=[FROGNER])
    assert les_uleste() == 1
    assert (rad_naa(stor).lest_tid, rad_naa(liten).emne) == (None, "Lite")
    assert les_uleste(tunge=True) == 1
    assert rad_naa(stor).emne == "Stort"
