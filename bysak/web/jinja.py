"""Jinja2 for Django: the environment, and `tegn` that answers with a page or with named blocks of it.

An htmx fragment is a block of the page template itself, so that the two can never drift apart.
"""

import secrets
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, partial
from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.template.backends.jinja2 import Jinja2 as Motor
from django.template.backends.utils import csrf_input_lazy, csrf_token_lazy
from django.templatetags.static import static
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language, gettext, ngettext
from jinja2 import Environment, StrictUndefined, Template
from jinja2.runtime import Context
from markupsafe import Markup

from bysak.kjerne.kalender import naa
from bysak.web.felthjelp import felthjelp
from bysak.web.ikoner import IKONER
from bysak.web.skrivemaate import FILTRE, fristtilstand
from bysak.web.skrivemaate import frist as fristtekst
from bysak.web.spraak import SPRAAK, oversatt

_IKON = Markup('<svg class="ikon{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>')
_ARIA = {"Ctrl": "Control", "Pil ned": "ArrowDown", "Pil opp": "ArrowUp", "Esc": "Escape"}
_VARSLER = "varsler.html"


def url(navn: str, *args: object, **kwargs: object) -> str:
    """Address of a named view. Raises NoReverseMatch, so that a broken link is found by the first test of the page."""
    return reverse(navn, args=args or None, kwargs=kwargs or None)


@cache
def ikon(navn: str, klasse: str = "") -> Markup:
    """An icon from the sprite, made once: a page has more than a hundred.

    Raises KeyError on an unknown name: a missing icon must not pass unseen.
    """
    if navn not in IKONER:
        raise KeyError(f"Ukjent ikon «{navn}». Se bysak/web/ikoner.py.")
    return _IKON.format(f" {klasse}" if klasse else "", static("ikoner.svg"), navn)


def tastattributt(tast: str) -> Markup:
    """The attribute that declares a key: `Ctrl Enter` becomes aria-keyshortcuts, the sequence `G M` data-tast."""
    if not tast:
        return Markup("")
    if tast.startswith("G "):
        return Markup(' data-tast="{}"').format(tast)
    return Markup(' aria-keyshortcuts="{}"').format("+".join(_ARIA.get(del_, del_) for del_ in tast.split(" ")))


def fristklokke(frist: date | datetime, fra: datetime | None = None) -> tuple[str, str, float]:
    """Text, state and share left of a deadline, ready for the macro `fristfor`."""
    return fristtekst(frist), *fristtilstand(frist, fra)


def environment(**options: Any) -> Environment:
    """The environment Django's Jinja2 backend asks for.

    Undefined names raise: a misspelt variable in a page is an error, not an empty spot that nobody sees.
    """
    options |= {"undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    options.pop("autoescape", None)
    env = Environment(autoescape=True, extensions=["jinja2.ext.i18n"], **options)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(
        url=url, static=static, ikon=ikon, naa=naa, spraak=get_language, meldinger=get_messages,
        tastattributt=tastattributt, fristklokke=fristklokke, spraakvalg=list(SPRAAK.items()),
        engangsnummer=partial(secrets.token_hex, 8), felthjelp=felthjelp,
    )  # fmt: skip
    env.filters.update(FILTRE, oversatt=oversatt)
    return env


def _motor() -> Motor:
    motor = engines["jinja2"]
    assert isinstance(motor, Motor)
    return motor


def _kontekst(motor: Motor, mal: Template, request: HttpRequest, kontekst: Mapping[str, Any]) -> Context:
    """The context Django's backend would have made for the page, entered as far as its imports and inheritance."""
    verdier = {"request": request, "csrf_input": csrf_input_lazy(request), "csrf_token": csrf_token_lazy(request)}
    for prosessor in motor.template_context_processors:
        verdier.update(prosessor(request))
    ctx = mal.new_context({**verdier, **kontekst})
    # Running the template to its first output performs its imports, `set`s and `extends`, which blocks rely on.
    next(mal.root_render_func(ctx), None)
    return ctx


def blokktekst(request: HttpRequest, mal: str, blokk: str | Sequence[str], kontekst: Mapping[str, Any]) -> str:
    """The text of one or more named blocks of a page. Raises KeyError when the page has no such block."""
    motor = _motor()
    malen = motor.env.get_template(mal)
    ctx = _kontekst(motor, malen, request, kontekst)
    navn = [blokk] if isinstance(blokk, str) else blokk
    return "".join(bit for n in navn for bit in ctx.blocks[n][0](ctx))


def tegn_blokk(
    request: HttpRequest, mal: str, blokk: str | Sequence[str], kontekst: Mapping[str, Any], *, status: int = 200
) -> HttpResponse:
    """Answer with named blocks of a page: the fragment htmx swaps in, followed by blocks swapped out of band.

    Messages waiting for this person ride along as toasts, so that an act says what it did on both ways.
    """
    tekst = blokktekst(request, mal, blokk, kontekst)
    varsler = (
        _motor().env.get_template(_VARSLER).render(request=request, csrf_input=csrf_input_lazy(request), utenfor=True)
    )
    svar = HttpResponse(tekst + varsler, status=status)
    patch_vary_headers(svar, ["HX-Request"])
    return svar


def er_htmx(request: HttpRequest) -> bool:
    """Whether htmx asks for a fragment; restoring a page from its history needs the whole page."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def tegn(
    request: HttpRequest,
    mal: str,
    kontekst: Mapping[str, Any] | None = None,
    *,
    blokk: str | Sequence[str] = "",
    status: int = 200,
) -> HttpResponse:
    """Answer with the page, or with its `blokk` when htmx asks for a fragment and the view names one."""
    verdier = kontekst or {}
    if blokk and er_htmx(request):
        return tegn_blokk(request, mal, blokk, verdier, status=status)
    svar = HttpResponse(_motor().get_template(mal).render(dict(verdier), request), status=status)
    if blokk:
        patch_vary_headers(svar, ["HX-Request"])
    return svar
