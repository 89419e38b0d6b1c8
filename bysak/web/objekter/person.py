"""One colleague: what the person does here, who steps in, and what is open, as far as one may see it."""

from uuid import UUID

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import handlinger
from bysak.arkivstruktur.models import Registrering
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Rolletildeling
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, kan, synlig_q
from bysak.saksbehandling.models import Fravaer
from bysak.saksbehandling.overlevering import aapne_parter, aapne_saker
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.forvaltning.folk import RETTER, personen
from bysak.web.jinja import tegn

VISES, GJORT = 50, 15


@require_GET
@i_virksomhet(verb="se kollega")
def personen_her(request: Forespoersel, person: UUID) -> HttpResponse:
    """A person with a role here, for those with one; what was done lately for those who watch over the log."""
    av, dag = request.aktoer, i_dag()
    den = personen(person)
    roller = Rolletildeling.objects.filter(gyldig_rolle(), bruker=den).select_related("enhet", "tjenesteyter")
    fravaer = Fravaer.objects.filter(bruker=den, til_dato__gte=dag).select_related("stedfortreder")
    saker = aapne_saker(den).filter(synlig_q(av)).select_related("virksomhet", "administrativ_enhet")
    hos = aapne_parter(den).filter(synlig_q(av, "registrering__")).values("registrering")
    poster = Registrering.objects.filter(
        synlig_q(av, "mappe__"), pk__in=hos, journalpostnummer__isnull=False
    ).select_related("mappe")
    ser_logg = kan(av, Rett.SE_LOGG)
    gjort = [h for _id, h in handlinger(av, hvem=den.navn, grense=GJORT)] if ser_logg else []
    kontekst = {
        "den": den, "roller": list(roller), "fravaer": list(fravaer.order_by("fra_dato")), "i_dag": dag,
        "saker": list(saker.order_by("-opprettet_dato")[:VISES]), "ser_logg": ser_logg,
        "poster": list(poster.order_by("forfallsdato", "-opprettet_dato")[:VISES]),
        "gjort": [h for h in gjort if h.hvem == den.navn],
        "forvalter": any(kan(av, rett) for rett in RETTER), "fordeler": kan(av, Rett.FORDELE),
    }  # fmt: skip
    return tegn(request, "objekter/person.html", kontekst)
