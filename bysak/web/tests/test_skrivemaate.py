"""How numbers, days, deadlines and screened titles read, at one fixed moment: Thursday 19 November 2026, 13.12."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import translation

from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.web import skrivemaate as s


def kl(dag: int, time: int = 0, minutt: int = 0, maaned: int = 11) -> datetime:
    return datetime(2026, maaned, dag, time, minutt, tzinfo=OSLO)


@pytest.fixture(autouse=True)
def _torsdag() -> Iterator[None]:
    with med_klokke(kl(19, 13, 12)), translation.override("nb"):
        yield


@pytest.mark.parametrize(
    ("tidspunkt", "tekst"),
    [
        (kl(19, 15, 45), "Frist i dag 15.45, 2 t 33 min igjen"),
        (kl(19, 13, 52), "Frist i dag 13.52, 40 min igjen"),
        (kl(20, 15, 45), "Frist i morgen 15.45"),
        (kl(23, 15, 45), "Man.\u00a023.11"),
        (kl(19, 12, 0), "Over frist, 1 t 12 min"),
        (kl(18, 15, 45), "Over frist, 1 dag"),
        (kl(9, 15, 45), "Over frist, 10 dager"),
        (date(2026, 11, 19), "Frist i dag"),
        (date(2027, 2, 1), "01.02.2027"),
    ],
)
def test_en_frist_sier_dag_foerst_og_saa_tid_igjen(tidspunkt: date, tekst: str) -> None:
    assert s.frist(tidspunkt) == tekst


def test_en_frist_er_snart_naar_under_en_fjerdedel_av_tiden_er_igjen() -> None:
    assert s.fristtilstand(kl(19, 15, 45), kl(19, 8, 0))[0] == "ok"
    assert s.fristtilstand(kl(19, 13, 30), kl(19, 8, 0))[0] == "snart"
    assert s.fristtilstand(kl(19, 13, 11)) == ("over", 0.0)


def test_dager_sies_slik_folk_sier_dem() -> None:
    assert [s.dag(kl(d)) for d in (18, 19, 20, 27)] == ["i går", "i dag", "i morgen", "fre.\u00a027.11"]
    assert s.dag(date(2026, 1, 2)) == "02.01."
    assert s.dag(date(2025, 11, 19)) == "19.11.2025"
    assert s.langdato(kl(19), ukedag=True) == "torsdag 19. november 2026"


def test_mottatt_er_klokkeslett_i_dag_og_ukedag_denne_uken() -> None:
    assert s.naar(kl(19, 8, 14)) == "08.14"
    assert s.naar(kl(18, 9, 40)) == "ons.\u00a009.40"
    assert s.naar(kl(2, 9, 40)) == "02.11."


def test_tidspunkter_vises_i_norsk_tid_selv_om_de_er_lagret_i_utc() -> None:
    sent = datetime(2026, 11, 18, 23, 30, tzinfo=UTC)
    assert (s.klokkeslett(sent), s.dato(sent), s.dag(sent)) == ("00.30", "19.11.2026", "i dag")


def test_tall_og_stoerrelser_brytes_ikke_over_to_linjer() -> None:
    assert s.tall(4112) == "4\u00a0112"
    assert s.prosent(0.986) == "98,6\u00a0%"
    assert [s.filstoerrelse(n) for n in (999, 184_000, 1_400_000)] == ["999\u00a0B", "184\u00a0kB", "1,4\u00a0MB"]
    assert s.varighet(timedelta(minutes=-5)) == "0 min"


def test_skjermede_ord_faar_samme_bredde_uansett_lengde() -> None:
    kort, langt = s.offentlig("Klage – **"), s.offentlig("Klage – ************")
    assert kort == langt
    assert kort.count('class="maske"') == 1


def test_en_offentlig_tittel_kan_ikke_baere_kode_inn_i_siden() -> None:
    tittel = s.offentlig("<script>x</script> ***** & «navn»")
    assert "<script>" not in tittel
    assert "&lt;script&gt;" in tittel
    assert "[skjermet]" in tittel


def test_initialer_er_foerste_og_siste_navn() -> None:
    assert [s.initialer(n) for n in ("Ingrid Tveitmo", "Bo Alv Lid", "Kari")] == ["IT", "BL", "KA"]
