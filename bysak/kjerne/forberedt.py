"""Statements that are asked in every request: the server keeps their plans.

Under row-level security a plan costs several times what carrying it out does (2.5 ms against 0.3 for one entry), and
Django otherwise sends each statement as new text. Only for statements whose best plan is the same whatever is asked
for, such as rows by their key: after some rounds the server stops looking at the values.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.backends.postgresql.base import ServerBindingCursor


def spoer(setning: str, verdier: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Ask, with a plan that is kept as long as the connection. Returns the rows."""
    connection.ensure_connection()
    lag: Any = connection.make_debug_cursor if connection.queries_logged else connection.make_cursor
    paa_tjeneren: Any = ServerBindingCursor
    # Prepared the first time, as `tilkobling` sets the threshold to none; Django's own cursors never are.
    with lag(paa_tjeneren(connection.connection)) as peker:
        peker.execute(setning, verdier)
        if connection.queries_logged:  # Django finds no text in what the server puts the values in
            connection.queries_log[-1]["sql"] = setning
        rader: list[tuple[Any, ...]] = peker.fetchall()
        return rader
