"""A picture of every page, as the first role that is let in sees it: the world of the tests, found by `sider`.

Some also at phone width and in the dark, and an index of them all. `make bilder` runs it after the pictures of a day.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from playwright.sync_api import Browser, BrowserContext, Error

from tests.nettleser.anlegg import Anlegg, anlegg_med, logg_inn, nytt_vindu
from tests.nettleser.bilder import MAPPE, MOBIL, ROT, i_ro, lagre

T = TypeVar("T")
SIDER = MAPPE / "sider"
MAKS = 40 * 1024  # 250 of them, and the whole folder is to stay under 8 MB
ROLLER = {"kari": "Arkivar", "ola": "Saksbehandler", "nora": "Leder", "siv": "Systemforvalter"}
UTE = "Publikum"
# What a role sees differently on a page that another role has a picture of.
ULIKT = frozenset({"min", "journalpost", "fordeling"})
TELEFON = ("min", "saker", "sak", "journalpost", "journalpost_les", "sok", "journalpost_flytsvar")
MOERKT = ("mottak", "mottak_registrer", "saker", "sak", "journalpost", "journal_dag", "sok")


@dataclass(frozen=True)
class Bilde:
    """One picture: its file, what the page is called, and who sees it how."""

    fil: str
    tittel: str
    rolle: str
    maate: str = ""


@contextmanager
def verden_i(data: Path, lag: Callable[[], T]) -> Iterator[tuple[Anlegg, T]]:
    """The processes over a new world in a data folder, and what `lag` has put into it."""
    os.environ |= {"BYSAK_DATA": str(data), "DJANGO_SETTINGS_MODULE": "bysak.settings"}
    from bysak.kjerne.postgres import DATABASE, Server

    server = Server()
    server.start()
    try:
        kommando = [sys.executable, "-m", "bysak.kommandoer.hoved", "migrer"]
        subprocess.run(kommando, cwd=ROT, check=True, stdout=subprocess.DEVNULL)
        laget = _bygg(lag)
        with anlegg_med(DATABASE, "arbeidsflate", "offentlig") as anlegg:
            yield anlegg, laget
    finally:
        server.stop()


def _bygg(lag: Callable[[], T]) -> T:
    import django

    django.setup()
    from django.db import connections

    from tests.verden import bygg_verden

    bygg_verden()
    laget = lag()
    connections.close_all()
    return laget


def adresser_inne_og_ute() -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Everything in the tables of contents of the workspace and of the public site, with objects made for it."""
    from tests.nettleser.sider import adressene, lag_objekter

    objekter = lag_objekter()
    return adressene("bysak.web.urls", objekter), adressene("bysak.offentlig.urls", objekter)


def ta_alle_sider(leser: Browser, anlegg: Anlegg, inne: Mapping[str, str], ute: Mapping[str, str]) -> list[Bilde]:
    """Take them, in place of those that were there."""
    shutil.rmtree(SIDER, ignore_errors=True)
    bilder = [Bilde("logg_inn", _ta(nytt_vindu(leser, anlegg.arbeidsflate), "/logg-inn", "logg_inn"), "Alle")]
    tatt = {"logg_inn"}
    inngang = anlegg.arbeidsflate
    for bruker, rolle in ROLLER.items():
        vindu = nytt_vindu(leser, inngang)
        logg_inn(vindu, bruker)
        nye = _sidene(vindu, rolle, {n: sti for n, sti in inne.items() if n not in tatt})
        tatt |= (nye_navn := {b.fil for b in nye})
        bilder += [*nye, *_sidene(vindu, rolle, {f"{n}-{bruker}": inne[n] for n in sorted(ULIKT & tatt - nye_navn)})]
        vindu.close()
    for maate, hvilke, bruker, valg in (
        ("telefon", TELEFON, "ola", {"viewport": _vindu(MOBIL)}),
        ("mørkt", MOERKT, "kari", {"color_scheme": "dark"}),
    ):
        vindu = nytt_vindu(leser, inngang, **valg)
        logg_inn(vindu, bruker)
        bilder += _sidene(vindu, ROLLER[bruker], {n: inne[n] for n in hvilke}, maate)
        vindu.close()
    bilder += _sidene(nytt_vindu(leser, anlegg.offentlig), UTE, {f"offentlig_{n}": sti for n, sti in ute.items()})
    telefon = nytt_vindu(leser, anlegg.offentlig, viewport=_vindu(MOBIL))
    bilder += _sidene(telefon, UTE, {"offentlig_forside": "/?q=gatebruksplan"}, "telefon")
    return bilder


def _vindu(stoerrelse: tuple[int, int]) -> dict[str, int]:
    return {"width": stoerrelse[0], "height": stoerrelse[1]}


def _sidene(vindu: BrowserContext, rolle: str, adresser: Mapping[str, str], maate: str = "") -> list[Bilde]:
    """A picture of each of these that is a page to whoever has this window; then it is closed."""
    from tests.nettleser.sider import slag

    bilder = []
    for navn, sti in adresser.items():
        if slag(vindu.request, sti) == "side":
            fil = navn + {"telefon": "-telefon", "mørkt": "-moerkt"}.get(maate, "")
            bilder.append(Bilde(fil, _ta(vindu, sti, fil), rolle, maate))
    return bilder


def _ta(vindu: BrowserContext, sti: str, navn: str) -> str:
    """Keep what a page shows; its title."""
    side = vindu.new_page()
    try:
        side.goto(sti)
    except Error:  # a page that fetches itself anew while it comes
        side.wait_for_load_state("load")
    lagre(i_ro(side), SIDER / f"{navn}.png", MAKS)
    tittel = side.title()
    side.close()
    return tittel


def register(bilder: list[Bilde]) -> str:
    """The index as Markdown: the day's pictures first, then every page by role."""
    linjer = ["# Bilder av Bysak", "", "Laget av `make bilder`; alt er oppdiktet.", "", "## En dag", ""]
    linjer += [f"- [{fil.stem}]({fil.name})" for fil in sorted(MAPPE.glob("*.png"))]
    for rolle in ("Alle", *ROLLER.values(), UTE):
        linjer += ["", f"## {rolle}", ""]
        linjer += [
            f"- [{b.tittel}](sider/{b.fil}.png){f', {b.maate}' if b.maate else ''}" for b in bilder if b.rolle == rolle
        ]
    return "\n".join(linjer) + "\n"
