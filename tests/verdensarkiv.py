"""What a closed period holds besides cases and letters: remarks, parties, references, screening, a precedent, disposal.

Invented, and only so much that every kind of unit stands in the demo's deposit.
"""

from datetime import date, datetime
from typing import Any

from bysak.arkivstruktur.koder import Kassasjonsvedtak, Korrespondanseparttype, SkjermingMetadata
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    ElektroniskSignatur,
    Journalpost,
    Kassasjon,
    Konvertering,
    Korrespondansepart,
    Kryssreferanse,
    Merknad,
    NasjonalIdentifikator,
    Part,
    Presedens,
    Registrering,
    Saksmappe,
    Skjerming,
)
from bysak.kjerne.kalender import OSLO, med_klokke
from bysak.organisasjon.models import Tilgangskode

NAAR = datetime(2025, 11, 3, 12, 0, tzinfo=OSLO)


def berik_lukket_periode() -> None:
    """Give the first closed cases of the open virksomhet everything that a deposit can hold."""
    saker = list(Saksmappe.objects.filter(avsluttet_dato__lt=NAAR).order_by("saksaar", "sakssekvensnummer")[:3])
    if len(saker) < 3:
        return
    with med_klokke(NAAR):
        _saker(*saker)
        _brev(saker[0], saker[1])
        _skjerm(saker[2])
        for sak in Saksmappe.objects.filter(avsluttet_dato__lt=NAAR, klasse__aldri_paa_nett=True):
            _skjerm_alt(sak)


def _saker(foerste: Saksmappe, andre: Saksmappe, tredje: Saksmappe) -> None:
    Merknad.objects.create(mappe=foerste, merknadstekst="Befaring er holdt, se notatet.", merknadstype="Merknad")
    Part.objects.create(
        mappe=foerste, navn="FAU ved Almelia skole", rolle="Høringspart", postadresse=["Kvernbekkveien 4", "Oppgang B"],
        postnummer="0350", poststed="Oslo", epostadresse="fau@almelia.example", telefonnummer=["22 00 00 11"],
        organisasjons_id="999999999",
    )  # fmt: skip
    NasjonalIdentifikator.objects.create(
        mappe=foerste, art="matrikkelnummer", kommunenummer="0301", gaardsnummer=214, bruksnummer=91
    )
    Kryssreferanse.objects.create(mappe=foerste, til_mappe=andre)
    Presedens.objects.create(
        mappe=andre, presedens_dato=date(2025, 10, 1), tittel="Søskenmoderasjon ved delt bosted",
        rettskildefaktor="Vedtak", presedens_hjemmel="Forskrift om foreldrebetaling § 3",
    )  # fmt: skip
    Kassasjon.objects.create(
        mappe=tredje, kassasjonsvedtak=Kassasjonsvedtak.KASSERES, bevaringstid=10, kassasjonsdato=date(2036, 1, 1)
    )
    foerste.virksomhetsspesifikke_metadata = {"vnd-bysak-v1:nabolag": "Frogner & Skillebekk"}
    foerste.save(update_fields=["virksomhetsspesifikke_metadata"])


def _brev(sak: Saksmappe, annen: Saksmappe) -> None:
    jp = Journalpost.objects.filter(mappe_id=sak.pk).order_by("journalpostnummer").first()
    if jp is None:
        return
    kobling = Dokumentkobling.objects.get(registrering_id=jp.pk, dokumentnummer=1)
    dokument = Dokumentbeskrivelse.objects.get(pk=kobling.dokumentbeskrivelse_id)
    Merknad.objects.create(registrering=jp, merknadstekst="Svar sendt på e-post <først> & i brev.")
    Merknad.objects.create(dokumentbeskrivelse=dokument, merknadstekst="Side 2 er et kart.")
    Part.objects.create(registrering=jp, navn="Vegvesenet", rolle="Høringspart")
    Kryssreferanse.objects.create(registrering=jp, til_mappe=annen)
    objekt = Dokumentobjekt.objects.get(dokumentbeskrivelse=dokument)
    Konvertering.objects.create(
        dokumentobjekt=objekt, konvertert_fra_format="fmt/412", konvertert_til_format="fmt/354",
        konverteringsverktoey="LibreOffice",
    )  # fmt: skip
    ElektroniskSignatur.objects.create(
        dokumentbeskrivelse=dokument, elektronisk_signatur_sikkerhetsnivaa="Sendt med PKI/virksomhetssertifikat",
        elektronisk_signatur_verifisert="V", verifisert_dato=date(2025, 11, 3),
    )  # fmt: skip


def _felles() -> dict[str, Any]:
    return {
        "tilgangsrestriksjon": Tilgangskode.objects.get(pk="UO"),
        "skjermingshjemmel": "Offl. § 13, jf. fvl. § 13",
    }


def _skjerm_alt(sak: Saksmappe) -> None:
    """A case of a kind that is never online is screened in all its parts, and so is what is in it."""
    deler = [SkjermingMetadata.MAPPE_FOERSTE_LINJE, SkjermingMetadata.REGISTRERING_FOERSTE_LINJE]
    deler += [SkjermingMetadata.AVSENDER, SkjermingMetadata.MOTTAKER]
    Skjerming.objects.create(mappe=sak, skjerming_metadata=deler, skjerming_dokument="H", **_felles())
    Saksmappe.objects.filter(pk=sak.pk).update(offentlig_tittel="*****")
    poster = Registrering.objects.filter(mappe=sak)
    poster.update(offentlig_tittel="*****")
    Korrespondansepart.objects.filter(registrering__in=poster).update(skjermet=True)


def _skjerm(sak: Saksmappe) -> None:
    felles = _felles()
    Skjerming.objects.create(mappe=sak, skjerming_metadata=[SkjermingMetadata.PART], **felles)
    jp = Registrering.objects.filter(mappe=sak).order_by("journalpostnummer").first()
    if jp is not None:
        jp.korrespondanseparter.filter(korrespondanseparttype=Korrespondanseparttype.AVSENDER).update(skjermet=True)
        Skjerming.objects.create(
            registrering=jp, skjerming_metadata=[SkjermingMetadata.AVSENDER], skjerming_dokument="H", **felles
        )
