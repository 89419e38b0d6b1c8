"""Rows of a case as a person reads them: who it is from or to, what became of it, which answer it has."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bysak.arkivstruktur.koder import Journalstatus
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Avskrivning, Dokumentkobling, Journalpost, Korrespondansepart, Mappe
from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.tilgang import synlig_q
from bysak.web.skrivemaate import kortdato

SIDE = 100
INTERNE = (Parttype.INTERN_AVSENDER, Parttype.INTERN_MOTTAKER, Parttype.INTERN_KOPIMOTTAKER)
TILSTAND = {
    Journalstatus.MIDLERTIDIG: "venter", Journalstatus.SAKSBEHANDLER: "venter", Journalstatus.RESERVERT: "pagar",
    Journalstatus.FERDIGSTILT: "pagar", Journalstatus.GODKJENT: "pagar", Journalstatus.EKSPEDERT: "ferdig",
    Journalstatus.JOURNALFOERT: "ferdig", Journalstatus.ARKIVERT: "ferdig", Journalstatus.UTGAAR: "",
}  # fmt: skip
KORT = {
    Journalstatus.MIDLERTIDIG: gettext_noop("Midlertidig"),
    Journalstatus.SAKSBEHANDLER: gettext_noop("Registrert"),
    Journalstatus.RESERVERT: gettext_noop("Under arbeid"),
    Journalstatus.FERDIGSTILT: gettext_noop("Ferdigstilt"),
    Journalstatus.GODKJENT: gettext_noop("Godkjent"),
    Journalstatus.EKSPEDERT: gettext_noop("Ekspedert"),
    Journalstatus.JOURNALFOERT: gettext_noop("Journalført"),
    Journalstatus.ARKIVERT: gettext_noop("Arkivert"),
    Journalstatus.UTGAAR: gettext_noop("Utgår"),
}


@dataclass(frozen=True)
class Rad:
    """One entry as a row. haster: the answer column is something that somebody must do."""

    jp: Journalpost
    part: str
    behandler: str
    svar: str
    haster: bool
    status: tuple[str, str]
    dato: Any
    vedlegg: int


def statusen(jp: Journalpost) -> tuple[str, str]:
    """Short word and state of an entry, for the macro `status`."""
    kode = Journalstatus(jp.journalstatus)
    return _(KORT[kode]), TILSTAND[kode]


def postene(
    sak: Mappe, av: Aktoer, *, tekst: str = "", bare_ubesvarte: bool = False, foer: int | None = None
) -> list[Journalpost]:
    """A page of visible entries of a case, newest first, and one more when there are older ones.

    On each are `partene`, `avskrevet` and `antall_filer`, with what the rows show of them.
    """
    valg = synlig_q(av) & Q(mappe_id=sak.pk)
    if tekst:
        navnet = Korrespondansepart.objects.filter(registrering_id=OuterRef("pk"), navn__icontains=tekst)
        valg &= Q(tittel__icontains=tekst) | Q(Exists(navnet))
    if bare_ubesvarte:
        valg &= Q(restanse=True)
    if foer:
        valg &= Q(journalpostnummer__lt=foer)
    # Only what the rows show of each party and answer is read.
    avskrivninger = Avskrivning.objects.select_related("besvart_av").only(
        "registrering", "avskrivningsmaate", "besvart_av__journalpostnummer"
    )
    parter = Korrespondansepart.objects.select_related("saksbehandler").only(
        "registrering", "navn", "korrespondanseparttype", "saksbehandler__navn"
    )
    # Counted for the rows that are shown: as a join, it was counted for every entry of the case, which was then sorted.
    filer = Dokumentkobling.objects.filter(registrering_id=OuterRef("pk")).order_by().values("registrering_id")
    return list(
        Journalpost.objects.filter(valg)
        .annotate(antall_filer=Coalesce(Subquery(filer.values(n=Count("pk"))), 0))
        .prefetch_related(
            Prefetch("korrespondanseparter", queryset=parter, to_attr="partene"),
            Prefetch("avskrivninger", queryset=avskrivninger, to_attr="avskrevet"),
        )
        .order_by("-journalpostnummer")[: SIDE + 1]
    )


def svarpar(poster: Iterable[Any]) -> list[tuple[int, int]]:
    """(letter, answer) by entry number, within the case."""
    return [
        (jp.journalpostnummer or 0, a.besvart_av.journalpostnummer or 0)
        for jp in poster
        for a in jp.avskrevet
        if a.besvart_av
    ]


def radene(poster: Sequence[Journalpost]) -> list[Rad]:
    """The rows of the table."""
    svar_paa: dict[int, list[int]] = {}
    synlige = {jp.journalpostnummer for jp in poster}
    for brev, svaret in svarpar(poster):
        svar_paa.setdefault(svaret, []).append(brev)
    return [_rad(jp, sorted(svar_paa.get(jp.journalpostnummer or 0, [])), synlige) for jp in poster]


def _rad(jp: Any, svarer_paa: list[int], synlige: set[int | None]) -> Rad:
    parter = jp.partene
    eksterne = [p.navn for p in parter if p.korrespondanseparttype not in INTERNE] or [p.navn for p in parter]
    behandlere = [p.saksbehandler.navn for p in parter if p.saksbehandler]
    svar = _svar(jp, svarer_paa, synlige)
    return Rad(
        jp=jp,
        part=eksterne[0] + (_(" m.fl.") if len(eksterne) > 1 else "") if eksterne else "",
        behandler=behandlere[0] if behandlere else "",
        svar=svar,
        haster=jp.restanse and jp.journalstatus != Journalstatus.UTGAAR,
        status=statusen(jp),
        dato=jp.journaldato or jp.dokumentets_dato or jp.opprettet_dato,
        vedlegg=max(0, jp.antall_filer - 1),
    )


def _svar(jp: Any, svarer_paa: list[int], synlige: set[int | None]) -> str:
    if jp.journalstatus == Journalstatus.UTGAAR:
        return ""
    if jp.restanse:
        return _("Frist %(dato)s") % {"dato": kortdato(jp.forfallsdato)} if jp.forfallsdato else _("Ubesvart")
    avskrivning = next(iter(jp.avskrevet), None)
    if avskrivning and avskrivning.besvart_av and avskrivning.besvart_av.journalpostnummer in synlige:
        return _("Besvart av %(nr)s") % {"nr": avskrivning.besvart_av.journalpostnummer}
    if avskrivning:
        return _(avskrivning.get_avskrivningsmaate_display())
    if svarer_paa:
        return _("Svar på %(numre)s") % {"numre": ", ".join(str(nr) for nr in svarer_paa)}
    return ""
