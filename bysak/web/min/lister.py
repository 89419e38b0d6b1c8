"""Restanseliste and forfallsliste with the choices of krav 3.4.10-3.4.15, and the precedents; as pages and as files."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.koder import Journalposttype
from bysak.arkivstruktur.models import Presedens
from bysak.arkivstruktur.presedens import presedenser
from bysak.kjerne.hinder import Hindret
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import kan
from bysak.saksbehandling.lister import OPPFOELGES, Avskrevet, Utvalg, forfallsliste, med_frist, restanseliste, valgte
from bysak.web.doer import Forespoersel, leser, paa_tvers
from bysak.web.handling.flere import massevalg
from bysak.web.handling.skjema import dato
from bysak.web.handling.tabell import FOR_SAK
from bysak.web.jinja import tegn
from bysak.web.kolonner import Kolonne, visningen
from bysak.web.nedlasting import grense, lenker, som_fil

VISES, SIDE, MAKS_TELT = 500, 100, 10_000
DATOFELT = ("journaldato_fra", "journaldato_til", "forfall_fra", "forfall_til")


@require_GET
@paa_tvers
def restanser(request: Forespoersel) -> HttpResponse:
    """What is to be answered, by journal date."""
    return _liste(request, "restanser")


@require_GET
@paa_tvers
def forfall(request: Forespoersel) -> HttpResponse:
    """What has a deadline, first due first."""
    return _liste(request, "forfall")


def _liste(request: Forespoersel, navn: str) -> HttpResponse:
    utvalg, feil = _utvalget(request.GET)
    restanser = navn == "restanser"
    visning = visningen(request, navn, _kolonnene(utvalg), "journalfoert" if restanser else "frist")
    lag = restanseliste if restanser else forfallsliste
    antall = grense(request) or SIDE
    rader = [] if feil else lag(request.aktoer, utvalg, lambda poster: visning.snitt(poster, antall))
    poster = (valgte if restanser else med_frist)(request.aktoer, utvalg)
    if grense(request) and not feil:
        tittel = _("Restanseliste") if restanser else _("Forfallsliste")
        return som_fil(request, visning.som_liste(navn, tittel, rader, antall=poster.count, rad=lambda r: r.jp))
    enheter = AdministrativEnhet.objects.select_related("virksomhet").order_by("virksomhet__navn", "navn")
    kontekst = {
        "navn": navn, "rader": rader[:SIDE], "filter": request.GET, "feil": feil, "visning": visning,
        "antall": 0 if feil else poster[: MAKS_TELT + 1].count(), "maks": MAKS_TELT, "valgt": utvalg,
        "neste": visning.neste(rader[SIDE - 1].jp) if len(rader) > SIDE else "",
        **massevalg(request, "avskriv", "fordel", "frist"), "foerste": "etter" not in request.GET,
        "datoer": _datonavn(), "nedlastinger": lenker(request, med_alle=True),
        "typer": [(k, _(t)) for k, t in Journalposttype.choices],
        "avskrevet": [(a.value, _avskrevetnavn()[a]) for a in Avskrevet],
        "enheter": [(e.pk, f"{e.navn}, {e.virksomhet.kortnavn}") for e in enheter],
    }  # fmt: skip
    return tegn(request, "min/restanser.html", kontekst, status=422 if feil else 200)


def _datonavn() -> dict[str, str]:
    return dict(
        zip(DATOFELT, (_("Journalført fra"), _("Journalført til"), _("Frist fra"), _("Frist til")), strict=True)
    )


def _avskrevetnavn() -> dict[Avskrevet, str]:
    return {
        Avskrevet.NEI: _("Ubesvarte"),
        Avskrevet.JA: _("Avskrevne"),
        Avskrevet.FORELOEPIG: _("Foreløpig besvarte"),
        Avskrevet.ALLE: _("Alle"),
    }


def _utvalget(data: QueryDict) -> tuple[Utvalg, dict[str, str]]:
    """The choices of the address, and a sentence for each that cannot be read."""
    datoer: dict[str, Any] = {}
    feil: dict[str, str] = {}
    for navn in DATOFELT:
        try:
            datoer[navn] = dato(data, navn)
        except Hindret as nei:
            feil[navn] = nei.hindre[0].tekst
    typer = tuple(t for t in data.getlist("type") if t in Journalposttype.values) or OPPFOELGES
    avskrevet = data.get("avskrevet", "")
    utvalg = Utvalg(
        **datoer, typer=typer, journalenhet=data.get("journalenhet", "").strip(), enhet=_uuid(data.get("enhet", "")),
        avskrevet=Avskrevet(avskrevet) if avskrevet in set(Avskrevet) else Avskrevet.NEI,
        kopimottakere=data.get("kopimottakere") == "ja",
    )  # fmt: skip
    return utvalg, feil


def _uuid(tekst: str) -> UUID | None:
    try:
        return UUID(tekst)
    except ValueError:
        return None


def _kolonnene(utvalg: Utvalg) -> tuple[Kolonne, ...]:
    """Every column of krav 3.4.11 and 3.4.15; those with an order have an index for it, titles only of what is open."""
    bred, dag = "kutt bare-bred", "nowrap bare-bred"
    aapne = utvalg.avskrevet in (Avskrevet.NEI, Avskrevet.FORELOEPIG)
    post = ((_("Nr"), lambda r: r.jp.registrerings_id), (_("Sakstittel"), lambda r: r.sakstittel))
    hos = ((_("Enhet"), lambda r: r.administrativ_enhet),)
    return (
        Kolonne("type", _("Type"), lambda r: r.jp.journalposttype, "b4"),
        Kolonne(
            "tittel", _("Tittel"), lambda r: r.jp.tittel, sorter=("tittel",) if aapne else (), fast=True, med=post
        ),
        Kolonne("parter", _("Avsender og mottakere"), lambda r: ", ".join(r.parter), "b11", bred),
        Kolonne("behandler", _("Saksbehandlere"), lambda r: ", ".join(r.saksbehandlere), "b11", "bare-bred", med=hos),
        Kolonne(
            "journalfoert", _("Journaldato"), lambda r: r.journaldato, "b8", dag, ("journaldato",), kan_mangle=True
        ),
        Kolonne("frist", _("Svarfrist"), lambda r: r.forfallsdato, "b8", "nowrap", ("forfallsdato",), kan_mangle=True),
        Kolonne("svar", _("Avskrivning"), lambda r: r.avskrivning, "b9", bred),
        Kolonne("sak", _("Saksnummer"), lambda r: r.mappe_id, "b8", dag, standard=False),
        Kolonne("saksansvarlig", _("Saksansvarlig"), lambda r: r.saksansvarlig, "b11", bred, standard=False),
        Kolonne("journalenhet", _("Journalenhet"), lambda r: r.journalenhet, "b9", bred, standard=False),
        Kolonne(
            "klasse", _("Klasse"), lambda r: r.klasse_id, "b11", bred, standard=False,
            med=((_("Klassetittel"), lambda r: r.klassetittel),),
        ),
        Kolonne("loepenummer", _("Løpenummer"), lambda r: r.loepenummer, "b9", dag, standard=False),
        Kolonne("dokumentdato", _("Dokumentdato"), lambda r: r.dokumentets_dato, "b8", dag, standard=False),
    )  # fmt: skip


@require_GET
@paa_tvers
def presedensene(request: Forespoersel) -> HttpResponse:
    """Every precedent that the person may see, newest first; of one bydel when it is asked for (krav 2.8.20)."""
    data = request.GET
    funnet = presedenser(request.aktoer, tekst=data.get("q", ""), gjeldende=data.get("alle") != "ja")
    if bydel := data.get("bydel"):
        funnet = funnet.filter(virksomhet__kode=bydel)
    rader = [(p, *_kilden(p, request)) for p in funnet[:VISES]]
    valg = [(v.kode, v.navn) for v in leser(request)]
    return tegn(request, "min/presedens.html", {"rader": rader, "filter": data, "bydelsvalg": valg})


def _kilden(p: Presedens, request: Forespoersel) -> tuple[str, str]:
    """Number of the case or entry that it stands on, and the address where this person reads it."""
    sak = p.mappe or (p.registrering.mappe if p.registrering else None)
    if sak is None:
        return "", ""
    adresse = [p.virksomhet.kode, sak.saksaar, sak.sakssekvensnummer]
    kan_endre = any(kan(request.aktoer, rett, p.virksomhet_id) for rett in FOR_SAK["presedens"].retter)
    siden = "_presedens" if kan_endre else ""
    if p.registrering and p.registrering.journalpostnummer:
        return p.registrering.registrerings_id, reverse(
            f"journalpost{siden}", args=[*adresse, p.registrering.journalpostnummer]
        )
    return sak.mappe_id, reverse(f"sak{siden}", args=adresse)
