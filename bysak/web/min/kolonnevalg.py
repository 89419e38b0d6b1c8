"""Which columns a person sees of a list, from the menu above it."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from bysak.organisasjon.personer import velg_kolonner
from bysak.web.doer import Forespoersel, innlogget
from bysak.web.innlogging import trygg_adresse
from bysak.web.kolonner import LISTER

MAKS = 40


@require_POST
@innlogget
def kolonner(request: Forespoersel) -> HttpResponse:
    """Keep the choice, or go back to what the list comes with; the same page is shown again."""
    liste = request.POST.get("liste", "")
    if liste not in LISTER:
        raise Http404
    valgte = [k[:MAKS] for k in request.POST.getlist("kolonne")[:MAKS]]
    standard = request.POST.get("gjoer") == "standard"
    velg_kolonner(liste, None if standard else valgte, av=request.aktoer)
    return HttpResponseRedirect(trygg_adresse(request, request.POST.get("neste", "")))
