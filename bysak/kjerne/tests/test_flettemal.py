"""What a template may hold and what becomes of its fields; every hostile one is stopped by a code of its own."""

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from bysak.kjerne import filformat
from bysak.kjerne.flettemal import Nei, flett

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def mal(*avsnitt: str, topp: str = "") -> bytes:
    dok = Document()
    for tekst in avsnitt:
        dok.add_paragraph(tekst)
    dok.sections[0].header.paragraphs[0].text = topp
    dok.core_properties.author = "Den som laget malen"
    ut = io.BytesIO()
    dok.save(ut)
    return ut.getvalue()


def endret(innhold: bytes, del_: str, fra: str, til: str, **nye: bytes) -> bytes:
    """The same file with something put into one of its parts, and with more parts."""
    ut = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(innhold)) as gammel, zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as ny:
        for navn in gammel.namelist():
            tekst = gammel.read(navn)
            if navn == del_:
                assert fra.encode() in tekst
                tekst = tekst.replace(fra.encode(), til.encode(), 1)
            ny.writestr(navn, tekst)
        for navn, tillegg in nye.items():
            ny.writestr(navn.replace("__", "/").replace("_B", ".b"), tillegg)
    return ut.getvalue()


def flettet(mappe: Path, innhold: bytes, **verdier: str) -> tuple[list[str], list[str], Any]:
    fil = mappe / "mal.docx"
    fil.write_bytes(innhold)
    ut, ukjente = flett(fil, verdier, {"title": "Brevet", "author": "Vilde"})
    dok = Document(io.BytesIO(ut))
    return [p.text for p in dok.paragraphs], ukjente, dok


def stanset(mappe: Path, innhold: bytes) -> str:
    (mappe / "mal.docx").write_bytes(innhold)
    with pytest.raises(Nei) as nei:
        flett(mappe / "mal.docx", {"tittel": "T"}, {})
    return nei.value.kode


def test_verdier_settes_inn_som_tekst_med_linjeskift_og_tegn_som_xml_bruker(tmp_path: Path) -> None:
    avsnitt, ukjente, dok = flettet(
        tmp_path, mal("Til: {{ mottaker }}", "{% if hjemmel %}U.off.{% endif %}", topp="{{ tittel }}"),
        mottaker='Åse & <Sønn> "AS"\nGate 1', hjemmel="", tittel="A &amp; {{ hjemmel }}",
    )  # fmt: skip
    assert avsnitt == ['Til: Åse & <Sønn> "AS"\nGate 1', ""]
    assert dok.sections[0].header.paragraphs[0].text == "A &amp; {{ hjemmel }}"  # a value is never a template
    assert (dok.core_properties.title, dok.core_properties.author) == ("Brevet", "Vilde")
    assert ukjente == []


def test_styretegn_i_en_verdi_blir_ikke_nye_avsnitt_eller_en_oedelagt_fil(tmp_path: Path) -> None:
    avsnitt, _ukjente, _dok = flettet(tmp_path, mal("{{ tittel }}"), tittel="a\a\f\x00\x1bb")
    assert avsnitt == ["ab"]


def test_felt_som_ikke_finnes_nevnes_alle_ogsaa_i_topp_og_bunn(tmp_path: Path) -> None:
    _avsnitt, ukjente, _dok = flettet(tmp_path, mal("{{ titel }} {% if finnes_ikke %}x{% endif %}", topp="{{ navn }}"))
    assert ukjente == ["finnes_ikke", "navn", "titel"]


@pytest.mark.parametrize(
    "uttrykk",
    [
        "{{ tittel.__class__ }}", "{{ tittel['x'] }}", "{{ range(9) }}", "{{ tittel|upper }}", "{{ 'a' * 999999999 }}",
        "{% for a in tittel %}{{ a }}{% endfor %}", "{% set a = 1 %}", "{% include 'x' %}", "{{ cycler }}{{ self() }}",
        "{% macro a() %}{% endmacro %}",
    ],
)  # fmt: skip
def test_en_mal_er_felt_og_vilkaar_og_ikke_noe_annet(tmp_path: Path, uttrykk: str) -> None:
    assert stanset(tmp_path, mal(uttrykk)) == "uttrykk"


def test_det_som_ikke_gaar_opp_er_en_skrivefeil(tmp_path: Path) -> None:
    assert stanset(tmp_path, mal("{% if tittel %}uten slutt")) == "skrivefeil"


def test_det_som_ikke_er_et_rent_word_dokument_slipper_ikke_inn(tmp_path: Path) -> None:
    ren = mal("{{ tittel }}")
    kobling = '<Relationship Id="rX" Type="http://x/{}" Target="file:///c:/x" TargetMode="External"/></Relationships>'
    rels, slutt = "word/_rels/document.xml.rels", "</Relationships>"
    felt = '<w:p><w:r><w:instrText xmlns:w="{}">{}</w:instrText></w:r></w:p><w:p>'
    avsnitt = re.search(rb"<w:p[ >]", zipfile.ZipFile(io.BytesIO(ren)).read("word/document.xml"))
    assert avsnitt
    word = "wordprocessingml.document.main"
    makro = '<Default Extension="z" ContentType="a.macroEnabled.b"/><Default'
    prover = {
        b"MZ ikke zip": "ikke_word",
        endret(ren, "word/document.xml", "<w:document", "<!DOCTYPE a [<!ENTITY b 'c'>]><w:document"): "ikke_word",
        endret(ren, "word/document.xml", "<w:body>", "<w:body><ikke lukket"): "ikke_word",
        endret(ren, "[Content_Types].xml", word, "wordprocessingml.template.main"): "ikke_word",
        endret(ren, "[Content_Types].xml", "<Default", makro): "makro",
        endret(ren, "[Content_Types].xml", "<Default", "<Default", word__vbaProject_Bin=b"x"): "makro",
        endret(ren, rels, slutt, kobling.format("image")): "utenfra",
        endret(ren, rels, slutt, kobling.format("attachedTemplate")): "utenfra",
        endret(ren, rels, slutt, kobling.format("aFChunk")): "utenfra",
        endret(ren, "word/document.xml", "<w:p>", felt.format(W, " DDEAUTO c:\\x")): "feltkode",
        endret(ren, "word/document.xml", "<w:p>", felt.format(W, "INCLUDETEXT x")): "feltkode",
    }  # fmt: skip
    assert [stanset(tmp_path, innhold) for innhold in prover] == list(prover.values())
    lenke = endret(ren, rels, slutt, kobling.format("hyperlink"))
    assert flettet(tmp_path, lenke, tittel="T")[0] == ["T"]
    side = endret(ren, "word/document.xml", "<w:p>", felt.format(W, " PAGE \\* MERGEFORMAT"))
    assert flettet(tmp_path, side, tittel="T")[0][-1] == "T"


def test_en_pakke_som_vokser_for_mye_pakkes_ikke_ut(tmp_path: Path) -> None:
    bombe = endret(mal(), "[Content_Types].xml", "<Default", "<Default", word__media__stor_Bin=b"\0" * (51 << 20))
    assert len(bombe) < 200_000
    assert stanset(tmp_path, bombe) == "stor"


@pytest.mark.treg
def test_malen_fylles_ut_i_en_prosess_for_seg_selv() -> None:
    ut, ukjente = filformat.flett(mal("{{ tittel }}"), {"tittel": "Ny & god"}, {"title": "Ny"})
    assert [p.text for p in Document(io.BytesIO(ut)).paragraphs] == ["Ny & god"]
    assert ukjente == []
    with pytest.raises(filformat.Ubrukelig) as nei:
        filformat.flett(mal("{{ a() }}"), {}, {})
    assert (nei.value.kode, nei.value.hva) == ("uttrykk", "call")
