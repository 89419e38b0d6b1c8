"""A person's name, password and login: seen from where the person works, changed in the archive service."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.koblinger import koble, koblingene, loes
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.passord import sett_passord
from bysak.organisasjon.personer import (
    gi_nytt_navn,
    hindre_for_aktiv,
    hindre_for_nytt_navn,
    hindre_for_passiv,
    sett_aktiv,
    sett_passiv,
)
from bysak.organisasjon.sesjoner import logg_ut_overalt
from bysak.organisasjon.tilgang import Rett
from bysak.organisasjon.totrinn import hindre_for_nullstilling
from bysak.tjeneste.brukere import nullstill_totrinn
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.forvaltning.felter import tekst
from bysak.web.forvaltning.folk import HER, personen, tjenesten
from bysak.web.forvaltning.ramme import Handling, Skjema, bekreft, krev_en, skjema_av, utfoer

Indre = Callable[[Forespoersel, Bruker, str], HttpResponse]


def i_tjenesten(verb: str) -> Callable[[Indre], Callable[..., HttpResponse]]:
    """The view gets the person and the address to go back to, inside an arbeid in the archive service."""

    def pynt(view: Indre) -> Callable[..., HttpResponse]:
        @require_http_methods(["GET", "POST"])
        @innlogget
        @wraps(view)
        def svar(request: Forespoersel, bydel: str, person: UUID) -> HttpResponse:
            request.virksomhet = virksomhet_i_adressen(request, bydel)
            krev_en(request.aktoer, [Rett.ADMINISTRERE], request.virksomhet.pk)
            bekreft(request)
            with arbeid(som=request.aktoer, leser=[request.virksomhet]):
                den = personen(person)
            tjeneste = tjenesten()
            krev_en(request.aktoer, [Rett.ADMINISTRERE], tjeneste.pk)
            with arbeid(som=request.aktoer, i=tjeneste, verb=verb):
                return view(request, den, reverse("forvaltning_person", args=[bydel, person]))

        return svar

    return pynt


class NyttNavn(Skjema):
    """Another name for the same person."""

    navn = tekst(gettext_lazy("Navn"))
    initialer = tekst(gettext_lazy("Initialer"), maa=False, hjelp=gettext_lazy("Tomt felt gir initialene i navnet."))


class NyttPassord(Skjema):
    """A new password."""

    passord = forms.CharField(label=gettext_lazy("Nytt passord"), strip=False, widget=forms.PasswordInput)


@i_tjenesten("gi nytt navn")
def navn(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """The person has another name; the earlier ones stay (krav 4.4.11, 4.4.12)."""
    av = request.aktoer
    skjema = skjema_av(request, NyttNavn, initial={"navn": den.navn, "initialer": den.initialer})

    def gjoer(data: dict[str, Any]) -> str:
        return _("Navnet er endret til %(navn)s.") % {"navn": gi_nytt_navn(den, av=av, **data).navn}

    hva = _("Det gamle navnet blir stående i historikken, med tiden det var i bruk.")
    foer = tuple(hindre_for_nytt_navn(den, den.navn))
    handling = Handling(HER, _("Nytt navn for %(navn)s") % {"navn": den.navn}, _("Endre navn"), til, hva, foer)
    return utfoer(request, handling, skjema, gjoer)


@i_tjenesten("sett passord")
def passord(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """A new password; what is logged in with the old one is logged out."""

    def gjoer(data: dict[str, Any]) -> str:
        sett_passord(den, av=request.aktoer, **data)
        return _("%(navn)s har fått nytt passord.") % {"navn": den.navn}

    hva = _("Den som er innlogget med det gamle passordet, blir logget ut.")
    handling = Handling(HER, _("Nytt passord for %(navn)s") % {"navn": den.navn}, _("Sett passord"), til, hva)
    return utfoer(request, handling, skjema_av(request, NyttPassord), gjoer)


class NyKobling(Skjema):
    """Who the person is at a provider."""

    leverandoer = forms.ChoiceField(label=gettext_lazy("Leverandør"))
    # As a password: neither shown again nor kept as a draft.
    verdi = forms.CharField(
        label=gettext_lazy("Kjent der som"), widget=forms.PasswordInput, max_length=200,
        help_text=gettext_lazy("Slik leverandøren sender det, som et fødselsnummer. Bare et avtrykk lagres."),
    )  # fmt: skip


def _koblede() -> list[tuple[str, str]]:
    return [(o.kode, o.navn) for o in settings.BYSAK_LEVERANDOERER if o.koblet]


@sensitive_post_parameters("verdi")
@i_tjenesten("koble innlogging")
def kobling(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """Say who the person is at a provider whose user names are not ours."""
    skjema = skjema_av(request, NyKobling)
    skjema.fields["leverandoer"].choices = _koblede()  # type: ignore[attr-defined]

    def gjoer(data: dict[str, Any]) -> str:
        koble(den, **data, av=request.aktoer)
        return _("%(navn)s kan logge inn hos leverandøren.") % {"navn": den.navn}

    foer = () if _koblede() else (Hinder("kobling.ingen", _("Ingen leverandør er satt opp for kobling.")),)
    handling = Handling(HER, _("Koble %(navn)s til en leverandør") % {"navn": den.navn}, _("Koble"), til, foer=foer)
    return utfoer(request, handling, skjema, gjoer)


@i_tjenesten("løs innlogging")
def loes_kobling(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """Take away who the person is at the providers; it can be said anew."""

    def gjoer(_data: dict[str, Any]) -> str:
        for en in koblingene(den):
            loes(en, av=request.aktoer)
        return _("%(navn)s er ikke lenger koblet.") % {"navn": den.navn}

    hva = _("Personen slipper ikke inn gjennom leverandørene før en ny kobling er laget.")
    handling = Handling(HER, _("Løs koblingene til %(navn)s") % {"navn": den.navn}, _("Løs"), til, hva)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Utlogging(Skjema):
    """Why somebody is logged out, or let in with less."""

    grunn = tekst(gettext_lazy("Hvorfor"), hjelp=gettext_lazy("Står i loggen."))


@i_tjenesten("logg ut overalt")
def utlogging(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """End every login of a person, at all machines and through all clients, with the reason in the log."""

    def gjoer(data: dict[str, Any]) -> str:
        logg_ut_overalt(den, av=request.aktoer, **data)
        return _("%(navn)s er logget ut overalt.") % {"navn": den.navn}

    hva = _("Gjelder nettlesere og programmer. Personen kan logge inn igjen: sett passiv for å hindre det.")
    handling = Handling(HER, _("Logg ut %(navn)s overalt") % {"navn": den.navn}, _("Logg ut overalt"), til, hva)
    return utfoer(request, handling, skjema_av(request, Utlogging), gjoer)


@i_tjenesten("nullstill to trinn")
def totrinn(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """Let one who has lost the telephone in with the password again, with the reason in the log."""

    def gjoer(data: dict[str, Any]) -> str:
        nullstill_totrinn(den, av=request.aktoer, **data)
        return _("To trinn er nullstilt for %(navn)s.") % {"navn": den.navn}

    hva = _("Vær sikker på hvem som spør. Personen logges ut overalt, får beskjed, og logger inn med bare passordet.")
    tittel = _("Nullstill to trinn for %(navn)s") % {"navn": den.navn}
    handling = Handling(HER, tittel, _("Nullstill"), til, hva, tuple(hindre_for_nullstilling(den)))
    return utfoer(request, handling, skjema_av(request, Utlogging), gjoer)


@i_tjenesten("sett passiv")
def passiv(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """Close the login at once, in every virksomhet; what the person did, stays (krav 4.1.2, 4.3.3)."""

    def gjoer(_data: dict[str, Any]) -> str:
        sett_passiv(den, av=request.aktoer)
        return _("%(navn)s er satt passiv. Det som står åpent, kan overleveres herfra.") % {"navn": den.navn}

    hva = _("Innloggingen stenges straks i alle virksomheter. Det personen har gjort, blir stående.")
    foer = tuple(hindre_for_passiv(den, request.aktoer))
    handling = Handling(HER, _("Sett %(navn)s passiv") % {"navn": den.navn}, _("Sett passiv"), til, hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@i_tjenesten("sett aktiv")
def aktiv(request: Forespoersel, den: Bruker, til: str) -> HttpResponse:
    """Open a closed login again; a new period begins (krav 4.1.3, 4.3.4)."""

    def gjoer(_data: dict[str, Any]) -> str:
        sett_aktiv(den, av=request.aktoer)
        return _("%(navn)s er aktiv igjen.") % {"navn": den.navn}

    foer = tuple(hindre_for_aktiv(den))
    hva = _("Rollene som fortsatt gjelder, gjelder fra nå av.")
    handling = Handling(HER, _("Sett %(navn)s aktiv") % {"navn": den.navn}, _("Sett aktiv"), til, hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
