"""docs/krav.md: which requirements of Noark 5 are proved, and by which test.

Facts stand in `bysak/noark/krav.tsv`; the proof is `@pytest.mark.krav("3.2.5")` on a test, read from the source without
running it. Make the page anew with `python -m tests.krav.oversikt`. A requirement that has once been proved is marked
in the file (`lovet`), so that a test that disappears is noticed.
"""

import ast
import csv
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace

from tests.arkitektur.kilder import ROT, Funksjon, moduler

FAKTA = ROT / "bysak/noark/krav.tsv"
SIDE = ROT / "docs/krav.md"
GJELDER = {"yes": "applies", "if-feature": "when the function is offered", "optional": "optional"}
TYPER = {"O": "obligatory", "B": "conditional", "V": "voluntary"}
INGRESS = """# Noark 5: what is proved

Made by `python -m tests.krav.oversikt` from `bysak/noark/krav.tsv` and the tests; do not edit. Type: O obligatory,
B obligatory under a condition, V voluntary. A requirement is proved when a test carries its number; «not yet» says
nothing about whether the product does it; «not chosen» and «not offered» say why. The
summaries are our own words, not the standard's text.
"""


@dataclass(frozen=True)
class Krav:
    """One requirement. lovet: it has been proved, and must stay so. grunn: why it is not offered, when it is not."""

    nummer: str
    kapittel: str
    type: str
    betingelse: str
    gjelder: str
    sammendrag: str
    lovet: bool
    grunn: str


def fakta() -> list[Krav]:
    """Every requirement of the standard, in its order."""
    with FAKTA.open(encoding="utf-8", newline="") as fil:
        return [
            Krav(
                r["krav"],
                r["kapittel"],
                r["type"],
                r["betingelse"],
                r["gjelder"],
                r["sammendrag"],
                r["lovet"] == "ja",
                r["grunn"],
            )
            for r in csv.DictReader(fil, delimiter="\t")
        ]


def bevis() -> dict[str, list[str]]:
    """The tests that prove each requirement, as `file:test`."""
    svar: dict[str, list[str]] = defaultdict(list)
    for modul in moduler():
        for node in ast.walk(modul.tre):
            if isinstance(node, Funksjon) and node.name.startswith("test_"):
                for nummer in _merker(node):
                    svar[nummer].append(f"{modul.sti}:{node.name}")
    return svar


def side() -> str:
    """The whole page."""
    alle, beviste = fakta(), bevis()
    linjer = [INGRESS, _tall(alle, set(beviste))]
    kapittel = ""
    for k in alle:
        if k.kapittel != kapittel:
            kapittel = k.kapittel
            linjer.append(f"\n## {kapittel}\n\n| krav | type | applies | what | proved by |\n|---|---|---|---|---|")
        linjer.append(_rad(k, beviste.get(k.nummer, [])))
    return "\n".join(linjer) + "\n"


def skriv() -> None:
    """Write the page, and mark in the facts what has become proved."""
    beviste = bevis()
    alle = [replace(k, lovet=k.lovet or k.nummer in beviste) for k in fakta()]
    with FAKTA.open("w", encoding="utf-8", newline="") as fil:
        ut = csv.writer(fil, delimiter="\t", lineterminator="\n")
        ut.writerow(["krav", "kapittel", "type", "betingelse", "gjelder", "lovet", "grunn", "sammendrag"])
        for k in alle:
            lovet = "ja" if k.lovet else ""
            ut.writerow(
                [k.nummer, k.kapittel, k.type, k.betingelse, k.gjelder, lovet, "" if lovet else k.grunn, k.sammendrag]
            )
    SIDE.write_text(side(), encoding="utf-8")


def _merker(test: Funksjon) -> Iterator[str]:
    for merke in test.decorator_list:
        if isinstance(merke, ast.Call) and ast.unparse(merke.func) == "pytest.mark.krav":
            yield from (str(a.value) for a in merke.args if isinstance(a, ast.Constant))


def _tall(alle: list[Krav], beviste: set[str]) -> str:
    antall, ferdig = Counter(k.type for k in alle), Counter(k.type for k in alle if k.nummer in beviste)
    rader = [f"| {TYPER[t]} | {antall[t]} | {ferdig[t]} |" for t in TYPER]
    return "\n".join(["| type | in the standard | proved |", "|---|---|---|", *rader])


def _rad(k: Krav, tester: list[str]) -> str:
    gjelder = GJELDER[k.gjelder] + (f": {k.betingelse}" if k.betingelse else "")
    bevist = "<br>".join(f"`{t}`" for t in sorted(tester)) or _uten_bevis(k)
    return f"| {k.nummer} | {k.type} | {gjelder} | {k.sammendrag.replace('|', '/')} | {bevist} |"


def _uten_bevis(k: Krav) -> str:
    if k.grunn:
        return f"{'not chosen' if k.type == 'V' else 'not offered'}: {k.grunn}"
    return "not yet" if k.gjelder == "yes" else "–"


if __name__ == "__main__":
    skriv()
