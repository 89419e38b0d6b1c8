"""Registrations per second by one and by eight at once, each in a process of its own as in operation."""

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from time import perf_counter

FORBINDELSER, BREV = 8, 60


def registreringer(brev: int = BREV) -> dict[int, float]:
    """Number of writers to registrations per second; every writer in another case of the same bydel, one series."""
    svar = {}
    for skrivere in (1, FORBINDELSER):
        # Spawned, not forked: a connection must not be shared. Warmed up before the clock starts.
        with ProcessPoolExecutor(skrivere, multiprocessing.get_context("spawn"), _sett_opp) as folk:
            list(folk.map(_registrer, [(nr, 3) for nr in range(skrivere)]))
            start = perf_counter()
            list(folk.map(_registrer, [(nr, brev) for nr in range(skrivere)]))
            svar[skrivere] = skrivere * brev / (perf_counter() - start)
    return svar


def _sett_opp() -> None:
    import django

    django.setup()


def _registrer(oppdrag: tuple[int, int]) -> None:
    from bysak.kjerne.arbeid import arbeid
    from bysak.organisasjon.models import Bruker, Virksomhet
    from bysak.organisasjon.tilgang import aktoer_for
    from ytelse.maalinger import registrer_ett_brev

    nr, brev = oppdrag
    frogner, kari = Virksomhet.objects.get(kode="frogner"), aktoer_for(Bruker.objects.get(brukernavn="kari"))
    gjoer = registrer_ett_brev(kari, frogner, nr)
    for _ in range(brev):
        with arbeid(som=kari, i=frogner, verb="registrer"):
            gjoer(kari)
