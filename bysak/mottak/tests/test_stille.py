"""A channel that is silent longer than its normal: nights and holidays are normal, a morning without mail is not."""

from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.kjerne.kalender import OSLO, er_arbeidsdag
from bysak.mottak.stille import HELLIG, Grense, Historikk, er_stille, slag, ventet

EPOST = Grense(timer=3, ventet=8, start=0.3)
PAPIR = Grense(timer=12, ventet=6, start=0.1)


def oslo(tekst: str) -> datetime:
    return datetime.fromisoformat(tekst).replace(tzinfo=OSLO)


def _vanlig(siste: str, per_time: int = 5, uker: int = 8) -> Historikk:
    """So many an hour from 8 to 16 on every workday, for some weeks before the last one."""
    h = Historikk(oslo(siste) - timedelta(weeks=uker), oslo(siste))
    for n in range(uker * 7):
        dag = (oslo(siste) - timedelta(days=n + 1)).date()
        if er_arbeidsdag(dag):
            h.antall.update({(slag(dag), t): per_time for t in range(8, 16)})
    return h


@pytest.mark.parametrize(
    ("siste", "naa", "stille"),
    [
        ("2026-11-18T15:55", "2026-11-19T08:30", False),  # a night
        ("2026-11-18T15:55", "2026-11-19T10:00", True),  # a morning that is not like others
        ("2026-11-19T10:00", "2026-11-19T11:50", False),  # less than the floor
        ("2026-11-19T10:00", "2026-11-19T13:01", True),
        ("2026-11-20T15:55", "2026-11-23T08:10", False),  # a weekend
        ("2026-04-01T11:55", "2026-04-07T08:10", False),  # Easter
        ("2026-12-24T11:55", "2026-12-27T20:00", False),  # Christmas over a weekend
    ],
)
def test_en_kanal_er_stille_naar_det_som_skulle_ha_kommet_ikke_kom(siste: str, naa: str, stille: bool) -> None:
    assert er_stille(_vanlig(siste), EPOST, oslo(naa)) is stille


def test_en_kanal_med_lite_maa_vaere_stille_lenge() -> None:
    lite = Historikk(oslo("2026-09-28T09:00"), oslo("2026-11-16T10:00"), Counter({(0, 10): 8}))
    assert not er_stille(lite, EPOST, oslo("2026-11-27T16:00"))
    assert er_stille(lite, EPOST, oslo("2027-01-20T16:00"))


def test_en_ny_kanal_faar_startverdien_og_glemmer_den_med_dagene() -> None:
    ny = Historikk(oslo("2026-11-16T09:00"), oslo("2026-11-16T09:00"), Counter({(0, 9): 1}))
    assert not er_stille(ny, EPOST, oslo("2026-11-17T15:00"))
    assert er_stille(ny, EPOST, oslo("2026-11-27T15:00"))
    moden = Historikk(oslo("2026-10-01T09:00"), oslo("2026-11-16T09:00"), Counter({(0, 9): 7}))
    torsdag = oslo("2026-11-19T16:00")
    assert ventet(moden, EPOST, torsdag) < ventet(ny, EPOST, torsdag)


def test_den_foerste_mandagen_etter_en_uke_stillhet_kjennes_igjen_ogsaa_naar_klokka_stilles() -> None:
    assert er_stille(_vanlig("2026-10-23T15:55"), EPOST, oslo("2026-10-26T11:00"))
    assert not er_stille(_vanlig("2026-10-23T15:55"), EPOST, oslo("2026-10-26T08:05"))


def test_en_klokke_som_gaar_bakover_eller_langt_fram_gir_et_tall_og_ingen_alarm_om_framtiden() -> None:
    h = _vanlig("2026-11-19T10:00")
    assert ventet(h, EPOST, oslo("2020-01-01T00:00")) == 0
    assert not er_stille(h, EPOST, oslo("2026-11-19T09:59"))
    assert ventet(h, EPOST, oslo("2099-01-01T00:00")) < 10_000


@settings(deadline=None, max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 40 * 24), st.integers(0, 200))
def test_lengre_stillhet_er_aldri_mindre_ventet(timer: int, mer: int) -> None:
    h, siste = _vanlig("2026-11-18T15:55"), oslo("2026-11-18T15:55")
    naa = siste + timedelta(hours=timer)
    senere = siste + timedelta(hours=timer, minutes=mer)
    assert 0 <= ventet(h, PAPIR, naa) <= ventet(h, PAPIR, senere) + 1e-9 or naa.date() != senere.date()


def test_en_helligdag_er_en_dag_for_seg_men_soendag_er_soendag() -> None:
    assert [slag(oslo(d).date()) for d in ("2026-04-02", "2026-04-05", "2026-04-04")] == [HELLIG, 6, 5]
