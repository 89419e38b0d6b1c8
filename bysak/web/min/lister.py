"""Restanseliste and forfallsliste with the choices of krav 3.4.10-3.4.15, and the precedents; as pages and as files."""

from collections.abc import Sequence
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
from bysak.saksbehandling.lister import OPPFOELGES, Avskrevet, Listerad, Utvalg, forfallsliste, restanseliste
from bysak.web.doer import Forespoersel, leser, paa_tvers
from bysak.web.handling.skjema import dato
from bysak.web.handling.tabell import FOR_SAK
from bysak.web.jinja import tegn
from bysak.web.nedlasting import Liste, grense, lenker, som_fil

VISES = 500
DATOFELT = ("journaldato_fra", "journaldato_til", "forfall_fra", "forfall_til")
# Of all the columns, those that there is room for on a page: number, type, title, date, deadline, who, and the answer.
PAA_PAPIR = (7, 9, 10, 11, 13, 14, 15, 16)


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
    lag = restanseliste if navn == "restanser" else forfallsliste
    rader = [] if feil else lag(request.aktoer, utvalg)
    if grense(request) and not feil:
        tittel = _("Restanseliste") if navn == "restanser" else _("Forfallsliste")
        return som_fil(request, Liste(navn, tittel, _kolonner(), [_verdier(r) for r in rader], PAA_PAPIR))
    enheter = AdministrativEnhet.objects.select_related("virksomhet").order_by("virksomhet__navn", "navn")
    kontekst = {
        "navn": navn, "rader": rader[:VISES], "antall": len(rader), "filter": request.GET, "feil": feil,
        "datoer": _datonavn(), "nedlastinger": lenker(request), "valgt": utvalg,
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


def _kolonner() -> Sequence[str]:
    """Every column of krav 3.4.11 and 3.4.15."""
    return (
        _("Saksnummer"), _("Sakstittel"), _("Enhet"), _("Saksansvarlig"), _("Journalenhet"), _("Klasse"),
        _("Klassetittel"), _("Nr"), _("Løpenummer"), _("Type"), _("Tittel"), _("Journaldato"), _("Dokumentdato"),
        _("Svarfrist"), _("Avsender og mottakere"), _("Saksbehandlere"), _("Avskrivning"),
    )  # fmt: skip


def _verdier(r: Listerad) -> Sequence[str]:
    return (
        r.mappe_id, r.sakstittel, r.administrativ_enhet, r.saksansvarlig, r.journalenhet, r.klasse_id, r.klassetittel,
        r.jp.registrerings_id, r.loepenummer, r.jp.journalposttype, r.jp.tittel, r.journaldato, r.dokumentets_dato,
        r.forfallsdato, ", ".join(r.parter), ", ".join(r.saksbehandlere), r.avskrivning,
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
