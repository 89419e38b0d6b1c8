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

from bysak.kjerne.kalender import i_dag
from bysak.kjerne.prosesser import Adresser
from tests.nettleser.anlegg import ledig_port, logg_inn, nytt_vindu, velg

ROT = Path(__file__).parents[2]
MAPPE = ROT / "docs" / "bilder"
MAKS = 150 * 1024
PERSONLIG = "Offl § 13 jf. fvl § 13 første ledd nr. 1"
SKJERM, MOBIL = (1440, 900), (390, 844)
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


# The browser writes its own date fields in the language of the machine.
NORSK: dict[str, str | float | bool] = {**os.environ, "LANGUAGE": "nb", "LANG": "nb_NO.UTF-8"}


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
        return nytt_vindu(self.leser, self.adresser.offentlig, viewport={"width": bredde, "height": hoeyde}).new_page()

    def ta(self, side: Page, navn: str) -> None:
        """Keep what the page shows, once its fonts and pictures are in place and nothing moves."""
        lagre(i_ro(side), MAPPE / f"{navn}.png", MAKS)


def ta_alle(fotograf: Fotograf) -> None:
    """The pictures, in the order of the journey: what one page does is what the next one shows."""
    kari = fotograf.inne("kari")
    _mottaket(fotograf, kari)
    _saksbehandleren(fotograf)
    _journalen(fotograf, kari)
    _publikum(fotograf)
    kari.context.clear_cookies()
    kari.goto("/logg-inn")
    fotograf.ta(kari, "innlogging")


def _mottaket(fotograf: Fotograf, side: Page) -> None:
    """A complaint becomes a case of its own; the letter from the parents is shown with the case it names."""
    side.goto("/mottak")
    side.keyboard.press("j")
    side.keyboard.press("j")
    side.locator("#forhand h2").filter(has_text="Klage på vedtak").wait_for()
    fotograf.ta(side, "mottak")
    _aapne(side, "Klage på vedtak")
    side.get_by_role("radio", name="Ny sak").check(force=True)
    side.get_by_label("Tittel på saken").fill("Redusert foreldrebetaling i barnehage 2026/27")
    velg(side, "Klasse", "300")
    side.locator("#f-tittel").fill("Klage på vedtak om redusert foreldrebetaling – Ebba Lønnfjell")
    velg(side, "Enhet", "Oppvekst")
    velg(side, "Saksbehandler", "Ola Myrstad")
    side.get_by_text("Klar til journalføring.").wait_for()
    side.keyboard.press("Control+Enter")
    side.locator("[data-varsel]").wait_for()
    _aapne(side, "innspill fra foreldrene")
    side.locator("#f-tittel").fill("Innspill til trafikksikring ved skolen")
    side.locator("#f-tittel").blur()
    side.locator(".dokument__faner :is(a, button)").nth(1).click()
    side.locator(".ark--side").first.wait_for()
    fotograf.ta(side, "registrering")
    velg(side, "Saksbehandler", "Ola Myrstad")
    side.get_by_text("Klar til journalføring.").wait_for()
    side.keyboard.press("Control+Enter")
    side.locator("[data-varsel]").wait_for()


def _aapne(side: Page, emne: str) -> None:
    side.goto("/mottak")
    side.locator("[data-rad]", has_text=emne).get_by_role("link").first.click()
    side.get_by_role("button", name="Registrer").click()
    side.wait_for_url("**/registrer")


def _saksbehandleren(fotograf: Fotograf) -> None:
    """Ola's day; he screens all but a first name, which the journal then finds."""
    side = fotograf.inne("ola")
    side.goto("/min")
    fotograf.ta(side, "min-side")
    side.get_by_role("link", name=re.compile("Innspill til trafikksikring")).first.click()
    side.locator(".ark").first.wait_for()
    fotograf.ta(side, "journalpost")
    side.goto(re.sub(r"/\d+$", "", side.url))
    fotograf.ta(side, "sak")
    side.goto("/min")
    side.get_by_role("link", name=re.compile("Klage på vedtak.*Ebba")).first.click()
    side.get_by_role("link", name="Vurder offentlighet").click()
    side.get_by_label("Delvis: noe må skjermes").check()
    side.locator(".ord", has_text="Lønnfjell").click()
    side.get_by_role("checkbox", name="Ebba Lønnfjell").check()
    side.get_by_label("Hjemmel", exact=True).select_option(PERSONLIG)
    side.locator("#linje").filter(has_text="[skjermet]").wait_for()
    fotograf.ta(side, "vurdering")
    side.get_by_role("button", name="Lagre vurderingen").click()
    side.locator("[data-varsel]").wait_for()
    liten = fotograf.inne("ola", MOBIL)
    liten.goto("/min")
    fotograf.ta(liten, "min-side-mobil")


def _journalen(fotograf: Fotograf, side: Page) -> None:
    """Today in Frogner: a finding, and what waits for assessment; then the first name is screened, and it is out."""
    side.goto(f"/journal/frogner/{i_dag()}")
    side.get_by_role("button", name="Skjerm det som er merket").wait_for()
    fotograf.ta(side, "offentlig-journal")
    side.keyboard.press("1")
    side.locator("[data-varsel]").wait_for()
    side.keyboard.press("Control+Enter")
    side.locator("[data-varsel]").filter(has_text="er publisert").wait_for()


def _publikum(fotograf: Fotograf) -> None:
    side = fotograf.ute()
    side.goto("/?q=barnehage")
    fotograf.ta(side, "publikum-sok")
    side.goto("/?q=foreldrebetaling")
    side.locator(".treff :is(h2, h3) a").first.click()
    fotograf.ta(side, "publikum-innforsel")
    liten = fotograf.ute(MOBIL)
    liten.goto("/")
    fotograf.ta(liten, "publikum-mobil")


def i_ro(side: Page) -> bytes:
    """What the page shows once its fonts and pictures are in place and nothing moves."""
    side.mouse.move(2, 2)
    side.evaluate("() => document.fonts.ready.then(() => 0)")
    side.wait_for_load_state("load")
    side.wait_for_timeout(400)
    return side.screenshot(animations="disabled", caret="hide")


def lagre(png: bytes, fil: Path, maks: int) -> None:
    """Write a picture with as many colours as there is room for."""
    bilde = Image.open(BytesIO(png)).convert("RGB")
    for farger in (256, 128, 64, 32, 16):
        ut = BytesIO()
        bilde.quantize(farger, dither=Image.Dither.NONE).save(ut, "PNG", optimize=True)
        if ut.tell() <= maks:
            break
    fil.parent.mkdir(parents=True, exist_ok=True)
    fil.write_bytes(ut.getvalue())
    sys.stdout.write(f"{fil.relative_to(ROT)}  {ut.tell() // 1024} kB\n")


@contextmanager
def demo_i(data: Path) -> Iterator[Adresser]:
    """`bysak run` in a data folder, until the block ends."""
    adresser = Adresser("127.0.0.1", *(ledig_port() for _ in range(4)))
    miljoe = {navn: verdi for navn, verdi in os.environ.items() if not navn.startswith("BYSAK_")} | {
        "BYSAK_DATA": str(data),
        "BYSAK_PORT": str(adresser.port),
        "BYSAK_OFFENTLIG_PORT": str(adresser.offentlig_port),
        "BYSAK_SMTP_PORT": str(adresser.smtp_port),
        "BYSAK_INNSENDING_PORT": str(adresser.innsending_port),
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
            urlopen(f"{adresse}helse", timeout=2).close()
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
        leser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], env=NORSK)
        ta_alle(Fotograf(leser, adresser))
        leser.close()
    _alle_sidene()


def _alle_sidene() -> None:
    """A picture of every page, and the index. Here, as Django must not be set up before there is a data folder."""
    from tests.nettleser.alle_sider import adresser_inne_og_ute, register, ta_alle_sider, verden_i

    with (
        tempfile.TemporaryDirectory(prefix="bysak-bilder-", ignore_cleanup_errors=True) as mappe,
        verden_i(Path(mappe), adresser_inne_og_ute) as (anlegg, (inne, ute)),
        sync_playwright() as p,
    ):
        leser = p.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"], env=NORSK)
        bilder = ta_alle_sider(leser, anlegg, inne, ute)
        leser.close()
    (MAPPE / "README.md").write_text(register(bilder), encoding="utf-8")


if __name__ == "__main__":
    main()
