"""Where administration begins: the virksomheter a person administers something in, with the sections of each."""

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET

from bysak.organisasjon.tilgang import kan
from bysak.web.doer import Forespoersel, innlogget, leser
from bysak.web.forvaltning.ramme import FORVALTER, delene
from bysak.web.jinja import tegn


@require_GET
@innlogget
def inngang(request: Forespoersel) -> HttpResponse:
    """The virksomheter to choose among; straight in when there is one."""
    av = request.aktoer
    mine = [(v, delene(av, v.pk)) for v in leser(request) if any(kan(av, rett, v.pk) for rett in FORVALTER)]
    if len(mine) == 1:
        virksomhet, deler = mine[0]
        return HttpResponseRedirect(reverse(deler[0].rute, args=[virksomhet.kode]))
    return tegn(request, "forvaltning/inngang.html", {"mine": mine})
