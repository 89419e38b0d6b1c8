"""What a person is told of, and how: the person's own choice."""

from collections.abc import Mapping
from typing import Any

from django.db import models

from bysak.kjerne.arbeid import Aktoer
from bysak.organisasjon.models import Bruker


class Varselslag(models.TextChoices):
    """What a person can be told of."""

    FORDELT = "fordelt", "Et brev fordeles til meg"
    FLYT = "flyt", "Et dokument venter på svaret mitt"
    FRIST = "frist", "Fristen nærmer seg i mottaket"
    BESTILT = "bestilt", "Noe jeg har bestilt, er ferdig"
    INNLOGGING = "inn", "Innloggingen min er endret"


class Varselmaate(models.TextChoices):
    """How a person is told."""

    SIDE = "side", "Bare i Bysak"
    STRAKS = "straks", "Også på e-post, med en gang"
    SAMLET = "samlet", "Også på e-post, samlet én gang om dagen"
    AV = "av", "Ikke i det hele tatt"


# What somebody else waits for goes by mail at once; what one waits for oneself is seen where one is.
STANDARD = {
    Varselslag.FORDELT: Varselmaate.STRAKS,
    Varselslag.FLYT: Varselmaate.STRAKS,
    Varselslag.FRIST: Varselmaate.STRAKS,
    Varselslag.BESTILT: Varselmaate.SIDE,
    Varselslag.INNLOGGING: Varselmaate.STRAKS,
}
# One who has taken somebody's login over, must not be the one who chooses.
UTEN_VALG = (Varselslag.INNLOGGING,)


def varselmaate(bruker: Bruker, slag: Varselslag) -> Varselmaate:
    """How a person is told of something of this kind."""
    return Varselmaate(STANDARD[slag] if slag in UTEN_VALG else bruker.varselvalg.get(slag, STANDARD[slag]))


def velg_varsler(valg: Mapping[str, str], time: str, *, av: Aktoer) -> None:
    """How this person is told of each kind, and the hour of the mail of the day; outside an arbeid.

    What is unknown is left as it is from the beginning.
    """
    kjente = {s.value: valg[s] for s in Varselslag if valg.get(s) in Varselmaate.values}
    nye: dict[str, Any] = {"varselvalg": kjente}
    if time.isdecimal() and int(time) < 24:
        nye["varseltime"] = int(time)
    Bruker.objects.filter(pk=av.bruker_id).update(**nye)
