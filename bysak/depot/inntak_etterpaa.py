"""What comes by itself with each unit that is made here, for a whole virksomhet at once: search, counters, jobs."""

from django.apps import apps
from django.db import connection

from bysak.arkivstruktur.jobber import trekk_ut_tekst

_SETNINGER = (
    """insert into arkivstruktur_nummerserie (virksomhet_id, art, aar, siste)
    select virksomhet_id, 'sak', saksaar, max(sakssekvensnummer) from arkivstruktur_mappe
    where virksomhet_id = %(v)s and saksaar is not null and sakssekvensnummer is not null group by 1, 2, 3
    union all
    select virksomhet_id, 'journal', journalaar, max(journalsekvensnummer) from arkivstruktur_registrering
    where virksomhet_id = %(v)s and journalaar is not null and journalsekvensnummer is not null group by 1, 2, 3""",
    "select vern.bygg_soek_for(%(v)s::smallint)",
)
# Nobody else has counted the rows of an open transaction: without this the planner takes them to be none, and reads
# all parties once for each entry. All tables, so that the first deposit of what was read in knows them too.
_TELLES = ("arkivstruktur", "kjerne")
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
        peker.execute(_tell_opp())
        for setning in _SETNINGER:
            peker.execute(setning, {"v": virksomhet_id})


def _tell_opp() -> str:
    """The owner's statement that counts the rows of an archive and its log."""
    modeller = [modell for app in _TELLES for modell in apps.get_app_config(app).get_models()]
    return "analyze " + ", ".join(sorted(modell._meta.db_table for modell in modeller if not modell._meta.proxy))


def legg_tekst_i_koe(virksomhet_id: int) -> None:
    """Have the text of every file read for search, as that of a file that is registered here.

    The rows that `trekk_ut_tekst.defer` makes, without carrying every id through Python.
    """
    with connection.cursor() as peker:
        peker.execute(
            "insert into procrastinate_jobs (queue_name, task_name, args) select %s, %s,"
            " jsonb_build_object('virksomhet_id', virksomhet_id, 'dokumentobjekt_id', system_id::text)"
            " from arkivstruktur_dokumentobjekt where virksomhet_id = %s",
            [trekk_ut_tekst.queue, trekk_ut_tekst.name, virksomhet_id],
        )
