"""Who works on which item. A lease, not a lock: it runs out by itself, and nobody has to untangle it.

LESMEG: `ta`, `slipp` and `lagre_kladd` need an open arbeid in the item's virksomhet; `ta_neste` and `slipp_alle` open
their own.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.hinder import Hinder, Hindret, ingen
from bysak.kjerne.kalender import naa
from bysak.mottak.koe import virksomheter_for
from bysak.mottak.models import LEIETID, Innkomst
from bysak.mottak.utfall import hindre_for_utfall, tatt_tekst
from bysak.organisasjon.tilgang import Rett, krev

# So many are looked at in one go; others may have taken the first of them meanwhile.
_KANDIDATER = 20


def hindre_for_aa_ta(innkomst: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    """What stops a person from taking an item: it is finished, or somebody else holds it."""
    yield from hindre_for_utfall(innkomst, av)


def ta(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """Hold an item for twenty minutes; taking one's own again renews. Raises `Hindret` when another person holds it."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen(hindre_for_aa_ta(innkomst, av))
    innkomst.tatt_av_id, innkomst.tatt_tid = av.bruker_id, naa()
    innkomst.save(update_fields=["tatt_av", "tatt_tid"])
    return innkomst


def ta_neste(av: Aktoer, *, virksomheter: Sequence[int] | None = None) -> Innkomst | None:
    """Take the free item that is due first, over all the virksomheter the person works for; None when there is none.

    Opens its own arbeid, one to look and one in the item's virksomhet to take it. What others took first is passed by.
    """
    mine = virksomheter_for(av)
    hvor = [v for v in mine if virksomheter is None or v in virksomheter]
    if not hvor:
        return None
    with arbeid(som=av, leser=hvor):
        ledige = Q(tatt_tid__isnull=True) | Q(tatt_tid__lte=naa() - LEIETID)
        kandidater = list(
            Innkomst.objects.filter(ledige, utfall="", virksomhet_id__in=hvor).order_by("frist", "mottatt_tid", "pk")[
                :_KANDIDATER
            ]
        )
    for kandidat in kandidater:
        try:
            with arbeid(som=av, i=kandidat.virksomhet_id, verb="ta"):
                if not laas(kandidat).er_tatt():
                    return ta(kandidat, av=av)
        except Hindret:
            continue
    return None


def slipp(innkomst: Innkomst, *, av: Aktoer) -> Innkomst:
    """Let go of an item; the draft stays with it. Raises `Hindret` when another person holds it."""
    krev(av, Rett.MOTTA)
    innkomst = laas(innkomst)
    ingen(_hindre_for_egen(innkomst, av))
    innkomst.tatt_av = innkomst.tatt_tid = None
    innkomst.save(update_fields=["tatt_av", "tatt_tid"])
    return innkomst


def slipp_alle(av: Aktoer) -> int:
    """Let go of all that a person holds, as when they leave for the day; says how many. Opens its own arbeid."""
    hvor = virksomheter_for(av)
    if not hvor:
        return 0
    with arbeid(som=av, leser=hvor):
        holdt = list(Innkomst.objects.filter(tatt_av_id=av.bruker_id, utfall="").only("pk", "virksomhet_id"))
    antall = 0
    for rad in holdt:
        with suppress(Hindret), arbeid(som=av, i=rad.virksomhet_id, verb="slipp"):
            slipp(rad, av=av)
            antall += 1
    return antall


def lagre_kladd(innkomst: Innkomst, kladd: dict[str, Any], *, av: Aktoer) -> Innkomst:
    """Keep the half-filled form with the item, and renew the lease: who writes is working on it. Raises `Hindret`."""
    innkomst = ta(innkomst, av=av)
    innkomst.kladd = kladd
    innkomst.save(update_fields=["kladd"])
    return innkomst


def _hindre_for_egen(innkomst: Innkomst, av: Aktoer) -> Iterator[Hinder]:
    if innkomst.er_tatt() and innkomst.tatt_av_id != av.bruker_id:
        yield Hinder("innkomst.tatt", tatt_tekst(innkomst), innkomst)
    elif innkomst.tatt_av_id is None:
        yield Hinder("innkomst.ledig", _("Denne er alt ledig."), innkomst, nivaa="raad")
