"""A real Dovecot for the tests: an ordinary user's, in a temporary folder, on loopback, ended by its process id.

It refuses to be root, so root's tests run it as the user nobody.
"""

import grp
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient
from joserfc import jwt
from joserfc.jwk import ECKey

PASSORD = "blåbær-og-fløte"

_OPPSETT = """
base_dir = {rot}/run
state_dir = {rot}/state
log_path = {rot}/logg
default_login_user = {bruker}
default_internal_user = {bruker}
default_internal_group = {gruppe}
first_valid_uid = 0
listen = 127.0.0.1
protocols = imap
ssl = yes
ssl_cert = <{rot}/cert.pem
ssl_key = <{rot}/key.pem
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2
auth_failure_delay = 0
mail_location = maildir:{rot}/post/%u
namespace inbox {{
  inbox = yes
  separator = /
}}
mail_plugins = acl
plugin {{
  acl = vfile
}}
{ekstra}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tlsport}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
passdb {{
  driver = static
  mechanisms = plain login
  args = password={{PLAIN}}{passord}
}}
passdb {{
  driver = oauth2
  mechanisms = xoauth2
  args = {rot}/oauth2.conf
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={rot}
}}
"""
_OAUTH2 = """
introspection_mode = local
local_validation_key_dict = fs:posix:prefix={rot}/noekler/
username_attribute = sub
"""


class Dovecot:
    """One server and what the tests ask of it. Any name is a user, with the password or a token that is signed.

    ekstra: more lines of its configuration.
    """

    def __init__(self, ekstra: str = "") -> None:
        self._ekstra = ekstra
        self.rot = Path(tempfile.mkdtemp(prefix="dovecot"))
        self._hvem = pwd.getpwnam("nobody") if os.getuid() == 0 else pwd.getpwuid(os.getuid())
        self.port, self.tlsport = _ledig(), _ledig()
        self.noekkel = ec.generate_private_key(ec.SECP256R1())
        self._prosess: subprocess.Popen[bytes] | None = None
        self._skriv_oppsett()

    @property
    def ca(self) -> str:
        """The file with the certificate that is to be trusted."""
        return str(self.rot / "cert.pem")

    def start(self) -> None:
        """Start it and wait until it greets."""
        som: dict[str, Any] = (
            {"user": self._hvem.pw_uid, "group": self._hvem.pw_gid, "extra_groups": []} if os.getuid() == 0 else {}
        )
        self._prosess = subprocess.Popen(["/usr/sbin/dovecot", "-F", "-c", self.rot / "dovecot.conf"], **som)
        slutt = time.monotonic() + 20
        while not self._hilser():
            assert time.monotonic() < slutt, (self.rot / "logg").read_text()[-2000:]
            time.sleep(0.02)

    def stopp(self) -> None:
        """End it, and leave nothing."""
        assert self._prosess is not None
        self._prosess.send_signal(signal.SIGTERM)
        self._prosess.wait(10)
        shutil.rmtree(self.rot, ignore_errors=True)

    @contextmanager
    def som(self, bruker: str) -> Iterator[Any]:
        """The mailbox as a person's mail program sees it."""
        with IMAPClient("127.0.0.1", self.port, ssl=False, timeout=10) as imap:
            imap.plain_login(bruker, PASSORD)
            yield imap

    def legg(self, bruker: str, *meldinger: bytes, mappe: str = "INBOX", tid: datetime | None = None) -> None:
        """Deliver messages."""
        with self.som(bruker) as imap:
            for raa in meldinger:
                imap.append(mappe, raa, msg_time=tid)

    def innhold(self, bruker: str, mappe: str = "INBOX") -> int:
        """How many messages lie in a folder."""
        with self.som(bruker) as imap:
            return int(imap.folder_status(mappe, ["MESSAGES"])[b"MESSAGES"]) if imap.folder_exists(mappe) else 0

    def tilkoblede(self, bruker: str) -> int:
        """How many have the mailbox open now."""
        kommando = ["/usr/bin/doveadm", "-c", str(self.rot / "dovecot.conf"), "who", "-1", bruker]
        svar = subprocess.run(kommando, capture_output=True, text=True, check=True, timeout=10)
        return sum(linje.startswith(bruker) for linje in svar.stdout.splitlines())

    def _hilser(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as kobling:
                return kobling.recv(4) == b"* OK"
        except OSError:
            return False

    def _skriv_oppsett(self) -> None:
        for mappe in ("run", "state", "post", "noekler/default/ES256"):
            (self.rot / mappe).mkdir(parents=True)
        privat, sertifikat = _sertifikat()
        offentlig = self.noekkel.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        verdier = {
            "rot": self.rot, "bruker": self._hvem.pw_name, "gruppe": grp.getgrgid(self._hvem.pw_gid).gr_name,
            "uid": self._hvem.pw_uid, "gid": self._hvem.pw_gid, "passord": PASSORD, "port": self.port,
            "tlsport": self.tlsport, "ekstra": self._ekstra,
        }  # fmt: skip
        for navn, innhold in (
            ("key.pem", privat), ("cert.pem", sertifikat), ("noekler/default/ES256/default", offentlig),
            ("dovecot.conf", _OPPSETT.format(**verdier).encode()),
            ("oauth2.conf", _OAUTH2.format(**verdier).encode()),
        ):  # fmt: skip
            (self.rot / navn).write_bytes(innhold)
        if os.getuid() == 0:
            for sti in (self.rot, *self.rot.rglob("*")):
                os.chown(sti, self._hvem.pw_uid, self._hvem.pw_gid)


class Kutter:
    """A wire that is cut after so many bytes from the server, once; afterwards it carries everything.

    hold: what the client says that is never carried; `holdt` tells when it was said.
    kutt: the same, and it is cut there.
    """

    def __init__(self, port: int, etter: int = 0, hold: bytes = b"", kutt: bytes = b"") -> None:
        self._til, self._igjen, self.hold, self.kutt = port, etter, hold, kutt
        self.holdt = threading.Event()
        self._lytter = socket.create_server(("127.0.0.1", 0))
        self.port = self._lytter.getsockname()[1]
        self._traader = [threading.Thread(target=self._ta_imot, daemon=True)]
        self._traader[0].start()

    def kutt_etter(self, antall: int) -> None:
        """Be cut once more, after so many bytes from the server."""
        self._igjen = antall

    def lukk(self) -> None:
        """Carry no more."""
        self._lytter.close()

    def _ta_imot(self) -> None:
        with suppress(OSError):
            while True:
                inn, _hvem = self._lytter.accept()
                try:
                    ut = socket.create_connection(("127.0.0.1", self._til))
                except OSError:  # the server is away for now
                    inn.close()
                    continue
                for fra, til, teller in ((inn, ut, False), (ut, inn, True)):
                    threading.Thread(target=self._baer, args=(fra, til, teller), daemon=True).start()

    def _baer(self, fra: socket.socket, til: socket.socket, teller: bool) -> None:
        with suppress(OSError):
            while bit := fra.recv(1 << 16):
                if teller and self._igjen:
                    bit, self._igjen = bit[: self._igjen], max(0, self._igjen - len(bit))
                    til.sendall(bit)
                    if not self._igjen:
                        break
                elif not teller and self.kutt and self.kutt in bit:
                    self.kutt = b""
                    break
                elif not teller and self.hold and self.hold in bit:
                    self.holdt.set()
                    return
                else:
                    til.sendall(bit)
        for ende in (fra, til):
            with suppress(OSError):
                ende.shutdown(socket.SHUT_RDWR)


def token(dovecot: Dovecot, bruker: str) -> str:
    """A token that the server lets in as `bruker`, as a login service would sign it."""
    noekkel = ECKey.import_key(
        dovecot.noekkel.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    naa = int(time.time())
    return jwt.encode(
        {"alg": "ES256", "typ": "JWT"}, {"sub": bruker, "iat": naa, "nbf": naa, "exp": naa + 300}, noekkel
    )


def _ledig() -> int:
    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        return int(proeve.getsockname()[1])


def _sertifikat() -> tuple[bytes, bytes]:
    noekkel = ec.generate_private_key(ec.SECP256R1())
    navn = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    fra = datetime.now(UTC) - timedelta(days=3650)
    sertifikat = (
        x509.CertificateBuilder().subject_name(navn).issuer_name(navn).public_key(noekkel.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(fra).not_valid_after(fra + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(noekkel, hashes.SHA256())
    )  # fmt: skip
    privat = noekkel.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return privat, sertifikat.public_bytes(serialization.Encoding.PEM)
