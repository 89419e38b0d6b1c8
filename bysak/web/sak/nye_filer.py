"""New documents and new versions: files are taken in one by one, looked over, and become documents together."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from bysak.arkivstruktur.dokument import (
    hindre_for_andre,
    hindre_for_nytt_dokument,
    hoerer_til_endelig,
    hoveddokumentet,
    legg_ved_fil,
    registreringene,
)
from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.koder import EGENPRODUSERT, ENDELIGE
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt, Journalpost
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer, hindre_for_filer
from bysak.kjerne.arbeid import Aktoer, arbeid, gjeldende_virksomhet
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.web.doer import Forespoersel, alt_eller_ingenting, innlogget, virksomhet_i_adressen
from bysak.web.engang import gjort_foer
from bysak.web.jinja import tegn, tegn_blokk
from bysak.web.sak.hent import posten, saken
from bysak.web.sak.inntak import MAKS_BYTES, MAKS_FILER, Mottatt, pakk, pakk_ut, ta_imot


@dataclass(frozen=True)
class Rad:
    """A file in the form: taken in, with what is chosen for it, or refused with why."""

    navn: str
    feil: str = ""
    merke: str = ""
    fil: Mottatt | None = None
    tittel: str = ""
    plass: str = ""


@require_http_methods(["GET", "POST"])
@innlogget
def nye_dokumenter(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int | None = None) -> HttpResponse:
    """Add documents to an entry; from the case, one chooses which."""
    request.virksomhet = virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[virksomhet]):
        sak = saken(request, aar, nr)
        valgt = request.POST.get("post", "") if postnr is None else str(postnr)
        jp = posten(request, aar, nr, int(valgt)) if valgt.isdecimal() and len(valgt) < 8 else None
        poster = _aapne_poster(request, sak) if postnr is None else []
        hindre = list(_hindre(request.aktoer, jp)) if jp else []
        har_hoved = bool(jp and hoveddokumentet(jp))
    kontekst = {"sak": sak, "jp": jp, "poster": poster, "bare_sak": postnr is None, "har_hoved": har_hoved,
                "maks": MAKS_BYTES >> 20, "ferdig": jp is None or jp.journalposttype not in EGENPRODUSERT
                or jp.journalstatus in ENDELIGE, "laast_ferdig": bool(jp and jp.journalstatus in ENDELIGE)}  # fmt: skip
    if request.method != "POST":
        return _tegn(request, kontekst, [], hindre)
    if not any(kan(request.aktoer, r, virksomhet.pk) for r in (Rett.REGISTRERE, Rett.SAKSBEHANDLE)):
        raise PermissionDenied(_("Du kan lese her, men ikke legge ved dokumenter."))
    rader = _radene(request, bydel)
    if request.POST.get("gjoer") != "legg_til":
        return _ta_imot(request, bydel, kontekst, rader, hindre)
    return _legg_til(request, jp, kontekst, rader, hindre)


def _hindre(av: Aktoer, jp: Journalpost) -> Iterator[Hinder]:
    """What stops every new document of an entry, before one has tried."""
    yield from hindre_for_andre(av, jp)
    yield from hindre_for_nytt_dokument(jp, tittel="-", hoveddokument=False)


def _aapne_poster(request: Forespoersel, sak: Any) -> list[tuple[int | None, str]]:
    poster = Journalpost.objects.filter(synlig_q(request.aktoer), mappe=sak, arkivert_dato=None)
    rader = poster.exclude(journalpostnummer=None).order_by("-journalpostnummer").values_list(
        "journalpostnummer", "tittel"
    )  # fmt: skip
    return [(nr, f"{nr} {tittel[:80]}") for nr, tittel in rader[:200]]


def _radene(request: Forespoersel, kode: str) -> list[Rad]:
    """What the form has from before, in the order that is written in it; what was taken out is gone."""
    data = request.POST
    rader = []
    for nr, merke in enumerate(data.getlist("fil")[:MAKS_FILER]):
        fil = pakk_ut(merke, kode, request.aktoer.bruker_id)
        titler, plasser = data.getlist("tittel"), data.getlist("plass")
        plass = plasser[nr] if nr < len(plasser) else ""
        if fil is None:
            rader.append(Rad(_("En fil"), feil=_("Den lå for lenge. Velg filen på nytt.")))
        elif plass != "ut":
            rader.append(Rad(fil.navn, "", merke, fil, titler[nr] if nr < len(titler) else fil.tittel, plass))
    return sorted(rader, key=lambda r: int(r.plass) if r.plass.isdecimal() and len(r.plass) < 6 else 10**6)


def _ta_imot(
    request: Forespoersel, kode: str, kontekst: dict[str, Any], rader: list[Rad], hindre: list[Hinder]
) -> HttpResponse:
    nye = []
    for fil in request.FILES.getlist("filer")[: MAKS_FILER - len(rader)]:
        try:
            mottatt = ta_imot(kode, fil)
        except Hindret as nei:
            nye.append(Rad(fil.name or "", feil=" ".join(h.tekst for h in nei.hindre)))
        else:
            merke = pakk(mottatt, kode, request.aktoer.bruker_id)
            nye.append(Rad(mottatt.navn, "", merke, mottatt, mottatt.tittel))
    if "X-Opplasting" in request.headers:
        return tegn_blokk(request, "sak/nye_dokumenter.html", "rader", kontekst | {"rader": nye, "enkeltvis": True})
    return _tegn(request, kontekst, rader + nye, hindre)


def _legg_til(
    request: Forespoersel, jp: Journalpost | None, kontekst: dict[str, Any], rader: list[Rad], hindre: list[Hinder]
) -> HttpResponse:
    filer = [r for r in rader if r.fil]
    if jp is None:
        hindre = [Hinder("inntak.post", _("Velg hvilken journalpost dokumentene hører til."), felt="post")]
    if not filer:
        hindre = [*hindre, Hinder("inntak.ingen", _("Velg minst én fil."), felt="filer")]
    if jp is None or hindre:
        return _tegn(request, kontekst, rader, hindre, 409)
    hoved, ferdig = request.POST.get("hoved", ""), "ferdig" in request.POST or kontekst["laast_ferdig"]
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="legg ved dokumenter"):
        if gjort_foer(request) is None:
            nye, stoppet = alt_eller_ingenting(lambda: [_ett(request.aktoer, jp, r, hoved, ferdig) for r in filer])
            if nye is None:
                return _tegn(request, kontekst, rader, stoppet, 409)
            tekst = ngettext("%(num)s dokument er lagt til.", "%(num)s dokumenter er lagt til.", len(nye))
            messages.success(request, tekst % {"num": len(nye)})
    assert request.virksomhet is not None
    sti = [request.virksomhet.kode, kontekst["sak"].saksaar, kontekst["sak"].sakssekvensnummer, jp.journalpostnummer]
    return HttpResponseRedirect(reverse("journalpost", args=sti))


def _ett(av: Aktoer, jp: Journalpost, rad: Rad, hoved: str, ferdig: bool) -> Dokumentobjekt:
    assert rad.fil is not None
    objekt = legg_ved_fil(
        jp, tittel=rad.tittel, lagret=rad.fil.lagret, filnavn=rad.fil.navn, mime=rad.fil.mime, av=av,
        hoveddokument=rad.merke == hoved, ferdigstilt=ferdig,
    )  # fmt: skip
    trekk_ut_tekst.defer(virksomhet_id=gjeldende_virksomhet(), dokumentobjekt_id=str(objekt.pk))
    return objekt


def _tegn(
    request: Forespoersel, kontekst: dict[str, Any], rader: list[Rad], hindre: list[Hinder], status: int = 200
) -> HttpResponse:
    data = request.POST
    valg = {"hoved": data.get("hoved", ""), "rader": rader, "hindre": hindre, "enkeltvis": False}
    return tegn(request, "sak/nye_dokumenter.html", kontekst | valg, status=status)


@require_http_methods(["GET", "POST"])
@innlogget
def ny_versjon(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, dokument: UUID) -> HttpResponse:
    """A new version of a document, or a redacted variant of one that it has. What stops it stands there first."""
    request.virksomhet = virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[virksomhet]):
        jp = posten(request, aar, nr, postnr)
        funnet = Dokumentbeskrivelse.objects.filter(pk=dokument, koblinger__registrering_id=jp.pk).first()
        if funnet is None:
            raise Http404
        versjoner = sorted(set(funnet.objekter.values_list("versjonsnummer", flat=True)), reverse=True)
        hindre = list(_hindre_for_versjon(request.aktoer, funnet))
    valgene = [(str(nr), _("Sladdet variant av versjon %(nr)s") % {"nr": nr}) for nr in versjoner]
    kontekst = {"jp": jp, "sak": jp.mappe, "dokument": funnet, "versjoner": versjoner, "valgene": valgene,
                "maks": MAKS_BYTES >> 20}  # fmt: skip
    if request.method != "POST":
        return tegn(request, "sak/ny_versjon.html", kontekst | {"hindre": hindre})
    _objekt, stoppet = alt_eller_ingenting(lambda: _arkiver(request, bydel, funnet))
    if stoppet:
        return tegn(request, "sak/ny_versjon.html", kontekst | {"hindre": stoppet}, status=409)
    messages.success(request, _("Ny versjon av «%(tittel)s» er lagt til.") % {"tittel": funnet.tittel})
    return HttpResponseRedirect(reverse("journalpost", args=[bydel, aar, nr, postnr]))


def _hindre_for_versjon(av: Aktoer, dokument: Dokumentbeskrivelse) -> Iterator[Hinder]:
    yield from hindre_for_andre(av, *registreringene(dokument))
    yield from (h for h in hindre_for_filer(dokument, []) if h.kode != "fil.ingen")
    if hoerer_til_endelig(dokument) and not kan(av, Rett.JOURNALFOERE, dokument.virksomhet_id):
        tekst = _("Journalposten er ekspedert eller journalført. Bare arkivtjenesten kan legge til en ny versjon.")
        yield Hinder("fil.endelig", tekst, dokument, nivaa="varsel")


def _arkiver(request: Forespoersel, kode: str, dokument: Dokumentbeskrivelse) -> Dokumentobjekt:
    """Take in the file, and archive it as what was chosen. Raises `Hindret` or PermissionDenied."""
    fil, av = request.FILES.get("filer"), request.aktoer
    if fil is None:
        raise Hindret([Hinder("fil.ingen", _("Velg minst én fil."), felt="filer")])
    if not any(kan(av, r, request.virksomhet.pk) for r in (Rett.REGISTRERE, Rett.SAKSBEHANDLE)):  # type: ignore[union-attr]
        raise PermissionDenied(_("Du kan lese her, men ikke legge ved dokumenter."))
    mottatt, sladdet = ta_imot(kode, fil), request.POST.get("sladdet", "")
    versjon = int(sladdet) if sladdet.isdecimal() and len(sladdet) < 6 else None
    ny = NyFil(mottatt.lagret, mottatt.navn, mottatt.mime, versjon=versjon, sladdet=versjon is not None)
    with arbeid(som=av, i=request.virksomhet, verb="legg til versjon"):
        (objekt,) = arkiver_filer(dokument, filer=[ny], av=av)
        trekk_ut_tekst.defer(virksomhet_id=gjeldende_virksomhet(), dokumentobjekt_id=str(objekt.pk))
    return objekt
