"""How I like to see Bysak, and whether the steps for one who is new still stand on my first page."""

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from bysak.organisasjon.personer import velg_utseende
from bysak.web.doer import Forespoersel, innlogget
from bysak.web.innlogging import trygg_adresse


@require_POST
@innlogget
def utseende(request: Forespoersel) -> HttpResponse:
    """Colours and closeness, from the profile or from the menu of any page, which is shown again."""
    velg_utseende(tema=request.POST.get("tema", ""), tetthet=request.POST.get("tetthet", ""), av=request.aktoer)
    neste = request.POST.get("neste", "")
    if not neste:
        messages.success(request, _("Utseendet er lagret."))
    return HttpResponseRedirect(trygg_adresse(request, neste or "/min/profil"))
