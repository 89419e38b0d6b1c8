"""Optimistic locking: a client that says which version it saw, is told what has changed when it is another one."""

from collections.abc import Mapping
from typing import Any

from bysak.api.noark5.feil import Feil
from bysak.api.noark5.form import Ressurs
from bysak.kjerne.models import Endring
from bysak.noark.katalog.oppslag import feltnavn

VILKAARLIG = "*"


def versjonen(etag: str) -> str:
    """The version inside an ETag, weak or not, quoted or not."""
    return etag.strip().removeprefix("W/").strip().strip('"')


def krev_samme(ressurs: Ressurs, rad: Any, staar: str, etag: str | None, kropp: Mapping[str, Any]) -> None:
    """Raises `Feil` 409 when the client saw another version than the one that stands (contract section 8).

    It says which elements have changed since, what the client sent for each and what stands there. A client that says
    nothing of the version is let through: the last one wins, and the log has both. staar: the ETag that is shown now,
    which small units have too, without a column for it.
    """
    if not etag or versjonen(etag) in (VILKAARLIG, versjonen(staar)):
        return
    setning = "Noen andre har endret dette. Hent det på nytt, se på endringene, og lagre igjen."
    raise Feil(409, setning, {"ETag": staar}, endret=_endret(ressurs, rad, etag, kropp))


def _endret(ressurs: Ressurs, rad: Any, etag: str, kropp: Mapping[str, Any]) -> list[dict[str, Any]]:
    sett = versjonen(etag)
    if not hasattr(rad, "versjon") or not sett.isdigit() or int(sett) > rad.versjon:
        return []
    kolonnene = {(f.sti.partition("__")[0] or feltnavn(n)): n for n, f in ressurs.felt.items()}
    logg = Endring.objects.filter(objekt_id=str(rad.pk)).exclude(element="+").select_related("handling")
    handlinger: list[int] = []
    funnet: dict[str, dict[str, Any]] = {}
    for linje in logg.order_by("-id")[:500]:
        if linje.handling_id not in handlinger:
            if len(handlinger) == rad.versjon - int(sett):
                break
            handlinger.append(linje.handling_id)
        navn = kolonnene.get(linje.element) or kolonnene.get(linje.element.removesuffix("_id"))
        if navn and navn not in funnet:
            funnet[navn] = {
                "element": navn, "deres": kropp.get(navn), "naa": linje.ny, "tidligere": linje.tidligere,
                "endretAv": linje.handling.bruker_navn, "endretDato": linje.handling.tid.isoformat(),
            }  # fmt: skip
    return list(funnet.values())
