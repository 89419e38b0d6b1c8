"""What is said of a file before anybody opens it, by its bytes."""

import gzip
import io
import zipfile
import zlib
from functools import cache

import pytest

from bysak.kjerne import filfare
from bysak.kjerne.filtype import bestem

_STOR = 110 * 1024 * 1024


def zippet(**filer: bytes) -> bytes:
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as arkiv:
        for navn, innhold in filer.items():
            arkiv.writestr(navn.replace("_", "."), innhold)
    return ut.getvalue()


@cache
def bombe() -> bytes:
    """A zip that only says how big it is: the directory is what is read."""
    raa = bytearray(zippet(nuller=b"0" * 1000))
    for merke, plass in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        fra = raa.index(merke) + plass
        raa[fra : fra + 4] = _STOR.to_bytes(4, "little")
    return bytes(raa)


def laast() -> bytes:
    raa = bytearray(zippet(a=b"hemmelig"))
    for merke, plass in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        raa[raa.index(merke) + plass] |= 1
    return bytes(raa)


def pdf(mer: bytes) -> bytes:
    return b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n" + mer + b"\ntrailer<</Root 1 0 R>>\n%%EOF"


def i_objektstroem(innhold: bytes) -> bytes:
    pakket = zlib.compress(innhold)
    return b"9 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(pakket) + pakket


def sagt(innhold: bytes) -> str:
    return filfare.setning(io.BytesIO(innhold), bestem(innhold).mime)


@pytest.mark.parametrize(
    ("innhold", "ord_"),
    [
        (bombe, "urimelig stor"),
        (lambda: zippet(brev_zip=zippet(vedlegg_zip=bombe())), "urimelig stor"),
        (lambda: gzip.compress(bytes(_STOR), 1), "urimelig stor"),
        (laast, "passord"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "passord"),
        (lambda: pdf(b"8 0 obj<</Encrypt 7 0 R>>"), "kryptert"),
        (lambda: pdf(b"8 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj"), "skript"),
        (lambda: pdf(i_objektstroem(b"8 0 <</S/Launch/F(cmd.exe)>>")), "skript"),
        (lambda: b"MZ" + bytes(100), "program"),
    ],
)  # fmt: skip
def test_det_som_kan_skade_eller_ikke_kan_leses_faar_en_setning(innhold, ord_):
    assert ord_ in sagt(innhold())


def test_vanlige_og_skadde_filer_faar_ingen_setning():
    vanlige = [
        b"", b"tekst", zippet(a=b"hei", b_zip=zippet(c=b"hei")), pdf(b"/OpenAction[3 0 R/Fit]"), gzip.compress(b"hei"),
        gzip.compress(b"hei" * 99)[:-20], bombe()[:-30], zippet(a_zip=b"PK\x03\x04ikke en pakke"),
        pdf(i_objektstroem(b"x" * 99)[:-9]),
    ]  # fmt: skip
    assert [sagt(innhold) for innhold in vanlige] == [""] * len(vanlige)


def test_pakker_i_pakker_aapnes_et_begrenset_antall_ganger():
    innerst = zippet(a=b"hei")
    for _lag in range(4):
        innerst = zippet(**{f"nr{nr}_zip": innerst for nr in range(30)})
    assert sagt(innerst) == ""
