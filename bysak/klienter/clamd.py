"""A client of clamd, the ClamAV daemon: one stream in, one answer out (clamd(8), INSTREAM).

LESMEG: whoever gets a `ClamdFeil` has no answer, and must not take it for a clean file. What the scanner could not look
into, such as something packed with a password or beyond its limits, is an answer of its own: neither clean nor found.
"""

import socket
import struct
import time
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

_BIT = 256 * 1024
# The scanner is asked at once or not at all; a long scan is another matter.
_OPPKOBLING = 2.0
_STILLE = 120.0
_MAKS_SVAR = 4096
_GRENSER = ("Heuristics.Limits.", "Heuristics.Encrypted.")


class ClamdFeil(Exception):
    """The scanner gave no answer: it is away, broke off or took too long. The text is for people."""


@dataclass(frozen=True)
class Skannsvar:
    """funn: the name of what was found, empty when nothing was. uskannbar: why it could not be looked into."""

    funn: str = ""
    uskannbar: str = ""


@dataclass(frozen=True)
class Clamd:
    """Where the scanner listens: a socket file, or a host and a port. tid: seconds that one file may take."""

    sti: str = ""
    vert: str = ""
    port: int = 0
    tid: float = 600.0

    @classmethod
    def fra_adresse(cls, adresse: str) -> "Clamd":
        """Read `unix:/run/clamav/clamd.ctl` or `tcp://host:3310`. Raises ValueError."""
        deler = urlsplit(adresse)
        if deler.scheme == "unix" and deler.path.startswith("/"):
            return cls(sti=deler.path)
        if deler.scheme == "tcp" and deler.hostname and deler.port:
            return cls(vert=deler.hostname, port=deler.port)
        raise ValueError(adresse)

    def versjon(self) -> str:
        """The program and its signature base, as clamd names them. Raises ClamdFeil."""
        tid = min(_OPPKOBLING, self.tid)
        with self._koble(tid) as kobling:
            return self._spoer(kobling, b"zVERSION\0", time.monotonic() + tid)

    def skann(self, fil: BinaryIO) -> Skannsvar:
        """Send a file from where it stands to its end; memory does not grow with it. Raises ClamdFeil."""
        frist = time.monotonic() + self.tid
        with self._koble(_STILLE) as kobling:
            try:
                kobling.sendall(b"zINSTREAM\0")
                while bit := fil.read(_BIT):
                    kobling.sendall(struct.pack("!L", len(bit)) + bit)
                    if time.monotonic() > frist:
                        raise ClamdFeil("Virusskanneren brukte for lang tid på filen.")
                avslutning = struct.pack("!L", 0)
            except (BrokenPipeError, ConnectionResetError):
                avslutning = b""  # it has said no before all was sent: the answer tells why
            except OSError as feil:
                raise ClamdFeil("Virusskanneren svarer ikke.") from feil
            return _tolk(self._spoer(kobling, avslutning, frist))

    def _koble(self, stille: float) -> socket.socket:
        tid = min(_OPPKOBLING, self.tid)
        try:
            if not self.sti:
                kobling = socket.create_connection((self.vert, self.port), timeout=tid)
            else:
                kobling = socket.socket(socket.AF_UNIX)
                kobling.settimeout(tid)
                kobling.connect(self.sti)
        except OSError as feil:
            raise ClamdFeil("Virusskanneren svarer ikke.") from feil
        kobling.settimeout(min(stille, self.tid))
        return kobling

    def _spoer(self, kobling: socket.socket, melding: bytes, frist: float) -> str:
        svar = b""
        try:
            if melding:
                kobling.sendall(melding)
            while not svar.endswith(b"\0") and len(svar) < _MAKS_SVAR:
                if (igjen := frist - time.monotonic()) <= 0:
                    raise TimeoutError
                kobling.settimeout(min(igjen, _STILLE))
                if not (bit := kobling.recv(_MAKS_SVAR)):
                    break
                svar += bit
        except TimeoutError as feil:
            raise ClamdFeil("Virusskanneren brukte for lang tid på filen.") from feil
        except OSError as feil:
            if not svar:
                raise ClamdFeil("Virusskanneren brøt av.") from feil
        if not svar.endswith(b"\0"):
            raise ClamdFeil("Virusskanneren brøt av.")
        return svar[:-1].decode("utf-8", "replace")


def _tolk(svar: str) -> Skannsvar:
    if svar == "stream: OK":
        return Skannsvar()
    if svar.startswith("stream: ") and svar.endswith(" FOUND"):
        navn = svar.removeprefix("stream: ").removesuffix(" FOUND")
        return Skannsvar(uskannbar=navn) if navn.startswith(_GRENSER) else Skannsvar(funn=navn)
    if "size limit exceeded" in svar:
        return Skannsvar(uskannbar="StreamMaxLength")
    raise ClamdFeil(f"Virusskanneren svarte «{svar[:100]}».")
