"""Receiving from forms: a message and its files, packed as one, stored and committed, and only then receipted.

LESMEG: `ta_inn` opens its own arbeid and is called outside one. The key that the sender gives makes a repeat harmless:
the same key with the same content is the same item and the same receipt, also when two come at once.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, cast

from django.db.models import F

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import rens
from bysak.klienter.stroem import Stroem
from bysak.mottak import jobber
from bysak.mottak.innkomst import legg_inn
from bysak.mottak.kanaler import kvitteringsbok
from bysak.mottak.models import Innkomst, Kanal
from bysak.mottak.skjemamelding import Melding
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev

_BIT = 1 << 18
# No letters that are read as digits, or as each other.
_TEGN = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GRUPPER, _I_GRUPPEN = 3, 4
# The part of the parcel that is the message as it came.
MELDING = "melding.json"


@dataclass(frozen=True)
class Innsendtfil:
    """A file that came with a form. kilde: its bytes, which can be read more than once. sha256: as the sender says."""

    navn: str
    mime: str
    kilde: BinaryIO
    sha256: str = ""


@dataclass(frozen=True)
class Kvittering:
    """What the sender is told: the same for a repeat."""

    nummer: str
    mottatt: datetime
    er_ny: bool
    filer: list[dict[str, Any]] = field(default_factory=list)


class AnnetInnhold(Exception):
    """The key has been used before, for something else."""


class FeilSjekksum(Exception):
    """A file is not the one that the sender says it is. nr: which, counted from one."""

    def __init__(self, nr: int) -> None:
        self.nr = nr
        super().__init__(str(nr))


def ta_inn(
    virksomhet: Virksomhet, *, melding: Melding, filer: Sequence[Innsendtfil], noekkel: str, kilde: str, av: Aktoer,
    raa: bytes = b"",
) -> Kvittering:  # fmt: skip
    """Take one form in. When it returns, all is on disk and committed.

    noekkel: the sender's own name of this item. kilde: what sent it, for people. raa: the message as it came.
    Raises `AnnetInnhold`, `FeilSjekksum`, LagerFeil, OSError or a database error; then nothing is
    receipted, and sending it again is harmless.
    """
    melding = melding.renset()
    manifest = [_maalt(nr, fil) for nr, fil in enumerate(filer, 1)]
    avtrykk = hashlib.sha256(json.dumps([asdict(melding), manifest]).encode()).hexdigest()
    raa = raa or json.dumps(asdict(melding), ensure_ascii=False).encode()
    lagret = lager.lagre(virksomhet.kode, cast(BinaryIO, Stroem(_pakket(raa, filer))))
    delen = {"navn": MELDING, "mime": "application/json", "sha256": hashlib.sha256(raa).hexdigest()}
    ny = Innkomst(
        virksomhet=virksomhet, kanal=Kanal.SKJEMA, ekstern_id=hashlib.sha256(noekkel.encode()).hexdigest(),
        mottatt_tid=naa(), raa_sjekksum=lagret.sha256, raa_stoerrelse=lagret.stoerrelse,
        til_adresse=virksomhet.navn[:254],
        opphav={
            "kilde": kilde, "avtrykk": avtrykk, "kvittering": kvitteringsnummer(virksomhet, noekkel),
            "melding": asdict(melding), "filer": [delen | {"stoerrelse": len(raa)}, *manifest],
        },
    )  # fmt: skip
    with arbeid(som=av, i=virksomhet, verb="motta skjema"):
        krev(av, Rett.MOTTA, Rett.SENDE_INN)
        rad, er_ny = legg_inn(ny)
        if rad.opphav["avtrykk"] != avtrykk:
            raise AnnetInnhold
        if er_ny:
            jobber.bestill_lesing(rad)
        else:
            Innkomst.objects.filter(pk=rad.pk).update(leveringer=F("leveringer") + 1)
    # On disk before the sender is told: then the sender forgets it.
    kvitteringsbok.foer(Kanal.SKJEMA, [(rad.virksomhet.pk, rad.ekstern_id)])
    return Kvittering(rad.opphav["kvittering"], rad.mottatt_tid, er_ny, manifest)


def kvitteringsnummer(virksomhet: Virksomhet, noekkel: str) -> str:
    """A number that can be read aloud; it follows from the key, so that a repeat is told the same."""
    tall = int.from_bytes(hashlib.sha256(f"{virksomhet.kode}\n{noekkel}".encode()).digest())
    tegn = "".join(_TEGN[tall >> 5 * n & 31] for n in range(_GRUPPER * _I_GRUPPEN))
    return "-".join(tegn[n : n + _I_GRUPPEN] for n in range(0, len(tegn), _I_GRUPPEN))


def _maalt(nr: int, fil: Innsendtfil) -> dict[str, Any]:
    sum_, stoerrelse = hashlib.sha256(), 0
    fil.kilde.seek(0)
    while bit := fil.kilde.read(_BIT):
        sum_.update(bit)
        stoerrelse += len(bit)
    if fil.sha256 and fil.sha256.lower() != sum_.hexdigest():
        raise FeilSjekksum(nr)
    navn, mime = rens(fil.navn)[:1000], rens(fil.mime)[:120]
    return {"navn": navn, "mime": mime, "sha256": sum_.hexdigest(), "stoerrelse": stoerrelse}


class _Utgang(io.RawIOBase):
    """What is written here waits to be sent on."""

    def __init__(self) -> None:
        self._biter: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, bit: Any) -> int:
        self._biter.append(bytes(bit))
        return len(bit)

    def toem(self) -> Iterator[bytes]:
        biter, self._biter = self._biter, []
        yield from biter


def _pakket(melding: bytes, filer: Sequence[Innsendtfil]) -> Iterator[bytes]:
    """One zip without compression, made while it is read. Names and times in it are ours: the same gives the same."""
    ut = _Utgang()
    with zipfile.ZipFile(ut, "w") as pakke:
        for navn, kilde in [(MELDING, io.BytesIO(melding)), *((f"filer/{n}", f.kilde) for n, f in enumerate(filer, 1))]:
            kilde.seek(0)
            with pakke.open(zipfile.ZipInfo(navn), "w", force_zip64=True) as del_:
                while bit := kilde.read(_BIT):
                    del_.write(bit)
                    yield from ut.toem()
    yield from ut.toem()
