from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from bysak.arkivstruktur.arkivadministrasjon import opprett_arkiv, opprett_arkivdel
from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import (
    Arkiv,
    Arkivdel,
    Dokumentbeskrivelse,
    Dokumentkobling,
    Klassifikasjonssystem,
    Kryssreferanse,
    Mappe,
    Nummerhull,
    Registrering,
)
from bysak.journal.models import Publisertlinje
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring, Handling, ny_id
from bysak.tjeneste.sletting import hindre_for_sletting, omfang, slett
from tests.saker import en_fil, en_sak, et_brev, koder
from tests.verden import aktoer, som

pytestmark = pytest.mark.django_db
GRUNN = "Perioden ble laget ved en feil"


@pytest.fixture
def feilperiode() -> Arkivdel:
    """A period with a closed case, an open one, a document, a reference from outside, and nothing published."""
    with som("siv", "frogner") as siv:
        arkivdel = opprett_arkivdel(
            Arkiv.objects.get(),
            tittel="Feil periode",
            start=date(2026, 1, 1),
            av=siv,
            klassifikasjonssystem=Klassifikasjonssystem.objects.get(),
        )
    with som("kari", "frogner") as kari:
        sak, annen = en_sak(kari, arkivdel=arkivdel), en_sak(kari, arkivdel=arkivdel)
        jp = et_brev(sak, kari)
        en_fil(jp, kari, hoveddokument=True)
        endelig = et_brev(annen, kari, journalfoert=True)
        avskriv(endelig, maate="TE", av=kari)
        avslutt_saksmappe(annen, av=kari)
        utenfor = Mappe.objects.exclude(arkivdel=arkivdel).filter(avsluttet_dato__isnull=True).first()
        Kryssreferanse.objects.create(mappe=utenfor, til_mappe=sak)
    return arkivdel


@pytest.mark.krav("2.3.5", "2.9.3")
def test_en_arkivdel_slettes_med_alt_under_og_hver_rad_staar_i_loggen(feilperiode):
    siv = aktoer("siv")
    with som("siv", "frogner"):
        foer = omfang(feilperiode)
        assert (foer.arkivdeler, foer.saker, foer.registreringer, foer.dokumenter) == (1, 2, 2, 1)
        andre = Mappe.objects.exclude(arkivdel=feilperiode).count()
    assert slett(feilperiode, grunn=GRUNN, bekreftet=foer.rader, av=siv) == foer
    with som("siv", "frogner"):
        assert not Arkivdel.objects.filter(pk=feilperiode.pk).exists()
        assert not Mappe.objects.filter(arkivdel_id=feilperiode.pk).exists()
        assert Mappe.objects.count() == andre
        handling = Handling.objects.filter(verb="slett_arkivdel").get()
        assert (handling.grunn, handling.overstyring, handling.bruker_navn) == (GRUNN, GRUNN, "Siv Ramnefjell")
        slettet = Endring.objects.filter(handling=handling, element="-")
        assert slettet.count() == foer.rader
        assert slettet.filter(objekttype="arkivstruktur_arkivdel", tidligere__tittel="Feil periode").exists()
        assert slettet.filter(objekttype="arkivstruktur_mappe").count() == 2
        assert set(Nummerhull.objects.filter(grunn=GRUNN).values_list("art", flat=True)) == {"sak", "journal"}


@pytest.mark.krav("2.3.2")
def test_et_arkiv_slettes_med_underarkiv_og_alt_i_dem():
    with som("siv", "frogner") as siv:
        over = opprett_arkiv("Feil arkiv", arkivskaper=("999888777", "Frogner"), av=siv)
        under = opprett_arkiv("Feil underarkiv", arkivskaper=("999888777", "Frogner"), av=siv, forelder=over)
        arkivdel = opprett_arkivdel(
            under,
            tittel="Feil del",
            start=date(2026, 1, 1),
            av=siv,
            klassifikasjonssystem=Klassifikasjonssystem.objects.get(),
        )
    with som("kari", "frogner") as kari:
        et_brev(en_sak(kari, arkivdel=arkivdel), kari)
        antall = omfang(over).rader
    slett(over, grunn=GRUNN, bekreftet=antall, av=aktoer("siv"))
    with som("siv", "frogner"):
        assert not Arkiv.objects.filter(pk__in=[over.pk, under.pk]).exists()
        assert not Arkivdel.objects.filter(pk=arkivdel.pk).exists()
        slettet = Endring.objects.filter(handling__verb="slett_arkiv", element="-")
        assert slettet.count() == antall
        assert slettet.filter(objekttype="arkivstruktur_arkiv").count() == 2


def test_et_dokument_som_ogsaa_er_i_en_annen_periode_blir_staaende(feilperiode):
    with som("kari", "frogner") as kari:
        dokument = Dokumentbeskrivelse.objects.get(koblinger__registrering__mappe__arkivdel=feilperiode)
        rett = Arkivdel.objects.exclude(pk=feilperiode.pk).get(arkivdelstatus="A")
        annen = et_brev(en_sak(kari, arkivdel=rett), kari)
        Dokumentkobling.objects.create(
            registrering=annen, dokumentbeskrivelse=dokument, tilknyttet_registrering_som="V", dokumentnummer=1
        )
        antall = omfang(feilperiode).rader
    slett(feilperiode, grunn=GRUNN, bekreftet=antall, av=aktoer("siv"))
    with som("kari", "frogner"):
        assert list(dokument.koblinger.values_list("registrering_id", flat=True)) == [annen.pk]
        assert dokument.objekter.count() == 1


@pytest.mark.krav("2.9.4", "2.9.6")
@pytest.mark.parametrize("hvem", ["kari", "nora", "ola", "lise"])
def test_bare_systemforvaltere_sletter_arkiv_og_arkivdeler(hvem, feilperiode):
    with som("siv", "frogner"):
        antall = omfang(feilperiode).rader
    with pytest.raises(PermissionDenied, match="systemforvaltere"):
        slett(feilperiode, grunn=GRUNN, bekreftet=antall, av=aktoer(hvem))


def test_uten_grunn_uten_rett_tall_og_med_det_som_er_offentlig_slettes_ingenting(feilperiode):
    siv = aktoer("siv")
    for valg, kode in (
        ({"grunn": " \u200b"}, "sletting.grunn"),
        ({"bekreftet": -1}, "sletting.antall"),
    ):
        with som("siv", "frogner"):
            felt: dict[str, Any] = {"grunn": GRUNN, "bekreftet": omfang(feilperiode).rader} | valg
            assert koder(hindre_for_sletting(feilperiode, **felt)) == {kode}
        with pytest.raises(Hindret) as nei:
            slett(feilperiode, av=siv, **felt)
        assert koder(nei.value.hindre) == {kode}
    with som("kari", "frogner"):
        jp = Registrering.objects.filter(mappe__arkivdel=feilperiode).earliest("opprettet_dato")
        Publisertlinje.objects.create(
            registrering=jp, innfoersel_id=ny_id(), registrering_versjon=1, vurdert_tid=naa(), sakstittel="x",
            publisert_tid=naa(),
        )  # fmt: skip
        antall = omfang(feilperiode).rader
    with pytest.raises(Hindret, match="offentlige journalen"):
        slett(feilperiode, grunn=GRUNN, bekreftet=antall, av=siv)
    with som("siv", "frogner"):
        assert Mappe.objects.filter(arkivdel=feilperiode).count() == 2


def test_databasen_nekter_den_som_hopper_over_verbet(feilperiode):
    with som("siv", "frogner"), connection.cursor() as peker, transaction.atomic():
        peker.execute("delete from arkivstruktur_arkivdel where system_id = %s", [feilperiode.pk])
        with pytest.raises(IntegrityError), transaction.atomic():
            peker.execute("set constraints all immediate")
        transaction.set_rollback(True)
