"""Twenty searches as people make them, with what they are compared with."""

import json
from collections.abc import Callable, Iterator

from django.db import connection

from bysak.arkivstruktur.models import Journalpost, Mappe
from bysak.arkivstruktur.soek import Sorter, oversikt, soek, tolk
from bysak.kjerne.arbeid import Aktoer
from ytelse.maaling import Maaling
from ytelse.vilkaar import Sted, leses

# What it is, and what is written in the box.
SPOERSMAAL = (
    ("vanlig ord", "søknad"),
    ("sjeldent ord", "fjernvarmekum"),
    ("to ord", "klage skolevei"),
    ("to ord og et sted", "søknad barnehageplass almelia"),
    ("uferdig ord", "skje"),
    ("et navn", "granås"),
    ("navn og ord", "granås klage"),
    ("frase", '"høring av reguleringsplan"'),
    ("minus", "søknad -barnehageplass"),
    ("ett av to", "støyrapport ELLER brannrapport"),
    ("del av sammensatt ord", "tillatelse"),
    ("sjelden del av ord", "kartlegging avfall"),
    ("venstretrunkert", "*tillatelse"),
    ("én ukjent bokstav", "b?rnehageplass"),
    ("bare i tittelen", "tittel:turvei tittel:vedtak"),
    ("type og status", "type:U status:journalført lekeplass"),
    ("en måned", "dato:2026-03 søknad"),
    ("en måned uten ord", "mottatt:2025-06"),
    ("klasse og år", "klasse:200 dato:2025"),
    ("finnes ikke", "hurdegang"),
)


def soekene(hvor: str, merke: str, som: Aktoer, sted: Sted) -> Iterator[Maaling]:
    """The searches in one place, then what the page does beside the hits."""
    for nr, (hva, tekst) in enumerate(SPOERSMAAL, 1):
        yield Maaling(f"Søk, {hva}, {hvor}", f"soek_{nr:02}_{merke}", som, sted, _soek(tekst), _uten(tekst))
    yield Maaling(
        f"Søk sortert på tittel, {hvor}", f"soek_tittel_{merke}", som, sted,
        lambda av: soek("klage", av=av, sorter=Sorter.TITTEL),
    )  # fmt: skip
    yield Maaling(
        f"Tall og fasetter, {hvor}", f"soek_fasetter_{merke}", som, sted, lambda av: oversikt("søknad", av=av)
    )


def _soek(tekst: str) -> Callable[[Aktoer], object]:
    return lambda av: soek(tekst, av=av)


def _uten(tekst: str) -> Callable[[Aktoer], object]:
    """The same search straight in the index: without the definer function and without classes."""

    def gjoer(av: Aktoer) -> object:
        with connection.cursor() as peker:
            peker.execute("select vern.tolket(%s, false)::text", [json.dumps(tolk(tekst, av).node)])
            tolket = peker.fetchone()[0]
            peker.execute(
                "select objekt_id, art from vern.soekeindeks where virksomhet_id = any (%s::smallint[])"
                " and ord @@ %s::tsquery order by dato desc, objekt_id desc limit 50",
                [leses(), tolket],
            )
            rader = peker.fetchall()
        mapper = Mappe.objects.filter(pk__in=[i for i, art in rader if art == "mappe"])
        poster = Journalpost.objects.filter(pk__in=[i for i, art in rader if art == "registrering"])
        return list(mapper.select_related("virksomhet", "administrativ_enhet")), list(
            poster.select_related("virksomhet", "mappe")
        )

    return gjoer
