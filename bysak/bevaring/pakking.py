"""Packing a deposit that is made and controlled: what the DIAS package says about itself, and where it lies."""

from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from pathlib import Path

from bysak.arkivstruktur.models import Arkivdel, Arkivskaper
from bysak.bevaring.models import Uttrekk
from bysak.bevaring.uttrekk.dias import Opplysninger, Part
from bysak.bevaring.uttrekk.kontroll_addml import les_arkivuttrekk
from bysak.bevaring.uttrekk.pakke import Pakke, pakk
from bysak.bevaring.uttrekk.rapport import Rapport
from bysak.bevaring.uttrekk.skjemaer import skjemamappe
from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.noark.katalog.deklarasjon import Utgave
from bysak.organisasjon.models import Virksomhet


def pakkemappe(uttrekk: Uttrekk) -> Path:
    """The folder of the package, beside the deposit itself: nothing may be added to a deposit that is described."""
    mappe = Path(uttrekk.mappe)
    return mappe.with_name(f"{mappe.name}-pakke")


def pakkefil(uttrekk: Uttrekk, ende: str) -> Path:
    """One of the four files of the package: `.tar`, `.xml` beside it, `-filer.txt` or `-kvittering.json`."""
    return pakkemappe(uttrekk) / f"{uttrekk.pk}{ende}"


def pakk_uttrekk(uttrekk: Uttrekk, virksomhet: Virksomhet, *, av: Aktoer, puls: Callable[[int], None]) -> Pakke:
    """Pack a deposit under its own id. Call it outside an arbeid; `puls` is told how many bytes are packed.

    Raises `PakkeFeil`, and then nothing is left of the package.
    """
    with arbeid(som=av, i=virksomhet, verb="pakk uttrekk"):
        opplysninger = _opplysninger(uttrekk, virksomhet)
    merknader: tuple[str, ...] = ()
    if uttrekk.antall_funn:
        merknader = (f"Bysaks kontroll fant {uttrekk.antall_funn} feil i uttrekket.",)
    return pakk(
        Path(uttrekk.mappe), pakkemappe(uttrekk), opplysninger, skjemaer=skjemamappe(Utgave(uttrekk.utgave)),
        pakke_id=uttrekk.pk, merknader=merknader, puls=puls,
    )  # fmt: skip


def _opplysninger(uttrekk: Uttrekk, virksomhet: Virksomhet) -> Opplysninger:
    arkiv = Arkivdel.objects.filter(pk__in=uttrekk.arkivdeler).select_related("arkiv")[0].arkiv
    start, slutt = _tidsrom(Path(uttrekk.mappe))
    eier = Part(
        virksomhet.navn,
        kontakt="Postmottak" if virksomhet.kontakt_epost or virksomhet.kontakt_telefon else "",
        telefon=virksomhet.kontakt_telefon,
        epost=virksomhet.kontakt_epost,
        organisasjonsnummer=virksomhet.organisasjonsnummer,
    )
    skapere = Arkivskaper.objects.filter(arkiv=arkiv).order_by("arkivskaper_id")
    mottaker = Virksomhet.objects.filter(er_arkivtjeneste=True).first()
    return Opplysninger(
        etikett=f"{_med_navn(arkiv.tittel, virksomhet.navn)} ({start.year} - {slutt.year})",
        arkivskapere=tuple(Part(s.arkivskaper_navn, organisasjonsnummer=_orgnr(s.arkivskaper_id)) for s in skapere),
        avleverer=eier,
        produsent=Part(virksomhet.navn, kontakt=uttrekk.bestilt_av),
        eier=eier,
        mottaker=mottaker.navn if mottaker else virksomhet.navn,
        system="Bysak",
        systemversjon=version("bysak"),
        avtale=uttrekk.avtale,
        start=start,
        slutt=slutt,
        uttrekksdato=(uttrekk.ferdig_tid or uttrekk.bestilt_tid).date(),
    )


def _med_navn(tittel: str, navn: str) -> str:
    return tittel if navn.lower() in tittel.lower() else f"{tittel}, {navn}"


def _orgnr(arkivskaper_id: str) -> str:
    """The id of an arkivskaper is often its organisation number, and often something else."""
    return arkivskaper_id if len(arkivskaper_id) == 9 and arkivskaper_id.isdigit() else ""


def _tidsrom(mappe: Path) -> tuple[date, date]:
    """Read the period in the deposit's own description: the package says what its content says."""
    funnet = les_arkivuttrekk(mappe / "arkivuttrekk.xml", Rapport(str(mappe)))
    return date.fromisoformat(funnet.start), date.fromisoformat(funnet.slutt)
