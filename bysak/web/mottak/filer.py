"""The files of an item: read in the page, page by page as pictures, or fetched. Rows first, bytes after the arbeid."""

import hashlib
from dataclasses import dataclass
from typing import Any, Literal
from uuid import UUID

from django.core.cache import cache
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext as _

from bysak.kjerne import forhaandsvisning
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.filtype import OKTETTER
from bysak.kjerne.forhaandsvisning import KanIkkeVises
from bysak.kjerne.hinder import ingen
from bysak.kjerne.lager import LagerFeil
from bysak.kjerne.skann import PDF
from bysak.mottak.innkomst import hent, les_paa_nytt
from bysak.mottak.kjennetegn import mime_og_endelse
from bysak.mottak.models import Innkomst, InnkomstVedlegg, Kanal
from bysak.mottak.virus import hindre_for_aapning
from bysak.organisasjon.tilgang import Rett, krev
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.filvisning import Visning, side_med_merke, svar_med_fil, visning
from bysak.web.leser import Leser, leseren
from bysak.web.skrivemaate import filstoerrelse

_HUSKES = 600
_BOKSTAVER = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


@dataclass(frozen=True)
class Fane:
    """One file as a tab of the viewer."""

    kode: str
    navn: str
    adresse: str
    her: bool
    vedlegg: InnkomstVedlegg | None = None


@dataclass(frozen=True)
class Dokument:
    """What the viewer shows: the tabs, the file that is open, and its reader."""

    faner: list[Fane]
    aapen: Fane
    leser: Leser


@innlogget
def vedlegg(request: Forespoersel, bydel: str, innkomst_id: UUID, nr: int) -> HttpResponse:
    """One attachment, readable in the page: the item's page with that file open."""
    _raden(request, bydel, innkomst_id, nr)
    return redirect(f"{reverse('mottak_innkomst', args=[bydel, innkomst_id])}?vis={nr}")


@innlogget
def fil(request: Forespoersel, bydel: str, innkomst_id: UUID, nr: int) -> HttpResponse:
    """One attachment as it came, to be saved."""
    rad, vedlegget = _raden(request, bydel, innkomst_id, nr)
    ingen(hindre_for_aapning(rad))
    return svar_med_fil(rad.virksomhet.kode, vedlegget.sjekksum, vedlegget.filnavn, vedlegget.mime_type)  # type: ignore[return-value]


@innlogget
def original(request: Forespoersel, bydel: str, innkomst_id: UUID) -> HttpResponse:
    """The message exactly as it came, or the parcel as it was opened, to be saved."""
    rad = _rad(request, bydel, innkomst_id)
    ingen(hindre_for_aapning(rad))
    papir = rad.kanal == Kanal.PAPIR
    mime, endelse = mime_og_endelse(rad) if rad.er_brev else (PDF, "pdf") if papir else (OKTETTER, "zip")
    navn = f"{slugify(rad.emne.lower().translate(_BOKSTAVER))[:60] or 'melding'}.{endelse}"
    return svar_med_fil(rad.virksomhet.kode, rad.raa_sjekksum, navn, mime)  # type: ignore[return-value]


@innlogget
def side(request: Forespoersel, bydel: str, innkomst_id: UUID, nr: int, side: int) -> HttpResponse:
    """One page of an attachment as a picture; the browser keeps it by the checksum of the file."""
    rad, vedlegget = _raden(request, bydel, innkomst_id, nr)
    ingen(hindre_for_aapning(rad))
    return side_med_merke(request, rad.virksomhet.kode, vedlegget.sjekksum, side)


def dokumentet(rad: Innkomst, data: QueryDict, grunnadresse: str, vis: str = "") -> Dokument:
    """The viewer of an item with the file `vis` open: `epost`, `html` (with formatting) or an attachment's number.

    A parcel opens on its first file; `om` is what its sender says of it. data: the address, with what the reader of
    the file was asked for.
    """
    alle = list(rad.vedlegg.all())
    vis = vis or data.get("vis", "epost")
    valgt = next((v for v in alle if str(v.nummer) == vis), None)
    if not rad.er_brev and vis != "om":
        valgt = valgt or next(iter(alle), None)
    foerst, navn = ("epost", _("E-post")) if rad.er_brev else ("om", _("Om forsendelsen"))
    faner = [Fane(foerst, navn, f"{grunnadresse}?vis={foerst}", valgt is None)]
    faner += [Fane(str(v.nummer), v.filnavn, f"{grunnadresse}?vis={v.nummer}", v is valgt, v) for v in alle]
    aapen = next(f for f in faner if f.her)
    adresse = [rad.virksomhet.kode, rad.pk]
    felles: dict[str, Any] = {"kode": rad.virksomhet.kode, "navn": aapen.navn, "adresse": grunnadresse}
    felles |= {"faste": {"vis": aapen.kode}, "bilder": str}
    if hinder := next(hindre_for_aapning(rad), None):
        vist = _uaapnet(rad, valgt, str(hinder.tekst))
    elif valgt is None:
        formatert = rad.har_html and (vis == "html" or not rad.tekst.strip())
        vist = _brev(rad, formatert, alle)
        felles |= {"nedlastinger": [_nedlasting(rad.raa_stoerrelse, reverse("mottak_original", args=adresse))]}
        felles |= {
            "faste": {"vis": "html" if formatert else foerst},
            "varianter": _former(rad, formatert, grunnadresse),
        }
    else:
        vist = _husket(rad, valgt)
        filen = [*adresse, valgt.nummer]
        felles["bilder"] = lambda nr: reverse("mottak_side", args=[*filen, nr])
        felles |= {"nedlastinger": [_nedlasting(valgt.stoerrelse, reverse("mottak_fil", args=filen))]}
    sha256 = valgt.sjekksum if valgt else rad.raa_sjekksum
    return Dokument(faner, aapen, leseren(data, vist, sha256=sha256, tomt=_tomt(rad, valgt), **felles))


def _nedlasting(stoerrelse: int, adresse: str) -> tuple[str, str]:
    return _("Last ned, %(stoerrelse)s") % {"stoerrelse": filstoerrelse(stoerrelse)}, adresse


def _former(rad: Innkomst, formatert: bool, grunnadresse: str) -> list[tuple[str, str, bool]]:
    """A letter that was written with formatting can be read with and without it."""
    if not (rad.har_html and rad.tekst.strip()):
        return []
    ren = (_("Ren tekst"), f"{grunnadresse}?vis=epost", not formatert)
    return [ren, (_("Med formatering"), f"{grunnadresse}?vis=html", formatert)]


def _tomt(rad: Innkomst, valgt: InnkomstVedlegg | None) -> str:
    """What to say of a text that is empty."""
    if valgt:
        return ""
    if rad.lesefeil or not rad.lest_tid:
        return rad.lesefeil or _("Leses inn …")
    return _("E-posten har ingen tekst.") if rad.er_brev else _("Avsender har ikke oppgitt noe mer.")


def _uaapnet(rad: Innkomst, valgt: InnkomstVedlegg | None, melding: str) -> Visning:
    """What can be read of an item whose files stay shut: the plain text of the letter."""
    return Visning("ingen", melding=melding) if valgt else Visning("tekst", tekst=rad.tekst, melding=melding)


def _brev(rad: Innkomst, formatert: bool, alle: list[InnkomstVedlegg]) -> Visning:
    if not formatert:
        return Visning("tekst", tekst=rad.tekst)
    bilder = {
        v.content_id.strip("<>"): reverse("mottak_side", args=[rad.virksomhet.kode, rad.pk, v.nummer, 1])
        for v in alle
        if v.content_id
    }
    try:
        return Visning("html", html=forhaandsvisning.html_trygg(les_paa_nytt(rad).html or "", bilder))
    except (KanIkkeVises, LagerFeil) as feil:
        art: Literal["tekst", "ingen"] = "tekst" if rad.tekst.strip() else "ingen"
        return Visning(art, tekst=rad.tekst, melding=str(feil))


def _husket(rad: Innkomst, valgt: InnkomstVedlegg) -> Visning:
    """The same bytes give the same view: do the work once while people turn pages."""
    deler = [rad.virksomhet.kode, valgt.sjekksum, valgt.filnavn, valgt.mime_type]
    noekkel = "visning:" + hashlib.sha256("\0".join(deler).encode()).hexdigest()
    vist: Visning | None = cache.get(noekkel)
    if vist is None:
        vist = visning(rad.virksomhet.kode, valgt.sjekksum, valgt.filnavn, valgt.mime_type)
        if vist.art in ("pdf", "bilde"):
            cache.set(noekkel, vist, _HUSKES)
    return vist


def _rad(request: Any, bydel: str, innkomst_id: UUID) -> Innkomst:
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, i=request.virksomhet, verb="les innkommet"):
        krev(request.aktoer, Rett.MOTTA)
        try:
            return hent(innkomst_id)
        except Innkomst.DoesNotExist as feil:
            raise Http404 from feil


def _raden(request: Any, bydel: str, innkomst_id: UUID, nr: int) -> tuple[Innkomst, InnkomstVedlegg]:
    rad = _rad(request, bydel, innkomst_id)
    vedlegget = next((v for v in rad.vedlegg.all() if v.nummer == nr), None)
    if vedlegget is None:
        raise Http404
    return rad, vedlegget
