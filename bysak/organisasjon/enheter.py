"""Units: made, placed under one another, closed. Never deleted, and a name is never used again (krav 4.2.1-4.2.3)."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bysak.kjerne.arbeid import Aktoer, hold, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import AdministrativEnhet, Rolletildeling
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, krev

ENHETSNAVN_MAKS = 120
_TRELAAS = 20_260_104


def hindre_for_enhet(navn: str, overordnet: AdministrativEnhet | None = None) -> Iterator[Hinder]:
    """What stops a new unit: no name, one that a unit here has or has had, or a unit above that is closed."""
    if er_blank(navn):
        yield Hinder("enhet.uten_navn", _("Navn mangler."), felt="navn")
    elif len(rens(navn)) > ENHETSNAVN_MAKS:
        yield Hinder("enhet.langt_navn", _("Navnet er for langt. Kort det ned til 120 tegn."), felt="navn")
    elif AdministrativEnhet.objects.filter(navn=rens(navn)).exists():
        yield Hinder("enhet.finnes", _("En enhet har eller har hatt dette navnet. Velg et annet."), felt="navn")
    yield from _overordnet_lukket(overordnet)


def _overordnet_lukket(overordnet: AdministrativEnhet | None) -> Iterator[Hinder]:
    if overordnet is not None and overordnet.avsluttet_dato:
        yield Hinder("enhet.over_avsluttet", _("Enheten over er lagt ned. Velg en annen."), felt="overordnet")


def opprett_enhet(
    navn: str, *, av: Aktoer, kortnavn: str = "", overordnet: AdministrativEnhet | None = None
) -> AdministrativEnhet:
    """Make a unit in the virksomhet of the open work. Raises `Hindret`, or `PermissionDenied` without the right."""
    krev(av, Rett.ADMINISTRERE)
    overordnet = overordnet and laas(overordnet)
    ingen(hindre_for_enhet(navn, overordnet))
    return AdministrativEnhet.objects.create(navn=rens(navn), kortnavn=rens(kortnavn)[:20], overordnet=overordnet)


def hindre_for_plassering(enhet: AdministrativEnhet, overordnet: AdministrativEnhet | None) -> Iterator[Hinder]:
    """What stops placing a unit under another: it would be under itself, or one of the two is closed."""
    if enhet.avsluttet_dato:
        yield Hinder("enhet.avsluttet", _("Enheten er lagt ned."), enhet)
    yield from _overordnet_lukket(overordnet)
    if overordnet is not None and overordnet.pk in {e.pk for e in med_underenheter(enhet)}:
        yield Hinder("enhet.ring", _("En enhet kan ikke ligge under seg selv."), enhet, felt="overordnet")


def plasser_enhet(
    enhet: AdministrativEnhet, *, overordnet: AdministrativEnhet | None, av: Aktoer
) -> AdministrativEnhet:
    """Move a unit, with those below it, under another or to the top. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    # Two moves at once could make a ring that neither of them sees.
    hold(_TRELAAS, enhet.virksomhet_id)  # type: ignore[arg-type]
    enhet = laas(enhet)
    overordnet = overordnet and laas(overordnet)
    ingen(hindre_for_plassering(enhet, overordnet))
    enhet.overordnet = overordnet
    enhet.save(update_fields=["overordnet"])
    return enhet


def med_underenheter(enhet: AdministrativEnhet) -> list[AdministrativEnhet]:
    """A unit and all below it, from the top."""
    under: dict[object, list[AdministrativEnhet]] = {}
    for e in AdministrativEnhet.objects.filter(virksomhet=enhet.virksomhet):
        under.setdefault(e.overordnet_id, []).append(e)
    alle = [enhet]
    for e in alle:  # grows while it is read
        alle += under.get(e.pk, [])
    return alle


def hindre_for_nedleggelse(enhet: AdministrativEnhet) -> Iterator[Hinder]:
    """What stops closing a unit: it is closed, or has units, people or open cases that must go elsewhere first."""
    if enhet.avsluttet_dato:
        yield Hinder("enhet.avsluttet", _("Enheten er lagt ned."), enhet)
    under = enhet.underenheter.filter(avsluttet_dato__isnull=True).count()
    if under:
        yield Hinder(
            "enhet.underenheter",
            ngettext("%(n)s enhet ligger under denne.", "%(n)s enheter ligger under denne.", under) % {"n": under},
            enhet,
        )
    roller = Rolletildeling.objects.filter(gyldig_rolle(), enhet=enhet, bruker__is_active=True).count()
    if roller:
        yield Hinder(
            "enhet.roller",
            ngettext("%(n)s rolle gjelder i enheten.", "%(n)s roller gjelder i enheten.", roller) % {"n": roller},
            enhet,
        )
    saker = enhet.saker.filter(avsluttet_dato__isnull=True).count()
    if saker:
        yield Hinder(
            "enhet.saker",
            ngettext("%(n)s åpen sak hører til enheten.", "%(n)s åpne saker hører til enheten.", saker) % {"n": saker},
            enhet,
        )


def legg_ned_enhet(enhet: AdministrativEnhet, *, av: Aktoer) -> AdministrativEnhet:
    """Close a unit: it stays, with the period it was active in, and takes nothing new (krav 4.2.2, 4.2.3).

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    enhet = laas(enhet)
    ingen(hindre_for_nedleggelse(enhet))
    enhet.avsluttet_dato = naa()
    enhet.save(update_fields=["avsluttet_dato"])
    return enhet
