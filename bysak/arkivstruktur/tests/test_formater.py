import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction

from bysak.arkivstruktur.formater import (
    STANDARD,
    fastslaa_format,
    godkjenn_format,
    godkjente,
    hindre_for_aa_stryke,
    hindre_for_arkivformat,
    hindre_for_format,
    hindre_for_konverteringsregel,
    konverteringsregel,
    sett_konverteringsregel,
    stryk_format,
)
from bysak.arkivstruktur.models import Arkivformat, Konverteringsregel
from bysak.kjerne.models import Endring
from bysak.kjerne.vern import er_databasefeil_fra_vernet
from tests.saker import en_fil, en_sak, et_brev, koder, stoppes
from tests.verden import som

pytestmark = pytest.mark.django_db


@pytest.mark.krav("2.7.9")
def test_systemforvalteren_bestemmer_hvilke_formater_som_er_arkivformat():
    with som("siv", "frogner") as siv:
        assert godkjente() == {pronom for pronom, _ in STANDARD}
        ny = godkjenn_format(" fmt/18 ", navn=" PDF\x00 1.4 ", av=siv)
        assert (ny.pronom, ny.navn, "fmt/18" in godkjente()) == ("fmt/18", "PDF 1.4", True)
        stryk_format(ny, av=siv)
        assert "fmt/18" not in godkjente()
        spor = Endring.objects.filter(objekttype="arkivstruktur_arkivformat", objekt_id=str(ny.pk))
        assert set(spor.values_list("element", "handling__bruker_navn")) == {
            ("+", "Siv Ramnefjell"),
            ("-", "Siv Ramnefjell"),
        }
    with som("siv", "sagene"):
        assert godkjente() == {pronom for pronom, _ in STANDARD}


def test_det_som_stopper_et_arkivformat_er_det_tvillingen_sier():
    with som("siv", "frogner") as siv:
        for pronom, navn, kode in (
            ("pdf", "PDF", "format.pronom"),
            ("av/0", "Ukjent", "format.pronom"),
            ("fmt/18", "\u200b", "format.navn"),
            ("fmt/477", "PDF/A", "format.finnes"),
        ):
            assert koder(hindre_for_arkivformat(pronom, navn)) == {kode}
            assert stoppes(godkjenn_format, pronom, navn=navn, av=siv) == {kode}
        siste = Arkivformat.objects.get(pronom="fmt/477")
        Arkivformat.objects.exclude(pk=siste.pk).delete()
        assert koder(hindre_for_aa_stryke(siste)) == stoppes(stryk_format, siste, av=siv) == {"format.siste"}


@pytest.mark.krav("2.7.10", "2.7.11", "2.7.12")
def test_systemforvalteren_bestemmer_naar_og_hva_som_konverteres():
    with som("siv", "frogner") as siv:
        assert konverteringsregel().ved_statuser == ["E", "J", "A"]
        regel = sett_konverteringsregel(ved_statuser=["J", "J"], ved_ferdigstilling=False, alle_versjoner=True, av=siv)
        assert (regel.ved_statuser, regel.ved_ferdigstilling, regel.alle_versjoner) == (["J"], False, True)
        assert Konverteringsregel.objects.count() == 1
        assert koder(hindre_for_konverteringsregel(["Q"])) == {"regel.status"}
        assert stoppes(
            sett_konverteringsregel, ved_statuser=["Q"], ved_ferdigstilling=True, alle_versjoner=True, av=siv
        ) == {"regel.status"}
        assert Endring.objects.filter(
            objekttype="arkivstruktur_konverteringsregel", element="alle_versjoner", ny=True
        ).exists()


@pytest.mark.krav("2.7.9", "2.7.10")
@pytest.mark.parametrize("hvem", ["kari", "ola", "even"])
def test_andre_endrer_verken_listen_eller_reglene_heller_ikke_utenom_verbene(hvem):
    with som(hvem, "frogner") as av:
        formatet = Arkivformat.objects.get(pronom="fmt/477")
        for gjoer in (
            lambda: godkjenn_format("fmt/18", navn="PDF", av=av),
            lambda: stryk_format(formatet, av=av),
            lambda: sett_konverteringsregel(ved_statuser=[], ved_ferdigstilling=True, alle_versjoner=True, av=av),
        ):
            with pytest.raises(PermissionDenied, match="administrere"):
                gjoer()
        for forbi in (
            lambda: Arkivformat.objects.create(pronom="fmt/18", navn="PDF"),
            lambda: Arkivformat.objects.update(navn="x"),
            lambda: Arkivformat.objects.all().delete(),
            lambda: Konverteringsregel.objects.update(alle_versjoner=True),
        ):
            with pytest.raises(DatabaseError, match="Bare en systemforvalter") as nei, transaction.atomic():
                forbi()
            assert er_databasefeil_fra_vernet(nei.value)


def test_en_fil_er_i_arkivformat_naar_listen_har_formatet_og_det_fastslaas_en_gang():
    with som("kari", "frogner") as kari:
        jp = et_brev(en_sak(kari), kari)
        pdfa, word, ukjent = (en_fil(jp, kari, format="av/0") for _ in range(3))
        for fil, format_, variant in ((pdfa, "fmt/477", "A"), (word, "fmt/412", "P"), (ukjent, "av/0", "P")):
            funnet = fastslaa_format(fil, format=format_, detaljer="som funnet", av=kari)
            assert (funnet.format, funnet.variantformat, funnet.format_detaljer) == (format_, variant, "som funnet")
        pdfa.refresh_from_db()
        assert koder(hindre_for_format(pdfa, "fmt/1")) == {"fil.format_fast"}
        assert stoppes(fastslaa_format, pdfa, format="fmt/1", av=kari) == {"fil.format_fast"}
        assert stoppes(fastslaa_format, ukjent, format="docx", av=kari) == {"fil.format"}
    with som("ola", "frogner") as ola, pytest.raises(PermissionDenied):
        fastslaa_format(ukjent, format="fmt/1", av=ola)
