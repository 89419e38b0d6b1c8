"""My profile: who I am here, my password, and what I like of the keys."""

from typing import Any

import structlog
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.mottak.koe import virksomheter_for
from bysak.organisasjon.innlogging import Avvist, bekreft_passord
from bysak.organisasjon.models import Bruker, Virksomhet
from bysak.organisasjon.passord import bytt_eget_passord
from bysak.organisasjon.personer import velg_enkelttaster, velg_epost, velg_fristvarsel
from bysak.organisasjon.sesjoner import aapne, avslutt_egne, med_ord
from bysak.organisasjon.varselvalg import UTEN_VALG, Varselmaate, Varselslag, varselmaate, velg_varsler
from bysak.web.doer import Forespoersel, innlogget, mine_virksomheter
from bysak.web.jinja import tegn
from bysak.web.leverandoer import innlogget_hos
from bysak.web.sesjon import skjult

logg = structlog.get_logger("bysak.web")


def _passordfelt(navn: Any, hjelp: Any = "") -> forms.CharField:
    return forms.CharField(label=navn, strip=False, help_text=hjelp, max_length=200, widget=forms.PasswordInput)


class NyttPassord(forms.Form):
    """The present password, and the new one twice, since nobody sees what is typed."""

    naavaerende = _passordfelt(gettext_lazy("Passordet du har nå"))
    passord = _passordfelt(gettext_lazy("Nytt passord"))
    igjen = _passordfelt(gettext_lazy("Det nye en gang til"))

    def clean(self) -> dict[str, Any]:
        """What can be said before anybody is asked."""
        data = super().clean() or {}
        nytt = data.get("passord")
        if nytt and data.get("igjen") not in (None, nytt):
            self.add_error("igjen", _("Dette er ikke det samme som i feltet over. Skriv det nye passordet likt."))
        if nytt and nytt == data.get("naavaerende"):
            self.add_error("passord", _("Dette er passordet du har. Velg et annet."))
        return data


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@innlogget
def profil(request: Forespoersel) -> HttpResponse:
    """Who I am, as the system has it; and a new password for one who knows the present (krav 4.1.7)."""
    skjema = NyttPassord(request.POST if request.method == "POST" else None)
    if skjema.is_bound and skjema.is_valid() and _bytt(request, skjema):
        messages.success(request, _("Du har fått nytt passord. Andre steder du var innlogget, er logget ut."))
        return HttpResponseRedirect(reverse("profil"))
    return _siden(request, skjema, 422 if skjema.is_bound else 200)


def _siden(request: Forespoersel, skjema: NyttPassord, status: int, epostfeil: str = "") -> HttpResponse:
    meg, i_mottak = Bruker.objects.get(pk=request.user.pk), bool(virksomheter_for(request.aktoer))
    slagene = [s for s in Varselslag if s not in UTEN_VALG and (i_mottak or s != Varselslag.FRIST)]
    kontekst = {
        "meg": meg, "skjema": skjema, "steder": mine_virksomheter(request), "epostfeil": epostfeil,
        "epost": request.POST.get("epost", meg.epost), "varsler": settings.BYSAK_UTPOST is not None,
        "innlogginger": [(s, med_ord(s)) for s in aapne(meg)], "denne": _denne(request),
        "i_mottak": i_mottak,
        "varselslag": [(s.value, _(s.label), varselmaate(meg, s)) for s in slagene],
        "timer": [(t, _("klokka %(t)02d") % {"t": t}) for t in range(6, 21)],
        "varselmaater": [(m.value, _(m.label)) for m in Varselmaate],
        "innlogget_lokalt": not innlogget_hos(request),
    }  # fmt: skip
    return tegn(request, "min/profil.html", kontekst, status=status)


def _bytt(request: Forespoersel, skjema: NyttPassord) -> bool:
    """Change it, or put on each field what is wrong."""
    data = skjema.cleaned_data
    try:
        bekreft_passord(request.user, data["naavaerende"], adresse=request.META.get("REMOTE_ADDR", ""))
    except Avvist as nei:
        skjema.add_error("naavaerende", str(nei))
        return False
    try:
        with arbeid(som=request.aktoer, i=_tjenesten(), verb="bytt eget passord"):
            bytt_eget_passord(passord=data["passord"], av=request.aktoer)
    except Hindret as nei:
        for h in nei.hindre:
            skjema.add_error(h.felt, h.tekst)
        return False
    # This login goes on; the others were tied to the old password.
    update_session_auth_hash(request, Bruker.objects.get(pk=request.user.pk))
    return True


def _denne(request: Forespoersel) -> str:
    """This login, as the table names it."""
    return skjult(request.session.session_key or "")


@require_POST
@innlogget
def logg_ut_andre(request: Forespoersel) -> HttpResponse:
    """End one of my other logins, or all of them; this one ends with «Logg ut»."""
    en = request.POST.get("sesjon", "")
    borte = avslutt_egne(request.user, bare=en, unntatt=_denne(request))
    logg.info("logget ut andre steder", antall=borte)
    if en:
        messages.success(request, _("Den innloggingen er avsluttet."))
    else:
        messages.success(request, _("Du er logget ut alle andre steder."))
    return HttpResponseRedirect(reverse("profil"))


def _tjenesten() -> Virksomhet:
    return Virksomhet.objects.get(er_arkivtjeneste=True)


@require_POST
@innlogget
def epost(request: Forespoersel) -> HttpResponse:
    """Where I am told of what comes to me (krav 3.3.5)."""
    adressen = request.POST.get("epost", "")
    try:
        with arbeid(som=request.aktoer, i=_tjenesten(), verb="velg e-postadresse"):
            velg_epost(adressen, av=request.aktoer)
    except Hindret as nei:
        return _siden(request, NyttPassord(), 422, nei.hindre[0].tekst)
    velg_fristvarsel(request.POST.get("fristvarsel", "?"), av=request.aktoer)
    messages.success(request, _("Valgene er lagret.") if adressen else _("Du får ikke lenger e-post."))
    return HttpResponseRedirect(reverse("profil"))


@require_POST
@innlogget
def varsler(request: Forespoersel) -> HttpResponse:
    """What I am told of, and how (krav 3.3.5)."""
    velg_varsler(request.POST.dict(), request.POST.get("time", ""), av=request.aktoer)
    messages.success(request, _("Valgene er lagret."))
    return HttpResponseRedirect(reverse("profil"))


@require_POST
@innlogget
def taster(request: Forespoersel) -> HttpResponse:
    """Single keys on or off: some write by voice, or touch keys they did not mean (WCAG 2.1.4)."""
    paa = request.POST.get("enkelttaster") == "ja"
    velg_enkelttaster(paa, av=request.aktoer)
    messages.success(request, _("Enkelttastene er slått på.") if paa else _("Enkelttastene er slått av."))
    return HttpResponseRedirect(reverse("profil"))
