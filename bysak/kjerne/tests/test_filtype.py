"""A file is what its bytes say, and one that pretends is told of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysak.kjerne.filtype import TYPER, bestem
from bysak.kjerne.tests.filer import docx, pdf, png, zip_av

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.mark.parametrize(
    ("innhold", "navn", "endelse"),
    [
        (pdf("a"), "vedtak.pdf", "pdf"),
        (b"\xef\xbb\xbf\n" + pdf("a"), "vedtak.PDF", "pdf"),
        (png(), "b.png", "png"),
        (b"\xff\xd8\xff\xe0", "b.jpeg", "jpg"),
        (b"GIF89a", "b.gif", "gif"),
        (b"II*\0", "b.tiff", "tif"),
        (docx("a"), "brev.docx", "docx"),
        (docx("a")[:200], "brev.docx", "docx"),
        (zip_av({"[Content_Types].xml": b"", "xl/workbook.xml": b""}), "tall.xlsx", "xlsx"),
        (zip_av({"_rels/.rels": b"", "ppt/presentation.xml": b""}), "vis.pptx", "pptx"),
        (zip_av({"a.txt": b""}), "a.zip", "zip"),
        (OLE + b"\0" * 100, "gammel.doc", "doc"),
        (OLE + "Workbook".encode("utf-16-le"), "gammel.xls", "xls"),
        (OLE + b"\0" * 100, "uten", "ole"),
        (rb"{\rtf1 hei}", "a.rtf", "rtf"),
        (b"<!DOCTYPE html><p>", "a.htm", "html"),
        (b"<?xml version='1.0'?><a/>", "a.xml", "xml"),
        (b"From: a@b.no\r\nSubject: x\r\nDate: y\r\n\r\nhei", "a.eml", "eml"),
        ("Blåbær".encode(), "a.txt", "txt"),
        ("Blåbær".encode("cp1252"), "a.csv", "csv"),
        (b"BEGIN:VCALENDAR\r\n", "mote.ics", "ics"),
        (b"BM er forkortelsen", "a.txt", "txt"),
        (b"\x78\x9f\x3e\x22\0", "winmail.dat", "dat"),
    ],
)
def test_typen_kjennes_paa_innholdet(innhold: bytes, navn: str, endelse: str) -> None:
    funnet = bestem(innhold, navn, "application/octet-stream")
    assert (funnet.endelse, funnet.stemmer, funnet.advarsel) == (endelse, True, "")


def test_odt_kjennes_paa_sin_foerste_del() -> None:
    import io
    import zipfile

    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as arkiv:
        arkiv.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        arkiv.writestr("content.xml", "<a/>")
    assert bestem(ut.getvalue(), "a.odt", "").endelse == "odt"
    assert bestem(ut.getvalue()[:100], "a.odt", "").endelse == "odt"


@pytest.mark.parametrize(
    ("innhold", "navn", "mime"),
    [
        (b"bare tekst", "vedtak.pdf", "application/pdf"),
        (b"MZ\x90\0", "faktura.pdf", ""),
        (b"MZ\x90\0", "brev.docx", DOCX),
        (zip_av({"a": b""}), "brev.docx", DOCX),
        (pdf("a"), "bilde.png", "image/png"),
        (b"<html><script>", "bilde.jpg", "image/jpeg"),
        (b"", "tom.pdf", "application/pdf"),
    ],
)
def test_en_fil_som_utgir_seg_for_noe_annet_meldes(innhold: bytes, navn: str, mime: str) -> None:
    funnet = bestem(innhold, navn, mime)
    assert not funnet.stemmer
    assert funnet.advarsel


def test_en_pdf_som_ikke_er_pdf_sies_med_en_setning() -> None:
    assert bestem(b"MZ\x90\0", "faktura.pdf", "").advarsel == (
        "Filen oppgir å være PDF-dokument, men innholdet er: Programfil."
    )


@given(st.binary(max_size=2000), st.text(max_size=50), st.text(max_size=50))
def test_ingen_bytes_gir_feil(innhold: bytes, navn: str, mime: str) -> None:
    for start in (innhold, b"PK\x03\x04" + innhold, OLE + innhold, b"BM" + innhold):
        assert bestem(start, navn, mime).mime in TYPER
