"""The endpoint of form systems: a message with files, in one request or with large files sent beforehand in pieces.

A client of the interface with the right to send in (`Rett.SENDE_INN`) gets its token where all clients get theirs. The
header Idempotency-Key is the client's own name of the item; 201 means that it is on disk and committed.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from typing import Any, BinaryIO, cast

import msgspec
import structlog
from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from bysak.kjerne import lager, opplasting
from bysak.kjerne.boette import Boette
from bysak.kjerne.opplasting import Opplasting
from bysak.mottak.kanaler.skjema import AnnetInnhold, FeilSjekksum, Innsendtfil, Kvittering, ta_inn
from bysak.mottak.skjemamelding import Melding, feil_i
from bysak.organisasjon.adgang import Treff, hvem
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan

logg = structlog.get_logger("bysak.innsending")

MAKS_FILER = 200
HVA = "innsending"
_NOEKKEL = re.compile(r"[\x21-\x7e]{8,200}")
_OMRAADE = re.compile(r"(?:bytes[ =])?\s*(\d{1,18})-(\d{1,18})/(\d{1,18})")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
per_klient = Boette(600, 60)


class Avsender(msgspec.Struct, forbid_unknown_fields=True):
    """Who it is from."""

    navn: str
    epost: str = ""
    telefon: str = ""


class Svar(msgspec.Struct, forbid_unknown_fields=True):
    """One question of the form and what was answered."""

    navn: str
    verdi: str


class Fil(msgspec.Struct, forbid_unknown_fields=True):
    """One file: its checksum if the client will have it compared, and where it was sent if it came in pieces."""

    navn: str = ""
    mime: str = ""
    sha256: str = ""
    opplasting: str = ""


class Post(msgspec.Struct, forbid_unknown_fields=True):
    """One message as the client sends it."""

    avsender: Avsender
    emne: str
    tekst: str = ""
    saksreferanse: str = ""
    skjema: str = ""
    sendt: str = ""
    felter: list[Svar] = []
    filer: list[Fil] = []

    def som_melding(self) -> Melding:
        """The same, as the channel has it."""
        fra = self.avsender
        return Melding(
            fra.navn, fra.epost, fra.telefon, self.emne, self.tekst, self.saksreferanse, self.skjema, self.sendt,
            tuple((f.navn, f.verdi) for f in self.felter),
        )  # fmt: skip


class Feil(Exception):
    """The answer is no: a status, a sentence, headers, and the fields that must be mended."""

    def __init__(
        self, status: int, tekst: str, hoder: dict[str, str] | None = None, felter: dict[str, str] | None = None
    ) -> None:
        self.status, self.tekst, self.hoder, self.felter = status, tekst, hoder or {}, felter or {}
        super().__init__(tekst)


View = Callable[..., HttpResponse]


def doer(metode: str) -> Callable[[View], View]:
    """A view of the endpoint: one method, a token for this bydel with the right to send in, JSON for every no."""

    def pynt(view: View) -> View:
        @wraps(view)
        def svar(request: HttpRequest, bydel: str, **resten: Any) -> HttpResponse:
            try:
                if request.method != metode:
                    raise Feil(405, _("Bruk %(metode)s her.") % {"metode": metode}, {"Allow": metode})
                response = view(request, _slipp_inn(request, bydel), **resten)
            except Feil as nei:
                innhold: dict[str, Any] = {"kode": nei.status, "beskrivelse": nei.tekst}
                if nei.felter:
                    innhold["feil"] = [{"felt": n, "beskrivelse": s} for n, s in nei.felter.items()]
                response = JsonResponse(innhold, status=nei.status, headers=nei.hoder)
            except (Error, OSError, lager.LagerFeil) as feil:
                response = _vaar_feil(feil)
            response.headers["Cache-Control"] = "no-store"
            return response

        return svar

    return pynt


def _vaar_feil(feil: Exception) -> HttpResponse:
    logg.error("ikke mottatt", feil=type(feil).__name__)
    if isinstance(feil, lager.LagerFullt):
        status, tekst = 507, _("Lageret er fullt. Ingenting er mottatt. Send det samme igjen senere.")
    else:
        status, tekst = 503, _("Mottaket er ute av drift. Ingenting er kvittert. Send det samme igjen.")
    return JsonResponse({"kode": status, "beskrivelse": tekst}, status=status, headers={"Retry-After": "60"})


def _slipp_inn(request: HttpRequest, bydel: str) -> Treff:
    slag, _mellomrom, token = request.headers.get("Authorization", "").partition(" ")
    treff = hvem(token.strip()) if slag.lower() == "bearer" and token.strip() else None
    if treff is None:
        utfordring = {"WWW-Authenticate": 'Bearer realm="innsending"'}
        raise Feil(401, _("Hent et token først. Det du sendte med, mangler eller er utløpt."), utfordring)
    if treff.kode != bydel or not kan(treff.aktoer, Rett.SENDE_INN, treff.virksomhet):
        raise Feil(403, _("Tokenet gir ikke rett til å sende inn til denne virksomheten."))
    if vent := per_klient.vent(str(treff.aktoer.bruker_id)):
        raise Feil(429, _("For mange kall. Vent %(n)s sekunder.") % {"n": vent}, {"Retry-After": str(vent)})
    return treff


@doer("POST")
def poster(request: HttpRequest, inne: Treff) -> HttpResponse:
    """Receive one message. 201 the first time, 200 for the same once more, 409 for another with the same key."""
    noekkel = request.headers.get("Idempotency-Key", "")
    if not _NOEKKEL.fullmatch(noekkel):
        raise Feil(400, _("Send Idempotency-Key: 8 til 200 tegn uten mellomrom, en ny for hver melding."))
    raa = _meldingen(request)
    post = _tolket(raa)
    melding = post.som_melding()
    if feil := feil_i(melding):
        raise Feil(422, _("Noe mangler eller er feil i meldingen."), felter=feil)
    with _filene(request, post, inne) as filer:
        try:
            kvittering = ta_inn(
                Virksomhet.objects.get(pk=inne.virksomhet), melding=melding, filer=filer,
                noekkel=f"klient:{inne.aktoer.bruker_id}:{noekkel}", kilde=inne.aktoer.navn, av=inne.aktoer, raa=raa,
            )  # fmt: skip
        except AnnetInnhold:
            raise Feil(409, _("Nøkkelen er brukt før, for en melding med et annet innhold.")) from None
        except FeilSjekksum as annen:
            tekst = _("Fil nummer %(nr)s har en annen sjekksum enn den som er oppgitt. Send den på nytt.")
            raise Feil(422, tekst % {"nr": annen.nr}) from None
    logg.info("mottatt", virksomhet=inne.virksomhet, filer=len(filer), ny=kvittering.er_ny)
    return JsonResponse(_kvittert(kvittering, inne), status=201 if kvittering.er_ny else 200)


def _kvittert(kvittering: Kvittering, inne: Treff) -> dict[str, Any]:
    return {
        "kvittering": kvittering.nummer,
        "mottatt": kvittering.mottatt.isoformat(),
        "virksomhet": inne.kode,
        "filer": kvittering.filer,
    }


def _meldingen(request: HttpRequest) -> bytes:
    """The bytes of the message: the whole body, or the part `melding` of a form."""
    if request.content_type == "application/json":
        return request.body
    if request.content_type != "multipart/form-data":
        raise Feil(415, _("Send application/json, eller multipart/form-data med delene «melding» og «fil»."))
    if (som_fil := request.FILES.get("melding")) is not None:
        return cast(bytes, som_fil.read(settings.DATA_UPLOAD_MAX_MEMORY_SIZE))
    return request.POST.get("melding", "").encode(errors="replace")


def _tolket(raa: bytes) -> Post:
    try:
        return msgspec.json.decode(raa, type=Post)
    except msgspec.ValidationError as feil:
        sted = str(feil).rpartition("`")[0].rpartition("`")[2] if "`" in str(feil) else ""
        raise Feil(422, _("Meldingen har ikke feltene den skal ha, eller et felt er av feil slag: %(sted)s")
                   % {"sted": sted or "$"}) from None  # fmt: skip
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Feil(400, _("Meldingen er ikke gyldig JSON i UTF-8.")) from None


@contextmanager
def _filene(request: HttpRequest, post: Post, inne: Treff) -> Iterator[list[Innsendtfil]]:
    """The files in the order that the message names them: those in the request, and those sent beforehand."""
    deler = request.FILES.getlist("fil")
    oppgitt = post.filer or [Fil() for _del in deler]
    if len(deler) != sum(not f.opplasting for f in oppgitt):
        raise Feil(422, _("Meldingen nevner et annet antall filer enn det som er sendt."))
    if len(oppgitt) > MAKS_FILER:
        raise Feil(413, _("Det er flere enn %(n)s filer. Del dem på flere meldinger.") % {"n": MAKS_FILER})
    if any(f.sha256 and not _SHA256.fullmatch(f.sha256) for f in oppgitt):
        raise Feil(422, _("En sjekksum er ikke en SHA-256: 64 heksadesimale sifre."))
    resten = iter(deler)
    with ExitStack() as aapne:
        yield [_opplastet(f, inne, aapne) if f.opplasting else _sendt(f, next(resten)) for f in oppgitt]


def _sendt(oppgitt: Fil, del_: Any) -> Innsendtfil:
    mime = oppgitt.mime or del_.content_type or ""
    return Innsendtfil(oppgitt.navn or del_.name or "", mime, cast(BinaryIO, del_.file), oppgitt.sha256)


def _opplastet(oppgitt: Fil, inne: Treff, aapne: ExitStack) -> Innsendtfil:
    paa_vei = _opplastingen(inne, oppgitt.opplasting)
    if not paa_vei.ferdig:
        raise Feil(409, _("En av filene er ikke ferdig sendt. Send resten av den først."))
    fil = aapne.enter_context(lager.aapne(inne.kode, paa_vei.ferdig))
    return Innsendtfil(oppgitt.navn, oppgitt.mime or paa_vei.mime, fil, oppgitt.sha256)


@doer("POST")
def begynn(request: HttpRequest, inne: Treff) -> HttpResponse:
    """Begin a large file: its size in X-Upload-Content-Length. The answer's Location is where its pieces go."""
    stoerrelse = request.headers.get("X-Upload-Content-Length", "")
    if not re.fullmatch(r"[1-9][0-9]{0,17}", stoerrelse):
        raise Feil(400, _("Send X-Upload-Content-Length med filens størrelse i byte."))
    if int(stoerrelse) > settings.BYSAK_INNSENDING_FIL_MB << 20:
        grense = {"mb": settings.BYSAK_INNSENDING_FIL_MB}
        raise Feil(413, _("Filen er større enn %(mb)s MB, som er det største som tas imot.") % grense)
    mime = request.headers.get("X-Upload-Content-Type", "")[:120]
    ny = opplasting.begynn(inne.kode, hva=HVA, eier=str(inne.aktoer.bruker_id), mime=mime, stoerrelse=int(stoerrelse))
    return JsonResponse({"opplasting": ny.nummer}, status=201, headers={"Location": f"{request.path}/{ny.nummer}"})


@doer("PUT")
def fortsett(request: HttpRequest, inne: Treff, nummer: str) -> HttpResponse:
    """One piece of a large file, from where the last one ended. Says how much is here; the last one, its checksum."""
    paa_vei = _opplastingen(inne, nummer)
    fra, til, hele = _delen(request)
    if hele != paa_vei.stoerrelse or not fra <= til < hele:
        raise Feil(400, _("Content-Range passer ikke med størrelsen som er oppgitt."))
    if paa_vei.ferdig:
        return _kommet(paa_vei, hele)
    try:
        kommet = opplasting.legg_til(inne.kode, paa_vei, request, fra=fra, antall=til - fra + 1)
    except opplasting.Brudd as brudd:
        if brudd.har != til + 1:
            tekst = _("Delen passer ikke. %(n)s byte er mottatt; fortsett der.") % {"n": brudd.har}
            raise Feil(416, tekst, {"Range": f"0-{brudd.har - 1}"} if brudd.har else {}) from None
        kommet = brudd.har  # here already: its answer got lost
    except opplasting.Ukjent:
        raise _ukjent() from None
    if kommet == hele:
        lagret = opplasting.fullfoer(inne.kode, paa_vei)
        opplasting.noter_ferdig(inne.kode, paa_vei, lagret.sha256)
        paa_vei = opplasting.finn(inne.kode, nummer)
    return _kommet(paa_vei, kommet)


def _kommet(paa_vei: Opplasting, kommet: int) -> HttpResponse:
    innhold = {"opplasting": paa_vei.nummer, "mottatt": kommet, "sha256": paa_vei.ferdig}
    return JsonResponse(innhold, headers={"Range": f"0-{kommet - 1}"})


def _opplastingen(inne: Treff, nummer: str) -> Opplasting:
    try:
        funnet = opplasting.finn(inne.kode, nummer)
    except opplasting.Ukjent:
        raise _ukjent() from None
    if funnet.hva != HVA or funnet.eier != str(inne.aktoer.bruker_id):
        raise _ukjent()
    return funnet


def _ukjent() -> Feil:
    return Feil(404, _("Opplastingen finnes ikke. Den kan være eldre enn et døgn. Begynn på nytt."))


def _delen(request: HttpRequest) -> tuple[int, int, int]:
    treff = _OMRAADE.fullmatch(request.headers.get("Content-Range", "").strip())
    if not treff:
        raise Feil(400, _("Send Content-Range slik: bytes 0-1048575/5242880."))
    fra, til, hele = map(int, treff.groups())
    if request.headers.get("Content-Length", str(til - fra + 1)) != str(til - fra + 1):
        raise Feil(400, _("Content-Length og Content-Range sier ikke det samme."))
    return fra, til, hele
