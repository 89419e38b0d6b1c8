"""The reception of forms as the process it is: killed in the middle, pressed at once by many, sent to slowly."""

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import takewhile
from pathlib import Path

import httpx
import pytest
from django.core.signing import Signer, b62_encode

from bysak.api.tilgang.tests.klienter import maskin
from bysak.kjerne.postgres import Server
from bysak.mottak import skjemaside
from bysak.mottak.tests.brev import rader
from bysak.mottak.tests.prosess import miljoe, prosess, vent

pytestmark = pytest.mark.treg
POSTER = "/innsending/v1/frogner/poster"
FELTER = {"navn": "Ebba Lønnfjell", "emne": "Hull i veien", "tekst": "Det er et hull."}


def _ledig_port() -> int:
    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        return int(proeve.getsockname()[1])


def _bevis() -> str:
    """A page that was opened a minute ago."""
    return Signer.sign(skjemaside._signerer(), f"frogner:{time.monotonic_ns()}:{b62_encode(int(time.time()) - 60)}")


def _svarer(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/helse", timeout=5).status_code == 200
    except httpx.HTTPError:
        return False


@contextmanager
def _doeren(database: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    omgivelser = miljoe("innsending", database, BYSAK_INNSENDING_PORT=str(port))
    with prosess(["-m", "bysak.innsending.tjener"], omgivelser) as barn:
        vent(lambda: _svarer(port))
        yield barn


def _send(port: int, bevis: str) -> int:
    filer = {"filer": ("kart.txt", b"et kart" * 1000, "text/plain")}
    try:
        svar = httpx.post(f"http://127.0.0.1:{port}/nb/send/frogner", data=FELTER | {"bevis": bevis}, files=filer)
        return svar.status_code
    except httpx.HTTPError:
        return 0


def _venter_paa_laas(database: str) -> bool:
    with Server().koble_til() as kobling:
        rad = kobling.execute(
            "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'", [database]
        ).fetchone()
    return bool(rad and rad[0])


def test_drept_foer_svaret_og_sendt_igjen_av_mange_samtidig_er_en_innkomst(egen_database: str):
    port, bevis, svar = _ledig_port(), _bevis(), list[int]()
    with _doeren(egen_database, port) as barn, Server().koble_til(egen_database) as kobling, kobling.transaction():
        kobling.execute("lock table mottak_innkomst in exclusive mode")
        avsender = threading.Thread(target=lambda: svar.append(_send(port, bevis)))
        avsender.start()
        vent(lambda: _venter_paa_laas(egen_database))
        barn.kill()
        avsender.join(20)
    assert svar == [0]
    assert rader("frogner", kanal="skjema") == []
    with _doeren(egen_database, port), ThreadPoolExecutor(6) as samtidig:
        # The first of these commits; its answer is as good as lost to the others.
        assert set(samtidig.map(lambda _: _send(port, bevis), range(6))) == {200}
        (rad,) = rader("frogner", kanal="skjema")
        assert rad.leveringer == 6
        _for_stort(port)
        _sene_hindrer_ingen(port)
        assert len(rader("frogner", kanal="skjema")) == 2


def _for_stort(port: int) -> None:
    til_folk, til_program = (_lovet_en_gigabyte(port, sti) for sti in ("/nb/send/frogner", POSTER))
    assert til_folk.startswith("HTTP/1.1 413")
    assert "større enn 150 MB" in til_folk
    assert til_program.startswith("HTTP/1.1 413")
    svar = json.loads(til_program.partition("\r\n\r\n")[2])
    assert svar["kode"] == 413
    assert "større enn 150 MB" in svar["beskrivelse"]


def _lovet_en_gigabyte(port: int, sti: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as kobling:
        kobling.sendall(f"POST {sti} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1073741824\r\n\r\n".encode())
        svar = b""
        while bit := kobling.recv(4096):
            svar += bit
    return svar.decode()


def test_det_som_staar_i_drift_om_et_skjemasystem_virker(levende_server: str, egen_database: str, tmp_path: Path):
    port, ny = _ledig_port(), maskin("Skjemasystem")
    linjer = (Path(__file__).parents[3] / "docs" / "drift.md").read_text(encoding="utf-8").splitlines()
    fra = next(nr for nr, linje in enumerate(linjer) if linje.startswith("    BYSAK="))
    skript = "\n".join(takewhile(lambda linje: linje.startswith("    "), linjer[fra:]))
    for staar, her in (("http://127.0.0.1:8000", levende_server), ("127.0.0.1:8002", f"127.0.0.1:{port}")):
        assert staar in skript
        skript = skript.replace(staar, her)
    (tmp_path / "kart.pdf").write_bytes(b"%PDF-1.7 et kart")
    omgivelser = {"PATH": os.defpath, "LANG": "C.UTF-8", "KLIENT": str(ny.integrasjon.pk), "NOEKKEL": ny.noekkel}
    with _doeren(egen_database, port):
        svar = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", skript], cwd=tmp_path, env=omgivelser, capture_output=True, text=True,
            timeout=60, check=False,
        )  # fmt: skip
    (rad,) = rader("frogner", kanal="skjema")
    assert json.loads(svar.stdout)["kvittering"] == rad.opphav["kvittering"], svar.stdout + svar.stderr


def _sene_hindrer_ingen(port: int) -> None:
    sene = [socket.create_connection(("127.0.0.1", port), timeout=10) for _ in range(40)]
    for kobling in sene:
        kobling.sendall(b"POST /nb/send/frogner HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx")
    assert _send(port, _bevis()) == 200
    for kobling in sene:
        kobling.close()
