"""The providers that people log in through, from a file (TOML): what each is called, and how it is spoken to.

Secrets are never in the file: it names files of their own, or they are in the environment (docs/drift.md).
"""

import os
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

_KODE = re.compile(r"[a-z][a-z0-9-]{0,39}")
_HEMMELIGE = ("hemmelighet", "noekkel")


@dataclass(frozen=True)
class Oppsett:
    """One provider. Either a secret or a private key (PEM) shows it who we are.

    brukerfelt: the claim that says who somebody is; `koblet` when it is found among the links that administrators have
    made, and not as the user name. acr: levels asked for, one of which must have been used. sterk_acr, alltid_sterk:
    which logins count as more than a password. bevis_til_utsteder: our proof is made out to the issuer, and not to the
    address that it is sent to.
    """

    kode: str
    navn: str
    utsteder: str
    klient_id: str
    hemmelighet: str = field(default="", repr=False)
    noekkel: str = field(default="", repr=False)
    noekkel_id: str = ""
    algoritme: str = "RS256"
    bevis_til_utsteder: bool = False
    omfang: str = "openid profile"
    brukerfelt: str = "preferred_username"
    koblet: bool = False
    gruppefelt: str = ""
    acr: tuple[str, ...] = ()
    sterk_acr: tuple[str, ...] = ()
    alltid_sterk: bool = False


def les(fil: Path) -> tuple[Oppsett, ...]:
    """The providers of a file. Raises ValueError with a sentence that says what is wrong, and never a secret."""
    try:
        rader = tomllib.loads(fil.read_text(encoding="utf-8")).get("leverandoer", [])
    except (OSError, UnicodeDecodeError) as feil:
        raise ValueError(f"{fil} kan ikke leses ({type(feil).__name__}).") from None
    except tomllib.TOMLDecodeError as feil:
        raise ValueError(f"{fil} er ikke gyldig TOML: {feil}.") from None
    if not rader:
        raise ValueError(f"{fil} har ingen [[leverandoer]].")
    alle = tuple(_les_en(rad, fil.parent) for rad in rader)
    if len({o.kode for o in alle}) < len(alle) or len({(o.utsteder, o.klient_id) for o in alle}) < len(alle):
        raise ValueError("To leverandører har samme kode, eller samme utsteder og klient.")
    return alle


def _les_en(rad: Mapping[str, Any], mappe: Path) -> Oppsett:
    kode = str(rad.get("kode", ""))
    if not _KODE.fullmatch(kode):
        raise ValueError(f"Leverandøren {kode!r} må ha en kode av små bokstaver, tall og bindestrek.")
    kjente = {f.name: f for f in fields(Oppsett)} | {f"{h}_fil": None for h in _HEMMELIGE}
    ukjent = sorted(set(rad) - set(kjente) | set(rad) & set(_HEMMELIGE))
    if ukjent:
        raise ValueError(f"{kode}: «{ukjent[0]}» er ikke en innstilling, eller skal ligge i en fil for seg.")
    verdier: dict[str, Any] = {n: tuple(v) if isinstance(v, list) else v for n, v in rad.items() if n in _navn()}
    mangler = [n for n in ("navn", "utsteder", "klient_id") if not verdier.get(n)]
    if mangler:
        raise ValueError(f"{kode}: «{mangler[0]}» mangler.")
    hemmelige = {navn: _hemmelig(rad, navn, mappe) for navn in _HEMMELIGE}
    if bool(hemmelige["hemmelighet"]) == bool(hemmelige["noekkel"]):
        raise ValueError(f"{kode}: oppgi enten hemmelighet_fil eller noekkel_fil.")
    _krev_tls(kode, str(verdier["utsteder"]))
    return Oppsett(**verdier | hemmelige | {"utsteder": str(verdier["utsteder"]).rstrip("/")})


def _navn() -> set[str]:
    return {f.name for f in fields(Oppsett)} - set(_HEMMELIGE)


def _krev_tls(kode: str, utsteder: str) -> None:
    if not utsteder.startswith(("https://", "http://127.0.0.1", "http://localhost")):
        raise ValueError(f"{kode}: utstederen må ha en adresse med https.")


def _hemmelig(rad: Mapping[str, Any], navn: str, mappe: Path) -> str:
    fil = rad.get(f"{navn}_fil", "")
    if fil:
        try:
            return (mappe / str(fil)).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError):
            raise ValueError(f"{rad['kode']}: {navn}_fil kan ikke leses.") from None
    variabel = f"INNLOGGING_{rad['kode']}".upper().replace("-", "_")
    return os.environ.get(f"BYSAK_HEMMELIG_{variabel}", "") if navn == "hemmelighet" else ""
