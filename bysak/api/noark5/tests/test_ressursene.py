"""The declaration against the catalogue, and every path of it against the database."""

from typing import Any

import pytest

from bysak.api.noark5 import avvik
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER
from bysak.noark.katalog.oppslag import SKJEMAER, barneenheter, elementer
from tests.verden import som

# Meetings are not in the interface; these are links or groups there.
UTENFOR = {"moetemappe", "moetedeltaker", "moeteregistrering"}
ENHETER = {r for r in RESSURSER if r in SKJEMAER["arkivstruktur"]}


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def test_hver_enhet_i_katalogen_er_en_ressurs_eller_en_gruppe():
    assert set(SKJEMAER["arkivstruktur"]) - UTENFOR == ENHETER | (set(GRUPPER) & set(SKJEMAER["arkivstruktur"]))


@pytest.mark.parametrize("navn", sorted(ENHETER))
def test_hvert_element_er_et_felt_eller_er_bevisst_utelatt(navn):
    r = RESSURSER[navn]
    navnene = {n: avvik.hos(avvik.NAVN, (navn, ""), n) or n for n in elementer(navn)}
    utelatt = {n for n in navnene if any((ledd, n) in avvik.UTELATT for ledd in (navn, ""))}
    if navn == "kryssreferanse":  # its three references are links
        utelatt = set(navnene)
    assert {api for n, api in navnene.items() if n not in utelatt} <= set(r.felt)
    for barn in barneenheter(navn).values():
        under = {rel.til for rel in r.relasjoner.values()} | set(r.felt)
        assert barn.navn in under, f"{navn} har ingen vei til {barn.navn}"


@pytest.mark.django_db
@pytest.mark.parametrize("navn", sorted(RESSURSER))
def test_hvert_felt_kan_leses_og_filtreres(navn, kari):
    r = RESSURSER[navn]
    rader = r.grunn(kari)
    stier = []
    for felt in r.felt.values():
        under = GRUPPER[felt.gruppe].values() if felt.gruppe else [felt]
        prefiks = f"{felt.sti}__" if felt.gruppe and felt.sti else ""
        for f in under:
            sti = prefiks + f.sti
            if f.uttrykk:
                sti = f"{felt.navn}_{f.sti}"
                rader = rader.annotate(**{sti: f.uttrykk(prefiks)})
            stier.append(sti)
    list(rader.values_list(*stier)[:3])
    for sti in stier:
        rader.filter(**{f"{sti}__isnull": True}).exists()


@pytest.mark.parametrize("navn", sorted(RESSURSER))
def test_hver_relasjon_foerer_til_en_ressurs_med_modellen_der(navn):
    r = RESSURSER[navn]
    for rel in r.relasjoner.values():
        modell: Any = r.modell
        for ledd in rel.sti.split("__"):
            modell = modell._meta.get_field(ledd).related_model
        assert modell is RESSURSER[rel.til].modell
    assert set(r.nye) <= set(RESSURSER)
    assert set(r.undertyper) == {u.navn for u in RESSURSER.values() if u.base == navn}
