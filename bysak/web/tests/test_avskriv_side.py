"""The form that writes a letter off never drops an answer that somebody pointed at."""

import pytest

from bysak.arkivstruktur.models import Journalpost
from bysak.web.tests.test_sak_sider import adressen, posten
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("svaret", ["98765", "01a202ed-e074-77fc-b8a1-3a085d518f45", "tull"])
def test_et_svar_som_ikke_finnes_i_saken_stopper_avskrivningen(svaret: str) -> None:
    jp = posten(journalposttype="I", restanse=True)
    svar = klient("kari").post(f"{adressen(jp)}/avskriv", {"maate": "BU", "besvart_av": svaret})
    assert svar.status_code == 422
    assert "Velg et brev eller notat som virksomheten har laget." in tekst(svar)
    with som("kari", "frogner"):
        assert Journalpost.objects.get(pk=jp.pk).restanse
