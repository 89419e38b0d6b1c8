"""The endurance run itself, short: what `make utholdenhet` does for hours."""

import subprocess
import sys

import pytest

pytestmark = [pytest.mark.treg, pytest.mark.trenger("dovecot")]


@pytest.mark.timeout(400)
def test_ingenting_tapes_eller_dobles_mens_prosessene_drepes_og_ledningene_kuttes():
    kommando = [sys.executable, "-m", "tests.utholdenhet", "--kort", "--antall", "40", "--feil", "8"]
    svar = subprocess.run(
        [*kommando, "--langt", "2", "--frist", "200", "--froe", "7"], capture_output=True, text=True, check=False
    )
    assert svar.returncode == 0, svar.stdout + svar.stderr
    assert "Ingenting tapt, ingenting doblet" in svar.stdout
