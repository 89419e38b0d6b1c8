"""The register of provisions that exempt from public access, and the reading of what people write.

A hjemmel is a choice in a tree, not free text: offl § 31 demands the provision with ledd, letter and number, and under
§ 13 the provision of secrecy as well. People write it in many ways, so matching is lenient and storing is canonical.
"""

import re
from dataclasses import dataclass, replace
from typing import Literal

from django.utils.translation import gettext as _

Art = Literal["skal", "kan"]
Omfang = Literal["opplysninger", "dokument", "journalinnfoering"]


@dataclass(frozen=True)
class Hjemmel:
    """One provision.

    art: "skal" is a duty of secrecy, where meirinnsyn (offl § 11) is ruled out; "kan" is a choice to be reasoned.
    omfang: what the wording exempts. midlertidig: ends by an event or a date that must be known.
    offlf9: entries in such cases never go online (offlf § 9 femte ledd, § 7 annet ledd b).
    aldri_paa_nett: the information itself never goes online (offlf § 7 annet ledd).
    """

    kanonisk: str
    hva: str
    art: Art = "kan"
    omfang: Omfang = "opplysninger"
    midlertidig: bool = False
    offlf9: bool = False
    aldri_paa_nett: bool = False

    @property
    def teieplikt(self) -> bool:
        """Only a duty of secrecy can leave a whole entry out of the journal (arkf § 15 annet ledd)."""
        return self.art == "skal"

    @property
    def organintern(self) -> bool:
        """Offl §§ 14 and 15, which never cover papers to an elected body (offl § 16; type S)."""
        return re.match(r"Offl § 1[45]\b", self.kanonisk) is not None


def _skal(kilde: str, hva: str, *, offlf9: bool = False) -> Hjemmel:
    return Hjemmel(f"Offl § 13 jf. {kilde}", hva, art="skal", offlf9=offlf9, aldri_paa_nett=True)


REGISTER: tuple[Hjemmel, ...] = (
    Hjemmel("Offl § 5 første ledd", "Utsatt innsyn", omfang="dokument", midlertidig=True),
    Hjemmel("Offl § 5 andre ledd", "Utsatt innsyn", omfang="dokument", midlertidig=True),
    _skal("fvl § 13 første ledd nr. 1", "Noens personlige forhold"),
    _skal("fvl § 13 første ledd nr. 2", "Drifts- og forretningshemmeligheter"),
    _skal("barnevernsloven § 13-1", "Barnevern", offlf9=True),
    _skal("sosialtjenesteloven § 44", "Sosiale tjenester", offlf9=True),
    _skal("helsepersonelloven § 21", "Helseopplysninger"),
    _skal("helse- og omsorgstjenesteloven § 12-1", "Kommunale helse- og omsorgstjenester"),
    _skal("NAV-loven § 7", "Arbeids- og velferdsforvaltningen"),
    Hjemmel("Offl § 14 første ledd", "Organinternt dokument", omfang="dokument"),
    Hjemmel("Offl § 15 første ledd", "Innhentet fra underordnet organ", omfang="dokument"),
    Hjemmel("Offl § 15 andre ledd", "Råd og vurderinger utenfra", omfang="dokument"),
    Hjemmel("Offl § 15 tredje ledd", "Dokument om innhenting av råd", omfang="dokument"),
    Hjemmel("Offl § 18", "Rettssaksdokument", omfang="dokument"),
    Hjemmel("Offl § 20", "Utenrikspolitiske interesser"),
    Hjemmel("Offl § 21", "Nasjonale forsvars- og sikkerhetsinteresser"),
    Hjemmel("Offl § 22", "Budsjettsaker", omfang="dokument"),
    Hjemmel("Offl § 23 første ledd", "Forhandlingsposisjon, lønn og personalforvaltning"),
    Hjemmel("Offl § 23 tredje ledd", "Tilbud og protokoll i anskaffelser", midlertidig=True),
    Hjemmel("Offl § 24 første ledd", "Kontroll- og reguleringstiltak"),
    Hjemmel("Offl § 24 andre ledd", "Anmeldelser og tips om lovbrudd", omfang="dokument"),
    Hjemmel("Offl § 24 tredje ledd", "Opplysninger som kan lette lovbrudd eller utsette noen for fare"),
    Hjemmel("Offl § 25 første ledd", "Tilsettingssak", omfang="dokument"),
    Hjemmel("Offl § 26 første ledd", "Eksamen og prøver", omfang="dokument"),
    Hjemmel("Offl § 26 andre ledd", "Priser og æresbevisninger"),
    Hjemmel("Offl § 26 tredje ledd", "Personbilder og overvåking"),
    Hjemmel("Offl § 26 fjerde ledd", "Forskningsprosjekt"),
    Hjemmel("Offl § 26 femte ledd", "Fødselsnummer og lignende", aldri_paa_nett=True),
    Hjemmel("Offl § 26 sjette ledd", "Sammenstilling av personopplysninger"),
    Hjemmel(
        "Offlf § 9 femte ledd", "Journalinnføring i familie-, barneverns- og sosialsaker",
        omfang="journalinnfoering", offlf9=True, aldri_paa_nett=True,
    ),
)  # fmt: skip

_LOVNAVN = (
    (r"offentl(?:e|ig|ege|eg|ighets)forskrift(?:a|en)|offentlegf?or?skr?|offlf", "offlf"),
    (r"offentleg(?:heits)?lov[ae]?n?|offentlig(?:hets)?lov(?:en|a)?|offlova|offl", "offl"),
    (r"forvaltningslov(?:en|a)|forvl|fvl", "fvl"),
    (r"bvl", "barnevernsloven"),
    (r"sotjl|stjl", "sosialtjenesteloven"),
    (r"hpl|hlspl", "helsepersonelloven"),
)
_ORD = (
    (r"[§]+", " § "),
    (r"\b(?:jamfør|jmf|jfr|jf|cf)\b\.?", " jf "),
    (r"\b(?:nummer|nr)\b\.?", " nr "),
    (r"\b(?:litra|bokstav)\b\.?", " bokstav "),
    (r"\b(?:paragraf)\b", " § "),
)
_LEDD = {
    "første": ("1", "fyrste", "første"),
    "andre": ("2", "annet", "andre", "anna"),
    "tredje": ("3", "tredje"),
    "fjerde": ("4", "fjerde"),
    "femte": ("5", "femte"),
    "sjette": ("6", "sjette"),
}
_LEDDORD = {skrevet: ledd for ledd, skrevne in _LEDD.items() for skrevet in skrevne}
_LEDD_MOENSTER = re.compile(
    rf"\b({'|'.join(_LEDDORD)})\b\.?\s*ledd\b|(?<=\d)\s*\(([1-6])\)|(?<=\d [a-z])\s*\(([1-6])\)"
)
# A letter, number or sentence that narrows a provision of the register.
_PRESISERING = re.compile(r"((?: bokstav [a-z]| nr \d+| (?:første|andre|tredje) punktum)+)$")
# Another law's secrecy provision: a name and a paragraph, perhaps narrower.
_ANNEN_LOV = re.compile(r"([a-zæøå][a-zæøå0-9 -]*?) § (\d+(?:-\d+)?(?: [a-z])?)((?: .*)?)$")
# Laws whose cases never show in a journal online (offlf § 9 femte ledd c), whatever form of the name is written.
_OFFLF9_LOVER = ("barnevern", "psykisk helsevern", "sosialtjeneste", "sosialteneste", "vergemål", "verjemål")
_HALE = re.compile(r"(?: (?:første|andre|tredje|fjerde|femte|sjette) ledd)?(?: bokstav [a-z]| nr \d+)*")


def finn(hjemmel: str) -> Hjemmel | None:
    """The provision that is meant, with its canonical text, or None when it is unknown or incomplete.

    Read whatever dots, spaces, «jfr.» or «1. ledd» it was written with. Under offl § 13 any law's provision of secrecy
    is accepted; those that are not in the register are taken as written.
    """
    noekkel = _noekkel(hjemmel)
    if kjent := _ETTER_NOEKKEL.get(noekkel):
        return kjent
    presisering = _PRESISERING.search(noekkel)
    if presisering and (kjent := _ETTER_NOEKKEL.get(noekkel[: presisering.start()])):
        return replace(kjent, kanonisk=kjent.kanonisk + _pent(presisering[1]))
    return _annen_teieplikt(noekkel)


def gyldig(hjemmel: str) -> bool:
    """Whether this is a complete hjemmel (offl § 31)."""
    return finn(hjemmel) is not None


def kanonisk(hjemmel: str) -> str:
    """The hjemmel as it is stored and shown. Raises ValueError with the sentence of `mangler` when incomplete."""
    funnet = finn(hjemmel)
    if funnet is None:
        raise ValueError(mangler(hjemmel))
    return funnet.kanonisk


def mangler(hjemmel: str) -> str | None:
    """What is missing, as a sentence that says what to write; None when the hjemmel is complete (offl § 31)."""
    if finn(hjemmel) is not None:
        return None
    noekkel = _noekkel(hjemmel)
    if not noekkel:
        return _("Velg hjemmelen for unntaket.")
    if re.search(r"\boffl § 13\b", noekkel):
        return _mangler_teieplikt(noekkel)
    paragraf = re.match(r"(?:offl|offlf) § \d+\b", noekkel)
    valg = [h.kanonisk for n, h in _ETTER_NOEKKEL.items() if paragraf and re.match(rf"{paragraf[0]}\b", n)]
    if valg:
        return _("Hjemmelen er ikke fullstendig. Skriv den slik: %(valg)s.") % {"valg": _eller(valg)}
    return _("Hjemmelen er ikke kjent. Velg en fra listen, for eksempel «Offl § 14 første ledd».")


def _mangler_teieplikt(noekkel: str) -> str:
    if " jf " not in noekkel:
        return _(
            "Offl § 13 må følges av bestemmelsen om taushetsplikt,"
            " for eksempel «Offl § 13 jf. fvl § 13 første ledd nr. 1»."
        )
    if " jf fvl § 13" in noekkel:
        return _("Skriv også ledd og nummer i forvaltningsloven § 13: første ledd nr. 1 eller første ledd nr. 2.")
    return _("Skriv lov og paragraf etter «jf.», for eksempel «Offl § 13 jf. barnevernsloven § 13-1».")


def _noekkel(hjemmel: str) -> str:
    """The hjemmel in one way of writing: small letters, one space, law names and ledd in one form, no dots."""
    tekst = hjemmel.casefold().replace("\u2011", "-").replace("\u2013", "-")
    for moenster, ord_ in _ORD:
        tekst = re.sub(moenster, ord_, tekst)
    for moenster, lov in _LOVNAVN:
        tekst = re.sub(rf"\b(?:{moenster})\b\.?", lov, tekst)
    tekst = re.sub(r"\s+", " ", tekst)
    tekst = _LEDD_MOENSTER.sub(lambda m: f" {_LEDDORD[m[1] or m[2] or m[3]]} ledd ", tekst)
    tekst = re.sub(r"[.,;:]", " ", tekst)
    tekst = re.sub(r"\s+", " ", tekst).strip()
    # § 13 has one operative rule for this purpose: both «§ 13» and «§ 13 første ledd» are in use before «jf.».
    return re.sub(r"^offl § 13 første ledd\b", "offl § 13", tekst)


def _annen_teieplikt(noekkel: str) -> Hjemmel | None:
    forledd, skille, lov = noekkel.partition(" jf ")
    if forledd != "offl § 13" or not skille:
        return None
    treff = _ANNEN_LOV.fullmatch(lov)
    if treff is None or treff[1] in ("fvl", "offl", "offlf") or not _HALE.fullmatch(treff[3]):
        return None
    kilde = f"{treff[1]} § {treff[2]}{_pent(treff[3])}"
    return _skal(kilde, "Annen lovbestemt taushetsplikt", offlf9=any(lov_ in treff[1] for lov_ in _OFFLF9_LOVER))


def _pent(hale: str) -> str:
    return hale.replace(" nr ", " nr. ")


def _eller(valg: list[str]) -> str:
    alle = [f"«{v}»" for v in valg]
    return (
        alle[0]
        if len(alle) == 1
        else _("%(foerst)s eller %(sist)s")
        % {
            "foerst": ", ".join(alle[:-1]),
            "sist": alle[-1],
        }
    )


_ETTER_NOEKKEL = {_noekkel(h.kanonisk): h for h in REGISTER}
