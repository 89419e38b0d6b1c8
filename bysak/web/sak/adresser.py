"""Addresses of cases and entries in the open virksomhet."""

from typing import Any

from django.urls import reverse

from bysak.arkivstruktur.models import Journalpost
from bysak.web.doer import Forespoersel


def postens_adresse(request: Forespoersel, jp: Journalpost) -> list[Any]:
    """The parts that name an entry in its address."""
    assert request.virksomhet is not None
    return [request.virksomhet.kode, jp.mappe.saksaar, jp.mappe.sakssekvensnummer, jp.journalpostnummer]


def postens_url(request: Forespoersel, jp: Journalpost, navn: str = "journalpost") -> str:
    """Address of a page of an entry in the open virksomhet."""
    return reverse(navn, args=postens_adresse(request, jp))


def sakens_url(request: Forespoersel, sak: Any, navn: str = "sak") -> str:
    """Address of a page of a case in the open virksomhet."""
    assert request.virksomhet is not None
    return reverse(navn, args=[request.virksomhet.kode, sak.saksaar, sak.sakssekvensnummer])
