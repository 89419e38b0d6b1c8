import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.dokument import ferdigstill, legg_ved_uten_fil
from bysak.arkivstruktur.journalfoering import arkiver, journalfoer
from bysak.arkivstruktur.models import Dokumentobjekt
from bysak.arkivstruktur.versjoner import NyFil, arkiver_filer, hindre_for_filer, merk_for_konvertering
from bysak.kjerne.lager import Lagret
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db

DOCX, PDFA, ODT = "fmt/412", "fmt/477", "fmt/291"


def ny(tegn: str, *, format: str = DOCX, versjon: int | None = None, sladdet: bool = False) -> NyFil:
    return NyFil(Lagret(tegn * 64, 10), f"{tegn}.docx", "application/x", format, versjon, sladdet)


def rekke(dokument):
    return list(
        dokument.objekter.order_by("versjonsnummer", "variantformat", "format").values_list(
            "versjonsnummer", "variantformat", "format"
        )
    )


@pytest.fixture
def kari():
    with som("kari", "frogner") as kari:
        yield kari


@pytest.mark.krav("2.7.1", "2.7.2", "2.7.3", "2.7.6")
def test_ett_dokument_har_flere_versjoner_varianter_og_formater_arkivert_paa_en_gang(kari):
    dokument = en_fil(et_brev(en_sak(kari), kari), kari, format=DOCX, ferdigstilt=False).dokumentbeskrivelse
    arkiver_filer(
        dokument,
        filer=[
            ny("a"),
            ny("b", format=ODT, versjon=1),
            ny("c", format=PDFA, versjon=1),
            ny("d", sladdet=True, versjon=1),
        ],
        av=kari,
    )
    assert rekke(dokument) == [(1, "A", PDFA), (1, "O", DOCX), (1, "P", ODT), (1, "P", DOCX), (2, "P", DOCX)]


def test_det_som_stopper_en_fil_er_det_tvillingen_sier(kari):
    jp = et_brev(en_sak(kari), kari)
    dokument = en_fil(jp, kari, format=DOCX).dokumentbeskrivelse
    papir = legg_ved_uten_fil(jp, tittel="Papir", medium="F", oppbevaringssted=["Hylle 1"], av=kari)
    for hva, filer, kode in (
        (dokument, [], "fil.ingen"),
        (dokument, [ny("a", versjon=7)], "fil.versjon"),
        (dokument, [ny("a", versjon=1)], "fil.finnes"),
        (dokument, [ny("a", format=ODT, versjon=1)], "fil.ferdig"),
        (dokument, [ny("a", sladdet=True)], "fil.sladdet"),
        (dokument, [ny("a", format=PDFA, versjon=1), ny("b", format=PDFA, versjon=1)], "fil.finnes"),
        (papir, [ny("a")], "fil.papir"),
    ):
        assert koder(hindre_for_filer(hva, filer)) == {kode}
        assert stoppes(arkiver_filer, hva, filer=filer, av=kari) == {kode}


@pytest.mark.krav("2.9.9")
@pytest.mark.parametrize("arkivert", [False, True])
def test_en_ny_versjon_av_det_som_er_journalfoert_er_arkivtjenestens_alene(arkivert):
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari, type="U")
        dokument = en_fil(jp, kari, hoveddokument=True).dokumentbeskrivelse
    with som("ola", "frogner") as ola:
        assert arkiver_filer(dokument, filer=[ny("a")], av=ola)[0].versjonsnummer == 2
    with som("kari", "frogner") as kari:
        jp = journalfoer(jp, av=kari)
        if arkivert:
            arkiver(jp, av=kari)
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="journalføre"):
        arkiver_filer(dokument, filer=[ny("b")], av=ola)
    with som("ola", "frogner"):  # past the verb
        with pytest.raises(DatabaseError, match="Bare arkivtjenesten") as nei, transaction.atomic():
            Dokumentobjekt.objects.create(
                dokumentbeskrivelse=dokument, versjonsnummer=3, sjekksum="b" * 64, referanse_dokumentfil="b",
                filstoerrelse=1,
            )  # fmt: skip
        assert er_databasefeil_fra_vernet(nei.value)
    with som("kari", "frogner") as kari:
        assert arkiver_filer(dokument, filer=[ny("c")], av=kari)[0].versjonsnummer == 3


def test_en_versjon_i_en_annen_virksomhet_er_som_om_den_ikke_fantes():
    with som("kari", "frogner") as kari:
        dokument = en_fil(et_brev(en_sak(kari), kari), kari).dokumentbeskrivelse
    with som("kari", "sagene") as kari, pytest.raises(type(dokument).DoesNotExist):
        arkiver_filer(dokument, filer=[ny("a")], av=kari)
    with som("even", "frogner") as even, pytest.raises(PermissionDenied, match="registrere"):
        arkiver_filer(dokument, filer=[ny("a")], av=even)


@pytest.mark.krav("3.2.27")
def test_en_skjermet_variant_legges_til_uten_at_statusen_gaar_tilbake_og_er_aldri_det_sendte(kari):
    jp = et_brev(en_sak(kari), kari, type="U")
    dokument = en_fil(jp, kari, hoveddokument=True).dokumentbeskrivelse
    jp = arkiver(journalfoer(jp, av=kari), av=kari)
    sladdet = arkiver_filer(dokument, filer=[ny("a", format=PDFA, versjon=1, sladdet=True)], av=kari)[0]
    jp.refresh_from_db()
    assert (jp.journalstatus, sladdet.get_variantformat_display()) == (
        "A",
        "Dokument hvor deler av innholdet er skjermet",
    )
    with pytest.raises(DatabaseError, match="fastslått"), transaction.atomic():
        Dokumentobjekt.objects.filter(pk=sladdet.pk).update(variantformat="A")


@pytest.mark.krav("3.2.31")
def test_innholdet_er_laast_naar_dokumentet_er_ferdigstilt(kari):
    fil = en_fil(et_brev(en_sak(kari), kari), kari, format=DOCX, ferdigstilt=False)
    dokument = fil.dokumentbeskrivelse
    arkiver_filer(dokument, filer=[ny("a", format=ODT, versjon=1)], av=kari)
    ferdigstill(dokument, av=kari)
    assert stoppes(
        arkiver_filer, type(dokument).objects.get(pk=dokument.pk), filer=[ny("b", format="fmt/40", versjon=1)], av=kari
    ) == {"fil.ferdig"}
    for felt in ({"sjekksum": "c" * 64}, {"referanse_dokumentfil": "x"}, {"filstoerrelse": 1}):
        with pytest.raises(DatabaseError, match="aldri byttes ut"), transaction.atomic():
            Dokumentobjekt.objects.filter(pk=fil.pk).update(**felt)


@pytest.mark.krav("2.7.12")
def test_bare_arkivtjenesten_merker_versjoner_for_konvertering():
    with som("kari", "frogner") as kari:
        fil = en_fil(et_brev(en_sak(kari), kari), kari, format=DOCX)
        assert merk_for_konvertering(fil, av=kari).konverteres
        assert not merk_for_konvertering(fil, konverteres=False, av=kari).konverteres
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied, match="journalføre"):
        merk_for_konvertering(fil, av=ola)


@pytest.mark.krav("2.7.2")
def test_et_format_er_et_pronomnummer_eller_ikke_kjent_ennaa():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        dokument = en_fil(jp, kari, ferdigstilt=False, format="av/0").dokumentbeskrivelse
        for tull in ("pdf", "fmt/", "fmt/0", "fmt/477 ", "FMT/477", "fmt/47\u200b7", "", "av/0x", "x" * 300):
            assert stoppes(en_fil, jp, kari, format=tull) == {"fil.format"}
            fil = NyFil(Lagret("cd" * 32, 9), "ny.pdf", "application/pdf", tull)
            assert stoppes(arkiver_filer, dokument, filer=[fil], av=kari) == {"fil.format"}
        for riktig in ("fmt/477", "x-fmt/111", "av/1", "av/0"):
            assert stoppes(en_fil, jp, kari, format=riktig) == set()
