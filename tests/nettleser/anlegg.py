"""Bysak as it runs, for the tests in a browser: the real processes over a database and a file store of their own."""

import smtplib
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from subprocess import DEVNULL, Popen
from typing import Any

from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from bysak.kjerne.datamappe import ROT
from bysak.kjerne.postgres import PORT, sokkelmappe
from bysak.kjerne.prosesser import Adresser, barnets_miljoe, bysaks_barn

FRA = "avsender@post.example"
PASSORD = "bysak-demo"  # as the login page says; this module is also used where there is no Django to ask


class Anlegg:
    """The processes by name: `arbeidsflate`, `offentlig`, `mottak`, `jobb`, `tungjobb`; each with its own role."""

    def __init__(self, database: str) -> None:
        self.adresser = Adresser("127.0.0.1", *(ledig_port() for _ in range(4)))
        self.barn = {barn.navn: barn for barn in bysaks_barn(self.adresser)}
        self.miljoe = {
            "BYSAK_DATA": str(settings.BYSAK_DATA),
            "BYSAK_DEMO": "1",
            "BYSAK_OFFENTLIG_PORT": str(self.adresser.offentlig_port),
            "BYSAK_SMTP_PORT": str(self.adresser.smtp_port),
            "BYSAK_INNSENDING_PORT": str(self.adresser.innsending_port),
            "DATABASE_URL": f"postgresql:///{database}?host={sokkelmappe()}&port={PORT}",
        }

    @property
    def arbeidsflate(self) -> str:
        """Where the workspace is, without the last slash."""
        return self.adresser.arbeidsflate.rstrip("/")

    @property
    def offentlig(self) -> str:
        """Where the public site is, without the last slash."""
        return self.adresser.offentlig.rstrip("/")

    def start(self, *navn: str) -> None:
        """Start the processes together, and wait until each of them answers."""
        for ett in navn:
            barn = self.barn[ett]
            barn.prosess = Popen(
                barn.kommando,
                cwd=ROT,
                env=barnets_miljoe(barn.som or ett) | self.miljoe,
                stdout=DEVNULL,
                stderr=DEVNULL,
            )
        for ett in navn:
            vent_til(self.barn[ett].svarer, 30)

    def stopp(self, *navn: str) -> None:
        """Stop the processes, or all of them."""
        for ett in navn or self.barn:
            prosess, self.barn[ett].prosess = self.barn[ett].prosess, None
            if prosess is not None:
                prosess.terminate()
                prosess.wait(15)

    def send(self, raa: bytes, *til: str) -> None:
        """Send a mail as the sender's own server would."""
        with smtplib.SMTP("127.0.0.1", self.adresser.smtp_port, timeout=20) as klient:
            klient.sendmail(FRA, til, raa)


@contextmanager
def anlegg_med(database: str, *navn: str) -> Iterator[Anlegg]:
    """Bysak with these processes."""
    anlegg = Anlegg(database)
    try:
        anlegg.start(*navn)
        yield anlegg
    finally:
        anlegg.stopp()


def nytt_vindu(leser: Browser, rot: str, **valg: Any) -> BrowserContext:
    """A browser of its own, with no memory of the others."""
    forvalg: dict[str, Any] = {"base_url": rot, "viewport": {"width": 1440, "height": 900}, "locale": "nb-NO"}
    vindu = leser.new_context(**forvalg | valg)
    vindu.set_default_timeout(10_000)
    return vindu


def logg_inn(vindu: BrowserContext, brukernavn: str) -> Page:
    """A page where the person has logged in as people do, and stands where the day begins."""
    side = vindu.new_page()
    side.goto("/")
    side.get_by_label("Brukernavn").fill(brukernavn)
    side.get_by_label("Passord").fill(PASSORD)
    side.get_by_role("button", name="Logg inn").click()
    side.wait_for_url(lambda url: "/logg-inn" not in url)
    if "/velg-virksomhet" in side.url:
        side.get_by_role("button", name="Alle mine virksomheter").click()
        side.wait_for_url(lambda url: "/velg-virksomhet" not in url)
    return side


def velg(side: Page, felt: str, tekst: str) -> None:
    """Choose in a list by a part of what it says."""
    liste = side.get_by_label(felt).and_(side.locator("select"))
    liste.select_option(liste.locator("option", has_text=tekst).first.get_attribute("value"))


def vent_til(vilkaar: Callable[[], object], sekunder: float) -> None:
    """Wait until it holds; AssertionError when it takes longer."""
    slutt = time.monotonic() + sekunder
    while not vilkaar():
        assert time.monotonic() < slutt, f"ventet i {sekunder} sekunder"
        time.sleep(0.02)


def ledig_port() -> int:
    """A port that nobody has now."""
    with socket.socket() as proeve:
        proeve.bind(("127.0.0.1", 0))
        return int(proeve.getsockname()[1])
