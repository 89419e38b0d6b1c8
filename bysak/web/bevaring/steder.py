"""Where in the archive something is: from the ids of hindringer and findings to links that the viewer may follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Dokumentkobling, Journalpost, Saksmappe
from bysak.bevaring.uttrekk.utvalg import Hindergruppe
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.tilgang import Rett, kan, synlig_q


@dataclass(frozen=True)
class Sted:
    """A record as a person knows it: its number, and the address of its page."""

    tekst: str
    url: str


@dataclass(frozen=True)
class Hinderrad:
    """One reason with its count, what the standard asks for, who mends it, and the first records.

    `skjult`: kept from the viewer. `rett`: where the first of them is mended, and what is done there.
    """

    antall: int
    tekst: str
    krav: str
    hvem: str
    rett: Sted | None
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
    maate = _maate()
    kan_avslutte = kan(av, Rett.AVSLUTTE)
    rader = []
    for g in grupper:
        krav, hvem = maate[g.kode]
        vist = list(dict.fromkeys(pekere[pk] for _sak, pk, _navn in g.objekter if pk in pekere))
        skjult = sum(pk not in pekere for _sak, pk, _navn in g.objekter)
        rett = _rett(vist, avslutt=g.kode == "aapen" and kan_avslutte)
        rader.append(Hinderrad(g.antall, g.tekst, krav, hvem, rett, vist, skjult, g.antall - len(g.objekter)))
    return rader


def _rett(vist: list[Sted], *, avslutt: bool) -> Sted | None:
    """Where the first of the records is mended: closing has a page of its own."""
    if not vist:
        return None
    if avslutt:
        return Sted(_("Avslutt %(sak)s") % {"sak": vist[0].tekst}, f"{vist[0].url}/avslutt")
    return Sted(_("Åpne %(nr)s") % {"nr": vist[0].tekst}, vist[0].url)


def _maate() -> dict[str, tuple[str, str]]:
    """What the standard asks for, and who in the house can see to it."""
    bydelen, arkivet, forvalter = _("Bydelen"), _("Arkivet"), _("Systemforvalter")
    return {
        "aapen": (_("Saken er avsluttet eller utgår"), bydelen),
        "uten_avslutter": (_("Det står hvem som avsluttet"), forvalter),
        "status": (_("Saken er avsluttet eller utgår"), arkivet),
        "uten_klasse": (_("Saken har en klasse"), arkivet),
        "ikke_arkivert": (_("Journalposten er arkivert eller utgår"), arkivet),
        "uten_part": (_("Avsender eller mottaker finnes"), arkivet),
        "under_redigering": (_("Dokumentet er ferdigstilt"), bydelen),
    }
