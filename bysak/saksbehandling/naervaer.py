"""«X har denne åpen»: who has an object on the screen just now. Gone by itself, and never history.

LESMEG: inside `arbeid(i=…)`, by a page that has made sure that the person sees the object. The table is not logged and
holds one row for each person and open object; each sign of life takes away those that have ceased.
"""

from datetime import timedelta
from uuid import UUID

from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet
from bysak.kjerne.kalender import naa
from bysak.organisasjon.tilgang import Rett, krev
from bysak.saksbehandling.models import Naervaer

# Three signs of life may be lost on the way.
UTLOEP = timedelta(seconds=45)


def vis_naervaer(objekt_id: UUID, *, av: Aktoer) -> list[str]:
    """Say that the person has the object open; returns the names of the others who have, in order."""
    krev(av, Rett.LESE)
    tid = naa()
    Naervaer.objects.filter(sett_tid__lte=tid - UTLOEP).delete()
    rad = Naervaer(virksomhet_id=gjeldende_virksomhet(), objekt_id=objekt_id, bruker_id=av.bruker_id, sett_tid=tid)
    noekkel = ["virksomhet", "objekt_id", "bruker"]
    Naervaer.objects.bulk_create([rad], update_conflicts=True, unique_fields=noekkel, update_fields=["sett_tid"])
    andre = Naervaer.objects.filter(objekt_id=objekt_id).exclude(bruker_id=av.bruker_id)
    return list(andre.order_by("bruker__navn").values_list("bruker__navn", flat=True))


def forlat(objekt_id: UUID, *, av: Aktoer) -> None:
    """The person has closed it."""
    krev(av, Rett.LESE)
    Naervaer.objects.filter(objekt_id=objekt_id, bruker_id=av.bruker_id).delete()
