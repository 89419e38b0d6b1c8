"""The detector that guards the internet gate. No number is written here: all are made at run time, mostly synthetic."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysak.journal.personnummer import Art, finn


def _siffer(vekter: tuple[int, ...], sifre: str) -> int:
    return -sum(v * int(s) for v, s in zip(vekter, sifre, strict=True)) % 11


def lag(dato: str, individ: int, rest: int = 0) -> str:
    """The first valid number from this individnummer on. rest: 0 for the check of today, 1-3 for those from 2032."""
    for nummer in range(individ, individ + 200):
        sifre = f"{dato}{nummer % 1000:03}"
        k1 = (_siffer((3, 7, 6, 1, 8, 9, 4, 5, 2), sifre) + rest) % 11
        if k1 < 10:
            k2 = _siffer((5, 4, 3, 2, 7, 6, 5, 4, 3, 2), f"{sifre}{k1}")
            if k2 < 10:
                return f"{sifre}{k1}{k2}"
    raise AssertionError(dato)


SYNTETISK = lag("158190", 300)
A, B, C, D = SYNTETISK[:2], SYNTETISK[2:4], SYNTETISK[4:6], SYNTETISK[6:]


@pytest.mark.krav("5.2.31")
@pytest.mark.parametrize(
    "skrevet",
    [
        SYNTETISK,
        f"{A}{B}{C} {D}",
        f"{A}{B}{C}\u00a0{D}",
        f"{A}{B}{C}\u202f{D}",
        f"{A}{B}{C}-{D}",
        f"{A}{B}{C} - {D}",
        f"{A}{B}{C}\u2013{D}",
        f"{A}.{B}.{C} {D}",
        f"{A}.{B}.{C}.{D}",
        f"{A}-{B}-{C}-{D}",
        f"{A}/{B}/{C} {D}",
        f"{A} {B} {C} {D}",
        f"{A}{B}.{C}.{D}",
        f"{A}{B} {C} {D}",
        f"{A}{B}{C} {D[:3]} {D[3:]}",
        f"{A}{B}{C}\u200b{D}",
        f"{A}{B}{C}\n{D}",
    ],
)
def test_nummeret_finnes_i_alle_skrivemaater(skrevet: str) -> None:
    for foer, etter in (("Klage, fnr. ", ", og mer"), ("", ""), ("fnr", "abc"), ("(", ")"), ("2026-", " ")):
        tekst = foer + skrevet + etter
        [treff] = finn(tekst)
        assert tekst[treff.start : treff.slutt] == skrevet
        assert treff.art == "syntetisk"


def test_et_nummer_skjult_bak_andre_sifre_finnes() -> None:
    assert len(finn(f"sak 12 34 {SYNTETISK}")) == 1
    assert len(finn(f"123456 789 {A}.{B}.{C} {D}")) == 1
    assert len(finn(f"{SYNTETISK} og {SYNTETISK}")) == 2


@pytest.mark.parametrize(
    "tekst", ["", "2026/4183", "tlf. 22 33 44 55", "15.01.2026 12345", "1234.56.78900", "12345678901"]
)
def test_andre_tall_er_ikke_personnummer(tekst: str) -> None:
    assert finn(tekst) == []


@pytest.mark.parametrize(
    "tekst", ["1" + SYNTETISK, SYNTETISK + "1", SYNTETISK[:-1] + str((int(SYNTETISK[-1]) + 1) % 10)]
)
def test_flere_sifre_eller_galt_kontrollsiffer_er_ikke_et_nummer(tekst: str) -> None:
    assert finn(tekst) == []


@pytest.mark.parametrize(
    ("dag", "maaned"), [(0, 81), (32, 81), (30, 82), (31, 84), (15, 80), (15, 93), (15, 73), (72, 81)]
)
def test_en_umulig_dato_er_ikke_et_nummer(dag: int, maaned: int) -> None:
    assert finn(lag(f"{dag:02}{maaned:02}90", 1)) == []


@pytest.mark.krav("5.2.31")
@given(
    st.integers(1, 28),
    st.integers(1, 12),
    st.integers(0, 99),
    st.integers(0, 999),
    st.sampled_from(
        [
            (0, 0, "foedselsnummer"),
            (40, 0, "d-nummer"),
            (0, 40, "syntetisk"),
            (0, 80, "syntetisk"),
            (40, 80, "syntetisk"),
        ]
    ),
    st.integers(0, 3),
)
def test_alle_arter_finnes_etter_dagens_regel_og_regelen_fra_2032(
    dag: int, maaned: int, aar: int, individ: int, slag: tuple[int, int, Art], rest: int
) -> None:
    nummer = lag(f"{dag + slag[0]:02}{maaned + slag[1]:02}{aar:02}", individ, rest)
    assert [t.art for t in finn(f"Gjelder {nummer}.")] == [slag[2]]


def test_en_lang_rekke_sifre_tar_ikke_lang_tid() -> None:
    start = time.perf_counter()
    finn("1 2 3.4-5 " * 20_000 + "1" * 200_000)
    assert time.perf_counter() - start < 2
