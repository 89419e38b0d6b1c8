"""What a query string says, however it was encoded on its way.

Clients send the whole query as one encoded word, some encode it twice, some leave `&` as it is inside a text. Django's
own reading would see one parameter without a value.
"""

import re
from dataclasses import dataclass, replace
from urllib.parse import quote, unquote, unquote_plus

from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.uttrykk import Sortering, Uttrykk, Utvid, les_filter, les_sortering, les_utvidelse

MAKS_RAA, MAKS_SOEK, MAKS_HOPP = 24_000, 400, 10_000_000
KJENTE = ("filter", "orderby", "top", "skip", "search", "expand", "count", "skiptoken")
# An ampersand starts a new option when a name and an equals sign follow; «Hansen & sønn» does not.
_SKILLE = re.compile(r"&+(?=(?:\$|%24)?[A-Za-z]+=)")
_LESELIG = "'(),/:*!~@;"  # what needs no encoding in a query, left for people to read
_KODET = re.compile("%[0-9A-Fa-f]{2}")


@dataclass(frozen=True)
class Spoerring:
    """The options of one question. `tekst` holds them as text, by name without `$`, for the next page's address."""

    filter: Uttrykk | None = None
    orderby: tuple[Sortering, ...] = ()
    top: int | None = None
    skip: int = 0
    search: str = ""
    expand: tuple[Utvid, ...] = ()
    fortsett: str = ""
    tekst: tuple[tuple[str, str], ...] = ()

    def neste(self, **hvor: str) -> str:
        """Return the query of the next page: the same question, going on from `skiptoken` or `skip`."""
        deler = [*((n, v) for n, v in self.tekst if n not in ("skip", "skiptoken")), *hvor.items()]
        return "&".join(f"${navn}={quote(verdi, safe=_LESELIG)}" for navn, verdi in deler)


def les(raa: str) -> Spoerring:
    """Read the query string of a list. Raises `UgyldigSpoerring`; options without `$` that are unknown are not ours."""
    gitt = {}
    for navn, verdi in dekod(raa).items():
        kort = navn.removeprefix("$").lower()
        if kort in KJENTE and verdi.strip():
            if kort in gitt:
                raise UgyldigSpoerring(f"${kort} er gitt to ganger. Sett sammen til én.")
            gitt[kort] = verdi.strip()
        elif kort not in KJENTE and navn.startswith("$"):
            kjente = ", ".join(f"${n}" for n in KJENTE[:6])
            raise UgyldigSpoerring(f"{navn} er ikke en del av grensesnittet. Bruk {kjente}.")
    if (antall := gitt.pop("count", "true").lower()) not in ("true", "false"):
        raise UgyldigSpoerring(f"$count er true eller false, ikke «{antall[:20]}». Antallet er alltid med i svaret.")
    svar = Spoerring(
        top=_tall(gitt, "top") if "top" in gitt else None,
        skip=_tall(gitt, "skip"),
        search=_soek(gitt.get("search", "")),
        fortsett=gitt.get("skiptoken", ""),
        tekst=tuple(gitt.items()),
    )
    if "filter" in gitt:
        svar = replace(svar, filter=les_filter(gitt["filter"]))
    if "orderby" in gitt:
        svar = replace(svar, orderby=les_sortering(gitt["orderby"]))
    return replace(svar, expand=les_utvidelse(gitt["expand"])) if "expand" in gitt else svar


def dekod(raa: str) -> dict[str, str]:
    """Split a query string into names and values, as they were before anybody encoded them.

    Raises `UgyldigSpoerring` for one that is too long, is not UTF-8, or names the same option twice.
    """
    if len(raa) > MAKS_RAA:
        raise UgyldigSpoerring(f"Spørringen kan ha høyst {MAKS_RAA} tegn.")
    try:
        svar = _delt(raa)
    except UnicodeDecodeError:
        raise UgyldigSpoerring("Spørringen er ikke kodet som UTF-8.") from None
    if any("\0" in verdi for verdi in svar.values()):
        raise UgyldigSpoerring("Spørringen har et tegn som ikke kan stå i en tekst.")
    return svar


def _delt(raa: str) -> dict[str, str]:
    hel = False
    while "=" not in raa and _KODET.search(raa):
        raa, hel = unquote_plus(raa, errors="strict"), True
    svar: dict[str, str] = {}
    for bit in _SKILLE.split(raa.strip("?&")):
        navn, _, verdi = bit.partition("=")
        navn = unquote_plus(navn, errors="strict").strip()
        if navn in svar:
            raise UgyldigSpoerring(f"{navn} er gitt to ganger. Sett sammen til én.")
        # In a query that was encoded as one word a plus is a plus by now; a percent sign may still be code.
        svar[navn] = unquote(verdi, errors="strict") if hel else _verdi(verdi)
    svar.pop("", None)
    return svar


def _verdi(kodet: str) -> str:
    verdi = unquote_plus(kodet, errors="strict")
    # Encoded twice: what should have been spaces and quotation marks are still code.
    while _KODET.search(verdi) and not re.search(r"[\s'\"]", verdi):
        verdi = unquote_plus(verdi, errors="strict")
    return verdi


def _tall(gitt: dict[str, str], navn: str) -> int:
    verdi = gitt.get(navn, "0")
    if not re.fullmatch(r"[0-9]{1,9}", verdi) or int(verdi) > MAKS_HOPP:
        raise UgyldigSpoerring(f"${navn} er et helt tall fra 0 til {MAKS_HOPP}, ikke «{verdi[:20]}».")
    return int(verdi)


def _soek(tekst: str) -> str:
    if len(tekst) > MAKS_SOEK:
        raise UgyldigSpoerring(f"$search kan ha høyst {MAKS_SOEK} tegn.")
    if len(tekst) > 1 and tekst[0] == tekst[-1] == "'":
        return tekst[1:-1].replace("''", "'").strip()
    return tekst
