"""Suggestions learn from what this virksomhet has registered, say why, and are written down with how they went."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import naa
from bysak.mottak.forslag import forslag_for
from bysak.mottak.laering import Laerdom, gjett, laer, laer_nytt, trekkene
from bysak.mottak.models import Forslagsord, Forslagsutfall, Innkomst
from bysak.mottak.registrering import registrer
from bysak.mottak.samling import legg_til
from bysak.mottak.tests.brev import brev, motta_og_les, rad_naa, valg_i_frogner
from bysak.organisasjon.tilgang import prosessaktoer
from tests.papir import pdf
from tests.verden import aktoer, virksomhet


def test_trekkene_er_ordene_og_avsenderen_uten_tall_og_tomme_ord():
    assert trekkene("SV: Klage på gebyr 4711", adresse="Ebba@Skolen.example", navn="Ebba  Lønn") == [
        "klage", "gebyr", "fra:ebba@skolen.example", "hos:skolen.example", "navn:ebba lønn",
    ]  # fmt: skip
    assert trekkene("Hei", adresse="a@gmail.com") == ["fra:a@gmail.com"]


@pytest.mark.django_db
def test_det_som_er_laert_i_en_bydel_gjettes_der_med_ordene_det_bygger_paa_og_ikke_i_en_annen():
    park, skole = uuid4(), uuid4()
    laerdommer = [Laerdom(["klage", "gebyr", "parkering"], {"klasse": park})] * 9
    laerdommer += [Laerdom(["søknad", "skoleplass", "klage"], {"klasse": skole})] * 5
    som, frogner, sagene = prosessaktoer("jobb"), virksomhet("frogner"), virksomhet("sagene")
    with arbeid(som=som, i=frogner, verb="test"):
        laer(laerdommer, av=som)
        foerst, sist = gjett(["klage", "parkering", "ukjentord"], virksomhet=frogner.pk)["klasse"]
        assert (foerst.verdi, sist.verdi) == (park, skole)
        assert foerst.andel > 0.9
        assert foerst.trekk[0] == "parkering"
        assert gjett(["ukjentord"], virksomhet=frogner.pk) == {}
    with arbeid(som=som, i=sagene, verb="test"):
        assert gjett(["klage", "parkering"], virksomhet=frogner.pk) == {}


@pytest.mark.django_db
def test_et_brev_som_ligner_paa_et_som_er_registrert_foreslaas_samme_sak_enhet_og_person_med_begrunnelse(monkeypatch):
    monkeypatch.setattr("bysak.mottak.laering._VENT", -timedelta(minutes=1))
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    rad = motta_og_les(brev("Vannlekkasje under Kvernbrua", fra="vakta@kvernlaget.example"))
    valg = valg_i_frogner(kari, "Vannlekkasje under Kvernbrua", ny_sak="Kvernbrua lekker")
    with arbeid(som=kari, i=frogner, verb="registrer"):
        jp = registrer(rad, valg, av=kari)
    jobb = prosessaktoer("jobb")
    with arbeid(som=jobb, i=frogner, verb="lær"):
        assert laer_nytt(av=jobb) > 0
        while laer_nytt(av=jobb):
            pass
        assert Forslagsord.objects.filter(trekk="vannlekkasje", felt="sak", verdi=str(jp.mappe_id)).exists()
    ny = motta_og_les(brev("Kvernbrua: ny vannlekkasje", fra="Nabo <nabo@annet.example>"))
    with arbeid(som=kari, i=frogner, verb="test"):
        foreslaatt = forslag_for(ny, av=kari)
    assert foreslaatt.saker[0].sak.pk == jp.mappe_id
    assert "vannlekkasje" in foreslaatt.saker[0].fordi
    with arbeid(som=kari, i=frogner, verb="test"):
        gjettet = gjett(["vannlekkasje", "kvernbrua"], virksomhet=frogner.pk)
    assert valg.enhet is not None
    assert valg.saksbehandler is not None
    assert (gjettet["enhet"][0].verdi, gjettet["person"][0].verdi) == (valg.enhet.pk, valg.saksbehandler.pk)
    assert foreslaatt.enheter[0].verdi == valg.enhet
    assert foreslaatt.saksbehandlere[0].verdi == valg.saksbehandler


@pytest.mark.django_db
def test_en_kjent_avsender_foreslaas_slik_navnet_er_skrevet_foer():
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    rad = motta_og_les(brev("En", fra="E. L. <ebba@lonnfjell.example>"))
    valg = valg_i_frogner(kari, "Brev")
    with arbeid(som=kari, i=frogner, verb="registrer"):
        registrer(rad, valg, av=kari)
    ny = motta_og_les(brev("To", fra="el <ebba@lonnfjell.example>"))
    with arbeid(som=kari, i=frogner, verb="test"):
        (kjent,) = forslag_for(ny, av=kari).avsendere
    assert (kjent.verdi.navn, "registrert slik før" in kjent.fordi) == ("Ebba Lønnfjell", True)


@pytest.mark.django_db
def test_det_skrives_ned_om_et_forslag_ble_tatt_eller_endret():
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    valg = valg_i_frogner(kari, "Brev")
    assert valg.sak is not None
    emne = f"Om {valg.sak.saksnummer}"
    rader = [motta_og_les(brev(emne)), motta_og_les(brev(emne))]
    with arbeid(som=kari, i=frogner, verb="registrer"):
        registrer(rader[0], valg, av=kari)
    med_ny_sak = valg_i_frogner(kari, "Brev", ny_sak="En annen sak")
    with arbeid(som=kari, i=frogner, verb="registrer"):
        registrer(rader[1], med_ny_sak, av=kari)
        utfall = Forslagsutfall.objects.filter(felt="sak", tid__lte=naa()).order_by("tid")
        assert [(u.innkomst_id, u.utfall) for u in utfall] == [(rader[0].pk, "tatt"), (rader[1].pk, "ikke_brukt")]
    assert rad_naa(rader[0]).utfall == "registrert"


def _logget(rad: Innkomst, felt: str) -> list[str]:
    with arbeid(som=prosessaktoer("jobb"), i=virksomhet("frogner"), verb="test"):
        return list(Forslagsutfall.objects.filter(innkomst=rad.pk, felt=felt).values_list("utfall", flat=True))


@pytest.mark.django_db
def test_en_delt_melding_har_ett_utfall_for_hvert_forslag_og_det_er_tatt_naar_en_av_delene_tok_det():
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    i_saken = valg_i_frogner(kari, "Brev")
    assert i_saken.sak is not None
    filer = tuple((f"{nr}.pdf", "application/pdf", pdf([f"Side {nr}"])) for nr in (1, 2))
    rad = motta_og_les(brev(f"Om {i_saken.sak.saksnummer}", vedlegg=filer))
    en, to = (v.pk for v in rad.vedlegg.all())
    foerst = valg_i_frogner(kari, "Del 1", ny_sak="En annen sak", vedlegg=frozenset({en}), fortsett=True)
    with arbeid(som=kari, i=frogner, verb="registrer"):
        registrer(rad, foerst, av=kari)
    assert _logget(rad, "sak") == ["ikke_brukt"]
    with arbeid(som=kari, i=frogner, verb="registrer"):
        registrer(rad, replace(i_saken, hoveddokument=to, vedlegg=frozenset()), av=kari)
    assert rad_naa(rad).utfall == "registrert"
    assert (_logget(rad, "sak"), len(_logget(rad, "person"))) == (["tatt"], 1)


@pytest.mark.django_db
def test_av_meldinger_som_samles_skrives_den_siden_gjaldt_og_av_et_tillegg_skrives_saken():
    kari, frogner = aktoer("kari"), virksomhet("frogner")
    valg = valg_i_frogner(kari, "Brev")
    assert valg.sak is not None
    foerste, andre, tillegg = (motta_og_les(brev(f"Om {valg.sak.saksnummer}")) for _nr in range(3))
    with arbeid(som=kari, i=frogner, verb="registrer"):
        jp = registrer(foerste, replace(valg, sammen=(andre,)), av=kari)
        legg_til(tillegg, jp, av=kari)
    assert [_logget(rad, "sak") for rad in (foerste, andre, tillegg)] == [["tatt"], [], ["tatt"]]
    assert _logget(tillegg, "enhet") == []
