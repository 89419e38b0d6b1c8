"""Journalføring: the archive service's quality check puts the entry in the journal (M101, arkf § 15)."""

from collections.abc import Iterator
from datetime import date
from typing import TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.arkivstruktur.koder import Dokumentstatus, Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.laasing import laas_post
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Journalpost, Registrering
from bysak.arkivstruktur.overgang import lovlig, overgang
from bysak.kjerne.arbeid import Aktoer, begrunn
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

R = TypeVar("R", bound=Registrering)
EKSTERNE = (Parttype.AVSENDER, Parttype.MOTTAKER, Parttype.INTERN_AVSENDER, Parttype.INTERN_MOTTAKER)


def hindre_for_journalfoering(jp: Journalpost, dato: date | None = None) -> Iterator[Hinder]:
    """What stops journalføring: the required fields of arkf § 15 and unfinished documents (krav 3.2.30)."""
    if not lovlig(Journalstatus, jp.journalstatus, Journalstatus.JOURNALFOERT):
        yield Hinder(
            "jf.status",
            _("Journalposten er «%(status)s» og kan ikke journalføres.")
            % {"status": _(Journalstatus(jp.journalstatus).label)},
            jp,
        )
    if not jp.tittel:
        yield Hinder("jf.uten_tittel", _("Tittel mangler. Skriv hva brevet gjelder."), jp, felt="tittel")
    if not jp.korrespondanseparter.filter(korrespondanseparttype__in=EKSTERNE).exclude(navn="").exists():
        yield Hinder("jf.uten_part", _("Avsender eller mottaker mangler."), jp, felt="avsender")
    if jp.journalposttype == Journalposttype.INNGAAENDE and not jp.mottatt_dato and not jp.dokumentets_dato:
        yield Hinder("jf.uten_dato", _("Dato mangler. Fyll ut når brevet kom."), jp, felt="mottatt_dato")
    if dato and dato > i_dag():
        yield Hinder("jf.journaldato_fram", _("Journaldatoen er fram i tid."), jp, felt="dato")
    if jp.dokumentets_dato and jp.dokumentets_dato > (dato or i_dag()):
        yield Hinder("jf.dato_fram", _("Dokumentets dato er etter journaldatoen."), jp, felt="dokumentets_dato")
    yield from uferdige_dokumenter(jp, "jf.uferdig")


def uferdige_dokumenter(jp: Registrering, kode: str) -> Iterator[Hinder]:
    """The hinder that documents are not finished, under the code of the act that asks (krav 3.2.30)."""
    uferdige = Dokumentbeskrivelse.objects.filter(
        koblinger__registrering_id=jp.pk, dokumentstatus=Dokumentstatus.REDIGERES
    ).count()
    if uferdige:
        setning = ngettext("%(n)s dokument er ikke ferdigstilt.", "%(n)s dokumenter er ikke ferdigstilt.", uferdige)
        yield Hinder(kode, setning % {"n": uferdige}, jp)


def journalfoer(jp: Journalpost, *, av: Aktoer, dato: date | None = None) -> Journalpost:
    """Put an entry in the journal: sets journaldato and freezes what krav 3.2.22 and 3.2.24 say.

    dato: the journal date; default today. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_journalfoering(jp, dato))
    overgang(jp, "journalstatus", Journalstatus, Journalstatus.JOURNALFOERT)
    jp.journaldato = dato or i_dag()
    jp.foerst_endelig = jp.foerst_endelig or naa()
    jp.save(update_fields=["journalstatus", "journaldato", "foerst_endelig"])
    return jp


def hindre_for_arkivering(reg: Registrering) -> Iterator[Hinder]:
    """What stops archiving: done already, an entry that is not in the journal, unfinished documents (krav 3.2.30)."""
    if reg.arkivert_dato:
        yield Hinder("ark.ferdig", _("Registreringen er alt arkivert."), reg)
    elif reg.journalstatus and not lovlig(Journalstatus, reg.journalstatus, Journalstatus.ARKIVERT):
        yield Hinder("ark.status", _("Bare en journalført post kan arkiveres."), reg)
    yield from uferdige_dokumenter(reg, "ark.uferdig")


def arkiver(reg: R, *, av: Aktoer) -> R:
    """Archive an entry, or a note outside the journal: freezes it and says when (krav 3.1.2, 3.2.13, 3.2.18).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.JOURNALFOERE)
    reg = laas_post(reg)
    krev_innsyn(av, reg)
    ingen(hindre_for_arkivering(reg))
    stemple_arkivert(reg, av.navn)
    return reg


def stemple_arkivert(reg: Registrering, navn: str) -> None:
    """The last step of archiving, shared with the closing of a case, which has asked for the whole case."""
    if reg.journalstatus:
        overgang(reg, "journalstatus", Journalstatus, Journalstatus.ARKIVERT)
    reg.arkivert_dato = naa()
    reg.arkivert_av = navn
    reg.save(update_fields=["journalstatus", "arkivert_dato", "arkivert_av"])


def hindre_for_utgaar(jp: Journalpost, grunn: str) -> Iterator[Hinder]:
    """What stops setting an entry to Utgår: no reason given, or an entry that is already archived."""
    if er_blank(grunn):
        yield Hinder("utgaar.uten_grunn", _("Skriv hvorfor journalposten utgår."), jp, felt="grunn")
    if not lovlig(Journalstatus, jp.journalstatus, Journalstatus.UTGAAR):
        yield Hinder("utgaar.status", _("Journalposten kan ikke settes til utgår nå."), jp)


def sett_utgaar(jp: Journalpost, *, grunn: str, av: Aktoer) -> Journalpost:
    """Take a wrong registration out of use; the number stays used (journalregler 1.9). Raises `Hindret`."""
    krev(av, Rett.JOURNALFOERE)
    jp = laas_post(jp)
    krev_innsyn(av, jp)
    ingen(hindre_for_utgaar(jp, grunn))
    begrunn(grunn)
    overgang(jp, "journalstatus", Journalstatus, Journalstatus.UTGAAR)
    jp.restanse = False
    jp.save(update_fields=["journalstatus", "restanse"])
    return jp
