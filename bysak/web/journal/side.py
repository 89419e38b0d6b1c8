"""What the page «Offentlig journal» shows: the bydeler, the lines of one day, and the line that is being decided."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost
from bysak.journal import hjemmel as hjemler
from bysak.journal import skjermingsord
from bysak.journal.linje import INTERNE, Linje, hjemmel_forklart, vurderingen
from bysak.journal.models import OffentligInnfoersel, Vurdering
from bysak.journal.sperre import Funn
from bysak.journal.utvalg import Dagsutvalg, Kandidat, dagene
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import er_arbeidsdag, i_dag
from bysak.mottak.servicenivaa import publiseringsfristen
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, kan, ser

TIDLIGST = date(1900, 1, 1)
AVKLARES_MED = {"personnavn": "ikke_navn"}


@dataclass(frozen=True)
class Rad:
    """One row of the middle column. linje is None when the title may not be shown to this person, or not yet."""

    kandidat: Kandidat
    linje: Linje | None
    merknad: str = ""
    eier: str = ""
    frist: datetime | None = None

    @property
    def jp(self) -> Journalpost:
        """The journalpost behind the row."""
        return self.kandidat.jp

    @property
    def funn(self) -> tuple[Funn, ...]:
        """Its findings."""
        return self.kandidat.funn


def tolk_dato(tekst: str) -> date:
    """The date of an address. Raises Http404 when it is none, or has not come."""
    try:
        dato = date.fromisoformat(tekst)
    except ValueError:
        raise Http404 from None
    if dato.isoformat() != tekst:
        raise Http404
    if not TIDLIGST <= dato <= i_dag():
        raise Http404
    return dato


def mine(av: Aktoer, virksomheter: list[Virksomhet]) -> list[Virksomhet]:
    """The virksomheter whose journal this person follows, to publish or to answer for it; the archive service last."""
    egne = [v for v in virksomheter if kan(av, Rett.PUBLISERE, v.pk) or kan(av, Rett.SE_LOGG, v.pk)]
    return sorted(egne, key=lambda v: v.er_arkivtjeneste)


def standarddag() -> date:
    """The journal day that is due next: the last workday before today."""
    dag = i_dag() - timedelta(days=1)
    while not er_arbeidsdag(dag):
        dag -= timedelta(days=1)
    return dag


def nabodager(virksomheter: list[Virksomhet], dato: date) -> tuple[date, date | None]:
    """The journal days before and after: workdays, today, and free days when somebody journalførte."""
    foer = _til_arbeidsdag(dato, -1)
    etter = _til_arbeidsdag(dato, 1)
    fridager = [*foer[:-1], *etter[:-1]]
    med_linjer: set[date | None] = set()
    if fridager:
        poster = Journalpost.objects.filter(virksomhet__in=virksomheter, journaldato__in=fridager).order_by()
        med_linjer = set(poster.values_list("journaldato", flat=True).distinct())
    teller = [d for d in (*foer, *etter) if d <= i_dag() and (er_arbeidsdag(d) or d in med_linjer or d == i_dag())]
    return max(d for d in teller if d < dato), min((d for d in teller if d > dato), default=None)


def _til_arbeidsdag(dato: date, skritt: int) -> list[date]:
    """The days from the one beside, up to and with the first workday."""
    dager = [dato + timedelta(days=skritt)]
    while not er_arbeidsdag(dager[-1]):
        dager.append(dager[-1] + timedelta(days=skritt))
    return dager


def med_journal(utvalg: list[Dagsutvalg]) -> list[Dagsutvalg]:
    """The bydeler, and the archive service itself on days when it has journal of its own."""
    return [u for u in utvalg if not u.virksomhet.er_arkivtjeneste or u.antall or u.skjulte or u.dag]


def velg_dag(virksomheter: list[Virksomhet]) -> Dagsutvalg:
    """Where to begin: the last workday until all of it is out, then today; the first bydel where something remains."""
    for dato in (standarddag(), i_dag()):
        utvalg = med_journal(dagene(virksomheter, dato, les=()))
        # What is out may still have lines with findings, or that have changed; then they must be read.
        aapen = next((u for u in utvalg if u.dag is None or not dagene([u.virksomhet], dato)[0].ferdig), None)
        if aapen is not None:
            return aapen
    return utvalg[0]


def bydelene(virksomheter: list[Virksomhet], dato: date) -> list[Dagsutvalg]:
    """The left column with the findings of every bydel: all lines of the day are read."""
    return med_journal(dagene(virksomheter, dato))


def kontekst(av: Aktoer, virksomheter: list[Virksomhet], valgt: Virksomhet, dato: date, linje: str) -> dict[str, Any]:
    """Everything the page shows. Inside an arbeid that reads the virksomheter."""
    lest = dagene(virksomheter, dato, les=[valgt.pk])
    utvalg = next(u for u in lest if u.virksomhet.pk == valgt.pk)
    alle = med_journal(lest)
    forrige, neste = nabodager(virksomheter, dato)
    med_funn = [_rad(av, k) for k in utvalg.med_funn]
    holdt = [_holdt(k) for k in utvalg.holdt]
    klare = [_rad(av, k) for k in utvalg.klare]
    trekkes = [_rad(av, k) for k in utvalg.trekkes]
    rader = [*med_funn, *holdt, *klare, *trekkes]
    denne = next((r for r in rader if str(r.jp.pk) == linje), None) or (rader[0] if rader else None)
    return {
        "alle": alle,
        "utvalg": utvalg,
        "bydel": valgt,
        "dato": dato,
        "forrige": forrige,
        "neste": neste,
        "skal_ut": publiseringsfristen(dato, valgt.pk),
        "publiserte": sum(u.dag is not None for u in alle),
        "grupper": {"funn": med_funn, "holdt": holdt, "klare": klare, "trekkes": trekkes},
        "denne": denne,
        "panel": panelet(av, denne, med_funn) if denne else None,
        "kan_publisere": kan(av, Rett.PUBLISERE, valgt.pk),
        "aksjoner": len(klare) + len(trekkes),
    }


def _rad(av: Aktoer, kandidat: Kandidat) -> Rad:
    vis = ser(av, kandidat.jp)
    merknad = {"sen": _("sen linje"), "rettet": _("rettet"), "trekkes": _("trekkes tilbake")}.get(kandidat.art, "")
    return Rad(kandidat, kandidat.linje if vis else None, merknad)


def _holdt(kandidat: Kandidat) -> Rad:
    """Held: the title is not shown, only who has it and when it was due."""
    jp = kandidat.jp
    tilbake = next((v.tilbake_grunn for v in jp.vurderinger.all() if v.tilbake_tid), "")
    merknad = _("sendt tilbake: %(grunn)s") % {"grunn": tilbake} if tilbake else _("ikke vurdert")
    assert jp.virksomhet_id is not None
    frist = publiseringsfristen(jp.journaldato, jp.virksomhet_id).tid if jp.journaldato else None
    return Rad(kandidat, None, merknad, _eier(jp), frist)


def _eier(jp: Journalpost) -> str:
    for part in jp.korrespondanseparter.all():
        if part.korrespondanseparttype == Parttype.INTERN_MOTTAKER and part.saksbehandler:
            enhet = part.administrativ_enhet.navn if part.administrativ_enhet else ""
            return " · ".join(filter(None, (enhet, part.saksbehandler.navn)))
    return jp.mappe.saksansvarlig.navn if jp.mappe.saksansvarlig else ""


def panelet(av: Aktoer, rad: Rad, med_funn: list[Rad]) -> dict[str, Any]:
    """The right column: why it is a finding, the words, the answers, what the public sees, the two pairs of eyes."""
    jp = rad.jp
    funnet = rad.funn[0] if rad.funn else None
    vises = rad.linje is not None
    sak = jp.mappe
    ordene = _ordene(jp, rad.funn) if funnet and vises else []
    partene = _partene(jp, rad.funn) if funnet and vises and not funnet.i_sakstittel else []
    vurdering = vurderingen(jp)
    return {
        "funn": funnet,
        "nr": next((n for n, r in enumerate(med_funn, start=1) if r.jp.pk == jp.pk), 0),
        "av": len(med_funn),
        "ordene": ordene,
        "partene": partene,
        "kan_skjermes": any(o["forslag"] for o in [*ordene, *partene]),
        "avgjoerelse": AVKLARES_MED.get(funnet.kode, "kan_vises") if funnet and funnet.kan_avklares else "",
        "ukjent_hjemmel": not (vurdering and vurdering.hjemmel),
        "hjemler": [(h.kanonisk, h.kanonisk) for h in hjemler.REGISTER if h.aldri_paa_nett and not h.offlf9],
        "vurdering": vurdering if vurdering else Vurdering.objects.filter(registrering=jp).first(),
        "forklart": hjemmel_forklart(rad.linje.hjemmel) if rad.linje else [],
        "adresse": f"/saker/{jp.virksomhet.kode}/{sak.saksaar}/{sak.sakssekvensnummer}/{jp.journalpostnummer}",
    }


def _ordene(jp: Journalpost, alle: tuple[Funn, ...]) -> list[dict[str, Any]]:
    sak = jp.mappe
    tittel, valgte = (sak.tittel, sak.skjermede_ord) if alle[0].i_sakstittel else (jp.tittel, jp.skjermede_ord)
    mistenkte = _mistenkte(alle)
    return [
        {
            "nr": o.nr,
            "tekst": o.tekst,
            "skjermet": o.nr in valgte,
            "forslag": o.nr not in valgte and any(m in o.tekst.casefold() for m in mistenkte),
        }
        for o in skjermingsord.ord_i(tittel)
    ]


def _partene(jp: Journalpost, alle: tuple[Funn, ...]) -> list[dict[str, Any]]:
    """External parties whose names are open; suggested when the finding's words stand in the name."""
    aapne = [p for p in jp.korrespondanseparter.all() if not p.skjermet and p.korrespondanseparttype not in INTERNE]
    return [
        {"id": p.pk, "navn": p.navn, "forslag": any(m in p.navn.casefold() for m in _mistenkte(alle))} for p in aapne
    ]


def _mistenkte(alle: tuple[Funn, ...]) -> set[str]:
    """The words of every finding in the same text as the first, so that one answer takes them all."""
    samme = [f for f in alle if f.i_sakstittel == alle[0].i_sakstittel]
    return {bit.casefold() for f in samme for o in f.ord for bit in o.split()}


def forhaandsvisning(av: Aktoer, utvalg: Dagsutvalg) -> list[dict[str, Any]]:
    """The day as the public will see it: what is out already, and the ready lines as publishing writes them."""
    synlige = [k for k in utvalg.klare if ser(av, k.jp)]
    nye = [
        OffentligInnfoersel(
            versjon=2 if k.art == "rettet" else 1,
            virksomhet_kode=utvalg.virksomhet.kode,
            virksomhet_navn=utvalg.virksomhet.navn,
            **{**k.linje.felter(), "innfoersel_id": None},
        )
        for k in synlige
    ]
    erstattes = {(r.saksaar, r.sakssekvensnummer, r.journalpostnummer) for r in nye}
    ute = OffentligInnfoersel.objects.filter(
        virksomhet=utvalg.virksomhet, journaldato=utvalg.dato, gjeldende=True, trukket_tid__isnull=True
    )
    rader = [r for r in ute if (r.saksaar, r.sakssekvensnummer, r.journalpostnummer) not in erstattes]
    for r in rader:
        r.__dict__["innfoersel_id"] = None  # no links in the preview: they lead to the public site
    alle = sorted([*rader, *nye], key=lambda r: (r.journalaar or 0, r.journalsekvensnummer or 0))
    return [
        {
            "r": r,
            "tittel": [(r.tittel, False)],
            "sakstittel": [(r.sakstittel, False)],
            "hjemler": hjemmel_forklart(r.hjemmel),
        }
        for r in alle
    ]


def ordnumre(verdier: list[str]) -> set[int]:
    """The word numbers of a form; what is not a number is left out."""
    return {int(v) for v in verdier if v.isascii() and v.isdecimal() and len(v) < 6}


def uuider(verdier: list[str]) -> set[UUID]:
    """The ids of a form; what is not an id is left out."""
    funnet = set()
    for verdi in verdier:
        with suppress(ValueError):
            funnet.add(UUID(verdi))
    return funnet


def journalposten(linje: UUID, dato: date) -> Journalpost:
    """The journalpost of an act. Raises Http404 when it is not in this virksomhet."""
    jp = Journalpost.objects.filter(pk=linje).first()
    if jp is None:
        raise Http404
    return jp
