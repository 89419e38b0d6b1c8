"""`bysak kvittering`: a receiver sees that nothing has changed, and who signed."""

import pytest

from bysak.bevaring.uttrekk.pakke import pakk
from bysak.bevaring.uttrekk.tests.test_pakken import OPPLYSNINGER, PAKKE
from bysak.kommandoer.hoved import main
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel

pytestmark = trenger_eksempel


@pytest.fixture
def pakke(tmp_path):
    return pakk(EKSEMPEL, tmp_path, OPPLYSNINGER, pakke_id=PAKKE)


def test_en_kvittering_som_stemmer_slutter_med_0_og_sier_om_avsenderen_er_kjent(pakke, capsys):
    assert main(["kvittering"]) == 0
    noekkel = capsys.readouterr().out.strip()
    assert main(["kvittering", str(pakke.kvittering), "--noekkel", noekkel]) == 0
    assert "Hvem som signerte" not in capsys.readouterr().out
    assert main(["kvittering", str(pakke.kvittering)]) == 0
    assert "Hvem som signerte, er ikke kontrollert" in capsys.readouterr().out


def test_en_endret_pakke_og_en_annens_noekkel_slutter_med_1(pakke, capsys):
    assert main(["kvittering", str(pakke.kvittering), "--noekkel", "A" * 43 + "="]) == 1
    assert "laget av en annen" in capsys.readouterr().err
    pakke.tar.write_bytes(pakke.tar.read_bytes()[:-1])
    assert main(["kvittering", str(pakke.kvittering)]) == 1
    assert "er endret" in capsys.readouterr().err


def test_en_liste_som_er_byttet_ut_gir_en_setning_og_ikke_en_feil(pakke, capsys):
    pakke.liste.write_bytes(b"\xff\xfe")
    assert main(["kvittering", str(pakke.kvittering)]) == 1
    assert "er endret" in capsys.readouterr().err
