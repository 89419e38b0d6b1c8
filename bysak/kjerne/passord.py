"""The hash of one person's password, read for one login under the seal.

No role of the application can read the table: who injects SQL into a query gets no hash to guess at, since the function
that reads answers only for the person named in a statement sealed for this transaction.
"""

from uuid import UUID

from django.db import connection

from bysak.kjerne.arbeid import forseglet


def passordhash(bruker_id: UUID) -> str | None:
    """The stored hash, or None when there is none. Raises `RuntimeError` inside an arbeid."""
    with forseglet({"p": str(bruker_id)}), connection.cursor() as peker:
        peker.execute("select vern.passord()")
        rad = peker.fetchone()
    return rad[0] if rad else None
