"""What the report says of figures that are known: what grows, and what misses an aim."""

from collections.abc import Mapping

from ytelse import rapport
from ytelse.maaling import Resultat, Stoerrelse, Tider


def stoerrelse(antall: int, tider: Mapping[str, tuple[float, float]]) -> Stoerrelse:
    resultater = [
        Resultat(fil.capitalize(), fil, Tider([med] * 20, [med] * 20), Tider([uten] * 20, [uten] * 20))
        for fil, (med, uten) in tider.items()
    ]
    return Stoerrelse(antall, "En maskin.", resultater, {1: 30.0, 8: 40.0}, [], [])


def test_veksten_staar_i_en_tabell_og_det_som_vokser_for_mye_nevnes():
    liten = stoerrelse(1000, {"soek_01": (10, 10), "soek_02": (4, 4), "saker_en": (20, 20)})
    stor = stoerrelse(10_000, {"soek_01": (40, 40), "soek_02": (12, 12), "saker_en": (25, 25)})
    tekst = rapport.vekst(liten, stor)
    assert "| Soek_01 | 10,00 / 10,00 | 40,00 / 40,00 | 4,00 | 30,00 |" in tekst
    assert "| Saker_en | 20,00 / 20,00 | 25,00 / 25,00 | 1,25 | 5,00 |" in tekst
    assert tekst.endswith("Vokser over målet:\n- Soek_01: 4,00 ganger, 30,00 ms")


def test_det_som_er_over_maalet_nevnes_med_maalet():
    tekst = rapport.en(
        stoerrelse(1000, {"soek_01": (101, 101), "saker_en": (31, 31), "saker_to": (20, 15), "x": (1, 1)})
    )
    assert "- Soek_01: p95 101,00 ms, målet er 100" in tekst
    assert "- Saker_en: p95 31,00 ms, målet er 30" in tekst
    assert "- Saker_to: vern og tilgang koster 5,00 ms, 33 %" in tekst
    assert "Registreringer per sekund: 1 samtidig 30, 8 samtidig 40." in tekst
    assert "- X" not in tekst
