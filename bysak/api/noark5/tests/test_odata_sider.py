"""Pages: every row once, in an order that holds, whatever is written meanwhile; counts and continuations."""

import itertools
import re
from functools import partial
from urllib.parse import quote_plus

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.api.noark5.odata import sider
from bysak.api.noark5.odata.spoerring import les
from bysak.api.noark5.odata.ugyldig import UgyldigSpoerring
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.tests.odataverden import bygg, sidene, spoer
from bysak.arkivstruktur.models import Registrering
from tests.saker import en_sak
from tests.verden import som

pytestmark = pytest.mark.django_db
MAPPE = RESSURSER["mappe"]


def test_hver_rad_kommer_en_gang_ogsaa_mens_nye_skrives():
    with som("kari", "frogner") as kari:
        bygg(kari)
        foer = set(MAPPE.grunn(kari).values_list("pk", flat=True))
        for sortering in ("", "&$orderby=tittel", "&$orderby=saksdato desc", "&$orderby=opprettetDato desc"):
            lest, nye = [], set()
            for nr, side in enumerate(sidene(kari, "mappe", f"$top=3{sortering}")):
                lest += side
                if nr < 3:
                    nye.add(en_sak(kari, tittel=f"Ny {nr} {sortering}").pk)
            assert len(lest) == len(set(lest))
            assert foer <= set(lest)
            assert set(lest) <= foer | nye
            foer |= nye


SORTERINGER = [
    ("tittel", [("tittel", 1)]),
    ("tittel desc", [("tittel", -1)]),
    ("utlaantDato", [("utlaant_dato", 1)]),
    ("utlaantDato desc", [("utlaant_dato", -1)]),
    ("utlaantDato, saksdato desc", [("utlaant_dato", 1), ("saksdato", -1)]),
    ("saksaar desc,sakssekvensnummer asc", [("saksaar", -1), ("sakssekvensnummer", 1)]),
    ("utlaantTil desc,tittel", [("utlaant_til", -1), ("tittel", 1)]),
    ("saksstatus/kode,tittel", [("saksstatus", 1), ("tittel", 1)]),
]


def _plass(rad, felt):
    verdi = getattr(rad, felt)
    return (0,) if verdi is None else (1, verdi)


@pytest.mark.parametrize(("orderby", "felt"), SORTERINGER, ids=[s[0] for s in SORTERINGER])
@pytest.mark.parametrize("stoerrelse", [1, 2, 5, 100])
def test_rekkefoelgen_er_hel_og_den_samme_over_sidene(orderby, felt, stoerrelse):
    with som("kari", "frogner") as kari:
        bygg(kari)
        rader = list(MAPPE.grunn(kari))
        # Missing comes first, and last when it is backwards; between equals systemID decides.
        rader.sort(key=lambda m: m.pk, reverse=felt[-1][1] < 0)
        for navn, retning in reversed(felt):
            rader.sort(key=partial(_plass, felt=navn), reverse=retning < 0)
        ventet = [m.pk for m in rader]
        raa = f"$top={stoerrelse}&$orderby={quote_plus(orderby)}"
        assert list(itertools.chain(*sidene(kari, "mappe", raa))) == ventet


def test_det_sorteres_over_relasjoner_til_en_og_paa_regnede_verdier():
    with som("kari", "frogner") as kari:
        bygg(kari)
        poster = {r.pk: r for r in Registrering.objects.select_related("mappe")}
        svar = [poster[i] for i in spoer(kari, "registrering", orderby="mappe/tittel desc,length(tittel)", top="2")]
        assert len(svar) > 5
        noekler = [(r.mappe.tittel, -len(r.tittel)) for r in svar]
        assert noekler == sorted(noekler, reverse=True)
        klasser = spoer(kari, "mappe", orderby="klasse/klasseID,part/$count desc,contains(tittel,'x')", top="3")
        assert sorted(klasser) == sorted(MAPPE.grunn(kari).values_list("pk", flat=True))
        with pytest.raises(UgyldigSpoerring, match="har flere verdier"):
            spoer(kari, "mappe", orderby="part/navn")


@settings(max_examples=8, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(hopp=st.integers(0, 12), topp=st.integers(0, 7), baklengs=st.booleans())
def test_hopp_og_antall_er_utsnitt_av_hele_lista(hopp, topp, baklengs):
    with som("kari", "frogner") as kari:
        orden = "systemID desc" if baklengs else "systemID"
        alle = spoer(kari, "mappe", orderby=orden)
        assert len(alle) > 5
        sp = les(f"$skip={hopp}&$top={topp}&$orderby={orden}".replace(" ", "%20"))
        side = sider.hent(MAPPE, sp, kari)
        lest = list(side.rader.values_list("pk", *side.noekler))
        assert [rad[0] for rad in lest[: side.grense]] == alle[hopp : hopp + topp]
        assert sider.tell(MAPPE, sp, kari) == len(alle)
        # The next page goes on where this one ended, though it skipped.
        neste = side.neste(lest)
        assert bool(neste) == (topp > 0 and hopp + topp < len(alle))
        if neste:
            assert next(sidene(kari, "mappe", neste)) == alle[hopp + topp : hopp + 2 * topp]


def test_uten_top_er_sida_begrenset_og_stoerste_side_er_tusen():
    with som("kari", "frogner") as kari:
        assert sider.hent(MAPPE, les(""), kari).grense == sider.STANDARD
        assert sider.hent(MAPPE, les("$top=5000"), kari).grense == sider.MAKS


@pytest.mark.parametrize(
    ("endre", "setning"),
    [
        (lambda m: m[:-1] + ("A" if m[-1] != "A" else "B"), "ikke en fortsettelse"),
        (lambda _m: "abc", "ikke en fortsettelse"),
        (lambda m: m + "&$filter=tittel%20ne%20null", "annen spørring"),
        (lambda m: m + "&$orderby=tittel", "annen spørring"),
    ],
)
def test_en_fortsettelse_som_er_endret_eller_hoerer_til_noe_annet_avvises(endre, setning):
    with som("kari", "frogner") as kari:
        side = sider.hent(MAPPE, les("$top=1"), kari)
        merke = side.neste(list(side.rader.values_list("pk"))).partition("$skiptoken=")[2]
        with pytest.raises(UgyldigSpoerring, match=setning):
            sider.hent(MAPPE, les(f"$top=1&$skiptoken={endre(merke)}"), kari)


def test_lenken_til_neste_side_taaler_at_klienten_koder_den_en_gang_til():
    with som("kari", "frogner") as kari:
        bygg(kari)
        raa = "$filter=contains(tittel,'%C3%B8knad%20om')%20or%20contains(tittel,'%26')&$top=1"
        side = sider.hent(MAPPE, les(raa), kari)
        neste = side.neste(list(side.rader.values_list("pk")))
        # Plain names, so that one who encodes the whole of it sends something that can be read.
        assert re.match(r"^\$filter=[^ ]+&\$top=1&\$skiptoken=[\w:.-]+$", neste)
        assert next(sidene(kari, "mappe", neste)) == next(sidene(kari, "mappe", quote_plus(neste))) != []
