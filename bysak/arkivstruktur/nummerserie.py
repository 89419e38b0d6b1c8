"""Numbers: taken last in a verb, so that the counter row is held as short as possible."""

from django.db import connection

from bysak.arkivstruktur.models import Arkiv


def neste_nummer(arkiv: Arkiv, art: str, aar: int) -> int:
    """The next number of a series, locked until the transaction ends: two verbs never get the same (M012, M014).

    arkiv: the owner of the series. art: "sak" or "journal". aar: the year that the series restarts by.
    """
    with connection.cursor() as peker:
        peker.execute(
            "insert into arkivstruktur_nummerserie as n (virksomhet_id, arkiv_id, art, aar, siste)"
            " values (%s, %s, %s, %s, 1) on conflict (virksomhet_id, arkiv_id, art, aar)"
            " do update set siste = n.siste + 1 returning siste",
            [arkiv.virksomhet_id, arkiv.pk, art, aar],
        )
        return int(peker.fetchone()[0])
