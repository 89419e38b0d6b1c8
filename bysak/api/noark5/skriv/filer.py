"""Files in and out: streamed, in one go or in pieces, compared with what was said of them (contract section 11).

No arbeid is open while bytes move: rows are read in one, the file goes to the store, and one more writes it down. So a
client that goes away in the middle leaves nothing but an orphan, which the store's own cleaning takes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from bysak.api.noark5.feil import Feil, FinnesIkke
from bysak.api.noark5.kall import Kall, enhet, i_arbeid
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.lesing import ugyldig
from bysak.api.noark5.svar import en
from bysak.api.tilgang.adresse import base
from bysak.api.tilgang.innlogget import aktoer_av
from bysak.arkivstruktur.dokumentlevering import (
    feil_ved_filen,
    hindre_for_filens_plass,
    motta_fil,
    registrer_dokumentobjekt,
)
from bysak.arkivstruktur.formater import ETTER_TYPE, UKJENT
from bysak.arkivstruktur.jobber import trekk_ut_tekst
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentobjekt
from bysak.kjerne import filtype, lager, opplasting
from bysak.kjerne.arbeid import gjeldende_virksomhet
from bysak.kjerne.hinder import ingen
from bysak.klienter.clamd import ClamdFeil

_BIT = 256 * 1024
_OMRAADE = re.compile(r"(?:bytes[ =])?\s*(\d{1,18})-(\d{1,18})/(\d{1,18})")
_UTSNITT = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_SKJEMA = ("multipart/form-data", "application/x-www-form-urlencoded")
OKTETTER = "application/octet-stream"


@dataclass(frozen=True)
class Maal:
    """What a file is for: a dokumentobjekt, or a document that gets a new one."""

    navn: str
    id: UUID


def hent(request: HttpRequest, maal: Maal) -> HttpResponseBase:
    """GET of a file, whole or a part of it; of a document the newest one. Raises `Feil` 404 or 406."""
    hvem = aktoer_av(request)
    with i_arbeid(request, hvem=hvem) as kall:
        objekt = _objekt(kall, maal)
    mime = objekt.mime_type or OKTETTER
    _krev_aksept(request, mime)
    try:
        fil = lager.aapne(hvem.kode, objekt.sjekksum)
    except lager.FilMangler as feil:
        raise Feil(404, str(feil)) from feil
    return _stroem(request, fil, objekt, mime)


def _krev_aksept(request: HttpRequest, mime: str) -> None:
    vil = [del_.partition(";")[0].strip().lower() for del_ in request.headers.get("Accept", "").split(",")]
    hva = mime.partition(";")[0].strip().lower()
    if any(vil) and not {"*/*", hva, f"{hva.partition('/')[0]}/*"} & set(vil):
        raise Feil(406, f"Filen er av typen {mime}. Be om den, eller om */*.")


def _stroem(request: HttpRequest, fil: BinaryIO, objekt: Dokumentobjekt, mime: str) -> HttpResponseBase:
    hele = objekt.filstoerrelse
    utsnitt = _utsnittet(request, hele)
    fra, til = utsnitt or (0, hele - 1)
    if utsnitt is not None and fra > til:
        fil.close()
        raise Feil(416, "Filen har ikke dette utsnittet.", {"Content-Range": f"bytes */{hele}"})
    svar: HttpResponseBase
    if request.method == "HEAD":
        fil.close()
        svar = HttpResponse(content_type=mime)
    else:
        svar = StreamingHttpResponse(_biter(fil, fra, til - fra + 1), content_type=mime)
    svar.status_code = 206 if utsnitt else 200
    svar["Content-Length"] = str(til - fra + 1)
    svar["Accept-Ranges"] = "bytes"
    svar["ETag"] = f'"{objekt.sjekksum}"'
    svar["X-Content-Type-Options"] = "nosniff"
    if utsnitt:
        svar["Content-Range"] = f"bytes {fra}-{til}/{hele}"
    return svar


def _utsnittet(request: HttpRequest, hele: int) -> tuple[int, int] | None:
    """The range that is asked for; None for all of it, also when the header cannot be read (RFC 9110)."""
    treff = _UTSNITT.fullmatch(request.headers.get("Range", "").strip())
    if not treff or treff.group(0) == "bytes=-":
        return None
    fra, til = treff.groups()
    if not fra:
        return max(hele - int(til), 0), hele - 1
    return int(fra), min(int(til), hele - 1) if til else hele - 1


def _biter(fil: BinaryIO, fra: int, antall: int) -> Iterator[bytes]:
    with fil:
        fil.seek(fra)
        while antall and (bit := fil.read(min(_BIT, antall))):
            antall -= len(bit)
            yield bit


def send(request: HttpRequest, maal: Maal) -> HttpResponse:
    """POST of a file in one go, or the beginning of one that comes in pieces."""
    lengde, stor = _tall(request, "CONTENT_LENGTH"), _tall(request, "HTTP_X_UPLOAD_CONTENT_LENGTH")
    if stor is not None and not lengde:
        return _begynn(request, maal, stor)
    if request.content_type in _SKJEMA:
        raise Feil(415, "Send filens egne byte med filens egen Content-Type, ikke et skjema.")
    if not lengde:
        raise Feil(400, "Send filen med Content-Length.")
    if 0 < settings.BYSAK_API_BULKGRENSE < lengde:
        raise Feil(403, "Filen er for stor til å sendes i ett. Send den i deler, som standarden sier.")
    hvem = aktoer_av(request)
    with i_arbeid(request, hvem=hvem) as kall:
        _krev_plass(kall, maal)
    lagret = _lagre(hvem.kode, request)
    if lagret.stoerrelse != lengde:
        raise Feil(400, "Overføringen ble brutt. Send filen på nytt.")
    return _skriv_ned(request, hvem.kode, maal, lagret, _mime(request))[0]


def _begynn(request: HttpRequest, maal: Maal, stor: int) -> HttpResponse:
    hvem = aktoer_av(request)
    with i_arbeid(request, hvem=hvem) as kall:
        _krev_plass(kall, maal)
    mime = request.headers.get("X-Upload-Content-Type", "").strip()
    ny = opplasting.begynn(
        hvem.kode, hva=f"{maal.navn}/{maal.id}", eier=str(hvem.aktoer.bruker_id), mime=mime, stoerrelse=stor
    )
    svar = HttpResponse(status=200)
    svar["Location"] = _adresse(base(request), maal, ny)
    svar["Content-Length"] = "0"
    del svar.headers["Content-Type"]
    return svar


def _adresse(rot: str, maal: Maal, ny: opplasting.Opplasting) -> str:
    return f"{rot}api/arkivstruktur/{maal.navn}/{maal.id}/fil/{ny.nummer}/"


def fortsett(request: HttpRequest, maal: Maal, nummer: str) -> HttpResponse:
    """PUT of one piece. The last one gives the dokumentobjekt; the others say how far it has come."""
    hvem = aktoer_av(request)
    try:
        paa_vei = opplasting.finn(hvem.kode, nummer)
    except opplasting.Ukjent:
        raise FinnesIkke from None
    if paa_vei.eier != str(hvem.aktoer.bruker_id) or paa_vei.hva != f"{maal.navn}/{maal.id}":
        raise FinnesIkke
    fra, til, hele = _delen(request)
    if hele != paa_vei.stoerrelse or not fra <= til < hele:
        raise Feil(400, "Content-Range passer ikke med størrelsen som er oppgitt.")
    if paa_vei.ferdig:
        return _igjen(request, paa_vei, siste=til == hele - 1)
    try:
        kommet = opplasting.legg_til(hvem.kode, paa_vei, request, fra=fra, antall=til - fra + 1)
    except opplasting.Brudd as brudd:
        if brudd.har == til + 1 < hele:  # here already: its answer got lost
            return _mottatt(request, maal, paa_vei, brudd.har)
        omraade = {"Range": f"0-{brudd.har - 1}"} if brudd.har else {}
        raise Feil(400, f"Delen passer ikke. {brudd.har} byte er mottatt; fortsett der.", omraade) from None
    except opplasting.Ukjent:
        raise FinnesIkke from None
    if kommet < hele:
        return _mottatt(request, maal, paa_vei, kommet)
    lagret = _fullfoer(hvem.kode, paa_vei)
    try:
        svar, objekt_id = _skriv_ned(request, hvem.kode, maal, lagret, paa_vei.mime)
    except BaseException:
        opplasting.glem(hvem.kode, paa_vei)
        raise
    opplasting.noter_ferdig(hvem.kode, paa_vei, objekt_id)
    return svar


def _igjen(request: HttpRequest, paa_vei: opplasting.Opplasting, *, siste: bool) -> HttpResponse:
    """The last piece once more: what was answered the first time, since the client may not have got it."""
    if not siste:
        raise FinnesIkke
    with i_arbeid(request) as kall:
        return _vist(kall, UUID(paa_vei.ferdig))


def _mottatt(request: HttpRequest, maal: Maal, paa_vei: opplasting.Opplasting, kommet: int) -> HttpResponse:
    svar = HttpResponse(status=200)
    svar["Location"] = _adresse(base(request), maal, paa_vei)
    svar["Range"] = f"0-{kommet - 1}"
    svar["Content-Length"] = "0"
    del svar.headers["Content-Type"]
    return svar


def _delen(request: HttpRequest) -> tuple[int, int, int]:
    treff = _OMRAADE.fullmatch(request.headers.get("Content-Range", "").strip())
    if not treff:
        raise Feil(400, "Send Content-Range som fra-til/hele, for eksempel 0-1048575/5242880.")
    fra, til, hele = map(int, treff.groups())
    if _tall(request, "CONTENT_LENGTH") not in (None, til - fra + 1):
        raise Feil(400, "Content-Length og Content-Range sier ikke det samme.")
    return fra, til, hele


def _tall(request: HttpRequest, navn: str) -> int | None:
    raa = str(request.META.get(navn, "")).strip()
    if not raa:
        return None
    if not raa.isascii() or not raa.isdigit() or len(raa) > 18:
        raise Feil(400, "Lengden må være et helt antall byte.")
    return int(raa)


def _mime(request: HttpRequest) -> str:
    return str(request.META.get("CONTENT_TYPE", "")).strip()[:120]


def _lagre(kode: str, request: HttpRequest) -> lager.Lagret:
    try:
        return lager.lagre(kode, request)  # type: ignore[arg-type]
    except lager.LagerFeil as feil:
        raise Feil(422, str(feil)) from feil


def _krev_uten_virus(kode: str, lagret: lager.Lagret) -> None:
    """Nothing that has not been scanned, or that has something in it, becomes a document. Outside an arbeid.

    A refused file is an orphan of the store, which its own cleaning takes. Raises `Feil` 422, or 503 without an answer.
    """
    if settings.BYSAK_CLAMD is None:
        return
    try:
        with lager.aapne(kode, lagret.sha256) as fil:
            svar = settings.BYSAK_CLAMD.skann(fil)
    except ClamdFeil as feil:
        setning = "Virusskanneren svarer ikke, og filen er ikke tatt imot. Send den på nytt om litt."
        raise Feil(503, setning, {"Retry-After": "60"}) from feil
    if svar.funn:
        raise Feil(422, f"Virusskanneren fant {svar.funn} i filen. Den er ikke tatt imot.")
    if svar.uskannbar:
        raise Feil(422, "Virusskanneren kan ikke se inn i filen. Send den uten passord, eller mindre.")


def _fullfoer(kode: str, paa_vei: opplasting.Opplasting) -> lager.Lagret:
    try:
        return opplasting.fullfoer(kode, paa_vei)
    except opplasting.Ukjent:
        raise FinnesIkke from None
    except lager.LagerFeil as feil:
        raise Feil(422, str(feil)) from feil


def _objekt(kall: Kall, maal: Maal) -> Dokumentobjekt:
    hvilken = {"pk": maal.id} if maal.navn == "dokumentobjekt" else {"dokumentbeskrivelse_id": maal.id}
    rader = RESSURSER["dokumentobjekt"].grunn(kall.av).filter(**hvilken).exclude(referanse_dokumentfil="")
    objekt: Dokumentobjekt | None = rader.order_by("-versjonsnummer", "variantformat").first()
    if objekt is None:
        raise FinnesIkke
    return objekt


def _krev_plass(kall: Kall, maal: Maal) -> Any:
    """What the file is for, when it is there and has room for one. Raises `FinnesIkke` or `Hindret`."""
    rad = RESSURSER[maal.navn].grunn(kall.av).filter(pk=maal.id).first()
    if rad is None:
        raise FinnesIkke
    if isinstance(rad, Dokumentobjekt):
        ingen(hindre_for_filens_plass(rad))
    return rad


def _skriv_ned(
    request: HttpRequest, kode: str, maal: Maal, lagret: lager.Lagret, mime: str
) -> tuple[HttpResponse, str]:
    """The file is in the store: give it to its dokumentobjekt, unless it is another one than was said.

    Returns the answer, and the id of the dokumentobjekt.
    """
    _krev_uten_virus(kode, lagret)
    with lager.aapne(kode, lagret.sha256) as fil:
        slag = filtype.bestem(fil.read(64 * 1024), "", mime).mime
    with i_arbeid(request, "api fil") as kall:
        rad = _krev_plass(kall, maal)
        objekt = rad
        if isinstance(rad, Dokumentbeskrivelse):
            objekt = registrer_dokumentobjekt(rad, format=ETTER_TYPE.get(slag, UKJENT), av=kall.av)
        feil = feil_ved_filen(objekt, lagret, mime, slag)
        if feil:
            raise ugyldig([("fil", setning) for setning in feil])
        objekt = motta_fil(objekt, lagret=lagret, mime=mime, slag=slag, av=kall.av)
        trekk_ut_tekst.defer(virksomhet_id=gjeldende_virksomhet(), dokumentobjekt_id=str(objekt.pk))
        return _vist(kall, objekt.pk), str(objekt.pk)


def _vist(kall: Kall, objekt_id: UUID) -> HttpResponse:
    vist = en(RESSURSER["dokumentobjekt"], objekt_id, kall.av, kall.kontekst)
    return enhet(vist, 201, f"{kall.kontekst.base}api/arkivstruktur/dokumentobjekt/{objekt_id}/")
