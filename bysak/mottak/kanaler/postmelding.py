"""The ledger of the mailboxes: both sides counted, what waits with its reason, and a person's word on it.

LESMEG: all need an open arbeid.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Count, Q
from django.db.models.functions import TruncDate
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import OSLO, naa
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.mottak.kanaler.telling import Dagstall, dagstall_for_linjer, er_her
from bysak.mottak.models import Postkasse, Postmelding
from bysak.organisasjon.tilgang import Rett, krev

_DAGER = 14


def dagstall(fra: date, til: date) -> list[Dagstall]:
    """For each day and mailbox: what it named, and what is found here. Inside an arbeid that reads."""
    return dagstall_for_linjer(Postmelding.objects.all(), fra, til, kilde="postkasse__navn", lukket="avklart_tid")


def per_dag(kasse: Postkasse) -> list[dict[str, object]]:
    """For each of the last days: how many the mailbox named, and how many are here, moved, and closed by a person."""
    rader = (
        Postmelding.objects.filter(postkasse=kasse, sett_tid__gt=naa() - timedelta(days=_DAGER))
        .annotate(dag=TruncDate("sett_tid", tzinfo=OSLO))
        .values("dag")
        .annotate(
            nevnt=Count("pk"),
            her=Count("pk", filter=er_her()),
            flyttet=Count("pk", filter=Q(flyttet_tid__isnull=False)),
            avklart=Count("pk", filter=Q(innkomst=None, avklart_tid__isnull=False)),
        )
        .order_by("-dag")
    )
    return [dict(rad) for rad in rader]


def som_venter(kasse: Postkasse) -> list[Postmelding]:
    """What the mailbox has named and we have not, or have and could not move: with the reason, oldest first."""
    return list(
        Postmelding.objects.filter(postkasse=kasse, flyttet_tid=None, avklart_tid=None).order_by("sett_tid")[:200]
    )


def hindre_for_avklaring(melding: Postmelding, grunn: str) -> Iterator[Hinder]:
    """What stops a person from closing a line: it is received, closed already, or nobody says why."""
    if melding.innkomst is not None:
        yield Hinder("postmelding.tatt_inn", _("Meldingen er tatt inn, og trenger ingen avklaring."), melding)
    elif melding.avklart_tid is not None:
        yield Hinder("postmelding.avklart", _("Meldingen er alt avklart."), melding)
    if er_blank(grunn):
        yield Hinder("postmelding.uten_grunn", _("Skriv hva som er gjort med meldingen."), felt="grunn")


def avklar(melding: Postmelding, *, grunn: str, av: Aktoer) -> Postmelding:
    """A person says how a message that is not received was dealt with; it stays in the mailbox. Raises `Hindret`."""
    krev(av, Rett.MOTTA)
    melding = laas(melding)
    ingen(hindre_for_avklaring(melding, grunn))
    melding.avklart_av, melding.avklart_grunn, melding.avklart_tid = av.navn, rens(grunn), naa()
    melding.save(update_fields=["avklart_av", "avklart_grunn", "avklart_tid"])
    return melding


def proev_igjen(melding: Postmelding, *, av: Aktoer) -> None:
    """Try a message that failed in the next round, which is now. Raises PermissionDenied."""
    krev(av, Rett.MOTTA)
    tid = naa()
    Postmelding.objects.filter(pk=melding.pk).update(neste_tid=tid)
    Postkasse.objects.filter(pk=melding.postkasse_id).update(neste_tid=tid)
