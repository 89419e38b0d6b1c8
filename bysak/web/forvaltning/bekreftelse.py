"""That an administrator has lately said who it is, expressly (krav 2.9.2, 4.1.4); it holds for a quarter of an hour."""

from datetime import datetime, timedelta

from django.http import HttpRequest

from bysak.kjerne.kalender import naa

BEKREFTET = "forvalter_til"
GJELDER = timedelta(minutes=15)


def noter_bekreftet(request: HttpRequest) -> None:
    """The person has shown it now."""
    request.session[BEKREFTET] = (naa() + GJELDER).isoformat()


def er_bekreftet(request: HttpRequest) -> bool:
    """Has this person lately said who it is, as administrator?"""
    til = request.session.get(BEKREFTET, "")
    return bool(til) and datetime.fromisoformat(til) > naa()
