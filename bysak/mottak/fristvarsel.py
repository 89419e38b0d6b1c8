"""Warning in time: a mail to those who can do something about it, when items near their due time, and when it passes.

LESMEG: `varsle_om_frister` opens its own arbeid, one that reads all and one in each virksomhet where there is something
to tell; it may be run at any time. Each item is told of once for each state of the clock, in one mail for all that
have the same holder, and only to people who have asked for it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import OSLO, naa
from bysak.mottak.koe import doegn
from bysak.mottak.models import Innkomst
from bysak.mottak.servicefrist import Frist, tilstand
from bysak.mottak.servicenivaa import regel_for
from bysak.organisasjon.models import Bruker, Fristvarsel, Virksomhet
from bysak.organisasjon.tilgang import Rett, aktoer_for, kan, krev, prosessaktoer
from bysak.organisasjon.varselvalg import Varselslag
from bysak.saksbehandling.varsling import varsle

# What the clock shows -> what an item has been told of before.
_FOER = {"snart": ("",), "over": ("", "snart")}

# Virksomhet, state of the clock, and who has the item; None when nobody has.
_Gruppe = tuple[int, str, UUID | None]


def varsle_om_frister(tid: datetime | None = None) -> int:
    """Order the mails that are due now; returns how many items somebody is told of. Outside an arbeid."""
    som, tid = prosessaktoer("jobb"), tid or naa()
    if settings.BYSAK_UTPOST is None or not (valgt := _valgt()):
        return 0
    with arbeid(som=som, leser=list(Virksomhet.objects.values_list("pk", flat=True))):
        grupper = _grupper(tid)
    antall = 0
    for (virksomhet_id, nivaa, holder), frister in grupper.items():
        mottakere = [b for b, hvor in valgt if virksomhet_id in hvor and _gjelder(b, holder)]
        if not mottakere:
            continue
        with arbeid(som=som, i=virksomhet_id, verb="varsle om frister"):
            krev(som, Rett.MOTTA)
            # Another worker may have told of some of them meanwhile, or somebody finished them.
            rader = Innkomst.objects.filter(pk__in=frister, utfall="", varslet__in=_FOER[nivaa])
            n = rader.update(varslet=nivaa)
            navn = Virksomhet.objects.get(pk=virksomhet_id)
            for mottaker in mottakere if n else []:
                emne, hvor = _emne(nivaa, n, navn, min(frister.values())), _sti(nivaa, navn, holder)
                varsle(mottaker, emne, hvor, slag=Varselslag.FRIST)
            antall += n
    return antall


def _valgt() -> list[tuple[Bruker, Sequence[int]]]:
    """Those who have asked for it and have an address, with the virksomheter where they may receive."""
    bedt = Bruker.objects.filter(is_active=True).exclude(fristvarsel=Fristvarsel.AV).exclude(epost="")
    valgt: list[tuple[Bruker, Sequence[int]]] = []
    for bruker in bedt:
        av = aktoer_for(bruker)
        valgt.append((bruker, [v for v in av.virksomheter if kan(av, Rett.MOTTA, v)]))
    return valgt


def _gjelder(bruker: Bruker, holder: UUID | None) -> bool:
    return bruker.pk == holder if holder else bruker.fristvarsel == Fristvarsel.KOE


def _grupper(tid: datetime) -> dict[_Gruppe, dict[UUID, datetime]]:
    """What is to be told: in each group the items, with their due times."""
    regel = regel_for(tid)
    grupper: dict[_Gruppe, dict[UUID, datetime]] = defaultdict(dict)
    for rad in _kandidater(tid):
        nivaa = tilstand(Frist(rad.frist, ""), tid, regel)
        if nivaa in _FOER and rad.varslet in _FOER[nivaa]:
            assert rad.virksomhet_id is not None
            grupper[rad.virksomhet_id, nivaa, rad.tatt_av_id if rad.er_tatt(tid) else None][rad.pk] = rad.frist
    return grupper


def _kandidater(tid: datetime) -> Iterator[Innkomst]:
    uten = Innkomst.objects.filter(utfall="", frist__lt=doegn(tid)[1]).exclude(varslet="over")
    felt = ("virksomhet_id", "frist", "varslet", "tatt_av_id", "tatt_tid")
    yield from uten.only(*felt).iterator()


def _emne(nivaa: str, antall: int, virksomhet: Virksomhet, frist: datetime) -> str:
    """A number and a time, and never what anything is about: a mailbox is read elsewhere."""
    verdier = {"antall": antall, "navn": virksomhet.navn, "tid": f"{frist.astimezone(OSLO):%H.%M}"}
    if nivaa == "over":
        return _("Over fristen i mottaket til %(navn)s: %(antall)s") % verdier
    return _("Frist kl. %(tid)s i mottaket til %(navn)s: %(antall)s") % verdier


def _sti(nivaa: str, virksomhet: Virksomhet, holder: UUID | None) -> str:
    visning = "mine" if holder else "over_frist" if nivaa == "over" else "i_dag"
    return f"/mottak?visning={visning}&bydel={virksomhet.kode}"
