"""What the measurements of the workspace say of figures that are known, and that the pages they measure are there."""

from collections import deque
from dataclasses import replace

from ytelse.flate import last, nettleser, oppgaver, tjenertid
from ytelse.flate.tjenertid import Sidetid


def sidetid(navn: str, ms: float, egne: int) -> Sidetid:
    return Sidetid(navn, "arkivar", [ms / 1000] * 20, egne + 6, egne, 0.02, 0.005, 9_000)


def test_hver_side_staar_med_forholdet_til_den_tomme():
    tekst = tjenertid.tabell([sidetid("Tom", 10, 0), sidetid("Mottak", 45, 12)], 20)
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


def test_et_skjema_fylles_ut_som_i_en_nettleser_og_bare_der_det_er_tomt():
    side = (
        '<form method="post" action="/a"><input name="csrf" value="x"><input name="tittel" value="Står her">'
        '<select name="hvem"><option value="">Velg</option><option value="7">Ola</option></select></form>'
    )
    assert last.utfylt(side, "/a", {"tittel": "Ny", "hvem": "*", "handling": "send"}) == {
        "csrf": ["x"], "tittel": ["Står her"], "hvem": ["7"], "handling": ["send"],
    }  # fmt: skip
    assert last.utfylt(side, "/b", {}) == {}


def test_en_feil_under_last_er_et_brudd_og_nevnes():
    felles = last.Felles(deque(), 0.0, (2.0, 8.0), tider={"Sak": [0.1, 0.4]}, feil=["Sak: GET /x: 500"])
    tekst = last.tabell(felles, 40, 10, 2)
    assert "| Sak | 2 | 250 | 385 | 397 | 1 |" in tekst
    assert "Sak: GET /x: 500" in tekst
    assert "samme kjernene" in tekst
    assert last.over(felles) == ["Last: 1 feil"]
    assert last.treigt(felles) == ["Last: p95 385 ms, målet er 300"]


def test_en_side_som_er_for_tung_eller_flytter_seg_er_et_brudd():
    lett = nettleser.Sett("Sak", "arkivar", 149_000, 24_000, 300, 200, 0.001, 0.0)
    assert nettleser.over([lett]) == []
    tung = replace(lett, foerst=151_000, siden=26_000, etter_bytte=0.02)
    assert nettleser.over([tung]) == [
        "Sak: 151.0 kB første gang, grensen er 150", "Sak: 26.0 kB siden, grensen er 25",
        "Sak: flytter seg med 0.020 når noe byttes",
    ]  # fmt: skip
    assert "| Sak | arkivar | 149.0 | 24.0 | 300 | 200 | 0.001 | 0.000 |" in nettleser.tabell([lett])


def test_en_oppgave_som_tar_flere_taster_enn_designet_tillater_er_et_brudd():
    gjort = [oppgaver.Utfoert("Avskrive", "leder", 3, 5, 1.25), oppgaver.Utfoert("Godkjenne", "leder", 6, 5, 2.0)]
    assert "| Avskrive | leder | 3 | 5 | 1.2 |" in oppgaver.tabell(gjort)
    assert oppgaver.over(gjort) == ["Godkjenne: 6 tastetrykk, målet er 5"]
