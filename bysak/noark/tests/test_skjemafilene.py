"""A deposit carries the authority's own schemas only when they are exactly the published ones."""

import hashlib
import shutil
from pathlib import Path

from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.skjemafiler import KJENTE, skjemafiler, utgave_av
from bysak.noark.tests.eksempel import PUBLISERT, PUBLISERT_ADDML, trenger_publiserte
from bysak.noark.xsd import SKJEMAFILER, skjemafil


def test_uten_en_mappe_skrives_alle_skjemaene_av_katalogen():
    filer, merknader = skjemafiler(Utgave.V2019)
    assert list(filer) == list(SKJEMAFILER)
    assert not merknader
    for navn, fil in filer.items():
        assert fil.innhold == skjemafil(navn, Utgave.V2019)
        assert not fil.offisiell
        assert fil.sjekksum == hashlib.sha256(fil.innhold).hexdigest()


def test_begge_utgavene_har_en_kjent_sum_for_hver_fil():
    for filer in KJENTE.values():
        assert filer.keys() == SKJEMAFILER.keys()


@trenger_publiserte
def test_de_publiserte_filene_brukes_uendret(tmp_path: Path):
    shutil.copytree(PUBLISERT[Utgave.V2023], tmp_path, dirs_exist_ok=True)
    shutil.copy(PUBLISERT_ADDML, tmp_path)
    filer, merknader = skjemafiler(Utgave.V2023, tmp_path)
    assert not merknader
    assert all(fil.offisiell and fil.innhold == (tmp_path / navn).read_bytes() for navn, fil in filer.items())


@trenger_publiserte
def test_en_fil_fra_feil_utgave_eller_med_en_endring_brukes_ikke(tmp_path: Path):
    shutil.copytree(PUBLISERT[Utgave.V2019], tmp_path, dirs_exist_ok=True)
    endret = tmp_path / "endringslogg.xsd"
    endret.write_bytes(endret.read_bytes() + b" ")
    filer, merknader = skjemafiler(Utgave.V2023, tmp_path)
    assert not any(fil.offisiell for fil in filer.values())
    assert len(merknader) == len(SKJEMAFILER)
    assert "addml.xsd finnes ikke" in merknader[0]
    assert all("Bysaks eget skjema" in merknad for merknad in merknader)
    riktig, _ = skjemafiler(Utgave.V2019, tmp_path)
    assert [navn for navn, fil in riktig.items() if not fil.offisiell] == ["addml.xsd", "endringslogg.xsd"]


@trenger_publiserte
def test_linjeskift_fra_windows_er_samme_skjema():
    innhold = (PUBLISERT[Utgave.V2023] / "arkivstruktur.xsd").read_bytes()
    assert utgave_av("arkivstruktur.xsd", innhold) is Utgave.V2023
    assert utgave_av("arkivstruktur.xsd", innhold.replace(b"\n", b"\r\n")) is Utgave.V2023
    assert utgave_av("arkivstruktur.xsd", innhold + b"\n") is None
    assert utgave_av("endringslogg.xsd", innhold) is None


def test_en_mappe_i_stedet_for_en_fil_gir_en_setning(tmp_path: Path):
    (tmp_path / "addml.xsd").mkdir()
    _, merknader = skjemafiler(mappe=tmp_path)
    assert "addml.xsd kan ikke leses" in merknader[0]
