"""`python -m ytelse forslag`: how often suggestions are right on letters they have not seen, and how long they take.

The letters are generated, so the figures tell that the method finds what is there to find, not how people write. A
topic has a class, a unit and words of its own; a letter takes some of them, and many that every topic uses. One in ten
goes to another unit, one in five to another case worker than usual, and half of the letters come from a new address.
"""

import argparse
import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from uuid import UUID

from ytelse.server import database

HODE = "| Forslag | Prøvd på | Rett som nr. 1 | Rett blant 3 |\n|---|---:|---:|---:|"
FELT = ("sak", "klasse", "enhet", "person")
_EMNER, _ENHETER, _PERSONER, _ORD_PER_EMNE, _FELLESORD = 120, 8, 60, 14, 400
_BREV_PER_SAK, _PROEVES = 5, 2000
_STAVELSER = [a + b for a in ("b", "d", "f", "g", "k", "l", "n", "r", "s", "t") for b in ("a", "e", "il", "o", "ar")]


# Its class, the number of its unit, and its words.
Emne = tuple[UUID, int, list[str]]


@dataclass(frozen=True)
class Brev:
    """A generated letter, and where it belongs."""

    emne: str
    adresse: str
    riktig: dict[str, UUID]


def main(argumenter: Sequence[str]) -> int:
    """Learn from the first, try on the rest, print the tables."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse forslag", description="Mål om forslagene treffer.")
    tolk.add_argument("--antall", type=int, default=100_000, help="journalposter som det læres av")
    valg = tolk.parse_args(argumenter)
    brevene = lag_brev(valg.antall + _PROEVES, random.Random(5))  # noqa: S311 - the same each time
    with tempfile.TemporaryDirectory(prefix="bysak-ytelse-") as navn, database(Path(navn)):
        print("\n".join(maal(brevene[:-_PROEVES], brevene[-_PROEVES:])), flush=True)
    return 0


def lag_brev(antall: int, terning: random.Random) -> list[Brev]:
    """Letters in the order they come; most of the late ones belong to cases that are known."""
    felles = _ordene(_FELLESORD, terning)
    emner = [(_id(terning), nr % _ENHETER, _ordene(_ORD_PER_EMNE, terning)) for nr in range(_EMNER)]
    enheter, personer = ([_id(terning) for _nr in range(n)] for n in (_ENHETER, _PERSONER))
    vekter = [1 / (nr + 2) for nr in range(_EMNER)]
    saker = [_sak(terning, emner, vekter, felles) for _nr in range(antall // _BREV_PER_SAK + 1)]
    brevene = []
    for nr in range(antall):
        sak, (klasse, enhet, egne), sitt, avsender, person = saker[_hvilken(nr, len(saker), terning)]
        ordene = terning.sample(egne, 2) + terning.sample(sitt, 2) + terning.choices(felles, k=3)
        terning.shuffle(ordene)
        hvor = terning.randrange(_ENHETER) if terning.random() < 0.1 else enhet
        hvem = terning.randrange(_PERSONER) if terning.random() < 0.2 else person
        adresse = f"post@{avsender}.example" if terning.random() < 0.5 else f"{terning.randrange(10**6)}@ny.example"
        riktig = {"sak": sak, "klasse": klasse, "enhet": enheter[hvor], "person": personer[hvem]}
        brevene.append(Brev(" ".join(ordene), adresse, riktig))
    return brevene


def _sak(
    terning: random.Random, emner: list[Emne], vekter: list[float], felles: list[str]
) -> tuple[UUID, Emne, list[str], int, int]:
    emne = terning.choices(emner, vekter)[0]
    sitt = _ordene(2, terning) + terning.sample(emne[2], 2) + terning.sample(felles, 1)
    return _id(terning), emne, sitt, terning.randrange(4000), terning.randrange(_PERSONER)


def _hvilken(nr: int, antall: int, terning: random.Random) -> int:
    """Cases are opened one after the other, and most letters belong to one of the newest."""
    siste = min(antall - 1, nr // _BREV_PER_SAK)
    return max(0, siste - int(terning.expovariate(1 / 400)))


def _ordene(antall: int, terning: random.Random) -> list[str]:
    return ["".join(terning.choices(_STAVELSER, k=4)) for _nr in range(antall)]


def _id(terning: random.Random) -> UUID:
    return UUID(int=terning.getrandbits(128), version=4)


def maal(laeres: Sequence[Brev], proeves: Sequence[Brev]) -> list[str]:
    """Learn and try in one virksomhet of a new database. Returns the lines of the tables."""
    from bysak.kjerne.arbeid import arbeid
    from bysak.mottak.laering import Laerdom, gjett, laer, trekkene
    from bysak.organisasjon.models import Virksomhet
    from bysak.organisasjon.tilgang import prosessaktoer
    from ytelse.oppsett import opprett_virksomhetene

    opprett_virksomhetene([("frogner", "Bydel Frogner")])
    som, frogner = prosessaktoer("jobb"), Virksomhet.objects.get(kode="frogner")
    start = perf_counter()
    for fra in range(0, len(laeres), 2000):
        with arbeid(som=som, i=frogner, verb="lær"):
            bolk = laeres[fra : fra + 2000]
            laer((Laerdom(trekkene(b.emne, adresse=b.adresse), b.riktig) for b in bolk), av=som)
    laert = perf_counter() - start
    kjente = {b.riktig["sak"] for b in laeres}
    foerst, blant, antall = Counter[str](), Counter[str](), Counter[str]()
    tider: list[float] = []
    with arbeid(som=som, leser=[frogner]):
        for brev in proeves:
            start = perf_counter()
            svar = gjett(trekkene(brev.emne, adresse=brev.adresse), virksomhet=frogner.pk)
            tider.append((perf_counter() - start) * 1000)
            for felt in FELT:
                antall[felt] += felt != "sak" or brev.riktig["sak"] in kjente
                gjettet = [g.verdi for g in svar.get(felt, [])]
                foerst[felt] += gjettet[:1] == [brev.riktig[felt]]
                blant[felt] += brev.riktig[felt] in gjettet
    linjer = [HODE] + [
        f"| {felt} | {antall[felt]} | {foerst[felt] / antall[felt]:.0%} | {blant[felt] / antall[felt]:.0%} |"
        for felt in FELT
    ]
    p95 = quantiles(tider, n=20)[-1]
    return [
        *linjer,
        "",
        f"Lært av {len(laeres)} på {laert:.0f} s. Ett forslag: p50 {median(tider):.1f} ms, p95 {p95:.1f} ms.",
    ]
