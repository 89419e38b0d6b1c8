"""Is the workspace well, and where does a person's day begin."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from bysak.mottak.kanalalarmer import antall_alarmer
from bysak.mottak.virus import skanneren
from bysak.web.doer import Forespoersel, innlogget, mine_virksomheter, valgt_kode
from bysak.web.meny import startside


def helse(request: HttpRequest) -> JsonResponse:
    """JSON for supervisors: 200 when the database answers, 503 when it does not.

    virusskanner: `uten`, `svarer` or `nede`; mail is received and kept also while it is down.
    kanalalarmer: how many channels are silent or differ. Neither is a reason to restart anything.
    """
    try:
        with connection.cursor() as peker:
            peker.execute("select 1")
        alarmer = antall_alarmer()
    except Error:
        return JsonResponse({"status": "feil", "database": False}, status=503)
    return JsonResponse({"status": "ok", "database": True, "virusskanner": skanneren(), "kanalalarmer": alarmer})


@innlogget
def hjem(request: Forespoersel) -> HttpResponse:
    """Send the person to where the day begins; one with several virksomheter chooses first, once."""
    if len(mine_virksomheter(request)) > 1 and valgt_kode(request) is None:
        return HttpResponseRedirect(reverse("velg_virksomhet"))
    return HttpResponseRedirect(startside(request.aktoer))
