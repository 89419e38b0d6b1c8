"""How a process reaches the database: which server, as which role."""

import os
from datetime import datetime
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured
from psycopg.adapt import Dumper
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from bysak.kjerne.hemmeligheter import hemmelighet
from bysak.kjerne.postgres import DATABASE, PORT, sokkelmappe

MINSTE_VERSJON = 17
NETTPROSESSER = ("arbeidsflate", "offentlig")


def ekstern_url() -> str:
    """Return the operator's `DATABASE_URL`, or an empty string when Bysak runs its own server."""
    return os.environ.get("DATABASE_URL", "").strip()


def database(rolle: str) -> dict[str, Any]:
    """Return Django's settings for the database, for a process that connects as `rolle`.

    rolle: `app`, `eier` or `offentlig`. Raises ImproperlyConfigured when `DATABASE_URL` cannot be read.
    """
    oppsett = _ekstern(rolle) if ekstern_url() else _innebygd(rolle)
    oppsett |= {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": True}
    oppsett["OPTIONS"] |= {"prepare_threshold": 0}  # for `forberedt`
    if os.environ.get("BYSAK_PROSESS") in NETTPROSESSER:
        stoerst = int(os.environ.get("BYSAK_DB_POOL") or 8)
        oppsett["OPTIONS"] |= {"pool": {"min_size": 1, "max_size": stoerst, "timeout": 10, "max_idle": 300}}
    return oppsett


def uten_innlogging(url: str) -> str:
    """Return `DATABASE_URL` without user and password, for processes that must not know the owner's."""
    deler = _les(url)
    return make_conninfo("", **{n: v for n, v in deler.items() if n not in {"user", "password"}})


def krev_ekstern_server() -> None:
    """Raise ImproperlyConfigured, in a sentence without the password, unless `DATABASE_URL` leads to a usable one."""
    _les(ekstern_url())
    try:
        with psycopg.connect(ekstern_url(), connect_timeout=10) as kobling:
            versjon = kobling.info.server_version
    except psycopg.OperationalError as feil:
        grunn = str(feil).strip().rpartition("\n")[2]
        raise ImproperlyConfigured(f"Får ikke kontakt med databasen i DATABASE_URL: {grunn}") from None
    krev_versjon(versjon)


def krev_versjon(server_versjon: int) -> None:
    """Raise ImproperlyConfigured unless the server (psycopg's `server_version`) is new enough for what vern() needs."""
    if server_versjon < MINSTE_VERSJON * 10000:
        raise ImproperlyConfigured(
            f"Databasen i DATABASE_URL er PostgreSQL {server_versjon // 10000}. "
            f"Bysak trenger PostgreSQL {MINSTE_VERSJON} eller nyere. Oppgrader den, eller bruk en annen server."
        )


def _innebygd(rolle: str) -> dict[str, Any]:
    return {
        "NAME": DATABASE,
        "USER": f"bysak_{rolle}",
        "PASSWORD": hemmelighet(rolle),
        "HOST": str(sokkelmappe()),
        "PORT": str(PORT),
        "OPTIONS": {"connect_timeout": 10},
    }


def _ekstern(rolle: str) -> dict[str, Any]:
    deler = _les(ekstern_url())
    bruker, passord = deler.pop("user", ""), deler.pop("password", "")
    if rolle != "eier":
        bruker, passord = f"bysak_{rolle}", hemmelighet(rolle)
    oppsett = {
        "NAME": deler.pop("dbname", DATABASE),
        "USER": bruker,
        "PASSWORD": passord,
        "HOST": deler.pop("host", ""),
        "PORT": str(deler.pop("port", "")),
    }
    return oppsett | {"OPTIONS": {"connect_timeout": 10} | deler}


def _les(url: str) -> dict[str, Any]:
    try:
        return {navn: verdi for navn, verdi in conninfo_to_dict(url).items() if verdi is not None}
    except psycopg.ProgrammingError:
        # The driver's message quotes the address, password and all, so it is not chained.
        raise ImproperlyConfigured(
            "DATABASE_URL kan ikke leses. Skriv den slik: postgresql://eier:passord@vert:5432/bysak"
        ) from None


class NorskTid(Dumper):
    """For COPY in: a time without zone is Norwegian, by the tables of the database that will write it out again."""

    def dump(self, obj: datetime) -> bytes:
        """The time as PostgreSQL reads it."""
        return str(obj if obj.tzinfo else f"{obj} Europe/Oslo").encode()
