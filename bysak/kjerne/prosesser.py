"""The processes of a running Bysak: each with its own rights, watched, restarted when one dies, stopped together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import structlog
from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne.datamappe import ROT, datamappe
from bysak.kjerne.hemmeligheter import miljoe_for
from bysak.kjerne.postgres import Server, doe_med_forelder
from bysak.kjerne.tilkobling import ekstern_url, uten_innlogging

logg = structlog.get_logger("bysak.drift")

MERKE = "BYSAK_MERKE"
SAMME_SOM_VERTEN = ("PATH", "HOME", "LANG", "LANGUAGE", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "PYTHONUTF8")
STOPPFRIST = 10.0
LENGSTE_PAUSE = 30.0


@dataclass(frozen=True)
class Adresser:
    """Where Bysak listens: fixed environment names, so that people and scripts can rely on them."""

    bind: str
    port: int
    offentlig_port: int
    smtp_port: int
    innsending_port: int
    # 0 is none.
    lmtp_port: int = 0

    @classmethod
    def fra_miljoe(cls) -> "Adresser":
        """Read `BYSAK_BIND` and the five ports; ImproperlyConfigured if wrong."""
        porter = [_port("BYSAK_PORT", 8000), _port("BYSAK_OFFENTLIG_PORT", 8001), _port("BYSAK_SMTP_PORT", 2525)]
        porter += [_port("BYSAK_INNSENDING_PORT", 8002), _port("BYSAK_LMTP_PORT", 0, minst=0)]
        return cls(os.environ.get("BYSAK_BIND") or "127.0.0.1", *porter)

    @property
    def vert(self) -> str:
        """Return an address that reaches what is bound, also when it is bound to every interface."""
        return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(self.bind, self.bind)  # noqa: S104 - read, not bound

    @property
    def arbeidsflate(self) -> str:
        """Return the address of the workspace."""
        return f"http://{self.vert}:{self.port}/"

    @property
    def offentlig(self) -> str:
        """Return the address of the public site."""
        return f"http://{self.vert}:{self.offentlig_port}/"

    @property
    def innsending(self) -> str:
        """Return the address that forms are sent to."""
        return f"http://{self.vert}:{self.innsending_port}/"

    def krev_ledige(self) -> None:
        """Raise ImproperlyConfigured naming the first port that another program has."""
        for variabel, port in (
            ("BYSAK_PORT", self.port),
            ("BYSAK_OFFENTLIG_PORT", self.offentlig_port),
            ("BYSAK_SMTP_PORT", self.smtp_port),
            ("BYSAK_INNSENDING_PORT", self.innsending_port),
            *([("BYSAK_LMTP_PORT", self.lmtp_port)] if self.lmtp_port else []),
        ):
            try:
                familie = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
                with socket.socket(familie) as proeve:
                    proeve.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    proeve.bind((self.bind, port))
            except OSError as feil:
                raise ImproperlyConfigured(
                    f"Port {port} på {self.bind} kan ikke brukes ({feil.strerror}). "
                    f"Stopp programmet som bruker den, eller velg en annen med {variabel}=…"
                ) from None


@dataclass
class Barn:
    """One child process: how it is started, and how one sees that it answers."""

    navn: str
    kommando: list[str]
    svarer: Callable[[], bool]
    # Whose environment and secrets it gets, when that is not its own name.
    som: str = ""
    prosess: subprocess.Popen[bytes] | None = None
    startet: float = 0.0
    neste_forsoek: float = 0.0
    feil: int = 0

    def les(self) -> bytes:
        """Return what the process has printed since last time."""
        if self.prosess is None or self.prosess.stdout is None:
            return b""
        try:
            return os.read(self.prosess.stdout.fileno(), 1_000_000)
        except BlockingIOError:
            return b""

    def lever(self) -> bool:
        """Return whether the process runs."""
        return self.prosess is not None and self.prosess.poll() is None


@dataclass
class Oppsyn:
    """Watches the database and the children until `stopp` is asked for."""

    server: Server | None
    barn: list[Barn]
    ekstra: Mapping[str, str] = field(default_factory=dict)
    _stopp: bool = False
    database_feil: int = 0
    database_neste: float = 0.0

    def be_om_stopp(self, *_: object) -> None:
        """Ask for an orderly end; used as signal handler, so it only takes a note."""
        self._stopp = True

    def skal_stoppe(self) -> bool:
        """Return whether someone has asked for the end."""
        return self._stopp

    def start(self) -> None:
        """Start every child."""
        for barn in self.barn:
            self._start(barn)

    def vent_til_alle_svarer(self, frist: float) -> list[str]:
        """Wait until all answer; returns the names of those that did not within `frist` seconds."""
        slutt = time.monotonic() + frist
        venter = list(self.barn)
        while venter and not self.skal_stoppe() and time.monotonic() < slutt:
            self.tilse()
            venter = [barn for barn in venter if not (barn.lever() and barn.svarer())]
            time.sleep(0.1)
        return [barn.navn for barn in venter]

    def tilse(self) -> None:
        """Look once at everything, and start what has died and is due for another try."""
        self._tilse_databasen()
        self._les_utskrift()
        naa = time.monotonic()
        for barn in self.barn:
            if barn.lever():
                if barn.feil and naa - barn.startet > 2 * LENGSTE_PAUSE:
                    barn.feil = 0
            elif barn.prosess is not None:
                self._dro(barn, naa)
            elif naa >= barn.neste_forsoek:
                self._start(barn)

    def avslutt(self) -> None:
        """Stop the children by their process ids, then the database."""
        for barn in self.barn:
            if barn.prosess is not None and barn.lever():
                barn.prosess.terminate()
        frist = time.monotonic() + STOPPFRIST
        for barn in self.barn:
            if barn.prosess is not None:
                with suppress(subprocess.TimeoutExpired):
                    barn.prosess.wait(max(0.1, frist - time.monotonic()))
                _avslutt_gruppe(barn.prosess)
        self._les_utskrift()
        if self.server is not None:
            self.server.stop()

    def _start(self, barn: Barn) -> None:
        barn.prosess = subprocess.Popen(  # noqa: S603 - our own programs, no shell
            barn.kommando,
            cwd=ROT,
            env=barnets_miljoe(barn.som or barn.navn) | dict(self.ekstra),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=doe_med_forelder(signal.SIGTERM),  # noqa: PLW1509 - system calls only
        )
        assert barn.prosess.stdout is not None
        os.set_blocking(barn.prosess.stdout.fileno(), False)
        barn.startet = time.monotonic()

    def _les_utskrift(self) -> None:
        """Keep what the children print, tracebacks and all; the terminal shows only their own short warnings."""
        for barn in self.barn:
            utskrift = barn.les()
            if utskrift:
                with _utskriftsfil(barn.navn).open("ab") as fil:
                    fil.write(utskrift)
                for linje in utskrift.decode(errors="replace").splitlines():
                    if linje.startswith(f"{barn.navn}: "):
                        sys.stderr.write(f"{linje}\n")

    def _dro(self, barn: Barn, naa: float) -> None:
        """Note that a child has died: clear away what it started, and wait longer for each time it happens."""
        assert barn.prosess is not None
        _avslutt_gruppe(barn.prosess)
        self._les_utskrift()
        pause = min(LENGSTE_PAUSE, 0.25 * 2**barn.feil)
        barn.feil += 1
        barn.neste_forsoek = naa + pause
        logg.warning(
            "%s stoppet (kode %s) og startes igjen om %g s. Se %s.ut.logg",
            barn.navn,
            barn.prosess.returncode,
            pause,
            barn.navn,
        )
        barn.prosess = None

    def _tilse_databasen(self) -> None:
        server, naa = self.server, time.monotonic()
        if server is None or (server.prosess is not None and server.prosess.poll() is None):
            return
        if naa < self.database_neste:
            return
        logg.warning("databasen stoppet og startes igjen")
        try:
            server.start()
            self.database_feil = 0
        except (RuntimeError, OSError) as feil:
            self.database_feil += 1
            self.database_neste = naa + min(LENGSTE_PAUSE, 0.5 * 2**self.database_feil)
            logg.warning("databasen kom ikke i gang: %s", feil)


def bysaks_barn(adresser: Adresser) -> list[Barn]:
    """Return the seven processes: workspace, public site, mail, forms, mailboxes, and background jobs in two lanes."""
    python = sys.executable
    return [
        Barn("arbeidsflate", _granian(adresser.bind, adresser.port, traader=4), svarer_paa(adresser.arbeidsflate)),
        Barn("offentlig", _granian(adresser.bind, adresser.offentlig_port, traader=4), svarer_paa(adresser.offentlig)),
        Barn("mottak", [python, "-m", "bysak.mottak.smtp"], lambda: smtp_svarer(adresser)),
        Barn("innsending", [python, "-m", "bysak.innsending.tjener"], svarer_paa(adresser.innsending)),
        Barn("postkasser", [python, "-m", "bysak.mottak.postkasser"], lambda: True),
        Barn("jobb", [python, "-m", "bysak.kjerne.jobbprosess", "lett"], lambda: True),
        Barn("tungjobb", [python, "-m", "bysak.kjerne.jobbprosess", "tung"], lambda: True, som="jobb"),
    ]


def svarinn_demo() -> Path:
    """Where the demo's simulated SvarInn keeps what it knows."""
    return datamappe() / "svarinn-demo"


def demoens_barn() -> list[Barn]:
    """Return the simulated services of the demo, if it has them: outside Bysak, with none of its secrets."""
    port = svarinn_demo() / "port"
    if not port.exists():
        return []
    kommando = [sys.executable, "-m", "bysak.klienter.svarinn_sim", str(svarinn_demo()), "--port", port.read_text()]
    return [Barn("svarinn", kommando, lambda: True)]


def barnets_miljoe(prosess: str) -> dict[str, str]:
    """Return the whole environment of a child: Bysak's settings, its own secrets, and nothing else of the operator's.

    `DATABASE_URL` reaches it without the owner's password; the public process gets no secret but its own.
    """
    miljoe = {n: v for n, v in os.environ.items() if n in SAMME_SOM_VERTEN}
    miljoe |= {n: v for n, v in os.environ.items() if n.startswith("BYSAK_") and not n.startswith("BYSAK_HEMMELIG_")}
    if prosess != "jobb":
        miljoe.pop("BYSAK_UTPOST_PASSORD", None)
    miljoe |= miljoe_for(prosess)
    if prosess == "arbeidsflate":
        # Those of the providers that people log in through, by the provider's own code.
        foran = ("BYSAK_HEMMELIG_", "INNLOGGING_")
        miljoe |= {n: v for n, v in os.environ.items() if n.startswith("".join(foran))}
    miljoe |= {
        "BYSAK_DATA": str(datamappe()),
        "BYSAK_PROSESS": prosess,
        "BYSAK_DB_ROLLE": {"offentlig": "offentlig", "migrer": "eier"}.get(prosess, "app"),
        "DJANGO_SETTINGS_MODULE": "bysak.settings",
        MERKE: _merke(),
    }
    if ekstern_url():
        miljoe["DATABASE_URL"] = uten_innlogging(ekstern_url())
    return miljoe


def rydd_etter_forrige() -> None:
    """End children that a killed supervisor or a killed parent left behind, known by the mark in their environment.

    The mark names this data folder, so nobody else's processes are touched.
    """
    merke = f"{MERKE}={_merke()}".encode()
    frist = time.monotonic() + STOPPFRIST
    tegn = signal.SIGTERM
    while rester := [pid for pid in _prosesser() if pid != os.getpid() and merke in _omgivelser(pid)]:
        for pid in rester:
            with suppress(ProcessLookupError):
                os.kill(pid, tegn)
        if time.monotonic() > frist:
            tegn = signal.SIGKILL
        time.sleep(0.1)


def svarer_paa(adresse: str) -> Callable[[], bool]:
    """Return a check that the web process at `adresse` says it is well."""

    def svarer() -> bool:
        try:
            with urlopen(f"{adresse}helse", timeout=2) as svar:  # noqa: S310 - our own http address
                return bool(svar.status == 200)
        except (URLError, OSError):
            return False

    return svarer


def smtp_svarer(adresser: Adresser) -> bool:
    """Return whether the mail reception greets."""
    try:
        with socket.create_connection((adresser.vert.strip("[]"), adresser.smtp_port), timeout=2) as kobling:
            return kobling.recv(3) == b"220"
    except OSError:
        return False


def _granian(bind: str, port: int, *, traader: int) -> list[str]:
    valg = ["--host", bind, "--port", str(port), "--interface", "wsgi", "--workers", "1"]
    valg += ["--blocking-threads", str(traader), "--backlog", "1024", "--log-level", "warning"]
    valg += ["--workers-kill-timeout", "8", "--no-ws"]
    return [sys.executable, "-m", "granian", *valg, "bysak.wsgi:application"]


def _port(navn: str, standard: int, minst: int = 1) -> int:
    verdi = os.environ.get(navn) or str(standard)
    if not verdi.isdigit() or not minst <= int(verdi) < 65536:
        raise ImproperlyConfigured(f"{navn}={verdi} er ikke et portnummer. Bruk et tall fra {minst} til 65535.")
    return int(verdi)


def _utskriftsfil(navn: str) -> Path:
    return datamappe() / "logg" / f"{navn}.ut.logg"


def _merke() -> str:
    return sha256(str(datamappe()).encode()).hexdigest()[:24]


def _prosesser() -> list[int]:
    return [int(mappe.name) for mappe in Path("/proc").glob("[0-9]*")]


def _omgivelser(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/environ").read_bytes().split(b"\0")
    except OSError:
        return []


def _avslutt_gruppe(prosess: subprocess.Popen[bytes]) -> None:
    """End what is left of a child's process group (a web server's workers outlive a kill -9 of their parent)."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(prosess.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        prosess.wait(STOPPFRIST)
