"""Every form of the workspace, found by opening its pages: a new form is among them without anybody listing it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib import import_module
from typing import Any
from urllib.parse import quote_plus, urljoin

from django.test import Client
from django.urls import Resolver404, resolve
from lxml import html

from tests.nettleser.sider import DEL, _ruter

URLER = "bysak.web.urls"
# Log in and out are tried by themselves; the rest of a session's own choices are forms like any other.
UTENFOR = {"logg_inn", "logg_ut"}


@dataclass(frozen=True)
class Skjemaet:
    """A form as it stood on a page: whose page, where it is sent, what it says when nothing is changed."""

    rute: str
    hvem: str
    adresse: str
    verdier: dict[str, list[str]] = field(hash=False)
    # Those whose value points at something: a select, or a hidden id.
    peker: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.hvem} {self.adresse} {sorted(self.verdier)}"


def rutenavn() -> list[str]:
    """The name of every address of the workspace."""
    return sorted({navn for navn, _rute in _ruter(import_module(URLER).urlpatterns)} - UTENFOR)


def adressene(rutenavn: str, *objekter: dict[str, dict[str, Any]]) -> list[str]:
    """The address of this name with each set of objects, which are told by the first part of the address."""
    funnet = []
    for navn, rute in _ruter(import_module(URLER).urlpatterns):
        for sett in objekter if navn == rutenavn else ():
            verdier = sett.get(rute.split("/")[0], {})
            if set(DEL.findall(rute)) <= set(verdier):
                funnet.append("/" + DEL.sub(lambda del_, verdier=verdier: str(verdier[del_[1]]), rute))  # type: ignore[misc]
    return list(dict.fromkeys(funnet))


def finn(klienter: dict[str, Client], adresser: list[str], sett: set[Any]) -> Iterator[Skjemaet]:
    """What can be posted from these pages, as the first one sees them who may. sett: forms that are not new."""
    for adresse in adresser:
        for hvem, klient in klienter.items():
            skjemaene = _paa_siden(klient, hvem, adresse)
            for skjema in skjemaene or ():
                kjenne = (skjema.rute, *sorted(skjema.verdier), *_valgene(skjema))
                if kjenne not in sett:
                    sett.add(kjenne)
                    yield skjema
            if skjemaene is not None:
                break


def _valgene(skjema: Skjemaet) -> tuple[str, ...]:
    return tuple(v for n in ("gjoer", "hva", "handling", "utfall") for v in skjema.verdier.get(n, ()))


def _paa_siden(klient: Client, hvem: str, adresse: str) -> list[Skjemaet] | None:
    svar = klient.get(adresse)
    assert svar.status_code < 500, f"{hvem} {adresse}"
    if svar.status_code != 200 or not svar.get("Content-Type", "").startswith("text/html"):
        return [] if svar.status_code == 200 else None
    if not svar.content:
        return []
    side = html.fromstring(svar.content)
    funnet = list(_skjemaene(side, hvem, adresse))
    for lenke in list(dict.fromkeys(side.xpath("//a/@href[starts-with(., '?rad=')]")))[:3]:
        funnet += _skjemaene(html.fromstring(klient.get(adresse + lenke).content), hvem, adresse)
    return funnet


def _skjemaene(side: Any, hvem: str, adresse: str) -> Iterator[Skjemaet]:
    for skjema in side.forms:
        if (skjema.method or "").upper() != "POST":
            continue
        til = urljoin(adresse, skjema.action or adresse).partition("?")[0]
        try:
            rute = resolve(til, URLER).url_name or ""
        except Resolver404:
            continue
        if rute not in UTENFOR:
            yield from _utgavene(skjema, rute, hvem, til)


def _utgavene(skjema: Any, rute: str, hvem: str, til: str) -> Iterator[Skjemaet]:
    verdier: dict[str, list[str]] = {}
    for felt in skjema.xpath(".//input|.//select|.//textarea"):
        if felt.name and felt.get("type") not in ("submit", "file") and felt.name != "csrfmiddlewaretoken":
            verdier.setdefault(felt.name, [])
    for navn, verdi in skjema.form_values():
        if navn in verdier:
            verdier[navn].append(verdi)
    peker = {n for n in verdier if skjema.xpath(f".//select[@name='{n}']|.//input[@name='{n}'][@type='radio']")}
    peker |= {n for n, v in verdier.items() if any(re.fullmatch(r"[0-9a-f-]{36}", x) for x in v)}
    knapper = {
        (k.get("name"), k.get("value") or "") for k in skjema.xpath(".//button[@name]|.//input[@type='submit'][@name]")
    }
    for navn, verdi in sorted(knapper) or [("", "")]:
        yield Skjemaet(rute, hvem, til, verdier | ({navn: [verdi]} if navn else {}), frozenset(peker))


def kropp(verdier: dict[str, list[str]]) -> str:
    """The form as bytes on the wire; also what is no text at all, such as half a surrogate pair."""
    par = [(n, v) for n, alle in verdier.items() for v in alle]
    return "&".join(f"{quote_plus(n)}={quote_plus(v.encode('utf-8', 'surrogatepass'))}" for n, v in par)
