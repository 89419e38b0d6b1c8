"""How a view gets its unit of work, and how what the rules say becomes an answer. Translated once, here."""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid, i_arbeid
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from bysak.organisasjon.models import Bruker, Virksomhet
from bysak.organisasjon.tilgang import aktoer_for
from bysak.web.feil import hindret
from bysak.web.sesjon import INNE
from bysak.web.spraak import oversatt

P = ParamSpec("P")
T = TypeVar("T")


class Forespoersel(HttpRequest):
    """A request behind the login: who acts, and in which virksomhet the view may write."""

    user: Bruker
    aktoer: Aktoer
    virksomhet: Virksomhet | None


View = Callable[Concatenate[Forespoersel, P], HttpResponse]
# What a person looks at: in the session, and on the machine for the next one, with whose choice it was.
VALGT, HUSKET = "virksomhet", "bysak-virksomhet"


def aktoeren(request: Any) -> Aktoer:
    """The acting identity of the logged-in person; read once per request, before any arbeid."""
    if not hasattr(request, "aktoer"):
        sterk = request.session.get(INNE, {}).get("sterk", False)
        request.aktoer = aktoer_for(request.user, sterk=sterk)
    aktoer: Aktoer = request.aktoer
    return aktoer


def mine_virksomheter(request: Any) -> list[Virksomhet]:
    """The virksomheter where the person has a role, in name order; read once per request."""
    if not hasattr(request, "mine_virksomheter"):
        request.mine_virksomheter = list(Virksomhet.objects.filter(pk__in=aktoeren(request).virksomheter))
    mine: list[Virksomhet] = request.mine_virksomheter
    return mine


def valgt_kode(request: Any) -> str | None:
    """The code of what the person has chosen to look at, empty for all, or None before anything has been chosen."""
    if VALGT in request.session:
        return str(request.session[VALGT])
    hvem, _skille, kode = request.COOKIES.get(HUSKET, "").partition(":")
    return str(kode) if hvem == str(aktoeren(request).bruker_id) else None


def valgt_virksomhet(request: Any) -> Virksomhet | None:
    """The one virksomhet that the person has chosen to look at, or None for all of them."""
    kode = valgt_kode(request)
    return next((v for v in mine_virksomheter(request) if v.kode == kode), None)


def leser(request: Any) -> list[Virksomhet]:
    """The virksomheter that a cross-reading page reads now."""
    valgt = valgt_virksomhet(request)
    return [valgt] if valgt else mine_virksomheter(request)


def _oversett(request: Forespoersel, kjoer: Callable[[], HttpResponse]) -> HttpResponse:
    try:
        return kjoer()
    except Hindret as nei:
        return hindret(request, list(nei.hindre))
    except ObjectDoesNotExist:
        # It was there when the page was drawn: somebody has deleted it since.
        return hindret(
            request, [Hinder("borte", _("Det finnes ikke lenger. Noen andre har slettet eller flyttet det."))]
        )
    except Error as feil:
        return hindret(request, [_fra_vernet(feil)])


def _fra_vernet(feil: Error) -> Hinder:
    """The database's own rule as the sentence that it is; any other error goes on."""
    setning = er_databasefeil_fra_vernet(feil)
    if not setning:
        raise feil
    return Hinder("vernet", oversatt(setning))


def alt_eller_ingenting(gjoer: Callable[[], T]) -> tuple[T | None, list[Hinder]]:
    """What an act answered, or what stopped it; what it had written before it was stopped is taken back.

    An act that opens its own arbeid is taken back by that.
    """
    try:
        with transaction.atomic() if i_arbeid() else nullcontext():
            return gjoer(), []
    except Hindret as nei:
        return None, list(nei.hindre)
    except Error as feil:
        return None, [_fra_vernet(feil)]


def innlogget(view: "View[P]") -> Callable[..., HttpResponse]:
    """A view that only needs to know who acts; it opens its own arbeid."""

    @wraps(view)
    def svar(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        aktoeren(request)
        request.virksomhet = None
        return _oversett(request, lambda: view(request, *args, **kwargs))

    return svar


def paa_tvers(view: "View[P]") -> Callable[..., HttpResponse]:
    """A view that reads all the person's virksomheter, or the chosen one, and writes nothing."""

    @wraps(view)
    def svar(request: Any, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        aktoer = aktoeren(request)
        request.virksomhet = None
        hvor = leser(request)

        def kjoer() -> HttpResponse:
            with arbeid(som=aktoer, leser=hvor):
                return view(request, *args, **kwargs)

        return _oversett(request, kjoer)

    return svar


def virksomhet_i_adressen(request: Any, bydel: str) -> Virksomhet:
    """The virksomhet of an address, if the person has a role there. Raises Http404, as for one that does not exist."""
    aktoeren(request)
    funnet = next((v for v in mine_virksomheter(request) if v.kode == bydel), None)
    if funnet is None:
        raise Http404
    return funnet


def i_virksomhet(verb: str = "") -> Callable[["View[P]"], Callable[..., HttpResponse]]:
    """A view inside one virksomhet, named by `bydel` in the address; its arbeid reads and writes there.

    verb: what the log calls the act. The reason, where one is asked for, is the form field `grunn`.
    """

    def pynt(view: "View[P]") -> Callable[..., HttpResponse]:
        @wraps(view)
        def svar(request: Any, bydel: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.virksomhet = virksomhet_i_adressen(request, bydel)
            grunn = request.POST.get("grunn", "")[:500] if request.method == "POST" else ""

            def kjoer() -> HttpResponse:
                with arbeid(som=request.aktoer, i=request.virksomhet, verb=verb or view.__name__, grunn=grunn):
                    return view(request, *args, **kwargs)

            return _oversett(request, kjoer)

        return svar

    return pynt
