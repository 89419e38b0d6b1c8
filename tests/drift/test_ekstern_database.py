import json

import psycopg
import pytest
from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.postgres import Server
from bysak.kjerne.prosesser import barnets_miljoe
from bysak.kjerne.tilkobling import krev_versjon
from tests.drift.conftest import ledig_port


@pytest.fixture
def ekstern(tmp_path_factory, data, monkeypatch):
    """A server that someone else runs: over TCP, with an owner who may make roles and nothing more."""
    port = ledig_port()
    server = Server(
        tmp_path_factory.mktemp("ekstern"),
        innstillinger={"listen_addresses": "127.0.0.1", "port": str(port), "fsync": "off"},
    )
    server.start()
    with server.koble_til() as k:
        k.execute("create role arkiveier login createrole password 'dypt hemmelig'")
        k.execute("create database arkiv owner arkiveier")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://arkiveier:dypt%20hemmelig@127.0.0.1:{port}/arkiv")
    yield port
    server.stop()


def test_med_DATABASE_URL_lager_migrer_rollene_og_ingen_egen_database_startes(ekstern, data, bysak):
    svar = bysak("migrer")
    assert svar.returncode == 0, svar.stderr
    with psycopg.connect(
        host="127.0.0.1", port=ekstern, dbname="arkiv", user="bysak_app", password=hemmelighet("app")
    ) as k:
        assert k.execute("select rolsuper, rolcreaterole from pg_roles where rolname = current_user").fetchone() == (
            False,
            False,
        )
    assert not (data / "postgres").exists()
    assert json.loads(bysak("status", "--json").stdout)["databasested"] == "ekstern"
    assert bysak("migrer").returncode == 0


def test_eierens_passord_naar_ingen_barneprosess(ekstern):
    for prosess in ("arbeidsflate", "offentlig", "mottak", "jobb"):
        assert "dypt" not in str(barnets_miljoe(prosess))


def test_den_offentlige_prosessen_faar_bare_sine_egne_hemmeligheter(data):
    miljoe = barnets_miljoe("offentlig")
    hemmelige = {n: v for n, v in miljoe.items() if n.startswith("BYSAK_HEMMELIG_")}
    assert hemmelige.keys() == {"BYSAK_HEMMELIG_OFFENTLIG", "BYSAK_HEMMELIG_DJANGO"}
    assert hemmelige["BYSAK_HEMMELIG_DJANGO"] != hemmelighet("django")


def test_for_gammel_postgresql_nektes_i_klartekst():
    with pytest.raises(ImproperlyConfigured, match=r"PostgreSQL 16.*trenger PostgreSQL 17"):
        krev_versjon(160004)
    krev_versjon(170000)


@pytest.mark.parametrize("url", ["tull", "postgresql://x:hemmelig@127.0.0.1:1/db"])
def test_en_database_som_ikke_svarer_gir_en_setning_uten_passord(url, bysak, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", url)
    svar = bysak("status")
    assert svar.returncode == 1
    assert svar.stderr.count("\n") == 1
    assert "DATABASE_URL" in svar.stderr
    assert "hemmelig" not in svar.stderr
