"""Scanned pages: found sheets, blank pages, letters cut out with the same picture bytes, and files that mean harm."""

import io
import struct
import zlib

import pikepdf
import pytest
import segno
from PIL import Image

from bysak.kjerne import forhaandsvisning, skann
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.kjerne.skann_barn import er_blank, som_pdf, undersoek
from tests.skann import faks, jbig2, pdf, side, skjevt, tiff

KODE = "BYSAK/1/FROGNER/KLAGE"


@pytest.fixture(scope="module")
def et_ark() -> Image.Image:
    """A page with a code of six centimetres on it."""
    ut = io.BytesIO()
    segno.make(KODE, error="h", mode="alphanumeric").save(ut, kind="png", scale=12, border=4)
    ark = side(["SKILLEARK", "Bydel Frogner"])
    ark.paste(Image.open(ut).convert("L").resize((472, 472)), (600, 1200))
    return ark


def med(innhold: bytes):
    return skann.som_fil(innhold)


def test_koden_leses_rett_skjevt_opp_ned_i_sort_hvitt_og_fra_faks(et_ark):
    sider = [
        et_ark,
        skjevt(et_ark, 7),
        skjevt(et_ark, 180),
        skjevt(et_ark, 90),
        faks(et_ark),
        et_ark.resize((2481, 3507)),
    ]
    with med(pdf(sider)) as fil:
        assert [s.koder for s in skann.les_sider(fil, 1, len(sider))] == [(KODE,)] * len(sider)


@pytest.mark.parametrize(
    ("ark", "blank"),
    [
        (side(), True),
        (side(stoev=60), True),
        (side(papir=205), True),
        (side(["ok"]), False),
        (side(["Hilsen Åse"], stoev=60), False),
        (side(papir=20), False),
    ],
    ids=["hvit", "støv", "grått papir", "ett lite ord", "ord og støv", "svart"],
)
def test_en_blank_side_kjennes_ogsaa_med_stoev_og_et_lite_ord_er_ikke_blankt(ark, blank):
    assert er_blank(ark.resize((1240, 1754))) is blank


def test_sidene_flyttes_uten_at_bildene_pakkes_om_og_samme_sider_gir_samme_bytes():
    raa = pdf([side(["En"]), side(["To"]), side(["Tre"])])
    with med(raa) as fil:
        brev, ett_til = skann.utdrag(fil, [(3, 0), (1, 90)], [(2, 0)])
        assert skann.utdrag(fil, [(3, 0), (1, 90)]) == [brev]

    def bildene(innhold: bytes) -> list[bytes]:
        with pikepdf.open(io.BytesIO(innhold)) as p:
            return [next(iter(s.get_images().values())).read_raw_bytes() for s in p.pages]

    foer = bildene(raa)
    assert bildene(ett_til) == [foer[1]]
    assert bildene(brev) == [foer[2], foer[0]]
    with pikepdf.open(io.BytesIO(brev)) as p:
        assert [int(s.obj.get("/Rotate", 0)) for s in p.pages] == [0, 90]


def test_en_tiff_med_flere_sider_blir_pdf_med_samme_pakking_som_faksen_hadde():
    with med(tiff([side(["En"]), side(["To"])], g4=True)) as fil:
        ferdig = skann.som_pdf(fil)
    assert ferdig.count(b"/CCITTFaxDecode") == 2
    with med(ferdig) as fil:
        assert skann.undersoek(fil).sider == 2


def _kryptert() -> bytes:
    ut = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf([side()]))) as p:
        p.save(ut, encryption=pikepdf.Encryption(user="hemmelig", owner="hemmelig"))
    return ut.getvalue()


def _med_sider(antall: int) -> bytes:
    ut = io.BytesIO()
    with pikepdf.new() as p:
        for _ in range(antall):
            p.add_blank_page(page_size=(595, 842))
        p.save(ut)
    return ut.getvalue()


def _bombe() -> bytes:
    """A PNG of 60 000 by 60 000 points in a few hundred bytes."""

    def del_(navn: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + navn + data + struct.pack(">I", zlib.crc32(navn + data))

    hode = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + del_(b"IHDR", hode) + del_(b"IDAT", zlib.compress(b"\0" * 999)) + del_(b"IEND", b"")


@pytest.mark.parametrize(
    ("innhold", "setning"),
    [
        (_kryptert(), "passord"),
        (_med_sider(0), "ingen sider"),
        (_med_sider(1001), "høyst 1000"),
        (pdf([side()])[:900], "skadet"),
        (b"%PDF-1.7\nikke noe mer", "skadet"),
    ],
    ids=["kryptert", "uten sider", "for mange sider", "halv", "tull"],
)
def test_en_pdf_som_ikke_kan_leses_gir_en_setning(innhold, setning):
    with pytest.raises(KanIkkeVises, match=setning):
        undersoek(io.BytesIO(innhold))


@pytest.mark.parametrize(
    ("innhold", "setning"),
    [
        (_bombe(), "urimelig stort"),
        (tiff([side()])[:2000], "skadet"),
        (b"II*\0\xff\xff\xff\xff", "skadet"),
        (b"\x97JB2\r\n\x1a\n\x01\0\0\0\1", "skadet"),
    ],
    ids=["bombe", "halv TIFF", "TIFF uten innhold", "JBIG2 alene"],
)
def test_et_bilde_som_ikke_kan_leses_gir_en_setning(innhold, setning):
    with pytest.raises(KanIkkeVises, match=setning):
        som_pdf(io.BytesIO(innhold))


def test_setningen_kommer_ut_av_prosessen_som_fikk_filen():
    with med(_bombe()) as fil, pytest.raises(KanIkkeVises, match="urimelig stort"):
        skann.som_pdf(fil)


def test_skript_og_vedlagte_filer_meldes_og_blir_ikke_med_i_brevet():
    ut = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf([side(["Hei"])]))) as p:
        kjoer = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert(1)")
        p.Root.OpenAction = kjoer
        p.pages[0].obj.AA = pikepdf.Dictionary(O=kjoer)
        p.pages[0].obj.Annots = p.make_indirect(
            pikepdf.Array([p.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link,
                                                              Rect=[0, 0, 9, 9], A=kjoer))])
        )  # fmt: skip
        p.attachments["virus.exe"] = b"MZ"
        p.save(ut)
    with med(ut.getvalue()) as fil:
        assert skann.undersoek(fil) == skann.Innhold(1, skript=True, vedlegg=True)
        (brev,) = skann.utdrag(fil, [(1, 0)])
    assert b"JavaScript" not in brev
    assert b"virus" not in brev


@pytest.mark.treg
@pytest.mark.trenger("tesseract")
def test_ordene_ligger_usynlig_paa_siden_ogsaa_naar_den_er_snudd_og_en_uten_ord_stopper_ingenting():
    ark = [skjevt(side(["Klage på vedtak om bostøtte", "Hilsen Åse Øverbø"]), 180), side().crop((0, 0, 300, 300))]
    with med(pdf(ark)) as fil:
        (rett_vei,) = skann.utdrag(fil, [(1, 180), (2, 0)])
    with med(rett_vei) as fil:
        lest = skann.med_tekst(fil, 2)
    tekst = forhaandsvisning.pdf_tekst(lest)
    assert "Klage på vedtak om bostøtte" in tekst
    assert "Åse Øverbø" in tekst


def test_jbig2_leses_og_flyttes_uten_aa_pakkes_om(et_ark):
    raa = jbig2(et_ark)
    with med(raa) as fil:
        (lest,) = skann.les_sider(fil, 1, 1)
        (brev,) = skann.utdrag(fil, [(1, 90)])
    assert (lest.koder, lest.blank) == ((KODE,), False)
    with pikepdf.open(io.BytesIO(raa)) as foer, pikepdf.open(io.BytesIO(brev)) as etter:
        bildene = [p.pages[0].Resources.XObject["/Im0"] for p in (foer, etter)]
        assert [str(b.Filter) for b in bildene] == ["/JBIG2Decode"] * 2
        assert bildene[0].read_raw_bytes() == bildene[1].read_raw_bytes()


def test_en_liggende_side_beholder_formen_og_koden_paa_den_leses(et_ark):
    liggende = et_ark.crop((0, 700, et_ark.width, 1850))
    with med(pdf([liggende, side(["Et brev"])])) as fil:
        forste, andre = skann.les_sider(fil, 1, 2)
        (brev,) = skann.utdrag(fil, [(1, 0), (2, 90)])
    assert (forste.koder, andre.koder) == ((KODE,), ())
    with Image.open(io.BytesIO(forste.bilde)) as bilde:
        assert bilde.width > bilde.height
    with med(brev) as fil:
        for nr in (1, 2):
            with Image.open(io.BytesIO(skann.side_png(fil, nr, 40))) as tegnet:
                assert tegnet.width > tegnet.height


@pytest.mark.trenger("tesseract")
@pytest.mark.parametrize(("lagt", "vris"), [(0, 0), (180, 180), (90, 90)])
def test_retningen_sees_av_hvordan_ordene_staar(lagt, vris):
    ark = side(["Jeg viser til vedtaket dere sendte meg", "og klager på avslaget om støtte."] * 4, dpi=150)
    ut = io.BytesIO()
    skjevt(ark.crop((0, 0, ark.width, 700)), lagt).save(ut, "PNG", dpi=(150, 150))
    assert skann.retning(ut.getvalue()) == vris


@pytest.mark.trenger("tesseract")
def test_en_side_med_faa_ord_ligger_som_den_ligger():
    ut = io.BytesIO()
    skjevt(side(["Hei"], dpi=100), 180).save(ut, "PNG")
    assert skann.retning(ut.getvalue()) == 0
