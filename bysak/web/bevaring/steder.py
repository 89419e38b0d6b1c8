"""Where in the archive something is: from the ids of hindringer and findings to links that the viewer may follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Dokumentkobling, Journalpost, Saksmappe
from bysak.bevaring.uttrekk.utvalg import Hindergruppe
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.tilgang import synlig_q


@dataclass(frozen=True)
class Sted:
    """A record as a person knows it: its number, and the address of its page."""

    tekst: str
    url: str


@dataclass(frozen=True)
class Hinderrad:
    """One reason with its count, what the standard asks for, and the first records. `skjult`: kept from the viewer."""

    antall: int
    tekst: str
    krav: str
    steder: list[Sted]
    skjult: int
    flere: int


def steder(ider: Iterable[UUID], *, av: Aktoer, bydel: str) -> dict[UUID, Sted]:
    """The pages of the cases, entries, documents and files with these ids; none for what the person may not see."""
    alle = set(ider)
    funnet = {
        pk: Sted(nr, reverse("sak", args=[bydel, aar, lnr]))
        for pk, nr, aar, lnr in Saksmappe.objects.filter(synlig_q(av), pk__in=alle, saksaar__isnull=False).values_list(
            "pk", "mappe_id", "saksaar", "sakssekvensnummer"
        )
    }
    rest = alle - set(funnet)
    eiere = {pk: pk for pk in rest}
    koblinger = Dokumentkobling.objects.filter
    for felt in ("dokumentbeskrivelse", "dokumentbeskrivelse__objekter"):
        eiere |= dict(koblinger(**{f"{felt}__in": rest}).values_list(felt, "registrering_id"))
    poster = _postene(set(eiere.values()), av, bydel)
    return funnet | {pk: poster[eier] for pk, eier in eiere.items() if eier in poster}


def _postene(ider: set[UUID], av: Aktoer, bydel: str) -> dict[UUID, Sted]:
    rader = Journalpost.objects.filter(
        synlig_q(av) & synlig_q(av, "mappe__"), pk__in=ider, journalpostnummer__isnull=False,
        mappe__saksaar__isnull=False,
    )  # fmt: skip
    felter = ("pk", "registrerings_id", "mappe__saksaar", "mappe__sakssekvensnummer", "journalpostnummer")
    return {
        pk: Sted(nr, reverse("journalpost", args=[bydel, aar, lnr, post]))
        for pk, nr, aar, lnr, post in rader.values_list(*felter)
    }


def hinderrader(grupper: list[Hindergruppe], *, av: Aktoer, bydel: str) -> list[Hinderrad]:
    """The groups with links, ready to be worked down."""
    pekere = steder({pk for g in grupper for _sak, pk, _navn in g.objekter}, av=av, bydel=bydel)
    krav = _krav()
    rader = []
    for g in grupper:
        vist = list(dict.fromkeys(pekere[pk] for _sak, pk, _navn in g.objekter if pk in pekere))
        skjult = sum(pk not in pekere for _sak, pk, _navn in g.objekter)
        rader.append(Hinderrad(g.antall, g.tekst, krav[g.kode], vist, skjult, g.antall - len(g.objekter)))
    return rader


def _krav() -> dict[str, str]:
    return {
        "aapen": _("Saken er avsluttet eller utgår"),
        "uten_avslutter": _("Det står hvem som avsluttet"),
        "status": _("Saken er avsluttet eller utgår"),
        "uten_klasse": _("Saken har en klasse"),
        "ikke_arkivert": _("Journalposten er arkivert eller utgår"),
        "uten_part": _("Avsender eller mottaker finnes"),
        "under_redigering": _("Dokumentet er ferdigstilt"),
    }
