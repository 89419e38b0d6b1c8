"""KS SvarInn, the inbox of SvarUt: list, fetch, acknowledge. Both versions of the protocol, read tolerantly.

LESMEG: a shipment stays in the list until it is acknowledged, and comes with every question until then. Unknown fields
are accepted and optional ones may be gone. Addresses for fetching are used as given, but the password is sent only to
the host that was set. Raises `SvarInnFeil`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx

from bysak.klienter.stroem import Stroem
from bysak.klienter.tegn import rens_json, rens_linje

# The list has at most so many, and no next page.
MEST_I_LISTEN = 200
_SVARTID = httpx.Timeout(30, read=120)
_BIT = 1 << 18
_MAKS_TEKST = 1000
_SHA256 = re.compile(r"[0-9a-f]{64}")
_STIER = {
    1: ("/tjenester/svarinn/mottaker/hentNyeForsendelser", "/tjenester/svarinn/kvitterMottak/forsendelse/{id}",
        "/tjenester/svarinn/mottakFeilet/forsendelse/{id}"),
    2: ("/api/svarinn/v2/forsendelser", "/api/svarinn/v2/forsendelser/{id}/status",
        "/api/svarinn/v2/forsendelser/{id}/status"),
}  # fmt: skip
_NIVAA = {"3": 3, "4": 4, "BETYDELIG": 3, "HOYESTE": 4}


class SvarInnFeil(Exception):
    """SvarInn does not do what was asked. forbigaaende: trying again may help; the text is for people, in Norwegian."""

    def __init__(self, melding: str, *, forbigaaende: bool, status: int = 0) -> None:
        self.melding, self.forbigaaende, self.status = melding, forbigaaende, status
        super().__init__(melding)


@dataclass(frozen=True)
class Fil:
    """One file of a shipment as the sender describes it. stoerrelse: bytes, None when it is not said."""

    navn: str
    mime: str
    sha256: str
    stoerrelse: int | None


@dataclass(frozen=True)
class Adresse:
    """Sender or recipient. `nummer` is an organisation's, never a person's."""

    navn: str = ""
    nummer: str = ""
    linjer: tuple[str, ...] = ()
    postnummer: str = ""
    poststed: str = ""


@dataclass(frozen=True)
class Arkivopplysninger:
    """Case and entry as one of the two archives numbers them. Zero and empty mean that it is not set."""

    saksaar: int = 0
    sakssekvensnummer: int = 0
    journalaar: int = 0
    journalsekvensnummer: int = 0
    journalpostnummer: int = 0
    tittel: str = ""
    saksbehandler: str = ""
    dokumentets_dato: datetime | None = None


@dataclass(frozen=True)
class Forsendelse:
    """One shipment in the list. nivaa: 3 or 4. hos_avsender: the sender's own numbers; hos_oss: its guess at ours."""

    id: str
    tittel: str
    nedlasting: str
    dato: datetime | None = None
    nivaa: int = 3
    taushetsbelagt: bool = False
    avsender: Adresse = Adresse()
    mottaker: Adresse = Adresse()
    svar_til: Adresse = Adresse()
    svar_paa: str = ""
    ekstern_ref: str = ""
    fra_system: str = ""
    hos_avsender: Arkivopplysninger = Arkivopplysninger()
    hos_oss: Arkivopplysninger = Arkivopplysninger()
    filer: tuple[Fil, ...] = ()
    raa: Mapping[str, Any] = field(default_factory=dict, compare=False)


def les(raa: Any) -> Forsendelse:
    """One element of the list, of either version and shape. Raises SvarInnFeil when what is needed is missing."""
    if not isinstance(raa, Mapping):
        raise _uforstaaelig("Et element i listen er ikke en forsendelse.")
    try:
        raa = rens_json(raa)
    except RecursionError:
        raise _uforstaaelig("Forsendelsen har opplysninger i for mange nivåer.") from None
    filer = raa.get("filer") if raa.get("filer") is not None else raa.get("filmetadata")
    svar_til, avsender = _adresse(raa.get("svarSendesTil")), _adresse(raa.get("avsender"))
    if not avsender.nummer:  # the old version says whose it is only where the answer goes
        avsender = Adresse(avsender.navn, svar_til.nummer, avsender.linjer, avsender.postnummer, avsender.poststed)
    forsendelse = Forsendelse(
        id=_tekst(raa.get("id"))[:100],
        tittel=_tekst(raa.get("tittel")),
        nedlasting=str(raa.get("nedlastingslenke") or raa.get("downloadUrl") or ""),
        dato=_tid(raa.get("dato") or raa.get("date")),
        nivaa=_NIVAA.get(str(raa.get("sikkerhetsniva") or raa.get("niva")).upper(), 4),
        taushetsbelagt=raa.get("taushetsbelagtPost") is not False,
        avsender=avsender,
        mottaker=_adresse(raa.get("mottaker")),
        svar_til=svar_til,
        svar_paa=_tekst(raa.get("svarPaForsendelse"))[:100],
        ekstern_ref=_tekst(raa.get("eksternRef"))[:200],
        fra_system=_tekst(raa.get("avgivendeSystem"))[:100],
        hos_avsender=_opplysninger(raa.get("metadataFraAvleverendeSystem")),
        hos_oss=_opplysninger(raa.get("metadataForImport")),
        filer=tuple(map(_fil, filer if isinstance(filer, list) else ())),
        raa=raa,
    )
    if not (re.fullmatch(r"[0-9A-Za-z-]{1,100}", forsendelse.id) and forsendelse.nedlasting and forsendelse.filer):
        raise _uforstaaelig("Forsendelsen mangler id, adresse for nedlasting eller filer.")
    return forsendelse


class SvarInn:
    """The inbox of one receiving system. adresse: such as https://svarut.ks.no; versjon: 1 or 2."""

    def __init__(self, adresse: str, bruker: str, passord: str, *, versjon: int = 2) -> None:
        self._adresse, self._stier, self._versjon = adresse.rstrip("/"), _STIER[versjon], versjon
        self._http = httpx.Client(auth=(bruker, passord), timeout=_SVARTID, follow_redirects=False)

    def __enter__(self) -> SvarInn:
        """Use as a block, so that the connections are let go."""
        return self

    def __exit__(self, *_: object) -> None:
        """Let the connections go."""
        self._http.close()

    def liste(self) -> list[Any]:
        """What waits now, as it came: each is read by itself, so that one that is odd does not stop the others."""
        svar = self._spoer("GET", self._adresse + self._stier[0])
        try:
            rader = svar.json()
        except (ValueError, RecursionError):
            rader = None
        if not isinstance(rader, list):
            raise _uforstaaelig("SvarInn svarte ikke med en liste.")
        return rader

    @contextmanager
    def last_ned(self, forsendelse: Forsendelse) -> Iterator[Stroem]:
        """The encrypted container, to be read from inside the block."""
        vert, egen = urlsplit(forsendelse.nedlasting), urlsplit(self._adresse)
        if (vert.scheme, vert.netloc) != (egen.scheme, egen.netloc):
            raise SvarInnFeil(
                "Forsendelsen skal hentes fra en annen tjener enn den som er satt opp.", forbigaaende=False
            )
        try:
            with self._http.stream("GET", forsendelse.nedlasting) as svar:
                _krev_ok(svar)
                yield Stroem(_biter(svar))
        except httpx.HTTPError as feil:
            raise _borte(feil) from feil

    def kvitter(self, forsendelse_id: str) -> None:
        """Say that a shipment is safely received. Saying it again is harmless: an answer that it is gone is a yes."""
        adresse = self._adresse + self._stier[1].format(id=forsendelse_id)
        try:
            if self._versjon == 1:
                self._spoer("POST", adresse)
            else:
                self._spoer("PATCH", adresse, {"status": "MOTTATT"})
        except SvarInnFeil as feil:
            if feil.status not in (404, 409, 410):
                raise

    def meld_feil(self, forsendelse_id: str, melding: str, *, permanent: bool) -> None:
        """Tell the sender that it failed. permanent: it is printed and posted instead, which cannot be undone."""
        adresse = self._adresse + self._stier[2].format(id=forsendelse_id)
        feil = {"feilmelding": melding, "permanent": permanent}
        if self._versjon == 1:
            self._spoer("POST", adresse, feil)
        else:
            self._spoer("PATCH", adresse, {"status": "FEILET", "feil": feil})

    def _spoer(self, metode: str, adresse: str, kropp: Mapping[str, Any] | None = None) -> httpx.Response:
        try:
            svar = self._http.request(metode, adresse, json=kropp)
        except httpx.HTTPError as feil:
            raise _borte(feil) from feil
        _krev_ok(svar)
        return svar


def _biter(svar: httpx.Response) -> Iterator[bytes]:
    try:
        yield from svar.iter_bytes(_BIT)
    except httpx.HTTPError as feil:
        raise _borte(feil) from feil


def _borte(feil: httpx.HTTPError) -> SvarInnFeil:
    return SvarInnFeil(f"Fikk ikke svar fra SvarInn ({type(feil).__name__}).", forbigaaende=True)


def _krev_ok(svar: httpx.Response) -> None:
    if svar.status_code in (401, 403):
        raise SvarInnFeil("SvarInn godtar ikke brukernavn og passord.", forbigaaende=False, status=svar.status_code)
    if not svar.is_success:
        raise SvarInnFeil(
            f"SvarInn svarte med feilkode {svar.status_code}.",
            forbigaaende=svar.status_code >= 500 or svar.status_code in (408, 429),
            status=svar.status_code,
        )


def _uforstaaelig(melding: str) -> SvarInnFeil:
    return SvarInnFeil(melding, forbigaaende=False)


def _tekst(verdi: Any) -> str:
    return rens_linje(verdi, _MAKS_TEKST) if isinstance(verdi, str) else ""


def _tall(verdi: Any) -> int:
    """A number; what is no number, negative or too large for the database means that it is not set."""
    return verdi if isinstance(verdi, int) and not isinstance(verdi, bool) and 0 < verdi < 2**31 else 0


def _tid(verdi: Any) -> datetime | None:
    """A time as text or as milliseconds: both are seen in the wild."""
    try:
        if isinstance(verdi, int | float) and not isinstance(verdi, bool):
            return datetime.fromtimestamp(verdi / 1000, UTC)
        if isinstance(verdi, str):
            tid = datetime.fromisoformat(verdi)
            return tid if tid.tzinfo else tid.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        pass
    return None


def _fil(raa: Any) -> Fil:
    raa = raa if isinstance(raa, Mapping) else {}
    sjekksum = str(raa.get("hash") or raa.get("sha256hash") or "").lower()
    stoerrelse = raa.get("storrelse") or raa.get("size")
    return Fil(
        navn=_tekst(raa.get("filnavn")),
        mime=_tekst(raa.get("mimeType") or raa.get("mimetype")),
        sha256=sjekksum if _SHA256.fullmatch(sjekksum) else "",
        stoerrelse=stoerrelse if isinstance(stoerrelse, int) and stoerrelse > 0 else None,
    )


def _adresse(raa: Any) -> Adresse:
    if not isinstance(raa, Mapping):
        return Adresse()
    felt = raa | raa["postadresse"] if isinstance(raa.get("postadresse"), Mapping) else raa
    linjer = (_tekst(felt.get(f"{navn}{nr}")) for nr in (1, 2, 3) for navn in ("adresselinje", "adresse"))
    nummer = _tekst(raa.get("organisasjonsnummer") or raa.get("orgnr"))
    return Adresse(
        navn=_tekst(felt.get("navn")),
        nummer=nummer if re.fullmatch(r"\d{9}", nummer) else "",
        linjer=tuple(filter(None, linjer)),
        postnummer=_tekst(felt.get("postnummer") or felt.get("postnr")),
        poststed=_tekst(felt.get("poststed")),
    )


def _opplysninger(raa: Any) -> Arkivopplysninger:
    """Nested in the new version, flat in the old."""
    if not isinstance(raa, Mapping):
        return Arkivopplysninger()
    mappe, post = (raa[n] if isinstance(raa.get(n), Mapping) else raa for n in ("mappeId", "journalpostId"))
    return Arkivopplysninger(
        saksaar=_tall(mappe.get("saksaar")),
        sakssekvensnummer=_tall(mappe.get("sakssekvensnummer")),
        journalaar=_tall(post.get("journalaar")),
        journalsekvensnummer=_tall(post.get("journalsekvensnummer")),
        journalpostnummer=_tall(post.get("journalpostnummer")),
        tittel=_tekst(raa.get("tittel")),
        saksbehandler=_tekst(raa.get("saksbehandler") or raa.get("saksBehandler")),
        dokumentets_dato=_tid(raa.get("dokumentetsDato")),
    )
