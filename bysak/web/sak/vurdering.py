"""Assessment of an entry: open, partly or exempt, with the public line shown as it will be."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bysak.arkivstruktur.models import Journalpost
from bysak.journal import hjemmel as hjemler
from bysak.journal import skjermingsord
from bysak.journal.linje import Linje, offentlig_linje
from bysak.journal.models import Vurdering
from bysak.journal.vurdering import hindre_for_vurdering, vurder, vurderingen
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, i_virksomhet
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_url
from bysak.web.sak.hent import feil_per_felt, posten
from bysak.web.sak.rader import INTERNE


@dataclass(frozen=True)
class Svar:
    """The form as it stands."""

    resultat: str = ""
    hjemmel: str = ""
    skjermede_ord: frozenset[int] = frozenset()
    skjermede_parter: frozenset[UUID] = frozenset()
    meirinnsyn: str = ""
    begrunnelse: str = ""
    hele_innfoerselen: bool = False

    def felter(self) -> dict[str, Any]:
        """As the verb and its twin take it. What is open has nothing screened, whatever was ticked before."""
        if self.resultat == Vurdering.Resultat.OFFENTLIG:
            return {"resultat": self.resultat}
        return dict(vars(self))


def les(data: QueryDict) -> Svar:
    """What was sent. Numbers and ids that cannot be read are left out."""
    return Svar(
        resultat=data.get("resultat", ""),
        hjemmel=data.get("annen_hjemmel", "").strip() or data.get("hjemmel", ""),
        skjermede_ord=frozenset(int(n) for n in data.getlist("ord") if n.isdecimal() and len(n) < 5),
        skjermede_parter=frozenset(_uuider(data.getlist("part"))),
        meirinnsyn=data.get("meirinnsyn", ""),
        begrunnelse=data.get("begrunnelse", ""),
        hele_innfoerselen=data.get("hele_innfoerselen") == "ja",
    )


def _uuider(tekster: list[str]) -> list[UUID]:
    funnet = []
    for tekst in tekster:
        try:
            funnet.append(UUID(tekst))
        except ValueError:
            continue
    return funnet


def fra_foer(jp: Journalpost) -> Svar:
    """The assessment that stands, or an empty form."""
    v = vurderingen(jp)
    if v is None:
        return Svar()
    skjermet = frozenset(p.pk for p in jp.korrespondanseparter.all() if p.skjermet)
    return Svar(
        v.resultat, v.hjemmel, frozenset(jp.skjermede_ord), skjermet, v.meirinnsyn, v.begrunnelse, v.hele_innfoerselen
    )


def utkast(jp: Journalpost, svar: Svar) -> Linje:
    """The public line as it would be with these answers: the journal's own text, over values that are not saved."""
    er_aapen = svar.resultat == Vurdering.Resultat.OFFENTLIG
    finnes = {o.nr for o in skjermingsord.ord_i(jp.tittel)}
    jp.offentlig_tittel = ""
    jp.skjermede_ord = [] if er_aapen else sorted(svar.skjermede_ord & finnes)
    for part in jp.korrespondanseparter.all():
        part.skjermet = not er_aapen and part.pk in svar.skjermede_parter
    linje = offentlig_linje(jp)
    funnet = hjemler.finn(svar.hjemmel)
    return replace(linje, hjemmel="" if er_aapen else funnet.kanonisk if funnet else svar.hjemmel)


@require_http_methods(["GET", "POST"])
@i_virksomhet(verb="vurder offentlighet")
def vurder_side(request: Forespoersel, aar: int, nr: int, postnr: int) -> HttpResponse:
    """Assess an entry (offl §§ 11-13, 29). «Vis linjen» and the live preview answer without saving."""
    jp = posten(request, aar, nr, postnr)
    krev(request.aktoer, Rett.VURDERE)
    data = request.POST if request.method == "POST" else request.GET
    svar = les(data) if data.get("resultat") or request.method == "POST" else fra_foer(jp)
    hindre: list[Hinder] = []
    if request.method == "POST" and "vis" not in request.POST:
        try:
            vurder(jp, **svar.felter(), av=request.aktoer)
        except Hindret as nei:
            hindre = list(nei.hindre)
        else:
            messages.success(request, _("Vurderingen av %(nr)s er lagret.") % {"nr": jp.registrerings_id})
            return HttpResponseRedirect("/min" if request.POST.get("neste") == "/min" else postens_url(request, jp))
    return _tegn(request, jp, svar, hindre)


def _tegn(request: Forespoersel, jp: Journalpost, svar: Svar, hindre: list[Hinder]) -> HttpResponse:
    varsler = [h for h in hindre_for_vurdering(jp, **svar.felter()) if h.nivaa != "stopp"] if svar.resultat else []
    parter = [p for p in jp.korrespondanseparter.all() if p.korrespondanseparttype not in INTERNE]
    tittelord = skjermingsord.ord_i(jp.tittel)
    kjent = {h.kanonisk for h in hjemler.REGISTER}
    forslag = skjermingsord.forslag(jp.tittel, [p.navn for p in parter if p.er_person])
    mellomrom = [
        jp.tittel[o.slutt : (tittelord[i + 1].start if i + 1 < len(tittelord) else None)]
        for i, o in enumerate(tittelord)
    ]
    kontekst = {
        "jp": jp, "sak": jp.mappe, "svar": svar, "hindre": hindre, "feil": feil_per_felt(hindre), "varsler": varsler,
        "ordene": list(zip(tittelord, mellomrom, strict=True)), "forslag": forslag, "parter": parter,
        "register": hjemler.REGISTER, "annen_hjemmel": "" if svar.hjemmel in kjent else svar.hjemmel,
        "funnet": hjemler.finn(svar.hjemmel), "neste": request.POST.get("neste") or request.GET.get("neste", ""),
        "tilbakesendt": _tilbakesendt(jp), "linje": utkast(jp, svar),
    }  # fmt: skip
    return tegn(request, "sak/vurder.html", kontekst, blokk="" if hindre else "linje", status=422 if hindre else 200)


def _tilbakesendt(jp: Journalpost) -> str:
    """Why the journal sent the assessment back, if it did."""
    return next((v.tilbake_grunn for v in jp.vurderinger.all() if not v.gjelder), "")
