"""Tokens of an external provider, when a setting names one: verified here, and given the roles that Bysak has."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import structlog
from django.conf import settings

from bysak.api.tilgang.avvist import AvvistKall, IkkeInnlogget
from bysak.kjerne.tekstvask import rens
from bysak.klienter.oidc import Leverandoer, LeverandoerenSvarerIkke, UgyldigToken
from bysak.organisasjon.adgang import Treff, velg_virksomhet
from bysak.organisasjon.models import Bruker
from bysak.organisasjon.tilgang import aktoer_for

logg = structlog.get_logger("bysak.api")
VIRKSOMHET = "virksomhet"


@cache
def _leverandoer(utsteder: str, publikum: str) -> Leverandoer:
    return Leverandoer(utsteder, publikum)


def leverandoer() -> Leverandoer | None:
    """The provider that is set up, if one is."""
    utsteder = settings.BYSAK_OIDC_UTSTEDER
    return _leverandoer(utsteder, settings.BYSAK_OIDC_PUBLIKUM) if utsteder else None


def oppsett() -> dict[str, Any] | None:
    """The provider's discovery document, when one is set up. Raises `AvvistKall` when it does not answer."""
    valgt = leverandoer()
    try:
        return valgt.oppsett() if valgt else None
    except LeverandoerenSvarerIkke as feil:
        raise _borte(feil) from None


def hvem(token: str, utfordring: str) -> Treff:
    """Who an external token speaks for, with the roles in one virksomhet. Raises `IkkeInnlogget` or `AvvistKall`.

    The virksomhet is the claim `virksomhet`, else where the person is employed.
    """
    valgt = leverandoer()
    assert valgt
    try:
        krav = valgt.krav(token)
    except UgyldigToken as feil:
        logg.info("ugyldig eksternt token", grunn=type(feil).__name__)
        raise IkkeInnlogget("Tokenet gjelder ikke, eller er utløpt. Hent et nytt.", utfordring) from None
    except LeverandoerenSvarerIkke as feil:
        raise _borte(feil) from None
    bruker = _registrert(krav)
    av = aktoer_for(bruker, sterk=krav.get("acr") in settings.BYSAK_OIDC_STERK_ACR)
    hvor = velg_virksomhet(av, str(krav.get(VIRKSOMHET, "")))
    if hvor is None:
        # Known to the provider and here: logging in again would not help.
        raise AvvistKall(403, f"{bruker.navn} har ingen rolle her. Be systemforvalteren om en.")
    return Treff(
        av.bare_i(hvor.pk), hvor.pk, hvor.kode, str(krav.get("azp") or krav.get("client_id") or "ekstern")[:80]
    )


def _registrert(krav: Mapping[str, Any]) -> Bruker:
    """The one that the token is about. Nobody comes into being by logging in: roles are given by name (krav 4.3.1),
    and the database asks for them again when something is written. Raises `AvvistKall`.
    """
    felt = settings.BYSAK_OIDC_BRUKERFELT
    navn = str(krav.get(felt) or "").strip().lower()
    if not navn:
        raise AvvistKall(403, f"Tokenet sier ikke hvem det gjelder: «{felt}» mangler.")
    bruker = Bruker.objects.filter(brukernavn=navn, is_active=True, er_system=False).first()
    if bruker is None:
        logg.info("ukjent ekstern bruker")
        hvem = rens(navn)[:60]
        setning = f"{hvem} er ikke registrert i Bysak. Be systemforvalteren registrere brukernavnet og gi en rolle."
        raise AvvistKall(403, setning)
    return bruker


def _borte(feil: Exception) -> AvvistKall:
    logg.warning("innloggingsleverandøren svarer ikke", grunn=str(feil))
    return AvvistKall(503, "Innloggingen svarer ikke nå. Prøv igjen om litt.", {"Retry-After": "30"})
