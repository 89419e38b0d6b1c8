"""Batches of paper that the tests share."""

from collections.abc import Sequence
from io import BytesIO

import pypdfium2
from PIL import Image

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import i_dag, naa
from bysak.mottak.kanaler.papir import les_bunke, ta_inn
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst, Skannbunke, Skannkilde, Skannside
from bysak.mottak.skilleark import skilleark
from bysak.mottak.tests.brev import rader
from bysak.organisasjon.models import Rolle, Rolletildeling
from bysak.organisasjon.tilgang import prosessaktoer
from tests.skann import pdf, side
from tests.verden import aktoer, bruker, som, virksomhet

LITE_DPI = 60


def ark(kode: str = "frogner", slag: str = "KLAGE") -> Image.Image:
    """A separator sheet, printed and scanned again."""
    trykt = skilleark([(virksomhet(kode), slag)])
    ferdig: Image.Image = pypdfium2.PdfDocument(trykt)[0].render(scale=100 / 72, grayscale=True).to_pil()
    return ferdig.convert("L")


def sider(moenster: str, kode: str = "frogner") -> list[Image.Image]:
    """Pages drawn small: a is a sheet, b is blank, s is written on."""
    tegnet = {"a": lambda _nr: ark(kode), "b": lambda _nr: side(dpi=LITE_DPI),
              "s": lambda nr: side([f"Side {nr} i bunken"] * 4, dpi=LITE_DPI)}  # fmt: skip
    return [tegnet[t](nr) for nr, t in enumerate(moenster, 1)]


def lastet_opp(
    moenster: str = "assbas", hvem: str = "kari", kode: str = "frogner", arkets: str = "frogner"
) -> Skannbunke:
    """A batch that a person has uploaded, and that is read."""
    return lest(inn(pdf(sider(moenster, arkets)), hvem, kode)[0])


def inn(raa: bytes, hvem: str = "kari", kode: str = "frogner", navn: str = "bunke.pdf") -> tuple[Skannbunke, bool]:
    """Upload bytes."""
    return ta_inn(
        virksomhet(kode), BytesIO(raa), filnavn=navn, kilde=Skannkilde.OPPLASTING, skannet=naa(), av=aktoer(hvem),
        lastet_opp_av=bruker(hvem),
    )  # fmt: skip


def lest(bunke: Skannbunke) -> Skannbunke:
    """Read a batch and its letters, as the jobs do; the batch as it then stands."""
    assert bunke.virksomhet_id is not None
    les_bunke(bunke.virksomhet_id, bunke.pk)
    for rad in rader(bunke.virksomhet.kode, kanal="papir", lest_tid=None):
        les_inn(bunke.virksomhet_id, rad.pk)
    return paa_nytt(bunke)


def paa_nytt(bunke: Skannbunke) -> Skannbunke:
    """The batch as it stands now."""
    with arbeid(som=prosessaktoer("jobb"), leser=[bunke.virksomhet]):
        return Skannbunke.objects.select_related("virksomhet").get(pk=bunke.pk)


def brevene(bunke: Skannbunke, **vilkaar: object) -> list[Innkomst]:
    """The letters that have pages of a batch, in the batch's order."""
    with arbeid(som=prosessaktoer("jobb"), leser=[bunke.virksomhet]):
        nummer = dict(Skannside.objects.filter(bunke=bunke).values_list("innkomst", "nummer"))
    alle = rader(bunke.virksomhet.kode, kanal="papir", **vilkaar)
    return sorted((r for r in alle if r.pk in nummer), key=lambda r: nummer[r.pk])


def innhold(rad: Innkomst | Skannbunke) -> Sequence[tuple[int, str]]:
    """The pages of a letter: number in the batch, and how it lies (`ute`, `ark`, or how much it is turned)."""
    with arbeid(som=prosessaktoer("jobb"), leser=[rad.virksomhet]):
        return [
            (s.nummer, ("ark" if s.ark else "ute") if s.ute else str(s.vri))
            for s in rad.sider.order_by("plass", "nummer")
        ]


def frogners_arkivar(hvem: str) -> None:
    """Let somebody receive in Frogner, and nowhere else."""
    with som("siv", "frogner"):
        Rolletildeling.objects.create(
            virksomhet=virksomhet("frogner"), bruker=bruker(hvem), rolle=Rolle.ARKIVAR, fra_dato=i_dag()
        )
