"""`bysak uttrekk`: make a Noark 5 deposit of closed content, judge it the way the receiver will, and pack it."""

import argparse
import json
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
    tolk.add_argument("--pakke", action="store_true", help="lag også en DIAS-pakke i mappen MAPPE-pakke")
    tolk.add_argument("--avtale", default="", metavar="NR", help="avleveringsavtalen; ellers den som sist ble brukt")
    tolk.add_argument("--utgave", choices=("5.5-2023", "5.0-2019"), default="5.5-2023", help="utgave av skjemaene")


def utfoer(valg: argparse.Namespace) -> int:
    """Order the deposit, make it, control it, pack it; 0 only when nothing was found wrong and all is there."""
    from bysak.bevaring.arbeidsgang import lag_og_kontroller
    from bysak.bevaring.bestilling import sist_brukte_avtale
    from bysak.bevaring.models import Uttrekk
    from bysak.bevaring.uttrekk.produksjon import bestill_uttrekk
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
        avtale = valg.avtale or sist_brukte_avtale()
        uttrekk = bestill_uttrekk(
            utvalg, mappe, av=av, utgave=Utgave(valg.utgave), avtale=avtale, pakkes=valg.pakke
        )  # fmt: skip
    uttrekk = lag_og_kontroller(uttrekk.pk, virksomhet.pk, av=av, melding=_framdrift)
    if uttrekk.status != Uttrekk.Status.FERDIG:
        sys.stderr.write(f"{uttrekk.feil or uttrekk.get_status_display()}\n")
        return 1
    return _svar(uttrekk, virksomhet, av)


def _utvalg(valg: argparse.Namespace) -> Any:
    from bysak.arkivstruktur.models import Arkivdel
    from bysak.bevaring.uttrekk.utvalg import Utvalg, lukkede_arkivdeler, utvalg_fram_til

    if valg.fram_til:
        return utvalg_fram_til(valg.fram_til)
    if valg.arkivdel:
        deler = [d for d in Arkivdel.objects.all() if valg.arkivdel in (str(d.pk), d.tittel)]
        if not deler:
            raise RuntimeError(f"Ingen arkivdel heter {valg.arkivdel}. Bruk systemID eller hele tittelen.")
    else:
        deler = lukkede_arkivdeler()[:1]
    return Utvalg(tuple(d.pk for d in deler))


def _framdrift(steg: str, antall: int) -> None:
    sys.stdout.write(f"{steg}: {antall}\n")
    sys.stdout.flush()


def _svar(uttrekk: Any, virksomhet: Any, av: Any) -> int:
    """Say what was made and what was found. A warning is counted; an error is why the deposit cannot be sent."""
    from bysak.bevaring.arbeidsgang import les_rapport
    from bysak.bevaring.uttrekk.produksjon import MERKNADER, egne_funn
    from bysak.kjerne.arbeid import arbeid

    sys.stdout.write(
        f"{uttrekk.antall_mapper} mapper, {uttrekk.antall_registreringer} registreringer,"
        f" {uttrekk.antall_dokumentfiler} dokumentfiler, {uttrekk.byte / 1e6:.1f} MB i {uttrekk.mappe}\n"
    )
    with arbeid(som=av, i=virksomhet, verb="se uttrekk"):
        egne = egne_funn(uttrekk)
        merknader = list(uttrekk.funn.filter(kode__in=MERKNADER).exclude(kode="skjema")[:VIS_FUNN])
    for merknad in merknader:
        sys.stdout.write(f"Merk: {merknad.objekt_id} {merknad.tekst}\n")
    funn = (les_rapport(uttrekk.pk) or {"funn": []})["funn"]
    feil = [*egne, *(f"{_sted(f)}: {f['tekst']}" for f in funn if f["alvor"] == "feil")]
    for tekst in feil[:VIS_FUNN]:
        sys.stdout.write(f"{tekst}\n")
    advarsler = Counter(f["kode"] for f in funn if f["alvor"] != "feil")
    for kode, n in advarsler.items():
        tekst = next(f["tekst"] for f in funn if f["kode"] == kode)
        sys.stdout.write(f"Advarsel ({n} av samme slag, {kode}): {tekst}\n")
    antall = uttrekk.antall_funn
    sys.stdout.write("Kontrollen fant ingen feil.\n" if antall == 0 else f"Kontrollen fant {antall} feil.\n")
    return 1 if _pakken(uttrekk) or antall else 0


def _pakken(uttrekk: Any) -> int:
    """Say where the package is and what it lacks; 1 when it was asked for and is not there."""
    from bysak.bevaring.pakking import pakkefil

    if not uttrekk.skal_pakkes:
        return 0
    if not uttrekk.pakke_sjekksum:
        sys.stderr.write(f"{uttrekk.feil}\n")
        return 1
    for merknad in json.loads(pakkefil(uttrekk, "-kvittering.json").read_text(encoding="utf-8"))["merknader"]:
        sys.stdout.write(f"Merk: {merknad}\n")
    sys.stdout.write(f"Pakken er {pakkefil(uttrekk, '.tar')}, SHA-256 {uttrekk.pakke_sjekksum}\n")
    return 0


def _sted(funn: dict[str, Any]) -> str:
    return f"{funn['fil']} linje {funn['linje']}" if funn["linje"] else str(funn["fil"])
