"""Keys and certificates for tests, made anew in every run."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID

from bysak.klienter.cms import Noekkel


@cache
def en_noekkel(navn: str = "Prøvebydelen", bits: int = 2048) -> Noekkel:
    """A private key with its own certificate; the same for the same name."""
    privat = rsa.generate_private_key(65537, bits)
    hvem = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, navn)])
    fra = datetime(2026, 1, 1, tzinfo=UTC)
    sertifikat = (
        x509.CertificateBuilder()
        .subject_name(hvem)
        .issuer_name(hvem)
        .public_key(privat.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(fra)
        .not_valid_after(fra + timedelta(days=9999))
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(privat.public_key()), critical=False)
        .sign(privat, hashes.SHA256())
    )
    return Noekkel(privat, sertifikat)


def pem(noekkel: Noekkel) -> tuple[bytes, bytes]:
    """The private key and the certificate as they lie in files."""
    assert noekkel.sertifikat is not None
    privat = noekkel.privat.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return privat, noekkel.sertifikat.public_bytes(serialization.Encoding.PEM)
