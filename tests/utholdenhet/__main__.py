"""`python -m tests.utholdenhet`: a real Bysak, fed from all channels while it is harmed; then both sides are counted.

Exit code 0: nothing lost, nothing doubled, and the ledger agrees. The seed decides what is sent and what goes wrong,
and is printed; when each thing falls is the machine's own.
"""

import argparse
import queue
import random
import secrets
import shutil
import sys
import threading
import time
from contextlib import ExitStack, suppress
from typing import TYPE_CHECKING

from tests.utholdenhet.systemet import System, vent_til

if TYPE_CHECKING:
    from tests.utholdenhet.arkivarer import Arkivar
    from tests.utholdenhet.feil import Feil
    from tests.utholdenhet.kilder import Kilde

# Of a hundred items. A page of paper takes a second to read.
ANDELER = {"Smtp": 50, "Imap": 22, "Skjema": 15, "SvarInn": 10, "Papir": 3}
_TRAADER = 4


def main() -> int:
    """Run it once."""
    tolk = argparse.ArgumentParser(prog="utholdenhet", description=__doc__)
    tolk.add_argument("--antall", type=int, default=10_000, help="hvor mange forsendelser, i alle kanalene til sammen")
    tolk.add_argument("--feil", type=int, help="hvor mange ganger noe går galt (ellers én per tjue forsendelser)")
    tolk.add_argument("--froe", type=int, default=secrets.randbelow(1 << 32), help="det samme tallet gir det samme")
    tolk.add_argument("--langt", type=float, default=20.0, help="sekunder som databasen er borte")
    tolk.add_argument("--lengst", type=float, default=86_400.0, help="sekunder det leveres; resten leveres da ikke")
    tolk.add_argument("--frist", type=float, default=1800.0, help="sekunder til alt skal være på plass etterpå")
    tolk.add_argument("--kort", action="store_true", help="uten papir, og uten det som krever en ny start av alt")
    valg = tolk.parse_args()
    _si(f"Utholdenhet: {valg.antall} forsendelser, frø {valg.froe}")
    with ExitStack() as stabel:
        system = System()
        stabel.callback(system.stopp)
        system.start()
        return _kjoer(system, stabel, valg)


def _kjoer(system: System, stabel: ExitStack, valg: argparse.Namespace) -> int:
    import django

    django.setup()
    from tests.utholdenhet.feil import Feil
    from tests.utholdenhet.oppsett import kildene

    kilder, arkivarer = kildene(system, valg.froe, stabel, papir=not valg.kort)
    feil = Feil(
        system, kilder.get("Imap"), kilder["SvarInn"], kilder["Skjema"], random.Random(valg.froe), valg.langt  # type: ignore[arg-type]
    )  # fmt: skip
    start = time.monotonic()
    plan = feil.plan(valg.antall // 20 if valg.feil is None else valg.feil, kort=valg.kort)
    _lever(kilder, valg, feil, plan)
    levert, antall = time.monotonic() - start, sum(kilde.regning.sendt for kilde in kilder.values())
    _si(f"{antall} er levert etter {levert:.0f} s. Venter på at kildene blir tomme og alt blir lest.")
    i_tide = vent_til(lambda: _ferdig(system, kilder), valg.frist, pause=0.5)
    for arkivar in arkivarer:
        arkivar.gaa_hjem()
    return _dom(kilder, arkivarer, feil, i_tide, time.monotonic() - start)


def _lever(kilder: "dict[str, Kilde]", valg: argparse.Namespace, feil: "Feil", plan: list[str]) -> None:
    """Deliver everything from some threads, and let each fault begin when so and so many are delivered."""
    koe: queue.SimpleQueue[tuple[str, int]] = queue.SimpleQueue()
    andeler = {navn: ANDELER[navn] for navn in kilder}
    rekke = random.Random(valg.froe).choices(list(andeler), list(andeler.values()), k=valg.antall)
    for nr, navn in enumerate(rekke):
        koe.put((navn, nr))
    uventet: list[Exception] = []
    slutt = time.monotonic() + valg.lengst

    def arbeid() -> None:
        with suppress(queue.Empty):
            while time.monotonic() < slutt:
                navn, nr = koe.get_nowait()
                try:
                    kilder[navn].lever(nr)
                except Exception as grunn:
                    uventet.append(grunn)

    traader = [threading.Thread(target=arbeid, daemon=True) for _ in range(_TRAADER)]
    for traad in traader:
        traad.start()
    naar = sorted(feil.tilfeldig.uniform(0, 0.95) * valg.antall for _ in plan)
    for grense, navn in zip(naar, plan, strict=True):
        while valg.antall - koe.qsize() < grense and any(traad.is_alive() for traad in traader):
            time.sleep(0.02)
            _to_om_gangen(feil.system)
        if valg.antall - koe.qsize() >= grense:
            feil.gjoer(navn)
    for traad in traader:
        traad.join()
    if uventet:
        raise uventet[0]


def _to_om_gangen(system: System) -> None:
    """Two workers, and two that read the mailboxes, all the time."""
    system.to_av("jobb", "-m", "bysak.kjerne.jobbprosess", "lett")
    system.to_av("postkasser", "-m", "bysak.mottak.postkasser")


def _ferdig(system: System, kilder: "dict[str, Kilde]") -> bool:
    from django.db import DatabaseError, connection

    from tests.utholdenhet.oppsett import uleste

    try:
        tomme = [kilde.ferdig() for kilde in kilder.values()]
        return all(tomme) and uleste() == 0
    except DatabaseError:
        connection.close()
        return False


def _dom(kilder: "dict[str, Kilde]", arkivarer: "list[Arkivar]", feil: "Feil", i_tide: bool, sekunder: float) -> int:
    from django.db import connection

    from tests.utholdenhet.arkivarer import tell_registrerte
    from tests.utholdenhet.telling import tell

    # The one at hand may be from before the database was last killed. What follows must be possible to look into.
    connection.close()
    feil.system.behold = True
    linjer, galt = tell([kilde.regning for kilde in kilder.values()])
    _si(f"\n{'kanal':<9}{'sendt':>7}{'om igjen':>10}{'kvittert':>10}{'her':>8}{'tapt':>6}{'doblet':>8}{'uleste':>8}"
        f"{'uten svar: her':>16}{'borte':>7}")  # fmt: skip
    for x in linjer:
        _si(f"{x.kanal:<9}{x.sendt:>7}{x.igjen:>10}{x.kvittert:>10}{x.her:>8}{x.tapt:>6}{x.doblet:>8}{x.uleste:>8}"
            f"{x.uten_svar_her:>16}{x.uten_svar_borte:>7}")  # fmt: skip
    setning, gale = tell_registrerte(arkivarer)
    galt += gale
    _si(f"\n{setning}")
    gjort = ", ".join(f"{navn} {antall}" for navn, antall in sorted(feil.gjort.items()))
    _si(f"Det som gikk galt underveis: {gjort or 'ingenting'}")
    if uten := _uprovd(feil.system, kilder):
        _si(f"Ikke prøvd her: {', '.join(uten)}")
    if not i_tide:
        venter = ", ".join(navn for navn, kilde in kilder.items() if not kilde.ferdig())
        galt.append(f"Ikke alt var på plass innen fristen: {venter or 'noe er ikke lest'}")
    galt += [f"{x.kanal}: {x.tapt} tapt, {x.doblet} doblet, {x.uleste} uleste" for x in linjer if not x.bra]
    _si("".join(f"FEIL  {setning}\n" for setning in galt[:40]))
    _si(f"{sekunder:.0f} s. " + ("IKKE BRA" if galt else "Ingenting tapt, ingenting doblet, begge sider like."))
    if galt:
        _si(f"Dataene og loggene ligger i {feil.system.data}")
    feil.system.behold = bool(galt)
    return 1 if galt else 0


def _uprovd(system: System, kilder: "dict[str, Kilde]") -> list[str]:
    """What could not be tried on this machine."""
    finnes = {
        "full disk (må kunne montere)": system.har_disk,
        "IMAP (Dovecot)": "Imap" in kilder,
        "lesing av skannet tekst (tesseract)": bool(shutil.which("tesseract")),
    }
    return [navn for navn, det in finnes.items() if not det]


def _si(tekst: str) -> None:
    sys.stdout.write(f"{tekst}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
