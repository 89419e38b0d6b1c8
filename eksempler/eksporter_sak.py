"""Export a case with its files to a folder: one JSON file for every thing, the files beside their documents.

python -m eksempler.eksporter_sak --bruker admin@example.com --sak 2026/12 ut/

The folder must be new or empty. Every file is compared with its checksum.
"""

import hashlib
import json
import re
from pathlib import Path

from bysak.klienter.noark5 import Noark5, Noark5Feil, Ressurs
from eksempler.felles import finn_sak, innlogget, kjoer, valg

UNDERMAPPE = "arkivstruktur/undermappe/"
_UTRYGT = re.compile(r"[^\w.\- ]+")


def main(argv: list[str] | None = None) -> None:
    """Read the options, and export. Prints how much it was."""
    leser = valg("Eksporter en sak med filene til en mappe.")
    leser.add_argument("mappe")
    valgt = leser.parse_args(argv)
    mappe = Path(valgt.mappe)
    if mappe.exists() and (not mappe.is_dir() or any(mappe.iterdir())):
        raise OSError(f"{mappe} er ikke en tom mappe. Velg en ny.")
    with innlogget(valgt) as noark:
        sak = finn_sak(noark, valgt.sak)
        mappe.mkdir(parents=True, exist_ok=True)
        poster, filer = _eksporter(noark, sak, mappe)
    print(f"{sak['mappeID']}: {poster} registreringer og {filer} filer i {mappe}")


def _eksporter(noark: Noark5, sak: Ressurs, mappe: Path) -> tuple[int, int]:
    _skriv(mappe / "mappe.json", sak, parter=_data(noark, sak, "part"), merknader=_data(noark, sak, "merknad"))
    poster = filer = 0
    for poster, post in enumerate(noark.alle(sak, "arkivstruktur/registrering/"), 1):
        sted = _ny_mappe(mappe, poster, str(post.get("tittel", "")))
        _skriv(sted / "registrering.json", post, korrespondanseparter=_data(noark, post, "korrespondansepart"))
        for nr, dokument in enumerate(noark.alle(post, "arkivstruktur/dokumentbeskrivelse/"), 1):
            filer += _dokumentet(noark, dokument, _ny_mappe(sted, nr, str(dokument.get("tittel", ""))))
    under = noark.alle(sak, UNDERMAPPE) if sak.har(UNDERMAPPE) else ()
    for nr, mappa in enumerate(under, poster + 1):
        flere_poster, flere_filer = _eksporter(noark, mappa, _ny_mappe(mappe, nr, str(mappa.get("tittel", ""))))
        poster, filer = poster + flere_poster, filer + flere_filer
    return poster, filer


def _data(noark: Noark5, fra: Ressurs, hva: str) -> list[object]:
    rel = f"arkivstruktur/{hva}/"
    return [dict(rad.data) for rad in noark.alle(fra, rel)] if fra.har(rel) else []


def _dokumentet(noark: Noark5, dokument: Ressurs, sted: Path) -> int:
    _skriv(sted / "dokumentbeskrivelse.json", dokument)
    antall = 0
    for nr, objekt in enumerate(noark.alle(dokument, "arkivstruktur/dokumentobjekt/"), 1):
        navn = _trygt(str(objekt.get("filnavn") or "fil"))
        _skriv(sted / f"{nr:02}-dokumentobjekt.json", objekt)
        if objekt.get("filstoerrelse"):
            _filen(noark, objekt, sted / f"{nr:02}-{navn}")
            antall += 1
    return antall


def _filen(noark: Noark5, objekt: Ressurs, sti: Path) -> None:
    """It has its name only when all of it has come and it is the right one."""
    paa_vei = sti.with_name(f"{sti.name}.del")
    with paa_vei.open("xb") as ut:
        noark.hent_fil(objekt, ut)
    with paa_vei.open("rb") as lest:
        sum_ = hashlib.file_digest(lest, "sha256").hexdigest()
    if sum_ != str(objekt["sjekksum"]).lower():
        raise Noark5Feil(0, f"{sti}: sjekksummen stemmer ikke. Filen er ikke den som ble arkivert.")
    paa_vei.rename(sti)


def _ny_mappe(over: Path, nr: int, tittel: str) -> Path:
    sted = over / f"{nr:03}-{_trygt(tittel)}"
    sted.mkdir()
    return sted


def _trygt(navn: str) -> str:
    """A name from outside as the name of a file here: no separators, not hidden, not too long."""
    return _UTRYGT.sub("_", navn).strip(" .")[-80:] or "uten navn"


def _skriv(sti: Path, hva: Ressurs, **med: list[object]) -> None:
    innhold = {**hva.data, **{navn: rader for navn, rader in med.items() if rader}}
    sti.write_text(json.dumps(innhold, ensure_ascii=False, indent=2), encoding="utf-8")


if __name__ == "__main__":
    kjoer(main)
