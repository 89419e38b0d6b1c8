"""A case or an entry that a person points at by its number, in any common writing (2026/123, 26/123-4)."""

import re

from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.tilgang import synlig_q
from bysak.web.doer import Forespoersel

_NUMMER = re.compile(r"(\d{4}|\d{2})/(\d{1,9})(?:-(\d{1,6}))?")


def _delt(tekst: str, felt: str) -> tuple[int, int, int | None]:
    treff = _NUMMER.fullmatch(tekst.strip())
    if treff is None:
        raise Hindret([Hinder("finn.nummer", _("Skriv nummeret som 2026/123."), felt=felt)])
    aar = int(treff[1]) if len(treff[1]) == 4 else i_dag().year // 100 * 100 + int(treff[1])
    return aar, int(treff[2]), int(treff[3]) if treff[3] else None


def saken_med_nummer(request: Forespoersel, tekst: str, felt: str) -> Saksmappe:
    """The case with this number in the open virksomhet. What one may not see is not found. Raises `Hindret`."""
    aar, nr, _post = _delt(tekst, felt)
    funnet = Saksmappe.objects.filter(synlig_q(request.aktoer), saksaar=aar, sakssekvensnummer=nr).first()
    if funnet is None:
        feil = _("Fant ingen sak %(nr)s som du har tilgang til. Sjekk nummeret.") % {"nr": f"{aar}/{nr}"}
        raise Hindret([Hinder("finn.sak", feil, felt=felt)])
    return funnet


def enheten_med_nummer(request: Forespoersel, tekst: str, felt: str) -> Saksmappe | Journalpost:
    """The case, or with `-4` the entry, with this number. Raises `Hindret`."""
    postnr = _delt(tekst, felt)[2]
    sak = saken_med_nummer(request, tekst, felt)
    if postnr is None:
        return sak
    post = Journalpost.objects.filter(synlig_q(request.aktoer), mappe_id=sak.pk, journalpostnummer=postnr).first()
    if post is None:
        raise Hindret([Hinder("finn.post", _("Fant ingen journalpost %(nr)s som du har tilgang til. Sjekk nummeret.")
                              % {"nr": f"{sak.mappe_id}-{postnr}"}, felt=felt)])  # fmt: skip
    return post
