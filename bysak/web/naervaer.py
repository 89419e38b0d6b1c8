"""An open page gives a sign of life, and is told who else has the same open."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from bysak.arkivstruktur.models import Dokumentkobling, Mappe, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.mottak.koe import virksomheter_for
from bysak.mottak.models import Innkomst
from bysak.organisasjon.tilgang import synlig_q
from bysak.saksbehandling.naervaer import forlat, vis_naervaer
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn


def _post(av: Aktoer, pk: UUID) -> "QuerySet[Registrering]":
    return Registrering.objects.filter(synlig_q(av) & synlig_q(av, "mappe__"), pk=pk)


def _dokument(av: Aktoer, pk: UUID) -> "QuerySet[Dokumentkobling]":
    synlig = synlig_q(av, "registrering__") & synlig_q(av, "registrering__mappe__")
    return Dokumentkobling.objects.filter(synlig, dokumentbeskrivelse_id=pk)


def _innkomst(av: Aktoer, pk: UUID) -> "QuerySet[Innkomst]":
    return Innkomst.objects.filter(pk=pk, virksomhet_id__in=virksomheter_for(av))


# Kind of object -> the rows of it that the person may see.
_SYNLIGE: dict[str, Callable[[Aktoer, UUID], "QuerySet[Any]"]] = {
    "sak": lambda av, pk: Mappe.objects.filter(synlig_q(av), pk=pk),
    "post": _post,
    "dokument": _dokument,
    "innkomst": _innkomst,
}


@require_POST
@i_virksomhet(verb="naervaer")
def naervaer(request: Forespoersel, slag: str, pk: UUID) -> HttpResponse:
    """The names of the others, who are shown only to those who see the same object. `borte`: the page is closed."""
    av = request.aktoer
    if "borte" in request.POST:
        forlat(pk, av=av)
        return HttpResponse(status=204)
    if slag not in _SYNLIGE or not _SYNLIGE[slag](av, pk).exists():
        raise Http404
    return tegn(request, "naervaer.html", {"navn": vis_naervaer(pk, av=av)})
