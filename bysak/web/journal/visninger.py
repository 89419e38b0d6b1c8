"""«Offentlig journal»: release every bydel's day before noon. One reading over all, one act in one virksomhet."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from bysak.journal import avklaring, publisering, vurdering
from bysak.journal.utvalg import dagen
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, i_virksomhet, innlogget, mine_virksomheter, virksomhet_i_adressen
from bysak.web.jinja import er_htmx, tegn
from bysak.web.journal import side
from bysak.web.journal.fil import dagsliste
from bysak.web.nedlasting import grense, lenker, som_fil


@require_safe
@innlogget
def journal(request: Forespoersel) -> HttpResponse:
    """Send the person to the journal day that is due, in the first bydel where something remains."""
    mine = side.mine(request.aktoer, mine_virksomheter(request))
    if not mine:
        raise PermissionDenied(_("Rollen din har ikke oppgaver i offentlig journal."))
    with arbeid(som=request.aktoer, leser=mine):
        valgt = side.velg_dag(mine)
    return HttpResponseRedirect(reverse("journal_dag", args=[valgt.virksomhet.kode, valgt.dato.isoformat()]))


@require_safe
@innlogget
def journal_dag(request: Forespoersel, bydel: str, dato: str) -> HttpResponse:
    """One day in one bydel: findings, held, ready; the others in the left column."""
    mine = side.mine(request.aktoer, mine_virksomheter(request))
    valgt = virksomhet_i_adressen(request, bydel)
    if valgt not in mine:
        raise PermissionDenied(_("Rollen din har ikke oppgaver i denne virksomhetens journal."))
    dag = side.tolk_dato(dato)
    with arbeid(som=request.aktoer, leser=mine):
        if grense(request):
            return som_fil(request, dagsliste(request.aktoer, valgt, dag))
        if "bydeler" in request.GET and er_htmx(request):
            alle = {"alle": side.bydelene(mine, dag), "bydel": valgt, "dato": dag}
            return tegn(request, "journal/dag.html", alle, blokk="bydeler")
        kontekst = side.kontekst(request.aktoer, mine, valgt, dag, request.GET.get("linje", ""))
        kontekst["nedlastinger"] = lenker(request)
        return tegn(request, "journal/dag.html", kontekst, blokk="funn" if "panel" in request.GET else "")


@require_POST
@i_virksomhet(verb="publiser")
def journal_publiser(request: Forespoersel, dato: str) -> HttpResponse:
    """Publish what is ready; an empty day is published too."""
    dag = publisering.publiser(side.tolk_dato(dato), av=request.aktoer)
    assert request.virksomhet is not None
    linjer = ngettext("%(n)s linje er ute", "%(n)s linjer er ute", dag.antall) % {"n": dag.antall}
    messages.success(
        request,
        _("Journalen for %(bydel)s er publisert: %(linjer)s.")
        % {"bydel": request.virksomhet.navn, "linjer": linjer if dag.antall else _("ingen journalposter")},
    )
    return _tilbake(request, dato)


@require_POST
@i_virksomhet(verb="skjerm_mer")
def journal_skjerm(request: Forespoersel, dato: str, linje: UUID) -> HttpResponse:
    """Answer 1: screen the chosen words, in the title or in the title of the case."""
    jp = side.journalposten(linje, side.tolk_dato(dato))
    numre, hjemmel = side.ordnumre(request.POST.getlist("ord")), request.POST.get("hjemmel", "")
    if request.POST.get("i_sakstittel"):
        vurdering.skjerm_i_sakstittel(jp, ordnumre=numre, hjemmel=hjemmel, av=request.aktoer)
    else:
        parter = side.uuider(request.POST.getlist("part"))
        vurdering.skjerm_mer(jp, ordnumre=numre, parter=parter, hjemmel=hjemmel, av=request.aktoer)
    messages.success(request, _("Skjermet i %(nr)s.") % {"nr": jp.registrerings_id})
    return _tilbake(request, dato)


@require_POST
@i_virksomhet(verb="avklar_funn")
def journal_avklar(request: Forespoersel, dato: str, linje: UUID) -> HttpResponse:
    """Answer 2: the words may stand, with the reason."""
    jp = side.journalposten(linje, side.tolk_dato(dato))
    kode = request.POST.get("kode", "")
    valgte = request.POST.getlist("gjelder") or [""]
    for ord_ in valgte:
        avklaring.avklar(
            jp, kode=kode, ord_=ord_, avgjoerelse=request.POST.get("avgjoerelse", ""),
            grunn=request.POST.get("grunn", ""), av=request.aktoer,
        )  # fmt: skip
    messages.success(request, _("Avklart i %(nr)s. Begrunnelsen er lagret.") % {"nr": jp.registrerings_id})
    return _tilbake(request, dato)


@require_POST
@i_virksomhet(verb="send_tilbake_til_vurdering")
def journal_tilbake(request: Forespoersel, dato: str, linje: UUID) -> HttpResponse:
    """Answer 3: the bydel must assess it again."""
    jp = side.journalposten(linje, side.tolk_dato(dato))
    vurdering.send_tilbake(jp, grunn=request.POST.get("grunn", ""), av=request.aktoer)
    messages.success(request, _("%(nr)s er sendt tilbake til bydelen.") % {"nr": jp.registrerings_id})
    return _tilbake(request, dato)


@require_safe
@i_virksomhet()
def journal_publikum(request: Forespoersel, dato: str) -> HttpResponse:
    """«Se som publikum»: the ready lines in the public page, word for word as they will be published."""
    krev(request.aktoer, Rett.PUBLISERE)
    assert request.virksomhet is not None
    dag = side.tolk_dato(dato)
    utvalg = dagen(request.virksomhet, dag)
    linjer = side.forhaandsvisning(request.aktoer, utvalg)
    kontekst = {
        "bydel": request.virksomhet,
        "dato": dag,
        "publiseringer": [],
        "linjer": linjer,
        "antall": len(linjer),
        "trukket": 0,
        "neste": "",
    }
    return tegn(request, "journal/publikum.html", kontekst)


def _tilbake(request: Forespoersel, dato: str) -> HttpResponse:
    if request.virksomhet is None:
        raise Http404
    return HttpResponseRedirect(reverse("journal_dag", args=[request.virksomhet.kode, dato]))
