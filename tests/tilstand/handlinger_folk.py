"""The acts about people: who has the work, who answers, who sees, and who has which role."""

from datetime import timedelta
from typing import Any

from bysak.arkivstruktur import innsyn
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon import roller
from bysak.organisasjon.models import Rolle, Rolletildeling
from bysak.saksbehandling import flyt, overlevering
from bysak.saksbehandling.models import Flytsteg
from tests.tilstand.handlinger import AKTER, FOLK, Forsoek, Ingenting, Valg, akt

__all__ = ["AKTER", "FOLK", "Ingenting", "Valg"]
# These keep their roles, so that a walk can go on.
FASTE = ("kari", "siv", "nora", "henrik", "marius")


@akt("leder")
def overlever(v: Valg, av: Aktoer) -> Forsoek:
    fra, til, grunn, enhet = v.person(), v.person(), v.grunn(), v.av((None, v.enhet()))
    tvilling = overlevering.hindre_for_overlevering(fra, til, grunn, enhet)
    return tvilling, lambda: overlevering.overlever(fra, til=til, grunn=grunn, enhet=enhet, av=av)


@akt("behandler")
def send_rundt(v: Valg, av: Aktoer) -> Forsoek:
    jp, til = v.post(journalposttype="U", journalstatus__in="RSF"), [v.person() for _ in range(v.n(3))]
    tvilling = flyt.hindre_for_sending(jp, til)
    return tvilling, lambda: flyt.send_paa_flyt(jp, mottakere=til, av=av, parallelt=bool(v.n(2)))


@akt("leder")
def svar_paa_runde(v: Valg, av: Aktoer) -> Forsoek:
    steg, utfall, tekst = v.helst(Flytsteg, mottaker=av.bruker_id, utfoert_dato=None), v.av("GIS"), v.grunn()
    tvilling = flyt.hindre_for_svar(steg, utfall, tekst, av)
    return tvilling, lambda: flyt.svar_paa_flyt(steg, utfall=utfall, merknad=tekst, av=av)


@akt("leder")
def gi_innsyn(v: Valg, av: Aktoer) -> Forsoek:
    sak, hvem = v.sak(), v.person()
    return innsyn.hindre_for_innsyn(sak, hvem), lambda: innsyn.gi_innsyn(sak, bruker=hvem, av=av)


@akt("leder")
def avslutt_innsyn(v: Valg, av: Aktoer) -> Forsoek:
    sak, hvem = v.sak(ser_ogsaa__isnull=False), v.person()
    return innsyn.hindre_for_innsynsslutt(sak, hvem), lambda: innsyn.avslutt_innsyn(sak, bruker=hvem, av=av)


@akt("forvalter")
def gi_rolle(v: Valg, av: Aktoer) -> Forsoek:
    hvem, rolle = v.person(), Rolle(v.av(("saksbehandler", "leder", "innsyn", "modul")))
    felt: dict[str, Any] = {"enhet": v.enhet() if v.n(2) else None, "tilgangskoder": v.av((["UO"], ["KL"], [], ["QQ"]))}
    tvilling = roller.hindre_for_tildeling(rolle, i_dag(), None, bruker=hvem, **felt)
    return tvilling, lambda: roller.tildel_rolle(hvem, rolle, av=av, **felt)


@akt("forvalter")
def ta_rolle(v: Valg, av: Aktoer) -> Forsoek:
    rad = v.av(list(Rolletildeling.objects.exclude(bruker__brukernavn__in=FASTE).order_by("-pk")[:5]))
    if rad.bruker.er_system:
        raise Ingenting
    slutt = i_dag() - timedelta(1)
    return roller.hindre_for_rolleslutt(rad, slutt), lambda: roller.avslutt_rolle(rad, av=av)
