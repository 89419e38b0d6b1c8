"""What another system delivers piece by piece: arkivskaper, mapper, registreringer, documents and their files."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.arkivadministrasjon import opprett_arkiv, opprett_arkivdel
from bysak.arkivstruktur.arkivskapere import (
    endre_arkivskaper,
    hindre_for_arkivskaper,
    hindre_for_sletting_av_arkivskaper,
    knytt_arkivskaper,
    opprett_arkivskaper,
    slett_arkivskaper,
)
from bysak.arkivstruktur.dokument import ferdigstill
from bysak.arkivstruktur.dokumentlevering import (
    feil_ved_filen,
    fjern_dokumentobjekt,
    hindre_for_dokumentobjekt,
    hindre_for_filens_plass,
    hindre_for_fjerning_av_objekt,
    motta_fil,
    registrer_dokument,
    registrer_dokumentobjekt,
)
from bysak.arkivstruktur.korrespondanse import legg_til_korrespondansepart
from bysak.arkivstruktur.mapper import (
    Plass,
    avslutt_mappe,
    hindre_for_mappe,
    hindre_for_mappeavslutning,
    hindre_for_utvidelse_til_sak,
    opprett_mappe,
    utvid_til_saksmappe,
)
from bysak.arkivstruktur.models import Arkivdel, Dokumentobjekt, Klasse, Mappe, Registrering
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost
from bysak.arkivstruktur.registreringer import (
    hindre_for_registrering,
    hindre_for_utvidelse_til_journalpost,
    opprett_registrering,
    utvid_til_journalpost,
)
from bysak.kjerne.arbeid import overstyr_herfra
from bysak.kjerne.lager import Lagret
from bysak.organisasjon.models import AdministrativEnhet, Bruker
from tests.saker import en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db
FIL = Lagret("ab" * 32, 1234)


@pytest.fixture
def siv():
    with som("siv", "frogner") as siv:
        yield siv


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


def uklassifisert() -> Arkivdel:
    """An arkivdel that sorts by nothing."""
    with som("siv", "frogner") as siv:
        arkiv = opprett_arkiv("Fagarkiv", arkivskaper=None, av=siv)
        return opprett_arkivdel(arkiv, tittel="Fagsaker", start=date(2026, 1, 1), av=siv)


def tom_klasse() -> Klasse:
    """A klasse on the lowest level that nothing is in yet."""
    return Klasse.objects.filter(underklasser=None, mapper=None).earliest("klasse_id")


def ansvar(av):
    enhet = AdministrativEnhet.objects.order_by("navn").first()
    return {"enhet": enhet, "saksansvarlig": Bruker.objects.get(pk=av.bruker_id)}


@pytest.mark.krav("2.3.3", "2.9.4")
def test_arkivskaperen_registreres_foer_arkivet_og_knyttes_til_det(siv):
    skaper = opprett_arkivskaper("999888777", "Bydel Frogner", av=siv, beskrivelse="Fra 1988")
    arkiv = opprett_arkiv("Bydelens arkiv", arkivskaper=None, av=siv)
    assert knytt_arkivskaper(skaper, arkiv=arkiv, av=siv).pk == skaper.pk
    annet = opprett_arkiv("Et til", arkivskaper=None, av=siv)
    paa_det_andre = knytt_arkivskaper(arkiv.arkivskapere.get(), arkiv=annet, av=siv)
    assert (paa_det_andre.arkiv, paa_det_andre.arkivskaper_navn) == (annet, "Bydel Frogner")
    assert endre_arkivskaper(skaper, nummer="1", navn="Frogner", av=siv).beskrivelse == ""
    assert koder(hindre_for_sletting_av_arkivskaper(arkiv.arkivskapere.get())) == {"skaper.siste"}
    opprett_arkivskaper("2", "Ullern", av=siv, arkiv=arkiv)
    slett_arkivskaper(arkiv.arkivskapere.get(arkivskaper_navn="Frogner"), av=siv)
    assert arkiv.arkivskapere.get().arkivskaper_navn == "Ullern"
    assert koder(hindre_for_arkivskaper("\u200b", "x" * 201)) == {"skaper.id", "skaper.navn"}


def test_bare_systemforvalteren_registrerer_arkivskapere(kari):
    with pytest.raises(PermissionDenied):
        opprett_arkivskaper("1", "Frogner", av=kari)


@pytest.mark.krav("2.5.1")
def test_mapper_og_undermapper_faar_nummer_i_sakenes_rekke(kari):
    klasse = Klasse.objects.get(klasse_id="200")
    over = opprett_mappe(klasse, tittel="Anlegg", av=kari, felt={"beskrivelse": "Alt om anlegg"})
    under = opprett_mappe(over, tittel="Gangvei", av=kari)
    sak = en_sak(kari)
    assert (over.art, over.klasse, under.forelder, under.arkivdel) == ("mappe", klasse, over, over.arkivdel)
    assert [int(m.mappe_id.split("/")[1]) for m in (under, sak)] == [
        int(over.mappe_id.split("/")[1]) + n for n in (1, 2)
    ]
    assert Mappe.objects.get(pk=over.pk).beskrivelse == "Alt om anlegg"


@pytest.mark.krav("2.3.6", "2.4.5", "2.5.5")
def test_en_mappe_stoppes_av_det_som_er_lukket_over_den(kari):
    lukket = Arkivdel.objects.get(arkivdelstatus="P")
    assert koder(hindre_for_mappe(Plass(lukket), "\u200b")) == {"mappe.uten_tittel", "sak.arkivdel", "sak.uten_klasse"}
    mappe = opprett_mappe(Klasse.objects.get(klasse_id="200"), tittel="Anlegg", av=kari)
    avslutt_mappe(mappe, av=kari)
    assert stoppes(opprett_mappe, mappe, tittel="Under", av=kari) == {"mappe.over_avsluttet"}
    assert koder(hindre_for_mappeavslutning(Mappe.objects.get(pk=mappe.pk))) == {"mappe.avsluttet"}


@pytest.mark.krav("3.2.1", "3.2.13")
def test_en_mappe_avsluttes_med_det_som_er_i_den(kari):
    mappe = opprett_mappe(Klasse.objects.get(klasse_id="200"), tittel="Anlegg", av=kari)
    under = opprett_mappe(mappe, tittel="Gangvei", av=kari)
    reg = opprett_registrering(under, tittel="Befaring", av=kari)
    assert stoppes(avslutt_mappe, mappe, av=kari) == {"mappe.aapne_under"}
    avslutt_mappe(under, av=kari)
    avslutt_mappe(mappe, av=kari)
    assert Registrering.objects.get(pk=reg.pk).arkivert_av == kari.navn
    assert stoppes(opprett_registrering, mappe, tittel="Ny", av=kari) == {"reg.mappe_avsluttet"}
    assert koder(hindre_for_mappeavslutning(en_sak(kari))) == {"mappe.er_sak"}


@pytest.mark.krav("2.5.2", "2.5.6")
def test_en_sak_uten_klasse_bare_der_ingenting_klassifiseres():
    arkivdel = uklassifisert()
    with som("kari", "frogner") as kari:
        mappe = opprett_mappe(arkivdel, tittel="Drift", av=kari)
        sak = utvid_til_saksmappe(mappe, **ansvar(kari), av=kari)
        assert (sak.pk, sak.klasse, sak.mappe_id) == (mappe.pk, None, f"{sak.saksaar}/{sak.sakssekvensnummer}")
        assert koder(hindre_for_utvidelse_til_sak(sak, **ansvar(kari))) == {"utvid.er_sak"}
        vanlig = Arkivdel.objects.get(arkivdelstatus="A", klassifikasjonssystem__isnull=False)
        assert stoppes(opprett_mappe, vanlig, tittel="Drift", av=kari) == {"sak.uten_klasse"}


@pytest.mark.krav("2.6.1", "2.4.4")
def test_registreringer_i_arkivdel_klasse_og_mappe():
    arkivdel = uklassifisert()
    with som("kari", "frogner") as kari:
        rett_i = opprett_registrering(arkivdel, tittel="Kart", av=kari, felt={"forfatter": ["Oppmålingen"]})
        i_klasse = opprett_registrering(tom_klasse(), tittel="Skjema", av=kari)
        vanlig = Arkivdel.objects.get(arkivdelstatus="A", klassifikasjonssystem__isnull=False)
        i_sak = opprett_registrering(en_sak(kari, arkivdel=vanlig), tittel="Notater", av=kari)
        assert (rett_i.arkivdel, rett_i.registrerings_id, rett_i.forfatter) == (arkivdel, "2026/1", ["Oppmålingen"])
        assert i_klasse.arkivdel == vanlig
        assert i_sak.registrerings_id == f"{i_sak.mappe.mappe_id}-1"
        lukket = Arkivdel.objects.get(arkivdelstatus="P")
        assert koder(hindre_for_registrering(Plass(lukket), "x" * 501)) == {"reg.lang_tittel", "reg.arkivdel"}
        assert stoppes(opprett_registrering, Klasse.objects.get(klasse_id="2"), tittel="x", av=kari) == {
            "reg.klasse_opptatt"
        }


@pytest.mark.krav("2.6.2")
def test_en_registrering_i_en_sak_blir_journalpost_og_beholder_plassen(kari):
    reg = opprett_registrering(en_sak(kari), tittel="Brevet", av=kari)
    jp = utvid_til_journalpost(reg, type="I", av=kari)
    assert (jp.pk, jp.registrerings_id, jp.journalstatus, jp.restanse) == (reg.pk, reg.registrerings_id, "M", True)
    assert koder(hindre_for_utvidelse_til_journalpost(jp, type="Q", status="A")) == {
        "utvid.er_journalpost", "jp.type", "jp.status",
    }  # fmt: skip
    loes = opprett_registrering(tom_klasse(), tittel="Skjema", av=kari)
    assert stoppes(utvid_til_journalpost, loes, type="I", av=kari) == {"utvid.ikke_i_sak"}


@pytest.mark.krav("2.6.3")
def test_et_fagsystem_leverer_journalposten_foer_partene_og_med_sin_status(kari):
    jp = opprett_journalpost(en_sak(kari), type="I", tittel="Søknad", parter=(), av=kari, status="J", levert=True)
    assert (jp.journalstatus, jp.journaldato is not None, jp.foerst_endelig is not None) == ("J", True, True)
    legg_til_korrespondansepart(jp, part=NyPart("EA", "Velforeningen"), av=kari)


@pytest.mark.krav("2.6.3", "4.5.1")
def test_bare_den_som_kan_journalfoere_leverer_noe_som_journalfoert():
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied):
        opprett_journalpost(en_sak(ola), type="I", tittel="x", parter=(), av=ola, status="J", levert=True)


@pytest.mark.krav("2.7.1", "2.7.5", "2.7.8")
def test_dokumentet_kommer_foer_fila_og_fila_en_gang(kari):
    jp = et_brev(en_sak(kari), kari)
    dok = registrer_dokument(jp, tittel="Brevet", av=kari)
    vedlegg = registrer_dokument(jp, tittel="Kartet", av=kari)
    assert [k.tilknyttet_registrering_som for k in jp.koblinger.all()] == ["H", "V"]
    objekt = registrer_dokumentobjekt(dok, av=kari, felt={"mime_type": "application/pdf", "filstoerrelse": 1234})
    assert not dok.objekter.exists()
    assert (objekt.versjonsnummer, objekt.variantformat) == (1, "P")
    assert stoppes(ferdigstill, dok, av=kari) == {"dok.uten_fil"}
    assert len(feil_ved_filen(objekt, Lagret("ab" * 32, 5), "text/plain", "text/plain")) == 2
    assert feil_ved_filen(objekt, FIL, "application/pdf", "application/pdf") == []
    objekt = motta_fil(objekt, lagret=FIL, mime="application/pdf", slag="application/pdf", av=kari, filnavn="brev.pdf")
    assert (dok.objekter.get().sjekksum, objekt.filnavn) == (FIL.sha256, "brev.pdf")
    assert koder(hindre_for_filens_plass(objekt)) == {"fil.har"}
    assert registrer_dokumentobjekt(dok, av=kari).versjonsnummer == 2
    assert registrer_dokumentobjekt(vedlegg, av=kari, versjon=0).versjonsnummer == 0
    assert koder(hindre_for_dokumentobjekt(dok, versjon=1, variant="Q", format="av/0")) == {"fil.variant"}
    assert koder(hindre_for_dokumentobjekt(dok, versjon=-1, variant="P", format="av/0")) == {"fil.versjon"}
    assert koder(hindre_for_dokumentobjekt(dok, versjon=1, variant="P", format="av/0")) == {"fil.finnes"}


@pytest.mark.krav("3.2.31")
def test_ei_fil_byttes_aldri_ut_heller_ikke_av_den_som_overstyrer(siv):
    objekt = Dokumentobjekt.objects.earliest("system_id")
    overstyr_herfra("Rydder")
    with pytest.raises(DatabaseError), transaction.atomic():
        Dokumentobjekt.objects.filter(pk=objekt.pk).update(sjekksum="cd" * 32)


@pytest.mark.krav("2.7.7")
def test_en_plass_uten_fil_fjernes_og_ei_arkivert_fil_ikke(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    dok = registrer_dokument(jp, tittel="Brevet", av=kari)
    assert dok.dokumentstatus == "F"
    assert stoppes(registrer_dokument, jp, tittel="Utkast", av=kari, status="B") == {"dok.uferdig"}
    objekt = registrer_dokumentobjekt(dok, av=kari)
    fjern_dokumentobjekt(objekt, av=kari)
    assert not Dokumentobjekt.alle.filter(pk=objekt.pk).exists()
    plass = registrer_dokumentobjekt(dok, av=kari)
    med_fil = motta_fil(plass, lagret=FIL, mime="text/plain", slag="text/plain", av=kari)
    assert koder(hindre_for_fjerning_av_objekt(med_fil)) == {"fil.arkivert"}


@pytest.mark.krav("2.9.3")
def test_den_som_overstyrer_slipper_forbi_det_som_er_laast_og_det_staar_i_loggen():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, type="U", journalfoert=True)
        assert stoppes(legg_til_korrespondansepart, jp, part=NyPart("EK", "Naboen"), av=kari) == {"kpart.laast"}
    with som("kari", "frogner") as kari:
        overstyr_herfra("Kari er ikke systemforvalter")
        assert stoppes(legg_til_korrespondansepart, jp, part=NyPart("EK", "Naboen"), av=kari) == {"kpart.laast"}
