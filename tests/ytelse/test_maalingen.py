"""The benchmark itself: that it loads, measures and prints its table. How fast things are is not for a test to say."""

import re
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ytelse.planer import noder

ROT = Path(__file__).resolve().parents[2]
TALL = r"-?\d+,\d\d"
MAALINGER = (
    "Nyeste 50 journalposter, én bydel",
    "50 restanser etter forfall, femten bydeler",
    "Åpne sak med",
    "Søk, sjeldent ord, femten bydeler",
    "Mottak, første side",
    "Registrering, journalføring og fordeling",
)
LINJE = re.compile(rf"^\| [^|]+ \| {TALL} / {TALL} \| {TALL} / {TALL} \| {TALL} \| {TALL} \| {TALL} \|$", re.MULTILINE)


@pytest.mark.treg
def test_hver_maaling_staar_i_tabellen_med_og_uten_vern_og_hva_den_er_maalt_med_men_ikke_hvor(miljoe_med_tom_tjener):
    kommando = [sys.executable, "-m", "ytelse", "--antall", "1000", "--runder", "2"]
    svar = subprocess.run(kommando, cwd=ROT, env=miljoe_med_tom_tjener, capture_output=True, text=True, check=False)
    assert svar.returncode == 0, svar.stderr
    utskrift = svar.stdout
    for maaling in MAALINGER:
        linjer = [linje for linje in utskrift.splitlines() if linje.startswith(f"| {maaling}")]
        assert linjer, maaling
        assert all(LINJE.match(linje) for linje in linjer), maaling
    assert re.search(r"\d+ kjerner, PostgreSQL \d+\.\d+ \(fsync on\)", utskrift)
    assert "1000 journalposter i 16 virksomheter" in utskrift
    assert socket.gethostname() not in utskrift
    assert str(ROT) not in utskrift


def test_planer_sammenlignes_etter_hvordan_store_tabeller_leses():
    foer = (
        "Limit\n  ->  Nested Loop\n        ->  Index Scan using reg_nyeste on arkivstruktur_registrering\n"
        "              Filter: (art = '…')\n        ->  Seq Scan on organisasjon_virksomhet\n"
    )
    assert noder(foer) == ["Index Scan using reg_nyeste on arkivstruktur_registrering"]
    assert noder(foer.replace("Nested Loop", "Hash Join")) == noder(foer)
    assert noder(foer.replace("Index Scan using reg_nyeste", "Seq Scan")) != noder(foer)
