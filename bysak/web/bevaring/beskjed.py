"""Tells the one who ordered a deposit that it is done, or that it stopped, on whatever page that person opens next."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.bevaring.bestilling import noter_beskjed
from bysak.bevaring.models import Uttrekk
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.bevaring.framdrift import gangen, titlene, tittelen
from bysak.web.doer import aktoeren
from bysak.web.jinja import er_htmx

# Whether this session has anything to wait for; unknown at first, so that a new login asks once.
VENTER = "venter_paa_uttrekk"


def beskjed_om_uttrekk(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: looks only while somebody waits for a deposit, and only when somebody opens a page."""

    def svar(request: HttpRequest) -> HttpResponse:
        sesjon = request.session
        if (
            request.method == "GET"
            and request.user.is_authenticated
            and sesjon.get(VENTER, True)
            and not er_htmx(request)
            and "X-Stille" not in request.headers
        ):
            _si_fra(request)
        return get_response(request)

    return svar


def _si_fra(request: HttpRequest) -> None:
    av = aktoeren(request)
    mine = [v for v in av.virksomheter if kan(av, Rett.ADMINISTRERE, v)]
    venter: list[Uttrekk] = []
    ferdige: list[tuple[Uttrekk, str]] = []
    if mine:
        hvor = Virksomhet.objects.in_bulk(mine)
        with arbeid(som=av, leser=list(hvor.values())):
            alle = Uttrekk.objects.filter(bestiller_id=av.bruker_id, beskjed_gitt=False).prefetch_related(
                "steg", "funn"
            )
            venter = list(alle)
            ferdige = [(u, gang.fase) for u in venter if not (gang := gangen(u)).gaar]
            titler = titlene(u for u, _fase in ferdige)
        for uttrekk, fase in ferdige:
            hos = hvor[uttrekk.virksomhet_id]
            with arbeid(som=av, i=hos, verb="få beskjed om uttrekk"):
                noter_beskjed(uttrekk, av=av)
            adresse = reverse("uttrekk", args=[hos.kode, uttrekk.pk])
            nivaa, setning = _setningen(uttrekk, fase, tittelen(uttrekk, titler), hos.navn)
            lenke = format_html('{} <a class="under" href="{}">{}</a>', setning, adresse, _("Åpne uttrekket"))
            messages.add_message(request, nivaa, lenke)
    request.session[VENTER] = len(venter) > len(ferdige)


def _setningen(uttrekk: Uttrekk, fase: str, tittel: str, navn: str) -> tuple[int, str]:
    hva = {"tittel": tittel, "navn": navn, "num": uttrekk.antall_funn or 0}
    if fase != "ferdig":
        return messages.ERROR, _("Uttrekket «%(tittel)s» for %(navn)s stanset.") % hva
    if uttrekk.antall_funn:
        setning = ngettext(
            "Uttrekket «%(tittel)s» for %(navn)s er ferdig. Kontrollen fant %(num)s feil.",
            "Uttrekket «%(tittel)s» for %(navn)s er ferdig. Kontrollen fant %(num)s feil.",
            uttrekk.antall_funn,
        )
        return messages.WARNING, setning % hva
    return messages.SUCCESS, _("Uttrekket «%(tittel)s» for %(navn)s er ferdig. Kontrollen fant ingen feil.") % hva
