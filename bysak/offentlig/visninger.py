"""The pages of the public site. They read the published store and nothing else; the database role sees nothing else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import Error
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalposttype
from bysak.journal.linje import hjemmel_forklart
from bysak.journal.models import OffentligBydel, OffentligDag, OffentligInnfoersel
from bysak.kjerne.kalender import i_dag
from bysak.mottak.skjemaside import skjemaet
from bysak.offentlig.ferskhet import ferskhet
from bysak.offentlig.sider import offentlig, side, ugyldig
from bysak.offentlig.soek import TELL_TIL, UgyldigAdresse, gjeldende, les, navnegrense, tolk_dato, uthevet
from bysak.offentlig.soek import side as trefferside

LINJER_PER_SIDE = 200
DATOER_PER_SIDE = 14
I_SAKEN = 10


def _linjer(rader: list[OffentligInnfoersel], q: str = "") -> list[dict[str, Any]]:
    return [
        {
            "r": r,
            "tittel": uthevet(r.tittel, q),
            "sakstittel": uthevet(r.sakstittel, q),
            "hjemler": hjemmel_forklart(r.hjemmel),
        }
        for r in rader
    ]


def _bydelen(kode: str) -> OffentligBydel:
    bydel = OffentligBydel.objects.filter(kode=kode).first()
    if bydel is None:
        raise Http404
    return bydel


def _i_saken(bydel: str, aar: int | None, nr: int | None) -> QuerySet[OffentligInnfoersel]:
    linjer = gjeldende().filter(virksomhet_kode=bydel, saksaar=aar, sakssekvensnummer=nr)
    return linjer.order_by("-journalpostnummer")


@offentlig(sekunder=60)
def forside(request: HttpRequest) -> HttpResponse:
    """Search and freshness; without a search the newest lines."""
    ferske = ferskhet()
    soek = les(request.GET, {f.bydel.kode for f in ferske})
    funnet = trefferside(soek) if not soek.feil else None
    kontekst = {
        "soek": soek,
        "linjer": _linjer(funnet.rader, soek.q) if funnet else [],
        "antall": funnet.antall if funnet else 0,
        "flere_enn": TELL_TIL,
        "neste": funnet.neste if funnet else "",
        "ferske": ferske,
        "sist": max((f.bydel.sist_publisert for f in ferske if f.bydel.sist_publisert), default=None),
        "sene": [f for f in ferske if f.forsinket],
        "typer": [(kode, _(navn)) for kode, navn in Journalposttype.choices],
        "bydelvalg": [(f.bydel.kode, f.bydel.navn) for f in ferske],
    }
    return side(request, "offentlig/soek.html", kontekst, 400 if soek.feil else 200)


@offentlig(sekunder=300)
def dager(request: HttpRequest) -> HttpResponse:
    """Journal per day over all bydeler, newest first; `foer` pages backwards."""
    foer = request.GET.get("foer", "")
    grense = tolk_dato(foer) if foer else i_dag() + timedelta(days=1)
    datoer = list(
        OffentligDag.objects.filter(dato__lt=grense)
        .order_by("-dato")
        .values_list("dato", flat=True)
        .distinct()[: DATOER_PER_SIDE + 1]
    )
    vist = datoer[:DATOER_PER_SIDE]
    antall: dict[Any, int] = {}
    for dato, kode in gjeldende().filter(journaldato__in=vist).values_list("journaldato", "virksomhet_kode"):
        antall[(dato, kode)] = antall.get((dato, kode), 0) + 1
    ute = (
        OffentligDag.objects.filter(dato__in=vist).values_list("dato", "virksomhet_kode", "virksomhet_navn").distinct()
    )
    per_dato = {d: sorted((n, k, antall.get((d, k), 0)) for dato, k, n in ute if dato == d) for d in vist}
    neste = f"/journal?foer={vist[-1]}" if len(datoer) > DATOER_PER_SIDE else ""
    return side(request, "offentlig/dager.html", {"per_dato": per_dato, "neste": neste, "ferske": ferskhet()})


@offentlig(sekunder=300)
def dag(request: HttpRequest, bydel: str, dato: str) -> HttpResponse:
    """The journal of one day in one bydel: permanent, and explicit when it is empty."""
    hvem, naar = _bydelen(bydel), tolk_dato(dato)
    publiseringer = list(OffentligDag.objects.filter(virksomhet_kode=bydel, dato=naar).order_by("nr"))
    rader = gjeldende().filter(virksomhet_kode=bydel, journaldato=naar).order_by("journalaar", "journalsekvensnummer")
    etter = request.GET.get("etter", "")
    if etter and not (etter.isascii() and etter.isdecimal() and len(etter) < 10):
        raise UgyldigAdresse(_("Siden finnes ikke. Begynn på nytt fra første side."))
    if not publiseringer and not rader.exists():
        return side(request, "offentlig/dag_ikke_ute.html", {"bydel": hvem, "dato": naar}, 404)
    vist = list(rader.filter(journalsekvensnummer__gt=int(etter or 0))[: LINJER_PER_SIDE + 1])
    kontekst = {
        "bydel": hvem,
        "dato": naar,
        "publiseringer": publiseringer,
        "linjer": _linjer(vist[:LINJER_PER_SIDE]),
        "antall": rader.count(),
        "trukket": OffentligInnfoersel.objects.filter(
            virksomhet_kode=bydel, journaldato=naar, gjeldende=True, trukket_tid__isnull=False
        ).count(),
        "neste": f"?etter={vist[-2].journalsekvensnummer}" if len(vist) > LINJER_PER_SIDE else "",
    }
    return side(request, "offentlig/dag.html", kontekst)


@offentlig(sekunder=300)
def innfoersel(request: HttpRequest, nummer: str) -> HttpResponse:
    """One line: what it is, the case it belongs to, whom to ask, and its proof."""
    try:
        rad = gjeldende().filter(innfoersel_id=UUID(nummer)).first()
    except ValueError:
        rad = None
    if rad is None:
        raise Http404
    andre = _i_saken(rad.virksomhet_kode, rad.saksaar, rad.sakssekvensnummer).exclude(innfoersel_id=rad.innfoersel_id)
    kontekst = {
        "r": rad,
        "hjemler": hjemmel_forklart(rad.hjemmel),
        "andre": list(andre[:I_SAKEN]),
        "antall_andre": andre.count(),
        "versjoner": list(
            OffentligInnfoersel.objects.filter(innfoersel_id=rad.innfoersel_id)
            .order_by("versjon")
            .values("versjon", "publisert_tid", "digest")
        ),
    }
    return side(request, "offentlig/innfoersel.html", kontekst)


@offentlig(sekunder=300)
def sak(request: HttpRequest, bydel: str, aar: int, nr: int) -> HttpResponse:
    """Every public line of one case."""
    hvem = _bydelen(bydel)
    if aar > 9999 or nr > 2**31 - 1:
        raise Http404
    rader = list(_i_saken(bydel, aar, nr)[:1000])
    if not rader:
        raise Http404
    nyeste = max(rader, key=lambda r: r.publisert_tid)
    return side(request, "offentlig/sak.html", {"bydel": hvem, "nyeste": nyeste, "linjer": _linjer(rader)})


@offentlig(sekunder=3600, indekseres=True)
def innsyn(request: HttpRequest) -> HttpResponse:
    """How to ask for a document, and how to complain (offl §§ 28-32)."""
    return side(request, "offentlig/innsyn.html", {"bydeler": OffentligBydel.objects.order_by("navn")})


@offentlig(sekunder=3600, indekseres=True)
def send(request: HttpRequest) -> HttpResponse:
    """Which bydel to write to."""
    return side(request, "offentlig/send.html", {"bydeler": OffentligBydel.objects.order_by("navn")})


@offentlig(sekunder=0, indekseres=True)
def send_til(request: HttpRequest, bydel: str) -> HttpResponse:
    """The form of one bydel. It is sent to the reception: this process can write nothing."""
    hvem = _bydelen(bydel)
    request.skjema_til = settings.BYSAK_INNSENDING_ADRESSE  # type: ignore[attr-defined]
    svar = side(request, "innsending/skjema.html", skjemaet(hvem.kode, hvem.navn))
    svar.headers["Cache-Control"] = "no-store"
    return svar


@offentlig(sekunder=3600, indekseres=True)
def om(request: HttpRequest) -> HttpResponse:
    """What is shown, what is not, privacy, and how to report an error."""
    return side(request, "offentlig/om.html", {"bydeler": OffentligBydel.objects.order_by("navn")})


@offentlig(sekunder=300)
def bevis(request: HttpRequest, bydel: str) -> HttpResponse:
    """The digest chain of one bydel as JSON, newest first: enough to check any line and any gap; `foer` pages."""
    _bydelen(bydel)
    foer = request.GET.get("foer", "")
    if foer and not (foer.isascii() and foer.isdecimal() and len(foer) < 10):
        return ugyldig(request, _("Skriv «foer» som et tall."))
    kjede = OffentligDag.objects.filter(virksomhet_kode=bydel).order_by("-nr")
    felter = ("nr", "dato", "publisert_tid", "antall", "trukket", "forrige_digest", "digest")
    vist = list((kjede.filter(nr__lt=int(foer)) if foer else kjede)[:100].values(*felter))
    rader = OffentligInnfoersel.objects.filter(virksomhet_kode=bydel, publisering_nr__in=[v["nr"] for v in vist])
    linjer: dict[int, list[dict[str, Any]]] = {}
    for r in rader.only("publisering_nr", "innfoersel_id", "versjon", "salt", "digest"):
        linje = {"innfoersel_id": r.innfoersel_id, "versjon": r.versjon, "salt": r.salt, "digest": r.digest}
        linjer.setdefault(r.publisering_nr, []).append(linje)
    return JsonResponse({"bydel": bydel, "kjede": [{**v, "linjer": linjer.get(v["nr"], [])} for v in vist]})


@offentlig(sekunder=300)
def atom(request: HttpRequest, bydel: str) -> HttpResponse:
    """The newest lines of one bydel as a feed; none older than a year, since a feed can be searched (offlf § 6)."""
    hvem = _bydelen(bydel)
    nye = gjeldende().filter(virksomhet_kode=bydel, foerst_publisert__gte=navnegrense())
    rader = nye.order_by("-publisert_tid", "-system_id")[:50]
    svar = side(
        request, "offentlig/atom.xml", {"bydel": hvem, "rader": list(rader), "rot": request.build_absolute_uri("/")}
    )
    svar.headers["Content-Type"] = "application/atom+xml; charset=utf-8"
    return svar


@offentlig(sekunder=3600, indekseres=True)
def robots(request: HttpRequest) -> HttpResponse:
    """Search engines stay away from lines; the rest of the world is welcome (Noark 5.2.28-38)."""
    tekst = (
        "User-agent: *\nDisallow: /innforsel/\nDisallow: /sak/\nDisallow: /journal/\nDisallow: /strom/\nDisallow: /?\n"
        "Disallow: /nb/\nDisallow: /nn/\nDisallow: /en/\n"
    )
    return HttpResponse(tekst, content_type="text/plain; charset=utf-8")


def helse(request: HttpRequest) -> JsonResponse:
    """JSON for supervisors and for people who watch the service: database, and freshness per bydel."""
    try:
        bydeler = {
            f.bydel.kode: {
                "sist_publisert": f.bydel.sist_publisert,
                "siste_dag": f.siste_dag,
                "forsinket": len(f.forsinket),
            }
            for f in ferskhet()
        }
    except Error:
        return JsonResponse({"status": "feil", "database": False}, status=503)
    svar = JsonResponse({"status": "ok", "database": True, "bydeler": bydeler})
    svar.headers["Cache-Control"] = "no-store"
    return svar
