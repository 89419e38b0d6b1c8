"""Avskrivning: how a letter was dealt with (krav 3.4.1-3.4.9)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.frysing import hindre_for_felt, ingen_som_staar
from bysak.arkivstruktur.koder import Avskrivningsmaate, Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.laasing import laas_post, laas_poster
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Korrespondansepart
from bysak.kjerne.arbeid import Aktoer, begrunn, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, i_dag
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

MED_SVAR = (Avskrivningsmaate.BREV, Avskrivningsmaate.EPOST, Avskrivningsmaate.NOTAT)


def hindre_for_avskrivning(
    jp: Journalpost,
    maate: str = Avskrivningsmaate.ETTERRETNING,
    besvart_av: Journalpost | None = None,
    dato: date | None = None,
    part: Korrespondansepart | None = None,
) -> Iterator[Hinder]:
    """What stops avskrivning: nothing to answer, answered already, not in the journal, an answer that is none.

    A letter that is answered may get one more answer (krav 3.4.3), but not be dealt with twice in another way.
    """
    if jp.journalposttype not in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING):
        yield Hinder("avs.type", _("Bare inngående brev og notater til oppfølging avskrives."), jp)
    elif not jp.restanse and (besvart_av is None or part is not None):
        yield Hinder("avs.ferdig", _("Brevet er alt avskrevet."), jp)
    if jp.journalstatus not in (Journalstatus.JOURNALFOERT, Journalstatus.EKSPEDERT, Journalstatus.ARKIVERT):
        yield Hinder("avs.ikke_journalfoert", _("Brevet er ikke journalført ennå."), jp)
    if maate not in Avskrivningsmaate.values:
        yield Hinder("avs.maate", _("Velg hvordan brevet er behandlet."), jp, felt="maate")
    yield from _datohindre(jp, dato)
    if besvart_av is not None:
        yield from _svarhindre(jp, maate, besvart_av)
    if part is not None:
        yield from _parthindre(jp, part)


def _datohindre(jp: Journalpost, dato: date | None) -> Iterator[Hinder]:
    if dato and dato > i_dag():
        yield Hinder("avs.dato_fram", _("Datoen er fram i tid."), jp, felt="dato")
    mottatt = jp.mottatt_dato.astimezone(OSLO).date() if jp.mottatt_dato else jp.dokumentets_dato
    if dato and mottatt and dato < mottatt:
        yield Hinder("avs.dato_foer", _("Brevet kan ikke være besvart før det kom."), jp, felt="dato")


def _parthindre(jp: Journalpost, part: Korrespondansepart) -> Iterator[Hinder]:
    """Per recipient only where several in the house must act, and never a copy recipient (krav 3.4.6, 3.4.9)."""
    if jp.journalposttype != Journalposttype.NOTAT_OPPFOELGING or part.registrering_id != jp.pk:
        yield Hinder("avs.part", _("Bare mottakerne av et notat til oppfølging avskriver hver for seg."), jp)
    elif part.korrespondanseparttype != Parttype.INTERN_MOTTAKER:
        yield Hinder("avs.kopimottaker", _("Kopimottakere og avsendere avskriver ikke. Velg en mottaker."), jp)
    elif jp.avskrivninger.filter(korrespondansepart=part).exists():
        yield Hinder("avs.part_ferdig", _("Mottakeren har alt avskrevet notatet."), jp, felt="part")


def _svarhindre(jp: Journalpost, maate: str, svar: Journalpost) -> Iterator[Hinder]:
    if svar.mappe_id != jp.mappe_id:
        yield Hinder("avs.annen_sak", _("Svaret ligger i en annen sak."), svar, felt="besvart_av")
    if svar.pk == jp.pk:
        yield Hinder("avs.seg_selv", _("Et brev kan ikke besvare seg selv."), jp, felt="besvart_av")
    elif svar.journalposttype == Journalposttype.INNGAAENDE or svar.journalstatus == Journalstatus.UTGAAR:
        yield Hinder(
            "avs.ikke_svar", _("Velg et brev eller notat som virksomheten har laget."), svar, felt="besvart_av"
        )
    elif jp.avskrivninger.filter(besvart_av_id=svar.pk).exists():
        yield Hinder("avs.samme_svar", _("Brevet er alt avskrevet med dette svaret."), svar, felt="besvart_av")
    if maate not in MED_SVAR:
        yield Hinder("avs.svar_uten_maate", _("Velg at brevet er besvart når du viser til et svar."), jp, felt="maate")


def avskriv(
    jp: Journalpost,
    *,
    maate: str,
    av: Aktoer,
    besvart_av: Journalpost | None = None,
    dato: date | None = None,
    part: Korrespondansepart | None = None,
    felt: Mapping[str, Any] | None = None,
) -> Avskrivning:
    """Write off a letter (krav 3.4.2, 3.4.3). The reference sits on the one that is avskrevet.

    maate: code of M619. besvart_av: the answering entry, in the same case; several answers and several letters may be
    joined. dato: default today. part: the recipient who is done, when others still are to act (krav 3.4.6). felt: other
    columns. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.AVSKRIVE)
    jp, *svar = laas_poster(jp, *([besvart_av] if besvart_av else []))
    besvart_av = svar[0] if svar else None  # it may have been moved to another case since it was chosen
    krev_innsyn(av, jp)
    ingen(hindre_for_avskrivning(jp, maate, besvart_av, dato, part))
    avskrivning = Avskrivning.objects.create(
        registrering_id=jp.pk,
        avskrivningsdato=dato or i_dag(),
        avskrivningsmaate=maate,
        besvart_av_id=besvart_av.pk if besvart_av else None,
        korrespondansepart=part,
        **(felt or {}),
    )
    _sett_restanse(jp)
    return avskrivning


def _sett_restanse(jp: Journalpost) -> None:
    jp.restanse = er_restanse(jp)
    jp.save(update_fields=["restanse"])


def er_restanse(jp: Journalpost) -> bool:
    """Is somebody still to act on it? Counted from the avskrivninger, whole and per recipient (krav 3.4.1, 3.4.6)."""
    oppfoelges = jp.journalposttype in (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING)
    if not oppfoelges or jp.journalstatus == Journalstatus.UTGAAR:
        return False
    if jp.avskrivninger.filter(korrespondansepart__isnull=True).exists():
        return False
    return not jp.avskrivninger.exists() or ugjort_av(jp).exists()


def ugjort_av(jp: Journalpost) -> QuerySet[Korrespondansepart]:
    """The recipients of a note who have not written it off; with some and not all, it is partly avskrevet."""
    gjort = jp.avskrivninger.filter(korrespondansepart__isnull=False).values("korrespondansepart_id")
    return jp.korrespondanseparter.filter(korrespondanseparttype=Parttype.INTERN_MOTTAKER).exclude(pk__in=gjort)


def hindre_for_ny_avskrivning(avskrivning: Avskrivning, felt: Mapping[str, Any]) -> Iterator[Hinder]:
    """What stops a correction: it is locked for all but one who overrides, a way or a date that cannot be (M617)."""
    yield from hindre_for_felt(avskrivning, dict(felt))
    if felt.get("avskrivningsmaate", avskrivning.avskrivningsmaate) not in Avskrivningsmaate.values:
        yield Hinder("avs.maate", _("Velg hvordan brevet er behandlet."), avskrivning, felt="maate")
    yield from _datohindre(Journalpost.objects.get(pk=avskrivning.registrering_id), felt.get("avskrivningsdato"))


def rett_avskrivning(avskrivning: Avskrivning, *, felt: Mapping[str, Any], av: Aktoer) -> Avskrivning:
    """Correct when or how a letter was written off, as an administrator who overrides (M617, M618; krav 2.9.3).

    The log keeps what it said before. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.AVSKRIVE)
    jp = laas_post(Journalpost.objects.get(pk=avskrivning.registrering_id))
    krev_innsyn(av, jp)
    avskrivning = laas(avskrivning)
    ingen_som_staar(hindre_for_ny_avskrivning(avskrivning, felt), av)
    for navn, verdi in felt.items():
        setattr(avskrivning, navn, verdi)
    avskrivning.save(update_fields=list(felt))
    return avskrivning


def hindre_for_oppheving(avskrivning: Avskrivning, grunn: str) -> Iterator[Hinder]:
    """What stops undoing an avskrivning: no reason, a letter that is archived, a closed case."""
    jp = avskrivning.registrering
    if er_blank(grunn):
        yield Hinder("opphev.uten_grunn", _("Skriv hvorfor avskrivningen oppheves."), avskrivning, felt="grunn")
    if jp.arkivert_dato:
        yield Hinder("opphev.arkivert", _("Brevet er arkivert. Før statusen tilbake først."), jp)


def opphev_avskrivning(avskrivning: Avskrivning, *, grunn: str, av: Aktoer) -> Journalpost:
    """Take an avskrivning back: the letter is open again, and the log keeps how and when it was written off.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.AVSKRIVE)
    jp = Journalpost.objects.get(pk=avskrivning.registrering_id)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    avskrivning = laas(avskrivning)
    ingen(hindre_for_oppheving(avskrivning, grunn))
    begrunn(grunn)
    avskrivning.delete()
    _sett_restanse(jp)
    return jp


def saksbehandlere(jp: Journalpost) -> list[str]:
    """Names of those who handle a letter: the internal recipients (M307 on korrespondansepart)."""
    return [
        p.saksbehandler.navn
        for p in jp.korrespondanseparter.filter(
            korrespondanseparttype__in=[Parttype.INTERN_MOTTAKER, Parttype.INTERN_AVSENDER], saksbehandler__isnull=False
        ).select_related("saksbehandler")
        if p.saksbehandler
    ]
