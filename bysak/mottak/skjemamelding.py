"""What somebody fills in: the fields of a form, what must be mended in them, and the case they name."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from bysak.kjerne.tekstvask import er_blank, lagres, rens

_SAK = re.compile(r"(?<!\d)((?:19|20)\d\d) ?[/-] ?(\d{1,6})(?!\d)")
MAKS = {"navn": 300, "epost": 254, "telefon": 40, "emne": 500, "tekst": 100_000, "saksreferanse": 100, "skjema": 200}
MAKS_FELTER, MAKS_FELTTEKST = 500, 500_000


@dataclass(frozen=True)
class Melding:
    """What somebody has filled in. felter: what the form asked for beside the common, name and answer."""

    navn: str = ""
    epost: str = ""
    telefon: str = ""
    emne: str = ""
    tekst: str = ""
    saksreferanse: str = ""
    skjema: str = ""
    sendt: str = ""
    felter: tuple[tuple[str, str], ...] = ()

    def renset(self) -> "Melding":
        """The same without what cannot be stored or shown; lines and words stand."""
        linjer = {n: rens(v) for n, v in asdict(self).items() if n not in ("tekst", "felter")}
        felter = tuple((rens(navn), lagres(verdi)) for navn, verdi in self.felter)
        return Melding(**linjer, tekst=lagres(self.tekst), felter=felter)


def feil_i(melding: Melding) -> dict[str, str]:
    """What must be mended before it can be received: field and sentence."""
    feil = {}
    mangler = {
        "navn": _("Skriv navnet ditt, eller navnet på den du skriver for."),
        "emne": _("Skriv kort hva det gjelder."),
        "tekst": _("Skriv det du vil si til bydelen."),
    }
    for navn, grense in MAKS.items():
        verdi = getattr(melding, navn)
        if navn in mangler and er_blank(verdi) and not (navn == "tekst" and melding.felter):
            feil[navn] = mangler[navn]
        elif len(verdi) > grense:
            feil[navn] = _("Teksten er for lang. Her er det plass til %(n)s tegn.") % {"n": grense}
    if melding.epost and not _er_epost(melding.epost):
        feil.setdefault("epost", _("E-postadressen er ikke riktig skrevet. Den skal se ut som navn@eksempel.no."))
    if len(melding.felter) > MAKS_FELTER or sum(len(n) + len(v) for n, v in melding.felter) > MAKS_FELTTEKST:
        feil["felter"] = _("Skjemaet har flere eller lengre svar enn det er plass til.")
    if melding.sendt and not _er_tid(melding.sendt):
        feil["sendt"] = _("Tidspunktet må skrives slik: 2026-11-22T09:30:00+01:00.")
    return feil


def oppgitt_sak(opphav: Mapping[str, Any]) -> tuple[int, int] | None:
    """Year and number of the case that was written in the form."""
    treff = _SAK.search(opphav["melding"]["saksreferanse"])
    return (int(treff[1]), int(treff[2])) if treff else None


def _er_epost(tekst: str) -> bool:
    try:
        validate_email(tekst)
    except ValidationError:
        return False
    return True


def _er_tid(tekst: str) -> bool:
    try:
        return datetime.fromisoformat(tekst).tzinfo is not None
    except ValueError:
        return False
