from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.dokument import (
    ferdigstill,
    hindre_for_dokument_uten_fil,
    hindre_for_ferdigstilling,
    hindre_for_ny_tittel,
    hindre_for_nytt_dokument,
    legg_ved_uten_fil,
    rett_tittel,
)
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer
from bysak.arkivstruktur.models import Dokumentbeskrivelse, Dokumentkobling, Dokumentobjekt, Registrering
from bysak.kjerne import lager
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.7.4", "2.7.8")
def test_dokumenter_nummereres_i_rekkefoelge_og_har_en_rolle(kari):
    jp = et_brev(en_sak(kari), kari)
    en_fil(jp, kari, tittel="Brevet", hoveddokument=True)
    en_fil(jp, kari, tittel="x" * 900)
    koblinger = list(jp.koblinger.values_list("dokumentnummer", "tilknyttet_registrering_som", "tilknyttet_av"))
    assert koblinger == [(1, "H", "Kari Tveitmo"), (2, "V", "Kari Tveitmo")]
    lang = Dokumentbeskrivelse.objects.get(koblinger__dokumentnummer=2, koblinger__registrering=jp)
    assert len(lang.tittel) == 500
    assert lang.tittel.endswith("…")


def test_det_som_stopper_en_ny_fil_er_det_tvillingen_sier(kari):
    jp = et_brev(en_sak(kari), kari, journalfoert=True)
    en_fil(jp, kari, hoveddokument=True)
    feil: dict[str, dict[str, Any]] = {
        "dok.to_hoved": {"tittel": "x", "hoveddokument": True},
        "dok.uten_tittel": {"tittel": "\x00 ", "hoveddokument": False},
    }
    for kode, valg in feil.items():
        assert koder(hindre_for_nytt_dokument(jp, **valg)) == {kode}
        assert stoppes(en_fil, jp, kari, **valg) == {kode}
    jp = arkiver(jp, av=kari)
    assert koder(hindre_for_nytt_dokument(jp, tittel="x", hoveddokument=False)) == {"dok.arkivert"}
    assert stoppes(en_fil, jp, kari) == {"dok.arkivert"}


def test_to_hoveddokumenter_er_umulig_ogsaa_utenom_verbet(kari):
    jp = et_brev(en_sak(kari), kari)
    en_fil(jp, kari, hoveddokument=True)
    en_fil(jp, kari)
    with pytest.raises(IntegrityError, match="ett_hoveddokument"), transaction.atomic():
        Dokumentkobling.objects.filter(registrering=jp).update(tilknyttet_registrering_som="H")


@pytest.mark.krav("3.2.31")
def test_et_dokument_ferdigstilles_en_gang_og_bare_med_fil(kari):
    dokument = en_fil(et_brev(en_sak(kari), kari), kari, ferdigstilt=False).dokumentbeskrivelse
    assert ferdigstill(dokument, av=kari).dokumentstatus == "F"
    ferdig = Dokumentbeskrivelse.objects.get(pk=dokument.pk)
    assert koder(hindre_for_ferdigstilling(ferdig)) == stoppes(ferdigstill, ferdig, av=kari) == {"dok.ferdig"}
    tomt = Dokumentbeskrivelse.objects.create(tittel="Tomt")
    assert koder(hindre_for_ferdigstilling(tomt)) == stoppes(ferdigstill, tomt, av=kari) == {"dok.uten_fil"}


def test_uten_rett_eller_innsyn_legges_ingen_fil_ved_og_ferdigstilles_ingenting():
    with som("nora", "frogner") as nora:
        jp = et_brev(en_sak(nora, klasse="400"), nora)
        fil = en_fil(jp, nora, ferdigstilt=False)
    with som("ola", "frogner") as ola:
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            en_fil(jp, ola)
        with pytest.raises(PermissionDenied, match="ikke tilgang"):
            ferdigstill(fil.dokumentbeskrivelse, av=ola)
    with som("even", "frogner") as even:
        with pytest.raises(PermissionDenied, match="registrere"):
            en_fil(jp, even)
        with pytest.raises(PermissionDenied, match="registrere"):
            ferdigstill(fil.dokumentbeskrivelse, av=even)


@pytest.mark.krav("2.7.5", "3.2.29")
def test_et_dokument_kan_registreres_uten_fil_og_et_papir_med_sitt_sted(kari):
    jp = et_brev(en_sak(kari), kari)
    venter = legg_ved_uten_fil(jp, tittel="Kommer siden", av=kari)
    assert (venter.dokumentmedium, venter.dokumentstatus, venter.objekter.count()) == ("E", "B", 0)
    papir = legg_ved_uten_fil(
        jp, tittel="", hoveddokument=True, medium="F", oppbevaringssted=[" Hylle 4 ", "\u200b"], av=kari
    )
    assert (papir.dokumentmedium, papir.oppbevaringssted, papir.dokumentstatus) == ("F", ["Hylle 4"], "F")
    assert stoppes(journalfoer, jp, av=kari) == {"jf.uferdig"}


def test_det_som_stopper_et_dokument_uten_fil_er_det_tvillingen_sier(kari):
    jp = et_brev(en_sak(kari), kari)
    feil: dict[str, dict[str, Any]] = {
        "dok.uten_sted": {"tittel": "x", "medium": "F", "oppbevaringssted": ["\u200b"]},
        "dok.medium": {"tittel": "x", "medium": "Q", "oppbevaringssted": []},
        "dok.uten_tittel": {"tittel": " ", "medium": "E", "oppbevaringssted": []},
    }
    for kode, valg in feil.items():
        assert koder(hindre_for_dokument_uten_fil(jp, hoveddokument=False, **valg)) == {kode}
        assert stoppes(legg_ved_uten_fil, jp, av=kari, **valg) == {kode}


@pytest.mark.krav("3.2.28")
def test_hoveddokumentet_begynner_med_journalpostens_opplysninger(kari):
    jp = et_brev(en_sak(kari), kari)
    Registrering.objects.filter(pk=jp.pk).update(forfatter=["Velforeningen"], beskrivelse="Gjelder veien")
    dokument = en_fil(jp, kari, tittel="", hoveddokument=True).dokumentbeskrivelse
    assert (dokument.tittel, dokument.forfatter, dokument.beskrivelse) == (
        jp.tittel,
        ["Velforeningen"],
        "Gjelder veien",
    )


@pytest.mark.krav("3.2.30")
def test_en_journalpost_blir_ikke_journalfoert_foer_dokumentene_er_ferdige_heller_ikke_utenom_verbet(kari):
    jp = et_brev(en_sak(kari), kari)
    fil = en_fil(jp, kari, ferdigstilt=False)
    for status in "EJA":
        with pytest.raises(DatabaseError, match="ferdigstilt") as nei, transaction.atomic():
            Registrering.objects.filter(pk=jp.pk).update(journalstatus=status, journaldato="2026-01-01")
        assert er_databasefeil_fra_vernet(nei.value)
    ferdigstill(fil.dokumentbeskrivelse, av=kari)
    jp = journalfoer(jp, av=kari)
    assert stoppes(en_fil, jp, kari, ferdigstilt=False) == {"dok.uferdig"}
    nytt = Dokumentbeskrivelse.objects.create(tittel="Uferdig")
    with pytest.raises(DatabaseError, match="ferdigstilt"), transaction.atomic():
        Dokumentkobling.objects.create(
            registrering=jp, dokumentbeskrivelse=nytt, tilknyttet_registrering_som="V", dokumentnummer=9
        )


@pytest.mark.krav("3.2.33")
def test_tittelen_rettes_ogsaa_paa_et_ferdig_og_arkivert_dokument(kari):
    sak = en_sak(kari)
    dokument = en_fil(et_brev(sak, kari, type="X", journalfoert=True), kari, hoveddokument=True).dokumentbeskrivelse
    avslutt_saksmappe(sak, av=kari)
    assert rett_tittel(dokument, tittel=" Rett\x00 tittel ", av=kari).tittel == "Rett tittel"
    assert koder(hindre_for_ny_tittel("\u200b")) == stoppes(rett_tittel, dokument, tittel="\u200b", av=kari)


@pytest.mark.krav("3.1.1", "3.1.3")
@pytest.mark.parametrize(
    ("filnavn", "mime", "innhold"),
    [
        ("tom", "", b""),
        ("æøå \u202egpj.exe", "application/x-ukjent; charset=klingon", bytes(range(256)) * 3),
        ("utf16.txt", "text/plain", "blåbær".encode("utf-16")),
        ("brev.pdf", "image/png", b"%PDF-9.9 ikke en PDF"),
    ],
)
def test_hva_som_helst_kan_fanges_og_er_siden_akkurat_det_samme(kari, filnavn, mime, innhold):
    jp = et_brev(en_sak(kari), kari)
    lagret = lager.lagre("frogner", innhold)
    fil = en_fil(jp, kari, lagret=lagret, filnavn=filnavn, mime=mime, format="av/0")
    with lager.aapne("frogner", fil.sjekksum) as lest:
        assert lest.read() == innhold
    assert (fil.filstoerrelse, fil.variantformat) == (len(innhold), "P")
    assert lager.kontroller("frogner", fil.referanse_dokumentfil)


@pytest.mark.krav("3.1.9")
def test_en_journalpost_tar_saa_mange_dokumenter_som_noen_har(kari):
    jp = et_brev(en_sak(kari), kari)
    for nr in range(150):
        en_fil(jp, kari, tittel=f"Vedlegg {nr}")
    assert list(jp.koblinger.values_list("dokumentnummer", flat=True)) == list(range(1, 151))
    # The number is a column of 32 bits, and nothing counts before it.
    Dokumentkobling.objects.create(
        registrering=jp, dokumentbeskrivelse=Dokumentbeskrivelse.objects.create(tittel="x", dokumentstatus="F"),
        tilknyttet_registrering_som="V", dokumentnummer=2_000_000_000,
    )  # fmt: skip
    assert jp.koblinger.filter(dokumentnummer=2_000_000_000).exists()
    assert Dokumentobjekt.objects.filter(dokumentbeskrivelse__koblinger__registrering=jp).count() == 150
