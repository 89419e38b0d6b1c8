"""The backup that docs/drift.md describes, read in on another server."""

import os
import subprocess

import psycopg
import pytest

from bysak.kjerne.pgprogrammer import programmer
from bysak.kjerne.postgres import Server
from tests.arkitektur.kilder import ROT
from tests.drift.conftest import ledig_port

EIER, PASSORD = "arkiveier", "hemmelig"


@pytest.fixture
def server(tmp_path_factory, data):
    """Make servers that someone else runs, each with an owner who may make roles and nothing more."""
    startet = []

    def lag():
        port = ledig_port()
        innstillinger = {"listen_addresses": "127.0.0.1", "port": str(port), "fsync": "off"}
        ny = Server(tmp_path_factory.mktemp("server"), innstillinger=innstillinger)
        ny.start()
        startet.append(ny)
        with ny.koble_til() as k:
            k.execute(f"create role {EIER} login createrole password '{PASSORD}'")
            k.execute(f"create database arkiv owner {EIER}")
        return f"postgresql://{EIER}:{PASSORD}@127.0.0.1:{port}/arkiv"

    yield lag
    for s in startet:
        s.stop()


def test_en_sikkerhetskopi_lest_inn_paa_en_ny_server_er_hel_igjen(server, data, bysak, monkeypatch, tmp_path):
    monkeypatch.setenv("DATABASE_URL", gammel := server())
    assert bysak("migrer").returncode == 0
    svar = bysak("opprett-virksomhet", "frogner", "--navn", "Bydel Frogner")
    assert svar.returncode == 0, svar.stderr
    _program("pg_dump", "--format=custom", f"--file={tmp_path / 'arkiv.dump'}", gammel)

    monkeypatch.setenv("DATABASE_URL", ny := server())
    with psycopg.connect(ny) as k:
        k.execute(_rollene_i_dokumentasjonen())
    _program("pg_restore", "--exit-on-error", f"--dbname={ny}", str(tmp_path / "arkiv.dump"))
    svar = bysak("migrer")
    assert svar.returncode == 0, svar.stderr

    assert _regler(ny) == _regler(gammel)
    assert bysak("opprett-virksomhet", "sagene", "--navn", "Bydel Sagene").returncode == 0
    with psycopg.connect(ny) as k:
        rader = k.execute("select kode from organisasjon_virksomhet order by kode").fetchall()
    assert [r[0] for r in rader] == ["byarkivet", "frogner", "sagene"]


def _rollene_i_dokumentasjonen():
    linjer = (ROT / "docs/drift.md").read_text(encoding="utf-8").splitlines()
    return "\n".join(linje.strip() for linje in linjer if linje.strip().startswith("create role "))


def _program(navn, *argumenter):
    svar = subprocess.run(
        [programmer() / navn, *argumenter], capture_output=True, text=True, env=os.environ, check=False
    )
    assert svar.returncode == 0, svar.stderr


def _regler(url):
    with psycopg.connect(url) as k:
        return k.execute("select count(*) from pg_policies").fetchone()
