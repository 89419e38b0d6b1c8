"""To tell of Bysak itself from any page, and to read what became of it."""

import re
from importlib.metadata import version
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import get_resolver, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.models import Tilbakemelding, Virksomhet
from bysak.organisasjon.sesjoner import innretning
from bysak.organisasjon.tilbakemeldinger import (
    TEKST_MAKS,
    meld_fra,
    mine_tilbakemeldinger,
    svar_paa,
    til_behandling,
)
from bysak.organisasjon.tilgang import Rett
from bysak.web.doer import Forespoersel, innlogget, mine_virksomheter, paa_tvers, valgt_virksomhet
from bysak.web.forvaltning.ramme import Handling, forvaltning, skjema_av, utfoer
from bysak.web.innlogging import trygg_adresse
from bysak.web.jinja import tegn

VISES = 200
_DEL = re.compile(r"%\((\w+)\)s")


class Svarskjema(forms.Form):
    """What becomes of a report."""

    status = forms.ChoiceField(
        label=gettext_lazy("Tilstand"),
        choices=[("arbeid", gettext_lazy("Under arbeid")), ("loest", gettext_lazy("Løst"))],
    )
    svar = forms.CharField(
        label=gettext_lazy("Svar"), required=False, widget=forms.Textarea,
        help_text=gettext_lazy("Den som meldte fra, ser svaret på Min side."),
    )  # fmt: skip


def sidens_moenster(navn: str) -> str:
    """The pattern of the address of a page, as `/saker/<bydel>/<aar>/<nr>`; empty for a name that no page has."""
    funnet = get_resolver().reverse_dict.getlist(navn) if navn else []
    return "/" + _DEL.sub(r"<\1>", funnet[0][0][0][0]) if funnet else ""


@require_http_methods(["GET", "POST"])
@innlogget
def meld(request: Forespoersel) -> HttpResponse:
    """A few words about what is wrong or missing; the page, the version and the browser's kind go with them."""
    valg = request.POST if request.method == "POST" else request.GET
    hvor, feil = _hvor(request, valg.get("bydel", "")), ""
    vedlagt = {
        "side": sidens_moenster(valg.get("side", "")), "feilnummer": valg.get("feil", "")[:40],
        "nettleser": innretning(request.headers.get("User-Agent", "")), "utgave": version("bysak"),
    }  # fmt: skip
    neste = valg.get("neste", "") or request.headers.get("Referer", "")
    if request.method == "POST":
        try:
            with arbeid(som=request.aktoer, i=hvor, verb="meld fra"):
                meld_fra(valg.get("tekst", ""), av=request.aktoer, **vedlagt)
            messages.success(request, _("Takk. Systemforvalteren har fått meldingen. Svaret kommer på Min side."))
            return HttpResponseRedirect(trygg_adresse(request, neste))
        except Hindret as nei:
            feil = nei.hindre[0].tekst
    kontekst = {"vedlagt": vedlagt, "hvor": hvor, "valg": valg, "neste": neste, "feil": feil, "maks": TEKST_MAKS}
    return tegn(request, "min/meld_fra.html", kontekst, status=422 if feil else 200)


def _hvor(request: Forespoersel, bydel: str) -> Virksomhet:
    mine = mine_virksomheter(request)
    hvor = next((v for v in mine if v.kode == bydel), None) or valgt_virksomhet(request) or next(iter(mine), None)
    if hvor is None:
        raise Http404
    return hvor


@require_GET
@paa_tvers
def meldt(request: Forespoersel) -> HttpResponse:
    """What I have told with the answers, and what others have told me who run Bysak."""
    mine, alle = mine_tilbakemeldinger(request.aktoer), til_behandling(request.aktoer)
    return tegn(request, "min/meldt_fra.html", {"mine": list(mine[:VISES]), "alle": list(alle[:VISES])})


@forvaltning("svar på en tilbakemelding", Rett.ADMINISTRERE)
def svar(request: Forespoersel, tilbakemelding: UUID) -> HttpResponse:
    """Say what becomes of a report."""
    den = get_object_or_404(Tilbakemelding.objects.select_related("melder"), pk=tilbakemelding)
    skjema = skjema_av(request, Svarskjema, initial={"status": den.status, "svar": den.svar})

    def gjoer(data: dict[str, Any]) -> str:
        svar_paa(den, status=data["status"], svar=data["svar"], av=request.aktoer)
        return _("%(navn)s får svaret på Min side.") % {"navn": den.melder.navn}

    om = " · ".join(filter(None, (den.side, den.utgave, den.nettleser, den.feilnummer)))
    tittel = _("%(navn)s har meldt fra") % {"navn": den.melder.navn}
    handling = Handling(
        "", tittel, _("Lagre svaret"), reverse("meldt_fra"), f"«{den.tekst}» ({om})", forvalter=False
    )  # fmt: skip
    return utfoer(request, handling, skjema, gjoer)
