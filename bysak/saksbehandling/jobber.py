"""Background jobs of case work: notices by mail, one at a time or a day's in one."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from uuid import UUID

from django.conf import settings
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bysak.kjerne.arbeid import alene_om, arbeid
from bysak.kjerne.kalender import OSLO, naa
from bysak.klienter import utpost
from bysak.organisasjon.models import Bruker, Virksomhet
from bysak.organisasjon.tilgang import aktoer_for, prosessaktoer
from bysak.saksbehandling.models import Varsel
from bysak.saksbehandling.varsling import (
    JOBB,
    KOE,
    brevet,
    mine_varsler,
    noter_feil,
    noter_sendt,
    samlebrevet,
    send_ikke,
    venter_paa_samling,
)

# 5, 25, 125, 625 and 3125 seconds: an hour of trouble at the mail server loses nothing.
PROEVER = RetryStrategy(max_attempts=6, exponential_wait=5, retry_exceptions=[utpost.UtpostFeil])


@app.task(name=JOBB, queue=KOE, retry=PROEVER)
def send_varsel(*, virksomhet_id: int, varsel_id: str) -> None:
    """Send one notice. What the server refuses for good is only written down; the rest is tried again."""
    with arbeid(som=prosessaktoer("jobb"), leser=[virksomhet_id]):
        varsel = Varsel.objects.select_related("mottaker").filter(pk=UUID(varsel_id)).first()
    if varsel is None or varsel.sendt_dato or settings.BYSAK_UTPOST is None:
        return
    if _skal_sendes([varsel], varsel.mottaker):
        _send([varsel], brevet(varsel))


@app.periodic(cron="7 * * * *")
@app.task(name="saksbehandling.samle_varsler", queue=KOE, pass_context=False)
def samle_varsler(timestamp: int) -> None:
    """Each hour: order the mail of the day for those whose hour has come; one that was missed comes the next time."""
    tid, alle = naa(), list(Virksomhet.objects.values_list("pk", flat=True))
    with arbeid(som=prosessaktoer("jobb"), leser=alle):
        venter = list(venter_paa_samling())
    for pk in {v.mottaker_id for v in venter if v.opprettet_dato < _siste_time(v.mottaker, tid)}:
        send_samlet.defer(bruker_id=str(pk))


def _siste_time(bruker: Bruker, tid: datetime) -> datetime:
    """The last time that it was the person's hour."""
    i_dag = tid.astimezone(OSLO).replace(hour=bruker.varseltime, minute=0, second=0, microsecond=0)
    return i_dag if i_dag <= tid else i_dag - timedelta(days=1)


@app.task(name="saksbehandling.send_samlet", queue=KOE, retry=PROEVER)
def send_samlet(*, bruker_id: str) -> None:
    """All that waits for one person in one mail, once: what has been sent meanwhile is not there any more."""
    alle = list(Virksomhet.objects.values_list("pk", flat=True))
    with alene_om(UUID(bruker_id)) as alene:
        if not alene or settings.BYSAK_UTPOST is None:
            return
        with arbeid(som=prosessaktoer("jobb"), leser=alle):
            venter = list(venter_paa_samling().filter(mottaker_id=UUID(bruker_id)))
        if venter and (sendes := _skal_sendes(venter, venter[0].mottaker)):
            _send(sendes, samlebrevet(sendes))


def _skal_sendes(varslene: Sequence[Varsel], mottaker: Bruker) -> list[Varsel]:
    """Those of what the person may see now, if the person is still here; the others are put aside."""
    av, som = aktoer_for(mottaker), prosessaktoer("jobb")
    with arbeid(som=av, leser=av.virksomheter):
        ser = set(mine_varsler(av).filter(pk__in=[v.pk for v in varslene]).values_list("pk", flat=True))
    her = bool(mottaker.is_active and mottaker.epost)
    for varsel in varslene:
        if not her or varsel.pk not in ser:
            with arbeid(som=som, i=varsel.virksomhet_id, verb="varsle på e-post"):
                send_ikke(varsel, av=som)
    return [v for v in varslene if her and v.pk in ser]


def _send(varslene: Sequence[Varsel], brev: EmailMessage) -> None:
    """Hand the mail over, and write down how it went on each notice."""
    som, feilet = prosessaktoer("jobb"), None
    try:
        assert settings.BYSAK_UTPOST is not None
        utpost.send(settings.BYSAK_UTPOST, brev, passord=settings.BYSAK_UTPOST_PASSORD)
    except utpost.UtpostFeil as feil:
        feilet = feil
    per_virksomhet: dict[int | None, list[Varsel]] = defaultdict(list)
    for varsel in varslene:
        per_virksomhet[varsel.virksomhet_id].append(varsel)
    for virksomhet_id, rader in per_virksomhet.items():
        with arbeid(som=som, i=virksomhet_id, verb="varsle på e-post"):
            for varsel in rader:
                if feilet:
                    noter_feil(varsel, melding=feilet.melding, av=som)
                else:
                    noter_sendt(varsel, av=som)
    if feilet and feilet.forbigaaende:
        raise feilet
