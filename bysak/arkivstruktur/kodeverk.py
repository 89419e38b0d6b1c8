"""What a virksomhet adds to the code lists, and takes out of use (tjenestegrensesnitt: all lists are open)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Kodeverdi
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, krev

KODE_MAKS, NAVN_MAKS = 60, 250


def hindre_for_kode(kode: str, kodenavn: str, andre: Iterable[tuple[str, str]]) -> Iterator[Hinder]:
    """What stops a value of a list: empty, too long, or a code or a name that another value has.

    andre: (code, name) of the list's other values.
    """
    andre = list(andre)
    if not 0 < len(rens(kode)) <= KODE_MAKS:
        yield Hinder("kode.kode", _("Skriv en kode med høyst 60 tegn."), felt="kode")
    elif any(rens(kode) == k for k, _n in andre):
        yield Hinder("kode.finnes", _("Koden finnes alt i listen."), felt="kode")
    if not 0 < len(rens(kodenavn)) <= NAVN_MAKS:
        yield Hinder("kode.navn", _("Skriv et kodenavn med høyst 250 tegn."), felt="kodenavn")
    elif any(rens(kodenavn).casefold() == n.casefold() for _k, n in andre):
        yield Hinder("kode.navn-finnes", _("Kodenavnet finnes alt i listen."), felt="kodenavn")


def legg_til_kode(
    liste: str,
    *,
    kode: str,
    kodenavn: str,
    andre: Iterable[tuple[str, str]],
    av: Aktoer,
    utdatert: datetime | None = None,
) -> Kodeverdi:
    """Add a value to a list. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_kode(kode, kodenavn, andre))
    return Kodeverdi.objects.create(
        liste=liste, kode=rens(kode), kodenavn=rens(kodenavn), utdatert=utdatert, utdatert_sendt=_sendt(utdatert)
    )


def _sendt(tid: datetime | None) -> str:
    return tid.isoformat() if tid else ""


def endre_kode(
    verdi: Kodeverdi, *, kodenavn: str, utdatert: datetime | None, andre: Iterable[tuple[str, str]], av: Aktoer
) -> Kodeverdi:
    """Give a value another name, take it out of use or in again; units keep what they were given. Raises `Hindret`."""
    krev(av, Rett.ADMINISTRERE)
    verdi = laas(verdi)
    ingen(hindre_for_kode(verdi.kode, kodenavn, andre))
    verdi.kodenavn, verdi.utdatert, verdi.utdatert_sendt = rens(kodenavn), utdatert, _sendt(utdatert)
    verdi.save(update_fields=["kodenavn", "utdatert", "utdatert_sendt"])
    return verdi


def sett_utdatert(liste: str, *, kode: str, kodenavn: str, utdatert: datetime | None, av: Aktoer) -> Kodeverdi:
    """Take a value that every list has out of use, or in again, or give it a name here. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    verdi, ny = Kodeverdi.objects.get_or_create(
        liste=liste,
        kode=kode,
        defaults={"kodenavn": kodenavn, "utdatert": utdatert, "utdatert_sendt": _sendt(utdatert)},
    )
    if not ny:
        verdi = laas(verdi)
        verdi.utdatert, verdi.utdatert_sendt = utdatert, _sendt(utdatert)
        verdi.save(update_fields=["utdatert", "utdatert_sendt"])
    return verdi


def fjern_kode(verdi: Kodeverdi, *, av: Aktoer) -> None:
    """Take a value that was added away again; units keep the text they were given. Raises `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    laas(verdi).delete()
