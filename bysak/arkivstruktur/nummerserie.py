"""Numbers: taken last in a verb, so that the counter row is held as short as possible."""

from django.db import connection

from bysak.kjerne.arbeid import gjeldende_virksomhet


def neste_nummer(art: str, aar: int) -> int:
    """The next number of a series, locked until the transaction ends: two verbs never get the same (M012, M014).

    art: "sak", "journal" or "registrering". aar: the year that it restarts by.
    """
    with connection.cursor() as peker:
        peker.execute(
            "insert into arkivstruktur_nummerserie as n (virksomhet_id, art, aar, siste)"
            " values (%s, %s, %s, 1) on conflict (virksomhet_id, art, aar)"
            " do update set siste = n.siste + 1 returning siste",
            [gjeldende_virksomhet(), art, aar],
        )
        return int(peker.fetchone()[0])
