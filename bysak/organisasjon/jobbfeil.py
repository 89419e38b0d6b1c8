"""Background jobs that gave up: why, to be tried again, or put aside with the reason.

LESMEG: what is decided is written in the virksomhet's own log, in the same transaction as the queue is changed in.
"""

import traceback
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db import Error, transaction
from django.utils.translation import gettext as _

from bysak.kjerne.arbeid import Aktoer, arbeid
from bysak.kjerne.hinder import Hinder, Hindret, KanalFeil, ingen
from bysak.kjerne.jobbkoe import Feilet, disse, kjoer_igjen, ta_bort
from bysak.kjerne.kalender import naa
from bysak.kjerne.lager import LagerFeil
from bysak.kjerne.models import Jobbfeil
from bysak.kjerne.tekstvask import er_blank, lagres
from bysak.organisasjon.models import Virksomhet
from bysak.organisasjon.tilgang import Rett, krev, prosessaktoer

logg = structlog.get_logger("bysak.jobber")

# A sweep that fails runs again in seconds; that it still does so is not worth a line in the log each time.
SAMME_I = timedelta(minutes=5)
_SLAG: tuple[tuple[tuple[type[BaseException], ...], Jobbfeil.Slag], ...] = (
    ((KanalFeil, LagerFeil), Jobbfeil.Slag.SAGT),
    ((Hindret,), Jobbfeil.Slag.REGEL),
    ((ObjectDoesNotExist,), Jobbfeil.Slag.BORTE),
    ((Error,), Jobbfeil.Slag.DATABASE),
    ((MemoryError,), Jobbfeil.Slag.MINNE),
    ((ConnectionError, TimeoutError), Jobbfeil.Slag.NETT),
    ((OSError,), Jobbfeil.Slag.FIL),
)


def meld_paa(app: Any) -> None:
    """Have every worker write down why a job gave up; called when the queue's application is made."""
    valg = app.worker_defaults
    valg["task_middleware"] = [*valg.get("task_middleware", ()), noter_feilen]


def noter_feilen(videre: Callable[[], Any], kontekst: Any, arbeider: Any) -> Any:
    """Run a job, and write down why when it gave up: not when it is to be tried again by itself."""
    try:
        return videre()
    except Exception as feil:
        oppgave = kontekst.app.tasks.get(kontekst.job.task_name)
        if oppgave is None or oppgave.get_retry_exception(exception=feil, job=kontekst.job) is None:
            _noter(kontekst.job, feil)
        raise


def _noter(jobb: Any, feil: Exception) -> None:
    hvor = jobb.task_kwargs.get("virksomhet_id") or arkivtjenesten()
    slag = next((s for typer, s in _SLAG if isinstance(feil, typer)), Jobbfeil.Slag.UVENTET)
    verdier = {
        "oppgave": jobb.task_name, "slag": slag, "tid": naa(), "teknisk": _uten_verdier(feil),
        "melding": lagres(str(feil))[:300] if slag == Jobbfeil.Slag.SAGT else "", "avgjort": Jobbfeil.Avgjort.NEI,
    }  # fmt: skip
    som = prosessaktoer("jobb")
    try:
        with arbeid(som=som, i=hvor, verb="noter at en jobb ga opp"):
            krev(som, Rett.LESE)
            if "timestamp" in jobb.task_kwargs and _nettopp(jobb.task_name, slag):
                return
            Jobbfeil.objects.update_or_create(jobb=jobb.id, defaults=verdier)
    except Error as nei:  # the database is perhaps why it gave up
        logg.warning("jobbfeil ble ikke skrevet ned", jobb=jobb.id, grunn=type(nei).__name__)


def _nettopp(oppgave: str, slag: Jobbfeil.Slag) -> bool:
    return Jobbfeil.objects.filter(oppgave=oppgave, slag=slag, avgjort="", tid__gte=naa() - SAMME_I).exists()


def _uten_verdier(feil: BaseException) -> str:
    """Where it went wrong: kinds of error and places in the program, never what was in them."""
    linjer = []
    for ramme in traceback.extract_tb(feil.__traceback__)[-12:]:
        fil = Path(ramme.filename)
        linjer.append(f"{'/'.join(fil.parts[-3:])}:{ramme.lineno} {ramme.name}")
    hinder = ", ".join(h.kode for h in feil.hindre) if isinstance(feil, Hindret) else ""
    return "\n".join([*linjer, f"{type(feil).__module__}.{type(feil).__qualname__} {hinder}".strip()])


def arkivtjenesten() -> int:
    """The virksomhet that has what belongs to none."""
    return Virksomhet.objects.values_list("pk", flat=True).get(er_arkivtjeneste=True)


def hindre_for_jobber(funnet: Sequence[Feilet], valgt: Sequence[int], grunn: str | None = None) -> Iterator[Hinder]:
    """What stops a decision: none chosen, no reason where one is asked for, or somebody has decided already."""
    if not valgt:
        yield Hinder("jobb.ingen", _("Merk jobbene det gjelder."))
    elif len(funnet) < len(set(valgt)):
        yield Hinder("jobb.borte", _("Noen av dem er prøvd igjen eller lagt bort i mellomtiden. Se listen på nytt."))
    if grunn is not None and er_blank(grunn):
        yield Hinder("jobb.grunn", _("Skriv hvorfor de legges bort."), felt="grunn")


def proev_igjen(ider: Sequence[int], *, hvor: Sequence[int], av: Aktoer) -> int:
    """Let these jobs be run again. Raises `Hindret` or `PermissionDenied`; opens its own arbeid in each virksomhet."""
    return _avgjoer(ider, hvor, av, Jobbfeil.Avgjort.IGJEN, kjoer_igjen)


def legg_bort(ider: Sequence[int], *, hvor: Sequence[int], grunn: str, av: Aktoer) -> int:
    """Put these jobs aside for good, with the reason. Raises `Hindret` or `PermissionDenied`; opens its own arbeid."""
    return _avgjoer(ider, hvor, av, Jobbfeil.Avgjort.BORT, ta_bort, grunn)


def _avgjoer(
    ider: Sequence[int], hvor: Sequence[int], av: Aktoer, hva: Jobbfeil.Avgjort, gjoer: Callable[[list[int]], None],
    grunn: str | None = None,
) -> int:  # fmt: skip
    jobbene = disse(hvor, ider)
    ingen(hindre_for_jobber(jobbene, ider, grunn))
    verb = "prøv jobb igjen" if hva == Jobbfeil.Avgjort.IGJEN else "legg bort jobb"
    verdier = {"avgjort": hva, "avgjort_av": av.navn, "grunn": lagres(grunn or "")[:300]}
    gjort = 0
    # The log has one act per transaction, so each virksomhet has its own.
    for sted in sorted({j.virksomhet_id for j in jobbene}):
        with transaction.atomic():
            laaste = disse([sted], ider, laast=True)
            with arbeid(som=av, i=sted, verb=verb, grunn=grunn or ""):
                krev(av, Rett.ADMINISTRERE)
                for j in laaste:
                    _skriv_avgjoerelsen(j, verdier)
            gjoer([j.id for j in laaste])
        gjort += len(laaste)
    return gjort


def _skriv_avgjoerelsen(jobb: Feilet, verdier: dict[str, Any]) -> None:
    foerst = verdier | {"oppgave": jobb.oppgave, "tid": jobb.tid}
    Jobbfeil.objects.update_or_create(jobb=jobb.id, defaults=verdier, create_defaults=foerst)
