"""Background jobs of the reception: reading what came in, and finding what a crash left unread.

LESMEG: no queueing lock on a periodic job: when the row it meets is hidden from the login role, the library's own
handling of the conflict fails and takes the worker down. Doing the same work twice is harmless here.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from django.conf import settings
from django.db.models import Q
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.kjerne import sidelager
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.jobbprosess import STOR, TUNG, koe_for
from bysak.kjerne.kalender import naa
from bysak.klienter.clamd import ClamdFeil
from bysak.mottak.lesing import les_inn
from bysak.mottak.models import Innkomst, Postkasse, Utfall
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import prosessaktoer

logg = structlog.get_logger("bysak.mottak")

KOE = "mottak"
VENT = timedelta(seconds=5)
# Longer than the reading of the largest batch: one that is being read is not read by two.
GLEMT = timedelta(minutes=30)
PER_RUNDE = 50
STILLE_I = 60.0
# A letter has few files, and small ones; looking into anything else is work for the heavy lane.
_LETTE = Q(raa_stoerrelse__lte=STOR, antall_vedlegg__lte=15)


@app.task(name="mottak.les_innkomst", queue=KOE, retry=RetryStrategy(max_attempts=3, wait=2))
def les_innkomst(*, virksomhet_id: int, innkomst_id: str) -> None:
    """Read one item. The sweep below takes over when this gives up."""
    les_inn(virksomhet_id, UUID(innkomst_id))
    _bestill_undersoekelse(virksomhet_id, UUID(innkomst_id))


def bestill_lesing(innkomst: Innkomst) -> None:
    """Have an item read, a big one in the heavy lane. In the transaction that takes it in."""
    les_innkomst.configure(queue=koe_for(innkomst.raa_stoerrelse, KOE)).defer(
        virksomhet_id=innkomst.virksomhet_id, innkomst_id=str(innkomst.pk)
    )


def les_uleste(*, tunge: bool = False) -> int:
    """Read what has lain unread: rows whose job a crash or a full disk took with it. Returns how many were read.

    tunge: the big ones, which the light lane leaves alone.
    """
    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    stoerrelse = Q(raa_stoerrelse__gt=STOR) if tunge else Q(raa_stoerrelse__lte=STOR)
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        uleste = list(
            Innkomst.objects.filter(stoerrelse, lest_tid__isnull=True)
            # What a clock that was wrong has dated ahead of time does not wait for its day.
            .exclude(mottatt_tid__range=(naa() - VENT, naa() + VENT))
            .order_by("mottatt_tid")
            .values_list("virksomhet_id", "pk")[:PER_RUNDE]
        )
    lest = 0
    for virksomhet_id, innkomst_id in uleste:
        try:
            les_inn(virksomhet_id, innkomst_id)
            _bestill_undersoekelse(virksomhet_id, innkomst_id)
            lest += 1
        except Exception as feil:  # One that cannot be read now must not keep the others waiting.
            logg.exception("innkomst lot seg ikke lese", innkomst=str(innkomst_id), feil=type(feil).__name__)
    return lest


@app.periodic(cron="* * * * * */5")
@app.task(name="mottak.les_uleste", queue=KOE, pass_context=False)
def sveip_uleste(timestamp: int) -> None:
    """Every five seconds: look for items that nobody has read."""
    les_uleste()


@app.periodic(cron="* * * * *")
@app.task(name="mottak.les_tunge", queue=TUNG, pass_context=False)
def sveip_tunge(timestamp: int) -> None:
    """Every minute: the big ones."""
    les_uleste(tunge=True)


@app.task(name="mottak.undersoek", queue=KOE)
def undersoek_innkomst(*, virksomhet_id: int, innkomst_id: str) -> None:
    """Scan and look into one item. The sweeps below take over when the scanner does not answer."""
    # It reads items by the module that has them read.
    from bysak.mottak.undersoekelse import undersoek

    try:
        undersoek(virksomhet_id, UUID(innkomst_id))
    except ClamdFeil as feil:
        logg.warning("ikke virusskannet", innkomst=innkomst_id, feil=str(feil))


def _bestill_undersoekelse(virksomhet_id: int, innkomst_id: UUID) -> None:
    """Reading others comes first, so this waits behind it; the sweep finds what a crash here would forget."""
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet_id]):
        lett = Innkomst.objects.filter(_LETTE, pk=innkomst_id).exists()
    undersoek_innkomst.configure(queue=KOE if lett else TUNG, priority=-1).defer(
        virksomhet_id=virksomhet_id, innkomst_id=str(innkomst_id)
    )


def undersoek_uferdige(*, tunge: bool = False) -> int:
    """Look into what is not yet scanned, or was left by a crash; stops at once when the scanner does not answer."""
    from bysak.mottak.undersoekelse import undersoek

    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    ikke_ferdig = Q(undersoekt_tid__isnull=True)
    if settings.BYSAK_CLAMD is not None:
        ikke_ferdig |= Q(virus="")
    i_koe = Q(utfall="") | Q(utfall__in=[Utfall.KARANTENE, Utfall.DUPLIKAT], utfall_tid__gt=naa() - timedelta(days=1))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        rader = Innkomst.objects.filter(i_koe & ikke_ferdig & (~_LETTE if tunge else _LETTE), lest_tid__lt=naa() - VENT)
        uferdige = list(rader.order_by("mottatt_tid").values_list("virksomhet_id", "pk")[:PER_RUNDE])
    ferdige = 0
    for virksomhet_id, innkomst_id in uferdige:
        try:
            undersoek(virksomhet_id, innkomst_id)
            ferdige += 1
        except ClamdFeil as feil:
            logg.warning("virusskanneren svarer ikke", venter=len(uferdige), feil=str(feil))
            break
        except Exception as feil:  # One that cannot be looked into must not keep the others waiting.
            logg.exception("innkomst lot seg ikke undersøke", innkomst=str(innkomst_id), feil=type(feil).__name__)
    return ferdige


@app.periodic(cron="* * * * * */15")
@app.task(name="mottak.undersoek_uferdige", queue=KOE, pass_context=False)
def sveip_uferdige(timestamp: int) -> None:
    """Every fifteen seconds: what waits for the scanner, or was left."""
    undersoek_uferdige()


@app.periodic(cron="* * * * *")
@app.task(name="mottak.undersoek_tunge", queue=TUNG, pass_context=False)
def sveip_uferdige_tunge(timestamp: int) -> None:
    """Every minute: the big ones."""
    undersoek_uferdige(tunge=True)


@app.periodic(cron="* * * * *")
@app.task(name="mottak.laer", queue=TUNG, lock="mottak.laer", pass_context=False)
def laer_av_registreringene(timestamp: int) -> None:
    """Every minute: count what has been registered since last time, so that suggestions follow what people do."""
    # It asks the archive, which the channels above know nothing of.
    from bysak.mottak.laering import laer_nytt

    som = prosessaktoer("jobb")
    for virksomhet in Virksomhet.objects.filter(avsluttet_dato=None):
        with arbeid(som=som, i=virksomhet, verb="lær av registreringene"):
            laer_nytt(av=som)


@app.periodic(cron="* * * * * */10")
@app.task(name="mottak.send_svar", queue="varsel", pass_context=False)
def send_svarene(timestamp: int) -> None:
    """Every ten seconds: answers to senders whose time in the outbox is over. One is begun by one job alone."""
    if settings.BYSAK_UTPOST is None:
        return
    # It asks the outcomes, which the reading above knows too.
    from bysak.mottak.svarsending import send_forfalte

    send_forfalte()


@app.periodic(cron="17 * * * *")
@app.task(name="mottak.rydd_sider", queue=TUNG, pass_context=False)
def rydd_sider(timestamp: int) -> None:
    """Every hour: pages that were drawn days ago."""
    sidelager.rydd()


@app.task(name="mottak.hent_svarinn", queue=KOE)
def hent_svarinn(*, virksomhet_id: int, system_id: str) -> None:
    """Fetch from one mottakersystem."""
    # The channel defers the reading above, so neither can be first.
    from bysak.mottak.kanaler.svarinn import hent

    hent(virksomhet_id, UUID(system_id))


@app.periodic(cron="*/1 * * * *")
@app.task(name="mottak.hent_alle_svarinn", queue=KOE, pass_context=False)
def hent_alle_svarinn(timestamp: int) -> None:
    """Every minute: those whose turn it is. Asking twice is harmless, the first has moved the time on."""
    from bysak.mottak.kanaler.svarinn import forfalte

    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        systemer = forfalte(naa())
    for virksomhet_id, system_id in systemer:
        hent_svarinn.defer(virksomhet_id=virksomhet_id, system_id=str(system_id))


@app.task(name="mottak.hent_postkasse", queue="mottak")
def hent_postkasse(*, virksomhet_id: int, system_id: str) -> None:
    """Look into one mailbox that nobody follows."""
    from bysak.mottak.kanaler.postkasse import hent

    hent(virksomhet_id, UUID(system_id))


@app.periodic(cron="*/1 * * * *")
@app.task(name="mottak.hent_alle_postkasser", queue="mottak", pass_context=False)
def hent_alle_postkasser(timestamp: int) -> None:
    """Every minute: mailboxes whose time has passed, since their own process is away."""
    from bysak.mottak.kanaler.postkasse import LENGSTE_PAUSE

    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        kasser = list(
            Postkasse.objects.filter(aktiv=True)
            # Further ahead than it is ever set: by a clock that was wrong.
            .exclude(neste_tid__range=(naa() - VENT, naa() + LENGSTE_PAUSE))
            .values_list("virksomhet_id", "pk")
        )
    for virksomhet_id, system_id in kasser:
        hent_postkasse.defer(virksomhet_id=virksomhet_id, system_id=str(system_id))


@app.task(name="mottak.les_bunke", queue=TUNG, priority=10, retry=RetryStrategy(max_attempts=3, wait=5))
def les_bunke(*, virksomhet_id: int, bunke_id: str) -> None:
    """Read one batch of scanned pages: before the words of any, since it is what people wait for."""
    from bysak.mottak.kanaler import papir

    papir.les_bunke(virksomhet_id, UUID(bunke_id))


@app.task(name="mottak.les_tekst", queue=TUNG, retry=RetryStrategy(max_attempts=3, wait=60))
def les_tekst(*, virksomhet_id: int, innkomst_id: str) -> None:
    """Read the words of one scanned letter, the right way up: when it had to be turned, it is read anew by that."""
    from bysak.mottak.papirbrev import les_tekst as les
    from bysak.mottak.sideretning import rett_opp

    if not rett_opp(virksomhet_id, UUID(innkomst_id)):
        les(virksomhet_id, UUID(innkomst_id))


@app.periodic(cron="* * * * * */10")
@app.task(name="mottak.sveip_skann", queue="mottak", lock="mottak.sveip_skann", pass_context=False)
def sveip_skann(timestamp: int) -> None:
    """Every ten seconds: the scanners' folders, and batches whose reading was cut short."""
    from bysak.mottak.kanaler import papir, skannemappe

    skannemappe.sveip()
    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        glemte = papir.uleste(naa() - GLEMT, PER_RUNDE)
    for virksomhet_id, bunke_id in glemte:
        les_bunke.defer(virksomhet_id=virksomhet_id, bunke_id=str(bunke_id))


@app.periodic(cron="*/1 * * * *")
@app.task(name="mottak.gjenoppta", queue=KOE, pass_context=True)
async def gjenoppta_stanset(kontekst: Any, timestamp: int) -> None:
    """Every minute: take up jobs whose worker died in the middle of them, whatever package they belong to."""
    jobbene = kontekst.app.job_manager
    for jobb in await jobbene.get_stalled_jobs(seconds_since_heartbeat=STILLE_I):
        await jobbene.retry_job(jobb)
        logg.warning("jobb gjenopptatt", jobb=jobb.id, oppgave=jobb.task_name)


@app.periodic(cron="*/5 * * * *")
@app.task(name="mottak.se_etter_kanalene", queue="mottak", pass_context=False)
def se_etter_kanalene(timestamp: int) -> None:
    """Every five minutes: is a channel silent, or do its two sides differ?"""
    # The channels that the ledger asks defer the reading above, so neither can be first.
    from bysak.mottak.kanalalarmer import se_etter

    se_etter()


@app.periodic(cron="*/5 * * * *")
@app.task(name="mottak.varsle_om_frister", queue="mottak", lock="mottak.varsle_om_frister", pass_context=False)
def varsle_om_frister(timestamp: int) -> None:
    """Every five minutes: tell those who have asked, before their items are late."""
    # It asks the queue, which knows what is registered.
    from bysak.mottak.fristvarsel import varsle_om_frister as varsle

    varsle()
