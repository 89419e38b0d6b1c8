"""A person's own day, and the search."""

from django.db.models import Q
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import sist_brukt
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.tilbakemeldinger import nye_svar
from bysak.saksbehandling.flyt import besvart_for, venter_paa
from bysak.saksbehandling.fravaer import vikariater
from bysak.saksbehandling.kvalitetssikring import sendt_tilbake_til
from bysak.saksbehandling.oppgaver import Oppgave, Periode, etter_periode, oppgaver
from bysak.saksbehandling.restanser import mine_etter_alder
from bysak.web.doer import Forespoersel, paa_tvers
from bysak.web.jinja import tegn
from bysak.web.skrivemaate import dag, tall

# The journal has sent the assessment back: it must be done again although it was done.
SENDT_TILBAKE = Q(vurderinger__tilbake_tid__isnull=False)


def aldersnavn() -> tuple[str, ...]:
    """Names of the bands of `restanser.BAAND`."""
    return (_("0–5 arbeidsdager"), "6–10", "11–20", "21–60", _("over 60"))


def setningen(alle: list[Oppgave], ubesvarte: int, hos_meg: int = 0) -> str:
    """The day in one sentence. hos_meg: what colleagues wait for, or have sent back."""
    haster = len(etter_periode(alle).get(Periode.I_DAG, []))
    kolleger = ngettext("%(n)s ting fra en kollega venter på deg.", "%(n)s ting fra kolleger venter på deg.", hos_meg)
    if not alle and not ubesvarte:
        return kolleger % {"n": tall(hos_meg)} if hos_meg else _("Ingenting venter på deg.")
    if haster:
        foerst = ngettext("%(n)s ting haster i dag.", "%(n)s ting haster i dag.", haster) % {"n": tall(haster)}
    else:
        frister = [o.frist for o in alle if o.frist]
        neste = dag(frister[0]).rstrip(".") if frister else ""
        foerst = _("Ingenting haster.") + (_(" Neste frist er %(dag)s.") % {"dag": neste} if neste else "")
    oppgavetekst = ngettext("%(n)s oppgave", "%(n)s oppgaver", len(alle)) % {"n": tall(len(alle))}
    brev = ngettext("%(n)s ubesvart brev", "%(n)s ubesvarte brev", ubesvarte) % {"n": tall(ubesvarte)}
    return _("%(foerst)s Du har %(oppgaver)s og %(brev)s.") % {
        "foerst": foerst, "oppgaver": oppgavetekst, "brev": brev,
    }  # fmt: skip


@require_GET
@paa_tvers
def min_side(request: Forespoersel) -> HttpResponse:
    """What waits for me, what is unanswered by age, and what I last used."""
    alle = oppgaver(request.aktoer, SENDT_TILBAKE)
    baand = mine_etter_alder(request.aktoer)
    flyt, tilbake = list(venter_paa(request.aktoer)[:50]), list(sendt_tilbake_til(request.aktoer)[:20])
    besvart = besvart_for(request.aktoer)
    hos_meg = len(flyt) + len(tilbake) + len(besvart)
    kontekst = {
        "dag": i_dag(), "setning": setningen(alle, sum(baand), hos_meg), "perioder": etter_periode(alle),
        "periodenavn": {Periode.I_DAG: _("I dag"), Periode.DENNE_UKEN: _("Denne uken"), Periode.SENERE: _("Senere")},
        "baand": list(zip(aldersnavn(), baand, strict=True)), "sist": sist_brukt(request.aktoer),
        "vikariater": vikariater(request.aktoer), "flyt": flyt, "tilbake": tilbake, "besvart": besvart,
        "svar": list(nye_svar(request.aktoer)[:3]),
    }  # fmt: skip
    return tegn(request, "min/side.html", kontekst)
