"""One who has shown a password and not yet the second step: known to the login pages for a while, and nobody elsewhere.

What waits is in the session, which has no person and so no rights.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import Bruker

_VENTER = "venter_paa_trinn_to"
# To read a code and type it; and to find an app, when one has none.
FRIST, FRIST_OPPSETT = timedelta(minutes=5), timedelta(minutes=20)


def la_vente(request: HttpRequest, bruker: Bruker) -> None:
    """This one has shown the password now. The key of the session is a new one, so that nobody has planted it."""
    request.session.cycle_key()
    merke = bruker.get_session_auth_hash()
    request.session[_VENTER] = {"bruker": str(bruker.pk), "merke": merke, "tid": naa().isoformat()}


def den_som_venter(request: HttpRequest) -> Bruker | None:
    """Who has shown the password lately; None when it is too long ago, or the login has been changed since."""
    venter = request.session.get(_VENTER, {})
    bruker = Bruker.objects.filter(pk=venter["bruker"], is_active=True).first() if venter else None
    if bruker is None or not constant_time_compare(venter["merke"], bruker.get_session_auth_hash()):
        return None
    frist = FRIST if bruker.totrinn_satt else FRIST_OPPSETT
    return bruker if naa() < datetime.fromisoformat(venter["tid"]) + frist else None


def slutt_aa_vente(request: HttpRequest) -> None:
    """Nobody waits any more."""
    request.session.pop(_VENTER, None)
