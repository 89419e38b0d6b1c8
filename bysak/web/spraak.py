"""Which of Bysak's languages a page is in, and the words of texts that were made before the reader was known.

The workspace remembers a person's choice in a cookie. The public site has none: there the choice stands first in the
address (`/en/journal`), so that it can be linked, kept and cached. Without a choice the browser's wish decides, and
without a wish it is bokmål.
"""

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

Svarer = Callable[[HttpRequest], HttpResponse]
SPRAAK: dict[str, str] = dict(settings.LANGUAGES)
_OENSKER = {"nb": "nb", "no": "nb", "nn": "nn", "en": "en"}
_I_ADRESSEN = re.compile(rf"/({'|'.join(SPRAAK)})(?=/|$)")
_LENKE = re.compile(rb'\b(href|action)="/(?!/|static/|(?:%s)(?:["/?]))' % "|".join(SPRAAK).encode())
_TALL = re.compile(r"\d+")
_SETNING = re.compile(r"(?<=[.!?]) (?=[A-ZÆØÅ])")


def _oensket(request: HttpRequest) -> str:
    for kode, _vekt in parse_accept_lang_header(request.headers.get("Accept-Language", "").lower()):
        spraak = _OENSKER.get(kode.partition("-")[0])
        if spraak:
            return spraak
    return settings.LANGUAGE_CODE


def _svar(request: HttpRequest, get_response: Svarer, spraak: str, *, valgt: bool) -> HttpResponse:
    with translation.override(spraak):
        response = get_response(request)
    response.headers.setdefault("Content-Language", spraak)
    if not valgt:
        patch_vary_headers(response, ["Accept-Language"])
    return response


def valgt_i_kake(get_response: Svarer) -> Svarer:
    """Middleware of the workspace: the language a person has chosen, else what the browser asks for."""

    def svar(request: HttpRequest) -> HttpResponse:
        valgt = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if valgt in SPRAAK:
            return _svar(request, get_response, valgt, valgt=True)
        return _svar(request, get_response, _oensket(request), valgt=False)

    return svar


def valgt_i_adressen(get_response: Svarer) -> Svarer:
    """Middleware of the public site: the language first in the address, which every link of the page then keeps."""

    def svar(request: HttpRequest) -> HttpResponse:
        funnet = _I_ADRESSEN.match(request.path_info)
        if funnet is None:
            return _svar(request, get_response, _oensket(request), valgt=False)
        request.path = request.path_info = request.path_info[funnet.end() :] or "/"
        foer = get_script_prefix()
        set_script_prefix(f"/{funnet[1]}/")
        try:
            response = _svar(request, get_response, funnet[1], valgt=True)
        finally:
            set_script_prefix(foer)
        if not response.streaming and response.headers.get("Content-Type", "").startswith("text/html"):
            response.content = _LENKE.sub(rb'\1="/%s/' % funnet[1].encode(), response.content)
        return response

    return svar


def oversatt(tekst: object) -> str:
    """A code's text, or sentences from a part of Bysak that does not know the reader, in the language of the page."""
    norsk = str(tekst)
    hel = translation.gettext(norsk)
    return hel if hel != norsk else " ".join(_setning(s) for s in _SETNING.split(norsk))


def _setning(norsk: str) -> str:
    """A sentence, also when it carries numbers: those stand as `{}` in the catalogue."""
    moenster = _TALL.sub("{}", norsk)
    annen = translation.gettext(moenster)
    return annen.format(*_TALL.findall(norsk)) if annen != moenster else translation.gettext(norsk)
