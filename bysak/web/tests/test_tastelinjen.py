"""The line of keys at the foot of a page names only what the person may do there."""

import re

import pytest

from tests.klient import klient, tekst

pytestmark = pytest.mark.django_db


def _linjen(navn: str, adresse: str) -> str:
    html = tekst(klient(navn).get(adresse, follow=True))
    linje = re.search(r'class="tastelinje".*?</(?:footer|div|p|ul)>', html, re.DOTALL)
    assert linje
    return linje[0]


@pytest.mark.parametrize(("navn", "staar"), [("kari", True), ("even", True), ("maja", False)])
def test_bare_den_som_publiserer_faar_se_tastene_for_det(navn: str, staar: bool) -> None:
    assert ("publiser" in _linjen(navn, "/journal")) is staar


@pytest.mark.parametrize(("navn", "staar"), [("kari", True), ("ola", True), ("maja", False)])
def test_bare_den_som_kan_opprette_en_sak_faar_se_tasten_for_det(navn: str, staar: bool) -> None:
    assert ("ny sak" in _linjen(navn, "/saker")) is staar
