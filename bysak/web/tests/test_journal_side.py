"""The workspace page «Offentlig journal»."""

import pytest
from django.test import Client

from bysak.arkivstruktur.models import Journalpost
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


def _dag_med_linjer() -> str:
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(journalstatus="J").order_by("-journaldato").first()
        assert jp is not None
        return str(jp.journaldato)


@pytest.fixture
def kari() -> Client:
    klient = Client()
    klient.force_login(bruker("kari"))
    return klient


def test_menyvalget_leder_til_dagen_som_skal_ut(kari: Client) -> None:
    svar = kari.get("/journal", follow=True)
    assert svar.status_code == 200
    assert "Offentlig journal" in svar.content.decode()
