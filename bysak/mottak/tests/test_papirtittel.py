"""The subject of a scanned letter, read off its own lines, and where it was found."""

import pytest

from bysak.mottak.papirtittel import tittel_i

BREV = """Kari Myr
Storgata 1
0155 Oslo

Bydel Frogner
Postboks 10
Oslo, 12. november 2026

{}

Hei,
Jeg viser til vedtaket. Klagen gjelder særlig
støyen fra uteserveringen.
"""


@pytest.mark.parametrize(
    ("linje", "tittel"),
    [
        ("Gjelder: Plass i Solbakken barnehage", "Plass i Solbakken barnehage"),
        ("VEDR.:   Støy  fra uteservering", "Støy fra uteservering"),
        ("Emne: sak 2026/114 – nabovarsel", "sak 2026/114 – nabovarsel"),
        ("Klage på vedtak om skjenkebevilling", "Klage på vedtak om skjenkebevilling"),
        ("Søknad om redusert foreldrebetaling", "Søknad om redusert foreldrebetaling"),
    ],
)
def test_emnet_er_linjen_som_sier_det_eller_overskriften(linje, tittel):
    assert (tittel_i(BREV.format(linje)) or ("",))[0] == tittel


@pytest.mark.parametrize(
    "linje",
    ["", "Ref: 2026/114", "Gjelder: 0155", "Søknad om plass er vedlagt dette brevet.", "takk for svar på brevet"],
)
def test_uten_en_slik_linje_foreslaas_ingenting(linje):
    assert tittel_i(BREV.format(linje)) is None


def test_grunnen_sier_hvor_det_sto():
    merket, overskrift = tittel_i("Gjelder: Gangvei"), tittel_i("Klage på gebyr")
    assert merket == ("Gangvei", "Fra linjen «Gjelder: Gangvei» i brevet.")
    assert overskrift == ("Klage på gebyr", "Fra overskriften i brevet.")


def test_det_som_staar_langt_nede_er_ikke_emnet():
    assert tittel_i("linje\n" * 60 + "Gjelder: Noe annet") is None
