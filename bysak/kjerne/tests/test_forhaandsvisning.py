"""Previews show what can be shown, and a hostile file costs a sentence, never the process."""

from __future__ import annotations

import time

import pytest

from bysak.kjerne import forhaandsvisning
from bysak.kjerne.forhaandsvisning import (
    KanIkkeVises,
    bilde_png,
    docx_html,
    html_trygg,
    pdf_side_png,
    pdf_sider,
    pdf_tekst,
    tekst_av,
)
from bysak.kjerne.tests.filer import docx, pdf, png, zip_av

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def test_en_pdf_vises_side_for_side_og_kan_soekes_i() -> None:
    innhold = pdf("Søknad om støtte", "Side to")
    assert pdf_sider(innhold) == 2
    bilde = pdf_side_png(innhold, 2, bredde=400)
    assert bilde.startswith(b"\x89PNG")
    assert int.from_bytes(bilde[16:20], "big") == 400
    tekst = pdf_tekst(innhold)
    assert "Side to" in tekst
    assert "\x00" not in tekst
    assert pdf_tekst(innhold, maks=4) == tekst[:4]
    assert tekst_av(innhold, "application/pdf") == tekst


@pytest.mark.parametrize("side", [0, -1, 3])
def test_en_side_som_ikke_finnes_gir_en_setning(side: int) -> None:
    with pytest.raises(KanIkkeVises, match="har ikke en side"):
        pdf_side_png(pdf("a", "b"), side)


def test_en_pdf_med_vanvittig_arkstoerrelse_tegnes_i_liten_maalestokk() -> None:
    assert pdf_side_png(pdf("bred", arkstoerrelse="10 14000"), 1).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("innhold", "setning"),
    [
        (pdf("hemmelig", kryptert=True), "passord"),
        (b"Dette er ren tekst i en fil som heter vedtak.pdf", "er det ikke"),
        (b"%PDF-1.7\n" + b"\0" * 5000, "skadet"),
        (b"", "er det ikke"),
    ],
)
def test_en_pdf_som_ikke_kan_vises_sier_hvorfor(innhold: bytes, setning: str) -> None:
    for vis in (pdf_sider, pdf_tekst):
        with pytest.raises(KanIkkeVises) as nei:
            vis(innhold)
        assert setning in nei.value.melding


def test_et_word_dokument_blir_ren_html_uten_makroer_og_stil() -> None:
    html = docx_html(docx("Hei på deg", "Andre <![CDATA[<script>alert(1)</script>]]> avsnitt"))
    assert "<p>Hei på deg</p>" in html
    assert "<script" not in html
    assert tekst_av(docx("Hei på deg"), DOCX).strip() == "Hei på deg"


def test_en_zipbombe_forkledd_som_word_pakkes_ikke_ut() -> None:
    bombe = zip_av({"[Content_Types].xml": b"<Types/>", "word/document.xml": b" " * 210_000_000})
    start = time.monotonic()
    with pytest.raises(KanIkkeVises, match="urimelig stor"):
        docx_html(bombe)
    assert time.monotonic() - start < 5


def test_et_word_dokument_med_tusenvis_av_deler_avvises() -> None:
    with pytest.raises(KanIkkeVises, match="urimelig stor"):
        docx_html(zip_av({f"word/{nr}.xml": b"" for nr in range(2001)}))


@pytest.mark.parametrize("koding", ["utf-8", "utf-16"])
def test_et_word_dokument_med_entiteter_avvises(koding: str) -> None:
    ondt = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><w:document>&b;</w:document>'.encode(koding)
    with pytest.raises(KanIkkeVises, match="definisjoner"):
        docx_html(zip_av({"[Content_Types].xml": b"<Types/>", "word/document.xml": ondt}))


def test_et_bunnloest_word_dokument_koster_bare_en_setning() -> None:
    with pytest.raises(KanIkkeVises):
        docx_html(docx(kropp="<w:sdt><w:sdtContent>" * 50_000 + "</w:sdtContent></w:sdt>" * 50_000))


@pytest.mark.parametrize("innhold", [b"", b"ikke et dokument", b"PK\x03\x04" + b"x" * 100, zip_av({"a.txt": b"a"})])
def test_en_docx_som_ikke_er_det_sier_det(innhold: bytes) -> None:
    with pytest.raises(KanIkkeVises):
        docx_html(innhold)


def test_et_bilde_vises_smalere_enn_det_er() -> None:
    bilde = bilde_png(png(1000, 4), 100)
    assert int.from_bytes(bilde[16:20], "big") == 100


def test_et_bilde_med_for_mange_bildepunkter_aapnes_ikke() -> None:
    with pytest.raises(KanIkkeVises, match="for stort"):
        bilde_png(png(60_000, 60_000), 800)


@pytest.mark.parametrize("innhold", [b"", b"GIF89a", b"%!PS-Adobe-3.0 EPSF-3.0\n", png()[:40]])
def test_et_skadet_bilde_gir_en_setning(innhold: bytes) -> None:
    with pytest.raises(KanIkkeVises):
        bilde_png(innhold, 100)


def test_html_kan_verken_kjoere_hente_eller_kle_seg_ut() -> None:
    ond = """<html><head><meta http-equiv=refresh content="0;url=//ond.example"><base href=//ond.example/>
      <link rel=stylesheet href=//ond.example/a.css><style>@import '//ond.example'; p{}</style><title>t</title></head>
      <body background=//ond.example/b.png onload=alert(1)><p style="background:url(//ond.example/c)" class=k id=x>Hei
      <script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)><a xlink:href=javascript:1>q</a></svg>
      <iframe src=//ond.example></iframe><video poster=//ond.example/p.png src=//ond.example/v></video>
      <form action=//ond.example><input name=passord><button formaction=//ond.example>Logg inn</button></form>
      <a href="javascript:alert(1)">en</a><a href=" JaVa\tscript:alert(1)">to</a><a href="/logg-ut">tre</a>
      <a href="data:text/html,x">fire</a><img srcset="//ond.example/1.png 1x"><math><mtext><table><mglyph><style><img>
      <object data=//ond.example></object></body></html>"""
    trygg = html_trygg(ond, None)
    assert "Hei" in trygg
    for farlig in (
        "ond.example",
        "alert",
        "javascript",
        "style",
        "onload",
        "<svg",
        "class=",
        "id=",
        "<form",
        "/logg-ut",
    ):
        assert farlig not in trygg
    assert "<img" not in trygg
    assert "[bilde utenfra er ikke hentet]" in trygg


def test_lenker_viser_hvor_de_leder_og_gir_ikke_fra_seg_siden() -> None:
    trygg = html_trygg('<a href="https://ond.example/?a=1&b=%3Cb%3E">https://bank.example</a>')
    assert 'rel="noopener noreferrer"' in trygg
    assert trygg.endswith("</a> (https://ond.example/?a=1&amp;b=%3Cb%3E)")
    aerlig = html_trygg('<a href="https://bydel.example/">https://bydel.example</a><a href="mailto:a@b.no">a@b.no</a>')
    assert "(" not in aerlig


def test_bilder_kommer_bare_fra_meldingens_egne_vedlegg() -> None:
    kilde = '<img src="cid:Logo%40x" alt="&quot;><b>"><img src="cid:annet"><img src="http://sporing.example/1.gif">'
    trygg = html_trygg(kilde, {"logo@x": '/mottak/"1"'})
    assert trygg.count("<img") == 1
    assert 'src="/mottak/&quot;1&quot;" alt="&quot;&gt;&lt;b&gt;"' in trygg
    assert "[bilde]" in trygg
    assert "sporing.example" not in trygg


@pytest.mark.parametrize("ledd", ["<div>", "<div></x>", "<b><i>", "<table><tr><td>", "<ul><li>"])
def test_html_som_er_dypt_noestet_stanser_ikke_oss(ledd: str) -> None:
    start = time.monotonic()
    with pytest.raises(KanIkkeVises, match="krevende"):
        html_trygg(ledd * 100_000)
    assert time.monotonic() - start < 5


def test_en_oppgave_som_aldri_blir_ferdig_avbrytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forhaandsvisning, "KOMMANDO", ("-c", "while True: pass"))
    monkeypatch.setattr(forhaandsvisning, "TID_SEKUNDER", 1)
    with pytest.raises(KanIkkeVises, match="for lang tid"):
        html_trygg("<p>Hei")


def test_minnetaket_gjelder_i_barnet(monkeypatch: pytest.MonkeyPatch) -> None:
    sluker = "from bysak.kjerne.forhaandsvisning_barn import steng_inne; steng_inne(); bytearray(2_000_000_000)"
    monkeypatch.setattr(forhaandsvisning, "KOMMANDO", ("-c", sluker))
    svar = forhaandsvisning._barn("x", b"")
    assert b"MemoryError" in svar.stderr


def test_en_for_stor_tekst_gir_en_setning() -> None:
    with pytest.raises(KanIkkeVises, match="for stor"):
        html_trygg("a" * 12_000_001)


@pytest.mark.parametrize(
    ("innhold", "mime", "ventet"),
    [
        ("Blåbær".encode("cp1252"), "text/plain", "Blåbær"),
        ("Blåbær\0".encode(), "text/plain; charset=utf-8", "Blåbær"),
        ("<p>Blå&aelig;</p><script>x</script>".encode(), "text/html", "Blåæ"),
        (b"Subject: =?utf-8?q?Bl=C3=A5?=\r\nContent-Type: text/html\r\n\r\n<p>Hei", "message/rfc822", "Blå\nHei"),
        (b"\0\1\2", "application/octet-stream", ""),
        (b"", "text/plain", ""),
    ],
)
def test_teksten_til_soek_hentes_etter_type(innhold: bytes, mime: str, ventet: str) -> None:
    assert tekst_av(innhold, mime) == ventet


def test_barnet_arver_ingen_hemmeligheter_og_kan_ikke_aapne_forbindelser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://hemmelig")
    proeve = (
        "import os,socket,sys\n"
        "from bysak.kjerne.forhaandsvisning_barn import steng_inne\n"
        "assert 'DATABASE_URL' not in os.environ\nsteng_inne()\n"
        "nett, fil = (lambda: socket.create_connection(('127.0.0.1', 9))), (lambda: open('x', 'w'))\n"
        "for forsoek in (nett, fil, lambda: os.system('true')):\n"
        "    try: forsoek()\n"
        "    except PermissionError: continue\n"
        "    sys.exit('slapp gjennom')\n"
    )
    monkeypatch.setattr(forhaandsvisning, "KOMMANDO", ("-c", proeve))
    assert forhaandsvisning._barn("x", b"").returncode == 0
