"""Who and which unit a body means: by systemID, by name, or by what is usual for the one who writes."""

from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from bysak.api.noark5.skriv.lesing import Innhold, ugyldig
from bysak.kjerne.arbeid import Aktoer, gjeldende, gjeldende_virksomhet
from bysak.kjerne.tekstvask import rens
from bysak.organisasjon.enheter import opprett_enhet
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Rolletildeling
from bysak.organisasjon.tilgang import Rett, gyldig_rolle, kan

M = TypeVar("M", bound=Model)


def enhet(innhold: Innhold, av: Aktoer, *, bare_navn: bool = False) -> AdministrativEnhet | None:
    """The unit that a body names. One who administers makes a unit that is not there; for others it is a fault.

    bare_navn: a name is enough, so one that is not there is nobody's fault and no new unit.
    """
    if innhold["referanseAdministrativEnhet"]:
        return _etter_id(
            AdministrativEnhet.objects.all(), "referanseAdministrativEnhet", innhold["referanseAdministrativEnhet"]
        )
    navn = rens(innhold.tekst("administrativEnhet"))
    if not navn:
        return None
    funnet = AdministrativEnhet.objects.filter(navn__iexact=navn).order_by("avsluttet_dato", "system_id").first()
    if funnet is None and bare_navn:
        return None
    if funnet is None and kan(av, Rett.ADMINISTRERE):
        return opprett_enhet(navn, av=av)
    if funnet is None:
        setning = "administrativEnhet: «%(navn)s» finnes ikke. Bruk en fra admin/administrativenhet/."
        raise ugyldig([("administrativEnhet", setning % {"navn": navn})])
    return funnet


def vanlig_enhet(av: Aktoer) -> AdministrativEnhet | None:
    """The unit of the one who acts, or the first one of the virksomhet; once per unit of work."""
    lager = gjeldende().lager
    if "vanlig_enhet" not in lager:
        mine = [r.enhet_id for r in av.roller_i(gjeldende_virksomhet()) if r.enhet_id]
        aapne = AdministrativEnhet.objects.filter(avsluttet_dato__isnull=True)
        lager["vanlig_enhet"] = (aapne.filter(pk__in=mine) if mine else aapne).order_by("navn").first()
    funnet: AdministrativEnhet | None = lager["vanlig_enhet"]
    return funnet


def person(innhold: Innhold, navn: str, referanse: str) -> Bruker | None:
    """The person that a body means, by id, or by name or user name among those with a role here."""
    if innhold[referanse]:
        return _etter_id(Bruker.objects.all(), referanse, innhold[referanse])
    tekst = rens(innhold.tekst(navn))
    if not tekst:
        return None
    her = Q(roller__in=_rollene()) & (Q(navn__iexact=tekst) | Q(brukernavn__iexact=tekst))
    return Bruker.objects.filter(her).distinct().order_by("system_id").first()


def _rollene() -> Any:
    return Rolletildeling.objects.filter(gyldig_rolle())


def meg(av: Aktoer) -> Bruker:
    """The one who acts; once per unit of work."""
    lager = gjeldende().lager
    if "meg" not in lager:
        lager["meg"] = Bruker.objects.get(pk=av.bruker_id)
    funnet: Bruker = lager["meg"]
    return funnet


def _etter_id(rader: QuerySet[M], navn: str, id_: UUID) -> M:
    funnet = rader.filter(pk=id_).first()
    if funnet is None:
        raise ugyldig([(navn, f"{navn}: det finnes ingen med denne systemID-en her.")])
    return funnet
