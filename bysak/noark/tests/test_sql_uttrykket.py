"""The fast writer's expression follows the catalogue: order, children, editions, nothing from outside in it."""

import re

import pytest

from bysak.noark.katalog.deklarasjon import Element, Type, Utgave, Valg
from bysak.noark.katalog.oppslag import SKJEMAER, feltnavn, ledd
from bysak.noark.sql import enhet_xml, samlet


def test_en_liten_enhet_blir_ett_uttrykk():
    assert enhet_xml("kryssreferanse", "k") == (
        "concat('<kryssreferanse>', "
        "'<referanseTilKlasse>' || k.referanse_til_klasse::text || '</referanseTilKlasse>', "
        "'<referanseTilMappe>' || k.referanse_til_mappe::text || '</referanseTilMappe>', "
        "'<referanseTilRegistrering>' || k.referanse_til_registrering::text || '</referanseTilRegistrering>', "
        "'</kryssreferanse>')"
    )


@pytest.mark.parametrize("skjema", [s for s in SKJEMAER if s])
def test_elementene_staar_i_skjemaets_rekkefoelge_med_barna_imellom(skjema: str):
    for type_ in SKJEMAER[skjema]:
        navn: list[str] = []
        barn: dict[str, str] = {}
        for et_ledd in ledd(type_, skjema):
            if isinstance(et_ledd, Element):
                navn.append(f"<{et_ledd.navn}>")
            else:
                for alternativ in et_ledd.alternativer if isinstance(et_ledd, Valg) else (et_ledd,):
                    barn[alternativ.navn] = f"'barn:{alternativ.navn}'"
                    navn.append(f"barn:{alternativ.navn}")
        uttrykk = enhet_xml(type_, "x", barn, skjema=skjema)
        funnet = re.findall(r"'(<\w+>|barn:\w+)'", uttrykk)
        assert [f for f in funnet if f != f"<{type_}>"] == navn


def test_en_spesialisering_skrives_som_grunnelementet_med_type():
    assert enhet_xml("saksmappe", "s").startswith("concat('<mappe xsi:type=\"saksmappe\">'")
    assert enhet_xml("saksmappe", "s").endswith("'</mappe>')")


def test_2019_har_ikke_feltene_fra_2023():
    assert "mappe_id" in enhet_xml("saksmappe", "s", skjema="offentligJournal")
    assert "mappe_id" not in enhet_xml("saksmappe", "s", skjema="offentligJournal", utgave=Utgave.V2019)


def test_et_barn_enheten_ikke_har_plass_til_stopper():
    with pytest.raises(KeyError, match="mappe har ikke plass til avskrivning"):
        enhet_xml("mappe", "m", {"avskrivning": "a.xml"})


@pytest.mark.parametrize("kilde", ["m; drop table x", "m m", "M", "a.b.c", "m--", ""])
def test_bare_et_navn_kan_vaere_kilde(kilde: str):
    with pytest.raises(ValueError, match="ikke navnet"):
        enhet_xml("mappe", kilde)


def test_hver_tekst_beskyttes_og_ingen_funksjon_faar_for_mange_argumenter():
    for skjema, enheter in SKJEMAER.items():
        for type_ in enheter:
            uttrykk = enhet_xml(type_, "x", skjema=skjema)
            for element in ledd(type_, skjema):
                if isinstance(element, Element) and element.type is Type.TEKST and element.flest == 1:
                    assert f"nullif(x.{feltnavn(element.navn)}, ''), '&', '&amp;')" in uttrykk
            assert uttrykk.count("'<") < 90


def test_barn_samles_i_en_bestemt_rekkefoelge():
    assert samlet("p.xml", "uttrekk.part p", hvor="p.mappe = m.system_id", orden="p.nr") == (
        "(select string_agg(p.xml, '' order by p.nr) from uttrekk.part p where p.mappe = m.system_id)"
    )
