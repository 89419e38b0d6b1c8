"""Search has three ways to its hits; whichever it takes, they are those that all rows read and sorted would give."""

import json
from typing import Any

import pytest
from django.db import connection

from bysak.organisasjon.tilgang import klasser
from tests.saker import som_eier
from tests.verden import som, virksomhet

pytestmark = pytest.mark.usefixtures("egen_database")

# 60 000 rows, a hundred a day, the newest first. Each word has its density among the newest 4 000, and then another.
_FYLL = """
insert into vern.soekeindeks
select %(hvor)s, gen_random_uuid(), 'registrering', case when n %% 7 = 0 then 0 else %(klasse)s end, null,
  '2026-06-01T12:00Z'::timestamptz - interval '864 seconds' * n, '{}', array_to_tsvector(array_remove(array[
    'alt', case when n %% 2 = 0 then 'tett' end, case when n %% 100 = 0 then 'jevnt' end,
    case when n %% 300 = 0 then 'tynt' end, case when n %% 4000 = 0 then 'sjelden' end,
    case when n < 20 or n > 59000 then 'byge' end, case when n < 10 or n between 50000 and 50400 then 'skur' end,
    case when n between 30000 and 42000 then 'gammelt' end, '§virksomhet:' || %(hvor)s], null)
    || vern.datomerker('opprettet', ('2026-06-01T12:00Z'::timestamptz - interval '864 seconds' * n)::date))
from generate_series(1, 60000) n"""


@pytest.fixture
def stort() -> tuple[int, list[int]]:
    frogner = virksomhet("frogner")
    with som("kari", "frogner") as kari:
        ser, _navngitt = klasser(kari)
    with som_eier() as eier:
        eier.execute("delete from vern.soekeindeks; drop index vern.soekeindeks_ord")
        eier.execute(_FYLL, {"hvor": frogner.pk, "klasse": ser[0]})
        eier.execute("create index soekeindeks_ord on vern.soekeindeks using gin (ord) with (fastupdate = off)")
        eier.execute("analyze vern.soekeindeks")
    return frogner.pk, ser


def ord_(*ordene: str) -> dict[str, Any]:
    return {"og": [{"ord": o, "vekt": "", "uferdig": False} for o in ordene]}


SPOERSMAAL = {
    **{o: (ord_(o), f"'{o}'") for o in ("alt", "tett", "jevnt", "tynt", "sjelden", "byge", "skur", "gammelt")},
    "to ord": (ord_("tett", "tynt"), "'tett' & 'tynt'"),
    "uten": ({"og": [*ord_("jevnt")["og"], {"ikke": ord_("tynt")["og"][0]}]}, "'jevnt' & !'tynt'"),
    "bare uten": ({"ikke": ord_("alt")["og"][0]}, "!'alt'"),
}


@pytest.mark.krav("5.1.6", "5.1.11")
def test_treffene_er_de_samme_hvordan_de_enn_blir_funnet(stort: tuple[int, list[int]]):
    hvor, ser = stort
    for navn, (node, spoersmaal) in SPOERSMAAL.items():
        for sorter, retning in (("nyest", "desc"), ("eldst", "asc")):
            with som_eier() as eier:
                fasit = [
                    rad[0]
                    for rad in eier.execute(
                        "select objekt_id from vern.soekeindeks where ord @@ %s::tsquery and klasse = any (%s)"
                        f" and virksomhet_id = %s order by dato {retning}, objekt_id {retning} limit 1100",
                        [spoersmaal, ser, hvor],
                    )
                ]
            for grense, hopp in ((50, 0), (5, 20), (1000, 0), (50, 1000)):
                with som("kari", "frogner"), connection.cursor() as peker:
                    peker.execute(
                        "select objekt_id from vern.soek(%s, %s, '{}', %s, %s, %s)",
                        [json.dumps(node), ser, sorter, grense, hopp],
                    )
                    svar = [rad[0] for rad in peker.fetchall()]
                assert svar == fasit[hopp : hopp + grense], (navn, sorter, grense, hopp)
