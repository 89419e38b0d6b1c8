"""The page of requirements says what the tests say, and a proof does not disappear unnoticed."""

import re

from tests.arkitektur.kilder import funn, moduler
from tests.krav.oversikt import GJELDER, SIDE, TYPER, bevis, fakta, side

NYTT = "Kjør «.venv/bin/python -m tests.krav.oversikt» og se over endringen."


def test_kravsiden_er_oppdatert():
    assert SIDE.read_text(encoding="utf-8") == side(), NYTT


def test_hvert_merke_viser_til_et_krav_som_finnes():
    ukjente = [
        f"{nummer}: {tester[0]}" for nummer, tester in bevis().items() if nummer not in {k.nummer for k in fakta()}
    ]
    assert not ukjente, funn(ukjente)


def test_et_krav_som_er_bevist_beholder_sin_test():
    beviste = bevis()
    mistet = [f"{k.nummer}: {k.sammendrag}" for k in fakta() if k.lovet and k.nummer not in beviste]
    assert not mistet, funn(mistet)


def test_hvert_nytt_bevis_er_skrevet_ned_som_et_loefte():
    loefter = {k.nummer for k in fakta() if k.lovet}
    assert set(bevis()) <= loefter, NYTT


def test_arkivkjernens_krav_er_bevist_eller_det_staar_hvorfor_ikke():
    uten = [
        k.nummer for k in fakta() if k.nummer.startswith(("2.", "3.", "4.", "5.1.")) and not k.lovet and not k.grunn
    ]
    assert not uten, funn(uten)


def test_alle_kravene_i_standarden_er_med_en_gang():
    alle = fakta()
    assert len(alle) == len({k.nummer for k in alle}) == 400
    assert {k.type for k in alle} == set(TYPER)
    assert {k.gjelder for k in alle} == set(GJELDER)


def test_kravene_som_koden_viser_til_finnes_i_standarden():
    finnes = {k.nummer for k in fakta()}
    feil = [
        f"{m.sti}: krav {nummer}"
        for m in moduler()
        for rekke in re.findall(r"krav ((?:\d+\.\d+\.\d+(?:, | og | and )?)+)", m.tekst)
        for nummer in re.findall(r"\d+\.\d+\.\d+", rekke)
        if nummer not in finnes
    ]
    assert not feil, funn(feil)
