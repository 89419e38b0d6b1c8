"""The channels into the archive: how each is doing, what its source says it delivered, what could not be received."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.mottak.kanaler import oppsett
from bysak.mottak.kanaler.svarinn import avvis_leveranse, hindre_for_avvisning, proev_igjen
from bysak.mottak.models import Leveranse, Mottakersystem
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.postkasser import postkassene
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_kanaler"


@forvaltning("se kanaler", Rett.ADMINISTRERE, Rett.MOTTA)
def kanalene(request: Forespoersel) -> HttpResponse:
    """Every mottakersystem: when it last answered, the count of both sides by day, and what waits with its reason."""
    systemer = [
        {
            "system": s,
            "dager": oppsett.dagstall(s),
            "venter": oppsett.som_venter(s),
            "avtrykk": oppsett.fingeravtrykk(s.noekler.all()[0].sertifikat) if s.noekler.all() else "",
        }
        for s in Mottakersystem.objects.prefetch_related("noekler")
    ]
    return side(
        request,
        "forvaltning/kanaler.html",
        HER,
        {"systemer": systemer, "postkasser": postkassene(), "setter_opp": kan(request.aktoer, Rett.ADMINISTRERE)},
    )


class NyttSystem(Skjema):
    """How we are known at SvarInn."""

    navn = forms.CharField(label=gettext_lazy("Navn"), max_length=100, initial="SvarInn")
    adresse = forms.URLField(label=gettext_lazy("Adresse"), max_length=200, initial=oppsett.KS, assume_scheme="https")
    api_versjon = forms.TypedChoiceField(label=gettext_lazy("Versjon"), choices=[(2, "V2"), (1, "V1")], coerce=int)
    brukernavn = forms.CharField(label=gettext_lazy("Brukernavn hos KS"), max_length=100)
    passord = forms.CharField(
        label=gettext_lazy("Passord hos KS"), max_length=200, widget=forms.PasswordInput,
        help_text=gettext_lazy("Vises aldri igjen."),
    )  # fmt: skip


@forvaltning("sett opp mottakersystem", Rett.ADMINISTRERE)
def nytt(request: Forespoersel) -> HttpResponse:
    """Set up a mottakersystem, with its first key."""

    def gjoer(data: dict[str, Any]) -> str:
        system = oppsett.opprett_mottakersystem(av=request.aktoer, **data)
        return _("%(navn)s er satt opp. Last ned sertifikatet, gi det til KS, og start hentingen.") % {
            "navn": system.navn
        }

    handling = Handling(
        HER, _("Nytt mottakersystem"), _("Sett opp"), adresse(request, HER),
        _("Bruk opplysningene fra KS. Nøkkelen lages her og forlater aldri Bysak."),
    )  # fmt: skip
    return utfoer(request, handling, skjema_av(request, NyttSystem), gjoer)


@forvaltning("last ned sertifikat", Rett.ADMINISTRERE, Rett.MOTTA)
def sertifikat(request: Forespoersel, mottakersystem: UUID) -> HttpResponse:
    """The newest certificate, to be given to KS."""
    noekkel = get_object_or_404(Mottakersystem, pk=mottakersystem).noekler.first()
    svar = HttpResponse(noekkel.sertifikat if noekkel else "", content_type="application/x-pem-file")
    svar.headers["Content-Disposition"] = 'attachment; filename="sertifikat.pem"'
    return svar


@forvaltning("bytt nøkkel", Rett.ADMINISTRERE)
def ny_noekkel(request: Forespoersel, mottakersystem: UUID) -> HttpResponse:
    """Change the key; what was sent before the change still opens."""
    den = get_object_or_404(Mottakersystem, pk=mottakersystem)

    def gjoer(_data: dict[str, Any]) -> str:
        oppsett.ny_noekkel(den, av=request.aktoer)
        return _("Nøkkelen er byttet. Last ned sertifikatet og gi det til KS.")

    forklaring = _("Det som alt er sendt, åpnes fortsatt med den gamle nøkkelen. Nytt sertifikat må lastes opp hos KS.")
    handling = Handling(
        HER, _("Bytt nøkkel for %(navn)s") % {"navn": den}, _("Bytt nøkkel"), adresse(request, HER), forklaring
    )
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("start eller stans henting", Rett.ADMINISTRERE)
def veksle(request: Forespoersel, mottakersystem: UUID) -> HttpResponse:
    """Start fetching, or stop it."""
    den = get_object_or_404(Mottakersystem, pk=mottakersystem)

    def gjoer(_data: dict[str, Any]) -> str:
        (oppsett.stans_henting if den.aktiv else oppsett.start_henting)(den, av=request.aktoer)
        return _("Hentingen er stanset.") if den.aktiv else _("Hentingen er startet.")

    tittel = _("Stans henting fra %(navn)s") if den.aktiv else _("Start henting fra %(navn)s")
    forklaring = _("Det som sendes, blir liggende hos KS til hentingen startes igjen.") if den.aktiv else ""
    knapp = _("Stans henting") if den.aktiv else _("Start henting")
    handling = Handling(HER, tittel % {"navn": den}, knapp, adresse(request, HER), forklaring)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("hent nå", Rett.MOTTA, Rett.ADMINISTRERE)
def hent_naa(request: Forespoersel, mottakersystem: UUID) -> HttpResponse:
    """Ask the source at once, without waiting for its turn."""
    den = get_object_or_404(Mottakersystem, pk=mottakersystem)

    def gjoer(_data: dict[str, Any]) -> str:
        oppsett.hent_naa(den, av=request.aktoer)
        return _("Det hentes innen et minutt. Last siden på nytt for å se.")

    tittel = _("Hent fra %(navn)s nå") % {"navn": den}
    handling = Handling(HER, tittel, _("Hent nå"), adresse(request, HER), forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("prøv leveranse igjen", Rett.MOTTA)
def igjen(request: Forespoersel, leveranse: UUID) -> HttpResponse:
    """Try a shipment that failed once more, now."""
    den = get_object_or_404(Leveranse, pk=leveranse)

    def gjoer(_data: dict[str, Any]) -> str:
        proev_igjen(den, av=request.aktoer)
        return _("Den prøves igjen innen et minutt.")

    tittel = _("Prøv forsendelsen fra %(navn)s igjen") % {"navn": den.avsender or den.ekstern_id}
    handling = Handling(HER, tittel, _("Prøv igjen"), adresse(request, HER), den.feil, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Avvisning(Skjema):
    """Why it never can be received; the sender reads it."""

    grunn = forms.CharField(
        label=gettext_lazy("Grunn"), max_length=300, widget=forms.Textarea,
        help_text=gettext_lazy("Avsender får se den. Skriv ikke navn eller andre personopplysninger."),
    )  # fmt: skip


@forvaltning("avvis leveranse", Rett.MOTTA)
def avvis(request: Forespoersel, leveranse: UUID) -> HttpResponse:
    """A person's decision that it never can be received."""
    den = get_object_or_404(Leveranse, pk=leveranse)

    def gjoer(data: dict[str, Any]) -> str:
        avvis_leveranse(den, grunn=data["grunn"], av=request.aktoer)
        return _("Forsendelsen er avvist. KS sender den videre i Altinn eller på papir.")

    tittel = _("Avvis forsendelsen fra %(navn)s") % {"navn": den.avsender or den.ekstern_id}
    forklaring = _("Dette kan ikke angres. KS sender den til Altinn, og deretter på papir. Den kommer ikke hit igjen.")
    foer = list(hindre_for_avvisning(den, "-"))
    handling = Handling(HER, tittel, _("Avvis for godt"), adresse(request, HER), forklaring, foer)
    return utfoer(request, handling, skjema_av(request, Avvisning), gjoer)
