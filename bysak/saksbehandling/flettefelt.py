"""The fields that a template may name: one table of what they are called and mean, and what they are for one letter."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from bysak.arkivstruktur.models import Journalpost, Mappe, Skjerming
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker


@dataclass(frozen=True)
class Flettefelt:
    """A field: its name between the braces, what it means, and what it says in a trial letter."""

    navn: str
    betydning: Any
    eksempel: str


FELT = (
    Flettefelt("tittel", _("Brevets tittel"), "Svar på søknad om gangvei ved Kvernbekken & Øya"),
    Flettefelt("vår_dato", _("Dagen brevet lages"), "23.11.2026"),
    Flettefelt("vår_referanse", _("Nummeret brevet får i journalen"), "2026/123-4"),
    Flettefelt("deres_referanse", _("Referansen mottakeren har oppgitt"), "VEL-17"),
    Flettefelt("deres_dato", _("Datoen på brevet som besvares"), "16.11.2026"),
    Flettefelt("saksnummer", _("Sakens nummer"), "2026/123"),
    Flettefelt("sakstittel", _("Sakens tittel"), "Gangvei ved Kvernbekken"),
    Flettefelt("mottaker", _("Mottakerne med adresse, linje for linje"), "Kvernbekken vel\nSkogveien 12\n0283 OSLO"),
    Flettefelt("mottaker_navn", _("Navnene på mottakerne"), "Kvernbekken vel"),
    Flettefelt("mottaker_adresse", _("Adressen til den første mottakeren"), "Skogveien 12\n0283 OSLO"),
    Flettefelt("saksbehandler", _("Den som skriver brevet"), "Vilde Prøvesen"),
    Flettefelt("saksbehandler_epost", _("E-postadressen til den som skriver"), "vilde@bydelen.example"),
    Flettefelt("enhet", _("Enheten som har saken"), "Samfunn og nærmiljø"),
    Flettefelt("virksomhet", _("Virksomheten brevet er fra"), "Bydel Eksempel"),
    Flettefelt("virksomhet_epost", _("Virksomhetens e-postadresse"), "post@bydelen.example"),
    Flettefelt("virksomhet_telefon", _("Virksomhetens telefon"), "21 80 21 80"),
    Flettefelt("hjemmel", _("Hjemmelen når saken eller brevet er skjermet, ellers tomt"), "offl § 13"),
    Flettefelt(
        "unntatt_offentlighet", _("«Unntatt offentlighet» med hjemmel, ellers tomt"), "Unntatt offentlighet, offl § 13"
    ),
    Flettefelt("innkommet_tittel", _("Tittelen på brevet som besvares"), "Søknad om gangvei"),
    Flettefelt("innkommet_dato", _("Dagen brevet som besvares kom inn"), "17.11.2026"),
    Flettefelt("innkommet_nummer", _("Nummeret til brevet som besvares"), "2026/123-1"),
    Flettefelt("ny_frist", _("Når et foreløpig svar sier at svaret kommer"), "14.12.2026"),
)
EKSEMPEL = {f.navn: f.eksempel for f in FELT}


@dataclass(frozen=True)
class Mottaker:
    """Whom a letter is to: a name, the lines of an address, and what the entry shall know of it."""

    navn: str
    adresse: tuple[str, ...] = ()
    epostadresse: str = ""
    er_person: bool = False
    felt: tuple[tuple[str, Any], ...] = ()


def adressen(rad: Any) -> tuple[str, ...]:
    """The lines of an address as they stand on an envelope."""
    sted = f"{rad.postnummer} {rad.poststed.upper()}".strip()
    return tuple(linje for linje in (*rad.postadresse, sted, rad.land) if linje)


def verdier(
    sak: Mappe,
    *,
    nummer: int,
    tittel: str,
    mottakere: Sequence[Mottaker],
    av: Bruker,
    besvarer: Journalpost | None = None,
    deres_referanse: str = "",
    ny_frist: date | None = None,
) -> dict[str, str]:
    """Every field of the table for one letter. nummer: what the entry will be in its case."""
    v, hjemmel = sak.virksomhet, _hjemmel(sak, besvarer)
    inn = besvarer.mottatt_dato.date() if besvarer and besvarer.mottatt_dato else None
    return {
        "tittel": tittel, "vår_dato": _dag(i_dag()), "vår_referanse": f"{sak.mappe_id}-{nummer}",
        "deres_referanse": deres_referanse, "deres_dato": _dag(besvarer.dokumentets_dato if besvarer else None),
        "saksnummer": sak.mappe_id, "sakstittel": sak.tittel,
        "mottaker": "\n\n".join("\n".join((m.navn, *m.adresse)) for m in mottakere),
        "mottaker_navn": "\n".join(m.navn for m in mottakere),
        "mottaker_adresse": "\n".join(mottakere[0].adresse) if mottakere else "",
        "saksbehandler": av.navn, "saksbehandler_epost": av.epost,
        "enhet": sak.administrativ_enhet.navn if sak.administrativ_enhet else "",
        "virksomhet": v.navn, "virksomhet_epost": v.kontakt_epost, "virksomhet_telefon": v.kontakt_telefon,
        "hjemmel": hjemmel, "unntatt_offentlighet": f"Unntatt offentlighet, {hjemmel}" if hjemmel else "",
        "innkommet_tittel": besvarer.tittel if besvarer else "", "innkommet_dato": _dag(inn),
        "innkommet_nummer": besvarer.registrerings_id if besvarer else "", "ny_frist": _dag(ny_frist),
    }  # fmt: skip


def _dag(dag: date | None) -> str:
    return f"{dag:%d.%m.%Y}" if dag else ""


def _hjemmel(sak: Mappe, besvarer: Journalpost | None) -> str:
    """Of the letter that is answered, or else of the case: an answer says as little as what it answers."""
    for paa in ({"registrering_id": besvarer.pk} if besvarer else {}, {"mappe_id": sak.pk}):
        skjerming = Skjerming.objects.filter(**paa).first() if paa else None
        if skjerming:
            return skjerming.skjermingshjemmel
    return ""


def naermeste(ukjent: str, mulige: Iterable[str] = EKSEMPEL) -> str:
    """The field that somebody may have meant."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(ukjent.casefold(), list(mulige), 1, 0.6)), "")
