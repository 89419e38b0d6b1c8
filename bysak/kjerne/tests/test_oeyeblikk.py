"""As it was: rows rolled back through the log equal what was read then."""

import pytest

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Dokumentobjekt, Journalpost, Korrespondansepart, Mappe, Registrering, Saksmappe
from bysak.kjerne.oeyeblikk import objekt_slik, rader_slik
from tests.saker import en_fil, en_sak, et_brev
from tests.tilstand.sannhet import bilde, klokka, loggen_gir_bildet
from tests.verden import som

pytestmark = pytest.mark.usefixtures("egen_database")


@pytest.mark.krav("6.4.28")
def test_alle_rader_rullet_tilbake_gjennom_loggen_er_som_de_var():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, tittel="Tilbake til start")
        jp = et_brev(sak, kari, tittel="Første brev")
    with som("kari", "frogner"):
        foer, da = bilde(), klokka()
    with som("kari", "frogner") as kari:
        en_fil(jp, kari)
        journalfoer(Journalpost.objects.get(pk=jp.pk), av=kari)
    with som("kari", "frogner") as kari:
        midt, midtveis = bilde(), klokka()
    with som("kari", "frogner") as kari:
        avskriv(Journalpost.objects.get(pk=jp.pk), maate="TE", av=kari)
        et_brev(Saksmappe.objects.get(pk=sak.pk), kari, tittel="Andre brev")
        Korrespondansepart.objects.filter(registrering=jp).update(navn="Nytt navn")
    with som("kari", "frogner"):
        for tid, bildet in ((da, foer), (midtveis, midt)):
            loggen_gir_bildet(tid, bildet)


def test_ett_objekt_og_det_som_laa_i_saken_da():
    with som("kari", "frogner") as kari:
        sak, annen = en_sak(kari, tittel="Første sak"), en_sak(kari, tittel="Annen sak")
        jp = et_brev(sak, kari)
    with som("kari", "frogner"):
        da = klokka()
    with som("kari", "frogner") as kari:
        ny = et_brev(sak, kari, tittel="Kom senere")
        objekt = en_fil(ny, kari)
    with som("kari", "frogner"):
        assert [r["system_id"] for r in rader_slik(Registrering, da, {"mappe_id": sak.pk})] == [str(jp.pk)]
        assert objekt_slik(Registrering, ny.pk, da) is None
        assert objekt_slik(Dokumentobjekt, objekt.pk, klokka()) is not None
        assert (objekt_slik(Mappe, annen.pk, da) or {}).get("tittel") == "Annen sak"
    with som("lise", "sagene"):
        assert objekt_slik(Mappe, sak.pk, klokka()) is None
        assert rader_slik(Registrering, da, {"mappe_id": sak.pk}) == []
