"""A stand-in for SvarInn that speaks the real protocol, encryption and faults included: `python -m …svarinn_sim MAPPE`.

LESMEG: all it knows lies in a folder, so that it can be killed and started again: `sertifikat.pem`, and for each
shipment a folder with `forsendelse.json` (the new version's shape), the files, and `tilstand.json` (what the sender's
side sees). Names of faults are in `FEIL`.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, BinaryIO
from uuid import uuid4

from cryptography import x509

from bysak.klienter.cms import krypter

FEIL = (
    "avkortet",
    "oedelagt",
    "feil_sjekksum",
    "feil_noekkel",
    "stier",
    "ukjent_fil",
    "bombe",
    "kvittering_tapt",
    "500",
)
MEST = 200
_KLAR, _LEST, _VARSLET = "KLAR_FOR_MOTTAK", "LEST", "VARSLET"


class Kasse:
    """What waits for one receiving system, in a folder."""

    def __init__(self, mappe: Path) -> None:
        self.mappe = mappe
        self._laas = threading.Lock()
        mappe.mkdir(parents=True, exist_ok=True)

    def ta_sertifikat(self, pem: bytes) -> None:
        """Encrypt with this from now on."""
        (self.mappe / "sertifikat.pem").write_bytes(pem)

    def legg_inn(self, tittel: str, filer: Mapping[str, tuple[str, bytes]], *, feil: str = "", **felt: Any) -> str:
        """Put a shipment in; returns its id. filer: name to (type, bytes). felt: more of its JSON."""
        nr = felt.pop("id", "") or str(uuid4())
        hjem = self.mappe / nr
        halv = hjem.with_suffix(".ny")
        halv.mkdir()
        liste = []
        for i, (navn, (mime, bytene)) in enumerate(filer.items()):
            (halv / str(i)).write_bytes(bytene)
            liste.append({
                "filnavn": navn, "mimeType": mime, "hash": sha256(bytene).hexdigest(), "storrelse": len(bytene),
                "ekstraMetadata": [],
            })  # fmt: skip
        (halv / "forsendelse.json").write_text(json.dumps(_forsendelse(nr, tittel, liste) | felt))
        (halv / "feil").write_text(feil)
        halv.rename(hjem)
        self._sett(nr, _KLAR, "Lagt inn")
        return nr

    def venter(self) -> list[dict[str, Any]]:
        """What has not been acknowledged, oldest first."""
        klare = [m.parent for m in self.mappe.glob("*/tilstand.json") if self.tilstand(m.parent.name)[0] == _KLAR]
        return [self.en(m.name) for m in sorted(klare, key=lambda m: (m.stat().st_ctime_ns, m.name))]

    def en(self, nr: str) -> dict[str, Any]:
        """One shipment. Raises KeyError for an unknown one."""
        fil = self.mappe / nr / "forsendelse.json"
        if not fil.is_file():
            raise KeyError(nr)
        svar: dict[str, Any] = json.loads(fil.read_text())
        return svar

    def tilstand(self, nr: str) -> tuple[str, list[str]]:
        """The state, and the sender's event log."""
        rad = json.loads((self.mappe / nr / "tilstand.json").read_text())
        return rad["tilstand"], rad["hendelser"]

    def feil(self, nr: str) -> str:
        """Which fault it has."""
        return (self.mappe / nr / "feil").read_text()

    def kvitter(self, nr: str) -> None:
        """It is received: read by the recipient, as the sender sees it."""
        self._sett(nr, _LEST, "Mottatt av mottakersystemet")

    def feilet(self, nr: str, melding: str, permanent: bool) -> None:
        """It could not be received; permanent: it goes on to Altinn and paper."""
        self._sett(nr, _VARSLET if permanent else _KLAR, melding)

    def _sett(self, nr: str, tilstand: str, hendelse: str) -> None:
        with self._laas:
            fil = self.mappe / nr / "tilstand.json"
            hendelser = self.tilstand(nr)[1] if fil.exists() else []
            ny = fil.with_suffix(".ny")
            ny.write_text(json.dumps({"tilstand": tilstand, "hendelser": [*hendelser, hendelse]}))
            ny.replace(fil)

    def beholder(self, nr: str) -> Iterator[bytes]:
        """The files as a zip, encrypted, with the fault that the shipment has."""
        sertifikat = x509.load_pem_x509_certificate((self.mappe / "sertifikat.pem").read_bytes())
        if self.feil(nr) == "feil_noekkel":
            sertifikat = x509.load_pem_x509_certificate((self.mappe / "feil.pem").read_bytes())
        with tempfile.TemporaryFile() as fil:
            self._pakk(nr, fil)
            fil.seek(0)
            for bit in krypter(fil, sertifikat):
                yield bit[:-40] + bytes(40) if self.feil(nr) == "oedelagt" and len(bit) > 400 else bit

    def _pakk(self, nr: str, ut: BinaryIO) -> None:
        feil = self.feil(nr)
        with zipfile.ZipFile(ut, "w", zipfile.ZIP_DEFLATED) as pakke:
            for i, fil in enumerate(self.en(nr)["filer"]):
                innhold = (self.mappe / nr / str(i)).read_bytes()
                if feil == "feil_sjekksum":
                    innhold = innhold[:-1] + b"\0"
                pakke.writestr("../../" * (feil == "stier") + fil["filnavn"], innhold)
            if feil == "ukjent_fil":
                pakke.writestr("ikke-nevnt.exe", b"MZ")
            if feil == "bombe":
                pakke.writestr("stor.bin", bytes(300 << 20))


class Tjener(ThreadingHTTPServer):
    """The service on a port of the loopback. nede: answers 503; treg: seconds before each answer."""

    daemon_threads = True

    def __init__(self, kasser: Mapping[tuple[str, str], Kasse], port: int = 0) -> None:
        self.kasser = {base64.b64encode(":".join(hvem).encode()).decode(): kasse for hvem, kasse in kasser.items()}
        self.nede, self.treg = False, 0.0
        super().__init__(("127.0.0.1", port), _Svar)

    @property
    def adresse(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Svar(BaseHTTPRequestHandler):
    server: Tjener
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Say nothing: titles are content."""

    def do_GET(self) -> None:
        """List or fetch."""
        if (kasse := self._kasse()) is None:
            return
        if self.path == "/tjenester/svarinn/mottaker/hentNyeForsendelser":
            self._json(200, [_som_v1(self._med_lenke(rad)) for rad in kasse.venter()[:MEST]])
        elif self.path == "/api/svarinn/v2/forsendelser":
            self._json(200, [self._med_lenke(rad) for rad in kasse.venter()[:MEST]])
        else:
            self._send_beholder(kasse)

    def do_POST(self) -> None:
        """The old version: acknowledge or fail."""
        kropp = self._kropp()
        if (kasse := self._kasse()) is None:
            return
        treff = re.fullmatch(r"/tjenester/svarinn/(kvitterMottak|mottakFeilet)/forsendelse/([\w-]+)", self.path)
        if treff is None:
            self._feil(404, "Ukjent adresse")
        elif treff[1] == "kvitterMottak":
            self._endre(kasse, treff[2], None)
        else:
            self._endre(kasse, treff[2], kropp)

    def do_PATCH(self) -> None:
        """The new version: the status."""
        kropp = self._kropp()
        if (kasse := self._kasse()) is None:
            return
        treff = re.fullmatch(r"/api/svarinn/v2/forsendelser/([\w-]+)/status", self.path)
        if treff is None:
            self._feil(404, "Ukjent adresse")
        elif kropp == {"status": "MOTTATT"}:
            self._endre(kasse, treff[1], None)
        elif kropp.get("status") == "FEILET":
            self._endre(kasse, treff[1], kropp.get("feil") or {})
        else:
            self._feil(400, "Ukjent status")

    def _endre(self, kasse: Kasse, nr: str, feil: dict[str, Any] | None) -> None:
        try:
            tilstand, _hendelser = kasse.tilstand(nr)
        except FileNotFoundError:
            self._feil(404, "Ukjent forsendelse")
            return
        if tilstand != _KLAR:
            self._feil(409, "Forsendelsen er ferdig")
        elif feil is None:
            kasse.kvitter(nr)
            if kasse.feil(nr) == "kvittering_tapt":
                self.close_connection = True
                return
            self._json(200, {})
        elif not isinstance(feil.get("permanent"), bool) or not isinstance(feil.get("feilmelding"), str):
            self._feil(400, "feilmelding og permanent er påkrevd")
        else:
            kasse.feilet(nr, feil["feilmelding"], feil["permanent"])
            self._json(200, {})

    def _send_beholder(self, kasse: Kasse) -> None:
        treff = re.fullmatch(r"(?:/api/svarinn/v2/forsendelser|/tjenester/svarinn/forsendelse)/([\w-]+)", self.path)
        if treff is None or not (kasse.mappe / treff[1]).is_dir():
            self._feil(404, "Ukjent forsendelse")
            return
        nr = treff[1]
        if kasse.feil(nr) == "500":
            self._feil(500, "Intern feil")
            return
        self.send_response(200)
        self.send_header("Content-Type", "application/zip")
        self.send_header("Content-Disposition", 'attachment; filename="forsendelse.zip"')
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        for bit in kasse.beholder(nr):
            self.wfile.write(f"{len(bit):x}\r\n".encode() + bit + b"\r\n" if bit else b"")
            if kasse.feil(nr) == "avkortet":
                self.close_connection = True
                return
        self.wfile.write(b"0\r\n\r\n")

    def _kasse(self) -> Kasse | None:
        time.sleep(self.server.treg)
        if self.server.nede:
            self._feil(503, "SvarUt er ikke tilgjengelig")
            return None
        kasse = self.server.kasser.get(self.headers.get("Authorization", "").removeprefix("Basic "))
        if kasse is None:
            self._feil(401, "Feil brukernavn eller passord")
        return kasse

    def _kropp(self) -> dict[str, Any]:
        try:
            svar = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        except ValueError:
            return {}
        return svar if isinstance(svar, dict) else {}

    def _med_lenke(self, rad: dict[str, Any]) -> dict[str, Any]:
        return rad | {"nedlastingslenke": f"{self.server.adresse}/tjenester/svarinn/forsendelse/{rad['id']}"}

    def _feil(self, status: int, melding: str) -> None:
        self._json(status, {
            "timestamp": datetime.now(UTC).isoformat(), "status": status, "errorId": str(uuid4()), "path": self.path,
            "message": melding,
        })  # fmt: skip

    def _json(self, status: int, innhold: Any) -> None:
        bytene = json.dumps(innhold).encode()
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="SvarInn"')
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(bytene)))
        self.end_headers()
        self.wfile.write(bytene)


def _forsendelse(nr: str, tittel: str, filer: list[dict[str, Any]]) -> dict[str, Any]:
    avsender = {"navn": "Prøvevik kommune", "adresselinje1": "Torget 1", "postnummer": "0001", "poststed": "PRØVEVIK"}
    return {
        "id": nr, "tittel": tittel, "dato": datetime.now(UTC).isoformat(), "sikkerhetsniva": "BETYDELIG",
        "taushetsbelagtPost": False, "filer": filer, "type": None, "eksternRef": None, "svarPaForsendelse": None,
        "avsender": {"organisasjonsnummer": "911111111", "postadresse": avsender},
        "mottaker": {"organisasjonsnummer": "922222222", "postadresse": {"navn": "Bydel Frogner"}},
        "svarSendesTil": {"organisasjonsnummer": "911111111", "fodselsnummer": None, "postadresse": avsender},
        "metadataFraAvleverendeSystem": None, "metadataForImport": None, "lenker": [], "avgivendeSystem": None,
    }  # fmt: skip


def _som_v1(rad: dict[str, Any]) -> dict[str, Any]:
    """The same shipment in the old version's words; what is not set is zero there."""
    avsender, til, svar = (_flat(rad.get(n)) for n in ("avsender", "mottaker", "svarSendesTil"))
    return {
        "id": rad["id"], "tittel": rad["tittel"], "status": "Klar for mottak", "eksternRef": rad["eksternRef"],
        "date": int(datetime.fromisoformat(rad["dato"]).timestamp() * 1000),
        "niva": "4" if rad["sikkerhetsniva"] == "HOYESTE" else "3",
        "avsender": {n: v for n, v in avsender.items() if n != "orgnr"},
        "mottaker": til, "svarSendesTil": svar, "svarPaForsendelse": rad["svarPaForsendelse"],
        "taushetsbelagtPost": rad["taushetsbelagtPost"], "avgivendeSystem": rad["avgivendeSystem"],
        "filmetadata": [
            {"filnavn": f["filnavn"], "mimetype": f["mimeType"], "sha256hash": f["hash"], "size": f["storrelse"]}
            for f in rad["filer"]
        ],
        "metadataFraAvleverendeSystem": _flate_opplysninger(rad["metadataFraAvleverendeSystem"]),
        "metadataForImport": _flate_opplysninger(rad["metadataForImport"]),
        "downloadUrl": rad["nedlastingslenke"],
    }  # fmt: skip


def _flat(adresse: dict[str, Any] | None) -> dict[str, Any]:
    adresse = adresse or {}
    felt = adresse.get("postadresse") or {}
    return {
        "navn": felt.get("navn"), "adresse1": felt.get("adresselinje1"), "adresse2": None, "land": None, "fnr": None,
        "postnr": felt.get("postnummer"), "poststed": felt.get("poststed"), "orgnr": adresse.get("organisasjonsnummer"),
    }  # fmt: skip


def _flate_opplysninger(felt: dict[str, Any] | None) -> dict[str, Any] | None:
    if felt is None:
        return None
    flat = felt | (felt.get("mappeId") or {}) | (felt.get("journalpostId") or {})
    tall = ("saksaar", "sakssekvensnummer", "journalaar", "journalsekvensnummer", "journalpostnummer")
    return {"tittel": felt.get("tittel"), **{navn: flat.get(navn) or 0 for navn in tall}}


def main() -> None:
    """Serve one folder until it is stopped."""
    tolk = argparse.ArgumentParser(description="Simulert SvarInn for demo og prøving.")
    tolk.add_argument("mappe", type=Path)
    tolk.add_argument("--port", type=int, required=True)
    tolk.add_argument("--bruker", default="bysak")
    tolk.add_argument("--passord", default="bysak-demo")
    valg = tolk.parse_args()
    Tjener({(valg.bruker, valg.passord): Kasse(valg.mappe)}, valg.port).serve_forever()


if __name__ == "__main__":
    main()
