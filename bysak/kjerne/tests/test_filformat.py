"""Formats and copies, with real files and with files that are meant to do harm."""

import io
import shutil
import threading
from datetime import datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import pdfa
from PIL import Image

from bysak.kjerne import filformat
from bysak.kjerne.hinder import KanalFeil
from bysak.kjerne.kalender import OSLO
from tests.papir import epost, pdf

DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le") + b"x" * 600
ET_BREV = epost(fra="a@b.example", til="c@d.example", emne="x", tekst="y", tid=datetime(2026, 1, 1, tzinfo=OSLO))


def et_bilde(slag: str, **valg) -> bytes:
    ut = io.BytesIO()
    Image.new("RGBA" if slag in ("PNG", "WEBP") else "RGB", (90, 60), "navy").save(ut, slag, **valg)
    return ut.getvalue()


def en_vanlig_pdf(tekst: str = "Hei", *, skript: bool = False) -> bytes:
    """A PDF with a font that is not inside, as most are."""
    with pikepdf.new() as bok:
        bok.add_blank_page(page_size=(595, 842))
        skrift = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        bok.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=skrift))
        bok.pages[0].Contents = bok.make_stream(f"BT /F1 24 Tf 72 700 Td ({tekst}) Tj ET".encode())
        if skript:
            bok.Root.OpenAction = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        ut = io.BytesIO()
        bok.save(ut)
    return ut.getvalue()


def gyldig(kopi: filformat.Arkivkopi) -> bool:
    return pdfa.validate_written(io.BytesIO(kopi.innhold), "2b").passed and (
        filformat.bestem(kopi.innhold).pronom == kopi.pronom == "fmt/477"
    )


@pytest.mark.parametrize(
    ("innhold", "filnavn", "pronom"),
    [
        (pdf(["Brev"]), "brev.pdf", "fmt/354"),
        (en_vanlig_pdf(), "", "fmt/17"),
        (et_bilde("PNG"), "løgn.pdf", "fmt/11"),
        ("blåbær\n".encode(), "a.txt", "x-fmt/111"),
        (b"", "tom.pdf", "av/0"),
    ],
)
def test_formatet_leses_av_innholdet_og_er_et_pronom_nummer(innhold, filnavn, pronom):
    assert filformat.bestem(innhold, filnavn).pronom == pronom


def test_en_pdf_som_har_skriftene_med_seg_blir_pdfa_uten_aa_tegnes_om():
    kilde = io.BytesIO(pdf(["Brev om gangvei"]))
    with pikepdf.open(kilde) as bok:
        del bok.Root.Metadata
        uten = io.BytesIO()
        bok.save(uten)
    kopi = filformat.til_pdfa(uten.getvalue(), "brev.pdf")
    assert gyldig(kopi)
    assert (kopi.kommentar, kopi.verktoey.split()[0]) == ("", "pikepdf")
    assert "gangvei" in pypdfium2.PdfDocument(kopi.innhold)[0].get_textpage().get_text_bounded()


def test_en_pdf_uten_skrifter_tegnes_og_det_sies():
    kopi = filformat.til_pdfa(en_vanlig_pdf(skript=True), "brev.pdf")
    assert gyldig(kopi)
    assert "tegnet som bilder" in kopi.kommentar
    assert b"JavaScript" not in kopi.innhold
    assert pypdfium2.PdfDocument(kopi.innhold)[0].get_size() == pytest.approx((595, 842), abs=1)


@pytest.mark.parametrize("slag", ["WEBP", "GIF", "BMP", "TIFF", "PNG"])
def test_et_bilde_blir_en_side(slag):
    kopi = filformat.til_pdfa(et_bilde(slag), f"bilde.{slag.lower()}")
    assert gyldig(kopi)
    assert len(pypdfium2.PdfDocument(kopi.innhold)) == 1


def test_en_tekst_blir_sider_med_de_samme_ordene():
    kopi = filformat.til_pdfa("Blåbær på «øya» – 20 € \U0001faa8\n".encode() * 80, "a.txt", "Notat")
    assert gyldig(kopi)
    boken = pypdfium2.PdfDocument(kopi.innhold)
    assert len(boken) > 1
    assert "Blåbær på «øya» – 20 €" in boken[0].get_textpage().get_text_bounded()
    assert "skrevet med navn" in kopi.kommentar


@pytest.mark.parametrize(
    ("innhold", "filnavn", "hvorfor"),
    [
        ("漢字".encode(), "a.txt", "bokstaver"),
        ("مرحبا".encode(), "a.txt", "bokstaver"),
        (b"%PDF-1.4 tull", "a.pdf", "skadet"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 50, "a.png", "skadet"),
        (b"MZ" + b"x" * 600, "a.exe", "Programfil"),
        (b"\0" * 900, "a.bin", "ukjent type"),
        (ET_BREV, "a.eml", "E-post"),
    ],
)
def test_det_som_ikke_kan_gjoeres_om_sies_i_en_setning_og_proeves_ikke_igjen(innhold, filnavn, hvorfor):
    with pytest.raises(KanalFeil, match=hvorfor) as nei:
        filformat.til_pdfa(innhold, filnavn)
    assert not nei.value.forbigaaende
    assert nei.value.melding.endswith(".")


def test_en_pdf_med_passord_gjoeres_ikke_om():
    with pikepdf.open(io.BytesIO(pdf(["x"]))) as bok:
        laast = io.BytesIO()
        bok.save(laast, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(KanalFeil, match="passord"):
        filformat.til_pdfa(laast.getvalue(), "a.pdf")


def test_uten_kontorprogram_venter_et_word_dokument_og_det_er_forbigaaende(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(KanalFeil, match="mangler LibreOffice") as nei:
        filformat.til_pdfa(DOC, "a.doc")
    assert nei.value.forbigaaende


def _program(mappe: Path, kommando: str, monkeypatch) -> None:
    """A stand-in for LibreOffice, which is not on every machine: it is another's program, called by its name."""
    program = mappe / "soffice"
    program.write_text(f"#!/bin/sh\n{kommando}\n")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", f"{mappe}:/usr/bin:/bin")


def test_kontorprogrammets_pdf_blir_proevd_som_alle_andre(monkeypatch, tmp_path):
    (tmp_path / "svar.pdf").write_bytes(pdf(["Fra Word"]))
    _program(tmp_path, f'while [ "$1" != --outdir ]; do shift; done; cp {tmp_path}/svar.pdf "$2/fil.pdf"', monkeypatch)
    kopi = filformat.til_pdfa(DOC, "a.doc")
    assert gyldig(kopi)
    assert kopi.verktoey.startswith("LibreOffice")


@pytest.mark.parametrize(
    ("innhold", "setning"),
    [("EncryptedPackage".encode("utf-16-le"), "beskyttet med passord"), (b"x" * 5000, "skadet")],
)
def test_et_dokument_som_ikke_kan_leses_blir_ikke_til_sider_med_stoey(innhold, setning):
    with pytest.raises(KanalFeil, match=setning) as nei:
        filformat.til_pdfa(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + innhold, "a.doc")
    assert not nei.value.forbigaaende


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice er ikke her")
@pytest.mark.treg
def test_et_ekte_kontorprogram_lager_gyldig_pdfa_uten_aa_se_noe_nett():
    sett: list[str] = []

    class Spor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            sett.append(self.path)

    with HTTPServer(("127.0.0.1", 0), Spor) as tjener:
        threading.Thread(target=tjener.serve_forever, daemon=True).start()
        lenke = f'INCLUDEPICTURE "http://127.0.0.1:{tjener.server_port}/spor.png"'
        rtf = "{\\rtf1 Vedtak om gangvei {\\field{\\*\\fldinst " + lenke + "}}}"
        kopi = filformat.til_pdfa(rtf.encode(), "brev.rtf", "Vedtak")
        tjener.shutdown()
    assert gyldig(kopi)
    assert sett == []


@pytest.mark.parametrize("kommando", ["exit 1", "true"])
def test_et_kontorprogram_som_svikter_gir_en_setning(monkeypatch, tmp_path, kommando):
    _program(tmp_path, kommando, monkeypatch)
    with pytest.raises(KanalFeil, match="kunne ikke lese"):
        filformat.til_pdfa(DOC, "a.doc")


def test_et_program_som_aldri_blir_ferdig_stanses(monkeypatch, tmp_path):
    _program(tmp_path, "sleep 60", monkeypatch)
    monkeypatch.setattr(filformat, "TID_SEKUNDER", 0.2)
    with pytest.raises(KanalFeil, match="for lang tid"):
        filformat.til_pdfa(DOC, "a.doc")
