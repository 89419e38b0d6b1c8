"""People over several virksomheter: brought in whole or not at all, and what stands open when one leaves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Saksmappe
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hinder, ingen
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling, Virksomhet
from bysak.organisasjon.personer import opprett_bruker, sett_passiv
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import Rett, kan
from bysak.organisasjon.totrinn import nullstill
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.restanser import tildelt
from bysak.saksbehandling.varsling import varsle


@dataclass(frozen=True)
class StaarAapent:
    """What somebody else must take over in one virksomhet: cases, letters to answer, and roles that still run."""

    virksomhet: Virksomhet
    saker: int
    restanser: int
    roller: int


def hindre_for_ansettelse(virksomheter: Sequence[Virksomhet], av: Aktoer) -> Iterator[Hinder]:
    """What stops bringing somebody in: nowhere to work, or a virksomhet that the acting person does not administer."""
    if not virksomheter:
        yield Hinder("bruker.uten_virksomhet", _("Velg minst én virksomhet."), felt="virksomhet")
    for virksomhet in virksomheter:
        if not kan(av, Rett.ADMINISTRERE, virksomhet.pk):
            yield Hinder(
                "bruker.annen_virksomhet",
                _("Du administrerer ikke %(navn)s.") % {"navn": virksomhet.navn},
                virksomhet,
                felt="virksomhet",
            )


def ansett(
    brukernavn: str,
    navn: str,
    *,
    rolle: Rolle,
    virksomheter: Sequence[Virksomhet],
    av: Aktoer,
    passord: str | None = None,
    epost: str = "",
) -> Bruker:
    """Make a person with a role in each virksomhet: all of it is there afterwards, or nothing is (krav 4.3.1, 4.4.1).

    When the archive service stands first, the person serves the others on its behalf. Opens its own arbeid in each
    virksomhet, inside one transaction. Raises `Hindret` or `PermissionDenied`.
    """
    ingen(hindre_for_ansettelse(virksomheter, av))
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    paa_vegne = virksomheter[0] == tjeneste
    with transaction.atomic():
        with arbeid(som=av, i=tjeneste, verb="opprett_bruker"):
            bruker = opprett_bruker(
                brukernavn, navn, av=av, passord=passord, epost=epost, er_modul=rolle == Rolle.MODUL
            )
        for virksomhet in virksomheter:
            yter = tjeneste if paa_vegne and virksomhet != tjeneste else None
            with arbeid(som=av, i=virksomhet, verb="tildel_rolle"):
                tildel_rolle(bruker, rolle, av=av, tjenesteyter=yter)
    return bruker


def nullstill_totrinn(bruker: Bruker, *, grunn: str, av: Aktoer) -> None:
    """As `totrinn.nullstill`, and the person is told: one who did not ask for it, has reason to worry."""
    nullstill(bruker, grunn=grunn, av=av)
    emne = _("To trinn er nullstilt på brukeren din i Bysak. Ba du ikke om det, si fra straks")
    varsle(bruker, emne, "/min/profil", slag=Varselslag.INNLOGGING)


def staar_aapent(bruker: Bruker, *, av: Aktoer) -> list[StaarAapent]:
    """What a person has left undone, in each virksomhet that the acting person administers: call for a hand-over."""
    svar = []
    for virksomhet in Virksomhet.objects.filter(pk__in=av.virksomheter):
        if not kan(av, Rett.ADMINISTRERE, virksomhet.pk):
            continue
        with arbeid(som=av, leser=[virksomhet]):
            ventende = tildelt(bruker.pk).filter(registrering__restanse=True)
            rad = StaarAapent(
                virksomhet,
                Saksmappe.objects.filter(saksansvarlig=bruker, avsluttet_dato__isnull=True).count(),
                ventende.values("registrering_id").distinct().count(),
                Rolletildeling.objects.filter(bruker=bruker, til_dato__isnull=True).count(),
            )
        if rad.saker or rad.restanser or rad.roller:
            svar.append(rad)
    return svar


def slutt(bruker: Bruker, *, av: Aktoer) -> list[StaarAapent]:
    """Close a person's login at once, and say what now waits for others: leaving never waits for the hand-over.

    Opens its own arbeid. Raises `Hindret` or `PermissionDenied` (krav 4.3.3, 4.1.5).
    """
    tjeneste = Virksomhet.objects.get(er_arkivtjeneste=True)
    with arbeid(som=av, i=tjeneste, verb="sett_passiv"):
        sett_passiv(bruker, av=av)
    return staar_aapent(bruker, av=av)
