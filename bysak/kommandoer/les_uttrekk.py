"""`bysak les-uttrekk MAPPE`: read anyone's Noark 5 deposit into a new virksomhet, or into a database of its own."""

import argparse
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HJELP = "Les et Noark 5-uttrekk (3.1 til 5.5) inn i en ny virksomhet, eller i en ny, tom database."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "eier"
_NAVN = re.compile(r"[a-z][a-z0-9-]{0,38}")
_DATABASE = re.compile(r"[a-z][a-z0-9_-]{0,38}")
# Findings after which nothing is read: what is there is not what was sent, or is made to harm.
USIKRE = frozenset(
    {
        *("xml-ugyldig", "xml-doctype", "xml-for-dyp", "xml-for-stor-tekst", "xml-for-stor-tagg", "xml-for-treg"),
        *("xml-lesefeil", "xml-rot", "symlenke", "ikke-vanlig-fil", "fil-uleselig", "dokumentfil-mangler"),
        *("dokumentsti-utenfor", "dokument-sjekksum", "addml-sjekksum"),
    }
)


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """The deposit, and where it shall be read to."""
    tolk.add_argument("mappe", type=Path, help="mappen med arkivstruktur.xml og dokumenter, eller en DIAS-pakke (tar)")
    hvor = tolk.add_mutually_exclusive_group(required=True)
    hvor.add_argument("--virksomhet", metavar="KODE", help="en virksomhet uten arkiv; lages hvis den ikke finnes")
    hvor.add_argument("--tom-database", metavar="NAVN", help="en ny database på samme server")
    tolk.add_argument("--navn", default="", help="navnet på virksomheten; ellers arkivskaperens")


def utfoer(valg: argparse.Namespace) -> int:
    """Open it, control it, read it, and say what came in and what was not kept; 1 when nothing was read."""
    from bysak.bevaring.uttrekk.pakkeleser import aapnet

    moenster, hva = (_NAVN, valg.virksomhet) if valg.virksomhet else (_DATABASE, valg.tom_database)
    if not moenster.fullmatch(hva):
        sys.stderr.write("Navnet må begynne med en bokstav og ha bare små bokstaver a–z, tall og bindestrek.\n")
        return 2
    _krev_plass(valg)
    with aapnet(valg.mappe) as mappe:
        return _kontroller_og_les(_roten(mappe), valg)


def _kontroller_og_les(mappe: Path, valg: argparse.Namespace) -> int:
    from bysak.bevaring.uttrekk.kontroll import kontroller
    from bysak.bevaring.uttrekk.rapport import som_tekst

    rapport = kontroller(mappe)
    sys.stdout.write(som_tekst(rapport))
    usikre = sorted(USIKRE & rapport.per_kode.keys())
    if usikre or not rapport.lesbar:
        sys.stderr.write(f"Uttrekket er ikke lest inn ({', '.join(usikre) or 'kan ikke leses'}). Be om et nytt.\n")
        return 1
    if valg.virksomhet:
        return _les(mappe, valg.virksomhet, valg.navn)
    with tom_database(valg.tom_database):
        kode = valg.tom_database.replace("_", "-")
        if _les(mappe, kode, valg.navn):
            raise RuntimeError(f"Databasen {valg.tom_database} er ikke laget.")
    sys.stdout.write(f"Lest inn i databasen {valg.tom_database}.\n")
    return 0


def _krev_plass(valg: argparse.Namespace) -> None:
    """Refuse before the deposit is controlled, which can take long, what would be refused after."""
    from bysak.depot.inntak import hindre_for_inntak
    from bysak.kjerne.hinder import ingen
    from bysak.kjerne.nydatabase import krev_ny_database
    from bysak.organisasjon.models import Virksomhet

    if valg.tom_database:
        krev_ny_database(valg.tom_database)
    elif virksomhet := Virksomhet.objects.filter(kode=valg.virksomhet).first():
        ingen(hindre_for_inntak(virksomhet))


def _roten(mappe: Path) -> Path:
    """The folder with the XML files, where the control finds them too."""
    from bysak.bevaring.uttrekk.kontroll import finn_roten

    return (finn_roten(mappe) or mappe).resolve()


def _les(mappe: Path, kode: str, navn: str) -> int:
    from bysak.depot.inntak import les_uttrekk_til
    from bysak.depot.inntak_funn import InntakFeil
    from bysak.organisasjon.tilgang import prosessaktoer

    av = prosessaktoer("kommando")
    try:
        virksomhet, inntak = les_uttrekk_til(mappe, kode=kode, navn=navn or _arkivskaper(mappe) or kode, av=av)
    except InntakFeil as feil:
        sys.stderr.write("Uttrekket er ikke lest inn, og ingenting av det er beholdt:\n")
        sys.stderr.write("".join(f"  {tekst}\n" for tekst in feil.funn))
        return 1
    sys.stdout.write(f"\nLest inn i {virksomhet.navn} ({virksomhet.kode}):\n")
    sys.stdout.write("".join(f"{navn:<28}{antall:>12}\n" for navn, antall in sorted(inntak.antall.items())))
    if inntak.nye_ider:
        sys.stdout.write("Identifikatorene var i bruk her; enhetene har fått nye, og de gamle står som kilde_id.\n")
    sys.stdout.write("\nIkke bevart slik det sto:\n" if inntak.ikke_bevart else "\nAlt er bevart slik det sto.\n")
    sys.stdout.write("".join(f"  {post}\n" for post in inntak.ikke_bevart))
    return 0


def _arkivskaper(mappe: Path) -> str:
    """The name of the first arkivskaper, which stands before everything that is large."""
    from bysak.noark.hendelser import XmlFeil
    from bysak.noark.xml import Leser

    try:
        enheter = iter(Leser(mappe / "arkivstruktur.xml", stroem=frozenset({"arkivskaper", "arkivdel"})))
        return " ".join(next((e.en("arkivskaperNavn") for e in enheter), "").split())
    except XmlFeil:
        return ""


@contextmanager
def tom_database(navn: str) -> Iterator[None]:
    """Make a database with Bysak's tables and promises, and be connected to it; it goes again if the block fails.

    After a block that ends well the connection is still to it.

    Raises RuntimeError in a clear sentence when it exists, or when the owner may not make databases.
    """
    from django.db import connection

    from bysak.kjerne.nydatabase import fjern_database, gi_navn, lag_database
    from bysak.kommandoer.migrer import sett_opp

    halv = lag_database(navn)
    foer = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = halv
    try:
        sett_opp()
        yield
        connection.close()
        gi_navn(halv, navn)
        connection.settings_dict["NAME"] = navn
    except BaseException:
        connection.close()
        connection.settings_dict["NAME"] = foer
        fjern_database(halv)
        raise
