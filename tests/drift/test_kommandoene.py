import json
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def opptatt(data: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as s:
        monkeypatch.setenv("BYSAK_PORT", str(s.getsockname()[1]))
        yield s.getsockname()[1]


def test_kommandoene_virker_naar_systemet_er_stoppet(bysak, sett_opp):
    foer = json.loads(bysak("status", "--json").stdout)
    assert foer["database"] == "ikke satt opp"
    assert foer["kjoerer"] is False
    sett_opp()
    assert bysak("migrer").returncode == 0
    etter = bysak("status", "--json")
    assert etter.returncode == 0
    assert json.loads(etter.stdout)["database"] == "klar"


def test_en_opptatt_port_gir_en_setning_som_sier_hva_man_gjoer(opptatt, bysak):
    svar = bysak("run", "--uten-demo")
    assert svar.returncode == 1
    assert str(opptatt) in svar.stderr
    assert "BYSAK_PORT=" in svar.stderr
    assert svar.stderr.count("\n") == 1


def test_en_port_som_ikke_er_et_tall_avvises(bysak, monkeypatch):
    monkeypatch.setenv("BYSAK_SMTP_PORT", "femogtyve")
    svar = bysak("run")
    assert svar.returncode == 1
    assert "BYSAK_SMTP_PORT=femogtyve er ikke et portnummer" in svar.stderr
