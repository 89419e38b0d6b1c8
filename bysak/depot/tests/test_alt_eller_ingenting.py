"""A reading that is cut off, or refused, leaves nothing; one that is done has put all that it brought in its place."""

import multiprocessing
import os
import signal
from pathlib import Path
from random import Random

import pytest
from django.conf import settings
from django.db import connections
from procrastinate.contrib.django.models import ProcrastinateJob

from bysak.arkivstruktur import models as arkiv
from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.depot import inntak
from bysak.depot.inntak_funn import InntakFeil
from bysak.depot.inntak_mellomlager import Mellomlager
from bysak.depot.tests.depoter import les, som_databaseeier
from bysak.depot.tests.tilfeldige import Tilfeldig
from bysak.kjerne import lager
from bysak.kjerne.models import Handling
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

pytestmark = pytest.mark.usefixtures("egen_database")
KODE = "nytt-depot"
FROE = 720


@pytest.fixture
def depot(tmp_path: Path) -> Path:
    mappe = tmp_path / "depot"
    Tilfeldig(Random(FROE), {}).skriv(mappe)
    return mappe


def _les_inn(depot: Path) -> None:
    inntak.les_uttrekk_til(depot, kode=KODE, navn="Nytt depot", av=prosessaktoer("kommando"))


def _doe(*_argumenter: object, **_valg: object) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _les_inn_og_doe(depot: Path, sted: tuple[object, str]) -> None:
    setattr(*sted, _doe)
    with som_databaseeier():
        _les_inn(depot)


@pytest.mark.parametrize(
    "sted",
    [
        pytest.param((lager.Filsystem, "plasser"), id="midt i filene"),
        pytest.param((inntak, "ordne"), id="mens det ordnes"),
        pytest.param((Mellomlager, "flytt_over"), id="foer det flyttes"),
        pytest.param((inntak, "legg_tekst_i_koe"), id="til slutt"),
    ],
)
def test_en_innlesing_som_drepes_etterlater_ingenting_og_kan_gjoeres_om_igjen(depot, sted):
    connections.close_all()
    prosess = multiprocessing.get_context("fork").Process(target=_les_inn_og_doe, args=(depot, sted))
    prosess.start()
    prosess.join(60)
    assert prosess.exitcode == -signal.SIGKILL
    with som_databaseeier():
        assert not Virksomhet.objects.filter(kode=KODE).exists()
        assert not Handling.objects.filter(verb="les_uttrekk").exists()
        _les_inn(depot)
        objekter = arkiv.Dokumentobjekt.objects.filter(virksomhet__kode=KODE)
        assert {o.sjekksum for o in objekter} == {f.name for f in _filer() if f.parent.name != "inn"}
        assert all(lager.kontroller(KODE, o.sjekksum) for o in objekter)


def test_en_ny_virksomhet_blir_ikke_staaende_tom_naar_uttrekket_ikke_kan_leses(depot):
    min(depot.joinpath("dokumenter").iterdir()).write_bytes(b"endret")
    with som_databaseeier():
        with pytest.raises(InntakFeil, match="er endret"):
            _les_inn(depot)
        assert not Virksomhet.objects.filter(kode=KODE).exists()
    assert _filer() == []


def test_teksten_i_hver_fil_staar_i_koe_for_soeket(depot):
    with som_databaseeier():
        hvem, _ = les(depot)
        jobber = ProcrastinateJob.objects.filter(task_name=trekk_ut_tekst.name, args__virksomhet_id=hvem.pk)
        objekter = arkiv.Dokumentobjekt.objects.filter(virksomhet=hvem)
        assert {j.args["dokumentobjekt_id"] for j in jobber} == {str(o.pk) for o in objekter}
        assert {(j.queue_name, j.status) for j in jobber} == {(trekk_ut_tekst.queue, "todo")}


def test_det_som_staar_i_en_innlest_fil_finnes_naar_koen_er_tom(depot):
    with som_databaseeier():
        hvem, _ = les(depot)
        objekt = arkiv.Dokumentobjekt.objects.filter(virksomhet=hvem)[0]
    trekk_ut_tekst(virksomhet_id=hvem.pk, dokumentobjekt_id=str(objekt.pk))
    with som_databaseeier():
        assert arkiv.Dokumenttekst.objects.filter(dokumentobjekt=objekt).exists()


def _filer() -> list[Path]:
    return [fil for fil in (Path(settings.BYSAK_DATA) / "lager" / KODE).rglob("*") if fil.is_file()]
