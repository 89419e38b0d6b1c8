"""Which items are nearly the same text: sets of three words in a row, compared by their smallest hashes (minhash).

LESMEG: the texts are cut in overlapping threes; of all the threes only the smallest number under each of 32 hash
functions is kept. The share of these that two texts have in common is close to the share of threes they have in common.
Eight bands of four find, in one look-up, those that are worth comparing: nearly all above 0.8, few below 0.4.
"""

import re
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from hashlib import blake2b
from random import Random

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Dokumentobjekt, Registrering
from bysak.kjerne.arbeid import Aktoer
from bysak.mottak.models import Innkomst, Innkomsttekst, Likhetsbaand, Utfall
from bysak.organisasjon.tilgang import synlig_q

NOK_LIKE = 0.5
MAKS_LIKE = 8
_MAKS_KANDIDATER = 50
_HASHER, _PER_BAAND = 32, 4
_MINST_TREER = 4
_MAKS_ORD = 4000
_MAKS_SAMMENLIGNET = 1000
_PRIMTALL = (1 << 61) - 1
_TREKK = Random(20261122)  # noqa: S311 (spread, not secrecy; the same for ever, since signatures are stored)
_KOEFFISIENTER = [(_TREKK.randrange(1, _PRIMTALL), _TREKK.randrange(_PRIMTALL)) for _nr in range(_HASHER)]
_ORD = re.compile(r"\w+")
_NAER_TID = timedelta(days=14)


@dataclass(frozen=True)
class Lik:
    """Another item that may be the same. likhet: 0 to 1, for texts the share they have in common."""

    innkomst: Innkomst
    likhet: float
    fordi: str


def signatur(tekst: str) -> list[int]:
    """The smallest hashes of a text's threes of words; empty for one that is too short to be compared."""
    ordene = _ORD.findall(tekst.lower())[:_MAKS_ORD]
    treer = {zlib.crc32(" ".join(ordene[nr : nr + 3]).encode()) for nr in range(len(ordene) - 2)}
    if len(treer) < _MINST_TREER:
        return []
    return [min((a * t + b) % _PRIMTALL for t in treer) for a, b in _KOEFFISIENTER]


def legg_baand(innkomst: Innkomst, sign: Sequence[int]) -> None:
    """Write the bands that an item is found by. In an arbeid of its virksomhet."""
    Likhetsbaand.objects.filter(innkomst=innkomst).delete()
    Likhetsbaand.objects.bulk_create(
        [Likhetsbaand(virksomhet_id=innkomst.virksomhet_id, innkomst=innkomst, baand=b) for b in _baand(sign)]
    )


def _baand(sign: Sequence[int]) -> Iterator[int]:
    for fra in range(0, len(sign), _PER_BAAND):
        deler = repr((fra, *sign[fra : fra + _PER_BAAND])).encode()
        yield int.from_bytes(blake2b(deler, digest_size=8).digest(), "big", signed=True)


def lignende(innkomst: Innkomst) -> list[Lik]:
    """Items of the same virksomhet that may be the same, most alike first; it decides nothing. In an arbeid."""
    funnet: dict[object, Lik] = {}
    for lik in (*_samme_fil(innkomst), *_lik_tekst(innkomst), *_samme_avsender(innkomst)):
        if lik.innkomst.pk not in funnet or funnet[lik.innkomst.pk].likhet < lik.likhet:
            funnet[lik.innkomst.pk] = lik
    return sorted(funnet.values(), key=lambda lik: -lik.likhet)[:MAKS_LIKE]


def _andre(innkomst: Innkomst, vilkaar: Q) -> list[Innkomst]:
    rader = Innkomst.objects.filter(vilkaar, virksomhet=innkomst.virksomhet).exclude(pk=innkomst.pk)
    rader = rader.exclude(utfall=Utfall.DUPLIKAT).only("virksomhet", "emne", "mottatt_tid", "utfall")
    return list(rader.order_by("-mottatt_tid")[:_MAKS_KANDIDATER])


def _vedlagte(innkomst: Innkomst) -> list[str]:
    # A picture in a signature stands in every letter; only files that were attached make two alike.
    return [v.sjekksum for v in innkomst.vedlegg.all() if not v.innebygd]


def _samme_fil(innkomst: Innkomst) -> Iterator[Lik]:
    if summer := _vedlagte(innkomst):
        like = Q(vedlegg__sjekksum__in=summer, vedlegg__innebygd=False)
        yield from (Lik(andre, 0.95, _("Har samme fil.")) for andre in _andre(innkomst, like))


def _lik_tekst(innkomst: Innkomst) -> Iterator[Lik]:
    mine = Likhetsbaand.objects.filter(innkomst=innkomst.pk).values("baand")
    med_felles = Likhetsbaand.objects.filter(virksomhet=innkomst.virksomhet, baand__in=mine).values("innkomst")
    tekster = Innkomsttekst.objects.filter(innkomst__in=med_felles)[: _MAKS_KANDIDATER + 1]
    signaturer = dict(tekster.values_list("innkomst_id", "signatur"))
    mi = signaturer.pop(innkomst.pk, [])
    likhet = {pk: sum(a == b for a, b in zip(mi, sign, strict=False)) / _HASHER for pk, sign in signaturer.items()}
    nok = [pk for pk, andel in likhet.items() if andel >= NOK_LIKE]
    for andre in _andre(innkomst, Q(pk__in=nok)) if nok else ():
        prosent = _("Teksten er %(n)s %% lik.") % {"n": round(likhet[andre.pk] * 100)}
        yield Lik(andre, likhet[andre.pk], prosent)


def _samme_avsender(innkomst: Innkomst) -> Iterator[Lik]:
    if not innkomst.avsender_adresse:
        return
    naer = Q(
        avsender_adresse=innkomst.avsender_adresse,
        mottatt_tid__gt=innkomst.mottatt_tid - _NAER_TID,
        mottatt_tid__lt=innkomst.mottatt_tid + _NAER_TID,
    )
    for andre in _andre(innkomst, naer):
        samme_emne = bool(innkomst.emne) and _emne(andre) == _emne(innkomst)
        fordi = _("Samme avsender og samme emne.") if samme_emne else _("Samme avsender, nær i tid.")
        yield Lik(andre, 0.4 if samme_emne else 0.1, fordi)


def _emne(innkomst: Innkomst) -> str:
    return " ".join(_ORD.findall(innkomst.emne.lower()))


def registrert_med_samme_fil(innkomst: Innkomst, *, av: Aktoer) -> list[Registrering]:
    """Entries that already hold one of the item's files, and that the person may see. In an arbeid that reads."""
    summer = _vedlagte(innkomst)
    if not summer:
        return []
    objekter = Dokumentobjekt.objects.filter(virksomhet=innkomst.virksomhet, sjekksum__in=summer)
    poster = Registrering.objects.filter(
        synlig_q(av), koblinger__dokumentbeskrivelse__in=objekter.values("dokumentbeskrivelse")
    )
    return list(poster.select_related("mappe", "virksomhet").distinct()[:MAKS_LIKE])


@dataclass(frozen=True)
class Forskjell:
    """Two texts beside each other, as pieces with a mark on what only the one has."""

    her: list[tuple[str, bool]]
    der: list[tuple[str, bool]]


def er_kuttet(tekst: str) -> bool:
    """Whether it is longer than `forskjell` compares."""
    return len(tekst.split()) > _MAKS_SAMMENLIGNET


def forskjell(her: str, der: str) -> Forskjell:
    """What differs between two texts, by words; the first of each."""
    ord_her, ord_der = (re.findall(r"\S+\s*", tekst)[:_MAKS_SAMMENLIGNET] for tekst in (her, der))
    deler = SequenceMatcher(None, [o.strip() for o in ord_her], [o.strip() for o in ord_der], autojunk=False)
    ut: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for hva, a, b, c, d in deler.get_opcodes():
        for liste, ordene in ((ut[0], ord_her[a:b]), (ut[1], ord_der[c:d])):
            if ordene:
                liste.append(("".join(ordene), hva != "equal"))
    return Forskjell(*ut)
