"""Where to work: all one's virksomheter, one on whose behalf one acts, or one's own. Remembered until it is changed."""

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bysak.kjerne.arbeid import arbeid
from bysak.mottak.koe import i_koe
from bysak.organisasjon.models import Rolle, Virksomhet
from bysak.web.doer import HUSKET, VALGT, Forespoersel, innlogget, mine_virksomheter, valgt_kode
from bysak.web.innlogging import trygg_adresse
from bysak.web.jinja import tegn


@require_http_methods(["GET", "POST"])
@innlogget
def velg_virksomhet(request: Forespoersel) -> HttpResponse:
    """Choose whether to look at one virksomhet or at all of one's own."""
    if request.method == "POST":
        return _husk(request, request.POST.get("virksomhet", "")[:40])
    mine, finn = mine_virksomheter(request), request.GET.get("finn", "").strip()[:60]
    with arbeid(som=request.aktoer, leser=mine):
        koe = i_koe(request.aktoer)
    paa_vegne = {r.virksomhet_id for r in request.aktoer.roller if r.tjenesteyter_id}
    vist = [(v, koe.get(v.pk), _roller(request, v)) for v in mine if finn.lower() in v.navn.lower()]
    kontekst = {
        "fornavn": request.aktoer.navn.partition(" ")[0], "finn": finn, "flere": len(mine) > 1,
        "valgt": valgt_kode(request),
        "bydeler": [rad for rad in vist if rad[0].pk in paa_vegne],
        "egne": [rad for rad in vist if rad[0].pk not in paa_vegne],
        "alle": (sum(antall for antall, _over in koe.values()), sum(over for _antall, over in koe.values())),
        "mottar": bool(koe), "roller": sorted({_(str(Rolle(r.rolle).label)) for r in request.aktoer.roller}),
        "neste": trygg_adresse(request, request.GET.get("neste", "")),
    }  # fmt: skip
    return tegn(request, "velg.html", kontekst)


def _husk(request: Forespoersel, kode: str) -> HttpResponse:
    if kode not in {"", *(v.kode for v in mine_virksomheter(request))}:
        kode = ""
    request.session[VALGT] = kode
    svar = HttpResponseRedirect(trygg_adresse(request, request.POST.get("neste", "/")))
    svar.set_cookie(
        HUSKET, f"{request.aktoer.bruker_id}:{kode}", max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.BAK_TLS, httponly=True, samesite="Lax",
    )  # fmt: skip
    return svar


def _roller(request: Forespoersel, virksomhet: Virksomhet) -> str:
    return ", ".join(sorted({_(str(Rolle(r.rolle).label)).lower() for r in request.aktoer.roller_i(virksomhet.pk)}))
