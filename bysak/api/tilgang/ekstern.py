"""Tokens of an external provider, when a setting names one: verified here, and given the roles that Bysak has."""

from functools import cache
from typing import Any

import structlog
from django.conf import settings
from django.utils.translation import gettext as _

from bysak.api.tilgang.avvist import AvvistKall, IkkeInnlogget
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
        raise IkkeInnlogget(_("Tokenet gjelder ikke, eller er utløpt. Hent et nytt."), utfordring) from None
    except LeverandoerenSvarerIkke as feil:
        raise _borte(feil) from None
    navn = str(krav.get(settings.BYSAK_OIDC_BRUKERFELT, "")).strip().lower()
    bruker = Bruker.objects.filter(brukernavn=navn, is_active=True, er_system=False).first()
    av = aktoer_for(bruker, sterk=krav.get("acr") in settings.BYSAK_OIDC_STERK_ACR) if bruker else None
    hvor = velg_virksomhet(av, str(krav.get(VIRKSOMHET, ""))) if av else None
    if av is None or hvor is None:
        # Known to the provider, not here: logging in again would not help.
        raise AvvistKall(403, _("Brukeren har ingen rolle i Bysak. Be systemforvalteren om en."))
    return Treff(
        av.bare_i(hvor.pk), hvor.pk, hvor.kode, str(krav.get("azp") or krav.get("client_id") or "ekstern")[:80]
    )


def _borte(feil: Exception) -> AvvistKall:
    logg.warning("innloggingsleverandøren svarer ikke", grunn=str(feil))
    return AvvistKall(503, _("Innloggingen svarer ikke nå. Prøv igjen om litt."), {"Retry-After": "30"})
