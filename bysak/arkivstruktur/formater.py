"""The virksomhet's list of arkivformater, its rules for conversion, and what a file's format is (krav 2.7.9-2.7.12)."""

import re
from collections.abc import Iterator, Sequence

from django.db.models import OuterRef, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalstatus, Variantformat
from bysak.arkivstruktur.laasing import laas_del
from bysak.arkivstruktur.models import Arkivformat, Dokumentobjekt, Konverteringsregel
from bysak.kjerne.arbeid import Aktoer, gjeldende, gjeldende_virksomhet, hold, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, krev

UKJENT = "av/0"
# What a virksomhet begins with (riksarkivarens forskrift § 5-17, as PRONOM ids); its administrator changes the list.
STANDARD = (
    ("fmt/95", "PDF/A-1a"),
    ("fmt/354", "PDF/A-1b"),
    ("fmt/476", "PDF/A-2a"),
    ("fmt/477", "PDF/A-2b"),
    ("fmt/478", "PDF/A-2u"),
    ("x-fmt/111", "Ren tekst"),
    ("fmt/101", "XML 1.0"),
    ("fmt/353", "TIFF 6"),
    ("fmt/43", "JPEG (JFIF 1.01)"),
    ("fmt/44", "JPEG (JFIF 1.02)"),
    ("fmt/645", "JPEG (Exif 2.2.1)"),
    ("fmt/11", "PNG 1.0"),
    ("fmt/12", "PNG 1.1"),
    ("fmt/13", "PNG 1.2"),
    ("fmt/134", "MP3"),
    ("av/1", "SOSI"),
)
STANDARDSTATUSER = (Journalstatus.EKSPEDERT, Journalstatus.JOURNALFOERT, Journalstatus.ARKIVERT)
# The kinds of file that have one format each; those with versions are told apart by the detector, afterwards.
ETTER_TYPE = {
    "text/plain": "x-fmt/111",
    "text/csv": "x-fmt/18",
    "text/html": "fmt/96",
    "application/xml": "fmt/101",
    "image/svg+xml": "fmt/101",
    "audio/mpeg": "fmt/134",
    "message/rfc822": "fmt/278",
}
# What a file in one of these must be by its bytes.
_TYPE_AV = {
    **dict.fromkeys(("fmt/95", "fmt/354", "fmt/476", "fmt/477", "fmt/478"), "application/pdf"),
    **dict.fromkeys(("fmt/14", "fmt/15", "fmt/16", "fmt/17", "fmt/18", "fmt/19", "fmt/20"), "application/pdf"),
    **dict.fromkeys(("fmt/41", "fmt/42", "fmt/43", "fmt/44", "fmt/645"), "image/jpeg"),
    **dict.fromkeys(("fmt/11", "fmt/12", "fmt/13"), "image/png"),
    **dict.fromkeys(("fmt/3", "fmt/4"), "image/gif"),
    "fmt/353": "image/tiff",
}
_PRONOM = re.compile(r"(?:(?:x-)?fmt|av|vnd)/[1-9]\d{0,5}")
_LAGER = "arkivformater"
_REGEL = 20_260_104


def godkjente() -> frozenset[str]:
    """PRONOM ids that count as arkivformat in the virksomhet that is being written in; read once per unit of work."""
    lager = gjeldende().lager
    if _LAGER not in lager:
        lager[_LAGER] = frozenset(Arkivformat.objects.values_list("pronom", flat=True))
    svar: frozenset[str] = lager[_LAGER]
    return svar


def kan_vaere(format: str, mime: str) -> bool:
    """Can a file that is of this kind by its bytes be in this format? Of most formats the first bytes say nothing."""
    hva = _TYPE_AV.get(format)
    return mime == hva if hva else format not in ETTER_TYPE.values() or mime not in _TYPE_AV.values()


def paa_listen() -> QuerySet[Arkivformat]:
    """For a query over files: the file's format stands on the list of its own virksomhet."""
    return Arkivformat.objects.filter(virksomhet=OuterRef("virksomhet"), pronom=OuterRef("format")).order_by()


def variant_av(format: str) -> Variantformat:
    """Arkivformat when the list has it, else produksjonsformat (M700)."""
    return Variantformat.ARKIV if format in godkjente() else Variantformat.PRODUKSJON


def hindre_for_arkivformat(pronom: str, navn: str) -> Iterator[Hinder]:
    """What stops a format from being approved: not an id, no name, there already; av/0 is no format."""
    if not _PRONOM.fullmatch(pronom.strip()):
        yield Hinder("format.pronom", _("Skriv PRONOM-nummeret, for eksempel fmt/477."), felt="pronom")
    if not rens(navn):
        yield Hinder("format.navn", _("Skriv hva formatet heter."), felt="navn")
    if Arkivformat.objects.filter(pronom=pronom.strip()).exists():
        yield Hinder("format.finnes", _("Formatet er alt godkjent."), felt="pronom")


def godkjenn_format(pronom: str, *, navn: str, av: Aktoer) -> Arkivformat:
    """Put a format on the list (krav 2.7.9). Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_arkivformat(pronom, navn))
    gjeldende().lager.pop(_LAGER, None)
    return Arkivformat.objects.create(pronom=pronom.strip(), navn=rens(navn)[:120])


def hindre_for_aa_stryke(format: Arkivformat) -> Iterator[Hinder]:
    """What stops a format from being struck: that it is the last one."""
    if not Arkivformat.objects.exclude(pk=format.pk).exists():
        yield Hinder("format.siste", _("Minst ett arkivformat må stå på listen."), format)


def stryk_format(format: Arkivformat, *, av: Aktoer) -> None:
    """Take a format off the list: what is in it shows up in the format report. Raises `Hindret`, `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    format = laas(format)
    ingen(hindre_for_aa_stryke(format))
    gjeldende().lager.pop(_LAGER, None)
    format.delete()


def konverteringsregel() -> Konverteringsregel:
    """The virksomhet's rule; one that converts nothing but the last versions of what is final, when none is set."""
    return Konverteringsregel.objects.first() or Konverteringsregel(ved_statuser=list(STANDARDSTATUSER))


def hindre_for_konverteringsregel(ved_statuser: Sequence[str]) -> Iterator[Hinder]:
    """What stops a rule: a status that is not one."""
    if not set(ved_statuser) <= set(Journalstatus.values):
        yield Hinder("regel.status", _("Velg journalstatuser fra listen."), felt="ved_statuser")


def sett_konverteringsregel(
    *, ved_statuser: Sequence[str], ved_ferdigstilling: bool, alle_versjoner: bool, av: Aktoer
) -> Konverteringsregel:
    """Say when documents are converted: at which statuses, already when finished, all versions or only marked ones.

    Works at once, on old documents too. Raises `Hindret` or `PermissionDenied` (krav 2.7.10-2.7.12).
    """
    krev(av, Rett.ADMINISTRERE)
    hold(_REGEL, gjeldende_virksomhet())
    ingen(hindre_for_konverteringsregel(ved_statuser))
    regel, _ny = Konverteringsregel.objects.update_or_create(
        virksomhet_id=gjeldende_virksomhet(),
        defaults={
            "ved_statuser": sorted(set(ved_statuser)),
            "ved_ferdigstilling": ved_ferdigstilling,
            "alle_versjoner": alle_versjoner,
        },
    )
    return regel


def standardformater() -> tuple[list[Arkivformat], Konverteringsregel]:
    """What a new virksomhet begins with, unsaved: the usual list, and conversion of what is finished."""
    formater = [Arkivformat(pronom=pronom, navn=navn) for pronom, navn in STANDARD]
    return formater, Konverteringsregel(ved_statuser=list(STANDARDSTATUSER))


def hindre_for_formatnummer(format: str, objekt: Dokumentobjekt | None = None) -> Iterator[Hinder]:
    """What stops a text from being a format: it is neither «not known yet» nor a PRONOM id (M701)."""
    if format != UKJENT and not _PRONOM.fullmatch(format):
        yield Hinder("fil.format", _("Skriv PRONOM-nummeret, for eksempel fmt/477."), objekt, felt="format")


def hindre_for_format(objekt: Dokumentobjekt, format: str) -> Iterator[Hinder]:
    """What stops a format from being settled: it is settled already, or what is said is not a format."""
    if not objekt.format.startswith("av/"):
        yield Hinder("fil.format_fast", _("Filens format er alt fastslått."), objekt)
    yield from hindre_for_formatnummer(format, objekt)


def fastslaa_format(objekt: Dokumentobjekt, *, format: str, detaljer: str = "", av: Aktoer) -> Dokumentobjekt:
    """Write down what a detector found; then the file is known to be in arkivformat, or not (M700-M702).

    Done by a process, which needs no sight of what is in the file. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.MOTTA)
    objekt = laas_del(objekt)
    ingen(hindre_for_format(objekt, format))
    objekt.format, objekt.format_detaljer = format, detaljer[:200]
    if objekt.variantformat != Variantformat.SLADDET:
        objekt.variantformat = variant_av(format)
    objekt.save(update_fields=["format", "format_detaljer", "variantformat"])
    return objekt
