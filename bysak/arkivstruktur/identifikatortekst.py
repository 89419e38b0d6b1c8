"""National identifiers as people write and paste them: one line of text for each kind, read and shown (M030-M049)."""

import re
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bysak.arkivstruktur.models import NasjonalIdentifikator
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.tekstvask import rens

Art = NasjonalIdentifikator.Art
# Every bydel lies in Oslo; a property or plan elsewhere is written with its own number first.
KOMMUNE = "0301"
_TALL = r"-?\d{1,12}(?:[.,]\d{1,10})?"

# How each kind is written, and what to say of what cannot be read.
_FORM: dict[str, tuple[re.Pattern[str], str | Promise]] = {
    Art.MATRIKKEL: (
        re.compile(
            r"(?:(?P<kommunenummer>\d{4})\s*-\s*)?(?:gnr\.?\s*)?(?P<gaardsnummer>\d{1,5})\s*(?:/|,?\s*bnr\.?)\s*"
            r"(?P<bruksnummer>\d{1,5})(?:\s*(?:/|,?\s*fnr\.?)\s*(?P<festenummer>\d{1,5}))?"
            r"(?:\s*(?:/|,?\s*snr\.?)\s*(?P<seksjonsnummer>\d{1,5}))?", re.I,
        ),
        _("Skriv gårdsnummer og bruksnummer, som 207/145, og eventuelt feste og seksjon: 207/145/0/3."),
    ),
    Art.BYGG: (
        re.compile(r"(?P<bygningsnummer>\d{1,9})(?:\s*-\s*(?P<endringsloepenummer>\d{1,3}))?"),
        _("Skriv bygningsnummeret, som 80123456, og eventuelt løpenummer for endring: 80123456-1."),
    ),
    Art.PLAN: (
        re.compile(r"(?:(?P<kommunenummer>\d{4})\s+)?(?P<planidentifikasjon>\S.{0,58}\S|\S)"),
        _("Skriv planens nummer, som S-4220, med høyst 60 tegn."),
    ),
    Art.POSISJON: (
        re.compile(rf"(?P<koordinatsystem>EPSG:?\s?\d{{4,5}})[\s;,]+(?P<x>{_TALL})[\s;]+(?P<y>{_TALL})"
                   rf"(?:[\s;]+(?P<z>{_TALL}))?", re.I),
        _("Skriv koordinatsystem, øst og nord, som EPSG:25832 597423 6643460."),
    ),
    Art.PERSON: (
        re.compile(r"(?P<person_id>\d{6}\s?\d{5})"),
        _("Et fødselsnummer har elleve sifre."),
    ),
    Art.ENHET: (
        re.compile(r"(?P<organisasjons_id>\d[\d ]{7,10}\d)"),
        _("Et organisasjonsnummer har ni sifre."),
    ),
}  # fmt: skip
_HELE = ("gaardsnummer", "bruksnummer", "festenummer", "seksjonsnummer", "bygningsnummer", "endringsloepenummer")


def les(art: str, tekst: str) -> dict[str, Any]:
    """The fields that a line of text means. Raises `Hindret` with how it is written, or for an unknown kind."""
    if art not in _FORM:
        raise Hindret([Hinder("id.art", str(_("Velg hva slags identifikator det er.")), felt="art")])
    form, slik = _FORM[art]
    funnet = form.fullmatch(rens(tekst))
    if funnet is None:
        raise Hindret([Hinder("id.form", str(slik), felt="nummer")])
    felt = {n: int(v) if n in _HELE else v for n, v in funnet.groupdict().items() if v}
    if "kommunenummer" in form.groupindex:
        felt.setdefault("kommunenummer", KOMMUNE)
    return felt


def skriv(den: NasjonalIdentifikator) -> str:
    """The same line back, for people; of a fødselsnummer only the date, as nobody needs to read the rest here."""
    if den.art == Art.MATRIKKEL:
        deler = [den.gaardsnummer, den.bruksnummer, den.festenummer, den.seksjonsnummer]
        while deler[-1] is None:
            deler.pop()
        return _med_kommune(den, "/".join(str(d or 0) for d in deler), "-")
    if den.art == Art.BYGG:
        return f"{den.bygningsnummer}" + (f"-{den.endringsloepenummer}" if den.endringsloepenummer is not None else "")
    if den.art == Art.PLAN:
        return _med_kommune(den, den.planidentifikasjon, " ")
    if den.art == Art.POSISJON:
        return " ".join(filter(None, [den.koordinatsystem, den.x, den.y, den.z]))
    if den.art == Art.PERSON:
        return f"{den.person_id[:6]} *****"
    return den.organisasjons_id


def _med_kommune(den: NasjonalIdentifikator, tekst: str, mellom: str) -> str:
    return tekst if den.kommunenummer in ("", KOMMUNE) else f"{den.kommunenummer}{mellom}{tekst}"
