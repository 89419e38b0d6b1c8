"""What the interface is held against: an endpoint with nothing but one query by primary key, and its row as JSON.

`python -m granian --interface wsgi ytelse.bart:app`, with the owner's connection in `YTELSE_DSN`: no login, no
row-level security, no links.
"""

import os
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
import psycopg
from psycopg.rows import dict_row

SPOERRING = "select * from arkivstruktur_registrering where system_id = %s"
_lokalt = threading.local()


def hent(system_id: str) -> dict[str, Any] | None:
    """The row, over the thread's own connection."""
    if not hasattr(_lokalt, "kobling"):
        _lokalt.kobling = psycopg.connect(os.environ["YTELSE_DSN"], autocommit=True, row_factory=dict_row)
    rad: dict[str, Any] | None = _lokalt.kobling.execute(SPOERRING, [system_id], prepare=True).fetchone()
    return rad


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The WSGI application: the path's last part is the key."""
    rad = hent(environ["PATH_INFO"].rstrip("/").rpartition("/")[2])
    if rad is None:
        start_response("404 Not Found", [("Content-Length", "0")])
        return [b""]
    kropp = msgspec.json.encode(rad)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(kropp)))])
    return [kropp]
