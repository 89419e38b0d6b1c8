"""endringslogg.xml: what was changed in the units of the deposit, out of the log of the database (krav 6.4.28)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import models

from bysak.arkivstruktur import models as noark
from bysak.bevaring.uttrekk.skriver import HODE, Filskriver, hent, rot
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.bevaring.uttrekk.visninger import KODELISTER
from bysak.noark.katalog.oppslag import elementer, feltnavn, spesialiseringer
from bysak.noark.sql import sikker

# The standard wants a text both before and after; this one says that there was none.
INGEN_VERDI = "(ingen verdi)"

_ENHETER: dict[str, type[models.Model]] = {
    "arkiv": noark.Arkiv,
    "arkivdel": noark.Arkivdel,
    "klassifikasjonssystem": noark.Klassifikasjonssystem,
    "klasse": noark.Klasse,
    "mappe": noark.Mappe,
    "registrering": noark.Registrering,
    "dokumentbeskrivelse": noark.Dokumentbeskrivelse,
    "dokumentobjekt": noark.Dokumentobjekt,
}
_NAVN = {"forloeper_id": "referanseForloeper", "klasse_id": "klasse", "arkivdel_id": "referanseArkivdel"}
# How long ids become names, by the kind of what they point to.
_OPPSLAG = {
    "organisasjon_bruker": "(select b.navn from organisasjon_bruker b where b.system_id = {0}::uuid)",
    "organisasjon_administrativenhet": (
        "(select u.navn from organisasjon_administrativenhet u where u.system_id = {0}::uuid)"
    ),
}


@dataclass(frozen=True)
class Logget:
    """One column whose changes go into the log: its table, its element, and SQL from a JSON text to deposit text."""

    tabell: str
    kolonne: str
    element: str
    tekst: str


def skriv_endringslogg(sti: Path, utvalg: Utvalg, *, puls: Callable[[int], None]) -> tuple[str, int]:
    """Write the log of the units in the deposit; returns its checksum and how many changes it holds.

    Needs an open arbeid with `forbered` done. Raises OSError when the disk is full; then there is no file.
    """
    antall = 0
    with Filskriver(sti) as fil:
        fil.skriv(f"{HODE}{rot('endringslogg')}".encode())
        for (bit,) in hent(_spoerring(utvalg)):
            fil.skriv(bit or b"")
            antall += 1
            if antall % 500 == 0:
                puls(antall)
        fil.skriv(b"</endringslogg>\n")
    return fil.sjekksum, antall


def _spoerring(utvalg: Utvalg) -> str:
    """The rows are found and sorted while they are narrow (OFFSET 0 keeps it so); their texts are made afterwards."""
    kolonner = list(loggede())
    former = sorted({k.tekst for k in kolonner} - {"{0}"})
    felter = ", ".join(
        f"('{k.tabell}', '{k.kolonne}', '{k.element}', {former.index(k.tekst) if k.tekst in former else -1})"
        for k in kolonner
    )
    return f"""
with valgte as materialized ({utvalg.mapper}), {_enheter(utvalg)},
felter (tabell, kolonne, element, form) as (values {felter})
select concat('\n<endring><referanseArkivenhet>', e.objekt_id, '</referanseArkivenhet><referanseMetadata>', e.element,
  '</referanseMetadata><endretDato>', uttrekk.tid(e.tid), '</endretDato><endretAv>', {sikker("e.bruker_navn")},
  '</endretAv><tidligereVerdi>', coalesce({sikker(_lesbar(former, "e.foer"))}, '{INGEN_VERDI}'),
  '</tidligereVerdi><nyVerdi>', coalesce({sikker(_lesbar(former, "e.etter"))}, '{INGEN_VERDI}'), '</nyVerdi></endring>')
from (
  select e.objekt_id, f.element, f.form, h.tid, h.bruker_navn, e.tidligere #>> '{{}}' as foer, e.ny #>> '{{}}' as etter
  from kjerne_endring e join felter f on f.tabell = e.objekttype and f.kolonne = e.element
  join kjerne_handling h on h.id = e.handling_id
  where e.objekt_id in (select id from enheter) order by e.id offset 0) e"""


def _lesbar(former: list[str], verdi: str) -> str:
    """SQL: a logged value as the deposit has it. Most are texts, and need nothing."""
    grener = "".join(f" when {nr} then {tekst.format(verdi)}" for nr, tekst in enumerate(former))
    return f"uttrekk.t(case e.form{grener} else {verdi} end)"


def _enheter(utvalg: Utvalg) -> str:
    """SQL: every unit that keeps its id in the deposit. Copies with new ids have no history of their own.

    Set by set, not by the views of documents: those look up for every row whether it is the first.
    """
    deler = f"d.system_id = any ({utvalg.arkivdelliste})"
    return f"""poster as materialized (
  select r.system_id, r.journalstatus <> 'U' and m.saksstatus is distinct from 'U' as med_filer
  from arkivstruktur_registrering r left join arkivstruktur_mappe m on m.system_id = r.mappe_id
  where r.mappe_id in (select system_id from valgte) or r.arkivdel_id = any ({utvalg.arkivdelliste})),
dokumenter as materialized (
  select f.dokumentbeskrivelse_id as id, p.med_filer
  from uttrekk._foerste f join poster p on p.system_id = f.registrering_id),
enheter as materialized (
  select system_id::text as id from valgte union all select system_id::text from poster
  union all select d.system_id::text from arkivstruktur_arkivdel d where {deler}
  union all select d.arkiv_id::text from arkivstruktur_arkivdel d where {deler}
  union all select y.system_id::text from uttrekk._system y
    where y.foerst and y.arkivdel_id = any ({utvalg.arkivdelliste})
  union all select k."systemID" from uttrekk.klasse k
    where k."_arkivdel" = any ({utvalg.arkivdelliste}) and k."systemID" = k."_klasse"::text
  union all select id::text from dokumenter
  union all select o.system_id::text from arkivstruktur_dokumentobjekt o
    join dokumenter d on d.id = o.dokumentbeskrivelse_id where d.med_filer and o.variantformat <> 'P')"""


def loggede() -> Iterator[Logget]:
    """Every column that holds an element of a unit which has an id in the deposit."""
    for enhet, modell in _ENHETER.items():
        navn = {feltnavn(n): n for e in (enhet, *spesialiseringer(enhet)) for n in elementer(e)}
        for felt in modell._meta.concrete_fields:
            kolonne = str(felt.column)
            element = _NAVN.get(kolonne) or navn.get(felt.name)
            if element and element != "systemID":
                yield Logget(modell._meta.db_table, kolonne, element, _tekst(felt))


def _tekst(felt: "models.Field[object, object]") -> str:
    if isinstance(felt, models.ForeignKey):
        maal = felt.remote_field.model._meta
        if maal.db_table == "arkivstruktur_klasse":
            return "(select k.klasse_id from arkivstruktur_klasse k where k.system_id = {0}::uuid)"
        return _OPPSLAG.get(maal.db_table, "{0}")
    liste = next((k for k in KODELISTER if felt.choices and list(felt.choices) == list(k.choices)), None)
    if liste is not None:
        return f'uttrekk."{liste.__name__}"({{0}})'
    return "uttrekk.tid({0}::timestamptz)" if isinstance(felt, models.DateTimeField) else "{0}"
