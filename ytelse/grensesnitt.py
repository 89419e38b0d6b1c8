"""`python -m ytelse grensesnitt`: the service interface as clients meet it, over HTTP, beside the least that can be.

Each size has a process and a database of its own. Clients are processes with a kept connection each. Beside the time
by the clock stands the processors' time of one request, in the server (Python) and in the database, which other work on
the machine does not lengthen.
"""

import argparse
import multiprocessing
import os
import platform
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any
from urllib.parse import quote

import msgspec

from ytelse.kobling import Kall, Kobling, Last, Svar, Tjener, alle, ledig_port, stoerst_minne, tjener
from ytelse.server import database
from ytelse.stoerrelse import fyll_en, fyll_om_tom, mappe_for

BASE = "/noark5v5/api/"
SIDE, LANGT = 20, 5000
FILTER = "journalaar eq 2024"
HODE = (
    "| Poster | Hva | Prosesser | Klienter | Kall/s | p50, ms | p95, ms | Python, ms | Base, ms | Forhold |\n"
    "|---:|---|---:|---:|---:|---:|---:|---:|---:|---:|"
)
KJEDE = ("saksmappe", "journalpost", "dokumentbeskrivelse", "dokumentobjekt", "fil 100 kB")


def main(argumenter: Sequence[str]) -> int:
    """Fill, measure, print. Returns 1 when the numbers of a case are not as they should be."""
    tolk = argparse.ArgumentParser(prog="python -m ytelse grensesnitt", description="Mål tjenestegrensesnittet.")
    tolk.add_argument("--antall", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="journalposter")
    tolk.add_argument("--kall", type=int, default=400, help="lesinger fra hver klient (standard 400)")
    tolk.add_argument("--kjeder", type=int, default=40, help="kjeder fra hver klient, i den første størrelsen (40)")
    tolk.add_argument("--mb", type=int, default=200, help="størrelsen på filen som sendes (standard 200)")
    tolk.add_argument("--behold", type=Path, help="mappe der fylte databaser ligger til neste gang")
    valg = tolk.parse_args(argumenter)
    _si(
        f"{os.cpu_count()} kjerner, Python {platform.python_version()}; {valg.kall} lesinger fra hver klient.\n\n{HODE}"
    )
    alt_vel = True
    for nr, antall in enumerate(valg.antall):
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as prosess:
            alt_vel &= prosess.submit(maal, antall, valg, skriv=nr == 0).result()
    return 0 if alt_vel else 1


def maal(antall: int, valg: argparse.Namespace, *, skriv: bool) -> bool:
    """One size: readings, and in the first size what is written too. Are the numbers right?"""
    with mappe_for(antall, valg.behold) as mappe, database(mappe) as base:
        fyll_om_tom(antall, mappe) if valg.behold else fyll_en(antall)
        token, verden = _adgang(), _verden(valg.kall)
        from ytelse import alene

        for arbeidere in sorted({1, os.cpu_count() or 1}):
            klienter = 1 if arbeidere == 1 else 2 * arbeidere
            linje = _linjer(antall, arbeidere, klienter)
            with _bart(base) as bart:
                minst = bart.last(alle, [verden.en_og_en] * klienter)
            linje("bart endepunkt", minst)
            if arbeidere == 1:
                linje("samme SQL, bare psycopg", alene.last(verden.en_og_en, token, base), minst)
            with _bysak(base, arbeidere, token) as bysak:
                _les(bysak, verden, minst, linje, klienter)
                if skriv:
                    _kjeder(bysak, verden, valg.kjeder, linje, klienter)
        if not skriv:
            return True
        with _bysak(base, os.cpu_count() or 1, token) as bysak:
            rett = _samtidig(bysak, verden)
            _fil(bysak, verden, valg.mb)
        from ytelse.kjede import profil

        _si(profil(token, verden.klasse, valg.kjeder))
        return rett


class Verden(msgspec.Struct):
    """What is asked about: entries one by one, a klasse to make cases under, how many entries there are."""

    en_og_en: list[Kall]
    klasse: str
    antall: int


def _adgang() -> str:
    """A token for the archivist, as the login gives it."""
    from datetime import timedelta

    from bysak.organisasjon import adgang
    from bysak.organisasjon.models import Bruker, Virksomhet

    noekkel = adgang.ny_noekkel()
    hvem = adgang.Adgangsgrunn(Bruker.objects.get(brukernavn="kari"), _frogner(Virksomhet).pk, "ytelse")
    adgang.utsted(noekkel, hvem, art="tilgang", levetid=timedelta(hours=6))
    return noekkel


def _frogner(modell: Any) -> Any:
    return modell.objects.get(kode="frogner")


def _verden(kall: int) -> Verden:
    from bysak.arkivstruktur.models import Mappe, Registrering
    from bysak.kjerne.arbeid import arbeid
    from bysak.organisasjon.models import Bruker, Virksomhet
    from bysak.organisasjon.tilgang import aktoer_for, synlig_q

    kari = aktoer_for(Bruker.objects.get(brukernavn="kari"))
    with arbeid(som=kari, i=_frogner(Virksomhet)):
        poster = Registrering.objects.filter(synlig_q(kari), art="journalpost")
        idene = list(poster.order_by("pk").values_list("pk", flat=True)[:kall])
        sak = Mappe.objects.filter(arkivdel__arkivdelstatus="A", klasse__avsluttet_dato=None).exclude(klasse=None)
        enkelte = [Kall("GET", f"{BASE}sakarkiv/journalpost/{idene[nr % len(idene)]}/") for nr in range(kall)]
        return Verden(enkelte, str(sak.values_list("klasse", flat=True)[0]), poster.count())


def _bart(base: int) -> Any:
    from django.db import connections
    from psycopg.conninfo import make_conninfo

    oppsett = connections["eier"].get_connection_params()
    dsn = make_conninfo("", **{n: oppsett[n] for n in ("dbname", "user", "password", "host", "port")})
    return tjener("ytelse.bart:app", ledig_port(), 1, {"YTELSE_DSN": dsn}, base, "")


@contextmanager
def _bysak(base: int, arbeidere: int, token: str) -> Iterator[Tjener]:
    from bysak.kjerne.hemmeligheter import miljoe_for

    miljoe = miljoe_for("arbeidsflate") | {"BYSAK_PROSESS": "arbeidsflate"}
    # No limits on how often and how much.
    miljoe |= {"BYSAK_API_KALL_PER_MINUTT": "0", "BYSAK_API_BULKGRENSE": "0"}
    with tjener("bysak.wsgi:application", ledig_port(), arbeidere, miljoe, base, token) as tjeneren:
        # Each process and each connection makes its plans once.
        tjeneren.last(alle, [[Kall("GET", f"{BASE}admin/system/")] * 40] * 4)
        yield tjeneren


Linje = Callable[..., None]


def _linjer(antall: int, arbeidere: int, klienter: int) -> Linje:
    def skriv(hva: str, last: Last, mot: Last | None = None) -> None:
        forhold = f"{mot.per_sekund / last.per_sekund:.2f}" if mot else ""
        _si(f"| {antall} | {hva} | {arbeidere} | {klienter} | {last.tall} | {forhold} |")

    return skriv


def _les(bysak: Tjener, verden: Verden, minst: Last, linje: Linje, klienter: int) -> None:
    """One by one, and lists: the first page, one far in, and the count."""
    bysak.last(alle, [verden.en_og_en] * klienter)
    linje("les én", bysak.last(alle, [verden.en_og_en] * klienter), minst)
    liste = f"{BASE}arkivstruktur/registrering"
    runder = max(len(verden.en_og_en) // 10, 10)
    sider = {(SIDE, "alle", ""), (SIDE, FILTER, f"&$filter={quote(FILTER)}"), (_langs(verden.antall), "alle", "")}
    for lengde, navn, spoersmaal in sorted(sider, reverse=True):
        side_en = Kall("GET", f"{liste}/?$top={lengde}{spoersmaal}")
        nummer, langt = _langt_inne(bysak, side_en, liste, lengde)
        foerst = bysak.last(alle, [[side_en] * runder] * klienter)
        linje(f"{lengde} av {navn}, side 1", foerst, minst)
        langt_inne = bysak.last(alle, [[langt] * runder] * klienter)
        linje(f"{lengde} av {navn}, side {nummer} (mot side 1)", langt_inne, foerst)
    telling = Kall("GET", f"{liste}/$count")
    linje("antall av alle", bysak.last(alle, [[telling] * runder] * klienter), minst)


def _langs(antall: int) -> int:
    """How long pages may be when there are to be 5 000 of them, at most the usual."""
    return max(min(SIDE, antall // (LANGT + 1)), 1)


def _langt_inne(bysak: Tjener, side_en: Kall, liste: str, lengde: int) -> tuple[int, Kall]:
    """Page 5 000 by the link on the one before, or the last whole one where there are fewer."""
    with Kobling(bysak.port, bysak.token) as kobling:
        antall = msgspec.json.decode(kobling.kall(side_en).kropp)["count"]
        nummer = max(min(LANGT, antall // lengde - 1), 2)
        foer = kobling.kall(side_en._replace(sti=f"{side_en.sti}&$skip={(nummer - 2) * lengde}"))
    neste = msgspec.json.decode(foer.kropp)["_links"]["next"]["href"]
    return nummer, Kall("GET", f"{liste}?{neste.partition('?')[2]}")


def kjeden(kobling: Kobling, oppdrag: tuple[str, int]) -> list[float]:
    """Chains of a case, an entry, a document, a place for a file and the file; seconds of every request."""
    klasse, antall = oppdrag
    tider: list[float] = []
    for nr in range(antall):
        en_kjede(lambda hva: _maalt(kobling, hva, tider), klasse, nr)
    return tider


def _maalt(kobling: Kobling, hva: Kall, tider: list[float]) -> Svar:
    start = perf_counter()
    svar = kobling.kall(hva)
    tider.append(perf_counter() - start)
    return svar


def en_kjede(kall: Callable[[Kall], Svar], klasse: str, nr: int) -> None:
    """One chain, from the case to the file."""
    sti = f"{BASE}{_plass(kall, klasse, nr)}/referanseFil/"
    kall(Kall("POST", sti, os.urandom(100_000), "application/pdf"))


def _plass(kall: Callable[[Kall], Svar], klasse: str, nr: int = 0) -> str:
    """A case, an entry, a document and a place for a file; where that is."""
    over = f"arkivstruktur/klasse/{klasse}"
    for pakke, hva, kropp in (
        ("sakarkiv", "saksmappe", {"tittel": f"Søknad {nr} om ytelse"}),
        ("sakarkiv", "journalpost", {"tittel": f"Brev {nr}", "journalposttype": {"kode": "I"}}),
        ("arkivstruktur", "dokumentbeskrivelse", {"tittel": f"Brev {nr}", "dokumenttype": {"kode": "B"}}),
        ("arkivstruktur", "dokumentobjekt", {"variantformat": {"kode": "P"}}),
    ):
        svar = kall(Kall("POST", f"{BASE}{over}/ny-{hva}/", msgspec.json.encode(kropp)))
        over = f"{pakke}/{hva}/{msgspec.json.decode(svar.kropp)['systemID']}"
    return over


def _kjeder(bysak: Tjener, verden: Verden, antall: int, linje: Linje, klienter: int) -> None:
    bysak.last(kjeden, [(verden.klasse, 3)] * klienter)
    last = bysak.last(kjeden, [(verden.klasse, antall)] * klienter)
    linje("kjeden, et kall", last)
    for nr, navn in enumerate(KJEDE):
        linje(f"– {navn}", Last(last.tider[nr :: len(KJEDE)], last.sekunder, 0, 0))


def poster(kobling: Kobling, oppdrag: tuple[str, int]) -> list[float]:
    """Entries in one case."""
    sak, antall = oppdrag
    kropp = msgspec.json.encode({"tittel": "Samtidig", "journalposttype": {"kode": "I"}})
    return alle(kobling, [Kall("POST", f"{BASE}sakarkiv/saksmappe/{sak}/ny-journalpost/", kropp)] * antall)


def _samtidig(bysak: Tjener, verden: Verden, klienter: int = 8, hver: int = 10) -> bool:
    """Many write in one case at once. Are the numbers of its entries 1, 2, 3 … without a gap?"""
    with Kobling(bysak.port, bysak.token) as kobling:
        ny = Kall("POST", f"{BASE}arkivstruktur/klasse/{verden.klasse}/ny-saksmappe/", b'{"tittel":"Samtidig"}')
        sak = msgspec.json.decode(kobling.kall(ny).kropp)["systemID"]
        last = bysak.last(poster, [(sak, hver)] * klienter)
        liste = kobling.kall(Kall("GET", f"{BASE}sakarkiv/saksmappe/{sak}/registrering/"))
    numre = sorted(rad["journalpostnummer"] for rad in msgspec.json.decode(liste.kropp)["results"])
    rett = numre == list(range(1, klienter * hver + 1))
    _si(
        f"\n{klienter} klienter i samme sak: {last.per_sekund:.0f} journalposter i sekundet,"
        f" {'numrene er rette og uten hull' if rett else f'NUMRENE ER GALE: {numre}'}."
    )
    return rett


def _fil(bysak: Tjener, verden: Verden, mb: int) -> None:
    """One large file, and the most memory that the server had meanwhile."""
    innhold = os.urandom(mb * 1_000_000)
    with Kobling(bysak.port, bysak.token) as kobling:
        over = _plass(kobling.kall, verden.klasse)
        foer = stoerst_minne(bysak.pid, nullstill=True)
        start = perf_counter()
        kobling.kall(Kall("POST", f"{BASE}{over}/referanseFil/", innhold, "application/pdf"))
        sekunder = perf_counter() - start
    _si(
        f"{mb} MB i ett kall: {sekunder:.1f} s, {mb / sekunder:.0f} MB i sekundet; tjenerprosessen hadde {foer} MiB før"
        f" og høyst {stoerst_minne(bysak.pid)} MiB underveis."
    )


def _si(tekst: str) -> None:
    print(tekst, flush=True)
