import pytest
from django.core.exceptions import PermissionDenied

from bysak.arkivstruktur.arkivnotat import hindre_for_arkivnotat, opprett_arkivnotat
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Journalpost, Mappe, Registrering
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.krav("2.6.4", "2.6.1")
def test_et_saksdokument_kan_arkiveres_uten_aa_komme_i_journalen():
    with som("ola", "frogner") as ola:
        sak = en_sak(ola)
        et_brev(sak, ola, type="X")
        notat = opprett_arkivnotat(sak, tittel=" Fra\x00 befaringen ", forfatter=["Ola", " "], av=ola)
        en_fil(notat, ola, hoveddokument=True)
        assert (notat.art, notat.tittel, notat.registrerings_id) == (
            "arkivnotat", "Fra befaringen", f"{sak.mappe_id}-2",
        )  # fmt: skip
        assert (notat.journalstatus, notat.journalaar, notat.journalsekvensnummer) == ("", None, None)
        assert notat.pk not in set(Journalpost.objects.values_list("pk", flat=True))
        assert et_brev(sak, ola, type="X").registrerings_id == f"{sak.mappe_id}-3"


def test_et_arkivnotat_holder_ikke_en_sak_aapen():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        notat = opprett_arkivnotat(sak, tittel="Notat", av=kari)
        en_fil(notat, kari, hoveddokument=True)
        avslutt_saksmappe(sak, av=kari)
        lukket = Mappe.objects.get(pk=sak.pk)
        assert stoppes(opprett_arkivnotat, lukket, tittel="Nytt", av=kari) == {"notat.sak_avsluttet"}
        assert koder(hindre_for_arkivnotat(lukket, "Nytt")) == {"notat.sak_avsluttet"}
        assert Registrering.objects.filter(pk=notat.pk, art="arkivnotat").exists()


def test_det_som_stopper_et_arkivnotat_er_det_tvillingen_sier():
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        for tittel in ("\u200b", "x" * 501):
            assert koder(hindre_for_arkivnotat(sak, tittel)) == {"notat.tittel"}
            assert stoppes(opprett_arkivnotat, sak, tittel=tittel, av=kari) == {"notat.tittel"}
        sak.art = Mappe.Art.MAPPE
        assert koder(hindre_for_arkivnotat(sak, "Notat")) == {"notat.ikke_saksmappe"}
    with som("even", "frogner") as even, pytest.raises(PermissionDenied, match="registrere"):
        opprett_arkivnotat(sak, tittel="Notat", av=even)
