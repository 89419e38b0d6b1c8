"""No hit on the name of a natural person a year after publication (offlf § 6 fjerde ledd)."""

from datetime import date, datetime, time, timedelta

import pytest

from bysak.journal.avklaring import avklar
from bysak.journal.tests.verden import post, publisert, vurdert
from bysak.kjerne.kalender import OSLO, i_dag, med_klokke
from bysak.offentlig.soek import navnegrense, uthevet
from bysak.offentlig.tests.conftest import Publikum
from tests.verden import som


def _kl(dag: date) -> datetime:
    return datetime.combine(dag, time(9), OSLO)


def _aaret_etter(dag: date) -> date:
    return dag.replace(year=dag.year + 1) if (dag.month, dag.day) != (2, 29) else dag.replace(year=dag.year + 1, day=28)


def test_navnet_kan_soekes_opp_i_ett_aar_og_resten_av_linjen_for_alltid(publikum: Publikum) -> None:
    jp = post("Klage fra Solvei Granlund på parkering", fra="Solvei Granlund", person=True)
    vurdert(jp)
    with som("kari", "frogner") as kari:
        for ord_ in ("Solvei", "Granlund"):
            avklar(jp, kode="personnavn", ord_=ord_, avgjoerelse="kan_vises", grunn="Offentlig rolle", av=kari)
    publisert()
    siste = _aaret_etter(i_dag())
    with publikum() as klient:
        for dag, finnes in ((i_dag(), True), (siste, True), (siste + timedelta(days=1), False)):
            with med_klokke(_kl(dag)):
                for q in ("Granlund", '"Solvei Granlund"', "solvei parkering"):
                    side = klient.get("/", {"q": q}).content.decode()
                    assert ("/innforsel/" in side) is finnes, (dag, q)
                side = klient.get("/", {"q": "klage parkering", "bydel": "frogner"}).content.decode()
                assert "Granlund" in side
                assert "/innforsel/" in side


def test_foreninger_og_avklarte_ord_er_ikke_personnavn(publikum: Publikum) -> None:
    jp = post("Benker i Solvei Granlund", fra="Løkkestua velforening")
    vurdert(jp)
    with som("kari", "frogner") as kari:
        for ord_ in ("Solvei", "Granlund"):
            avklar(jp, kode="personnavn", ord_=ord_, avgjoerelse="ikke_navn", grunn="En park", av=kari)
    publisert()
    with publikum() as klient, med_klokke(_kl(i_dag() + timedelta(days=800))):
        for q in ("Løkkestua", "Granlund"):
            assert "/innforsel/" in klient.get("/", {"q": q}).content.decode()


def test_stroemmen_har_ingen_innfoeringer_som_er_eldre_enn_ett_aar(publikum: Publikum) -> None:
    vurdert(post("Merknad til gatebruksplan"))
    publisert()
    with publikum() as klient:
        assert b"gatebruksplan" in klient.get("/strom/frogner.atom").content
        with med_klokke(_kl(i_dag() + timedelta(days=400))):
            assert b"gatebruksplan" not in klient.get("/strom/frogner.atom").content


@pytest.mark.parametrize(
    ("dag", "grense"),
    [
        (date(2026, 11, 22), date(2025, 11, 22)),
        (date(2028, 2, 29), date(2027, 2, 28)),
        (date(2029, 2, 28), date(2028, 2, 28)),
        (date(2029, 3, 1), date(2028, 3, 1)),
    ],
)
def test_grensen_gaar_ett_kalenderaar_tilbake(dag: date, grense: date) -> None:
    assert navnegrense(dag) == datetime.combine(grense, time(0), OSLO)


def test_ordene_det_ble_soekt_etter_utheves() -> None:
    assert uthevet("Park, parkering", "park") == [("Park", True), (", ", False), ("parkering", True)]
    assert uthevet("Parken", "i") == [("Parken", False)]
