"""The expressions of the fast writer: escaped once, absent when empty, and never too many arguments."""

from bysak.noark.katalog.deklarasjon import Element
from bysak.noark.katalog.oppslag import elementer
from bysak.noark.sql import element, merket, sett_sammen


def _element(enhet: str, navn: str) -> Element:
    return elementer(enhet)[navn]


def test_et_tall_og_en_dato_skrives_som_de_staar():
    assert element(_element("saksmappe", "saksaar"), "m.saksaar") == (
        "'<saksaar>' || nullif(m.saksaar, '') || '</saksaar>'"
    )


def test_egne_metadata_er_xml_fra_foer_og_beskyttes_ikke():
    uttrykk = element(_element("mappe", "virksomhetsspesifikkeMetadata"), "m.egne")
    assert "&amp;" not in uttrykk


def test_en_tekst_beskyttes_med_og_tegnet_foerst():
    uttrykk = merket("m.tittel")
    assert uttrykk.index("&amp;") < uttrykk.index("&lt;") < uttrykk.index("&gt;") < uttrykk.index("&#13;")
    assert element(_element("mappe", "tittel"), "m.tittel") == f"'<tittel>' || {uttrykk} || '</tittel>'"


def test_en_liste_skrives_i_rekkefoelgen_sin():
    uttrykk = element(_element("mappe", "noekkelord"), "m.noekkelord")
    assert "order by v.n" in uttrykk
    assert "unnest(m.noekkelord) with ordinality" in uttrykk


def test_mange_deler_settes_sammen_i_flere_omganger():
    assert sett_sammen([]) == "''"
    assert sett_sammen(["a"]) == "a"
    assert sett_sammen(["a", "b"]) == "concat(a, b)"
    mange = sett_sammen(f"d{nr}" for nr in range(120))
    assert mange.startswith("concat(concat(d0, d1,")
    assert mange.count("concat(") == 4
