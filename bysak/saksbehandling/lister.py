"""Restanseliste and forfallsliste: who owes an answer, and by when (krav 3.4.10, 3.4.11, 3.4.14, 3.4.15)."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Journalposttype, Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Avskrivning, Journalpost, Korrespondansepart
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import synlig_q
from bysak.saksbehandling.models import ForeloepigSvar
from bysak.saksbehandling.restanser import INTERNE, i_enhetene

OPPFOELGES = (Journalposttype.INNGAAENDE, Journalposttype.NOTAT_OPPFOELGING)
Snitt = Callable[[QuerySet[Journalpost]], QuerySet[Journalpost]]
KOPI = (Parttype.KOPIMOTTAKER, Parttype.INTERN_KOPIMOTTAKER)


class Avskrevet(StrEnum):
    """Which entries: open, written off, those with a preliminary answer, or all."""

    NEI = "restanser"
    JA = "avskrevne"
    FORELOEPIG = "foreløpig besvart"
    ALLE = "alle"


@dataclass(frozen=True)
class Utvalg:
    """The choices of the lists. Dates are inclusive; enhet takes its units below with it (krav 3.4.10, 3.4.14)."""

    journaldato_fra: date | None = None
    journaldato_til: date | None = None
    forfall_fra: date | None = None
    forfall_til: date | None = None
    typer: tuple[str, ...] = OPPFOELGES
    journalenhet: str = ""
    enhet: UUID | None = None
    avskrevet: Avskrevet = Avskrevet.NEI
    kopimottakere: bool = False


@dataclass(frozen=True)
class Listerad:
    """One line with the columns that the standard names (krav 3.4.11, 3.4.15)."""

    mappe_id: str
    sakstittel: str
    administrativ_enhet: str
    saksansvarlig: str
    journalenhet: str
    klasse_id: str
    klassetittel: str
    jp: Journalpost
    loepenummer: str
    journaldato: str
    dokumentets_dato: str
    forfallsdato: str
    parter: tuple[str, ...]
    saksbehandlere: tuple[str, ...]
    avskrivning: str


def restanseliste(av: Aktoer, utvalg: Utvalg | None = None, snitt: Snitt | None = None) -> list[Listerad]:
    """What is to be answered; only what the person may see is in it (krav 3.4.1, 3.4.10).

    snitt: which of them, in which order; default all, by journal date.
    """
    snitt = snitt or (lambda poster: poster.order_by("journaldato", "system_id"))
    return _rader(snitt(valgte(av, utvalg or Utvalg())), utvalg or Utvalg())


def forfallsliste(av: Aktoer, utvalg: Utvalg | None = None, snitt: Snitt | None = None) -> list[Listerad]:
    """What has a deadline (krav 3.4.14). snitt: which of them, in which order; default all, first due first."""
    snitt = snitt or (lambda poster: poster.order_by("forfallsdato", "system_id"))
    return _rader(snitt(med_frist(av, utvalg or Utvalg())), utvalg or Utvalg())


def med_frist(av: Aktoer, valg: Utvalg) -> QuerySet[Journalpost]:
    """The entries of a choice that have a deadline."""
    return valgte(av, valg).filter(forfallsdato__isnull=False)


def enhet_med_underenheter(enhet: UUID) -> set[UUID]:
    """A unit and every unit below it."""
    barn: dict[UUID | None, list[UUID]] = {}
    for pk, over in AdministrativEnhet.objects.values_list("pk", "overordnet_id"):
        barn.setdefault(over, []).append(pk)
    funnet, igjen = {enhet}, [enhet]
    while igjen:
        nye = [b for b in barn.get(igjen.pop(), []) if b not in funnet]
        funnet |= set(nye)
        igjen += nye
    return funnet


def valgte(av: Aktoer, valg: Utvalg) -> QuerySet[Journalpost]:
    """The entries that a choice is about, in no order."""
    q = Q(journalposttype__in=valg.typer)
    for felt, verdi in (
        ("journaldato__gte", valg.journaldato_fra),
        ("journaldato__lte", valg.journaldato_til),
        ("forfallsdato__gte", valg.forfall_fra),
        ("forfallsdato__lte", valg.forfall_til),
        ("journalenhet", valg.journalenhet or None),
    ):
        if verdi is not None:
            q &= Q(**{felt: verdi})
    foreloepig = Exists(ForeloepigSvar.objects.filter(registrering=OuterRef("pk")))
    poster = Journalpost.objects.filter(synlig_q(av), q).exclude(journalstatus=Journalstatus.UTGAAR)
    if valg.enhet:
        poster = poster.filter(i_enhetene(enhet_med_underenheter(valg.enhet)))
    if valg.avskrevet == Avskrevet.NEI:
        return poster.filter(restanse=True)
    if valg.avskrevet == Avskrevet.JA:
        return poster.filter(restanse=False)
    return poster.filter(foreloepig, restanse=True) if valg.avskrevet == Avskrevet.FORELOEPIG else poster


def _rader(poster: QuerySet[Journalpost], valg: Utvalg) -> list[Listerad]:
    parter = Korrespondansepart.objects.select_related("saksbehandler").order_by("system_id")
    avskrivninger = Avskrivning.objects.order_by("avskrivningsdato")
    hele = poster.select_related(
        "virksomhet", "mappe__klasse", "mappe__administrativ_enhet", "mappe__saksansvarlig"
    ).prefetch_related(
        Prefetch("korrespondanseparter", queryset=parter), Prefetch("avskrivninger", queryset=avskrivninger)
    )
    return [_rad(jp, valg) for jp in hele]


def _rad(jp: Journalpost, valg: Utvalg) -> Listerad:
    sak, klasse = jp.mappe, jp.mappe.klasse
    alle = [p for p in jp.korrespondanseparter.all() if valg.kopimottakere or p.korrespondanseparttype not in KOPI]
    return Listerad(
        mappe_id=sak.mappe_id,
        sakstittel=sak.tittel,
        administrativ_enhet=sak.administrativ_enhet.navn,
        saksansvarlig=sak.saksansvarlig.navn,
        journalenhet=jp.journalenhet or sak.journalenhet,
        klasse_id=klasse.klasse_id if klasse else "",
        klassetittel=klasse.tittel if klasse else "",
        jp=jp,
        loepenummer=jp.loepenummer,
        journaldato=_dato(jp.journaldato),
        dokumentets_dato=_dato(jp.dokumentets_dato) or _("Udatert"),
        forfallsdato=_dato(jp.forfallsdato),
        parter=tuple(p.navn for p in alle if p.korrespondanseparttype not in INTERNE),
        saksbehandlere=tuple(
            p.saksbehandler.navn for p in alle if p.korrespondanseparttype in INTERNE and p.saksbehandler
        ),
        avskrivning=_avskrivning(jp.avskrivninger.all(), jp.restanse),
    )


def _avskrivning(rader: Iterable[Avskrivning], aapen: bool) -> str:
    maater = ", ".join(dict.fromkeys(_(a.get_avskrivningsmaate_display()) for a in rader))
    return _("Delvis avskrevet: %(maater)s") % {"maater": maater} if maater and aapen else maater


def _dato(dag: date | None) -> str:
    return f"{dag:%d.%m.%Y}" if dag else ""
