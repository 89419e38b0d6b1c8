"""What a client writes and what is read back: the chain of others' clients, changes, moves, deletions."""

from contextlib import contextmanager
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied

from bysak.api.noark5.lenker import Kontekst
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.opprettelse import opprett
from bysak.api.noark5.svar import en
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.models import Handling
from bysak.organisasjon.models import Rolle
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.organisasjon.tilgang import aktoer_for, rettene
from tests.saker import en_sak, et_brev
from tests.verden import som, virksomhet

pytestmark = pytest.mark.django_db
BASE = "http://test/noark5v5/"


@contextmanager
def arkivleder():
    """One who keeps the records of Frogner, and administers them."""
    with som("siv", "byarkivet") as siv:
        bruker = opprett_bruker("arkivleder", "Ada Arkivleder", av=siv)
    with som("siv", "frogner") as siv:
        for rolle in (Rolle.ARKIVAR, Rolle.SYSTEMFORVALTER, Rolle.ARKIVANSVARLIG, Rolle.LEDER):
            tildel_rolle(bruker, rolle=rolle, av=siv)
    hvem = aktoer_for(bruker)
    with arbeid(som=hvem, i=virksomhet("frogner"), verb="api post"):
        yield hvem


@pytest.fixture
def ada():
    with arkivleder() as hvem:
        yield hvem


class Klient:
    """Writes and reads as one person."""

    def __init__(self, av):
        self.av = av

    def ny(self, navn: str, under: Any = None, /, **kropp: Any) -> Any:
        """Make one; returns the row."""
        return opprett(RESSURSER[navn], under, kropp, av=self.av)

    def les(self, navn: str, rad: Any) -> dict[str, Any]:
        """What a GET shows, without the links."""
        kontekst = Kontekst(BASE, rettene(self.av.roller))
        ressurs = RESSURSER[navn]
        kropp = en(ressurs, rad.pk, self.av, kontekst).kropp
        return {n: v for n, v in kropp.items() if n != "_links"}

    def arkivdel(self) -> Any:
        """A new arkivdel that sorts by nothing, made as clients make it."""
        skaper = self.ny("arkivskaper", arkivskaperID="999888777", arkivskaperNavn="Bydel Frogner")
        return self.ny("arkivdel", self.ny("arkiv", skaper, tittel="Fagarkiv"), tittel="Fagsaker")

    def sak(self) -> Any:
        """A case with a title alone."""
        return self.ny("saksmappe", self.arkivdel(), tittel="Gangvei")


@pytest.fixture
def klient(ada):
    return Klient(ada)


def test_kjeden_som_andres_klienter_lager_med_bare_det_som_er_paalagt(klient):
    sak = klient.sak()
    jp = klient.ny("journalpost", sak, tittel="Søknad om gangvei")
    klient.ny("korrespondansepartperson", jp, navn="Kari Nordmann")
    dok = klient.ny("dokumentbeskrivelse", jp, tittel="Søknaden")
    objekt = klient.ny("dokumentobjekt", dok)
    assert klient.les("saksmappe", sak)["saksansvarlig"] == "Ada Arkivleder"
    assert klient.les("journalpost", jp)["journalstatus"]["kode"] == "M"
    assert klient.les("dokumentbeskrivelse", dok)["tilknyttetRegistreringSom"] == {
        "kode": "H",
        "kodenavn": "Hoveddokument",
    }
    assert klient.les("dokumentobjekt", objekt)["versjonsnummer"] == 1


@pytest.mark.parametrize("status", ["J", "M", "F", "E", "R", "S", "A"])
@pytest.mark.parametrize("type_", ["I", "U", "N", "X"])
def test_en_arkivleder_faar_levere_i_den_statusen_klienten_sier(klient, type_, status):
    jp = klient.ny(
        "journalpost", klient.sak(), tittel="Brev", journalposttype={"kode": type_}, journalstatus={"kode": status}
    )
    for slag in ("korrespondansepartenhet", "korrespondansepartperson"):
        klient.ny(slag, jp, navn="Velforeningen", korrespondanseparttype={"kode": "EM"})
    klient.ny("korrespondansepartintern", jp, administrativEnhet="Oppvekst")
    dok = klient.ny("dokumentbeskrivelse", jp, tittel="Brevet", dokumentstatus={"kode": "B"})
    klient.ny("dokumentobjekt", dok, versjonsnummer=1)
    assert klient.les("journalpost", jp)["journalstatus"]["kode"] == status


def test_det_som_maa_overstyres_staar_som_overstyring_i_loggen(klient):
    jp = klient.ny("journalpost", klient.sak(), tittel="x", journalposttype={"kode": "U"}, journalstatus={"kode": "J"})
    klient.ny("korrespondansepartenhet", jp, navn="Velforeningen")
    siste = Handling.objects.latest("id")
    assert siste.overstyring == "Gjort gjennom tjenestegrensesnittet."


def test_den_som_ikke_kan_overstyre_faar_de_samme_hindringene_som_i_arbeidsflaten():
    with som("kari", "frogner") as kari:
        fra = Klient(kari)
        jp = et_brev(en_sak(kari), kari, type="U", journalfoert=True)
        with pytest.raises(Hindret) as nei:
            fra.ny("korrespondansepartenhet", jp, navn="Naboen")
        assert [h.kode for h in nei.value.hindre] == ["kpart.laast"]
        with pytest.raises(PermissionDenied):
            fra.ny("arkiv", tittel="Karis arkiv")
