"""Encrypted containers (CMS EnvelopedData, RFC 5652) read and written as a stream, in constant memory.

LESMEG: what KS SvarInn sends: BER with indefinite lengths, RSAES-OAEP for the key, AES-CBC for the content. There is no
seal on the content, so what comes out must be compared with the checksums that the sender has given; a container that
was cut or changed may give bytes before it is found out. Raises `CmsFeil` and its kinds, whatever the bytes are.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.padding import PKCS7

from bysak.klienter.ber import HELTALL, MENGDE, OID, OKTETTER, SEKVENS, BerFeil, Element, Leser, tlv

# Object identifiers as they are written in the file, with their dotted names.
_INNPAKKET = bytes.fromhex("2a864886f70d010703")  # 1.2.840.113549.1.7.3 id-envelopedData
_DATA = bytes.fromhex("2a864886f70d010701")  # 1.2.840.113549.1.7.1 id-data
_RSA = bytes.fromhex("2a864886f70d010101")  # 1.2.840.113549.1.1.1 rsaEncryption (PKCS#1 v1.5)
_OAEP = bytes.fromhex("2a864886f70d010107")  # 1.2.840.113549.1.1.7 id-RSAES-OAEP
_MGF1 = bytes.fromhex("2a864886f70d010108")  # 1.2.840.113549.1.1.8 id-mgf1
_AES = {  # 2.16.840.1.101.3.4.1.2, .22, .42: AES in CBC mode, and bytes of the key
    bytes.fromhex("608648016503040102"): 16,
    bytes.fromhex("608648016503040116"): 24,
    bytes.fromhex("60864801650304012a"): 32,
}
_AES256 = bytes.fromhex("60864801650304012a")
_SHA256 = bytes.fromhex("608648016503040201")
_HASHER: dict[bytes, type[hashes.HashAlgorithm]] = {
    bytes.fromhex("2b0e03021a"): hashes.SHA1,  # 1.3.14.3.2.26: the standard's default, unsafe only for signatures
    _SHA256: hashes.SHA256,
    bytes.fromhex("608648016503040202"): hashes.SHA384,
    bytes.fromhex("608648016503040203"): hashes.SHA512,
}
_KONTEKST0, _KONTEKST1, _KONTEKST2 = 0xA0, 0xA1, 0xA2
_BLOKK = 16
_SAMLE = 1 << 18


class CmsFeil(ValueError):
    """The container cannot be read. The text is for the log: it says nothing of the content."""


class FeilNoekkel(CmsFeil):
    """None of the private keys opens the container."""


class StoettesIkke(CmsFeil):
    """The container is whole, but uses something that is not read here."""


@dataclass(frozen=True)
class Noekkel:
    """A private key, and its certificate when that is known: containers name the certificate they are meant for."""

    privat: RSAPrivateKey
    sertifikat: x509.Certificate | None = None


def dekrypter(kilde: BinaryIO, noekler: Sequence[Noekkel]) -> Iterator[bytes]:
    """The content of a container, a piece at a time.

    noekler: newest first; all are tried, since what was sent before a rotation waits encrypted with the old one.
    Raises FeilNoekkel, StoettesIkke or CmsFeil; the last may come after some of the content.
    """
    try:
        yield from _dekrypter(Leser(kilde), noekler)
    except BerFeil as feil:
        raise CmsFeil(str(feil)) from feil


def krypter(kilde: BinaryIO, sertifikat: x509.Certificate, *, bit: int = 1000) -> Iterator[bytes]:
    """A container with the content of `kilde` for the owner of the certificate, in the very form that KS writes.

    bit: bytes in each segment of the content. Raises StoettesIkke for a certificate without an RSA key.
    """
    offentlig = sertifikat.public_key()
    if not isinstance(offentlig, RSAPublicKey):
        raise StoettesIkke("Sertifikatet har ikke en RSA-nøkkel.")
    noekkel, iv = os.urandom(32), os.urandom(_BLOKK)
    yield _hode(sertifikat, offentlig, noekkel, iv)
    krypterer = Cipher(algorithms.AES(noekkel), modes.CBC(iv)).encryptor()
    fyller = PKCS7(_BLOKK * 8).padder()
    rest = b""
    while klartekst := kilde.read(_SAMLE):
        rest += krypterer.update(fyller.update(klartekst))
        hele = len(rest) - len(rest) % bit
        yield b"".join(tlv(OKTETTER, rest[i : i + bit]) for i in range(0, hele, bit))
        rest = rest[hele:]
    rest += krypterer.update(fyller.finalize()) + krypterer.finalize()
    yield b"".join(tlv(OKTETTER, rest[i : i + bit]) for i in range(0, len(rest), bit))
    # The ends of: content, encryptedContentInfo, EnvelopedData, [0], ContentInfo.
    yield bytes(2 * 5)


def _dekrypter(leser: Leser, noekler: Sequence[Noekkel]) -> Iterator[bytes]:
    leser.gaa_inn(SEKVENS)
    if leser.element().oktetter != _INNPAKKET:
        raise StoettesIkke("Filen er ikke en kryptert beholder (CMS EnvelopedData).")
    leser.gaa_inn(_KONTEKST0)
    leser.gaa_inn(SEKVENS)
    leser.element()  # the version says only which optional parts there are
    mottakere = leser.element()
    if mottakere.merke == _KONTEKST0:  # originatorInfo
        mottakere = leser.element()
    leser.gaa_inn(SEKVENS)
    leser.element()  # the content type
    lengde, iv = _innholdsalgoritme(leser.element())
    noekkel = _aapne_noekkel(mottakere, noekler, lengde)
    yield from _klartekst(leser.biter(0x80), noekkel, iv)


def _klartekst(biter: Iterator[bytes], noekkel: bytes, iv: bytes) -> Iterator[bytes]:
    dekrypterer = Cipher(algorithms.AES(noekkel), modes.CBC(iv)).decryptor()
    toemmer = PKCS7(_BLOKK * 8).unpadder()
    samlet = bytearray()
    for bit in biter:
        samlet += bit
        if len(samlet) >= _SAMLE:
            yield toemmer.update(dekrypterer.update(samlet))
            samlet.clear()
    try:
        siste = dekrypterer.update(samlet) + dekrypterer.finalize()
        yield toemmer.update(siste) + toemmer.finalize()
    except ValueError as feil:
        raise CmsFeil("Innholdet er kuttet eller endret, eller nøkkelen passer ikke.") from feil


def _innholdsalgoritme(algoritme: Element) -> tuple[int, bytes]:
    """Bytes of the content key, and the initialisation vector."""
    oid, *parametre = algoritme.deler
    lengde = _AES.get(oid.oktetter)
    if lengde is None:
        raise StoettesIkke("Innholdet er kryptert med noe annet enn AES-CBC.")
    if len(parametre) != 1 or len(parametre[0].oktetter) != _BLOKK:
        raise CmsFeil("Startverdien for krypteringen mangler.")
    return lengde, parametre[0].oktetter


def _aapne_noekkel(mottakere: Element, noekler: Sequence[Noekkel], lengde: int) -> bytes:
    for mottaker in mottakere.deler:
        if mottaker.merke != SEKVENS:  # other kinds than KeyTransRecipientInfo carry a tag of their own
            continue
        if len(mottaker.deler) != 4:
            raise CmsFeil("En mottaker i beholderen er ikke hel.")
        _versjon, hvem, algoritme, kryptert = mottaker.deler
        for noekkel in sorted(noekler, key=lambda n: not _gjelder(hvem, n)):
            aapnet = _proev(noekkel, _gjelder(hvem, noekkel), algoritme, kryptert.oktetter)
            if aapnet is not None and len(aapnet) == lengde:
                return aapnet
    raise FeilNoekkel("Ingen av de private nøklene passer til beholderen.")


def _proev(noekkel: Noekkel, nevnt: bool, algoritme: Element, kryptert: bytes) -> bytes | None:
    """The content key, when this private key opens it.

    With the old padding a wrong key may seem to fit, so there the certificate must be the one that is named.
    """
    oid, *parametre = algoritme.deler
    if oid.oktetter == _RSA and nevnt:
        form: padding.AsymmetricPadding = padding.PKCS1v15()
    elif oid.oktetter == _OAEP:
        form = _oaep(parametre)
    elif oid.oktetter == _RSA:
        return None
    else:
        raise StoettesIkke("Nøkkelen er kryptert med noe annet enn RSA.")
    try:
        return noekkel.privat.decrypt(kryptert, form)
    except ValueError:
        return None


def _oaep(parametre: Sequence[Element]) -> padding.OAEP:
    """RSAES-OAEP-params (RFC 4055 section 4.1): all parts have defaults."""
    hash_: type[hashes.HashAlgorithm] = hashes.SHA1
    maske, merkelapp = hash_, b""
    for del_ in parametre[0].deler if parametre else ():
        innhold = del_.deler[0]
        if del_.merke == _KONTEKST0:
            hash_ = _hashen(innhold)
        elif del_.merke == _KONTEKST1:
            if innhold.deler[0].oktetter != _MGF1 or len(innhold.deler) != 2:
                raise StoettesIkke("Nøkkelen er kryptert med en ukjent maske.")
            maske = _hashen(innhold.deler[1])
        elif del_.merke == _KONTEKST2:
            merkelapp = innhold.deler[-1].oktetter
    return padding.OAEP(padding.MGF1(maske()), hash_(), merkelapp or None)


def _hashen(algoritme: Element) -> type[hashes.HashAlgorithm]:
    funnet = _HASHER.get(algoritme.deler[0].oktetter)
    if funnet is None:
        raise StoettesIkke("Nøkkelen er kryptert med en ukjent sjekksum.")
    return funnet


def _gjelder(hvem: Element, noekkel: Noekkel) -> bool:
    """Whether a recipient's identifier names this key's certificate, by issuer and number or by the key's mark."""
    if noekkel.sertifikat is None:
        return False
    if hvem.merke == SEKVENS and len(hvem.deler) == 2:
        utsteder, nummer = hvem.deler
        return (
            utsteder.der() == noekkel.sertifikat.issuer.public_bytes()
            and int.from_bytes(nummer.oktetter, "big", signed=True) == noekkel.sertifikat.serial_number
        )
    return hvem.oktetter in _merker(noekkel.sertifikat)


def _merker(sertifikat: x509.Certificate) -> set[bytes]:
    avledet = x509.SubjectKeyIdentifier.from_public_key(sertifikat.public_key()).digest
    try:
        return {avledet, sertifikat.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value.digest}
    except x509.ExtensionNotFound:
        return {avledet}


def _hode(sertifikat: x509.Certificate, offentlig: RSAPublicKey, noekkel: bytes, iv: bytes) -> bytes:
    """All that stands before the content."""
    sha256 = tlv(SEKVENS, tlv(OID, _SHA256) + tlv(0x05, b""))
    oaep = tlv(_KONTEKST0, sha256) + tlv(_KONTEKST1, tlv(SEKVENS, tlv(OID, _MGF1) + sha256))
    hvem = sertifikat.issuer.public_bytes() + tlv(HELTALL, _heltall(sertifikat.serial_number))
    kryptert = offentlig.encrypt(noekkel, padding.OAEP(padding.MGF1(hashes.SHA256()), hashes.SHA256(), None))
    mottaker = (
        tlv(HELTALL, b"\0")
        + tlv(SEKVENS, hvem)
        + tlv(SEKVENS, tlv(OID, _OAEP) + tlv(SEKVENS, oaep))
        + tlv(OKTETTER, kryptert)
    )
    algoritme = tlv(SEKVENS, tlv(OID, _AES256) + tlv(OKTETTER, iv))
    return b"".join((
        _uten_lengde(SEKVENS), tlv(OID, _INNPAKKET), _uten_lengde(_KONTEKST0), _uten_lengde(SEKVENS),
        tlv(HELTALL, b"\0"), tlv(MENGDE, tlv(SEKVENS, mottaker)),
        _uten_lengde(SEKVENS), tlv(OID, _DATA), algoritme, _uten_lengde(_KONTEKST0),
    ))  # fmt: skip


def _uten_lengde(merke: int) -> bytes:
    return bytes((merke, 0x80))


def _heltall(tall: int) -> bytes:
    return tall.to_bytes(tall.bit_length() // 8 + 1, "big", signed=True)


def les_noekkel(pem: bytes, sertifikat_pem: bytes = b"", passord: bytes | None = None) -> Noekkel:
    """A private key in PEM, and its certificate. Raises CmsFeil when they cannot be read or do not belong together."""
    try:
        privat = serialization.load_pem_private_key(pem, passord)
        sertifikat = x509.load_pem_x509_certificate(sertifikat_pem) if sertifikat_pem else None
    except (ValueError, TypeError) as feil:
        raise CmsFeil("Nøkkelen eller sertifikatet kan ikke leses.") from feil
    if not isinstance(privat, RSAPrivateKey):
        raise StoettesIkke("Nøkkelen er ikke en RSA-nøkkel.")
    if sertifikat is not None and sertifikat.public_key() != privat.public_key():
        raise CmsFeil("Sertifikatet hører ikke til nøkkelen.")
    return Noekkel(privat, sertifikat)
