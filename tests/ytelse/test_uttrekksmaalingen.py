"""The deposit's benchmark: that it loads, deposits, controls, reads in and prints. Not how fast."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ytelse.uttrekk import HODE

ROT = Path(__file__).resolve().parents[2]
KOMMA, HELT = r"\d+,\d\d", r"\d+"
CELLER = (HELT, KOMMA, HELT, HELT, *(KOMMA,) * 6, *(HELT,) * 5)


@pytest.mark.treg
def test_hver_stoerrelse_faar_en_linje_uttrekket_er_uten_feil_og_tiden_er_delt_paa_stegene(miljoe_med_tom_tjener):
    kommando = [sys.executable, "-m", "ytelse", "uttrekk", "--antall", "200", "--filer", "20"]
    svar = subprocess.run(kommando, cwd=ROT, env=miljoe_med_tom_tjener, capture_output=True, text=True, check=False)
    assert svar.returncode == 0, svar.stderr
    utskrift = svar.stdout
    hode, linjen = (linje for linje in utskrift.splitlines() if linje.startswith("| "))
    assert hode == HODE.splitlines()[0]
    celler = [celle.strip() for celle in linjen.strip("|").split("|")]
    assert len(celler) == len(CELLER) == hode.count("|") - 1
    assert all(re.fullmatch(moenster, celle) for moenster, celle in zip(CELLER, celler, strict=True))
    assert celler[0] == "200"
    assert celler[-1] == "0", "det målte uttrekket har feil"
    assert re.search(r"^200: \d+ MB; .*arkivstruktur \d+,\d\d s.*journaler \d+,\d\d s", utskrift, re.MULTILINE)
    assert socket.gethostname() not in utskrift
    assert str(ROT) not in utskrift
