"""What the pages of administration share: their sections, who may open them, and how an act is shown and done."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from bysak.kjerne.arbeid import Aktoer, i_arbeid
from bysak.kjerne.hinder import Hinder
from bysak.organisasjon.innlogging import Avvist, bekreft_passord
from bysak.organisasjon.models import Bruker, Rolletildeling
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, kan
from bysak.web.doer import Forespoersel, alt_eller_ingenting, i_virksomhet
from bysak.web.engang import gjort_foer
from bysak.web.forvaltning.bekreftelse import er_bekreftet, noter_bekreftet
from bysak.web.jinja import tegn
from bysak.web.sesjon import INNE

P = ParamSpec("P")
View = Callable[Concatenate[Forespoersel, P], HttpResponse]
FELT = "forvalterpassord"


@dataclass(frozen=True)
class Del:
    """A section: the name of its page, what it is called, and the rights of which one opens it."""

    rute: str
    navn: str | Promise
    retter: tuple[Rett, ...]


DELER = (
    Del("forvaltning_folk", gettext_lazy("Folk"), (Rett.ADMINISTRERE, Rett.FORDELE)),
    Del("forvaltning_gruppekoblinger", gettext_lazy("Innlogging"), (Rett.ADMINISTRERE,)),
    Del("forvaltning_enheter", gettext_lazy("Enheter"), (Rett.ADMINISTRERE,)),
    Del("forvaltning_retter", gettext_lazy("Rettigheter"), (Rett.ADMINISTRERE, Rett.SE_LOGG)),
    Del("forvaltning_klassifikasjon", gettext_lazy("Klassifikasjon"), (Rett.ADMINISTRERE, Rett.KLASSIFISERE)),
    Del("forvaltning_arkiv", gettext_lazy("Arkiv"), (Rett.ADMINISTRERE,)),
    Del("forvaltning_formater", gettext_lazy("Formater"), (Rett.ADMINISTRERE, Rett.JOURNALFOERE)),
    Del("forvaltning_metadata", gettext_lazy("Metadata"), (Rett.ADMINISTRERE, Rett.JOURNALFOERE)),
    Del("forvaltning_kanaler", gettext_lazy("Kanaler"), (Rett.ADMINISTRERE, Rett.MOTTA)),
    Del("forvaltning_servicenivaa", gettext_lazy("Servicenivå"), (Rett.ADMINISTRERE, Rett.MOTTA)),
    Del("forvaltning_grunner", gettext_lazy("Grunner og svar"), (Rett.ADMINISTRERE, Rett.MOTTA)),
    Del("forvaltning_maler", gettext_lazy("Maler"), (Rett.ADMINISTRERE, Rett.JOURNALFOERE)),
    Del("forvaltning_moduler", gettext_lazy("Integrasjoner"), (Rett.ADMINISTRERE,)),
    Del("forvaltning_varsler", gettext_lazy("E-postvarsler"), (Rett.ADMINISTRERE,)),
)
# What puts the menu entry there: to read the lists of rights alone is not to administer.
FORVALTER = (Rett.ADMINISTRERE, Rett.FORDELE, Rett.KLASSIFISERE)


def delene(av: Aktoer, virksomhet_id: int) -> list[Del]:
    """The sections that a person may open in a virksomhet."""
    return [d for d in DELER if any(kan(av, rett, virksomhet_id) for rett in d.retter)]


def krev_en(av: Aktoer, retter: Iterable[Rett], virksomhet_id: int) -> None:
    """Stop one who has none of the rights; PermissionDenied says what the page is for."""
    if not any(kan(av, rett, virksomhet_id) for rett in retter):
        raise PermissionDenied(_("Denne siden er for dem som forvalter arkivet. Be systemforvalteren om en rolle."))


def bekreft(request: Forespoersel) -> None:
    """Take the password that came with a form: the administrator logs on expressly (krav 2.9.2, 4.1.4).

    It holds for a quarter of an hour. Outside an arbeid, which is where a password can be asked for.
    """
    passord, request.bekreftelsesfeil = request.POST.get(FELT, ""), ""  # type: ignore[attr-defined]
    if not passord or er_bekreftet(request):
        return
    try:
        bekreft_passord(request.user, passord, adresse=request.META.get("REMOTE_ADDR", ""))
    except Avvist as nei:
        request.bekreftelsesfeil = str(nei)  # type: ignore[attr-defined]
    else:
        noter_bekreftet(request)


def forvaltning(verb: str, *retter: Rett) -> Callable[["View[P]"], Callable[..., HttpResponse]]:
    """A view of administration in the virksomhet of its address, for those with one of the rights there."""

    def pynt(view: "View[P]") -> Callable[..., HttpResponse]:
        @wraps(view)
        def inni(request: Forespoersel, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            assert request.virksomhet
            krev_en(request.aktoer, retter, request.virksomhet.pk)
            return view(request, *args, **kwargs)

        aapnet = i_virksomhet(verb=verb)(inni)  # type: ignore[arg-type]

        @require_http_methods(["GET", "POST"])
        @wraps(view)
        def svar(request: Any, *args: Any, **kwargs: Any) -> HttpResponse:
            bekreft(request)
            return aapnet(request, *args, **kwargs)

        return svar

    return pynt


def side(request: Forespoersel, mal: str, her: str, kontekst: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of a section, below the tabs of all that this person may open."""
    assert request.virksomhet
    deler = delene(request.aktoer, request.virksomhet.pk)
    return tegn(request, mal, {"deler": deler, "her": her} | kontekst, status=status)


def adresse(request: Forespoersel, rute: str, **deler: Any) -> str:
    """The address of a page of administration in the same virksomhet."""
    assert request.virksomhet
    return reverse(rute, kwargs={"bydel": request.virksomhet.kode} | deler)


@dataclass(frozen=True)
class Handling:
    """An act as its page shows it: what it is called, what the button says, where it leads, and what it means.

    foer: what stops it already. forvalter: whether the administrator must log on expressly for it.
    gir: what it would give, shown before it is done.
    """

    her: str
    tittel: str
    knapp: str
    til: str
    forklaring: str = ""
    foer: Iterable[Hinder] = ()
    forvalter: bool = True
    gir: Callable[[dict[str, Any]], list[str]] | None = None


class Skjema(forms.Form):
    """A form of an act; without fields it is only the button."""


def skjema_av(request: Forespoersel, klasse: type[forms.Form], **valg: Any) -> forms.Form:
    """The form as it was sent, or empty with its initial values."""
    return klasse(request.POST if request.method == "POST" else None, **valg)


def utfoer(
    request: Forespoersel, handling: Handling, skjema: forms.Form, gjoer: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    """Show an act with what stands in its way, or do it and go on.

    A no is answered with the whole list and the form as it was typed: 409 from the rules, 422 from the form itself.
    """
    hindre, status, feil, gir = list(handling.foer), 200, "", None
    if request.method == "POST":
        feil, status = _ubekreftet(request, handling), 422
        if skjema.is_valid() and handling.gir and request.POST.get("sett") != (lest := _sett(handling, skjema))[0]:
            gir, feil, status = lest, "", 200
        elif skjema.is_valid() and not feil:
            if i_arbeid() and gjort_foer(request):
                messages.info(request, _("Dette var sendt fra før. Det er gjort én gang."))
                return HttpResponseRedirect(handling.til)
            gjort, nei = alt_eller_ingenting(lambda: gjoer(skjema.cleaned_data))
            if gjort is not None:
                messages.success(request, gjort)
                return HttpResponseRedirect(handling.til)
            hindre, status = list(_uten_felt(skjema, nei)), 409
    kontekst = {"h": handling, "skjema": skjema, "hindre": hindre, "bekreftelsesfeil": feil}
    kontekst |= {"maa_bekrefte": handling.forvalter and not er_bekreftet(request), "felt": FELT}
    kontekst |= {"gir": gir, "bekreft_hos": request.session.get(INNE, {}).get("leverandoer", "")}
    return side(request, "forvaltning/handling.html", handling.her, kontekst, status)


def _sett(handling: Handling, skjema: forms.Form) -> tuple[str, list[str]]:
    """What an act would give, in sentences, and the mark by which the form says that they have been seen."""
    assert handling.gir
    setninger = handling.gir(skjema.cleaned_data)
    return hashlib.sha256(repr((setninger, skjema.cleaned_data)).encode()).hexdigest()[:16], setninger


def _ubekreftet(request: Forespoersel, handling: Handling) -> str:
    if not handling.forvalter or er_bekreftet(request):
        return ""
    if request.session.get(INNE, {}).get("leverandoer"):
        return _("Bekreft hvem du er først. Det du har skrevet, blir liggende.")
    tom = _("Skriv passordet ditt. Som forvalter må du si hvem du er før noe endres.")
    return getattr(request, "bekreftelsesfeil", "") or tom


def _uten_felt(skjema: forms.Form, hindre: Iterable[Hinder]) -> Iterator[Hinder]:
    """Give each field its own sentence; what is left stands above the form."""
    for h in hindre:
        if h.felt in skjema.fields:
            skjema.add_error(h.felt, h.tekst)
        else:
            yield h


def folk_her() -> list[Bruker]:
    """People with a role in the open virksomhet today, by name, to choose among."""
    roller = Rolletildeling.objects.filter(
        gyldig_rolle(), bruker__is_active=True, bruker__er_system=False, bruker__er_modul=False
    )
    return sorted({r.bruker for r in roller.select_related("bruker")}, key=lambda b: b.navn)
