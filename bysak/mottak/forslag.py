"""Suggestions for registration, from this virksomhet's own data. Each says why; none is ever carried out by itself.

LESMEG: inside an open arbeid. A case is suggested only to who may see it. Strength: 3 strong, 2 middling, 1 weak.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Generic, TypeVar

from django.utils.translation import gettext as _

from bysak.arkivstruktur.arkivdeler import aktive_perioder
from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost, Klasse, Korrespondansepart, Saksmappe
from bysak.arkivstruktur.opprettelse import TITTEL_MAKS
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.kalender import OSLO
from bysak.kjerne.tekstvask import maks, rens
from bysak.mottak.laering import Gjetning, gjett, trekkene, vis_trekk
from bysak.mottak.models import Forslagsfelt, Innkomst, Kanal
from bysak.mottak.papirtittel import tittel_i
from bysak.mottak.sakforslag import MAKS_SAKER, Sakforslag, foreslaa, saker_med, sakforslag, teksten
from bysak.organisasjon.models import AdministrativEnhet, Bruker, Rolle, Rolletildeling
from bysak.organisasjon.tilgang import gyldig_rolle, hvem_ser, synlig_q
from bysak.saksbehandling.fravaer import hvem_tar

T = TypeVar("T")

# So sure must a guess be to be called likely.
_TROLIG = 0.6
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


@dataclass(frozen=True)
class Kortforslag:
    """What is shown of the suggestions beside the queue. The lists hold at most three, best first."""

    saker: list[Sakforslag]
    klasser: list[Foreslaatt[Klasse]]

    @property
    def klasse(self) -> Foreslaatt[Klasse] | None:
        """The likeliest."""
        return self.klasser[0] if self.klasser else None


def forslag_for(innkomst: Innkomst, *, av: Aktoer, sak: Saksmappe | None = None) -> Forslag:
    """Suggestions for one item. sak: the case already chosen; unit, handler and klasse then follow it."""
    laert = _laert(innkomst)
    kort = _kort(innkomst, sakforslag([innkomst], av=av)[innkomst.pk], laert, av, sak)
    kilde, styrke = _kilden(sak, kort.saker)
    enheter = _samlet([*_sakens_enhet(kilde, styrke), *_enheter(laert)])[:MAKS_SAKER]
    personer = _til_stede(_samlet([*_sakens_folk(kilde, styrke, av), *_personer(laert)]), innkomst, kilde)
    return Forslag(
        tittel=_tittel(innkomst),
        saker=kort.saker,
        enhet=enheter[0] if enheter else None,
        saksbehandler=personer[0] if personer else None,
        klasse=kort.klasse,
        dokumentets_dato=_dato(innkomst),
        klasser=kort.klasser,
        enheter=enheter,
        saksbehandlere=personer,
        avsendere=_kjente(innkomst),
    )


def kortforslag(innkomst: Innkomst, saker: list[Sakforslag], *, av: Aktoer) -> Kortforslag:
    """The cases and classes of `forslag_for`, when the cases that are known by more than words are found already."""
    return _kort(innkomst, saker, _laert(innkomst, Forslagsfelt.SAK, Forslagsfelt.KLASSE), av)


def _kort(
    innkomst: Innkomst,
    saker: list[Sakforslag],
    laert: dict[str, list[Gjetning]],
    av: Aktoer,
    sak: Saksmappe | None = None,
) -> Kortforslag:
    saker = _med_laerte(saker, laert.get(Forslagsfelt.SAK, []), av)
    kilde, styrke = _kilden(sak, saker)
    av_ord = _klasse_av_ord(innkomst) if kilde is None and not laert else None
    sakens = [Foreslaatt(kilde.klasse, _("Fra saken."), styrke)] if kilde and kilde.klasse else []
    klasser = _samlet([*sakens, *_klasser(laert)])[:MAKS_SAKER]
    return Kortforslag(saker, klasser or ([av_ord] if av_ord else []))


def _kilden(valgt: Saksmappe | None, saker: list[Sakforslag]) -> tuple[Saksmappe | None, int]:
    """The case that the rest follows, and how surely."""
    if valgt is not None:
        return valgt, 3
    return (saker[0].sak, saker[0].styrke) if saker else (None, 0)


def _laert(innkomst: Innkomst, *felt: str) -> dict[str, list[Gjetning]]:
    """What earlier registrations say of a letter's words and sender."""
    assert innkomst.virksomhet_id is not None
    trekk = trekkene(
        innkomst.emne, teksten(innkomst)[:1500], adresse=innkomst.avsender_adresse, navn=innkomst.avsender_navn
    )
    return gjett(trekk, virksomhet=innkomst.virksomhet_id, felt=felt or tuple(Forslagsfelt))


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
    funnet = {sak.pk: sak for sak in saker_med(set(nye), av)} if ledig > 0 else {}
    laerte = [foreslaa(funnet[pk], _fordi(g), _styrke(g)) for pk, g in nye.items() if pk in funnet]
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


def _samlet(alle: Sequence[Foreslaatt[T]]) -> list[Foreslaatt[T]]:
    """The strongest first, each value once; what the case says goes before what is learnt when they are as strong."""
    ut: dict[T, Foreslaatt[T]] = {}
    for f in sorted(alle, key=lambda f: -f.styrke):
        ut.setdefault(f.verdi, f)
    return list(ut.values())


def _sakens_enhet(sak: Saksmappe | None, styrke: int) -> Iterator[Foreslaatt[AdministrativEnhet]]:
    if sak and sak.administrativ_enhet and not sak.administrativ_enhet.avsluttet_dato:
        yield Foreslaatt(sak.administrativ_enhet, _("Fordi saken hører til der."), styrke)


def _sakens_folk(sak: Saksmappe | None, styrke: int, av: Aktoer) -> Iterator[Foreslaatt[Bruker]]:
    """Who had its last letter, then who is responsible for it."""
    if sak is None:
        return
    poster = Journalpost.objects.filter(synlig_q(av), mappe=sak)
    parter = Korrespondansepart.objects.filter(registrering__in=poster, saksbehandler__isnull=False)
    siste = parter.select_related("saksbehandler").order_by("-registrering__journalpostnummer").first()
    if siste and siste.saksbehandler:
        fordi = _("Fordi %(navn)s hadde siste brev.") % {"navn": siste.saksbehandler.navn}
        yield Foreslaatt(siste.saksbehandler, fordi, styrke)
    if sak.saksansvarlig:
        fordi = _("Fordi %(navn)s er saksansvarlig.") % {"navn": sak.saksansvarlig.navn}
        yield Foreslaatt(sak.saksansvarlig, fordi, styrke)


def _til_stede(
    forslagene: list[Foreslaatt[Bruker]], innkomst: Innkomst, sak: Saksmappe | None
) -> list[Foreslaatt[Bruker]]:
    """As they are at work today: the substitute for one who is away; nobody without a role, or who may not see it."""
    ut: dict[Bruker, Foreslaatt[Bruker]] = {}
    for f in forslagene:
        tar = hvem_tar(f.verdi)
        borte = _("Stedfortreder for %(navn)s. %(fordi)s") % {"navn": f.verdi.navn, "fordi": f.fordi}
        ut.setdefault(tar, f if tar == f.verdi else replace(f, verdi=tar, fordi=borte))
    roller = Rolletildeling.objects.filter(
        gyldig_rolle(), virksomhet=innkomst.virksomhet, bruker__in=ut, bruker__is_active=True,
        rolle__in=[Rolle.SAKSBEHANDLER, Rolle.LEDER],
    )  # fmt: skip
    kan = set(roller.values_list("bruker_id", flat=True)) if ut else set()
    if kan and sak is not None:
        kan &= {b.pk for b in hvem_ser(sak)}
    return [f for f in ut.values() if f.verdi.pk in kan][:MAKS_SAKER]


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


def er_trolig_person(navn: str) -> bool:
    """Whether a sender's name looks like a natural person's: when in doubt yes, so that the name is protected."""
    return _VIRKSOMHETSORD.search(navn.partition("@")[0]) is None


def _tittel(innkomst: Innkomst) -> Foreslaatt[str]:
    if innkomst.kanal == Kanal.PAPIR and (funnet := tittel_i(innkomst.tekst[:20_000])):
        return Foreslaatt(*funnet, 2)
    emne = maks(rens(_FORSTAVELSE.sub("", innkomst.emne)), TITTEL_MAKS)
    if emne and not innkomst.er_brev:
        return Foreslaatt(emne, _("Fra tittelen på forsendelsen."), 2)
    if emne:
        return Foreslaatt(emne, _("Fra emnet i e-posten."), 2)
    return Foreslaatt("", _("E-posten har ikke noe emne. Skriv hva den gjelder."), 1)


def _klasse_av_ord(innkomst: Innkomst) -> Foreslaatt[Klasse] | None:
    """The klasse that most of the subject's words point to, by its title and keywords; the first on a tie."""
    ord_ = {o.lower() for o in _ORD.findall(innkomst.emne)}
    if not ord_:
        return None
    periode = aktive_perioder().filter(virksomhet=innkomst.virksomhet).first()
    if periode is None or periode.klassifikasjonssystem_id is None:
        return None
    klasser = Klasse.objects.filter(
        klassifikasjonssystem_id=periode.klassifikasjonssystem_id, avsluttet_dato=None, underklasser=None
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
