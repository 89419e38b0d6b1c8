"""The mailboxes among the channels: set up, tried, started, and what could not be received dealt with by a person."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder, ingen
from bysak.mottak.kanaler import postkasseoppsett as oppsett
from bysak.mottak.kanaler.postmelding import avklar, hindre_for_avklaring, per_dag, proev_igjen, som_venter
from bysak.mottak.models import Innlogging, Postkasse, Postmelding, Sikring
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.forvaltning.felter import tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, krev_en, skjema_av, utfoer

HER = "forvaltning_kanaler"


def postkassene() -> list[dict[str, Any]]:
    """What the page of the channels shows of each mailbox; inside its arbeid."""
    return [{"kasse": k, "dager": per_dag(k), "venter": som_venter(k)} for k in Postkasse.objects.all()]


def _hemmelig(navn: Any, hjelp: Any) -> forms.CharField:
    return forms.CharField(
        label=navn, max_length=5000, required=False, strip=False, widget=forms.PasswordInput, help_text=hjelp
    )


class Postkasseskjema(Skjema):
    """Where a mailbox is, how we log in, and which folders are used."""

    navn = tekst(gettext_lazy("Navn"))
    vert = tekst(gettext_lazy("Tjener"), hjelp=gettext_lazy("For eksempel imap.bydel.example."))
    port = forms.IntegerField(label=gettext_lazy("Port"), initial=993, min_value=1, max_value=65535)
    sikring = forms.ChoiceField(label=gettext_lazy("Kryptering"), choices=lambda: _valg(Sikring))
    bruker = tekst(gettext_lazy("Brukernavn"), hjelp=gettext_lazy("Som oftest e-postadressen."))
    innlogging = forms.ChoiceField(label=gettext_lazy("Innlogging"), choices=lambda: _valg(Innlogging))
    hemmelighet = _hemmelig(
        gettext_lazy("Passord eller programmets hemmelighet"),
        gettext_lazy("Vises aldri igjen. Tomt felt beholder det som er lagret."),
    )
    mappe = tekst(gettext_lazy("Mappe som leses"), hjelp=gettext_lazy("Alt som ligger i den, tas inn."))
    ferdigmappe = tekst(
        gettext_lazy("Mappe for det som er mottatt"), hjelp=gettext_lazy("Ingenting slettes; det flyttes hit.")
    )
    tokenadresse = forms.URLField(
        label=gettext_lazy("Adresse tokenet hentes fra"), max_length=300, required=False, assume_scheme="https",
        help_text=gettext_lazy("Bare for OAuth 2.0, som disse tre også."),
    )  # fmt: skip
    klient_id = tekst(gettext_lazy("Klient-ID"), maa=False)
    omfang = tekst(gettext_lazy("Omfang (scope)"), maa=False)
    fornyelse = _hemmelig(gettext_lazy("Fornyelsestoken"), gettext_lazy("Bare for OAuth 2.0 med fornyelsestoken."))


def _valg(koder: Any) -> list[tuple[str, str]]:
    return [(verdi, _(navn)) for verdi, navn in koder.choices]


@forvaltning("sett opp postkasse", Rett.ADMINISTRERE)
def ny(request: Forespoersel) -> HttpResponse:
    """Set up a mailbox; nothing is fetched before it is started."""

    def gjoer(data: dict[str, Any]) -> str:
        kasse = oppsett.opprett_postkasse(oppsett=oppsett.Oppsett(**data), av=request.aktoer)
        return _("%(navn)s er satt opp. Prøv tilkoblingen, og start lesingen.") % {"navn": kasse}

    handling = Handling(HER, _("Ny postkasse"), _("Sett opp"), adresse(request, HER))
    start = {"navn": _("Postmottaket"), "mappe": "INBOX", "ferdigmappe": _("Arkivert")}
    return utfoer(request, handling, skjema_av(request, Postkasseskjema, initial=start), gjoer)


@forvaltning("endre postkasse", Rett.ADMINISTRERE)
def endre(request: Forespoersel, postkasse: UUID) -> HttpResponse:
    """Set it up differently."""
    den = get_object_or_404(Postkasse, pk=postkasse)

    def gjoer(data: dict[str, Any]) -> str:
        oppsett.endre_postkasse(den, oppsett.Oppsett(**data), av=request.aktoer)
        return _("%(navn)s er endret.") % {"navn": den}

    handling = Handling(HER, _("Endre %(navn)s") % {"navn": den}, _("Lagre"), adresse(request, HER))
    naa = {felt: getattr(den, felt) for felt in Postkasseskjema.base_fields if felt not in oppsett.HEMMELIGE}
    return utfoer(request, handling, skjema_av(request, Postkasseskjema, initial=naa), gjoer)


@require_http_methods(["GET", "POST"])
@innlogget
def proev(request: Forespoersel, bydel: str, postkasse: UUID) -> HttpResponse:
    """Connect as it is set up, and say what is there or what is wrong; no arbeid is open meanwhile."""
    hvor = request.virksomhet = virksomhet_i_adressen(request, bydel)
    krev_en(request.aktoer, (Rett.ADMINISTRERE,), hvor.pk)
    with arbeid(som=request.aktoer, leser=[hvor]):
        den = get_object_or_404(Postkasse, pk=postkasse)

    def gjoer(_data: dict[str, Any]) -> str:
        svar = oppsett.proev(hvor.pk, den.pk, av=request.aktoer)
        ingen([] if svar.gikk else [Hinder("postkasse.proeve", setning) for setning in svar.setninger])
        return " ".join(svar.setninger)

    tittel = _("Prøv tilkoblingen til %(navn)s") % {"navn": den}
    forklaring = _("Bysak logger inn og ser etter mappene. Ingenting hentes eller flyttes.")
    handling = Handling(HER, tittel, _("Prøv tilkoblingen"), adresse(request, HER), forklaring, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("start eller stans lesing", Rett.ADMINISTRERE)
def veksle(request: Forespoersel, postkasse: UUID) -> HttpResponse:
    """Start reading it, or stop."""
    den = get_object_or_404(Postkasse, pk=postkasse)

    def gjoer(_data: dict[str, Any]) -> str:
        (oppsett.stans_lesing if den.aktiv else oppsett.start_lesing)(den, av=request.aktoer)
        return _("Lesingen er stanset.") if den.aktiv else _("Lesingen er startet.")

    tittel = _("Stans lesing av %(navn)s") if den.aktiv else _("Start lesing av %(navn)s")
    forklaring = _("Det som kommer, blir liggende i postkassen til lesingen startes igjen.") if den.aktiv else ""
    knapp = _("Stans lesing") if den.aktiv else _("Start lesing")
    handling = Handling(HER, tittel % {"navn": den}, knapp, adresse(request, HER), forklaring)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("les postkasse nå", Rett.MOTTA, Rett.ADMINISTRERE)
def les_naa(request: Forespoersel, postkasse: UUID) -> HttpResponse:
    """Look into it at once, also when it waits after a failure."""
    den = get_object_or_404(Postkasse, pk=postkasse)

    def gjoer(_data: dict[str, Any]) -> str:
        oppsett.les_naa(den, av=request.aktoer)
        return _("Postkassen leses nå. Last siden på nytt for å se.")

    tittel = _("Hent fra %(navn)s nå") % {"navn": den}
    handling = Handling(HER, tittel, _("Hent nå"), adresse(request, HER), forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("prøv melding igjen", Rett.MOTTA)
def igjen(request: Forespoersel, melding: UUID) -> HttpResponse:
    """Try a message that failed once more, now."""
    den = get_object_or_404(Postmelding, pk=melding)

    def gjoer(_data: dict[str, Any]) -> str:
        proev_igjen(den, av=request.aktoer)
        return _("Den prøves igjen nå. Last siden på nytt for å se.")

    tittel = _("Prøv meldingen fra %(navn)s igjen") % {"navn": den}
    handling = Handling(HER, tittel, _("Prøv igjen"), adresse(request, HER), den.feil, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Avklaring(Skjema):
    """How it was dealt with."""

    grunn = forms.CharField(label=gettext_lazy("Hva er gjort med den"), max_length=300, widget=forms.Textarea)


@forvaltning("avklar melding", Rett.MOTTA)
def avklaring(request: Forespoersel, melding: UUID) -> HttpResponse:
    """A person's word on a message that is not received."""
    den = get_object_or_404(Postmelding, pk=melding)

    def gjoer(data: dict[str, Any]) -> str:
        avklar(den, grunn=data["grunn"], av=request.aktoer)
        return _("Meldingen er avklart, og står ikke lenger på listen.")

    tittel = _("Avklar meldingen fra %(navn)s") % {"navn": den}
    forklaring = _("Bysak prøver ikke lenger å ta den inn. Den blir liggende i postkassen.")
    foer = list(hindre_for_avklaring(den, "-"))
    handling = Handling(HER, tittel, _("Avklar"), adresse(request, HER), forklaring, foer, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Avklaring), gjoer)
