"""The key that our own identity tokens are signed with: made from the installation's secret, with no file more."""

import hashlib
from functools import cache

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from joserfc.jwk import ECKey, KeySet

from bysak.kjerne.hemmeligheter import hemmelighet

ALGORITME = "ES256"
# The order of P-256: a private key is a number from 1 up to this.
_ORDEN = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@cache
def signeringsnoekkel() -> ECKey:
    """The private key, with an id that follows from the public one (RFC 7638)."""
    # 512 bits, so that what is left after the division is as good as even.
    tall = int.from_bytes(hashlib.sha512(b"bysak.oidc" + hemmelighet("oidc").encode()).digest(), "big")
    privat = ec.derive_private_key(tall % (_ORDEN - 1) + 1, ec.SECP256R1())
    pem = privat.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    noekkel = ECKey.import_key(pem, {"use": "sig", "alg": ALGORITME})
    noekkel.ensure_kid()
    return noekkel


def jwks() -> dict[str, object]:
    """The public key, as clients fetch it (RFC 7517)."""
    return dict(KeySet([signeringsnoekkel()]).as_dict(private=False))
