"""The source tree as the architecture tests read it: files, lines, functions. Nothing is imported or run."""

import ast
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROT = Path(__file__).resolve().parents[2]
IKKE_KILDE = {"node_modules", "__pycache__", "build", "vendor"}
DOMENE = ("arkivstruktur", "journal", "mottak", "organisasjon", "saksbehandling", "tjeneste")
Funksjon = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Modul:
    """One Python file. sti: from the root of the project, with slashes."""

    sti: str
    tekst: str
    tre: ast.Module

    @property
    def navn(self) -> str:
        """Dotted name, as it is imported."""
        return self.sti.removesuffix(".py").replace("/", ".").removesuffix(".__init__")

    @property
    def er_test(self) -> bool:
        """Part of the tests, not of what is run."""
        return self.sti.startswith(("tests/", "conftest")) or "/tests/" in self.sti

    @property
    def kodelinjer(self) -> int:
        """Lines that are neither blank nor comment."""
        return kodelinjer(self.tekst)

    def offentlige(self) -> Iterator[Funksjon | ast.ClassDef]:
        """Functions and classes at the top level whose name does not begin with an underscore."""
        for node in self.tre.body:
            if isinstance(node, Funksjon | ast.ClassDef) and not node.name.startswith("_"):
                yield node

    def funksjoner(self) -> Iterator[Funksjon]:
        """Every function, methods and inner ones included."""
        for node in ast.walk(self.tre):
            if isinstance(node, Funksjon):
                yield node


def kodelinjer(tekst: str) -> int:
    """Lines that are neither blank nor comment."""
    return sum(1 for linje in tekst.splitlines() if linje.strip() and not linje.lstrip().startswith("#"))


@cache
def filer() -> tuple[Path, ...]:
    """Every file of the project that is kept under version control, vendored ones left out."""
    alle: list[Path] = []
    for mappe, undermapper, navn in os.walk(ROT):
        her = Path(mappe)
        undermapper[:] = [u for u in undermapper if u not in IKKE_KILDE and not _utenfor(her, u)]
        alle += [her / n for n in navn if not n.endswith((".pyc", ".mo"))]
    return tuple(sorted(alle))


def _utenfor(mappe: Path, under: str) -> bool:
    return under.endswith(".egg-info") or (
        mappe == ROT and (under == "data" or (under.startswith(".") and under != ".ci"))
    )


def sti(fil: Path) -> str:
    """A file as it is written in the documentation."""
    return fil.relative_to(ROT).as_posix()


@cache
def moduler() -> tuple[Modul, ...]:
    """Every Python file of the project except migrations."""
    alle = []
    for fil in filer():
        if fil.suffix == ".py" and "migrations" not in fil.parts:
            tekst = fil.read_text(encoding="utf-8")
            alle.append(Modul(sti(fil), tekst, ast.parse(tekst)))
    return tuple(alle)


@cache
def produktet() -> tuple[Modul, ...]:
    """The modules that are run: `bysak` without its tests."""
    return tuple(m for m in moduler() if m.sti.startswith("bysak/") and not m.er_test)


@cache
def domenet() -> tuple[Modul, ...]:
    """The modules where the rules of the archive live."""
    return tuple(m for m in produktet() if m.sti.split("/")[1] in DOMENE)


@cache
def visninger() -> tuple[tuple[Modul, Funksjon], ...]:
    """The views: functions of the doors that an address leads to."""
    nevnt = {sted for m in produktet() if m.sti.endswith("/urls.py") for sted in _adressert(m)}
    return tuple(
        (m, f) for m in produktet() for f in m.offentlige() if isinstance(f, Funksjon) and (m.navn, f.name) in nevnt
    )


def _adressert(modul: Modul) -> Iterator[tuple[str, str]]:
    """(module, function) of what the addresses of a table of contents lead to."""
    importert = {
        (navn.asname or navn.name): (node.module or "", navn.name)
        for node in modul.tre.body
        if isinstance(node, ast.ImportFrom)
        for navn in node.names
    }
    for k in kall(modul.tre):
        maal = k.args[1] if kalt(k) == "path" and len(k.args) > 1 else None
        if isinstance(maal, ast.Name):
            yield importert.get(maal.id, ("", ""))
        elif isinstance(maal, ast.Attribute) and isinstance(maal.value, ast.Name):
            yield ".".join(importert.get(maal.value.id, ("", ""))), maal.attr


def kall(node: ast.AST) -> Iterator[ast.Call]:
    """Every call inside a node, in the order of the text."""
    treff = [n for n in ast.walk(node) if isinstance(n, ast.Call)]
    yield from sorted(treff, key=lambda n: (n.lineno, n.col_offset))


def kalt(node: ast.Call) -> str:
    """The last name of what is called: `laas` for `laas(x)`, `save` for `jp.save()`."""
    if isinstance(node.func, ast.Name):
        return node.func.id
    return node.func.attr if isinstance(node.func, ast.Attribute) else ""


def lengde(node: Funksjon) -> int:
    """Lines of a function, from `def` to its last."""
    return (node.end_lineno or node.lineno) - node.lineno + 1


def funn(linjer: list[str]) -> str:
    """Findings as a failing test shows them, one a line."""
    return "\n" + "\n".join(linjer)
