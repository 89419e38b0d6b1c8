"""Parties of a case, an entry or a document: any number, maintained, screened in name or whole (krav 2.8.9-2.8.11)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import SkjermingMetadata
from bysak.arkivstruktur.laasing import laas_del, laas_enhet
from bysak.arkivstruktur.merknader import vernet
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Mappe, Part, Registrering, Skjerming
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import er_blank, rens
from bysak.organisasjon.models import Tilgangskode
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

MASKE = "*****"
LENGDER = {"navn": 300, "rolle": 60, "part_id": 50, "epostadresse": 254, "kontaktperson": 200, "postnummer": 10}
FELT = frozenset({*LENGDER, "er_person", "postadresse", "poststed", "land", "telefonnummer", "person_id"}) | {
    "organisasjons_id",
    "virksomhetsspesifikke_metadata",
    "som_sendt",
}


def hindre_for_part(enhet: Any, felt: dict[str, Any]) -> Iterator[Hinder]:
    """What stops a party: no name or role, texts without end, both a person's and an organisation's number."""
    for ukjent in sorted(set(felt) - FELT):
        yield Hinder("part.felt", _("«%(felt)s» endres ikke her.") % {"felt": ukjent}, enhet)
    for navn, sporsmaal in (("navn", _("Skriv navnet på parten.")), ("rolle", _("Skriv hvilken rolle parten har."))):
        if navn in felt and er_blank(str(felt[navn])):
            yield Hinder(f"part.uten_{navn}", sporsmaal, enhet, felt=navn)
    for navn, maks in LENGDER.items():
        if len(rens(str(felt.get(navn, "")))) > maks:
            yield Hinder("part.langt", _("Teksten er for lang. Kort den ned til %(n)s tegn.") % {"n": maks}, felt=navn)
    if felt.get("person_id") and felt.get("organisasjons_id"):
        yield Hinder(
            "part.to_numre", _("En part er en person eller en virksomhet, ikke begge."), enhet, felt="person_id"
        )


def ny_part(
    enhet: Mappe | Registrering | Dokumentbeskrivelse, *, navn: str, rolle: str, av: Aktoer, **felt: Any
) -> Part:
    """Register a party. Not locked with the unit: a party may turn up after the case is closed. Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    enhet = laas_enhet(enhet)
    krev_innsyn(av, *vernet(enhet))
    alle = {"navn": navn, "rolle": rolle} | felt
    ingen(hindre_for_part(enhet, alle))
    return Part.objects.create(**{f"{_slag(enhet)}_id": enhet.pk}, **_rene(alle))


def endre_part(part: Part, *, av: Aktoer, **felt: Any) -> Part:
    """Change what is known about a party; the old values are in the log. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    part = laas_del(part)
    krev_innsyn(av, *vernet(enhet_for(part)))
    ingen(hindre_for_part(part, {n: getattr(part, n) for n in ("person_id", "organisasjons_id")} | felt))
    for navn, verdi in _rene(felt).items():
        setattr(part, navn, verdi)
    part.save(update_fields=list(felt))
    return part


def fjern_part(part: Part, *, av: Aktoer) -> None:
    """Take away a party that was registered by mistake; the log keeps it. Raises `PermissionDenied`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    part = laas_del(part)
    krev_innsyn(av, *vernet(enhet_for(part)))
    part.delete()


def hindre_for_skjerming_av_part(part: Part, skjermes: str, kode: str, hjemmel: str) -> Iterator[Hinder]:
    """What stops screening a party: unknown extent, no hjemmel, a code that is not in use (krav 2.8.11)."""
    if skjermes not in Part.Skjermes.values:
        yield Hinder("part.skjermes", _("Velg om navnet eller hele parten skjermes."), part, felt="skjermes")
    if er_blank(hjemmel):
        yield Hinder("skjerm.uten_hjemmel", _("Hjemmel mangler. Velg hva som gir rett til å skjerme."), felt="hjemmel")
    gyldige = {k.pk for k in Tilgangskode.objects.all() if k.utgaatt_dato is None or k.utgaatt_dato > i_dag()}
    if kode not in gyldige:
        yield Hinder("skjerm.ukjent_kode", _("Tilgangskoden er ikke i bruk. Velg en annen."), part, felt="kode")


def skjerm_part(part: Part, *, skjermes: str, kode: str, hjemmel: str, av: Aktoer) -> Part:
    """Screen a party's name, or all of the party, for the public (krav 2.8.11, M502 NPS). Raises `Hindret`."""
    krev(av, Rett.VURDERE)
    part = laas_del(part)
    enhet = enhet_for(part)
    krev_innsyn(av, *vernet(enhet))
    ingen(hindre_for_skjerming_av_part(part, skjermes, kode, hjemmel))
    part.skjermes = skjermes
    part.save(update_fields=["skjermes"])
    skjerming, ny = Skjerming.objects.get_or_create(
        **{f"{_slag(enhet)}_id": enhet.pk},
        defaults={
            "tilgangsrestriksjon_id": kode,
            "skjermingshjemmel": rens(hjemmel)[:200],
            "skjerming_metadata": [SkjermingMetadata.PART],
        },
    )
    if not ny and SkjermingMetadata.PART not in skjerming.skjerming_metadata:
        skjerming.skjerming_metadata = [*skjerming.skjerming_metadata, SkjermingMetadata.PART]
        skjerming.save(update_fields=["skjerming_metadata"])
    return part


def offentlig_part(part: Part) -> tuple[str, str] | None:
    """Name and role as an outsider may see them; None when the whole party is screened."""
    if part.skjermes == Part.Skjermes.ALT:
        return None
    return (MASKE if part.skjermes else part.navn, part.rolle)


def enhet_for(part: Part) -> Any:
    """The one unit that a party belongs to."""
    return part.mappe or part.registrering or part.dokumentbeskrivelse


def _slag(enhet: Any) -> str:
    if isinstance(enhet, Mappe):
        return "mappe"
    return "registrering" if isinstance(enhet, Registrering) else "dokumentbeskrivelse"


def _rene(felt: dict[str, Any]) -> dict[str, Any]:
    return {n: rens(v) if isinstance(v, str) else v for n, v in felt.items()}
