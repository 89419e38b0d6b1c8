"""Known rows to ask about, and short ways to ask: letters in both cases, what is missing, what hangs below."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.db import connection

from bysak.api.noark5.odata import sider
from bysak.api.noark5.odata.spoerring import les
from bysak.api.noark5.ressurser import RESSURSER
from bysak.arkivstruktur.merknader import ny_merknad
from bysak.arkivstruktur.models import Mappe, NasjonalIdentifikator, Part, Registrering
from bysak.kjerne.arbeid import Aktoer
from tests.saker import en_fil, en_sak, et_brev

EGNE: list[dict[str, Any]] = [
    {"ppt-v1:skoleaar": "2018/2019", "ppt-v1:elever": 24, "ppt-v1:enkeltvedtak": True, "ppt-v1:moete": "2026-03-02"},
    {"ppt-v1:skoleaar": "2019/2020", "ppt-v1:elever": 9, "ppt-v1:enkeltvedtak": False, "ppt-v1:moete": "2025-12-31"},
    {"ppt-v1:skoleaar": "", "vnd-frogner-v1:tidspunkt": "2026-03-02T10:00:00+01:00", "vnd-x-v1:a_b.c-d": "x"},
    {},
]
TITLER = ("Søknad om Æresbolig", "søknad om båtplass", "O'Malley & sønn: 50% av «alt»", "Ågotnes_ \\ x")


def bygg(kari: Aktoer) -> list[Mappe]:
    """Four cases that differ in everything one can ask about."""
    saker: list[Mappe] = []
    for nr, tittel in enumerate(TITLER):
        sak = en_sak(kari, tittel=tittel)
        sak.beskrivelse = ("", "Første linje", "  to ord ", "")[nr]
        sak.noekkelord = ([], ["bolig"], ["Båt", "plass"], ["bolig", "båt"])[nr]
        sak.saksdato = date(2026, 2, 15 + nr)
        sak.utlaant_dato = (None, date(2026, 3, 1), None, date(2025, 12, 31))[nr]
        sak.utlaant_til = ("", "Per Eksempel", "", "per eksempel")[nr]
        sak.virksomhetsspesifikke_metadata = EGNE[nr]
        sak.save()
        saker.append(sak)
        for del_ in range(nr):
            person = del_ % 2 == 1
            felt = {"person_id": "15818012345"} if person else {"organisasjons_id": "999999999"}
            Part.objects.create(
                mappe=sak, navn=f"Part {del_} i {nr}", rolle=("Klient", "Advokat")[del_ % 2], er_person=person, **felt
            )
            brev = Registrering.objects.get(pk=et_brev(sak, kari, tittel=f"Brev {del_} om {tittel}").pk)
            brev.mottatt_dato = datetime(2026, 3, 28 + del_, 23, 30, 15, 250000, tzinfo=UTC)
            brev.dokumentets_dato = None if del_ == 1 else date(2026, 3, 28)
            brev.antall_vedlegg = (None, 0, 7)[del_]
            brev.save()
            en_fil(brev, kari, tittel=f"Fil {del_}", filnavn=f"fil{del_}.pdf")
    ny_merknad(saker[1], tekst="Husk båten", av=kari)
    NasjonalIdentifikator.objects.create(mappe=saker[2], art="byggident", bygningsnummer=81)
    stedet = {"koordinatsystem": "EPSG:4326", "x": "10.71", "y": "59,9"}
    NasjonalIdentifikator.objects.create(mappe=saker[3], art="posisjon", **stedet)
    return saker


def spoer(av: Aktoer, hva: str, uttrykk: str = "", **valg: str) -> list[UUID]:
    """The ids that a list answers with, all pages, in order; and the count must be as many."""
    deler = ([f"$filter={quote(uttrykk)}"] if uttrykk else []) + [f"${n}={quote(v)}" for n, v in valg.items()]
    svar = [i for side in sidene(av, hva, "&".join(deler)) for i in side]
    if "skip" not in valg:
        assert len(svar) == sider.tell(RESSURSER[hva], les("&".join(deler)), av)
    return svar


def sidene(av: Aktoer, hva: str, raa: str) -> Iterator[list[UUID]]:
    """The pages of a list, each found by the link on the one before; as large as may be where $top says nothing."""
    while True:
        side = sider.hent(RESSURSER[hva], les(raa), av, standard=sider.MAKS)
        lest = list(side.rader.values_list("pk", *side.noekler))
        yield [rad[0] for rad in lest[: side.grense]]
        raa = side.neste(lest)
        if not raa:
            return


def med_sql(setning: str, *verdier: Any) -> set[UUID]:
    """The ids that plain SQL finds, in the same unit of work."""
    with connection.cursor() as peker:
        peker.execute(setning, verdier or None)
        return {rad[0] for rad in peker.fetchall()}
