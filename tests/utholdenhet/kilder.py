"""The sources: each delivers its part, keeps asking until it is acknowledged, and counts what it was told.

Everything has a name of its own in its title, so that the same thing under two numbers is seen.
"""

import random
import smtplib
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.utils import format_datetime
from hashlib import sha256
from pathlib import Path
from typing import Protocol
from uuid import UUID

from bysak.kjerne.kalender import naa
from bysak.klienter.svarinn_sim import Kasse, Tjener
from bysak.klienter.tests.dovecot import Dovecot, Kutter

BYDELER = ("frogner", "sagene")
SVARINN = ("utholdenhet", "bare-til-test")


@dataclass
class Regning:
    """What one source knows. Names are (virksomhet, name in the channel)."""

    kanal: str
    sendt: int = 0
    igjen: int = 0
    kvittert: set[tuple[str, str]] = field(default_factory=set)
    # The answer never came, and nobody asked again: these may be here, or not.
    uten_svar: set[tuple[str, str]] = field(default_factory=set)
    # The number that the sender was given, for channels that give one.
    nummer: dict[tuple[str, str], str] = field(default_factory=dict)


class Kilde(Protocol):
    """A source. lever: deliver one, and return when it may forget it. ferdig: nothing waits there any more."""

    regning: Regning

    def lever(self, nr: int) -> None: ...
    def ferdig(self) -> bool: ...
    def stopp(self) -> None: ...


def et_brev(navn: str, til: str, tilfeldig: random.Random) -> bytes:
    """A mail with a name of its own: mostly small, now and then with a file of some size."""
    melding = EmailMessage()
    melding["From"], melding["To"], melding["Subject"] = "Ebba Lønnfjell <ebba@lonnfjell.example>", til, navn
    melding["Date"], melding["Message-ID"] = format_datetime(naa()), f"<{navn}@lonnfjell.example>"
    melding.set_content("Hei, jeg har et spørsmål om barnehageplass.\n" * tilfeldig.randint(1, 40))
    if tilfeldig.random() < 0.1:
        innhold = tilfeldig.randbytes(tilfeldig.randint(1_000, 200_000))
        melding.add_attachment(innhold, maintype="application", subtype="octet-stream", filename="vedlegg.bin")
    return melding.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")


def adressen(kode: str) -> str:
    """Where its mail goes."""
    return f"postmottak@{kode}.bysak.example"


class Smtp:
    """Senders that keep their mail until «250», as mail servers do; a few hang up before the answer, for good."""

    def __init__(self, port: int, froe: int) -> None:
        self.regning = Regning("SMTP")
        self._port, self._froe = port, froe
        self._laas = threading.Lock()

    def lever(self, nr: int) -> None:
        """Send one until it is taken; some again and again, some to two bydeler."""
        tilfeldig = random.Random(f"{self._froe} smtp {nr}")
        til = list(BYDELER) if tilfeldig.random() < 0.1 else [tilfeldig.choice(BYDELER)]
        raa = et_brev(f"smtp-{nr}", ", ".join(map(adressen, til)), tilfeldig)
        navn = {(kode, sha256(raa).hexdigest()) for kode in til}
        legger_paa = tilfeldig.random() < 0.03
        ganger = 3 if tilfeldig.random() < 0.1 and not legger_paa else 1
        for gang in range(ganger):
            while not self._en(raa, til, legger_paa):
                time.sleep(0.2)
            with self._laas:
                (self.regning.uten_svar if legger_paa else self.regning.kvittert).update(navn)
                self.regning.sendt += gang == 0
                self.regning.igjen += gang > 0

    def _en(self, raa: bytes, til: list[str], legger_paa: bool) -> bool:
        try:
            with smtplib.SMTP("127.0.0.1", self._port, timeout=60) as tjener:
                if not legger_paa:
                    return not tjener.sendmail("ebba@lonnfjell.example", [adressen(k) for k in til], raa)
                tjener.ehlo()
                tjener.mail("ebba@lonnfjell.example")
                for kode in til:
                    tjener.rcpt(adressen(kode))
                tjener.docmd("DATA")
                tjener.send(raa + b".\r\n")
                tjener.close()
                return True
        except (OSError, smtplib.SMTPException):
            return False

    def ferdig(self) -> bool:
        """All is sent when `lever` returns."""
        return True

    def stopp(self) -> None:
        """Nothing is open."""


class Imap:
    """A mailbox for each bydel at a real Dovecot, behind a wire that can be cut. The folder is its acknowledgement."""

    def __init__(self, froe: int) -> None:
        self.regning = Regning("IMAP")
        self.dovecot = Dovecot()
        self.dovecot.start()
        self.kutter = Kutter(self.dovecot.port)
        self._froe = froe
        self._laas = threading.Lock()

    def lever(self, nr: int) -> None:
        """Lay one in the mailbox, some three times."""
        tilfeldig = random.Random(f"{self._froe} imap {nr}")
        kode = tilfeldig.choice(BYDELER)
        raa = et_brev(f"imap-{nr}", adressen(kode), tilfeldig)
        ganger = 3 if tilfeldig.random() < 0.1 else 1
        self.dovecot.legg(kode, *[raa] * ganger)
        with self._laas:
            self.regning.kvittert.add((kode, sha256(raa).hexdigest()))
            self.regning.sendt += 1
            self.regning.igjen += ganger - 1

    def ferdig(self) -> bool:
        """Whether all lies in the folder for what is received."""
        alle = self.regning.sendt + self.regning.igjen
        return sum(self.dovecot.innhold(k, "Arkivert") for k in BYDELER) == alle and not any(
            self.dovecot.innhold(k) for k in BYDELER
        )

    def stopp(self) -> None:
        """End the server."""
        self.kutter.lukk()
        self.dovecot.stopp()


class _SimBakLedning(Tjener):
    """The simulator, which names the wire as its address, so that files come through it too."""

    ledning: Kutter

    @property
    def adresse(self) -> str:
        return f"http://127.0.0.1:{self.ledning.port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: the wire is cut on purpose."""


class SvarInn:
    """The simulated SvarInn, also behind a wire."""

    def __init__(self, mappe: Path, froe: int) -> None:
        self.regning = Regning("SvarInn")
        self.kasse = Kasse(mappe)
        self.tjener = _SimBakLedning({SVARINN: self.kasse})
        self.kutter = self.tjener.ledning = Kutter(self.tjener.server_address[1])
        self._froe = froe
        self._igjen: Counter[str] = Counter()
        self._laas = threading.Lock()
        threading.Thread(target=self.tjener.serve_forever, args=(0.05,), daemon=True).start()

    def lever(self, nr: int) -> None:
        """Put a shipment in; our acknowledgement of some is lost on its way, and some are delivered again later."""
        tilfeldig = random.Random(f"{self._froe} svarinn {nr}")
        fil = ("brev.txt", ("text/plain", tilfeldig.randbytes(tilfeldig.randint(500, 60_000)).hex().encode()))
        feil = "kvittering_tapt" if tilfeldig.random() < 0.1 else ""
        navn = str(UUID(int=tilfeldig.getrandbits(128), version=4))
        self.kasse.legg_inn(f"svarinn-{nr}", dict([fil]), feil=feil, id=navn)
        with self._laas:
            self.regning.kvittert.add((BYDELER[0], navn))
            self.regning.sendt += 1
            if tilfeldig.random() < 0.1:
                self._igjen[navn] = 2

    def ferdig(self) -> bool:
        """Whether all is acknowledged there; those that come again are laid out again, and fetched."""
        ventende = {rad["id"] for rad in self.kasse.venter()}
        for navn in [n for n, ganger in self._igjen.items() if ganger and n not in ventende]:
            self.kasse.feilet(navn, "Levert en gang til", permanent=False)
            self._igjen[navn] -= 1
            self.regning.igjen += 1
            ventende.add(navn)
        return not ventende

    def stopp(self) -> None:
        """End the server."""
        self.kutter.lukk()
        self.tjener.shutdown()
        self.tjener.server_close()


class Papir:
    """A scanner that lays files in the folder of a bydel. A file that is moved to «mottatt» is its acknowledgement."""

    def __init__(self, rot: Path, froe: int) -> None:
        self.regning = Regning("papir")
        self._rot, self._froe = rot, froe
        self._laas = threading.Lock()
        self._lagt = 0

    def lever(self, nr: int) -> None:
        """Scan one letter of a page; some of them give the same file three times."""
        # Drawing needs the pictures' library, and the numbers of the virksomheter nothing.
        from tests.skann import pdf, side

        tilfeldig = random.Random(f"{self._froe} papir {nr}")
        kode = tilfeldig.choice(BYDELER)
        raa = pdf([side([f"papir-{nr}"] * 3, dpi=60)]) + f"\n%{nr}\n".encode()
        mappe = self._rot / kode
        ganger = 3 if tilfeldig.random() < 0.2 else 1
        for gang in range(ganger):
            halv = mappe / f".papir-{nr}-{gang}"
            mappe.mkdir(parents=True, exist_ok=True)
            halv.write_bytes(raa)
            halv.rename(mappe / f"papir-{nr}-{gang}.pdf")
        with self._laas:
            self.regning.kvittert.add((kode, sha256(raa).hexdigest()))
            self.regning.sendt += 1
            self.regning.igjen += ganger - 1
            self._lagt += ganger

    def ferdig(self) -> bool:
        """Whether all files are moved."""
        mottatt = sum(1 for kode in BYDELER for _ in (self._rot / kode).glob("mottatt/*/*.pdf"))
        return mottatt == self._lagt

    def stopp(self) -> None:
        """Nothing is open."""
