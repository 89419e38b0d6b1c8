"""Saved searches: a person's own questions."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.soek import MAKS_TEGN
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import er_blank, maks, rens
from bysak.organisasjon.tilgang import Rett, krev
from bysak.saksbehandling.models import LagretSoek

MAKS_ANTALL, MAKS_NAVN = 50, 80


def mine_soek(av: Aktoer) -> list[LagretSoek]:
    """The person's own, in name order, over the virksomheter that are read."""
    return list(LagretSoek.objects.filter(bruker_id=av.bruker_id))


def hindre_for_lagret_soek(tekst: str, *, av: Aktoer) -> Iterator[Hinder]:
    """What stops saving: nothing to search for, or too many already."""
    if er_blank(tekst):
        yield Hinder("soek.tomt", _("Skriv det du vil søke etter, før du lagrer det."), felt="q")
    if LagretSoek.objects.filter(bruker_id=av.bruker_id).count() >= MAKS_ANTALL:
        yield Hinder("soek.mange", _("Du har alt 50 lagrede søk. Slett et du ikke bruker."), felt="q")


def lagre_soek(tekst: str, *, av: Aktoer, navn: str = "") -> LagretSoek:
    """Keep a question under a name (default: the question itself); the same name again replaces what it stood for."""
    krev(av, Rett.LESE)
    tekst = rens(tekst)[:MAKS_TEGN]
    ingen(hindre_for_lagret_soek(tekst, av=av))
    lagret, _ny = LagretSoek.objects.update_or_create(
        bruker_id=av.bruker_id, navn=maks(rens(navn) or tekst, MAKS_NAVN), defaults={"tekst": tekst}
    )
    return lagret


def slett_lagret_soek(navn: str, *, av: Aktoer) -> None:
    """Take one of the person's own away; one that is gone already is no fault."""
    krev(av, Rett.LESE)
    LagretSoek.objects.filter(navn=navn, bruker_id=av.bruker_id).delete()
