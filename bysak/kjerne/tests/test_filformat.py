"""Formats and copies, with real files and with files that are meant to do harm."""

import io
import sys
import tempfile
import threading
import zipfile
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


def _ordene(kopi: filformat.Arkivkopi) -> str:
    with pypdfium2.PdfDocument(kopi.innhold) as boken:
        return "\n".join(side.get_textpage().get_text_bounded() for side in boken)


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


@pytest.mark.trenger("soffice")
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


def test_kontorprogrammet_faar_et_tak_for_minne_tid_og_filer(monkeypatch, tmp_path):
    stor = f"{sys.executable} -c 'bytearray(5 << 30)' 2>/dev/null && echo fikk >> {tmp_path}/tak"
    _program(tmp_path, f"(ulimit -v; ulimit -t; ulimit -f) > {tmp_path}/tak\n{stor}", monkeypatch)
    with pytest.raises(KanalFeil, match="kunne ikke lese"):
        filformat.til_pdfa(DOC, "a.doc")
    assert (tmp_path / "tak").read_text().split() == ["4194304", "180", "2097152"]


def _odt_med_makro(spor: Path) -> bytes:
    """A text document that asks for a macro of its own to be run as it is opened."""
    navnerom = "urn:oasis:names:tc:opendocument:xmlns"
    bibliotek = 'xmlns:library="http://openoffice.org/2000/library" library:name="Standard"'
    deler = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": f'<o:document-content xmlns:o="{navnerom}:office:1.0" xmlns:t="{navnerom}:text:1.0"'
        f' xmlns:s="{navnerom}:script:1.0" xmlns:dom="http://www.w3.org/2001/xml-events"'
        ' xmlns:x="http://www.w3.org/1999/xlink" o:version="1.2"><o:scripts><o:event-listeners><s:event-listener'
        ' s:language="ooo:script" s:event-name="dom:load" x:type="simple"'
        ' x:href="vnd.sun.star.script:Standard.M.Skriv?language=Basic&amp;location=document"/></o:event-listeners>'
        "</o:scripts><o:body><o:text><t:p>Vedtak om gangvei</t:p></o:text></o:body></o:document-content>",
        "Basic/script-lc.xml": f"<library:libraries {bibliotek.partition(' library:name')[0]}>"
        '<library:library library:name="Standard" library:link="false"/></library:libraries>',
        "Basic/Standard/script-lb.xml": f'<library:library {bibliotek}><library:element library:name="M"/>'
        "</library:library>",
        "Basic/Standard/M.xml": '<script:module xmlns:script="http://openoffice.org/2000/script" script:name="M"'
        f' script:language="StarBasic">Sub Skriv\nOpen "{spor}" For Output As #1\nPrint #1, "x"\nEnd Sub'
        "</script:module>",
    }
    filene = "".join(f'<m:file-entry m:full-path="{navn}" m:media-type="text/xml"/>' for navn in list(deler)[1:])
    filene += f'<m:file-entry m:full-path="/" m:media-type="{deler["mimetype"]}"/>'
    deler["META-INF/manifest.xml"] = f'<m:manifest xmlns:m="{navnerom}:manifest:1.0">{filene}</m:manifest>'
    ut = io.BytesIO()
    with zipfile.ZipFile(ut, "w") as pakke:
        for navn, innhold in deler.items():
            pakke.writestr(navn, innhold)
    return ut.getvalue()


@pytest.mark.trenger("soffice")
@pytest.mark.treg
def test_en_makro_i_et_dokument_kjoeres_ikke_og_blir_ikke_med(tmp_path):
    kopi = filformat.til_pdfa(_odt_med_makro(tmp_path / "spor"), "a.odt")
    assert gyldig(kopi)
    assert not (tmp_path / "spor").exists()
    with pikepdf.open(io.BytesIO(kopi.innhold)) as bok:
        assert not {"/OpenAction", "/AA", "/Names"}.intersection(bok.Root.keys())
    assert "Vedtak om gangvei" in _ordene(kopi)


@pytest.mark.trenger("soffice")
@pytest.mark.treg
def test_et_ekte_kontorprogram_som_ikke_blir_ferdig_etterlater_ingen_prosess(monkeypatch, tmp_path):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr(filformat, "TID_SEKUNDER", 0.4)
    with pytest.raises(KanalFeil, match="for lang tid"):
        filformat.til_pdfa(_odt_med_makro(tmp_path / "spor"), "a.odt")
    assert not [p for p in Path("/proc").glob("[0-9]*/cmdline") if str(tmp_path) in _linjen(p)]


def _linjen(prosess: Path) -> str:
    try:
        return prosess.read_text(errors="replace")
    except OSError:
        return ""


BREV = """<style>p{color:red}</style><script>alert(1)</script><h1>Søknad</h1><p>Vi <b>søker</b> om <i>bevilling</i>.<br>
To linjer 🎉</p><ol><li>Første<li>Andre</ol><table><tr><th>Dag<th>Åpent<tr><td>Mandag<td>10–22<tr><td colspan=2>Sum
</table><img src="cid:logo"><img src="http://127.0.0.1:9/spor.png"><table><tr><td><table><tr><td>Innerst</table>etter
</table><blockquote>Sitat</blockquote><pre>a  b</pre>"""


def test_en_epost_blir_sider_slik_den_vises_med_bildene_i_teksten():
    kopi = filformat.brev_til_pdfa(
        [("Fra", "Åse <a@b.example>"), ("Vedlegg", "plan.pdf")], BREV, {"logo": et_bilde("PNG")}, "Søknad"
    )
    assert gyldig(kopi)
    ordene = " ".join(_ordene(kopi).split())
    assert ordene.startswith("Fra: Åse <a@b.example> Vedlegg: plan.pdf Søknad Vi søker om bevilling. To linjer [party")
    assert "1. Første 2. Andre Dag Åpent Mandag 10–22 Sum [bilde utenfra er ikke hentet] Innerst etter Sitat" in ordene
    assert "alert" not in ordene
    with pikepdf.open(io.BytesIO(kopi.innhold)) as bok:
        assert len(bok.pages[0].images) == 1
        skrifter = {str(f.BaseFont).partition("+")[2] for f in bok.pages[0].Resources.Font.values()}
    assert skrifter == {"DejaVuSansBook", "DejaVuSansBold", "DejaVuSansOblique"}
    assert kopi.kommentar == "1 tegn som skriften mangler, er skrevet med navn."


def test_et_skadet_bilde_staar_som_ord_og_en_lang_epost_gaar_over_flere_sider():
    lang = "<p>Et langt avsnitt om gangveien. " * 200 + '<img src="cid:a" alt="Kart">' + "<div>Sist</div>"
    kopi = filformat.brev_til_pdfa([("Fra", "a@b.example")], lang, {"a": b"\x89PNG\r\n\x1a\nx"})
    assert gyldig(kopi)
    assert len(pypdfium2.PdfDocument(kopi.innhold)) > 2
    assert _ordene(kopi).split()[-2:] == ["[Kart]", "Sist"]


@pytest.mark.parametrize("kilde", ["<div>" * 3000 + "hei", "<p> </p>", "<p>漢字", '<img src="cid:a">' * 201])
def test_en_epost_som_ikke_kan_tegnes_hel_gir_en_setning(kilde):
    with pytest.raises(KanalFeil) as nei:
        filformat.brev_til_pdfa([("Fra", "a@b.example")], kilde, {"a": et_bilde("PNG")})
    assert not nei.value.forbigaaende
    assert nei.value.melding.endswith(".")
