"""The queue: one list over all bydeler, and the quiet question of whether anything is new."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.kalender import OSLO
from bysak.mottak.grunner import grunner_her_og_overalt
from bysak.mottak.koe import FERDIGE, VISNINGER, Koefilter, Koeside, koe
from bysak.mottak.models import Innkomst, Kanal, Utfall
from bysak.mottak.stilling import Dagslinje, Puls, Stilling, stilling
from bysak.mottak.varsler import varsler
from bysak.organisasjon.models import Virksomhet
from bysak.web.doer import Forespoersel, innlogget
from bysak.web.jinja import er_htmx, tegn, tegn_blokk
from bysak.web.mottak.enkelt import opplysninger
from bysak.web.mottak.hvor import krev_koeer
from bysak.web.nedlasting import Liste, grense, lenker, som_fil
from bysak.web.spraak import oversatt

# The views that stand as tabs; the others are reached from the day's figures and show as a tab while they are open.
FANER = ("alle", "mine", "ledige", "uten_bydel", "uleselige", "dubletter", "karantene", "ferdig_i_dag")
SIDE = 50


@innlogget
def mottak(request: Forespoersel) -> HttpResponse:
    """The queue. `?valgt=` shows one item beside it; htmx asks for that part, or for the list, alone."""
    hvor = krev_koeer(request)
    with arbeid(som=request.aktoer, leser=[v.pk for v in hvor]):
        if grense(request):
            side = koe(request.aktoer, _filter(request, hvor), grense=grense(request) + 1)
            return som_fil(request, _som_liste(side.rader))
        kontekst = _kontekst(request, hvor) | {"nedlastinger": lenker(request)}
    maal = request.headers.get("HX-Target", "")
    return tegn(request, "mottak/liste.html", kontekst, blokk="forhand" if maal == "forhand" else "")


def _som_liste(rader: list[Innkomst]) -> Liste:
    kolonner = (_("Mottatt"), _("Kanal"), _("Emne"), _("Avsender"), _("Bydel"), _("Utfall"), _("Hos"))
    linjer = [
        (f"{r.mottatt_tid.astimezone(OSLO):%d.%m.%Y %H.%M}", oversatt(r.get_kanal_display()), r.emne,
         r.avsender_navn or r.avsender_adresse, r.virksomhet.kortnavn, oversatt(r.get_utfall_display()),
         r.tatt_av.navn if r.er_tatt() and r.tatt_av else "")
        for r in rader
    ]  # fmt: skip
    return Liste("mottak", _("Mottak"), kolonner, linjer)


@innlogget
def nytt(request: Forespoersel) -> HttpResponse:
    """What has changed since the page was drawn: nothing (204), the figures, or also the list for a reader at rest."""
    hvor = krev_koeer(request)
    rolig = request.GET.get("rolig") == "1"
    with arbeid(som=request.aktoer, leser=[v.pk for v in hvor]):
        valg = _filter(request, hvor)
        staar = stilling(request.aktoer, virksomhet=valg.virksomhet, siden=_tid(request.GET.get("siden", "")))
        naa = staar.puls
        if naa.merke == request.GET.get("vist") or (naa.merke == request.GET.get("merke") and not rolig):
            return HttpResponse(status=204)
        kontekst = _kontekst(request, hvor, staar)
    if not er_htmx(request):
        return redirect("mottak")
    # A list without newcomers does not move under the pointer; then it is drawn anew for everybody.
    tegnes = rolig or not naa.nye
    kontekst["puls"] = _pulsadresse(request, naa, tegnet=tegnes)
    return tegn_blokk(request, "mottak/liste.html", ["puls", "tall", *(["liste"] if tegnes else [])], kontekst | {
        "nye": 0 if tegnes else naa.nye, "utenfor": True,
    })  # fmt: skip


def _kontekst(request: Any, hvor: list[Virksomhet], staar: Stilling | None = None) -> dict[str, Any]:
    av: Aktoer = request.aktoer
    valg = _filter(request, hvor)
    staar = staar or stilling(av, virksomhet=valg.virksomhet)
    tall = staar.dag
    # The figures have counted what is not filtered further.
    telt = None if valg.kanal or valg.tekst or valg.visning in FERDIGE else _antall(tall).get(valg.visning)
    side = koe(av, valg, etter=request.GET.get("etter", ""), grense=SIDE, antall=telt)
    return {
        "side": side,
        "tall": tall,
        "faner": _faner(request, tall, valg),
        "filter": valg,
        "ferdige": valg.visning in FERDIGE,
        "visningsnavn": str(VISNINGER[valg.visning]),
        "bydeler": [(v.kode, v.kortnavn) for v in hvor],
        "bydel": request.GET.get("bydel", ""),
        "kanaler": [(kode, _(navn)) for kode, navn in Kanal.choices],
        "adresse": lambda **endret: _adresse(request, **endret),
        "puls": _pulsadresse(request, staar.puls, tegnet=True),
        "nye": 0,
        "utenfor": False,
        "uskannede": staar.uskannede,
        "varsler": varsler(),
        "bydelsnavn": {v.pk: v.kortnavn for v in hvor},
    } | _valgt(request, side, [] if valg.visning in FERDIGE else side.rader)


def _valgt(request: Any, side: Koeside, rader: list[Innkomst]) -> dict[str, Any]:
    """The item beside the list, the one asked for or the first, and the best case of each row."""
    valgt: UUID | None
    try:
        valgt = UUID(request.GET.get("valgt", ""))
    except ValueError:
        valgt = side.rader[0].pk if side.rader else None
    svar = opplysninger(request.aktoer, valgt, rader)
    her = svar["innkomst"].virksomhet_id if svar["innkomst"] else None
    grunner, overalt = grunner_her_og_overalt(Utfall.IKKE_JOURNALPLIKTIG, her)
    return svar | {"valgt_id": valgt, "grunner": grunner, "fellesgrunner": [(g.kode, g.navn) for g in overalt]}


def _filter(request: Any, hvor: list[Virksomhet]) -> Koefilter:
    visning = request.GET.get("visning", "alle")
    kode = request.GET.get("bydel", "")
    return Koefilter(
        visning=visning if visning in VISNINGER else "alle",
        virksomhet=next((v.pk for v in hvor if v.kode == kode), None),
        kanal=request.GET.get("kanal", "") if request.GET.get("kanal") in Kanal.values else "",
        tekst=request.GET.get("q", "")[:200].replace("\0", ""),
    )


def _faner(request: Any, tall: Dagslinje, valg: Koefilter) -> list[tuple[str, str, int | None, bool]]:
    antall = _antall(tall)
    koder = [k for k in FANER if antall[k] or k in ("alle", "mine", "ledige", "ferdig_i_dag") or k == valg.visning]
    if valg.visning not in koder:
        koder.append(valg.visning)
    return [
        (
            str(VISNINGER[kode]),
            _adresse(request, visning=kode, etter="", valgt=""),
            antall.get(kode),
            kode == valg.visning,
        )
        for kode in koder
    ]


def _antall(tall: Dagslinje) -> dict[str, Any]:
    return {**vars(tall), "alle": tall.igjen, "i_dag": tall.frist_i_dag, "senere": tall.frist_senere}


def _adresse(request: HttpRequest, **endret: object) -> str:
    """This queue with something changed; what is empty is left out."""
    gjelder = {n: request.GET.get(n, "") for n in ("visning", "bydel", "kanal", "q", "etter", "valgt")} | endret
    par = {n: str(v) for n, v in gjelder.items() if v and (n, v) != ("visning", "alle")}
    return "/mottak" + (f"?{urlencode(par)}" if par else "")


def _pulsadresse(request: Any, naa: Puls, *, tegnet: bool) -> str:
    """Where the page asks next: what it has seen, and what its list shows."""
    siste = naa.siste.isoformat() if naa.siste else ""
    par = {
        **{n: v for n in ("visning", "bydel", "kanal", "q", "etter") if (v := request.GET.get(n, ""))},
        "merke": naa.merke,
        "vist": naa.merke if tegnet else request.GET.get("vist", ""),
        "siden": siste if tegnet else request.GET.get("siden", ""),
    }
    return f"/mottak/nytt?{urlencode(par)}"


def _tid(tekst: str) -> datetime | None:
    try:
        tid = datetime.fromisoformat(tekst)
    except ValueError:
        return None
    return tid if tid.tzinfo else None
