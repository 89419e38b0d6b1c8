"""Making registreringer, journalposter, notes, and the documents and places for files that belong to them."""

from typing import Any

from bysak.api.noark5.skriv.lesing import Innhold, ugyldig
from bysak.api.noark5.skriv.ny import Lager, Ny, krev_sted
from bysak.arkivstruktur.arkivnotat import opprett_arkivnotat
from bysak.arkivstruktur.dokumentlevering import registrer_dokument, registrer_dokumentobjekt
from bysak.arkivstruktur.formater import UKJENT
from bysak.arkivstruktur.journalfoering import arkiver
from bysak.arkivstruktur.koder import Journalposttype, Journalstatus
from bysak.arkivstruktur.models import (
    Arkivdel,
    Dokumentbeskrivelse,
    Dokumentobjekt,
    Journalpost,
    Klasse,
    Konvertering,
    Mappe,
    Registrering,
)
from bysak.arkivstruktur.opprettelse import opprett_journalpost
from bysak.arkivstruktur.registreringer import opprett_registrering
from bysak.arkivstruktur.vernelevering import registrer_utfoert_konvertering


def registrering(ny: Ny) -> Registrering:
    """A plain registrering in a mappe, an arkivdel or a klasse."""
    krev_sted(ny, Arkivdel, Klasse, Mappe)
    return opprett_registrering(ny.under, tittel=ny.i.tekst("tittel"), av=ny.av, felt=ny.felt("tittel"))


def journalpost(ny: Ny) -> Journalpost:
    """A journalpost in a case, in the status that the other system has it in; its parties and documents come after."""
    krev_sted(ny, Mappe)
    arkivert = ny.i["journalstatus"] == Journalstatus.ARKIVERT
    jp = opprett_journalpost(
        ny.under,
        type=ny.i.tekst("journalposttype") or Journalposttype.INNGAAENDE,
        tittel=ny.i.tekst("tittel"),
        parter=(),
        av=ny.av,
        status=Journalstatus.JOURNALFOERT if arkivert else ny.i.tekst("journalstatus") or None,
        dokumentets_dato=ny.dag("dokumentetsDato"),
        mottatt_dato=ny.i["mottattDato"],
        forfallsdato=ny.dag("forfallsdato"),
        levert=True,
        felt=ny.felt("tittel", "journalposttype", "journalstatus", "dokumentetsDato", "mottattDato", "forfallsdato"),
    )
    return arkiver(jp, av=ny.av) if arkivert else jp


def arkivnotat(ny: Ny) -> Registrering:
    """A note in a case, outside the journal."""
    krev_sted(ny, Mappe)
    felt = ny.felt("tittel", "beskrivelse", "forfatter")
    return opprett_arkivnotat(
        ny.under, tittel=ny.i.tekst("tittel"), av=ny.av, beskrivelse=ny.i.tekst("beskrivelse"),
        forfatter=ny.i["forfatter"] or (), felt=felt,
    )  # fmt: skip


def dokumentbeskrivelse(ny: Ny) -> Dokumentbeskrivelse:
    """A document of a registrering; the first one is the main document when nothing else is said."""
    krev_sted(ny, Registrering)
    return registrer_dokument(
        ny.under, tittel=ny.i.tekst("tittel"), av=ny.av, som=ny.i.tekst("tilknyttetRegistreringSom"),
        status=ny.i.tekst("dokumentstatus"), felt=ny.felt("tittel", "dokumentstatus"),
    )  # fmt: skip


def krev_algoritmen(innhold: Innhold) -> None:
    """Raises `Feil` 400 for a checksum of another kind than the one that the store checks (contract section 11)."""
    navn = innhold.tekst("sjekksumAlgoritme")
    if navn and navn.upper().replace("-", "") != "SHA256":
        raise ugyldig([("sjekksumAlgoritme", f"sjekksumAlgoritme: «{navn}» brukes ikke her. Oppgi SHA-256.")])


def dokumentobjekt(ny: Ny) -> Dokumentobjekt:
    """A place for a file, and what is known of it before it comes."""
    krev_sted(ny, Dokumentbeskrivelse)
    krev_algoritmen(ny.i)
    felt = ny.felt("versjonsnummer", "variantformat", "format")
    return registrer_dokumentobjekt(
        ny.under, av=ny.av, versjon=ny.i["versjonsnummer"], variant=ny.i.tekst("variantformat"),
        format=ny.i.tekst("format") or UKJENT, felt=felt,
    )  # fmt: skip


def konvertering(ny: Ny) -> Konvertering:
    """The trace of a conversion that another system has done."""
    krev_sted(ny, Dokumentobjekt)
    felt: dict[str, Any] = ny.felt("konvertertFraFormat", "konvertertTilFormat")
    return registrer_utfoert_konvertering(
        ny.under, fra=ny.i.tekst("konvertertFraFormat") or UKJENT,
        til=ny.i.tekst("konvertertTilFormat") or ny.under.format, av=ny.av, felt=felt,
    )  # fmt: skip


LAGES: dict[str, Lager] = {
    "registrering": registrering,
    "journalpost": journalpost,
    "arkivnotat": arkivnotat,
    "dokumentbeskrivelse": dokumentbeskrivelse,
    "dokumentobjekt": dokumentobjekt,
    "konvertering": konvertering,
}
