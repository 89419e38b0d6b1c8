"""Where letters begin and end: by sheets, by blank pages, by number. Every page is in one place."""

import hypothesis.strategies as st
from hypothesis import given, settings

from bysak.mottak.deling import Ark, Brevsider, Side, del_i_brev, les_kode

ARK = Ark("frogner", "KLAGE")


def delt(moenster: str, per_brev: int = 0) -> tuple[list[tuple[list[int], list[int]]], list[int]]:
    """The letters of a batch written as a=sheet, b=blank, s=written: (pages in, pages out), and sheets on their own."""
    sider = [Side(nr, tegn == "b", ARK if tegn == "a" else None) for nr, tegn in enumerate(moenster, 1)]
    brev, loese = del_i_brev(sider, per_brev)
    return [(b.sider, b.blanke) for b in brev], [s.nr for s in loese]


def test_uten_ark_er_hele_bunken_ett_brev():
    assert delt("sss") == ([([1, 2, 3], [])], [])


def test_uten_ark_kan_et_brev_ha_et_fast_antall_sider():
    assert delt("sssss", 2) == ([([1, 2], []), ([3, 4], []), ([5], [])], [])


def test_hvert_ark_begynner_et_brev_og_baksiden_av_arket_tas_ut():
    assert delt("abssabs") == ([([3, 4], [2]), ([7], [6])], [])


def test_arkene_gaar_foran_et_fast_antall_sider():
    assert delt("assss", 1) == ([([2, 3, 4, 5], [])], [])


def test_sider_foran_det_foerste_arket_er_et_brev_de_ogsaa():
    assert delt("sas") == ([([1], []), ([3], [])], [])


def test_av_to_ark_etter_hverandre_gjelder_det_siste_og_et_ark_sist_har_ikke_noe_brev():
    assert delt("aasa") == ([([3], [])], [1, 4])


def test_blanke_sider_foran_det_foerste_arket_er_ikke_et_brev():
    assert delt("bas") == ([([3], [1])], [])


def test_et_brev_med_bare_blanke_sider_blir_liggende_saa_en_person_kan_se_paa_det():
    brev, _loese = del_i_brev([Side(1, blank=True), Side(2, blank=True)])
    assert brev[0].alle_blanke
    assert brev == [Brevsider(None, [], [1, 2])]


def test_en_kode_er_vaar_naar_den_har_en_bydel_og_et_slag_vi_kjenner():
    kjente = {"frogner"}
    assert les_kode(["https://example.org", ARK.kode], kjente) == ARK
    assert les_kode(["BYSAK/1/SAGENE/KLAGE"], kjente) is None
    assert les_kode(["BYSAK/1/FROGNER/BOMBE"], kjente) is None
    assert les_kode([f"{ARK.kode} og mer"], kjente) is None


@settings(max_examples=60, deadline=None)
@given(st.text("abs", min_size=1, max_size=12), st.integers(0, 4))
def test_alle_sider_er_ett_sted_og_ingen_er_to(moenster: str, per_brev: int):
    sider = [Side(nr, tegn == "b", ARK if tegn == "a" else None) for nr, tegn in enumerate(moenster, 1)]
    brev, loese = del_i_brev(sider, per_brev)
    steder = [nr for b in brev for nr in [*b.sider, *b.blanke, *([b.ark.nr] if b.ark else [])]]
    assert sorted(steder + [s.nr for s in loese]) == list(range(1, len(moenster) + 1))
    assert all(b.sider or b.blanke for b in brev)
