"""The reader of an entry's files: beside its facts, in the whole window, and beside another file of the case."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_GET

from bysak.arkivstruktur.koder import Variantformat
from bysak.arkivstruktur.models import Dokumentkobling, Dokumentobjekt, Journalpost
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.filtype import TYPER
from bysak.mottak.likhet import er_kuttet, forskjell
from bysak.organisasjon.tilgang import Rett, kan, synlig_q
from bysak.web.doer import Forespoersel, innlogget, virksomhet_i_adressen
from bysak.web.filvisning import ren_tekst, visning
from bysak.web.jinja import er_htmx, tegn, tegn_blokk
from bysak.web.leser import Leser, leseren
from bysak.web.sak.hent import filene, posten
from bysak.web.skrivemaate import filstoerrelse, naar

VARIANTER = {"A": gettext_noop("Arkiv"), "P": gettext_noop("Produksjon"), "O": gettext_noop("Sladdet")}
MAKS_POSTER = 200


def formatnavn(fil: Dokumentobjekt) -> str:
    """What kind of file it is, short enough for a button."""
    return "PDF/A" if fil.variantformat == "A" and fil.mime_type == "application/pdf" else _endelse(fil)


def _endelse(fil: Dokumentobjekt) -> str:
    return (TYPER.get(fil.mime_type, ("",))[0] or fil.filnavn.rpartition(".")[2][:5] or _("fil")).upper()


def versjonsord(fil: Dokumentobjekt) -> str:
    """A file in words: which version of what, its format, when and by whom."""
    hva = {
        "A": _("Versjon %(nr)s i arkivformat"),
        "P": _("Versjon %(nr)s slik den ble laget"),
        "O": _("Sladdet variant av versjon %(nr)s"),
    }[fil.variantformat]
    deler = [hva % {"nr": fil.versjonsnummer}, formatnavn(fil), filstoerrelse(fil.filstoerrelse)]
    laget = {"naar": naar(fil.opprettet_dato), "hvem": fil.opprettet_av}
    return f"{', '.join(deler)}. " + _("Lagt inn %(naar)s av %(hvem)s.") % laget


def fil_leser(
    request: Forespoersel, sti: Sequence[Any], filer: Sequence[Dokumentobjekt], valgt: Dokumentobjekt, **valg: Any
) -> Leser:
    """The reader of one file of an entry. sti: bydel, year, case and entry number. Outside an arbeid."""
    vist = visning(str(sti[0]), valgt.referanse_dokumentfil, valgt.filnavn, valgt.mime_type)
    samme = [f for f in filer if f.dokumentbeskrivelse_id == valgt.dokumentbeskrivelse_id]
    samme = [f for f in samme if f.versjonsnummer == valgt.versjonsnummer]
    adresse = valg.pop("adresse", "") or reverse("journalpost", args=sti)
    return leseren(
        request.GET, vist, kode=str(sti[0]), sha256=valgt.referanse_dokumentfil, adresse=adresse,
        navn=valgt.filnavn or valgt.dokumentbeskrivelse.tittel, faste=valg.pop("faste", {"fil": str(valgt.pk)}),
        bilder=lambda nr: reverse("journalpost_side", args=[*sti, valgt.pk, nr]),
        nedlastinger=[
            (
                f"{_(VARIANTER[f.variantformat])} · {formatnavn(f)} · {filstoerrelse(f.filstoerrelse)}",
                reverse("journalpost_fil", args=[*sti, f.pk]),
            )
            for f in samme
        ],
        **valg,
    )  # fmt: skip


def varianter(filer: Sequence[Dokumentobjekt], valgt: Dokumentobjekt, adresse: str) -> list[tuple[str, str, bool]]:
    """The forms of one version, as the choices of the reader."""
    samme = [f for f in filer if f.dokumentbeskrivelse_id == valgt.dokumentbeskrivelse_id]
    samme = [f for f in samme if f.versjonsnummer == valgt.versjonsnummer]
    return [(_(VARIANTER[f.variantformat]), f"{adresse}?fil={f.pk}", f.pk == valgt.pk) for f in samme]


def veier(sti: Sequence[Any], valgt: Dokumentobjekt) -> list[tuple[str, str, str, str]]:
    """Other views of a file."""
    les = f"{reverse('journalpost_les', args=sti)}?fil={valgt.pk}"
    return [
        (_("Ved siden av et annet"), "splitt", "", f"{les}#velg-ved"),
        (_("Hele vinduet"), "hele", "Shift+F", les),
    ]


@require_GET
@innlogget
def les(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int) -> HttpResponse:
    """A file in the whole window, alone or beside another of the case."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    sti = [bydel, aar, nr, postnr]
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        jp = posten(request, aar, nr, postnr)
        filer = filene(jp.pk)
        andre = _i_saken(request, jp)
    valgt, ved = _pekt(request, "fil", filer, filer[:1]), _pekt(request, "ved", [f for _jp, f in andre], [])
    if valgt is None:
        raise Http404
    return tegn(request, "sak/les.html", {
        "jp": jp, "sak": jp.mappe, "valgt": valgt, "ved": ved,
        "lesere": _lesere(request, sti, filer, valgt, andre, ved),
        "andre": _gruppert(andre, valgt), "dokumenter": hoveddokumenter(filer),
        "tilbake": reverse("journalpost", args=sti) + f"?fil={valgt.pk}",
        "kan_redigere": _kan_redigere(request),
    }, blokk="dokument")  # fmt: skip


def _kan_redigere(request: Forespoersel) -> bool:
    hvor = request.virksomhet.pk if request.virksomhet else None
    return any(kan(request.aktoer, rett, hvor) for rett in (Rett.REGISTRERE, Rett.SAKSBEHANDLE))


def _lesere(
    request: Forespoersel, sti: Sequence[Any], filer: Sequence[Dokumentobjekt], valgt: Dokumentobjekt,
    andre: Sequence[tuple[Journalpost, Dokumentobjekt]], ved: Dokumentobjekt | None,
) -> list[Leser]:  # fmt: skip
    """One reader, or two that keep each other's state in their addresses."""
    adresse = reverse("journalpost_les", args=sti)
    if ved is None:
        valgene = varianter(filer, valgt, adresse)
        return [fil_leser(request, sti, filer, valgt, adresse=adresse, varianter=valgene)]
    faste = {"fil": str(valgt.pk), "ved": str(ved.pk)}
    post = next(p for p, f in andre if f.pk == ved.pk)
    return [
        fil_leser(request, sti, filer, valgt, adresse=adresse, faste=faste | _tilstand(request, "ved_"), maal="a"),
        fil_leser(
            request, [*sti[:3], post.journalpostnummer], [ved], ved, adresse=adresse,
            faste=faste | _tilstand(request, ""), prefiks="ved_", maal="b",
        ),
    ]  # fmt: skip


@require_GET
@innlogget
def forskjeller(request: Forespoersel, bydel: str, aar: int, nr: int, postnr: int, fil: UUID) -> HttpResponse:
    """What changed in the words from the version before, or from the one that `?med=` names."""
    request.virksomhet = virksomhet_i_adressen(request, bydel)
    with arbeid(som=request.aktoer, leser=[request.virksomhet]):
        jp = posten(request, aar, nr, postnr)
        filer = filene(jp.pk)
    ny = next((f for f in filer if f.pk == fil), None)
    samme = [f for f in filer if ny and f.dokumentbeskrivelse_id == ny.dokumentbeskrivelse_id and f.pk != ny.pk]
    gammel = _pekt(request, "med", samme, [f for f in samme if ny and f.versjonsnummer < ny.versjonsnummer])
    if ny is None or gammel is None:
        raise Http404
    tekster = [ren_tekst(bydel, f.referanse_dokumentfil, f.mime_type) for f in (gammel, ny)]
    ulik = forskjell(*tekster)
    return tegn(request, "sak/forskjeller.html", {
        "jp": jp, "sak": jp.mappe, "par": [(gammel, ulik.her, tekster[0]), (ny, ulik.der, tekster[1])],
        "andre": samme, "ny": ny, "gammel": gammel, "versjonsord": versjonsord,
        "bort": _antall_ord(ulik.her), "til": _antall_ord(ulik.der), "kuttet": any(map(er_kuttet, tekster)),
    })  # fmt: skip


def _antall_ord(biter: Sequence[tuple[str, bool]]) -> int:
    return sum(len(bit.split()) for bit, bare_her in biter if bare_her)


def bare_leseren(request: Forespoersel, kontekst: dict[str, Any]) -> HttpResponse | None:
    """The part with the reader alone, when that is what htmx asks for."""
    if not (er_htmx(request) and request.headers.get("HX-Target") == "dokument"):
        return None
    return tegn_blokk(request, "sak/les.html", "dokument", kontekst)


def hoveddokumenter(filer: Sequence[Dokumentobjekt]) -> dict[UUID, Dokumentobjekt]:
    """The first file of each document, in order: the tabs."""
    faner: dict[UUID, Dokumentobjekt] = {}
    for f in filer:
        faner.setdefault(f.dokumentbeskrivelse_id, f)
    return faner


def _tilstand(request: Forespoersel, prefiks: str) -> dict[str, str]:
    """What the address says of the other reader, which must stay when this one is changed."""
    navn = [prefiks + n for n in ("side", "zoom", "vri", "finn", "som")]
    return {n: request.GET[n][:100] for n in navn if n in request.GET}


def _pekt(
    request: Forespoersel, navn: str, mulige: Sequence[Dokumentobjekt], ellers: Sequence[Dokumentobjekt]
) -> Dokumentobjekt | None:
    """The file that the address points at. Raises Http404 for one that is not among those the person sees here."""
    pk = request.GET.get(navn, "")
    if not pk:
        return ellers[0] if ellers else None
    funnet = next((f for f in mulige if str(f.pk) == pk), None)
    if funnet is None:
        raise Http404
    return funnet


def _i_saken(request: Forespoersel, jp: Journalpost) -> list[tuple[Journalpost, Dokumentobjekt]]:
    """The files of the case that the person sees, by entry: every version of this one's, the newest of the others'."""
    poster = Journalpost.objects.filter(synlig_q(request.aktoer), mappe=jp.mappe)
    i_saken = {p.pk: p for p in poster.order_by("-journalpostnummer")[:MAKS_POSTER]} | {jp.pk: jp}
    koblinger = Dokumentkobling.objects.filter(registrering_id__in=i_saken).order_by("dokumentnummer")
    per_post: dict[UUID, list[Dokumentobjekt]] = {}
    for kobling in koblinger.select_related("dokumentbeskrivelse").prefetch_related("dokumentbeskrivelse__objekter"):
        filer = sorted(
            kobling.dokumentbeskrivelse.objekter.all(),
            key=lambda f: (-f.versjonsnummer, f.variantformat == Variantformat.SLADDET, f.variantformat),
        )
        for fil in filer if kobling.registrering_id == jp.pk else filer[:1]:
            fil.dokumentbeskrivelse = kobling.dokumentbeskrivelse
            per_post.setdefault(kobling.registrering_id, []).append(fil)
    return [(p, f) for pk, p in sorted(i_saken.items(), key=lambda i: i[0] != jp.pk) for f in per_post.get(pk, [])]


def _gruppert(
    andre: Sequence[tuple[Journalpost, Dokumentobjekt]], valgt: Dokumentobjekt
) -> list[tuple[str, list[tuple[UUID, str]]]]:
    grupper: dict[str, list[tuple[UUID, str]]] = {}
    for jp, fil in andre:
        if fil.pk != valgt.pk:
            versjon = _("versjon %(nr)s") % {"nr": fil.versjonsnummer}
            navn = f"{fil.dokumentbeskrivelse.tittel[:60]} · {versjon} · {_(VARIANTER[fil.variantformat])}"
            grupper.setdefault(f"{jp.journalpostnummer} {jp.tittel[:60]}", []).append((fil.pk, navn))
    return list(grupper.items())
