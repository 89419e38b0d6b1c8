"""What the guide says to type, is typed: every block of docs/api.md with curl in it, against a real server."""

import os
import subprocess
from pathlib import Path

import pytest

from bysak.api.tilgang.tests.klienter import maskin
from tests.verden import grensesnittbruker

VEILEDNING = Path(__file__).parents[4] / "docs" / "api.md"
FOER = 'set -euo pipefail; curl() { command curl -sS --fail-with-body --max-time 30 "$@"; echo; }; set -x\n'


def _blokker() -> list[str]:
    """The indented blocks, without their indent."""
    blokker: list[str] = []
    naa: list[str] = []
    for linje in [*VEILEDNING.read_text(encoding="utf-8").splitlines(), "slutt"]:
        if linje.startswith("    ") or (naa and not linje):
            naa.append(linje[4:])
        elif naa:
            blokker, naa = [*blokker, "\n".join(naa)], []
    return [b for b in blokker if "curl" in b]


@pytest.mark.treg
def test_alt_som_staar_i_veiledningen_virker(levende_server: str) -> None:
    grensesnittbruker()
    ny = maskin()
    blokker = _blokker()
    assert len(blokker) >= 3
    skript = FOER + "\n".join(blokker).replace("http://127.0.0.1:8000", levende_server)
    miljoe = os.environ | {"KLIENT": str(ny.integrasjon.pk), "NOEKKEL": ny.noekkel, "NESTE": "0"}
    svar = subprocess.run(["bash", "-c", skript], env=miljoe, capture_output=True, text=True, timeout=100, check=False)
    assert svar.returncode == 0, svar.stdout[-2000:] + svar.stderr[-3000:]
    assert "Fra Kvernbekken til skolen" in svar.stdout
    assert '"hendelse": "opprettet"' in svar.stdout or '"hendelse":"opprettet"' in svar.stdout
