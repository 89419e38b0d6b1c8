"""The menu «Handlinger» of a case and an entry: what this person may do here now, the most used first."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.overgang import lovlig
from bysak.organisasjon.tilgang import Rett, kan
from bysak.web.doer import Forespoersel
from bysak.web.handling.skjema import Handling
from bysak.web.handling.tabell import FOR_POST, FOR_SAK, RETTE
from bysak.web.sak.adresser import postens_url, sakens_url

Gruppe = tuple[str, list[tuple[str, str, str]]]


def postens_meny(request: Forespoersel, jp: Any) -> list[Gruppe]:
    """The acts of an entry, by heading."""
    grupper = _meny(request, jp, FOR_POST, lambda kode: postens_url(request, jp, f"journalpost_{kode}"))
    if kan(request.aktoer, Rett.JOURNALFOERE) and lovlig(Journalstatus, jp.journalstatus, Journalstatus.UTGAAR):
        utgaar = (_("Sett til Utgår"), postens_url(request, jp, "journalpost_utgaar"), "")
        grupper = [(n, [*lenker, utgaar] if n == _(RETTE) else lenker) for n, lenker in grupper]
    return grupper


def sakens_meny(request: Forespoersel, sak: Any) -> list[Gruppe]:
    """The acts of a case, by heading."""
    return _meny(request, sak, FOR_SAK, lambda kode: sakens_url(request, sak, f"sak_{kode}"))


def _meny(request: Forespoersel, enhet: Any, acts: Mapping[str, Handling], adresse: Any) -> list[Gruppe]:
    grupper: dict[str, list[tuple[str, str, str]]] = {}
    for h in acts.values():
        if h.naar(enhet) and any(kan(request.aktoer, rett) for rett in h.retter):
            grupper.setdefault(h.gruppe, []).append((_(h.tekst), adresse(h.kode), h.tast))
    return [(_(navn) if navn else "", lenker) for navn, lenker in grupper.items()]
