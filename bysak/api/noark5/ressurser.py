"""Every resource of the interface, made out of the catalogue and the models. Adding an element changes the catalogue.

What the interface's own standard (1.1) says otherwise than the catalogue (5.0) stands here as data, in `avvik`.
"""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Field, Model, Q

from bysak.api.noark5 import avvik, relasjoner, synlig
from bysak.api.noark5.form import GIS, KAN, PAALAGT, Felt, Relasjon, Ressurs
from bysak.arkivstruktur import models as noark
from bysak.kjerne.models import Endring
from bysak.noark.katalog.deklarasjon import Element, Type
from bysak.noark.katalog.kodelister import KODELISTER
from bysak.noark.katalog.oppslag import SKJEMAER, barneenheter, elementer, feltnavn
from bysak.organisasjon.models import AdministrativEnhet, Bruker

_TYPER = {
    Type.TEKST: "string",
    Type.HELTALL: "integer",
    Type.DATO: "dateTime",  # 1.1 made every date of an entity a dateTime
    Type.TIDSPUNKT: "dateTime",
    Type.UUID: "uuid",
    Type.FRITT: "vsm",
}


def _elementene(enhet: str) -> dict[str, Element]:
    return elementer(enhet, "" if enhet in SKJEMAER[""] else "arkivstruktur") if enhet else {}


def _type(element: Element, navn: str) -> str:
    if navn in avvik.KODELISTE:
        return f"kode:{avvik.KODELISTE[navn]}"
    if element.navn in KODELISTER and element.navn not in avvik.IKKE_KODET:
        return f"kode:{navn.lower()}"
    return avvik.TYPE.get(navn) or _TYPER[element.type]


def _kolonne(modell: type[Model], sti: str) -> Any:
    """The model field that a path ends at, or None for a path into a JSON or an array."""
    try:
        return modell._meta.get_field(sti)
    except FieldDoesNotExist:
        return None


def _har_standard(kolonne: Any) -> bool:
    return isinstance(kolonne, Field) and (kolonne.has_default() or kolonne.has_db_default()) and not kolonne.blank


def _felt(kjede: tuple[str, ...], element: Element, modell: type[Model]) -> Felt:
    navn = avvik.hos(avvik.NAVN, kjede, element.navn) or element.navn
    uttrykk = avvik.hos(avvik.UTTRYKK, kjede, navn)
    sti = f"x_{navn}" if uttrykk else avvik.hos(avvik.STI, kjede, navn) or feltnavn(element.navn)
    kolonne = _kolonne(modell, sti)
    # Elements that a finished deposit must have and an open archive lacks are what the system or time brings.
    plikt = PAALAGT if element.minst and navn not in avvik.KOMMER_SENERE else KAN
    if any((ledd, navn) in avvik.ALLTID_GITT for ledd in kjede) or (plikt == PAALAGT and _har_standard(kolonne)):
        plikt = GIS
    flere = element.flest is None if kolonne is None else isinstance(kolonne, ArrayField)
    return Felt(navn, sti, _type(element, navn), plikt, flere, uttrykk)


def _felter(
    navn: str, enhet: str, modell: type[Model], tillegg: tuple[Felt, ...] = (), base: str = ""
) -> dict[str, Felt]:
    """The attributes of a unit: systemID first, the catalogue's in its order, its inline groups, the interface's."""
    kjede = (navn, enhet, base, "")
    felt = {"systemID": Felt("systemID", "system_id", "uuid", GIS)}
    for element in _elementene(enhet).values():
        if not any((ledd, element.navn) in avvik.UTELATT for ledd in kjede):
            nytt = _felt(kjede, element, modell)
            felt[nytt.navn] = nytt
    for barn in barneenheter(enhet).values() if enhet in SKJEMAER["arkivstruktur"] else ():
        if barn.flest == 1:
            felt[barn.navn] = Felt(barn.navn, feltnavn(barn.navn), f"gruppe:{barn.navn}")
    return felt | {f.navn: f for f in tillegg}


def _relasjoner(navn: str, modell: type[Model]) -> dict[str, Relasjon]:
    funnet: dict[str, Relasjon] = {}
    for linje in relasjoner.RELASJONER.get(navn, ()):
        rel, til, sti = linje
        funnet[rel] = Relasjon(rel, til, sti, _mange(modell, sti))
    return funnet


def _mange(modell: type[Model], sti: str) -> bool:
    mange, hvor = False, modell
    for del_ in sti.split("__"):
        felt: Any = hvor._meta.get_field(del_)
        mange, hvor = mange or bool(felt.one_to_many or felt.many_to_many), felt.related_model or hvor
    return mange


# The models of the groups that are rows of their own.
GRUPPEMODELLER: dict[str, type[Model]] = {
    "kassasjon": noark.Kassasjon,
    "utfoertKassasjon": noark.UtfoertKassasjon,
    "sletting": noark.Sletting,
    "skjerming": noark.Skjerming,
    "gradering": noark.Gradering,
    "elektroniskSignatur": noark.ElektroniskSignatur,
}
# The groups that stand inside an attribute; the paths of those in `avvik` begin at the row itself.
GRUPPER: dict[str, dict[str, Felt]] = {
    **{
        navn: {n: f for n, f in _felter(navn, navn, modell, avvik.TILLEGG.get(navn, ())).items() if n != "systemID"}
        for navn, modell in GRUPPEMODELLER.items()
    },
    **avvik.DATATYPER,
}

RESSURSER: dict[str, Ressurs] = {}


def _ny(
    navn: str,
    pakke: str,
    modell: type[Model],
    grunn: synlig.Grunn,
    *,
    enhet: str | None = None,
    base: str = "",
    bare: Q | None = None,
    arkivenhet: bool = False,
) -> None:
    """Put a resource in the register. enhet: the unit of the catalogue, where it has another name there, or none."""
    arvet = RESSURSER[base] if base else None
    enhet = navn if enhet is None else enhet
    tillegg = (*(avvik.TILLEGG.get(base, ()) if base else ()), *avvik.TILLEGG.get(navn, ()))
    if arkivenhet:
        tillegg = (*avvik.opphav(modell), *tillegg)
    RESSURSER[navn] = Ressurs(
        navn=navn,
        pakke=pakke,
        modell=modell,
        felt=_felter(navn, enhet, modell, tillegg, base),
        relasjoner=(dict(arvet.relasjoner) if arvet else {}) | _relasjoner(navn, modell),
        undertyper=relasjoner.UNDERTYPER.get(navn, ()),
        grunn=grunn,
        base=base,
        bare=bare or Q(),
        nye=(*(arvet.nye if arvet else ()), *relasjoner.NYE.get(navn, ())),
        arkivenhet=arkivenhet,
    )


def _strukturen() -> None:
    for navn, modell, sti in (
        ("arkiv", noark.Arkiv, "arkivdeler"),
        ("arkivskaper", noark.Arkivskaper, "arkiv__arkivdeler"),
        ("arkivdel", noark.Arkivdel, "pk"),
        ("klassifikasjonssystem", noark.Klassifikasjonssystem, "arkivdeler"),
    ):
        _ny(navn, "arkivstruktur", modell, synlig.struktur(modell, sti), arkivenhet=True)
    _ny("klasse", "arkivstruktur", noark.Klasse, synlig.klassene, arkivenhet=True)
    sak, post = Q(art="saksmappe"), Q(art="journalpost")
    _ny("mappe", "arkivstruktur", noark.Mappe, synlig.under(noark.Mappe, Q(), ""), arkivenhet=True)
    _ny(
        "saksmappe", "sakarkiv", noark.Mappe, synlig.under(noark.Mappe, sak, ""),
        base="mappe", bare=sak, arkivenhet=True,
    )  # fmt: skip
    _ny("registrering", "arkivstruktur", noark.Registrering, synlig.under(noark.Registrering, Q(), ""), arkivenhet=True)
    for navn, bare in (("journalpost", post), ("arkivnotat", Q(art="arkivnotat"))):
        grunn = synlig.under(noark.Registrering, bare, "")
        _ny(navn, "sakarkiv", noark.Registrering, grunn, base="registrering", bare=bare, arkivenhet=True)


def _dokumentene() -> None:
    for navn, modell, sti in (
        ("dokumentbeskrivelse", noark.Dokumentbeskrivelse, "@pk"),
        ("dokumentobjekt", noark.Dokumentobjekt, "@dokumentbeskrivelse_id"),
    ):
        _ny(navn, "arkivstruktur", modell, synlig.under(modell, Q(), sti), arkivenhet=True)
    under = synlig.under(noark.Konvertering, Q(), "@dokumentobjekt__dokumentbeskrivelse_id")
    _ny("konvertering", "arkivstruktur", noark.Konvertering, under)


def _tilleggene() -> None:
    paa_alle = ("mappe__", "registrering__", "@dokumentbeskrivelse_id")
    _ny("merknad", "arkivstruktur", noark.Merknad, synlig.under(noark.Merknad, Q(), *paa_alle))
    for navn, bare in relasjoner.PARTER.items():
        _ny(
            navn, "arkivstruktur", noark.Part, synlig.under(noark.Part, bare, *paa_alle),
            enhet="part", base="" if navn == "part" else "part", bare=bare,
        )  # fmt: skip
    for navn, bare in relasjoner.KORRESPONDANSEPARTER.items():
        _ny(
            navn, "arkivstruktur", noark.Korrespondansepart,
            synlig.under(noark.Korrespondansepart, bare, "registrering__"),
            enhet="korrespondansepart", base="" if navn == "korrespondansepart" else "korrespondansepart", bare=bare,
        )  # fmt: skip
    for navn, (enhet, bare) in relasjoner.IDENTIFIKATORER.items():
        _ny(
            navn, "arkivstruktur", noark.NasjonalIdentifikator,
            synlig.under(noark.NasjonalIdentifikator, bare, "mappe__", "registrering__"),
            enhet=enhet, base="" if navn == "nasjonalidentifikator" else "nasjonalidentifikator", bare=bare,
        )  # fmt: skip
    _ny("kryssreferanse", "arkivstruktur", noark.Kryssreferanse, synlig.kryssreferansene, enhet="", arkivenhet=True)


def _sakarkivet() -> None:
    for navn, modell, stier in (
        ("presedens", noark.Presedens, ("mappe__", "registrering__")),
        ("avskrivning", noark.Avskrivning, ("registrering__",)),
        ("dokumentflyt", noark.Dokumentflyt, ("registrering__",)),
    ):
        _ny(navn, "sakarkiv", modell, synlig.under(modell, Q(), *stier))


def _resten() -> None:
    _ny("administrativenhet", "admin", AdministrativEnhet, synlig.alle(AdministrativEnhet), enhet="administrativEnhet")
    _ny("bruker", "admin", Bruker, synlig.brukerne)
    _ny("tilgang", "admin", noark.Objektrettighet, synlig.tilgangene, enhet="")
    _ny("endringslogg", "loggingogsporing", Endring, synlig.loggen, enhet="")
    _ny("hendelseslogg", "loggingogsporing", Endring, synlig.loggen, enhet="")


for _lag in (_strukturen, _dokumentene, _tilleggene, _sakarkivet, _resten):
    _lag()
