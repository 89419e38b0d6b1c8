"""What clients of the interface are let in with: made once, kept as a hash, asked for at every request in one query.

Outside an arbeid: this is who acts and where, before anybody does. As with sessions, who can read or write the table
gets nothing by it: the key is not there, and what a row says is sealed together with it.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils.crypto import salted_hmac

from bysak.kjerne import forberedt
from bysak.kjerne.arbeid import Aktoer, Rollerad
from bysak.kjerne.kalender import i_dag, naa
from bysak.kjerne.models import ny_id
from bysak.organisasjon.models import Adgang, Bruker, Virksomhet

TEGN = 32


@dataclass(frozen=True)
class Adgangsgrunn:
    """What a token is made from: who, in which virksomhet, through which client, and of which login.

    passert: when the person showed who it is; what is made later of the same login is no newer than that.
    passord: the client sent the password itself, where no page could ask for a second step.
    """

    bruker: Bruker
    hvor: int
    klient: str
    integrasjon: UUID | None = None
    sterk: bool = False
    serie: UUID = field(default_factory=ny_id)
    passert: datetime | None = None
    passord: bool = False


@dataclass(frozen=True)
class Treff:
    """Who a valid token speaks for: the acting identity with its roles in one virksomhet, and nowhere else."""

    aktoer: Aktoer
    virksomhet: int
    kode: str
    klient: str


def hashet(noekkel: str) -> bytes:
    """What stands in the table for a token: enough, since the token itself is random and long."""
    return hashlib.sha256(noekkel.encode()).digest()


def ny_noekkel() -> str:
    """A new secret of 256 bits."""
    return secrets.token_urlsafe(TEGN)


def utsted(
    noekkel: str, grunn: Adgangsgrunn, *, art: str, levetid: timedelta, om: dict[str, Any] | None = None
) -> Adgang:
    """Let somebody in with this key for a time. What has run out for the same person is cleared away."""
    tid = naa()
    Adgang.objects.filter(bruker=grunn.bruker, utloeper__lt=tid).delete()
    rad = Adgang(
        hash=hashet(noekkel),
        art=art,
        bruker=grunn.bruker,
        hvor_id=grunn.hvor,
        klient=grunn.klient[:80],
        integrasjon=grunn.integrasjon,
        serie=grunn.serie,
        sterk=grunn.sterk,
        om=om or {},
        laget=grunn.passert or tid,
        utloeper=tid + levetid,
    )
    rad.segl = _segl(noekkel, art, grunn.bruker.pk, grunn.hvor, grunn.integrasjon, grunn.sterk, rad.laget, rad.utloeper)
    rad.save(force_insert=True)
    return rad


def _segl(noekkel: str, *deler: str | int | UUID | datetime | None) -> bytes:
    faste = [d.astimezone(UTC).isoformat() if isinstance(d, datetime) else str(d) for d in deler]
    return bytes(salted_hmac("bysak.adgang", "\n".join([noekkel, *faste]), algorithm="sha256").digest())


def finn(noekkel: str, *arter: str) -> Adgang | None:
    """The row of a key that is valid now, whatever of `arter` it is."""
    rader = Adgang.objects.filter(hash=hashet(noekkel), art__in=arter, utloeper__gt=naa(), bruker__is_active=True)
    rad = rader.select_related("bruker", "hvor").first()
    return rad if rad and _hel(noekkel, rad) else None


def _hel(noekkel: str, rad: Adgang) -> bool:
    venter = _segl(noekkel, rad.art, rad.bruker_id, rad.hvor_id, rad.integrasjon, rad.sterk, rad.laget, rad.utloeper)
    return hmac.compare_digest(venter, bytes(rad.segl))


def bruk_opp(adgang: Adgang) -> bool:
    """Use what can be used once. False when it was used before: then all that came of it is ended, for one of the two
    who hold it is a thief (RFC 9700, 4.14.2)."""
    if Adgang.objects.filter(pk=adgang.pk, brukt=False).update(brukt=True):
        return True
    trekk_serie(adgang)
    return False


def trekk_serie(adgang: Adgang) -> None:
    """End all that came of one login."""
    Adgang.objects.filter(serie=adgang.serie).delete()


def trekk(adgang: Adgang) -> None:
    """End one token."""
    Adgang.objects.filter(pk=adgang.pk).delete()


# The conditions are those of `tilgang.aktoer_for` and `integrasjoner.gyldig`, in one question: it is asked every time.
_HVEM = """
select a.segl, a.integrasjon, a.sterk, a.laget, a.utloeper, b.system_id, b.navn, b.brukernavn, v.id, v.kode, a.klient,
       r.rolle, r.enhet_id, r.tilgangskoder, r.tjenesteyter_id, r.uten_retter
from organisasjon_adgang a
join organisasjon_bruker b on b.system_id = a.bruker_id and b.is_active
     and (b.passord_satt is null or b.passord_satt <= a.laget)
     and (b.utlogget_tid is null or b.utlogget_tid <= a.laget)
     and (b.totrinn_satt is null or b.totrinn_satt <= a.laget)
join organisasjon_virksomhet v on v.id = a.hvor_id and (a.sterk or not v.krever_sterk_innlogging)
join organisasjon_rolletildeling r on r.bruker_id = a.bruker_id and r.virksomhet_id = a.hvor_id
     and r.fra_dato <= %(dag)s and (r.til_dato is null or r.til_dato >= %(dag)s)
left join organisasjon_bruker d on d.system_id = r.delegert_av_id
left join organisasjon_integrasjon i on i.system_id = a.integrasjon
where a.hash = %(hash)s and a.art = 'tilgang' and a.utloeper > %(tid)s
  and (r.delegert_av_id is null or d.is_active)
  and (a.integrasjon is null or (i.avsluttet_dato is null and i.fra_dato <= %(dag)s
       and (i.til_dato is null or i.til_dato >= %(dag)s)
       and (i.noekkel_satt is null or i.noekkel_satt <= a.laget)))
"""


def hvem(noekkel: str) -> Treff | None:
    """Who a token speaks for now, or None: unknown, run out, withdrawn, or without a role any more. One query."""
    rader = forberedt.spoer(_HVEM, {"hash": hashet(noekkel), "dag": i_dag(), "tid": naa()})
    if not rader:
        return None
    segl, integrasjon, sterk, laget, utloeper, bruker_id, navn, brukernavn, hvor, kode, klient, *_ = rader[0]
    venter = _segl(noekkel, Adgang.Art.TILGANG.value, bruker_id, hvor, integrasjon, sterk, laget, utloeper)
    if not hmac.compare_digest(venter, bytes(segl)):
        return None
    roller = tuple(
        Rollerad(hvor, rolle, enhet, frozenset(koder), yter, frozenset(uten))
        for *_, rolle, enhet, koder, yter, uten in rader
    )
    return Treff(Aktoer(bruker_id, navn, brukernavn, roller), hvor, kode, klient)


def velg_virksomhet(av: Aktoer, kode: str = "") -> Virksomhet | None:
    """The virksomhet that a login is for: the one that is named, if the person has a role there.

    Unnamed, it is where the person is employed, and not one of those that the archive service serves.
    """
    if kode:
        return Virksomhet.objects.filter(kode=kode, pk__in=av.virksomheter).first()
    egne = sorted(r.virksomhet_id for r in av.roller if r.tjenesteyter_id is None) or list(av.virksomheter)
    return Virksomhet.objects.filter(pk=egne[0]).first() if egne else None
