"""Avskrivning: how a letter was dealt with (krav 3.4.1-3.4.8)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Avskrivningsmaate, Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Avskrivning, Journalpost
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

MED_SVAR = (Avskrivningsmaate.BREV, Avskrivningsmaate.EPOST, Avskrivningsmaate.NOTAT)


def hindre_for_avskrivning(
    jp: Journalpost,
    maate: str = Avskrivningsmaate.ETTERRETNING,
    besvart_av: Journalpost | None = None,
    dato: date | None = None,
) -> Iterator[Hinder]:
    """What stops avskrivning: nothing to answer, answered already, not in the journal, an answer that is none."""
    if jp.journalposttype not in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING):
        yield Hinder("avs.type", _("Bare inngående brev og notater til oppfølging avskrives."), jp)
    elif not jp.restanse:
        yield Hinder("avs.ferdig", _("Brevet er alt avskrevet."), jp)
    if jp.journalstatus not in (Journalstatus.JOURNALFOERT, Journalstatus.EKSPEDERT, Journalstatus.ARKIVERT):
        yield Hinder("avs.ikke_journalfoert", _("Brevet er ikke journalført ennå."), jp)
    if maate not in Avskrivningsmaate.values:
        yield Hinder("avs.maate", _("Velg hvordan brevet er behandlet."), jp, felt="maate")
    if dato and dato > i_dag():
        yield Hinder("avs.dato_fram", _("Datoen er fram i tid."), jp, felt="dato")
    if besvart_av is not None:
        yield from _svarhindre(jp, maate, besvart_av)


def _svarhindre(jp: Journalpost, maate: str, svar: Journalpost) -> Iterator[Hinder]:
    if svar.mappe_id != jp.mappe_id:
        yield Hinder("avs.annen_sak", _("Svaret ligger i en annen sak."), svar, felt="besvart_av")
    if svar.pk == jp.pk:
        yield Hinder("avs.seg_selv", _("Et brev kan ikke besvare seg selv."), jp, felt="besvart_av")
    elif svar.journalposttype == Journalposttype.INNGAAENDE or svar.journalstatus == Journalstatus.UTGAAR:
        yield Hinder(
            "avs.ikke_svar", _("Velg et brev eller notat som virksomheten har laget."), svar, felt="besvart_av"
        )
    if maate not in MED_SVAR:
        yield Hinder("avs.svar_uten_maate", _("Velg at brevet er besvart når du viser til et svar."), jp, felt="maate")


def avskriv(
    jp: Journalpost, *, maate: str, av: Aktoer, besvart_av: Journalpost | None = None, dato: date | None = None
) -> Avskrivning:
    """Write off a letter (krav 3.4.2, 3.4.3). The reference sits on the one that is avskrevet.

    maate: code of M619. besvart_av: the answering entry, in the same case. dato: default today.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.AVSKRIVE)
    laas(jp.mappe)
    jp = laas(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_avskrivning(jp, maate, besvart_av, dato))
    avskrivning = Avskrivning.objects.create(
        registrering_id=jp.pk,
        avskrivningsdato=dato or i_dag(),
        avskrivningsmaate=maate,
        besvart_av_id=besvart_av.pk if besvart_av else None,
        korrespondansepart=None,
    )
    jp.restanse = False
    jp.save(update_fields=["restanse"])
    return avskrivning


def saksbehandlere(jp: Journalpost) -> list[str]:
    """Names of those who handle a letter: the internal recipients (M307 on korrespondansepart)."""
    return [
        p.saksbehandler.navn
        for p in jp.korrespondanseparter.filter(
            korrespondanseparttype__in=[Parttype.INTERN_MOTTAKER, Parttype.INTERN_AVSENDER], saksbehandler__isnull=False
        ).select_related("saksbehandler")
        if p.saksbehandler
    ]
