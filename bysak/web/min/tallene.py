"""What the one who answers for a bydel keeps an eye on, in one place; each figure leads to the page behind it.

LESMEG: the queue of jobs is the login role's, so it is asked outside the arbeid that the rest is read in.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.jobbkoe import VISES, antall_gitt_opp
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Jobbfeil
from bysak.mottak.kanalalarmer import aapne_alarmer
from bysak.mottak.models import Innkomst
from bysak.mottak.statistikk import samme_dag
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, krev
from bysak.saksbehandling.restanser import etter_alder, holdt_frist, ubesvarte
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.jinja import tegn
from bysak.web.min.visninger import aldersnavn

BORTE_I = timedelta(days=30)


@dataclass(frozen=True)
class Tallet:
    """One figure. av: of how many, when it is a share. url: the page behind it, empty for one who may not open it."""

    navn: str
    antall: int
    url: str
    av: int | None = None
    haster: bool = False

    @property
    def andel(self) -> float | None:
        """The share; None when it is none, or of nothing."""
        return self.antall / self.av if self.av else None


@require_GET
@innlogget
def tallene(request: Forespoersel, bydel: str) -> HttpResponse:
    """The figures of one virksomhet, for those who may see what is done in it."""
    hvor = request.virksomhet = virksomhet_i_adressen(request, bydel)
    gitt_opp, dag = antall_gitt_opp([hvor.pk], VISES), i_dag()
    with arbeid(som=request.aktoer, i=hvor, verb="se tall"):
        krev(request.aktoer, Rett.SE_LOGG)
        poster = ubesvarte(request.aktoer)
        baand = etter_alder(poster)
        kontekst = {
            "baand": list(zip(aldersnavn(), baand, strict=True)), "dag": dag, "fra": dag.replace(day=1),
            "over": Tallet(_("over frist"), poster.filter(forfallsdato__lt=dag).count(),
                           _med(reverse("forfall"), forfall_til=_no(dag - timedelta(days=1)))),
            "maaneden": _maaneden(request, hvor, dag), "stanset": _stanset(request, hvor, gitt_opp),
        }  # fmt: skip
        return tegn(request, "min/tallene.html", kontekst)


def _maaneden(request: Forespoersel, hvor: Virksomhet, dag: date) -> list[Tallet]:
    fra = dag.replace(day=1)
    kommet, samme = samme_dag(fra, dag)
    # What is due today is not late yet.
    forfalt, i_tide = holdt_frist(request.aktoer, fra, dag - timedelta(days=1))
    tider = _med(reverse("tjenesteniva"), fra=f"{fra:%Y-%m}", til=f"{fra:%Y-%m}", bydel=hvor.kode)
    frister = _med(reverse("forfall"), avskrevet="alle", forfall_fra=_no(fra), forfall_til=_no(dag - timedelta(days=1)))
    return [
        Tallet(_("journalført samme dag"), samme, tider, kommet),
        Tallet(_("gjort ferdig innen fristen"), i_tide, frister, forfalt),
    ]


def _stanset(request: Forespoersel, hvor: Virksomhet, gitt_opp: int) -> list[Tallet]:
    """What does not go by itself. Those who may set it right, are led there."""
    forvalter, mottar = (kan(request.aktoer, rett, hvor.pk) for rett in (Rett.ADMINISTRERE, Rett.MOTTA))
    jobber = reverse("jobber") if forvalter else ""
    lagt_bort = Jobbfeil.objects.filter(avgjort=Jobbfeil.Avgjort.BORT, tid__date__gte=i_dag() - BORTE_I).count()
    uleste = Innkomst.objects.filter(utfall="").exclude(lesefeil="").count()
    regnskap = _med(reverse("mottak_regnskap"), bydel=hvor.kode) if mottar else ""
    koe = _med(reverse("mottak"), visning="uleselige") if mottar else ""
    return [
        Tallet(_("jobber ga opp"), gitt_opp, jobber, haster=gitt_opp > 0),
        Tallet(_("jobber lagt bort siste 30 dager"), lagt_bort, jobber),
        Tallet(_("kanaler med alarm"), (n := aapne_alarmer().count()), regnskap, haster=n > 0),
        Tallet(_("sendinger som ikke kunne leses"), uleste, koe, haster=uleste > 0),
    ]


def _med(adresse: str, **valg: str) -> str:
    return f"{adresse}?{urlencode(valg)}"


def _no(dag: date) -> str:
    return f"{dag:%d.%m.%Y}"
