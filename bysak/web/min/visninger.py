"""A person's own day, and the search."""

import re
from typing import Any

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import sist_brukt
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.soek import Treff, soek
from bysak.kjerne.kalender import i_dag
from bysak.saksbehandling.oppgaver import Oppgave, Periode, etter_periode, oppgaver
from bysak.saksbehandling.restanser import aldersfordeling, mine_ubesvarte
from bysak.web.doer import Forespoersel, paa_tvers
from bysak.web.jinja import tegn
from bysak.web.skrivemaate import dag, tall

TREFF = 50
_NUMMER = re.compile(r"\s*\d{2}(\d{2})?/\d+(-\d+)?\s*")
# The journal has sent the assessment back: it must be done again although it was done.
SENDT_TILBAKE = Q(vurderinger__tilbake_tid__isnull=False)


def aldersnavn() -> tuple[str, ...]:
    """Names of the bands of `restanser.BAAND`."""
    return (_("0–5 arbeidsdager"), "6–10", "11–20", "21–60", _("over 60"))


def setningen(alle: list[Oppgave], ubesvarte: int) -> str:
    """The day in one sentence."""
    haster = len(etter_periode(alle).get(Periode.I_DAG, []))
    if not alle and not ubesvarte:
        return _("Ingenting venter på deg.")
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
    baand = aldersfordeling(mine_ubesvarte(request.aktoer))
    kontekst = {
        "dag": i_dag(), "setning": setningen(alle, sum(baand)), "perioder": etter_periode(alle),
        "periodenavn": {Periode.I_DAG: _("I dag"), Periode.DENNE_UKEN: _("Denne uken"), Periode.SENERE: _("Senere")},
        "baand": list(zip(aldersnavn(), baand, strict=True)), "sist": sist_brukt(request.aktoer),
    }  # fmt: skip
    return tegn(request, "min/side.html", kontekst)


def treffets_url(treff: Treff) -> str:
    """The address of what was found."""
    if treff.registrering is not None:
        return _postens_url(treff.registrering)
    assert treff.mappe is not None
    return reverse("sak", args=_saksadresse(treff.mappe))


def _saksadresse(sak: Mappe) -> list[Any]:
    return [sak.virksomhet.kode, sak.saksaar, sak.sakssekvensnummer]


def _postens_url(reg: Registrering) -> str:
    sak = reg.mappe
    return reverse("journalpost", args=[reg.virksomhet.kode, sak.saksaar, sak.sakssekvensnummer, reg.journalpostnummer])


@require_GET
@paa_tvers
def sok(request: Forespoersel) -> HttpResponse:
    """Search in what I may see. A number that only one thing has leads straight to it."""
    tekst = request.GET.get("q", "").strip()[:400]
    side = request.GET.get("side", "1")
    nr = int(side) if side.isdecimal() and 0 < len(side) < 4 else 1
    funnet = soek(tekst, av=request.aktoer, grense=TREFF + 1, hopp=(max(nr, 1) - 1) * TREFF) if tekst else []
    if len(funnet) == 1 and nr == 1 and _NUMMER.fullmatch(tekst):
        return HttpResponseRedirect(treffets_url(funnet[0]))
    kontekst = {
        "soketekst": tekst, "treff": [(t, treffets_url(t)) for t in funnet[:TREFF]], "side": nr,
        "flere": len(funnet) > TREFF,
    }  # fmt: skip
    return tegn(request, "min/sok.html", kontekst)
