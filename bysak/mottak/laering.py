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
from typing import Any
from uuid import UUID

from django.db import connection

from bysak.arkivstruktur.koder import Korrespondanseparttype as Parttype
from bysak.arkivstruktur.models import Journalpost, Korrespondansepart
from bysak.kjerne.arbeid import Aktoer, gjeldende_virksomhet
from bysak.kjerne.kalender import naa
from bysak.mottak.models import Forslagsfelt, Laering
from bysak.organisasjon.tilgang import Rett, krev

ALLE = UUID(int=0)
# A journalpost of so short ago may be in a transaction that is not seen yet.
_VENT = timedelta(minutes=5)
PER_RUNDE = 2000
# The rarest marks tell most; a case is never known by a mark that thousands share.
_TREKK_BRUKT, _SAK_HOEYST = 12, 300
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
    avsendere = {
        part.registrering_id: part
        for part in Korrespondansepart.objects.filter(registrering__in=poster, korrespondanseparttype=Parttype.AVSENDER)
    }
    laer((_laerdom(jp, avsendere.get(jp.pk)) for jp in poster), av=av)
    Laering.objects.update_or_create(
        virksomhet_id=gjeldende_virksomhet(), defaults={"laert_til": poster[-1].opprettet_dato}
    )
    return len(poster)


def _laerdom(jp: Journalpost, avsender: Korrespondansepart | None) -> Laerdom:
    mappe = jp.mappe
    assert mappe is not None
    navn, adresse = (avsender.navn, avsender.epostadresse) if avsender else ("", "")
    verdier = {
        Forslagsfelt.SAK: mappe.pk,
        Forslagsfelt.KLASSE: mappe.klasse_id,
        Forslagsfelt.ENHET: jp.administrativ_enhet_id,
        Forslagsfelt.PERSON: jp.saksbehandler_id,
    }
    trekk = trekkene(jp.tittel, mappe.tittel, adresse=adresse, navn=navn)
    return Laerdom(trekk, {str(felt): verdi for felt, verdi in verdier.items() if verdi})


def gjett(trekk: Sequence[str], *, virksomhet: int, hoeyst: int = 3) -> dict[str, list[Gjetning]]:
    """The likeliest values of each field for a letter with these marks, best first. In an arbeid.

    Three questions to the database, whatever the virksomhet has registered.
    """
    kjente = _spoer("verdi = %s and trekk = any(%s)", virksomhet, ALLE, ["", *trekk])
    brukt = _utvalgte({(felt, t): antall for felt, t, _alle, antall in kjente})
    if not brukt:
        return {}
    par = [[felt for felt, _t in brukt], [t for _felt, t in brukt]]
    treff = _spoer(
        "verdi <> %s and (felt, trekk) in (select * from unnest(%s::text[], %s::text[]))", virksomhet, ALLE, *par
    )
    verdiene = list({verdi for _felt, _t, verdi, _antall in treff})
    antall = {(felt, verdi): n for felt, _t, verdi, n in _spoer("trekk = '' and verdi = any(%s)", virksomhet, verdiene)}
    alle = {felt: n for felt, t, _alle, n in kjente if not t}
    per_felt: dict[str, dict[UUID, dict[str, float]]] = defaultdict(lambda: defaultdict(dict))
    for felt, t, verdi, n in treff:
        per_felt[felt][verdi][t] = math.log1p(n * alle[felt] / (_GLATTING * brukt[felt, t]))
    mange = Counter(felt for felt, _t in brukt)
    return {
        felt: _beste(kandidater, {v: antall[felt, v] for v in kandidater}, mange[felt], hoeyst)
        for felt, kandidater in per_felt.items()
    }


def _beste(
    kandidater: dict[UUID, dict[str, float]], antall: dict[UUID, int], trekk: int, hoeyst: int
) -> list[Gjetning]:
    """Naive Bayes: how often the value occurs, and how much likelier each mark is with it than without."""
    poeng = {
        verdi: sum(bidrag.values())
        + math.log(antall[verdi])
        + trekk * math.log(_GLATTING / (antall[verdi] + _GLATTING))
        for verdi, bidrag in kandidater.items()
    }
    topp = max(poeng.values())
    sum_ = sum(math.exp(p - topp) for p in poeng.values())
    beste = sorted(poeng, key=lambda verdi: -poeng[verdi])[:hoeyst]
    return [
        Gjetning(
            verdi,
            math.exp(poeng[verdi] - topp) / sum_,
            sorted(kandidater[verdi], key=lambda t, b=kandidater[verdi]: -b[t])[:3],  # type: ignore[misc]
        )
        for verdi in beste
    ]


def _utvalgte(hyppighet: dict[tuple[str, str], int]) -> dict[tuple[str, str], int]:
    """For each field its rarest marks, with how many letters have them."""
    ut: dict[tuple[str, str], int] = {}
    for felt in {felt for felt, _t in hyppighet}:
        egne = sorted((n, t) for (f, t), n in hyppighet.items() if f == felt and t)
        if felt == Forslagsfelt.SAK:
            egne = [(n, t) for n, t in egne if n <= _SAK_HOEYST]
        ut |= {(felt, t): n for n, t in egne[:_TREKK_BRUKT]}
    return ut


def _spoer(vilkaar: str, *verdier: Any) -> list[tuple[str, str, UUID, int]]:
    with connection.cursor() as peker:
        peker.execute(
            f"select felt, trekk, verdi, antall from mottak_forslagsord where virksomhet_id = %s and {vilkaar}",  # noqa: S608
            verdier,
        )
        rader: list[tuple[str, str, UUID, int]] = peker.fetchall()
    return rader
