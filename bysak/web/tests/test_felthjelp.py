"""Help beside a field: the catalogue's words, in the reader's language, for the eye, the keyboard and the ear."""

import pytest
from django.template import engines
from django.utils.translation import override

from bysak.noark.katalog.oppslag import hjelp
from bysak.web.felthjelp import FORKLARES, felthjelp


def _tegnet(mal: str) -> str:
    return str(engines["jinja2"].from_string('{% from "skjema.html" import felt, velg %}' + mal).render())


def test_feltet_har_en_knapp_som_viser_katalogens_forklaring_uten_skript() -> None:
    side = _tegnet('{{ felt("Saksdato", "saksdato", element="saksdato") }}')
    assert 'popovertarget="f-saksdato-hva"' in side
    assert 'aria-describedby="f-saksdato-hva"' in side
    assert 'aria-label="Forklaring: Saksdato"' in side
    assert f'id="f-saksdato-hva" popover>{hjelp("saksdato")}<' in side


def test_et_felt_som_sier_seg_selv_har_ingen_hjelp() -> None:
    assert "popover" not in _tegnet('{{ velg("Tittel", "tittel", []) }}')


@pytest.mark.parametrize("element", FORKLARES)
def test_hver_forklaring_er_paa_leserens_spraak(element: str) -> None:
    paa = {felthjelp(element)}
    for spraak in ("nn", "en"):
        with override(spraak):
            paa.add(felthjelp(element))
    assert len(paa) == 3
    assert hjelp(element) in paa


def test_en_forklaring_ingen_har_oversatt_kan_ikke_vises_ved_et_felt() -> None:
    with pytest.raises(ValueError, match="FORKLARES"):
        felthjelp("systemID")
