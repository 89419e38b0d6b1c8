"""Tamper evidence: every line has a digest, every publishing a digest over its lines and the publishing before it.

All of it can be recomputed from the public rows alone. A version that was replaced or withdrawn keeps only its digest;
the salt goes with the content, so that nobody can guess the words back (journalregler 8.6).
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, Protocol

from bysak.kjerne.kalender import OSLO

FELTER = (
    "saksaar", "sakssekvensnummer", "journalpostnummer", "journalaar", "journalsekvensnummer", "type", "tittel",
    "sakstittel", "parter", "journaldato", "dokumentets_dato", "hjemmel", "omfang", "kontakt_epost", "kontakt_telefon",
)  # fmt: skip


class Innfoersel(Protocol):
    """What a line must have to be proved."""

    innfoersel_id: Any
    versjon: int
    virksomhet_kode: str
    salt: str
    digest: str


class Dag(Protocol):
    """What a publishing must have to be proved."""

    virksomhet_kode: str
    nr: int
    dato: date
    publisert_tid: datetime
    forrige_digest: str
    digest: str


def innhold(rad: object) -> dict[str, Any]:
    """The public content of a line, from the published store or from a `Linje`, as plain comparable values."""
    return {navn: _enkel(getattr(rad, navn)) for navn in FELTER}


def _enkel(verdi: Any) -> Any:
    if isinstance(verdi, date):
        return verdi.isoformat()
    if isinstance(verdi, list | tuple):
        return [_enkel(v) for v in verdi]
    if hasattr(verdi, "__dataclass_fields__"):
        return {n: getattr(verdi, n) for n in verdi.__dataclass_fields__}
    return verdi


def _sum(verdier: object) -> str:
    tekst = json.dumps(verdier, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(tekst.encode()).hexdigest()


def linjedigest(kode: str, innfoersel_id: object, versjon: int, felter: dict[str, Any], salt: str) -> str:
    """SHA-256 of one version of one line."""
    return _sum({"bydel": kode, "id": str(innfoersel_id), "versjon": versjon, "salt": salt, **felter})


def dagsdigest(
    kode: str, nr: int, dato: date, tid: datetime, forrige: str, linjer: Iterable[str], trukne: Iterable[str]
) -> str:
    """SHA-256 of one publishing: its lines in the order of their digests, what it withdrew, and the one before."""
    return _sum(
        {
            "bydel": kode,
            "nr": nr,
            "dato": dato.isoformat(),
            "tid": tid.astimezone(OSLO).isoformat(timespec="microseconds"),
            "forrige": forrige,
            "linjer": sorted(linjer),
            "trukket": sorted(trukne),
        }
    )


def feil_i_kjeden(dager: Iterable[Dag], rader: Iterable[Any]) -> Iterator[str]:
    """Where the chain of one virksomhet does not hold, as sentences; nothing when it does.

    dager: every publishing of the virksomhet. rader: every row of its lines, replaced and withdrawn ones included.
    """
    linjer: dict[int, list[str]] = {}
    trukne: dict[int, list[str]] = {}
    for rad in rader:
        linjer.setdefault(rad.publisering_nr, []).append(rad.digest)
        if rad.trukket_nr is not None:
            trukne.setdefault(rad.trukket_nr, []).append(str(rad.innfoersel_id))
        if rad.salt and rad.digest != linjedigest(
            rad.virksomhet_kode, rad.innfoersel_id, rad.versjon, innhold(rad), rad.salt
        ):
            yield f"Innføring {rad.innfoersel_id} versjon {rad.versjon} er endret etter publisering."
    forrige = ""
    for ventet, dag in enumerate(sorted(dager, key=lambda d: d.nr), start=1):
        if dag.nr != ventet:
            yield f"Publisering {ventet} mangler."
            return
        regnet = dagsdigest(
            dag.virksomhet_kode,
            dag.nr,
            dag.dato,
            dag.publisert_tid,
            forrige,
            linjer.get(dag.nr, []),
            trukne.get(dag.nr, []),
        )
        if dag.forrige_digest != forrige or dag.digest != regnet:
            yield f"Publisering {dag.nr} ({dag.dato}) stemmer ikke med linjene eller med den forrige."
        forrige = dag.digest
