"""The acts of a case and an entry. A form shows what stands in the way before it is tried, and keeps what was typed."""

from collections.abc import Callable, Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from bysak.arkivstruktur.avskrivning import MED_SVAR, avskriv, hindre_for_avskrivning
from bysak.arkivstruktur.avslutning import (
    avslutt_saksmappe,
    gjenaapne_saksmappe,
    hindre_for_avslutning,
    hindre_for_gjenaapning,
)
from bysak.arkivstruktur.journalfoering import hindre_for_utgaar, journalfoer, sett_utgaar
from bysak.arkivstruktur.koder import Avskrivningsmaate
from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import Rett, krev, synlig_q
from bysak.saksbehandling.fordeling import fordel, hindre_for_fordeling
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.handling.svar import svarets_foelger
from bysak.web.jinja import tegn
from bysak.web.sak import kassasjon
from bysak.web.sak.adresser import postens_url, sakens_url
from bysak.web.sak.folk import medarbeidere
from bysak.web.sak.hent import feil_per_felt, posten, saken, uten_skjermede
from bysak.web.sak.post import avskrivningsord

# A form in these pages has its own fields; what stops from elsewhere stands above it.
Hindre = Iterable[Hinder]


def _svar(
    request: Forespoersel, mal: str, kontekst: dict[str, Any], gjoer: Callable[[], str], til: str, foer: Hindre
) -> HttpResponse:
    """Show the form, or do the act and go on. On a no: the same form with what was typed and every sentence."""
    hindre, status = list(foer), 200
    if request.method == "POST":
        try:
            messages.success(request, gjoer())
        except Hindret as nei:
            hindre, status = list(nei.hindre), 422
        else:
            return HttpResponseRedirect(til)
    hindre = uten_skjermede(request.aktoer, hindre)
    felt = feil_per_felt(hindre) if status == 422 else {}
    kontekst |= {
        "verdier": request.POST,
        "hindre": [h for h in hindre if h.felt not in felt],
        "feil": felt,
        "tilbake": til,
    }
    return tegn(request, mal, kontekst, status=status)


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="avslutt sak")
def avslutt(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """Close a case; one may choose that open letters are written off with it (krav 3.4.5)."""
    sak = saken(request, aar, nr)
    krev(request.aktoer, Rett.AVSLUTTE)
    rest = request.POST.get("avskriv_rest") == "ja"
    aapne = Journalpost.objects.filter(synlig_q(request.aktoer), mappe_id=sak.pk, restanse=True).count()

    def gjoer() -> str:
        avslutt_saksmappe(sak, av=request.aktoer, avskriv_rest=rest)
        return _("Saken er avsluttet.")

    kontekst = {"sak": sak, "aapne": aapne, "kassasjon": kassasjon.gjeldende(sak)}
    # Open letters are a choice in the form, not something in its way.
    foer = list(hindre_for_avslutning(sak, avskriv_rest=True))
    return _svar(request, "sak/avslutt.html", kontekst, gjoer, sakens_url(request, sak), foer)


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="gjenåpne sak")
def gjenaapne(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """Reopen a case, with a reason (krav 3.2.11)."""
    sak = saken(request, aar, nr)
    krev(request.aktoer, Rett.JOURNALFOERE)

    def gjoer() -> str:
        gjenaapne_saksmappe(sak, grunn=request.POST.get("grunn", ""), av=request.aktoer)
        return _("Saken er åpnet igjen.")

    foer = [h for h in hindre_for_gjenaapning(sak, "-") if not h.felt]
    return _svar(request, "sak/gjenaapne.html", {"sak": sak}, gjoer, sakens_url(request, sak), foer)


def _mulige_svar(request: Forespoersel, jp: Journalpost) -> list[Journalpost]:
    """Entries of the case that can be the answer: everything but what came in."""
    return list(
        Journalpost.objects.filter(synlig_q(request.aktoer), mappe=jp.mappe, journalposttype__in="UXNS")
        .exclude(pk=jp.pk)
        .order_by("-journalpostnummer")
    )


def _valgt_svar(request: Forespoersel, svarene: list[Journalpost], maate: str) -> Journalpost | None:
    """The answer that was pointed at. Never written off without the reference that the person believes is there."""
    valgt = request.POST.get("besvart_av", "")
    if not valgt or maate not in MED_SVAR:
        return None
    svar = next((s for s in svarene if str(s.journalpostnummer) == valgt), None)
    if svar is None:
        ukjent = _("Velg et brev eller notat som virksomheten har laget.")
        raise Hindret([Hinder("avs.ikke_svar", ukjent, felt="besvart_av")])
    return svar


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="avskriv")
def avskriv_side(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """Write off a letter: how it was dealt with, and by which answer (krav 3.4.2, 3.4.3)."""
    jp = posten(request, aar, nr, postnr)
    krev(request.aktoer, Rett.AVSKRIVE)
    svarene = _mulige_svar(request, jp)

    def gjoer() -> str:
        maate = request.POST.get("maate", "")
        avskriv(jp, maate=maate, av=request.aktoer, besvart_av=_valgt_svar(request, svarene, maate))
        return _("%(nr)s er avskrevet: %(maate)s.") % {
            "nr": jp.registrerings_id, "maate": _(Avskrivningsmaate(maate).label).lower(),
        }  # fmt: skip

    maater = [(k, _(t)) for k, t in Avskrivningsmaate.choices if k != Avskrivningsmaate.SAK_AVSLUTTET]
    kontekst = {
        "jp": jp,
        "sak": jp.mappe,
        "ord": avskrivningsord(request),
        "maater": maater,
        "svarvalg": [(s.journalpostnummer, f"{s.journalpostnummer} {s.tittel}") for s in svarene],
    }
    til = request.POST.get("neste") or postens_url(request, jp)
    return _svar(request, "sak/avskriv.html", kontekst, gjoer, _trygg(til, request, jp), hindre_for_avskrivning(jp))


def _trygg(til: str, request: Forespoersel, jp: Journalpost) -> str:
    """Only back to the person's own day, or to the entry: never to an address that somebody else wrote."""
    return til if til == "/min" else postens_url(request, jp)


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="fordel")
def fordel_side(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """Give a letter to a person in a unit."""
    jp = posten(request, aar, nr, postnr)
    krev(request.aktoer, Rett.FORDELE)
    enheter = list(AdministrativEnhet.objects.filter(avsluttet_dato__isnull=True))
    folk = medarbeidere()

    def gjoer() -> str:
        svar = request.POST
        enhet = next((e for e in enheter if str(e.pk) == svar.get("enhet")), None)
        person = next((b for b in folk if str(b.pk) == svar.get("saksbehandler")), None)
        if enhet is None or person is None:
            raise Hindret(hindre_for_fordeling(jp, enhet, person))
        fordel(jp, enhet=enhet, saksbehandler=person, av=request.aktoer, merknad=svar.get("merknad", "")[:1000])
        return _("%(nr)s er fordelt til %(navn)s.") % {"nr": jp.registrerings_id, "navn": person.navn}

    foer = [h for h in hindre_for_fordeling(jp, None, None) if not h.felt]
    kontekst = {
        "jp": jp, "sak": jp.mappe, "enhetsvalg": [(e.pk, e.navn) for e in enheter],
        "folkevalg": [(b.pk, b.navn) for b in folk],
    }  # fmt: skip
    return _svar(request, "sak/fordel.html", kontekst, gjoer, postens_url(request, jp), foer)


@require_POST
@i_virksomhet(verb="journalfør")
def journalfoer_post(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """Put an entry in the journal; what stops is a page of its own."""
    jp = journalfoer(posten(request, aar, nr, postnr), av=request.aktoer)
    ferdig = _("%(nr)s er journalført.") % {"nr": jp.registrerings_id}
    messages.success(request, " ".join([ferdig, *svarets_foelger(jp, av=request.aktoer)]))
    return HttpResponseRedirect(postens_url(request, jp))


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="sett utgår")
def utgaar_side(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """Take a wrong registration out of use, with a reason; the number stays used."""
    jp = posten(request, aar, nr, postnr)
    krev(request.aktoer, Rett.JOURNALFOERE)

    def gjoer() -> str:
        sett_utgaar(jp, grunn=request.POST.get("grunn", ""), av=request.aktoer)
        return _("%(nr)s er satt til «Utgår».") % {"nr": jp.registrerings_id}

    foer = [h for h in hindre_for_utgaar(jp, "-") if not h.felt]
    return _svar(request, "sak/utgaar.html", {"jp": jp, "sak": jp.mappe}, gjoer, postens_url(request, jp), foer)
