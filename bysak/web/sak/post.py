"""One entry: its document, its proof and its reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.avskrivning import hindre_for_avskrivning
from bysak.arkivstruktur.historikk import hendelser, ider_i_poster
from bysak.arkivstruktur.journalfoering import hindre_for_journalfoering
from bysak.arkivstruktur.koder import EGENPRODUSERT, Avskrivningsmaate, Journalposttype, Journalstatus
from bysak.arkivstruktur.models import Avskrivning, Dokumentobjekt, Journalpost
from bysak.journal.linje import offentlig_linje, vurderingen
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.tilgang import Rett, hvem_ser, hvorfor, kan, ser, synlig_q
from bysak.saksbehandling.brev import besvarelser, hindre_for_skriving
from bysak.saksbehandling.flyt import I_PRODUKSJON, siste_runde
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, virksomhet_i_adressen
from bysak.web.handling.meny import postens_meny
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_adresse, postens_url
from bysak.web.sak.dokument import bare_leseren, fil_leser, hoveddokumenter, varianter, veier, versjonsord
from bysak.web.sak.hent import filene, flyttet_post, posten, postens_id
from bysak.web.sak.rader import statusen
from bysak.web.sak.redigering import utlaan

FERDIGE = (Journalstatus.ARKIVERT, Journalstatus.UTGAAR)
I_JOURNALEN = (Journalstatus.JOURNALFOERT, Journalstatus.EKSPEDERT, *FERDIGE)


@dataclass(frozen=True)
class Gjoerbart:
    """An act that the person may do here: where it is, its key, and what stops it now."""

    kode: str
    tekst: str
    url: str
    tast: str
    ikon: str
    hindre: tuple[Hinder, ...] = ()
    post: bool = False
    hoved: bool = False


@dataclass(frozen=True)
class Ledd:
    """One link of the chain of letters and answers."""

    jp: Any
    her: bool
    tekst: str


@require_GET
@innlogget
def journalpost(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int) -> HttpResponse:
    """The page of an entry. The file is opened between two arbeid: no transaction waits for a preview."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        try:
            filer = filene(postens_id(request, aar, nr, postnr))
        except Http404:
            return _dit_den_er_naa(request, aar, nr, postnr)
    valgt = _valgt(filer, request.GET.get("fil", ""))
    sti = [bydel, aar, nr, postnr]
    leser = None
    if valgt is not None:
        valgene = varianter(filer, valgt, reverse("journalpost", args=sti))
        leser = fil_leser(request, sti, filer, valgt, varianter=valgene, veier=veier(sti, valgt))
    lest = {"filer": filer, "valgt": valgt, "lesere": [leser] if leser else [], "dokumenter": hoveddokumenter(filer)}
    return bare_leseren(request, lest) or _siden(request, bydel=bydel, aar=aar, nr=nr, postnr=postnr, lest=lest)


def _dit_den_er_naa(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """An old address leads on: it stands in letters and in people's notes. Raises Http404."""
    jp = flyttet_post(request, aar, nr, postnr)
    if jp is None:
        raise Http404
    nye = {"gammel": f"{aar}/{nr}-{postnr}", "ny": jp.registrerings_id}
    messages.info(request, _("%(gammel)s er flyttet, og heter nå %(ny)s.") % nye)
    return HttpResponseRedirect(postens_url(request, jp))


def _valgt(filer: Sequence[Dokumentobjekt], hvilken: str) -> Dokumentobjekt | None:
    """The file that is asked for, or the newest version of the main document."""
    return next((f for f in filer if str(f.pk) == hvilken), filer[0] if filer else None)


@i_virksomhet(verb="se journalpost")
def _siden(request: Forespoersel, aar: int, nr: int, postnr: int, lest: dict[str, Any]) -> HttpResponse:
    jp = posten(request, aar, nr, postnr)
    av = request.aktoer
    avskrivninger = _avskrivninger(jp, request)
    acts = gjoerbart(request, jp, postens_adresse(request, jp))
    kontekst = {
        **lest, "jp": jp, "sak": jp.mappe, "versjonsord": versjonsord,
        "utlaan": utlaan(request, lest["filer"]),
        "kan_legge_ved": kan(av, Rett.REGISTRERE) or kan(av, Rett.SAKSBEHANDLE),
        "status_": statusen(jp), "vurdering": vurderingen(jp), "linje": offentlig_linje(jp),
        "parter": list(jp.korrespondanseparter.all()), "kjede": _kjede(jp, avskrivninger, av),
        "gjoerbart": acts, "tastene": [(g.tast, g.tekst.lower()) for g in acts if g.tast],
        "hvorfor": hvorfor(av, jp), "handlinger": postens_meny(request, jp),
        "runde": siste_runde(jp) if jp.journalstatus in I_PRODUKSJON else [], "ser": hvem_ser(jp),
        "hendelser": hendelser([str(jp.pk), *ider_i_poster([jp.pk]), *(str(v.pk) for v in jp.vurderinger.all())], 5),
    }  # fmt: skip
    return tegn(request, "sak/journalpost.html", kontekst)


def _avskrivninger(jp: Journalpost, request: Forespoersel) -> list[Avskrivning]:
    """Every avskrivning in the case between entries that the person sees."""
    return list(
        Avskrivning.objects.filter(synlig_q(request.aktoer, "registrering__"), registrering__mappe=jp.mappe)
        .select_related("registrering", "besvart_av")
    )  # fmt: skip


def _kjede(jp: Journalpost, avskrivninger: Sequence[Avskrivning], av: Aktoer) -> list[Ledd]:
    """The letters and answers that hang together with this entry, in order."""
    poster: dict[UUID, Any] = {jp.pk: jp}
    tekster: dict[UUID, str] = {a.registrering_id: _avskrivningstekst(a, av) for a in avskrivninger}
    endret = True
    while endret:
        foer = len(poster)
        for a in avskrivninger:
            par = [a.registrering, a.besvart_av] if a.besvart_av else [a.registrering]
            if any(p.pk in poster for p in par):
                poster |= {p.pk: p for p in par if ser(av, p)}
        endret = len(poster) > foer
    for b in besvarelser(jp) if jp.svar_skrives else ():  # type: ignore[attr-defined]  # see hent.posten
        par = [p for p in (b.registrering, b.til_registrering) if ser(av, p)]
        poster = {p.pk: p for p in par} | poster
        if len(par) > 1:
            tekster[b.til_registrering_id] = _("Svaret skrives: nr. %(nr)s") % {"nr": b.registrering.journalpostnummer}
    return [
        Ledd(p, p.pk == jp.pk, tekster.get(p.pk, ""))
        for p in sorted(poster.values(), key=lambda p: p.journalpostnummer or 0)
    ]


def _avskrivningstekst(a: Avskrivning, av: Aktoer) -> str:
    maate = _(Avskrivningsmaate(a.avskrivningsmaate).label)
    if a.besvart_av and ser(av, a.besvart_av):
        maate = _("%(maate)s, nr. %(nr)s") % {"maate": maate, "nr": a.besvart_av.journalpostnummer}
    return f"{maate} {a.avskrivningsdato:%d.%m.%Y}"


def avskrivningsord(request: Forespoersel) -> str:
    """What writing off is called: the archivist's word for archivists, a plain one for everybody else."""
    return _("Avskriv") if kan(request.aktoer, Rett.JOURNALFOERE) else _("Gjør ferdig")


def _skriving(jp: Journalpost, adresse: list[Any]) -> list[Gjoerbart]:
    """Answer what waits for an answer; finish and send what is being written."""
    if jp.restanse:
        hindre = tuple(hindre_for_skriving(jp.mappe, jp))
        return [Gjoerbart("svar", _("Skriv svar"), reverse("journalpost_svar", args=adresse), "R", "rediger", hindre)]
    if jp.journalposttype not in EGENPRODUSERT:
        return []
    if jp.journalstatus in (Journalstatus.RESERVERT, Journalstatus.SAKSBEHANDLER):
        url = reverse("journalpost_ferdigstill", args=adresse)
        return [Gjoerbart("ferdigstill", _("Ferdigstill"), url, "", "hake", hoved=True)]
    if jp.journalstatus in (Journalstatus.FERDIGSTILT, Journalstatus.GODKJENT):
        return [Gjoerbart("ekspeder", _("Ekspeder"), reverse("journalpost_ekspeder", args=adresse), "", "send")]
    return []


def gjoerbart(request: Forespoersel, jp: Journalpost, adresse: list[Any]) -> list[Gjoerbart]:
    """What this person may do with the entry now, the next natural act first."""
    av, status = request.aktoer, jp.journalstatus
    acts: list[Gjoerbart] = []
    if av.bruker_id in jp.hos:
        url = reverse("journalpost_flytsvar", args=adresse)
        acts.append(Gjoerbart("flytsvar", _("Svar på flyt"), url, "", "send", hoved=True))
    if kan(av, Rett.VURDERE) and status != Journalstatus.UTGAAR:
        tekst = _("Vurder på nytt") if jp.offentlighetsvurdert_dato else _("Vurder offentlighet")
        hoved = not jp.offentlighetsvurdert_dato
        acts.append(Gjoerbart("vurder", tekst, reverse("journalpost_vurder", args=adresse), "O", "oye", hoved=hoved))
    acts += _skriving(jp, adresse) if kan(av, Rett.SAKSBEHANDLE) or kan(av, Rett.REGISTRERE) else []
    if (
        kan(av, Rett.AVSKRIVE)
        and jp.restanse
        and jp.journalposttype in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING)
    ):
        hindre = tuple(hindre_for_avskrivning(jp))
        acts.append(
            Gjoerbart(
                "avskriv", avskrivningsord(request), reverse("journalpost_avskriv", args=adresse), "A", "hake", hindre
            )
        )
    if kan(av, Rett.JOURNALFOERE) and status not in I_JOURNALEN:
        hindre = tuple(hindre_for_journalfoering(jp))
        url = reverse("journalpost_journalfoer", args=adresse)
        acts.append(Gjoerbart("journalfoer", _("Journalfør"), url, "", "skjold", hindre, post=True, hoved=True))
    if kan(av, Rett.FORDELE) and status not in FERDIGE:
        acts.append(Gjoerbart("fordel", _("Fordel"), reverse("journalpost_fordel", args=adresse), "F", "person"))
    return sorted(acts, key=lambda g: not g.hoved)
