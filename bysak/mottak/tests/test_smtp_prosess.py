"""The reception as the process it is: killed in the middle, stopped in order; and the worker that reads what came."""

import signal
import smtplib
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import pytest
from psycopg import sql

from bysak.kjerne.postgres import Server
from bysak.mottak.tests.brev import FROGNER, brev, rader
from bysak.mottak.tests.prosess import miljoe, prosess, vent

pytestmark = pytest.mark.treg
FRA = "ebba@lonnfjell.example"


def _ledig_port() -> int:
    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        return int(proeve.getsockname()[1])


def _hilser(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as kobling:
            return kobling.recv(3) == b"220"
    except OSError:
        return False


@contextmanager
def _mottak(database: str, port: int) -> Iterator[subprocess.Popen[bytes]]:
    with prosess(["-m", "bysak.mottak.smtp"], miljoe("mottak", database, BYSAK_SMTP_PORT=str(port))) as barn:
        vent(lambda: _hilser(port))
        yield barn


def _send(port: int, raa: bytes) -> bool:
    try:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as klient:
            klient.sendmail(FRA, [FROGNER], raa)
        return True
    except (OSError, smtplib.SMTPException):
        return False


@contextmanager
def _laast_tabell(database: str) -> Iterator[None]:
    """Hold the table so that the reception has stored the file and waits to write its row."""
    with Server().koble_til(database) as kobling, kobling.transaction():
        kobling.execute("lock table mottak_innkomst in exclusive mode")
        yield


def _venter_paa_laas(database: str) -> bool:
    with Server().koble_til() as kobling:
        rad = kobling.execute(
            "select count(*) from pg_stat_activity where datname = %s and wait_event_type = 'Lock'", [database]
        ).fetchone()
    return bool(rad and rad[0])


def test_drept_mellom_lagring_og_kvittering_gir_ingen_kvittering_og_ingenting_tapt(egen_database: str):
    port, raa = _ledig_port(), brev("Mens det blåste")
    svar: list[bool] = []
    with _mottak(egen_database, port) as barn, _laast_tabell(egen_database):
        avsender = threading.Thread(target=lambda: svar.append(_send(port, raa)))
        avsender.start()
        vent(lambda: _venter_paa_laas(egen_database))
        barn.send_signal(signal.SIGKILL)
        avsender.join(20)
    assert svar == [False]
    assert rader("frogner") == []
    with _mottak(egen_database, port):
        assert _send(port, raa)
    assert len(rader("frogner")) == 1


def test_alt_som_ble_kvittert_finnes_etter_gjentatte_drap_og_ingenting_finnes_to_ganger(egen_database: str):
    port = _ledig_port()
    brevene = [brev(f"Brev {nr}", "x" * 70 + "\n" + "linje\n" * 2000) for nr in range(60)]
    usendt = list(brevene)
    for runde in range(4):
        with ExitStack() as stabel:
            barn = stabel.enter_context(_mottak(egen_database, port))
            if runde < 3:
                threading.Timer(0.25, barn.kill).start()
            while usendt and _send(port, usendt[0]):
                usendt.pop(0)
    assert usendt == []
    innkomne = rader("frogner")
    assert len(innkomne) == len(brevene)
    assert len({rad.raa_sjekksum for rad in innkomne}) == len(brevene)


def test_sigterm_avslutter_ryddig_og_fullfoerer_det_som_er_paa_vei(egen_database: str):
    port, raa = _ledig_port(), brev("På vei inn")
    svar: list[bool] = []
    with _mottak(egen_database, port) as barn:
        with _laast_tabell(egen_database):
            avsender = threading.Thread(target=lambda: svar.append(_send(port, raa)))
            avsender.start()
            vent(lambda: _venter_paa_laas(egen_database))
            barn.terminate()
            vent(lambda: not _hilser(port))
        avsender.join(20)
        assert barn.wait(15) == 0
    assert svar == [True]
    assert len(rader("frogner")) == 1


def _tunge_jobber(database: str, antall: int) -> None:
    with Server().koble_til(database) as kobling:
        kobling.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args, priority)"
            " select 'tung', 'mottak.les_innkomst', '{}', 100 from generate_series(1, %s)",
            [antall],
        )


def test_jobbprosessen_leser_innen_to_sekunder_mens_femti_tunge_venter(egen_database: str):
    port = _ledig_port()
    jobb = ["-m", "bysak.kjerne.jobbprosess", "lett"]
    with _mottak(egen_database, port), prosess(jobb, miljoe("jobb", egen_database, BYSAK_SMTP_PORT=str(port))):
        _send(port, brev("Oppvarming"))
        vent(lambda: rader("frogner", emne="Oppvarming"))
        _tunge_jobber(egen_database, 50)
        start = time.monotonic()
        _send(port, brev("Klar", vedlegg=(("a.pdf", "application/pdf", b"%PDF-1.4"),)))
        vent(lambda: rader("frogner", emne="Klar"), 5)
        assert time.monotonic() - start < 2
        with Server().koble_til(egen_database) as kobling:
            svar = kobling.execute(
                "select count(*) from procrastinate_jobs where task_name = 'mottak.les_innkomst' and status = 'todo'"
            )
            assert svar.fetchone() == (50,)


def test_jobbprosessen_finner_det_som_er_ulest_uten_jobb(egen_database: str):
    port = _ledig_port()
    with _mottak(egen_database, port):
        _send(port, brev("Uten jobb"))
    with Server().koble_til(egen_database) as kobling:
        kobling.execute(sql.SQL("delete from procrastinate_events"))
        kobling.execute(sql.SQL("delete from procrastinate_jobs"))
        kobling.execute("update mottak_innkomst set mottatt_tid = mottatt_tid - interval '1 minute'")
    jobb = ["-m", "bysak.kjerne.jobbprosess", "lett"]
    with prosess(jobb, miljoe("jobb", egen_database, BYSAK_SMTP_PORT=str(port))):
        vent(lambda: rader("frogner", emne="Uten jobb"), 25)
