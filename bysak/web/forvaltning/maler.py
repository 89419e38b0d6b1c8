"""Templates of letters: what there is and whose, a new one or a new version, tried with examples, out of use."""

import hashlib
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from bysak.kjerne import forhaandsvisning, lager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.filformat import Ubrukelig, har_kontorprogram, til_pdfa
from bysak.kjerne.hinder import Hinder, Hindret, KanalFeil
from bysak.organisasjon.tilgang import Rett, kan
from bysak.saksbehandling.flettefelt import FELT
from bysak.saksbehandling.maler import (
    DOCX,
    MAKS_BYTES,
    Mal,
    alle_maler,
    feil_i_fil,
    hindre_for_mal,
    les,
    proevebrev,
    sett_mal,
    veksle_mal,
)
from bysak.saksbehandling.models import Malslag
from bysak.web.doer import Forespoersel, alt_eller_ingenting, innlogget, virksomhet_i_adressen
from bysak.web.filvisning import Visning
from bysak.web.forvaltning.ramme import Handling, Skjema, adresse, forvaltning, krev_en, side, skjema_av, utfoer
from bysak.web.sak.hent import feil_per_felt
from bysak.web.sak.inntak import ta_imot

HER = "forvaltning_maler"
SER, ENDRER = (Rett.ADMINISTRERE, Rett.JOURNALFOERE), (Rett.ADMINISTRERE,)


@forvaltning("se maler", *SER)
def malene(request: Forespoersel) -> HttpResponse:
    """The templates that one sees from here, and the fields that they can have."""
    assert request.virksomhet
    kontekst = {
        "malene": alle_maler(request.virksomhet.pk), "felt": FELT, "kan_endre": kan(request.aktoer, Rett.ADMINISTRERE),
        "er_felles": request.virksomhet.er_arkivtjeneste,
    }  # fmt: skip
    return side(request, "forvaltning/maler.html", HER, kontekst)


@require_http_methods(["GET", "POST"])
@innlogget
def rediger(request: Forespoersel, bydel: str, mal: str = "") -> HttpResponse:
    """A new template, one's own in front of another's, or a new version. The file is tried outside an arbeid."""
    den = _finn(request, bydel, mal, ENDRER) if mal else None
    if den is None:
        _krev(request, bydel, ENDRER)
    if request.method != "POST":
        return _skjema(request, den, [])
    lagt, hindre = alt_eller_ingenting(lambda: _legg_inn(request, den))
    if lagt is None:
        return _skjema(request, den, hindre, 409)
    messages.success(request, _("Malen «%(navn)s» er lagret.") % {"navn": lagt})
    return HttpResponseRedirect(adresse(request, HER))


def _legg_inn(request: Forespoersel, den: Mal | None) -> str:
    """Try the file, store it, and write it down. Raises `Hindret` with all that is wrong."""
    assert request.virksomhet
    data, fil = request.POST, request.FILES.get("fil")
    navn, slag = data.get("navn", ""), data.get("slag", "")
    hindre = list(hindre_for_mal(navn, slag))
    if fil is not None and (fil.size or 0) > MAKS_BYTES:
        stor = _("Malen kan være høyst %(mb)s MB. Gjør bildene mindre.") % {"mb": MAKS_BYTES >> 20}
        hindre.append(Hinder("mal.stor", stor, felt="fil"))
    elif fil is not None:
        hindre += feil_i_fil(fil.read())
        fil.seek(0)
    if hindre:
        raise Hindret(hindre)
    mottatt = ta_imot(request.virksomhet.kode, fil) if fil is not None else None
    egen = den is not None and den.opphav == "egen"
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="legg inn mal"):
        lagret = sett_mal(
            navn=navn, beskrivelse=data.get("beskrivelse", ""), slag=slag, av=request.aktoer,
            kode=den.kode if den and egen else "", bak=None if egen else den,
            fil=mottatt.lagret if mottatt else None, filnavn=mottatt.navn if mottatt else "",
        )  # fmt: skip
    return str(lagret.navn)


def _skjema(request: Forespoersel, den: Mal | None, hindre: list[Hinder], status: int = 200) -> HttpResponse:
    feil = feil_per_felt(hindre)
    verdier = request.POST if request.method == "POST" else vars(den) if den else {}
    filfeil = [h.tekst for h in hindre if h.felt == "fil"]
    kontekst: dict[str, Any] = {
        "mal": den, "verdier": verdier, "feil": feil | ({"fil": " ".join(filfeil)} if filfeil else {}),
        "hindre": [h for h in hindre if h.felt not in feil], "felt": FELT, "maks": MAKS_BYTES >> 20,
        "slagene": [(k, _(n)) for k, n in Malslag.choices], "tilbake": adresse(request, HER),
    }  # fmt: skip
    assert request.virksomhet
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        return side(request, "forvaltning/mal.html", HER, kontekst, status)


@forvaltning("ta mal i eller ut av bruk", *ENDRER)
def veksle(request: Forespoersel, mal: str) -> HttpResponse:
    """Whether a template may be chosen here."""
    assert request.virksomhet
    den = _med_kode(request, mal)

    def gjoer(_data: dict[str, Any]) -> str:
        veksle_mal(den, aktiv=not den.aktiv, av=request.aktoer)
        tatt = _("Malen «%(navn)s» kan ikke velges lenger.") if den.aktiv else _("Malen «%(navn)s» kan velges igjen.")
        return tatt % {"navn": den.navn}

    tittel = _("Ta «%(navn)s» ut av bruk") if den.aktiv else _("Ta «%(navn)s» i bruk igjen")
    forklaring = _("Brev som er skrevet med malen, endres ikke.")
    knapp = _("Ta ut av bruk") if den.aktiv else _("Ta i bruk")
    til = adresse(request, HER)
    handling = Handling(HER, tittel % {"navn": den.navn}, knapp, til, forklaring, forvalter=False)
    return utfoer(request, handling, skjema_av(request, Skjema), gjoer)


@require_GET
@innlogget
def last_ned(request: Forespoersel, bydel: str, mal: str) -> HttpResponse:
    """The file of a template, to begin from; with `?proeve=1` filled in with the examples."""
    den = _finn(request, bydel, mal, SER)
    innhold = _proev(den) if "proeve" in request.GET else les(den)
    svar = HttpResponse(innhold, content_type=DOCX)
    svar.headers["Content-Disposition"] = f'attachment; filename="{den.kode}.docx"'
    return svar


@require_GET
@innlogget
def proev(request: Forespoersel, bydel: str, mal: str) -> HttpResponse:
    """A template with the examples filled in, as it will look on paper."""
    den = _finn(request, bydel, mal, SER)
    kontekst: dict[str, Any] = {"mal": den, "som_ark": har_kontorprogram()}
    if not kontekst["som_ark"]:
        kontekst["vist"] = Visning("html", html=forhaandsvisning.docx_html(_proev(den)))
    assert request.virksomhet
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        return side(request, "forvaltning/malproeve.html", HER, kontekst)


@require_GET
@innlogget
def proeveark(request: Forespoersel, bydel: str, mal: str) -> HttpResponse:
    """The first page of the trial letter as a picture; the same until the template is changed."""
    den = _finn(request, bydel, mal, SER)
    merke = f'"{hashlib.sha256(les(den)).hexdigest()[:32]}"'
    if request.headers.get("If-None-Match") == merke:
        return HttpResponse(status=304)
    try:
        png = forhaandsvisning.pdf_side_png(til_pdfa(_proev(den), "proeve.docx").innhold, 1)
    except (KanalFeil, forhaandsvisning.KanIkkeVises) as feil:
        raise Http404(str(feil)) from feil
    return HttpResponse(png, content_type="image/png", headers={"ETag": merke, "Cache-Control": "private, no-cache"})


def _proev(mal: Mal) -> bytes:
    try:
        return proevebrev(mal)
    except (Ubrukelig, KanalFeil, lager.LagerFeil):
        nei = _("Malen «%(navn)s» kan ikke fylles ut lenger. Legg inn en ny versjon.") % {"navn": mal.navn}
        raise Hindret([Hinder("mal.ubrukelig", nei)]) from None


def _krev(request: Forespoersel, bydel: str, retter: tuple[Rett, ...]) -> None:
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    krev_en(request.aktoer, retter, request.virksomhet.pk)


def _finn(request: Forespoersel, bydel: str, kode: str, retter: tuple[Rett, ...]) -> Mal:
    _krev(request, bydel, retter)
    assert request.virksomhet
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        return _med_kode(request, kode)


def _med_kode(request: Forespoersel, kode: str) -> Mal:
    assert request.virksomhet
    den = next((m for m in alle_maler(request.virksomhet.pk) if m.kode == kode), None)
    if den is None:
        raise Http404
    return den
