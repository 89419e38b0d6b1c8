"""What a WebDAV program is told about the one file and its folder, as XML (RFC 4918, chapters 14 and 15)."""

from collections.abc import Callable
from datetime import UTC
from urllib.parse import quote

from django.http import HttpResponse
from django.utils.http import http_date
from lxml import etree

from bysak.arkivstruktur.models import Redigering
from bysak.web.dav import adresse, hoder

_D = f"{{{hoder.DAV}}}"
_OK, _FINNES_IKKE, _NEKTET = "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found", "HTTP/1.1 403 Forbidden"
# Where Windows keeps the file times that it sets after each saving.
_WINDOWS = "urn:schemas-microsoft-com:"
Element = hoder.Element


def _nytt(navn: str, *barn: Element, tekst: str = "") -> Element:
    element = etree.Element(navn if navn.startswith("{") else _D + navn, nsmap={"D": hoder.DAV})
    element.text = tekst or None
    element.extend(barn)
    return element


def _svar(rot: Element, status: int) -> HttpResponse:
    raa = etree.tostring(rot, xml_declaration=True, encoding="utf-8")
    return HttpResponse(raa, status=status, content_type='application/xml; charset="utf-8"')


def _laas(red: Redigering, hvor: str) -> Element:
    return _nytt(
        "activelock",
        _nytt("locktype", _nytt("write")),
        _nytt("lockscope", _nytt("exclusive")),
        _nytt("depth", tekst="0"),
        _nytt("owner", tekst=red.bruker.navn),
        _nytt("timeout", tekst=f"Second-{hoder.igjen(red)}"),
        _nytt("locktoken", _nytt("href", tekst=red.laas)),
        _nytt("lockroot", _nytt("href", tekst=hvor)),
    )


def _laasbar() -> Element:
    return _nytt("lockentry", _nytt("lockscope", _nytt("exclusive")), _nytt("locktype", _nytt("write")))


def _filens(red: Redigering, hvor: str) -> dict[str, Callable[[], Element]]:
    return {
        "displayname": lambda: _nytt("displayname", tekst=adresse.filnavn(red)),
        "resourcetype": lambda: _nytt("resourcetype"),
        "getcontentlength": lambda: _nytt("getcontentlength", tekst=str(red.filstoerrelse)),
        "getcontenttype": lambda: _nytt("getcontenttype", tekst=red.mime_type),
        "getetag": lambda: _nytt("getetag", tekst=hoder.etag(red)),
        "getlastmodified": lambda: _nytt("getlastmodified", tekst=http_date(red.lagret_tid.timestamp())),
        "creationdate": lambda: _nytt("creationdate", tekst=f"{red.startet.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"),
        "supportedlock": lambda: _nytt("supportedlock", _laasbar()),
        "lockdiscovery": lambda: _nytt("lockdiscovery", *([_laas(red, hvor)] if red.laast else [])),
    }


def _mappens() -> dict[str, Callable[[], Element]]:
    return {
        "displayname": lambda: _nytt("displayname", tekst="Bysak"),
        "resourcetype": lambda: _nytt("resourcetype", _nytt("collection")),
        "supportedlock": lambda: _nytt("supportedlock"),
        "lockdiscovery": lambda: _nytt("lockdiscovery"),
    }


def _om(hvor: str, har: dict[str, Callable[[], Element]], spurt: Element | None) -> Element:
    """One answer: what is asked for and there, and what is asked for and not there."""
    valg = None if spurt is None else spurt.find(_D + "prop")
    mangler: list[Element] = []
    if spurt is not None and spurt.find(_D + "propname") is not None:
        funnet = [_nytt(navn) for navn in har]
    elif valg is None:
        funnet = [lag() for lag in har.values()]
    else:
        navnene = [str(e.tag) for e in valg if isinstance(e.tag, str)][:100]
        kjente = [n for n in navnene if n.removeprefix(_D) in har]
        funnet = [har[n.removeprefix(_D)]() for n in kjente]
        mangler = [_nytt("{}" + n if n[:1] != "{" else n) for n in navnene if n not in kjente]
    deler = [_propstat(funnet, _OK)] if funnet or not mangler else []
    deler += [_propstat(mangler, _FINNES_IKKE)] if mangler else []
    return _nytt("response", _nytt("href", tekst=hvor), *deler)


def _propstat(egenskaper: list[Element], status: str) -> Element:
    return _nytt("propstat", _nytt("prop", *egenskaper), _nytt("status", tekst=status))


def egenskaper(red: Redigering, kode: str, spurt: Element | None, *, mappen: bool, dybde: str) -> HttpResponse:
    """PROPFIND: of the file, or of the folder and, below it, the file."""
    mappe = adresse.mappe(red, kode)
    fil = mappe + quote(adresse.filnavn(red))
    svarene = [_om(mappe, _mappens(), spurt)] if mappen else []
    if not mappen or dybde != "0":
        svarene.append(_om(fil, _filens(red, fil), spurt))
    return _svar(_nytt("multistatus", *svarene), 207)


def satt(sti: str, spurt: Element | None) -> HttpResponse:
    """PROPPATCH: Windows's times of a file are accepted and not kept; there is nothing else to set."""
    navn = [str(e.tag) for p in ([] if spurt is None else spurt.iter(_D + "prop")) for e in p if isinstance(e.tag, str)]
    windows = [_nytt(n) for n in navn[:100] if n.startswith("{" + _WINDOWS)]
    andre = [_nytt(n if n[:1] == "{" else "{}" + n) for n in navn[:100] if not n.startswith("{" + _WINDOWS)]
    deler = [_propstat(windows, _OK)] if windows and not andre else []
    deler += [_propstat(windows + andre, _NEKTET)] if andre else []
    return _svar(_nytt("multistatus", _nytt("response", _nytt("href", tekst=quote(sti)), *deler)), 207)


def laast(red: Redigering, sti: str, *, ny: bool) -> HttpResponse:
    """LOCK: the lock that the program has now."""
    svar = _svar(_nytt("prop", _nytt("lockdiscovery", _laas(red, quote(sti)))), 200)
    if ny:
        svar.headers["Lock-Token"] = f"<{red.laas}>"
    return svar


def opptatt() -> HttpResponse:
    """423: what was sent is kept aside, but the file is another's."""
    return _svar(_nytt("error", _nytt("lock-token-submitted")), 423)
