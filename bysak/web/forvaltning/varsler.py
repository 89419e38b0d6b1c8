"""Notices by mail that have not come through, and another try."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from bysak.organisasjon.tilgang import Rett
from bysak.saksbehandling.models import Varsel
from bysak.saksbehandling.varsling import hindre_for_ny_sending, ikke_sendt, send_igjen
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_varsler"
VISES = 200


@forvaltning("se e-postvarsler", Rett.ADMINISTRERE)
def varslene(request: Forespoersel) -> HttpResponse:
    """What waits to be sent or was given up, with the mail server's own words."""
    kontekst = {"varslene": list(ikke_sendt()[:VISES]), "antall": ikke_sendt().count(), "paa": settings.BYSAK_UTPOST}
    return side(request, "forvaltning/varsler.html", HER, kontekst)


@forvaltning("send e-postvarsel på nytt", Rett.ADMINISTRERE)
def igjen(request: Forespoersel, varsel: UUID) -> HttpResponse:
    """Try again what was given up."""
    det = get_object_or_404(Varsel.objects.select_related("mottaker"), pk=varsel)

    def gjoer(_data: dict[str, Any]) -> str:
        send_igjen(det, av=request.aktoer)
        return _("Varselet til %(navn)s sendes på nytt.") % {"navn": det.mottaker.navn}

    handling = Handling(
        HER, _("Send på nytt til %(navn)s") % {"navn": det.mottaker.navn}, _("Send på nytt"), adresse(request, HER),
        det.emne, tuple(hindre_for_ny_sending(det)), forvalter=False,
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
