import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import psycopg
import pytest

from bysak.kjerne.postgres import Server, med_server
from bysak.kjerne.tilkobling import database

pytestmark = pytest.mark.usefixtures("data")

EIER_SOM_DOER = """
import os, signal
from bysak.kjerne.postgres import Server
server = Server(); server.start()
print(server.prosess.pid, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def som_eier(setning: str) -> list[tuple[object, ...]]:
    oppsett = database("eier")
    navn = {"HOST": "host", "PORT": "port", "NAME": "dbname", "USER": "user", "PASSWORD": "password"}
    with psycopg.connect(**{navn[n]: oppsett[n] for n in navn}, autocommit=True) as k:
        svar = k.execute(setning)
        return svar.fetchall() if svar.description else []


def vent_til(betingelse: Callable[[], bool]) -> None:
    frist = time.monotonic() + 10
    while not betingelse():
        assert time.monotonic() < frist
        time.sleep(0.02)


def test_stopp_og_start_beholder_alt():
    server = Server()
    server.start()
    som_eier("create table brev as select 'hei' as tekst")
    server.stop()
    assert not server.koerer()
    with med_server():
        assert som_eier("select tekst from brev") == [("hei",)]
    assert not server.koerer()


def test_kill_9_av_databasen_mister_ingenting_som_var_bekreftet():
    foerste, andre = Server(), Server()
    foerste.start()
    som_eier("create table brev as select generate_series(1, 500) as nr")
    assert foerste.prosess is not None
    os.kill(foerste.prosess.pid, signal.SIGKILL)
    # Not waited for: the dead postmaster is a zombie, as it is when another process owns it.
    andre.start()
    try:
        assert som_eier("select count(*) from brev") == [(500,)]
    finally:
        andre.stop()
        foerste.stop()


def test_databasen_doer_med_den_som_startet_den_og_kommer_igjen():
    svar = subprocess.run([sys.executable, "-c", EIER_SOM_DOER], capture_output=True, text=True, check=False)
    assert svar.returncode == -signal.SIGKILL, svar.stderr
    server = Server()
    server.start()
    try:
        assert server.prosess is not None
        assert server.prosess.pid != int(svar.stdout)
        assert som_eier("select 1") == [(1,)]
    finally:
        server.stop()


def test_to_kommandoer_samtidig_deler_databasen_og_den_siste_lukker_doera():
    kode = "import time; from bysak.kjerne.postgres import med_server\nwith med_server(): print(1, flush=True); {}"
    kort = subprocess.Popen([sys.executable, "-c", kode.format("time.sleep(0.3)")], stdout=subprocess.PIPE)
    assert kort.stdout is not None
    assert kort.stdout.readline() == b"1\n"
    with med_server():
        som_eier("create table brev as select 1 as nr")
        time.sleep(0.5)  # the one that started the server is done by now, and waits for us
        assert som_eier("select nr from brev") == [(1,)]
        assert kort.poll() is None
    assert kort.wait(10) == 0
    vent_til(lambda: not Server().koerer())


def test_eieren_er_ikke_superbruker_og_ingen_slipper_inn_uten_passord():
    with med_server():
        assert som_eier("select rolsuper, rolbypassrls, rolcreaterole from pg_roles where rolname = current_user") == [
            (False, False, True)
        ]
        vert = database("eier")["HOST"]
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(host=vert, dbname="bysak", user="postgres", password="feil")
