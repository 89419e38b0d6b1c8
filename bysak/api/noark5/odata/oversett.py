"""From the tree to the database: each name through `stier`, each relation through what its target lets one see.

A relation is entered only as `exists (a row of the target's own grunn …)`, so a question says nothing about what the
one who asks may not see, however it is put (contract section 4).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    JSONField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT, KeyTextTransform
from django.db.models.functions import Cast, Coalesce, NullIf
from django.db.models.lookups import Exact

from bysak.api.noark5.form import Felt, Ressurs
from bysak.api.noark5.kodelister import koder
from bysak.api.noark5.odata import innsyn, stier
from bysak.api.noark5.odata import uttrykk as u
from bysak.api.noark5.odata.funksjoner import kall, regn
from bysak.api.noark5.odata.ledd import SANN, Art, Element, Ledd, NoeElement, SomTall, ikke
from bysak.api.noark5.odata.omskriving import byttet, er_vilkaar, har_null, stiene
from bysak.api.noark5.odata.stier import KODENAVN, Attributt, Overgang, Tekstliste
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.odata.verdier import blant, sammenlign, skrevet
from bysak.kjerne.arbeid import Aktoer

_AV_TYPE = {"string": Art.TEKST, "integer": Art.HELTALL, "decimal": Art.TALL, "boolean": Art.JANEI, "uuid": Art.UUID}
MAKS_OPPSLAG, MAKS_NIVAA, MAKS_LEDD = 20, 6, 400
Vilkaar = Callable[["Omfang"], Q]


@dataclass
class Omfang:
    """What a name stands for: rows of a resource at one level of the statement, or one text of a list.

    alias: what the rows must be annotated with so that levels further in can point at it.
    """

    ressurs: Ressurs | None
    nivaa: int
    alias: dict[str, Any] = field(default_factory=dict)
    element: Ledd | None = None


ROT = "$it"
Miljoe = Mapping[str, Omfang]


class Oversetter:
    """Translates one question about one resource, for one who asks."""

    def __init__(self, ressurs: Ressurs, av: Aktoer) -> None:
        self.av, self.rot = av, Omfang(ressurs, 0)
        self.oppslag = self.antall = self.nr = 0
        self.kodene: dict[str, dict[str, tuple[str, str]]] = {}

    def filtrer(self, rader: QuerySet[Any], node: u.Uttrykk) -> QuerySet[Any]:
        """Keep the rows that a $filter is about. Raises `UgyldigSpoerring`."""
        q = self._vilkaar(node, {ROT: self.rot}, 0)
        filtrert: QuerySet[Any] = rader.alias(**self.rot.alias).filter(q)
        return filtrert

    def noekkel(self, node: u.Uttrykk) -> Ledd:
        """Make a value to sort by; a way to it may go over relations to one. Raises `UgyldigSpoerring`."""
        return self._verdi(node, {ROT: self.rot}, 0)

    # ── what is so ──

    def _vilkaar(self, node: u.Uttrykk, miljoe: Miljoe, nivaa: int) -> Q:
        match node:
            case u.Og(deler):
                return reduce(and_, [self._vilkaar(d, miljoe, nivaa) for d in deler])
            case u.Eller(deler):
                return reduce(or_, [self._vilkaar(d, miljoe, nivaa) for d in deler])
            case u.Ikke(ledd):
                return ikke(self._vilkaar(ledd, miljoe, nivaa))
            case u.Hver():
                return self._hver(node, miljoe, nivaa)
            case u.Kall("isof", verdier):
                return self._isof(verdier, miljoe, nivaa)
        self.antall += 1
        if self.antall > MAKS_LEDD:
            raise UgyldigSpoerring(f"Høyst {MAKS_LEDD} sammenligninger i én spørring. Del den i flere.")
        if isinstance(node, u.Sammenlign) and (q := self._ja_eller_nei(node, miljoe, nivaa)) is not None:
            return q
        if kryss := next(self._kryss(node, miljoe), None):
            return self._loeftet(node, *kryss, miljoe, nivaa)
        return self._enkelt(node, miljoe, nivaa)

    def _enkelt(self, node: u.Uttrykk, miljoe: Miljoe, nivaa: int) -> Q:
        """A condition on the row itself."""
        match node:
            case u.Sammenlign(tegn, venstre, hoeyre):
                return sammenlign(tegn, self._verdi(venstre, miljoe, nivaa), self._verdi(hoeyre, miljoe, nivaa))
            case u.Blant(venstre, verdier):
                return blant(self._verdi(venstre, miljoe, nivaa), [self._verdi(v, miljoe, nivaa) for v in verdier])
        ledd = self._verdi(node, miljoe, nivaa)
        if ledd.vilkaar is not None:
            return ledd.vilkaar
        if ledd.art is Art.JANEI or ledd.verdi is None:
            return sammenlign("eq", ledd, skrevet(True))  # noqa: FBT003
        raise UgyldigSpoerring(f"Et vilkår må være sant eller usant, og her står det {ledd.art}. Mangler det «eq …»?")

    def _ja_eller_nei(self, node: u.Sammenlign, miljoe: Miljoe, nivaa: int) -> Q | None:
        """`contains(…) eq true`: about the condition, also when it goes over a relation."""
        for ett, annet in ((node.venstre, node.hoeyre), (node.hoeyre, node.venstre)):
            if (
                isinstance(annet, u.Verdi)
                and isinstance(annet.verdi, bool)
                and node.tegn in ("eq", "ne")
                and er_vilkaar(ett)
            ):
                q = self._vilkaar(ett, miljoe, nivaa)
                return q if annet.verdi is (node.tegn == "eq") else ikke(q)
        return None

    def _isof(self, verdier: tuple[u.Uttrykk, ...], miljoe: Miljoe, nivaa: int) -> Q:
        *foran, slag = (v.ledd for v in verdier if isinstance(v, u.Sti))
        omfang = miljoe[ROT] if not foran else miljoe.get(foran[0][0])
        if len(foran) + 1 != len(verdier) or omfang is None or omfang.ressurs is None or len(slag) != 1:
            raise UgyldigSpoerring("isof tar en type, som isof(Default.SaksmappeType).")
        til = stier.som(omfang.ressurs, slag[0])
        if omfang.nivaa == nivaa:
            return til.bare if til.bare else SANN
        peker = _ytre("pk", nivaa + 1 - omfang.nivaa)
        return Q(Exists(til.modell._base_manager.filter(til.bare, pk=peker)))

    # ── over relations ──

    def _kryss(self, node: u.Uttrykk, miljoe: Miljoe) -> Iterator[tuple[tuple[str, ...], bool]]:
        """The first step away from the row in a condition: the names that lead to it, and whether to one row only."""
        for sti, teller in stiene(node):
            omfang, foran, rest = _omfang(sti.ledd, miljoe)
            if omfang.ressurs is None or not rest:
                continue
            funnet = stier.finn(omfang.ressurs, rest)
            if isinstance(funnet, Tekstliste) and not teller:
                yield (*foran, *rest[: funnet.lest]), False
            elif isinstance(funnet, Overgang) and not (teller and funnet.lest == len(rest)):
                yield (*foran, *rest[: funnet.lest]), self._til_en(funnet, rest)

    def _til_en(self, steg: Overgang, rest: tuple[str, ...]) -> bool:
        """Does the whole way lead to one row?"""
        while not steg.relasjon.mange:
            rest = rest[steg.lest :]
            funnet = stier.finn(steg.til, rest) if rest else None
            if not isinstance(funnet, Overgang):
                return not isinstance(funnet, Tekstliste)
            steg = funnet
        return False

    def _loeftet(self, node: u.Uttrykk, foran: tuple[str, ...], til_en: bool, miljoe: Miljoe, nivaa: int) -> Q:
        """A condition over a relation, as `any`: `part/navn eq 'x'` holds when it does for one of them.

        That something is missing holds when none has it; to one row, `ne` holds also when there is no row.
        """
        if isinstance(node, u.Sammenlign) and har_null(node):
            if node.tegn == "eq":
                return ikke(self._loeftet(replace(node, tegn="ne"), foran, til_en, miljoe, nivaa))
        elif isinstance(node, u.Sammenlign) and node.tegn == "ne" and til_en:
            return ikke(self._loeftet(replace(node, tegn="eq"), foran, til_en, miljoe, nivaa))
        self.nr += 1
        variabel = f"§{self.nr}"
        hver = u.Hver(u.Sti(foran), alle=False, variabel=variabel, vilkaar=byttet(node, foran, (variabel,)))
        return self._hver(hver, miljoe, nivaa)

    def _hver(self, node: u.Hver, miljoe: Miljoe, nivaa: int) -> Q:
        if node.alle:
            ikke_alle = replace(node, alle=False, vilkaar=u.Ikke(node.vilkaar or u.Verdi(None)))
            return ikke(self._hver(ikke_alle, miljoe, nivaa))
        omfang, foran, rest = _omfang(node.sti.ledd, miljoe)
        if omfang.ressurs is None or not rest:
            raise UgyldigSpoerring(f"any og all står etter en relasjon, ikke etter «{'/'.join(node.sti.ledd)}».")
        funnet = stier.finn(omfang.ressurs, rest)
        if isinstance(funnet, Attributt):
            return self._i_gruppe(node, funnet, miljoe, nivaa)
        if funnet.lest < len(rest):
            if isinstance(funnet, Tekstliste):
                raise UgyldigSpoerring(f"Det er ikke noe under «{'/'.join(rest[: funnet.lest])}».")
            self.nr += 1
            videre = replace(node, sti=u.Sti((f"§{self.nr}", *rest[funnet.lest :])))
            foerst = replace(node, sti=u.Sti((*foran, *rest[: funnet.lest])), variabel=f"§{self.nr}", vilkaar=videre)
            return self._hver(foerst, miljoe, nivaa)
        if isinstance(funnet, Tekstliste):
            return self._i_liste(node, funnet, omfang, miljoe, nivaa)
        return Q(Exists(self._rader(funnet, omfang, nivaa, self._inni(node, miljoe)))) & funnet.bare

    def _inni(self, node: u.Hver, miljoe: Miljoe) -> Vilkaar:
        if node.vilkaar is None:
            return lambda _inne: Q()
        vilkaar = node.vilkaar
        return lambda inne: self._vilkaar(vilkaar, {**miljoe, node.variabel: inne}, inne.nivaa)

    def _i_gruppe(self, node: u.Hver, funnet: Attributt, miljoe: Miljoe, nivaa: int) -> Q:
        """A group that the standard has as a list and the row has once, such as personidentifikator."""
        if not funnet.hel:
            raise UgyldigSpoerring(f"any og all står etter en relasjon, ikke etter «{'/'.join(node.sti.ledd)}».")
        if node.vilkaar is None:
            return ikke(self._vilkaar(u.Sammenlign("eq", node.sti, u.Verdi(None)), miljoe, nivaa))
        return self._vilkaar(byttet(node.vilkaar, (node.variabel,), node.sti.ledd), miljoe, nivaa)

    def _i_liste(self, node: u.Hver, funnet: Tekstliste, omfang: Omfang, miljoe: Miljoe, nivaa: int) -> Q:
        self._tell()
        navn = f"e{self.oppslag}"
        liste = self._kolonne(omfang, funnet.foran + funnet.felt.sti, nivaa)
        ledd = self._kodet(funnet.felt, Element(navn), "") if funnet.felt.kodeliste else Ledd(Element(navn), Art.TEKST)
        inne = Omfang(None, nivaa, element=ledd)
        return Q(NoeElement(liste, self._inni(node, miljoe)(inne) or SANN, navn=navn))

    def _tell(self) -> None:
        self.oppslag += 1
        if self.oppslag > MAKS_OPPSLAG:
            raise UgyldigSpoerring(f"Høyst {MAKS_OPPSLAG} oppslag over relasjoner i én spørring. Del den i flere.")

    def _rader(self, steg: Overgang, fra: Omfang, nivaa: int, vilkaar: Vilkaar) -> QuerySet[Any]:
        """The rows at the end of a relation that a condition holds for, tied to the row they belong to."""
        self._tell()
        eier: Any = fra.ressurs
        ledd = steg.relasjon.sti.split("__")
        return self._kjede(
            ledd, eier.modell, fra.nivaa, nivaa, steg.til, innsyn.rader(eier, steg.relasjon, steg.til, self.av), vilkaar
        )

    def _kjede(
        self,
        ledd: list[str],
        modell: type[Model],
        fra: int,
        nivaa: int,
        til: Ressurs,
        synlige: QuerySet[Any],
        vilkaar: Vilkaar,
    ) -> QuerySet[Any]:
        """One step for each model that the relation's path goes through, each inside the one before."""
        nivaa += 1
        if nivaa > MAKS_NIVAA:
            raise UgyldigSpoerring(f"Spørringen går over mer enn {MAKS_NIVAA} relasjoner på rad.")
        knytning: Any = modell._meta.get_field(ledd[0])
        siste = len(ledd) == 1
        rader: QuerySet[Any] = synlige if siste else knytning.related_model._base_manager.all()
        if knytning.concrete:
            rader = rader.filter(pk=_ytre(knytning.attname, nivaa - fra))
        else:
            rader = rader.filter(**{knytning.field.attname: _ytre("pk", nivaa - fra)})
        if not siste:
            videre = self._kjede(ledd[1:], knytning.related_model, nivaa, nivaa, til, synlige, vilkaar)
            return rader.filter(Exists(videre)).order_by()
        inne = Omfang(til, nivaa)
        q = vilkaar(inne)
        rader = rader.alias(**inne.alias).filter(q)
        return rader.order_by()

    # ── values ──

    def _verdi(self, node: u.Uttrykk, miljoe: Miljoe, nivaa: int) -> Ledd:
        match node:
            case u.Verdi(verdi):
                return skrevet(verdi)
            case u.Sti(ledd):
                return self._attributt(ledd, miljoe, nivaa)
            case u.Antall(sti):
                return self._tall_paa(sti.ledd, miljoe, nivaa)
            case u.Kall(navn, verdier) if navn != "isof":
                return kall(navn, [self._verdi(v, miljoe, nivaa) for v in verdier])
            case u.Regn(tegn, venstre, hoeyre):
                return regn(tegn, self._verdi(venstre, miljoe, nivaa), self._verdi(hoeyre, miljoe, nivaa))
        return Ledd(None, Art.JANEI, vilkaar=self._vilkaar(node, miljoe, nivaa))

    def _attributt(self, ledd: tuple[str, ...], miljoe: Miljoe, nivaa: int) -> Ledd:
        omfang, _foran, rest = _omfang(ledd, miljoe)
        if omfang.element is not None:
            return self._av_element(omfang.element, rest)
        ressurs: Any = omfang.ressurs
        funnet = stier.finn(ressurs, rest or ("systemID",))
        if isinstance(funnet, Overgang) and not funnet.relasjon.mange:
            return self._over(funnet, rest[funnet.lest :], omfang, nivaa)
        if not isinstance(funnet, Attributt):
            raise UgyldigSpoerring(f"«{'/'.join(rest)}» har flere verdier. Bruk any(…) i et $filter.")
        return self._ledd(funnet, ressurs, omfang, nivaa)

    def _av_element(self, element: Ledd, rest: tuple[str, ...]) -> Ledd:
        if rest and rest not in (("kode",), ("kodenavn",)):
            raise UgyldigSpoerring(f"Det er ikke noe under en tekst i en liste som heter «{rest[0]}».")
        return element

    def _over(self, steg: Overgang, rest: tuple[str, ...], omfang: Omfang, nivaa: int) -> Ledd:
        """A value of the one row that a relation leads to, to sort by."""
        funnet: list[Ledd] = []

        def finn(inne: Omfang) -> Q:
            funnet.append(self._attributt(rest, {ROT: inne}, inne.nivaa))
            return Q()

        rader = self._rader(steg, omfang, nivaa, finn)
        verdi = funnet[0].uttrykk
        return replace(funnet[0], uttrykk=Subquery(rader.annotate(odata_verdi=verdi).values("odata_verdi")[:1]))

    def _tall_paa(self, ledd: tuple[str, ...], miljoe: Miljoe, nivaa: int) -> Ledd:
        omfang, _foran, rest = _omfang(ledd, miljoe)
        ressurs: Any = omfang.ressurs
        funnet = stier.finn(ressurs, rest) if ressurs and rest else None
        if isinstance(funnet, Tekstliste) and funnet.lest == len(rest):
            liste = self._kolonne(omfang, funnet.foran + funnet.felt.sti, nivaa)
            antall: Any = Func(liste, function="CARDINALITY", output_field=IntegerField())
        elif isinstance(funnet, Overgang) and funnet.lest == len(rest):
            rader = self._rader(funnet, omfang, nivaa, lambda _inne: Q())
            antall = Subquery(
                rader.annotate(odata_antall=Func(F("pk"), function="COUNT", output_field=IntegerField())).values(
                    "odata_antall"
                )
            )
        else:
            raise UgyldigSpoerring(f"$count står etter en relasjon, ikke etter «{'/'.join(ledd)}».")
        return Ledd(Coalesce(antall, Value(0)), Art.HELTALL)

    def _ledd(self, funnet: Attributt, ressurs: Ressurs, omfang: Omfang, nivaa: int) -> Ledd:
        felt, sti = funnet.felt, funnet.foran + funnet.felt.sti
        if funnet.hel and not funnet.foran:
            raise UgyldigSpoerring(f"«{felt.navn}» er satt sammen av flere felt. Velg ett av dem.")
        kolonne = None if felt.uttrykk else _modellfelt(ressurs.modell, sti)
        if felt.uttrykk:
            hva = self._fram(omfang, felt.uttrykk(funnet.foran), nivaa)
        elif isinstance(kolonne, JSONField) and felt.type != "vsm":
            hva = self._fram(omfang, KT(sti), nivaa)
        else:
            hva = self._kolonne(omfang, sti, nivaa)
        bare = funnet.bare
        if bare and omfang.nivaa != nivaa:
            hva, bare = (
                self._fram(
                    omfang, Case(When(bare, then=felt.uttrykk(funnet.foran) if felt.uttrykk else F(sti))), nivaa
                ),
                Q(),
            )
        if felt.type == "vsm":
            egen = KeyTextTransform(funnet.del_, hva) if funnet.del_ else NullIf(Cast(hva, CharField()), Value("{}"))
            return Ledd(egen, Art.EGEN, bare=bare)
        if felt.kodeliste:
            return replace(self._kodet(felt, hva, funnet.del_), bare=bare)
        return Ledd(*_typet(felt, kolonne, hva), bare=bare)

    def _kolonne(self, omfang: Omfang, sti: str, nivaa: int) -> Any:
        ut = nivaa - omfang.nivaa
        return F(sti) if ut == 0 else _ytre(sti, ut)

    def _fram(self, omfang: Omfang, uttrykk: Any, nivaa: int) -> Any:
        """An expression of a row further out, by the name that the row is annotated with."""
        if omfang.nivaa == nivaa:
            return uttrykk
        navn = f"odata_{omfang.nivaa}_{len(omfang.alias)}"
        omfang.alias[navn] = uttrykk
        return _ytre(navn, nivaa - omfang.nivaa)

    def _kodet(self, felt: Felt, hva: Any, del_: str) -> Ledd:
        """A code, told apart by case, or its name; what stands in the row is the one or the other."""
        if felt.kodeliste not in self.kodene:
            self.kodene[felt.kodeliste] = koder(felt.kodeliste)
        nr = 1 if del_ == KODENAVN else 0
        ulike = [(lagret, par[nr]) for lagret, par in self.kodene[felt.kodeliste].items() if lagret != par[nr]]
        if ulike:
            hva = Case(
                *(When(Exact(hva, Value(lagret)), then=Value(svar)) for lagret, svar in ulike),
                default=hva,
                output_field=CharField(),
            )
        return Ledd(hva, Art.TEKST, noeyaktig=del_ != KODENAVN)


def _typet(felt: Felt, kolonne: Any, hva: Any) -> tuple[Any, Art]:
    if felt.type == "dateTime":
        return hva, Art.DAG if isinstance(
            kolonne, DateField
        ) and kolonne.get_internal_type() == "DateField" else Art.TID
    art = _AV_TYPE.get(felt.type, Art.TEKST)
    if isinstance(kolonne, JSONField):
        return hva, Art.TEKST
    if art in (Art.HELTALL, Art.TALL) and isinstance(kolonne, CharField):
        return SomTall(hva), Art.TALL
    return hva, art


def _modellfelt(modell: type[Model], sti: str) -> Any:
    """The field that a path ends in; one inside an array or a JSON object is the array's or the object's."""
    felt: Any = None
    for navn in sti.split("__"):
        if isinstance(felt, ArrayField):
            return felt.base_field
        if isinstance(felt, JSONField):
            return felt
        felt = modell._meta.pk if navn == "pk" else modell._meta.get_field(navn)
        modell = felt.related_model or modell
    return felt


def _ytre(sti: str, ut: int) -> OuterRef:
    """Point at a row so many levels further out."""
    peker = OuterRef(sti)
    for _ in range(ut - 1):
        peker = OuterRef(peker)
    return peker


def _omfang(ledd: tuple[str, ...], miljoe: Miljoe) -> tuple[Omfang, tuple[str, ...], tuple[str, ...]]:
    """What a way begins at, the names that say so, and those after them."""
    if ledd[0] in miljoe:
        return miljoe[ledd[0]], ledd[:1], ledd[1:]
    return miljoe[ROT], (), ledd
