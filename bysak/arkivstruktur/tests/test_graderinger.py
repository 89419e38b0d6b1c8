import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.graderinger import (
    STIGENDE,
    grader,
    hindre_for_gradering,
    hindre_for_nedgradering,
    nedgrader,
    tillatt,
    trinn,
)
from bysak.arkivstruktur.koder import Graderingskode
from bysak.arkivstruktur.models import Mappe
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.krav("4.5.22")
def test_gradene_er_ordnet_og_bare_de_mildeste_kan_vaere_i_systemet():
    assert {g for rekke in STIGENDE for g in rekke} == set(Graderingskode)
    assert [trinn(g) for g in ("B", "K", "H", "SH")] == [0, 1, 2, 3]
    assert trinn("F") < trinn("SF")
    assert {g.value for g in Graderingskode if tillatt(g)} == {"B", "F"}


@pytest.mark.krav("4.5.22")
@pytest.mark.parametrize("grad", ["SH", "H", "K", "SF"])
def test_en_for_hoey_gradering_avvises_paa_sak_post_og_dokument(grad):
    with som("nora", "frogner") as nora:
        sak = en_sak(nora)
        jp = et_brev(sak, nora)
        for objekt in (Mappe.objects.get(pk=sak.pk), jp, en_fil(jp, nora).dokumentbeskrivelse):
            assert koder(hindre_for_gradering(objekt, grad)) == {"gradering.for_hoey"}
            assert stoppes(grader, objekt, grad=grad, av=nora) == {"gradering.for_hoey"}
        assert stoppes(grader, jp, grad="X", av=nora) == {"gradering.ukjent"}


def test_en_gradering_oppheves_med_navn_og_dato_og_kan_settes_igjen():
    with som("nora", "frogner") as nora:
        jp = et_brev(en_sak(nora), nora)
        gradering = grader(jp, grad="B", av=nora)
        assert (gradering.gradert_av, gradering.registrering_id) == ("Nora Vestlid", jp.pk)
        assert stoppes(grader, jp, grad="F", av=nora) == {"gradering.finnes"}
        gradering = nedgrader(gradering, av=nora)
        assert gradering.nedgradert_av == gradering.gradert_av
        assert stoppes(nedgrader, gradering, av=nora) == koder(hindre_for_nedgradering(gradering))
        assert grader(jp, grad="F", av=nora).nedgraderingsdato is None
    with som("kari", "frogner") as kari, pytest.raises(PermissionDenied, match="offentlighetsvurdere"):
        grader(jp, grad="B", av=kari)
