"""Making the small parts: remarks, parties, identifiers, precedents, avskrivninger, steps of the flow, units."""

from collections.abc import Mapping
from typing import Any

from bysak.api.noark5.kodelister import kodeobjekt
from bysak.api.noark5.skriv import oppslag
from bysak.api.noark5.skriv.kolonner import sendt
from bysak.api.noark5.skriv.lesing import ugyldig
from bysak.api.noark5.skriv.ny import Lager, Ny, krev_sted
from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.koder import Avskrivningsmaate, Journalposttype
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.korrespondanse import legg_til_korrespondansepart
from bysak.arkivstruktur.merknader import ny_merknad
from bysak.arkivstruktur.models import (
    Avskrivning,
    Dokumentbeskrivelse,
    Dokumentflyt,
    Journalpost,
    Korrespondansepart,
    Mappe,
    Merknad,
    NasjonalIdentifikator,
    Part,
    Presedens,
    Registrering,
)
from bysak.arkivstruktur.opprettelse import NyPart
from bysak.arkivstruktur.parter import ny_part
from bysak.arkivstruktur.presedens import hjemler, ny_hjemmel, opprett_presedens
from bysak.arkivstruktur.tilknytning import legg_til_identifikator
from bysak.arkivstruktur.vernelevering import registrer_dokumentflyt
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.enheter import opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet

ARTER = {
    "bygning": "byggident", "matrikkel": "matrikkelnummer", "plan": "planident", "posisjon": "posisjon",
    "foedselsnummer": "personidentifikator", "dnummer": "personidentifikator",
    "enhetsidentifikator": "enhetsidentifikator",
}  # fmt: skip
INTERN, EKSTERN = {"slag": "intern"}, {"slag": "ekstern"}
INTERNE = (Parttype.INTERN_AVSENDER, Parttype.INTERN_MOTTAKER, Parttype.INTERN_KOPIMOTTAKER)


def merknad(ny: Ny) -> Merknad:
    """A remark."""
    krev_sted(ny, Mappe, Registrering, Dokumentbeskrivelse)
    return ny_merknad(
        ny.under, tekst=ny.i.tekst("merknadstekst"), av=ny.av, type=ny.i.tekst("merknadstype"),
        dato=ny.i["merknadsdato"], felt=sendt(ny.ressurs, ny.i),
    )  # fmt: skip


def part(ny: Ny) -> Part:
    """A party: a person or an organisation, by the kind of resource."""
    krev_sted(ny, Mappe, Registrering, Dokumentbeskrivelse)
    felt = adresse(ny.i.verdier) | {"er_person": ny.ressurs.navn == "partperson"}
    return ny_part(ny.under, navn=ny.i.tekst("navn"), rolle=ny.i.tekst("partRolle") or "Part", av=ny.av, **felt)


def adresse(verdier: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a party's address, contact and identity; what has no column is kept as it was sent."""
    ut: dict[str, Any] = {}
    if "postadresse" in verdier:
        post = verdier["postadresse"] or {}
        linjer = [post.get(f"adresselinje{nr}") or "" for nr in (1, 2, 3)]
        while linjer and not linjer[-1]:
            linjer.pop()
        ut |= {"postadresse": linjer, "postnummer": post.get("postnr") or "", "poststed": post.get("poststed") or ""}
        ut["land"] = (post.get("landkode") or "NO") if post else ""
    if "kontaktinformasjon" in verdier:
        kontakt = verdier["kontaktinformasjon"] or {}
        nummer = [kontakt.get("telefon") or "", kontakt.get("mobiltelefon") or ""]
        ut |= {"epostadresse": kontakt.get("epostadresse") or "", "telefonnummer": nummer if any(nummer) else []}
    if "kontaktperson" in verdier:
        ut["kontaktperson"] = verdier["kontaktperson"] or ""
    if "enhetsidentifikator" in verdier:
        ut["organisasjons_id"] = (verdier["enhetsidentifikator"] or {}).get("organisasjonsnummer") or ""
    if "personidentifikator" in verdier:
        identer = [i.get("foedselsnummer") or i.get("dNummer") or "" for i in verdier["personidentifikator"] or [{}]]
        ut["person_id"] = identer[0]
    if "virksomhetsspesifikkeMetadata" in verdier:
        ut["virksomhetsspesifikke_metadata"] = verdier["virksomhetsspesifikkeMetadata"] or {}
    andre = {n: _som_sendt(verdier[n]) for n in ("forretningsadresse", "bostedsadresse") if verdier.get(n)}
    return ut | ({"som_sendt": andre} if andre else {})


def _som_sendt(gate: Mapping[str, Any]) -> dict[str, Any]:
    """An address that has no columns, with its codes as the objects that they came as."""
    lister = {"postnr": "postnummer", "landkode": "land"}
    return {n: kodeobjekt(lister[n], v) if n in lister else v for n, v in gate.items() if v is not None}


def korrespondansepart(ny: Ny) -> Korrespondansepart:
    """A sender or recipient outside the house."""
    krev_sted(ny, Registrering)
    ny_part = NyPart(
        ny.i.tekst("korrespondanseparttype") or _vanlig_type(ny.under), ny.i.tekst("navn"),
        er_person=ny.ressurs.navn == "korrespondansepartperson",
    )  # fmt: skip
    felt = adresse(ny.i.verdier)
    if ny_part.type in INTERNE:  # told apart from the internal side by what it was made as
        felt["som_sendt"] = EKSTERN | felt.get("som_sendt", {})
    return legg_til_korrespondansepart(ny.under, part=ny_part, av=ny.av, felt=felt)


def _vanlig_type(reg: Registrering) -> str:
    return Parttype.AVSENDER if reg.journalposttype == Journalposttype.INNGAAENDE else Parttype.MOTTAKER


def intern(ny: Ny) -> Korrespondansepart:
    """The internal side: a unit and a handler, known ones or by name."""
    krev_sted(ny, Registrering)
    enhet = oppslag.enhet(ny.i, ny.av, bare_navn=True)
    behandler = oppslag.person(ny.i, "saksbehandler", "referanseSaksbehandler")
    hvem = behandler.navn if behandler else ny.i.tekst("saksbehandler")
    navn = hvem or (enhet.navn if enhet else ny.i.tekst("administrativEnhet"))
    if not rens(navn):
        raise ugyldig([("administrativEnhet", "administrativEnhet: skriv enheten eller saksbehandleren.")])
    slag = ny.i.tekst("korrespondanseparttype") or Parttype.INTERN_MOTTAKER
    felt = {"som_sendt": INTERN | {n: ny.i.tekst(n) for n in ("administrativEnhet", "saksbehandler") if ny.i[n]}}
    if ny.i["virksomhetsspesifikkeMetadata"]:
        felt["virksomhetsspesifikke_metadata"] = ny.i["virksomhetsspesifikkeMetadata"]
    ny_part = NyPart(slag, navn, enhet=enhet, saksbehandler=behandler)
    return legg_til_korrespondansepart(ny.under, part=ny_part, av=ny.av, felt=felt)


def identifikator(ny: Ny) -> NasjonalIdentifikator:
    """What a mappe or registrering is about, as the national registers know it."""
    krev_sted(ny, Mappe, Registrering)
    felt = ny.felt()
    for navn, sted in (("foedselsnummer", "person_id"), ("dNummer", "person_id")):
        if ny.i[navn]:
            felt[sted] = ny.i.tekst(navn)
    return legg_til_identifikator(ny.under, art=ARTER[ny.ressurs.navn], av=ny.av, levert=True, **felt)


def presedens(ny: Ny) -> Presedens:
    """A precedent on a case or an entry; a hjemmel that is new comes into the register."""
    krev_sted(ny, Mappe, Registrering)
    hjemmel = rens(ny.i.tekst("presedensHjemmel"))
    if hjemmel and not hjemler().filter(hjemmel=hjemmel).exists():
        ny_hjemmel(hjemmel, av=ny.av)
    return opprett_presedens(
        ny.under, tittel=ny.i.tekst("tittel"), dato=ny.dag("presedensDato") or i_dag(),
        rettskildefaktor=ny.i.tekst("rettskildefaktor"), av=ny.av, hjemmel=hjemmel,
        beskrivelse=ny.i.tekst("beskrivelse"), felt=sendt(ny.ressurs, ny.i),
    )  # fmt: skip


def avskrivning(ny: Ny) -> Avskrivning:
    """How a letter was dealt with."""
    krev_sted(ny, Registrering)
    svar, mottaker = ny.i["referanseAvskrivesAvJournalpost"], ny.i["referanseAvskrivesAvKorrespondansepart"]
    return avskriv(
        Journalpost.objects.get(pk=ny.under.pk),
        maate=ny.i.tekst("avskrivningsmaate") or Avskrivningsmaate.ETTERRETNING,
        av=ny.av,
        besvart_av=Journalpost.objects.get(pk=svar) if svar else None,
        dato=ny.dag("avskrivningsdato"),
        part=Korrespondansepart.objects.get(pk=mottaker) if mottaker else None,
        felt=sendt(ny.ressurs, ny.i),
    )


def dokumentflyt(ny: Ny) -> Dokumentflyt:
    """A step of the flow: who had it, and whom it went to."""
    krev_sted(ny, Registrering)
    person = oppslag.person(ny.i, "flytTil", "referanseFlytTil")
    return registrer_dokumentflyt(
        ny.under, til=person or ny.i.tekst("flytTil") or oppslag.meg(ny.av), av=ny.av, felt=ny.felt()
    )


def administrativ_enhet(ny: Ny) -> AdministrativEnhet:
    """A unit of the virksomhet."""
    over = ny.i["referanseOverordnetEnhet"]
    return opprett_enhet(
        ny.i.tekst("administrativEnhetNavn"), av=ny.av, kortnavn=ny.i.tekst("kortnavn"),
        overordnet=AdministrativEnhet.objects.get(pk=over) if over else None,
    )  # fmt: skip


LAGES: dict[str, Lager] = {
    "merknad": merknad,
    **dict.fromkeys(("partenhet", "partperson"), part),
    **dict.fromkeys(("korrespondansepartenhet", "korrespondansepartperson"), korrespondansepart),
    "korrespondansepartintern": intern,
    **dict.fromkeys(ARTER, identifikator),
    "presedens": presedens,
    "avskrivning": avskrivning,
    "dokumentflyt": dokumentflyt,
    "administrativenhet": administrativ_enhet,
}
