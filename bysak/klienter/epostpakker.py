"""Wrappings that a mail's contents may come in, opened: winmail.dat, and S/MIME with the content inside.

LESMEG: whatever is in them, an answer comes back: the contents as MIME, or a sentence that says why they stay closed.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from bysak.klienter import smime, tnef
from bysak.klienter.smime import Kryptert, Signatur, SmimeFeil

TNEF = ("application/ms-tnef", "application/vnd.ms-tnef")
PKCS7 = ("application/pkcs7-mime", "application/x-pkcs7-mime")
KRYPTERT = (
    "Meldingen er kryptert og kan ikke leses her. Be avsenderen sende den på nytt uten kryptering, eller gjennom "
    "bydelens skjema. Den krypterte meldingen er tatt vare på."
)


@dataclass(frozen=True)
class Pakke:
    """A wrapping. mime: what was in it, None when it stays closed. reserve: its text says again what stands outside."""

    mime: bytes | None
    merknader: tuple[str, ...]
    slag: frozenset[str] = frozenset()
    reserve: bool = False


def pakk_ut(mime: str, filnavn: str, innhold: Callable[[], bytes]) -> Pakke | None:
    """Open a part that is a wrapping; None when it is an ordinary part."""
    navn = filnavn.lower().strip()
    if mime in TNEF or navn == "winmail.dat":
        return _tnef(innhold())
    if mime in PKCS7 or navn == "smime.p7m":
        return _smime(innhold())
    return None


def signaturmerknad(signatur: Signatur) -> tuple[str, str]:
    """The mark and the sentences of a signature, the signer's name last."""
    navn = ", ".join(filter(None, [signatur.navn, signatur.utsteder if signatur.utsteder != signatur.navn else ""]))
    hvem = f" {navn}." if navn else ""
    if signatur.stemmer is False:
        return "signaturfeil", (
            "Meldingen er digitalt signert, men signaturen stemmer ikke med innholdet. Den er endret etter "
            "signeringen, kanskje av et system på veien."
        ) + hvem  # fmt: skip
    if signatur.stemmer:
        return "signert", (
            "Meldingen er digitalt signert, og signaturen stemmer med innholdet. Om sertifikatet tilhører den det "
            "nevner, er ikke kontrollert."
        ) + hvem  # fmt: skip
    return "signert", "Meldingen er digitalt signert. Signaturen er tatt vare på, men ikke kontrollert." + hvem


def _tnef(raa: bytes) -> Pakke:
    try:
        mime = tnef.til_mime(raa)
    except (tnef.TnefFeil, RecursionError):
        return Pakke(
            None, ("Avsenderen sendte vedlegg i Outlooks eget format (winmail.dat), men pakken er skadet. Be "
                   "avsenderen sende vedleggene på nytt. Filen er tatt vare på slik den kom.",),
        )  # fmt: skip
    return Pakke(
        mime, ("Avsenderen sendte vedlegg i Outlooks eget format (winmail.dat). Innholdet er pakket ut.",), reserve=True
    )


def _smime(raa: bytes) -> Pakke:
    try:
        innhold, signatur = smime.aapne(_uten_armering(raa))
    except Kryptert:
        return Pakke(None, (KRYPTERT,), frozenset({"kryptert"}))
    except SmimeFeil:
        return Pakke(
            None, ("Meldingen er pakket som S/MIME, men pakken er skadet eller av en ukjent type. Den er tatt vare på "
                   "slik den kom.",),
        )  # fmt: skip
    slag, setning = signaturmerknad(signatur)
    return Pakke(innhold, (setning,), frozenset({slag}))


def _uten_armering(raa: bytes) -> bytes:
    """Some write base64 or PEM where the bytes should be."""
    if raa[:1] == b"\x30":
        return raa
    rent = re.sub(rb"-----[^-\r\n]*-----|\s", b"", raa)
    try:
        return binascii.a2b_base64(rent)
    except (binascii.Error, ValueError):
        return raa
