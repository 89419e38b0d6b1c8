"""Which schema files a deposit carries: the authority's own when the operator has them, otherwise ours.

The operator points to a folder with BYSAK_NOARK_SKJEMA. A file is only used when its checksum is known to be
published (krav 6.4.18: only official schemas, unchanged), so a wrong download never ends up in a deposit.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from bysak.noark.katalog.deklarasjon import Utgave
from bysak.noark.xsd import SKJEMAFILER, skjemafil

# SHA-256 of the published files. The 2023 edition is pinned with LF line ends, as the authority serves it under latest.
KJENTE: dict[Utgave, dict[str, frozenset[str]]] = {
    Utgave.V2019: {
        "addml.xsd": frozenset({"4dc20e5dbf21e94cf211464e9a60b99acd24c45b46ecbf872a32fe2384b904e6"}),
        "arkivstruktur.xsd": frozenset({"85986f7c8fac408cca568a0436b26f5b2837d420877a529962437d21c71fac82"}),
        "metadatakatalog.xsd": frozenset({"df9c4bb29a4fc49d452586337c01666f286c7070fe170792b99faf3ef652cf8c"}),
        "endringslogg.xsd": frozenset({"9c0aa09d77ce76077f6f65f0a7500f5cf3dadd82410a1ab38cbfd32a76e93d20"}),
        "loependeJournal.xsd": frozenset({"e1c2737159f40e67627329de851d49d841617dddc360ccf3aeea1ffc1ef72e6c"}),
        "offentligJournal.xsd": frozenset({"0e8d3b49eeb9eab496bc2ea2f8af9160e6e2526485fe27e377a508b3946bff6e"}),
    },
    Utgave.V2023: {
        "addml.xsd": frozenset({"900d238446096154af2d6f066c51ec35bcbb82c4e843079d870b94235b12f24f"}),
        "arkivstruktur.xsd": frozenset({"24e056c8ffb86c182ef799c16843209787a1b7cbf2b83c81b2ac74ec9d633619"}),
        "metadatakatalog.xsd": frozenset({"d4f05aefa852b121ed2c84c4b0bb933442096fd86789f8bb5ee65d5c61e848c3"}),
        "endringslogg.xsd": frozenset({"3b3de5182efe95b968b1c4fcc0344946105b3e3dcf5e20209a3bb2a0b312b602"}),
        "loependeJournal.xsd": frozenset({"5474a898125b0696bfe24f793718623b900a243b3ac1640430e584bc07207a78"}),
        "offentligJournal.xsd": frozenset({"4b60e2c232b8d11686c9754697dea4e86b914503aed307784809dbb9c9bc24e3"}),
    },
}

# The schemas of the DIAS package, which is the same for all editions of Noark.
DIAS: dict[str, frozenset[str]] = {
    "DIAS_METS.xsd": frozenset({"67b13f76ffe8ea63a76ec88d1940568d8c22e1f654da991cbda1319fad541741"}),
    "DIAS_PREMIS.xsd": frozenset({"5131975b732ca285dbb4dfdafd85dde122eb384db3984e9aec2598057671e017"}),
}


@dataclass(frozen=True, slots=True)
class Skjemafil:
    """One schema file as a deposit carries it. `offisiell` when the bytes are the authority's own."""

    navn: str
    innhold: bytes
    offisiell: bool

    @property
    def sjekksum(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.innhold).hexdigest()


def utgave_av(navn: str, innhold: bytes) -> Utgave | None:
    """Say which published edition a schema file is; None when it is not one of the known files.

    A copy with CRLF line ends counts as the same file, because the authority publishes both.
    """
    summer = {hashlib.sha256(variant).hexdigest() for variant in (innhold, innhold.replace(b"\r\n", b"\n"))}
    return next((utgave for utgave, filer in KJENTE.items() if summer & filer.get(navn, frozenset())), None)


def skjemafiler(utgave: Utgave = Utgave.V2023, mappe: Path | None = None) -> tuple[dict[str, Skjemafil], list[str]]:
    """Give the six schema files of a deposit by name, and a sentence for each file in `mappe` that could not be used.

    A file from `mappe` (BYSAK_NOARK_SKJEMA) is used when it is exactly the published one of this edition; the others
    are written from the catalogue. The two say the same about an XML file.
    """
    filer: dict[str, Skjemafil] = {}
    merknader: list[str] = []
    for navn in SKJEMAFILER:
        innhold, merknad = _egen(mappe, navn, utgave) if mappe else (None, "")
        if merknad:
            merknader.append(merknad)
        filer[navn] = Skjemafil(navn, skjemafil(navn, utgave) if innhold is None else innhold, innhold is not None)
    return filer, merknader


def _egen(mappe: Path, navn: str, utgave: Utgave) -> tuple[bytes | None, str]:
    fil = mappe / navn
    try:
        innhold = fil.read_bytes()
    except FileNotFoundError:
        return None, f"{navn} finnes ikke i {mappe}. Uttrekket får Bysaks eget skjema i stedet."
    except OSError as feil:
        return None, f"{fil} kan ikke leses ({feil.strerror}). Uttrekket får Bysaks eget skjema i stedet."
    if utgave_av(navn, innhold) is utgave:
        return innhold, ""
    sum_ = hashlib.sha256(innhold).hexdigest()
    return None, (
        f"{fil} er ikke det publiserte skjemaet for {utgave} (sjekksummen er {sum_[:12]}…). "
        "Uttrekket får Bysaks eget skjema i stedet. Hent filen på nytt fra Arkivverket."
    )
