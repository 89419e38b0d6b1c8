"""Clients of the interface: registered with an owner and a period, given a new key, ended (krav 4.1.1, 4.1.14).

A client that acts by itself has a user of its own, a module, whose role and registrations say what it may do. A client
without one lets people act through it, each with their own rights.
"""

import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.adgang import hashet, ny_noekkel
from bysak.organisasjon.models import Bruker, Integrasjon
from bysak.organisasjon.tilgang import Rett, krev

MASKINEN = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True)
class Nyintegrasjon:
    """A client and its key, which is shown this once; empty for one that cannot keep a secret."""

    integrasjon: Integrasjon
    noekkel: str


def gyldig(dag: date | None = None) -> Q:
    """The clients that are let in on a day; default today."""
    dag = dag or i_dag()
    return Q(Q(til_dato__isnull=True) | Q(til_dato__gte=dag), fra_dato__lte=dag, avsluttet_dato__isnull=True)


def finn_integrasjon(klient_id: str) -> Integrasjon | None:
    """The registered client with this id that is let in today. Asked outside an arbeid."""
    try:
        noekkel = UUID(klient_id)
    except ValueError:
        return None
    return Integrasjon.objects.filter(gyldig(), pk=noekkel).select_related("bruker", "virksomhet").first()


def noekkelen_stemmer(integrasjon: Integrasjon, noekkel: str) -> bool:
    """Is this the client's key?"""
    return bool(integrasjon.noekkelhash) and hmac.compare_digest(hashet(noekkel).hex(), integrasjon.noekkelhash)


def lovlig_returadresse(adresse: str) -> bool:
    """May a person be sent back here with a code: https, or this person's own machine (RFC 8252, 7.3)?"""
    try:
        deler = urlsplit(adresse)
        vert = deler.hostname
    except ValueError:
        return False
    if deler.fragment or not vert or deler.username:
        return False
    return deler.scheme == "https" or (deler.scheme == "http" and vert in MASKINEN)


def hindre_for_integrasjon(
    navn: str, *, bruker: Bruker | None, eier: Bruker, fra: date, til: date | None, returadresser: Sequence[str] = ()
) -> Iterator[Hinder]:
    """What stops a new client: no name, a name that is taken, no person to answer for it, a wrong period or address."""
    if er_blank(navn):
        yield Hinder("integrasjon.uten_navn", _("Navn mangler."), felt="navn")
    elif Integrasjon.objects.filter(navn=rens(navn)).exists():
        yield Hinder("integrasjon.finnes", _("Det finnes en integrasjon med det navnet. Velg et annet."), felt="navn")
    if til is not None and til < fra:
        yield Hinder("rolle.periode", _("Perioden slutter før den begynner."), felt="til_dato")
    if eier.er_modul or eier.er_system or not eier.is_active:
        yield Hinder("integrasjon.eier", _("Eieren må være en person som er aktiv."), eier, felt="eier")
    if bruker is not None and not bruker.er_modul:
        yield Hinder("modulrett.bruker", _("Dette er ikke en ekstern modul."), bruker, felt="bruker")
    if bruker is None and not returadresser:
        yield Hinder("integrasjon.retur", _("Skriv adressen som folk skal sendes tilbake til."), felt="returadresser")
    if not all(map(lovlig_returadresse, returadresser)):
        yield Hinder(
            "integrasjon.returadresse",
            _("En returadresse må begynne med https://, eller peke på brukerens egen maskin."),
            felt="returadresser",
        )


def opprett_integrasjon(
    navn: str,
    *,
    eier: Bruker,
    av: Aktoer,
    bruker: Bruker | None = None,
    returadresser: Sequence[str] = (),
    hemmelig: bool = True,
    fra: date | None = None,
    til: date | None = None,
) -> Nyintegrasjon:
    """Register a client in the virksomhet of the open work.

    bruker: the module that it acts as; None for a client that people act through. hemmelig: it can keep a key.
    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    fra = fra or i_dag()
    ingen(hindre_for_integrasjon(navn, bruker=bruker, eier=eier, fra=fra, til=til, returadresser=returadresser))
    noekkel = ny_noekkel() if hemmelig or bruker else ""
    integrasjon = Integrasjon.objects.create(
        navn=rens(navn),
        bruker=bruker,
        eier=eier,
        returadresser=list(returadresser),
        noekkelhash=hashet(noekkel).hex() if noekkel else "",
        noekkel_satt=naa() if noekkel else None,
        fra_dato=fra,
        til_dato=til,
    )
    return Nyintegrasjon(integrasjon, noekkel)


def hindre_for_ny_noekkel(integrasjon: Integrasjon) -> Iterator[Hinder]:
    """What stops a new key: the client is ended, or has none."""
    yield from _avsluttet(integrasjon)
    if not integrasjon.noekkelhash:
        yield Hinder("integrasjon.uten_noekkel", _("Denne integrasjonen har ingen nøkkel."), integrasjon)


def bytt_noekkel(integrasjon: Integrasjon, *, av: Aktoer) -> Nyintegrasjon:
    """Give a client a new key; the old one, and all that was made with it, stops at once.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    integrasjon = laas(integrasjon)
    ingen(hindre_for_ny_noekkel(integrasjon))
    noekkel = ny_noekkel()
    integrasjon.noekkelhash, integrasjon.noekkel_satt = hashet(noekkel).hex(), naa()
    integrasjon.save(update_fields=["noekkelhash", "noekkel_satt"])
    return Nyintegrasjon(integrasjon, noekkel)


def hindre_for_integrasjonsslutt(integrasjon: Integrasjon) -> Iterator[Hinder]:
    """What stops ending a client: it has ended."""
    yield from _avsluttet(integrasjon)


def _avsluttet(integrasjon: Integrasjon) -> Iterator[Hinder]:
    if integrasjon.avsluttet_dato:
        yield Hinder("integrasjon.avsluttet", _("Integrasjonen er alt avsluttet."), integrasjon)


def avslutt_integrasjon(integrasjon: Integrasjon, *, av: Aktoer) -> Integrasjon:
    """End a client: it is let in no more, from this moment. What it did stays. Raises `Hindret`, `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    integrasjon = laas(integrasjon)
    ingen(hindre_for_integrasjonsslutt(integrasjon))
    integrasjon.avsluttet_dato = naa()
    integrasjon.save(update_fields=["avsluttet_dato"])
    return integrasjon
