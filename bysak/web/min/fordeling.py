"""The leader's page: what nobody has got, and what waits, by person and age. Age and load, never speed."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.models import Rolle, Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.saksbehandling.fordeling import fordel
from bysak.saksbehandling.restanser import per_person, til_fordeling
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, leser
from bysak.web.handling.flere import massevalg
from bysak.web.jinja import tegn
from bysak.web.min.visninger import aldersnavn
from bysak.web.nedlasting import Liste, grense, lenker, som_fil
from bysak.web.sak.folk import medarbeidere

RADER = 100


def enheter_som_ledes(request: Forespoersel, virksomhet: Virksomhet) -> set[UUID] | None:
    """The units that the person leads; None when the role is for the whole virksomhet."""
    ledet = [r.enhet_id for r in request.aktoer.roller_i(virksomhet.pk) if r.rolle == Rolle.LEDER]
    return None if None in ledet or not ledet else {e for e in ledet if e}


@require_GET
@innlogget
def fordeling(request: Forespoersel) -> HttpResponse:
    """Letters of my unit without a person, and what is unanswered by person and age."""
    mine = [v for v in leser(request) if kan(request.aktoer, Rett.FORDELE, v.pk)]
    if not mine:
        raise PermissionDenied(_("Fordeling er for ledere og arkivet. Du har ikke en slik rolle."))
    virksomhet = next((v for v in mine if v.kode == request.GET.get("bydel")), mine[0])
    egne = enheter_som_ledes(request, virksomhet)
    enheter = None if request.GET.get("hele") == "ja" else egne
    with arbeid(som=request.aktoer, leser=[virksomhet]):
        if grense(request):
            return som_fil(request, _som_liste(til_fordeling(request.aktoer, enheter)[: grense(request) + 1]))
        kontekst = {
            "til_fordeling": til_fordeling(request.aktoer, enheter).prefetch_related("korrespondanseparter")[:RADER],
            "personer": per_person(request.aktoer, enheter), "alder": aldersnavn(), "mine": mine,
            "valgt": virksomhet, "har_enhet": egne is not None, "hele": enheter is None,
            "folk": medarbeidere(), "nedlastinger": lenker(request), **massevalg(request, "fordel"),
        }  # fmt: skip
        return tegn(request, "min/fordeling.html", kontekst)


def _som_liste(brev: QuerySet[Journalpost]) -> Liste:
    kolonner = (_("Nummer"), _("Tittel"), _("Avsender og mottakere"), _("Svarfrist"))
    rader = [
        (jp.registrerings_id, jp.tittel, ", ".join(p.navn for p in jp.korrespondanseparter.all()),
         f"{jp.forfallsdato:%d.%m.%Y}" if jp.forfallsdato else "")
        for jp in brev.prefetch_related("korrespondanseparter")
    ]  # fmt: skip
    return Liste("fordeling", _("Til fordeling"), kolonner, rader)


@require_POST
@i_virksomhet(verb="fordel")
def gi_til(request: Forespoersel, pk: UUID) -> HttpResponse:
    """Give a letter to a person, in the unit that the case belongs to."""
    jp = (
        Journalpost.objects.filter(synlig_q(request.aktoer), pk=pk).select_related("mappe__administrativ_enhet").first()
    )
    if jp is None:
        raise Http404
    person = next((b for b in medarbeidere() if str(b.pk) == request.POST.get("saksbehandler")), None)
    enhet = jp.mappe.administrativ_enhet
    if person is None or enhet is None:
        raise Hindret([Hinder("fordel.uten_person", _("Velg hvem som skal ha brevet, og prøv igjen."))])
    fordel(jp, enhet=enhet, saksbehandler=person, av=request.aktoer)
    messages.success(request, _("%(nr)s er fordelt til %(navn)s.") % {"nr": jp.registrerings_id, "navn": person.navn})
    assert request.virksomhet is not None
    return HttpResponseRedirect(f"{reverse('fordeling')}?bydel={request.virksomhet.kode}")
