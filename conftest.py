"""The test run: one temporary PostgreSQL, one world built once, a clone of it for every worker, the application's role.

The world is built in the database `bysak` by processes of their own and is then only a template. Nothing is ever
flushed: a test that must commit takes `egen_database`, a fresh clone.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

import pytest
from psycopg import sql

from bysak.kjerne.postgres import DATABASE, Server
from tests.miljoe import TESTDATA, TOM

pytest_plugins = ["bysak.klienter.tests.en_dovecot", "bysak.klienter.tests.en_svarinn"]

ROT = Path(__file__).parent
BEVART = ROT / ".pytest_cache" / "verden"
TJENER = pytest.StashKey[Server]()
RASK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
# Servers lie in sbin, which an ordinary user does not have in the path.
PROGRAMSTI = os.pathsep.join((os.environ.get("PATH", os.defpath), "/usr/sbin"))
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
BYGG_VERDEN = "import tests.miljoe, django; django.setup(); from tests.verden import bygg_verden; bygg_verden()"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let tests that need no database be run without waiting for one."""
    parser.addoption("--uten-database", action="store_true", help="start ingen database (for rene enhetstester)")


def pytest_configure(config: pytest.Config) -> None:
    """Start the server and build the world in the controller; take a clone in each worker."""
    if config.getoption("uten_database") or config.option.collectonly:
        return
    arbeider = getattr(config, "workerinput", {}).get("workerid", "")
    if not arbeider:
        _bygg(config)
        # The world's collected static files are as old as the world: pages under test use those in the source.
        (TESTDATA / "static" / "staticfiles.json").unlink(missing_ok=True)
    if arbeider or not getattr(config.option, "numprocesses", None):
        _ta_klone(arbeider or "alene")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove what the run made."""
    if hasattr(config, "workerinput"):
        return
    if TJENER in config.stash:
        config.stash[TJENER].stop()
    shutil.rmtree(TESTDATA, ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Refuse what would flush the database, and say it before anything runs; what takes long begins first.

    The modules stay whole, since their tests share what is dear to start; at the end only short tests are left.
    """
    lange = {item.path for item in items if item.get_closest_marker("treg") or item.get_closest_marker("nettleser")}
    items.sort(key=lambda item: item.path not in lange)
    for item in items:
        merke = item.get_closest_marker("django_db")
        if merke and merke.kwargs.get("transaction"):
            raise pytest.UsageError(f"{item.nodeid}: bruk «egen_database» i stedet for transaction=True.")


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip what needs a program that is not here, in one clear sentence. In CI that is a fault."""
    mangler = [] if CHROMIUM or not item.get_closest_marker("nettleser") else ["chromium"]
    if merke := item.get_closest_marker("trenger"):
        mangler += [navn for navn in merke.args if not shutil.which(navn, path=PROGRAMSTI)]
    if mangler:
        (pytest.fail if os.environ.get("CI") else pytest.skip)(
            f"Trenger {', '.join(mangler)}: make testpakker (som root)."
        )


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Replace pytest-django's own: the database is there, migrated by the owner and cloned."""


@pytest.fixture(autouse=True)
def _django_db_marker(request: pytest.FixtureRequest) -> None:
    """Wrap a test that is marked `django_db` in a transaction, unless it has a database of its own to commit in."""
    if request.node.get_closest_marker("django_db") and "egen_database" not in request.fixturenames:
        request.getfixturevalue("_django_db_helper")


@pytest.fixture
def egen_database(django_db_setup: None, django_db_blocker, tmp_path: Path) -> Iterator[str]:
    """Give the test a database and a file store of its own, for real commits, concurrency and live servers.

    Returns the database's name. All threads of the test use it; afterwards it is dropped with whoever is connected.
    """
    with _egen_verden(tmp_path / "bysak", django_db_blocker) as navn:
        yield navn


@pytest.fixture(scope="module")
def modulens_database(django_db_setup: None, django_db_blocker, tmp_path_factory) -> Iterator[str]:
    """`egen_database` shared by the tests of a module, where starting what looks at it is the dear part."""
    with _egen_verden(tmp_path_factory.mktemp("modul") / "bysak", django_db_blocker) as navn:
        yield navn


@contextmanager
def _egen_verden(data: Path, django_db_blocker) -> Iterator[str]:
    from django.conf import settings
    from django.db import connections

    navn = f"egen_{uuid4().hex}"
    _klon(navn)
    data_foer, settings.BYSAK_DATA = settings.BYSAK_DATA, _kopi_av_lageret(data)
    oppsett = connections["default"].settings_dict
    foer = oppsett["NAME"]
    connections.close_all()
    oppsett["NAME"] = navn
    try:
        with django_db_blocker.unblock():
            yield navn
            connections.close_all()
    finally:
        oppsett["NAME"], settings.BYSAK_DATA = foer, data_foer
        with Server().koble_til() as k:
            k.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(navn)))


@pytest.fixture(scope="session")
def tom_tjener() -> Path:
    """The data folder of a server that is migrated and empty, for those that start one of their own to copy."""
    return BEVART / f"tom-{_avtrykk()}"


@pytest.fixture(scope="session")
def miljoe_med_tom_tjener(tom_tjener: Path) -> dict[str, str]:
    """The environment for a process that starts a server of its own over a copy of the empty one."""
    return os.environ | {"YTELSE_MAL": str(tom_tjener)}


@pytest.fixture
def levende_server(egen_database: str) -> Iterator[str]:
    """Serve the workspace over real HTTP from a database of its own; returns the address."""
    from pytest_django.live_server_helper import LiveServer

    server = LiveServer("127.0.0.1")
    try:
        yield str(server.url)
    finally:
        server.stop()


@pytest.fixture(scope="session")
def nettleser() -> Iterator[object]:
    """Start Chromium once per worker; tests open their own pages and contexts in it."""
    from playwright.sync_api import sync_playwright

    flagg = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flagg += ["--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as p:
        leser = p.chromium.launch(executable_path=CHROMIUM, args=flagg)
        yield leser
        leser.close()


def _bygg(config: pytest.Config) -> None:
    """Start the server over a new world, or over the one kept from a run before if all it is made from is the same."""
    bevart = BEVART / _avtrykk()
    server = config.stash[TJENER] = Server(innstillinger=RASK)
    if bevart.exists():
        _kopier(bevart, TESTDATA)
        server.start()
        return
    miljoe = os.environ | {"DJANGO_SETTINGS_MODULE": "bysak.settings"}
    egne = {navn: verdi for navn, verdi in miljoe.items() if navn not in {"BYSAK_PROSESS", "BYSAK_DB_ROLLE"}}
    server.start()
    _kjoer([sys.executable, "-m", "bysak.kommandoer.hoved", "migrer"], egne)
    server.stop()
    _bevar(BEVART / f"tom-{bevart.name}")
    server.start()
    _kopier_database(TOM, DATABASE)
    _kjoer([sys.executable, "-c", BYGG_VERDEN], miljoe)
    server.stop()
    gammel = time.time() - 3600
    for annen in BEVART.glob("*"):
        if annen.stat().st_mtime < gammel:
            shutil.rmtree(annen, ignore_errors=True)
    _bevar(bevart)
    server.start()


def _bevar(som: Path) -> None:
    ny = BEVART / f"ny-{os.getpid()}-{som.name}"
    ny.mkdir(parents=True)
    _kopier(TESTDATA, ny)
    with suppress(OSError):  # another run was first
        ny.rename(som)


def _avtrykk() -> str:
    """Fingerprint of everything the world is made from: all but the doors, which build nothing."""
    filer = [*(ROT / "bysak").rglob("*.py"), *(ROT / "bysak").rglob("*.sql"), *(ROT / "tests").glob("*.py")]
    uten = {"tests", "web", "offentlig", "api"}
    med = [fil for fil in filer if fil.parent == ROT / "tests" or not uten & set(fil.relative_to(ROT).parts)]
    sum_ = sha256()
    for fil in sorted([*med, ROT / "requirements.txt", Path(__file__)]):
        sum_.update(str(fil.relative_to(ROT)).encode() + b"\0" + fil.read_bytes() + b"\0")
    return sum_.hexdigest()[:24]


def _kopier(fra: Path, til: Path) -> None:
    # With its owners: under root the server's files belong to a user of their own.
    subprocess.run(["cp", "-a", f"{fra}/.", str(til)], check=True)


def _kjoer(kommando: list[str], miljoe: dict[str, str]) -> None:
    svar = subprocess.run(kommando, cwd=ROT, env=miljoe, capture_output=True, text=True, check=False)
    if svar.returncode != 0:
        pytest.exit(f"Testverdenen kunne ikke bygges:\n{svar.stdout}{svar.stderr}", returncode=3)


def _ta_klone(arbeider: str) -> None:
    from django.conf import settings
    from django.db import connections

    navn = f"test_{arbeider}"
    _klon(navn)
    settings.DATABASES["default"]["NAME"] = connections["default"].settings_dict["NAME"] = navn
    settings.BYSAK_DATA = _kopi_av_lageret(TESTDATA / "arbeidere" / arbeider)


def _kopi_av_lageret(maal: Path) -> Path:
    maal.mkdir(parents=True)
    if (TESTDATA / "lager").exists():
        shutil.copytree(TESTDATA / "lager", maal / "lager")
    return maal


def _klon(navn: str) -> None:
    _kopier_database(navn, DATABASE)


def _kopier_database(navn: str, fra: str) -> None:
    with Server().koble_til() as k:
        k.execute(
            sql.SQL("create database {} owner bysak_eier template {} strategy file_copy").format(
                sql.Identifier(navn), sql.Identifier(fra)
            )
        )
        # A clone does not inherit the database's own rights; vern() takes this one away in the original.
        k.execute(sql.SQL("revoke temporary on database {} from public").format(sql.Identifier(navn)))
