"""The jobs look after themselves: what a dead worker left is taken up, and one bad item never stops the others."""

import asyncio
import hashlib
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import med_klokke, naa
from bysak.mottak.innkomst import motta
from bysak.mottak.jobber import gjenoppta_stanset, les_uleste
from bysak.mottak.models import Innkomst
from bysak.mottak.tests.brev import FROGNER, brev, rad_naa
from bysak.organisasjon.tilgang import prosessaktoer


def test_en_jobb_som_mistet_arbeideren_sin_tas_opp_igjen(egen_database: str):
    (rad,) = motta(brev("Stanset"), til_adresser=[FROGNER])
    with connection.cursor() as peker:
        peker.execute(
            "insert into procrastinate_workers (last_heartbeat) values (now() - interval '1 hour') returning id"
        )
        (arbeider,) = peker.fetchone()
        peker.execute(
            "update procrastinate_jobs set status = 'doing', worker_id = %s where args ->> 'innkomst_id' = %s",
            [arbeider, str(rad.pk)],
        )
    jobben = gjenoppta_stanset.func(cast("JobContext", SimpleNamespace(app=app)), 0)
    with ThreadPoolExecutor(1) as traad:  # A browser test before this one leaves a running loop in the main thread.
        traad.submit(asyncio.run, jobben).result()
    with connection.cursor() as peker:
        peker.execute("select status from procrastinate_jobs where args ->> 'innkomst_id' = %s", [str(rad.pk)])
        assert peker.fetchone() == ("todo",)


@pytest.mark.django_db
def test_et_innkommet_som_ikke_kan_leses_naa_stopper_ikke_de_andre(settings):
    (tung,) = motta(brev("Tung", vedlegg=(("a.bin", "application/x-a", b"a" * 50),)), til_adresser=[FROGNER])
    (lett,) = motta(brev("Lett"), til_adresser=[FROGNER])
    with arbeid(som=prosessaktoer("mottak"), i=lett.virksomhet, verb="test"):
        for nr, rad in enumerate((tung, lett), start=1):
            Innkomst.objects.filter(pk=rad.pk).update(mottatt_tid=rad.mottatt_tid - timedelta(minutes=10 - nr))
    sperret = _sperr_vedlegget(Path(settings.BYSAK_DATA), b"a" * 50)
    les_uleste()
    assert rad_naa(lett).emne == "Lett"
    assert rad_naa(tung).lest_tid is None
    sperret.rmdir()
    les_uleste()
    assert rad_naa(tung).emne == "Tung"


@pytest.mark.django_db
def test_det_som_er_datert_fram_i_tid_av_en_klokke_som_gikk_feil_leses_ogsaa():
    with med_klokke(naa() + timedelta(days=3)):
        (rad,) = motta(brev("Fra framtiden"), til_adresser=[FROGNER])
    les_uleste()
    assert rad_naa(rad).emne == "Fra framtiden"


def test_ingen_periodisk_jobb_kan_felle_arbeideren_med_en_koelaas():
    oppgaver = [periodisk.task for periodisk in app.periodic_registry.periodic_tasks.values()]
    assert {"mottak.les_uleste", "mottak.gjenoppta"} <= {oppgave.name for oppgave in oppgaver}
    assert [oppgave.name for oppgave in oppgaver if oppgave.queueing_lock] == []


def _sperr_vedlegget(data: Path, innhold: bytes) -> Path:
    """A folder where the attachment should lie: storing it fails until somebody has cleared it away."""
    summen = hashlib.sha256(innhold).hexdigest()
    sti = data / "lager" / "frogner" / summen[:2] / summen[2:4] / summen
    sti.mkdir(parents=True)
    return sti
