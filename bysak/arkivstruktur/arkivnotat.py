"""Arkivnotat: a saksdokument that is kept in the case and not in the journal (krav 2.6.4)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Saksstatus
from bysak.arkivstruktur.models import Mappe, Registrering
from bysak.arkivstruktur.opprettelse import TITTEL_MAKS
from bysak.kjerne.arbeid import Aktoer, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.tilgang import Rett, krev, krev_innsyn


def hindre_for_arkivnotat(sak: Mappe, tittel: str) -> Iterator[Hinder]:
    """What stops a note: a closed case, a mappe that is no case, no title or one that is too long (krav 2.5.5)."""
    if sak.er_avsluttet or sak.saksstatus == Saksstatus.UTGAAR:
        yield Hinder("notat.sak_avsluttet", _("Saken er avsluttet. Velg en åpen sak."), sak, felt="sak")
    if sak.art != Mappe.Art.SAKSMAPPE:
        yield Hinder("notat.ikke_saksmappe", _("Arkivnotater ligger i en sak. Velg en sak."), sak, felt="sak")
    if not 0 < len(rens(tittel)) <= TITTEL_MAKS:
        yield Hinder(
            "notat.tittel",
            _("Skriv en tittel på høyst %(maks)s tegn.") % {"maks": TITTEL_MAKS},
            felt="tittel",
        )


def opprett_arkivnotat(
    sak: Mappe,
    *,
    tittel: str,
    av: Aktoer,
    beskrivelse: str = "",
    forfatter: Sequence[str] = (),
    felt: Mapping[str, Any] | None = None,
) -> Registrering:
    """Put a note in a case. It has a number in the case as journalposter have, and none in the journal.

    felt: other columns.

    It is archived by `arkiver`, or with the case. Raises `Hindret` or `PermissionDenied`.
    """
    krev(av, Rett.REGISTRERE, Rett.SAKSBEHANDLE)
    sak = laas(sak)
    krev_innsyn(av, sak)
    ingen(hindre_for_arkivnotat(sak, tittel))
    sak.siste_journalpostnummer += 1
    sak.save(update_fields=["siste_journalpostnummer"])
    grunnlag: dict[str, Any] = {
        "art": Registrering.Art.ARKIVNOTAT,
        "arkiv_id": sak.arkiv_id,
        "mappe": sak,
        "registrerings_id": f"{sak.mappe_id}-{sak.siste_journalpostnummer}",
        "journalpostnummer": sak.siste_journalpostnummer,
        "tittel": rens(tittel),
        "offentlig_tittel": rens(tittel),
        "beskrivelse": beskrivelse.strip(),
        "forfatter": [navn for navn in map(rens, forfatter) if navn],
        "tilgangsklasse_id": sak.tilgangsklasse_id,
        "ser_ogsaa_id": sak.ser_ogsaa_id,
    }
    return Registrering.objects.create(**grunnlag | dict(felt or {}))
