"""`bysak run`: everything, in the foreground, until interrupted."""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from bysak.kjerne import logg
from bysak.kjerne.datamappe import datamappe, filaas_uten_aa_vente
from bysak.kjerne.postgres import Server, drift_laas
from bysak.kjerne.prosesser import Adresser, Oppsyn, barnets_miljoe, bysaks_barn, demoens_barn, rydd_etter_forrige
from bysak.kjerne.tilkobling import ekstern_url, krev_ekstern_server
from bysak.kommandoer import demo

HJELP = "Kjør Bysak i forgrunnen: database, arbeidsflate, offentlig nettsted, e-postmottak og bakgrunnsjobber."
TRENGER_DATABASE = False
SVARFRIST = 60.0


def argumenter(tolk: argparse.ArgumentParser) -> None:
    """Whether the first start builds the demo."""
    tolk.add_argument("--uten-demo", action="store_true", help="start tomt, uten demoverdenen")


def utfoer(valg: argparse.Namespace) -> int:
    """Run until SIGINT or SIGTERM; raises ImproperlyConfigured or RuntimeError in one sentence when it cannot start."""
    adresser = Adresser.fra_miljoe()
    with ExitStack() as stabel:
        _bare_en_om_gangen(stabel)
        logg.sett_opp({"prosess": "drift"})
        rydd_etter_forrige()
        adresser.krev_ledige()
        oppsyn = Oppsyn(None if ekstern_url() else Server(), bysaks_barn(adresser))
        for tegn in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(tegn) != signal.SIG_IGN:  # nohup asks for one of them to be ignored
                signal.signal(tegn, oppsyn.be_om_stopp)
        try:
            return _kjoer(oppsyn, adresser, oensker_demo=not valg.uten_demo)
        finally:
            oppsyn.avslutt()


def _kjoer(oppsyn: Oppsyn, adresser: Adresser, *, oensker_demo: bool) -> int:
    if oppsyn.server is None:
        krev_ekstern_server()
    else:
        _si("Starter databasen …")
        oppsyn.server.start()
    _forkast_halv_demo(oppsyn.server)
    if _kommando(oppsyn, "migrer") != 0:
        return _avbrutt(oppsyn, "Databasen kunne ikke settes opp.")
    har_demo = _demo(oppsyn, oenskes=oensker_demo)
    if oppsyn.skal_stoppe():
        return 0
    verter = ["127.0.0.1", "localhost", "[::1]", adresser.vert]
    oppsyn.ekstra = {
        "BYSAK_DEMO": "1" if har_demo else "",
        "BYSAK_VERTER": os.environ.get("BYSAK_VERTER") or ",".join(dict.fromkeys(verter)),
    }
    (datamappe() / "static").mkdir(exist_ok=True)
    for gammel in (datamappe() / "logg").glob("*.ut.logg"):
        gammel.replace(gammel.with_suffix(".logg.1"))
    if har_demo:
        oppsyn.barn += demoens_barn()
    oppsyn.start()
    tause = oppsyn.vent_til_alle_svarer(SVARFRIST)
    if tause and not oppsyn.skal_stoppe():
        _si(f"Disse svarer ikke ennå: {', '.join(tause)}. Se loggene i {datamappe() / 'logg'}.")
    elif not oppsyn.skal_stoppe():
        _si(ramme(adresser, har_demo=har_demo))
    while not oppsyn.skal_stoppe():
        oppsyn.tilse()
        time.sleep(0.2)
    _si("Stopper …")
    return 0


def _bare_en_om_gangen(stabel: ExitStack) -> None:
    """Hold the lock of the data folder; a few tries, since other commands look at it for a moment."""
    for _ in range(10):
        forsoek = ExitStack()
        if forsoek.enter_context(filaas_uten_aa_vente(drift_laas())):
            stabel.push(forsoek.pop_all())
            return
        forsoek.close()
        time.sleep(0.1)
    raise ImproperlyConfigured(f"Bysak kjører allerede med dataene i {datamappe()}. Stopp den først.")


def _kommando(oppsyn: Oppsyn, navn: str) -> int:
    """Run another command of Bysak as a process of its own, with its own rights; stops early when asked to."""
    prosess = "migrer" if navn == "migrer" else "kommando"
    miljoe = barnets_miljoe(prosess)
    if ekstern_url():
        miljoe["DATABASE_URL"] = ekstern_url()
    kommando = [sys.executable, "-m", "bysak.kommandoer.hoved", navn]
    with subprocess.Popen(kommando, env=miljoe, stdout=subprocess.DEVNULL, start_new_session=True) as barn:  # noqa: S603
        while barn.poll() is None:
            if oppsyn.skal_stoppe():
                barn.terminate()
            time.sleep(0.05)
        return barn.returncode


def _demo(oppsyn: Oppsyn, *, oenskes: bool) -> bool:
    """Build the demo on the very first start, and return whether this database holds it.

    The choice is noted before and after, so that a start that was cut short is not mistaken for a finished one.
    """
    tilstand = _demotilstand()
    if tilstand == "ny" and not oenskes:
        tilstand = "uten"
    elif tilstand == "ny":
        _si("Bygger demoverdenen (bare første gang) …")
        _noter_demo("bygger")
        kode = _kommando(oppsyn, "demo")
        if oppsyn.skal_stoppe():
            return False
        if kode not in (demo.BYGGET, demo.I_BRUK):
            raise RuntimeError("Demoverdenen kunne ikke bygges. Start på nytt, eller bruk «bysak run --uten-demo».")
        tilstand = "ferdig" if kode == demo.BYGGET else "uten"
    _noter_demo(tilstand)
    return tilstand == "ferdig"


def _forkast_halv_demo(server: Server | None) -> None:
    """Begin again after a first start that was cut short: nobody has been let in, so only invented rows go."""
    if _demotilstand() != "bygger":
        return
    if server is None:
        raise ImproperlyConfigured(
            "Forrige start ble avbrutt mens demoverdenen ble bygget. Lag en ny, tom database til DATABASE_URL, "
            f"slett {_demofil()} og start på nytt."
        )
    server.nullstill()
    _demofil().unlink()


def _demofil() -> Path:
    return datamappe() / "demo.json"


def _demotilstand() -> str:
    return str(json.loads(_demofil().read_text())["tilstand"]) if _demofil().exists() else "ny"


def _noter_demo(tilstand: str) -> None:
    ny = _demofil().with_suffix(".ny")
    ny.write_text(json.dumps({"tilstand": tilstand}))
    ny.replace(_demofil())


def ramme(adresser: Adresser, *, har_demo: bool) -> str:
    """Return the framed block that tells a stranger where to go and whom to be."""
    domene = os.environ.get("BYSAK_EPOSTDOMENE") or "bysak.example"
    eksempel = f"frogner.{domene}  (eller en annen bydel)" if har_demo else f"KODE.{domene}  (bydelens kode)"
    linjer = [
        "Bysak kjører",
        "",
        f"Arbeidsflate   {adresser.arbeidsflate}",
        f"Offentlig      {adresser.offentlig}",
        f"Skjemaer       http://{adresser.vert}:{adresser.innsending_port}/",
        f"E-post til     postmottak@{eksempel}",
        f"SMTP           {adresser.vert}, port {adresser.smtp_port}, uten innlogging og kryptering",
        "",
    ]
    if har_demo:
        linjer += [
            "Logg inn som   kari (arkivar, Byarkivet), ola (Frogner) eller lise (Sagene)",
            "Passord        bysak-demo",
        ]
    else:
        linjer += [
            "Ta inn en bydel med «.venv/bin/bysak opprett-virksomhet KODE --navn NAVN»,",
            "og en som kan logge inn, med «.venv/bin/bysak opprett-bruker --help».",
        ]
    linjer += [f"Data           {datamappe()}", "", "Stopp med Ctrl+C. Ingenting går tapt."]
    bredde = max(map(len, linjer))
    kant = "─" * (bredde + 4)
    return "\n".join([f"┌{kant}┐", *(f"│  {linje:<{bredde}}  │" for linje in linjer), f"└{kant}┘"])


def _avbrutt(oppsyn: Oppsyn, grunn: str) -> int:
    if oppsyn.skal_stoppe():
        return 0
    raise RuntimeError(grunn)


def _si(tekst: str) -> None:
    sys.stdout.write(f"{tekst}\n")
    sys.stdout.flush()
