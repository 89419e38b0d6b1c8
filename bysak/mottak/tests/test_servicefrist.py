"""The service declaration's promises (SLA-1 to SLA-3; journalregler 9.4-9.8), in Oslo time."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.kjerne.kalender import OSLO, er_arbeidsdag
from bysak.mottak import servicefrist
from bysak.mottak.servicefrist import Frist, KortDag, Servicefrist, frist_for, tilstand

REGEL = servicefrist.STANDARD
# A loaded machine is slow to draw; that says nothing of the rules.
RO = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
TIDER = st.datetimes(datetime(2000, 1, 1), datetime(2099, 11, 30), timezones=st.just(OSLO))  # noqa: DTZ001


def oslo(tekst: str) -> datetime:
    return datetime.fromisoformat(tekst).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("mottatt", "frist"),
    [
        ("2026-11-20T11:59:59", "2026-11-20T15:45"),
        ("2026-11-20T11:59:59.999999", "2026-11-20T15:45"),
        ("2026-11-20T12:00:00", "2026-11-23T15:45"),
        ("2026-11-20T23:30", "2026-11-23T15:45"),
        ("2026-11-21T10:00", "2026-11-23T15:45"),
        ("2026-11-22T23:59:59", "2026-11-23T15:45"),
        ("2026-11-23T00:00", "2026-11-23T15:45"),
        ("2023-05-16T13:00", "2023-05-19T15:45"),
        ("2026-04-01T13:00", "2026-04-07T15:45"),
        ("2026-04-01T11:00", "2026-04-01T12:00"),
        ("2026-03-31T13:00", "2026-04-01T12:00"),
        ("2026-12-23T12:00", "2026-12-24T12:00"),
        ("2027-05-14T14:00", "2027-05-18T15:45"),
    ],
)
def test_mottatt_foer_tolv_skal_vaere_ferdig_samme_arbeidsdag(mottatt: str, frist: str) -> None:
    assert frist_for(oslo(mottatt), REGEL) == Frist(oslo(frist), "1", oslo(mottatt))


def test_klokka_tolv_er_klokka_tolv_i_oslo_sommer_og_vinter() -> None:
    assert frist_for(datetime(2026, 6, 30, 9, 59, 59, tzinfo=UTC), REGEL).tid == oslo("2026-06-30T15:45")
    assert frist_for(datetime(2026, 6, 30, 10, 0, tzinfo=UTC), REGEL).tid == oslo("2026-07-01T15:45")
    assert frist_for(datetime(2026, 11, 19, 10, 59, 59, tzinfo=UTC), REGEL).tid == oslo("2026-11-19T15:45")
    assert frist_for(datetime(2026, 11, 19, 23, 30, tzinfo=UTC), REGEL).tid == oslo("2026-11-20T15:45")


@RO
@given(TIDER, st.integers(0, 10 * 86400))
def test_den_som_kommer_senere_har_aldri_tidligere_frist(mottatt: datetime, sekunder: int) -> None:
    senere = (mottatt.astimezone(UTC) + timedelta(seconds=sekunder)).astimezone(OSLO)
    assert frist_for(mottatt).tid <= frist_for(senere).tid
    assert servicefrist.frist_for_innsynskrav(mottatt).tid <= servicefrist.frist_for_innsynskrav(senere).tid


@RO
@given(TIDER)
def test_fristen_er_alltid_slutten_av_en_arbeidsdag_etter_mottak(mottatt: datetime) -> None:
    frist = frist_for(mottatt, REGEL).tid
    assert frist > mottatt
    assert er_arbeidsdag(frist.date())
    assert frist.time() in {time(15, 45), time(12)}


@pytest.mark.parametrize(
    ("mottatt", "frist"),
    [
        ("2026-11-21T10:00", "2026-11-23T15:00"),
        ("2026-11-20T09:00", "2026-11-20T15:00"),
        ("2026-11-20T14:59:59", "2026-11-20T15:00"),
        ("2026-11-20T15:00", "2026-11-23T15:00"),
        ("2026-11-20T07:10", "2026-11-20T15:00"),
        ("2026-04-01T11:00", "2026-04-01T12:00"),
        ("2026-04-01T13:00", "2026-04-07T15:00"),
    ],
)
def test_innsynskrav_registreres_i_den_kjernetiden_de_kommer_eller_den_neste(mottatt: str, frist: str) -> None:
    assert servicefrist.frist_for_innsynskrav(oslo(mottatt), REGEL).tid == oslo(frist)


@pytest.mark.parametrize(
    ("journaldato", "frist"),
    [
        ("2026-11-19", "2026-11-20T12:00"),
        ("2026-11-20", "2026-11-23T12:00"),
        ("2026-04-01", "2026-04-07T12:00"),
        ("2027-05-14", "2027-05-18T12:00"),
    ],
)
def test_journalen_publiseres_klokka_tolv_foerste_arbeidsdag_etter(journaldato: str, frist: str) -> None:
    assert servicefrist.publiseringsfrist(date.fromisoformat(journaldato)).tid == oslo(frist)


def test_regelen_som_gjaldt_ved_mottak_brukes_og_huskes() -> None:
    ny = Servicefrist("2", date(2027, 1, 1), skjaering=time(13), slutt=time(16))
    regler = (ny, REGEL)
    assert servicefrist.gjeldende_regel(oslo("2026-12-31T23:59:59"), regler) is REGEL
    assert servicefrist.gjeldende_regel(datetime(2026, 12, 31, 23, 0, tzinfo=UTC), regler) is ny
    assert servicefrist.gjeldende_regel(oslo("2001-01-01T10:00"), regler) is REGEL
    assert frist_for(oslo("2027-02-03T12:30"), ny) == Frist(oslo("2027-02-03T16:00"), "2", oslo("2027-02-03T12:30"))


SOMMERTID = [datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC), datetime(2026, 3, 29, 1, tzinfo=UTC)]
VINTERTID = [datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)]


@pytest.mark.parametrize("mottatt", SOMMERTID + VINTERTID)
def test_natten_da_klokka_stilles_gir_fristen_til_mandagen(mottatt: datetime) -> None:
    mandag = (mottatt.astimezone(OSLO).date() + timedelta(days=1)).isoformat()
    assert frist_for(mottatt).tid == oslo(f"{mandag}T15:45")


@RO
@given(
    TIDER,
    st.times(time(9, 1), time(16)),
    st.sets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=60),
    st.times(time(7), time(16)),
)
def test_uansett_nivaa_er_fristen_etter_mottak_paa_en_arbeidsdag_i_arbeidstiden(
    mottatt: datetime, slutt: time, stengt: set[date], skjaering: time
) -> None:
    kort = KortDag("Kort", time(9, 0, 30), dato=mottatt.date())
    regel = replace(REGEL, skjaering=skjaering, slutt=slutt, stengte_dager=frozenset(stengt), korte_dager=(kort,))
    frist = frist_for(mottatt, regel).tid.astimezone(OSLO)
    assert frist > mottatt
    assert regel.er_arbeidsdag(frist.date())
    assert time(9) < frist.time() <= slutt
    senere = frist_for(mottatt.astimezone(UTC) + timedelta(seconds=1), regel).tid
    assert senere >= frist


def test_en_stengt_dag_regnes_ikke_og_en_kort_dag_slutter_foer() -> None:
    regel = replace(
        REGEL,
        stengte_dager=frozenset({date(2026, 11, 20)}),
        korte_dager=(KortDag("Planleggingsdag", time(11), dato=date(2026, 11, 23)),),
    )
    assert frist_for(oslo("2026-11-19T12:00"), regel).tid == oslo("2026-11-23T11:00")
    assert frist_for(oslo("2026-11-20T09:00"), regel).tid == oslo("2026-11-23T11:00")
    # After it has closed, before the cut-off of an ordinary day: the next workday.
    assert frist_for(oslo("2026-11-23T11:30"), regel).tid == oslo("2026-11-24T15:45")
    assert servicefrist.publiseringsfrist(date(2026, 11, 19), regel).tid == oslo("2026-11-23T12:00")


@pytest.mark.parametrize(
    ("fra", "til", "timer"),
    [
        ("2026-11-19T09:41", "2026-11-19T11:41", 2),
        ("2026-11-19T06:00", "2026-11-19T10:00", 1),
        ("2026-11-20T14:45", "2026-11-23T10:00", 2),
        ("2026-10-23T14:45", "2026-10-26T10:00", 2),
        ("2026-11-21T10:00", "2026-11-22T10:00", 0),
        ("2026-11-19T12:00", "2026-11-19T11:00", 0),
    ],
)
def test_brukt_tid_telles_i_arbeidstid(fra: str, til: str, timer: int) -> None:
    assert servicefrist.arbeidstid(oslo(fra), oslo(til)) == timedelta(hours=timer)


def test_klokka_viser_god_tid_snart_og_over() -> None:
    frist = frist_for(oslo("2026-11-19T09:41"))
    assert tilstand(frist, oslo("2026-11-19T13:12")) == "ok"
    assert servicefrist.andel_igjen(frist, oslo("2026-11-19T13:12")) == pytest.approx(0.42, abs=0.005)
    assert tilstand(frist, oslo("2026-11-19T15:05")) == "snart"
    assert tilstand(frist, oslo("2026-11-19T15:44:59")) == "snart"
    assert tilstand(frist, oslo("2026-11-19T15:45")) == "over"
    assert servicefrist.andel_igjen(frist, oslo("2026-11-20T15:45")) == 0


def test_helgen_spiser_ikke_av_tiden() -> None:
    frist = frist_for(oslo("2026-11-20T13:00"))
    fredag, mandag = oslo("2026-11-20T15:45"), oslo("2026-11-23T09:00")
    assert servicefrist.andel_igjen(frist, fredag) == servicefrist.andel_igjen(frist, mandag)
    assert tilstand(frist, mandag) == "ok"
    assert tilstand(frist, oslo("2026-11-23T13:30")) == "snart"


def test_en_frist_uten_start_regnes_fra_begynnelsen_av_dagen() -> None:
    frist = Frist(oslo("2026-11-19T15:45"), "1")
    assert servicefrist.andel_igjen(frist, oslo("2026-11-18T10:00")) == 1
    assert tilstand(frist, oslo("2026-11-19T08:00")) == "ok"
    assert tilstand(frist, oslo("2026-11-19T15:00")) == "snart"


def test_et_tidspunkt_uten_tidssone_avvises() -> None:
    with pytest.raises(ValueError, match="tidssone"):
        frist_for(datetime(2026, 11, 19, 9))  # noqa: DTZ001
