"""`make bilder`: run Bysak with a new demo in a folder of its own, and take the pictures of the documentation.

Everything is as a stranger sees it after `make run`; only the data folder is thrown away afterwards.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bysak.kjerne.prosesser import Adresser
from tests.nettleser.anlegg import ledig_port, logg_inn, nytt_vindu

ROT = Path(__file__).parents[2]
MAPPE = ROT / "docs" / "bilder"
MAKS = 150 * 1024
SKJERM, MOBIL = (1440, 900), (390, 844)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@dataclass
class Fotograf:
    """Takes pictures of a running Bysak."""

    leser: Browser
    adresser: Adresser

    def inne(self, brukernavn: str, stoerrelse: tuple[int, int] = SKJERM) -> Page:
        """A page where the person has logged in."""
        bredde, hoeyde = stoerrelse
        return logg_inn(
            nytt_vindu(self.leser, self.adresser.arbeidsflate, viewport={"width": bredde, "height": hoeyde}), brukernavn
        )

    def ute(self, stoerrelse: tuple[int, int] = SKJERM) -> Page:
        """A page on the public site."""
        bredde, hoeyde = stoerrelse
        return nytt_vindu(
            self.leser, self.adresser.offentlig, viewport={"width": bredde, "height": hoeyde}
        ).new_page()

    def ta(self, side: Page, navn: str) -> None:
        """Keep what the page shows, once its fonts and pictures are in place and nothing moves."""
        side.mouse.move(2, 2)
        side.evaluate("() => document.fonts.ready.then(() => 0)")
        side.wait_for_load_state("load")
        side.wait_for_timeout(400)
        lagre(side.screenshot(animations="disabled", caret="hide"), MAPPE / f"{navn}.png")


def ta_alle(fotograf: Fotograf) -> None:
    """The pictures, in the order of the journey."""
    side = fotograf.inne("kari")
    logg_ut = fotograf.inne("kari")
    logg_ut.context.clear_cookies()
    logg_ut.goto("/logg-inn")
    fotograf.ta(logg_ut, "innlogging")
    _mottaket(fotograf, side)
    _journalen(fotograf, side)
    _saksbehandleren(fotograf)
    _publikum(fotograf)


def _mottaket(fotograf: Fotograf, side: Page) -> None:
    side.goto("/mottak")
    side.keyboard.press("j")
    side.keyboard.press("j")
    fotograf.ta(side, "mottak")
    rad = side.locator("[data-rad]", has_text="Klage på vedtak").first
    rad.get_by_role("link").first.click()
    side.get_by_role("button", name="Registrer").click()
    side.wait_for_url("**/registrer")
    side.locator(".dokument__faner :is(a, button)").nth(1).click()
    side.locator(".ark--bilde").first.wait_for()
    fotograf.ta(side, "registrering")
    side.get_by_role("button", name="Legg tilbake").click()


def _journalen(fotograf: Fotograf, side: Page) -> None:
    side.goto("/journal")
    fotograf.ta(side, "offentlig-journal")


def _saksbehandleren(fotograf: Fotograf) -> None:
    side = fotograf.inne("ola")
    side.goto("/min")
    fotograf.ta(side, "min-side")
    side.locator(".oppgaver a").first.click()
    side.wait_for_url("**/saker/**")
    side.locator(".ark").first.wait_for()
    fotograf.ta(side, "journalpost")
    side.goto(re.sub(r"/\d+$", "", side.url))
    fotograf.ta(side, "sak")
    side.goto("/min")
    side.get_by_role("link", name=re.compile("^Vurder offentlighet")).last.click()
    side.get_by_label("Delvis: noe må skjermes").check()
    for ord_ in side.locator(".ord--forslag").all():
        ord_.click()
    side.get_by_label("Hjemmel", exact=True).select_option(index=1)
    side.wait_for_timeout(500)
    fotograf.ta(side, "vurdering")
    liten = fotograf.inne("ola", MOBIL)
    liten.goto("/min")
    fotograf.ta(liten, "min-side-mobil")


def _publikum(fotograf: Fotograf) -> None:
    side = fotograf.ute()
    side.goto("/?q=barnehage")
    fotograf.ta(side, "publikum-sok")
    side.goto("/?q=foreldrebetaling")
    side.locator(".treff h2 a, .treff a").first.click()
    fotograf.ta(side, "publikum-innforsel")
    liten = fotograf.ute(MOBIL)
    liten.goto("/")
    fotograf.ta(liten, "publikum-mobil")


def lagre(png: bytes, fil: Path) -> None:
    """Write a picture with as many colours as there is room for."""
    bilde = Image.open(BytesIO(png)).convert("RGB")
    for farger in (256, 128, 64, 32):
        ut = BytesIO()
        bilde.quantize(farger, dither=Image.Dither.NONE).save(ut, "PNG", optimize=True)
        if ut.tell() <= MAKS:
            break
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_bytes(ut.getvalue())
    sys.stdout.write(f"{fil.relative_to(ROT)}  {ut.tell() // 1024} kB\n")


@contextmanager
def demo_i(data: Path) -> Iterator[Adresser]:
    """`bysak run` in a data folder, until the block ends."""
    adresser = Adresser("127.0.0.1", ledig_port(), ledig_port(), ledig_port())
    miljoe = {navn: verdi for navn, verdi in os.environ.items() if not navn.startswith("BYSAK_")} | {
        "BYSAK_DATA": str(data),
        "BYSAK_PORT": str(adresser.port),
        "BYSAK_OFFENTLIG_PORT": str(adresser.offentlig_port),
        "BYSAK_SMTP_PORT": str(adresser.smtp_port),
    }
    kommando = [sys.executable, "-m", "bysak.kommandoer.hoved", "run"]
    with subprocess.Popen(kommando, cwd=ROT, env=miljoe) as prosess:
        try:
            _vent_paa(adresser.offentlig, prosess)
            yield adresser
        finally:
            prosess.send_signal(signal.SIGINT)


def _vent_paa(adresse: str, prosess: subprocess.Popen[bytes]) -> None:
    frist = time.monotonic() + 300
    while prosess.poll() is None and time.monotonic() < frist:
        try:
            urlopen(f"{adresse}helse", timeout=2).close()  # noqa: S310 - our own address
            return
        except (URLError, OSError):
            time.sleep(0.3)
    raise SystemExit("Bysak kom ikke i gang. Se over hva den skrev.")


def main() -> None:
    """Take them all."""
    if CHROMIUM is None:
        raise SystemExit("Bildene trenger Chromium (apt-get install chromium).")
    with (
        tempfile.TemporaryDirectory(prefix="bysak-bilder-", ignore_cleanup_errors=True) as mappe,
        demo_i(Path(mappe)) as adresser,
        sync_playwright() as p,
    ):
        leser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        ta_alle(Fotograf(leser, adresser))
        leser.close()


if __name__ == "__main__":
    main()
