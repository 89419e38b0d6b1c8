"""Publishing a journal day: screened copies go over the wall into the schema that the public site reads.

Done by the archive service on behalf of the bydel; both identities stand on the Handling. One day is out when it is
out: publishing it again adds what has become ready since, corrects, and withdraws.
"""

import secrets
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from django.contrib.postgres.search import SearchVector
from django.db.models import Value
from django.utils.translation import gettext as _

from bysak.arkivstruktur.models import Journalpost
from bysak.journal import skjermingsord
from bysak.journal.bevis import dagsdigest, innhold, linjedigest
from bysak.journal.linje import Linje, offentlig_linje, vurderingen
from bysak.journal.models import Journaldag, OffentligBydel, OffentligDag, OffentligInnfoersel, Publisertlinje
from bysak.journal.sperre import er_avklart_ikke_navn, hindre_for_publisering, mulige_navn
from bysak.journal.utvalg import Dagsutvalg, Kandidat, dagen, sakstittel_i_kilden
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet, laas
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import i_dag, naa
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev


class Trekkgrunn(StrEnum):
    """Why a line was withdrawn, as a class: the words stay inside (journalregler 8.6)."""

    FEIL = "feil"
    PERSONVERN = "personvern"
    UTGAAR = "utgaar"


TOM: dict[str, Any] = {
    "saksaar": None, "sakssekvensnummer": None, "journalpostnummer": None, "journalaar": None,
    "journalsekvensnummer": None, "type": "", "tittel": "", "sakstittel": "", "parter": [], "dokumentets_dato": None,
    "hjemmel": "", "omfang": "", "kontakt_epost": "", "kontakt_telefon": "", "salt": "", "ord_med_navn": None,
    "ord_uten_navn": None,
}  # fmt: skip


def hindre_for_publisering_av_dag(virksomhet: Virksomhet, dato: date) -> Iterator[Hinder]:
    """What stops a whole day. Findings never do: they stop their own lines."""
    if dato > i_dag():
        yield Hinder("fram_i_tid", _("Dagen har ikke vært ennå. Velg i dag eller en tidligere dag."), virksomhet)
    if virksomhet.avsluttet_dato is not None:
        yield Hinder("avsluttet", _("Virksomheten er avsluttet og publiserer ikke lenger."), virksomhet)
    if not (virksomhet.kontakt_epost or virksomhet.kontakt_telefon):
        yield Hinder(
            "uten_kontaktpunkt", _("Virksomheten mangler e-post eller telefon som publikum kan bruke."), virksomhet
        )


def publiser(dato: date, *, av: Aktoer) -> Journaldag:
    """Publish what is ready of a journal day in the virksomhet of the open arbeid, and say so also when it is empty.

    Idempotent: when nothing has become ready since the last time, the day stands as it is. Lines with findings and
    lines the bydel has not assessed are left for later. Raises `Hindret`, `PermissionDenied` without `Rett.PUBLISERE`.
    """
    krev(av, Rett.PUBLISERE)
    virksomhet = Virksomhet.objects.get(pk=gjeldende_virksomhet())
    bydel = _laast_bydel(virksomhet)
    ingen(hindre_for_publisering_av_dag(virksomhet, dato))
    utvalg = _holdt_stille(virksomhet, dato, av)
    if utvalg.dag is not None and not utvalg.klare and not utvalg.trekkes:
        return utvalg.dag
    omgang = Publisering(bydel, dato, naa())
    for kandidat in utvalg.klare:
        ingen(hindre_for_publisering(kandidat.jp, av=av))
        omgang.legg_ut(kandidat)
    for kandidat in utvalg.trekkes:
        omgang.trekk(kandidat.jp, Trekkgrunn.UTGAAR)
    omgang.avslutt()
    return _noter_dag(utvalg, omgang, av)


def trekk(innfoersel: OffentligInnfoersel, *, grunn: Trekkgrunn, av: Aktoer) -> OffentligInnfoersel:
    """Withdraw a published line at once: content gone, an anonymous tombstone left (journalregler 8.6).

    It comes back only when the bydel assesses it again. The person's own words go to `arbeid(grunn=…)`.
    Raises `Hindret` when it is not out, `PermissionDenied` without `Rett.PUBLISERE`.
    """
    krev(av, Rett.PUBLISERE)
    bydel = _laast_bydel(Virksomhet.objects.get(pk=gjeldende_virksomhet()))
    innfoersel = laas(innfoersel)
    if not innfoersel.gjeldende or innfoersel.trukket_tid is not None:
        ingen([Hinder("ikke_ute", _("Innføringen er ikke ute nå. Last siden på nytt."), innfoersel)])
    publisert = Publisertlinje.objects.get(innfoersel_id=innfoersel.innfoersel_id)
    omgang = Publisering(bydel, innfoersel.journaldato, naa())
    omgang.trekk(Journalpost.objects.get(pk=publisert.registrering_id), grunn)
    omgang.avslutt()
    innfoersel.refresh_from_db()
    return innfoersel


def hold_utgivelsen(jp: Journalpost) -> None:
    """Hold the bydel's publishing still before a published entry is locked: in the same order as `publiser` does."""
    if Publisertlinje.objects.filter(registrering=jp).exists():
        _laast_bydel(Virksomhet.objects.get(pk=gjeldende_virksomhet()))


def trekk_det_som_er_skjult(jp: Journalpost, *, hele: bool) -> bool:
    """Withdraw the line that is out when it shows what the bydel hides now; it comes back screened when published.

    hele: the whole line is to be left out. What teieplikt covers cannot wait for the next publishing (offl § 13).
    Returns whether a line was withdrawn. Part of `vurder`, which has checked the right and holds the locks.
    """
    publisert = Publisertlinje.objects.filter(registrering=jp, trukket_tid__isnull=True).first()
    ute = (
        publisert
        and OffentligInnfoersel.objects.filter(
            innfoersel_id=publisert.innfoersel_id, gjeldende=True, trukket_tid__isnull=True
        ).first()
    )
    if not ute:
        return False
    ny = offentlig_linje(Journalpost.objects.get(pk=jp.pk))
    gamle = (ute.tittel, ute.sakstittel, *(p["navn"] for p in ute.parter))
    if not hele and _masker(ny.tekster()) <= _masker(gamle):
        return False
    bydel = _laast_bydel(Virksomhet.objects.get(pk=gjeldende_virksomhet()))
    omgang = Publisering(bydel, ute.journaldato, naa())
    omgang.trekk(jp, Trekkgrunn.PERSONVERN)
    omgang.avslutt()
    return True


def _masker(tekster: Iterable[str]) -> int:
    return sum(tekst.count(skjermingsord.MASKE) for tekst in tekster)


def _laast_bydel(virksomhet: Virksomhet) -> OffentligBydel:
    """The public face of the virksomhet, held still: one publishing at a time, so that the chain never forks."""
    bydel, _ny = OffentligBydel.objects.get_or_create(
        virksomhet=virksomhet, defaults={"kode": virksomhet.kode, "navn": virksomhet.navn}
    )
    bydel = laas(bydel)
    bydel.navn = virksomhet.navn
    bydel.kontakt_epost, bydel.kontakt_telefon = virksomhet.kontakt_epost, virksomhet.kontakt_telefon
    return bydel


def _holdt_stille(virksomhet: Virksomhet, dato: date, av: Aktoer) -> Dagsutvalg:
    """The lines of the day, read after they are locked: nobody screens a line while it is being published."""
    foerst = dagen(virksomhet, dato, av=av)
    rekkefoelge = sorted(k.jp.pk for k in [*foerst.klare, *foerst.trekkes])
    list(Journalpost.objects.select_for_update(no_key=True).filter(pk__in=rekkefoelge).order_by("pk"))
    return dagen(virksomhet, dato, av=av)


def _noter_dag(utvalg: Dagsutvalg, omgang: "Publisering", av: Aktoer) -> Journaldag:
    ute = OffentligInnfoersel.objects.filter(
        virksomhet=utvalg.virksomhet, journaldato=utvalg.dato, gjeldende=True, trukket_tid__isnull=True
    )
    dag, _ny = Journaldag.objects.update_or_create(
        virksomhet=utvalg.virksomhet,
        dato=utvalg.dato,
        defaults={
            "foerst_publisert_tid": utvalg.dag.foerst_publisert_tid if utvalg.dag else omgang.tid,
            "publisert_tid": omgang.tid,
            "publisert_av": av.navn,
            "antall": ute.count(),
            "holdt": len(utvalg.holdt) + len(utvalg.med_funn),
            "digest": omgang.bydel.siste_digest,
        },
    )
    return dag


class Publisering:
    """One publishing under way: its number, its time, and the lines it has put out and withdrawn so far."""

    def __init__(self, bydel: OffentligBydel, dato: date, tid: datetime) -> None:
        self.bydel, self.dato, self.tid = bydel, dato, tid
        self.nr = bydel.siste_nr + 1
        self.digester: list[str] = []
        self.trukket: list[str] = []

    def legg_ut(self, kandidat: Kandidat) -> OffentligInnfoersel:
        """Write one line, as the first version or as a correction that empties the one before it."""
        forrige = None if kandidat.er_ny else self._tom_forrige(kandidat.jp)
        rad = self._rad(kandidat.jp, kandidat.linje, forrige)
        self.digester.append(rad.digest)
        vurdering = vurderingen(kandidat.jp)
        assert vurdering is not None  # the gate lets nothing else through
        spor = {
            "innfoersel_id": rad.innfoersel_id,
            "utgave": rad.versjon,
            "registrering_versjon": kandidat.jp.versjon,
            "vurdert_tid": vurdering.vurdert_tid,
            "sakstittel": sakstittel_i_kilden(kandidat.jp.mappe),
            "publisert_tid": self.tid,
            "trukket_tid": None,
        }
        if forrige is None:
            Publisertlinje.objects.create(registrering=kandidat.jp, **spor)
        else:
            Publisertlinje.objects.filter(registrering=kandidat.jp).update(**spor)
        return rad

    def trekk(self, jp: Journalpost, grunn: Trekkgrunn) -> None:
        """Empty the line that is out and leave a tombstone."""
        publisert = Publisertlinje.objects.get(registrering=jp)
        OffentligInnfoersel.objects.filter(innfoersel_id=publisert.innfoersel_id, gjeldende=True).update(
            **TOM, trukket_tid=self.tid, trukket_grunn=grunn.value, trukket_nr=self.nr
        )
        publisert.trukket_tid = self.tid
        publisert.save(update_fields=["trukket_tid"])
        self.trukket.append(str(publisert.innfoersel_id))

    def avslutt(self) -> OffentligDag:
        """Close the publishing: its digest is chained to the one before it."""
        forrige = self.bydel.siste_digest
        digest = dagsdigest(self.bydel.kode, self.nr, self.dato, self.tid, forrige, self.digester, self.trukket)
        self.bydel.siste_nr, self.bydel.siste_digest, self.bydel.sist_publisert = self.nr, digest, self.tid
        self.bydel.save()
        return OffentligDag.objects.create(
            virksomhet_id=self.bydel.virksomhet_id,
            virksomhet_kode=self.bydel.kode,
            virksomhet_navn=self.bydel.navn,
            nr=self.nr,
            dato=self.dato,
            publisert_tid=self.tid,
            antall=len(self.digester),
            trukket=len(self.trukket),
            forrige_digest=forrige,
            digest=digest,
        )

    def _tom_forrige(self, jp: Journalpost) -> OffentligInnfoersel | None:
        publisert = Publisertlinje.objects.filter(registrering=jp).first()
        if publisert is None:
            return None
        forrige = OffentligInnfoersel.objects.get(innfoersel_id=publisert.innfoersel_id, gjeldende=True)
        OffentligInnfoersel.objects.filter(pk=forrige.pk).update(**TOM, gjeldende=False)
        return forrige

    def _rad(self, jp: Journalpost, linje: Linje, forrige: OffentligInnfoersel | None) -> OffentligInnfoersel:
        innfoersel_id: UUID = forrige.innfoersel_id if forrige else uuid4()
        versjon = forrige.versjon + 1 if forrige else 1
        salt = secrets.token_hex(16)
        felter: dict[str, Any] = linje.felter()
        return OffentligInnfoersel.objects.create(
            virksomhet_id=self.bydel.virksomhet_id,
            innfoersel_id=innfoersel_id,
            versjon=versjon,
            virksomhet_kode=self.bydel.kode,
            virksomhet_navn=self.bydel.navn,
            foerst_publisert=forrige.foerst_publisert if forrige else self.tid,
            publisert_tid=self.tid,
            publisering_nr=self.nr,
            salt=salt,
            digest=linjedigest(self.bydel.kode, innfoersel_id, versjon, innhold(linje), salt),
            ord_med_navn=_ordvektor(linje, navn=tuple(p.navn for p in linje.parter)),
            ord_uten_navn=_ordvektor(_uten_navn(jp, linje), navn=tuple(p.navn for p in linje.parter if not p.person)),
            **felter,
        )


def _ordvektor(tekster: Linje | tuple[str, str], navn: tuple[str, ...]) -> Any:
    tittel, sakstittel = (tekster.tittel, tekster.sakstittel) if isinstance(tekster, Linje) else tekster
    return SearchVector(Value(f"{tittel} {' '.join(navn)}"), config="norwegian", weight="A") + SearchVector(
        Value(sakstittel), config="norwegian", weight="B"
    )


def _uten_navn(jp: Journalpost, linje: Linje) -> tuple[str, str]:
    """The titles without words that are names of natural persons: the index that outlives the year (offlf § 6)."""
    return _strippet(jp, linje.tittel), _strippet(jp, linje.sakstittel)


def _strippet(jp: Journalpost, tekst: str) -> str:
    navn = {o for o in mulige_navn(jp, tekst) if not er_avklart_ikke_navn(jp, o)}
    numre = {o.nr for o in skjermingsord.ord_i(tekst) if o.tekst in navn}
    return skjermingsord.skjerm(tekst, numre)
