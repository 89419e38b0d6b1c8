"""Paper as a scanner gives it: pages drawn with words, sheets and dust, as TIFF, JPEG, PNG and PDF."""

import io
import random
import struct
from collections.abc import Sequence

import img2pdf  # type: ignore[import-untyped]
import pikepdf
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from tests.papir import SKRIFT

DPI = 200


def side(linjer: Sequence[str] = (), *, dpi: int = DPI, stoev: int = 0, papir: int = 245) -> Image.Image:
    """A page in A4 and grey. stoev: specks of dust that lie on it."""
    ark = Image.new("L", (round(8.27 * dpi), round(11.69 * dpi)), papir)
    penn = ImageDraw.Draw(ark)
    skrift = ImageFont.truetype(str(SKRIFT), round(dpi * 14 / 72))
    for nr, linje in enumerate(linjer):
        penn.text((dpi, dpi + nr * dpi * 0.35), linje, 20, font=skrift)
    tilfeldig = random.Random(4)
    for _ in range(stoev):
        x, y = tilfeldig.randrange(ark.width), tilfeldig.randrange(ark.height)
        penn.rectangle((x, y, x + 1, y + 1), 90)
    return ark


def skjevt(ark: Image.Image, grader: float) -> Image.Image:
    """The page as it goes in askew, or upside down."""
    return ark.rotate(grader, expand=grader % 90 == 0, fillcolor=245, resample=Image.Resampling.BILINEAR)


def faks(ark: Image.Image) -> Image.Image:
    """As a fax machine sends it: 204 by 98 points to the inch, black and white, a little blurred first."""
    lite = ark.filter(ImageFilter.GaussianBlur(1)).resize((1728, round(1728 * 98 / 204 * ark.height / ark.width)))
    return lite.point(lambda p: 255 if p > 140 else 0).convert("1").resize((1728, 2443))


def tiff(ark: Sequence[Image.Image], *, g4: bool = False) -> bytes:
    """One TIFF with all the pages; g4: black and white, packed as faxes are."""
    ut = io.BytesIO()
    sider = [a.point(lambda p: 255 if p > 140 else 0).convert("1") if g4 else a.copy() for a in ark]
    valg = {"compression": "group4"} if g4 else {}
    sider[0].save(ut, "TIFF", save_all=True, append_images=sider[1:], dpi=(DPI, DPI), **valg)
    return ut.getvalue()


def bilde(ark: Image.Image, slag: str = "JPEG") -> bytes:
    """One page as a picture file."""
    ut = io.BytesIO()
    ark.save(ut, slag, dpi=(DPI, DPI))
    return ut.getvalue()


def pdf(ark: Sequence[Image.Image]) -> bytes:
    """One PDF with all the pages as JPEG pictures, as most scanners write it."""
    return bytes(img2pdf.convert([bilde(a) for a in ark], nodate=True))


def jbig2(ark: Image.Image) -> bytes:
    """A PDF with the page in black and white as JBIG2, as many scanners write it: one region, coded as a fax is."""
    sort = ark.point(lambda p: 255 if p > 140 else 0).convert("1")
    b, h = sort.size
    omriss, region = struct.pack(">IIIIBH", b, h, 0, 0, 0, 0), struct.pack(">IIIIBB", b, h, 0, 0, 0, 1)
    stroem = _segment(0, 48, omriss) + _segment(1, 38, region + _g4(sort))
    with pikepdf.new() as ny:
        ny.add_blank_page(page_size=(b * 72 / DPI, h * 72 / DPI))
        bilde = pikepdf.Stream(
            ny, stroem, Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=b, Height=h,
            ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=1, Filter=pikepdf.Name.JBIG2Decode,
        )  # fmt: skip
        ny.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=ny.make_indirect(bilde)))
        ny.pages[0].Contents = ny.make_stream(b"q %.2f 0 0 %.2f 0 0 cm /Im0 Do Q" % (b * 72 / DPI, h * 72 / DPI))
        ut = io.BytesIO()
        ny.save(ut, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    return ut.getvalue()


def _g4(sort: Image.Image) -> bytes:
    """The coded lines alone: a TIFF in one strip (tag 278) where white is nothing (262), without what is around it."""
    ut = io.BytesIO()
    sort.save(ut, "TIFF", compression="group4", tiffinfo={262: 0, 278: sort.height})
    with Image.open(ut) as lest:
        sted, lengde = lest.tag_v2[273][0], lest.tag_v2[279][0]  # type: ignore[attr-defined]
    return ut.getvalue()[sted : sted + lengde]


def _segment(nr: int, slag: int, innhold: bytes) -> bytes:
    return struct.pack(">IBBBI", nr, slag, 0, 1, len(innhold)) + innhold
