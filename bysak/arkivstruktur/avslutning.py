"""Closing and reopening a case, with everything in the way listed at once (krav 3.2.1-3.2.11)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.formatkontroll import hindre_for_dokumentene_i
from bysak.arkivstruktur.journalfoering import stemple_arkivert
from bysak.arkivstruktur.koder import Arkivdelstatus, Avskrivningsmaate, Journalstatus, Saksstatus
from bysak.arkivstruktur.models import Journalpost, Mappe, Registrering, Saksmappe
from bysak.arkivstruktur.overgang import overgang
from bysak.kjerne.arbeid import Aktoer, begrunn, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

SETTLED = (Journalstatus.JOURNALFOERT, Journalstatus.ARKIVERT, Journalstatus.UTGAAR)


def hindre_for_avslutning(sak: Mappe, *, avskriv_rest: bool = False) -> Iterator[Hinder]:
    """What stops closing: missing klasse, open letters, entries not in the journal, unfinished documents.

    avskriv_rest: the caller has chosen that closing writes off what is open (conflict 1: krav 3.2.9 and 3.4.5).
    """
    if sak.saksstatus != Saksstatus.UNDER_BEHANDLING:
        yield Hinder("avslutt.status", _("Saken er ikke under behandling."), sak)
    if sak.klasse_id is None:
        yield Hinder("avslutt.klasse", _("Saken mangler klasse."), sak, felt="klasse")  # krav 3.2.6
    poster = Journalpost.objects.filter(mappe_id=sak.pk)
    for jp in poster.exclude(journalstatus__in=SETTLED):  # krav 3.2.7
        yield Hinder(
            "avslutt.ikke_journalfoert",
            _("%(nr)s er ikke journalført.") % {"nr": jp.registrerings_id},
            jp,
        )
    aapne = list(poster.filter(restanse=True))
    if aapne and not avskriv_rest:  # krav 3.2.9
        for jp in aapne:
            yield Hinder("avslutt.restanse", _("%(nr)s er ikke avskrevet.") % {"nr": jp.registrerings_id}, jp)
    yield from hindre_for_dokumentene_i(sak)


def avslutt_saksmappe(sak: Saksmappe, *, av: Aktoer, avskriv_rest: bool = False) -> Saksmappe:
    """Close a case: archives its entries, freezes it, stamps avsluttetDato (krav 3.2.1, 3.2.5, 3.2.18).

    avskriv_rest: write off what is open as «Saken ble avsluttet» first (krav 3.4.5).
    Raises `Hindret` with every obstacle, or `PermissionDenied`.
    """
    krev(av, Rett.AVSLUTTE)
    sak = laas(sak)
    poster = Journalpost.objects.filter(mappe_id=sak.pk)
    krev_innsyn(av, sak, *poster)
    ingen(hindre_for_avslutning(sak, avskriv_rest=avskriv_rest))
    for jp in poster.filter(restanse=True):
        avskriv(jp, maate=Avskrivningsmaate.SAK_AVSLUTTET, av=av)
    uarkiverte = Registrering.objects.filter(mappe_id=sak.pk, arkivert_dato__isnull=True)
    for reg in uarkiverte.exclude(journalstatus=Journalstatus.UTGAAR):
        stemple_arkivert(reg, av.navn)
    overgang(sak, "saksstatus", Saksstatus, Saksstatus.AVSLUTTET)
    sak.avsluttet_dato = naa()
    sak.avsluttet_av = av.navn
    sak.save(update_fields=["saksstatus", "avsluttet_dato", "avsluttet_av"])
    return sak


def hindre_for_gjenaapning(sak: Mappe, grunn: str) -> Iterator[Hinder]:
    """What stops reopening: not closed, no reason, a period that is closed (krav 3.2.11, 6.2.6)."""
    if sak.saksstatus != Saksstatus.AVSLUTTET:
        yield Hinder("gjenaapne.status", _("Saken er ikke avsluttet."), sak)
    if er_blank(grunn):
        yield Hinder("gjenaapne.uten_grunn", _("Skriv hvorfor saken gjenåpnes."), sak, felt="grunn")
    if sak.arkivdel.arkivdelstatus == Arkivdelstatus.AVSLUTTET:
        yield Hinder("gjenaapne.periode", _("Arkivperioden er avsluttet. Opprett en ny sak i stedet."), sak)


def gjenaapne_saksmappe(sak: Saksmappe, *, grunn: str, av: Aktoer) -> Saksmappe:
    """Reopen a case; the old closing date stays in the log (krav 3.2.11, conflict 7). Raises `Hindret`."""
    krev(av, Rett.JOURNALFOERE)
    laas(sak.arkivdel)  # so that the period is not closed meanwhile; before the case, as when a case is made
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_gjenaapning(sak, grunn))
    begrunn(grunn)
    overgang(sak, "saksstatus", Saksstatus, Saksstatus.UNDER_BEHANDLING)
    sak.avsluttet_dato = None
    sak.avsluttet_av = ""
    sak.save(update_fields=["saksstatus", "avsluttet_dato", "avsluttet_av"])
    return sak


def hindre_for_sak_utgaar(sak: Mappe, grunn: str) -> Iterator[Hinder]:
    """What stops a case from going out of use: no reason, not open, entries that are alive (conflict 17)."""
    if er_blank(grunn):
        yield Hinder("sak_utgaar.uten_grunn", _("Skriv hvorfor saken utgår."), sak, felt="grunn")
    if sak.saksstatus != Saksstatus.UNDER_BEHANDLING:
        yield Hinder("sak_utgaar.status", _("Saken er ikke under behandling."), sak)
    for jp in Registrering.objects.filter(mappe_id=sak.pk).exclude(journalstatus=Journalstatus.UTGAAR):
        yield Hinder(
            "sak_utgaar.levende",
            _("%(nr)s er i bruk. Flytt den til en annen sak, eller sett den til utgår.") % {"nr": jp.registrerings_id},
            jp,
        )


def sett_sak_utgaar(sak: Saksmappe, *, grunn: str, av: Aktoer) -> Saksmappe:
    """Take a case that was made by mistake, or emptied, out of use; its number stays used (M052). Raises `Hindret`."""
    krev(av, Rett.JOURNALFOERE)
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_sak_utgaar(sak, grunn))
    begrunn(grunn)
    overgang(sak, "saksstatus", Saksstatus, Saksstatus.UTGAAR)
    sak.avsluttet_dato, sak.avsluttet_av = naa(), av.navn
    sak.save(update_fields=["saksstatus", "avsluttet_dato", "avsluttet_av"])
    return sak
