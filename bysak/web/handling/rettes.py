"""Where a person goes to mend what stands in the way: each hinder's code, and the page that mends it."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Avskrivning
from bysak.kjerne.hinder import Hinder
from bysak.web.doer import Forespoersel
from bysak.web.handling.tabell import FOR_POST, FOR_SAK

# On the entry that the hinder is about.
PAA_POSTEN = {
    "flytt.avskrivning": "journalpost_opphev",
    "tilbake.svar": "journalpost",
    "tilbake.avskrevet": "journalpost_opphev",
    "tilbake.publisert": "journalpost_utgaar",
    "type.avskrivning": "journalpost_opphev",
    "type.laast": "journalpost_tilbake",
    "type.uten_part": "journalpost_mottakere",
    "eksp.uten_mottaker": "journalpost_mottakere",
    "eksp.uferdig": "journalpost",
    "ark.uferdig": "journalpost",
    "ark.status": "journalpost",
    "opphev.arkivert": "journalpost_tilbake",
    "slett.endelig": "journalpost_utgaar",
    "slett.ferdig": "journalpost_tilbake",
    "kpart.avskrevet": "journalpost_opphev",
    "kpart.laast": "journalpost_tilbake",
    "flyt.underveis": "journalpost_trekk",
    "avs.ferdig": "journalpost_opphev",
    "avs.ikke_journalfoert": "journalpost",
    "slettsak.journalpost": "journalpost",
    "sak_utgaar.levende": "journalpost_flytt",
    "frys.laast": "journalpost_overstyr",
}
# On the case that the hinder is about.
PAA_SAKEN = {
    "flytt.kilde_avsluttet": "sak_gjenaapne",
    "flytt.maal_avsluttet": "sak",
    "tilbake.sak_avsluttet": "sak_gjenaapne",
    "type.sak_avsluttet": "sak_gjenaapne",
    "slett.sak_avsluttet": "sak_gjenaapne",
    "klasse.avsluttet": "sak_gjenaapne",
    "jp.sak_avsluttet": "sak_gjenaapne",
    "frys.laast": "sak_overstyr",
}


def rettelse(request: Forespoersel, enhet: Any, hinder: Hinder) -> tuple[str, str]:
    """What the page that mends it is called, and its address; empty when there is none but this."""
    objekt: Any = hinder.objekt
    if isinstance(objekt, Avskrivning):
        objekt = objekt.registrering
    objekt = objekt if hasattr(objekt, "saksaar") or hasattr(objekt, "registrerings_id") else enhet
    if hasattr(objekt, "registrerings_id"):
        return _adresse(request, PAA_POSTEN.get(hinder.kode, ""), objekt.mappe, objekt.journalpostnummer)
    return _adresse(request, PAA_SAKEN.get(hinder.kode, ""), objekt, None)


def _adresse(request: Forespoersel, navn: str, sak: Any, postnr: int | None) -> tuple[str, str]:
    if not navn or sak is None:
        return "", ""
    assert request.virksomhet is not None
    adresse = [request.virksomhet.kode, sak.saksaar, sak.sakssekvensnummer]
    return _ordet(navn), reverse(navn, args=adresse if postnr is None else [*adresse, postnr])


def _ordet(navn: str) -> str:
    hva, _skille, kode = navn.partition("_")
    handling = (FOR_SAK if hva == "sak" else FOR_POST).get(kode)
    if handling:
        return _(handling.tekst)
    return {"gjenaapne": _("Gjenåpne saken"), "utgaar": _("Sett til Utgår")}.get(kode, _("Åpne"))
