"""The tree of a MIME message, cut out of the bytes with bounds on depth and number.

LESMEG: the standard library's feed parser tests every line against every open multipart and keeps an object per
part, so a few megabytes of nested or tiny parts cost minutes or gigabytes before a limit can be applied. Here the
tree is walked by byte positions: at most DYBDE_MAKS levels and DELER_MAKS parts, whatever the mail claims.
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bysak.klienter.eposthoder import Hoder, avkod, innholdsfelt, les_hoder
from bysak.klienter.epostpakker import pakk_ut

DYBDE_MAKS = 20
DELER_MAKS = 1100

_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_GJETTET_GRENSE = re.compile(rb"^--([^\r\n]{1,200}?)[ \t]*\r?$", re.MULTILINE)


@dataclass(frozen=True)
class Blad:
    """One part that is no multipart, in `kilde` from `start` to `slutt`.

    gruppe: the innermost multipart/alternative around it. reserve: it was wrapped, and says again what stands outside.
    """

    mime: str
    parametre: dict[str, str]
    plassering: str
    filnavn: str
    content_id: str | None
    koding: str
    gruppe: int | None
    kilde: bytes = field(repr=False)
    start: int
    slutt: int
    reserve: bool = False


@dataclass
class Tre:
    """What the walk found: the leaves in order, the multipart kinds seen, and sentences about what was odd.

    signert: content with a signature beside it. slag: what the wrappings were.
    """

    blader: list[Blad] = field(default_factory=list)
    flerdelt: set[str] = field(default_factory=set)
    merknader: dict[str, None] = field(default_factory=dict)
    signert: list[tuple[memoryview, Blad]] = field(default_factory=list)
    slag: set[str] = field(default_factory=set)
    antall: int = 0

    def merk(self, setning: str) -> None:
        """Note once what was odd."""
        self.merknader.setdefault(setning)


@dataclass(frozen=True)
class Sted:
    """Where in the tree the walk is."""

    gruppe: int | None = None
    dybde: int = 0
    standard: str = "text/plain"
    reserve: bool = False


def _mime(hoder: Hoder, standard: str) -> tuple[str, dict[str, str]]:
    verdi, parametre = innholdsfelt(hoder, "content-type")
    if not verdi:
        return standard, parametre
    if treff := _MIME.match(verdi.replace(" ", "")):
        return treff[0], parametre
    return ("text/plain" if verdi.startswith("text") else "application/octet-stream"), parametre


def _blad(raa: bytes, hoder: Hoder, slutt: int, mime: str, parametre: dict[str, str], sted: Sted) -> Blad:
    plassering, disposisjon = innholdsfelt(hoder, "content-disposition")
    navn = disposisjon.get("filename") or parametre.get("name") or hoder.foerste("content-location")[:500]
    content_id = hoder.foerste("content-id").strip().strip("<>").strip()[:500] or None
    koding = re.sub(r"\s", "", hoder.foerste("content-transfer-encoding")[:100].split(";")[0]).lower()
    if "content-location" in dict(hoder.felt) and re.match(r"[a-z]+:", navn, re.IGNORECASE):
        navn = ""
    return Blad(
        mime, parametre, plassering, avkod(navn), content_id, koding, sted.gruppe, raa, hoder.kropp, slutt, sted.reserve
    )


def _stykker(raa: bytes, start: int, slutt: int, grense: bytes) -> Iterator[tuple[int, int]]:
    """Positions of the parts between the boundary lines; a missing last boundary is forgiven."""
    moenster = re.compile(rb"^--" + re.escape(grense) + rb"(--)?[ \t]*\r?(?:\n|\Z)", re.MULTILINE)
    fra: int | None = None
    for treff in moenster.finditer(raa, start, slutt):
        til = treff.start()
        til -= 2 if raa[til - 2 : til] == b"\r\n" else 1
        if fra is not None:
            yield fra, max(til, fra)
        fra = None if treff[1] else treff.end()
        if treff[1]:
            return
    if fra is not None:
        yield fra, slutt


def _grense(raa: bytes, hoder: Hoder, parametre: dict[str, str], slutt: int) -> bytes | None:
    oppgitt = parametre.get("boundary", "").rstrip()[:200].encode("utf-8", "replace")
    if oppgitt and re.compile(rb"^--" + re.escape(oppgitt), re.MULTILINE).search(raa, hoder.kropp, slutt):
        return oppgitt
    gjettet = _GJETTET_GRENSE.search(raa, hoder.kropp, min(slutt, hoder.kropp + 65536))
    return gjettet[1] if gjettet else None


def gaa(raa: bytes, hoder: Hoder, slutt: int, tre: Tre, sted: Sted) -> None:
    """Walk one part with known header fields and collect its leaves in `tre`."""
    tre.antall += 1
    mime, parametre = _mime(hoder, sted.standard)
    if not mime.startswith("multipart/"):
        _ta_med(_blad(raa, hoder, slutt, mime, parametre, sted), tre, sted)
        return
    slag = mime.partition("/")[2]
    tre.flerdelt.add(slag)
    if sted.dybde >= DYBDE_MAKS:
        tre.merk("Meldingen har deler i for mange nivåer. Det innerste er lagt ved som én fil.")
        tre.blader.append(_blad(raa, hoder, slutt, "application/octet-stream", {}, Sted()))
        return
    grense = _grense(raa, hoder, parametre, slutt)
    if grense is None:
        if raa[hoder.kropp : slutt].strip():
            tre.merk("Skillet mellom delene i meldingen mangler. Innholdet er vist som tekst.")
        raatekst = b"<html" in raa[hoder.kropp : min(slutt, hoder.kropp + 2000)].lower()
        tre.blader.append(_blad(raa, hoder, slutt, "text/html" if raatekst else "text/plain", {}, Sted()))
        return
    gruppe = tre.antall if slag == "alternative" else sted.gruppe
    standard = "message/rfc822" if slag == "digest" else "text/plain"
    innenfor = Sted(gruppe, sted.dybde + 1, standard, sted.reserve)
    foerste: tuple[int, int] | None = None
    for fra, til in _stykker(raa, hoder.kropp, slutt, grense):
        if tre.antall >= DELER_MAKS:
            tre.merk("Meldingen har svært mange deler. Resten ligger bare i originalen.")
            return
        gaa(raa, les_hoder(raa, fra, til), til, tre, innenfor)
        if slag == "signed" and foerste and tre.blader:
            tre.signert.append((memoryview(raa)[foerste[0] : foerste[1]], tre.blader[-1]))
        foerste = foerste or (fra, til)


def _ta_med(blad: Blad, tre: Tre, sted: Sted) -> None:
    """Keep a leaf; one that is itself a wrapping is opened, and what is in it stands in its place."""
    pakke = pakk_ut(blad.mime, blad.filnavn, lambda: innhold(blad, tre)) if sted.dybde < DYBDE_MAKS else None
    if pakke is None:
        tre.blader.append(blad)
        return
    tre.slag |= pakke.slag
    for setning in pakke.merknader:
        tre.merk(setning)
    if pakke.mime is None:
        tre.blader.append(blad)
        return
    inni = Sted(sted.gruppe, sted.dybde + 1, reserve=sted.reserve or pakke.reserve)
    gaa(pakke.mime, les_hoder(pakke.mime, 0, len(pakke.mime)), len(pakke.mime), tre, inni)


def innhold(blad: Blad, tre: Tre) -> bytes:
    """The decoded bytes of a leaf. Damage is mended as far as it goes and noted, never raised."""
    data = memoryview(blad.kilde)[blad.start : blad.slutt]
    if blad.koding == "base64":
        try:
            return binascii.a2b_base64(data)
        except (binascii.Error, ValueError):
            tre.merk("En del av meldingen er skadet i overføringen. Det som lot seg lese, er tatt med.")
            rent = re.sub(rb"[^A-Za-z0-9+/]", b"", data)
            rent = rent[: len(rent) - 1] if len(rent) % 4 == 1 else rent
            return binascii.a2b_base64(rent + b"=" * (-len(rent) % 4))
    if blad.koding == "quoted-printable":
        return binascii.a2b_qp(data)
    if blad.koding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        return _uudekod(bytes(data), tre)
    if blad.koding not in ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "8bits", "7bits", "plain"):
        tre.merk("Meldingen oppgir en ukjent koding. Innholdet er tatt slik det står.")
    return bytes(data)


def _uudekod(data: bytes, tre: Tre) -> bytes:
    ut: list[bytes] = []
    i_fil = False
    for linje in data.splitlines():
        if not i_fil:
            i_fil = linje.startswith(b"begin ")
        elif linje.strip() in (b"end", b"`", b""):
            break
        else:
            try:
                ut.append(binascii.a2b_uu(linje))
            except (binascii.Error, ValueError):
                tre.merk("En del av meldingen er skadet i overføringen. Det som lot seg lese, er tatt med.")
    return b"".join(ut) if i_fil else data
