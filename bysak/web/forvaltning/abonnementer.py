"""Subscriptions to changes: where a client is called, its secret, what came through, and what did not."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.kjerne.kalender import naa
from bysak.organisasjon.abonnementer import (
    Nyttabonnement,
    be_om_proeve,
    bytt_hemmelighet,
    gjenoppta_abonnement,
    hindre_for_gjenopptak,
    hindre_for_utlevering,
    legg_bort_utlevering,
    leverte,
    opprett_abonnement,
    proev_igjen,
    stans_abonnement,
    uavgjorte,
)
from bysak.organisasjon.models import Abonnement, Integrasjon, Utlevering
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import flere, tekst
from bysak.web.forvaltning.moduler import HER
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

DETTE = "forvaltning_abonnement"
VISES = 200


class NyttAbonnement(Skjema):
    """Where a client is told, and of what."""

    adresse = tekst(
        gettext_lazy("Adresse"), hjelp=gettext_lazy("Begynner med https://. Bysak sender én POST for hver endring.")
    )
    hva = flere(
        gettext_lazy("Si fra om"), [(kode, gettext_lazy(navn)) for kode, navn in Abonnement.Hva.choices],
        hjelp=gettext_lazy("Ingen er alle. Det klienten ikke selv får se, sendes aldri."),
    )  # fmt: skip


class Bort(Skjema):
    """Why a message is not to be sent."""

    grunn = tekst(gettext_lazy("Grunn"))


def _det(abonnement: UUID) -> Abonnement:
    return get_object_or_404(Abonnement.objects.select_related("integrasjon__bruker"), pk=abonnement)


@forvaltning("registrer abonnement", Rett.ADMINISTRERE)
def nytt(request: Forespoersel, klient: UUID) -> HttpResponse:
    """Let a client be told of changes at an address of its own."""
    den = get_object_or_404(Integrasjon, pk=klient)

    def gjoer(data: dict[str, Any]) -> Nyttabonnement:
        return opprett_abonnement(den, adresse=data["adresse"], hva=data["hva"], av=request.aktoer)

    handling = Handling(
        HER, _("Nytt abonnement for %(navn)s") % {"navn": den.navn}, _("Registrer"), adresse(request, HER),
        _("Klienten får beskjed med en gang noe endres som den selv får se: hva det er og hvor, men ikke innholdet."),
    )  # fmt: skip
    return _med_hemmelighet(request, handling, skjema_av(request, NyttAbonnement), gjoer)


@forvaltning("se abonnement", Rett.ADMINISTRERE)
def abonnementet(request: Forespoersel, abonnement: UUID) -> HttpResponse:
    """One subscription: how it goes, what was given up, and the latest that came through."""
    det = _det(abonnement)
    kontekst = {
        "a": det, "uavgjorte": uavgjorte(det)[:VISES], "leverte": leverte(det), "naa": naa(),
        "hva": [_(Abonnement.Hva(h).label) for h in det.hva],
    }  # fmt: skip
    return side(request, "forvaltning/abonnement.html", HER, kontekst)


@forvaltning("bytt abonnementets hemmelighet", Rett.ADMINISTRERE)
def hemmelighet(request: Forespoersel, abonnement: UUID) -> HttpResponse:
    """A new secret; the old one holds for a day."""
    det = _det(abonnement)
    handling = Handling(
        HER, _("Ny hemmelighet for %(navn)s") % {"navn": det.integrasjon.navn}, _("Bytt hemmelighet"),
        adresse(request, DETTE, abonnement=det.pk),
        _("Meldingene signeres med begge i et døgn. Legg inn den nye hos mottakeren før det er gått."),
    )  # fmt: skip
    skjema = skjema_av(request, Skjema)
    return _med_hemmelighet(request, handling, skjema, lambda _d: bytt_hemmelighet(det, av=request.aktoer))


@forvaltning("stans abonnement", Rett.ADMINISTRERE)
def stans(request: Forespoersel, abonnement: UUID) -> HttpResponse:
    """Send nothing more until it is started again."""
    det = _det(abonnement)

    def gjoer(_data: dict[str, Any]) -> str:
        stans_abonnement(det, av=request.aktoer)
        return _("Abonnementet er stanset.")

    handling = Handling(
        HER, _("Stans abonnementet"), _("Stans"), adresse(request, DETTE, abonnement=det.pk),
        _("Det som skjer imens, sendes når det startes igjen."),
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("start abonnement", Rett.ADMINISTRERE)
def start(request: Forespoersel, abonnement: UUID) -> HttpResponse:
    """Go on from where it was, at once."""
    det = _det(abonnement)

    def gjoer(_data: dict[str, Any]) -> str:
        gjenoppta_abonnement(det, av=request.aktoer)
        return _("Abonnementet går videre nå.")

    handling = Handling(
        HER, _("Send nå"), _("Send nå"), adresse(request, DETTE, abonnement=det.pk),
        _("Alt som har skjedd siden sist, sendes i rekkefølge."), hindre_for_gjenopptak(det), forvalter=False,
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("prøv abonnement", Rett.ADMINISTRERE)
def proeve(request: Forespoersel, abonnement: UUID) -> HttpResponse:
    """Send a message that says nothing, to see that it is taken."""
    det = _det(abonnement)

    def gjoer(_data: dict[str, Any]) -> str:
        be_om_proeve(det, av=request.aktoer)
        return _("Prøvemeldingen sendes om et øyeblikk. Svaret kommer på denne siden.")

    handling = Handling(
        HER, _("Send en prøvemelding"), _("Send"), adresse(request, DETTE, abonnement=det.pk), det.adresse,
        forvalter=False,
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("send hendelse på nytt", Rett.ADMINISTRERE)
def igjen(request: Forespoersel, utlevering: UUID) -> HttpResponse:
    """Try again what was given up."""
    den = get_object_or_404(Utlevering, pk=utlevering)

    def gjoer(_data: dict[str, Any]) -> str:
        proev_igjen(den, av=request.aktoer)
        return _("Meldingen sendes på nytt om et øyeblikk.")

    handling = Handling(
        HER, _("Prøv melding %(nr)s igjen") % {"nr": den.melding_id}, _("Prøv igjen"),
        adresse(request, DETTE, abonnement=den.abonnement_id), den.svar, hindre_for_utlevering(den), forvalter=False,
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("legg bort hendelse", Rett.ADMINISTRERE)
def bort(request: Forespoersel, utlevering: UUID) -> HttpResponse:
    """Put a message aside for good, with the reason."""
    den = get_object_or_404(Utlevering, pk=utlevering)

    def gjoer(data: dict[str, Any]) -> str:
        legg_bort_utlevering(den, grunn=data["grunn"], av=request.aktoer)
        return _("Meldingen er lagt bort.")

    handling = Handling(
        HER, _("Legg bort melding %(nr)s") % {"nr": den.melding_id}, _("Legg bort"),
        adresse(request, DETTE, abonnement=den.abonnement_id), den.svar, hindre_for_utlevering(den),
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Bort), gjoer)


def _med_hemmelighet(
    request: Forespoersel, handling: Handling, skjema: forms.Form, gjoer: Callable[[dict[str, Any]], Nyttabonnement]
) -> HttpResponse:
    """Do it, and show the secret: here and now, for nobody can read it again."""
    laget: list[Nyttabonnement] = []

    def og_husk(data: dict[str, Any]) -> str:
        laget.append(gjoer(data))
        return _("Abonnementet er klart.")

    svar = utfoer(request, handling, skjema, og_husk)
    if not laget:
        return svar
    vist = side(request, "forvaltning/hemmelighet.html", HER, {"ny": laget[0]})
    vist.headers["Cache-Control"] = "no-store"
    return vist
