"""Subscriptions: a client is told of changes at an address of its own, signed with a secret that the two share.

What is sent, and to whom it may be told, is decided where the stream is read. Here it is set up, stopped, and what the
receiver never took is sent again or put aside.
"""

from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_bytes
from typing import Any

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hemmeligheter import lukk, lukk_opp
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.klienter.webhook import hva_er_galt, ny_hemmelighet
from bysak.organisasjon.models import Abonnement, Integrasjon, Utlevering
from bysak.organisasjon.tilgang import Rett, krev

BEGGE_GJELDER = timedelta(hours=24)
# A day and a half in all; then it is given up, and the next has its turn.
PAUSER = tuple(timedelta(seconds=s) for s in (5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200, 43200))
LEVERTE_VISES = 50
PROEVE = "proeve"


@dataclass(frozen=True)
class Nyttabonnement:
    """A subscription and its secret, which is shown this once."""

    abonnement: Abonnement
    hemmelighet: str


def hindre_for_abonnement(integrasjon: Integrasjon, adresse: str) -> Iterator[Hinder]:
    """What stops a subscription: a client that is ended or acts for people, an address that is wrong or there."""
    if integrasjon.avsluttet_dato:
        yield Hinder("integrasjon.avsluttet", _("Integrasjonen er alt avsluttet."), integrasjon)
    if integrasjon.bruker_id is None:
        yield Hinder(
            "abonnement.uten_bruker",
            _("Klienten handler som den som logger inn, og ser ikke noe selv. Velg en som handler som en integrasjon."),
            integrasjon,
        )  # fmt: skip
    if hva_er_galt(adresse, uten_tls=settings.BYSAK_WEBHOOK_UTEN_TLS):
        yield Hinder(
            "abonnement.adresse",
            _("Adressen må begynne med https:// og ha et vertsnavn, uten brukernavn, passord og #."),
            felt="adresse",
        )
    elif Abonnement.objects.filter(integrasjon=integrasjon, adresse=adresse).exists():
        yield Hinder("abonnement.finnes", _("Klienten abonnerer alt på denne adressen."), felt="adresse")


def opprett_abonnement(
    integrasjon: Integrasjon, *, adresse: str, av: Aktoer, hva: Sequence[str] = ()
) -> Nyttabonnement:
    """Let a client be told at an address, from now on. hva: which kinds of things; none is all.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    integrasjon, adresse = laas(integrasjon), adresse.strip()
    ingen(hindre_for_abonnement(integrasjon, adresse))
    hemmelighet = ny_hemmelighet()
    abonnement = Abonnement.objects.create(
        integrasjon=integrasjon, adresse=adresse, hva=list(hva), hemmelighet=lukk(hemmelighet)
    )
    return Nyttabonnement(abonnement, hemmelighet)


def hemmelighetene(abonnement: Abonnement) -> list[str]:
    """The secrets that a message is signed with now, the newest first."""
    begge = abonnement.forrige_til is not None and abonnement.forrige_til > naa()
    lukkede = [abonnement.hemmelighet, abonnement.forrige_hemmelighet] if begge else [abonnement.hemmelighet]
    return list(map(lukk_opp, lukkede))


def bytt_hemmelighet(abonnement: Abonnement, *, av: Aktoer) -> Nyttabonnement:
    """Give a subscription a new secret. Messages are signed with both for a day, so that none is refused meanwhile.

    Raises `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    abonnement, ny = laas(abonnement), ny_hemmelighet()
    abonnement.forrige_hemmelighet, abonnement.hemmelighet = abonnement.hemmelighet, lukk(ny)
    abonnement.forrige_til = naa() + BEGGE_GJELDER
    abonnement.save(update_fields=["hemmelighet", "forrige_hemmelighet", "forrige_til"])
    return Nyttabonnement(abonnement, ny)


def hindre_for_gjenopptak(abonnement: Abonnement) -> Iterator[Hinder]:
    """What stops a subscription from going on: its client is ended."""
    if abonnement.integrasjon.avsluttet_dato:
        yield Hinder("integrasjon.avsluttet", _("Integrasjonen er alt avsluttet."), abonnement.integrasjon)


def gjenoppta_abonnement(abonnement: Abonnement, *, av: Aktoer) -> Abonnement:
    """Go on from where it was, now: also for one that waits for a receiver that was down.

    Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.ADMINISTRERE)
    abonnement = laas(abonnement)
    ingen(hindre_for_gjenopptak(abonnement))
    abonnement.aktiv, abonnement.neste_tid = True, naa()
    abonnement.save(update_fields=["aktiv", "neste_tid"])
    return abonnement


def stans_abonnement(abonnement: Abonnement, *, av: Aktoer) -> Abonnement:
    """Send nothing until somebody starts it again; what happens meanwhile is sent then. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    abonnement = laas(abonnement)
    abonnement.aktiv = False
    abonnement.save(update_fields=["aktiv"])
    return abonnement


def be_om_proeve(abonnement: Abonnement, *, av: Aktoer) -> Utlevering:
    """Order a message that says nothing, to see that the receiver takes it. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    melding = {"type": PROEVE, "timestamp": naa().isoformat(), "data": {"abonnement": str(abonnement.pk)}}
    navn = b64encode(token_bytes(9), b"-_").decode()
    return Utlevering.objects.create(
        abonnement=abonnement, melding_id=f"{PROEVE}-{navn}", melding=melding,
        tilstand=Utlevering.Tilstand.VENTER, tid=naa(),
    )  # fmt: skip


def hindre_for_utlevering(utlevering: Utlevering) -> Iterator[Hinder]:
    """What stops a message from being sent again or put aside: it is not one that was given up."""
    if utlevering.tilstand != Utlevering.Tilstand.STANSET:
        yield Hinder("utlevering.avgjort", _("Meldingen er ikke gitt opp. Last siden på nytt."), utlevering)


def proev_igjen(utlevering: Utlevering, *, av: Aktoer) -> Utlevering:
    """Send again what was given up. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    utlevering = laas(utlevering)
    ingen(hindre_for_utlevering(utlevering))
    utlevering.tilstand = Utlevering.Tilstand.VENTER
    utlevering.save(update_fields=["tilstand"])
    return utlevering


def legg_bort_utlevering(utlevering: Utlevering, *, grunn: str, av: Aktoer) -> Utlevering:
    """Give a message up for good, with the reason. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    utlevering = laas(utlevering)
    ingen(hindre_for_utlevering(utlevering))
    if er_blank(grunn):
        ingen([Hinder("utlevering.grunn", _("Skriv hvorfor den ikke skal sendes."), felt="grunn")])
    utlevering.tilstand, utlevering.grunn = Utlevering.Tilstand.LAGT_BORT, rens(grunn)[:300]
    utlevering.lagt_bort_av = av.navn
    utlevering.save(update_fields=["tilstand", "grunn", "lagt_bort_av"])
    return utlevering


def noter_bestilt(utlevering: Utlevering, *, tilstand: Utlevering.Tilstand, svar: str, av: Aktoer) -> None:
    """What came of a message that somebody asked for."""
    krev(av, Rett.LESE)
    utlevering.tilstand, utlevering.svar, utlevering.tid = tilstand, svar[:300], naa()
    utlevering.save(update_fields=["tilstand", "svar", "tid"])


def noter_levert(abonnement: Abonnement, *, meldinger: Sequence[tuple[str, Any, str]], merke: int, av: Aktoer) -> None:
    """The receiver has taken these (id, message, answer), and the stream goes on after `merke`."""
    krev(av, Rett.LESE)
    levert = Utlevering.Tilstand.LEVERT
    Utlevering.objects.bulk_create(
        Utlevering(abonnement=abonnement, melding_id=nr, melding=m, tilstand=levert, tid=naa(), svar=svar[:300])
        for nr, m, svar in meldinger
    )
    gamle = leverte(abonnement).values_list("pk", flat=True)[LEVERTE_VISES:]
    Utlevering.objects.filter(pk__in=list(gamle)).delete()
    abonnement.merke, abonnement.forsoek, abonnement.feil, abonnement.neste_tid = merke, 0, "", naa()
    abonnement.save(update_fields=["merke", "forsoek", "feil", "neste_tid"])


def noter_ikke_levert(
    abonnement: Abonnement, *, melding_id: str, melding: Any, merke: int, feil: str, av: Aktoer
) -> None:
    """The receiver did not take it: wait longer each time, and at last set it aside for people to decide on."""
    krev(av, Rett.LESE)
    if abonnement.forsoek < len(PAUSER):
        abonnement.neste_tid = naa() + PAUSER[abonnement.forsoek]
        abonnement.forsoek += 1
    else:
        Utlevering.objects.create(
            abonnement=abonnement, melding_id=melding_id, melding=melding,
            tilstand=Utlevering.Tilstand.STANSET, tid=naa(), svar=feil[:300],
        )  # fmt: skip
        abonnement.merke, abonnement.forsoek, abonnement.neste_tid = merke, 0, naa()
    abonnement.feil = feil[:300]
    abonnement.save(update_fields=["merke", "forsoek", "feil", "neste_tid"])


def leverte(abonnement: Abonnement) -> QuerySet[Utlevering]:
    """The latest that came through."""
    return Utlevering.objects.filter(abonnement=abonnement, tilstand=Utlevering.Tilstand.LEVERT)


def uavgjorte(abonnement: Abonnement) -> QuerySet[Utlevering]:
    """What waits for a try that somebody asked for, and what was given up; the oldest first."""
    aapne = (Utlevering.Tilstand.VENTER, Utlevering.Tilstand.STANSET)
    return Utlevering.objects.filter(abonnement=abonnement, tilstand__in=aapne).order_by("tid", "system_id")
