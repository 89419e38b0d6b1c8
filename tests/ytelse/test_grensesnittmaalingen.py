"""The interface's benchmark over HTTP, at a live server of the tests: that it asks, makes and counts what it says."""

import os
import re
import socket

import pytest
from django.db import connection

from ytelse import grensesnitt
from ytelse.kjede import profil
from ytelse.kobling import Kall, Kobling, Last, Tjener, alle, prosessortid

pytestmark = pytest.mark.treg


@pytest.fixture
def tjener(levende_server: str) -> Tjener:
    port = int(levende_server.rpartition(":")[2])
    return Tjener(port, os.getpid(), os.getpid(), grensesnitt._adgang())


def test_sidene_kjeden_filen_og_samtidige_poster_gjoer_det_de_sier(tjener, monkeypatch, capsys):
    monkeypatch.setitem(connection.settings_dict, "CONN_MAX_AGE", 0)
    monkeypatch.setattr(grensesnitt, "SIDE", 3)
    verden = grensesnitt._verden(3)
    liste = f"{grensesnitt.BASE}arkivstruktur/registrering"
    with Kobling(tjener.port, tjener.token) as kobling:
        assert len(alle(kobling, verden.en_og_en)) == 3
        nummer, langt = grensesnitt._langt_inne(tjener, Kall("GET", f"{liste}/?$top=3"), liste, 3)
        assert nummer > 2
        assert "skiptoken" in langt.sti
        assert b'"results"' in kobling.kall(langt).kropp
        assert len(grensesnitt.kjeden(kobling, (verden.klasse, 1))) == len(grensesnitt.KJEDE)
    assert grensesnitt._samtidig(tjener, verden, klienter=2, hver=2)
    grensesnitt._fil(tjener, verden, 1)
    utskrift = capsys.readouterr().out
    assert re.search(r"2 klienter i samme sak: \d+ journalposter i sekundet, numrene er rette og uten hull", utskrift)
    assert re.search(r"1 MB i ett kall: .* hadde \d+ MiB før og høyst \d+ MiB underveis", utskrift)
    tabell = profil(tjener.token, verden.klasse, 1)
    assert all(re.search(rf"\| {navn} \| \d+ \| \d+\.\d \| \d+\.\d \|", tabell) for navn in grensesnitt.KJEDE)
    assert re.search(r"\| venter på databasen \| \d+\.\d \| \d+% \|", tabell)
    assert socket.gethostname() not in utskrift + tabell


def test_det_som_ikke_gaar_bra_maales_ikke(tjener):
    with Kobling(tjener.port, "feil") as kobling, pytest.raises(RuntimeError, match="401"):
        alle(kobling, grensesnitt._verden(1).en_og_en)


def test_tallene_er_av_alle_kallene_og_prosessortiden_av_hele_treet():
    assert Last([0.001] * 19 + [0.021], 2.0, 0.1, 0.05).tall == "10 | 1.00 | 2.00 | 5.00 | 2.50"
    assert [grensesnitt._langs(antall) for antall in (1, 32_000, 1_000_000)] == [1, 6, 20]
    foer = prosessortid(os.getpid())
    sum(range(2_000_000))
    assert prosessortid(os.getpid()) > foer
