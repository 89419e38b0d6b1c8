"""What existing clients and testers of the interface take for granted, each with what we once answered otherwise."""

import json

import pytest

from bysak.api.noark5.tests.klient import href
from bysak.api.noark5.tests.test_klientene_skriver import HASH, MERGE, PDF, Klient, raa
from tests.verden import GRENSESNITTBRUKER, GRENSESNITTPASSORD, grensesnittbruker

pytestmark = pytest.mark.django_db
TID = "2019-05-06T07:08:09+09:00"


@pytest.fixture
def alma(client) -> Klient:
    grensesnittbruker()
    return Klient(GRENSESNITTBRUKER)


def antall(alma: Klient, liste: str, filter_: str) -> int:
    return int(alma.hent(f"api/{liste}/?$filter={filter_}")["count"])


def test_sjekksummen_er_sha_256_med_bindestrek_ogsaa_i_spoersmaal(alma):
    objekt = alma.dokumentobjekt()
    assert alma.send("PATCH", href(objekt, "self"), {"sjekksumAlgoritme": "MD5"}, **MERGE).status == 400
    sagt = {"sjekksumAlgoritme": "SHA-256", "sjekksum": HASH}
    assert alma.send("PATCH", href(objekt, "self"), sagt, **MERGE).status == 200
    vist = json.loads(raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), PDF).content)
    assert (vist["sjekksum"], vist["sjekksumAlgoritme"]) == (HASH, "SHA-256")
    assert antall(alma, "arkivstruktur/dokumentobjekt", "sjekksumAlgoritme eq 'SHA-256'") > 0
    assert antall(alma, "arkivstruktur/dokumentobjekt", "sjekksumAlgoritme eq 'SHA256'") == 0


def test_ren_tekst_har_sitt_format_og_det_som_har_flere_er_ukjent_til_det_er_undersoekt(alma):
    objekt = alma.dokumentobjekt()
    svar = json.loads(raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), b"Hei\n", "text/plain").content)
    assert (svar["format"]["kode"], svar["variantformat"]["kode"]) == ("x-fmt/111", "P")
    dok = href(objekt, "arkivstruktur/dokumentbeskrivelse/")
    rett_inn = json.loads(raa(alma, "POST", f"{dok}fil/", b"Hei\n", "text/plain").content)
    assert (rett_inn["format"]["kode"], rett_inn["variantformat"]["kode"]) == ("x-fmt/111", "A")
    assert json.loads(raa(alma, "POST", f"{dok}fil/", PDF).content)["format"]["kode"] == "av/0"


@pytest.mark.parametrize(
    ("format_", "data", "status"),
    [("fmt/95", b"Hei", 400), ("x-fmt/111", PDF, 400), ("fmt/18", PDF, 201), ("fmt/950", b"Hei", 201)],
)
def test_formatet_som_er_oppgitt_sammenlignes_med_filen(alma, format_, data, status):
    dok = href(alma.dokumentobjekt(), "arkivstruktur/dokumentbeskrivelse/")
    objekt = alma.ny(f"{dok}ny-dokumentobjekt/", format={"kode": format_})
    svar = raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), data, "application/octet-stream")
    assert svar.status_code == status, svar.content


def test_det_en_klient_har_laget_finnes_paa_navnet_den_logger_inn_med(alma):
    assert alma.sak()["opprettetAv"] == GRENSESNITTBRUKER
    assert antall(alma, "sakarkiv/saksmappe", f"opprettetAv eq '{GRENSESNITTBRUKER}'") == 1


def test_en_kode_som_sendes_igjen_svares_paa_som_foerste_gang_og_land_kan_kalles_noe_annet(alma):
    sendt = {"kode": "NO", "kodenavn": "Norway"}
    for _gang in range(2):
        ny = alma.send("POST", "api/metadata/ny-land/", sendt)
        assert ny.status == 201
        assert {n: ny.kropp[n] for n in sendt} == sendt
    part = alma.ny(
        href(alma.sak(), "arkivstruktur/ny-partenhet/"), navn="Firma", partRolle={"kode": "ADV"},
        postadresse={"poststed": "Oslo", "landkode": {"kode": "NO"}},
    )  # fmt: skip
    assert part["postadresse"]["landkode"] == sendt
    egen = {"kode": "N1", "kodenavn": "Notat"}
    assert [alma.send("POST", "api/metadata/ny-dokumenttype/", egen).status for _gang in range(2)] == [201, 201]
    annet = alma.send("POST", "api/metadata/ny-dokumenttype/", egen | {"kodenavn": "Noe annet"})
    assert (annet.status, annet.kropp["hindre"][0]["kode"]) == (409, "kode.finnes")


@pytest.mark.parametrize("sti", ["oauth/token", "oauth/token/"])
def test_tokenadressen_svarer_med_og_uten_skraastrek_og_sier_nei_med_en_setning(alma, sti):
    hos = {"grant_type": "password", "username": GRENSESNITTBRUKER, "password": GRENSESNITTPASSORD}
    assert alma.klient.post(f"/noark5v5/{sti}", hos).json()["access_token"]
    nei = alma.klient.get(f"/noark5v5/{sti}")
    assert (nei.status_code, nei["Allow"], "POST" in nei.json()["error_description"]) == (405, "POST", True)


def test_systemet_har_en_etag(alma):
    assert alma.kall("GET", "api/admin/system/").hoder["ETag"].startswith('"')


def test_et_organisasjonsnummer_fra_et_annet_system_trenger_bare_ni_sifre(alma):
    sti = href(alma.sak(), "arkivstruktur/ny-enhetsidentifikator/")
    assert alma.ny(sti, organisasjonsnummer="987654321")["organisasjonsnummer"] == "987654321"
    assert alma.send("POST", sti, {"organisasjonsnummer": "98765432"}).status == 409


def test_en_mappe_flyttes_under_en_annen_ut_igjen_og_aldri_i_ring(alma):
    arkivdel = alma.arkivdel()
    en, to = (alma.ny(href(arkivdel, "arkivstruktur/ny-mappe/"), tittel=t) for t in ("En", "To"))
    ref = f"{href(to, 'self')}overmappe/$ref"
    assert alma.kall("PUT", ref, json.dumps(href(en, "self"))).status == 204
    assert alma.hent(href(to, "self"))["referanseForelderMappe"] == en["systemID"]
    ring = alma.kall("PUT", f"{href(en, 'self')}overmappe/$ref", json.dumps(href(to, "self")))
    assert (ring.status, ring.kropp["hindre"][0]["kode"]) == (409, "mappe.ring")
    assert alma.kall("DELETE", ref).status == 204
    assert "referanseForelderMappe" not in alma.hent(href(to, "self"))
    fremmed = alma.ny(href(alma.arkivdel(), "arkivstruktur/ny-mappe/"), tittel="Et annet sted")
    hit = alma.kall("PUT", ref, json.dumps(href(fremmed, "self")))
    assert (hit.status, hit.kropp["hindre"][0]["kode"]) == (409, "mappe.arkivdel")


@pytest.mark.parametrize(
    ("rel", "mer", "tider"),
    [
        ("arkivstruktur/ny-merknad/", {"merknadstekst": "Hei"}, ("merknadsdato",)),
        ("sakarkiv/ny-dokumentflyt/", {"flytTil": "Posten"}, ("flytMottattDato", "flytSendtDato")),
        ("sakarkiv/ny-presedens/", {"tittel": "Vei", "rettskildefaktor": "Praksis"}, ("presedensDato",)),
        ("sakarkiv/ny-avskrivning/", {"avskrivningsmaate": {"kode": "TE"}}, ("avskrivningsdato",)),
    ],
)
def test_tider_som_sendes_kommer_igjen_som_de_ble_sendt_og_kan_rettes_av_den_som_overstyrer(alma, rel, mer, tider):
    jp = alma.ny(
        href(alma.sak(), "sakarkiv/ny-journalpost/"), tittel="Brev", journalstatus={"kode": "J"},
        mottattDato="2018-01-01T00:00:00Z", dokumentetsDato="2018-01-01T00:00:00Z",
    )  # fmt: skip
    laget = alma.ny(href(jp, rel), **mer, **dict.fromkeys(tider, TID))
    assert {n: laget[n] for n in tider} == dict.fromkeys(tider, TID)
    assert alma.hent(href(laget, "self")) == laget
    rettet = dict.fromkeys(tider, "2020-02-02T12:00:00-03:00")
    kropp = {n: v for n, v in laget.items() if n != "_links"} | rettet
    svar = alma.send("PUT", href(laget, "self"), kropp)
    assert svar.status == 200, svar.kropp
    assert {n: svar.kropp[n] for n in tider} == rettet
    assert alma.kall("DELETE", href(laget, "self")).status == 204


def test_konverteringens_tid_er_som_den_ble_sendt(alma):
    sti = href(alma.dokumentobjekt(), "arkivstruktur/ny-konvertering/")
    fra_til = {"konvertertFraFormat": {"kode": "fmt/412"}, "konvertertTilFormat": {"kode": "fmt/95"}}
    assert alma.ny(sti, konvertertDato=TID, **fra_til)["konvertertDato"] == TID


def test_den_som_ikke_kan_overstyre_retter_ikke_avskrivning_dokumentflyt_eller_merknadens_dato(alma):
    jp = alma.ny(
        href(alma.sak(), "sakarkiv/ny-journalpost/"), tittel="Brev", journalstatus={"kode": "J"},
        mottattDato="2018-01-01T00:00:00Z",
    )  # fmt: skip
    flyt = alma.ny(href(jp, "sakarkiv/ny-dokumentflyt/"), flytTil="Posten")
    avskrevet = alma.ny(href(jp, "sakarkiv/ny-avskrivning/"))
    kari = Klient("kari")
    for rad, endret in ((flyt, {"flytTil": "Andre"}), (avskrevet, {"avskrivningsdato": TID})):
        nei = kari.send("PATCH", href(rad, "self"), endret, **MERGE)
        assert (nei.status, nei.kropp["hindre"][0]["kode"]) == (409, "frys.laast"), nei.kropp
    assert kari.kall("DELETE", href(flyt, "self")).kropp["hindre"][0]["kode"] == "flyt.laast"


def test_en_intern_part_kan_vaere_bare_navn_og_ingen_enhet_blir_til_av_det(alma):
    enheter = alma.hent("api/admin/administrativenhet/")["count"]
    jp = alma.ny(href(alma.sak(), "sakarkiv/ny-journalpost/"), tittel="Brev")
    navn = {"administrativEnhet": "Et annet sted", "saksbehandler": "Ukjent Person"}
    part = alma.ny(href(jp, "arkivstruktur/ny-korrespondansepartintern/"), **navn)
    assert {n: part[n] for n in navn} == navn
    assert not {"referanseAdministrativEnhet", "referanseSaksbehandler"} & set(part)
    assert alma.hent("api/admin/administrativenhet/")["count"] == enheter


def test_en_ukjent_saksansvarlig_er_en_feil_for_andre_enn_den_som_administrerer(alma):
    sti = href(alma.arkivdel(), "sakarkiv/ny-saksmappe/")
    sak = alma.ny(sti, tittel="Fra et annet system", saksansvarlig="Ukjent Person")
    assert sak["saksansvarlig"] == GRENSESNITTBRUKER
    nei = Klient("ola").send("POST", sti, {"tittel": "Sak", "saksansvarlig": "Ukjent Person"})
    assert (nei.status, [a["navn"] for a in nei.kropp["attributter"]]) == (400, ["saksansvarlig"])


def test_en_sekundaer_klasse_legges_til_og_tas_bort_ved_ref(alma):
    sak = alma.sak()
    system = alma.ny("api/arkivstruktur/ny-klassifikasjonssystem/", tittel="Emner")
    klasse = alma.ny(href(system, "arkivstruktur/ny-klasse/"), klasseID="1", tittel="Vei")
    ref = f"{href(sak, 'self')}sekundaerklassifikasjon/"
    assert alma.kall("POST", f"{ref}$ref?$id={href(klasse, 'self')}").status == 204
    assert [k["systemID"] for k in alma.alle(ref)] == [klasse["systemID"]]
    i_bruk = alma.kall("DELETE", href(klasse, "self"))
    assert (i_bruk.status, i_bruk.kropp["hindre"][0]["kode"]) == (409, "klasse.i_bruk")
    assert alma.kall("DELETE", f"{ref}$ref?$id={href(klasse, 'self')}").status == 204
    assert alma.kall("DELETE", href(klasse, "self")).status == 204


def test_en_journalfoert_post_slettes_ikke_av_den_som_ikke_kan_overstyre(alma):
    jp = alma.ny(href(alma.sak(), "sakarkiv/ny-journalpost/"), tittel="Brev", journalstatus={"kode": "J"})
    nei = Klient("kari").kall("DELETE", href(jp, "self"))
    assert (nei.status, nei.kropp["hindre"][0]["kode"]) == (409, "slett.endelig"), nei.kropp
