"""Short ways to a case, a letter and a file, made with the verbs, for tests that are about something else."""

from collections.abc import Callable, Iterable
from typing import Any

import psycopg
from django.db import connections, transaction

from bysak.arkivstruktur.dokument import legg_ved_fil
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Arkivdel, Dokumentobjekt, Journalpost, Klasse, Registrering, Saksmappe
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.kjerne.kalender import naa
from bysak.kjerne.lager import Lagret
from bysak.kjerne.postgres import Server
from bysak.organisasjon.models import AdministrativEnhet, Bruker

YTRE = {"I": "EA", "U": "EM", "X": "IA", "S": "IA"}


def en_sak(av: Aktoer, *, tittel: str = "Gangvei ved Kvernbekken", klasse: str = "200", **valg: Any) -> Saksmappe:
    """A new case in the open virksomhet, with the first unit and the acting person as responsible."""
    felt = {
        "klasse": Klasse.objects.get(klasse_id=klasse),
        "enhet": AdministrativEnhet.objects.order_by("navn").first(),
        "saksansvarlig": Bruker.objects.get(pk=av.bruker_id),
    }
    arkivdel = valg.pop("arkivdel", None) or Arkivdel.objects.get(arkivdelstatus="A")
    return opprett_saksmappe(arkivdel, tittel=tittel, av=av, **felt | valg)


def et_brev(
    sak: Saksmappe, av: Aktoer, *, type: str = "I", tittel: str = "Ønske om gangvei", journalfoert: bool = False
) -> Journalpost:
    """A new entry in a case; own production is finished by its case handler."""
    parter = (
        [NyPart("IA", "Samfunn"), NyPart("IM", "Oppvekst")] if type == "N" else [NyPart(YTRE[type], "Velforeningen")]
    )
    jp = opprett_journalpost(
        sak,
        type=type,
        tittel=tittel,
        parter=parter,
        av=av,
        status=None if type == "I" else "F",
        mottatt_dato=naa() if type == "I" else None,
    )
    return journalfoer(jp, av=av) if journalfoert else jp


def en_fil(jp: Registrering, av: Aktoer, **valg: Any) -> Dokumentobjekt:
    """A document on an entry. The bytes are not in the store: only rows are looked at."""
    felt: dict[str, Any] = {
        "tittel": "Vedlegg", "filnavn": "vedlegg.pdf", "mime": "application/pdf", "format": "fmt/354",
        "lagret": Lagret("ab" * 32, 1234),
    } | valg  # fmt: skip
    return legg_ved_fil(jp, av=av, **felt)


def som_eier(database: str = "") -> psycopg.Connection:
    """A connection past every guard, to see what is really there, or to break it in a clone."""
    return Server().koble_til(database or str(connections["default"].settings_dict["NAME"]))


def koder(hindre: Iterable[Hinder]) -> set[str]:
    """The stable codes of what stands in the way."""
    return {h.kode for h in hindre if h.nivaa == "stopp"}


def stoppes(verb: Callable[..., object], *objekter: Any, **valg: Any) -> set[str]:
    """The codes that stop an act; empty when it goes through, and then nothing of it is left."""
    try:
        with transaction.atomic():
            verb(*objekter, **valg)
            transaction.set_rollback(True)
    except Hindret as nei:
        return koder(nei.hindre)
    return set()
