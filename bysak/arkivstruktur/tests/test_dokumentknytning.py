import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.dokumentknytning import (
    alle_deler,
    endre_rolle,
    hindre_for_aa_loesne,
    hindre_for_ny_rolle,
    hindre_for_sammensetning,
    hindre_for_tilknytning,
    knytt_dokument,
    loesne_dokument,
    sett_sammen,
)
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Merknad
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def roller(jp):
    return list(jp.koblinger.values_list("dokumentnummer", "tilknyttet_registrering_som", "tilknyttet_av"))


def nektes(gjoer, hvorfor):
    with pytest.raises(DatabaseError, match=hvorfor) as nei, transaction.atomic():
        gjoer()
    assert er_databasefeil_fra_vernet(nei.value)


@pytest.mark.krav("2.7.8")
def test_ett_dokument_ligger_paa_flere_journalposter_med_hver_sin_rolle_og_nummer(kari):
    sak = en_sak(kari)
    inn, ut = et_brev(sak, kari), et_brev(sak, kari, type="U")
    brevet = en_fil(inn, kari, tittel="Brevet", hoveddokument=True).dokumentbeskrivelse
    en_fil(ut, kari, tittel="Svaret", hoveddokument=True)
    kobling = knytt_dokument(ut, dokument=brevet, av=kari)
    assert (roller(inn), roller(ut)) == (
        [(1, "H", "Kari Tveitmo")],
        [(1, "H", "Kari Tveitmo"), (2, "V", "Kari Tveitmo")],
    )
    assert kobling.tilknyttet_dato is not None
    assert Dokumentbeskrivelse.objects.filter(koblinger__registrering__mappe=sak).distinct().count() == 2


def test_det_som_stopper_en_tilknytning_er_det_tvillingen_sier(kari):
    sak = en_sak(kari)
    inn, annen = et_brev(sak, kari), et_brev(sak, kari)
    dokument = en_fil(inn, kari, hoveddokument=True).dokumentbeskrivelse
    uferdig = en_fil(inn, kari, ferdigstilt=False).dokumentbeskrivelse
    arkivert = arkiver(et_brev(sak, kari, journalfoert=True), av=kari)
    en_fil(annen, kari, hoveddokument=True)
    ute = et_brev(sak, kari, journalfoert=True)
    for jp, hva, som_, kode in (
        (inn, dokument, "V", "knytt.finnes"),
        (annen, dokument, "X", "knytt.rolle"),
        (annen, dokument, "H", "knytt.to_hoved"),
        (arkivert, dokument, "V", "knytt.arkivert"),
        (ute, uferdig, "V", "knytt.uferdig"),
    ):
        assert koder(hindre_for_tilknytning(jp, dokument=hva, som=som_)) == {kode}
        assert stoppes(knytt_dokument, jp, dokument=hva, som=som_, av=kari) == {kode}


def test_den_som_ikke_ser_dokumentet_kan_ikke_ta_det_med_seg_til_en_annen_post():
    with som("nora", "frogner") as nora:
        dokument = en_fil(et_brev(en_sak(nora, klasse="400"), nora), nora).dokumentbeskrivelse
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="ikke tilgang"):
        knytt_dokument(et_brev(en_sak(ola), ola), dokument=dokument, av=ola)
    with som("kari", "sagene") as kari, pytest.raises(Dokumentbeskrivelse.DoesNotExist):
        knytt_dokument(et_brev(en_sak(kari), kari), dokument=dokument, av=kari)


def test_et_vedlegg_kan_bli_hoveddokument_til_journalposten_er_arkivert(kari):
    jp = et_brev(en_sak(kari), kari)
    en_fil(jp, kari, hoveddokument=True)
    en_fil(jp, kari)
    vedlegg = jp.koblinger.get(dokumentnummer=2)
    assert (
        koder(hindre_for_ny_rolle(vedlegg, "V")) == stoppes(endre_rolle, vedlegg, som="V", av=kari) == {"rolle.samme"}
    )
    assert stoppes(endre_rolle, vedlegg, som="X", av=kari) == {"rolle.ukjent"}
    vedlegg = endre_rolle(vedlegg, som="H", av=kari)
    assert [r[:2] for r in roller(jp)] == [(1, "V"), (2, "H")]
    nektes(lambda: Dokumentkobling.objects.filter(pk=vedlegg.pk).update(dokumentnummer=1), "aldri endres")
    arkiver(journalfoer(jp, av=kari), av=kari)
    vedlegg = Dokumentkobling.objects.get(pk=vedlegg.pk)
    assert stoppes(endre_rolle, vedlegg, som="V", av=kari) == {"rolle.arkivert"}
    nektes(
        lambda: Dokumentkobling.objects.filter(pk=vedlegg.pk).update(tilknyttet_registrering_som="V"), "hoveddokument"
    )


def test_et_dokument_loesnes_fra_et_utkast_og_slettes_naar_det_var_den_siste(kari):
    sak = en_sak(kari)
    en, to = et_brev(sak, kari), et_brev(sak, kari)
    dokument = en_fil(en, kari).dokumentbeskrivelse
    kobling = knytt_dokument(to, dokument=dokument, av=kari)
    loesne_dokument(kobling, av=kari)
    assert Dokumentbeskrivelse.objects.filter(pk=dokument.pk).exists()
    loesne_dokument(en.koblinger.get(), av=kari)
    assert not Dokumentbeskrivelse.objects.filter(pk=dokument.pk).exists()
    assert not Dokumentobjekt.objects.filter(dokumentbeskrivelse_id=dokument.pk).exists()


@pytest.mark.krav("2.7.7", "2.6.7", "3.2.17")
def test_det_som_er_journalfoert_loesnes_ikke_heller_ikke_utenom_verbet(kari):
    jp = et_brev(en_sak(kari), kari)
    en_fil(jp, kari)
    jp = journalfoer(jp, av=kari)
    kobling = jp.koblinger.get()
    assert koder(hindre_for_aa_loesne(kobling)) == stoppes(loesne_dokument, kobling, av=kari) == {"loesne.endelig"}
    nektes(lambda: Dokumentkobling.objects.filter(pk=kobling.pk).delete(), "kan ikke fjernes")
    arkiver(jp, av=kari)
    nektes(lambda: Dokumentkobling.objects.filter(pk=kobling.pk).delete(), "kan ikke fjernes")


def test_et_dokument_med_merknader_eller_deler_loesnes_ikke_fra_sin_siste_post(kari):
    jp = et_brev(en_sak(kari), kari)
    helhet, delen = (en_fil(jp, kari, tittel=t).dokumentbeskrivelse for t in ("E-post", "Kart"))
    sett_sammen(helhet, deler=[delen], av=kari)
    assert stoppes(loesne_dokument, helhet.koblinger.get(), av=kari) == {"loesne.helhet"}
    Merknad.objects.create(dokumentbeskrivelse=delen, merknadstekst="Se side 2")
    assert stoppes(loesne_dokument, delen.koblinger.get(), av=kari) == {"loesne.tillegg"}


@pytest.mark.krav("3.1.11")
def test_et_sammensatt_dokument_beholder_sammenhengen_og_flyttes_som_en_helhet(kari):
    sak = en_sak(kari)
    jp, annen = et_brev(sak, kari), et_brev(sak, kari)
    epost, pakke, kart = (en_fil(jp, kari, tittel=t).dokumentbeskrivelse for t in ("E-post", "Pakke", "Kart"))
    sett_sammen(epost, deler=[pakke], av=kari)
    sett_sammen(pakke, deler=[kart], av=kari)
    assert alle_deler(Dokumentbeskrivelse.objects.get(pk=epost.pk)) == [pakke, kart]
    knytt_dokument(annen, dokument=epost, som="H", av=kari)
    assert [k.dokumentbeskrivelse for k in annen.koblinger.all()] == [epost, pakke, kart]


def test_det_som_stopper_en_sammensetning_er_det_tvillingen_sier(kari):
    sak = en_sak(kari)
    jp = et_brev(sak, kari)
    en, to, tre = (en_fil(jp, kari, tittel=t).dokumentbeskrivelse for t in ("1", "2", "3"))
    borte = en_fil(et_brev(sak, kari), kari).dokumentbeskrivelse
    sett_sammen(en, deler=[to], av=kari)
    hent = Dokumentbeskrivelse.objects.get
    for helhet, deler, kode in (
        (en, [], "sammen.ingen"),
        (hent(pk=to.pk), [en], "sammen.ring"),
        (tre, [tre], "sammen.ring"),
        (tre, [hent(pk=to.pk)], "sammen.annen"),
        (en, [borte], "sammen.sted"),
    ):
        assert koder(hindre_for_sammensetning(helhet, deler)) == {kode}
        assert stoppes(sett_sammen, helhet, deler=deler, av=kari) == {kode}
    arkiver(journalfoer(jp, av=kari), av=kari)
    assert stoppes(sett_sammen, en, deler=[tre], av=kari) == {"sammen.arkivert"}


def test_uten_rett_flyttes_ingen_dokumenter():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        dokument = en_fil(jp, kari).dokumentbeskrivelse
        kobling = jp.koblinger.get()
    with som("even", "frogner") as even:
        for gjoer in (
            lambda: knytt_dokument(jp, dokument=dokument, av=even),
            lambda: endre_rolle(kobling, som="H", av=even),
            lambda: loesne_dokument(kobling, av=even),
            lambda: sett_sammen(dokument, deler=[dokument], av=even),
        ):
            with pytest.raises(PermissionDenied, match="registrere"):
                gjoer()
