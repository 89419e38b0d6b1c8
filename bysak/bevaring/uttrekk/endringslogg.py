"""endringslogg.xml: what was changed in the units of the deposit, out of the log of the database (krav 6.4.28)."""

from collections.abc import Callable
from pathlib import Path

from bysak.bevaring.uttrekk.loggfelt import BARN, gjenkjente, loggede
from bysak.bevaring.uttrekk.skriver import HODE, Filskriver, hent, rot
from bysak.bevaring.uttrekk.utvalg import Utvalg
from bysak.noark.sql import sikker

# The standard wants a text both before and after; this one says that there was none.
INGEN_VERDI = "(ingen verdi)"
_TIDLIGERE = "e.tidligere ->> '{0}'"


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
    kolonner = [*loggede(), *gjenkjente()]
    former = sorted({k.tekst for k in kolonner} - {"{0}"})
    nr = {tekst: nr for nr, tekst in enumerate(former)}
    felter = ", ".join(
        f"('{k.tabell}', '{k.kolonne}', '{k.element}', {nr.get(k.tekst, -1)}, {k.ved_ny})" for k in kolonner
    )
    return f"""
with valgte as materialized ({utvalg.mapper}), {_enheter(utvalg)}, {_barn()},
felter (tabell, kolonne, element, form, ved_ny) as (values {felter})
select concat('\n<endring><referanseArkivenhet>', e.enhet, '</referanseArkivenhet><referanseMetadata>', e.element,
  '</referanseMetadata><endretDato>', uttrekk.tid(e.tid), '</endretDato><endretAv>', {sikker("e.bruker_navn")},
  '</endretAv><tidligereVerdi>', coalesce({sikker(_lesbar(former, "e.foer"))}, '{INGEN_VERDI}'),
  '</tidligereVerdi><nyVerdi>', coalesce({sikker(_lesbar(former, "e.etter"))}, '{INGEN_VERDI}'), '</nyVerdi></endring>')
from (
  select x.*, h.tid, h.bruker_navn from (
    select e.id, e.handling_id, e.objekt_id as enhet, f.element, f.form,
      e.tidligere #>> '{{}}' as foer, e.ny #>> '{{}}' as etter
    from kjerne_endring e join felter f on f.tabell = e.objekttype and f.kolonne = e.element
    where e.objekt_id in (select id from enheter)
    union all
    select e.id, e.handling_id, b.vert, f.element, f.form, e.tidligere #>> '{{}}', e.ny #>> '{{}}'
    from barn b join kjerne_endring e on e.objekt_id = b.id and e.objekttype = b.tabell
    join felter f on f.tabell = e.objekttype and f.kolonne = e.element
    union all
    select e.id, e.handling_id, b.vert, f.element, f.form, e.tidligere ->> f.kolonne, e.ny ->> f.kolonne
    from barn b join kjerne_endring e on e.objekt_id = b.id and e.objekttype = b.tabell and e.element in ('+', '-')
    join felter f on f.tabell = e.objekttype and f.ved_ny
    where coalesce(e.tidligere ->> f.kolonne, e.ny ->> f.kolonne, '') not in ('', '[]') and not exists (
      select 1 from kjerne_endring u
      where u.objekt_id = b.vert and u.element = e.element and u.handling_id = e.handling_id)) x
  join kjerne_handling h on h.id = x.handling_id order by x.id, x.element offset 0) e"""


def _barn() -> str:
    """SQL: what hangs on a unit of the deposit, also what no longer does, with the id of that unit."""
    naa = " union all ".join(
        f"select b.system_id::text as id, coalesce({', '.join(f'b.{k}' for k in verter)})::text as vert,"
        f" '{modell._meta.db_table}' as tabell from {modell._meta.db_table} b"
        for modell, (_enhet, verter, _ny) in BARN.items()
    )
    vert = " ".join(
        f"when '{modell._meta.db_table}' then coalesce({', '.join(map(_TIDLIGERE.format, verter))})"
        for modell, (_enhet, verter, _ny) in BARN.items()
    )
    return f"""barn as materialized (
  select b.id, b.vert, b.tabell from ({naa}
    union all select e.objekt_id, case e.objekttype {vert} end, e.objekttype from kjerne_endring e
    where e.element = '-') b
  where b.vert in (select id from enheter))"""


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
