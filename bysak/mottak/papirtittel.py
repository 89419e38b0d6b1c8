"""What a scanned letter is about, by its own words: the line that says so, or its heading.

LESMEG: a pure function of the text that was read off the pages. It says where it found it, and nothing when unsure.
"""

import re

from django.utils.translation import gettext as _

from bysak.kjerne.tekstvask import maks, rens

# A subject stands above the text, on the first page.
_LINJER = 40
_LENGST = 200
_MERKET = re.compile(
    r"(?:emne|gjelder|overskrift|tema|vedr(?:ørende|\.)?|angående|ang\.|re|subject)\s*[:.]\s*(\S.{3,})", re.IGNORECASE
)
# What a letter to a municipality calls itself.
_SLAG = re.compile(
    r"(?:forny(?:et|a) )?(?:søknad|klage|anke|anmodning|begjæring|bekymringsmelding|varsel|melding|henvendelse|krav|"
    r"tilbud|høringssvar|høringsuttalelse|innspill|merknad(?:er)?|oppsigelse|purring|innsynskrav|svar)"
    r" (?:om|på|til|fra|for|over|med|ved|mot|i|vedrørende|angående)\b.{3,}",
    re.IGNORECASE,
)
_HALV = (",", ".", ";", "!", "?")


def tittel_i(tekst: str) -> tuple[str, str] | None:
    """The subject of a letter and the sentence that explains it; None when no line says what it is."""
    linjer = [rens(" ".join(linje.split())) for linje in tekst.split("\n") if linje.strip()][:_LINJER]
    for linje in linjer:
        if (funn := _MERKET.fullmatch(linje)) and _er_ord(funn[1]):
            return maks(funn[1], _LENGST), _("Fra linjen «%(linje)s» i brevet.") % {"linje": maks(linje, 60)}
    for linje in linjer:
        # A sentence in the text begins the same way, but ends as sentences do, or goes on in the next line.
        if _SLAG.fullmatch(linje) and linje[0].isupper() and len(linje) <= 90 and not linje.endswith(_HALV):
            return linje, _("Fra overskriften i brevet.")
    return None


def _er_ord(tekst: str) -> bool:
    return sum(tegn.isalpha() for tegn in tekst) * 2 > len(tekst)
