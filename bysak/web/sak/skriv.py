"""Write a letter, an answer or a note from a template. The file is made outside an arbeid: no row waits for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bysak.arkivstruktur.models import Journalpost, Korrespondansepart
from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.filformat import Ubrukelig, flett
from bysak.kjerne.hinder import Hinder, Hindret, KanalFeil
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.saksbehandling.brev import hindre_for_brev, hindre_for_skriving, skriv_brev
from bysak.saksbehandling.flettefelt import Mottaker, adressen, verdier
from bysak.saksbehandling.maler import Mal, les, valgbare
from bysak.saksbehandling.restanser import INTERNE
from bysak.web.doer import Forespoersel, alt_eller_ingenting, innlogget, virksomhet_i_adressen
from bysak.web.engang import gjort_foer
from bysak.web.handling.skjema import dato
from bysak.web.jinja import tegn
from bysak.web.sak.adresser import postens_url, sakens_url
from bysak.web.sak.hent import feil_per_felt, posten, saken
from bysak.web.spraak import oversatt

FORSOEK = 3
_KANDIDATER = 20


@dataclass(frozen=True)
class Kandidat:
    """One who may be written to: what the form calls it, where it was found, and whether it is ticked beforehand."""

    noekkel: str
    mottaker: Mottaker
    hvorfra: str
    valgt: bool = False


@dataclass(frozen=True)
class Grunnlag:
    """What the page is about: the case, the letter that is answered, and what there is to choose among."""

    sak: Any
    besvarer: Journalpost | None
    maler: list[Mal]
    kandidater: list[Kandidat]
    hindre: list[Hinder]


@require_http_methods(["GET", "POST"])
@innlogget
def skriv(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int | None = None) -> HttpResponse:
    """A letter in a case, or the answer to one of its entries."""
    request.virksomhet = virksomhet = virksomhet_i_adressen(request, bydel)
    if not any(kan(request.aktoer, r, virksomhet.pk) for r in (Rett.REGISTRERE, Rett.SAKSBEHANDLE)):
        raise PermissionDenied(_("Du kan lese her, men ikke skrive brev."))
    g = _grunnlag(request, aar, nr, postnr)
    if request.method != "POST":
        return _tegn(request, g, g.hindre)
    for igjen in range(FORSOEK):
        g = _grunnlag(request, aar, nr, postnr) if igjen else g
        jp, hindre = alt_eller_ingenting(partial(_skriv, request, g))
        if jp is not None:
            laget = _("%(nr)s er laget. Skriv ferdig med «Rediger i Word», eller legg inn en ny versjon.")
            messages.success(request, laget % {"nr": jp.registrerings_id})
            return HttpResponseRedirect(postens_url(request, jp))
        if {h.kode for h in hindre} != {"brev.nummer"}:
            break
    return _tegn(request, g, hindre, 409)


def _grunnlag(request: Forespoersel, aar: int, nr: int, postnr: int | None) -> Grunnlag:
    assert request.virksomhet
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        sak = saken(request, aar, nr)
        besvarer = posten(request, aar, nr, postnr) if postnr is not None else None
        maler = valgbare(request.aktoer, request.virksomhet.pk)
        if besvarer is None:
            maler = [m for m in maler if m.slag != "foreloepig"]
        kandidater = list(_kandidater(request, sak, besvarer))[:_KANDIDATER]
        return Grunnlag(sak, besvarer, maler, kandidater, list(hindre_for_skriving(sak, besvarer)))


def _kandidater(request: Forespoersel, sak: Any, besvarer: Journalpost | None) -> Iterable[Kandidat]:
    """The sender of what is answered, then the parties of the case, then others in it; each name once."""
    sett: set[str] = set()
    utenfor = Korrespondansepart.objects.exclude(korrespondanseparttype__in=INTERNE)
    i_saken = utenfor.filter(synlig_q(request.aktoer, "registrering__"), registrering__mappe_id=sak.pk)
    rader = [
        *((p, _("avsender"), True) for p in (utenfor.filter(registrering_id=besvarer.pk) if besvarer else ())),
        *((p, p.rolle or _("part i saken"), False) for p in sak.parter.order_by("navn")[:_KANDIDATER]),
        *((p, _("i saken før"), False) for p in i_saken.order_by("-system_id")[:100]),
    ]
    for rad, hvorfra, valgt in rader:
        if rad.navn.casefold() not in sett:
            sett.add(rad.navn.casefold())
            yield Kandidat(str(rad.pk), _mottaker(rad), hvorfra, valgt)


def _mottaker(rad: Any) -> Mottaker:
    felt = {n: getattr(rad, n) for n in ("postadresse", "postnummer", "poststed", "land", "kontaktperson")}
    kjent = tuple((navn, verdi) for navn, verdi in felt.items() if verdi)
    return Mottaker(rad.navn, adressen(rad), rad.epostadresse, rad.er_person, kjent)


def _ny_mottaker(request: Forespoersel) -> list[Mottaker]:
    """The one that was typed: a name, and an address as it stands on an envelope."""
    navn = rens(request.POST.get("ny_mottaker", ""))[:300]
    linjer = [rens(li)[:200] for li in request.POST.get("ny_adresse", "").splitlines() if rens(li)][:6]
    return [Mottaker(navn, tuple(linjer), felt=(("postadresse", linjer),) if linjer else ())] if navn else []


def _skriv(request: Forespoersel, g: Grunnlag) -> Journalpost:
    """Make the file and then the entry, which says no if its number was taken meanwhile. Raises `Hindret`."""
    data, av = request.POST, request.aktoer
    mal = next((m for m in g.maler if m.kode == data.get("mal")), g.maler[0] if len(g.maler) == 1 else None)
    notat = mal is not None and mal.slag == "notat"
    valgte = [] if notat else [k.mottaker for k in g.kandidater if k.noekkel in data.getlist("mottaker")]
    om: dict[str, Any] = {
        "tittel": rens(data.get("tittel", "")), "mottakere": [*valgte, *_ny_mottaker(request)],
        "besvarer": g.besvarer, "ny_frist": dato(data, "ny_frist"),
    }  # fmt: skip
    assert request.virksomhet
    with arbeid(som=av, leser=[request.virksomhet]):
        stopp = [h for h in hindre_for_brev(g.sak, mal=mal, **om) if h.nivaa == "stopp"]
        if stopp or mal is None:
            raise Hindret(stopp)
        nummer = g.sak.siste_journalpostnummer + 1
        felt = verdier(g.sak, nummer=nummer, av=request.user, deres_referanse=rens(data.get("deres_ref", "")), **om)
    fil = _fil(request, mal, felt)
    with arbeid(som=av, i=request.virksomhet, verb="skriv brev"):
        if foer := gjort_foer(request):
            return Journalpost.objects.select_related("mappe").get(pk__in=[e.objekt_id for e in foer])
        return skriv_brev(g.sak, mal=mal, fil=fil, nummer=nummer, av=av, **om)


def _fil(request: Forespoersel, mal: Mal, felt: dict[str, str]) -> lager.Lagret:
    assert request.virksomhet
    egenskaper: dict[str, Any] = {"title": felt["tittel"], "author": felt["saksbehandler"]}
    try:
        innhold, _ukjente = flett(les(mal), felt, egenskaper)
        return lager.lagre(request.virksomhet.kode, innhold)
    except (Ubrukelig, KanalFeil):
        nei = _("Malen «%(navn)s» kan ikke fylles ut. Velg en annen, og si fra til den som har laget den.")
        raise Hindret([Hinder("brev.mal_feil", nei % {"navn": mal.navn}, felt="mal")]) from None
    except lager.LagerFeil as feil:
        raise Hindret([Hinder("brev.lager", oversatt(feil))]) from feil


def _tegn(request: Forespoersel, g: Grunnlag, hindre: list[Hinder], status: int = 200) -> HttpResponse:
    proevd = request.method == "POST"
    foreslaatt = _("Svar: %(tittel)s") % {"tittel": g.besvarer.tittel} if g.besvarer else g.sak.tittel
    valgte = request.POST.getlist("mottaker") if proevd else [k.noekkel for k in g.kandidater if k.valgt]
    feil = feil_per_felt(hindre) if proevd else {}
    kontekst = {
        "sak": g.sak, "jp": g.besvarer, "maler": g.maler, "kandidater": g.kandidater, "verdier": request.POST,
        "valgte": valgte, "feil": feil, "hindre": [h for h in hindre if h.felt not in feil], "proevd": proevd,
        "tittel_": request.POST.get("tittel", "") if proevd else foreslaatt,
        "mal": request.POST.get("mal", "") or (g.maler[0].kode if g.maler else ""),
        "foreloepig": any(m.slag == "foreloepig" for m in g.maler),
        "tilbake": postens_url(request, g.besvarer) if g.besvarer else sakens_url(request, g.sak),
    }  # fmt: skip
    return tegn(request, "sak/skriv.html", kontekst, status=status)
