"""`bysak kontroller`: the report in three forms, and an exit code that a script can use."""

import json
import re

import pytest

from bysak.bevaring.uttrekk.tests.oedelegg import AS, bytt, kopi
from bysak.kommandoer.hoved import main
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel

pytestmark = trenger_eksempel


def test_et_uttrekk_uten_feil_slutter_med_0(capsys):
    assert main(["kontroller", str(EKSEMPEL)]) == 0
    assert "Ingen feil." in capsys.readouterr().out


def test_et_uttrekk_med_feil_slutter_med_1_og_rapporten_kommer_i_tre_former(tmp_path, capsys):
    mappe = kopi(tmp_path)
    bytt(AS, "<saksstatus>Avsluttet<", "<saksstatus>&lt;script&gt;<")(mappe)
    til_json, til_html = tmp_path / "r.json", tmp_path / "r.html"
    assert main(["kontroller", str(mappe), "--json", str(til_json), "--html", str(til_html)]) == 1
    svar = capsys.readouterr().out
    assert re.search(r"FEIL +En sak er ikke avsluttet: 1 \[saksstatus, krav 6\.4\.12\]", svar)
    assert re.search(r"- arkivstruktur\.xml linje \d+: Saken 2024/1 har saksstatus", svar)
    innhold = json.loads(til_json.read_text("utf-8"))
    assert innhold["feil"] == 1
    assert innhold["funn"][0]["kode"] == "saksstatus"
    side = til_html.read_text("utf-8")
    assert "<script" not in side
    assert "http" not in side
    assert "&lt;script&gt;" in side


@pytest.mark.parametrize("sti", ["finnes-ikke", "."])
def test_det_som_ikke_er_et_uttrekk_slutter_med_2(tmp_path, sti):
    assert main(["kontroller", str(tmp_path / sti)]) == 2
