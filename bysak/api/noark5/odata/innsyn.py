"""What is seen because its owner is: asked once, at the owner, instead of once more for every step of a question.

The rows that a question begins with are the resource's own `grunn`, and each step that is not named here goes to its
target's; a test holds this table against what each `grunn` says.
"""

from typing import Any

from django.db.models import Q, QuerySet

from bysak.api.noark5.form import Relasjon, Ressurs
from bysak.api.noark5.relasjoner import BARE
from bysak.kjerne.arbeid import Aktoer

_PAA_ALLE = frozenset({"merknad", "part"})
ARVER: dict[str, frozenset[str]] = {
    "mappe": _PAA_ALLE | {"nasjonalidentifikator", "presedens"},
    "registrering": _PAA_ALLE
    | {
        "nasjonalidentifikator",
        "presedens",
        "korrespondansepart",
        "avskrivning",
        "dokumentflyt",
        "dokumentbeskrivelse",
    },
    "dokumentbeskrivelse": _PAA_ALLE | {"dokumentobjekt"},
    "dokumentobjekt": frozenset({"konvertering", "dokumentbeskrivelse"}),
    "konvertering": frozenset({"dokumentobjekt"}),
}


def rader(fra: Ressurs, relasjon: Relasjon, til: Ressurs, av: Aktoer) -> QuerySet[Any]:
    """The rows of a target that may be reached over a relation from rows that are seen."""
    if til.rot not in ARVER.get(fra.rot, ()):
        return til.grunn(av).filter(BARE.get((fra.rot, relasjon.navn), Q()))
    alle: QuerySet[Any] = til.modell._base_manager.all()
    return alle.filter(til.bare) if til.bare else alle
