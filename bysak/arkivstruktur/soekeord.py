"""What a piece of a question stands for beside itself: bokmål and nynorsk, and the ways to write days and numbers.

All is done to the question. The index holds what was written, so that nothing found is an interpretation of it.
"""

import re
from datetime import date
from itertools import product
from typing import Any

Node = dict[str, Any]

_MAANEDER = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober",
             "november", "desember")  # fmt: skip
_DAG = re.compile(
    r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})|(\d{4})-(\d{2})-(\d{2})"
    rf"|(\d{{1,2}})\.?\s({'|'.join(_MAANEDER)})\s(\d{{4}})",
    re.IGNORECASE,
)
_EIENDOM = re.compile(
    r"g(?:b?nr|årdsnr|årdsnummer)(?:\W+b(?:ruks)?nr)?\W*(\d{1,6})\W+(?:og\W+)?(?:b(?:nr|ruksnr|ruksnummer)\W*)?(\d{1,6})"
    r"|eiendom(?:men)?\s(\d{1,6})/(\d{1,6})",
    re.IGNORECASE,
)
_TALL = re.compile(r"\d{1,3}(?:[ .]\d{3})+|\d\d(?: \d\d){3}|\d{5,12}")
# What is one piece though there are spaces in it; first in the question, or after a space or a parenthesis.
FLERE_ORD = rf"-?(?i:{_DAG.pattern}|{_EIENDOM.pattern}|{_TALL.pattern})(?![\w/])"

# Parts of words, bokmål and nynorsk. A word that comes of it and does not exist finds nothing and costs nothing.
_DELER = (
    ("skole", "skule"), ("vei", "veg"), ("hjemme", "heime"), ("hjem", "heim"), ("syk", "sjuk"), ("bolig", "bustad"),
    ("tillatelse", "løyve"), ("bevilling", "løyve"), ("tilskudd", "tilskot"), ("fravær", "fråvær"), ("hånd", "hand"),
    ("kirke", "kyrkje"), ("vann", "vatn"), ("virksomhet", "verksemd"), ("eiendom", "eigedom"), ("eier", "eigar"),
    ("bruker", "brukar"),
    ("leder", "leiar"), ("lærer", "lærar"), ("pleier", "pleiar"), ("søker", "søkjar"), ("bygger", "byggjar"),
    ("høring", "høyring"), ("regnskap", "rekneskap"), ("utvalg", "utval"), ("sikkerhet", "tryggleik"),
    ("ansettelse", "tilsetjing"), ("oppsigelse", "oppseiing"), ("undersøkelse", "undersøking"), ("epost", "e-post"),
)  # fmt: skip
# Whole words that no stemmer brings together.
_HELE = (
    ("tre", "treet", "trær", "trærne"), ("bok", "boka", "boken", "bøker", "bøkene"), ("mann", "menn"), ("uke", "veke"),
    ("vei", "veien", "veg"), ("barn", "born"), ("gate", "gt"), ("st", "sankt"), ("kafe", "kafé", "café"),
    ("skjenking", "skjenke"),
)  # fmt: skip
MAKS_VARIANTER = 8


def varianter(ordet: str) -> list[str]:
    """The word, and what it is called in the other written Norwegian or in another form; the word itself first."""
    bytter = [(fra, til) for par in _DELER for fra, til in (par, par[::-1]) if fra in ordet][:3]
    svar = [ordet, *(o for gruppe in _HELE if ordet in gruppe for o in gruppe), *_paa_el(ordet)]
    for valg in product((False, True), repeat=len(bytter)):
        nytt = ordet
        for gjoer, (fra, til) in zip(valg, bytter, strict=True):
            nytt = nytt.replace(fra, til) if gjoer else nytt
        svar.append(nytt)
    return list(dict.fromkeys(svar))[:MAKS_VARIANTER]


def _paa_el(ordet: str) -> list[str]:
    """«elsykkel» and «elsykler», «hjelpemiddel» and «hjelpemidler»."""
    if ordet.endswith("el") and len(ordet) > 4:
        rot = ordet[:-2]
        return [(rot[:-1] if rot[-1] == rot[-2] else rot) + "ler"]
    if ordet.endswith("ler") and len(ordet) > 5:
        return [f"{ordet[:-3]}el", f"{ordet[:-3]}{ordet[-4]}el"]
    return []


def dag_eller_tall(bit: str, uferdig: bool) -> Node | None:
    """The node of a day, a property or a number, however it is written here and there; None for anything else.

    05.03.2025 is also «5. mars 2025», and what is dated that day; 912345678 is also «912 345 678».
    """
    if (treff := _DAG.fullmatch(bit)) and (dagen := _dagen(treff)):
        return _node_for_dag(dagen)
    if treff := _EIENDOM.fullmatch(bit):
        gaard, bruk = (int(tall) for tall in treff.groups() if tall)
        skrevet = _fraser([f"gnr {gaard} bnr {bruk}", f"gnr bnr {gaard} {bruk}"])
        return {"eller": [{"merker": [f"§eiendom:{gaard}/{bruk}"]}, *skrevet]}
    if _TALL.fullmatch(bit):
        return _node_for_tall(re.sub(r"\D", "", bit), bit, uferdig)
    return None


def _dagen(treff: re.Match[str]) -> date | None:
    d1, m1, aar1, aar2, m2, d2, d3, navn, aar3 = treff.groups()
    maaned = _MAANEDER.index(navn.lower()) + 1 if navn else int(m1 or m2)
    aar = int(aar1 or aar2 or aar3)
    try:
        return date(aar + 2000 if aar < 100 else aar, maaned, int(d1 or d2 or d3))
    except ValueError:
        return None


def _node_for_dag(dag: date) -> Node:
    skrevet = [
        f"{dag.day}.{dag.month}.{dag.year}", f"{dag:%d.%m.%Y}", f"{dag:%d.%m.%y}", f"{dag:%Y-%m-%d}",
        f"{dag.day}. {_MAANEDER[dag.month - 1]} {dag.year}",
    ]  # fmt: skip
    merker = [f"§{felt}:{dag:%Y-%m-%d}" for felt in ("dato", "dokumentdato")]
    return {"eller": [{"merker": merker}, *_fraser(skrevet)]}


def _node_for_tall(siffer: str, skrevet: str, uferdig: bool) -> Node:
    tusen = f"{int(siffer):,}" if siffer[0] != "0" else siffer
    fraser = [skrevet, tusen.replace(",", " ")]
    if len(siffer) == 8:  # telephone
        fraser.append(" ".join(siffer[n : n + 2] for n in range(0, 8, 2)))
    ord_: list[Node] = [{"ord": siffer, "vekt": "", "uferdig": uferdig}]
    return {"eller": ord_ + _fraser([*fraser, tusen.replace(",", ".")])}


def _fraser(tekster: list[str]) -> list[Node]:
    return [{"frase": tekst, "vekt": ""} for tekst in dict.fromkeys(tekster)]
