"""Query plans: written to `planer/`, compared by their nodes, and searched for what will hurt with more rows."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import connection, connections
from django.db.backends.postgresql.psycopg_any import mogrify

from bysak.organisasjon.tilgang import klasser
from ytelse.maaling import Maaling
from ytelse.vilkaar import EIER, med_vern

MAPPE = Path(__file__).parent / "planer"
# More rows than this, read only to be sorted or thrown away, is a finding.
MANGE = 1000
# The definer function hides its plan: its statement is explained as the owner, whose rights it has.
STORE = (
    "arkivstruktur_(?:mappe|registrering|korrespondansepart|dokument[a-z]+|avskrivning)",
    "mottak_innkomst(?:vedlegg)?",
    "soekeindeks",
)
_PAA_STOR_TABELL = re.compile(rf".*(?:Scan.* on (?:{'|'.join(STORE)})\b|Bitmap Index Scan on)")
_TYPER = ("smallint[]", "tsquery[]", "int[]", "int[]")


def ta_planer(maaling: Maaling) -> tuple[str, list[str]]:
    """Run a measurement once and explain its statements: the normalised text, and findings as sentences."""
    with med_vern(maaling.som, maaling.sted, "ytelse"):
        klasser(maaling.som)
        setninger = _setninger(maaling)
        planer = [_forklar(sql, alias) for sql, alias in setninger]
        funn = [f for sql, alias in setninger for f in _funn(_analyse(sql, alias))]
    return "\n\n".join(_normaliser(p) for p in planer) + "\n", sorted(set(funn))


def skriv(fil: str, plan: str) -> None:
    """Keep a plan."""
    MAPPE.mkdir(exist_ok=True)
    (MAPPE / f"{fil}.txt").write_text(plan, encoding="utf-8")


def avvik(fil: str, plan: str) -> str:
    """How a plan differs from the one that is kept, by its nodes; empty when it does not."""
    lagret = MAPPE / f"{fil}.txt"
    if not lagret.exists():
        return f"{fil}: ingen plan er lagret."
    foer, naa = noder(lagret.read_text(encoding="utf-8")), noder(plan)
    if foer == naa:
        return ""
    return f"{fil}: planen er en annen.\n  Før:\n" + _innrykk(foer) + "\n  Nå:\n" + _innrykk(naa)


def noder(plan: str) -> list[str]:
    """How a plan reaches each table of size, and what it sorts; joins and small tables may vary from load to load."""
    linjer = (linje.strip().removeprefix("->").strip() for linje in plan.splitlines())
    return [linje for linje in linjer if linje == "Sort" or _PAA_STOR_TABELL.match(linje)]


def _innrykk(linjer: list[str]) -> str:
    return "\n".join(f"    {linje}" for linje in linjer)


def _setninger(maaling: Maaling) -> list[tuple[str, str]]:
    with _lytt(maaling) as hoert:
        maaling.gjoer(maaling.som)
    return [
        (sql, alias)
        for sql, alias in hoert
        if sql.lstrip().lower().startswith("select") and "plainto_tsquery" not in sql and " FOR " not in sql
    ]


@contextmanager
def _lytt(maaling: Maaling) -> Iterator[list[tuple[str, str]]]:
    """Hear every statement with its values in place, and whom to explain it as."""
    hoert: list[tuple[str, str]] = []

    def lytter(utfoer: Any, sql: str, verdier: Any, mange: Any, kontekst: Any) -> Any:
        if "from vern.soek(" in sql:
            hvor = maaling.sted.virksomheter
            setning, spoersmaal = _indre_soek(hvor, verdier[0])
            navngitt = dict(zip("1234", [hvor, spoersmaal, *verdier[1:3]], strict=True))
            hoert.append((mogrify(setning, navngitt, connection), EIER))
        elif not mange:
            hoert.append((mogrify(sql, verdier, connection), "default"))
        return utfoer(sql, verdier, mange, kontekst)

    with connection.execute_wrapper(lytter):
        yield hoert


def _indre_soek(hvor: list[int], node: str) -> tuple[str, list[str]]:
    """The statement that the definer function runs, and the parts of the question in the language of the index."""
    with connections[EIER].cursor() as peker:
        peker.execute(
            "select vern.soekesetning(%s, q, 'nyest', 's.objekt_id, s.art', 50), q::text[]"
            " from vern.leddene(%s, false) q",
            [hvor, node],
        )
        setning, spoersmaal = peker.fetchone()
    return re.sub(r"\$(\d)", lambda m: f"%({m[1]})s::{_TYPER[int(m[1]) - 1]}", setning), spoersmaal


def _forklar(sql: str, alias: str) -> str:
    with connections[alias].cursor() as peker:
        peker.execute(f"explain (costs off) {sql}")
        return "\n".join(rad[0] for rad in peker.fetchall())


def _analyse(sql: str, alias: str) -> dict[str, Any]:
    with connections[alias].cursor() as peker:
        peker.execute(f"explain (analyze, timing off, format json) {sql}")
        svar = peker.fetchone()[0]
    plan: dict[str, Any] = (json.loads(svar) if isinstance(svar, str) else svar)[0]["Plan"]
    return plan


def _funn(node: dict[str, Any]) -> Iterator[str]:
    barn = node.get("Plans", [])
    type_, tabell = node["Node Type"], node.get("Relation Name", "")
    kastet = _rader(node, "Rows Removed by Filter") + _rader(node, "Rows Removed by Join Filter")
    if type_ == "Seq Scan" and node["Actual Rows"] + node.get("Rows Removed by Filter", 0) > MANGE:
        yield f"leser hele {tabell}"
    elif kastet > MANGE and kastet > _rader(node):
        yield f"leser og forkaster {_runde(kastet)} rader fra {tabell or type_}"
    if type_ == "Sort" and barn and _rader(barn[0]) > MANGE:
        yield f"sorterer {_runde(_rader(barn[0]))} rader"
    if any("vern." in str(node.get(del_, "")) for del_ in ("Filter", "Index Cond", "Recheck Cond", "Join Filter")):
        yield f"kaller vern-funksjonen for hver rad i {tabell}"
    for under in barn:
        yield from _funn(under)


def _rader(node: dict[str, Any], felt: str = "Actual Rows") -> float:
    return float(node.get(felt, 0)) * float(node.get("Actual Loops", 1))


def _runde(antall: float) -> str:
    """Two digits, as the number varies a little from load to load."""
    return f"{float(f'{antall:.1e}'):.0f}"


def _normaliser(plan: str) -> str:
    plan = re.sub(r"'(?:[^']|'')*'", "'…'", plan)
    return re.sub(r"([=<>] )-?\d+\b", r"\1n", plan)
