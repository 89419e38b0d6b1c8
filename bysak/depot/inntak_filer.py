"""The files of a deposit: each one checked on its way into the store, and out again if the rest goes wrong."""

import hashlib
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from bysak.depot.inntak_funn import InntakFeil, Liste, sted
from bysak.kjerne import lager
from bysak.kjerne.kalender import naa
from bysak.kjerne.lager import Lagret
from bysak.noark.xml import Enhet

_ALGORITMER = {"sha256": "sha256", "": "sha256", "sha1": "sha1", "md5": "md5", "sha512": "sha512", "sha384": "sha384"}
_SHA256 = re.compile(r"[0-9a-f]{64}")
_BIT = 1 << 20
_MEST = 1000
# How much is written between each time the disk is waited for.
_BUNT_FILER, _BUNT_BYTE = 1000, 256 << 20
_HUSKER = 10_000
_INGEN = Lagret("", 0)


@dataclass(frozen=True, slots=True)
class _Oppgitt:
    """What a dokumentobjekt says of its file."""

    navn: str
    algoritme: str | None
    sjekksum: str


class Filer:
    """Brings the files in. `funn` holds what is wrong with them, and `antall_feil` counts also what is not told."""

    def __init__(self, mappe: Path, virksomhet_kode: str, liste: Liste) -> None:
        self._mappe, self._kode, self._liste = mappe.resolve(), virksomhet_kode, liste
        self._nye = tempfile.SpooledTemporaryFile(1 << 20)  # noqa: SIM115 (closed by `lagres`)
        self._bunt = lager.bunt(virksomhet_kode)
        self._venter: set[str] = set()
        self._byte = 0
        self._kjente: dict[_Oppgitt, Lagret] = {}
        self.funn: list[str] = []
        self.antall_feil = 0

    @contextmanager
    def lagres(self) -> Iterator[None]:
        """Keep the files that the block brings in only if it ends well.

        Raises InntakFeil with every file that is wrong before whatever else stopped the block.
        """
        try:
            yield
        except InntakFeil as feil:
            self._rydd()
            filfeil = self._alle_funn()
            raise InntakFeil(*filfeil, *(f for f in feil.funn if f not in set(filfeil))) from feil
        except BaseException:
            self._rydd()
            raise
        finally:
            self._nye.close()

    def ferdig(self) -> None:
        """Put the rest into the store. Raises InntakFeil with every file that is wrong; then the rest is let go of."""
        if self.funn:
            raise InntakFeil(*self._alle_funn())
        self._plasser()

    def fil(self, objekt: Enhet) -> Lagret:
        """Check the file of a dokumentobjekt and bring it in; what is wrong with it goes to `funn`."""
        oppgitt = _Oppgitt(objekt.en("referanseDokumentfil"), _algoritme(objekt), objekt.en("sjekksum").strip().lower())
        if oppgitt not in self._kjente:
            if len(self._kjente) >= _HUSKER:
                self._kjente.clear()
            self._kjente[oppgitt] = self._hent(objekt, oppgitt)
        lagret = self._kjente[oppgitt]
        if lagret is not _INGEN and objekt.en("filstoerrelse").strip() not in ("", str(lagret.stoerrelse)):
            hva = "dokumentobjekt/filstoerrelse"
            self._liste.meld("feil-stoerrelse", hva, sted(objekt), objekt.en("filstoerrelse"))
        return lagret

    def _hent(self, objekt: Enhet, oppgitt: _Oppgitt) -> Lagret:
        navn = oppgitt.navn[:200]
        if oppgitt.algoritme is None:
            self._meld(objekt, f"sjekksumAlgoritme «{objekt.en('sjekksumAlgoritme')[:40]}» er ukjent for {navn}.")
            return _INGEN
        try:
            sti = self._sti(objekt)
            if sti is None:
                return _INGEN
            with sti.open("rb") as kilde:
                lagret, funnet = self._les(kilde, oppgitt)
        except OSError as feil:
            self._meld(objekt, f"{navn} kan ikke leses: {feil.strerror}.")
            return _INGEN
        if oppgitt.sjekksum and funnet != oppgitt.sjekksum:
            self._meld(objekt, f"{navn} er endret: sjekksummen er {funnet}, oppgitt {oppgitt.sjekksum[:130]}.")
            return _INGEN
        return lagret

    def _les(self, kilde: BinaryIO, oppgitt: _Oppgitt) -> tuple[Lagret, str]:
        """Read a file to what it is and the sum that was asked for; into the store, unless it is there or of no use."""
        funnet = "" if oppgitt.algoritme == "sha256" else _sum(kilde, str(oppgitt.algoritme))
        kjent = _SHA256.fullmatch(oppgitt.sjekksum) and lager.finnes(self._kode, oppgitt.sjekksum)
        if self.funn or kjent:
            sha256 = _sum(kilde, "sha256")
            lagret = Lagret(sha256, kilde.tell())
        else:
            kilde.seek(0)
            lagret = self._bunt.skriv(kilde)
            self._venter.add(lagret.sha256)
            self._byte += lagret.stoerrelse
            if len(self._venter) >= _BUNT_FILER or self._byte >= _BUNT_BYTE:
                self._plasser()
        return lagret, funnet or lagret.sha256

    def _plasser(self) -> None:
        for sha256 in self._venter:
            if not lager.finnes(self._kode, sha256):
                self._nye.write(bytes.fromhex(sha256))
        self._bunt.plasser()
        self._venter.clear()
        self._byte = 0

    def _sti(self, objekt: Enhet) -> Path | None:
        navn = objekt.en("referanseDokumentfil")
        if not navn:
            self._meld(objekt, "dokumentobjekt mangler referanseDokumentfil.")
            return None
        delene = PurePosixPath(navn)
        sti = (self._mappe / delene).resolve() if "\0" not in navn else self._mappe
        if delene.is_absolute() or ".." in delene.parts or not sti.is_relative_to(self._mappe):
            self._meld(objekt, f"{navn[:200]} ligger utenfor uttrekket og leses ikke.")
        elif not sti.is_file():
            self._meld(objekt, f"{navn[:200]} finnes ikke.")
        else:
            return sti
        return None

    def _meld(self, objekt: Enhet, tekst: str) -> None:
        self.antall_feil += 1
        if len(self.funn) < _MEST:
            self.funn.append(f"{sted(objekt)}: {tekst}")

    def _alle_funn(self) -> list[str]:
        rest = self.antall_feil - len(self.funn)
        return [*self.funn, *([f"… og {rest} filer til."] if rest else [])]

    def _rydd(self) -> None:
        """Remove what this reading brought; what was there before it stays."""
        self._bunt.forkast()
        self._nye.seek(0)
        while sum_ := self._nye.read(32):
            lager.slett(self._kode, sum_.hex(), naa() + timedelta(days=1))


def _algoritme(objekt: Enhet) -> str | None:
    return _ALGORITMER.get(objekt.en("sjekksumAlgoritme").strip().lower().replace("-", "").replace("_", ""))


def _sum(kilde: BinaryIO, algoritme: str) -> str:
    kilde.seek(0)
    sum_ = hashlib.new(algoritme, usedforsecurity=False)
    while bit := kilde.read(_BIT):
        sum_.update(bit)
    return sum_.hexdigest()
