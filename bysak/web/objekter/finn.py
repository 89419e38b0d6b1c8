"""Parties, klasser and colleagues by the beginnings of the words of their names, each with the way to its page.

Inside an arbeid that reads. A party is found in the hits of a search, which are what the person sees, and nowhere else.
All are fetched in one question: they are asked for at every key in the palette.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, CharField, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Concat
from django.urls import reverse
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Klasse, Korrespondansepart, Part
from bysak.arkivstruktur.soek import Treff
from bysak.organisasjon.models import Rolletildeling, Virksomhet
from bysak.organisasjon.tilgang import gyldig_rolle
from bysak.saksbehandling.restanser import INTERNE

AV_HVERT_SLAG, LETES_I = 3, 50
IKONER = {"part": "person", "klasse": "mappe", "person": "gruppe"}


@dataclass(frozen=True)
class Funn:
    """One of them. sted: where it is, which tells two of one name apart."""

    navn: str
    url: str
    ikon: str
    sted: str


def finn_objekter(tekst: str, treff: Sequence[Treff], hvor: Iterable[Virksomhet]) -> list[tuple[str, list[Funn]]]:
    """Those that the words are the beginning of, a few of each kind; none for a question in the search's language.

    treff: the hits that parties are looked for in. hvor: what the open arbeid reads.
    """
    ordene = tekst.split()
    if len(tekst) < 2 or not all(o.replace("-", "").replace(".", "").isalnum() for o in ordene):
        return []
    rader = _klasser(ordene).union(_folk(ordene), *_parter(treff), all=True)
    steder = {v.kode: v.kortnavn for v in hvor}
    funnet: dict[str, dict[Any, Funn]] = {slag: {} for slag in IKONER}
    for slag, _orden, navn, kode, pk in sorted(rader, key=lambda rad: rad[:4]):
        if passer(navn, ordene):
            # A colleague lent to many is one; a party is one in each virksomhet, wherever its name stands there.
            samme = {"part": (kode, navn), "person": pk}.get(slag, (kode, pk))
            funnet[slag].setdefault(samme, Funn(navn, reverse(slag, args=[kode, pk]), IKONER[slag], steder[kode]))
    navnene = {"part": _("Parter"), "klasse": _("Klasser"), "person": _("Folk")}
    return [(navnene[slag], list(alle.values())[:AV_HVERT_SLAG]) for slag, alle in funnet.items() if alle]


def passer(navn: str, ordene: Iterable[str]) -> bool:
    """Whether each word is the beginning of a word of the name."""
    begynnelser = navn.casefold().split()
    return all(any(b.startswith(o.casefold()) for b in begynnelser) for o in ordene)


def _rader(slag: str, rader: QuerySet[Any], navn: Any, pk: str, orden: Any = 0) -> QuerySet[Any]:
    kolonner = {
        "a_slag": Value(slag, CharField()), "a_orden": orden or Value(0, IntegerField()), "a_navn": navn,
        "a_kode": F("virksomhet__kode"), "a_pk": F(pk),
    }  # fmt: skip
    svar: QuerySet[Any] = rader.order_by().annotate(**kolonner).values_list(*kolonner)
    return svar


def _parter(treff: Sequence[Treff]) -> list[QuerySet[Any]]:
    poster = [t.registrering.pk for t in treff if t.registrering]
    saker = [t.mappe.pk for t in treff if t.mappe and not t.registrering]
    utenfra = Korrespondansepart.objects.filter(registrering_id__in=poster).exclude(korrespondanseparttype__in=INTERNE)
    i_saker = Part.objects.filter(mappe_id__in=saker)
    return [_rader("part", rader, F("navn"), "system_id") for rader in (utenfra, i_saker)]


def _klasser(ordene: list[str]) -> QuerySet[Any]:
    valg = Q(avsluttet_dato=None)
    for o in ordene:
        valg &= Q(tittel__icontains=o) | Q(klasse_id__istartswith=o)
    navn = Concat("klasse_id", Value(" "), "tittel")
    return _rader("klasse", Klasse.objects.filter(valg), navn, "system_id").order_by("a_navn")[:LETES_I]


def _folk(ordene: list[str]) -> QuerySet[Any]:
    """Where the person is employed comes before where the person is lent."""
    valg = gyldig_rolle() & Q(bruker__er_system=False, bruker__er_modul=False, bruker__is_active=True)
    for o in ordene:
        valg &= Q(bruker__navn__icontains=o)
    utlaant = Case(When(tjenesteyter__isnull=False, then=2), default=1, output_field=IntegerField())
    rader = _rader("person", Rolletildeling.objects.filter(valg), F("bruker__navn"), "bruker_id", utlaant)
    return rader.order_by("a_navn")[:LETES_I]
