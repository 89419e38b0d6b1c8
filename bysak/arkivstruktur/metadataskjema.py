"""The virksomhet's own metadata: declared first, then filled in and checked (M711 virksomhetsspesifikkeMetadata)."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from math import isfinite
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.laasing import laas_enhet
from bysak.arkivstruktur.models import Korrespondansepart, Mappe, Metadatafelt, Part, Registrering
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn

# The name becomes an element of the deposit, under the virksomhet's own prefix.
_NAVN = re.compile(r"[a-z][a-zA-Z0-9-]{0,59}")
PREFIKS = "vnd-bysak-v1:"
# Registered with Arkivverket (`ppt-v1:skoleaar`) or a supplier's own (`vnd-nikita-v1:felt`).
_HELT_NAVN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){1,4}:[a-zA-Z][a-zA-Z0-9_.-]{0,59}")
TEKST_MAKS = 1000
_TALL = re.compile(r"-?\d{1,18}")


def hindre_for_metadatafelt(
    enhet: str, navn: str, ledetekst: str, verditype: str, valg: Sequence[str]
) -> Iterator[Hinder]:
    """What stops declaring an element: unknown unit or type, a name that cannot be an element, no choices."""
    if enhet not in Metadatafelt.Enhet.values:
        yield Hinder("vsm.enhet", _("Velg hva feltet hører til."), felt="enhet")
    if not (_NAVN.fullmatch(navn) or _HELT_NAVN.fullmatch(navn)):
        yield Hinder(
            "vsm.navn", _("Navnet må begynne med liten bokstav a–z og ha bare a–z, tall og bindestrek."), felt="navn"
        )
    elif Metadatafelt.objects.filter(enhet=enhet, navn=navn).exists():
        yield Hinder("vsm.finnes", _("Feltet finnes alt, eller har vært i bruk. Velg et annet navn."), felt="navn")
    if not 0 < len(rens(ledetekst)) <= 100:
        yield Hinder("vsm.ledetekst", _("Skriv ledeteksten med høyst 100 tegn."), felt="ledetekst")
    if verditype not in Metadatafelt.Verditype.values:
        yield Hinder("vsm.type", _("Velg hva slags verdi feltet har."), felt="verditype")
    if (verditype == Metadatafelt.Verditype.VALG) != bool([v for v in valg if rens(v)]):
        yield Hinder("vsm.valg", _("Skriv hva det kan velges mellom, bare når feltet er en valgliste."), felt="valg")


def opprett_metadatafelt(
    enhet: str,
    *,
    navn: str,
    ledetekst: str,
    verditype: str,
    av: Aktoer,
    valg: Sequence[str] = (),
    paakrevd: bool = False,
    beskrivelse: str = "",
    kilde: str = "",
) -> Metadatafelt:
    """Declare an element for this virksomhet. Raises `Hindret` or `PermissionDenied`."""
    krev(av, Rett.ADMINISTRERE)
    ingen(hindre_for_metadatafelt(enhet, navn, ledetekst, verditype, valg))
    return Metadatafelt.objects.create(
        enhet=enhet, navn=navn, ledetekst=rens(ledetekst), verditype=verditype, paakrevd=paakrevd,
        valg=[rens(v)[:100] for v in valg if rens(v)], beskrivelse=beskrivelse, kilde=kilde,
    )  # fmt: skip


def utgaa_metadatafelt(felt: Metadatafelt, *, av: Aktoer) -> Metadatafelt:
    """Take an element out of use; what is filled in stays."""
    krev(av, Rett.ADMINISTRERE)
    felt = laas(felt)
    felt.utgaatt_dato = i_dag()
    felt.save(update_fields=["utgaatt_dato"])
    return felt


def metadatafelt(enhet: str) -> QuerySet[Metadatafelt]:
    """The elements that are in use for a kind of unit, in name order."""
    i_bruk = Q(utgaatt_dato__isnull=True) | Q(utgaatt_dato__gt=i_dag())
    return Metadatafelt.objects.filter(i_bruk, enhet__in=(enhet, Metadatafelt.Enhet.ALT))


def helt_navn(felt_navn: str) -> str:
    """The name that an element has in the archive and the deposit, whose it is included."""
    return felt_navn if ":" in felt_navn else PREFIKS + felt_navn


def _slag(objekt: Any) -> str:
    if isinstance(objekt, Mappe):
        return Metadatafelt.Enhet.MAPPE
    if isinstance(objekt, Registrering):
        return Metadatafelt.Enhet.REGISTRERING
    return Metadatafelt.Enhet.PART if isinstance(objekt, Part) else Metadatafelt.Enhet.KORRESPONDANSEPART


def hindre_for_metadata(objekt: Any, verdier: dict[str, str]) -> Iterator[Hinder]:
    """What stops values: an element that is not declared, a value of another type, a required one left out."""
    erklaert = {f.navn: f for f in metadatafelt(_slag(objekt))}
    for navn in sorted(set(verdier) - set(erklaert)):
        yield Hinder("vsm.ukjent", _("«%(navn)s» er ikke et felt her.") % {"navn": navn}, objekt, felt=navn)
    for navn, felt in erklaert.items():
        verdi = rens(str(verdier.get(navn, "")))
        if not verdi:
            if felt.paakrevd:
                yield Hinder("vsm.paakrevd", _("Fyll ut «%(felt)s».") % {"felt": felt.ledetekst}, objekt, felt=navn)
        elif not _gyldig(felt, verdi):
            yield Hinder(
                "vsm.verdi", _("«%(felt)s» har en verdi som ikke passer.") % {"felt": felt.ledetekst}, objekt, felt=navn
            )


def _desimaltall(verdi: str) -> float:
    tall = float(verdi)
    if not isfinite(tall):
        raise ValueError(verdi)
    return tall


def _nettadresse(verdi: str) -> str:
    if not urlsplit(verdi).scheme:
        raise ValueError(verdi)
    return verdi


# How a value of a type is read; what cannot be, is of another type.
_LESES: dict[str, Callable[[str], Any]] = {
    Metadatafelt.Verditype.DATO: date.fromisoformat,
    Metadatafelt.Verditype.TIDSPUNKT: datetime.fromisoformat,
    Metadatafelt.Verditype.DESIMALTALL: _desimaltall,
    Metadatafelt.Verditype.NETTADRESSE: _nettadresse,
}


def _gyldig(felt: Metadatafelt, verdi: str) -> bool:
    if felt.verditype == Metadatafelt.Verditype.TALL:
        return bool(_TALL.fullmatch(verdi))
    if felt.verditype in _LESES:
        try:
            return _LESES[felt.verditype](verdi) is not None
        except ValueError:
            return False
    if felt.verditype == Metadatafelt.Verditype.JA_NEI:
        return verdi in ("ja", "nei")
    if felt.verditype == Metadatafelt.Verditype.VALG:
        return verdi in felt.valg
    return len(verdi) <= TEKST_MAKS


def sett_metadata(
    objekt: Mappe | Registrering | Part | Korrespondansepart, *, verdier: dict[str, str], av: Aktoer
) -> Any:
    """Fill in the virksomhet's own elements; those out of use that have a value keep it. Raises `Hindret`."""
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    objekt = laas_enhet(objekt)
    krev_innsyn(av, _vernet(objekt))
    ingen(hindre_for_metadata(objekt, verdier))
    i_bruk = {helt_navn(f.navn) for f in metadatafelt(_slag(objekt))}
    beholdt = {n: v for n, v in objekt.virksomhetsspesifikke_metadata.items() if n not in i_bruk}
    nye = {helt_navn(n): rens(v) for n, v in verdier.items() if rens(v)}
    objekt.virksomhetsspesifikke_metadata = beholdt | nye
    objekt.save(update_fields=["virksomhetsspesifikke_metadata"])
    return objekt


def _vernet(objekt: Any) -> Any:
    if isinstance(objekt, Mappe | Registrering):
        return objekt
    return objekt.registrering or objekt.mappe
