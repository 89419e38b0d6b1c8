"""Receiving from KS SvarInn: fetched, opened, compared, stored and committed, and only then acknowledged.

LESMEG: `hent` opens its own arbeid, many short ones, and calls the outside world between them. A crash anywhere leaves
the shipment in SvarInn's list; the next round takes it up where it was. The sender is told of a failure that may pass,
once; that it never can be received is said by a person alone (`avvis_leveranse`), for then it is printed and posted.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any, BinaryIO, cast
from uuid import UUID

import structlog
from django.db.models import F, Q
from django.utils.translation import gettext as _

from bysak.kjerne import lager
from bysak.kjerne.arbeid import Aktoer, arbeid, laas
from bysak.kjerne.hemmeligheter import lukk_opp
from bysak.kjerne.hinder import Hinder, ingen
from bysak.kjerne.kalender import er_inne, naa
from bysak.kjerne.tekstvask import er_blank, maks, rens
from bysak.klienter.cms import CmsFeil, FeilNoekkel, Noekkel, dekrypter, les_noekkel
from bysak.klienter.stroem import Stroem
from bysak.klienter.svarinn import MEST_I_LISTEN, Forsendelse, SvarInn, SvarInnFeil, les
from bysak.mottak import jobber
from bysak.mottak.innkomst import legg_inn
from bysak.mottak.kanaler.pakke import Avvik, Pakke
from bysak.mottak.kanaler.telling import Dagstall, dagstall_for_linjer
from bysak.mottak.models import Innkomst, Kanal, Leveranse, Mottakersystem
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

logg = structlog.get_logger("bysak.mottak.svarinn")

# When a shipment fails: try again after this, doubled for each time.
PAUSE, LENGSTE_PAUSE = timedelta(minutes=5), timedelta(hours=6)
_SLAKK, _UOPPGITT = 4 << 20, 4 << 30
_MEST_RUNDER = 20


def hent(virksomhet_id: int, system_id: UUID, *, straks: bool = False) -> int:
    """Take in what waits for one mottakersystem; returns how many were taken in or acknowledged.

    Does nothing before its time, so that two workers do not ask twice; straks: ask now. Never raises for what the
    outside world does: it is written on the mottakersystem, or on the one shipment, where a person sees it.
    """
    som = prosessaktoer("jobb")
    with arbeid(som=som, i=virksomhet_id, verb="hent fra SvarInn"):
        krev(som, Rett.MOTTA)
        system = (
            Mottakersystem.objects.select_related("virksomhet")
            .select_for_update(no_key=True, of=("self",))
            .get(pk=system_id)
        )
        if not system.aktiv or not (straks or er_inne(system.neste_tid, LENGSTE_PAUSE)):
            return 0
        system.neste_tid = naa() + timedelta(minutes=system.intervall_minutter)
        system.save(update_fields=["neste_tid"])
        noekler = [les_noekkel(lukk_opp(n.privat).encode(), n.sertifikat.encode()) for n in system.noekler.all()]
    try:
        with SvarInn(system.adresse, system.brukernavn, lukk_opp(system.passord), versjon=system.api_versjon) as klient:
            antall, i_listen = _hent_alt(klient, system, noekler, som)
    except SvarInnFeil as feil:
        logg.warning("svarinn svarer ikke", system=str(system_id), status=feil.status)
        _merk(system, som, feil=feil.melding)
        return 0
    _merk(system, som, i_listen=i_listen)
    return antall


def _hent_alt(klient: SvarInn, system: Mottakersystem, noekler: list[Noekkel], som: Aktoer) -> tuple[int, int]:
    """Round after round while a full list gives progress: it has no next page."""
    alt = 0
    for _runde in range(_MEST_RUNDER):
        liste = klient.liste()
        antall = sum(_en(klient, system, noekler, rad, som) for rad in liste)
        alt += antall
        if len(liste) < MEST_I_LISTEN or not antall:
            break
    return alt + _etterkvitter(klient, system, som), len(liste)


def _etterkvitter(klient: SvarInn, system: Mottakersystem, som: Aktoer) -> int:
    """Acknowledge again what is here and whose answer got lost: it may be gone from the list, and is then a yes."""
    with arbeid(som=som, i=system.virksomhet_id, verb="hent fra SvarInn"):
        krev(som, Rett.MOTTA)
        tatt_inn = Leveranse.objects.filter(mottakersystem=system, kvittert_tid=None, innkomst__isnull=False)
        ventende = [v for v in tatt_inn.exclude(feil="") if er_inne(v.neste_tid, LENGSTE_PAUSE)]
    antall = 0
    for leveranse in ventende:
        try:
            klient.kvitter(leveranse.ekstern_id)
        except SvarInnFeil as feil:
            _feilet(leveranse, feil.melding, som)
        else:
            _oppdater(leveranse, som, kvittert_tid=naa(), feil="", forsoek=0)
            antall += 1
    return antall


def _en(klient: SvarInn, system: Mottakersystem, noekler: list[Noekkel], rad: Any, som: Aktoer) -> bool:
    """One shipment of the list; whatever is wrong with it, the others go on."""
    try:
        forsendelse = les(rad)
    except SvarInnFeil as feil:
        nr = rad.get("id") if isinstance(rad, dict) else None
        if isinstance(nr, str) and rens(nr):
            _feilet(_leveranse(system, rens(nr)[:100], "", som), feil.melding, som)
        return False
    leveranse = _leveranse(system, forsendelse.id, forsendelse.avsender.navn, som)
    if leveranse.avvist_tid is not None:
        return _meld_avvist(klient, leveranse)
    if leveranse.feil and not er_inne(leveranse.neste_tid, LENGSTE_PAUSE):
        return False
    try:
        if leveranse.innkomst is None:
            _ta_inn(klient, system, noekler, forsendelse, leveranse, som)
        klient.kvitter(forsendelse.id)
    except (SvarInnFeil, CmsFeil, Avvik, lager.LagerFeil) as feil:
        _feilet(leveranse, _setning(feil), som, klient if isinstance(feil, CmsFeil | Avvik) else None)
        return False
    except Exception as feil:  # What nobody has thought of must not stop the queue, and must be seen.
        logg.exception("forsendelsen lot seg ikke ta inn", leveranse=str(leveranse.pk), feil=type(feil).__name__)
        _feilet(leveranse, _("Noe uventet gikk galt. Driften finner det i loggen."), som)
        return False
    _oppdater(leveranse, som, kvittert_tid=naa(), feil="", forsoek=0)
    return True


def _ta_inn(
    klient: SvarInn, system: Mottakersystem, noekler: list[Noekkel], forsendelse: Forsendelse, leveranse: Leveranse,
    som: Aktoer,
) -> None:  # fmt: skip
    """Fetch, open, compare, store, commit. When this returns, the item is in the queue."""
    til, kjent = _mottaker(system, forsendelse)
    with klient.last_ned(forsendelse) as stroem:
        klartekst = Stroem(dekrypter(cast(BinaryIO, stroem), noekler))
        lagret = lager.lagre(til.kode, cast(BinaryIO, klartekst), _maks(forsendelse))
    with lager.aapne(til.kode, lagret.sha256) as fil:
        Pakke(fil, forsendelse.filer)
    mottatt = naa()
    ny = Innkomst(
        virksomhet=til, kanal=Kanal.SVARINN, ekstern_id=forsendelse.id, mottatt_tid=mottatt,
        raa_sjekksum=lagret.sha256, raa_stoerrelse=lagret.stoerrelse, opphav=dict(forsendelse.raa),
        til_adresse=maks(forsendelse.mottaker.navn, 254), uten_bydel=not kjent,
    )  # fmt: skip
    with arbeid(som=som, i=til, verb="motta fra SvarInn"):
        krev(som, Rett.MOTTA)
        inn, er_ny = legg_inn(ny)
        if er_ny:
            jobber.bestill_lesing(inn)
    _oppdater(leveranse, som, til=til, innkomst=inn.pk, tatt_inn_tid=mottatt, feil="")


def _mottaker(system: Mottakersystem, forsendelse: Forsendelse) -> tuple[Virksomhet, bool]:
    """Whose it is, and whether that is known: a shared mottakersystem is told by the recipient's number."""
    eier = system.virksomhet
    if not eier.er_arkivtjeneste:
        return eier, True
    nummer = forsendelse.mottaker.nummer
    kjent = Virksomhet.objects.filter(organisasjonsnummer=nummer, avsluttet_dato=None).first() if nummer else None
    return kjent or eier, kjent is not None


def _maks(forsendelse: Forsendelse) -> int:
    """The largest container that can be these files: a packer adds a little, never much."""
    if any(f.stoerrelse is None for f in forsendelse.filer):
        return _UOPPGITT
    alt = sum(f.stoerrelse or 0 for f in forsendelse.filer)
    return alt + alt // 100 + _SLAKK


def _leveranse(system: Mottakersystem, nr: str, avsender: str, som: Aktoer) -> Leveranse:
    """The line of the ledger for what the source names, made the first time it is seen."""
    with arbeid(som=som, i=system.virksomhet_id, verb="før leveranse"):
        krev(som, Rett.MOTTA)
        ny = Leveranse(
            virksomhet_id=system.virksomhet_id, mottakersystem=system, ekstern_id=nr, avsender=maks(avsender, 300)
        )
        Leveranse.objects.bulk_create([ny], ignore_conflicts=True)
        Leveranse.objects.filter(mottakersystem=system, ekstern_id=nr).update(sist_sett_tid=naa())
        return Leveranse.objects.get(mottakersystem=system, ekstern_id=nr)


def _feilet(leveranse: Leveranse, setning: str, som: Aktoer, klient: SvarInn | None = None) -> None:
    """Write what is wrong where a person sees it, wait longer each time, and tell the sender once."""
    pause = min(PAUSE * 2 ** min(leveranse.forsoek, 10), LENGSTE_PAUSE)
    felt: dict[str, Any] = {"feil": setning[:500], "forsoek": F("forsoek") + 1, "neste_tid": naa() + pause}
    if klient is not None and leveranse.meldt != setning[:500]:
        try:
            klient.meld_feil(leveranse.ekstern_id, setning, permanent=False)
            felt["meldt"] = setning[:500]
        except SvarInnFeil:
            logg.warning("feilen kunne ikke meldes", leveranse=str(leveranse.pk))
    _oppdater(leveranse, som, **felt)


def _oppdater(leveranse: Leveranse, som: Aktoer, **felt: Any) -> None:
    with arbeid(som=som, i=leveranse.virksomhet_id, verb="før leveranse"):
        krev(som, Rett.MOTTA)
        Leveranse.objects.filter(pk=leveranse.pk).update(**felt)


def _merk(system: Mottakersystem, som: Aktoer, *, feil: str = "", i_listen: int = 0) -> None:
    """How the last round went, for the page of the channels."""
    felt: dict[str, Any] = {"feil": feil[:300]}
    if feil:
        felt["feil_siden"] = system.feil_siden or naa()
    else:
        felt |= {"feil_siden": None, "hentet_tid": naa(), "i_listen": i_listen}
    with arbeid(som=som, i=system.virksomhet_id, verb="hent fra SvarInn"):
        krev(som, Rett.MOTTA)
        Mottakersystem.objects.filter(pk=system.pk).update(**felt)


def _setning(feil: Exception) -> str:
    """What the sender and the archivist can use. Never the content."""
    if isinstance(feil, FeilNoekkel):
        return _("Forsendelsen er kryptert med et sertifikat som mottakeren ikke har nøkkel til.")
    if isinstance(feil, CmsFeil):
        return _("Forsendelsen er ødelagt eller ikke hel, og kan ikke åpnes.")
    return feil.melding if isinstance(feil, SvarInnFeil) else str(feil)


def hindre_for_avvisning(leveranse: Leveranse, grunn: str) -> Iterator[Hinder]:
    """What stops a shipment from being refused for good: it is received, or there is no reason given."""
    if leveranse.innkomst is not None:
        yield Hinder("leveranse.tatt_inn", _("Forsendelsen er tatt inn, og kan ikke avvises her."), leveranse)
    elif leveranse.avvist_tid is not None:
        yield Hinder("leveranse.avvist", _("Forsendelsen er alt avvist."), leveranse)
    if er_blank(grunn):
        yield Hinder(
            "leveranse.uten_grunn", _("Skriv hvorfor den ikke kan tas imot. Avsender får se grunnen."), felt="grunn"
        )


def avvis_leveranse(leveranse: Leveranse, *, grunn: str, av: Aktoer) -> Leveranse:
    """A person decides that a shipment never can be received: its sender is told, and it goes on to print and post.

    Needs an open arbeid in the mottakersystem's virksomhet; the next round tells SvarInn. Raises `Hindret`.
    """
    krev(av, Rett.MOTTA)
    leveranse = laas(leveranse)
    ingen(hindre_for_avvisning(leveranse, grunn))
    leveranse.avvist_av, leveranse.avvist_grunn, leveranse.avvist_tid = av.navn, rens(grunn), naa()
    leveranse.save(update_fields=["avvist_av", "avvist_grunn", "avvist_tid"])
    Mottakersystem.objects.filter(pk=leveranse.mottakersystem_id).update(neste_tid=naa())
    return leveranse


def proev_igjen(leveranse: Leveranse, *, av: Aktoer) -> None:
    """Try a shipment that failed in the next round, which is now. Needs an open arbeid. Raises PermissionDenied."""
    krev(av, Rett.MOTTA)
    Leveranse.objects.filter(pk=leveranse.pk).update(neste_tid=naa())
    Mottakersystem.objects.filter(pk=leveranse.mottakersystem_id).update(neste_tid=naa())


def _meld_avvist(klient: SvarInn, leveranse: Leveranse) -> bool:
    """Still in the list although it is refused: SvarInn has not been told yet."""
    try:
        klient.meld_feil(leveranse.ekstern_id, leveranse.avvist_grunn, permanent=True)
    except SvarInnFeil:
        logg.warning("avvisningen kunne ikke meldes", leveranse=str(leveranse.pk))
        return False
    return True


def dagstall(fra: date, til: date) -> list[Dagstall]:
    """For each day and mottakersystem: what its list named, and what is found here. Inside an arbeid that reads."""
    return dagstall_for_linjer(Leveranse.objects.all(), fra, til, kilde="mottakersystem__navn", lukket="avvist_tid")


def forfalte(tid: datetime) -> list[tuple[int, UUID]]:
    """Mottakersystemer whose turn it is, with their virksomhet. Inside an arbeid that reads."""
    # As `er_inne`: what a clock that was wrong has set days ahead is due now.
    inne = Q(neste_tid__lte=tid) | Q(neste_tid__gt=tid + LENGSTE_PAUSE)
    rader = Mottakersystem.objects.filter(inne, aktiv=True).order_by("neste_tid")
    return list(rader.values_list("virksomhet_id", "pk"))
