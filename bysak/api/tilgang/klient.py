"""A client as the login server sees it: one of the registered, or one that nobody knows."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from authlib.oauth2.rfc6749 import ClientMixin
from django.conf import settings

from bysak.organisasjon.integrasjoner import MASKINEN, finn_integrasjon, noekkelen_stemmer
from bysak.organisasjon.models import Integrasjon

OMFANG = ("openid", "profile", "offline_access", "noark5")
VIRKSOMHET = "virksomhet:"
UTEN_NAVN = "uten-navn"


@dataclass(frozen=True)
class Klient(ClientMixin):  # type: ignore[misc]
    """What a client may do. An unknown one proves nothing about itself, so it can only carry a person's password."""

    client_id: str
    integrasjon: Integrasjon | None = None

    @property
    def er_maskin(self) -> bool:
        """Does it act by itself?"""
        return self.integrasjon is not None and self.integrasjon.bruker_id is not None

    def get_client_id(self) -> str:
        """Its id."""
        return self.client_id

    def get_default_redirect_uri(self) -> str | None:
        """Where people are sent back to when nothing is said, if there is one place only."""
        adresser = self.integrasjon.returadresser if self.integrasjon else []
        return adresser[0] if len(adresser) == 1 else None

    def get_allowed_scope(self, scope: str | None) -> str:
        """Of what is asked for, what means something here; the rest is passed over (RFC 6749, 3.3)."""
        return " ".join(s for s in (scope or "").split() if s in OMFANG or s.startswith(VIRKSOMHET))

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        """Is it one of the registered addresses? On a person's own machine the port is free (RFC 8252, 7.3)."""
        adresser = self.integrasjon.returadresser if self.integrasjon else []
        return any(_samme(adresse, redirect_uri) for adresse in adresser)

    def check_client_secret(self, client_secret: str) -> bool:
        """Is it the client's key?"""
        return self.integrasjon is not None and noekkelen_stemmer(self.integrasjon, client_secret)

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        """May it show who it is in this way? A client with a key must use it, wherever it puts it."""
        har_noekkel = self.integrasjon is not None and bool(self.integrasjon.noekkelhash)
        return (method == "none") != har_noekkel

    def check_response_type(self, response_type: str) -> bool:
        """May people log in through it?"""
        return response_type == "code" and self.integrasjon is not None and not self.er_maskin

    def check_grant_type(self, grant_type: str) -> bool:
        """May it get tokens in this way?"""
        if self.er_maskin:
            return grant_type == "client_credentials"
        if grant_type == "password":
            return bool(settings.BYSAK_API_PASSORDTILDELING)
        return grant_type == "refresh_token" or (grant_type == "authorization_code" and self.integrasjon is not None)


def finn_klient(klient_id: str) -> Klient:
    """The client with this id, registered or not; what an unknown one may do is decided by its grant."""
    return Klient(klient_id[:80] or UTEN_NAVN, finn_integrasjon(klient_id))


def _samme(registrert: str, oppgitt: str) -> bool:
    if registrert == oppgitt:
        return True
    try:
        a, b = urlsplit(registrert), urlsplit(oppgitt)
        return a.hostname in MASKINEN and a._replace(netloc=a.hostname or "") == b._replace(netloc=b.hostname or "")
    except ValueError:
        return False
