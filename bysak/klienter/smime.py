"""S/MIME: a signed container opened, and a signature held against what it signs (CMS SignedData, RFC 5652).

LESMEG: `stemmer` says only that the content is what the enclosed certificate's key has signed. Whether that certificate
belongs to whom it names is another question, which is not answered here: no list of trusted issuers is kept.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from bysak.klienter.ber import MENGDE, OKTETTER, SEKVENS, BerFeil, Element, Leser
from bysak.klienter.tegn import rens_linje

_SIGNERT = bytes.fromhex("2a864886f70d010702")  # 1.2.840.113549.1.7.2 id-signedData
_KRYPTERT = (
    bytes.fromhex("2a864886f70d010703"),  # 1.2.840.113549.1.7.3 id-envelopedData
    bytes.fromhex("2a864886f70d0109100117"),  # 1.2.840.113549.1.9.16.1.23 id-ct-authEnvelopedData
)
_SAMMENDRAG = bytes.fromhex("2a864886f70d010904")  # 1.2.840.113549.1.9.4 messageDigest
_PSS = bytes.fromhex("2a864886f70d01010a")  # 1.2.840.113549.1.1.10 id-RSASSA-PSS
_HASHER: dict[bytes, type[hashes.HashAlgorithm]] = {
    bytes.fromhex("2b0e03021a"): hashes.SHA1,
    bytes.fromhex("608648016503040201"): hashes.SHA256,
    bytes.fromhex("608648016503040202"): hashes.SHA384,
    bytes.fromhex("608648016503040203"): hashes.SHA512,
}
_KONTEKST0 = 0xA0
MAKS_SIGNATURER = 10


class SmimeFeil(ValueError):
    """The container cannot be read."""


class Kryptert(SmimeFeil):
    """The container is encrypted: only its recipient's key opens it."""


@dataclass(frozen=True)
class Signatur:
    """Who signed, by the certificate's own words, and whether it fits the content; None when that cannot be told."""

    navn: str
    utsteder: str
    stemmer: bool | None


def aapne(raa: bytes) -> tuple[bytes, Signatur]:
    """The content of a signed container, and its signature. Raises Kryptert or SmimeFeil."""
    try:
        leser = _signert(raa)
        lengder = [leser.gaa_inn(SEKVENS)]
        leser.element()  # the content type
        lengder.append(leser.gaa_inn(_KONTEKST0))
        innhold = b"".join(leser.biter(OKTETTER))
        for lengde in reversed(lengder):
            if lengde is None:
                leser.element()
        return innhold, _signatur(_resten(leser), [innhold])
    except BerFeil as feil:
        raise SmimeFeil(str(feil)) from feil


def kontroller(innhold: bytes, raa: bytes) -> Signatur:
    """A signature that stands beside the content, which mail systems may have given other line ends.

    Raises SmimeFeil.
    """
    try:
        leser = _signert(raa)
        leser.element()
        crlf = innhold.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
        return _signatur(_resten(leser), [crlf, innhold])
    except BerFeil as feil:
        raise SmimeFeil(str(feil)) from feil


def _signert(raa: bytes) -> Leser:
    leser = Leser(io.BytesIO(raa))
    leser.gaa_inn(SEKVENS)
    slag = leser.element().oktetter
    if slag in _KRYPTERT:
        raise Kryptert("Beholderen er kryptert.")
    if slag != _SIGNERT:
        raise SmimeFeil("Beholderen er verken signert eller kryptert.")
    leser.gaa_inn(_KONTEKST0)
    leser.gaa_inn(SEKVENS)
    leser.element()  # the version
    leser.element()  # the kinds of digest
    return leser


def _resten(leser: Leser) -> Iterator[Element]:
    """Certificates and lists of revoked ones, if any, and at last the signatures."""
    while True:
        element = leser.element()
        yield element
        if element.merke == MENGDE:
            return


def _signatur(deler: Iterator[Element], former: list[bytes]) -> Signatur:
    sertifikater: list[x509.Certificate] = []
    for element in deler:
        if element.merke == _KONTEKST0:
            sertifikater = [s for del_ in element.deler[:50] if (s := _sertifikat(del_))]
        elif element.merke == MENGDE:
            funnet = [_vurder(info, sertifikater, former) for info in element.deler[:MAKS_SIGNATURER]]
            # All must fit; the first one gives the name.
            if funnet:
                verdier = {s.stemmer for s in funnet}
                stemmer = False if False in verdier else None if None in verdier else True
                return Signatur(funnet[0].navn, funnet[0].utsteder, stemmer)
    return Signatur("", "", None)


def _sertifikat(element: Element) -> x509.Certificate | None:
    try:
        return x509.load_der_x509_certificate(element.der())
    except (ValueError, TypeError):
        return None


def _vurder(info: Element, sertifikater: list[x509.Certificate], former: list[bytes]) -> Signatur:
    if len(info.deler) < 5:
        raise BerFeil("En signatur er ikke hel.")
    _versjon, hvem, sammendrag, *resten = info.deler
    attributter = resten.pop(0) if resten[0].merke == _KONTEKST0 else None
    if len(resten) < 2:
        raise BerFeil("En signatur er ikke hel.")
    sertifikat = next((s for s in sertifikater if _gjelder(hvem, s)), None)
    hash_ = _HASHER.get(sammendrag.deler[0].oktetter)
    if sertifikat is None or hash_ is None:
        return Signatur(*(_navn(sertifikat) if sertifikat else ("", "")), None)
    stemmer = _stemmer(sertifikat, hash_(), attributter, resten[0].deler[0].oktetter, resten[1].oktetter, former)
    return Signatur(*_navn(sertifikat), stemmer)


def _stemmer(
    sertifikat: x509.Certificate, hash_: hashes.HashAlgorithm, attributter: Element | None, metode: bytes,
    signatur: bytes, former: list[bytes],
) -> bool | None:  # fmt: skip
    """Whether the signature fits one of the forms of the content."""
    if attributter is not None:
        oppgitt = {a.deler[0].oktetter: a.deler[1].deler[0] for a in attributter.deler if len(a.deler) == 2}
        if _SAMMENDRAG not in oppgitt or oppgitt[_SAMMENDRAG].oktetter not in [_sum(hash_, f) for f in former]:
            return False
        former = [bytes((MENGDE,)) + attributter.der()[1:]]
    noekkel = sertifikat.public_key()
    for form in former:
        try:
            if isinstance(noekkel, rsa.RSAPublicKey):
                pss = padding.PSS(padding.MGF1(hash_), padding.PSS.AUTO)
                noekkel.verify(signatur, form, pss if metode == _PSS else padding.PKCS1v15(), hash_)
            elif isinstance(noekkel, ec.EllipticCurvePublicKey):
                noekkel.verify(signatur, form, ec.ECDSA(hash_))
            else:
                return None
            return True
        except InvalidSignature:
            continue
        except (UnsupportedAlgorithm, ValueError):
            return None
    return False


def _sum(hash_: hashes.HashAlgorithm, innhold: bytes) -> bytes:
    regner = hashes.Hash(hash_)
    regner.update(innhold)
    return regner.finalize()


def _gjelder(hvem: Element, sertifikat: x509.Certificate) -> bool:
    if hvem.merke != SEKVENS:
        return hvem.oktetter == x509.SubjectKeyIdentifier.from_public_key(sertifikat.public_key()).digest
    utsteder, nummer = hvem.deler
    return (
        utsteder.der() == sertifikat.issuer.public_bytes()
        and int.from_bytes(nummer.oktetter, "big", signed=True) == sertifikat.serial_number
    )


def _navn(sertifikat: x509.Certificate) -> tuple[str, str]:
    return _vanlig_navn(sertifikat.subject), _vanlig_navn(sertifikat.issuer)


def _vanlig_navn(navn: x509.Name) -> str:
    for slag in (x509.NameOID.COMMON_NAME, x509.NameOID.EMAIL_ADDRESS, x509.NameOID.ORGANIZATION_NAME):
        if funnet := navn.get_attributes_for_oid(slag):
            return rens_linje(str(funnet[0].value), 150)
    return ""
