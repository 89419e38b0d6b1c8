"""The public form: what was typed is kept whatever happens, and a receipt is shown when all is safe and not before.

No session, cookie or login here, so there is nothing for another site to misuse; the mark in the page says that it is
ours. Repeats of the same page with the same content are one item.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from hashlib import sha256
from typing import Any, BinaryIO, cast

import structlog
from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from bysak.kjerne import lager
from bysak.kjerne.boette import Boette
from bysak.mottak.kanaler.skjema import Innsendtfil, Kvittering, ta_inn
from bysak.mottak.skjemamelding import Melding, feil_i
from bysak.mottak.skjemaside import FELLE, MAKS_FILER, Ugyldig, les, nytt, skjemaet
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

logg = structlog.get_logger("bysak.innsending")

NETTSTEDET = "Bydelens skjema på nett"
FELTER = ("navn", "epost", "telefon", "emne", "tekst", "saksreferanse")
per_adresse = Boette(settings.BYSAK_SKJEMA_PER_TIME, 3600)


class Nei(Exception):
    """It is not taken in now: a sentence and a status; the form is shown again with all that was typed."""

    def __init__(self, status: int, melding: str, *, nytt_merke: bool = False, vent: int = 60) -> None:
        self.status, self.melding, self.nytt_merke, self.vent = status, melding, nytt_merke, vent
        super().__init__(melding)


@require_safe
def hjem(_request: HttpRequest) -> HttpResponse:
    """The way back to the public site."""
    return HttpResponseRedirect(f"{settings.BYSAK_OFFENTLIG_ADRESSE}/send")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def send(request: HttpRequest, bydel: str) -> HttpResponse:
    """Take a filled-in form in. An empty one is fetched from the public site."""
    if request.method != "POST":
        return HttpResponseRedirect(f"{settings.BYSAK_OFFENTLIG_ADRESSE}/{get_language()}/send/{bydel}")
    v = {navn: request.POST.get(navn, "").replace("\0", "") for navn in FELTER}
    filer = [f for f in request.FILES.getlist("filer") if f.name]
    melding = Melding(**cast(dict[str, Any], v))
    try:
        with _forbigaaende():
            til = Virksomhet.objects.filter(kode=bydel, avsluttet_dato=None).first()
        if til is None:
            return finnes_ikke(request)
        feil = feil_i(melding) | _feil_ved_filene(filer)
        siden = _siden(request, bydel)
        if feil:
            return _igjen(request, 422, bydel, v, len(filer), feil=feil, bydelsnavn=til.navn)
        _bremset(request)
        kvittering = _ta_inn(til, melding, filer, siden)
    except Nei as nei:
        mer = {"melding": nei.melding} | ({"bevis": nytt(bydel)} if nei.nytt_merke else {})
        return _igjen(request, nei.status, bydel, v, len(filer), vent=nei.vent, **mer)
    logg.info("mottatt", virksomhet=til.pk, filer=len(filer), ny=kvittering.er_ny)
    return _kvittert(request, til, melding, kvittering)


def _kvittert(request: HttpRequest, til: Virksomhet, melding: Melding, kvittering: Kvittering) -> HttpResponse:
    kontekst = {"kvittering": kvittering, "bydelsnavn": til.navn, "emne": melding.emne}
    kontekst |= {"har_kontakt": bool(melding.epost or melding.telefon)}
    return _side(request, "innsending/kvittering.html", kontekst)


def _bremset(request: HttpRequest) -> None:
    if vent := per_adresse.vent(request.META.get("REMOTE_ADDR", "")):
        minutter = vent // 60 + 1
        setning = _("Det er sendt mye herfra på kort tid. Prøv igjen om %(n)s minutter.") % {"n": minutter}
        raise Nei(429, setning, vent=vent)


def _siden(request: HttpRequest, bydel: str) -> str:
    """Which page was filled in. Raises `Nei` when it is not ours, or was filled in by no person."""
    if request.POST.get(FELLE):
        raise Nei(422, _("Et skjult felt var fylt ut. Er det du som skriver, så trykk på «Send» en gang til."))
    try:
        return les(request.POST.get("bevis", ""), bydel)
    except Ugyldig as nei:
        if nei.rask:
            raise Nei(422, _("Det gikk veldig fort. Se over det du skrev, og trykk på «Send» en gang til.")) from None
        tekst = _("Siden har stått åpen lenge. Se over det du skrev, og trykk på «Send» en gang til.")
        raise Nei(422, tekst, nytt_merke=True) from None


def _feil_ved_filene(filer: list[Any]) -> dict[str, str]:
    if len(filer) > MAKS_FILER:
        return {"filer": _("Du valgte %(n)s filer. Velg høyst %(maks)s.") % {"n": len(filer), "maks": MAKS_FILER}}
    if sum(f.size for f in filer) > settings.BYSAK_SKJEMA_MAKS_MB << 20:
        maks = {"mb": settings.BYSAK_SKJEMA_MAKS_MB}
        return {"filer": _("Filene er til sammen større enn %(mb)s MB. Velg færre eller mindre filer.") % maks}
    return {}


def _ta_inn(til: Virksomhet, melding: Melding, filer: list[Any], siden: str) -> Kvittering:
    """One item for each page and content: pressing twice is one, going back to mend something is another."""
    sendt = [Innsendtfil(f.name, f.content_type or "", cast(BinaryIO, f.file)) for f in filer]
    innhold = repr([sorted(asdict(melding).items()), [(f.name, f.size) for f in filer]])
    noekkel = f"side:{siden}:{sha256(innhold.encode(errors='replace')).hexdigest()}"
    with _forbigaaende():
        return ta_inn(til, melding=melding, filer=sendt, noekkel=noekkel, kilde=NETTSTEDET, av=prosessaktoer("mottak"))


@contextmanager
def _forbigaaende() -> Iterator[None]:
    """What is wrong on our side, as a sentence: nothing was receipted, and sending it again is harmless."""
    try:
        yield
    except lager.LagerFullt as feil:
        logg.error("lageret er fullt")
        raise Nei(507, _("Det er ikke plass til dette akkurat nå. Ingenting er mottatt. Prøv igjen senere.")) from feil
    except (Error, OSError, lager.LagerFeil) as feil:
        logg.error("ikke mottatt", feil=type(feil).__name__)
        tekst = _("Noe stanset, og du har ikke fått kvittering. Vent litt, og trykk på «Send» igjen.")
        raise Nei(503, tekst) from feil


def _igjen(request: HttpRequest, status: int, bydel: str, v: dict[str, str], antall: int, **mer: Any) -> HttpResponse:
    """The form once more, with everything that was typed, and the same mark: it is the same page to us."""
    kontekst = skjemaet(bydel, _("bydelen")) | {"bevis": request.POST.get("bevis", ""), "v": v, "valgte_filer": antall}
    return _side(request, "innsending/skjema.html", kontekst | mer, status)


def _side(request: HttpRequest, mal: str, kontekst: dict[str, Any], status: int = 200) -> HttpResponse:
    ute = settings.BYSAK_OFFENTLIG_ADRESSE
    lenker = [(_("Søk"), f"{ute}/"), (_("Send post"), f"{ute}/send")]
    svar = render(request, mal, {"lenker": lenker, "offentlig": ute, **kontekst}, status=status)
    svar.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    if status in (429, 503):
        svar.headers["Retry-After"] = str(kontekst.get("vent", 60))
    return svar


def _nei(request: HttpRequest, overskrift: str, forklaring: str, status: int) -> HttpResponse:
    if "/innsending/" in request.path:
        return JsonResponse({"kode": status, "beskrivelse": forklaring}, status=status)
    return _side(request, "innsending/nei.html", {"overskrift": overskrift, "forklaring": forklaring}, status)


def finnes_ikke(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404."""
    return _nei(request, _("Finner ikke siden"), _("Adressen kan være feil skrevet. Velg bydelen på nytt."), 404)


def ugyldig(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """413 from the framework: too many files or fields to be read; other broken requests too."""
    forklaring = _(
        "Det du sendte, kunne ikke leses. Er det svært mange filer, så velg færre. Gå tilbake i nettleseren; det du"
        " skrev, står der fortsatt."
    )
    return _nei(request, _("Kan ikke tas imot"), forklaring, 413)


def feilet(request: HttpRequest) -> HttpResponse:
    """500: nothing about the cause; the log has it."""
    forklaring = _("Ingenting er mottatt. Gå tilbake i nettleseren og prøv igjen om litt.")
    return _nei(request, _("Noe stanset på tjeneren"), forklaring, 500)


def helse(_request: HttpRequest) -> JsonResponse:
    """JSON for supervisors: 200 when the database answers, 503 when it does not."""
    try:
        connection.ensure_connection()
        ok = connection.is_usable()
    except Error:
        ok = False
    return JsonResponse({"status": "ok" if ok else "feil", "database": ok}, status=200 if ok else 503)
