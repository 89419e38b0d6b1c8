"""The command palette: what can be found and what can be done, from one field everywhere (Ctrl+K).

Only what the person may see is in it, and never a count of the rest. What the open page itself can do is added in the
browser, from the controls that stand there (palett.js).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.historikk import sist_brukt
from bysak.arkivstruktur.models import Korrespondansepart
from bysak.arkivstruktur.soek import Treff, er_nummer, soek
from bysak.kjerne.arbeid import arbeid
from bysak.organisasjon.models import Rolle
from bysak.organisasjon.tilgang import Rett, kan
from bysak.saksbehandling.lagretsoek import mine_soek
from bysak.saksbehandling.restanser import INTERNE
from bysak.web.doer import Forespoersel, innlogget, leser, mine_virksomheter
from bysak.web.jinja import er_htmx, tegn
from bysak.web.meny import ARKIV, menyen
from bysak.web.min.sok import treffets_url
from bysak.web.objekter.finn import finn_objekter, passer

POSTER, SAKER, GJOER, LAGREDE = 5, 4, 8, 5
MAKS_TEGN = 200


@dataclass(frozen=True)
class Valg:
    """One line: where it leads, or with `post` the act that it does. biter: the text, and if each piece was typed."""

    biter: list[tuple[str, bool]]
    url: str
    ikon: str
    hoyre: str = ""
    tast: str = ""
    post: bool = False


Gruppe = tuple[str, list[Valg]]


@require_GET
@innlogget
def palett(request: Forespoersel) -> HttpResponse:
    """The lines for what is typed; the last used and the saved searches before anything is."""
    tekst = request.GET.get("q", "").replace("\0", "").strip()[:MAKS_TEGN]
    with arbeid(som=request.aktoer, leser=leser(request)):
        funnet = _treffene(request, tekst) if tekst else [(_("Sist brukt"), _sist(request))]
    treff = sum(len(valg) for _navn, valg in funnet)
    if not tekst:
        with arbeid(som=request.aktoer, leser=mine_virksomheter(request)):
            funnet.append((_("Lagrede søk"), _lagrede(request)))
    funnet.append((_("Gjør"), _gjoer(request, tekst)))
    kontekst = {
        "grupper": [(navn, valg) for navn, valg in funnet if valg], "tekst": tekst, "antall": treff,
        "i_palett": er_htmx(request),
    }  # fmt: skip
    return tegn(request, "min/palett.html", kontekst, blokk="treff")


def _treffene(request: Forespoersel, tekst: str) -> list[Gruppe]:
    """Exact number, entries, cases, and what they point at; each asked for by itself, so none crowds out another."""
    av = request.aktoer
    if er_nummer(tekst):
        treff = soek(tekst, av=av, grense=POSTER)
        return [(_("Nummer"), _linjer(treff, _navnene(treff), tekst))]
    poster = soek(f"-type:sak {tekst}", av=av, grense=POSTER)
    saker = soek(f"type:sak {tekst}", av=av, grense=SAKER)
    med_part = soek(" ".join(f"part:{o}" for o in tekst.split() if o.isalnum()), av=av, grense=20)
    return [
        (_("Journalposter"), _linjer(poster, _navnene(poster), tekst)),
        (_("Saker"), _linjer(saker, {}, tekst)),
        *((navn, [Valg(biter(f.navn, tekst), f.url, f.ikon, f.sted) for f in funn])
          for navn, funn in finn_objekter(tekst, med_part, leser(request))),
    ]  # fmt: skip


def _pk(treff: Treff) -> UUID | None:
    return treff.registrering.pk if treff.registrering else None


def _navnene(treff: Iterable[Treff]) -> dict[UUID | None, list[str]]:
    """Those outside that each entry is from or to."""
    idene = [t.registrering.pk for t in treff if t.registrering]
    navn: dict[UUID | None, list[str]] = {}
    parter = Korrespondansepart.objects.filter(registrering_id__in=idene).exclude(korrespondanseparttype__in=INTERNE)
    for pk, n in parter.order_by("system_id").values_list("registrering_id", "navn"):
        navn.setdefault(pk, []).append(n)
    return navn


def _linjer(treff: Iterable[Treff], navn: dict[UUID | None, list[str]], tekst: str) -> list[Valg]:
    linjer = []
    for t in treff:
        det: Any = t.registrering or t.mappe
        hvem = navn.get(_pk(t), [])[:1]
        nummer = det.registrerings_id if t.registrering else det.mappe_id
        if adresse := treffets_url(t):
            sted = f"{det.virksomhet.kortnavn} · {nummer}"
            linjer.append(Valg(biter(" – ".join([det.tittel, *hvem]), tekst), adresse, _ikon(t), sted))
    return linjer


def _ikon(treff: Treff) -> str:
    return "dok" if treff.registrering else "mappe"


def _sist(request: Forespoersel) -> list[Valg]:
    return _linjer([Treff(m, None) for m in sist_brukt(request.aktoer)], {}, "")


def _lagrede(request: Forespoersel) -> list[Valg]:
    return [Valg(biter(s.navn, ""), _sok(s.tekst), "sok") for s in mine_soek(request.aktoer)[:LAGREDE]]


def _gjoer(request: Forespoersel, tekst: str) -> list[Valg]:
    """What can be done with the words themselves, then the acts and pages that the words are the beginning of."""
    med_ordene = [Valg(biter(_("Søk etter «%(tekst)s»") % {"tekst": tekst}, ""), _sok(tekst), "sok")] if tekst else []
    nye = [v for v in leser(request) if any(kan(request.aktoer, r, v.pk) for r in (Rett.SAKSBEHANDLE, Rett.REGISTRERE))]
    if tekst and len(nye) == 1 and not passer(_("Ny sak"), tekst.split()):
        ny = f"{reverse('ny_sak', args=[nye[0].kode])}?{urlencode({'tittel': tekst})}"
        med_ordene.append(Valg(biter(_("Ny sak «%(tekst)s»") % {"tekst": tekst}, ""), ny, "pluss"))
    acts = _roller(request)
    for v in nye:
        navn = _("Ny sak") if len(nye) == 1 else _("Ny sak i %(bydel)s") % {"bydel": v.kortnavn}
        acts.append((navn, reverse("ny_sak", args=[v.kode]), "pluss", "", False))
    for gruppe in menyen(request.aktoer, ""):
        acts += [(le["tekst"], le["url"], le["ikon"], le["tast"], False) for le in gruppe["lenker"]]
    acts += _alltid(request)
    funnet = [Valg(biter(a[0], tekst), *a[1:3], "", *a[3:]) for a in acts if passer(a[0], tekst.split())]
    return med_ordene + funnet[:GJOER]


def _roller(request: Forespoersel) -> list[tuple[str, str, str, str, bool]]:
    """What a role does many times a day."""
    roller = {r.rolle for r in request.aktoer.roller}
    nummer = [(_("Nummerkontroll"), reverse("nummerkontroll"), "ok", "", False)] if roller & ARKIV else []
    if Rolle.ARKIVAR not in roller:
        return nummer
    return [
        *nummer,
        (_("Ta neste i mottak"), reverse("mottak_ta_neste"), "inn", "", True),
        (_("Papirpost"), reverse("mottak_papir"), "papir", "", False),
    ]


def _alltid(request: Forespoersel) -> list[tuple[str, str, str, str, bool]]:
    flere = [(_("Bytt virksomhet …"), reverse("velg_virksomhet"), "bydel", "", False)]
    return [
        *(flere if len(mine_virksomheter(request)) > 1 else []),
        (_("Min profil"), reverse("profil"), "person", "", False),
        (_("Det du har meldt fra om"), reverse("meldt_fra"), "megafon", "", False),
        (_("Logg ut"), reverse("logg_ut"), "frem", "", True),
    ]


def _sok(tekst: str) -> str:
    return f"{reverse('sok')}?{urlencode({'q': tekst})}"


def biter(navn: str, tekst: str) -> list[tuple[str, bool]]:
    """A name in pieces: the beginnings of words that were typed, and what is between them."""
    skrevet = sorted((o.casefold() for o in tekst.split()), key=len, reverse=True)
    deler: list[tuple[str, bool]] = []
    for nr, ordet in enumerate(navn.split(" ")):
        traff = next((len(s) for s in skrevet if ordet.casefold().startswith(s)), 0)
        deler += [(" ", False)] if nr else []
        deler += [bit for bit in ((ordet[:traff], True), (ordet[traff:], False)) if bit[0]]
    return deler
