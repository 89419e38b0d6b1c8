"""`python -m ytelse sider`: how soon a typical letter is seen as pictures, before and after the pages are drawn.

Needs no database. The letter has two pages of text; «tegnes» starts a process of its own as the page does when nobody
has drawn it, «tegnet på forhånd» is what a reader meets after the job that follows reading.
"""

import argparse
import os
import tempfile
from collections.abc import Callable, Sequence
from hashlib import sha256
from statistics import median, quantiles
from time import perf_counter

HODE = "| | p50, ms | p95, ms |\n|---|---:|---:|"


def main(argumenter: Sequence[str]) -> int:
    """Measure and print the table."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse sider", description="Mål hvor fort et brev vises.")
    tolk.add_argument("--runder", type=int, default=20, help="målinger av hver (standard 20)")
    runder = tolk.parse_args(argumenter).runder
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as navn:
        os.environ |= {"BYSAK_DATA": navn, "DJANGO_SETTINGS_MODULE": "bysak.settings"}
        print(HODE, *maal(runder), sep="\n", flush=True)
    return 0


def maal(runder: int) -> list[str]:
    """The lines of the table."""
    from bysak.kjerne import forhaandsvisning, sidelager

    brevet = _to_sider()
    sum_ = sha256(brevet).hexdigest()
    antall, sider = forhaandsvisning.pdf_begynnelse(brevet, 3)
    sidelager.legg("frogner", sum_, antall=antall, sider=dict(enumerate(sider, start=1)))
    html = "<p>" + "Hei. Kan dere brøyte gangveien før skolen begynner? " * 30 + "</p>"
    return [
        _linje(
            "PDF-brev på 2 sider: sidetall og begge sidene tegnes",
            runder,
            lambda: forhaandsvisning.pdf_begynnelse(brevet, 3),
        ),
        _linje("PDF-brev på 2 sider: side 1 tegnes", runder, lambda: forhaandsvisning.pdf_side_png(brevet, 1)),
        _linje(
            "PDF-brev på 2 sider, tegnet på forhånd",
            runder,
            lambda: [sidelager.hent("frogner", sum_, n) for n in (1, 2)],
        ),
        _linje("E-post på 1 side med formatering", runder, lambda: forhaandsvisning.html_trygg(html)),
    ]


def _linje(navn: str, runder: int, hva: Callable[[], object]) -> str:
    tider = []
    for _nr in range(runder):
        start = perf_counter()
        hva()
        tider.append((perf_counter() - start) * 1000)
    return f"| {navn} | {median(tider):.1f} | {quantiles(tider, n=20)[-1]:.1f} |"


def _to_sider() -> bytes:
    import fpdf

    from bysak.kjerne.pdfskrift import SKRIFTER

    bok = fpdf.FPDF()
    bok.add_font("skrift", "", SKRIFTER[""])
    bok.set_font("skrift", size=11)
    for _side in range(2):
        bok.add_page()
        bok.multi_cell(0, 6, "Vi viser til brevet deres om gangveien ved Kvernbekken, og svarer slik. " * 28)
    return bytes(bok.output())
