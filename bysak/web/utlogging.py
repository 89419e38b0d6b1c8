"""Logging out: here, and at the provider that let the person in."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from bysak.mottak.tildeling import slipp_alle
from bysak.web.doer import aktoeren
from bysak.web.jinja import tegn
from bysak.web.leverandoer import innlogget_hos, utlogging_der
from bysak.web.sesjon import INNE


@require_POST
def logg_ut(request: HttpRequest) -> HttpResponse:
    """End the session; what the person held in the queue is anybody's again."""
    if request.user.is_authenticated:
        slipp_alle(aktoeren(request))
    hos, inne = innlogget_hos(request), request.session.get(INNE, {})
    logout(request)
    videre = utlogging_der(inne) if hos else ""
    if hos and videre:
        return tegn(request, "utlogging.html", {"videre": videre, "leverandoer": hos.navn})
    return HttpResponseRedirect(settings.LOGIN_URL)
