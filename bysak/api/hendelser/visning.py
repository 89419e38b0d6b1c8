"""`<base>api/endringer/`: the stream as JSON, our own beside the standard (which has no push and no cursor)."""

from typing import Any

from django.http import HttpRequest

from bysak.api.hendelser.stroem import Hendelse, UkjentMerke, les, siste
from bysak.api.tilgang.adresse import base
from bysak.api.tilgang.avvist import AvvistKall
from bysak.kjerne.arbeid import Aktoer

STI = "api/endringer/"
SISTE = "siste"


def endringer(request: HttpRequest, av: Aktoer) -> dict[str, Any]:
    """The page after `?etter=<cursor>`, with the cursor to go on from. Inside an arbeid. Raises `AvvistKall` (400).

    etter: nothing is from the beginning, `siste` is from now on. antall: how many lines of the log, at most.
    """
    rot, etter = base(request), request.GET.get("etter", "") or "0"
    antall = _heltall(request.GET.get("antall", "") or "100", "antall")
    if etter == SISTE:
        return _svar(rot, [], siste(), mer=False)
    try:
        bolk = les(_heltall(etter, "etter"), av=av, antall=antall)
    except UkjentMerke:
        raise AvvistKall(400, "«etter» er ikke et merke herfra. Begynn uten, eller med «siste».") from None
    return _svar(rot, [linje(rot, h) for h in bolk.hendelser], bolk.neste, mer=bolk.mer)


def _svar(rot: str, linjer: list[dict[str, Any]], neste: int, *, mer: bool) -> dict[str, Any]:
    lenker = {"next": {"href": f"{rot}{STI}?etter={neste}"}, "self": {"href": f"{rot}{STI}"}}
    return {"hendelser": linjer, "neste": str(neste), "mer": mer, "_links": lenker}


def linje(rot: str, h: Hendelse) -> dict[str, Any]:
    """One event as it is told: what, of which kind, and where, but nothing of what it holds."""
    r = h.ressurs
    sagt: dict[str, Any] = {
        "nummer": str(h.nummer),
        "hendelse": h.slag,
        "entitet": r.navn,
        "systemID": str(h.system_id),
        "tidspunkt": h.tid.isoformat(),
    }
    if h.attributter:
        sagt["attributter"] = list(h.attributter)
    if h.slag != "slettet":
        sagt["href"] = f"{rot}api/{r.pakke}/{r.navn}/{h.system_id}/"
    return sagt


def _heltall(tekst: str, navn: str) -> int:
    if not tekst.isascii() or not tekst.isdigit() or len(tekst) > 18:
        raise AvvistKall(400, f"«{navn}» må være et helt tall.")
    return int(tekst)
