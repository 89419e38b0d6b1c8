"""$search: the index where there is one, the texts of the rows themselves elsewhere."""

from functools import reduce
from operator import and_, or_

from django.db.models import CharField, Exists, OuterRef, Q, TextField

from bysak.api.noark5.form import Ressurs
from bysak.api.noark5.odata.stier import med_undertyper
from bysak.arkivstruktur.models import Dokumentkobling, Dokumenttekst, Mappe, Registrering
from bysak.arkivstruktur.soek import i_treff
from bysak.kjerne.arbeid import Aktoer

MAKS_ORD = 10


def treff(ressurs: Ressurs, tekst: str, av: Aktoer) -> Q:
    """Make the condition that a row is a hit. Cases and entries are found by all that is theirs, files included."""
    if issubclass(ressurs.modell, Mappe):
        return i_treff(tekst, av=av, art="mappe")
    if issubclass(ressurs.modell, Registrering):
        return i_treff(tekst, av=av, art="registrering")
    ordene = tekst.split()[:MAKS_ORD]
    egne = _i_egne(ressurs, ordene)
    if ressurs.navn in ("dokumentbeskrivelse", "dokumentobjekt"):
        return egne | _i_filen(ressurs, tekst, ordene, av)
    return egne


def _i_egne(ressurs: Ressurs, ordene: list[str]) -> Q:
    """Each word in one of the row's own texts."""
    kolonner = {f.name for f in ressurs.modell._meta.concrete_fields if isinstance(f, CharField | TextField)}
    felter = [f for r in med_undertyper(ressurs) for f in r.felt.values()]
    stier = list({f.sti: 0 for f in felter if f.sti in kolonner and not f.uttrykk and not f.kodeliste})
    if not stier:
        return Q(pk__in=[])
    return _alle_ord(stier, ordene)


def _alle_ord(stier: list[str], ordene: list[str]) -> Q:
    return reduce(and_, (reduce(or_, (Q(**{f"{sti}__icontains": o}) for sti in stier)) for o in ordene))


def _i_filen(ressurs: Ressurs, tekst: str, ordene: list[str], av: Aktoer) -> Q:
    """Each word in the text of the file, among the documents of the entries that the index finds."""
    dokument, sti = ("pk", "dokumentobjekt__dokumentbeskrivelse")
    if ressurs.navn == "dokumentobjekt":
        dokument, sti = "dokumentbeskrivelse_id", "dokumentobjekt"
    poster = Registrering.objects.filter(i_treff(tekst, av=av, art="registrering")).values("pk")
    funnet = Dokumentkobling.objects.filter(registrering__in=poster, dokumentbeskrivelse=OuterRef(dokument))
    teksten = Dokumenttekst.objects.filter(_alle_ord(["tekst"], ordene), **{sti: OuterRef("pk")})
    return Q(Exists(funnet)) & Q(Exists(teksten))
