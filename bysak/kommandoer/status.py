"""`bysak status [--json]`: what runs and what answers, whether the system is up or down."""

import argparse
import json
import sys
from importlib.metadata import version

from bysak.kjerne.datamappe import datamappe
from bysak.kjerne.postgres import drift_lever
from bysak.kjerne.prosesser import Adresser, smtp_svarer, svarer_paa
from bysak.kjerne.tilkobling import ekstern_url

HJELP = "Vis hva som kjører og svarer. Slutter med 0 når alt er i orden."
TRENGER_DATABASE, PROSESS, ROLLE = True, "kommando", "app"


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """For people or for programs."""
    tolk.add_argument("--json", action="store_true", help="skriv JSON")


def utfoer(valg: argparse.Namespace) -> int:
    """Write the status; 0 when a system is up and all of it answers, or when it is stopped and its data are sound."""
    tilstand = status()
    if valg.json:
        sys.stdout.write(json.dumps(tilstand, ensure_ascii=False, indent=2) + "\n")
    else:
        for navn, verdi in tilstand.items():
            sys.stdout.write(f"{navn:<14} {_ord(verdi)}\n")
    deler = [tilstand[navn] for navn in ("arbeidsflate", "offentlig", "epostmottak")]
    return 0 if tilstand["database"] == "klar" and (not tilstand["kjoerer"] or all(deler)) else 1


def status() -> dict[str, object]:
    """Return what can be seen from outside: versions, the database, and each process that listens."""
    adresser = Adresser.fra_miljoe()
    utgave, satt_opp = _databasen()
    return {
        "bysak": version("bysak"),
        "data": str(datamappe()),
        "kjoerer": drift_lever(),
        "database": "klar" if satt_opp else "ikke satt opp",
        "postgresql": utgave,
        "databasested": "ekstern" if ekstern_url() else "innebygd",
        "arbeidsflate": svarer_paa(adresser.arbeidsflate)(),
        "offentlig": svarer_paa(adresser.offentlig)(),
        "epostmottak": smtp_svarer(adresser),
        "adresser": {
            "arbeidsflate": adresser.arbeidsflate,
            "offentlig": adresser.offentlig,
            "smtp": f"{adresser.vert}:{adresser.smtp_port}",
        },
    }


def _databasen() -> tuple[str, bool]:
    """Return the server's version and whether the database is set up; before that the application has no role in it."""
    from django.db import OperationalError, connection

    try:
        with connection.cursor() as peker:
            peker.execute("select current_setting('server_version'), to_regclass('django_migrations') is not null")
            utgave, satt_opp = peker.fetchone()
    except OperationalError:
        return "ukjent", False
    return str(utgave), bool(satt_opp)


def _ord(verdi: object) -> str:
    if isinstance(verdi, bool):
        return "ja" if verdi else "nei"
    if isinstance(verdi, dict):
        return ", ".join(f"{navn} {adresse}" for navn, adresse in verdi.items())
    return str(verdi)
