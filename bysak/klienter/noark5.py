"""A thin client of any Noark 5 tjenestegrensesnitt: follows links, carries ETags, sends large files in pieces.

LESMEG: the only address that is written is the root; every other one comes out of an answer, and one that leads to
another host is refused, as the token would go with it. What is read is a `Ressurs`: the attributes as the standard
names them, the links and the ETag. Raises `Noark5Feil`, whose text is for people; `hindre` is what the rules said.

    with Noark5("https://arkiv.example/noark5v5/") as noark:
        noark.logg_inn("admin@example.com", "password")
        for sak in noark.alle(noark.pakke("sakarkiv"), "sakarkiv/saksmappe/", **{"$filter": "saksaar eq 2026"}):
            print(sak["mappeID"], sak["tittel"])
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Self
from urllib.parse import urljoin

import httpx

REL = "https://rel.arkivverket.no/noark5/v5/api/"
NOARK = "application/vnd.noark5+json"
# Files up to this go in one request; larger ones in pieces of it, so that a break costs one piece.
BIT = 4 * 1024 * 1024
_FORSOEK = 4
_VENT_HOEYST = 60.0
_SVARTID = httpx.Timeout(30, read=120)


@dataclass(frozen=True)
class Hinder:
    """One rule that stands in the way: a stable code, a sentence, and the attribute when there is one."""

    kode: str
    tekst: str
    felt: str = ""


class Noark5Feil(Exception):
    """The interface does not do what was asked. status: that of HTTP, 0 when nothing answered."""

    def __init__(self, status: int, melding: str, hindre: tuple[Hinder, ...] = (), kropp: Any = None) -> None:
        self.status, self.melding, self.hindre, self.kropp = status, melding, hindre, kropp
        super().__init__(melding)


@dataclass(frozen=True)
class Ressurs:
    """What was read: `data` without the links, `lenker` by relation key, `etag` ("" for what came in a list)."""

    data: Mapping[str, Any]
    lenker: Mapping[str, str]
    etag: str = ""

    def __getitem__(self, navn: str) -> Any:
        return self.data[navn]

    def get(self, navn: str, ellers: Any = None) -> Any:
        """The attribute, or something else when it is not there."""
        return self.data.get(navn, ellers)

    def har(self, rel: str) -> bool:
        """Is there such a link? There is one only to what exists and what the user may do."""
        return _noekkel(rel) in self.lenker

    def lenke(self, rel: str) -> str:
        """The address of a relation, such as `self` or `sakarkiv/ny-journalpost/`. Raises `Noark5Feil` 403."""
        try:
            return self.lenker[_noekkel(rel)]
        except KeyError:
            raise Noark5Feil(
                403, f"Lenken «{rel}» er ikke her. Enten finnes den ikke for dette, eller så har du ikke rett til det."
            ) from None


def _noekkel(rel: str) -> str:
    return rel if rel in ("self", "next") or rel.startswith("http") else REL + rel


@dataclass
class _Adgang:
    """How to get a token, and the one that there is."""

    skjema: dict[str, str]
    klient: tuple[str, str] | None
    adresse: str
    token: str = ""
    fornyer: str = ""
    utloeper: float = field(default=0.0)


class Noark5:
    """A connection to one interface, as one user.

    rot: the address of the root. transport: another way to the network than the ordinary one.
    """

    def __init__(self, rot: str, *, transport: httpx.BaseTransport | None = None) -> None:
        self._rot = rot.rstrip("/") + "/"
        self._http = httpx.Client(timeout=_SVARTID, transport=transport)
        self._adgang: _Adgang | None = None
        self._bulkgrense: int | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    # Who asks

    def logg_inn(self, brukernavn: str, passord: str, *, klient_id: str = "tui", virksomhet: str = "") -> None:
        """Log in with name and password (RFC 6749, 4.3). virksomhet: which one, for those with several."""
        skjema = {"grant_type": "password", "client_id": klient_id, "username": brukernavn, "password": passord}
        self._begynn(skjema | ({"virksomhet": virksomhet} if virksomhet else {}), None)

    def logg_inn_som_klient(self, klient_id: str, noekkel: str) -> None:
        """Log in as a client that acts by itself (RFC 6749, 4.4)."""
        self._begynn({"grant_type": "client_credentials"}, (klient_id, noekkel))

    def _begynn(self, skjema: dict[str, str], klient: tuple[str, str] | None) -> None:
        self._adgang = None
        oppsett = self._les(self._kall("GET", self.rot().lenke("login/oidc/")))
        self._adgang = _Adgang(skjema, klient, self._vaar(str(oppsett["token_endpoint"])))
        try:
            self._hent_token(self._adgang, skjema)
        except Noark5Feil:
            self._adgang = None
            raise

    def _hent_token(self, adgang: _Adgang, skjema: dict[str, str]) -> None:
        innlogging = httpx.BasicAuth(*adgang.klient) if adgang.klient else None
        svar = self._send("POST", adgang.adresse, data=skjema, auth=innlogging)
        adgang.token = str(svar["access_token"])
        adgang.fornyer = str(svar.get("refresh_token") or "")
        # A minute early, so that it does not end on the way.
        adgang.utloeper = time.monotonic() + float(svar.get("expires_in") or 3600) - 60

    def _hode(self) -> dict[str, str]:
        adgang = self._adgang
        if adgang is None or not adgang.token:
            return {}
        if time.monotonic() > adgang.utloeper:
            fornyer, adgang.token = adgang.fornyer, ""
            nytt = {"grant_type": "refresh_token", "refresh_token": fornyer}
            nytt |= {n: adgang.skjema[n] for n in ("client_id",) if n in adgang.skjema}
            self._hent_token(adgang, nytt if fornyer else adgang.skjema)
        return {"Authorization": f"Bearer {adgang.token}"}

    # Reading

    def rot(self) -> Ressurs:
        """The root: how to log in, and the packages for one who has."""
        return self.hent(self._rot)

    def pakke(self, navn: str) -> Ressurs:
        """The page of a package: `arkivstruktur`, `sakarkiv`, `admin`, `loggingogsporing`, `metadata`."""
        return self.hent(self.rot().lenke(f"{navn}/"))

    def hent(self, href: str) -> Ressurs:
        """What stands at an address that an answer gave."""
        svar = self._kall("GET", href)
        return _ressurs(self._les(svar), svar.headers.get("ETag", ""))

    def foelg(self, fra: Ressurs, rel: str) -> Ressurs:
        """What a link leads to."""
        return self.hent(fra.lenke(rel))

    def paa_nytt(self, ressurs: Ressurs) -> Ressurs:
        """The same thing as it stands now."""
        return self.foelg(ressurs, "self")

    def alle(self, fra: Ressurs, rel: str, **odata: str | int) -> Iterator[Ressurs]:
        """Every row of a list, page by page. odata: `$filter`, `$orderby`, `$top`, `$search`, `$expand`."""
        side = self._les(self._kall("GET", fra.lenke(rel), params=odata or None))
        while True:
            for rad in side.get("results", ()):
                yield _ressurs(rad)
            neste = side.get("_links", {}).get("next")
            if not neste:
                return
            side = self._les(self._kall("GET", neste["href"]))

    def antall(self, fra: Ressurs, rel: str, **odata: str | int) -> int:
        """How many the list has."""
        return int(self._les(self._kall("GET", fra.lenke(rel), params={**odata, "$top": 1}))["count"])

    # Writing

    def ny(self, under: Ressurs, rel: str, **felt: Any) -> Ressurs:
        """Make one, by a link such as `sakarkiv/ny-journalpost/`; what is not sent gets the template's values."""
        return self._skriv("POST", under.lenke(rel), felt)

    def endre(self, ressurs: Ressurs, **felt: Any) -> Ressurs:
        """Change some attributes; None takes one away. Raises `Noark5Feil` 409 when somebody else came first."""
        return self._skriv("PATCH", ressurs.lenke("self"), felt, self._etag(ressurs))

    def erstatt(self, ressurs: Ressurs, felt: Mapping[str, Any]) -> Ressurs:
        """Put all attributes in the place of those that stand there."""
        return self._skriv("PUT", ressurs.lenke("self"), felt, self._etag(ressurs))

    def slett(self, ressurs: Ressurs) -> None:
        """Delete it, if it is still as it was read."""
        self._kall("DELETE", ressurs.lenke("self"), headers={"If-Match": self._etag(ressurs)})

    def _etag(self, ressurs: Ressurs) -> str:
        return ressurs.etag or self.paa_nytt(ressurs).etag

    def _skriv(self, metode: str, href: str, felt: Mapping[str, Any], etag: str = "") -> Ressurs:
        hoder = {"Content-Type": NOARK, **({"If-Match": etag} if etag else {})}
        svar = self._kall(metode, href, content=httpx.Request("POST", href, json=felt).content, headers=hoder)
        return _ressurs(self._les(svar), svar.headers.get("ETag", ""))

    # Files

    def send_fil(self, til: Ressurs, fil: Path, mime: str) -> Ressurs:
        """Send a file to a dokumentobjekt or a dokumentbeskrivelse; returns the dokumentobjekt. Raises OSError too."""
        with fil.open("rb") as innhold:
            return self.send_innhold(til, innhold, fil.stat().st_size, mime)

    def send_innhold(self, til: Ressurs, innhold: BinaryIO, stoerrelse: int, mime: str) -> Ressurs:
        """`send_fil` for what can be read and searched in. Memory: one piece, however large it is."""
        if stoerrelse == 0:
            raise Noark5Feil(0, "Filen er tom. Velg en fil med innhold.")
        href = til.lenke("arkivstruktur/fil/")
        if stoerrelse <= BIT and not 0 < self._i_ett() < stoerrelse:
            svar = self._kall("POST", href, content=innhold.read(), headers={"Content-Type": mime})
        else:
            svar = self._i_deler(href, innhold, stoerrelse, mime)
        return _ressurs(self._les(svar), svar.headers.get("ETag", ""))

    def _i_ett(self) -> int:
        if self._bulkgrense is None:
            self._bulkgrense = int(self.foelg(self.rot(), "admin/system/").get("bulkgrense") or 0)
        return self._bulkgrense

    def _i_deler(self, href: str, innhold: BinaryIO, stoerrelse: int, mime: str) -> httpx.Response:
        """Pieces, each from where the one before ended; after a break from where the server says that it has come."""
        hoder = {"X-Upload-Content-Type": mime, "X-Upload-Content-Length": str(stoerrelse)}
        svar = self._kall("POST", href, content=b"", headers=hoder)
        fra = brudd = 0
        sted = svar.headers["Location"]
        while True:
            innhold.seek(fra)
            del_ = innhold.read(BIT)
            omraade = {"Content-Type": mime, "Content-Range": f"{fra}-{fra + len(del_) - 1}/{stoerrelse}"}
            try:
                svar = self._raa("PUT", self._vaar(sted), content=del_, headers=omraade)
            except httpx.TransportError as feil:
                brudd += 1
                if brudd >= _FORSOEK:
                    raise _stille(feil) from feil
                continue
            if svar.status_code == 400 and "Range" in svar.headers and brudd < _FORSOEK:
                brudd += 1
            elif svar.is_success:
                brudd = 0
            else:
                raise _feil(svar)
            if svar.status_code == 201:
                return svar
            fra = int(svar.headers["Range"].rpartition("-")[2]) + 1
            sted = svar.headers.get("Location", sted)

    def hent_fil(self, fra: Ressurs, til: BinaryIO) -> int:
        """Fetch the file of a dokumentobjekt, piece by piece; returns how many bytes it was."""
        adresse, antall = self._vaar(fra.lenke("arkivstruktur/fil/")), 0
        try:
            with self._http.stream(
                "GET", adresse, headers=self._hode() | {"Accept": "*/*", "Accept-Encoding": "identity"}
            ) as svar:
                if not svar.is_success:
                    svar.read()
                    raise _feil(svar)
                for bit in svar.iter_raw():
                    antall += til.write(bit)
        except httpx.HTTPError as feil:
            raise _stille(feil) from feil
        return antall

    # On the wire

    def _vaar(self, href: str) -> str:
        """The address, when it is at the interface's own host: no other may get the token."""
        adresse, rot = httpx.URL(urljoin(self._rot, href.partition("{")[0])), httpx.URL(self._rot)
        if (adresse.scheme, adresse.host, adresse.port) != (rot.scheme, rot.host, rot.port):
            raise Noark5Feil(0, f"Svaret viser til en annen tjener ({adresse.host}). Bruk adressen den selv oppgir.")
        return str(adresse)

    def _kall(self, metode: str, href: str, **valg: Any) -> httpx.Response:
        try:
            svar = self._raa(metode, self._vaar(href), **valg)
        except (httpx.HTTPError, httpx.InvalidURL) as feil:
            raise _stille(feil) from feil
        if not svar.is_success:
            raise _feil(svar)
        return svar

    def _raa(self, metode: str, adresse: str, **valg: Any) -> httpx.Response:
        """One request, again when the answer is to wait: then nothing has been done (429, 503)."""
        hoder = {"Accept": f"{NOARK}, application/json;q=0.9"} | valg.pop("headers", {})
        for _forsoek in range(_FORSOEK):
            svar = self._http.request(metode, adresse, headers=self._hode() | hoder, **valg)
            vent = svar.headers.get("Retry-After", "")
            if svar.status_code not in (429, 503) or not vent.isdigit() or float(vent) > _VENT_HOEYST:
                break
            time.sleep(float(vent))
        return svar

    def _send(self, metode: str, adresse: str, **valg: Any) -> dict[str, Any]:
        """A request for a token, without one."""
        try:
            svar = self._http.request(metode, adresse, **valg)
        except httpx.HTTPError as feil:
            raise _stille(feil) from feil
        if not svar.is_success:
            raise _feil(svar)
        return self._les(svar)

    @staticmethod
    def _les(svar: httpx.Response) -> dict[str, Any]:
        try:
            lest = svar.json()
        except ValueError:
            lest = None
        if not isinstance(lest, dict):
            raise Noark5Feil(svar.status_code, "Svaret kan ikke leses. Er adressen den til tjenestegrensesnittet?")
        return lest


def _ressurs(rad: Mapping[str, Any], etag: str = "") -> Ressurs:
    lenker = {navn: str(lenke["href"]) for navn, lenke in rad.get("_links", {}).items()}
    return Ressurs({n: v for n, v in rad.items() if n != "_links"}, lenker, etag)


def _stille(feil: Exception) -> Noark5Feil:
    return Noark5Feil(0, f"Får ikke svar fra tjenestegrensesnittet ({type(feil).__name__}). Se på adressen og nettet.")


def _feil(svar: httpx.Response) -> Noark5Feil:
    """The standard's error body, or that of a login (RFC 6749, 5.2), or only the status."""
    try:
        kropp = svar.json()
    except ValueError:
        kropp = None
    lest = kropp if isinstance(kropp, dict) else {}
    feil = lest.get("feil")
    melding = feil.get("beskrivelse", "") if isinstance(feil, dict) else lest.get("error_description", "")
    hindre = tuple(Hinder(h["kode"], h["tekst"], h.get("felt", "")) for h in lest.get("hindre", ()))
    return Noark5Feil(svar.status_code, melding or f"Tjenestegrensesnittet svarte {svar.status_code}.", hindre, kropp)
