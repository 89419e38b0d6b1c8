"""Preliminary answers: the letter stays open, with a new deadline (fvl § 11 a; krav 3.4.10)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalposttype
from bysak.arkivstruktur.laasing import laas_poster
from bysak.arkivstruktur.models import Journalpost
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn
from bysak.saksbehandling.models import ForeloepigSvar


def hindre_for_foreloepig_svar(jp: Journalpost, ny_frist: date, svar: Journalpost | None = None) -> Iterator[Hinder]:
    """What stops a preliminary answer: nothing to answer, a deadline that has passed, an answer that is none."""
    if not jp.restanse:
        yield Hinder("forsvar.ferdig", _("Brevet er ikke åpent. Det trenger ikke foreløpig svar."), jp)
    if ny_frist <= i_dag():
        yield Hinder("forsvar.frist", _("Den nye fristen må være fram i tid."), jp, felt="ny_frist")
    if svar is not None and (svar.mappe_id != jp.mappe_id or svar.journalposttype != Journalposttype.UTGAAENDE):
        yield Hinder("forsvar.svar", _("Velg et utgående brev i samme sak."), jp, felt="svar")
    if ForeloepigSvar.objects.filter(registrering_id=jp.pk, svar_id=svar.pk if svar else None, dato=i_dag()).exists():
        yield Hinder("forsvar.gitt", _("Dette foreløpige svaret er alt ført i dag."), jp)


def gi_foreloepig_svar(
    jp: Journalpost, *, ny_frist: date, av: Aktoer, svar: Journalpost | None = None
) -> ForeloepigSvar:
    """Say that the sender has been told it will take longer; sets the new deadline. Raises `Hindret`."""
    krev(av, Rett.AVSKRIVE)
    jp, *andre = laas_poster(jp, *([svar] if svar else []))
    svar = andre[0] if andre else None
    krev_innsyn(av, jp)
    ingen(hindre_for_foreloepig_svar(jp, ny_frist, svar))
    jp.forfallsdato = ny_frist
    jp.save(update_fields=["forfallsdato"])
    return ForeloepigSvar.objects.create(
        registrering_id=jp.pk, svar_id=svar.pk if svar else None, dato=i_dag(), ny_frist=ny_frist
    )
