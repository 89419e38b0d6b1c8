"""Arkiv and arkivdeler: made, divided in periods, closed, and deleted with count and reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bysak.arkivstruktur.arkivadministrasjon import (
    avslutt_arkiv,
    endre_arkiv,
    endre_arkivdel,
    hindre_for_arkiv,
    hindre_for_arkivavslutning,
    opprett_arkiv,
    opprett_arkivdel,
)
from bysak.arkivstruktur.arkivdeler import (
    aapne_saker,
    avslutt_arkivdel,
    hindre_for_overfoering,
    hindre_for_periodeavslutning,
    hindre_for_periodeskille,
    overfoer_aapne_saker,
    sett_periodeskille,
)
from bysak.arkivstruktur.klasseversjoner import (
    hindre_for_sekundaerslutt,
    hindre_for_sekundaersystem,
    slutt_med_sekundaersystem,
    ta_i_bruk_sekundaersystem,
)
from bysak.arkivstruktur.koder import Dokumentmedium
from bysak.arkivstruktur.models import Arkiv, Arkivdel, Klassifikasjonssystem, Sekundaersystem
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import Rett, kan
from bysak.tjeneste.sletting import omfang, slett
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.forvaltning.felter import dato, en_av, tekst
from bysak.web.forvaltning.ramme import (
    Handling,
    Skjema,
    adresse,
    bekreft,
    forvaltning,
    krev_en,
    side,
    skjema_av,
    utfoer,
)
from bysak.web.sak.kassasjon import eget

HER = "forvaltning_arkiv"


@forvaltning("se arkiv", Rett.ADMINISTRERE)
def arkivene(request: Forespoersel) -> HttpResponse:
    """Every arkiv with its periods, and how many cases each of them waits for (krav 6.2.8)."""
    alle = (
        Arkiv.objects.prefetch_related("arkivdeler__klassifikasjonssystem", "arkivdeler__kassasjon", "arkivskapere")
        .prefetch_related("arkivdeler__sekundaersystemer__klassifikasjonssystem")
        .order_by("tittel")
    )
    aapne = {a.pk: aapne_saker(a).count() for arkiv in alle for a in arkiv.arkivdeler.all()}
    kontekst = {"arkivene": alle, "aapne": aapne, "kassasjon": eget}
    return side(request, "forvaltning/arkiv.html", HER, kontekst)


class NyttArkiv(Skjema):
    """A new arkiv and who made it."""

    tittel = tekst(gettext_lazy("Tittel"))
    skaper_id = tekst(gettext_lazy("Arkivskapers ID"), hjelp=gettext_lazy("Organisasjonsnummeret."))
    skaper = tekst(gettext_lazy("Arkivskaper"))
    beskrivelse = tekst(gettext_lazy("Beskrivelse"), maa=False, lang=True)


@forvaltning("opprett arkiv", Rett.ADMINISTRERE)
def nytt_arkiv(request: Forespoersel) -> HttpResponse:
    """Make an arkiv or an underarkiv (krav 2.9.4, 2.9.5)."""
    v = request.virksomhet
    assert v
    skjema = skjema_av(request, NyttArkiv, initial={"skaper_id": v.organisasjonsnummer, "skaper": v.navn})
    skjema.fields["forelder"] = en_av(Arkiv.objects.all(), _("Underarkiv av"), maa=False, tom=_("Ingen"))

    def gjoer(data: dict[str, Any]) -> str:
        skaper = (data.pop("skaper_id"), data.pop("skaper"))
        return _("%(navn)s er opprettet.") % {
            "navn": opprett_arkiv(arkivskaper=skaper, av=request.aktoer, **data).tittel
        }

    return utfoer(request, Handling(HER, _("Nytt arkiv"), _("Opprett"), adresse(request, HER)), skjema, gjoer)


class Arkivomtale(Skjema):
    """What is said of an arkiv."""

    tittel = tekst(gettext_lazy("Tittel"))
    beskrivelse = tekst(gettext_lazy("Beskrivelse"), maa=False, lang=True)


@forvaltning("endre arkiv", Rett.ADMINISTRERE)
def endre_et_arkiv(request: Forespoersel, arkiv: UUID) -> HttpResponse:
    """Change what is said of an arkiv, and which one it lies under (krav 2.9.4, 2.9.5)."""
    det = get_object_or_404(Arkiv, pk=arkiv)
    foerst = {"tittel": det.tittel, "beskrivelse": det.beskrivelse, "forelder": det.forelder_id}
    skjema = skjema_av(request, Arkivomtale, initial=foerst)
    skjema.fields["forelder"] = en_av(Arkiv.objects.exclude(pk=arkiv), _("Underarkiv av"), maa=False, tom=_("Ingen"))

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er endret.") % {"navn": endre_arkiv(det, av=request.aktoer, **data).tittel}

    tittel, foer = _("Endre %(navn)s") % {"navn": det.tittel}, tuple(hindre_for_arkiv(det.tittel, None, det))
    return utfoer(request, Handling(HER, tittel, _("Lagre"), adresse(request, HER), "", foer), skjema, gjoer)


@forvaltning("avslutt arkiv", Rett.ADMINISTRERE)
def avslutt_et_arkiv(request: Forespoersel, arkiv: UUID) -> HttpResponse:
    """Close an arkiv whose parts are closed (krav 2.3.1)."""
    det = get_object_or_404(Arkiv, pk=arkiv)

    def gjoer(_data: dict[str, Any]) -> str:
        avslutt_arkiv(det, av=request.aktoer)
        return _("%(navn)s er avsluttet.") % {"navn": det.tittel}

    tittel, foer = _("Avslutt %(navn)s") % {"navn": det.tittel}, tuple(hindre_for_arkivavslutning(det))
    handling = Handling(HER, tittel, _("Avslutt"), adresse(request, HER), _("Arkivet tar ikke imot mer."), foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class NyPeriode(Skjema):
    """A period: its title and first day."""

    tittel = tekst(gettext_lazy("Tittel"))
    start = dato(gettext_lazy("Fra og med"), maa=True)


def _periodeskjema(request: Forespoersel, navn: str, tom: str) -> forms.Form:
    skjema = skjema_av(request, NyPeriode)
    i_bruk = Klassifikasjonssystem.objects.filter(avsluttet_dato__isnull=True)
    skjema.fields[navn] = en_av(i_bruk, _("Klassifikasjonssystem"), maa=False, tom=tom)
    return skjema


@forvaltning("opprett arkivdel", Rett.ADMINISTRERE)
def ny_arkivdel(request: Forespoersel, arkiv: UUID) -> HttpResponse:
    """Make an arkivdel that takes cases at once (krav 2.9.6)."""
    det = get_object_or_404(Arkiv, pk=arkiv)
    skjema = _periodeskjema(request, "klassifikasjonssystem", _("Ingen"))

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er opprettet.") % {"navn": opprett_arkivdel(det, av=request.aktoer, **data).tittel}

    tittel = _("Ny arkivdel i %(navn)s") % {"navn": det.tittel}
    return utfoer(request, Handling(HER, tittel, _("Opprett"), adresse(request, HER)), skjema, gjoer)


@forvaltning("sett periodeskille", Rett.ADMINISTRERE)
def periodeskille(request: Forespoersel, arkivdel: UUID) -> HttpResponse:
    """Open the next period; the old one overlaps until its cases are closed or moved (krav 6.2.2-6.2.5)."""
    den = get_object_or_404(Arkivdel, pk=arkivdel)
    skjema = _periodeskjema(request, "system", _("Som før"))

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(navn)s er åpnet.") % {"navn": sett_periodeskille(den, av=request.aktoer, **data).tittel}

    hva = _("Den gamle perioden tar ikke imot nye saker, men de som er der, kan gjøres ferdig.")
    foer = tuple(hindre_for_periodeskille(den, "-"))
    tittel = _("Ny periode etter %(navn)s") % {"navn": den.tittel}
    handling = Handling(HER, tittel, _("Åpne ny periode"), adresse(request, HER), hva, foer)
    return utfoer(request, handling, skjema, gjoer)


@forvaltning("avslutt arkivdel", Rett.ADMINISTRERE)
def avslutt_periode(request: Forespoersel, arkivdel: UUID) -> HttpResponse:
    """Close a period in which nothing is open (krav 6.2.6, 6.2.7)."""
    den = get_object_or_404(Arkivdel, pk=arkivdel)

    def gjoer(_data: dict[str, Any]) -> str:
        avslutt_arkivdel(den, av=request.aktoer)
        return _("%(navn)s er avsluttet.") % {"navn": den.tittel}

    hva, foer = _("Perioden tar ikke imot mer, og hele kan avleveres."), tuple(hindre_for_periodeavslutning(den))
    tittel = _("Avslutt %(navn)s") % {"navn": den.tittel}
    handling = Handling(HER, tittel, _("Avslutt"), adresse(request, HER), hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@forvaltning("overfør åpne saker", Rett.ADMINISTRERE)
def overfoer(request: Forespoersel, arkivdel: UUID) -> HttpResponse:
    """Move the open cases of an overlapping period to the one that took over (krav 6.2.9, 6.2.10)."""
    den = get_object_or_404(Arkivdel, pk=arkivdel)

    def gjoer(_data: dict[str, Any]) -> str:
        return _("%(n)s saker er overført.") % {"n": overfoer_aapne_saker(den, av=request.aktoer)}

    hva = _("%(n)s åpne saker går over til perioden som har tatt over.") % {"n": aapne_saker(den).count()}
    tittel, foer = _("Overfør fra %(navn)s") % {"navn": den.tittel}, tuple(hindre_for_overfoering(den))
    handling = Handling(HER, tittel, _("Overfør"), adresse(request, HER), hva, foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Arkivdelomtale(Skjema):
    """What is said of an arkivdel."""

    tittel = tekst(gettext_lazy("Tittel"))
    dokumentmedium = forms.ChoiceField(label=gettext_lazy("Medium"), choices=Dokumentmedium.choices)
    oppbevaringssted = tekst(gettext_lazy("Hvor papirene er"), maa=False, hjelp=gettext_lazy("Skill med komma."))
    beskrivelse = tekst(gettext_lazy("Beskrivelse"), maa=False, lang=True)
    aapen_for_alle_moduler = forms.BooleanField(
        label=gettext_lazy("Noe her kan åpnes for alle integrasjoner samtidig"), required=False
    )


@forvaltning("endre arkivdel", Rett.ADMINISTRERE)
def endre(request: Forespoersel, arkivdel: UUID) -> HttpResponse:
    """Change what is said of an arkivdel (krav 2.9.6)."""
    den = get_object_or_404(Arkivdel, pk=arkivdel)
    foerst = {navn: getattr(den, navn) for navn in Arkivdelomtale.base_fields}
    skjema = skjema_av(request, Arkivdelomtale, initial=foerst | {"oppbevaringssted": ", ".join(den.oppbevaringssted)})

    def gjoer(data: dict[str, Any]) -> str:
        data["oppbevaringssted"] = data["oppbevaringssted"].split(",")
        return _("%(navn)s er endret.") % {"navn": endre_arkivdel(den, av=request.aktoer, **data).tittel}

    tittel = _("Endre %(navn)s") % {"navn": den.tittel}
    return utfoer(request, Handling(HER, tittel, _("Lagre"), adresse(request, HER)), skjema, gjoer)


@forvaltning("ta i bruk sekundærsystem", Rett.ADMINISTRERE)
def nytt_sekundaersystem(request: Forespoersel, arkivdel: UUID) -> HttpResponse:
    """Let the cases of an arkivdel be found by a second system too (krav 2.9.6)."""
    den = get_object_or_404(Arkivdel, pk=arkivdel)
    aapne = Klassifikasjonssystem.objects.filter(avsluttet_dato__isnull=True)
    ledige = [s.pk for s in aapne if not list(hindre_for_sekundaersystem(den, s))]
    skjema = skjema_av(request, Skjema)
    skjema.fields["system"] = en_av(aapne.filter(pk__in=ledige), _("Klassifikasjonssystem"))

    def gjoer(data: dict[str, Any]) -> str:
        ta_i_bruk_sekundaersystem(den, av=request.aktoer, **data)
        return _("Sakene i %(arkivdel)s kan nå også sorteres etter %(system)s.") % {
            "arkivdel": den.tittel, "system": data["system"].tittel,
        }  # fmt: skip

    hva = _("Saker får klasser i systemet i tillegg til sin egen. Tilgang og kassasjon følger fortsatt den første.")
    foer = () if ledige else (Hinder("sekundaer.ingen", _("Det finnes ikke noe annet klassifikasjonssystem.")),)
    tittel = _("Enda et klassifikasjonssystem for %(navn)s") % {"navn": den.tittel}
    return utfoer(request, Handling(HER, tittel, _("Ta i bruk"), adresse(request, HER), hva, foer), skjema, gjoer)


@forvaltning("slutt med sekundærsystem", Rett.ADMINISTRERE)
def uten_sekundaersystem(request: Forespoersel, bruken: UUID) -> HttpResponse:
    """Leave a second system that no case of the arkivdel has used."""
    den = get_object_or_404(Sekundaersystem.objects.select_related("arkivdel", "klassifikasjonssystem"), pk=bruken)
    navn = {"arkivdel": den.arkivdel.tittel, "system": den.klassifikasjonssystem.tittel}

    def gjoer(_data: dict[str, Any]) -> str:
        slutt_med_sekundaersystem(den, av=request.aktoer)
        return _("%(arkivdel)s bruker ikke lenger %(system)s.") % navn

    tittel, foer = _("Slutt med %(system)s i %(arkivdel)s") % navn, tuple(hindre_for_sekundaerslutt(den))
    handling = Handling(HER, tittel, _("Slutt med systemet"), adresse(request, HER), "", foer)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


class Sletting(Skjema):
    """Why it is deleted, and how much."""

    grunn = tekst(gettext_lazy("Hvorfor"), hjelp=gettext_lazy("Står i loggen for hver rad."))
    bekreftet = forms.IntegerField(label=gettext_lazy("Antall rader"), min_value=0)


@require_http_methods(["GET", "POST"])
@innlogget
def slett_alt(request: Forespoersel, bydel: str, hva: str, pk: UUID) -> HttpResponse:
    """Delete an arkiv or arkivdel with all that is in it, for one who repeats the count (krav 2.3.2, 2.3.5, 2.9.3)."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    krev_en(request.aktoer, [Rett.ADMINISTRERE], request.virksomhet.pk)
    if not kan(request.aktoer, Rett.OVERSTYRE, request.virksomhet.pk):
        raise PermissionDenied(_("Bare systemforvaltere kan slette arkiv og arkivdeler."))
    bekreft(request)
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        den = get_object_or_404(Arkiv, pk=pk) if hva == "arkiv" else get_object_or_404(Arkivdel, pk=pk)
        alt = omfang(den)

    def gjoer(data: dict[str, Any]) -> str:
        return _("%(n)s rader er slettet. Loggen har dem alle.") % {"n": slett(den, av=request.aktoer, **data).rader}

    tekst_ = _(
        "%(arkivdeler)s arkivdeler, %(saker)s saker, %(poster)s journalposter og %(dokumenter)s dokumenter slettes for "
        "godt. Skriv tallet %(rader)s for å bekrefte."
    ) % {
        "arkivdeler": alt.arkivdeler, "saker": alt.saker, "poster": alt.registreringer,
        "dokumenter": alt.dokumenter, "rader": alt.rader,
    }  # fmt: skip
    til = reverse(HER, args=[bydel])
    handling = Handling(HER, _("Slett %(navn)s") % {"navn": den.tittel}, _("Slett for godt"), til, tekst_)
    return utfoer(request, handling, skjema_av(request, Sletting), gjoer)
