"""The service levels as data: versions with dates, a bydel's own days, and due times that stay as they were given."""

from dataclasses import replace
from datetime import date, datetime, time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.kjerne.models import Endring
from bysak.mottak import servicefrist
from bysak.mottak.models import Servicenivaa
from bysak.mottak.servicenivaa import (
    NyttNivaa,
    fjern_bydelsdag,
    frist_naa,
    gjeldende_naa,
    hindre_for_nytt_nivaa,
    ny_bydelsdag,
    nytt_nivaa,
    publiseringsfristen,
    regel_med_nummer,
    regler,
    regn_paa_nytt,
)
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa
from tests.verden import aktoer, som, virksomhet

pytestmark = pytest.mark.django_db

TORSDAG = datetime(2026, 11, 19, 13, 12, tzinfo=OSLO)
NYTT = NyttNivaa(date(2026, 11, 23), "Ny avtale", skjaering=time(13), slutt=time(16))


@pytest.fixture(autouse=True)
def klokka():
    with med_klokke(TORSDAG):
        yield


def test_den_foerste_versjonen_er_den_som_staar_i_reglene():
    (regel,) = regler()
    assert replace(regel, ansvar={}) == replace(servicefrist.STANDARD, ansvar={})
    assert set(gjeldende_naa().ansvar.values()) <= {"byarkivet", "bydel", "leverandoer", "avsender", "holder"}


def test_en_ny_versjon_gjelder_fra_sin_dag_og_det_som_alt_er_mottatt_staar():
    gammel = motta_og_les(brev("Før"))
    with som("siv", "byarkivet") as siv:
        ny = nytt_nivaa(NYTT, av=siv)
    with med_klokke(datetime(2026, 11, 23, 12, 30, tzinfo=OSLO)):
        nytt = motta_og_les(brev("Etter"))
    assert (gammel.fristregel, nytt.fristregel) == ("1", str(ny.nummer))
    assert nytt.frist == datetime(2026, 11, 23, 16, tzinfo=OSLO)
    assert rad_naa(gammel).frist == gammel.frist == datetime(2026, 11, 20, 15, 45, tzinfo=OSLO)
    assert [n.nummer for n in Servicenivaa.objects.all()] == [1, 2]
    assert ny.laget_av == aktoer("siv").navn


@pytest.mark.parametrize(
    ("endret", "koder"),
    [
        ({"gjelder_fra": date(2026, 11, 19)}, ["nivaa.dato"]),
        ({"gjelder_fra": date(2019, 1, 1)}, ["nivaa.dato"]),
        ({"grunn": " "}, ["nivaa.grunn"]),
        ({"skjaering": time(17)}, ["nivaa.skjaering"]),
        ({"slutt": time(23, 30)}, ["nivaa.utenfor"]),
        ({"kjernetid_fra": time(15)}, ["nivaa.kjernetid"]),
        ({"kjernetid_til": time(17)}, ["nivaa.kjernetid"]),
        ({"korte_dager": [{"navn": "Natt", "slutt": "03:00", "dag": "12-24"}]}, ["nivaa.kort"]),
        ({"stengte_dager": [date(2026, 12, 25)]}, ["nivaa.stengt"]),
        ({"stengte_dager": [date(2026, 11, 20)]}, ["nivaa.stengt"]),
        ({"ansvar": {"annet": "ingen"}}, ["nivaa.ansvar"]),
        ({"stille": {"epost": {"timer": 0, "ventet": 8, "start": 1}}}, ["nivaa.stille"]),
        ({}, []),
    ],
)
def test_en_versjon_uten_mening_stanses_med_grunnen(endret, koder):
    with som("siv", "byarkivet"):
        assert [h.kode for h in hindre_for_nytt_nivaa(replace(NYTT, **endret))] == koder


def test_to_versjoner_kan_ikke_gjelde_fra_samme_dag():
    with som("siv", "byarkivet") as siv:
        nytt_nivaa(NYTT, av=siv)
        with pytest.raises(Hindret, match="senere dag"):
            nytt_nivaa(NYTT, av=siv)


def test_en_bydel_kan_ikke_endre_nivaaene():
    with som("siv", "frogner") as siv:
        with pytest.raises(Hindret, match="felles"):
            nytt_nivaa(NYTT, av=siv)
        with pytest.raises(DatabaseError), transaction.atomic():
            Servicenivaa.objects.create(nummer=9, laget_av="x", **{**vars(NYTT), "stengte_dager": []})
        assert Servicenivaa.objects.update(slutt=time(8)) == 0
    with som("kari", "byarkivet") as kari, pytest.raises(PermissionDenied):
        nytt_nivaa(NYTT, av=kari)


def test_bydelens_egne_dager_gjelder_bare_der_og_merkes_i_fristen():
    fredag = datetime(2026, 11, 20, 9, tzinfo=OSLO)
    with som("siv", "frogner") as siv:
        ny_bydelsdag(date(2026, 11, 20), slutt=None, grunn="Planleggingsdag", av=siv)
        ny_bydelsdag(date(2026, 11, 23), slutt=time(12), grunn="Seminar", av=siv)
        frist = frist_naa(fredag, virksomhet("frogner").pk)
        assert (frist.tid, frist.regelversjon) == (datetime(2026, 11, 23, 12, tzinfo=OSLO), "1+")
        assert regel_med_nummer("1+", virksomhet("frogner").pk).slutt_paa(date(2026, 11, 23)) == time(12)
    with som("siv", "sagene"):
        frist = frist_naa(fredag, virksomhet("sagene").pk)
        assert (frist.tid, frist.regelversjon) == (datetime(2026, 11, 20, 15, 45, tzinfo=OSLO), "1")


def test_en_dag_i_fortiden_eller_en_fridag_kan_ikke_settes_og_en_brukt_ikke_fjernes():
    with som("siv", "frogner") as siv:
        for dag, slutt in (
            (date(2026, 11, 19), None),
            (date(2026, 12, 25), None),
            (date(2026, 11, 20), time(3)),
        ):
            with pytest.raises(Hindret):
                ny_bydelsdag(dag, slutt=slutt, grunn="Fri", av=siv)
        satt = ny_bydelsdag(date(2026, 11, 20), slutt=None, grunn="Planleggingsdag", av=siv)
        with pytest.raises(Hindret, match="alt satt"):
            ny_bydelsdag(date(2026, 11, 20), slutt=None, grunn="Igjen", av=siv)
        with med_klokke(datetime(2026, 11, 20, 8, tzinfo=OSLO)), pytest.raises(Hindret, match="blir stående"):
            fjern_bydelsdag(satt, av=siv)
        fjern_bydelsdag(satt, av=siv)
        assert frist_naa(datetime(2026, 11, 20, 9, tzinfo=OSLO), virksomhet("frogner").pk).regelversjon == "1"


def test_frister_regnes_bare_paa_nytt_naar_noen_ber_om_det_og_det_staar_i_loggen():
    rad = motta_og_les(brev("Venter"))
    with som("siv", "frogner") as siv:
        ny_bydelsdag(date(2026, 11, 20), slutt=None, grunn="Planleggingsdag", av=siv)
    assert rad_naa(rad).frist == rad.frist
    with arbeid(som=aktoer("siv"), i=virksomhet("frogner"), verb="regn frister på nytt", grunn="Stengt fredag") as _:
        with pytest.raises(Hindret):
            regn_paa_nytt(" ", av=aktoer("siv"))
        assert regn_paa_nytt("Stengt fredag", av=siv) == 1
        assert regn_paa_nytt("Stengt fredag", av=siv) == 0
        logget = Endring.objects.get(objekttype="mottak_innkomst", objekt_id=str(rad.pk), element="frist")
        assert str(logget.tidligere).startswith("2026-11-20")
    assert (rad_naa(rad).frist, rad_naa(rad).fristregel) == (datetime(2026, 11, 23, 15, 45, tzinfo=OSLO), "1+")


def test_et_tidspunkt_som_ikke_finnes_kan_ikke_telle():
    with som("siv", "byarkivet"):
        assert [h.felt for h in hindre_for_nytt_nivaa(replace(NYTT, teller="levert"))] == ["teller"]


def test_journalens_frist_foelger_nivaaet_den_dagen():
    with som("siv", "byarkivet") as siv:
        nytt_nivaa(replace(NYTT, publisering=time(10)), av=siv)
    her = virksomhet("frogner").pk
    with som("siv", "frogner"):
        assert publiseringsfristen(date(2026, 11, 20), her).tid == datetime(2026, 11, 23, 12, tzinfo=OSLO)
        assert publiseringsfristen(date(2026, 11, 23), her).tid == datetime(2026, 11, 24, 10, tzinfo=OSLO)
