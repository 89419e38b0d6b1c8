"""Suggestions: from this bydel's own data, each with its reason and strength, and never a case one may not see."""

from base64 import b64encode
from typing import Any

import pytest

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Klasse, Saksmappe
from bysak.kjerne.arbeid import arbeid
from bysak.kjerne.kalender import OSLO, i_dag
from bysak.mottak.forslag import Forslag, er_trolig_person, forslag_for
from bysak.mottak.models import Innkomst
from bysak.mottak.registrering import registrer
from bysak.mottak.tests.brev import aapen_sak, brev, motta_og_les, valg_i_frogner
from bysak.organisasjon.tilgang import klasse_for
from bysak.saksbehandling.fravaer import registrer_fravaer
from tests.verden import aktoer, bruker, som, virksomhet

pytestmark = pytest.mark.django_db


def _forslag(rad: Innkomst, hvem: str = "kari", **valg: Any) -> Forslag:
    with arbeid(som=aktoer(hvem), leser=[rad.virksomhet]):
        return forslag_for(rad, av=aktoer_uten_arbeid[hvem], **valg)


aktoer_uten_arbeid: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def _folk() -> None:
    for navn in ("kari", "ola"):
        aktoer_uten_arbeid[navn] = aktoer(navn)


def _frognersak(**vilkaar: Any) -> Saksmappe:
    with som("kari", "frogner"):
        return Saksmappe.objects.filter(**vilkaar).order_by("mappe_id")[0] if vilkaar else aapen_sak()


def _registrert(raa: bytes, **endret: Any) -> Saksmappe:
    valg = valg_i_frogner(aktoer("kari"), "Tidligere brev", **endret)
    rad = motta_og_les(raa)
    with som("kari", "frogner", "registrer") as kari:
        registrer(rad, valg, av=kari)
    assert valg.sak is not None
    return valg.sak


def test_svar_i_en_traad_foreslaar_saken_der_traaden_ligger():
    sak = _registrert(brev("Første", Message_ID="<forste@lonnfjell.example>"))
    svar = motta_og_les(brev("SV: Første", fra="en@annen.example", References="<x@y> <forste@lonnfjell.example>"))
    foerste = _forslag(svar).saker[0]
    assert (foerste.sak.pk, foerste.styrke) == (sak.pk, 3)
    assert foerste.fordi == "Svarer på en e-post som er registrert i saken."


def test_saksnummer_i_emnet_er_sterkere_enn_i_teksten():
    sak = _frognersak()
    i_emnet = motta_og_les(brev(f"Angående {sak.saksnummer}-2", fra="ny@ny.example"))
    i_teksten = motta_og_les(brev("Angående saken", f"Viser til {sak.saksnummer}.", fra="ny@ny.example"))
    assert [(f.sak.pk, f.styrke) for f in _forslag(i_emnet).saker] == [(sak.pk, 3)]
    assert [(f.sak.pk, f.styrke, f.fordi) for f in _forslag(i_teksten).saker] == [
        (sak.pk, 2, "Saksnummeret står i teksten.")
    ]


def test_en_epost_i_samme_outlooksamtale_foreslaar_saken():
    samtale = [b64encode(bytes(range(22)) + mer).decode() for mer in (b"", b"12345")]
    sak = _registrert(brev("Første", Thread_Index=samtale[0]))
    svar = motta_og_les(brev("SV: Første", fra="en@annen.example", Thread_Index=samtale[1]))
    assert [(f.sak.pk, f.styrke, f.fordi) for f in _forslag(svar).saker] == [
        (sak.pk, 3, "Hører til samme samtale som en e-post i saken.")
    ]
    i_sagene = motta_og_les(
        brev("X", fra="en@annen.example", Thread_Index=samtale[1]), til="postmottak@sagene.bysak.example"
    )
    assert _forslag(i_sagene).saker == []


@pytest.mark.parametrize(
    ("skrevet", "kjent"),
    [
        ("{aar} / {nr}", True),
        ("Sak {kort}/{nr}", True),
        ("vår ref.: {aar}-{nr}", True),
        ("Saksnr. {aar}-{nr}-3", True),
        ("Your ref {aar}/{nr}", True),
        ("{kort}/{nr}", False),
        ("{aar}-{nr}", False),
        ("{aar}/{nr}/5", False),
    ],
)
def test_saksnummeret_kjennes_i_de_vanlige_skrivemaatene(skrevet: str, kjent: bool):
    sak = _frognersak()
    aar = str(sak.saksaar)
    emne = skrevet.format(aar=aar, kort=aar[2:], nr=sak.sakssekvensnummer)
    saker = _forslag(motta_og_les(brev(emne, fra="ny@ny.example"))).saker
    assert [f.sak.pk for f in saker] == ([sak.pk] if kjent else [])


def test_avsenderens_tidligere_sak_foreslaas():
    sak = _registrert(brev("Før", fra="trofast@lonnfjell.example"))
    (forslag,) = _forslag(motta_og_les(brev("Nå", fra="Trofast@Lonnfjell.example"))).saker
    assert (forslag.sak.pk, forslag.styrke) == (sak.pk, 2)
    assert forslag.fordi == "Samme avsender har skrevet i saken før."


def test_en_avsluttet_sak_foreslaas_svakere_og_sier_det():
    sak = _frognersak()
    with som("kari", "frogner", "avslutt_saksmappe") as kari:
        avslutt_saksmappe(sak, av=kari, avskriv_rest=True)
    (forslag,) = _forslag(motta_og_les(brev(sak.saksnummer, fra="ny@ny.example"))).saker
    assert (forslag.styrke, forslag.fordi) == (2, "Saksnummeret står i emnet. Saken er avsluttet.")


def test_en_annen_bydels_sak_med_samme_nummer_foreslaas_ikke():
    sak = _frognersak()
    rad = motta_og_les(brev(sak.saksnummer), til="postmottak@sagene.bysak.example")
    assert all(f.sak.virksomhet == virksomhet("sagene") for f in _forslag(rad).saker)


def test_en_sak_en_ikke_er_klarert_for_foreslaas_ikke():
    with som("kari", "frogner"):
        skjermet = Saksmappe.objects.filter(tilgangsklasse__art="kode", tilgangsklasse__kode="P").first() or (
            Saksmappe.objects.filter(tilgangsklasse__art="kode", tilgangsklasse__kode="KL").first()
        )
    if skjermet is None:
        pytest.skip("Verdenen har ingen skjermet sak i Frogner.")
    rad = motta_og_les(brev(skjermet.saksnummer, fra="ny@ny.example"))
    assert [f.sak.pk for f in _forslag(rad, "kari").saker] == [skjermet.pk]
    assert _forslag(rad, "ola").saker == []


def test_enhet_og_klasse_foelger_saken_og_den_som_hadde_siste_brev_gaar_foran_den_saksansvarlige():
    sak = _registrert(brev("Forrige brev"), saksbehandler=bruker("ola"))
    med_ansvar = bruker("ingvild")
    with som("kari", "frogner"):
        Saksmappe.objects.filter(pk=sak.pk).update(saksansvarlig=med_ansvar)
        sak.refresh_from_db()
    forslag = _forslag(motta_og_les(brev("Uten spor", fra="ny@ny.example")), sak=sak)
    assert [(f.verdi, f.fordi) for f in forslag.saksbehandlere] == [
        (bruker("ola"), "Fordi Ola Myrstad hadde siste brev."),
        (med_ansvar, f"Fordi {med_ansvar.navn} er saksansvarlig."),
    ]
    assert forslag.enhet is not None
    assert forslag.klasse is not None
    assert (forslag.enhet.verdi.pk, forslag.klasse.verdi.pk) == (sak.administrativ_enhet_id, sak.klasse_id)
    assert forslag.enhet.fordi == "Fordi saken hører til der."


def test_stedfortrederen_foreslaas_for_den_som_er_borte_og_ingen_som_ikke_faar_se_saken():
    sak = _registrert(brev("Forrige brev"), saksbehandler=bruker("ola"))
    ola, vikar = bruker("ola"), bruker("ingvild")
    rad = motta_og_les(brev("Uten spor", fra="ny@ny.example"))
    with som("kari", "frogner") as kari:
        Saksmappe.objects.filter(pk=sak.pk).update(saksansvarlig=ola)
        sak.refresh_from_db()
        registrer_fravaer(ola, fra=i_dag(), til=i_dag(), stedfortreder=vikar, av=kari)
    (forslag,) = _forslag(rad, sak=sak).saksbehandlere
    assert (forslag.verdi, forslag.fordi) == (
        vikar, "Stedfortreder for Ola Myrstad. Fordi Ola Myrstad hadde siste brev.",
    )  # fmt: skip
    with som("kari", "frogner"):
        lukket = klasse_for("P")
        Saksmappe.objects.filter(pk=sak.pk).update(tilgangsklasse=lukket)
        sak.refresh_from_db()
    assert _forslag(rad, sak=sak).saksbehandlere == []


def test_uten_spor_foreslaas_bare_klasse_etter_ord_i_emnet():
    forslag = _forslag(motta_og_les(brev("Spørsmål om barnehage", fra="ny@ny.example")))
    assert (forslag.saker, forslag.enhet) == ([], None)
    assert forslag.klasse is not None
    with som("kari", "frogner"):
        assert forslag.klasse.verdi == Klasse.objects.get(klasse_id="300")
    assert forslag.klasse.styrke == 1


@pytest.mark.parametrize(
    ("emne", "tittel"), [("SV: VS: Re: Klage på gebyr", "Klage på gebyr"), ("Referat", "Referat"), ("", "")]
)
def test_tittelen_er_emnet_uten_svarmerker(emne: str, tittel: str):
    assert _forslag(motta_og_les(brev(emne))).tittel.verdi == tittel


def test_en_epost_datert_fram_i_tid_faar_mottattdato():
    rad = motta_og_les(brev("Fremtid").replace(b"Date: ", b"Date: Mon, 01 Jan 2091 10:00:00 +0100\r\nX-Date: "))
    dato = _forslag(rad).dokumentets_dato
    assert dato is not None
    assert dato.verdi == rad.mottatt_tid.astimezone(OSLO).date()
    assert "fram i tid" in dato.fordi


def test_en_part_som_er_registrert_for_haand_kjennes_igjen_paa_adressen():
    with som("kari", "frogner"):
        sak = aapen_sak()
        post = sak.registreringer.order_by("journalpostnummer")[0]
        part = post.korrespondanseparter.filter(korrespondanseparttype__in=["EA", "EM"])[0]
        part.epostadresse = "sjelden@avsender.example"
        part.save(update_fields=["epostadresse"])
    rad = motta_og_les(brev("Et nytt brev", fra="sjelden@avsender.example"))
    assert [f.sak.pk for f in _forslag(rad).saker] == [sak.pk]


@pytest.mark.parametrize(
    ("navn", "person"),
    [
        ("Ebba Lønnfjell", True),
        ("ebba@post.example", True),
        ("Jonas Askeladd", True),
        ("FAU Almelia skole", False),
        ("Blankt Renhold AS", False),
        ("Byplankontoret", False),
        ("Velforeningen Kvernveien", False),
        ("Kvernparken borettslag", False),
    ],
)
def test_i_tvil_regnes_avsenderen_som_en_person(navn: str, person: bool):
    assert er_trolig_person(navn) is person
