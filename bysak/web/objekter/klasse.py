"""One klasse: what it is for, what happens to its cases in the end, who uses it, and the cases one may see."""

from uuid import UUID

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import hendelser
from bysak.arkivstruktur.klassifikasjon import hindre_for_klasseavslutning
from bysak.arkivstruktur.models import Klasse, Saksmappe
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn
from bysak.web.sak.kassasjon import eget

VISES = 50


@require_GET
@i_virksomhet(verb="se klasse")
def klassen(request: Forespoersel, klasse: UUID) -> HttpResponse:
    """All about one klasse, for everybody with a role here; of its cases only those the person sees."""
    alle = Klasse.objects.select_related("klassifikasjonssystem", "forelder", "tilgangskode", "kassasjon")
    den = get_object_or_404(alle, pk=klasse)
    saker = Saksmappe.objects.filter(synlig_q(request.aktoer), klasse=den)
    per_enhet = saker.values_list("administrativ_enhet__navn").annotate(antall=Count("pk")).order_by("-antall")
    rader = list(
        saker.select_related("administrativ_enhet", "saksansvarlig", "virksomhet").order_by("-opprettet_dato")[:VISES]
    )
    klassifiserer = kan(request.aktoer, Rett.KLASSIFISERE)
    kontekst = {
        "den": den, "under": list(den.underklasser.all()), "saker": rader, "enheter": list(per_enhet[:12]),
        "antall": sum(n for _navn, n in per_enhet), "kassasjon": eget(den), "hendelser": hendelser([str(den.pk)]),
        "klassifiserer": klassifiserer, "hindre": list(hindre_for_klasseavslutning(den)) if klassifiserer else [],
        "nye": kan(request.aktoer, Rett.REGISTRERE) or kan(request.aktoer, Rett.SAKSBEHANDLE),
        "ser": _("Klassen ser alle med en rolle i virksomheten. Sakene vises bare for dem som har tilgang til dem."),
    }  # fmt: skip
    return tegn(request, "objekter/klasse.html", kontekst)
