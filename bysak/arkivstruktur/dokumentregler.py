"""What the database promises about documents: content that is locked, files that stay, who may add a version."""

from bysak.arkivstruktur.regler import Forbeholdt, Frys, Lukket, Varig
from bysak.organisasjon.tilgang import RETTER, Rett

_REG = "arkivstruktur_registrering"
_DOK = "arkivstruktur_dokumentbeskrivelse"
_OBJ = "arkivstruktur_dokumentobjekt"
_KOBLING = "arkivstruktur_dokumentkobling"
_KONV = "arkivstruktur_konvertering"


def _har(rett: Rett) -> str:
    """Does the one who acts have the right? The roles that give it are those of `tilgang`."""
    roller = ", ".join(f"'{rolle}'" for rolle, retter in sorted(RETTER.items()) if rett in retter)
    return f"vern.har_rett('{rett}', array[{roller}])"


_ENDELIG = "(r.foerst_endelig is not null or r.arkivert_dato is not null)"
_UTEN_ARKIVRETT = f"not {_har(Rett.JOURNALFOERE)}"


def _arkivert(dokument: str) -> str:
    """The document belongs to a registrering that is, or once was, final."""
    return (
        f"exists (select 1 from {_KOBLING} k join {_REG} r on r.system_id = k.registrering_id"
        f" where k.dokumentbeskrivelse_id = {dokument} and {_ENDELIG})"
    )


def _reg(vilkaar: str) -> str:
    return f"exists (select 1 from {_REG} r where r.system_id = old.registrering_id and {vilkaar})"


def _finnes(vilkaar: str, dokument: str) -> str:
    return f"exists (select 1 from {_OBJ} o where o.dokumentbeskrivelse_id = {dokument} and {vilkaar})"


_UFERDIG = f"exists (select 1 from {_DOK} d where d.system_id = %s and d.dokumentstatus = 'B')"
_HAR_UFERDIG = (
    f"exists (select 1 from {_KOBLING} k where k.registrering_id = old.system_id"
    f" and {_UFERDIG % 'k.dokumentbeskrivelse_id'})"
)
# What may go (krav 2.7.14, 2.7.18, 2.7.22): a screened variant, a version that has a later one, a converted original.
_UNNVAERLIG = (
    "(old.variantformat = 'O' or "
    + _finnes("o.versjonsnummer > old.versjonsnummer and o.variantformat <> 'O'", "old.dokumentbeskrivelse_id")
    + " or old.variantformat = 'P' and "
    + _finnes("o.versjonsnummer = old.versjonsnummer and o.variantformat = 'A'", "old.dokumentbeskrivelse_id")
    + ")"
)
# Registered before its file; what is said of it until then may still be corrected.
_FIL_KOMMET = "old.referanse_dokumentfil <> ''"
# A format that the administrator approves later makes the files in it arkivformat (krav 2.7.9).
_NYLIG_GODKJENT = (
    "old.format = new.format and old.variantformat = 'P' and new.variantformat = 'A' and exists (select 1 from"
    " arkivstruktur_arkivformat a where a.virksomhet_id = old.virksomhet_id and a.pronom = old.format)"
)

FRYST = (
    Frys(
        _DOK,
        ("dokumentstatus",),
        "old.dokumentstatus = 'F'",
        "3.2.32",
        "Et ferdigstilt dokument kan ikke åpnes igjen. Lag en ny versjon.",
    ),
    Frys(
        _OBJ,
        ("dokumentbeskrivelse_id", "versjonsnummer"),
        "true",
        "3.2.31 M005",
        "En fil kan aldri byttes ut. Lag en ny versjon.",
    ),
    Frys(
        _OBJ,
        ("sjekksum", "sjekksum_algoritme", "filstoerrelse", "referanse_dokumentfil", "mime_type"),
        _FIL_KOMMET,
        "3.2.31 M705",
        "En fil kan aldri byttes ut. Lag en ny versjon.",
        evig=True,
    ),
    Frys(
        _OBJ,
        # A temporary format id is replaced by PRONOM's, and then the file turns out to be in arkivformat, or not.
        ("format", "variantformat"),
        f"{_FIL_KOMMET} and old.format not like 'av/%' and not ({_NYLIG_GODKJENT})"
        " or (old.variantformat = 'O') <> (new.variantformat = 'O')",
        "3.2.31 M700 M701",
        "Filens format er fastslått og kan ikke endres.",
    ),
    Frys(
        _KOBLING,
        ("dokumentbeskrivelse_id", "dokumentnummer", "tilknyttet_dato", "tilknyttet_av"),
        "true",
        "M007 M620 M621",
        "Dokumentnummeret kan aldri endres.",
    ),
    Frys(
        _KOBLING,
        ("tilknyttet_registrering_som",),
        _reg("r.arkivert_dato is not null"),
        "3.2.17 M217",
        "Journalposten er arkivert. Hva som er hoveddokument, er låst.",
    ),
    Frys(
        _REG,
        ("journalstatus",),
        f"new.journalstatus in ('E','J','A') and {_HAR_UFERDIG}",
        "3.2.30",
        "Alle dokumentene må være ferdigstilt først.",
    ),
    Frys(
        _KONV,
        (
            "dokumentobjekt_id",
            "konvertert_dato",
            "konvertert_av",
            "konvertert_fra_format",
            "konvertert_til_format",
            "konvertert_fra_sjekksum",
            "konvertert_fra_sjekksum_algoritme",
            "konvertert_til_sjekksum",
            "konvertert_til_sjekksum_algoritme",
        ),
        "true",
        "2.7.26 6.4.42",
        "Sporet etter en konvertering kan ikke endres.",
    ),
)

LUKKET = (
    Lukket(
        _KOBLING,
        "registrering_id",
        _REG,
        "f.arkivert_dato is not null",
        "2.6.7 3.2.17",
        "Journalposten er arkivert og tar ikke imot flere dokumenter.",
        ut=True,
    ),
    Lukket(
        _KOBLING,
        "registrering_id",
        _REG,
        f"f.journalstatus in ('E','J','A') and f.arkivert_dato is null and {_UFERDIG % 'new.dokumentbeskrivelse_id'}",
        "3.2.30",
        "Journalposten er ekspedert eller journalført. Dokumentet må være ferdigstilt.",
    ),
    Lukket(
        _OBJ,
        "dokumentbeskrivelse_id",
        _DOK,
        "f.dokumentstatus = 'F' and new.variantformat = 'P' and "
        + _finnes("o.versjonsnummer >= new.versjonsnummer", "f.system_id"),
        "3.2.31",
        "Dokumentet er ferdigstilt. Lag en ny versjon.",
    ),
    Lukket(
        _OBJ,
        "dokumentbeskrivelse_id",
        _DOK,
        f"{_UTEN_ARKIVRETT} and {_arkivert('f.system_id')} and {_finnes('true', 'f.system_id')}"
        f" and not {_finnes('o.versjonsnummer = new.versjonsnummer', 'f.system_id')}",
        "2.9.9",
        "Journalposten er ekspedert eller journalført. Bare arkivtjenesten kan arkivere en ny versjon.",
    ),
)

VARIG = (
    Varig(
        _KOBLING,
        _reg(_ENDELIG),
        "2.7.7 3.2.17",
        "Journalposten er eller har vært journalført. Dokumentene kan ikke fjernes.",
    ),
    Varig(
        _OBJ,
        f"{_FIL_KOMMET} and {_arkivert('old.dokumentbeskrivelse_id')} and not {_UNNVAERLIG}",
        "2.7.7 2.7.14 2.7.18 2.7.22",
        "Dette er den siste endelige versjonen, eller det eneste eksemplaret i arkivformat. Den kan ikke slettes.",
    ),
    Varig(
        _OBJ,
        f"{_FIL_KOMMET} and {_arkivert('old.dokumentbeskrivelse_id')} and {_UTEN_ARKIVRETT}",
        "2.9.10",
        "Bare arkivtjenesten kan slette filer som er arkivert. Du kan ikke slette denne.",
    ),
    Varig(
        _KONV,
        f"exists (select 1 from {_OBJ} o where o.system_id = old.dokumentobjekt_id)",
        "2.7.26",
        "Sporet etter en konvertering følger filen og kan ikke slettes.",
    ),
)

FORBEHOLDT = tuple(
    Forbeholdt(
        tabell,
        _har(Rett.ADMINISTRERE),
        "2.7.9 2.7.10",
        "Bare en systemforvalter kan endre arkivformatene og reglene for konvertering.",
    )
    for tabell in ("arkivstruktur_arkivformat", "arkivstruktur_konverteringsregel")
)
