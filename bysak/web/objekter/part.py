"""One party: every entry and case in the virksomhet that it is a party of, of those the person sees.

LESMEG: a party is pointed at by the id of one place where it stands, so that no name and no number of a person is ever
in an address or a log. Two with the same name and different numbers are two.
"""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import hendelser
from bysak.arkivstruktur.models import Korrespondansepart, Mappe, Part
from bysak.arkivstruktur.soek import soek
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.tilgang import synlig_q
from bysak.saksbehandling.restanser import INTERNE
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn

VISES = 100
EnPart = Korrespondansepart | Part


@require_GET
@i_virksomhet(verb="se part")
def parten(request: Forespoersel, part: UUID) -> HttpResponse:
    """All about one party. 404 when the place where it stands is not one the person sees."""
    den = _parten(part, request.aktoer)
    if isinstance(den, Korrespondansepart) and den.saksbehandler_id:
        assert request.virksomhet
        return HttpResponseRedirect(reverse("person", args=[request.virksomhet.kode, den.saksbehandler_id]))
    poster, saker = _staar_i(den, request.aktoer)
    kontekst = {
        "den": den, "poster": poster, "saker": saker, "grense": VISES,
        "hendelser": hendelser([str(den.pk)]),
        "ser": _("Du ser journalpostene og sakene du har tilgang til i denne virksomheten, og ingen andre."),
    }  # fmt: skip
    return tegn(request, "objekter/part.html", kontekst)


def _parten(pk: UUID, av: Aktoer) -> EnPart:
    sett = synlig_q(av, "registrering__") & synlig_q(av, "registrering__mappe__")
    post = Korrespondansepart.objects.filter(sett, pk=pk).select_related("registrering__mappe").first()
    if post is not None:
        return post
    sak = Part.objects.filter(synlig_q(av, "mappe__"), pk=pk).select_related("mappe").first()
    if sak is None:
        raise Http404
    return sak


def _staar_i(den: EnPart, av: Aktoer) -> tuple[list[Korrespondansepart], list[Mappe]]:
    """Where the party stands, newest first. The search knows the names, and finds what the person sees alone."""
    ordene = " ".join(o for o in den.navn.replace('"', " ").split())
    treff = soek(f'part:"{ordene}"', av=av, grense=VISES)
    i_poster = {t.registrering.pk for t in treff if t.registrering}
    i_saker = {t.mappe.pk for t in treff if t.mappe}
    if isinstance(den, Korrespondansepart):
        i_poster.add(den.registrering_id)
    elif den.mappe_id:
        i_saker.add(den.mappe_id)
    sett = synlig_q(av, "registrering__") & synlig_q(av, "registrering__mappe__")
    poster = (
        Korrespondansepart.objects.filter(
            sett, registrering__in=i_poster, registrering__journalpostnummer__isnull=False, navn__iexact=den.navn
        )
        .exclude(korrespondanseparttype__in=INTERNE)
        .select_related("registrering__mappe")
        .order_by("-registrering__opprettet_dato")
    )
    parter = Part.objects.filter(synlig_q(av, "mappe__"), mappe__in=i_saker, navn__iexact=den.navn)
    saker = {p.mappe_id: p.mappe for p in parter.select_related("mappe") if _samme(den, p)}
    return [p for p in poster if _samme(den, p)], [s for s in saker.values() if s is not None]


def _samme(den: EnPart, annen: EnPart) -> bool:
    """May these two of one name be the same? Not with different numbers, nor a person and an organisation."""
    return den.er_person == annen.er_person and all(
        not en or not to or en == to
        for en, to in ((den.person_id, annen.person_id), (den.organisasjons_id, annen.organisasjons_id))
    )
