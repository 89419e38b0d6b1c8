"""What registrations teach: which case, class, unit and case worker go with which words, and whose letters.

LESMEG: counts alone, in tables behind the wall; nothing leaves the virksomhet. `gjett` is naive Bayes over the rarest
of a letter's marks («trekk»: words, the sender's address and domain), so each guess says which of them it rests on.
What is screened teaches nothing. Rows with an empty trekk count a value, rows with `ALLE` count a trekk.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db import connection

from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet
from bysak.kjerne.forberedt import spoer
from bysak.kjerne.kalender import naa
from bysak.mottak.models import Forslagsfelt, Laering
from bysak.organisasjon.tilgang import Rett, krev

ALLE = UUID(int=0)
# A journalpost of so short ago may be in a transaction that is not seen yet.
_VENT = timedelta(minutes=5)
PER_RUNDE = 2000
# The rarest marks tell most, and a case is never known by a mark that many share: its marks stand in so many letters
# together. So many values are read for each mark of the rest. What is asked does not grow with the archive.
_TREKK_BRUKT, _SAK_HOEYST, _MAKS_VERDIER = 12, 600, 300
_GLATTING = 0.5
_MAKS_TREKK = 40
_ORD = re.compile(r"[^\W\d_]{3,}")
# Words that say nothing of what a letter is about, and domains that say nothing of who sends.
_TOMME = frozenset(
    re.findall(
        r"\w+",
        """alle av bare ble blir deg dem den denne der dere det dette din eller etter fra for før han har hei hilsen hos
        hun hva hvis hvor hvordan ikke inn jeg kan kom kommer man med meg mer mine mitt ned noe når også opp oss over
        saken sin skal som til ved vil vår være mvh vennlig svar vedr vedlegg vedlagt angående gjelder takk ber ønsker
        """,
    )
)
_FELLES_DOMENER = frozenset(
    {"gmail.com", "hotmail.com", "outlook.com", "online.no", "live.no", "yahoo.no", "icloud.com", "hotmail.no"}
)


@dataclass(frozen=True)
class Laerdom:
    """One registered letter: its marks, and what it was given."""

    trekk: Sequence[str]
    verdier: dict[str, UUID]


@dataclass(frozen=True)
class Gjetning:
    """A value, how sure it is among the others (0 to 1), and the marks that speak most for it."""

    verdi: UUID
    andel: float
    trekk: list[str]


def trekkene(*tekster: str, adresse: str = "", navn: str = "") -> list[str]:
    """The marks of a letter: its words in order, the sender's address, domain and name; no number, no common word."""
    ordene = (o for tekst in tekster for o in _ORD.findall(tekst.lower()) if o not in _TOMME)
    ut = dict.fromkeys(o[:60] for o in ordene)
    valgte = list(ut)[:_MAKS_TREKK]
    adresse = adresse.strip().lower()
    domene = adresse.rpartition("@")[2]
    valgte += [f"fra:{adresse}"[:80]] if adresse else []
    valgte += [f"hos:{domene}"[:80]] if domene and domene not in _FELLES_DOMENER else []
    valgte += [f"navn:{' '.join(navn.lower().split())}"[:80]] if navn.strip() else []
    return valgte


def vis_trekk(trekk: str) -> str:
    """A mark as people read it."""
    return trekk.partition(":")[2] or trekk


def laer(laerdommer: Iterable[Laerdom], *, av: Aktoer) -> None:
    """Count what has been registered. In an arbeid of the virksomhet; one at a time."""
    krev(av, Rett.MOTTA)
    telling: Counter[tuple[str, str, UUID]] = Counter()
    for laerdom in laerdommer:
        for felt, verdi in laerdom.verdier.items():
            telling[felt, "", verdi] += 1
            telling[felt, "", ALLE] += 1
            for trekk in laerdom.trekk:
                telling[felt, trekk, verdi] += 1
                telling[felt, trekk, ALLE] += 1
    rader = sorted(telling.items())
    with connection.cursor() as peker:
        peker.execute(
            "insert into mottak_forslagsord (virksomhet_id, felt, trekk, verdi, antall)"
            " select %s, * from unnest(%s::text[], %s::text[], %s::uuid[], %s::int[])"
            " on conflict (virksomhet_id, felt, trekk, verdi) do update"
            " set antall = mottak_forslagsord.antall + excluded.antall",
            [gjeldende_virksomhet(), *([n[i] for n, _antall in rader] for i in range(3)), [a for _n, a in rader]],
        )


def laer_nytt(*, av: Aktoer) -> int:
    """Count the letters that were registered since last time, at most `PER_RUNDE`; returns how many. In an arbeid."""
    rad = Laering.objects.filter(virksomhet_id=gjeldende_virksomhet()).first()
    siden = rad.laert_til if rad else datetime(1900, 1, 1, tzinfo=UTC)
    poster = list(
        Journalpost.objects.filter(
            journalposttype="I", opprettet_dato__gt=siden, opprettet_dato__lt=naa() - _VENT, tilgangsklasse__art="aapen"
        )
        .select_related("mappe")
        .order_by("opprettet_dato")[:PER_RUNDE]
    )
    if not poster:
        return 0
    parter = Korrespondansepart.objects.filter(
        registrering__in=poster, korrespondanseparttype__in=[Parttype.AVSENDER, Parttype.INTERN_MOTTAKER]
    )
    per_post = {(part.registrering_id, part.korrespondanseparttype): part for part in parter.order_by("-pk")}
    laer(
        (
            _laerdom(jp, per_post.get((jp.pk, Parttype.AVSENDER)), per_post.get((jp.pk, Parttype.INTERN_MOTTAKER)))
            for jp in poster
        ),
        av=av,
    )
    Laering.objects.update_or_create(
        virksomhet_id=gjeldende_virksomhet(), defaults={"laert_til": poster[-1].opprettet_dato}
    )
    return len(poster)


def _laerdom(jp: Journalpost, avsender: Korrespondansepart | None, hos: Korrespondansepart | None) -> Laerdom:
    """hos: the internal recipient, on which unit and case worker stand (M305, M307)."""
    mappe = jp.mappe
    assert mappe is not None
    navn, adresse = (avsender.navn, avsender.epostadresse) if avsender else ("", "")
    verdier = {
        Forslagsfelt.SAK: mappe.pk,
        Forslagsfelt.KLASSE: mappe.klasse_id,
        Forslagsfelt.ENHET: hos and hos.administrativ_enhet_id,
        Forslagsfelt.PERSON: hos and hos.saksbehandler_id,
    }
    trekk = trekkene(jp.tittel, mappe.tittel, adresse=adresse, navn=navn)
    return Laerdom(trekk, {str(felt): verdi for felt, verdi in verdier.items() if verdi})


_GJETT = """
with kjente as materialized (
  select felt, trekk, antall from mottak_forslagsord
  where virksomhet_id = %(v)s and felt = any (%(felt)s::text[]) and trekk = any (%(trekk)s::text[])
    and verdi = %(alle)s
), brukt as materialized (
  -- The rarest marks of each field, with how many letters have them.
  select felt, trekk, antall from (
    select *, row_number() over sjeldnest as nr, sum(antall) over sjeldnest as breve from kjente where trekk <> ''
    window sjeldnest as (partition by felt order by antall, trekk)) k
  where nr <= %(trekk_brukt)s and (felt <> 'sak' or breve <= %(sak_hoeyst)s)
), treff as materialized (
  select b.felt, b.trekk, t.verdi, ln(1 + t.antall * a.antall / (%(glatting)s::float8 * b.antall)) as bidrag
  from brukt b join kjente a on a.felt = b.felt and a.trekk = '' cross join lateral (
    select verdi, antall from mottak_forslagsord
    where virksomhet_id = %(v)s and felt = b.felt and trekk = b.trekk and verdi <> %(alle)s
    order by verdi limit %(verdier)s) t
), samlet as materialized (
  select felt, verdi, sum(bidrag) as bidrag, array_agg(trekk order by bidrag desc, trekk) as trekk
  from treff group by felt, verdi
)
select s.felt, s.verdi, s.bidrag, n.antall, s.trekk[1:3], (select count(*) from brukt b where b.felt = s.felt)
from samlet s cross join lateral (
  select antall from mottak_forslagsord
  where virksomhet_id = %(v)s and felt = s.felt and trekk = '' and verdi = s.verdi limit 1) n
"""


def gjett(
    trekk: Sequence[str], *, virksomhet: int, felt: Sequence[str] = tuple(Forslagsfelt), hoeyst: int = 3
) -> dict[str, list[Gjetning]]:
    """The likeliest values of each field for a letter with these marks, best first. In an arbeid.

    One question to the database, that reads no more than a bounded number of rows whatever has been registered.
    """
    verdier = {
        "v": virksomhet, "felt": list(felt), "trekk": ["", *trekk], "alle": ALLE, "sak_hoeyst": _SAK_HOEYST,
        "trekk_brukt": _TREKK_BRUKT, "glatting": _GLATTING, "verdier": _MAKS_VERDIER,
    }  # fmt: skip
    per_felt: dict[str, list[tuple[float, UUID, list[str]]]] = defaultdict(list)
    for navn, verdi, bidrag, antall, ordene, mange in spoer(_GJETT, verdier):
        poeng = bidrag + math.log(antall) + mange * math.log(_GLATTING / (antall + _GLATTING))
        per_felt[navn].append((poeng, verdi, ordene))
    return {navn: _beste(kandidater, hoeyst) for navn, kandidater in per_felt.items()}


def _beste(kandidater: list[tuple[float, UUID, list[str]]], hoeyst: int) -> list[Gjetning]:
    """Naive Bayes: how often the value occurs, and how much likelier each mark is with it than without."""
    kandidater.sort(key=lambda k: -k[0])
    topp = kandidater[0][0]
    sum_ = sum(math.exp(poeng - topp) for poeng, _verdi, _trekk in kandidater)
    return [Gjetning(verdi, math.exp(poeng - topp) / sum_, trekk) for poeng, verdi, trekk in kandidater[:hoeyst]]
