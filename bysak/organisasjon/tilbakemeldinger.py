"""What people tell of Bysak itself, and what becomes of it. About the product: never about a case."""

import re
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, lagres
from bysak.organisasjon.models import Tilbakemelding
from bysak.organisasjon.tilgang import Rett, kan, krev

TEKST_MAKS = 4000
SVAR_VISES = timedelta(days=14)
_FEILNUMMER = re.compile(r"[A-Za-z0-9-]{8,40}")


def hindre_for_tilbakemelding(tekst: str) -> Iterator[Hinder]:
    """What stops a report: it says nothing, or is longer than anybody reads."""
    if er_blank(tekst):
        yield Hinder("tilbakemelding.tom", _("Skriv hva som er galt, eller hva du savner."), felt="tekst")
    elif len(tekst) > TEKST_MAKS:
        yield Hinder("tilbakemelding.lang", _("Teksten er for lang. Kort den ned til 4000 tegn."), felt="tekst")


def meld_fra(
    tekst: str, *, av: Aktoer, utgave: str, side: str = "", nettleser: str = "", feilnummer: str = ""
) -> Tilbakemelding:
    """Tell those who run Bysak of something, in the open virksomhet. Raises `Hindret` or `PermissionDenied`.

    side: the pattern of an address, never an address. feilnummer: the number on an error page; others are dropped.
    """
    krev(av, Rett.LESE)
    tekst = lagres(tekst.strip())
    ingen(hindre_for_tilbakemelding(tekst))
    return Tilbakemelding.objects.create(
        melder_id=av.bruker_id, tekst=tekst, side=side[:200], nettleser=nettleser[:60], utgave=utgave[:40],
        feilnummer=feilnummer if _FEILNUMMER.fullmatch(feilnummer) else "",
    )  # fmt: skip


def hindre_for_svar(melding: Tilbakemelding, status: str, svar: str) -> Iterator[Hinder]:
    """What stops an answer: no such state, none of the reporter's business said when it is solved, or too long."""
    if status not in Tilbakemelding.Status.values or status == Tilbakemelding.Status.NY:
        yield Hinder("tilbakemelding.status", _("Velg om den er under arbeid eller løst."), melding, felt="status")
    if status == Tilbakemelding.Status.LOEST and er_blank(svar):
        yield Hinder("tilbakemelding.uten_svar", _("Skriv et svar til den som meldte fra."), melding, felt="svar")
    if len(svar) > TEKST_MAKS:
        yield Hinder(
            "tilbakemelding.langt_svar", _("Svaret er for langt. Kort det ned til 4000 tegn."), melding, felt="svar"
        )


def svar_paa(melding: Tilbakemelding, *, status: str, svar: str, av: Aktoer) -> Tilbakemelding:
    """Say what becomes of it; the one who told sees it on Min side. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    melding = laas(melding)
    ingen(hindre_for_svar(melding, status, svar))
    melding.status, melding.svar = status, lagres(svar.strip())
    melding.svart_av, melding.svart_tid = av.navn, naa()
    melding.save(update_fields=["status", "svar", "svart_av", "svart_tid"])
    return melding


def mine_tilbakemeldinger(av: Aktoer) -> QuerySet[Tilbakemelding]:
    """What this person has told, the latest first, in the virksomheter that are read now."""
    return Tilbakemelding.objects.filter(melder_id=av.bruker_id).select_related("virksomhet")


def nye_svar(av: Aktoer) -> QuerySet[Tilbakemelding]:
    """What this person has been answered lately, and should be told of."""
    return mine_tilbakemeldinger(av).filter(svart_tid__gte=naa() - SVAR_VISES).order_by("-svart_tid")


def til_behandling(av: Aktoer) -> QuerySet[Tilbakemelding]:
    """What others have told this person as administrator: what is not solved first, the oldest of it first."""
    hvor = [v for v in av.virksomheter if kan(av, Rett.ADMINISTRERE, v)]
    alle = Tilbakemelding.objects.filter(virksomhet__in=hvor).select_related("virksomhet", "melder")
    return alle.annotate(loest=Q(status=Tilbakemelding.Status.LOEST)).order_by("loest", "meldt_tid")
