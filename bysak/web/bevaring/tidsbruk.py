"""How long a deposit has left at the step it is on, measured from what is done of it: never a promise, only a rate."""

from dataclasses import dataclass
from datetime import timedelta

from bysak.bevaring.models import Uttrekk, Uttrekkssteg
from bysak.kjerne.kalender import naa

# Below this much of a step the rate says too little.
FOR_LITE = timedelta(seconds=5)


@dataclass(frozen=True)
class Tidsbruk:
    """The share of a step that is done, from 0 to 1, and the time the rest takes; None where nothing is measured."""

    andel: float | None = None
    igjen: timedelta | None = None


def tidsbruk(uttrekk: Uttrekk, steg: dict[str, Uttrekkssteg], navn: str) -> Tidsbruk:
    """How far the running step `navn` is. Copying and packing count as they go; the control is judged by the last one.

    The control reads the whole deposit and tells nothing on the way, so its time is that of the latest control in the
    virksomhet, by size.
    """
    rad = steg.get(navn)
    if rad is None or rad.startet_tid is None:
        return Tidsbruk()
    brukt = naa() - rad.startet_tid
    if navn == "kontroll":
        return _som_sist(uttrekk, brukt)
    alt = {"dokumenter": dokumenter_i_alt(steg), "pakke": uttrekk.byte}.get(navn, 0)
    if not alt or not rad.gjort:
        return Tidsbruk()
    andel = min(0.99, rad.gjort / alt)
    return Tidsbruk(andel, brukt * ((1 - andel) / andel) if brukt > FOR_LITE else None)


def _som_sist(uttrekk: Uttrekk, brukt: timedelta) -> Tidsbruk:
    sist = (
        Uttrekkssteg.objects.filter(virksomhet=uttrekk.virksomhet, navn="kontroll", ferdig_tid__isnull=False)
        .filter(uttrekk__byte__gt=0)
        .exclude(uttrekk=uttrekk)
        .select_related("uttrekk")
        .order_by("-ferdig_tid")
        .first()
    )
    if sist is None or sist.startet_tid is None or sist.ferdig_tid is None:
        return Tidsbruk()
    ventet = (sist.ferdig_tid - sist.startet_tid) * (uttrekk.byte / sist.uttrekk.byte)
    return Tidsbruk(None, ventet - brukt if ventet > brukt else None)


def dokumenter_i_alt(steg: dict[str, Uttrekkssteg]) -> int:
    """How many documents there are at most: several may share a file."""
    return int(steg["arkivstruktur"].resultat.get("dokumentobjekt", 0)) if "arkivstruktur" in steg else 0
