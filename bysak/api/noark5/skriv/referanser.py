"""Relations that are set, moved and taken away: `$ref`, `_links` of a PATCH, cross references (contract section 9)."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit
from uuid import UUID

from bysak.api.noark5.feil import Feil
from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.lesing import LENKER, ugyldig
from bysak.api.noark5.skriv.overstyring import grunn
from bysak.arkivstruktur.arkivadministrasjon import endre_arkiv, endre_arkivdel, velg_klassifikasjonssystem
from bysak.arkivstruktur.arkivskapere import knytt_arkivskaper
from bysak.arkivstruktur.dokumentknytning import knytt_dokument, loesne_dokument
from bysak.arkivstruktur.flytting import flytt, flytt_sak, omklassifiser
from bysak.arkivstruktur.klasseversjoner import (
    fjern_sekundaer_klasse,
    gi_sekundaer_klasse,
    hindre_for_sekundaersystem,
    slutt_med_sekundaersystem,
    ta_i_bruk_sekundaersystem,
)
from bysak.arkivstruktur.mapper import flytt_mappe
from bysak.arkivstruktur.models import Arkivdel, Kryssreferanse, Mappe, Registrering, Saksmappe
from bysak.arkivstruktur.tilknytning import endre_kryssreferanse, opprett_kryssreferanse
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.tilgang import Rett, kan

Gjoer = Callable[[Any, Any, Aktoer], Any]
KRYSS = ("klasse", "mappe", "registrering")


def maalet(href: Any, av: Aktoer) -> tuple[Ressurs, Any]:
    """What an address of the interface stands for, when the one who asks sees it.

    Raises `Feil` 400 for what is no such address, and for what is not there or not seen: the two look the same.
    """
    deler = [d for d in unquote(urlsplit(str(href or "")).path).split("/") if d]
    ressurs = RESSURSER.get(deler[-2]) if len(deler) >= 2 else None
    try:
        id_ = UUID(deler[-1]) if ressurs else None
    except ValueError:
        id_ = None
    rad = ressurs.grunn(av).filter(pk=id_).first() if ressurs and id_ else None
    if ressurs is None or rad is None:
        raise Feil(400, f"Adressen det vises til, finnes ikke her: {str(href)[:300]}")
    return ressurs, rad


def legg_til(ressurs: Ressurs, rad: Any, rel: str, href: Any, *, av: Aktoer) -> Any:
    """POST <parent>/<rel>/$ref: add a relation. Returns the new row when it is one, as a cross reference is."""
    return _gjoer(LEGGES_TIL, ressurs, rad, rel, href, av)


def knytt(ressurs: Ressurs, rad: Any, rel: str, maal: Any, *, av: Aktoer) -> None:
    """Add a relation to what was just made."""
    LEGGES_TIL[(ressurs.rot, rel)](rad, maal, av)


def sett(ressurs: Ressurs, rad: Any, rel: str, href: Any, *, av: Aktoer) -> None:
    """PUT <obj>/<rel>/$ref: move a thing, or make a single relation another one."""
    _gjoer(SETTES, ressurs, rad, rel, href, av)


def fjern(ressurs: Ressurs, rad: Any, rel: str, href: Any, *, av: Aktoer) -> None:
    """DELETE <parent>/<rel>/$ref: take a relation away; what it led to stays."""
    _gjoer(FJERNES, ressurs, rad, rel, href, av)


def flytt_etter_lenker(ressurs: Ressurs, rad: Any, kropp: Mapping[str, Any], *, av: Aktoer) -> bool:
    """Move by the links of a PATCH: those that lead elsewhere than now (contract section 8). Says if anything moved."""
    lenker = kropp.get(LENKER)
    if lenker is None:
        return False
    if not isinstance(lenker, dict):
        raise ugyldig([(LENKER, f"{LENKER}: " + "må være et objekt.")])
    flyttet = False
    for noekkel, lenke in lenker.items():
        rel = noekkel.rstrip("/").rpartition("/")[2]
        if (ressurs.rot, rel) not in SETTES or not isinstance(lenke, dict):
            continue
        _hva, maal = maalet(lenke.get("href"), av)
        if maal.pk not in _naa(ressurs, rad, rel):
            SETTES[(ressurs.rot, rel)](rad, maal, av)
            flyttet = True
    return flyttet


def _naa(ressurs: Ressurs, rad: Any, rel: str) -> set[Any]:
    sti = ressurs.relasjoner[rel].sti if rel in ressurs.relasjoner else ""
    verdier = type(rad)._base_manager.filter(pk=rad.pk).values_list(sti, flat=True) if sti else ()
    return {rad.pk, *verdier}


def _gjoer(tabell: Mapping[tuple[str, str], Gjoer], ressurs: Ressurs, rad: Any, rel: str, href: Any, av: Aktoer) -> Any:
    verb = tabell.get((ressurs.rot, rel))
    if verb is None:
        raise Feil(400, f"Relasjonen {rel} kan ikke endres slik på {ressurs.navn}.")
    _hva, maal = maalet(href, av) if href else (None, None)
    if maal is None and (ressurs.rot, rel) not in UTEN_MAAL:
        raise Feil(400, "Oppgi $id med adressen det gjelder.")
    return verb(rad, maal, av)


def _krysser(fra: Any, til: Any, av: Aktoer) -> Kryssreferanse:
    """A reference that is there already is a fault of the request (contract section 9); the rest is the rules'."""
    try:
        return opprett_kryssreferanse(fra, til=til, av=av)
    except Hindret as stopp:
        if any(h.kode == "kryss.finnes" for h in stopp.hindre):
            raise Feil(400, str(stopp)) from None
        raise


def _flytt_post(reg: Registrering, til: Mappe, av: Aktoer) -> None:
    flytt([reg], til=Saksmappe.objects.get(pk=til.pk), grunn=grunn(), av=av)


def _flytt_dokument(dokument: Any, til: Registrering, av: Aktoer) -> None:
    gamle = list(dokument.koblinger.order_by("tilknyttet_dato", "system_id")[:1])
    knytt_dokument(til, dokument=dokument, som=gamle[0].tilknyttet_registrering_som if gamle else "H", av=av)
    for kobling in gamle:
        loesne_dokument(kobling, av=av)


def _sekundaer(sak: Mappe, klasse: Any, av: Aktoer) -> None:
    """A second klasse; one who administers takes its system into use for the arkivdel at the same time (krav 2.9.6)."""
    system = klasse.klassifikasjonssystem
    nytt = not any(True for _hinder in hindre_for_sekundaersystem(sak.arkivdel, system))
    if nytt and kan(av, Rett.ADMINISTRERE):
        ta_i_bruk_sekundaersystem(sak.arkivdel, system=system, av=av)
    gi_sekundaer_klasse(sak, klasse=klasse, av=av)


def _forloeper(arkivdel: Arkivdel, forrige: Arkivdel | None, av: Aktoer) -> None:
    endre_arkivdel(
        arkivdel, tittel=arkivdel.tittel, beskrivelse=arkivdel.beskrivelse, dokumentmedium=arkivdel.dokumentmedium,
        oppbevaringssted=arkivdel.oppbevaringssted, aapen_for_alle_moduler=arkivdel.aapen_for_alle_moduler,
        felt={"forloeper": forrige}, av=av,
    )  # fmt: skip


def _overarkiv(arkiv: Any, over: Any, av: Aktoer) -> None:
    endre_arkiv(arkiv, tittel=arkiv.tittel, beskrivelse=arkiv.beskrivelse, forelder=over, av=av)


def _loesne(dokument: Any, reg: Any, av: Aktoer) -> None:
    loesne_dokument(dokument.koblinger.get(registrering_id=reg.pk), av=av)


LEGGES_TIL: dict[tuple[str, str], Gjoer] = {
    **{(fra, rel): _krysser for fra in KRYSS for rel in ("kryssreferanse", "ny-kryssreferanse")},
    ("arkiv", "arkivskaper"): lambda arkiv, skaper, av: knytt_arkivskaper(skaper, arkiv=arkiv, av=av),
    ("arkivskaper", "arkiv"): lambda skaper, arkiv, av: knytt_arkivskaper(skaper, arkiv=arkiv, av=av),
    ("registrering", "dokumentbeskrivelse"): lambda reg, dok, av: knytt_dokument(reg, dokument=dok, av=av),
    ("dokumentbeskrivelse", "registrering"): lambda dok, reg, av: knytt_dokument(reg, dokument=dok, av=av),
    ("mappe", "registrering"): lambda mappe, reg, av: _flytt_post(reg, mappe, av),
    ("mappe", "sekundaerklassifikasjon"): _sekundaer,
    ("arkivdel", "sekundaerklassifikasjonssystem"): (
        lambda arkivdel, system, av: ta_i_bruk_sekundaersystem(arkivdel, system=system, av=av)
    ),
    ("arkivdel", "klassifikasjonssystem"): (
        lambda arkivdel, system, av: velg_klassifikasjonssystem(arkivdel, system=system, av=av)
    ),
    ("arkivdel", "forrigearkivdel"): _forloeper,
    ("arkivdel", "nestearkivdel"): lambda arkivdel, neste, av: _forloeper(neste, arkivdel, av),
    ("mappe", "undermappe"): lambda over, mappe, av: flytt_mappe(mappe, over=over, av=av),
    ("mappe", "overmappe"): lambda mappe, over, av: flytt_mappe(mappe, over=over, av=av),
    ("arkiv", "overarkiv"): _overarkiv,
    ("arkiv", "underarkiv"): lambda arkiv, under, av: _overarkiv(under, arkiv, av),
}
SETTES: dict[tuple[str, str], Gjoer] = {
    ("registrering", "mappe"): _flytt_post,
    ("registrering", "saksmappe"): _flytt_post,
    ("dokumentbeskrivelse", "registrering"): _flytt_dokument,
    ("mappe", "arkivdel"): lambda sak, arkivdel, av: flytt_sak(sak, arkivdel=arkivdel, av=av),
    ("mappe", "klasse"): lambda sak, klasse, av: omklassifiser(sak, klasse=klasse, grunn=grunn(), av=av),
    ("mappe", "overmappe"): LEGGES_TIL[("mappe", "overmappe")],
    ("arkivdel", "forrigearkivdel"): _forloeper,
    ("arkivdel", "klassifikasjonssystem"): LEGGES_TIL[("arkivdel", "klassifikasjonssystem")],
    ("arkiv", "overarkiv"): _overarkiv,
    **{("kryssreferanse", rel): lambda ref, til, av: endre_kryssreferanse(ref, til=til, av=av) for rel in ("", *KRYSS)},
}
FJERNES: dict[tuple[str, str], Gjoer] = {
    ("registrering", "dokumentbeskrivelse"): lambda reg, dok, av: _loesne(dok, reg, av),
    ("dokumentbeskrivelse", "registrering"): _loesne,
    ("arkivdel", "forrigearkivdel"): lambda arkivdel, _forrige, av: _forloeper(arkivdel, None, av),
    ("arkiv", "overarkiv"): lambda arkiv, _over, av: _overarkiv(arkiv, None, av),
    ("mappe", "overmappe"): lambda mappe, _over, av: flytt_mappe(mappe, over=None, av=av),
    ("mappe", "undermappe"): lambda _over, mappe, av: flytt_mappe(mappe, over=None, av=av),
    ("mappe", "sekundaerklassifikasjon"): (
        lambda sak, klasse, av: fjern_sekundaer_klasse(sak.sekundaer_klassifikasjon.get(klasse=klasse), av=av)
    ),
    ("arkivdel", "sekundaerklassifikasjonssystem"): (
        lambda arkivdel, system, av: slutt_med_sekundaersystem(
            arkivdel.sekundaersystemer.get(klassifikasjonssystem=system), av=av
        )
    ),
}
UTEN_MAAL = frozenset({("arkivdel", "forrigearkivdel"), ("arkiv", "overarkiv"), ("mappe", "overmappe")})
