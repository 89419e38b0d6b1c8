"""What shall happen to a case that says nothing itself: disposal by inheritance, and which unit says so.

The nearest one that says something decides; an arkivdel that a mappe refers to goes before what the mappe lies in
(M208), and the arkivdel before the klasse (krav 6.1.3). Nothing is copied: a decision that is changed holds at once
for all that rest on it, until a deposit writes it on every level in the same order (`uttrekk._opp`). Papers, place
and access are taken over when a unit is made, and are its own from then on.
"""

from calendar import isleap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from bysak.arkivstruktur.koder import Kassasjonsvedtak
from bysak.arkivstruktur.models import Arkivdel, Kassasjon, Klasse, Mappe
from bysak.kjerne.kalender import OSLO


@dataclass(frozen=True)
class Kassasjonsregel:
    """What shall happen to a mappe, and which unit says so, it may be itself.

    dato: when, where the decision has a date or the mappe is closed.
    """

    kassasjon: Kassasjon
    fra: Arkivdel | Klasse | Mappe
    dato: date | None


def kassasjonsregel(mappe: Mappe) -> Kassasjonsregel | None:
    """What shall happen to this mappe, by its own decision or by inheritance (krav 6.1.1-6.1.3, 6.1.6, 6.1.11).

    None where nobody has decided.
    """
    rekken = list(_opphav(mappe))
    ider = [enhet.pk for enhet in rekken]
    paa_en = Q(mappe__in=ider) | Q(arkivdel__in=ider) | Q(klasse__in=ider)
    vedtak = {k.mappe_id or k.arkivdel_id or k.klasse_id: k for k in Kassasjon.objects.filter(paa_en)}
    for enhet in rekken:
        funnet = vedtak.get(enhet.pk) or (klassens_eget(enhet) if isinstance(enhet, Klasse) else None)
        if funnet is not None:
            return Kassasjonsregel(funnet, enhet, _dato(funnet, mappe))
    return None


def klassens_eget(klasse: Klasse) -> Kassasjon | None:
    """What the klasse itself says of the cases in it: that they are kept is what holds where nobody has decided."""
    if klasse.kassasjonsvedtak == Kassasjonsvedtak.BEVARES:
        return None
    return Kassasjon(klasse_id=klasse.pk, kassasjonsvedtak=klasse.kassasjonsvedtak, bevaringstid=klasse.bevaringstid)


def _dato(vedtak: Kassasjon, mappe: Mappe) -> date | None:
    """Its own date, else the years counted from the closing of the mappe (krav 6.1.6, 6.1.8)."""
    if vedtak.kassasjonsdato or vedtak.bevaringstid is None or mappe.avsluttet_dato is None:
        return vedtak.kassasjonsdato
    dag = mappe.avsluttet_dato.astimezone(OSLO).date()
    aar = min(dag.year + vedtak.bevaringstid, date.max.year)
    return dag.replace(year=aar, day=28 if (dag.month, dag.day) == (2, 29) and not isleap(aar) else dag.day)


def _opphav(mappe: Mappe) -> Iterator[Arkivdel | Klasse | Mappe]:
    """A mappe and those it takes decisions from, the one that decides first."""
    over: Mappe | None = mappe
    klasse: Klasse | None = None
    while over is not None:
        yield over
        for referanse in over.referanser_arkivdel.select_related("arkivdel").order_by("pk"):
            yield referanse.arkivdel
        klasse = klasse or over.klasse
        over = over.forelder
    yield mappe.arkivdel
    while klasse is not None:
        yield klasse
        klasse = klasse.forelder
