"""One cleaning of titles and names, used at every door: what is stored can be shown, searched and deposited.

XML 1.0 cannot carry most control characters, PostgreSQL no NUL and no lone surrogates; zero-width characters and bidi
overrides let a text look like another one and slip past search and screening.
"""

import re
import unicodedata

# Characters that are letters or marks by category but leave no ink.
_USYNLIGE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
_BLANKE = re.compile(r"[\s\u2800]+")
# What XML 1.0 forbids beyond the control characters.
_IKKE_TEGN = frozenset("\ufffe\uffff")


def rens(tekst: str) -> str:
    """One line of text in NFC: no control, format or invisible characters, single spaces, none at the ends.

    Idempotent. What cannot be decoded (lone surrogates) becomes U+FFFD, so that the loss shows.
    """
    synlig = "".join(map(_synlig, _BLANKE.sub(" ", tekst)))
    return _BLANKE.sub(" ", unicodedata.normalize("NFC", synlig)).strip()


def lagres(tekst: str) -> str:
    """A text of several lines as it can be stored and deposited: its lines and spaces stand, the rest as in `rens`."""
    return tekst if tekst.isprintable() else "".join(t if t in "\n\r\t" else _synlig(t) for t in tekst)


def er_blank(tekst: str) -> bool:
    """Whether nothing that can be seen is left when the text is cleaned."""
    return not rens(tekst)


def maks(tekst: str, lengde: int) -> str:
    """At most `lengde` characters, ended by «…» when something was cut; an accent stays with its letter."""
    if len(tekst) <= lengde:
        return tekst
    slutt = max(lengde - 1, 0)
    while slutt and unicodedata.combining(tekst[slutt]):
        slutt -= 1
    return (tekst[:slutt].rstrip() + "…")[:lengde]


def _synlig(tegn: str) -> str:
    kategori = unicodedata.category(tegn)
    if kategori == "Cs":
        return "\ufffd"
    return "" if kategori in ("Cc", "Cf") or tegn in _USYNLIGE or tegn in _IKKE_TEGN else tegn
