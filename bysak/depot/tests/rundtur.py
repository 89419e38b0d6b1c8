"""What the tests of the round trip share: to make a deposit, another world to read it into, units as text."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from django.db import connections
from psycopg import sql

from bysak.arkivstruktur import models as arkiv
from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk, produser_uttrekk
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.postgres import DATABASE, Server
from bysak.noark.xml import SAMLET, Enhet, Leser
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

_KILDE = re.compile(
    r'<felt [^>]*navn="kilde_id">[^<]*</felt>|<uplassert [^>]*><felt [^>]*navn="kilde_id">[^<]*</felt></uplassert>'
)
# The part of a document that stands in several entries has its own id in one of them.
_PARTID = re.compile(r'(?<=enhet="part")([^>]*>)<verdi navn="systemID">[^<]*</verdi>')
_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
# A document in several entries has its own id in the first of them, and which is first follows from the ids.
_UPLASSERT_ID = re.compile(r'<verdi navn="systemID">[^<]*</verdi>| id="[^"]*"')
_DOKUMENTID = re.compile(r"(dokument(?:beskrivelse|objekt):|'systemID': )(?:\['[0-9a-f-]{36}'\]|[0-9a-f-]{36})")


def lag_uttrekk(mappe: Path, hvem: Virksomhet) -> Path:
    """Make a deposit of every closed arkivdel of a virksomhet."""
    av = prosessaktoer("kommando")
    with arbeid(som=av, i=hvem, verb="test"):
        deler = arkiv.Arkivdel.objects.filter(arkivdelstatus="P").values_list("pk", flat=True)
        uttrekk = bestill_uttrekk(Utvalg(tuple(deler)), mappe, av=av)
    ferdig = produser_uttrekk(uttrekk.pk, hvem.pk, av=av)
    assert ferdig.status == ferdig.Status.FERDIG, ferdig.feil
    return mappe


def enheter(fil: Path, gamle: dict[str, str] | None = None, *, uten_dok: bool = False) -> Counter[str]:
    """Every unit of a file as one text: what it holds and where it lies, with old ids for new ones."""
    *_, rot = Leser(fil, stroem=SAMLET)
    funnet: Counter[str] = Counter()
    _samle(rot, funnet)
    ut: Counter[str] = Counter()
    for tekst, antall in funnet.items():
        uten = _UPLASSERT_ID.sub("", _DOKUMENTID.sub(r"\1", tekst)) if uten_dok else tekst
        ut[_UUID.sub(lambda treff: (gamle or {}).get(treff[0], treff[0]), uten)] += antall
    return ut


def _samle(enhet: Enhet, funnet: Counter[str], over: str = "") -> None:
    her = f"{over}/{enhet.type}:{enhet.en('systemID') or ''}"
    uten = {navn: [_PARTID.sub("", _KILDE.sub("", v)) for v in w] for navn, w in sorted(enhet.verdier.items())}
    # The next period is not in the deposit, so what refers to it is listed and not kept.
    verdier = {navn: verdier for navn, verdier in uten.items() if verdier != [""] and navn != "referanseArvtaker"}
    funnet[f"{her} {verdier}"] += 1
    for barn in enhet.barn:
        _samle(barn, funnet, her)


def typer(fil: Path) -> set[str]:
    """The kinds of units in a file."""
    *_, rot = Leser(fil, stroem=SAMLET)
    funnet: set[str] = set()
    venter = [rot]
    while venter:
        enhet = venter.pop()
        funnet.add(enhet.type)
        venter += enhet.barn
    return funnet


def filer(mappe: Path) -> list[tuple[str, bytes]]:
    """The documents of a deposit."""
    return sorted((f.name, f.read_bytes()) for f in (mappe / "dokumenter").rglob("*") if f.is_file())


def krev_like(foerste: Path, andre: Path) -> None:
    """Two deposits hold the same units, changes and files."""
    for fil in ("arkivstruktur.xml", "endringslogg.xml"):
        en, to = enheter(foerste / fil), enheter(andre / fil)
        assert (sorted(en - to), sorted(to - en)) == ([], []), fil
    assert filer(foerste) == filer(andre)


@contextmanager
def annen_verden(fra: str = DATABASE) -> Iterator[str]:
    """A world where nothing of what this one has read in is known, copied from `fra`; `i_verden` steps into it."""
    navn = f"annen_{uuid4().hex}"
    with Server().koble_til() as k:
        lag = sql.SQL("create database {} owner bysak_eier template {} strategy file_copy")
        k.execute(lag.format(sql.Identifier(navn), sql.Identifier(fra)))
        k.execute(sql.SQL("revoke temporary on database {} from public").format(sql.Identifier(navn)))
    try:
        yield navn
    finally:
        with Server().koble_til() as k:
            k.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(navn)))


@contextmanager
def i_verden(navn: str) -> Iterator[None]:
    """Be connected to another database meanwhile."""
    oppsett = connections["default"].settings_dict
    foer = oppsett["NAME"]
    connections["default"].close()
    oppsett["NAME"] = navn
    try:
        yield
    finally:
        connections["default"].close()
        oppsett["NAME"] = foer
