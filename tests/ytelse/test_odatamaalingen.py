"""The interface's list benchmark: that it loads, asks and prints. Not how fast."""

import re
import socket
import subprocess
import sys
from pathlib import Path

from ytelse.odata import HODE, SPOERRINGER

ROT = Path(__file__).resolve().parents[2]


def test_hver_spoerring_faar_en_linje_med_forholdet_mellom_sidene(miljoe_med_tom_tjener):
    kommando = [sys.executable, "-m", "ytelse", "odata", "--antall", "1000", "--runder", "2"]
    svar = subprocess.run(kommando, cwd=ROT, env=miljoe_med_tom_tjener, capture_output=True, text=True, check=False)
    assert svar.returncode == 0, svar.stderr
    hode, strek, *linjer = svar.stdout.splitlines()
    assert [hode, strek] == HODE.splitlines()
    assert len(linjer) == len(SPOERRINGER)
    assert all(
        re.fullmatch(r"\| 1000 \| `.+` \| \d+ \|( \d+\.\d \|){3} \d+ \| \d+\.\d\d \|", linje) for linje in linjer
    )
    assert linjer[0].startswith("| 1000 | `(alle)` | 1000 |")
    assert socket.gethostname() not in svar.stdout
