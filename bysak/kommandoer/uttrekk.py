"""`bysak uttrekk`: make a Noark 5 deposit of closed content, and judge it the way the receiver will."""

import argparse
import sys
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

HJELP = "Lag et Noark 5-uttrekk av avsluttet innhold. Slutter med 0 bare når kontrollen ikke finner feil."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"
VIS_FUNN = 20


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Whose, what and where to."""
    tolk.add_argument("--virksomhet", required=True, metavar="KODE")
    tolk.add_argument("--til", required=True, type=Path, metavar="MAPPE", help="tom eller ny mappe")
    hva = tolk.add_mutually_exclusive_group()
    hva.add_argument("--arkivdel", metavar="ID", help="systemID eller tittel; ellers den siste lukkede perioden")
    hva.add_argument("--fram-til", type=date.fromisoformat, metavar="ÅÅÅÅ-MM-DD", help="alt som er avsluttet til da")
    tolk.add_argument("--utgave", choices=("5.5-2023", "5.0-2019"), default="5.5-2023", help="utgave av skjemaene")


def utfoer(valg: argparse.Namespace) -> int:
    """Order the deposit, make it, control it; 0 only when nothing was found wrong."""
    from bysak.bevaring.models import Uttrekk
    from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk, produser_uttrekk
    from bysak.bevaring.uttrekk.utvalg import hindre_for_uttrekk
    from bysak.kjerne.arbeid import arbeid
    from bysak.noark.katalog.deklarasjon import Utgave
    from bysak.organisasjon.models import Virksomhet
    from bysak.organisasjon.tilgang import prosessaktoer

    virksomhet = Virksomhet.objects.filter(kode=valg.virksomhet).first()
    if virksomhet is None:
        sys.stderr.write(f"Ukjent virksomhet: {valg.virksomhet}.\n")
        return 1
    av, mappe = prosessaktoer("kommando"), valg.til.resolve()
    with arbeid(som=av, i=virksomhet, verb="bestill uttrekk"):
        utvalg = _utvalg(valg)
        for hinder in hindre_for_uttrekk(utvalg):
            if hinder.nivaa != "stopp":
                sys.stdout.write(f"Blir ikke med: {hinder.tekst}\n")
        uttrekk = bestill_uttrekk(utvalg, mappe, av=av, utgave=Utgave(valg.utgave))
    uttrekk = produser_uttrekk(uttrekk.pk, virksomhet.pk, av=av, melding=_framdrift)
    if uttrekk.status != Uttrekk.Status.FERDIG:
        sys.stderr.write(f"{uttrekk.feil or uttrekk.get_status_display()}\n")
        return 1
    sys.stdout.write(
        f"{uttrekk.antall_mapper} mapper, {uttrekk.antall_registreringer} registreringer,"
        f" {uttrekk.antall_dokumentfiler} dokumentfiler, {uttrekk.byte / 1e6:.1f} MB i {mappe}\n"
    )
    return _kontroll(uttrekk, virksomhet, av)


def _utvalg(valg: argparse.Namespace) -> Any:
    from bysak.arkivstruktur.models import Arkivdel
    from bysak.bevaring.uttrekk.utvalg import Utvalg, lukkede_arkivdeler, utvalg_fram_til

    if valg.fram_til:
        return utvalg_fram_til(valg.fram_til)
    if valg.arkivdel:
        deler = [d for d in Arkivdel.objects.all() if valg.arkivdel in (str(d.pk), d.tittel)]
    else:
        deler = lukkede_arkivdeler()[:1]
    return Utvalg(tuple(d.pk for d in deler))


def _framdrift(steg: str, antall: int) -> None:
    sys.stdout.write(f"{steg}: {antall}\n")
    sys.stdout.flush()


def _kontroll(uttrekk: Any, virksomhet: Any, av: Any) -> int:
    """Read the deposit with fresh eyes. A warning is said and counted; an error is why the deposit cannot be sent."""
    from bysak.bevaring.uttrekk.kontroll import kontroller
    from bysak.bevaring.uttrekk.produksjon import noter_kontroll

    rapport = kontroller(Path(uttrekk.mappe))
    egne = noter_kontroll(uttrekk, virksomhet, rapport.antall_feil, av=av)
    feil = [*egne, *(f"{f.sted}: {f.tekst}" for f in rapport.funn if f.alvor == "feil")]
    for tekst in feil[:VIS_FUNN]:
        sys.stdout.write(f"{tekst}\n")
    advarsler = Counter(f.kode for f in rapport.funn if f.alvor != "feil")
    for kode, n in advarsler.items():
        tekst = next(f.tekst for f in rapport.funn if f.kode == kode)
        sys.stdout.write(f"Advarsel ({n} av samme slag, {kode}): {tekst}\n")
    antall = len(egne) + rapport.antall_feil
    sys.stdout.write("Kontrollen fant ingen feil.\n" if antall == 0 else f"Kontrollen fant {antall} feil.\n")
    return 0 if antall == 0 else 1
