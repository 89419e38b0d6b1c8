"""What marks a case or an entry, done by hand: a second klasse, identifiers, grading and modules' rights."""

import pytest

from bysak.arkivstruktur.klasseversjoner import ta_i_bruk_sekundaersystem
from bysak.arkivstruktur.klassifikasjon import opprett_klasse, opprett_klassifikasjonssystem
from bysak.arkivstruktur.models import (
    Dokumentbeskrivelse,
    Gradering,
    Klasse,
    NasjonalIdentifikator,
    Objektrettighet,
    SekundaerKlassifikasjon,
)
from bysak.organisasjon.models import Bruker, Rolle
from bysak.organisasjon.personer import opprett_bruker
from bysak.organisasjon.roller import tildel_rolle
from bysak.web.tests.test_handlinger import et_brev
from bysak.web.tests.test_sak_sider import adressen, posten, saksadressen
from tests.klient import klient, tekst
from tests.verden import som

pytestmark = pytest.mark.django_db


def ett(modell, **vilkaar):
    with som("siv", "frogner"):
        return modell.objects.get(**vilkaar)


def antall(modell) -> int:
    with som("siv", "frogner"):
        return int(modell.objects.count())


def test_eiendom_og_plan_legges_til_og_fjernes_paa_sak_og_journalpost() -> None:
    jp, ola = et_brev(), klient("ola")
    foer = antall(NasjonalIdentifikator)
    for adresse in (saksadressen(jp) + "/identifikatorer", adressen(jp) + "/identifikatorer"):
        svar = ola.post(adresse, {"art": "matrikkelnummer", "nummer": "to hundre"})
        assert (svar.status_code, "som 207/145" in tekst(svar), "to hundre" in tekst(svar)) == (409, True, True)
        assert ola.post(adresse, {"art": "enhetsidentifikator", "nummer": "123456789"}).status_code == 409
        assert ola.post(adresse, {"art": "matrikkelnummer", "nummer": "gnr 207 bnr 145"}).status_code == 302
        assert ola.post(adresse, {"art": "personidentifikator", "nummer": "12829010073"}).status_code == 302
        side = tekst(ola.get(adresse))
        assert ("207/145" in side, "128290 *****" in side, "12829010073" in side) == (True, True, False)
        paa = {"mappe": jp.mappe_id} if adresse.startswith(saksadressen(jp) + "/i") else {"registrering": jp.pk}
        for art in ("matrikkelnummer", "personidentifikator"):
            rad = ett(NasjonalIdentifikator, art=art, **paa)
            assert ola.post(adresse, {"gjoer": "fjern", "rad": rad.pk}).status_code == 302
            assert ola.post(adresse, {"gjoer": "fjern", "rad": rad.pk}).status_code == 404
    assert antall(NasjonalIdentifikator) == foer


def test_en_sak_faar_en_klasse_til_i_et_system_som_arkivdelen_bruker() -> None:
    jp, kari = et_brev(), klient("kari")
    adresse = saksadressen(jp) + "/sekundaer"
    assert "Skillebekk" not in tekst(kari.get(adresse))
    with som("siv", "frogner") as siv:
        system = opprett_klassifikasjonssystem("Steder", type="Emnebasert, ett nivå", av=siv)
        klasse = opprett_klasse(system, klasse_id="SKILLEBEKK", tittel="Skillebekk", av=siv)
        ta_i_bruk_sekundaersystem(jp.mappe.arkivdel, system=system, av=siv)
    annen = ett(Klasse, pk=jp.mappe.klasse_id)
    assert "Skillebekk" in tekst(kari.get(adresse))
    assert kari.post(adresse, {"klasse": annen.pk}).status_code == 409
    assert kari.post(adresse, {"klasse": klasse.pk}).status_code == 302
    assert "Steder" in tekst(kari.get(adresse))
    assert kari.post(adresse, {"gjoer": "fjern", "rad": ett(SekundaerKlassifikasjon).pk}).status_code == 302
    assert antall(SekundaerKlassifikasjon) == 0


@pytest.mark.krav("4.5.22")
def test_en_gradering_settes_og_oppheves_men_aldri_hoeyere_enn_systemet_kan_ha() -> None:
    jp, ola = posten(journalposttype="I", koblinger__isnull=False), klient("ola")
    dokument = ett(Dokumentbeskrivelse, koblinger__registrering=jp.pk, koblinger__dokumentnummer=1)
    for enhet, del_ in ((saksadressen(jp), ""), (adressen(jp), ""), (adressen(jp), str(dokument.pk))):
        adresse = enhet + "/gradering"
        for strengt in ("K", "H", "SH", "SF"):
            svar = ola.post(adresse, {"del": del_, "grad": strengt})
            assert (svar.status_code, "egen journal utenfor systemet" in tekst(svar)) == (409, True)
        assert ola.post(adresse, {"del": del_, "grad": ""}).status_code == 409
        assert ola.post(adresse, {"del": del_, "grad": "F"}).status_code == 302
        assert "Fortrolig (beskyttelsesgrad), gradert av Ola" in tekst(ola.get(adresse))
        assert ola.post(adresse, {"del": del_, "grad": "B"}).status_code == 409
        den = ett(Gradering, nedgraderingsdato__isnull=True)
        assert ola.post(adresse, {"gjoer": "opphev", "rad": den.pk}).status_code == 302
        assert "opphevet av Ola" in tekst(ola.get(adresse))
        assert ola.post(adresse, {"gjoer": "opphev", "rad": den.pk}).status_code == 409
    assert klient("kari").get(adressen(jp) + "/gradering").status_code == 403
    assert ola.post(adressen(jp) + "/gradering", {"del": "noe annet", "grad": "F"}).status_code == 409


@pytest.mark.krav("4.1.14", "4.1.15")
def test_en_integrasjon_faar_rett_paa_en_sak_en_journalpost_eller_et_dokument() -> None:
    with som("siv", "byarkivet") as siv:
        opprett_bruker("byggsak", "Byggsaksystemet", av=siv, er_modul=True)
    with som("siv", "frogner") as siv:
        tildel_rolle(Bruker.objects.get(brukernavn="byggsak"), Rolle.MODUL, av=siv)
    jp, siv_, modul = (
        posten(journalposttype="I", koblinger__isnull=False),
        klient("siv"),
        ett(Bruker, brukernavn="byggsak"),
    )
    dokument = ett(Dokumentbeskrivelse, koblinger__registrering=jp.pk, koblinger__dokumentnummer=1)
    for enhet, felt, valg in (
        (saksadressen(jp), "mappe_id", {}),
        (adressen(jp), "registrering_id", {"del": "", "skrive": "ja"}),
        (adressen(jp), "dokumentbeskrivelse_id", {"del": dokument.pk}),
    ):
        adresse = enhet + "/modulretter"
        assert siv_.post(adresse, {"modul": "", **valg}).status_code == 409
        svar = siv_.post(adresse, {"modul": modul.pk, "fra_dato": "2026-12-01", "til_dato": "2026-11-01", **valg})
        assert (svar.status_code, "slutter før den begynner" in tekst(svar)) == (409, True)
        assert siv_.post(adresse, {"modul": modul.pk, **valg}).status_code == 302
        rett = ett(Objektrettighet)
        assert (getattr(rett, felt), rett.skrive) == (
            {"mappe_id": jp.mappe_id, "registrering_id": jp.pk}.get(felt, dokument.pk), "skrive" in valg,
        )  # fmt: skip
        assert "Byggsaksystemet" in tekst(siv_.get(adresse))
        assert siv_.post(adresse, {"gjoer": "trekk", "rad": rett.pk}).status_code == 302
    assert antall(Objektrettighet) == 0
    assert klient("ola").get(adressen(jp) + "/modulretter").status_code == 403
