"""What is let in as a title or a name can be shown, searched and written as XML."""

import unicodedata
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysak.kjerne.tekstvask import er_blank, maks, rens

ALT = st.text(st.characters())


@pytest.mark.parametrize(
    ("inn", "ut"),
    [
        ("  Klage\tpå \r\n vedtak ", "Klage på vedtak"),
        ("Klage\x00 på\x1b ved\x07tak\x7f", "Klage på vedtak"),
        ("Gru\u0308nerlo\u0338kka", "Gr\u00fcnerlo\u0338kka"),
        ("Bla\u030asangveien", "Blåsangveien"),
        ("faktura\u202egnp.exe", "fakturagnp.exe"),
        ("Ebba\u200b Lønn\u00adfjell\ufeff", "Ebba Lønnfjell"),
        ("98,6\u00a0%\u2003av\u2028sakene", "98,6 % av sakene"),
        ("na\udce6vn", "na\ufffdvn"),
        ("søknad\uffff\ufffe", "søknad"),
        ("Ωmega 山田 نور 👩", "Ωmega 山田 نور 👩"),
    ],
)
def test_tekst_vaskes_til_en_synlig_linje(inn: str, ut: str) -> None:
    assert rens(inn) == unicodedata.normalize("NFC", ut)


@given(ALT)
def test_vasket_tekst_kan_alltid_lagres_og_avleveres(tekst: str) -> None:
    ren = rens(tekst)
    assert rens(ren) == ren
    assert ren == " ".join(ren.split())
    assert unicodedata.is_normalized("NFC", ren)
    element = ET.Element("tittel")
    element.text = ren
    lest = ET.fromstring(ET.tostring(element, encoding="utf-8")).text or ""
    assert lest == ren


@pytest.mark.parametrize("tekst", ["", "  \n", "\u200b\u200e", "\x00", "\u3164", "\u2800", "\u00a0\ufeff"])
def test_det_som_ikke_synes_er_blankt(tekst: str) -> None:
    assert er_blank(tekst)
    assert not er_blank(tekst + "x")


def test_lang_tekst_kortes_med_et_tegn_som_viser_det() -> None:
    assert maks("Klage på vedtak", 15) == "Klage på vedtak"
    assert maks("Klage på vedtak", 10) == "Klage på…"
    assert maks("abc\u0332def", 4) == "ab…"
    assert maks("abc", 0) == ""


@given(ALT, st.integers(0, 30))
def test_en_kortet_tekst_er_aldri_for_lang(tekst: str, lengde: int) -> None:
    assert len(maks(tekst, lengde)) <= lengde
