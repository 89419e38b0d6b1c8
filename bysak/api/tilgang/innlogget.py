"""Who asks: the one question that every request of the interface begins with, before any arbeid is open."""

import base64
import binascii
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from bysak.api.tilgang import ekstern
from bysak.api.tilgang.avvist import IkkeInnlogget
from bysak.api.tilgang.grenser import tell
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.adgang import hvem, velg_virksomhet
from bysak.organisasjon.innlogging import Avvist, logg_paa
from bysak.organisasjon.tilgang import aktoer_for
from bysak.organisasjon.totrinn import krev_at_passord_er_nok

DENNE_MASKINEN = ("127.0.0.1", "::1")
UTFORDRING = 'Bearer realm="noark5"'
UGYLDIG = f'{UTFORDRING}, error="invalid_token"'
BASIC = 'Basic realm="noark5", charset="UTF-8"'


@dataclass(frozen=True)
class Innlogget:
    """Who acts, in which virksomhet (its number and code), through which client."""

    aktoer: Aktoer
    virksomhet: int
    kode: str
    klient: str


def aktoer_av(request: HttpRequest) -> Innlogget:
    """Who this request speaks for, found in one query.

    Raises `IkkeInnlogget` when nobody is known, `ForMangeKall` when the client asks too often.
    """
    inne = _finn(request)
    # By whom it acts as: what a client calls itself, it can change for every token.
    tell(str(inne.aktoer.bruker_id))
    return inne


def _finn(request: HttpRequest) -> Innlogget:
    slag, _mellomrom, resten = request.headers.get("Authorization", "").partition(" ")
    if slag.lower() == "bearer" and resten:
        return _med_token(resten.strip())
    if slag.lower() == "basic" and basic_er_paa(request):
        return _med_basic(request, resten)
    raise IkkeInnlogget("Logg inn først: hent et token.", BASIC if basic_er_paa(request) else UTFORDRING)


def basic_er_paa(request: HttpRequest) -> bool:
    """Is name and password in every request let in? Only when a setting says so, and never in the clear."""
    kryptert = settings.BAK_TLS or request.is_secure() or request.META.get("REMOTE_ADDR") in DENNE_MASKINEN
    return bool(settings.BYSAK_API_BASIC and kryptert)


def _med_token(token: str) -> Innlogget:
    # Ours have no dots; a signed one has two.
    utenfra = settings.BYSAK_OIDC_UTSTEDER and token.count(".") == 2
    treff = ekstern.hvem(token, UGYLDIG) if utenfra else hvem(token)
    if treff is None:
        raise IkkeInnlogget("Tokenet gjelder ikke, eller er utløpt. Hent et nytt.", UGYLDIG)
    return Innlogget(treff.aktoer, treff.virksomhet, treff.kode, treff.klient)


def _med_basic(request: HttpRequest, innhold: str) -> Innlogget:
    try:
        navn, _kolon, passord = base64.b64decode(innhold, validate=True).decode().partition(":")
        bruker = logg_paa(navn, passord, adresse=request.META.get("REMOTE_ADDR", ""))
        krev_at_passord_er_nok(bruker)
    except (binascii.Error, UnicodeDecodeError):
        raise IkkeInnlogget("Innloggingen kunne ikke leses.", BASIC) from None
    except Avvist as nei:
        raise IkkeInnlogget(str(nei), BASIC) from None
    av = aktoer_for(bruker)
    hvor = velg_virksomhet(av)
    if hvor is None:
        raise IkkeInnlogget("Brukeren har ingen rolle.", BASIC)
    return Innlogget(av.bare_i(hvor.pk), hvor.pk, hvor.kode, bruker.brukernavn)
