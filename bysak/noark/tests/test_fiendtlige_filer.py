"""Files made to harm, or harmed on the way, end in a sentence, and never in a crash or a full memory."""

import contextlib
import io
import itertools
import tracemalloc
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bysak.noark import hendelser, xml
from bysak.noark.hendelser import XmlFeil
from bysak.noark.xml import Leser
from bysak.noark.xsd import NAVNEROM

ROT = f'<arkiv xmlns="{NAVNEROM}arkivstruktur">'
BOMBE = """<?xml version="1.0"?><!DOCTYPE arkiv [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><arkiv><tittel>&c;</tittel></arkiv>"""


def _feil(innhold: bytes | str) -> XmlFeil:
    with pytest.raises(XmlFeil) as feil:
        list(Leser(io.BytesIO(innhold.encode() if isinstance(innhold, str) else innhold)))
    assert feil.value.tekst.endswith(".")
    return feil.value


@pytest.mark.parametrize(
    "innhold",
    [
        BOMBE,
        '<!DOCTYPE arkiv [<!ENTITY x SYSTEM "file:///etc/hostname">]><arkiv><tittel>&x;</tittel></arkiv>',
        '<!DOCTYPE arkiv SYSTEM "http://127.0.0.1:9/ond.dtd"><arkiv/>',
        '<!DOCTYPE arkiv [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><arkiv/>',
        "<!DOCTYPE arkiv><arkiv/>",
    ],
)
def test_en_fil_med_doctype_leses_ikke(innhold: str):
    assert _feil(innhold).kode == "xml-doctype"


@pytest.mark.parametrize(
    ("innhold", "utdrag"),
    [
        ("", "slutter for tidlig"),
        (f"{ROT}<tittel>A", "slutter for tidlig"),
        (f"{ROT}<titt", "midt i en tagg"),
        (f"{ROT}<tittel>A</beskrivelse></arkiv>", "passer ikke"),
        (f"{ROT}<tittel>&ukjent;</tittel></arkiv>", "entitet"),
        (f"{ROT}<tittel>\x01</tittel></arkiv>", "tegn som ikke er lov"),
        (f"{ROT}<tittel>".encode() + b"\xe6\xf8\xe5</tittel></arkiv>", "ikke stemmer med tegnsettet"),
        (f'<?xml version="1.0" encoding="tullball"?>{ROT}</arkiv>', "tegnsett"),
        (f'<?xml version="1.0" encoding="UTF-16"?>{ROT}</arkiv>', "tegnsett"),
        (f"{ROT}</arkiv><arkiv/>", "rotelementet er ferdig"),
        ("<html><body/></html>", "Rotelementet heter html"),
        ("ikke xml", "ikke XML"),
        (b"\x00\x00\x00", "."),
    ],
)
def test_en_oedelagt_fil_gir_en_setning(innhold: bytes | str, utdrag: str):
    assert utdrag in _feil(innhold).tekst


def test_en_fil_i_et_annet_tegnsett_leses_riktig_og_meldes():
    for tegnsett in ("ISO-8859-1", "UTF-16"):
        tekst = f'<?xml version="1.0" encoding="{tegnsett}"?>{ROT}<tittel>æøå</tittel></arkiv>'
        leser = Leser(io.BytesIO(tekst.encode(tegnsett)))
        (arkiv,) = leser
        assert arkiv.en("tittel") == "æøå"
        assert leser.antall["xml-koding"] >= 1


def test_en_fil_som_mangler_eller_er_en_mappe_gir_en_setning(tmp_path: Path):
    for sti, utdrag in ((tmp_path / "borte.xml", "finnes ikke"), (tmp_path, "kan ikke leses")):
        with pytest.raises(XmlFeil, match=utdrag):
            list(Leser(sti))


class _Uendelig(io.RawIOBase):
    """A stream that repeats one piece for ever, as a hostile upload can."""

    def __init__(self, foerst: str, igjen: str) -> None:
        self.foerst, self.igjen = foerst.encode(), (igjen * (1 + hendelser.BIT // len(igjen))).encode()

    def read(self, _antall: int = -1) -> bytes:
        foerst, self.foerst = self.foerst, b""
        return foerst or self.igjen


@pytest.mark.parametrize(
    ("foerst", "igjen", "kode"),
    [
        (f"{ROT}<tittel>", "a", "xml-for-stor-tekst"),
        (f'{ROT}<tittel x="', "a", "xml-for-stor-tagg"),
        (f"{ROT}<", "a", "xml-for-stor-tagg"),
        (ROT, "<arkivdel>", "xml-for-dyp"),
        (f"{ROT}<mappe>", "<noekkelord>a</noekkelord>", "for-stor-enhet"),
        (f"{ROT}<mappe>", "<merknad><merknadstekst>a</merknadstekst></merknad>", "for-stor-enhet"),
        (f"{ROT}<mappe><virksomhetsspesifikkeMetadata>", "<a/>", "for-stor-enhet"),
        (f"{ROT}<mappe><virksomhetsspesifikkeMetadata>", "<a/>" + "tekst " * 9000, "for-stor-enhet"),
        (f"{ROT}<mappe>", "<registrering/><noekkelord>a</noekkelord>", "for-stor-enhet"),
        (f"{ROT}<mappe>", f"<noekkelord>{'a' * 9000}</noekkelord>", "for-stor-enhet"),
    ],
    ids=["tekst", "attributt", "navn", "dybde", "verdier", "barn", "fritt", "fri-tekst", "imellom", "lange-verdier"],
)
def test_en_uendelig_fil_stoppes_i_begrenset_minne(foerst: str, igjen: str, kode: str, monkeypatch):
    """With limits of a tenth, in a tenth of the memory: it is the limits that hold it down, whatever they are."""
    for modul, grense in (
        (hendelser, "TEKSTGRENSE"),
        (hendelser, "TAGGRENSE"),
        (xml, "LEDDGRENSE"),
        (xml, "TEGNGRENSE"),
    ):
        monkeypatch.setattr(modul, grense, getattr(modul, grense) // 10)
    tracemalloc.start()
    try:
        with pytest.raises(XmlFeil) as feil:
            list(Leser(cast("BinaryIO", _Uendelig(foerst, igjen))))
        assert feil.value.kode == kode
        assert tracemalloc.get_traced_memory()[1] < 25_000_000
    finally:
        tracemalloc.stop()


def test_mange_like_funn_telles_uten_at_alle_huskes():
    leser = Leser(io.BytesIO(f"{ROT}{'<mappe><systemID>1</systemID></mappe>' * 3000}</arkiv>".encode()))
    assert sum(1 for _ in leser) == 3001
    assert leser.antall["ikke-uuid"] == 3000
    assert len([funn for funn in leser.funn if funn.kode == "ikke-uuid"]) == 1000


class _Stroem(io.RawIOBase):
    def __init__(self, biter: Iterator[bytes]) -> None:
        self.biter = biter

    def read(self, _antall: int = -1) -> bytes:
        return next(self.biter, b"")


@pytest.mark.treg
def test_tretti_megabyte_leses_i_samme_lille_minne():
    post = "<registrering><systemID>1</systemID><tittel>" + "Brev " * 40 + "</tittel></registrering>"
    mappe = f"<mappe>{post * 40}<saksaar>2024</saksaar></mappe>".encode()

    def biter() -> Iterator[bytes]:
        yield f"{ROT}<arkivdel>".encode()
        yield from itertools.repeat(mappe, 30_000_000 // len(mappe))
        yield b"</arkivdel></arkiv>"

    tracemalloc.start()
    try:
        antall = sum(1 for _ in Leser(cast("BinaryIO", _Stroem(biter()))))
        assert antall > 90_000
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300) | st.text(alphabet="<>/&;! \"'=aæ-[]?xmlsnarkiv:", max_size=200).map(str.encode))
def test_vilkaarlige_byte_gir_enheter_eller_en_setning(innhold: bytes):
    for foran in (b"", ROT.encode()):
        with contextlib.suppress(XmlFeil):
            list(Leser(io.BytesIO(foran + innhold)))
