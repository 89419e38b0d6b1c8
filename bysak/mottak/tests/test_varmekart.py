"""The squares of the heat table: which days, how dark, and what is in none of them."""

from datetime import date

import pytest

from bysak.mottak.varmekart import Rute, Varmekart, arbeidsdager

TORSDAG = date(2026, 11, 19)


@pytest.mark.parametrize(
    ("alle", "brudd", "nivaa"),
    [(0, 0, ""), (50, 0, ""), (50, 1, "lav"), (100, 8, "lav"), (100, 9, "mellom"), (100, 15, "mellom"), (6, 1, "hoey")],
)
def test_en_rute_er_moerkere_jo_lavere_andel_som_var_i_tide(alle, brudd, nivaa):
    assert Rute(alle, brudd).nivaa == nivaa


def test_dagene_er_arbeidsdager_og_den_siste_er_ikke_etter_den_som_er_valgt():
    assert arbeidsdager(date(2026, 11, 22), 6) == [date(2026, 11, d) for d in (13, 16, 17, 18, 19, 20)]
    rundt_paaske = arbeidsdager(date(2027, 3, 31), 4)
    assert rundt_paaske == [date(2027, 3, 23), date(2027, 3, 24), date(2027, 3, 30), date(2027, 3, 31)]


def test_summen_av_en_bydel_er_summen_av_rutene_og_de_tomme_dagene_er_ikke_brudd():
    dager = arbeidsdager(TORSDAG, 3)
    kart = Varmekart(dager, {(1, dager[0]): Rute(4, 1), (1, TORSDAG): Rute(6, 0), (2, TORSDAG): Rute(1, 1)})
    assert kart.sum(1) == Rute(10, 1)
    assert kart.sum(1).andel == 0.9
    assert kart.sum(3).andel is None
    assert kart.rute(3, TORSDAG).nivaa == ""
