"""`bysak les-uttrekk --tom-database` against a server that someone else runs."""

import os

import psycopg
import pytest

from bysak.kjerne.postgres import Server
from bysak.noark.tests.eksempel import EKSEMPEL, trenger_eksempel
from tests.drift.conftest import ledig_port

pytestmark = trenger_eksempel
NY = "gammelt_arkiv"


@pytest.fixture
def ekstern(tmp_path_factory, data, monkeypatch):
    """A server over TCP, with an owner who may make roles and databases and nothing more; Bysak is set up in one."""
    port = ledig_port()
    server = Server(
        tmp_path_factory.mktemp("ekstern"),
        innstillinger={"listen_addresses": "127.0.0.1", "port": str(port), "fsync": "off"},
    )
    server.start()
    with server.koble_til() as k:
        k.execute("create role arkiveier login createrole createdb nosuperuser password 'dypt hemmelig'")
        k.execute("create database arkiv owner arkiveier")
    monkeypatch.setenv("DATABASE_URL", f"postgresql://arkiveier:dypt%20hemmelig@127.0.0.1:{port}/arkiv")
    yield server
    server.stop()


def _databaser(server: Server) -> set[str]:
    with server.koble_til() as k:
        return {rad[0] for rad in k.execute("select datname from pg_database where datname not like 'template%'")}


def test_uttrekket_leses_inn_i_en_ny_database_hos_andre_og_det_som_ble_avbrutt_foer_ryddes_bort(ekstern, bysak):
    assert bysak("migrer").returncode == 0
    with psycopg.connect(_url(), autocommit=True) as k:
        k.execute(f"create database {NY}_halvferdig")
    with psycopg.connect(_url(f"{NY}_halvferdig")):
        svar = bysak("les-uttrekk", str(EKSEMPEL), "--tom-database", NY)
        assert svar.stderr == f"Databasen {NY} lages av en annen nå. Vent til den er ferdig.\n"
    svar = bysak("les-uttrekk", str(EKSEMPEL), "--tom-database", NY)
    assert svar.returncode == 0, svar.stderr
    assert f"Lest inn i databasen {NY}." in svar.stdout
    assert _databaser(ekstern) == {"postgres", "bysak", "arkiv", NY}
    with ekstern.koble_til(NY) as k:
        assert k.execute("select count(*) from arkivstruktur_mappe").fetchone() == (3,)
        eier = "select pg_get_userbyid(datdba) from pg_database where datname = current_database()"
        assert k.execute(eier).fetchone() == ("arkiveier",)
    with ekstern.koble_til("arkiv") as k:
        assert k.execute("select count(*) from arkivstruktur_mappe").fetchone() == (0,)

    svar = bysak("les-uttrekk", str(EKSEMPEL), "--tom-database", NY)
    assert (svar.returncode, svar.stdout) == (1, "")
    assert svar.stderr == f"Databasen {NY} finnes fra før. Velg et annet navn.\n"


def test_en_eier_som_ikke_kan_lage_databaser_faar_vite_hva_som_mangler(ekstern, bysak):
    with ekstern.koble_til() as k:
        k.execute("alter role arkiveier nocreatedb")
    svar = bysak("les-uttrekk", str(EKSEMPEL), "--tom-database", NY)
    assert (svar.returncode, svar.stdout) == (1, "")
    assert svar.stderr == "Databasens eier har ikke lov til å lage databaser. Gi den CREATEDB.\n"
    assert _databaser(ekstern) == {"postgres", "bysak", "arkiv"}


def test_et_uttrekk_som_ikke_kan_leses_etterlater_ingen_database(ekstern, bysak, tmp_path):
    (tmp_path / "arkivstruktur.xml").write_text("<arkiv>", encoding="utf-8")
    svar = bysak("les-uttrekk", str(tmp_path), "--tom-database", NY)
    assert svar.returncode == 1
    assert "ikke lest inn" in svar.stderr
    assert _databaser(ekstern) == {"postgres", "bysak", "arkiv"}


def _url(database: str = "arkiv") -> str:
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{database}"
