"""What was found out about an item: the virus scanner's answer and what people decide; two items side by side."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from bysak.kjerne.arbeid import arbeid
from bysak.mottak import jobber, virus
from bysak.mottak.likhet import forskjell
from bysak.mottak.models import Innkomst, Innkomsttekst
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.jinja import tegn
from bysak.web.mottak.enkelt import hent_eller_404, side
from bysak.web.mottak.handlinger import utfoer


@require_POST
@innlogget
def virushandling(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """Scan again, confirm what was found, or let the files go with a reason."""
    hva = request.POST.get("handling", "")
    if hva not in _HANDLINGER:
        raise Http404
    verb, kvittering, handling = _HANDLINGER[hva]
    rad, hindre = utfoer(request, bydel, innkomst_id, verb, lambda r: handling(request, r))
    if hindre:
        return side(request, rad.virksomhet, innkomst_id, hindre=hindre, status=409)
    if hva != "bekreft":
        jobber.undersoek_innkomst.defer(virksomhet_id=rad.virksomhet.pk, innkomst_id=str(innkomst_id))
    messages.success(request, str(kvittering))
    return redirect("mottak_innkomst", bydel, innkomst_id)


@innlogget
def sammenlign(request: Forespoersel, bydel: str, innkomst_id: UUID, andre_id: UUID) -> HttpResponse:
    """Two items beside each other, with what differs marked."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="sammenlign innkommet"):
        krev(request.aktoer, Rett.MOTTA)
        her, der = hent_eller_404(innkomst_id), hent_eller_404(andre_id)
        tekster = dict(Innkomsttekst.objects.filter(innkomst__in=(her, der)).values_list("innkomst_id", "tekst"))
    hele = [f"{rad.tekst}\n{tekster.get(rad.pk, '')}" for rad in (her, der)]
    ulik = forskjell(*hele)
    felles = {v.sjekksum for v in her.vedlegg.all()} & {v.sjekksum for v in der.vedlegg.all()}
    kontekst = {"innkomst": her, "par": [(her, ulik.her), (der, ulik.der)], "andre": der, "felles": felles}
    return tegn(request, "mottak/sammenlign.html", kontekst)


_Handling = Callable[[Any, Innkomst], object]
_HANDLINGER: dict[str, tuple[str, Any, _Handling]] = {
    "skann": (
        "skann på nytt",
        gettext_lazy("Filene skannes på nytt."),
        lambda request, rad: virus.skann_paa_nytt(rad, av=request.aktoer),
    ),
    "bekreft": (
        "bekreft virus",
        gettext_lazy("Bekreftet. Meldingen blir liggende i karantene."),
        lambda request, rad: virus.bekreft(rad, av=request.aktoer),
    ),
    "frigi": (
        "frigi filer",
        gettext_lazy("Frigitt. Filene kan åpnes."),
        lambda request, rad: virus.frigi(rad, grunn=request.POST.get("merknad", "")[:500], av=request.aktoer),
    ),
}
