"""What a desktop program can do with the one file that it has on loan: read it, lock it, save it, let go of it."""

import tempfile
from collections.abc import Callable
from typing import IO, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import Error
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import http_date

from bysak.arkivstruktur.jobber import gjoer_opp
from bysak.arkivstruktur.models import Redigering
from bysak.arkivstruktur.redigering import bruk, laas_for_program, lagre_mellomversjon
from bysak.kjerne import lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from bysak.web.dav import hoder, xmlsvar
from bysak.web.dav.adgang import Adgang, Borte
from bysak.web.sak.inntak import MAKS_BYTES, Mottatt, ta_imot

METODER = "OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, LOCK, UNLOCK, PUT"
T = TypeVar("T")
_BIT = 256 * 1024
_AVVIST = {"inntak.stor": 413, "inntak.skanner": 503, "inntak.lager": 507}
_VERB = "rediger i program"


def utfoer(adgang: Adgang, request: HttpRequest) -> HttpResponseBase:
    """Do what the method says. Raises `Borte`, `UgyldigXml` or PermissionDenied."""
    gjoer = _METODER.get(request.method or "")
    if gjoer is None:
        return HttpResponse(status=403 if request.method in _NEI else 405, headers={"Allow": METODER})
    if adgang.navn == "" and request.method in ("GET", "HEAD"):  # LibreOffice asks whether it is there before it saves
        _laanet(adgang)
        return HttpResponse()
    if not adgang.er_filen and not (adgang.navn == "" and request.method == "PROPFIND"):
        # Programs' own notes of who has what open are not documents: they go on without them.
        if request.method in ("PUT", "LOCK"):
            return HttpResponse(status=403)
        raise Borte
    return gjoer(adgang, request)


def _om(request: HttpRequest) -> str:
    return request.headers.get("If", "")[:2000]


def _kroppen(request: HttpRequest) -> bytes:
    return request.read(hoder.MAKS_XML + 1)


def _i_arbeid(adgang: Adgang, gjoer: Callable[[], T]) -> T:
    """Once more when somebody was at the same document at the same moment: the rules have an answer then."""

    def en_gang() -> T:
        with arbeid(som=adgang.aktoer, i=adgang.virksomhet, verb=_VERB):
            return gjoer()

    try:
        return en_gang()
    except Error as feil:
        if not er_databasefeil_fra_vernet(feil):
            raise
        return en_gang()


def _laanet(adgang: Adgang) -> Redigering:
    """The loan as it stands, for one who only reads. Raises `Borte` when it is no longer this program's."""
    redigering, med = _i_arbeid(adgang, lambda: bruk(adgang.redigering, av=adgang.aktoer))
    if not med:
        raise Borte
    return redigering


def _hent(adgang: Adgang, request: HttpRequest) -> HttpResponseBase:
    redigering = _laanet(adgang)
    try:
        fil = lager.aapne(adgang.virksomhet.kode, redigering.sjekksum)
    except lager.FilMangler as feil:
        raise Borte from feil
    svar: HttpResponseBase = FileResponse(fil, content_type=redigering.mime_type)
    if request.method == "HEAD":
        fil.close()
        svar = HttpResponse(content_type=redigering.mime_type)
    svar.headers["Content-Length"] = str(redigering.filstoerrelse)
    svar.headers["ETag"] = hoder.etag(redigering)
    svar.headers["Last-Modified"] = http_date(redigering.lagret_tid.timestamp())
    return svar


def _egenskaper(adgang: Adgang, request: HttpRequest) -> HttpResponse:
    spurt = hoder.les_xml(_kroppen(request))
    redigering, mappen = _laanet(adgang), adgang.navn == ""
    dybde = request.headers.get("Depth", "1" if mappen else "0")
    return xmlsvar.egenskaper(redigering, adgang.virksomhet.kode, spurt, mappen=mappen, dybde=dybde)


def _sett(adgang: Adgang, request: HttpRequest) -> HttpResponse:
    spurt = hoder.les_xml(_kroppen(request))
    if not hoder.har_noekkelen(_om(request), _laanet(adgang)):
        return xmlsvar.opptatt()
    return xmlsvar.satt(request.path_info, spurt)


def _laas(adgang: Adgang, request: HttpRequest) -> HttpResponse:
    """A new lock when there is a body that asks for one, else more time on the one that the If header names."""
    spurt, om = hoder.les_xml(_kroppen(request)), _om(request)
    if spurt is not None and spurt.find(f".//{{{hoder.DAV}}}exclusive") is None:
        return HttpResponse(status=409)
    merker = hoder.merkene(om)
    laas = merker[0] if spurt is None and merker else f"opaquelocktoken:{uuid4()}"

    def naar(redigering: Redigering) -> bool:
        return not redigering.laast if spurt is not None else redigering.laas == laas

    red, av, tid = adgang.redigering, adgang.aktoer, hoder.sekunder(request.headers.get("Timeout", ""))
    gitt = _i_arbeid(adgang, lambda: laas_for_program(red, laas_=laas, sekunder=tid, naar=naar, av=av))
    if gitt is None:
        return xmlsvar.opptatt() if spurt is not None else HttpResponse(status=412)
    return xmlsvar.laast(gitt, request.path_info, ny=spurt is not None)


def _laas_opp(adgang: Adgang, request: HttpRequest) -> HttpResponse:
    """The program has closed the file: what was saved becomes a version at once."""
    redigering = _laanet(adgang)
    if not redigering.laas or request.headers.get("Lock-Token", "").strip() != f"<{redigering.laas}>":
        return HttpResponse(status=409)
    gjoer_opp(redigering, Redigering.Slutt.LUKKET)
    return HttpResponse(status=204)


class _Vilkaar:
    """What a saving depends on, and how the program is told when it does not hold."""

    status = 423

    def __init__(self, request: HttpRequest) -> None:
        self.om, self.treff = _om(request), request.headers.get("If-Match", "")

    def __call__(self, redigering: Redigering) -> bool:
        if not hoder.har_noekkelen(self.om, redigering):
            return False
        holder = hoder.holder(self.om, redigering) and hoder.samme(self.treff, redigering)
        self.status = 423 if holder else 412
        return holder


def _lagre(adgang: Adgang, request: HttpRequest) -> HttpResponse:
    """The whole file anew. It is kept in every case; whether it is the loan's newest, the answer says."""
    lengde = request.META.get("CONTENT_LENGTH", "")
    if not lengde.isdecimal() or "HTTP_CONTENT_RANGE" in request.META:
        return HttpResponse(status=400 if lengde else 411)
    if int(lengde) > MAKS_BYTES:
        return HttpResponse(status=413)
    red, av = adgang.redigering, adgang.aktoer
    _i_arbeid(adgang, lambda: bruk(red, av=av))  # one who may not is stopped before the bytes
    mottatt = _ta_imot(adgang, request, int(lengde))
    if isinstance(mottatt, int):
        return HttpResponse(status=mottatt)
    naar, lagret = _Vilkaar(request), mottatt.lagret
    lagt = _i_arbeid(adgang, lambda: lagre_mellomversjon(red, lagret=lagret, naar=naar, av=av))
    if lagt.til_side:
        return xmlsvar.opptatt() if naar.status == 423 else HttpResponse(status=412)
    return HttpResponse(status=204, headers={"ETag": f'"{mottatt.sha256}"'})


def _ta_imot(adgang: Adgang, request: HttpRequest, lengde: int) -> Mottatt | int:
    """Take in the body as any other file; a status when it is not all of one, not wanted, or of another kind."""
    red = adgang.redigering
    with tempfile.SpooledTemporaryFile(settings.FILE_UPLOAD_MAX_MEMORY_SIZE, "w+b") as fil:
        if _kopier(request, fil) != lengde:
            return 400
        fil.seek(0)
        opplastet = UploadedFile(fil, name=red.filnavn, content_type=red.mime_type, size=lengde)
        try:
            mottatt = ta_imot(adgang.virksomhet.kode, opplastet)
        except Hindret as nei:
            return _AVVIST.get(nei.hindre[0].kode, 403)
    return mottatt if mottatt.mime == red.mime_type else 415


def _kopier(request: HttpRequest, fil: IO[bytes]) -> int:
    antall = 0
    try:
        while bit := request.read(_BIT):
            antall += fil.write(bit)
    except OSError:  # the program went away in the middle
        return -1
    return antall


_METODER: dict[str, Callable[[Adgang, HttpRequest], HttpResponseBase]] = {
    "GET": _hent, "HEAD": _hent, "PROPFIND": _egenskaper, "PROPPATCH": _sett, "LOCK": _laas, "UNLOCK": _laas_opp,
    "PUT": _lagre,
}  # fmt: skip
# What would put other files here, or take this one away: the archive decides over its documents itself.
_NEI = ("DELETE", "MOVE", "COPY", "MKCOL", "POST")
