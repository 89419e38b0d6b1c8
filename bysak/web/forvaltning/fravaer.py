"""Absence, one's own or a colleague's, and the hand-over of everything when someone leaves."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.rettigheter import rettigheter_til
from bysak.organisasjon.roller import DELEGERES_IKKE
from bysak.organisasjon.tilgang import Rett, kan
from bysak.saksbehandling.fravaer import avslutt_fravaer, registrer_fravaer
from bysak.saksbehandling.models import Fravaer
from bysak.saksbehandling.overlevering import aapne_parter, aapne_saker, hindre_for_overlevering, overlever
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import dato, en_person, enhet, tekst
from bysak.web.forvaltning.folk import HER, personen
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, folk_her, forvaltning, side, skjema_av, utfoer

MEG = "mine_roller"


@forvaltning("se egne roller", Rett.LESE)
def mine_roller(request: Forespoersel) -> HttpResponse:
    """What I am and may do here, what I have lent out, and when I am away."""
    meg = get_object_or_404(Bruker, pk=request.aktoer.bruker_id)
    fravaer = Fravaer.objects.filter(bruker=meg).select_related("stedfortreder").order_by("-fra_dato")
    kontekst = {
        "meg": meg, "rettigheter": rettigheter_til(meg), "fravaer": fravaer[:20], "i_dag": i_dag(),
        "deleges_ikke": DELEGERES_IKKE,
    }  # fmt: skip
    return side(request, "forvaltning/mine_roller.html", MEG, kontekst)


class NyttFravaer(Skjema):
    """A period away."""

    fra_dato = dato(gettext_lazy("Fra og med"), maa=True)
    til_dato = dato(gettext_lazy("Til og med"), maa=True)


def _til(request: Forespoersel, den: Bruker) -> str:
    """Back to the page of the one it is about: one's own, or the person's."""
    if den.pk == request.aktoer.bruker_id:
        return adresse(request, MEG)
    return adresse(request, "forvaltning_person", person=den.pk)


@forvaltning("registrer fravær", Rett.LESE)
def nytt_fravaer(request: Forespoersel, person: UUID) -> HttpResponse:
    """Say that one is away, and who takes the work; for others than oneself, by those who give out work."""
    if person != request.aktoer.bruker_id and not kan(request.aktoer, Rett.FORDELE):
        raise Http404
    den = personen(person)
    skjema = skjema_av(request, NyttFravaer)
    andre = [b for b in folk_her() if b != den]
    skjema.fields["stedfortreder"] = en_person(andre, _("Stedfortreder"), maa=False, tom=_("Ingen"))

    def gjoer(data: dict[str, Any]) -> str:
        fravaer = registrer_fravaer(
            den, fra=data["fra_dato"], til=data["til_dato"], stedfortreder=data["stedfortreder"], av=request.aktoer
        )
        return _("Fraværet til %(navn)s er registrert.") % {"navn": fravaer.bruker.navn}

    hva = _("Stedfortrederen får arbeidet på sin egen side i perioden. Tilgang følger ikke med.")
    tittel = _("Fravær for %(navn)s") % {"navn": den.navn}
    handling = Handling(HER, tittel, _("Registrer fravær"), _til(request, den), hva, forvalter=False)
    return utfoer(request, handling, skjema, gjoer)


@forvaltning("avslutt fravær", Rett.LESE)
def avslutt(request: Forespoersel, fravaer: UUID) -> HttpResponse:
    """Back earlier than thought, or never away."""
    rad = get_object_or_404(Fravaer.objects.select_related("bruker"), pk=fravaer)
    if rad.bruker_id != request.aktoer.bruker_id and not kan(request.aktoer, Rett.FORDELE):
        raise Http404
    navn = rad.bruker.navn

    def gjoer(_data: dict[str, Any]) -> str:
        avslutt_fravaer(rad, av=request.aktoer)
        return _("Fraværet til %(navn)s er avsluttet.") % {"navn": navn}

    hva = _("Et fravær som har begynt, slutter i går. Et som ikke har begynt, blir strøket.")
    tittel, til = _("Avslutt fraværet til %(navn)s") % {"navn": navn}, _til(request, rad.bruker)
    handling = Handling(HER, tittel, _("Avslutt fraværet"), til, hva, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Overlevering(Skjema):
    """Who takes over, and why."""

    grunn = tekst(gettext_lazy("Hvorfor"), hjelp=gettext_lazy("Står i loggen for hver sak og journalpost."))


@forvaltning("overlever", Rett.FORDELE)
def overlever_alt(request: Forespoersel, person: UUID) -> HttpResponse:
    """Hand over all open cases and letters of one person here to another: all of it, or nothing."""
    fra = personen(person)
    skjema = skjema_av(request, Overlevering)
    mottaker = en_person([b for b in folk_her() if b != fra], _("Hvem tar over"))
    skjema.fields = {"til": mottaker} | skjema.fields | {"enhet": enhet(tom=_("Som før"))}

    def gjoer(data: dict[str, Any]) -> str:
        gitt = overlever(fra, av=request.aktoer, **data)
        return _("%(navn)s har fått %(saker)s saker og %(poster)s brev og utkast.") % {
            "navn": data["til"].navn, "saker": gitt.saker, "poster": gitt.poster,
        }  # fmt: skip

    hva = _("%(saker)s åpne saker og %(poster)s brev og utkast skal over.") % {
        "saker": aapne_saker(fra).count(), "poster": aapne_parter(fra).count(),
    }  # fmt: skip
    foer = [h for h in hindre_for_overlevering(fra, _noen(fra), "-") if not h.felt]
    tittel = _("Overlever fra %(navn)s") % {"navn": fra.navn}
    handling = Handling(HER, tittel, _("Overlever alt"), _til(request, fra), hva, foer, forvalter=False)
    return utfoer(request, handling, skjema, gjoer)


def _noen(fra: Bruker) -> Bruker | None:
    """Somebody else, to ask what stops a hand-over whoever takes it."""
    return next((b for b in folk_her() if b != fra), None)
