"""Why an item may end without being registered, and what a refused sender is answered: ours, Byarkivet's, standard."""

from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.mottak.grunner import STANDARD, Grunn, alle_grunner, fjern_grunn, sett_grunn
from bysak.mottak.models import Utfall
from bysak.mottak.svartekst import SPRAAK, SPRAAKNAVN, standardsvar
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.forvaltning.felter import tekst
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, side, skjema_av, utfoer

HER = "forvaltning_grunner"
_SPRAAKENE = {"nb": gettext_lazy("bokmål"), "nn": gettext_lazy("nynorsk"), "en": gettext_lazy("engelsk")}


@forvaltning("se grunner", Rett.ADMINISTRERE, Rett.MOTTA)
def grunnene(request: Forespoersel) -> HttpResponse:
    """The reasons of each outcome, who has set them, and in which languages the answer is our own."""
    assert request.virksomhet
    listene = [
        (u, _(Utfall(u).label), alle_grunner(u, request.virksomhet.pk))
        for u in (Utfall.AVVIST, Utfall.IKKE_JOURNALPLIKTIG)
    ]
    kontekst = {"listene": listene, "spraaknavn": SPRAAKNAVN, "kan_endre": kan(request.aktoer, Rett.ADMINISTRERE)}
    return side(request, "forvaltning/grunner.html", HER, kontekst | {"her_opphav": _opphav(request)})


class Grunnskjema(Skjema):
    """What a reason is called, and the answer's text; only a refusal has one."""

    navn = tekst(gettext_lazy("Grunn"))

    def __init__(self, *args: Any, utfall: str, grunn: Grunn | None, **valg: Any) -> None:
        super().__init__(*args, **valg)
        self.fields["navn"].initial = grunn.navn if grunn else ""
        hjelp = _(
            "Feltene {hva}, {mottatt} og {mottaker} fylles ut av seg selv. {forklaring} må den som svarer, skrive over."
        )
        for spraak in SPRAAK if utfall == Utfall.AVVIST else ():
            felt = forms.CharField(
                label=_("Svar på %(spraak)s") % {"spraak": _SPRAAKENE[spraak]},
                widget=forms.Textarea, max_length=8000, help_text=hjelp,
                initial=grunn.tekst(spraak) if grunn else standardsvar("", spraak),
            )  # fmt: skip
            self.fields[f"svar_{spraak}"] = felt


@forvaltning("ny grunn", Rett.ADMINISTRERE)
def ny(request: Forespoersel, utfall: str) -> HttpResponse:
    """Make a reason of our own."""
    return _rediger(request, utfall, None, _("Ny grunn: %(utfall)s") % {"utfall": _navn(utfall)})


@forvaltning("endre grunn", Rett.ADMINISTRERE)
def endre(request: Forespoersel, utfall: str, grunn: str) -> HttpResponse:
    """Change what a reason is called and what is answered, also of a standard one."""
    den = _finn(request, utfall, grunn)
    return _rediger(request, utfall, den, _("Endre grunnen «%(navn)s»") % {"navn": den.navn})


def _rediger(request: Forespoersel, utfall: str, den: Grunn | None, tittel: str) -> HttpResponse:
    _navn(utfall)

    def gjoer(data: dict[str, Any]) -> str:
        svar = {s: data.get(f"svar_{s}", "") for s in SPRAAK}
        sett_grunn(utfall, navn=data["navn"], svar=svar, kode=den.kode if den else "", av=request.aktoer)
        return _("Grunnen «%(navn)s» er lagret.") % {"navn": data["navn"]}

    felles = _("Den gjelder for alle bydelene.") if _opphav(request) == "felles" else _("Den gjelder bare her.")
    handling = Handling(HER, tittel, _("Lagre"), adresse(request, HER), felles, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Grunnskjema, utfall=utfall, grunn=den), gjoer)


@forvaltning("fjern grunn", Rett.ADMINISTRERE)
def fjern(request: Forespoersel, utfall: str, grunn: str) -> HttpResponse:
    """Take a reason out of the list, or put back what was changed here."""
    den = _finn(request, utfall, grunn)
    satt_her = den.opphav == _opphav(request)

    def gjoer(_data: dict[str, Any]) -> str:
        if satt_her:
            fjern_grunn(utfall, kode=den.kode, av=request.aktoer)
            return _("Det som var satt her, er fjernet.")
        svar = dict.fromkeys(SPRAAK, "") | dict(den.svar)
        sett_grunn(utfall, navn=den.navn, svar=svar, kode=den.kode, tatt_bort=True, av=request.aktoer)
        return _("Grunnen «%(navn)s» kan ikke velges lenger.") % {"navn": den.navn}

    tittel = _("Fjern det som er satt her") if satt_her else _("Ta bort grunnen «%(navn)s»") % {"navn": den.navn}
    forklaring = _("Det som alt er avgjort med denne grunnen, endres ikke.")
    handling = Handling(HER, tittel, _("Fjern"), adresse(request, HER), forklaring, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


def _navn(utfall: str) -> str:
    if utfall not in STANDARD:
        raise Http404
    return _(Utfall(utfall).label).lower()


def _finn(request: Forespoersel, utfall: str, kode: str) -> Grunn:
    _navn(utfall)
    assert request.virksomhet
    den = next((g for g in alle_grunner(utfall, request.virksomhet.pk) if g.kode == kode), None)
    if den is None:
        raise Http404
    return den


def _opphav(request: Forespoersel) -> str:
    assert request.virksomhet
    return "felles" if request.virksomhet.er_arkivtjeneste else "egen"
