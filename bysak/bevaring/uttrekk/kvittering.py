"""The signed receipt of a package: every file with size and SHA-256, signed with Ed25519 so that it cannot be changed.

The signature covers the receipt (JSON), which holds the sum of the list of files. A list of a million files is
never held in memory.
"""

import base64
import binascii
import hashlib
import json
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from bysak.kjerne.hemmeligheter import hemmelighet

BIT = 1 << 20
STOERST = 1 << 20
_LINJEGRENSE = 10_000


def offentlig_noekkel() -> str:
    """Return the key receipts from here are checked with; hand it to the receiver another way than the receipt."""
    return _tekst(_noekkel().public_key().public_bytes_raw())


def _noekkel() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(hashlib.sha256(hemmelighet("kvittering").encode()).digest())


def _tekst(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _kanonisk(innhold: dict[str, Any]) -> bytes:
    uten = {navn: verdi for navn, verdi in innhold.items() if navn != "signatur"}
    return json.dumps(uten, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def signer(innhold: dict[str, Any]) -> str:
    """Return the receipt as JSON with the public key and the signature in it."""
    noekkel = _noekkel()
    ferdig = {**innhold, "noekkel": _tekst(noekkel.public_key().public_bytes_raw()), "algoritme": "Ed25519"}
    ferdig["signatur"] = _tekst(noekkel.sign(_kanonisk(ferdig)))
    return json.dumps(ferdig, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def kontroller_kvittering(fil: Path, noekkel: str = "") -> list[str]:
    """Check a receipt and the files beside it; a sentence for each thing that is wrong, none when all is right.

    `noekkel` is the public key the sender is known by. Without it the one in the receipt is used, which shows that
    nothing has changed, but not who signed.
    """
    try:
        if fil.stat().st_size > STOERST:
            return ["Filen er for stor til å være en kvittering."]
        innhold = json.loads(fil.read_bytes())
        signatur = base64.b64decode(innhold["signatur"], validate=True)
        offentlig = base64.b64decode(noekkel or innhold["noekkel"], validate=True)
        beskrevne = [(str(f["fil"]), int(f["byte"]), str(f["sha256"])) for f in innhold["filer"]]
        tar, liste = str(innhold["tar"]), str(innhold["liste"])
    except OSError as feil:
        return [f"Kvitteringen kan ikke leses: {feil.strerror}."]
    except (ValueError, KeyError, TypeError, binascii.Error, RecursionError):
        return ["Filen er ikke en kvittering."]
    try:
        Ed25519PublicKey.from_public_bytes(offentlig).verify(signatur, _kanonisk(innhold))
    except (InvalidSignature, ValueError):
        return ["Signaturen stemmer ikke: kvitteringen er endret, eller laget av en annen."]
    galt = [setning for navn, byte, sum_ in beskrevne for setning in _fil(fil.parent, navn, byte, sum_)]
    return galt or list(_innhold(fil.parent, tar, liste))


def _fil(mappe: Path, navn: str, byte: int, sum_: str) -> Iterator[str]:
    fil = mappe / Path(navn).name
    try:
        with fil.open("rb") as kilde:
            funnet = hashlib.file_digest(kilde, "sha256").hexdigest()
        if funnet != sum_ or fil.stat().st_size != byte:
            yield f"{fil.name} er endret: sjekksum eller størrelse stemmer ikke."
    except OSError as feil:
        yield f"{fil.name} kan ikke leses: {feil.strerror}."


def _innhold(mappe: Path, tar: str, liste: str) -> Iterator[str]:
    """Compare the files inside the tar with the list, in the order both have."""
    with (mappe / Path(liste).name).open(encoding="utf-8") as linjer, tarfile.open(mappe / Path(tar).name) as arkiv:
        while (medlem := arkiv.next()) is not None:
            arkiv.members.clear()  # type: ignore[attr-defined] # it remembers every member it has read
            if not medlem.isfile():
                continue
            sum_, _, resten = linjer.readline(_LINJEGRENSE).rstrip("\n").partition("  ")
            byte, _, sti = resten.partition("  ")
            kilde = arkiv.extractfile(medlem)
            if kilde is None or sti != medlem.name or byte != str(medlem.size):
                yield f"{medlem.name} står ikke slik i listen."
                return
            if hashlib.file_digest(kilde, "sha256").hexdigest() != sum_:  # type: ignore[arg-type] # it reads like one
                yield f"{medlem.name} er endret."
        if linjer.readline(_LINJEGRENSE):
            yield "Listen har filer som ikke er i pakken."
