"""«Varsler»: what I have been told, and whether I have seen it."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import arbeid
from bysak.saksbehandling.varsling import les_varsler, mine_varsler
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, paa_tvers
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_url

VISES = 100


@require_GET
@paa_tvers
def varslene(request: Forespoersel) -> HttpResponse:
    """The newest, of what I still may see."""
    rader = list(mine_varsler(request.aktoer).select_related("virksomhet")[:VISES])
    kontekst = {"varslene": rader, "uleste": sum(v.lest_dato is None for v in rader)}
    return tegn(request, "min/varsler.html", kontekst)


@require_POST
@i_virksomhet(verb="les varsel")
def aapne(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Mark one as seen, and go to what it is about."""
    varsel = mine_varsler(request.aktoer).filter(pk=pk).first()
    if varsel is None:
        raise Http404
    les_varsler(av=request.aktoer, bare=[varsel])
    if varsel.registrering_id is None:
        return HttpResponseRedirect(varsel.sti)
    jp = Journalpost.objects.select_related("mappe").get(pk=varsel.registrering_id)
    return HttpResponseRedirect(postens_url(request, jp))


@require_POST
@innlogget
def les_alle(request: Forespoersel) -> HttpResponse:
    """Mark all of them as seen, where there are any."""
    av = request.aktoer
    with arbeid(som=av, leser=av.virksomheter):
        uleste = mine_varsler(av).filter(lest_dato__isnull=True).order_by()
        hvor = set(uleste.values_list("virksomhet_id", flat=True))
    for virksomhet_id in hvor:
        with arbeid(som=av, i=virksomhet_id, verb="les varsler"):
            les_varsler(av=av)
    return HttpResponseRedirect(reverse("varsler"))
