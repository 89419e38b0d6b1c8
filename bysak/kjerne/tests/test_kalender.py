"""The vectors of the domain's rules (journalregler 9.1-9.3), and what must hold in any year."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysak.kjerne import kalender
from bysak.kjerne.kalender import arbeidsdager_mellom, er_arbeidsdag, legg_til_arbeidsdager

HUNDRE_AAR = st.dates(date(1990, 1, 1), date(2089, 12, 31))


@pytest.mark.parametrize(
    "paaskedag",
    ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2030-04-21", "2035-03-25", "2038-04-25"],
)
def test_de_bevegelige_helligdagene_foelger_paasken(paaskedag: str) -> None:
    paaske = date.fromisoformat(paaskedag)
    for dager in (-3, -2, 0, 1, 39, 49, 50):
        assert kalender.helligdag(paaske + timedelta(days=dager)), dager
    assert "Skjærtorsdag" in kalender.helligdag(paaske - timedelta(days=3))
    assert er_arbeidsdag(paaske - timedelta(days=4))


def test_to_helligdager_kan_falle_sammen() -> None:
    assert kalender.helligdag(date(2027, 5, 17)) == "Andre pinsedag; Grunnlovsdag"
    assert kalender.helligdag(date(2008, 5, 1)) == "Arbeidernes dag; Kristi himmelfartsdag"


@pytest.mark.parametrize("dag", [date(2026, 12, 24), date(2026, 12, 31), date(2025, 12, 24), date(2026, 4, 1)])
def test_julaften_nyttaarsaften_og_onsdag_foer_paaske_er_arbeidsdager(dag: date) -> None:
    assert er_arbeidsdag(dag)


@pytest.mark.parametrize("dag", [date(2026, 4, 4), date(2026, 11, 21), date(2026, 11, 22), date(2026, 5, 17)])
def test_loerdag_soendag_og_helligdag_er_ikke_arbeidsdager(dag: date) -> None:
    assert not er_arbeidsdag(dag)


@pytest.mark.parametrize(
    ("fra", "antall", "til"),
    [
        ("2026-03-31", 5, "2026-04-10"),
        ("2026-03-31", 10, "2026-04-17"),
        ("2026-04-30", 5, "2026-05-08"),
        ("2026-05-12", 5, "2026-05-20"),
        ("2026-05-13", 1, "2026-05-15"),
        ("2026-12-22", 5, "2026-12-30"),
        ("2026-12-23", 10, "2027-01-08"),
        ("2027-05-13", 5, "2027-05-21"),
    ],
)
def test_arbeidsdager_telles_uten_startdagen(fra: str, antall: int, til: str) -> None:
    start, slutt = date.fromisoformat(fra), date.fromisoformat(til)
    assert legg_til_arbeidsdager(start, antall) == slutt
    assert arbeidsdager_mellom(start, slutt) == antall


def test_en_kalenderfrist_paa_fridag_flyttes_til_neste_arbeidsdag() -> None:
    assert kalender.flytt_til_arbeidsdag(date(2026, 5, 14)) == date(2026, 5, 15)
    assert kalender.flytt_til_arbeidsdag(date(2026, 4, 2)) == date(2026, 4, 7)
    assert kalender.flytt_til_arbeidsdag(date(2026, 11, 20)) == date(2026, 11, 20)
    assert kalender.neste_arbeidsdag(date(2026, 11, 20)) == date(2026, 11, 23)


def test_et_tidspunkt_er_ikke_en_dato() -> None:
    with pytest.raises(TypeError):
        er_arbeidsdag(datetime(2026, 5, 17, 12, tzinfo=UTC))
    with pytest.raises(ValueError, match="negativt"):
        legg_til_arbeidsdager(date(2026, 5, 18), -1)


def _paaskedag(aar: int) -> date:
    """Gauss's method: another road to the same Sunday than the library's."""
    a, b, c = aar % 19, aar % 4, aar % 7
    k = aar // 100
    m = (15 - (13 + 8 * k) // 25 + k - k // 4) % 30
    d = (19 * a + m) % 30
    e = (2 * b + 4 * c + 6 * d + (4 + k - k // 4) % 7) % 7
    if (d, e) == (29, 6) or (d == 28 and e == 6 and (11 * m + 11) % 30 < 19):
        e -= 7
    return date(aar, 3, 22) + timedelta(days=d + e)


@given(st.integers(1990, 2089))
def test_helligdagene_er_lovens_tolv_i_hvert_aar(aar: int) -> None:
    paaske = _paaskedag(aar)
    faste = {date(aar, m, d) for m, d in ((1, 1), (5, 1), (5, 17), (12, 25), (12, 26))}
    bevegelige = {paaske + timedelta(days=n) for n in (-3, -2, 0, 1, 39, 49, 50)}
    dager = (date(aar, 1, 1) + timedelta(days=n) for n in range(366))
    assert {d for d in dager if d.year == aar and kalender.helligdag(d)} == faste | bevegelige


@given(HUNDRE_AAR, st.integers(0, 60))
def test_telling_og_tillegg_er_hverandres_motsetning(start: date, antall: int) -> None:
    slutt = legg_til_arbeidsdager(start, antall)
    assert arbeidsdager_mellom(start, slutt) == antall
    assert antall == 0 or er_arbeidsdag(slutt)


@given(HUNDRE_AAR, st.integers(0, 900))
def test_antall_arbeidsdager_er_likt_en_telling_dag_for_dag(start: date, dager: int) -> None:
    slutt = start + timedelta(days=dager)
    talt = sum(er_arbeidsdag(start + timedelta(days=n)) for n in range(1, dager + 1))
    assert arbeidsdager_mellom(start, slutt) == talt
    assert arbeidsdager_mellom(slutt, start) == 0


@given(HUNDRE_AAR)
def test_neste_arbeidsdag_hopper_aldri_over_en_arbeidsdag(dag: date) -> None:
    neste = kalender.neste_arbeidsdag(dag)
    assert neste > dag
    assert not any(er_arbeidsdag(dag + timedelta(days=n)) for n in range(1, (neste - dag).days))
    assert neste - dag <= timedelta(days=6)


def test_klokka_kan_holdes_stille_bare_inne_i_blokken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSAK_KLOKKE", "2026-11-19T13:12")
    assert abs(datetime.now(UTC) - kalender.naa()) < timedelta(seconds=5)
    with kalender.med_klokke():
        assert kalender.naa() == datetime(2026, 11, 19, 12, 12, tzinfo=UTC)
        with kalender.med_klokke(datetime(2026, 6, 30, 22, 30, tzinfo=UTC)):
            assert kalender.i_dag() == date(2026, 7, 1)
        assert kalender.i_dag() == date(2026, 11, 19)
    assert kalender.naa().tzinfo is kalender.OSLO


def test_uten_miljoevariabel_gaar_klokka_som_vanlig(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("BYSAK_KLOKKE", raising=False)
    with kalender.med_klokke():
        assert abs(datetime.now(UTC) - kalender.naa()) < timedelta(seconds=5)


def test_en_uleselig_klokke_gir_en_klar_setning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BYSAK_KLOKKE", "i morgen")
    with pytest.raises(ValueError, match="er ikke et tidspunkt"), kalender.med_klokke():
        pass
    with pytest.raises(ValueError, match="tidssone"), kalender.med_klokke(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass
