"""Periods of an arkiv: a new one takes over, the old one is closed when nothing in it is open (krav 6.2.1-6.2.12)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.koder import Arkivdelstatus
from bysak.arkivstruktur.models import Arkivdel
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.tilgang import Rett, krev


def hindre_for_periodeskille(arkivdel: Arkivdel, tittel: str) -> Iterator[Hinder]:
    """What stops a new period: the old one is not active, or the new one has no title."""
    if arkivdel.arkivdelstatus != Arkivdelstatus.AKTIV:
        yield Hinder("periode.status", _("Bare en aktiv periode kan få en arvtaker."), arkivdel)
    if er_blank(tittel):
        yield Hinder("periode.tittel", _("Den nye perioden mangler tittel."), felt="tittel")


def sett_periodeskille(arkivdel: Arkivdel, *, tittel: str, start: date, av: Aktoer) -> Arkivdel:
    """Open the next period; the old one takes no new cases but may finish those it has (krav 6.2.2, 6.2.4, 6.2.5).

    Returns the new arkivdel. Raises `Hindret` or `PermissionDenied` (krav 2.9.6: administrator only).
    """
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_periodeskille(arkivdel, tittel))
    arkivdel.arkivdelstatus = Arkivdelstatus.OVERLAPPING
    arkivdel.save(update_fields=["arkivdelstatus"])
    return Arkivdel.objects.create(
        arkiv_id=arkivdel.arkiv_id,
        tittel=rens(tittel)[:250],
        arkivperiode_start_dato=start,
        forloeper=arkivdel,
        klassifikasjonssystem_id=arkivdel.klassifikasjonssystem_id,
    )


def hindre_for_periodeavslutning(arkivdel: Arkivdel) -> Iterator[Hinder]:
    """What stops closing a period: open cases (krav 6.2.7), or a status that does not lead there."""
    if arkivdel.arkivdelstatus not in (Arkivdelstatus.AKTIV, Arkivdelstatus.OVERLAPPING):
        yield Hinder("periode.avsluttet", _("Perioden er alt avsluttet."), arkivdel)
    aapne = arkivdel.mapper.filter(avsluttet_dato__isnull=True).count()
    if aapne:
        yield Hinder(
            "periode.aapne",
            ngettext("%(n)s sak er ikke avsluttet.", "%(n)s saker er ikke avsluttet.", aapne) % {"n": aapne},
            arkivdel,
        )


def avslutt_arkivdel(arkivdel: Arkivdel, *, av: Aktoer) -> Arkivdel:
    """Close a period: it takes nothing more (krav 2.3.6, 6.2.6). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    arkivdel = laas(arkivdel)
    ingen(hindre_for_periodeavslutning(arkivdel))
    arkivdel.arkivdelstatus = Arkivdelstatus.AVSLUTTET
    arkivdel.arkivperiode_slutt_dato = arkivdel.arkivperiode_slutt_dato or i_dag()
    arkivdel.avsluttet_dato = naa()
    arkivdel.avsluttet_av = av.navn
    arkivdel.save(update_fields=["arkivdelstatus", "arkivperiode_slutt_dato", "avsluttet_dato", "avsluttet_av"])
    return arkivdel
