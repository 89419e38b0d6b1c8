"""Reading a mailbox over IMAP: what lies there, one message at a time to a file, and moving it when it is safe.

LESMEG: nothing is ever deleted; a message is moved, or copied and that one alone expunged. Fetching sets no flag.
The certificate is always checked, and a password never leaves this machine in the clear. Every wait has an end.
Raises `ImapFeil`, whose `slag` says what to do about it.
"""

from __future__ import annotations

import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, BinaryIO

from imapclient import DELETED, IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from bysak.klienter.eposthoder import adresser, les_hoder, meldingsider
from bysak.klienter.oauth2 import PAA_DENNE_MASKINEN
from bysak.klienter.tegn import rens_linje

SVARTID = SocketTimeout(connect=15, read=60)
# A server may end an IDLE after half an hour (RFC 2177), and something on the way may forget it earlier.
LENGSTE_IDLE = 25 * 60.0
_BIT = 4 << 20
_LENGSTE_SVAR = 250
# The answers of a command come as one line or as one dictionary: asked for in portions.
_SOEK, _HODER = 50_000, 200
_FULL = "Postkassen er full hos posttjeneren. Rydd i den, eller la den få mer plass."
_FELT = "BODY.PEEK[HEADER.FIELDS (MESSAGE-ID FROM)]"


class Slag(StrEnum):
    """What kind of failure it is."""

    NAVN = "navn"
    FORBINDELSE = "forbindelse"
    TLS = "tls"
    INNLOGGING = "innlogging"
    MAPPE = "mappe"
    BORTE = "borte"
    FOR_STOR = "for_stor"
    NEKTET = "nektet"


# After these the connection is of no more use.
BRUTT = frozenset({Slag.NAVN, Slag.FORBINDELSE, Slag.TLS, Slag.INNLOGGING})


class ImapFeil(Exception):
    """The mailbox does not do what was asked; the text is for people, in Norwegian."""

    def __init__(self, melding: str, slag: Slag) -> None:
        self.melding, self.slag = melding, slag
        super().__init__(melding)


@dataclass(frozen=True)
class Tilgang:
    """Where the mailbox is and who asks. sikring: tls, starttls or ingen. token: shown instead of the password.

    ca: a file with more certificates of issuers that are trusted.
    """

    vert: str
    port: int
    sikring: str
    bruker: str
    passord: str = ""
    token: str = ""
    ca: str = ""


@dataclass(frozen=True)
class Valgt:
    """A folder that is open. uidvalidity: while it is the same, a UID is the same message."""

    mappe: str
    uidvalidity: int
    antall: int


@dataclass(frozen=True)
class Hode:
    """A message as the folder lists it. levert: when the server received it."""

    uid: int
    stoerrelse: int
    levert: datetime | None
    message_id: str
    avsender: str


class Innboks:
    """A connection to one mailbox, logged in. Use as a context manager."""

    def __init__(self, tilgang: Tilgang) -> None:
        self._hvor = f"{tilgang.vert}:{tilgang.port}"
        self._valgt: Valgt | None = None
        if tilgang.sikring == "ingen" and tilgang.vert not in PAA_DENNE_MASKINEN:
            raise ImapFeil("Uten kryptering kan bare en tjener på samme maskin brukes.", Slag.TLS)
        with self._oversatt():
            kryptering = ssl.create_default_context()
            if tilgang.ca:
                kryptering.load_verify_locations(tilgang.ca)
            straks = tilgang.sikring == "tls"
            self._imap: Any = IMAPClient(
                tilgang.vert, tilgang.port, ssl=straks, ssl_context=kryptering if straks else None, timeout=SVARTID
            )
        self._imap.normalise_times = False
        try:
            with self._oversatt():
                if tilgang.sikring == "starttls":
                    self._imap.starttls(kryptering)
                self._logg_inn(tilgang)
                self._imap.capabilities()
        except BaseException:
            self.lukk()
            raise

    def __enter__(self) -> Innboks:
        return self

    def __exit__(self, *_: object) -> None:
        self.lukk()

    def lukk(self) -> None:
        """Say goodbye when there is anybody to say it to, and let go of the connection."""
        self._imap.__exit__(None, None, None)

    @property
    def kan_flytte(self) -> bool:
        """Can it move one message without touching the others?"""
        return bool(self._imap.has_capability("MOVE") or self._imap.has_capability("UIDPLUS"))

    @property
    def kan_vente(self) -> bool:
        """Does it say by itself when something comes?"""
        return bool(self._imap.has_capability("IDLE"))

    def mapper(self) -> list[str]:
        """The names of the folders that hold mail."""
        with self._oversatt():
            rader = self._imap.list_folders()
        return sorted(navn for flagg, _skille, navn in rader if not {b"\\Noselect", b"\\NonExistent"} & set(flagg))

    def velg(self, mappe: str) -> Valgt:
        """Open a folder. Raises `ImapFeil` of kind MAPPE when there is none of that name."""
        with self._oversatt(Slag.MAPPE):
            svar = self._imap.select_folder(mappe)
            if b"UIDVALIDITY" not in svar:
                raise ImapFeil("Tjeneren nummererer ikke meldingene i mappen, og kan ikke brukes.", Slag.MAPPE)
        self._valgt = Valgt(mappe, svar[b"UIDVALIDITY"], svar[b"EXISTS"])
        return self._valgt

    def med_uidvalidity(self, uidvalidity: int) -> list[str]:
        """Folders whose messages are numbered like this: one that is given a new name keeps its numbering."""
        like = []
        for navn in self.mapper():
            with self._oversatt(Slag.MAPPE):
                if self._imap.folder_status(navn, ["UIDVALIDITY"]).get(b"UIDVALIDITY") == uidvalidity:
                    like.append(navn)
        return like

    def lag_mappe(self, mappe: str) -> None:
        """Make a folder that people see in their mail program."""
        with self._oversatt(Slag.MAPPE):
            self._imap.create_folder(mappe)
            self._imap.subscribe_folder(mappe)

    def uider(self, valgt: Valgt) -> list[int]:
        """What lies in the open folder, oldest first."""
        funnet: list[int] = []
        with self._oversatt():
            for fra in range(1, valgt.antall + 1, _SOEK):
                funnet += self._imap.search([f"{fra}:{min(fra + _SOEK - 1, valgt.antall)}"])
        return sorted(funnet)

    def hoder(self, uider: Sequence[int]) -> Iterator[Hode]:
        """Size, time and sender of messages in the open folder; those that are gone are left out."""
        for fra in range(0, len(uider), _HODER):
            with self._oversatt():
                svar = self._imap.fetch(uider[fra : fra + _HODER], ["RFC822.SIZE", "INTERNALDATE", _FELT])
            for uid, felt in svar.items():
                if b"RFC822.SIZE" in felt:
                    yield _hode(uid, felt)

    def hent(self, uid: int, til: BinaryIO, maks: int) -> int:
        """Write a message to a file as it came, a piece at a time; returns its size.

        Raises `ImapFeil` of kind FOR_STOR past `maks` bytes, BORTE when it no longer lies there.
        """
        skrevet = 0
        while True:
            with self._oversatt():
                svar = self._imap.fetch([uid], [f"BODY.PEEK[]<{skrevet}.{_BIT}>"])
            bit = next((v for n, v in svar.get(uid, {}).items() if n.startswith(b"BODY[")), None)
            if bit is None:
                raise ImapFeil("Meldingen ligger ikke lenger i mappen.", Slag.BORTE)
            skrevet += len(bit)
            if skrevet > maks:
                raise ImapFeil("Meldingen er større enn grensen.", Slag.FOR_STOR)
            til.write(bit)
            if len(bit) < _BIT:
                return skrevet

    def flytt(self, uid: int, mappe: str, *, igjen: bool = False) -> None:
        """Move a message out of the open folder. Nothing happens when it is gone already.

        igjen: an earlier try may have come half the way, where a move is three commands; it is not copied twice.
        """
        with self._oversatt():
            if self._imap.has_capability("MOVE"):
                self._imap.move([uid], mappe)
            elif self._imap.has_capability("UIDPLUS"):
                if not (igjen and self._er_kopiert(uid, mappe)):
                    self._imap.copy([uid], mappe)
                self._imap.delete_messages([uid])
                self._imap.uid_expunge([uid])
            else:
                raise ImapFeil("Tjeneren kan ikke flytte én melding uten å røre de andre.", Slag.NEKTET)

    def _er_kopiert(self, uid: int, mappe: str) -> bool:
        """Does the other folder have a message of the same name, size and time of receipt, which a copy keeps?"""
        egen = next(self.hoder([uid]), None)
        assert self._valgt is not None
        if egen is None or not self._imap.folder_exists(mappe):
            return False
        # What the earlier try marked as deleted is not so before there is a copy of it, nor is the copy.
        self._imap.remove_flags([uid], [DELETED])
        her = self._valgt
        try:
            self._imap.select_folder(mappe, readonly=True)
            like = self._imap.search(["LARGER", egen.stoerrelse - 1, "SMALLER", egen.stoerrelse + 1])
            return any(replace(hode, uid=uid) == egen for hode in self.hoder(like))
        finally:
            if self.velg(her.mappe).uidvalidity != her.uidvalidity:
                # Every number that the round goes by is another message's now, so it must not go on.
                raise ImapFeil("Mappen er laget på nytt. Den leses fra begynnelsen.", Slag.FORBINDELSE)

    def vent(self, avbrutt: Callable[[], bool], lengst: float = LENGSTE_IDLE) -> bool:
        """Wait until the open folder has something to say. False when `avbrutt` or the time ended it."""
        slutt, hendt = time.monotonic() + lengst, False
        with self._oversatt():
            self._imap.idle()
            while not hendt and not avbrutt() and time.monotonic() < slutt:
                start = time.monotonic()
                svar = self._imap.idle_check(timeout=1)
                # An answer without a line before the time is up is the end of the connection; `idle_done` says so.
                hendt = any(linje[1:2] == (b"EXISTS",) for linje in svar) or (
                    not svar and time.monotonic() - start < 0.9
                )
            _tekst, resten = self._imap.idle_done()
        return hendt or any(linje[1:2] == (b"EXISTS",) for linje in resten)

    def _logg_inn(self, tilgang: Tilgang) -> None:
        try:
            if tilgang.token:
                self._imap.oauth2_login(tilgang.bruker, tilgang.token)
            elif not f"{tilgang.bruker}{tilgang.passord}".isascii() and self._imap.has_capability("AUTH=PLAIN"):
                # LOGIN has room for ASCII only.
                self._imap.plain_login(tilgang.bruker, tilgang.passord)
            else:
                self._imap.login(tilgang.bruker, tilgang.passord)
        except LoginError as feil:
            # The library calls it a refused login also when the connection was cut, or the server cannot look it up.
            if isinstance(feil.__context__, IMAPClientAbortError) or "UNAVAILABLE" in str(feil):
                raise IMAPClientAbortError(_kort(feil)) from feil
            raise

    @contextmanager
    def _oversatt(self, nektet: Slag = Slag.NEKTET) -> Iterator[None]:
        """Say in a sentence what went wrong. nektet: the kind of an answer that says no."""
        try:
            yield
        except LoginError as feil:
            raise ImapFeil(f"Tjeneren godtar ikke innloggingen: {_kort(feil)}", Slag.INNLOGGING) from feil
        except IMAPClientAbortError as feil:
            raise ImapFeil(f"Forbindelsen til {self._hvor} ble brutt: {_kort(feil)}", Slag.FORBINDELSE) from feil
        except IMAPClientError as feil:
            if "[OVERQUOTA]" in str(feil):
                raise ImapFeil(_FULL, nektet) from feil
            raise ImapFeil(f"Tjeneren sier nei: {_kort(feil)}", nektet) from feil
        except UnicodeError as feil:
            raise ImapFeil("Tjeneren tar bare imot brukernavn og passord uten æ, ø og å.", Slag.INNLOGGING) from feil
        except OSError as feil:
            raise _nettfeil(feil, self._hvor) from feil


def _nettfeil(feil: OSError, hvor: str) -> ImapFeil:
    if isinstance(feil, socket.gaierror):
        return ImapFeil(f"Det finnes ingen tjener med navnet i {hvor}. Se etter skrivefeil.", Slag.NAVN)
    if isinstance(feil, ssl.SSLCertVerificationError):
        return ImapFeil(f"Sertifikatet til {hvor} kan ikke stoles på: {_kort(feil.verify_message)}.", Slag.TLS)
    if isinstance(feil, ssl.SSLError):
        return ImapFeil(f"{hvor} snakker ikke TLS slik det er satt opp. Prøv STARTTLS eller en annen port.", Slag.TLS)
    if isinstance(feil, TimeoutError):
        return ImapFeil(f"{hvor} svarte ikke i tide.", Slag.FORBINDELSE)
    if isinstance(feil, ConnectionRefusedError):
        return ImapFeil(f"Ingen svarer på {hvor}. Se etter at porten er riktig.", Slag.FORBINDELSE)
    return ImapFeil(f"Forbindelsen til {hvor} ble brutt: {_kort(feil.strerror or feil)}", Slag.FORBINDELSE)


def _hode(uid: int, felt: dict[bytes, Any]) -> Hode:
    raa = next((v for n, v in felt.items() if n.startswith(b"BODY[")), b"") or b""
    hoder = les_hoder(raa, 0, len(raa))
    levert = felt.get(b"INTERNALDATE")
    if isinstance(levert, datetime):
        levert = levert.astimezone(UTC)
    fra = adresser(hoder.alle("from"))
    return Hode(
        uid,
        int(felt[b"RFC822.SIZE"]),
        levert if isinstance(levert, datetime) else None,
        next(iter(meldingsider(hoder.alle("message-id"))), ""),
        (fra[0][0] or fra[0][1]) if fra else "",
    )


def _kort(svar: object) -> str:
    """The server's own words; the library hands some of them on as the text of a bytes object."""
    return rens_linje(re.sub(r"^b(['\"])(.*)\1$", r"\2", str(svar)), _LENGSTE_SVAR)
