"""What the triggers would have kept in step row by row, for a whole virksomhet at once: search, counters."""

from django.db import connection

_SETNINGER = (
    """insert into arkivstruktur_nummerserie (virksomhet_id, arkiv_id, art, aar, siste)
    select virksomhet_id, arkiv_id, 'sak', saksaar, max(sakssekvensnummer) from arkivstruktur_mappe
    where virksomhet_id = %(v)s and saksaar is not null and sakssekvensnummer is not null group by 1, 2, 4
    union all
    select virksomhet_id, arkiv_id, 'journal', journalaar, max(journalsekvensnummer) from arkivstruktur_registrering
    where virksomhet_id = %(v)s and journalaar is not null and journalsekvensnummer is not null group by 1, 2, 4""",
    # What vern.bygg_soek makes of one object at a time.
    """insert into vern.soekeindeks
    select m.virksomhet_id, m.system_id, 'mappe', m.tilgangsklasse_id, m.ser_ogsaa_id, m.opprettet_dato,
      setweight(to_tsvector('norwegian', m.tittel), 'A')
      || setweight(to_tsvector('simple', m.mappe_id || ' ' || coalesce(p.navn, '')), 'B')
    from arkivstruktur_mappe m
    left join (select mappe_id, string_agg(navn, ' ') as navn from arkivstruktur_part where virksomhet_id = %(v)s
               group by mappe_id) p on p.mappe_id = m.system_id
    where m.virksomhet_id = %(v)s""",
    """insert into vern.soekeindeks
    select r.virksomhet_id, r.system_id, 'registrering', r.tilgangsklasse_id, r.ser_ogsaa_id, r.opprettet_dato,
      setweight(to_tsvector('norwegian', r.tittel), 'A')
      || setweight(to_tsvector('simple', r.registrerings_id || ' ' || coalesce(p.navn, '')), 'B')
      || setweight(to_tsvector('norwegian', coalesce(d.titler, '')), 'C')
    from arkivstruktur_registrering r
    left join (select registrering_id, string_agg(navn, ' ') as navn from arkivstruktur_korrespondansepart
               where virksomhet_id = %(v)s group by registrering_id) p on p.registrering_id = r.system_id
    left join (select l.registrering_id, string_agg(b.tittel, ' ') as titler from arkivstruktur_dokumentkobling l
               join arkivstruktur_dokumentbeskrivelse b on b.system_id = l.dokumentbeskrivelse_id
               where l.virksomhet_id = %(v)s group by l.registrering_id) d on d.registrering_id = r.system_id
    where r.virksomhet_id = %(v)s""",
)
# Nobody else has counted the rows of an open transaction: without this the planner takes them to be none, and reads
# all parties once for each entry.
_TELL_OPP = (
    "analyze arkivstruktur_mappe, arkivstruktur_part, arkivstruktur_registrering, arkivstruktur_korrespondansepart,"
    " arkivstruktur_dokumentkobling, arkivstruktur_dokumentbeskrivelse"
)
# Before it is moved over: the counter of a case is what its entries have come to.
_JOURNALPOSTER = """update inntak_mappe m set siste_journalpostnummer = r.siste
    from (select mappe_id, max(journalpostnummer) as siste from inntak_registrering where journalpostnummer is not null
          group by mappe_id) r where r.mappe_id = m.system_id"""


def tell_journalposter() -> None:
    """Set how far each case has come, in the temporary tables."""
    with connection.cursor() as peker:
        peker.execute(_JOURNALPOSTER)


def bygg(virksomhet_id: int) -> None:
    """Make the number series and the search index of a virksomhet that has just been read in."""
    with connection.cursor() as peker:
        peker.execute(_TELL_OPP)
        for setning in _SETNINGER:
            peker.execute(setning, {"v": virksomhet_id})
