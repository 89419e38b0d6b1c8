"""What the measurements of the workspace say of figures that are known, and that the pages they measure are there."""

from ytelse.flate import tjenertid
from ytelse.flate.tjenertid import Sidetid


def sidetid(navn: str, ms: float, egne: int) -> Sidetid:
    return Sidetid(navn, "arkivar", [ms / 1000] * 20, egne + 6, egne, 0.02, 0.005, 9_000)


def test_hver_side_staar_med_forholdet_til_den_tomme():
    tekst = tjenertid.tabell([sidetid("Tom", 10, 0), sidetid("Mottak", 45, 12)])
    assert "| Tom | arkivar | 10.0 | 10.0 | 6 | 0 | 20.0 | 5.0 |  | 9.0 |" in tekst
    assert "| Mottak | arkivar | 45.0 | 45.0 | 18 | 12 | 20.0 | 5.0 | 4.50 | 9.0 |" in tekst


def test_for_mange_spoerringer_er_et_brudd_men_for_lang_tid_bare_nevnes():
    tidene = [sidetid("Tom", 10, 0), sidetid("Mottak", 51, 12), sidetid("Sak", 20, 13)]
    assert tjenertid.over(tidene) == ["Sak: 13 egne spørringer, grensen er 12"]
    assert tjenertid.treige(tidene) == ["Mottak: p95 51.0 ms, målet er 50"]


def test_det_alle_sider_spoer_om_teller_foerst_naar_det_spoerres_igjen():
    seglet = "select pg_backend_pid(), 1"
    sendt = ['SELECT 1 FROM "organisasjon_sesjon" WHERE x', seglet, 'SELECT 1 FROM "arkivstruktur_mappe"']
    assert tjenertid.egne(sendt) == 1
    assert tjenertid.egne([*sendt, seglet]) == 2
