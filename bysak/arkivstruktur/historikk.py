"""What has happened, in words: the log that the database writes, read back for people.

One `Hendelse` per act. The words come from what was changed, not from the name of the act, so that an act that a door
names differently, or that a job does, still reads the same.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Exists, Model, OuterRef, Q, QuerySet, TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bysak.arkivstruktur.koder import (
    Avskrivningsmaate,
    Dokumentstatus,
    Flytstatus,
    Journalposttype,
    Journalstatus,
    Saksstatus,
)
from bysak.arkivstruktur.models import (
    Arkivdel,
    Avskrivning,
    Dokumentflyt,
    Dokumentkobling,
    Klasse,
    Korrespondansepart,
    Mappe,
    Merknad,
    Registrering,
    Skjerming,
)
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import OSLO, naa
from bysak.kjerne.models import Endring, Handling
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import synlig_q

_MAPPE, _REG, _DOK = "arkivstruktur_mappe", "arkivstruktur_registrering", "arkivstruktur_dokumentbeskrivelse"
NY, BORTE = "+", "-"
# A form half filled in, and a lease renewed: kept on the way to an act, and nothing that was done.
UNDERVEIS = Q(objekttype="mottak_innkomst", element__in=("kladd", "tatt_tid"))
FLYTSVAR = (Flytstatus.GODKJENT, Flytstatus.IKKE_GODKJENT, Flytstatus.TILBAKE)

# table, element, new value (None: any) and what the person did.
FRASER: tuple[tuple[str, str, str | None, Any], ...] = (
    (_MAPPE, NY, None, gettext_lazy("opprettet saken")),
    (_REG, NY, None, gettext_lazy("registrerte")),
    (_REG, "journalstatus", "F", gettext_lazy("ferdigstilte")),
    (_REG, "journalstatus", "G", gettext_lazy("godkjente")),
    (_REG, "journalstatus", "E", gettext_lazy("ekspederte")),
    (_REG, "journalstatus", "J", gettext_lazy("journalførte")),
    (_REG, "journalstatus", "U", gettext_lazy("satte til «Utgår»")),
    (_REG, "journalstatus", "M", gettext_lazy("førte statusen tilbake")),
    (_REG, "mappe_id", None, gettext_lazy("flyttet til en annen sak")),
    (_REG, "journalposttype", None, gettext_lazy("rettet typen")),
    (_REG, BORTE, None, gettext_lazy("slettet")),
    ("arkivstruktur_avskrivning", BORTE, None, gettext_lazy("opphevet en avskrivning")),
    ("arkivstruktur_merknad", BORTE, None, gettext_lazy("slettet en merknad")),
    ("arkivstruktur_presedens", NY, None, gettext_lazy("foreslo en presedens")),
    ("arkivstruktur_presedens", "presedens_godkjent_dato", None, gettext_lazy("godkjente en presedens")),
    ("arkivstruktur_kryssreferanse", NY, None, gettext_lazy("viste til noe annet")),
    ("arkivstruktur_part", NY, None, gettext_lazy("registrerte en part")),
    (_REG, "tittel", None, gettext_lazy("rettet tittelen")),
    ("arkivstruktur_dokumentflyt", NY, None, gettext_lazy("fordelte")),
    ("journal_vurdering", NY, None, gettext_lazy("vurderte offentlighet")),
    ("journal_vurdering", "vurdert_tid", None, gettext_lazy("vurderte offentlighet på nytt")),
    ("journal_vurdering", "tilbake_grunn", None, gettext_lazy("sendte vurderingen tilbake")),
    ("arkivstruktur_avskrivning", NY, None, gettext_lazy("avskrev")),
    ("arkivstruktur_merknad", NY, None, gettext_lazy("skrev en merknad")),
    (_MAPPE, "saksstatus", "A", gettext_lazy("avsluttet saken")),
    (_MAPPE, "saksstatus", "B", gettext_lazy("gjenåpnet saken")),
    (_MAPPE, "saksstatus", "U", gettext_lazy("satte saken til «Utgår»")),
    (_MAPPE, "tittel", None, gettext_lazy("rettet sakens tittel")),
    (_MAPPE, "arkivdel_id", None, gettext_lazy("flyttet saken til en annen arkivdel")),
    (_MAPPE, "saksansvarlig_id", None, gettext_lazy("ga saken til en annen")),
    (_MAPPE, "klasse_id", None, gettext_lazy("endret sakens klasse")),
    ("arkivstruktur_arkivdel", NY, None, gettext_lazy("opprettet en arkivdel")),
    ("arkivstruktur_arkivdel", "arkivdelstatus", None, gettext_lazy("endret en arkivdels status")),
    ("journal_journaldag", NY, None, gettext_lazy("publiserte journalen")),
    ("journal_journaldag", "publisert_tid", None, gettext_lazy("publiserte journalen på nytt")),
    ("journal_avklaring", NY, None, gettext_lazy("avklarte et funn i journalen")),
    ("mottak_innkomst", NY, None, gettext_lazy("tok imot en melding")),
    ("mottak_innkomst", "utfall", None, gettext_lazy("gjorde ferdig en melding i mottaket")),
    ("organisasjon_rolletildeling", NY, None, gettext_lazy("ga en rolle")),
    ("organisasjon_rolletildeling", "til_dato", None, gettext_lazy("avsluttet en rolle")),
    ("organisasjon_administrativenhet", NY, None, gettext_lazy("opprettet en enhet")),
)
# Said only when nothing above was done in the same act: they follow from nearly everything.
SVAKE: tuple[tuple[str, str, str | None, Any], ...] = (
    ("arkivstruktur_dokumentkobling", NY, None, gettext_lazy("la ved et dokument")),
    (_DOK, "dokumentstatus", "F", gettext_lazy("ferdigstilte et dokument")),
    ("arkivstruktur_skjerming", NY, None, gettext_lazy("skjermet")),
    ("arkivstruktur_skjerming", BORTE, None, gettext_lazy("opphevet skjermingen")),
    (_REG, "skjermede_ord", None, gettext_lazy("skjermet")),
    (_MAPPE, "skjermede_ord", None, gettext_lazy("skjermet")),
    ("mottak_innkomst", "tatt_av_id", None, gettext_lazy("tok en melding i mottaket")),
    ("mottak_innkomst", "lest_tid", None, gettext_lazy("leste inn en melding")),
)
ELEMENTER = {
    "tittel": gettext_lazy("Tittel"),
    "offentlig_tittel": gettext_lazy("Offentlig tittel"),
    "journalstatus": gettext_lazy("Status"),
    "saksstatus": gettext_lazy("Saksstatus"),
    "restanse": gettext_lazy("Ubesvart"),
    "journaldato": gettext_lazy("Journaldato"),
    "dokumentets_dato": gettext_lazy("Dokumentets dato"),
    "forfallsdato": gettext_lazy("Svarfrist"),
    "mottatt_dato": gettext_lazy("Mottatt"),
    "skjermede_ord": gettext_lazy("Skjermede ord"),
    "skjermet": gettext_lazy("Navn skjermet"),
    "navn": gettext_lazy("Navn"),
    "offentlighetsvurdert_dato": gettext_lazy("Offentlighet vurdert"),
    "avsluttet_dato": gettext_lazy("Avsluttet"),
    "arkivert_dato": gettext_lazy("Arkivert"),
    "saksansvarlig_id": gettext_lazy("Saksansvarlig"),
    "saksbehandler_id": gettext_lazy("Saksbehandler"),
    "administrativ_enhet_id": gettext_lazy("Enhet"),
}
KODER: dict[str, type[TextChoices]] = {
    "journalstatus": Journalstatus,
    "saksstatus": Saksstatus,
    "journalposttype": Journalposttype,
    "dokumentstatus": Dokumentstatus,
    "avskrivningsmaate": Avskrivningsmaate,
}
# Whose name an id is shown by.
PEKERE: dict[str, type[Model]] = {
    "saksansvarlig_id": Bruker,
    "saksbehandler_id": Bruker,
    "administrativ_enhet_id": AdministrativEnhet,
    "klasse_id": Klasse,
    "arkivdel_id": Arkivdel,
}
# Bookkeeping that follows from the act and tells a person nothing.
STILLE = frozenset(
    {"siste_journalpostnummer", "foerst_endelig", "tid_sendt", "tilgangsklasse_id", "ser_ogsaa_id", "grunnlag"}
)
_DATO = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}.*)?")
MAKS_LENGDE = 200
SIST_BRUKT = timedelta(days=30)


@dataclass(frozen=True)
class Endret:
    """One element with its value before and after, as text."""

    element: str
    foer: str
    etter: str


@dataclass(frozen=True)
class Hendelse:
    """One act: when, by whom, for which service (empty for the virksomhet's own people), what, on what, why.

    automatisk: done by one of Bysak's own processes.
    """

    tid: datetime
    hvem: str
    tjenesteyter: str
    hva: str
    objekter: tuple[str, ...] = ()
    grunn: str = ""
    overstyring: str = ""
    endringer: tuple[Endret, ...] = ()
    automatisk: bool = False


def ider_i_sak(sak: Mappe, av: Aktoer) -> list[str]:
    """Everything of a case that the log may tell this person about: the case, visible entries and their parts."""
    synlige = Registrering.objects.filter(synlig_q(av), mappe_id=sak.pk)
    poster = list(synlige.values_list("pk", flat=True))
    return [str(sak.pk), *(str(i) for i in poster), *ider_i_poster(poster)]


def ider_i_poster(poster: Sequence[UUID]) -> list[str]:
    """The ids of the parts of these entries, in one query."""
    deler: list[QuerySet[Any]] = [
        modell.objects.filter(registrering_id__in=poster).values_list("pk", flat=True)
        for modell in (Korrespondansepart, Dokumentflyt, Avskrivning, Dokumentkobling, Skjerming, Merknad)
    ]
    return [str(i) for i in deler[0].union(*deler[1:], all=True)] if poster else []


def hendelser(ider: Iterable[str], grense: int = 20, *, med_navn: bool = False) -> list[Hendelse]:
    """The newest acts on these objects, newest first (krav 6.4.28). One query, unless the values are to be read.

    med_navn: look up the people, units and klasser that a value points to.
    """
    rader = list(
        Endring.objects.filter(objekt_id__in=list(ider))
        .select_related("handling__tjenesteyter")
        .order_by("-handling_id", "id")[: grense * 20]
    )
    navn = navn_paa((e.element, v) for e in rader for v in (e.tidligere, e.ny)) if med_navn else {}
    grupper = ((h, list(rad)) for h, rad in groupby(rader, key=lambda e: e.handling))
    return [_hendelse(h, endringer, navn=navn) for h, endringer in grupper][:grense]


def navn_paa(verdier: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """Id to name for what elements with these values point to; one query for each kind that occurs."""
    ider: dict[type[Model], set[str]] = {}
    for element, verdi in verdier:
        if verdi and element in PEKERE:
            ider.setdefault(PEKERE[element], set()).add(str(verdi))
    return {str(rad.pk): str(rad) for modell, pk in ider.items() for rad in modell._base_manager.filter(pk__in=pk)}


def slagene() -> list[tuple[str, str]]:
    """What can be asked for in `handlinger`: code and words."""
    return [(_slagkode(tabell, element, verdi), str(frase)) for tabell, element, verdi, frase in FRASER]


def _slagkode(tabell: str, element: str, verdi: str | None) -> str:
    return ":".join((tabell, element, verdi or ""))


def _endringer(kode: str) -> QuerySet[Endring]:
    """The changes that a code of `slagene` is about; none for one that is not of them."""
    for tabell, element, verdi, _frase in FRASER:
        if kode == _slagkode(tabell, element, verdi):
            ny = {} if verdi is None else {"ny": verdi}
            return Endring.objects.filter(objekttype=tabell, element=element, **ny)
    return Endring.objects.none()


def handlinger(
    av: Aktoer,
    *,
    tjenesteyter: bool | None = None,
    hvem: str = "",
    dag: date | None = None,
    hva: str = "",
    foer: int | None = None,
    grense: int = 50,
) -> list[tuple[int, Hendelse]]:
    """What has been done in the open virksomhet, newest first, with the id to page from.

    tjenesteyter: only (True) or never (False) acts of the archive service on the virksomhet's behalf. hvem: part of a
    name. dag: only that day. hva: only one of `slagene`. foer: only acts before this id. What an act concerned is named
    when the person may see it, otherwise it is told that it was screened: the act itself is never hidden from those who
    watch over the log.
    """
    valg = Q(id__lt=foer) if foer else Q()
    if tjenesteyter is not None:
        valg &= Q(tjenesteyter__isnull=not tjenesteyter)
    if hvem:
        valg &= Q(bruker_navn__icontains=hvem)
    if dag:
        fra, til = (datetime.combine(d, time(), OSLO) for d in (dag, dag + timedelta(days=1)))
        valg &= Q(tid__gte=fra, tid__lt=til)
    if hva:
        valg &= Q(Exists(_endringer(hva).filter(handling_id=OuterRef("pk"))))
    endret = Endring.objects.filter(handling=OuterRef("pk"))
    rader = list(
        Handling.objects.filter(valg)
        .exclude(Exists(endret.filter(UNDERVEIS)) & ~Exists(endret.exclude(UNDERVEIS)))
        .select_related("tjenesteyter")
        .prefetch_related("endringer")
        .order_by("-id")[:grense]
    )
    numre = _numre([e for h in rader for e in h.endringer.all()], av)
    egne = set(Bruker.objects.filter(er_system=True).values_list("pk", flat=True))
    return [(h.id, _hendelse(h, list(h.endringer.all()), numre, automatisk=h.bruker_id in egne)) for h in rader]


def sist_brukt(av: Aktoer, grense: int = 5) -> list[Mappe]:
    """The cases that the person last did something in, over what is read now; newest first."""
    rader = (
        Endring.objects.filter(
            handling__bruker_id=av.bruker_id,
            handling__tid__gte=naa() - SIST_BRUKT,
            objekttype__in=(_MAPPE, _REG),
        )
        .order_by("-handling_id")
        .values_list("objekt_id", flat=True)[:200]
    )
    nyeste = {UUID(i): nr for nr, i in reversed(list(enumerate(rader)))}
    plass: dict[UUID | None, int] = {}
    for mappe, pk in Registrering.objects.filter(pk__in=nyeste).values_list("mappe_id", "pk"):
        plass[mappe] = min(nyeste[pk], plass.get(mappe, 999))
    saker = Mappe.objects.filter(synlig_q(av), pk__in={*nyeste, *plass}).select_related("virksomhet")
    return sorted(saker, key=lambda m: min(nyeste.get(m.pk, 999), plass.get(m.pk, 999)))[:grense]


def flyttet_fra(nummer: str) -> UUID | None:
    """The id of the entry that had this number before it was moved; one that is moved away is not given again."""
    rad = Endring.objects.filter(objekttype=_REG, element="registrerings_id", tidligere=nummer).order_by("-pk").first()
    return UUID(rad.objekt_id) if rad else None


def _numre(endringer: list[Endring], av: Aktoer) -> dict[str, str]:
    """Object id to the number people know it by; a screened one gets a phrase without a number."""
    ider = {i for e in endringer for i in _objekter(e)}
    poster = Registrering.objects.filter(pk__in=ider).values_list("pk", "registrerings_id")
    synlige = set(Registrering.objects.filter(synlig_q(av), pk__in=ider).values_list("pk", flat=True))
    saker = Mappe.objects.filter(pk__in=ider).values_list("pk", "mappe_id")
    synlige |= set(Mappe.objects.filter(synlig_q(av), pk__in=ider).values_list("pk", flat=True))
    return {str(pk): nr if pk in synlige else _("noe som er skjermet for deg") for pk, nr in [*poster, *saker]}


def _objekter(endring: Endring) -> Iterator[str]:
    """The case or entry that a change is about; parts carry it in their first row."""
    if endring.objekttype in (_MAPPE, _REG):
        yield endring.objekt_id
    rad = endring.ny if isinstance(endring.ny, dict) else {}
    if endring.element == NY and rad.get("registrering_id"):
        yield str(rad["registrering_id"])


def _hendelse(
    handling: Handling,
    endringer: list[Endring],
    numre: Mapping[str, str] | None = None,
    *,
    navn: Mapping[str, str] | None = None,
    automatisk: bool = False,
) -> Hendelse:
    objekter = dict.fromkeys(numre[i] for e in endringer for i in _objekter(e) if i in numre) if numre else {}
    return Hendelse(
        tid=handling.tid,
        hvem=handling.bruker_navn,
        tjenesteyter=handling.tjenesteyter.navn if handling.tjenesteyter else "",
        hva=_hva(endringer) or handling.verb.replace("_", " ") or _("endret opplysninger"),
        objekter=tuple(sorted(objekter)),
        grunn=handling.grunn,
        overstyring=handling.overstyring,
        endringer=tuple(_endret(e, navn or {}) for e in endringer if e.element not in (NY, BORTE, *STILLE)),
        automatisk=automatisk,
    )


def _hva(endringer: list[Endring]) -> str:
    gjort = _fraser(FRASER, endringer) or _fraser(SVAKE, endringer)
    if len(gjort) < 2:
        return "".join(gjort)
    return _("%(foerst)s og %(sist)s") % {"foerst": ", ".join(gjort[:-1]), "sist": gjort[-1]}


def _fraser(fraser: tuple[tuple[str, str, str | None, Any], ...], endringer: list[Endring]) -> list[str]:
    funnet: dict[str, None] = {}
    for tabell, element, verdi, frase in fraser:
        for e in endringer:
            if e.objekttype == tabell and e.element == element and (verdi is None or e.ny == verdi):
                funnet[_med_detalj(str(frase), e)] = None
    return list(funnet)


def _med_detalj(frase: str, endring: Endring) -> str:
    rad = endring.ny if isinstance(endring.ny, dict) else {}
    if endring.objekttype == "arkivstruktur_dokumentflyt" and rad.get("flyt_status") in FLYTSVAR:
        utfall = _(Flytstatus(rad["flyt_status"]).label).lower()
        return _("svarte %(navn)s: %(utfall)s") % {"navn": rad.get("flyt_til", ""), "utfall": utfall}
    if endring.objekttype == "arkivstruktur_dokumentflyt":
        return _("%(frase)s til %(navn)s") % {"frase": frase, "navn": rad.get("flyt_til", "")}
    if endring.objekttype == "arkivstruktur_avskrivning" and rad.get("avskrivningsmaate") in Avskrivningsmaate.values:
        maate = _(Avskrivningsmaate(rad["avskrivningsmaate"]).label)
        return f"{frase} ({maate[0].lower()}{maate[1:]})"
    return frase


def _endret(endring: Endring, navn: Mapping[str, str]) -> Endret:
    foer, etter = (vis_verdi(endring.element, verdi, navn) for verdi in (endring.tidligere, endring.ny))
    return Endret(elementnavn(endring.element), foer, etter)


def elementnavn(element: str) -> str:
    """What people call an element."""
    return str(ELEMENTER.get(element) or element.removesuffix("_id").replace("_", " ").capitalize())


def vis_verdi(element: str, verdi: Any, navn: Mapping[str, str]) -> str:
    """A logged value as people read it: codes by name, dates as dates, ids by what `navn` calls them."""
    if isinstance(verdi, bool):
        return _("ja") if verdi else _("nei")
    if isinstance(verdi, list):
        verdi = ", ".join(str(v) for v in verdi)
    tekst = "" if verdi is None else str(verdi)
    koder = KODER.get(element)
    if koder is not None and tekst in koder.values:
        return _(koder(tekst).label)
    if _DATO.fullmatch(tekst):
        return _dato(tekst)
    tekst = navn.get(tekst, tekst)
    return tekst if len(tekst) <= MAKS_LENGDE else tekst[:MAKS_LENGDE] + "…"


def _dato(tekst: str) -> str:
    tid = datetime.fromisoformat(tekst)
    return f"{tid.astimezone(OSLO):%d.%m.%Y %H.%M}" if tid.tzinfo else f"{tid:%d.%m.%Y}"
