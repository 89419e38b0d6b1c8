"""Forms as a source: the public form as a browser sends it, and a form system with a key of its own.

Both keep what they send until they have a receipt. Some are killed when all is sent and before the answer comes: most
of them start again and send the same, and the rest never do.
"""

import json
import random
import re
import secrets
import socket
import threading
import time
from typing import Any

import httpx
from django.core.signing import Signer, b62_encode

from bysak.klienter.tests.dovecot import Kutter
from bysak.mottak.skjemaside import _signerer
from tests.utholdenhet.kilder import BYDELER, Regning
from tests.utholdenhet.systemet import System

_NUMMER = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")
# These say that what is sent is wrong, and nothing here is.
_GALT = (400, 404, 409, 413, 415)
_PAUSE = 0.3


class Skjema:
    """The senders. klienter: id and key of the form system in each bydel. The way to Bysak can be cut."""

    def __init__(self, system: System, klienter: dict[str, tuple[str, str]], froe: int) -> None:
        self.regning = Regning("skjema")
        self.kutter = Kutter(system.port("BYSAK_INNSENDING_PORT"))
        self._inn = f"http://127.0.0.1:{self.kutter.port}"
        self._arbeidsflate = f"http://127.0.0.1:{system.port('BYSAK_PORT')}"
        self._klienter, self._froe = klienter, froe
        self._token: dict[str, str] = {}
        self._laas = threading.Lock()

    def lever(self, nr: int) -> None:
        """Send one until there is a receipt; some again and again."""
        tilfeldig = random.Random(f"{self._froe} skjema {nr}")
        kode, emne = tilfeldig.choice(BYDELER), f"skjema-{nr}"
        doed = tilfeldig.random() < 0.15
        for_godt = doed and tilfeldig.random() < 0.3
        ganger = 3 if tilfeldig.random() < 0.1 and not doed else 1
        innsending = (
            self._person(kode, emne, tilfeldig) if tilfeldig.random() < 0.4 else self._system(kode, emne, tilfeldig)
        )
        if doed:
            while not self._uten_aa_lese(innsending):
                time.sleep(_PAUSE)
        numre = set[str]() if for_godt else {self._til_kvittering(innsending) for _ in range(ganger)}
        if len(numre) > 1:
            raise AssertionError(f"{emne} fikk flere numre: {sorted(numre)}")
        with self._laas:
            (self.regning.uten_svar if for_godt else self.regning.kvittert).add((kode, emne))
            for nummer in numre:
                self.regning.nummer[kode, emne] = nummer
            self.regning.sendt += 1
            self.regning.igjen += ganger - 1

    def _person(self, kode: str, emne: str, tilfeldig: random.Random) -> "_Innsending":
        """A page that is opened and filled in, and pressed «Send» on: always the same page."""
        felter = {"navn": "Ebba Lønnfjell", "emne": emne, "tekst": "Hei." * tilfeldig.randint(1, 400)}
        return _Innsending(self, kode, f"/nb/send/{kode}", felter, _filen(tilfeldig, "filer"), person=True)

    def _system(self, kode: str, emne: str, tilfeldig: random.Random) -> "_Innsending":
        """A form system's message."""
        melding = {"avsender": {"navn": "Ebba Lønnfjell"}, "emne": emne, "tekst": "Hei." * tilfeldig.randint(1, 400)}
        felter = {"melding": json.dumps(melding)}
        return _Innsending(self, kode, f"/innsending/v1/{kode}/poster", felter, _filen(tilfeldig, "fil"), person=False)

    def token(self, kode: str, *, nytt: bool) -> str:
        """The form system's token; empty when there is none to be had."""
        if nytt or kode not in self._token:
            navn, noekkel = self._klienter[kode]
            kropp = {"grant_type": "client_credentials", "client_id": navn, "client_secret": noekkel}
            try:
                svar = httpx.post(f"{self._arbeidsflate}/noark5v5/oauth/token", data=kropp, timeout=20)
                self._token[kode] = svar.json()["access_token"]
            except (httpx.HTTPError, KeyError, ValueError):
                return ""
        return self._token[kode]

    def _uten_aa_lese(self, innsending: "_Innsending") -> bool:
        """Send all of it and be gone."""
        if not innsending.klar():
            return False
        bestilling = httpx.Request("POST", self._inn + innsending.sti, **innsending.deler())
        hode = "".join(f"{navn}: {verdi}\r\n" for navn, verdi in bestilling.headers.items())
        try:
            with socket.create_connection(("127.0.0.1", self.kutter.port), timeout=20) as kobling:
                kobling.sendall(f"POST {innsending.sti} HTTP/1.1\r\n{hode}\r\n".encode() + bestilling.read())
        except OSError:
            return False
        return True

    def _til_kvittering(self, innsending: "_Innsending") -> str:
        while True:
            if innsending.klar():
                try:
                    svar = httpx.post(self._inn + innsending.sti, **innsending.deler(), timeout=60)
                except httpx.HTTPError:
                    svar = httpx.Response(503)
                if svar.status_code in (200, 201) and (treff := _NUMMER.search(svar.text)):
                    return treff[0]
                if svar.status_code in _GALT:
                    raise AssertionError(f"{innsending.felter} ble avvist: {svar.status_code} {svar.text[:300]}")
                innsending.nei()
            time.sleep(_PAUSE)

    def ferdig(self) -> bool:
        """All is sent when `lever` returns."""
        return True

    def stopp(self) -> None:
        """End the wire."""
        self.kutter.lukk()


class _Innsending:
    """One form with what it is sent with: a page's mark, or a key and a token."""

    def __init__(
        self, kilde: Skjema, kode: str, sti: str, felter: dict[str, str], filer: dict[str, Any], *, person: bool
    ) -> None:
        self.sti, self.felter = sti, felter
        self._kilde, self._kode, self._filer, self._person = kilde, kode, filer, person
        self._merke = _bevis(kode) if person else ""

    def klar(self) -> bool:
        """Whether it has its mark or its token; gets one if it can."""
        if not self._merke:
            self._merke = self._kilde.token(self._kode, nytt=False)
        return bool(self._merke)

    def nei(self) -> None:
        """It was not received, as far as we know. The page, or the key, stays the same."""
        if not self._person:
            self._merke = self._kilde.token(self._kode, nytt=True)

    def deler(self) -> dict[str, Any]:
        """The request."""
        if self._person:
            return {"data": self.felter | {"bevis": self._merke}, "files": self._filer or None}
        melding = json.loads(self.felter["melding"])
        hoder = {"Authorization": f"Bearer {self._merke}", "Idempotency-Key": f"noekkel-{melding['emne']}"}
        return {"data": self.felter, "files": self._filer or None, "headers": hoder}


def _bevis(kode: str) -> str:
    """The mark of a page that was opened a minute ago. The public site has no page before the first publication."""
    naar = b62_encode(int(time.time()) - 60)
    return Signer.sign(_signerer(), f"{kode}:{secrets.token_urlsafe(12)}:{naar}")


def _filen(tilfeldig: random.Random, felt: str) -> dict[str, Any]:
    if tilfeldig.random() < 0.5:
        return {felt: ("tomt.txt", b"ingenting", "text/plain")}
    return {felt: ("kart.bin", tilfeldig.randbytes(tilfeldig.randint(1_000, 200_000)), "application/octet-stream")}
