"""DELETE: each kind of thing by the verb that deletes it, with its hindringer (contract section 10)."""

from collections.abc import Callable
from typing import Any

from bysak.api.noark5.feil import Feil
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.skriv.overstyring import eller_overstyrt, grunn
from bysak.arkivstruktur.arkivadministrasjon import slett_tomt
from bysak.arkivstruktur.arkivskapere import slett_arkivskaper
from bysak.arkivstruktur.avskrivning import opphev_avskrivning
from bysak.arkivstruktur.dokumentknytning import loesne_dokument
from bysak.arkivstruktur.dokumentlevering import fjern_dokumentobjekt
from bysak.arkivstruktur.frysing import OVERSTYRBARE
from bysak.arkivstruktur.klassifikasjon import slett_klasse, slett_klassifikasjonssystem
from bysak.arkivstruktur.korrespondanse import fjern_korrespondansepart
from bysak.arkivstruktur.merknader import slett_merknad
from bysak.arkivstruktur.modulrettigheter import trekk_modul_rett
from bysak.arkivstruktur.parter import fjern_part
from bysak.arkivstruktur.presedens import slett_presedens
from bysak.arkivstruktur.reservasjon import overstyr_sletting, slett_journalpost, slett_saksmappe
from bysak.arkivstruktur.tilknytning import fjern_identifikator, slett_kryssreferanse
from bysak.arkivstruktur.vernelevering import slett_dokumentflyt
from bysak.kjerne.arbeid import Aktoer, overstyr_herfra
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.tilgang import Rett, kan


def slett(ressurs: Ressurs, rad: Any, *, av: Aktoer) -> None:
    """Delete one thing. Raises `Hindret`, `PermissionDenied`, or `Feil` for what is never deleted."""
    verb = SLETTES.get(ressurs.rot)
    if verb is None:
        raise Feil(409, f"{ressurs.navn} kan ikke slettes.")
    verb(rad, av)


def _enhet(slett_: Callable[[Any, str, Aktoer], None]) -> Callable[[Any, Aktoer], None]:
    """A case or an entry: what is final goes only when an administrator overrides (krav 2.9.3)."""

    def gjoer(rad: Any, av: Aktoer) -> None:
        try:
            slett_(rad, grunn(), av)
        except Hindret as nei:
            if not kan(av, Rett.OVERSTYRE) or not {h.kode for h in nei.hindre} <= OVERSTYRBARE:
                raise
            overstyr_herfra(grunn())
            overstyr_sletting(rad, av=av)

    return gjoer


def _dokument(rad: Any, av: Aktoer) -> None:
    for kobling in rad.koblinger.order_by("tilknyttet_dato", "system_id"):
        loesne_dokument(kobling, av=av)


def _avskrivning(rad: Any, av: Aktoer) -> None:
    opphev_avskrivning(rad, grunn=grunn(), av=av)


SLETTES: dict[str, Callable[[Any, Aktoer], None]] = {
    "arkiv": lambda rad, av: slett_tomt(rad, av=av),
    "arkivdel": lambda rad, av: slett_tomt(rad, av=av),
    "arkivskaper": lambda rad, av: slett_arkivskaper(rad, av=av),
    "klassifikasjonssystem": lambda rad, av: slett_klassifikasjonssystem(rad, av=av),
    "klasse": lambda rad, av: slett_klasse(rad, av=av),
    "mappe": _enhet(lambda rad, hvorfor, av: slett_saksmappe(rad, grunn=hvorfor, av=av)),
    "registrering": _enhet(lambda rad, hvorfor, av: slett_journalpost(rad, grunn=hvorfor, av=av)),
    "dokumentbeskrivelse": _dokument,
    "dokumentobjekt": lambda rad, av: fjern_dokumentobjekt(rad, av=av),
    "merknad": lambda rad, av: slett_merknad(rad, av=av, grunn=grunn()),
    "part": lambda rad, av: fjern_part(rad, av=av),
    "korrespondansepart": lambda rad, av: fjern_korrespondansepart(rad, av=av),
    "nasjonalidentifikator": lambda rad, av: fjern_identifikator(rad, av=av),
    "kryssreferanse": lambda rad, av: slett_kryssreferanse(rad, av=av),
    "presedens": lambda rad, av: slett_presedens(rad, grunn=grunn(), av=av),
    "avskrivning": _avskrivning,
    "tilgang": lambda rad, av: trekk_modul_rett(rad, av=av),
    "dokumentflyt": lambda rad, av: eller_overstyrt(lambda: slett_dokumentflyt(rad, av=av), av),
}
