"""The words of a PDF and where they stand."""

from bysak.kjerne.forhaandsvisning import pdf_aapning, pdf_smaa
from bysak.kjerne.tekstlag import Ark, Tekstlag, fra_json
from bysak.kjerne.tests.filer import pdf as pdf_med_sider
from tests.papir import pdf


def test_ordene_i_en_pdf_staar_der_de_er_tegnet() -> None:
    lag, foerste_side = pdf_aapning(pdf(["Vi viser til søknaden din", "av 21. september om støtte."]))
    assert foerste_side.startswith(b"\x89PNG")
    lest = fra_json(lag)
    assert (lest.sider, lest.lest, lest.har_ord) == (1, 1, True)
    assert [linje.tekst for linje in lest.ark[0].linjer] == ["Vi viser til søknaden din", "av 21. september om støtte."]
    # The page of `papir.pdf` begins 72 points in, with lines of 16 points from 770 of 842.
    side, (boks,) = lest.treff("SØKNADEN")[0]
    assert side == 1
    assert boks.x > lest.ark[0].linjer[0].boks.x == 72.1
    assert 70 < boks.y < 842 - 770 + 32
    # One place over two lines has a box in each.
    _side, bokser = lest.treff("din av 21")[0]
    assert len({b.y for b in bokser}) > 1


def test_et_ord_som_er_delt_ved_linjeskift_finnes_helt() -> None:
    ark = Ark(
        100, 100, [[(1, 1, 10, 5, "Brevet"), (12, 1, 10, 5, "søk-")], [(1, 8, 10, 5, "naden"), (12, 8, 9, 5, "-")]]
    )
    assert [[b.y for b in bokser] for bokser in ark.treff("søknaden")] == [[1, 8]]
    assert not list(ark.treff("  "))
    assert not list(Ark(100, 100, None).treff("brevet"))


def test_et_halvt_ord_merkes_halvt_og_et_bilde_har_ingen_ord() -> None:
    lag = Tekstlag(2, [Ark(100, 100, [[(10, 1, 80, 5, "barnehage")]]), Ark(100, 100, [])])
    (_side, (boks,)) = lag.treff("hage")[0]
    assert (round(boks.x, 1), boks.bredde) == (54.4, 35.6)
    assert not Tekstlag(1, [Ark(100, 100, [])]).har_ord


def test_smaa_sider_tegnes_sammen_og_slutter_med_dokumentet() -> None:
    smaa = pdf_smaa(pdf_med_sider("a", "b", "c"), fra=2, antall=20)
    assert [b.startswith(b"\x89PNG") for b in smaa] == [True, True]
