"""The stream carried out to those who subscribe: in order, at least once, and each as the client itself may see it.

Every subscription has a thread of its own while it is sent to, so that one whose receiver hangs keeps nobody waiting,
and no job of the queue waits for any of them. What has been sent is written down afterwards: one who is killed
in the middle sends it again, under the same number.
"""

import json
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db import connection
from django.db.models import Q

from bysak.api.hendelser.stroem import Hendelse, les, ses_ennaa
from bysak.api.hendelser.visning import linje
from bysak.api.tilgang.adresse import ROT
from bysak.kjerne.arbeid import Aktoer, alene_om, arbeid
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring
from bysak.klienter.webhook import Mottaker, WebhookFeil, send
from bysak.organisasjon.abonnementer import hemmelighetene, noter_bestilt, noter_ikke_levert, noter_levert
from bysak.organisasjon.integrasjoner import gyldig
from bysak.organisasjon.models import Abonnement, Integrasjon, Utlevering, Virksomhet
from bysak.organisasjon.tilgang import aktoer_for, prosessaktoer

logg = structlog.get_logger("bysak.api")

Hva = Abonnement.Hva
GRUPPER: dict[str, Hva] = {
    "mappe": Hva.MAPPER,
    "registrering": Hva.REGISTRERINGER,
    "dokumentbeskrivelse": Hva.DOKUMENTER,
    "dokumentobjekt": Hva.DOKUMENTER,
    "part": Hva.PARTER,
    "korrespondansepart": Hva.PARTER,
    **dict.fromkeys(("arkiv", "arkivskaper", "arkivdel", "klassifikasjonssystem", "klasse"), Hva.STRUKTUR),
}
LINJER = 100
# How long one has its thread before others may have it.
TUR = 15.0
SAMTIDIG = 16
_traader = ThreadPoolExecutor(SAMTIDIG, thread_name_prefix="webhook")
_laas = Lock()
_i_gang: set[UUID] = set()


@dataclass(frozen=True)
class Post:
    """What waits for one subscription: a part of the stream, where it goes on, and what people asked to have sent."""

    hendelser: list[Hendelse]
    neste: int
    mer: bool
    bestilte: list[Utlevering]
    skjulte: list[Utlevering]


def lever_forfalte() -> list["Future[None]"]:
    """Begin to send to each whose turn it is and that is not being sent to."""
    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        bedt_om = Q(utleveringer__tilstand=Utlevering.Tilstand.VENTER)
        tur = Abonnement.objects.filter(Q(aktiv=True, neste_tid__lte=naa()) | bedt_om).distinct()
        forfalte = list(tur.values_list("virksomhet_id", "pk"))
    begynt = []
    for virksomhet_id, pk in forfalte:
        with _laas:
            if pk in _i_gang:
                continue
            _i_gang.add(pk)
        begynt.append(_traader.submit(_i_traaden, virksomhet_id, pk))
    return begynt


def _i_traaden(virksomhet_id: int, pk: UUID) -> None:
    try:
        lever(virksomhet_id, pk)
    except Exception as feil:  # It is tried again in a moment; the thread belongs to the others too.
        logg.exception("abonnement ble ikke levert", abonnement=str(pk), feil=type(feil).__name__)
    finally:
        connection.close()
        with _laas:
            _i_gang.discard(pk)


def lever(virksomhet_id: int, pk: UUID) -> None:
    """Send what waits for one subscription, until there is no more, it is no longer its turn, or it is not taken."""
    slutt = monotonic() + TUR
    with alene_om(pk) as alene:
        while alene and monotonic() < slutt and _en_omgang(virksomhet_id, pk, slutt):
            pass


def _en_omgang(virksomhet_id: int, pk: UUID, slutt: float) -> bool:
    """One part of the stream. Returns whether there may be more to do at once."""
    jobb = prosessaktoer("jobb")
    with arbeid(som=jobb, leser=[virksomhet_id]):
        abonnement = Abonnement.objects.select_related("integrasjon__bruker").filter(pk=pk).first()
        inne = abonnement and Integrasjon.objects.filter(gyldig(), pk=abonnement.integrasjon_id).exists()
        merke = _merke(abonnement) if abonnement and inne else 0
    if not abonnement or not inne:
        return False
    bruker = abonnement.integrasjon.bruker
    klienten = aktoer_for(bruker, sterk=True).bare_i(virksomhet_id)
    if not klienten.roller or not bruker.is_active:
        return False
    with arbeid(som=klienten, i=virksomhet_id):
        post = _hent(abonnement, merke, klienten)
    mottaker = Mottaker(
        abonnement.adresse,
        hemmelighetene(abonnement),
        settings.BYSAK_WEBHOOK_INTERNE,
        settings.BYSAK_WEBHOOK_UTEN_TLS,
    )
    _bestilte(post, mottaker, virksomhet_id, jobb)
    if not abonnement.aktiv or abonnement.neste_tid > naa():
        return False
    return _stroemmen(abonnement, post, mottaker, slutt, jobb)


def _merke(abonnement: Abonnement) -> int:
    """Where it goes on; a new one, after the line of the log that says that it was made."""
    if abonnement.merke is not None:
        return abonnement.merke
    laget = Endring.objects.filter(objekttype=Abonnement._meta.db_table, objekt_id=str(abonnement.pk), element="+")
    return laget.values_list("pk", flat=True).get()


def _hent(abonnement: Abonnement, merke: int, klienten: Aktoer) -> Post:
    """Read as the client: what it may not see is not here, nor what it has been shut out from since it was ordered."""
    bolk = les(merke, av=klienten, antall=LINJER)
    valgt = [h for h in bolk.hendelser if not abonnement.hva or gruppen(h) in abonnement.hva]
    bestilte = list(
        Utlevering.objects.filter(abonnement=abonnement, tilstand=Utlevering.Tilstand.VENTER).order_by("tid")
    )
    spoers = {u.pk: d for u in bestilte if "href" in (d := u.melding["data"])}
    ses = ses_ennaa(((d["entitet"], UUID(d["systemID"])) for d in spoers.values()), av=klienten)
    skjulte = [u for u in bestilte if u.pk in spoers and UUID(spoers[u.pk]["systemID"]) not in ses]
    return Post(valgt, bolk.neste, bolk.mer, [u for u in bestilte if u not in skjulte], skjulte)


def gruppen(h: Hendelse) -> Hva:
    """Which of the choices of a subscription an event belongs to."""
    return GRUPPER.get(h.ressurs.rot, Hva.ANNET)


def melding(h: Hendelse) -> dict[str, Any]:
    """An event as a message; the same line as the stream has."""
    rot = f"{settings.BYSAK_ADRESSE}{ROT}"
    return {"type": f"{h.ressurs.navn}.{h.slag}", "timestamp": h.tid.isoformat(), "data": linje(rot, h)}


def _kropp(innhold: dict[str, Any]) -> bytes:
    return json.dumps(innhold, ensure_ascii=False, separators=(",", ":")).encode()


def _bestilte(post: Post, mottaker: Mottaker, virksomhet_id: int, jobb: Aktoer) -> None:
    """What people asked for is tried once, whether the rest waits or not."""
    tilstand = Utlevering.Tilstand
    utfall = [(u, tilstand.LAGT_BORT, "Integrasjonen ser ikke lenger det meldingen handler om.") for u in post.skjulte]
    for utlevering in post.bestilte:
        try:
            utfall.append(
                (utlevering, tilstand.LEVERT, send(mottaker, utlevering.melding_id, _kropp(utlevering.melding)))
            )
        except WebhookFeil as feil:
            utfall.append((utlevering, tilstand.STANSET, str(feil)))
            break
    if utfall:
        with arbeid(som=jobb, i=virksomhet_id, verb="send hendelser"):
            for utlevering, ny, svar in utfall:
                noter_bestilt(utlevering, tilstand=ny, svar=svar, av=jobb)


def _stroemmen(abonnement: Abonnement, post: Post, mottaker: Mottaker, slutt: float, jobb: Aktoer) -> bool:
    """Send the events, and write down how far it came. Returns whether there is more to send at once."""
    sendt: list[tuple[str, Any, str]] = []
    feil = ""
    for h in post.hendelser:
        if monotonic() > slutt:
            break
        hele, nummer = melding(h), str(h.nummer)
        try:
            sendt.append((nummer, hele, send(mottaker, nummer, _kropp(hele))))
        except WebhookFeil as nei:
            feil = str(nei)
            break
    alle = len(sendt) == len(post.hendelser)
    if alle and not sendt and post.neste == abonnement.merke:
        return False
    with arbeid(som=jobb, i=abonnement.virksomhet_id, verb="send hendelser"):
        if alle or sendt:
            merke = post.neste if alle else post.hendelser[len(sendt) - 1].nummer
            noter_levert(abonnement, meldinger=sendt, merke=merke, av=jobb)
        if feil:
            h = post.hendelser[len(sendt)]
            noter_ikke_levert(
                abonnement, melding_id=str(h.nummer), melding=melding(h), merke=h.nummer, feil=feil, av=jobb
            )
    return alle and post.mer
