"""The public form of a journalpost: the one place where internal text becomes public text.

The preview, the gate and the publishing all read this, so that what people approve is what is published.
"""

import hashlib
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart, Mappe, Registrering
from bysak.journal import hjemmel as hjemler
from bysak.journal import skjermingsord
from bysak.journal.models import Vurdering
from bysak.journal.skjermingsord import MASKE

INTERNE = (Parttype.INTERN_AVSENDER, Parttype.INTERN_MOTTAKER, Parttype.INTERN_KOPIMOTTAKER)
AVSENDERE = (Parttype.AVSENDER, Parttype.MEDAVSENDER, Parttype.INTERN_AVSENDER)

# Kept in the published line in bokmål; the pages translate them.
FRA, TIL = gettext_noop("Fra"), gettext_noop("Til")
SKILLE = "; "


@dataclass(frozen=True)
class OffentligPart:
    """Sender or recipient in public form. person: a natural person, whose name ceases to be searchable."""

    rolle: str
    navn: str
    person: bool


@dataclass(frozen=True)
class Linje:
    """One line as the public sees it (offlf § 6; journalregler 2.2). Holds nothing that may not be public."""

    saksaar: int
    sakssekvensnummer: int
    journalpostnummer: int
    journalaar: int
    journalsekvensnummer: int
    type: str
    tittel: str
    sakstittel: str
    parter: tuple[OffentligPart, ...]
    journaldato: date | None
    dokumentets_dato: date | None
    hjemmel: str
    omfang: str
    kontakt_epost: str
    kontakt_telefon: str

    @property
    def dokumentnummer(self) -> str:
        """Case number and number within the case."""
        return f"{self.saksaar}/{self.sakssekvensnummer}-{self.journalpostnummer}"

    def tekster(self) -> tuple[str, ...]:
        """Every free text of the line: what the gate must read."""
        return (self.tittel, self.sakstittel, *(p.navn for p in self.parter))

    def felter(self) -> dict[str, Any]:
        """The line as plain values, ready for the published store."""
        return asdict(self) | {"parter": [asdict(p) for p in self.parter]}


def vurderingen(jp: Journalpost) -> Vurdering | None:
    """The assessment that counts; None when there is none or it was sent back to the bydel."""
    funnet = next(iter(jp.vurderinger.all()), None)
    return funnet if funnet is not None and funnet.gjelder else None


def offentlig_linje(jp: Journalpost) -> Linje:
    """The public form of a journalpost as it stands now, whether or not it may be published yet."""
    sak, vurdering = jp.mappe, vurderingen(jp)
    unntatt = vurdering is not None and vurdering.resultat != Vurdering.Resultat.OFFENTLIG
    omfang = {"delvis": "deler", "unntatt": "hele"}.get(vurdering.resultat if vurdering else "", "")
    grunner = [vurdering.hjemmel] if vurdering and unntatt else []
    sakstittel = offentlig_sakstittel(sak)
    if MASKE in sakstittel and getattr(sak, "skjerming", None):
        grunner.append(sak.skjerming.skjermingshjemmel)
    return Linje(
        saksaar=sak.saksaar or 0,
        sakssekvensnummer=sak.sakssekvensnummer or 0,
        journalpostnummer=jp.journalpostnummer or 0,
        journalaar=jp.journalaar or 0,
        journalsekvensnummer=jp.journalsekvensnummer or 0,
        type=jp.journalposttype,
        tittel=_skjermet(jp.tittel, jp.offentlig_tittel, jp.skjermede_ord),
        sakstittel=sakstittel,
        parter=tuple(_part(jp, p) for p in _viste_parter(jp)),
        journaldato=jp.journaldato,
        dokumentets_dato=jp.dokumentets_dato,
        hjemmel=SKILLE.join(dict.fromkeys(h for h in grunner if h)),
        omfang=omfang,
        kontakt_epost=jp.virksomhet.kontakt_epost,
        kontakt_telefon=jp.virksomhet.kontakt_telefon,
    )


def offentlig_sakstittel(sak: Mappe) -> str:
    """The case title with the words that are screened in the case replaced."""
    return _skjermet(sak.tittel, sak.offentlig_tittel, sak.skjermede_ord)


def _skjermet(tittel: str, offentlig: str, ordnumre: list[int]) -> str:
    if not ordnumre:
        return offentlig or tittel
    try:
        return skjermingsord.skjerm(tittel, set(ordnumre))
    except ValueError:
        # The title was changed after the words were chosen: nothing of it is safe until it is assessed again.
        return MASKE


def _viste_parter(jp: Journalpost) -> list[Korrespondansepart]:
    """External parties of letters; the units of internal documents. Never the name of a case handler."""
    parter = sorted(jp.korrespondanseparter.all(), key=lambda p: (p.korrespondanseparttype not in AVSENDERE, p.pk))
    eksterne = [p for p in parter if p.korrespondanseparttype not in INTERNE]
    return eksterne if jp.journalposttype in ("I", "U") else parter


def _part(jp: Journalpost, part: Korrespondansepart) -> OffentligPart:
    rolle = FRA if part.korrespondanseparttype in AVSENDERE else TIL
    if part.skjermet:
        return OffentligPart(rolle, MASKE, person=False)
    if part.korrespondanseparttype in INTERNE:
        enhet = part.administrativ_enhet
        return OffentligPart(rolle, enhet.navn if enhet else jp.virksomhet.navn, person=False)
    return OffentligPart(rolle, part.navn, person=part.er_person)


def hjemmel_forklart(hjemmel: str) -> list[tuple[str, str]]:
    """Each hjemmel of a line in full, with its plain words (offlf § 6)."""
    deler = [(h, hjemler.finn(h)) for h in hjemmel.split(SKILLE) if h]
    return [(h, _(funnet.hva) if funnet else "") for h, funnet in deler]


def grunnlag(jp: Registrering) -> str:
    """Fingerprint of what was assessed: the title and the names of the parties."""
    deler = [jp.tittel, *sorted(f"{p.pk}:{p.navn}" for p in jp.korrespondanseparter.all())]
    return hashlib.sha256("\x1f".join(deler).encode()).hexdigest()
