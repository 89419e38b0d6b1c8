"""Clients of the service interface: registered with an owner and a period, given a key that is shown once, ended."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.organisasjon.integrasjoner import (
    Nyintegrasjon,
    avslutt_integrasjon,
    bytt_noekkel,
    hindre_for_integrasjonsslutt,
    hindre_for_ny_noekkel,
    opprett_integrasjon,
)
from bysak.organisasjon.models import Bruker, Integrasjon, Rolletildeling
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import dato, en_av, en_person, tekst
from bysak.web.forvaltning.moduler import HER
from bysak.web.forvaltning.ramme import (
    Handling,
    Skjema,
    adresse,
    folk_her,
    forvaltning,
    side,
    skjema_av,
    utfoer,
)


class NyKlient(Skjema):
    """What a client is called, whom it acts as, where it sends people back to, and how long it is let in."""

    navn = tekst(gettext_lazy("Navn"))
    returadresser = tekst(
        gettext_lazy("Returadresser"), maa=False, lang=True,
        hjelp=gettext_lazy("Én på hver linje. Bare for dem som folk logger inn gjennom."),
    )  # fmt: skip
    hemmelig = forms.BooleanField(
        label=gettext_lazy("Kan holde på en nøkkel"), required=False, initial=True,
        help_text=gettext_lazy("Ikke for programmer som kjører hos brukeren: i nettleseren, på mobilen eller PC-en."),
    )  # fmt: skip
    fra = dato(gettext_lazy("Fra og med"), maa=True)
    til = dato(gettext_lazy("Til og med"))


@forvaltning("registrer klient", Rett.ADMINISTRERE)
def ny_klient(request: Forespoersel) -> HttpResponse:
    """Register a client: one that acts by itself as a module, or one that people log in through."""
    moduler = Bruker.objects.filter(er_modul=True, is_active=True, pk__in=Rolletildeling.objects.values("bruker_id"))
    skjema = skjema_av(request, NyKlient)
    skjema.fields = {
        "navn": skjema.fields["navn"],
        "eier": en_person(folk_her(), _("Eier"), maa=True),
        "bruker": en_av(moduler, _("Handler som"), maa=False, tom=_("Den som logger inn")),
    } | skjema.fields

    def gjoer(data: dict[str, Any]) -> Nyintegrasjon:
        adresser = data.pop("returadresser").split()
        return opprett_integrasjon(data.pop("navn"), returadresser=adresser, av=request.aktoer, **data)

    til = adresse(request, HER)
    return _med_noekkel(request, Handling(HER, _("Ny klient"), _("Registrer"), til), skjema, gjoer)


@forvaltning("bytt klientnøkkel", Rett.ADMINISTRERE)
def ny_noekkel(request: Forespoersel, klient: UUID) -> HttpResponse:
    """A new key for a client; the old one stops at once."""
    den = get_object_or_404(Integrasjon, pk=klient)
    handling = Handling(
        HER, _("Ny nøkkel til %(navn)s") % {"navn": den.navn}, _("Bytt nøkkel"), adresse(request, HER),
        _("Den gamle nøkkelen, og det som er logget inn med den, slutter å gjelde med en gang."),
        hindre_for_ny_noekkel(den),
    )  # fmt: skip
    return _med_noekkel(request, handling, skjema_av(request, Skjema), lambda _d: bytt_noekkel(den, av=request.aktoer))


@forvaltning("avslutt klient", Rett.ADMINISTRERE)
def avslutt(request: Forespoersel, klient: UUID) -> HttpResponse:
    """End a client at once; what it did stays in the log."""
    den = get_object_or_404(Integrasjon, pk=klient)

    def gjoer(_data: dict[str, Any]) -> str:
        avslutt_integrasjon(den, av=request.aktoer)
        return _("%(navn)s er avsluttet.") % {"navn": den.navn}

    handling = Handling(
        HER, _("Avslutt %(navn)s") % {"navn": den.navn}, _("Avslutt"), adresse(request, HER),
        _("Den slipper ikke inn mer fra nå av. Det den har gjort, står i loggen."), hindre_for_integrasjonsslutt(den),
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


def _med_noekkel(
    request: Forespoersel, handling: Handling, skjema: forms.Form, gjoer: Callable[[dict[str, Any]], Nyintegrasjon]
) -> HttpResponse:
    """Do it, and show the key: here and now, for it is kept nowhere."""
    laget: list[Nyintegrasjon] = []

    def og_husk(data: dict[str, Any]) -> str:
        laget.append(gjoer(data))
        return _("%(navn)s er klar.") % {"navn": laget[0].integrasjon.navn}

    svar = utfoer(request, handling, skjema, og_husk)
    if not laget:
        return svar
    vist = side(request, "forvaltning/noekkel.html", HER, {"ny": laget[0]})
    vist.headers["Cache-Control"] = "no-store"
    return vist
