"""`bysak regnskap [--fra DATO] [--til DATO]`: both sides of every channel, day by day; and the figures made again.

The exit code is 1 when a channel's sides differ, when an item has no place in the sum, or when the figures of
Tjenestenivå are not those that the raw times give.
"""

import argparse
import sys
from datetime import date, timedelta

HJELP = (
    "Vis hva kanalene har levert og hva vi har, og regn tjenestenivået ut på nytt. Slutter med 1 når noe ikke stemmer."
)
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"
_DAGER = 6


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Which days."""
    tolk.add_argument("--fra", type=date.fromisoformat, metavar="ÅÅÅÅ-MM-DD", help="første dag (ellers seks dager før)")
    tolk.add_argument("--til", type=date.fromisoformat, metavar="ÅÅÅÅ-MM-DD", help="siste dag (ellers i dag)")


def utfoer(valg: argparse.Namespace) -> int:
    """Write the table; 1 when something is not as it should be."""
    from bysak.kjerne.arbeid import arbeid
    from bysak.kjerne.kalender import i_dag
    from bysak.mottak.regnskap import regnskap, samlet
    from bysak.organisasjon.models import Virksomhet
    from bysak.organisasjon.tilgang import prosessaktoer

    til = valg.til or i_dag()
    fra = valg.fra or til - timedelta(days=_DAGER)
    navn = dict(Virksomhet.objects.values_list("pk", "kode"))
    with arbeid(som=prosessaktoer("jobb"), leser=list(navn)):
        linjer = regnskap(fra, til)
        tallene_stemmer = _etterregn(fra, til, tuple(navn))
    _skriv(f"{'dag':<11}{'kanal':<9}{'levert':>8}{'vi har':>8}{'mottatt':>9}{'ferdig':>8}{'åpne':>6}  sidene\n")
    for x in samlet(linjer):
        aapne = x.utfall.get("", 0)
        sidene = "ulike" if x.ulike else "like" if x.kilder else "-"
        tall = f"{x.levert:>8}{x.her:>8}{x.mottatt:>9}{x.mottatt - aapne:>8}{aapne:>6}"
        _skriv(f"{x.dag:%Y-%m-%d} {x.kanal:<9}{tall}  {sidene}\n")
    for x in linjer:
        for k in x.ulike:
            hvem = f"{x.dag:%Y-%m-%d} {navn[k.virksomhet_id]}, {k.kilde}"
            _skriv(f"{hvem}: levert {k.levert}, vi har {k.her}, mangler {k.avvik}\n")
    _skriv(f"Tjenestenivået regnet ut på nytt: {'stemmer' if tallene_stemmer else 'STEMMER IKKE'}\n")
    ulike = [x for x in linjer if x.ulike or not x.gaar_opp]
    return 0 if not ulike and tallene_stemmer else 1


def _etterregn(fra: date, til: date, virksomheter: tuple[int, ...]) -> bool:
    """The figures of the database against those that the raw times alone give."""
    from bysak.mottak.servicenivaa import regel_med_nummer
    from bysak.mottak.statistikk import Utvalg, grunnlag, regn_ut, tall

    utvalg = Utvalg(fra, til, virksomheter)
    rader = list(grunnlag(utvalg))
    merker = {(r.virksomhet, r.fristregel) for r in rader}
    return regn_ut(rader, {(v, m): regel_med_nummer(m, v) for v, m in merker}) == tall(utvalg)


def _skriv(tekst: str) -> None:
    sys.stdout.write(tekst)
