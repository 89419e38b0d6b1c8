"""Groups at a provider that give roles in this virksomhet: what each gives is shown before it is saved."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.klienter.oidcoppsett import Oppsett
from bysak.organisasjon.gruppekoblinger import IKKE_FOR_GRUPPER, fjern_gruppekobling, har_rollen_av, koble_gruppe
from bysak.organisasjon.models import Gruppekobling, Rolle
from bysak.organisasjon.rettigheter import retter_i, still_krav_til_innlogging
from bysak.organisasjon.roller import siste_forvalter
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.forvaltning.felter import enhet, koder, tekst
from bysak.web.forvaltning.folk import tjenesten
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

HER = "forvaltning_gruppekoblinger"


def _med_grupper() -> list[Oppsett]:
    return [o for o in settings.BYSAK_LEVERANDOERER if o.gruppefelt]


def _navn(kode: str) -> str:
    return next((o.navn for o in settings.BYSAK_LEVERANDOERER if o.kode == kode), kode)


@forvaltning("se gruppekoblinger", Rett.ADMINISTRERE)
def gruppekoblinger(request: Forespoersel) -> HttpResponse:
    """The ways in, and which groups give which roles here."""
    alle = Gruppekobling.objects.select_related("enhet", "tjenesteyter")
    rader = [(k, _navn(k.leverandoer), har_rollen_av(k)) for k in alle]
    siste = siste_forvalter()
    assert request.virksomhet
    kontekst = {
        "rader": rader, "leverandoerer": settings.BYSAK_LEVERANDOERER, "lokal": settings.BYSAK_LOKAL_INNLOGGING,
        "kan_koble": bool(_med_grupper()), "siste": siste if siste and siste.fra_leverandoer else None,
        "totrinn": [_(str(Rolle(r).label)) for r in request.virksomhet.krever_totrinn],
    }  # fmt: skip
    return side(request, "forvaltning/gruppekoblinger.html", HER, kontekst)


class NyGruppekobling(Skjema):
    """A group, and the role that it gives."""

    leverandoer = forms.ChoiceField(label=gettext_lazy("Leverandør"))
    gruppe = tekst(gettext_lazy("Gruppe"), hjelp=gettext_lazy("Slik leverandøren skriver den: en id eller et navn."))
    navn = tekst(gettext_lazy("Kalles"), hjelp=gettext_lazy("Det folk kaller gruppen."))
    rolle = forms.ChoiceField(label=gettext_lazy("Rolle"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roller = [(r.value, _(str(r.label))) for r in Rolle if r not in IKKE_FOR_GRUPPER]
        self.fields["rolle"].choices = [("", _("Velg")), *roller]  # type: ignore[attr-defined]
        self.fields["leverandoer"].choices = [(o.kode, o.navn) for o in _med_grupper()]  # type: ignore[attr-defined]
        self.fields |= {"enhet": enhet(), "tilgangskoder": koder()}


class NyHosBydel(NyGruppekobling):
    """In a bydel the people may be the archive service's."""

    paa_vegne = forms.BooleanField(
        label=gettext_lazy("Gruppen er arkivtjenestens folk"), required=False,
        help_text=gettext_lazy("De handler da på vegne av bydelen, og loggen sier det."),
    )  # fmt: skip


@forvaltning("koble gruppe", Rett.ADMINISTRERE)
def ny(request: Forespoersel) -> HttpResponse:
    """Let a group give a role; first shown in words, then saved."""
    assert request.virksomhet
    klasse = NyGruppekobling if request.virksomhet.er_arkivtjeneste else NyHosBydel

    def gjoer(data: dict[str, Any]) -> str:
        yter = tjenesten() if data.pop("paa_vegne", False) else None
        kobling = koble_gruppe(**data | {"rolle": Rolle(data["rolle"])}, tjenesteyter=yter, av=request.aktoer)
        return _("%(navn)s gir nå rollen fra neste innlogging.") % {"navn": kobling.navn}

    handling = Handling(
        HER, _("Ny gruppekobling"), _("Lagre koblingen"), adresse(request, HER), gir=lambda data: _gir(request, data)
    )
    return utfoer(request, handling, skjema_av(request, klasse), gjoer)


class KravOmTotrinn(Skjema):
    """The roles whose people must have a second step."""

    roller = forms.MultipleChoiceField(
        label=gettext_lazy("Roller som krever to trinn"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roller = [(r.value, _(str(r.label))) for r in Rolle if r not in IKKE_FOR_GRUPPER]
        self.fields["roller"].choices = roller  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@innlogget
def totrinn(request: Forespoersel, bydel: str) -> HttpResponse:
    """Which roles demand a second step of those who log in with a password."""
    hvor = request.virksomhet = virksomhet_i_adressen(request, bydel)
    tjeneste, av = tjenesten(), request.aktoer
    for sted in (hvor, tjeneste):
        krev_en(av, [Rett.ADMINISTRERE], sted.pk)
    bekreft(request)

    def gjoer(data: dict[str, Any]) -> str:
        still_krav_til_innlogging(hvor, totrinn=data["roller"], av=av)
        return _("Kravet gjelder fra neste innlogging.")

    hva = _("Den som har en slik rolle og ikke har satt opp to trinn, gjør det ved neste innlogging, før noe annet.")
    til = adresse(request, HER)
    handling = Handling(HER, _("Krav om to trinn i %(navn)s") % {"navn": hvor.navn}, _("Lagre"), til, hva)
    with arbeid(som=av, i=tjeneste, verb="krev to trinn"):
        skjema = skjema_av(request, KravOmTotrinn, initial={"roller": hvor.krever_totrinn})
        return utfoer(request, handling, skjema, gjoer)


def _gir(request: Forespoersel, data: dict[str, Any]) -> list[str]:
    assert request.virksomhet
    rolle = _(str(Rolle(data["rolle"]).label)).lower()
    hvor = data["enhet"].navn if data["enhet"] else request.virksomhet.navn
    om = {"navn": data["navn"], "rolle": rolle, "hvor": hvor, "leverandoer": _navn(data["leverandoer"])}
    setninger = [
        _("Alle i «%(navn)s» hos %(leverandoer)s blir %(rolle)s i %(hvor)s neste gang de logger inn.") % om,
        _("De får rett til å %(retter)s.") % {"retter": ", ".join(_(r.value) for r in retter_i(data["rolle"]))},
        _("De er klarert for %(koder)s.") % {"koder": ", ".join(data["tilgangskoder"]) or _("åpne saker, og ikke mer")},
        _("Den som forlater gruppen, mister rollen ved neste innlogging."),
    ]
    if data["rolle"] == Rolle.SYSTEMFORVALTER:
        setninger.append(_("De kan gi seg selv og andre flere roller her."))
    return setninger


@forvaltning("fjern gruppekobling", Rett.ADMINISTRERE)
def fjern(request: Forespoersel, kobling: UUID) -> HttpResponse:
    """Let the group give the role no more."""
    den = get_object_or_404(Gruppekobling, pk=kobling)

    def gjoer(_data: dict[str, Any]) -> str:
        fjern_gruppekobling(den, av=request.aktoer)
        return _("%(navn)s gir ikke lenger rollen.") % {"navn": den.navn}

    antall = har_rollen_av(den)
    hva = ngettext(
        "%(num)s har rollen nå, og mister den ved neste innlogging hvis ingen annen gruppe gir den.",
        "%(num)s har rollen nå, og mister den ved neste innlogging hvis ingen annen gruppe gir den.",
        antall,
    ) % {"num": antall}
    tittel = _("Fjern koblingen av %(navn)s") % {"navn": den.navn}
    handling = Handling(HER, tittel, _("Fjern koblingen"), adresse(request, HER), hva)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)
