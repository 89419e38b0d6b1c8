"""Registration: the document on the left, the form on the right, and one act."""

from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.arkivstruktur.soek import soek
from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.mottak.forslag import forslag_for
from bysak.mottak.koe import naboer, virksomheter_for
from bysak.mottak.models import Innkomst
from bysak.mottak.registrering import Registreringsvalg, hindre_for_registrering
from bysak.mottak.registrering import registrer as registrer_innkomst
from bysak.mottak.sakforslag import Sakforslag
from bysak.mottak.tildeling import lagre_kladd, slipp, ta
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, virksomhet_i_adressen
from bysak.web.jinja import er_htmx, tegn, tegn_blokk
from bysak.web.mottak.enkelt import hent_eller_404, navn_paa, neste_i_koen
from bysak.web.mottak.filer import dokumentet
from bysak.web.mottak.skjema import (
    Skjema,
    arv_fra_saken,
    en_gang,
    finn_sak,
    foreslaatt,
    lest,
    som_uuid,
    til_valg,
    utvalget,
)

_MAKS_TREFF = 8
_MAKS_SAMMEN = 50
_SIDE = "mottak/registrer.html"


@innlogget
def registrer(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """The registration page, and the act: register, journalføre and distribute."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    handling = request.POST.get("handling", "")
    if request.method == "POST" and handling in ("journalfoer", "fortsett"):
        return _journalfoer(request, innkomst_id, fortsett=handling == "fortsett")
    if request.method == "POST" and handling == "forlat":
        return _forlat(request, innkomst_id)
    if request.method == "POST" and handling in ("kladd", "slipp"):
        return _legg_bort(request, innkomst_id, handling)
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="forbered registrering"):
        krev(request.aktoer, Rett.REGISTRERE)
        kontekst = _kontekst(request, hent_eller_404(innkomst_id))
    if kontekst["innkomst"].er_ferdig:
        return redirect("mottak_innkomst", bydel, innkomst_id)
    return _tegn(request, kontekst)


@require_POST
@i_virksomhet("lagre kladd")
def kladd(request: Forespoersel, innkomst_id: UUID) -> HttpResponse:
    """Keep what is typed, and answer with what still stops; a newly chosen case brings its unit and handler."""
    rad = hent_eller_404(innkomst_id)
    kontekst = _kontekst(request, rad)
    status = 200
    try:
        # What was let go of has its draft: one that was on its way meanwhile must not take the item again.
        rad = laas(rad)
        if rad.tatt_av_id or not rad.kladd:
            lagre_kladd(rad, kontekst["skjema"].verdier, av=request.aktoer)
    except Hindret:
        status = 409
    arv = ["arvet"] if request.headers.get("X-Felt") == "sak" else []
    return tegn_blokk(request, _SIDE, ["hindringer", *arv], kontekst | {"utenfor": True}, status=status)


@require_GET
@i_virksomhet("søk etter sak")
def sak_sok(request: Forespoersel) -> HttpResponse:
    """Cases by number, words or party: rows to choose from in the form, or a page of its own."""
    assert request.virksomhet is not None
    krev(request.aktoer, Rett.REGISTRERE)
    tekst = request.GET.get("q", request.GET.get("sak_sok", ""))[:200].replace("\0", "")
    saker = [Sakforslag(s, "", 0) for s in finn_saker(tekst, request.aktoer)]
    rad = request.GET.get("innkomst", "")
    if not saker and not tekst.strip() and rad:
        saker = forslag_for(hent_eller_404(_uuid(rad)), av=request.aktoer).saker
    skjema = Skjema({"sak": request.GET.get("sak", "")})
    kontekst = {"saker": saker, "sokt": tekst, "skjema": skjema, "bydel": request.virksomhet, "rad": rad}
    return tegn(request, "mottak/sak_sok.html", kontekst, blokk="rader")


def finn_saker(tekst: str, av: Aktoer) -> list[Saksmappe]:
    """Cases that a text points at, directly or by an entry in them; only what the person may see."""
    if not tekst.strip():
        return []
    treff = soek(tekst, av=av, grense=40)
    mapper = list(dict.fromkeys(t.mappe.pk if t.mappe else t.registrering.mappe.pk for t in treff))  # type: ignore[union-attr]
    saker = Saksmappe.objects.filter(pk__in=mapper[:_MAKS_TREFF]).select_related(
        "administrativ_enhet", "saksansvarlig", "klasse", "virksomhet"
    )
    funnet = {s.pk: s for s in saker}
    return [funnet[pk] for pk in mapper if pk in funnet]


def _journalfoer(request: Any, innkomst_id: UUID, *, fortsett: bool) -> HttpResponse:
    av: Aktoer = request.aktoer
    verdier = lest(request.POST)
    try:
        with arbeid(som=av, i=request.virksomhet, verb="registrer"):
            rad = hent_eller_404(innkomst_id)
            valg, hindre = til_valg(verdier, utvalget(), av)
            valg = replace(valg, fortsett=fortsett, sammen=_sammen(request, rad))
            if hindre:
                raise Hindret([*hindre, *hindre_for_registrering(rad, valg, av=av)])
            jp = registrer_innkomst(rad, valg, av=av)
            messages.success(request, _kvittering(request, jp, valg))
    except Hindret as nei:
        return _med_feil(request, innkomst_id, list(nei.hindre))
    if fortsett:
        return redirect("mottak_registrer", request.virksomhet.kode, innkomst_id)
    neste = neste_i_koen(av, rad)
    return redirect(reverse("mottak") + (f"?valgt={neste}" if neste else ""))


def _kvittering(request: Any, jp: Journalpost, valg: Registreringsvalg) -> str:
    sak = jp.mappe
    adresse = f"/saker/{request.virksomhet.kode}/{sak.saksaar}/{sak.sakssekvensnummer}/{jp.journalpostnummer}"
    tekst = _("Journalført som {lenke} og fordelt til {navn}.")
    lenke = format_html('<a href="{}">{}</a>', adresse, jp.registrerings_id)
    return format_html(tekst, lenke=lenke, navn=valg.saksbehandler.navn if valg.saksbehandler else "")


def _med_feil(request: Any, innkomst_id: UUID, hindre: list[Hinder]) -> HttpResponse:
    """The same page with everything that was typed, each error by its field and in the list."""
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="forbered registrering"):
        kontekst = _kontekst(request, hent_eller_404(innkomst_id))
    skjema: Skjema = kontekst["skjema"]
    skjema.vis_feil = True
    skjema.hindre = en_gang([*hindre, *skjema.hindre])
    return _tegn(request, kontekst, status=409)


def _legg_bort(request: Any, innkomst_id: UUID, handling: str) -> HttpResponse:
    """Keep the draft; with `slipp` also let others take the item."""
    with arbeid(som=request.aktoer, i=request.virksomhet, verb=handling):
        rad = lagre_kladd(hent_eller_404(innkomst_id), lest(request.POST), av=request.aktoer)
        if handling == "slipp":
            slipp(rad, av=request.aktoer)
    tekst = _("Kladden er lagret: %(hva)s.") if handling == "kladd" else _("Lagt tilbake i køen, med kladden: %(hva)s.")
    messages.success(request, tekst % {"hva": navn_paa(rad)})
    return redirect(f"{reverse('mottak')}?valgt={innkomst_id}")


def _forlat(request: Any, innkomst_id: UUID) -> HttpResponse:
    """The page was closed or left: what was typed is kept, and the item is anybody's again."""
    with suppress(Hindret), arbeid(som=request.aktoer, i=request.virksomhet, verb="slipp"):
        rad = hent_eller_404(innkomst_id)
        if rad.tatt_av_id == request.aktoer.bruker_id and not rad.er_ferdig:
            if "endret" in request.POST:
                rad = lagre_kladd(rad, lest(request.POST), av=request.aktoer)
            slipp(rad, av=request.aktoer)
    return HttpResponse(status=204)


@require_POST
@innlogget
def hold(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """An open page asks who has the item; what nobody has, is taken. Nothing is renewed: who only looks, lets go."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[request.virksomhet.pk]):
        rad = hent_eller_404(innkomst_id)
    if rad.tatt_av_id is None and not rad.er_ferdig:
        with suppress(Hindret), arbeid(som=request.aktoer, i=request.virksomhet, verb="ta"):
            rad = ta(rad, av=request.aktoer)
    holder = rad.tatt_av if rad.er_tatt() and rad.tatt_av_id != request.aktoer.bruker_id else None
    if request.POST.get("holder", "") == (str(holder.pk) if holder else ""):
        return HttpResponse(status=204)
    return tegn(request, "mottak/holder.html", {"innkomst": rad, "tatt_av_andre": holder is not None})


def _sammen(request: Any, rad: Innkomst) -> tuple[Innkomst, ...]:
    """The other items that were marked to come along in the same entry."""
    valgte = request.POST.getlist("sammen") if request.method == "POST" else request.GET.getlist("sammen")
    ider = [u for v in valgte[:_MAKS_SAMMEN] if (u := som_uuid(v)) and u != rad.pk]
    andre = Innkomst.objects.filter(pk__in=ider, virksomhet=rad.virksomhet).prefetch_related("vedlegg")
    return tuple(andre.select_related("virksomhet", "tatt_av").order_by("mottatt_tid", "pk"))


def _kontekst(request: Any, rad: Innkomst) -> dict[str, Any]:
    av: Aktoer = request.aktoer
    # Asked for by the form, by what stops it, and here.
    prefetch_related_objects([rad], "registreringer__registrering__mappe")
    skrevet = lest(request.POST) if request.method == "POST" else None
    pekt = skrevet["sak"] if skrevet else request.GET.get("sak", "")
    sak = finn_sak(pekt, av)
    forslag = forslag_for(rad, av=av, sak=sak)
    skjema = foreslaatt(rad, forslag, pekt)
    if skrevet is not None:
        skjema = Skjema(skrevet, {n: k for n, k in skjema.kilder.items() if skjema.verdier[n] == skrevet[n]})
        if sak is not None and request.headers.get("X-Felt") == "sak":
            arv_fra_saken(skjema, forslag)
    utvalg = utvalget()
    valg, uleselig = til_valg(skjema.verdier, utvalg, av)
    valg = replace(valg, sammen=_sammen(request, rad))
    deler = list(rad.registreringer.all())
    skjema.hindre = en_gang([*uleselig, *hindre_for_registrering(rad, valg, av=av)])
    return {
        "innkomst": rad,
        "vedlegg": list(rad.vedlegg.all()),
        "sammen": valg.sammen,
        "deler": deler,
        "registrerte_vedlegg": {pk for d in deler for pk in d.vedlegg},
        "skjema": skjema,
        "forslag": forslag,
        "klasser": [(k.pk, str(k)) for k in utvalg.klasser],
        "enheter": [(e.pk, e.navn) for e in utvalg.enheter],
        "personer": [
            (r.bruker_id, f"{r.bruker.navn} · {r.enhet.navn}" if r.enhet else r.bruker.navn) for r in utvalg.personer
        ],
        "mottakere": list(Virksomhet.objects.filter(avsluttet_dato=None).exclude(pk=rad.virksomhet.pk))
        if rad.uten_bydel
        else [],
        "saker": _saker_i_listen(forslag.saker, valg.sak, finn_saker(skjema.verdier["sak_sok"], av)),
        "sokt": skjema.verdier["sak_sok"],
        "tatt_av_andre": rad.er_tatt() and rad.tatt_av_id != av.bruker_id,
        "utenfor": False,
    }


def _saker_i_listen(forslag: list[Sakforslag], valgt: Saksmappe | None, funnet: list[Saksmappe]) -> list[Sakforslag]:
    """The rows to choose from: what was searched for, else the suggestions; the chosen one is always among them."""
    rader = [Sakforslag(s, "", 0) for s in funnet] or list(forslag)
    if valgt is not None and all(r.sak.pk != valgt.pk for r in rader):
        rader.insert(0, Sakforslag(valgt, _("Valgt av deg."), 0))
    return rader


def _tegn(request: Any, kontekst: dict[str, Any], status: int = 200) -> HttpResponse:
    rad: Innkomst = kontekst["innkomst"]
    grunn = reverse("mottak_registrer", args=[rad.virksomhet.kode, rad.pk])
    vis = request.POST.get("vis") or request.POST.get("vist_fil") or ""
    dokument = dokumentet(rad, request.GET, grunn, vis)
    if er_htmx(request) and request.headers.get("HX-Target") == "dokument":
        return tegn_blokk(request, _SIDE, "dokument", kontekst | {"dokument": dokument})
    with arbeid(som=request.aktoer, leser=virksomheter_for(request.aktoer)):
        forrige, neste = naboer(request.aktoer, rad)
    return tegn(request, _SIDE, kontekst | {"dokument": dokument, "forrige": forrige, "neste": neste}, status=status)


def _uuid(verdi: str) -> UUID:
    try:
        return UUID(verdi)
    except ValueError as feil:
        raise Http404 from feil
