"""Which rows the one who acts may see: people all structure and what their classes clear, modules what they reach."""

from collections.abc import Callable
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from bysak.api.noark5.loggfelt import arkivenheten
from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Dokumentbeskrivelse,
    Dokumentkobling,
    Dokumentobjekt,
    Klasse,
    Klassifikasjonssystem,
    Kryssreferanse,
    Mappe,
    Objektrettighet,
    Registrering,
)
from bysak.arkivstruktur.modulrettigheter import rekkevidde
from bysak.kjerne.arbeid import Aktoer, gjeldende, gjeldende_virksomhet
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import Bruker, Rolletildeling, Virksomhet
from bysak.organisasjon.tilgang import Rett, er_modul, kan, synlig_q

DOKUMENT = "@"
_TJENESTEN = "i_arkivtjenesten"
Grunn = Callable[[Aktoer], QuerySet[Any]]


def under(modell: type[Model], bare: Q, *stier: str) -> Grunn:
    """Rows that hang under what is protected. `mappe__`: the path to it; `@x`: the path to a document's id.

    A document is seen by those who see a registrering that it belongs to.
    """

    def grunn(av: Aktoer) -> QuerySet[Any]:
        q = Q(pk__in=[])
        for sti in stier:
            q |= Q(_i_registrering(av, sti[1:])) if sti.startswith(DOKUMENT) else synlig_q(av, sti)
        return _rader(modell, bare).filter(q)

    return grunn


def _i_registrering(av: Aktoer, sti: str) -> Exists:
    koblinger = Dokumentkobling.objects.filter(synlig_q(av, "registrering__"), dokumentbeskrivelse=OuterRef(sti))
    return Exists(koblinger)


def _rader(modell: type[Model], bare: Q) -> QuerySet[Any]:
    rader = modell._base_manager.all()
    return rader.filter(bare) if bare else rader


def struktur(modell: type[Model], arkivdel: str) -> Grunn:
    """The upper levels, that everyone with a role sees; a module those that what it reaches lies in.

    arkivdel: the path from the row to the arkivdeler.
    """

    def grunn(av: Aktoer) -> QuerySet[Any]:
        rader = modell._base_manager.all()
        if not er_modul(av):
            return rader
        return rader.filter(pk__in=modell._base_manager.filter(**{f"{arkivdel}__in": _arkivdeler(av)}).values("pk"))

    return grunn


def _arkivdeler(av: Aktoer) -> QuerySet[Any, Any]:
    mine = rekkevidde(av)
    q = Q(pk__in=mine["arkivdel"]) | Q(klassifikasjonssystem__klasser__in=mine["klasse"])
    q |= Q(mapper__in=mine["mappe"]) | Q(registreringer__in=mine["registrering"])
    return Arkivdel.objects.filter(q | Q(mapper__registreringer__in=mine["registrering"])).values("pk")


def klassene(av: Aktoer) -> QuerySet[Any]:
    """The klasser: a klasse may be named after a person, so a module sees only those that it has a right on."""
    rader = Klasse._base_manager.all()
    if not er_modul(av):
        return rader
    mine = rekkevidde(av)
    hele = Klassifikasjonssystem.objects.filter(arkivdeler__in=mine["arkivdel"]).values("pk")
    return rader.filter(Q(pk__in=mine["klasse"]) | Q(klassifikasjonssystem__in=hele))


def alle(modell: type[Model]) -> Grunn:
    """Every row of the virksomhet: what is nobody's secret inside it."""
    return lambda av: modell._base_manager.all()


def brukerne(av: Aktoer) -> QuerySet[Any]:
    """The people and modules that have, or have had, a role in this virksomhet, and oneself.

    Who administers the archive service sees all: it is there that people are made and given roles.
    """
    if kan(av, Rett.ADMINISTRERE) and i_arkivtjenesten():
        return Bruker.objects.all()
    roller = Rolletildeling.objects.values("bruker")
    return Bruker.objects.filter(Q(pk__in=roller) | Q(pk=av.bruker_id))


def i_arkivtjenesten() -> bool:
    """Is this the archive service, which keeps the people of all virksomheter? Asked once per unit of work."""
    lager = gjeldende().lager
    if _TJENESTEN not in lager:
        lager[_TJENESTEN] = Virksomhet.objects.filter(pk=gjeldende_virksomhet(), er_arkivtjeneste=True).exists()
    svar: bool = lager[_TJENESTEN]
    return svar


def tilgangene(av: Aktoer) -> QuerySet[Any]:
    """The rights that modules have: all for the administrator, one's own for others."""
    rader = Objektrettighet._base_manager.all()
    return rader if kan(av, Rett.ADMINISTRERE) else rader.filter(Q(modul=av.bruker_id) | Q(modul__isnull=True))


def kryssreferansene(av: Aktoer) -> QuerySet[Any]:
    """References where both ends are seen."""
    q = Q()
    for retning in ("", "til_"):
        sett = synlig_q(av, f"{retning}mappe__") | synlig_q(av, f"{retning}registrering__")
        q &= sett | Q(**{f"{retning}klasse__in": klassene(av).values("pk")})
    return Kryssreferanse._base_manager.filter(q)


def loggen(av: Aktoer) -> QuerySet[Any]:
    """The lines about arkivenheter that are seen, for those who may see what others have done (krav 6.4.28)."""
    if not kan(av, Rett.SE_LOGG):
        return Endring.objects.none()
    # Asked line by line, so that a page of a long log costs a page: a list of all that is seen would cost all.
    q = Q(pk__in=[])
    for modell, grunn in LOGGEDE.items():
        sett = Exists(grunn(av).filter(pk=OuterRef("x_enhet")))
        q |= Q(objekttype=modell._meta.db_table) & Q(sett)
    return Endring.objects.alias(x_enhet=arkivenheten("")).filter(q)


LOGGEDE: dict[type[Model], Grunn] = {
    Arkiv: struktur(Arkiv, "arkivdeler"),
    Arkivdel: struktur(Arkivdel, "pk"),
    Klassifikasjonssystem: struktur(Klassifikasjonssystem, "arkivdeler"),
    Klasse: klassene,
    Mappe: under(Mappe, Q(), ""),
    Registrering: under(Registrering, Q(), ""),
    Dokumentbeskrivelse: under(Dokumentbeskrivelse, Q(), "@pk"),
    Dokumentobjekt: under(Dokumentobjekt, Q(), "@dokumentbeskrivelse_id"),
}
