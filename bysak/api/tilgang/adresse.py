"""Where the interface is, as the client sees it: every href and the issuer's name begin with it."""

from django.conf import settings
from django.http import HttpRequest

ROT = "/noark5v5/"


def base(request: HttpRequest) -> str:
    """The service's main address, with its last slash; the host is one of `ALLOWED_HOSTS`."""
    skjema = "https" if settings.BAK_TLS else request.scheme
    return f"{skjema}://{request.get_host()}{ROT}"


def utsteder(request: HttpRequest) -> str:
    """The name of our own login server (OpenID Connect Discovery 4.1: without the last slash)."""
    return base(request).rstrip("/")
