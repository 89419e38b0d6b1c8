"""Reads a deposit folder, ours or anyone's, Noark 5 version 3.1 to 5.5, into a virksomhet that has no archive.

One transaction: either the whole deposit comes in, or nothing of it; its files are in the store before the commit.
What the deposit holds and we have no place for is kept with the unit as fields of its own, or listed.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

from django.core.exceptions import PermissionDenied
from django.db import DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Arkiv
from bysak.depot.inntak_dokumenter import Dokumenter
from bysak.depot.inntak_enheter import Enhetsleser
from bysak.depot.inntak_etterpaa import bygg, legg_tekst_i_koe, tell_journalposter
from bysak.depot.inntak_filer import Filer
from bysak.depot.inntak_folk import Folk
from bysak.depot.inntak_funn import Inntak, InntakFeil, Liste
from bysak.depot.inntak_kvittering import egne_skjemaer, noter
from bysak.depot.inntak_logg import VERB, Logg, endringer
from bysak.depot.inntak_mellomlager import Mellomlager
from bysak.depot.inntak_ordne import ordne
from bysak.depot.inntak_rader import Ider, Rader
from bysak.depot.inntak_tillegg import Tillegg
from bysak.depot.inntak_virksomhet import tom_virksomhet
from bysak.kjerne.arbeid import Aktoer, hold
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.lager import LagerFeil
from bysak.noark.hendelser import XmlFeil
from bysak.noark.xml import Leser
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan

STRUKTUR = "arkivstruktur.xml"
_LAAS = 20_260_103


def hindre_for_inntak(virksomhet: Virksomhet) -> Iterator[Hinder]:
    """What stops a deposit from being read into a virksomhet: it has an archive, or we are not the database's owner."""
    if not _er_eier():
        yield Hinder("inntak.eier", _("Innlesing av uttrekk kjøres av databasens eier, med «bysak les-uttrekk»."))
    elif Arkiv.objects.filter(virksomhet=virksomhet).exists():
        yield Hinder(
            "inntak.arkiv_finnes",
            _("%(navn)s har et arkiv fra før. Les uttrekket inn i en ny virksomhet eller en tom database.")
            % {"navn": virksomhet.navn},
        )


def les_uttrekk(
    mappe: Path, *, inn_i: Virksomhet, av: Aktoer, kontrollfunn: Mapping[str, int] = MappingProxyType({})
) -> Inntak:
    """Read the deposit in `mappe` into `inn_i`, and return the receipt. Run by the database's owner, outside an arbeid.

    The receipt is kept with the virksomhet, and what the control found with it (code to count). Raises `Hindret` when
    the virksomhet cannot take it, `PermissionDenied`, and `InntakFeil` with every reason when the deposit cannot be
    read; then nothing of it is kept.
    """
    if not kan(av, Rett.ADMINISTRERE, Virksomhet.objects.get(er_arkivtjeneste=True).pk):
        raise PermissionDenied(_("Bare systemforvaltere i arkivtjenesten kan lese inn uttrekk."))
    ingen(hindre_for_inntak(inn_i))
    liste = Liste()
    filer = Filer(mappe, inn_i.kode, liste)
    try:
        with filer.lagres(), transaction.atomic():
            hold(_LAAS, inn_i.pk)
            ingen(hindre_for_inntak(inn_i))
            lesing = _Lesing(mappe, inn_i, av, liste, filer)
            inntak = lesing.utfoer()
            inntak.innlesing = noter(inntak, mappe, inn_i, av, skjemaer=lesing.skjemaer, kontrollfunn=kontrollfunn)
            return inntak
    except XmlFeil as feil:
        raise InntakFeil(f"linje {feil.linje}: {feil.tekst}" if feil.linje else feil.tekst) from feil
    except LagerFeil as feil:
        raise InntakFeil(str(feil)) from feil
    except (IntegrityError, DataError) as feil:
        raise InntakFeil(f"Innholdet henger ikke sammen: {str(feil).strip().splitlines()[0]}") from feil


def les_uttrekk_til(
    mappe: Path, *, kode: str, navn: str, av: Aktoer, kontrollfunn: Mapping[str, int] = MappingProxyType({})
) -> tuple[Virksomhet, Inntak]:
    """Read the deposit into the virksomhet with this code; it is made for it if need be, and goes with what fails.

    Raises what `les_uttrekk` and `tom_virksomhet` raise.
    """
    with transaction.atomic():
        virksomhet = tom_virksomhet(kode, navn, av=av)
        return virksomhet, les_uttrekk(mappe, inn_i=virksomhet, av=av, kontrollfunn=kontrollfunn)


class _Lesing:
    def __init__(self, mappe: Path, inn_i: Virksomhet, av: Aktoer, liste: Liste, filer: Filer) -> None:
        self.mappe, self.inn_i, self.av, self.liste, self.filer = mappe, inn_i, av, liste, filer
        self.handling()
        self.lager = Mellomlager(inn_i.pk)
        self.skjemaer, kjente = egne_skjemaer(mappe)
        self.rader = Rader(Folk(inn_i, av.navn), liste, Ider(inn_i.kode), kjente)
        tillegg = Tillegg(self.rader, self.lager)
        self.dokumenter = Dokumenter(self.rader, tillegg, self.lager, filer.fil)
        self.enheter = Enhetsleser(self.rader, tillegg, self.lager, self.dokumenter)

    def utfoer(self) -> Inntak:
        leser = Leser(self.mappe / STRUKTUR)
        for enhet in leser:
            self.enheter.les(enhet)
        if leser.skjema != "arkivstruktur":
            raise InntakFeil(f"{STRUKTUR} inneholder {leser.skjema}, ikke en arkivstruktur.")
        kopier = self.enheter.ferdig()
        self.filer.ferdig()
        self.lager.ferdig()
        ordne(self.liste, kopier, self.dokumenter.kopier)
        tell_journalposter()
        inntak = Inntak(self.enheter.antall, funn=list(leser.funn), nye_ider=self.lager.ider_i_bruk())
        for logg in endringer(self.mappe):
            inntak.antall["endring"] = Logg(self.rader, self.lager, self.liste).les(logg)
            inntak.funn += logg.funn
        self.lager.skyll()
        self.lager.flytt_over(f"{self.inn_i.kode}/" if inntak.nye_ider else "")
        bygg(self.inn_i.pk)
        legg_tekst_i_koe(self.inn_i.pk)
        inntak.ikke_bevart = self.liste.poster()
        return inntak

    def handling(self) -> None:
        """State the act first, so that what the database logs on the way (people, units) belongs to it."""
        with connection.cursor() as peker:
            peker.execute(
                "insert into kjerne_handling (virksomhet_id, transaksjon, tid, bruker_id, bruker_navn, verb, grunn,"
                " foresporsel, overstyring) values (%s, pg_current_xact_id()::text::bigint, clock_timestamp(), %s, %s,"
                " %s, %s, '', '') returning id",
                [self.inn_i.pk, self.av.bruker_id, self.av.navn, VERB, f"Uttrekket {self.mappe.name}"],
            )
            peker.execute("select set_config('bysak.handling', %s, true)", [str(peker.fetchone()[0])])


def _er_eier() -> bool:
    with connection.cursor() as peker:
        peker.execute(
            "select pg_has_role(current_user, relowner, 'member') from pg_class"
            " where oid = 'arkivstruktur_mappe'::regclass"
        )
        return bool(peker.fetchone()[0])
