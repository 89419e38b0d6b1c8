"""Every colour can be read, by day and in the dark: counted from the tokens of the style sheet (WCAG 1.4.3, 1.4.11)."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[1] / "static" / "bysak.css").read_text(encoding="utf-8")
FARGE = re.compile(r"#[0-9a-fA-F]{3,8}\b")
LYST, MORKT = 0, 1
SIDE = ("flate", "flate-varm", "flate-bak", "peker", "valgt", "her")
BOKSER = ("valgt", "boks-fare", "boks-varsel", "boks-ok")
# Text on the surfaces where it stands.
TEKST = {
    "tekst": (*SIDE, *BOKSER, "flate-sand", "flate-navn", "flate-fare"),
    "dempet": (*SIDE, *BOKSER, "flate-sand"),
    "lenke": (*SIDE, *BOKSER, "flate-sand"),
    "fare": (*SIDE, "boks-fare"),
    "advarsel": (*SIDE, "boks-varsel"),
    "ok": (*SIDE, "flate-ok", "boks-ok"),
    "paa-fare": ("flate-fare",),
    "paa-varsel": ("flate-varsel",),
    "paa-mork": ("flate-mork", "mork-peker", "mork-felt"),
    "paa-knapp": ("knapp", "lenke"),
    "paa-lys": ("gul", "lysegul", "roed", "blaa", "sand"),
    "paa-serie": ("serie1", "serie2", "serie3"),
}
# What must be seen without being read: the border of a field, the ring of focus, the columns of a drawing.
FORM = {
    "felt": SIDE,
    "tekst": SIDE,
    "knapp": SIDE,
    "paa-mork": ("flate-mork",),
    "serie1": ("flate",),
    "serie2": ("flate",),
    "serie3": ("flate",),
}


def tokens() -> dict[str, str]:
    return dict(re.findall(r"--((?:pkt|bys)-[\w-]+):\s*([^;]+);", CSS))


TOKENS = tokens()


def fargen(navn: str, tema: int) -> str:
    """The six digits of a token in one theme."""
    verdi = TOKENS[navn if navn.startswith("pkt") else f"bys-{navn}"]
    if par := re.fullmatch(r"light-dark\((.+), (.+)\)", verdi):
        verdi = par[tema + 1]
    if annen := re.fullmatch(r"var\(--(?:bys-)?([\w-]+)\)", verdi):
        return fargen(annen[1], tema)
    assert FARGE.fullmatch(verdi), f"{navn}: {verdi}"
    siffer = verdi[1:]
    return siffer if len(siffer) == 6 else "".join(s * 2 for s in siffer)


def lysstyrke(farge: str) -> float:
    kanaler = [int(farge[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    r, g, b = (k / 12.92 if k <= 0.04045 else ((k + 0.055) / 1.055) ** 2.4 for k in kanaler)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def kontrast(en: str, annen: str) -> float:
    lys, mork = sorted((lysstyrke(en), lysstyrke(annen)), reverse=True)
    return (lys + 0.05) / (mork + 0.05)


def for_svake(par: dict[str, tuple[str, ...]], tema: int, minst: float) -> list[str]:
    return [
        f"{over} på {under}: {k:.2f}"
        for over, flater in par.items()
        for under in flater
        if (k := kontrast(fargen(over, tema), fargen(under, tema))) < minst
    ]


@pytest.mark.parametrize("tema", [LYST, MORKT], ids=["lyst", "moerkt"])
def test_all_tekst_kan_leses_i_begge_temaene(tema: int):
    assert for_svake(TEKST, tema, 4.5) == []


@pytest.mark.parametrize("tema", [LYST, MORKT], ids=["lyst", "moerkt"])
def test_felt_fokus_og_tegninger_kan_sees_i_begge_temaene(tema: int):
    assert for_svake(FORM, tema, 3) == []


def test_deler_bruker_bare_farger_med_en_hensikt():
    """A colour in a part would be the same in the dark, and in no test."""
    grunn, deler = CSS.split("/* ── 2 Ground")
    assert [linje for linje in deler.splitlines() if FARGE.search(linje) or "--pkt-" in linje] == []
    brukt = set(re.findall(r"var\(--(bys-[\w-]+)", CSS))
    assert brukt <= set(TOKENS), "ukjent token"
    assert {navn for navn in TOKENS if navn.startswith("bys-")} <= brukt, "token uten bruk"
    assert "light-dark(" in grunn


def test_papir_er_hvitt_ogsaa_i_moerket():
    lys = re.search(r"([^{}]+)\{ color-scheme: light; \}", CSS)
    assert lys
    assert ".ark" in lys[1]
    assert fargen("flate", LYST) == "ffffff"
    assert re.search(r"\.ark \{[^}]*background: var\(--bys-flate\); color: var\(--bys-tekst\)", CSS)
