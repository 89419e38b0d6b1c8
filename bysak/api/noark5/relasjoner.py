"""The relations of the interface (its standard's relation keys), as paths in the models. Data, no logic."""

from django.db.models import Q

_IDENTIFIKATORTYPER = (
    *("bygning", "dnummer", "enhetsidentifikator", "foedselsnummer"),
    *("matrikkel", "nasjonalidentifikator", "plan", "posisjon"),
)
_NYE_IDENTIFIKATORER = tuple(n for n in _IDENTIFIKATORTYPER if n != "nasjonalidentifikator")
_NYE_PARTER = ("merknad", "partenhet", "partperson")

# A D-number is a national identity number with four added to its first digit.
_PERSON, _DNUMMER = Q(art="personidentifikator"), Q(person_id__regex=r"^[4-7]")
IDENTIFIKATORER: dict[str, tuple[str, Q]] = {
    "nasjonalidentifikator": ("", Q()),
    "bygning": ("byggident", Q(art="byggident")),
    "matrikkel": ("matrikkelnummer", Q(art="matrikkelnummer")),
    "plan": ("planident", Q(art="planident")),
    "posisjon": ("posisjon", Q(art="posisjon")),
    "foedselsnummer": ("", _PERSON & ~_DNUMMER),
    "dnummer": ("", _PERSON & _DNUMMER),
    "enhetsidentifikator": ("", Q(art="enhetsidentifikator")),
}
PARTER: dict[str, Q] = {"part": Q(), "partenhet": Q(er_person=False), "partperson": Q(er_person=True)}
_INTERN = (
    # One that a client made as a unit or a person stays so, whatever its type says.
    (Q(korrespondanseparttype__in=("IA", "IM", "IK")) & ~Q(som_sendt__contains={"slag": "ekstern"}))
    | Q(administrativ_enhet__isnull=False)
    | Q(saksbehandler__isnull=False)
    | Q(som_sendt__contains={"slag": "intern"})
)
KORRESPONDANSEPARTER: dict[str, Q] = {
    "korrespondansepart": Q(),
    "korrespondansepartenhet": Q(er_person=False) & ~_INTERN,
    "korrespondansepartperson": Q(er_person=True) & ~_INTERN,
    "korrespondansepartintern": _INTERN,
}
UNDERTYPER: dict[str, tuple[str, ...]] = {
    "mappe": ("saksmappe",),
    "registrering": ("journalpost", "arkivnotat"),
    "part": tuple(n for n in PARTER if n != "part"),
    "korrespondansepart": tuple(n for n in KORRESPONDANSEPARTER if n != "korrespondansepart"),
    "nasjonalidentifikator": tuple(n for n in IDENTIFIKATORER if n != "nasjonalidentifikator"),
}

_PAA_EN = tuple((navn, navn, navn) for navn in ("mappe", "registrering", "dokumentbeskrivelse"))
# The last part of the relation key, the resource there, the path from this model. A subtype has its base type's too.
RELASJONER: dict[str, tuple[tuple[str, str, str], ...]] = {
    "arkiv": (
        ("arkivdel", "arkivdel", "arkivdeler"),
        ("arkivskaper", "arkivskaper", "arkivskapere"),
        ("overarkiv", "arkiv", "forelder"),
        ("underarkiv", "arkiv", "underarkiv"),
    ),
    "arkivskaper": (("arkiv", "arkiv", "arkiv"),),
    "arkivdel": (
        ("arkiv", "arkiv", "arkiv"),
        ("forrigearkivdel", "arkivdel", "forloeper"),
        ("nestearkivdel", "arkivdel", "arvtakere"),
        ("klassifikasjonssystem", "klassifikasjonssystem", "klassifikasjonssystem"),
        ("sekundaerklassifikasjonssystem", "klassifikasjonssystem", "sekundaersystemer__klassifikasjonssystem"),
        ("mappe", "mappe", "mapper"),
        ("registrering", "registrering", "registreringer"),
    ),
    "klassifikasjonssystem": (("arkivdel", "arkivdel", "arkivdeler"), ("klasse", "klasse", "klasser")),
    "klasse": (
        ("klassifikasjonssystem", "klassifikasjonssystem", "klassifikasjonssystem"),
        ("overklasse", "klasse", "forelder"),
        ("underklasse", "klasse", "underklasser"),
        ("mappe", "mappe", "mapper"),
        ("registrering", "registrering", "registreringer"),
        ("kryssreferanse", "kryssreferanse", "kryssreferanser"),
    ),
    "mappe": (
        ("arkivdel", "arkivdel", "arkivdel"),
        ("klasse", "klasse", "klasse"),
        ("overmappe", "mappe", "forelder"),
        ("undermappe", "mappe", "undermapper"),
        ("registrering", "registrering", "registreringer"),
        ("merknad", "merknad", "merknader"),
        ("part", "part", "parter"),
        ("kryssreferanse", "kryssreferanse", "kryssreferanser"),
        *((navn, navn, "nasjonale_identifikatorer") for navn in _IDENTIFIKATORTYPER),
    ),
    "saksmappe": (
        ("presedens", "presedens", "presedenser"),
        ("sekundaerklassifikasjon", "klasse", "sekundaer_klassifikasjon__klasse"),
    ),
    "registrering": (
        ("arkivdel", "arkivdel", "arkivdel"),
        ("klasse", "klasse", "klasse"),
        ("mappe", "mappe", "mappe"),
        ("dokumentbeskrivelse", "dokumentbeskrivelse", "koblinger__dokumentbeskrivelse"),
        ("korrespondansepart", "korrespondansepart", "korrespondanseparter"),
        ("merknad", "merknad", "merknader"),
        ("part", "part", "parter"),
        ("kryssreferanse", "kryssreferanse", "kryssreferanser"),
        *((navn, navn, "nasjonale_identifikatorer") for navn in _IDENTIFIKATORTYPER),
    ),
    "journalpost": (
        ("avskrivning", "avskrivning", "avskrivninger"),
        ("dokumentflyt", "dokumentflyt", "flyt"),
        ("presedens", "presedens", "presedenser"),
    ),
    "arkivnotat": (("dokumentflyt", "dokumentflyt", "flyt"),),
    "dokumentbeskrivelse": (
        ("registrering", "registrering", "koblinger__registrering"),
        ("dokumentobjekt", "dokumentobjekt", "objekter"),
        ("merknad", "merknad", "merknader"),
        ("part", "part", "parter"),
    ),
    "dokumentobjekt": (
        ("dokumentbeskrivelse", "dokumentbeskrivelse", "dokumentbeskrivelse"),
        ("konvertering", "konvertering", "konverteringer"),
    ),
    "konvertering": (("dokumentobjekt", "dokumentobjekt", "dokumentobjekt"),),
    "merknad": _PAA_EN,
    "part": _PAA_EN,
    "korrespondansepart": (("registrering", "registrering", "registrering"),),
    "nasjonalidentifikator": (("mappe", "mappe", "mappe"), ("registrering", "registrering", "registrering")),
    # The one it is from is the parent of its address; the standard's links are to what it points at.
    "kryssreferanse": (
        ("klasse", "klasse", "til_klasse"),
        ("mappe", "mappe", "til_mappe"),
        ("registrering", "registrering", "til_registrering"),
    ),
    "presedens": (("saksmappe", "saksmappe", "mappe"), ("journalpost", "journalpost", "registrering")),
    "avskrivning": (("journalpost", "journalpost", "registrering"),),
    "dokumentflyt": (("registrering", "registrering", "registrering"),),
    "administrativenhet": (("bruker", "bruker", "roller__bruker"),),
    "bruker": (("administrativenhet", "administrativenhet", "roller__enhet"),),
}
# What the keys of a relation stand under when it is not the package of the resource it leads to.
PAKKE = {"sekundaerklassifikasjon": "sakarkiv"}

# What can be made under one of these, by the name of the resource; a subtype has its base type's too.
NYE: dict[str, tuple[str, ...]] = {
    "arkiv": ("arkiv", "arkivdel", "arkivskaper"),
    "arkivskaper": ("arkiv",),
    "arkivdel": ("klassifikasjonssystem", "mappe", "registrering", "saksmappe"),
    "klassifikasjonssystem": ("arkivdel", "klasse"),
    "klasse": ("klasse", "kryssreferanse", "mappe", "registrering", "saksmappe"),
    "mappe": ("kryssreferanse", "mappe", "registrering", "saksmappe", *_NYE_PARTER, *_NYE_IDENTIFIKATORER),
    "saksmappe": ("arkivnotat", "journalpost", "presedens"),
    "registrering": (
        *("dokumentbeskrivelse", "kryssreferanse"),
        *("korrespondansepartenhet", "korrespondansepartintern", "korrespondansepartperson"),
        *_NYE_PARTER,
        *_NYE_IDENTIFIKATORER,
    ),
    "journalpost": ("avskrivning", "dokumentflyt", "presedens"),
    "arkivnotat": ("dokumentflyt",),
    "dokumentbeskrivelse": ("dokumentobjekt", *_NYE_PARTER),
    "dokumentobjekt": ("konvertering",),
}
# Made as another kind of thing, and tied to the one above by the relation of this name.
KNYTTES: dict[str, dict[str, str]] = {"arkivdel": {"sekundaerklassifikasjonssystem": "klassifikasjonssystem"}}
# What one of these shows where more is made of, from the page of its package.
NYE_VED_SIDEN: dict[str, str] = {
    "tilgang": "tilgang",
    "administrativenhet": "administrativenhet",
    "bruker": "administrativenhet",
}
# What can be made from the page of a package.
NYE_I_PAKKEN: dict[str, tuple[str, ...]] = {
    "arkivstruktur": ("arkiv", "arkivskaper", "klassifikasjonssystem"),
    "admin": ("administrativenhet", "bruker", "tilgang"),
}
# What lies directly in a unit: those of the same kind below one another belong to the one above them.
BARE = {
    ("arkivdel", "mappe"): Q(forelder__isnull=True),
    ("klasse", "mappe"): Q(forelder__isnull=True),
    ("klassifikasjonssystem", "klasse"): Q(forelder__isnull=True),
}
