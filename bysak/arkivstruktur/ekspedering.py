"""Finishing, approving and sending what the virksomhet writes itself (M053: F, G, E; krav 3.2.24, 3.2.30)."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from bysak.arkivstruktur.journalfoering import EKSTERNE, uferdige_dokumenter
from bysak.arkivstruktur.koder import EGENPRODUSERT, Journalstatus
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Journalpost
from bysak.arkivstruktur.overgang import lovlig, overgang
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def _hindre_for_steg(jp: Journalpost, til: Journalstatus) -> Iterator[Hinder]:
    if jp.journalposttype not in EGENPRODUSERT:
        yield Hinder("eksp.type", _("Bare det vi har skrevet selv, ferdigstilles, godkjennes og ekspederes."), jp)
    elif not lovlig(Journalstatus, jp.journalstatus, til):
        yield Hinder(
            "eksp.status",
            _("Kan ikke gå fra «%(fra)s» til «%(til)s».")
            % {"fra": _(Journalstatus(jp.journalstatus).label), "til": _(til.label)},
            jp,
        )


def hindre_for_ferdigstilling_av_post(jp: Journalpost) -> Iterator[Hinder]:
    """What stops the case handler from finishing: what came in, a step that is none, unfinished documents."""
    yield from _hindre_for_steg(jp, Journalstatus.FERDIGSTILT)
    yield from uferdige_dokumenter(jp, "eksp.uferdig")


def ferdigstill_journalpost(jp: Journalpost, *, av: Aktoer) -> Journalpost:
    """The case handler is done: «Ferdigstilt fra saksbehandler» (M053). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.SAKSBEHANDLE, Rett.REGISTRERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_ferdigstilling_av_post(jp))
    return _til(jp, Journalstatus.FERDIGSTILT)


def hindre_for_godkjenning(jp: Journalpost) -> Iterator[Hinder]:
    """What stops approval: not finished, unfinished documents."""
    yield from _hindre_for_steg(jp, Journalstatus.GODKJENT)
    yield from uferdige_dokumenter(jp, "eksp.uferdig")


def godkjenn(jp: Journalpost, *, av: Aktoer) -> Journalpost:
    """«Godkjent av leder» (M053): by one who both gives out work and decides cases, which is what a leader does.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.FORDELE)
    krev(av, Rett.SAKSBEHANDLE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_godkjenning(jp))
    return _til(jp, Journalstatus.GODKJENT)


def hindre_for_ekspedering(jp: Journalpost, sendt: datetime | None = None) -> Iterator[Hinder]:
    """What stops sending: not finished, nobody to send to, unfinished documents, a time to come (krav 3.2.30)."""
    yield from _hindre_for_steg(jp, Journalstatus.EKSPEDERT)
    yield from uferdige_dokumenter(jp, "eksp.uferdig")
    if not jp.korrespondanseparter.filter(korrespondanseparttype__in=EKSTERNE).exclude(navn="").exists():
        yield Hinder("eksp.uten_mottaker", _("Mottaker mangler. Skriv hvem dokumentet skal til."), jp, felt="mottaker")
    if sendt and sendt > naa():
        yield Hinder("eksp.dato_fram", _("Datoen er fram i tid."), jp, felt="sendt_dato")
    if sendt and jp.dokumentets_dato and sendt.date() < jp.dokumentets_dato:
        yield Hinder("eksp.dato_foer", _("Dokumentet kan ikke være sendt før det ble skrevet."), jp, felt="sendt_dato")


def ekspeder(jp: Journalpost, *, av: Aktoer, sendt: datetime | None = None) -> Journalpost:
    """Sent: locks title, type, dates and parties (krav 3.2.24). sendt: default now.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.SAKSBEHANDLE, Rett.JOURNALFOERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_ekspedering(jp, sendt))
    # One statement: once it is sent, the time of sending is locked too.
    overgang(jp, "journalstatus", Journalstatus, Journalstatus.EKSPEDERT)
    jp.sendt_dato = sendt or jp.sendt_dato or naa()
    jp.save(update_fields=["journalstatus", "sendt_dato"])
    return Journalpost.objects.get(pk=jp.pk)


def _til(jp: Journalpost, status: Journalstatus) -> Journalpost:
    overgang(jp, "journalstatus", Journalstatus, status)
    jp.save(update_fields=["journalstatus"])
    return jp
