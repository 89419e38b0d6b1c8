"""Questions nobody thought of: the database and plain Python find the same rows, whatever is asked."""

import itertools
from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bysak.api.noark5.odata import paa_lister, sider
from bysak.api.noark5.odata.oversett import Oversetter
from bysak.api.noark5.odata.spoerring import Spoerring
from bysak.api.noark5.odata.uttrykk import (
    Blant,
    Eller,
    Ikke,
    Kall,
    Og,
    Regn,
    Sammenlign,
    Sortering,
    Sti,
    Uttrykk,
    Verdi,
)
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.tests.odataverden import bygg
from bysak.arkivstruktur.models import Registrering
from bysak.kjerne.kalender import OSLO
from tests.verden import som

pytestmark = pytest.mark.django_db
REG = RESSURSER["registrering"]
FELT = {
    "tittel": "tittel",
    "beskrivelse": "beskrivelse",
    "offentligTittel": "offentlig_tittel",
    "antallVedlegg": "antall_vedlegg",
    "journalpostnummer": "journalpostnummer",
    "journalaar": "journalaar",
    "dokumentetsDato": "dokumentets_dato",
    "forfallsdato": "forfallsdato",
    "mottattDato": "mottatt_dato",
    "sendtDato": "sendt_dato",
}

tekstfelt = st.sampled_from([Sti((n,)) for n in ("tittel", "beskrivelse", "offentligTittel")])
tallfelt = st.sampled_from([Sti((n,)) for n in ("antallVedlegg", "journalpostnummer", "journalaar")])
tidfelt = st.sampled_from([Sti((n,)) for n in ("mottattDato", "sendtDato")])
dagfelt = st.sampled_from([Sti((n,)) for n in ("dokumentetsDato", "forfallsdato")])
tekster = st.sampled_from(
    ["", " ", "b", "B", "Brev 0", "brev 1 om SØKNAD OM BÅTPLASS", "æ", "Å", "%", "_", "\\", "'", "50% av", "sønn", "x"]
).map(Verdi)
tallene = st.one_of(st.integers(-3, 9), st.sampled_from([2026, 0])).map(Verdi)
dager = st.dates(date(2026, 3, 26), date(2026, 4, 2)).map(Verdi)
FRA_TIL = (datetime(2026, 3, 27), datetime(2026, 3, 31))  # noqa: DTZ001 (the strategy makes moments of them)
tider = st.one_of(
    st.datetimes(*FRA_TIL).map(lambda t: Verdi(t.replace(tzinfo=OSLO))),
    st.sampled_from([datetime(2026, 3, 29, 0, 30, 15, 250000, tzinfo=OSLO), datetime(2026, 3, 28, tzinfo=OSLO)]).map(
        Verdi
    ),
)
ingenting = st.just(Verdi(None))


def _tekst(barn: st.SearchStrategy) -> st.SearchStrategy:
    heltall = st.integers(-2, 12).map(Verdi)
    return st.one_of(
        st.builds(lambda n, a: Kall(n, (a,)), st.sampled_from(["tolower", "toupper", "trim"]), barn),
        st.builds(lambda a, b: Kall("concat", (a, b)), barn, st.one_of(barn, tallfelt)),
        st.builds(lambda a, b: Kall("substring", (a, b)), barn, heltall),
        st.builds(lambda a, b, c: Kall("substring", (a, b, c)), barn, heltall, heltall),
    )


tekst = st.recursive(st.one_of(tekstfelt, tekster), _tekst, max_leaves=4)
av_tid = st.builds(
    lambda n, a: Kall(n, (a,)),
    st.sampled_from(["year", "month", "day", "hour", "minute", "second"]),
    st.one_of(tidfelt, dagfelt, tider),
)
tall = st.recursive(
    st.one_of(
        tallfelt,
        tallene,
        av_tid,
        tekst.map(lambda a: Kall("length", (a,))),
        st.builds(lambda a, b: Kall("indexof", (a, b)), tekst, tekst),
    ),
    lambda barn: st.one_of(
        st.builds(Regn, st.sampled_from(["add", "sub", "mul", "div", "divby", "mod"]), barn, barn),
        st.builds(lambda n, a: Kall(n, (a,)), st.sampled_from(["round", "floor", "ceiling"]), barn),
    ),
    max_leaves=4,
)
tegn = st.sampled_from(["eq", "ne", "gt", "ge", "lt", "le"])
sammenligning = st.one_of(
    st.builds(Sammenlign, tegn, tekst, st.one_of(tekst, ingenting)),
    st.builds(Sammenlign, tegn, tall, st.one_of(tall, ingenting)),
    st.builds(Sammenlign, tegn, tidfelt, st.one_of(tidfelt, tider, dager, ingenting)),
    st.builds(Sammenlign, tegn, dagfelt, st.one_of(dagfelt, dager, tider, ingenting)),
    st.builds(lambda a: Sammenlign("eq", Kall("date", (a,)), Verdi(date(2026, 3, 29))), tidfelt),
    st.builds(lambda n, a, b: Kall(n, (a, b)), st.sampled_from(["contains", "startswith", "endswith"]), tekst, tekst),
    st.builds(
        lambda a, v: Blant(a, tuple(v)), tallfelt, st.lists(st.one_of(tallene, ingenting), min_size=1, max_size=4)
    ),
    st.builds(
        lambda a, v: Blant(a, tuple(v)), tekstfelt, st.lists(st.one_of(tekster, ingenting), min_size=1, max_size=4)
    ),
)
vilkaar = st.recursive(
    sammenligning,
    lambda barn: st.one_of(
        st.lists(barn, min_size=2, max_size=3).map(lambda d: Og(tuple(d))),
        st.lists(barn, min_size=2, max_size=3).map(lambda d: Eller(tuple(d))),
        barn.map(Ikke),
    ),
    max_leaves=6,
)


def _rader(av) -> list[dict[str, Any]]:
    return [
        {"pk": r.pk, **{navn: getattr(r, kolonne) for navn, kolonne in FELT.items()}}
        for r in REG.grunn(av).order_by("pk")
    ]


def _forbered(kari) -> None:
    bygg(kari)
    poster = Registrering.objects.filter(tittel__startswith="Brev")
    poster.filter(tittel__startswith="Brev 1").update(sendt_dato=datetime(2026, 3, 29, 2, 30, tzinfo=OSLO))
    poster.filter(tittel__startswith="Brev 2").update(forfallsdato=date(2026, 3, 28), offentlig_tittel="Brev ___")


@pytest.mark.treg
def test_basen_og_python_finner_de_samme_radene():
    with som("kari", "frogner") as kari:
        _forbered(kari)
        rader = _rader(kari)

        @settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
        @given(vilkaar)
        def proev(uttrykk: Uttrykk) -> None:
            assert _i_basen(kari, uttrykk) == _i_python(rader, uttrykk)

        proev()


BLANKT = Kall("tolower", (Verdi(" "),))


@pytest.mark.parametrize(
    ("uttrykk", "finner_noen"),
    [
        (Kall("contains", (Sti(("tittel",)), Verdi(" "))), True),
        (Kall("contains", (Sti(("tittel",)), BLANKT)), True),
        (Sammenlign("eq", Sti(("beskrivelse",)), Verdi(" ")), True),
        (Sammenlign("eq", Sti(("beskrivelse",)), BLANKT), False),
        (Sammenlign("eq", Kall("substring", (Sti(("tittel",)), Verdi(4), Verdi(1))), BLANKT), True),
    ],
)
def test_blanke_tegn_er_ingenting_aa_sammenligne_med_men_noe_aa_lete_etter(uttrykk: Uttrykk, finner_noen: bool):
    with som("kari", "frogner") as kari:
        _forbered(kari)
        Registrering.objects.filter(tittel="Brev 0 om søknad om båtplass").update(tittel="Brev")
        funnet = _i_basen(kari, uttrykk)
        assert funnet == _i_python(_rader(kari), uttrykk)
        assert bool(funnet) == finner_noen


def _i_basen(kari, uttrykk: Uttrykk) -> list[Any]:
    svar = Oversetter(REG, kari).filtrer(REG.grunn(kari), uttrykk)
    return list(svar.order_by("pk").values_list("pk", flat=True))


def _i_python(rader: list[dict[str, Any]], uttrykk: Uttrykk) -> list[Any]:
    return [r["pk"] for r in paa_lister.svar(rader, Spoerring(filter=uttrykk))[1]]


noekkel = st.one_of(tekst, tall, tidfelt, dagfelt)


@pytest.mark.treg
def test_basen_og_python_sorterer_likt():
    with som("kari", "frogner") as kari:
        _forbered(kari)
        rader = _rader(kari)

        @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
        @given(st.lists(st.builds(Sortering, noekkel, st.booleans()), min_size=1, max_size=3), st.integers(3, 60))
        def proev(orderby: list[Sortering], stoerrelse: int) -> None:
            baklengs = orderby[-1].synkende
            sp = Spoerring(orderby=tuple(orderby))
            ventet = [r["pk"] for r in paa_lister.svar(rader[::-1] if baklengs else rader, sp)[1]]
            assert list(itertools.chain(*_sidene(kari, sp, stoerrelse))) == ventet

        proev()


def _sidene(kari, sp: Spoerring, stoerrelse: int):
    fortsett = ""
    while True:
        hele = Spoerring(orderby=sp.orderby, top=stoerrelse, fortsett=fortsett)
        side = sider.hent(REG, hele, kari)
        lest = list(side.rader.values_list("pk", *side.noekler))
        yield [rad[0] for rad in lest[:stoerrelse]]
        neste = side.neste(lest)
        if not neste:
            return
        fortsett = neste.partition("$skiptoken=")[2]
