"""The steps of a deposit, in order. Each writes its files and says their checksums; arkivuttrekk.xml comes last."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from bysak.arkivstruktur.models import Arkiv, Arkivdel, Arkivskaper
from bysak.bevaring.models import Innlesing, Uttrekk
from bysak.bevaring.uttrekk.addml import XML_FILER, Uttrekksbeskrivelse, arkivuttrekk
from bysak.bevaring.uttrekk.endringslogg import skriv_endringslogg
from bysak.bevaring.uttrekk.filer import DOKUMENTER, Filfunn, kopier_filer, les_filliste, skriv_filliste
from bysak.bevaring.uttrekk.journaler import skriv_journaler
from bysak.bevaring.uttrekk.plass import ikke_plassert
from bysak.bevaring.uttrekk.skjemaer import EGET_SKJEMA, skriv_andres_skjemaer, skriv_eget_skjema, skriv_skjemaer
from bysak.bevaring.uttrekk.skriver import Filskriver, forbered
from bysak.bevaring.uttrekk.struktur import skriv_struktur
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.organisasjon.models import Virksomhet

Puls = Callable[[int], None]


@dataclass
class Stegsvar:
    """What a step leaves behind: files with checksums, figures for later steps, and what it could not mend."""

    filer: dict[str, str] = field(default_factory=dict)
    resultat: dict[str, Any] = field(default_factory=dict)
    funn: list[Filfunn] = field(default_factory=list)


@dataclass(frozen=True)
class Oppdrag:
    """A deposit being made: what, where to, in whose name, and what the steps before have said."""

    uttrekk: Uttrekk
    virksomhet: Virksomhet
    av: Aktoer
    foer: dict[str, Stegsvar]

    @property
    def mappe(self) -> Path:
        """The folder of the deposit."""
        return Path(self.uttrekk.mappe)

    @property
    def utvalg(self) -> Utvalg:
        """What goes into it."""
        return Utvalg(tuple(self.uttrekk.arkivdeler), self.uttrekk.fram_til)

    @property
    def utgave(self) -> Utgave:
        """The edition of the journals' schemas."""
        return Utgave(self.uttrekk.utgave)

    @property
    def filliste(self) -> Path:
        """The list of documents to copy, beside the deposit's own files."""
        mappe = Path(settings.BYSAK_DATA) / "uttrekk"
        mappe.mkdir(mode=0o700, parents=True, exist_ok=True)
        return mappe / f"{self.uttrekk.pk}.tsv"

    @contextmanager
    def lesing(self) -> Iterator[None]:
        """An arbeid in which the views of the deposit can be read."""
        with arbeid(som=self.av, i=self.virksomhet, verb="produser uttrekk"):
            deler = "{" + ",".join(map(str, self.utvalg.arkivdeler)) + "}"
            fram_til = self.utvalg.fram_til.isoformat() if self.utvalg.fram_til else ""
            forbered(self.uttrekk.bestilt_tid.isoformat(), self.uttrekk.bestilt_av or "Bysak", deler, fram_til)
            yield


def _skjemaer(oppdrag: Oppdrag, _puls: Puls) -> Stegsvar:
    filer, merknader = skriv_skjemaer(oppdrag.mappe, oppdrag.utgave)
    return Stegsvar(filer, funn=[Filfunn("skjema", tekst, "", "") for tekst in merknader])


def _struktur(oppdrag: Oppdrag, puls: Puls) -> Stegsvar:
    with oppdrag.lesing():
        skrevet = skriv_struktur(oppdrag.mappe / "arkivstruktur.xml", oppdrag.utvalg, puls=puls)
        funn = list(ikke_plassert(oppdrag.utvalg))
    svar = Stegsvar({"arkivstruktur.xml": skrevet.sjekksum}, dict(skrevet.antall), funn)
    if skrevet.antall["virksomhetsspesifikkeMetadata"]:
        svar.filer[EGET_SKJEMA] = skriv_eget_skjema(oppdrag.mappe)
        with oppdrag.lesing():
            andres = list(Innlesing.objects.values_list("skjemaer", flat=True))
        svar.filer |= skriv_andres_skjemaer(oppdrag.mappe, andres)
    return svar


def _endringslogg(oppdrag: Oppdrag, puls: Puls) -> Stegsvar:
    with oppdrag.lesing():
        sjekksum, antall = skriv_endringslogg(oppdrag.mappe / "endringslogg.xml", oppdrag.utvalg, puls=puls)
    return Stegsvar({"endringslogg.xml": sjekksum}, {"endring": antall})


def _journaler(oppdrag: Oppdrag, puls: Puls) -> Stegsvar:
    with oppdrag.lesing():
        filer, antall = skriv_journaler(oppdrag.mappe, oppdrag.utvalg, oppdrag.utgave, puls=puls)
    return Stegsvar(filer, {"journalregistrering": antall})


def _dokumenter(oppdrag: Oppdrag, puls: Puls) -> Stegsvar:
    with oppdrag.lesing():
        skriv_filliste(oppdrag.filliste, oppdrag.utvalg)
    filer = les_filliste(oppdrag.filliste)
    funn = list(kopier_filer(filer, oppdrag.virksomhet.kode, oppdrag.mappe, puls=puls))
    alle = [f for f in (oppdrag.mappe / DOKUMENTER).rglob("*") if f.is_file()]
    return Stegsvar(resultat={"filer": len(alle), "byte": sum(f.stat().st_size for f in alle)}, funn=funn)


def _arkivuttrekk(oppdrag: Oppdrag, _puls: Puls) -> Stegsvar:
    with oppdrag.lesing():
        tekst = arkivuttrekk(_beskrivelse(oppdrag))
    with Filskriver(oppdrag.mappe / "arkivuttrekk.xml") as fil:
        fil.skriv(tekst.encode())
    return Stegsvar({"arkivuttrekk.xml": fil.sjekksum})


def _beskrivelse(oppdrag: Oppdrag) -> Uttrekksbeskrivelse:
    struktur = oppdrag.foer["arkivstruktur"].resultat
    deler = list(Arkivdel.objects.filter(pk__in=oppdrag.utvalg.arkivdeler).order_by("arkivperiode_start_dato", "pk"))
    arkiv = Arkiv.objects.get(pk=deler[0].arkiv_id)
    start, slutt = _tidsrom(oppdrag.utvalg)
    logg, journal = (oppdrag.foer[s].resultat for s in ("endringslogg", "journaler"))
    return Uttrekksbeskrivelse(
        arkivskapere=tuple(Arkivskaper.objects.filter(arkiv=arkiv).values_list("arkivskaper_navn", flat=True)),
        system="Bysak",
        arkiv=arkiv.tittel,
        start=start,
        slutt=slutt,
        # A period that took over cases from another, or handed its own on, is not a sharp one (krav 6.4.20).
        inngaaende="mykt" if deler[0].forloeper_id else "skarpt",
        utgaaende="mykt" if oppdrag.utvalg.fram_til or deler[-1].arvtakere.exists() else "skarpt",
        skjermet=bool(struktur["skjerming"]),
        kassert=bool(struktur["utfoertKassasjon"]),
        skal_kasseres=bool(struktur["kassasjon"]),
        egne_metadata=bool(struktur["virksomhetsspesifikkeMetadata"]),
        dokumentfiler=oppdrag.foer["dokumenter"].resultat["filer"],
        antall={
            "arkivstruktur.mappe": struktur["mappe"],
            "arkivstruktur.registrering": struktur["registrering"],
            "endringslogg.endring": logg["endring"],
            "loependeJournal.journalregistrering": journal["journalregistrering"],
            "offentligJournal.journalregistrering": journal["journalregistrering"],
        },
        sjekksummer={navn: sum_ for svar in oppdrag.foer.values() for navn, sum_ in svar.filer.items()},
        egne_skjemaer=tuple(n for n in oppdrag.foer["arkivstruktur"].filer if n.endswith(".xsd")),
    )


def _tidsrom(utvalg: Utvalg) -> tuple[str, str]:
    """First and last date of anything in the deposit: validators want every date inside the period."""
    deler = utvalg.arkivdelliste
    with connection.cursor() as peker:
        peker.execute(f"""
with valgte as materialized ({utvalg.mapper}), d (fra, til) as (
  select min(m.opprettet_dato), max(m.avsluttet_dato) from arkivstruktur_mappe m
  where m.system_id in (select system_id from valgte)
  union all select min(least(r.opprettet_dato, r.journaldato)), max(greatest(r.arkivert_dato, r.journaldato))
  from arkivstruktur_registrering r where r.mappe_id in (select system_id from valgte) or r.arkivdel_id = any ({deler})
  union all select least(d.opprettet_dato, d.arkivperiode_start_dato, a.opprettet_dato),
    greatest(coalesce(d.avsluttet_dato, t.tid), d.arkivperiode_slutt_dato, coalesce(a.avsluttet_dato, t.tid))
  from arkivstruktur_arkivdel d join arkivstruktur_arkiv a on a.system_id = d.arkiv_id,
    (select current_setting('bysak.uttrekk_tid')::timestamptz as tid) t where d.system_id = any ({deler})
  union all select least(s.opprettet_dato, k.opprettet_dato), greatest(s.avsluttet_dato, k.avsluttet_dato)
  from uttrekk._system y join arkivstruktur_klassifikasjonssystem s on s.system_id = y.system_id
  left join arkivstruktur_klasse k on k.klassifikasjonssystem_id = s.system_id where y.arkivdel_id = any ({deler}))
select (min(fra) at time zone 'Europe/Oslo')::date::text, (max(til) at time zone 'Europe/Oslo')::date::text from d""")
        start, slutt = peker.fetchone()
    return str(start), str(slutt)


# Names are stored on Uttrekkssteg and shown to people through `TITLER`.
STEG: dict[str, Callable[[Oppdrag, Puls], Stegsvar]] = {
    "skjemaer": _skjemaer,
    "arkivstruktur": _struktur,
    "endringslogg": _endringslogg,
    "journaler": _journaler,
    "dokumenter": _dokumenter,
    "arkivuttrekk": _arkivuttrekk,
}
FILER = (*(f"{navn}.xml" for navn in XML_FILER), "arkivuttrekk.xml")
