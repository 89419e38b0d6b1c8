"""What every act shares, whichever page it is on."""

import pytest

from bysak.arkivstruktur.klassifikasjon import opprett_klassifikasjonssystem
from bysak.arkivstruktur.models import Klassifikasjonssystem
from bysak.kjerne.hinder import Hinder, Hindret
from bysak.web.doer import alt_eller_ingenting
from tests.verden import som

pytestmark = pytest.mark.django_db


def test_det_et_verb_hadde_skrevet_foer_det_ble_stoppet_er_tatt_tilbake() -> None:
    with som("siv", "frogner") as siv:

        def gjoer(*, stopp: bool) -> str:
            opprett_klassifikasjonssystem("Steder", type="Emnebasert, ett nivå", av=siv)
            if stopp:
                raise Hindret([Hinder("prøve", "Nei.")])
            return "Gjort."

        svar, hindre = alt_eller_ingenting(lambda: gjoer(stopp=True))
        assert (svar, [h.kode for h in hindre]) == (None, ["prøve"])
        assert not Klassifikasjonssystem.objects.filter(tittel="Steder").exists()
        assert alt_eller_ingenting(lambda: gjoer(stopp=False)) == ("Gjort.", [])
        assert Klassifikasjonssystem.objects.filter(tittel="Steder").exists()
