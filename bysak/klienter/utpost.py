"""Outgoing mail: one short text to one address through the mail server that the operator has named.

LESMEG: a password is never sent in the clear. The server's certificate is checked. What the server says of a failure is
kept, since the operator of the mail server asks for it. Raises `UtpostFeil`.
"""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

from bysak.klienter.tegn import rens_linje

SVARTID = 30.0
_PORTER = {"smtp": 25, "smtps": 465}
_LENGSTE_SVAR = 250


class UtpostFeil(Exception):
    """The mail was not taken. forbigaaende: trying again may help; the text is for people, in Norwegian.

    uvisst: all of it was handed over, and the answer never came: it may have been taken after all.
    """

    def __init__(self, melding: str, *, forbigaaende: bool, uvisst: bool = False) -> None:
        self.melding, self.forbigaaende, self.uvisst = melding, forbigaaende, uvisst
        super().__init__(melding)


@dataclass(frozen=True)
class Tjener:
    """A mail server. tls: encrypted from the first byte; without it, as soon as the server offers it (STARTTLS)."""

    vert: str
    port: int
    bruker: str = ""
    tls: bool = False


def tjener(adresse: str) -> Tjener:
    """Read `smtp://host`, `smtp://user@host:587` or `smtps://user@host`. Raises `ValueError` for anything else."""
    deler = urlsplit(adresse)
    if deler.scheme not in _PORTER or not deler.hostname or deler.password or deler.path.strip("/") or deler.query:
        raise ValueError(adresse)
    port = deler.port or _PORTER[deler.scheme]
    return Tjener(deler.hostname, port, unquote(deler.username or ""), deler.scheme == "smtps")


def send(til_tjener: Tjener, brev: EmailMessage, *, passord: str = "") -> None:
    """Hand one mail over; returns when the server has taken it. Raises `UtpostFeil`."""
    smtp: smtplib.SMTP | None = None
    try:
        smtp = _koblet(til_tjener)
        if til_tjener.bruker:
            smtp.login(til_tjener.bruker, passord)
        smtp.send_message(brev)
    except smtplib.SMTPNotSupportedError as nei:
        melding = f"E-posttjeneren kan ikke sende til denne adressen: {_kort(nei)}"
        raise UtpostFeil(melding, forbigaaende=False) from nei
    except smtplib.SMTPRecipientsRefused as nei:
        kode, svar = next(iter(nei.recipients.values()))
        raise _avvist(kode, svar) from nei
    except smtplib.SMTPResponseException as nei:
        raise _avvist(nei.smtp_code, nei.smtp_error) from nei
    except (OSError, smtplib.SMTPException) as feil:
        vert = f"{til_tjener.vert}:{til_tjener.port}"
        melding = f"E-posttjeneren {vert} svarer ikke som den skal: {_kort(feil)}"
        raise UtpostFeil(melding, forbigaaende=True, uvisst=getattr(smtp, "sagt_alt", False)) from feil
    finally:
        if smtp is not None:
            _avslutt(smtp)


class _Huskende:
    """Knows whether all of a mail has been handed over, so that silence after it can be told from silence before."""

    sagt_alt = False

    def send(self, s: Any) -> None:
        """As the library's; the lone dot is the last that is said of a mail (RFC 5321 section 4.5.2)."""
        super().send(s)  # type: ignore[misc]
        self.sagt_alt = bytes(s[-5:]) == b"\r\n.\r\n" if isinstance(s, bytes) else False


class _Smtp(_Huskende, smtplib.SMTP):
    pass


class _Smtps(_Huskende, smtplib.SMTP_SSL):
    pass


def _avslutt(smtp: smtplib.SMTP) -> None:
    """Say goodbye. What is said now changes nothing: the mail is taken, or refused, already."""
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()


def _koblet(hvor: Tjener) -> smtplib.SMTP:
    sikker = ssl.create_default_context()
    if hvor.tls:
        return _Smtps(hvor.vert, hvor.port, timeout=SVARTID, context=sikker)
    smtp = _Smtp(hvor.vert, hvor.port, timeout=SVARTID)
    try:
        smtp.ehlo()
        if smtp.has_extn("starttls"):
            smtp.starttls(context=sikker)
        elif hvor.bruker:
            raise UtpostFeil("E-posttjeneren tilbyr ikke kryptering. Passordet er ikke sendt.", forbigaaende=False)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _avvist(kode: int, svar: bytes | str) -> UtpostFeil:
    """4xx is «not now», 5xx is «never» (RFC 5321 section 4.2.1)."""
    return UtpostFeil(f"E-posttjeneren tok ikke imot: {kode} {_kort(svar)}", forbigaaende=not 500 <= kode < 600)


def _kort(svar: object) -> str:
    tekst = svar.decode(errors="replace") if isinstance(svar, bytes) else str(svar)
    return rens_linje(tekst, _LENGSTE_SVAR)
