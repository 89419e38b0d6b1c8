"""Which case an item belongs to: by its own address, its thread, a number in it, and the sender's earlier letters.

LESMEG: inside an open arbeid, for a whole page of the queue as for one item: the traces of all are looked up in one
statement with a kept plan, a few newest for each, and their cases in another. Only cases that the person may see.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from bysak.arkivstruktur.koder import Saksstatus
from bysak.arkivstruktur.models import Saksmappe
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.forberedt import spoer
from bysak.mottak.forsendelse import saken_hos_oss
from bysak.mottak.models import Innkomst
from bysak.organisasjon.tilgang import synlig_q

MAKS_SAKER = 3
_TIDLIGERE_PER_AVSENDER = 5
_MAKS_SVAR = 20
_STOERSTE = 10**9
_NUMMER = re.compile(r"(?<![\d/])((?:19|20)\d\d) ?/ ?(\d{1,6})(?!\d|/)")
# Other ways of writing it are believed only after a word that says what it is: «sak 26/1187», «vår ref.: 2026-1187».
_NUMMER_ETTER_ORD = re.compile(
    r"\b(?:sak(?:en)?s?(?:nr|nummer)?|arkivsak|(?:vår |dykkar |deres |our |your )?ref(?:eranse|erence)?|case)"
    r"[ .:#]{1,4}((?:19|20)?\d\d) ?[/-] ?(\d{1,6})(?!\d|/)",
    re.IGNORECASE,
)

# What points at a case, and at which: a mail that was answered (m), a conversation (t), a case number (n), and the
# sender's address on letters (a) and on entries written by hand (p). The newest first, so many of each and no more.
_SPOR = """
with spurt as (select distinct * from unnest(%(v)s::int[], %(slag)s::text[], %(verdi)s::text[]) as s(v, slag, verdi))
select s.v, s.slag, s.verdi, f.mappe_id from spurt s cross join lateral (
  (select r.mappe_id, i.utfall_tid as tid from mottak_innkomst i
    join arkivstruktur_registrering r on r.system_id = i.registrering_id and r.virksomhet_id = s.v
    where s.slag = 'm' and i.virksomhet_id = s.v and i.message_id = s.verdi limit 1)
  union all
  (select r.mappe_id, i.utfall_tid from mottak_innkomst i
    join arkivstruktur_registrering r on r.system_id = i.registrering_id and r.virksomhet_id = s.v
    where s.slag = 't' and i.virksomhet_id = s.v and i.traad = s.verdi and i.traad <> ''
    order by i.utfall_tid desc limit 1)
  union all
  (select r.mappe_id, i.utfall_tid from (
      select registrering_id, utfall_tid from mottak_innkomst
      where s.slag = 'a' and virksomhet_id = s.v and avsender_adresse = s.verdi and registrering_id is not null
      order by utfall_tid desc limit 20) i
    join arkivstruktur_registrering r on r.system_id = i.registrering_id and r.virksomhet_id = s.v)
  union all
  (select r.mappe_id, r.opprettet_dato from (
      select registrering_id from arkivstruktur_korrespondansepart
      where s.slag = 'p' and virksomhet_id = s.v and epostadresse = s.verdi and epostadresse <> ''
      order by system_id desc limit 20) p
    join arkivstruktur_registrering r on r.system_id = p.registrering_id and r.virksomhet_id = s.v)
  union all
  (select m.system_id, null from arkivstruktur_mappe m
    where s.slag = 'n' and m.virksomhet_id = s.v
      and m.saksaar = case s.slag when 'n' then split_part(s.verdi, '/', 1)::bigint end
      and m.sakssekvensnummer = case s.slag when 'n' then split_part(s.verdi, '/', 2)::bigint end limit 1)
) f where f.mappe_id is not null order by f.tid desc
"""


@dataclass(frozen=True)
class Sakforslag:
    """A case that the item may belong to."""

    sak: Saksmappe
    fordi: str
    styrke: int


@dataclass
class _Spor:
    """What one item points at: kinds and values as `_SPOR` asks for them, and the cases that were found by each."""

    virksomhet: int
    adressert: list[str]
    oppgitt: list[str]
    i_emne: list[str]
    i_tekst: list[str]
    svar_paa: list[str]
    traad: str
    avsender: str
    funnet: dict[tuple[str, str], list[UUID]] = field(default_factory=dict)

    def alle(self) -> Iterator[tuple[str, str]]:
        yield from (("n", nr) for nr in (*self.adressert, *self.oppgitt, *self.i_emne, *self.i_tekst))
        yield from (("m", side) for side in self.svar_paa)
        yield from (("t", self.traad),) if self.traad else ()
        yield from (("a", self.avsender), ("p", self.avsender)) if self.avsender else ()

    def saker(self, *spor: tuple[str, str]) -> list[UUID]:
        return [sak for ett in spor for sak in self.funnet.get(ett, ())]

    def forslag(self) -> Iterator[tuple[UUID, str, int]]:
        """The cases in the order of how much they are worth, each with why and how strongly."""
        numre = [("n", nr) for nr in self.adressert]
        yield from ((sak, _("Kom til sakens adresse."), 3) for sak in self.saker(*numre))
        svar = [("m", side) for side in self.svar_paa]
        yield from ((sak, _("Svarer på en e-post som er registrert i saken."), 3) for sak in self.saker(*svar))
        samtale = self.saker(("t", self.traad))
        yield from ((sak, _("Hører til samme samtale som en e-post i saken."), 3) for sak in samtale)
        oppgitt = [("n", nr) for nr in self.oppgitt]
        yield from ((sak, _("Avsender har oppgitt saksnummeret."), 2) for sak in self.saker(*oppgitt))
        for nr in dict.fromkeys([*self.i_emne, *self.i_tekst]):
            hvor, styrke = (_("emnet"), 3) if nr in self.i_emne else (_("teksten"), 2)
            fordi = _("Saksnummeret står i %(hvor)s.") % {"hvor": hvor}
            yield from ((sak, fordi, styrke) for sak in self.saker(("n", nr)))
        # A letter that was registered by hand, or answered, knows the address as well.
        tidligere = list(dict.fromkeys(self.saker(("a", self.avsender), ("p", self.avsender))))
        styrke = 2 if len(tidligere) == 1 else 1
        fordi = _("Samme avsender har skrevet i saken før.")
        yield from ((sak, fordi, styrke) for sak in tidligere[:_TIDLIGERE_PER_AVSENDER])


def beste_sak(innkomster: Sequence[Innkomst], *, av: Aktoer) -> dict[UUID, Sakforslag]:
    """The best case for each item of a list, where there is one; two questions however long the list is."""
    return {pk: saker[0] for pk, saker in sakforslag(innkomster, av=av).items() if saker}


def sakforslag(innkomster: Sequence[Innkomst], *, av: Aktoer) -> dict[UUID, list[Sakforslag]]:
    """At most three cases for each item, best first."""
    sporene = {i.pk: _spor(i) for i in innkomster}
    _finn(list(sporene.values()))
    funnet = {pk: list(spor.forslag()) for pk, spor in sporene.items()}
    saker = {sak.pk: sak for sak in saker_med({f[0] for liste in funnet.values() for f in liste}, av)}
    ut: dict[UUID, list[Sakforslag]] = {}
    for pk, liste in funnet.items():
        unike: dict[UUID, Sakforslag] = {}
        for sak, fordi, styrke in liste:
            if sak in saker and sak not in unike:
                unike[sak] = foreslaa(saker[sak], fordi, styrke)
        ut[pk] = sorted(unike.values(), key=lambda f: -f.styrke)[:MAKS_SAKER]
    return ut


def foreslaa(sak: Saksmappe, fordi: str, styrke: int) -> Sakforslag:
    """A closed case is one step weaker: nothing can be put in it before it is opened again."""
    if sak.er_avsluttet:
        return Sakforslag(sak, _("%(fordi)s Saken er avsluttet.") % {"fordi": fordi}, max(1, styrke - 1))
    return Sakforslag(sak, fordi, styrke)


def saker_med(noekler: set[UUID], av: Aktoer) -> list[Saksmappe]:
    """The cases with these keys that the person sees, with what a suggestion shows of them."""
    if not noekler:
        return []
    return list(
        Saksmappe.objects.filter(synlig_q(av), pk__in=noekler)
        .exclude(saksstatus=Saksstatus.UTGAAR)
        .select_related("administrativ_enhet", "saksansvarlig", "klasse", "virksomhet")
    )


def _finn(sporene: list[_Spor]) -> None:
    spurt = {(s.virksomhet, *ett) for s in sporene for ett in s.alle()}
    if not spurt:
        return
    v, slag, verdi = zip(*spurt, strict=True)
    mapper: dict[tuple[int, str, str], list[UUID]] = {}
    for hvor, hva, av_hva, mappe in spoer(_SPOR, {"v": list(v), "slag": list(slag), "verdi": list(verdi)}):
        mapper.setdefault((hvor, hva, av_hva), []).append(mappe)
    for spor in sporene:
        spor.funnet = {ett: mapper[(spor.virksomhet, *ett)] for ett in spor.alle() if (spor.virksomhet, *ett) in mapper}


def _spor(innkomst: Innkomst) -> _Spor:
    assert innkomst.virksomhet_id is not None
    # The case that a sender through SvarInn says is ours is a guess: it is looked up here, and never followed.
    oppgitt = saken_hos_oss(innkomst.opphav)
    return _Spor(
        virksomhet=innkomst.virksomhet_id,
        adressert=_numre(innkomst.sak_i_adressen),
        oppgitt=[f"{oppgitt[0]}/{oppgitt[1]}"] if oppgitt and max(oppgitt) < _STOERSTE else [],
        i_emne=_numre(innkomst.emne),
        i_tekst=_numre(teksten(innkomst)),
        svar_paa=innkomst.svar_paa[:_MAKS_SVAR],
        traad=innkomst.traad,
        avsender="" if innkomst.automatisk else innkomst.avsender_adresse,
    )


def teksten(innkomst: Innkomst) -> str:
    """The beginning of a letter's text; lists do not fetch it, and go without. Numbers in a parcel are the sender's."""
    return "" if "tekst" in innkomst.get_deferred_fields() or not innkomst.er_brev else innkomst.tekst[:20_000]


def _numre(tekst: str) -> list[str]:
    funnet = [*_NUMMER.findall(tekst), *_NUMMER_ETTER_ORD.findall(tekst)]
    return list(dict.fromkeys(f"{int(aar) + 2000 * (len(aar) == 2)}/{int(nr)}" for aar, nr in funnet))[:20]
