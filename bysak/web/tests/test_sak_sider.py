"""The pages of a case and an entry, as the people of the world see them."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bysak.arkivstruktur.journalfoering import journalfoer
from bysak.arkivstruktur.models import Arkivdel, Journalpost, Klasse
from bysak.arkivstruktur.opprettelse import NyPart, opprett_journalpost, opprett_saksmappe
from bysak.kjerne.kalender import naa
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fordeling import fordel
from tests.klient import klient, tekst
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db
# What every unit of work costs, whatever the page: its statement, and what the person is cleared for in it.
RAMME = (
    "SAVEPOINT", "RELEASE", "select set_config", "set constraints", "select pg_backend_pid",
    "select k.id, k.virksomhet_id, k.art, k.kode_id",  # what one is cleared for, once in each unit of work
)  # fmt: skip


def posten(kode: str = "frogner", **valg: Any) -> Journalpost:
    """An entry that everybody in the bydel sees."""
    with som("kari", kode):
        jp = (
            Journalpost.objects.filter(tilgangsklasse__art="aapen", mappe__saksstatus="B", **valg)
            .select_related("mappe")
            .order_by("-opprettet_dato")
            .first()
        )
        assert jp is not None
        return jp


def adressen(jp: Journalpost, kode: str = "frogner") -> str:
    return f"/saker/{kode}/{jp.mappe.saksaar}/{jp.mappe.sakssekvensnummer}/{jp.journalpostnummer}"


def saksadressen(jp: Journalpost, kode: str = "frogner") -> str:
    return adressen(jp, kode).rpartition("/")[0]


@pytest.mark.parametrize("hvem", ["kari", "ola", "nora"])
def test_sidene_i_saken_viser_det_som_er_der(hvem: str) -> None:
    jp = posten(journalposttype="I")
    k = klient(hvem)
    for ende in ("", "/dokumenter", "/endringslogg"):
        svar = k.get(saksadressen(jp) + ende)
        assert svar.status_code == 200, ende
        assert jp.mappe.tittel in tekst(svar)
    svar = k.get(adressen(jp))
    assert svar.status_code == 200
    assert jp.tittel in tekst(svar)
    assert "Hvem kan se dette" in tekst(svar)


def test_dokumentet_leses_i_siden_og_lastes_ned() -> None:
    jp = posten(journalposttype="I")
    ola = klient("ola")
    side = tekst(ola.get(adressen(jp)))
    bilde = side.partition('<span class="ark__vri"><img src="')[2].partition('"')[0]
    png = ola.get(bilde)
    assert png.headers["Content-Type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    fil = ola.get(bilde.rpartition("/side/")[0])
    assert b"".join(fil).startswith(b"%PDF")
    assert fil.headers["Content-Disposition"].startswith("attachment")
    assert ola.get(bilde.rpartition("/side/")[0] + "/side/99").status_code == 404
    assert ola.get(bilde, headers={"If-None-Match": png.headers["ETag"]}).status_code == 304


def test_en_annen_bydels_bruker_finner_ingenting() -> None:
    jp = posten(journalposttype="I")
    with som("kari", "frogner"):
        kobling = jp.koblinger.get(tilknyttet_registrering_som="H")
        objekt = kobling.dokumentbeskrivelse.objekter.get().pk
    lise = klient("lise")
    adresser = [
        "/saker/frogner/ny",
        *(saksadressen(jp) + e for e in ("", "/dokumenter", "/endringslogg", "/avslutt", "/gjenaapne")),
        *(adressen(jp) + e for e in ("", "/les", "/vurder", "/avskriv", "/fordel", "/utgaar")),
        *(adressen(jp) + f"/fil/{objekt}{e}" for e in ("", "/side/1")),
        "/virksomhet/frogner/handlinger",
        "/virksomhet/frogner/rettigheter",
    ]
    for adresse in adresser:
        assert lise.get(adresse).status_code == 404, adresse
    for ende in ("/vurder", "/avskriv", "/journalfoer", "/fordel", "/utgaar"):
        assert lise.post(adressen(jp) + ende).status_code == 404, ende
    # The same address in her own bydel must not reach across either.
    assert lise.get(f"{adressen(jp, 'sagene')}/fil/{objekt}").status_code == 404
    assert jp.tittel not in tekst(lise.get("/saker"))


def _klientsak() -> Journalpost:
    """A letter in a client case of the unit where Ingvild, and not Ola, is cleared for client cases."""
    with som("kari", "frogner") as kari:
        enhet = AdministrativEnhet.objects.get(navn="Helse og mestring")
        sak = opprett_saksmappe(
            Arkivdel.objects.get(arkivdelstatus="A"), tittel="Klientmappe hjemmetjeneste C-9", enhet=enhet,
            klasse=Klasse.objects.get(klasse_id="400"), saksansvarlig=bruker("ingvild"), av=kari,
        )  # fmt: skip
        jp = opprett_journalpost(
            sak,
            type="I",
            tittel="Ønske om trygghetsalarm",
            parter=[NyPart("EA", "Alv Stenmyra", er_person=True)],
            av=kari,
        )
    jp.mappe = sak
    return jp


def test_en_skjermet_sak_finnes_ikke_for_den_som_ikke_er_klarert() -> None:
    ola, ingvild = klient("ola"), klient("ingvild")
    jp = _klientsak()
    sak = jp.mappe
    assert f">{sak.mappe_id}<" not in tekst(ola.get("/saker"))
    assert "Ingen saker passer" in tekst(ola.get("/saker", {"q": "Klientmappe"}))
    assert ola.get(saksadressen(jp)).status_code == 404
    assert ola.get(adressen(jp)).status_code == 404
    assert ola.get("/sok", {"q": sak.mappe_id}).status_code == 200
    assert "Ingen treff" in tekst(ola.get("/sok", {"q": "trygghetsalarm"}))
    # What exists and what does not look the same.
    assert ola.get(saksadressen(jp)).content == ola.get("/saker/frogner/2026/99999").content
    assert klient("kari").get(saksadressen(jp)).status_code == 200
    assert ingvild.get(saksadressen(jp)).status_code == 200
    assert ingvild.get("/sok", {"q": jp.registrerings_id}).headers["Location"] == adressen(jp)


def test_en_sak_opprettes_og_feil_beholder_det_som_er_skrevet() -> None:
    ola = klient("ola")
    side = tekst(ola.get("/saker/frogner/ny"))
    feil = ola.post("/saker/frogner/ny", {"tittel": "Ny gangvei ved Solvangen", "klasse": "", "enhet": "tull"})
    assert feil.status_code == 422
    assert "Ny gangvei ved Solvangen" in tekst(feil)
    assert "Klasse mangler. Velg hva saken handler om." in tekst(feil)
    assert "Enhet mangler. Velg hvem som har saken." in tekst(feil)
    valg = {navn: _foerste_valg(side, navn) for navn in ("klasse", "enhet")}
    svar = ola.post(
        "/saker/frogner/ny", {"tittel": "Ny gangvei ved Solvangen", "saksansvarlig": str(bruker("ola").pk), **valg}
    )
    assert svar.status_code == 302
    assert "Ny gangvei ved Solvangen" in tekst(ola.get(svar.headers["Location"]))


def _foerste_valg(side: str, navn: str) -> str:
    valgene = side.partition(f'name="{navn}"')[2].partition("</select>")[0].split('<option value="')[1:]
    return next(v.partition('"')[0] for v in valgene if not v.startswith('"'))


def test_ola_vurderer_og_avskriver_det_han_har_faatt() -> None:
    jp = _nytt_brev_til_ola()
    ola = klient("ola")
    assert jp.tittel in tekst(ola.get("/min"))
    assert "Ikke vurdert" in tekst(ola.get(adressen(jp)))
    svar = ola.post(adressen(jp) + "/vurder", {"resultat": "offentlig", "neste": "/min"})
    assert (svar.status_code, svar.headers["Location"]) == (302, "/min")
    assert "Ola Myrstad</b> vurderte offentlighet" in tekst(ola.get(adressen(jp)))
    assert "vurderte offentlighet" in tekst(ola.get(saksadressen(jp) + "/endringslogg"))
    svar = ola.post(adressen(jp) + "/avskriv", {"maate": "TE"})
    assert svar.status_code == 302
    side = tekst(ola.get(adressen(jp)))
    assert "Tatt til etterretning" in side
    assert "avskrev (tatt til etterretning)" in side
    assert "Ikke vurdert" not in side
    assert adressen(jp) not in tekst(ola.get("/min")).partition("Sist brukt")[0]


def _nytt_brev_til_ola() -> Journalpost:
    sak = posten(journalposttype="I").mappe
    with som("kari", "frogner") as kari:
        jp = opprett_journalpost(
            sak, type="I", tittel="Spørsmål om gangveien", parter=[NyPart("EA", "Velforeningen Lia")], av=kari,
            mottatt_dato=naa(),
        )  # fmt: skip
        jp = journalfoer(jp, av=kari)
        enhet = AdministrativEnhet.objects.get(pk=sak.administrativ_enhet_id)
        jp = fordel(jp, enhet=enhet, saksbehandler=bruker("ola"), av=kari)
    jp.mappe = sak
    return jp


def test_vurderingen_viser_den_offentlige_linjen_foer_noe_lagres() -> None:
    jp = posten(journalposttype="I", restanse=True)
    ola = klient("ola")
    siste = len(jp.tittel.split()) - 1
    linje = tekst(
        ola.get(adressen(jp) + "/vurder", {"resultat": "delvis", "ord": str(siste)}, headers={"HX-Request": "true"})
    )
    assert jp.tittel.split()[-1] not in linje
    assert "[skjermet]" in linje
    vist = ola.post(
        adressen(jp) + "/vurder", {"resultat": "delvis", "ord": siste, "begrunnelse": "Om barnet", "vis": "1"}
    )
    assert vist.status_code == 200
    assert "Om barnet" in tekst(vist)
    with som("kari", "frogner"):
        assert Journalpost.objects.get(pk=jp.pk).skjermede_ord == []


def test_en_ufullstendig_hjemmel_beholder_alt_og_sier_hva_som_mangler() -> None:
    jp = posten(journalposttype="I", restanse=True)
    ola = klient("ola")
    svar = ola.post(
        adressen(jp) + "/vurder",
        {"resultat": "delvis", "ord": "0", "annen_hjemmel": "offl § 13", "begrunnelse": "Gjelder et barn"},
    )
    assert svar.status_code == 422
    side = tekst(svar)
    assert "Offl § 13 må følges av bestemmelsen om taushetsplikt" in side
    assert "Gjelder et barn" in side
    assert 'value="offl § 13"' in side
    assert 'name="ord" value="0" checked' in side


def test_den_som_ikke_kan_fordele_ser_ikke_knappen_og_faar_nei() -> None:
    jp = posten(journalposttype="I", restanse=True)
    ola, kari = klient("ola"), klient("kari")
    assert "/fordel" not in tekst(ola.get(adressen(jp)))
    assert ola.post(adressen(jp) + "/fordel", {}).status_code == 403
    side = kari.get(adressen(jp) + "/fordel")
    assert side.status_code == 200
    feil = kari.post(adressen(jp) + "/fordel", {"saksbehandler": "", "merknad": "Haster litt"})
    assert feil.status_code == 422
    assert "Saksbehandler mangler. Velg en person." in tekst(feil)
    assert "Haster litt" in tekst(feil)
    svar = kari.post(
        adressen(jp) + "/fordel",
        {"enhet": str(jp.mappe.administrativ_enhet_id), "saksbehandler": str(bruker("ingvild").pk)},
    )
    assert svar.status_code == 302
    assert "fordelte til Ingvild Sletthaug" in tekst(kari.get(adressen(jp)))


def test_en_sak_avsluttes_med_valget_om_aa_avskrive_resten_og_aapnes_igjen() -> None:
    jp = posten(journalposttype="I", restanse=True)
    kari = klient("kari")
    assert "Hva hindrer avslutning" in tekst(kari.get(saksadressen(jp)))
    nei = kari.post(saksadressen(jp) + "/avslutt", {})
    assert nei.status_code == 422
    assert f"{jp.registrerings_id} er ikke avskrevet." in tekst(nei)
    assert kari.post(saksadressen(jp) + "/avslutt", {"avskriv_rest": "ja"}).status_code == 302
    side = tekst(kari.get(saksadressen(jp)))
    assert "Gjenåpne" in side
    assert "Avslutt sak" not in side
    uten = kari.post(saksadressen(jp) + "/gjenaapne", {"grunn": " "})
    assert uten.status_code == 422
    assert "Skriv hvorfor saken gjenåpnes." in tekst(uten)
    assert kari.post(saksadressen(jp) + "/gjenaapne", {"grunn": "Klage kom inn"}).status_code == 302
    assert "Klage kom inn" in tekst(kari.get(saksadressen(jp) + "/endringslogg"))


def test_en_journalpost_settes_til_utgaar_med_grunn() -> None:
    jp = posten(journalposttype="I", journalstatus="J")
    kari = klient("kari")
    assert kari.post(adressen(jp) + "/utgaar", {"grunn": ""}).status_code == 422
    svar = kari.post(adressen(jp) + "/utgaar", {"grunn": "Registrert to ganger"})
    assert svar.status_code == 302
    assert "Utgår" in tekst(kari.get(adressen(jp)))


def test_saklisten_filtreres_og_blar_uten_aa_miste_noen() -> None:
    kari = klient("kari")
    bare_sagene = tekst(kari.get("/saker", {"bydel": "sagene"}))
    assert "/saker/sagene/" in bare_sagene
    assert "/saker/frogner/2" not in bare_sagene
    sett: list[str] = []
    neste: str = "/saker"
    while neste:
        side = tekst(kari.get(neste))
        sett += [bit.partition('"')[0] for bit in side.split('class="kutt" href="/saker/')[1:]]
        rest = side.partition('rel="next"')[0].rpartition("<a ")[2] if 'rel="next"' in side else ""
        neste = "/saker" + rest.partition('href="')[2].partition('"')[0].replace("&amp;", "&") if rest else ""
    assert len(sett) == len(set(sett)) > 30


@pytest.mark.parametrize("hvilken", ["sak", "post", "saker", "vurder"])
def test_sidene_spoer_databasen_faa_ganger(hvilken: str) -> None:
    jp = posten(journalposttype="I", restanse=True)
    ola = klient("ola")
    adresse = {
        "sak": saksadressen(jp), "post": adressen(jp), "saker": "/saker", "vurder": adressen(jp) + "/vurder",
    }[hvilken]  # fmt: skip
    ola.get(adresse)
    with CaptureQueriesContext(connection) as spoerringer:
        assert ola.get(adresse).status_code == 200
    alle = [q["sql"] for q in spoerringer]
    foerste = next(nr for nr, sql in enumerate(alle) if sql.startswith("select set_config"))
    egne = [sql for sql in alle[foerste:] if not sql.startswith(RAMME)]
    assert len(egne) <= 12, "\n".join(sql[:150] for sql in egne)
