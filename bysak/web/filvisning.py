"""Showing stored bytes: what can be read in the page, a page of it as a picture, and the file itself.

Call these outside an arbeid: they read the store and start the preview process, and no transaction waits for that.
Who may see the file is decided by the caller, from rows, before it comes here.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Literal

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from markupsafe import Markup

from bysak.kjerne import forhaandsvisning, lager, sidelager, tekstlag
from bysak.kjerne.filtype import OKTETTER, TYPER, Filtype, bestem
from bysak.kjerne.forhaandsvisning import MAKS_INNHOLD, KanIkkeVises
from bysak.klienter import epost
from bysak.klienter.epostbrev import som_brev
from bysak.klienter.epostkalender import les_kalender
from bysak.web.spraak import oversatt

Art = Literal["pdf", "html", "tekst", "bilde", "ingen"]
MAKS_TEKST = 300_000
# Drawn this small only to know that it can be drawn: otherwise the page says why not.
_PROEVE = 50
# Small pages are drawn so many at a time, and by one process at a time: who waited finds them drawn.
_SMAA = 20
_TEGNER_SMAA = threading.Lock()
_STORT = 2000
FORMER: dict[str, sidelager.Form] = {"liten": "liten-", "stor": "stor-"}
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_SOM_TEKST = ("text/plain", "text/csv", "text/calendar", "text/vcard", "application/xml")
_EPOST = ("message/rfc822", "application/vnd.ms-outlook")
_BILDER = ("image/png", "image/jpeg", "image/gif", "image/tiff", "image/webp", "image/bmp")
# Types that a browser could run if somebody opened the answer in a tab; they are sent as plain bytes.
_AKTIVE = ("text/html", "image/svg+xml", "application/xml")
_HODER = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, max-age=600",
}


@dataclass(frozen=True)
class Visning:
    """What the page shows of a file.

    art: pdf and bilde have `sider` pages as pictures (`svar_med_side`), html has safe `html`, tekst has `tekst`,
    ingen has none. melding: a sentence for the reader, when there is nothing to show or something to know.
    """

    art: Art
    sider: int = 0
    html: str = ""
    tekst: str = ""
    melding: str = ""

    @property
    def trygg(self) -> Markup:
        """`html` ready for a template: it comes from `forhaandsvisning`, where everything that acts was taken out."""
        return Markup(self.html)  # noqa: S704


def visning(
    virksomhet_kode: str, sha256: str, filnavn: str, mime: str, cid_urler: Mapping[str, str] | None = None
) -> Visning:
    """How a stored file is shown. Never raises for what is in the file: a sentence says why it cannot be shown.

    cid_urler: for mail bodies, Content-ID to our own address of that attachment.
    """
    antall = sidelager.antall(virksomhet_kode, sha256)
    if antall is not None:
        return Visning("pdf", sider=antall)
    try:
        innhold = _les(virksomhet_kode, sha256)
        slag = bestem(innhold, filnavn, mime)
        vist = _vis(virksomhet_kode, sha256, innhold, slag, dict(cid_urler or {}))
    except (KanIkkeVises, lager.LagerFeil) as feil:
        return Visning("ingen", melding=oversatt(feil))
    return vist if vist.melding or not slag.advarsel else Visning(**{**vars(vist), "melding": oversatt(slag.advarsel)})


def tekstlaget(virksomhet_kode: str, sha256: str) -> tekstlag.Tekstlag | None:
    """The pages of a PDF with what stands on them; None when it cannot be read, or is something else."""
    raa = sidelager.hent_tekstlag(virksomhet_kode, sha256)
    with suppress(KanIkkeVises, lager.LagerFeil, ValueError):
        return tekstlag.fra_json(raa or _aapne(virksomhet_kode, sha256, _les(virksomhet_kode, sha256)))
    return None


def ren_tekst(virksomhet_kode: str, sha256: str, mime: str) -> str:
    """The words of a file, for comparing; empty when it has none or cannot be read."""
    if mime == "application/pdf":
        lag = tekstlaget(virksomhet_kode, sha256)
        return "\n".join(linje.tekst for ark in lag.ark for linje in ark.linjer) if lag else ""
    with suppress(KanIkkeVises, lager.LagerFeil):
        innhold = _les(virksomhet_kode, sha256)
        return _som_tekst(innhold, mime) if mime in _EPOST else forhaandsvisning.tekst_av(innhold, mime)
    return ""


def svar_med_fil(virksomhet_kode: str, sha256: str, filnavn: str, mime: str) -> FileResponse:
    """The file as a download, streamed. Raises Http404 when the store does not have it."""
    try:
        fil = lager.aapne(virksomhet_kode, sha256)
    except (lager.FilMangler, ValueError) as feil:
        raise Http404(str(feil)) from feil
    trygg = mime if mime in TYPER and mime not in _AKTIVE else OKTETTER
    return FileResponse(fil, as_attachment=True, filename=filnavn or sha256[:12], content_type=trygg, headers=_HODER)


def svar_med_side(virksomhet_kode: str, sha256: str, side: int, form: sidelager.Form = "") -> HttpResponse:
    """One page (from 1) of a PDF, or a picture, as PNG; from the pages that are drawn already, when it is there.

    Raises Http404 when there is no such page to show.
    """
    try:
        png = sidelager.hent(virksomhet_kode, sha256, side, form) or _tegn(virksomhet_kode, sha256, side, form)
    except (KanIkkeVises, lager.LagerFeil, ValueError) as feil:
        raise Http404(str(feil)) from feil
    return HttpResponse(png, content_type="image/png", headers=_HODER)


def side_med_merke(request: HttpRequest, virksomhet_kode: str, sha256: str, side: int) -> HttpResponse:
    """One page in the form that `?form=` asks for, marked so that a browser that has it already is not sent it again.

    Call it when it is known that this person may see the file, as for `svar_med_side`.
    """
    form = FORMER.get(request.GET.get("form", ""), "")
    merke = f'"{sha256[:32]}-{form}{side}"'
    if request.headers.get("If-None-Match") == merke:
        return HttpResponse(status=304)
    svar = svar_med_side(virksomhet_kode, sha256, side, form)
    svar.headers["ETag"] = merke
    return svar


def _tegn(kode: str, sha256: str, side: int, form: sidelager.Form) -> bytes:
    innhold = _les(kode, sha256)
    if bestem(innhold).mime != "application/pdf":
        if side != 1:
            raise KanIkkeVises(_("Et bilde har bare én side."))
        png = forhaandsvisning.bilde_png(innhold, {"": 1400, "liten-": 160, "stor-": 3000}[form])
    elif form == "liten-":
        return _tegn_smaa(kode, sha256, side, innhold)
    else:
        png = forhaandsvisning.pdf_side_png(innhold, side, _STORT if form else 1000)
    sidelager.legg(kode, sha256, sider={side: png}, form=form)
    return png


def _tegn_smaa(kode: str, sha256: str, side: int, innhold: bytes) -> bytes:
    """The small pages around one are wanted together, and cost little more than one."""
    with _TEGNER_SMAA:
        if png := sidelager.hent(kode, sha256, side, "liten-"):
            return png
        fra = (max(side, 1) - 1) // _SMAA * _SMAA + 1
        sider = {nr: png for nr, png in enumerate(forhaandsvisning.pdf_smaa(innhold, fra, _SMAA), fra) if png}
        sidelager.legg(kode, sha256, sider=sider, form="liten-")
    if side not in sider:
        raise KanIkkeVises(_("Siden kan ikke tegnes."))
    return sider[side]


def _aapne(kode: str, sha256: str, innhold: bytes) -> bytes:
    """Read and draw what everybody who opens the file needs, and keep it."""
    lag, png = forhaandsvisning.pdf_aapning(innhold)
    sidelager.legg(kode, sha256, antall=tekstlag.fra_json(lag).sider, sider={1: png}, tekstlag=lag)
    return lag


def _vis(kode: str, sha256: str, innhold: bytes, slag: Filtype, cid_urler: dict[str, str]) -> Visning:
    if slag.mime == "application/pdf":
        return Visning("pdf", sider=tekstlag.fra_json(_aapne(kode, sha256, innhold)).sider)
    if slag.mime in _BILDER:
        forhaandsvisning.bilde_png(innhold, _PROEVE)
        return Visning("bilde", sider=1)
    if slag.mime == _DOCX:
        return Visning("html", html=forhaandsvisning.docx_html(innhold))
    if slag.mime == "text/html":
        return Visning("html", html=forhaandsvisning.html_trygg(innhold.decode("utf-8", "replace"), cid_urler))
    if slag.mime in (*_SOM_TEKST, *_EPOST):
        tekst = _som_tekst(innhold, slag.mime)
        lang = len(tekst) > MAKS_TEKST
        melding = _("Bare begynnelsen vises her. Last ned filen for å lese alt.") if lang else ""
        return Visning("tekst", tekst=tekst[:MAKS_TEKST], melding=melding)
    return Visning(
        "ingen", melding=_("%(type)s kan ikke vises her. Last ned filen.") % {"type": oversatt(slag.beskrivelse)}
    )


def _som_tekst(innhold: bytes, mime: str) -> str:
    """Mail and invitations in words; their readers are bounded, and load nothing."""
    if mime in _EPOST:
        return som_brev(epost.les(innhold))
    if mime == "text/calendar" and (invitasjon := les_kalender(innhold)):
        return invitasjon.tekst
    return forhaandsvisning.tekst_av(innhold, mime) or innhold.decode("utf-8", "replace")


def _les(virksomhet_kode: str, sha256: str) -> bytes:
    with lager.aapne(virksomhet_kode, sha256) as fil:
        innhold = fil.read(MAKS_INNHOLD + 1)
    if len(innhold) > MAKS_INNHOLD:
        raise KanIkkeVises(_("Filen er for stor til å vises her. Last ned filen for å se den."))
    return innhold
