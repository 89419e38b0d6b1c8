"""`bysak les-uttrekk`: controls first, reads whole deposits, refuses the rest with an exit code and a sentence."""

import shutil
from argparse import Namespace

import pytest

from bysak.arkivstruktur.formater import STANDARD
from bysak.arkivstruktur.models import Arkivformat
from bysak.bevaring.uttrekk.pakke import pakk
from bysak.bevaring.uttrekk.pakkeleser import PakkelesFeil
from bysak.bevaring.uttrekk.tests.test_pakken import OPPLYSNINGER, PAKKE
from bysak.depot.tests.depoter import som_databaseeier
from bysak.kommandoer import les_uttrekk
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel
from bysak.organisasjon.models import Virksomhet
from tests.verden import som

pytestmark = [pytest.mark.usefixtures("egen_database"), trenger_eksempel]


def _kjoer(mappe, **valg) -> int:
    with som_databaseeier():
        return les_uttrekk.utfoer(
            Namespace(mappe=mappe, **{"virksomhet": None, "tom_database": None, "navn": ""} | valg)
        )


@pytest.mark.krav("6.3.5")
def test_kommandoen_lager_virksomheten_med_arkivskaperens_navn(capsys):
    assert _kjoer(EKSEMPEL, virksomhet="eksempel") == 0
    assert Virksomhet.objects.get(kode="eksempel").navn == "Eksempel kommune"
    with som("siv", "eksempel"):
        assert set(Arkivformat.objects.values_list("pronom", "navn")) == set(STANDARD)
    assert "Ikke bevart slik det sto" in capsys.readouterr().out


def test_kommandoen_nekter_et_uttrekk_som_er_endret_etter_at_det_ble_laget(tmp_path, capsys):
    mappe = tmp_path / "uttrekk"
    shutil.copytree(EKSEMPEL, mappe, copy_function=shutil.copyfile)
    mappe.chmod(0o755)
    fil = mappe / "arkivstruktur.xml"
    fil.write_text(fil.read_text(encoding="utf-8").replace("Byggesøknad", "Annet"), encoding="utf-8")
    assert _kjoer(mappe, virksomhet="eksempel") == 1
    assert "addml-sjekksum" in capsys.readouterr().err
    assert not Virksomhet.objects.filter(kode="eksempel").exists()


def test_en_ugyldig_kode_gir_en_setning(capsys):
    assert _kjoer(EKSEMPEL, virksomhet="../opp") == 2
    assert "små bokstaver" in capsys.readouterr().err


def test_en_dias_pakke_leses_rett_fra_tar_filen_og_en_oedelagt_blir_nektet(tmp_path, capsys):
    tar = pakk(EKSEMPEL, tmp_path, OPPLYSNINGER, pakke_id=PAKKE).tar
    assert _kjoer(tar, virksomhet="eksempel") == 0
    tar.write_bytes(tar.read_bytes()[:9000])
    with pytest.raises(PakkelesFeil, match="Be om en ny pakke"):
        _kjoer(tar, virksomhet="annet")
    assert not Virksomhet.objects.filter(kode="annet").exists()
