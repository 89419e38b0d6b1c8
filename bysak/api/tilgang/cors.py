"""Pages from other origins: the interface answers them, since a token and never a cookie says who asks (section 4)."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from bysak.api.tilgang.adresse import ROT

METODER = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
INN = (
    "Accept,Accept-Language,Authorization,Content-Language,Content-Range,Content-Type,ETag,If-Match,If-None-Match,Range,"
    "X-Request-ID,X-Requested-With,X-Upload-Content-Length,X-Upload-Content-Type"
)
UT = "ETag,Location,Range,Content-Range,Accept-Ranges,Content-Disposition,Content-Length,Retry-After,WWW-Authenticate"
DOEGN = str(24 * 60 * 60)


def cors(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: answer OPTIONS without a login, and let the pages of allowed origins read the rest."""

    def svar(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(ROT):
            return get_response(request)
        response = _forespurt() if request.method == "OPTIONS" else get_response(request)
        if "*" not in settings.BYSAK_API_OPPRINNELSER:
            patch_vary_headers(response, ["Origin"])
        return _med(response, _hoder(request.headers.get("Origin", "")))

    return svar


def _forespurt() -> HttpResponse:
    # Clients split the methods on the comma alone, so there is no space.
    hoder = {
        "Allow": ",".join(METODER),
        "Access-Control-Allow-Methods": ",".join(METODER),
        "Access-Control-Allow-Headers": INN,
        "Access-Control-Max-Age": DOEGN,
    }
    return HttpResponse(status=200, headers={"Content-Type": "text/plain"} | hoder)


def _med(response: HttpResponse, hoder: dict[str, str]) -> HttpResponse:
    for navn, verdi in hoder.items():
        response.headers[navn] = verdi
    return response


def _hoder(opprinnelse: str) -> dict[str, str]:
    lovlige = settings.BYSAK_API_OPPRINNELSER
    if "*" in lovlige:
        return {"Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": UT}
    if opprinnelse not in lovlige:
        return {}
    return {
        "Access-Control-Allow-Origin": opprinnelse,
        "Access-Control-Expose-Headers": UT,
    }
