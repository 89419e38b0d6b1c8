"""The tables, as Markdown, and the facts about the machine that the numbers depend on. No host names, no paths."""

import os
import platform
from collections.abc import Iterable, Iterator, Mapping

from ytelse.maaling import Resultat, Stoerrelse

HODE = (
    "| Måling | Med vern, ms (median / p95) | Uten, ms (median / p95) | Forhold | Forskjell, ms | Hele arbeidet, ms |\n"
    "|---|---:|---:|---:|---:|---:|"
)
# What is aimed at. A page is whatever is not a search or an act.
SOEK_MS, SIDE_MS, HANDLING_MS = 100, 30, 100
VEKST, VEKST_MS = 1.5, 10
VERN, VERN_MS = 1.2, 1


def maskinen(antall: int, runder: int, fylt: float) -> str:
    """One line about what the numbers were made with. Asked while the database is there."""
    from django.db import connection

    with connection.cursor() as peker:
        peker.execute("select current_setting('server_version'), current_setting('fsync')")
        versjon, fsync = peker.fetchone()
    return (
        f"{os.cpu_count()} kjerner, PostgreSQL {versjon} (fsync {fsync}), Python {platform.python_version()}; "
        f"{antall} journalposter i 16 virksomheter, fylt på {fylt:.0f} s, {runder} runder."
    )


def en(s: Stoerrelse) -> str:
    """All about one size: the table, the rate of registration, what misses the aims, what the plans do."""
    deler = [s.maskin, tabell(s.resultater), samtidig(s.per_sekund) if s.per_sekund else ""]
    deler.append(_punkter("Over målet", (o for r in s.resultater for o in _over(r))))
    deler.append(_punkter("Funn i planene", s.funn))
    return "\n\n".join(filter(None, deler)) + "\n"


def tabell(resultater: Iterable[Resultat]) -> str:
    """The whole table."""
    return "\n".join([HODE, *(_linje(r) for r in resultater)])


def samtidig(per_sekund: Mapping[int, float]) -> str:
    """How many letters are registered, journalført and given out per second, by how many writers at once."""
    return "Registreringer per sekund: " + ", ".join(f"{n} samtidig {tall:.0f}" for n, tall in per_sekund.items()) + "."


def vekst(liten: Stoerrelse, stor: Stoerrelse) -> str:
    """What grows with the archive: one table over both sizes, with protection, and what grows more than is aimed at."""
    foer = {r.fil: r for r in liten.resultater}
    parene = [(foer[r.fil], r) for r in stor.resultater if r.fil in foer]
    hode = f"| Måling | {liten.antall}, ms (median / p95) | {stor.antall}, ms (median / p95) | Vekst | Forskjell, ms |"
    linjer = [
        f"| {s.navn} | {_ms(m.med.median)} / {_ms(m.med.p95)} | {_ms(s.med.median)} / {_ms(s.med.p95)}"
        f" | {_ms(s.med.median / m.med.median)} | {_ms(s.med.median - m.med.median)} |"
        for m, s in parene
    ]
    for_mye = [
        f"{s.navn}: {_ms(s.med.median / m.med.median)} ganger, {_ms(s.med.median - m.med.median)} ms"
        for m, s in parene
        if s.med.median / m.med.median >= VEKST and s.med.median - m.med.median >= VEKST_MS
    ]
    return "\n".join([hode, "|---|---:|---:|---:|---:|", *linjer]) + "\n\n" + _punkter("Vokser over målet", for_mye)


def _over(r: Resultat) -> Iterator[str]:
    maal = SOEK_MS if r.fil.startswith("soek") else HANDLING_MS if r.fil == "registrering" else SIDE_MS
    if r.med.p95 > maal:
        yield f"{r.navn}: p95 {_ms(r.med.p95)} ms, målet er {maal}"
    if r.forhold >= VERN and r.forskjell >= VERN_MS:
        yield f"{r.navn}: vern og tilgang koster {_ms(r.forskjell)} ms, {(r.forhold - 1) * 100:.0f} %"


def _punkter(navn: str, linjer: Iterable[str]) -> str:
    linjene = list(linjer)
    return f"{navn}:\n" + "\n".join(f"- {linje}" for linje in linjene) if linjene else f"{navn}: ingen."


def _linje(r: Resultat) -> str:
    celler = (
        r.navn,
        f"{_ms(r.med.median)} / {_ms(r.med.p95)}",
        f"{_ms(r.uten.median)} / {_ms(r.uten.p95)}",
        _ms(r.forhold),
        _ms(r.forskjell),
        _ms(r.helt),
    )
    return "| " + " | ".join(celler) + " |"


def _ms(tid: float) -> str:
    return f"{tid:.2f}".replace(".", ",")
