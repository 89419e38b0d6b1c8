from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction

from bysak.arkivstruktur.arkivdeler import sett_periodeskille
from bysak.arkivstruktur.avskrivning import avskriv, opphev_avskrivning
from bysak.arkivstruktur.avslutning import avslutt_saksmappe, sett_sak_utgaar
from bysak.arkivstruktur.endring import endre_journalpost
from bysak.arkivstruktur.flytting import (
    del_sak,
    flytt,
    flytt_sak,
    hindre_for_flytting,
    hindre_for_ny_arkivdel,
    hindre_for_omklassifisering,
    omklassifiser,
    slaa_sammen,
)
from bysak.arkivstruktur.journalfoering import arkiver, sett_utgaar
from bysak.arkivstruktur.models import Arkiv, Arkivdel, Journalpost, Klasse, Kryssreferanse, Registrering, Saksmappe
from bysak.kjerne.kalender import naa
from bysak.kjerne.models import Endring
from bysak.organisasjon.models import AdministrativEnhet
from bysak.organisasjon.tilgang import klasse_for
from bysak.saksbehandling.fordeling import fordel
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("3.2.35", "3.2.36", "3.2.37", "3.2.38")
def test_flere_poster_flyttes_sammen_og_faar_foerste_ledige_nummer_i_den_nye_saken(kari):
    fra, til = en_sak(kari), en_sak(kari)
    et_brev(til, kari)
    poster = [et_brev(fra, kari, type=t) for t in "IUX"]
    loepenumre = [p.loepenummer for p in poster]
    flyttet = flytt([poster[2], poster[0]], til=til, grunn="feil sak", av=kari)
    assert [f.gammel_id for f in flyttet] == [f"{fra.mappe_id}-1", f"{fra.mappe_id}-3"]
    assert [f.post.registrerings_id for f in flyttet] == [f"{til.mappe_id}-2", f"{til.mappe_id}-3"]
    assert [Journalpost.objects.get(pk=p.pk).loepenummer for p in poster] == loepenumre
    assert Journalpost.objects.get(pk=poster[1].pk).registrerings_id == f"{fra.mappe_id}-2"
    # A number that was moved away is not given to another: an old reference never means a new thing.
    assert et_brev(Saksmappe.objects.get(pk=fra.pk), kari).registrerings_id == f"{fra.mappe_id}-4"
    sakene = Endring.objects.filter(objekt_id=str(poster[0].pk), element="mappe_id").values_list("tidligere", "ny")
    assert list(sakene) == [(str(fra.pk), str(til.pk))]


@pytest.mark.krav("3.2.39")
def test_en_avskrivning_holder_brev_og_svar_sammen_og_alle_som_hindrer_nevnes(kari):
    fra, til = en_sak(kari), en_sak(kari)
    a, b, svar = (et_brev(fra, kari, type=t, journalfoert=True) for t in "IIU")
    for brev in (a, b):
        avskriv(brev, maate="BU", besvart_av=svar, av=kari)
    hindre = list(hindre_for_flytting([svar], til, "feil sak", kari))
    assert [h.kode for h in hindre] == ["flytt.avskrivning"] * 2
    assert f"{a.registrerings_id} er avskrevet av {svar.registrerings_id}" in hindre[0].tekst
    assert stoppes(flytt, [a, svar], til=til, grunn="x", av=kari) == {"flytt.avskrivning"}
    assert len(flytt([a, b, svar], til=til, grunn="feil sak", av=kari)) == 3


@pytest.mark.krav("3.2.39")
def test_databasen_skiller_heller_ikke_et_brev_fra_svaret_sitt(kari):
    punkt = transaction.savepoint()
    fra, til = en_sak(kari), en_sak(kari)
    brev, svar = (et_brev(fra, kari, type=t, journalfoert=True) for t in "IU")
    avskriv(brev, maate="BU", besvart_av=svar, av=kari)
    Registrering.objects.filter(pk=svar.pk).update(mappe=til, journalpostnummer=77)
    with connection.cursor() as peker, pytest.raises(DatabaseError, match="flyttes sammen"):
        peker.execute("set constraints all immediate")
    transaction.savepoint_rollback(punkt)


def test_alt_som_stopper_en_flytting_sies_paa_en_gang(kari):
    fra, til = en_sak(kari), en_sak(kari)
    jp = et_brev(fra, kari)
    assert stoppes(flytt, [], til=til, grunn=" ", av=kari) == {"flytt.uten_grunn", "flytt.ingenting"}
    assert stoppes(flytt, [jp], til=fra, grunn="x", av=kari) == {"flytt.samme_sak"}
    lukket = avslutt_saksmappe(en_sak(kari), av=kari)
    gammel = Saksmappe.objects.filter(arkivdel__arkivdelstatus="P", avsluttet_dato__isnull=False)[0]
    assert stoppes(flytt, [jp], til=lukket, grunn="x", av=kari) == {"flytt.maal_avsluttet"}
    assert stoppes(flytt, [jp], til=gammel, grunn="x", av=kari) == {"flytt.maal_avsluttet", "flytt.periode"}
    i_lukket = Journalpost.objects.filter(mappe=gammel)[0]
    hindre = stoppes(flytt, [i_lukket], til=til, grunn="x", av=kari)
    assert {"flytt.kilde_avsluttet", "flytt.annen_arkivdel"} <= hindre


@pytest.mark.krav("3.2.40")
def test_en_arkivert_post_flyttes_bare_av_den_som_kvalitetssikrer():
    with som("kari", "frogner") as kari:
        fra, til = en_sak(kari), en_sak(kari)
        jp = arkiver(et_brev(fra, kari, journalfoert=True), av=kari)
        fordelt = et_brev(fra, kari)
        fordel(fordelt, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=kari)
    with som("ola", "frogner") as ola:
        assert stoppes(flytt, [jp], til=til, grunn="x", av=ola) == {"flytt.arkivert", "flytt.ikke_din"}
    with som("even", "frogner") as even:
        assert flytt([jp], til=til, grunn="feil sak", av=even)[0].post.journalstatus == "A"
    with som("siv", "frogner") as siv, pytest.raises(PermissionDenied, match="journalføre"):
        flytt([fordelt], til=til, grunn="x", av=siv)


@pytest.mark.krav("3.2.41")
def test_en_saksbehandler_flytter_sitt_eget_utkast_naar_arkivet_tillater_det():
    with som("kari", "frogner") as kari:
        fra, til = en_sak(kari), en_sak(kari)
        mitt, andres = et_brev(fra, kari), et_brev(fra, kari)
        fordel(mitt, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=kari)
    with som("ola", "frogner") as ola:
        assert stoppes(flytt, [andres], til=til, grunn="x", av=ola) == {"flytt.ikke_din"}
        assert stoppes(flytt, [mitt], til=til, grunn="x", av=ola) == set()
        Arkiv.objects.update(egne_utkast_flyttes=False)
        assert stoppes(flytt, [mitt], til=til, grunn="x", av=ola) == {"flytt.ikke_din"}


@pytest.mark.krav("3.2.42")
def test_papiret_minner_om_at_henvisningen_maa_rettes(kari):
    fra, til = en_sak(kari), en_sak(kari)
    papir = endre_journalpost(et_brev(fra, kari), av=kari, dokumentmedium="F")
    fil = et_brev(fra, kari)
    a, b = flytt([papir, fil], til=til, grunn="feil sak", av=kari)
    assert a.paaminnelser == (f"Rett henvisningen på papiret: {fra.mappe_id}-1 er nå {til.mappe_id}-1.",)
    assert b.paaminnelser == ()


def test_det_som_flyttes_inn_i_en_lukket_sak_blir_lukket_og_egen_skjerming_foelger_med(kari):
    aapen, lukket = en_sak(kari), en_sak(kari, klasse="400")
    jp, egen = et_brev(aapen, kari), et_brev(aapen, kari)
    Registrering.objects.filter(pk=egen.pk).update(tilgangsklasse=klasse_for("P", aapen.administrativ_enhet_id))
    assert lukket.tilgangsklasse_id != aapen.tilgangsklasse_id
    ny, fulgte = flytt([jp, Journalpost.objects.get(pk=egen.pk)], til=lukket, grunn="hører hjemme her", av=kari)
    assert ny.post.tilgangsklasse_id == lukket.tilgangsklasse_id
    assert fulgte.post.tilgangsklasse.kode_id == "P"


def test_den_som_ikke_ser_begge_sakene_flytter_ingenting():
    with som("kari", "frogner") as kari:
        aapen, lukket = en_sak(kari), en_sak(kari, klasse="400")
        jp = et_brev(lukket, kari)
        fordel(jp, enhet=AdministrativEnhet.objects.all()[0], saksbehandler=bruker("ola"), av=kari)
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="ikke tilgang"):
        flytt([jp], til=aapen, grunn="x", av=ola)


def test_en_sak_deles_og_de_to_viser_til_hverandre(kari):
    sak = en_sak(kari)
    poster = [et_brev(sak, kari) for _ in range(3)]
    ny, flyttet = del_sak(sak, poster=poster[1:], tittel="Den andre halvdelen", grunn="to saker i én", av=kari)
    assert [f.post.registrerings_id for f in flyttet] == [f"{ny.mappe_id}-1", f"{ny.mappe_id}-2"]
    assert (ny.klasse_id, ny.tilgangsklasse_id) == (sak.klasse_id, sak.tilgangsklasse_id)
    par = set(Kryssreferanse.objects.filter(mappe__in=[sak, ny]).values_list("mappe_id", "til_mappe_id"))
    assert par == {(sak.pk, ny.pk), (ny.pk, sak.pk)}


def test_to_saker_slaas_sammen_og_den_tomme_utgaar_og_sier_hvor_den_ble_av(kari):
    fra, til = en_sak(kari), en_sak(kari)
    brev, svar, feil = (et_brev(fra, kari, type=t, journalfoert=True) for t in "IUI")
    avskriv(brev, maate="BU", besvart_av=svar, av=kari)
    sett_utgaar(feil, grunn="dobbelt", av=kari)
    assert len(slaa_sammen(fra, til=til, grunn="samme sak", av=kari)) == 2
    fra = Saksmappe.objects.get(pk=fra.pk)
    assert (fra.saksstatus, fra.er_avsluttet) == ("U", True)
    assert list(fra.registreringer.values_list("pk", flat=True)) == [feil.pk]
    assert fra.kryssreferanser.get().til_mappe_id == til.pk
    assert stoppes(slaa_sammen, til, til=fra, grunn="x", av=kari) == {"flytt.maal_avsluttet"}
    tom = en_sak(kari)
    assert stoppes(slaa_sammen, tom, til=fra, grunn="x", av=kari) == {"flytt.maal_avsluttet"}
    assert stoppes(slaa_sammen, tom, til=tom, grunn="x", av=kari) == {"flytt.samme_sak"}


def test_en_sak_med_noe_i_seg_utgaar_ikke(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    assert stoppes(sett_sak_utgaar, sak, grunn="", av=kari) == {"sak_utgaar.uten_grunn", "sak_utgaar.levende"}
    sett_utgaar(jp, grunn="feil", av=kari)
    sak = sett_sak_utgaar(sak, grunn="opprettet ved en feil", av=kari)
    assert stoppes(sett_sak_utgaar, sak, grunn="x", av=kari) == {"sak_utgaar.status"}


def test_en_strengere_klasse_lukker_saken_og_det_som_foelger_den(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    klient = Klasse.objects.get(klasse_id="400")
    sak = omklassifiser(sak, klasse=klient, grunn="gjelder én klient", av=kari)
    assert sak.tilgangsklasse.kode_id == klient.tilgangskode_id
    assert Journalpost.objects.get(pk=jp.pk).tilgangsklasse_id == sak.tilgangsklasse_id
    strengt = sak.tilgangsklasse_id
    sak = omklassifiser(sak, klasse=Klasse.objects.get(klasse_id="200"), grunn="feil", av=kari)
    assert sak.tilgangsklasse_id == strengt


@pytest.mark.krav("2.4.4", "2.4.5")
def test_en_klasse_som_ikke_tar_imot_saker_kan_ikke_velges(kari):
    sak = en_sak(kari)
    hovedklasse = Klasse.objects.get(klasse_id="2")
    assert koder(hindre_for_omklassifisering(sak, hovedklasse, " ")) == {"klasse.uten_grunn", "sak.klasse_ikke_lavest"}
    assert stoppes(omklassifiser, sak, klasse=sak.klasse, grunn="x", av=kari) == {"klasse.samme"}
    lukket = Klasse.objects.get(klasse_id="500")
    Klasse.objects.filter(pk=lukket.pk).update(avsluttet_dato=naa())
    lukket.refresh_from_db()
    assert stoppes(omklassifiser, sak, klasse=lukket, grunn="x", av=kari) == {"sak.klasse_avsluttet"}
    sak = avslutt_saksmappe(sak, av=kari)
    annen = Klasse.objects.get(klasse_id="300")
    assert stoppes(omklassifiser, sak, klasse=annen, grunn="x", av=kari) == {"klasse.avsluttet"}


@pytest.mark.krav("6.2.9", "6.2.5")
def test_en_aapen_sak_flyttes_til_perioden_som_tok_over():
    with som("kari", "frogner") as kari:
        sak, annen = en_sak(kari), en_sak(kari)
        jp = et_brev(annen, kari)
    with som("siv", "frogner") as siv:
        ny = sett_periodeskille(Arkivdel.objects.get(arkivdelstatus="A"), tittel="2027", start=date(2027, 1, 1), av=siv)
    with som("kari", "frogner") as kari:
        assert flytt_sak(sak, arkivdel=ny, av=kari).arkivdel_id == ny.pk
        gammel = Arkivdel.objects.get(arkivdelstatus="P")
        assert koder(hindre_for_ny_arkivdel(sak, gammel)) == {"arkivdel.status"}
        # A move into a case of the overlapping period takes the case with it.
        tredje = en_sak(kari, arkivdel=ny)
        post = et_brev(tredje, kari)
        flytt([post], til=annen, grunn="feil sak", av=kari)
        assert Saksmappe.objects.get(pk=annen.pk).arkivdel_id == ny.pk
        assert Journalpost.objects.filter(mappe=annen).count() == 2
        assert jp.mappe_id == annen.pk


def test_naar_avskrivningen_oppheves_kan_brevet_flyttes_alene(kari):
    fra, til = en_sak(kari), en_sak(kari)
    brev, svar = (et_brev(fra, kari, type=t, journalfoert=True) for t in "IU")
    avskrivning = avskriv(brev, maate="BU", besvart_av=svar, av=kari)
    opphev_avskrivning(avskrivning, grunn="svarte på noe annet", av=kari)
    assert flytt([brev], til=til, grunn="feil sak", av=kari)[0].post.restanse
