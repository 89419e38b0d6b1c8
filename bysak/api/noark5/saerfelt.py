"""The attributes that no column holds: who did it (the log knows), the document's place, the parent's arkivdel."""

from typing import Any

from django.db.models import CharField, OuterRef, Subquery, TextField, UUIDField
from django.db.models.functions import Cast, Coalesce

from bysak.api.noark5.form import Uttrykk
from bysak.arkivstruktur.formater import UKJENT
from bysak.arkivstruktur.models import Arkivdel, Dokumentkobling
from bysak.kjerne.models import Endring

NY = "+"


def fra_loggen(element: str, hva: str = "bruker_id") -> Uttrykk:
    """Who, by id, last wrote this element; `+` is who made the row. `hva`: another column of the Handling."""
    ut: Any = UUIDField() if hva == "bruker_id" else TextField()

    def uttrykk(sti: str) -> Subquery:
        rader = Endring.objects.filter(objekt_id=Cast(OuterRef(f"{sti}pk"), CharField()), element=element)
        return Subquery(rader.order_by("-id").values(f"handling__{hva}")[:1], output_field=None if hva == "tid" else ut)

    return uttrykk


def sist_endret_av(sti: str) -> Subquery:
    """Who last changed the row after it was made: null as long as nobody has."""
    rader = Endring.objects.filter(objekt_id=Cast(OuterRef(f"{sti}pk"), CharField())).exclude(element=NY)
    return Subquery(rader.order_by("-id").values("handling__bruker_id")[:1], output_field=UUIDField())


def paa_koblingen(kolonne: str) -> Uttrykk:
    """What the document's first link to a registrering says: one in two entries has two, and the oldest counts."""
    return lambda sti: _koblingens(kolonne, OuterRef(f"{sti}pk"))


def _koblingens(kolonne: str, dokument: Any) -> Subquery:
    rader = Dokumentkobling.objects.filter(dokumentbeskrivelse=dokument)
    return Subquery(rader.order_by("tilknyttet_dato", "system_id").values(kolonne)[:1])


def hvem_koblet(sti: str) -> Subquery:
    """Who linked the document to its first registrering."""
    koblingen = _koblingens("system_id", OuterRef(OuterRef(f"{sti}pk")))
    rader = Endring.objects.filter(objekt_id=Cast(koblingen, CharField()), element=NY)
    return Subquery(rader.values("handling__bruker_id")[:1], output_field=UUIDField())


def arkivdelen(sti: str) -> Coalesce:
    """The arkivdel of a registrering: its own, or that of the case it is in."""
    return Coalesce(f"{sti}arkivdel_id", f"{sti}mappe__arkivdel_id")


def arvtakeren(sti: str) -> Subquery:
    """The arkivdel that took over from this one."""
    rader = Arkivdel.objects.filter(forloeper=OuterRef(f"{sti}pk"))
    return Subquery(rader.order_by("system_id").values("pk")[:1])


def uten_fil(kropp: dict[str, Any]) -> None:
    """A dokumentobjekt whose file has not come says of it what its client has said, and not what we know nothing of."""
    if not kropp.get("filstoerrelse"):
        kropp.pop("filstoerrelse", None)
        if kropp.get("format", {}).get("kode") == UKJENT:
            del kropp["format"]


# What is left out of a body when all of it is read.
TIL_SLUTT = {"dokumentobjekt": uten_fil}
