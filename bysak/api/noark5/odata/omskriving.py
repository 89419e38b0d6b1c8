"""Looking through a tree, and writing it anew with other names at the beginning of its ways."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any

from bysak.api.noark5.odata import uttrykk as u
from bysak.api.noark5.odata.verdier import skrevet


def stiene(node: u.Uttrykk) -> Iterator[tuple[u.Sti, bool]]:
    """Find the ways in a condition, and whether they count. An any or all inside it looks after its own."""
    match node:
        case u.Sti():
            yield node, False
        case u.Antall(sti):
            yield sti, True
        case u.Kall(_, verdier):
            for v in verdier:
                yield from stiene(v)
        case u.Regn(_, a, b) | u.Sammenlign(_, a, b):
            yield from stiene(a)
            yield from stiene(b)
        case u.Blant(a, verdier):
            yield from stiene(a)
            for v in verdier:
                yield from stiene(v)


def er_vilkaar(node: u.Uttrykk) -> bool:
    """Is this something that is so or not?"""
    if isinstance(node, u.Kall):
        return node.navn in ("contains", "startswith", "endswith", "isof")
    return isinstance(node, u.Og | u.Eller | u.Ikke | u.Hver | u.Sammenlign | u.Blant)


def har_null(node: u.Sammenlign) -> bool:
    """Is it about whether something is missing?"""
    return any(isinstance(v, u.Verdi) and skrevet(v.verdi).verdi is None for v in (node.venstre, node.hoeyre))


def byttet(node: Any, foran: tuple[str, ...], med: tuple[str, ...]) -> Any:
    """Return the same condition with other names at the beginning of its ways."""
    if isinstance(node, u.Sti):
        return u.Sti((*med, *node.ledd[len(foran) :])) if node.ledd[: len(foran)] == foran else node
    if isinstance(node, tuple):
        return tuple(byttet(n, foran, med) for n in node)
    if is_dataclass(node) and not isinstance(node, type):
        return replace(node, **{f.name: byttet(getattr(node, f.name), foran, med) for f in fields(node)})
    return node
