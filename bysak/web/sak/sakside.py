"""Cases: the list, a new one, and the pages of one case."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bysak.arkivstruktur.arkivdeler import aktive_perioder
from bysak.arkivstruktur.avslutning import hindre_for_avslutning
from bysak.arkivstruktur.historikk import hendelser, ider_i_poster, ider_i_sak
from bysak.arkivstruktur.koder import Saksstatus
from bysak.arkivstruktur.models import Arkivdel, Dokumentkobling, Klasse, Registrering, Saksmappe
from bysak.arkivstruktur.opprettelse import opprett_saksmappe
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.kalender import OSLO
from bysak.mottak.saksadresse import saksadresse
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.web.doer import Forespoersel, i_virksomhet, leser, paa_tvers
from bysak.web.engang import gjort_foer
from bysak.web.handling.flere import massevalg
from bysak.web.handling.meny import sakens_meny
from bysak.web.jinja import tegn
from bysak.web.kolonner import Kolonne, visningen
from bysak.web.nedlasting import grense, lenker, som_fil
from bysak.web.sak import kassasjon
from bysak.web.sak.adresser import sakens_url
from bysak.web.sak.folk import medarbeidere
from bysak.web.sak.hent import feil_per_felt, saken, uten_skjermede, vurderingers_ider
from bysak.web.sak.rader import SIDE, postene, radene, svarpar
from bysak.web.sak.tegning import svarbuer
from bysak.web.spraak import oversatt

LISTE = 50
SAKSTILSTAND = {Saksstatus.UNDER_BEHANDLING: "pagar", Saksstatus.AVSLUTTET: "ferdig", Saksstatus.UTGAAR: ""}


def _utvalg(request: Forespoersel) -> Q:
    """What the filters of the list ask for; unknown values choose nothing away."""
    valg, sporsmaal = synlig_q(request.aktoer), request.GET
    if tekst := sporsmaal.get("q", "").strip():
        valg &= Q(tittel__icontains=tekst) | Q(mappe_id__startswith=tekst)
    if sporsmaal.get("status") in Saksstatus.values:
        valg &= Q(saksstatus=sporsmaal["status"])
    if bydel := sporsmaal.get("bydel"):
        valg &= Q(virksomhet__kode=bydel)
    if enhet := sporsmaal.get("enhet"):
        valg &= Q(administrativ_enhet__navn=enhet)
    if ansvarlig := sporsmaal.get("ansvarlig", "").strip():
        meg = Q(saksansvarlig_id=request.aktoer.bruker_id)
        valg &= meg if ansvarlig.lower() == "meg" else Q(saksansvarlig__navn__icontains=ansvarlig)
    return valg


def _kolonnene() -> tuple[Kolonne, ...]:
    """The columns of the list of cases; those with an order have an index for it."""
    smal = "bare-bred"
    return (
        Kolonne("nummer", _("Nummer"), lambda s: s.mappe_id, "b8", sorter=("saksaar", "sakssekvensnummer")),
        Kolonne("tittel", _("Tittel"), lambda s: s.tittel, sorter=("tittel",), fast=True),
        Kolonne("ansvarlig", _("Saksansvarlig"), lambda s: s.saksansvarlig, "b11", f"kutt {smal}"),
        Kolonne("enhet", _("Enhet"), lambda s: s.administrativ_enhet, "b11", f"kutt {smal}", standard=False),
        Kolonne("klasse", _("Klasse"), lambda s: s.klasse or "", "b11", f"kutt {smal}", standard=False),
        Kolonne("bydel", _("Bydel"), lambda s: s.virksomhet.kortnavn, "b9", "kutt"),
        Kolonne("status", _("Status"), lambda s: oversatt(s.get_saksstatus_display()), "b9", smal),
        Kolonne("saksdato", _("Saksdato"), lambda s: _dag(s.saksdato), "b7", f"nowrap {smal}", standard=False),
        Kolonne(
            "opprettet", _("Opprettet"), lambda s: _dag(s.opprettet_dato.astimezone(OSLO)), "b8", f"nowrap {smal}",
            sorter=("opprettet_dato",),
        ),
        Kolonne(
            "avsluttet", _("Avsluttet"), lambda s: s.avsluttet_dato and _dag(s.avsluttet_dato.astimezone(OSLO)), "b7",
            f"nowrap {smal}", standard=False,
        ),
    )  # fmt: skip


def _dag(dag: date | None) -> str:
    return f"{dag:%d.%m.%Y}" if dag else ""


@require_GET
@paa_tvers
def saker(request: Forespoersel) -> HttpResponse:
    """Cases that the person may see, newest first."""
    visning = visningen(request, "saker", _kolonnene(), "-opprettet")
    valgte = Saksmappe.objects.filter(_utvalg(request)).select_related(
        "virksomhet", "administrativ_enhet", "saksansvarlig", "klasse"
    )
    funnet = list(visning.snitt(valgte, grense(request) or LISTE))
    if grense(request):
        return som_fil(request, visning.som_liste("saker", _("Saker"), funnet, antall=valgte.count))
    hvor = leser(request)
    enheter = AdministrativEnhet.objects.values_list("navn", flat=True).order_by("navn").distinct()
    kontekst = {
        "rader": funnet[:LISTE], "neste": visning.neste(funnet[LISTE - 1]) if len(funnet) > LISTE else "",
        "foerste": "etter" not in request.GET, "filter": request.GET, "hvor": hvor, "visning": visning,
        "enhetsvalg": [(e, e) for e in enheter], "bydelsvalg": [(v.kode, v.navn) for v in hvor],
        "statuser": [(kode, _(navn)) for kode, navn in Saksstatus.choices], "tilstand": SAKSTILSTAND,
        "kan_opprette": [v for v in hvor if _kan_opprette(request, v.pk)],
        "nedlastinger": lenker(request, med_alle=True), **massevalg(request, "ansvarlig"),
    }  # fmt: skip
    return tegn(request, "sak/liste.html", kontekst, blokk="rader")


def _kan_opprette(request: Forespoersel, virksomhet_id: int | None) -> bool:
    return any(kan(request.aktoer, rett, virksomhet_id) for rett in (Rett.SAKSBEHANDLE, Rett.REGISTRERE))


def _ny_fra_skjema(request: Forespoersel) -> Saksmappe:
    """Make the case that the form asks for. Raises Hindret with everything that is missing."""
    svar = request.POST
    folk = {str(b.pk): b for b in medarbeidere()}
    deler = {str(d.pk): d for d in _arkivdeler()}
    klasse = {str(k.pk): k for k in _klasser()}.get(svar.get("klasse", ""))
    enhet = {str(e.pk): e for e in _enheter()}.get(svar.get("enhet", ""))
    del_ = deler.get(svar.get("arkivdel") or next(iter(deler), ""))
    if del_ is None:
        raise Hindret([Hinder("sak.arkivdel", _("Velg hvilken arkivdel saken skal ligge i."), felt="arkivdel")])
    # The verb names what is missing; it takes None there and says so.
    return opprett_saksmappe(
        del_, tittel=svar.get("tittel", ""), klasse=klasse, enhet=enhet,  # type: ignore[arg-type]
        saksansvarlig=folk.get(svar.get("saksansvarlig", "")), av=request.aktoer,  # type: ignore[arg-type]
    )  # fmt: skip


def _arkivdeler() -> list[Arkivdel]:
    return list(aktive_perioder())


def _klasser() -> list[Klasse]:
    brukte = [d.klassifikasjonssystem_id for d in _arkivdeler()]
    alle = Klasse.objects.filter(klassifikasjonssystem__in=brukte, avsluttet_dato=None, underklasser=None)
    # Those of the arkivdel that is chosen beforehand come first.
    return sorted(alle, key=lambda k: brukte.index(k.klassifikasjonssystem_id))


def _enheter() -> list[AdministrativEnhet]:
    return list(AdministrativEnhet.objects.filter(avsluttet_dato__isnull=True))


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="opprett sak")
def ny_sak(request: Forespoersel) -> HttpResponse:
    """A new case, by a case worker or an archivist."""
    if not _kan_opprette(request, None):
        raise PermissionDenied(_("Du kan ikke opprette saker her."))
    hindre: tuple[Hinder, ...] = ()
    if request.method == "POST":
        if foer := gjort_foer(request):
            sak = Saksmappe.objects.get(pk__in=[e.objekt_id for e in foer])
            return HttpResponseRedirect(sakens_url(request, sak))
        try:
            sak = _ny_fra_skjema(request)
        except Hindret as nei:
            hindre = nei.hindre
        else:
            messages.success(request, _("Saken er opprettet som %(nr)s.") % {"nr": sak.mappe_id})
            return HttpResponseRedirect(sakens_url(request, sak))
    kontekst = {
        "verdier": request.POST or request.GET, "hindre": hindre, "feil": feil_per_felt(hindre),
        "klassevalg": [(k.pk, str(k)) for k in _klasser()], "enhetsvalg": [(e.pk, e.navn) for e in _enheter()],
        "folkevalg": [(b.pk, b.navn) for b in medarbeidere()],
        "arkivdelvalg": [(d.pk, d.tittel) for d in _arkivdeler()],
        "meg": str(request.aktoer.bruker_id),
    }  # fmt: skip
    return tegn(request, "sak/ny.html", kontekst, status=422 if hindre else 200)


def hode(request: Forespoersel, sak: Saksmappe, fane: str) -> dict[str, Any]:
    """What stands above every page of a case."""
    return {
        "sak": sak, "fane": fane, "handlinger": sakens_meny(request, sak),
        "tilstand": SAKSTILSTAND[Saksstatus(sak.saksstatus)],
        "kan_avslutte": kan(request.aktoer, Rett.AVSLUTTE) and sak.saksstatus == Saksstatus.UNDER_BEHANDLING,
        "kan_gjenaapne": kan(request.aktoer, Rett.JOURNALFOERE) and sak.saksstatus == Saksstatus.AVSLUTTET,
    }  # fmt: skip


@require_GET
@i_virksomhet(verb="se sak")
def sak(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """A case: its entries, what hangs, what stops closing, parties and the last events."""
    saken_ = saken(request, aar, nr)
    sporsmaal = request.GET
    foer = int(sporsmaal["foer"]) if sporsmaal.get("foer", "").isdecimal() else None
    funnet = postene(
        saken_, request.aktoer, tekst=sporsmaal.get("q", "").strip(),
        bare_ubesvarte=sporsmaal.get("bare") == "ubesvarte", foer=foer,
    )  # fmt: skip
    poster = funnet[:SIDE]
    ider = [jp.pk for jp in poster]
    aapne = [jp.journalpostnummer or 0 for jp in poster if jp.restanse]
    kontekst = hode(request, saken_, "journalposter") | {
        "rader": radene(poster), "eldre": poster[-1].journalpostnummer if len(funnet) > SIDE else None,
        "buer": svarbuer([jp.journalpostnummer or 0 for jp in poster], svarpar(poster), aapne),
        "hindre": _hindre(request, saken_), "parter": saken_.parter.order_by("navn")[:50],
        "filter": sporsmaal, "svaradresse": None if saken_.er_avsluttet else saksadresse(saken_),
        "hendelser": hendelser([str(saken_.pk), *map(str, ider), *ider_i_poster(ider), *vurderingers_ider(ider)], 5),
    }  # fmt: skip
    return tegn(request, "sak/sak.html", kontekst)


def _hindre(request: Forespoersel, sak: Saksmappe) -> list[tuple[Hinder, str]]:
    """What stops closing, each with the address that mends it."""
    if sak.saksstatus != Saksstatus.UNDER_BEHANDLING:
        return []
    hindre = uten_skjermede(request.aktoer, hindre_for_avslutning(sak))
    return [(h, _rettes(request, sak, h)) for h in hindre]


def _rettes(request: Forespoersel, sak: Saksmappe, h: Hinder) -> str:
    navn = {"avslutt.restanse": "journalpost_avskriv", "avslutt.ikke_journalfoert": "journalpost"}.get(h.kode)
    postnr = getattr(h.objekt, "journalpostnummer", None)
    if navn is None or postnr is None:
        return ""
    assert request.virksomhet is not None
    return reverse(navn, args=[request.virksomhet.kode, sak.saksaar, sak.sakssekvensnummer, postnr])


@require_GET
@i_virksomhet(verb="se dokumenter")
def dokumenter(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """Every document of a case, by entry."""
    saken_ = saken(request, aar, nr)
    koblinger = (
        Dokumentkobling.objects.filter(synlig_q(request.aktoer, "registrering__"), registrering__mappe_id=saken_.pk)
        .select_related("registrering", "dokumentbeskrivelse")
        .prefetch_related("dokumentbeskrivelse__objekter")
        .order_by("-registrering__journalpostnummer", "dokumentnummer")[:500]
    )
    kontekst = hode(request, saken_, "dokumenter")
    kontekst |= {"koblinger": koblinger, "kassasjon": kassasjon.gjeldende(saken_)}
    return tegn(request, "sak/dokumenter.html", kontekst)


@require_GET
@i_virksomhet(verb="se endringslogg")
def endringslogg(request: Forespoersel, aar: int, nr: int) -> HttpResponse:
    """What has happened in a case, with the values before and after (krav 6.4.28)."""
    saken_ = saken(request, aar, nr)
    synlige = Registrering.objects.filter(synlig_q(request.aktoer), mappe_id=saken_.pk).values_list("pk", flat=True)
    ider = [*ider_i_sak(saken_, request.aktoer), *vurderingers_ider(synlige)]
    logg = hendelser(ider, 200, med_navn=True)
    return tegn(request, "sak/endringslogg.html", hode(request, saken_, "endringslogg") | {"logg": logg})
