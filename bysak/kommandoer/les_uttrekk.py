"""`bysak les-uttrekk MAPPE`: read anyone's Noark 5 deposit into a new virksomhet, or into a database of its own."""

import argparse
import re
import sys
from collections.abc import Iterator, Mapping
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
    hvor = tolk.add_mutually_exclusive_group()
    hjelp = "en virksomhet uten arkiv; lages hvis den ikke finnes. Uten noen av dem får arkivskaperen en ny"
    hvor.add_argument("--virksomhet", metavar="KODE", help=hjelp)
    hvor.add_argument("--tom-database", metavar="NAVN", help="en ny database på samme server")
    tolk.add_argument("--navn", default="", help="navnet på virksomheten; ellers arkivskaperens")


def utfoer(valg: argparse.Namespace) -> int:
    """Open it, control it, read it, and say what came in and what was not kept; 1 when nothing was read."""
    from bysak.bevaring.uttrekk.pakkeleser import aapnet

    moenster, hva = (_DATABASE, valg.tom_database) if valg.tom_database is not None else (_NAVN, valg.virksomhet)
    if hva is not None and not moenster.fullmatch(hva):
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
        for kode in usikre:
            funn = next(f for f in rapport.funn if f.kode == kode)
            sys.stderr.write(f"  {funn.sted}: {funn.tekst} ({rapport.per_kode[kode]} av dette slaget)\n")
        return 1
    if valg.tom_database is None:
        return _les(mappe, valg.virksomhet or _ledig_kode(_arkivskaper(mappe)), valg, rapport.per_kode)
    with tom_database(valg.tom_database):
        kode = valg.tom_database.replace("_", "-")
        if _les(mappe, kode, valg, rapport.per_kode):
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
    """The folder with the XML files, where the control finds them too; one that cannot be read it will tell of."""
    from bysak.bevaring.uttrekk.kontroll import finn_roten

    try:
        return (finn_roten(mappe) or mappe).resolve()
    except OSError:
        return mappe


def _les(mappe: Path, kode: str, valg: argparse.Namespace, kontrollfunn: Mapping[str, int]) -> int:
    from bysak.depot.inntak import les_uttrekk_til
    from bysak.depot.inntak_funn import InntakFeil
    from bysak.depot.inntak_kvittering import skriv_ved_siden_av, som_tekst
    from bysak.organisasjon.tilgang import prosessaktoer

    av = prosessaktoer("kommando")
    try:
        navn = valg.navn or _ledig_navn(_arkivskaper(mappe) or kode, kode)
        virksomhet, inntak = les_uttrekk_til(mappe, kode=kode, navn=navn, av=av, kontrollfunn=kontrollfunn)
    except InntakFeil as feil:
        sys.stderr.write("Uttrekket er ikke lest inn, og ingenting av det er beholdt:\n")
        sys.stderr.write("".join(f"  {tekst}\n" for tekst in feil.funn))
        return 1
    sys.stdout.write(f"\n{som_tekst(inntak, virksomhet)}")
    try:
        sys.stdout.write(f"Kvitteringen er skrevet til {skriv_ved_siden_av(valg.mappe, inntak, virksomhet)}.\n")
    except OSError as feil:
        tekst = f"Kvitteringen kan ikke skrives ved siden av uttrekket: {feil.strerror}. Den står på siden Bevaring."
        sys.stdout.write(f"{tekst}\n")
    return 0


def _ledig_kode(navn: str) -> str:
    """A code for what is read in when nobody has chosen one: the arkivskaper's name, with a number if it is taken."""
    from django.utils.text import slugify

    from bysak.organisasjon.models import Virksomhet

    lesbart = navn.lower().translate({ord("æ"): "ae", ord("ø"): "o", ord("å"): "a"})
    stamme = slugify(lesbart).strip("0123456789-_").replace("_", "-")[:30] or "uttrekk"
    tatt = set(Virksomhet.objects.filter(kode__startswith=stamme).values_list("kode", flat=True))
    return next(k for n in range(1, len(tatt) + 2) if (k := stamme if n == 1 else f"{stamme}-{n}") not in tatt)


def _ledig_navn(navn: str, kode: str) -> str:
    """The arkivskaper's name, or with the code after it where a virksomhet has that name already."""
    from bysak.organisasjon.models import Virksomhet

    tatt = Virksomhet.objects.filter(navn=navn[:120]).exclude(kode=kode).exists()
    return f"{navn[: 117 - len(kode)]} ({kode})" if tatt else navn


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
