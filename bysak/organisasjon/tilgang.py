"""Who may do what, and who may see what: roles give rights, access classes give sight. The verbs ask."""

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from importlib import import_module
from types import ModuleType
from typing import Any, NamedTuple
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Lookup, Q, QuerySet
from django.utils.translation import gettext as _

from bysak.kjerne import forberedt
from bysak.kjerne.arbeid import Aktoer, Rollerad, gjeldende, gjeldende_virksomhet
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import Bruker, Rolle, Rolletildeling, Tilgangsklasse, Tilgangsmedlem


class Rett(StrEnum):
    """What a verb can demand."""

    LESE = "lese"
    MOTTA = "motta"
    SENDE_INN = "sende inn"
    REGISTRERE = "registrere"
    JOURNALFOERE = "journalføre"
    FORDELE = "fordele"
    SAKSBEHANDLE = "saksbehandle"
    VURDERE = "offentlighetsvurdere"
    AVSKRIVE = "avskrive"
    AVSLUTTE = "avslutte saker"
    KVALITETSSIKRE = "kvalitetssikre"
    PUBLISERE = "publisere"
    KLASSIFISERE = "lage klasser"
    ADMINISTRERE = "administrere"
    OVERSTYRE = "overstyre låste opplysninger"
    SE_LOGG = "se hva andre har gjort"


# Assessment belongs to the bydel, quality assurance and publishing to the archive service: two persons (offl § 29).
RETTER: dict[str, frozenset[Rett]] = {
    Rolle.ARKIVAR: frozenset(
        {
            Rett.LESE,
            Rett.MOTTA,
            Rett.REGISTRERE,
            Rett.JOURNALFOERE,
            Rett.FORDELE,
            Rett.AVSKRIVE,
            Rett.AVSLUTTE,
            Rett.KVALITETSSIKRE,
            Rett.PUBLISERE,
            Rett.KLASSIFISERE,
            Rett.SE_LOGG,
        }
    ),
    Rolle.KVALITETSSIKRER: frozenset(
        {Rett.LESE, Rett.JOURNALFOERE, Rett.AVSKRIVE, Rett.KVALITETSSIKRE, Rett.PUBLISERE, Rett.SE_LOGG}
    ),
    Rolle.LEDER: frozenset(
        {Rett.LESE, Rett.FORDELE, Rett.SAKSBEHANDLE, Rett.VURDERE, Rett.AVSKRIVE, Rett.AVSLUTTE, Rett.SE_LOGG}
    ),
    Rolle.SAKSBEHANDLER: frozenset({Rett.LESE, Rett.SAKSBEHANDLE, Rett.VURDERE, Rett.AVSKRIVE, Rett.AVSLUTTE}),
    Rolle.SYSTEMFORVALTER: frozenset({Rett.LESE, Rett.KLASSIFISERE, Rett.ADMINISTRERE, Rett.OVERSTYRE, Rett.SE_LOGG}),
    Rolle.ARKIVANSVARLIG: frozenset({Rett.LESE, Rett.VURDERE, Rett.SE_LOGG}),
    # For others than the archive's own staff, beside their daily role (krav 2.4.6).
    Rolle.KLASSIFISERER: frozenset({Rett.LESE, Rett.KLASSIFISERE}),
    Rolle.INNSYN: frozenset({Rett.LESE}),
    Rolle.MODUL: frozenset({Rett.LESE, Rett.REGISTRERE, Rett.SENDE_INN}),
    Rolle.PROSESS: frozenset({Rett.LESE, Rett.MOTTA}),
}


def gyldig_rolle(dag: date | None = None) -> Q:
    """The role rows that are valid on a day; default today. What is lent ends with the lender."""
    dag = dag or i_dag()
    periode = Q(Q(til_dato__isnull=True) | Q(til_dato__gte=dag), fra_dato__lte=dag)
    return periode & (Q(delegert_av__isnull=True) | Q(delegert_av__is_active=True))


def gyldige_roller(bruker: Bruker, dag: date | None = None) -> QuerySet[Rolletildeling]:
    """The roles that are valid on a day (krav 4.5.30: rights have a period). None for one who is closed."""
    return Rolletildeling.objects.filter(gyldig_rolle(dag), bruker=bruker, bruker__is_active=True)


def aktoer_for(bruker: Bruker, dag: date | None = None, *, sterk: bool = False) -> Aktoer:
    """The acting identity of a person with the roles that are valid today, over all virksomheter.

    sterk: logged in with more than a password. Where that is demanded, nobody else has a role (krav 4.4.8).
    Call it outside an arbeid: inside one, the other virksomheter's roles are behind the wall.
    """
    roller = gyldige_roller(bruker, dag)
    if not (sterk or bruker.er_system):
        roller = roller.filter(virksomhet__krever_sterk_innlogging=False)
    rader = tuple(map(_rollerad, roller))
    return Aktoer(bruker.system_id, bruker.navn, bruker.brukernavn, rader)


def _rollerad(r: Rolletildeling) -> Rollerad:
    hvor: int = r.virksomhet_id  # type: ignore[assignment]
    koder, uten = frozenset(r.tilgangskoder), frozenset(r.uten_retter)
    return Rollerad(hvor, r.rolle, r.enhet_id, koder, r.tjenesteyter_id, uten)


def prosessaktoer(navn: str) -> Aktoer:
    """One of Bysak's own processes as an acting identity: `mottak`, `jobb` or `kommando`."""
    return aktoer_for(Bruker.objects.get(brukernavn=f"bysak-{navn}", er_system=True))


def rettene(roller: Iterable[Rollerad]) -> frozenset[Rett]:
    """What these roles give together. What is withheld from one of them only narrows that one (krav 4.5.3, 4.5.7)."""
    return frozenset().union(*(RETTER.get(r.rolle, frozenset()) - r.uten_retter for r in roller))


def kan(av: Aktoer, rett: Rett, virksomhet_id: int | None = None) -> bool:
    """May this person do it in the virksomhet (default: the one that is being written in)?"""
    hvor = gjeldende_virksomhet() if virksomhet_id is None else virksomhet_id
    return rett in rettene(av.roller_i(hvor))


def krev(av: Aktoer, rett: Rett, *eller: Rett) -> None:
    """Stop unless the acting person has the right, or one of `eller`, in the virksomhet that is being written in.

    Raises `PermissionDenied` with a sentence that says which right is missing, also when `av` is
    another person than the one who opened the unit of work.
    """
    if av.bruker_id != gjeldende().aktoer.bruker_id:
        raise PermissionDenied(_("Handlingen må gjøres av den som åpnet arbeidet."))
    if not any(kan(av, en) for en in (rett, *eller)):
        raise PermissionDenied(
            _("Du har ikke rett til å %(rett)s her. Be den som er arkivansvarlig, om å gi deg en rolle.")
            % {"rett": _(rett.value)}
        )


def krev_innsyn(av: Aktoer, *objekter: Any) -> None:
    """Stop one who works on what that person may not see (krav 4.5.1); the administrator may, and it is logged.

    Raises `PermissionDenied`.
    """
    if er_modul(av):
        slipper_til = all(_modulen().naar(av, objekt, skrive=True) and ser(av, objekt) for objekt in objekter)
    else:
        slipper_til = all(ser(av, objekt) for objekt in objekter) or kan(av, Rett.OVERSTYRE)
    if not slipper_til:
        raise PermissionDenied(_("Du har ikke tilgang til dette. Be en som er klarert, om å gjøre det."))


def er_modul(av: Aktoer) -> bool:
    """Is this an external module, which sees only where it is registered (krav 4.1.1, 4.5.1)?"""
    return any(r.rolle == Rolle.MODUL for r in av.roller)


def _modulen() -> ModuleType:
    # What a module reaches is said on units of the archive core, above this. Looked up by name, so that no import
    # points upwards, and the one predicate of sight stays one.
    return import_module("bysak.arkivstruktur.modulrettigheter")


def krev_sted(av: Aktoer, *steder: Any) -> None:
    """Stop a module that puts something new where it may not write; people's roles say enough (krav 4.1.15).

    steder: the units it would lie in; a right on one of them is enough. Raises `PermissionDenied`.
    """
    if er_modul(av) and not any(_modulen().naar(av, sted, skrive=True) for sted in steder):
        raise PermissionDenied(_("Modulen har ikke rett til å skrive her."))


_KLASSER = "klasser:"
_LEST = f"{_KLASSER}lest"


class _Klasse(NamedTuple):
    """What of an access class decides who is cleared for it, and whether the one who asks is named there."""

    pk: int
    virksomhet_id: int
    art: str
    kode_id: str | None
    enhet_id: UUID | None
    navngitt: bool


def _leste_klasser(av: Aktoer) -> list[_Klasse]:
    """Every access class within the wall. By hand: it is asked in every request, and Django needs a millisecond more.

    Being named counts only where the person still has a role.
    """
    rader = forberedt.spoer(
        "select k.id, k.virksomhet_id, k.art, k.kode_id, k.enhet_id, exists (select from"
        " organisasjon_tilgangsmedlem m where m.klasse_id = k.id and m.bruker_id = %s"
        " and m.virksomhet_id = any (%s::int[])) from organisasjon_tilgangsklasse k",
        [av.bruker_id, list(av.virksomheter)],
    )
    return [_Klasse(*rad) for rad in rader]


def klasser(av: Aktoer) -> tuple[list[int], list[int]]:
    """The access classes a person is cleared for, and those where the person is named; once per unit of work."""
    lager = gjeldende().lager
    noekkel = f"{_KLASSER}{av.bruker_id}"
    if noekkel not in lager:
        alle = _leste_klasser(av)
        navngitt = {k.pk for k in alle if k.navngitt}
        roller = {v: av.roller_i(v) for v in av.virksomheter}
        ser = [k.pk for k in alle if _klarert(roller.get(k.virksomhet_id, ()), k, navngitt)]
        lager[noekkel] = (ser, sorted(navngitt))
        lager[_LEST] = {k.pk: k for k in alle}
    svar: tuple[list[int], list[int]] = lager[noekkel]
    return svar


def _klassen(pk: int) -> Any:
    """An access class, without a question when they have been read in this unit of work."""
    return gjeldende().lager.get(_LEST, {}).get(pk) or Tilgangsklasse.objects.get(pk=pk)


def _klarert(roller: Sequence[Rollerad], klasse: Any, navngitt: set[int]) -> bool:
    if klasse.art == Tilgangsklasse.Art.AAPEN:
        return bool(roller)
    if klasse.art == Tilgangsklasse.Art.PERSONER:
        return klasse.pk in navngitt
    return any(
        klasse.kode_id in r.tilgangskoder and (klasse.enhet_id is None or r.enhet_id in (None, klasse.enhet_id))
        for r in roller
    )


def synlig_q(av: Aktoer, felt: str = "") -> Q:
    """The one predicate of sight, for lists, counts and single objects alike (krav 4.5.1).

    felt: path to the protected row, ending in `__`, when the query starts elsewhere (`"registrering__"`).
    """
    q = klarert_q(av, felt)
    return q & _modulen().modulens_q(av, felt) if er_modul(av) else q


@ForeignKey.register_lookup
class _EnAv(Lookup):
    """As `in`, with the numbers as one value: three hundred classes are a millisecond of every statement otherwise."""

    lookup_name = "en_av"

    def get_prep_lookup(self) -> list[int]:
        return list(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        venstre, verdier = self.process_lhs(compiler, connection)
        return f"{venstre} = any (%s::int[])", (*verdier, self.rhs)


def klarert_q(av: Aktoer, felt: str = "") -> Q:
    """The part of sight that is about clearance: all of it for people, a part of it for modules."""
    ser, navngitt = klasser(av)
    arbeidet = gjeldende()
    q = Q(**{f"{felt}tilgangsklasse__en_av": ser})
    if navngitt:
        q |= Q(**{f"{felt}ser_ogsaa__en_av": navngitt})
    # The wall holds without this line; the planner needs it, as it cannot see what the policies will compare with.
    hvor = arbeidet.leser if arbeidet.virksomhet_id is None else (arbeidet.virksomhet_id,)
    return Q(**{f"{felt}virksomhet_id__in": hvor}) & q


def ser(av: Aktoer, objekt: Any) -> bool:
    """Does this person see this protected row? The same predicate as the lists."""
    mine, navngitt = klasser(av)
    klarert = objekt.tilgangsklasse_id in mine or (objekt.ser_ogsaa_id is not None and objekt.ser_ogsaa_id in navngitt)
    return klarert and (not er_modul(av) or bool(_modulen().naar(av, objekt)))


def hvorfor(av: Aktoer, objekt: Any) -> str:
    """Why this person sees, or does not see, a protected row: one sentence, without content."""
    mine, navngitt = klasser(av)
    klasse = _klassen(objekt.tilgangsklasse_id)
    if objekt.ser_ogsaa_id in navngitt:
        return _("Du er navngitt på denne.")
    if klasse.pk in mine:
        if klasse.art == Tilgangsklasse.Art.AAPEN:
            return _("Åpen for alle som har en rolle i virksomheten.")
        if klasse.art == Tilgangsklasse.Art.PERSONER:
            return _("Du er navngitt på denne.")
        return _("Du er klarert for tilgangskode %(kode)s.") % {"kode": klasse.kode_id}
    if klasse.art == Tilgangsklasse.Art.AAPEN:
        return _("Åpen for alle som har en rolle i virksomheten. Du har ingen.")
    if klasse.art == Tilgangsklasse.Art.PERSONER:
        return _("Bare navngitte personer ser denne, og du er ikke en av dem.")
    return _("Skjermet med tilgangskode %(kode)s. Du er ikke klarert for den.") % {"kode": klasse.kode_id}


def hvem_ser(objekt: Any) -> list[Bruker]:
    """Everyone who can see a protected row, computed from the same classes, roles and rights as the lists."""
    seere = [b for b, den in klarerte(objekt) if not er_modul(den) or _modulen().naar(den, objekt)]
    return sorted(set(seere), key=lambda b: b.navn)


def klarerte(objekt: Any) -> list[tuple[Bruker, Aktoer]]:
    """Everyone who is cleared for a protected row, with the role that clears them."""
    klasse = _klassen(objekt.tilgangsklasse_id)
    navngitte = set()
    if klasse.art != Tilgangsklasse.Art.AAPEN:  # to whom the open one is open, a name adds nothing
        medlemmer = Tilgangsmedlem.objects.filter(klasse_id__in=[klasse.pk, objekt.ser_ogsaa_id])
        navngitte = set(medlemmer.values_list("bruker_id", flat=True))
    roller = Rolletildeling.objects.filter(
        gyldig_rolle(), virksomhet_id=objekt.virksomhet_id, bruker__er_system=False, bruker__is_active=True
    ).select_related("bruker")
    alle = [(r.bruker, Aktoer(r.bruker_id, r.bruker.navn, roller=(_rollerad(r),))) for r in roller]
    return [(b, den) for b, den in alle if b.pk in navngitte or _klarert(den.roller, klasse, set())]


def klasse_for(kode: str | None = None, enhet_id: UUID | None = None) -> Tilgangsklasse:
    """The access class of a code within a unit, or the open one; made the first time it is needed."""
    if kode is None:
        klasse, ny = Tilgangsklasse.objects.get_or_create(art=Tilgangsklasse.Art.AAPEN)
    else:
        klasse, ny = Tilgangsklasse.objects.get_or_create(art=Tilgangsklasse.Art.KODE, kode_id=kode, enhet_id=enhet_id)
    if ny:
        # What `klasser` remembered is now short of one.
        lager = gjeldende().lager
        for noekkel in [n for n in lager if n.startswith(_KLASSER)]:
            del lager[noekkel]
    return klasse
