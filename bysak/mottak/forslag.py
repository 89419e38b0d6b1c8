"""Suggestions for registration, from this virksomhet's own data. Each says why; none is ever carried out by itself.

LESMEG: inside an open arbeid. A case is suggested only to who may see it. Strength: 3 strong, 2 middling, 1 weak.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Generic, TypeVar
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from bysak.arkivstruktur.arkivdeler import aktive_perioder
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.koder import Saksstatus
from bysak.arkivstruktur.models import Klasse, Korrespondansepart, Saksmappe
from bysak.arkivstruktur.opprettelse import TITTEL_MAKS
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import OSLO
from bysak.kjerne.tekstvask import maks, rens
from bysak.mottak.forsendelse import saken_hos_oss
from bysak.mottak.laering import Gjetning, gjett, trekkene, vis_trekk
from bysak.mottak.models import Forslagsfelt, Innkomst
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from bysak.organisasjon.tilgang import synlig_q

T = TypeVar("T")

MAKS_SAKER = 3
# So sure must a guess be to be called likely.
_TROLIG = 0.6
_TIDLIGERE_PER_AVSENDER = 5
_NUMMER = re.compile(r"(?<![\d/])((?:19|20)\d\d) ?/ ?(\d{1,6})(?!\d|/)")
# Other ways of writing it are believed only after a word that says what it is: «sak 26/1187», «vår ref.: 2026-1187».
_NUMMER_ETTER_ORD = re.compile(
    r"\b(?:sak(?:en)?s?(?:nr|nummer)?|arkivsak|(?:vår |dykkar |deres |our |your )?ref(?:eranse|erence)?|case)"
    r"[ .:#]{1,4}((?:19|20)?\d\d) ?[/-] ?(\d{1,6})(?!\d|/)",
    re.IGNORECASE,
)
_FORSTAVELSE = re.compile(r"^\s*(?:(?:sv|vs|re|fw|fwd|aw|ang)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)
_ORD = re.compile(r"\w{4,}")


# Words that only bodies have in their names: a form of company, or an ending such as «…forening» and «…kontoret».
_VIRKSOMHETSORD = re.compile(
    r"\b(as|asa|sa|ba|fau|iks|kf|hf|advokatfirma|styret|post|postmottak|noreply)\b"
    r"|(forening|foreningen|laget|borettslag|sameie|skole|barnehage|kontor|kontoret|etat|etaten|kommune|klubb|klubben"
    r"|stiftelse|stiftelsen|senter|senteret|rådet|direktoratet|tilsynet|ombudet|politiet|sykehus|renhold)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Foreslaatt(Generic[T]):
    """A value, the sentence that explains it, and its strength."""

    verdi: T
    fordi: str
    styrke: int
    # From words and senders of earlier registrations, and not from the case.
    laert: bool = False


@dataclass(frozen=True)
class Sakforslag:
    """A case that the item may belong to."""

    sak: Saksmappe
    fordi: str
    styrke: int


@dataclass(frozen=True)
class Kjent:
    """A sender as this virksomhet has written the name before."""

    navn: str
    adresse: str
    er_person: bool


@dataclass(frozen=True)
class Forslag:
    """Everything that can be filled in beforehand. The lists hold at most three, best first; their first is also alone.

    When a case is chosen or is likely, unit, case worker and klasse are the case's.
    """

    tittel: Foreslaatt[str]
    saker: list[Sakforslag]
    enhet: Foreslaatt[AdministrativEnhet] | None
    saksbehandler: Foreslaatt[Bruker] | None
    klasse: Foreslaatt[Klasse] | None
    dokumentets_dato: Foreslaatt[date] | None
    klasser: list[Foreslaatt[Klasse]]
    enheter: list[Foreslaatt[AdministrativEnhet]]
    saksbehandlere: list[Foreslaatt[Bruker]]
    avsendere: list[Foreslaatt[Kjent]]


def forslag_for(innkomst: Innkomst, *, av: Aktoer, sak: Saksmappe | None = None) -> Forslag:
    """Suggestions for one item. sak: the case already chosen; unit, handler and klasse then follow it."""
    laert = _laert(innkomst)
    saker = _med_laerte(sakforslag([innkomst], av=av)[innkomst.pk], laert.get(Forslagsfelt.SAK, []), av)
    kilde = sak or (saker[0].sak if saker else None)
    styrke = 3 if sak else (saker[0].styrke if saker else 0)
    av_ord = _klasse_av_ord(innkomst) if kilde is None and not laert else None
    klasser = _samlet(_fra_sak(kilde.klasse if kilde else None, styrke), _klasser(laert)) or (
        [av_ord] if av_ord else []
    )
    enhet = _fra_sak(kilde.administrativ_enhet if kilde else None, styrke)
    person = _fra_sak(kilde.saksansvarlig if kilde else None, styrke)
    enheter, personer = _samlet(enhet, _enheter(laert)), _samlet(person, _personer(laert))
    return Forslag(
        tittel=_tittel(innkomst),
        saker=saker,
        enhet=enheter[0] if enheter else None,
        saksbehandler=personer[0] if personer else None,
        klasse=klasser[0] if klasser else None,
        dokumentets_dato=_dato(innkomst),
        klasser=klasser,
        enheter=enheter,
        saksbehandlere=personer,
        avsendere=_kjente(innkomst),
    )


def _laert(innkomst: Innkomst) -> dict[str, list[Gjetning]]:
    """What earlier registrations say of a letter's words and sender."""
    assert innkomst.virksomhet_id is not None
    trekk = trekkene(
        innkomst.emne, _tekst(innkomst)[:1500], adresse=innkomst.avsender_adresse, navn=innkomst.avsender_navn
    )
    return gjett(trekk, virksomhet=innkomst.virksomhet_id)


def _fordi(gjetning: Gjetning) -> str:
    ordene = ", ".join(f"«{vis_trekk(t)}»" for t in gjetning.trekk)
    return _("Fordi %(ord)s har gått dit før.") % {"ord": ordene}


def _styrke(gjetning: Gjetning) -> int:
    return 2 if gjetning.andel >= _TROLIG else 1


def _med_laerte(saker: list[Sakforslag], laert: list[Gjetning], av: Aktoer) -> list[Sakforslag]:
    """Cases that words and sender point at, after those that are known by more than words."""
    har = {f.sak.pk for f in saker}
    nye = {g.verdi: g for g in laert if g.verdi not in har}
    ledig = MAKS_SAKER - len(saker)
    funnet = {sak.pk: sak for sak in _saker(av, Q(pk__in=nye))} if nye and ledig > 0 else {}
    laerte = [_ny(funnet[pk], _fordi(g), _styrke(g)) for pk, g in nye.items() if pk in funnet]
    return sorted([*saker, *laerte[:ledig]], key=lambda f: -f.styrke)


def _klasser(laert: dict[str, list[Gjetning]]) -> list[Foreslaatt[Klasse]]:
    gjettet = laert.get(Forslagsfelt.KLASSE, [])
    rader = (
        {k.pk: k for k in Klasse.objects.filter(pk__in=[g.verdi for g in gjettet], avsluttet_dato=None)}
        if gjettet
        else {}
    )
    return [Foreslaatt(rader[g.verdi], _fordi(g), _styrke(g), laert=True) for g in gjettet if g.verdi in rader]


def _enheter(laert: dict[str, list[Gjetning]]) -> list[Foreslaatt[AdministrativEnhet]]:
    gjettet = laert.get(Forslagsfelt.ENHET, [])
    aapne = AdministrativEnhet.objects.filter(pk__in=[g.verdi for g in gjettet], avsluttet_dato=None)
    rader = {e.pk: e for e in aapne} if gjettet else {}
    return [Foreslaatt(rader[g.verdi], _fordi(g), _styrke(g), laert=True) for g in gjettet if g.verdi in rader]


def _personer(laert: dict[str, list[Gjetning]]) -> list[Foreslaatt[Bruker]]:
    gjettet = laert.get(Forslagsfelt.PERSON, [])
    aktive = Bruker.objects.filter(pk__in=[g.verdi for g in gjettet], is_active=True)
    rader = {b.pk: b for b in aktive} if gjettet else {}
    return [Foreslaatt(rader[g.verdi], _fordi(g), _styrke(g), laert=True) for g in gjettet if g.verdi in rader]


def _samlet(fra_sak: Foreslaatt[T] | None, laerte: list[Foreslaatt[T]]) -> list[Foreslaatt[T]]:
    """What the case says first, when it is likely at all; then what is learnt, each once."""
    alle = [*([fra_sak] if fra_sak else []), *laerte]
    ut = {f.verdi: f for f in sorted(alle, key=lambda f: f.styrke)}
    return sorted(ut.values(), key=lambda f: -f.styrke)[:MAKS_SAKER]


def _kjente(innkomst: Innkomst) -> list[Foreslaatt[Kjent]]:
    """The sender as the virksomhet knows it: names that have stood with the address, the commonest first."""
    if not innkomst.avsender_adresse:
        return []
    parter = Korrespondansepart.objects.filter(
        virksomhet=innkomst.virksomhet, epostadresse=innkomst.avsender_adresse, korrespondanseparttype=Parttype.AVSENDER
    )
    navnene = Counter(parter.order_by("-registrering__opprettet_dato").values_list("navn", "er_person")[:200])
    return [
        Foreslaatt(
            Kjent(navn, innkomst.avsender_adresse, er_person),
            _("Fordi adressen er registrert slik før, %(n)s ganger.") % {"n": antall},
            2,
        )
        for (navn, er_person), antall in navnene.most_common(MAKS_SAKER)
    ]


def beste_sak(innkomster: Sequence[Innkomst], *, av: Aktoer) -> dict[UUID, Sakforslag]:
    """The best case for each item of a list, where there is one; the same three queries however long the list is."""
    return {pk: saker[0] for pk, saker in sakforslag(innkomster, av=av).items() if saker}


def sakforslag(innkomster: Sequence[Innkomst], *, av: Aktoer) -> dict[UUID, list[Sakforslag]]:
    """At most three cases for each item: by its own address, the thread, a number, the sender's earlier letters."""
    funnet: dict[UUID, list[Sakforslag]] = {i.pk: [] for i in innkomster}
    for kilde in (_av_adressen, _av_traad, _av_samtale, _av_opphav, _av_nummer, _av_avsender):
        for pk, forslag in kilde(innkomster, av):
            if all(f.sak.pk != forslag.sak.pk for f in funnet[pk]):
                funnet[pk].append(forslag)
    return {pk: sorted(liste, key=lambda f: -f.styrke)[:MAKS_SAKER] for pk, liste in funnet.items()}


def _ny(sak: Saksmappe, fordi: str, styrke: int) -> Sakforslag:
    """A closed case is one step weaker: nothing can be put in it before it is opened again."""
    if sak.er_avsluttet:
        return Sakforslag(sak, _("%(fordi)s Saken er avsluttet.") % {"fordi": fordi}, max(1, styrke - 1))
    return Sakforslag(sak, fordi, styrke)


def _saker(av: Aktoer, vilkaar: Q) -> list[Saksmappe]:
    return list(
        Saksmappe.objects.filter(synlig_q(av))
        .filter(vilkaar)
        .exclude(saksstatus=Saksstatus.UTGAAR)
        .select_related("administrativ_enhet", "saksansvarlig", "klasse", "virksomhet")
    )


def _av_traad(innkomster: Sequence[Innkomst], av: Aktoer) -> Iterator[tuple[UUID, Sakforslag]]:
    """The case where the mail that this one answers was registered."""
    sider = {side for i in innkomster for side in i.svar_paa[:20]}
    if not sider:
        return
    poster = Innkomst.objects.filter(
        message_id__in=sider, virksomhet_id__in={i.virksomhet_id for i in innkomster}, registrering__isnull=False
    )
    felt = ("virksomhet_id", "message_id", "registrering__mappe_id")
    mappe_for = {(v, m): mappe for v, m, mappe in poster.values_list(*felt)}
    saker = {sak.pk: sak for sak in _saker(av, Q(pk__in=set(mappe_for.values())))}
    for innkomst in innkomster:
        for side in innkomst.svar_paa[:20]:
            mappe = mappe_for.get((innkomst.virksomhet_id, side))
            if mappe is not None and (sak := saker.get(mappe)):
                yield innkomst.pk, _ny(sak, _("Svarer på en e-post som er registrert i saken."), 3)


def _av_adressen(innkomster: Sequence[Innkomst], av: Aktoer) -> Iterator[tuple[UUID, Sakforslag]]:
    """The case whose own address it came to: the code in the address was checked when it was read."""
    oppgitt = {i.pk: (i.virksomhet_id, nr) for i in innkomster for nr in _numre(i.sak_i_adressen)}
    for pk, sak in _oppgitte(oppgitt, av):
        yield pk, _ny(sak, _("Kom til sakens adresse."), 3)


def _av_samtale(innkomster: Sequence[Innkomst], av: Aktoer) -> Iterator[tuple[UUID, Sakforslag]]:
    """The case where a mail of the same conversation in Outlook was registered."""
    traader = {i.traad for i in innkomster if i.traad}
    if not traader:
        return
    poster = Innkomst.objects.filter(
        traad__in=traader, virksomhet_id__in={i.virksomhet_id for i in innkomster}, registrering__isnull=False
    ).order_by("utfall_tid")
    felt = ("virksomhet_id", "traad", "registrering__mappe_id")
    mappe_for = {(v, t): mappe for v, t, mappe in poster.values_list(*felt)}
    saker = {sak.pk: sak for sak in _saker(av, Q(pk__in=set(mappe_for.values())))}
    for innkomst in innkomster:
        mappe = mappe_for.get((innkomst.virksomhet_id or 0, innkomst.traad))
        if mappe is not None and (sak := saker.get(mappe)):
            yield innkomst.pk, _ny(sak, _("Hører til samme samtale som en e-post i saken."), 3)


def _av_opphav(innkomster: Sequence[Innkomst], av: Aktoer) -> Iterator[tuple[UUID, Sakforslag]]:
    """The case that a sender through SvarInn says is ours: a guess, so it is looked up here and never followed."""
    oppgitt = {i.pk: (i.virksomhet_id, nr) for i in innkomster if (nr := saken_hos_oss(i.opphav))}
    for pk, sak in _oppgitte(oppgitt, av):
        yield pk, _ny(sak, _("Avsender har oppgitt saksnummeret."), 2)


def _oppgitte(oppgitt: dict[UUID, tuple[int | None, tuple[int, int]]], av: Aktoer) -> Iterator[tuple[UUID, Saksmappe]]:
    """The cases with these numbers, each in its own virksomhet."""
    if not oppgitt:
        return
    vilkaar = Q()
    for virksomhet, (aar, loepenummer) in set(oppgitt.values()):
        vilkaar |= Q(virksomhet_id=virksomhet, saksaar=aar, sakssekvensnummer=loepenummer)
    saker = {(s.virksomhet_id, (s.saksaar, s.sakssekvensnummer)): s for s in _saker(av, vilkaar)}
    for pk, noekkel in oppgitt.items():
        if sak := saker.get(noekkel):
            yield pk, sak


def _av_nummer(innkomster: Sequence[Innkomst], av: Aktoer) -> Iterator[tuple[UUID, Sakforslag]]:
    """The case whose number stands in the subject (strong) or in the text (middling)."""
    numre = {i.pk: (_numre(i.emne), _numre(_tekst(i))) for i in innkomster}
    alle = {nr for emne, tekst in numre.values() for nr in (*emne, *tekst)}
    if not alle:
        return
    vilkaar = Q()
    for aar, loepenummer in sorted(alle)[:200]:
        vilkaar |= Q(saksaar=aar, sakssekvensnummer=loepenummer)
    saker = {
        (s.virksomhet_id, (s.saksaar, s.sakssekvensnummer)): s
        for s in _saker(av, vilkaar & Q(virksomhet_id__in={i.virksomhet_id for i in innkomster}))
    }
    for innkomst in innkomster:
        i_emne, i_tekst = numre[innkomst.pk]
        for nr in dict.fromkeys([*i_emne, *i_tekst]):
            if sak := saker.get((innkomst.virksomhet_id, nr)):
                hvor, styrke = (_("emnet"), 3) if nr in i_emne else (_("teksten"), 2)
                yield innkomst.pk, _ny(sak, _("Saksnummeret står i %(hvor)s.") % {"hvor": hvor}, styrke)


def _tekst(innkomst: Innkomst) -> str:
    """The beginning of a letter's text; lists do not fetch it, and go without. Numbers in a parcel are the sender's."""
    return "" if "tekst" in innkomst.get_deferred_fields() or not innkomst.er_brev else innkomst.tekst[:20_000]


def _numre(tekst: str) -> list[tuple[int, int]]:
    funnet = [*_NUMMER.findall(tekst), *_NUMMER_ETTER_ORD.findall(tekst)]
    return list(dict.fromkeys((int(aar) + 2000 * (len(aar) == 2), int(nr)) for aar, nr in funnet))[:20]


def _av_avsender(innkomster: Sequence[Innkomst], av: Aktoer) -> Iterator[tuple[UUID, Sakforslag]]:
    """The cases where the sender's earlier letters were registered, newest first."""
    adresser = {i.avsender_adresse for i in innkomster if i.avsender_adresse and not i.automatisk}
    if not adresser:
        return
    tidligere: dict[tuple[int | None, str], dict[UUID, None]] = {}
    poster = Innkomst.objects.filter(
        avsender_adresse__in=adresser,
        virksomhet_id__in={i.virksomhet_id for i in innkomster},
        registrering__isnull=False,
    ).order_by("-utfall_tid")
    felt = ("virksomhet_id", "avsender_adresse", "registrering__mappe_id")
    # A letter that was registered by hand, or answered, knows the address as well.
    parter = Korrespondansepart.objects.filter(
        epostadresse__in=adresser, virksomhet_id__in={i.virksomhet_id for i in innkomster}
    ).order_by("-registrering__opprettet_dato")
    partfelt = ("virksomhet_id", "epostadresse", "registrering__mappe_id")
    for rader in (poster.values_list(*felt)[:500], parter.values_list(*partfelt)[:500]):
        for virksomhet, adresse, mappe_id in rader:
            tidligere.setdefault((virksomhet, adresse), {})[mappe_id] = None
    saker = {sak.pk: sak for sak in _saker(av, Q(pk__in={m for mapper in tidligere.values() for m in mapper}))}
    for innkomst in innkomster:
        mapper = list(tidligere.get((innkomst.virksomhet_id, innkomst.avsender_adresse), ()))
        for mappe in mapper[:_TIDLIGERE_PER_AVSENDER]:
            if sak := saker.get(mappe):
                styrke = 2 if len(mapper) == 1 else 1
                yield innkomst.pk, _ny(sak, _("Samme avsender har skrevet i saken før."), styrke)


def er_trolig_person(navn: str) -> bool:
    """Whether a sender's name looks like a natural person's: when in doubt yes, so that the name is protected."""
    return _VIRKSOMHETSORD.search(navn.partition("@")[0]) is None


def _tittel(innkomst: Innkomst) -> Foreslaatt[str]:
    emne = maks(rens(_FORSTAVELSE.sub("", innkomst.emne)), TITTEL_MAKS)
    if emne and not innkomst.er_brev:
        return Foreslaatt(emne, _("Fra tittelen på forsendelsen."), 2)
    if emne:
        return Foreslaatt(emne, _("Fra emnet i e-posten."), 2)
    return Foreslaatt("", _("E-posten har ikke noe emne. Skriv hva den gjelder."), 1)


def _fra_sak(verdi: T | None, styrke: int) -> Foreslaatt[T] | None:
    return Foreslaatt(verdi, _("Fra saken."), styrke) if verdi is not None else None


def _klasse_av_ord(innkomst: Innkomst) -> Foreslaatt[Klasse] | None:
    """The klasse that most of the subject's words point to, by its title and keywords; the first on a tie."""
    ord_ = {o.lower() for o in _ORD.findall(innkomst.emne)}
    if not ord_:
        return None
    periode = aktive_perioder().filter(virksomhet=innkomst.virksomhet).first()
    if periode is None:
        return None
    klasser = Klasse.objects.filter(
        klassifikasjonssystem=periode.klassifikasjonssystem, avsluttet_dato=None, underklasser=None
    )
    poeng = [(len(ord_ & _ord_i(klasse)), klasse) for klasse in klasser]
    flest, klasse = max(poeng, key=lambda p: p[0], default=(0, None))
    return Foreslaatt(klasse, _("Ord i emnet er nøkkelord for klassen."), 1) if klasse is not None and flest else None


def _ord_i(klasse: Klasse) -> set[str]:
    return {o.lower() for tekst in (klasse.tittel, *klasse.noekkelord) for o in _ORD.findall(tekst)}


def _dato(innkomst: Innkomst) -> Foreslaatt[date] | None:
    if innkomst.sendt_tid is None:
        return None
    sendt = innkomst.sendt_tid.astimezone(OSLO).date()
    if sendt > innkomst.mottatt_tid.astimezone(OSLO).date():
        return Foreslaatt(
            innkomst.mottatt_tid.astimezone(OSLO).date(), _("Mottattdato, fordi e-posten er datert fram i tid."), 1
        )
    return Foreslaatt(sendt, _("Datoen e-posten ble sendt."), 2)
