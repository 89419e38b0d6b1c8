"""What clients that others have written do, over HTTP: the chain, templates, files, moves, and all that is bad."""

import hashlib
import json
import resource
import tracemalloc
from uuid import uuid4

import pytest

from bysak.api.noark5.lenker import REL
from bysak.api.noark5.tests.klient import Noark, Svar, href
from tests.verden import GRENSESNITTBRUKER, grensesnittbruker

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n" + b"x" * 5000
AKTIV = {"administrativEnhetsstatus": "Aktiv"}
HASH = hashlib.sha256(PDF).hexdigest()


class Klient(Noark):
    """One that writes, too."""

    def ny(self, sti: str, **sendt: object) -> dict:
        """The body of a POST that must go well."""
        svar = self.send("POST", sti, sendt)
        assert svar.status == 201, (sti, svar.kropp)
        assert svar.hoder["ETag"]
        assert svar.hoder["Location"] == href(svar.kropp, "self")
        kropp: dict = svar.kropp
        return kropp

    def send(self, metode: str, sti: str, kropp: object, **hoder: str) -> Svar:
        """One request with a JSON body."""
        return self.kall(metode, sti, json.dumps(kropp), **hoder)

    def arkivdel(self) -> dict:
        """A new arkivdel by the links, as clients find them."""
        skaper = self.ny("api/arkivstruktur/ny-arkivskaper/", arkivskaperID="1", arkivskaperNavn="Frogner")
        arkiv = self.ny(href(skaper, "arkivstruktur/ny-arkiv/"), tittel="Fagarkiv")
        return self.ny(href(arkiv, "arkivstruktur/ny-arkivdel/"), tittel="Fagsaker")

    def sak(self) -> dict:
        """A case."""
        return self.ny(href(self.arkivdel(), "sakarkiv/ny-saksmappe/"), tittel="Gangvei ved bekken")

    def dokumentobjekt(self) -> dict:
        """A place for a file, under a case's entry."""
        jp = self.ny(href(self.sak(), "sakarkiv/ny-journalpost/"), tittel="Søknad 🚲")
        dok = self.ny(href(jp, "arkivstruktur/ny-dokumentbeskrivelse/"), tittel="Søknaden")
        return self.ny(href(dok, "arkivstruktur/ny-dokumentobjekt/"))


@pytest.fixture
def alma(client) -> Klient:
    grensesnittbruker()
    return Klient(GRENSESNITTBRUKER)


def raa(alma: Klient, metode: str, sti: str, data: bytes = b"", type_: str = "application/pdf", /, **hoder: str):
    return alma.klient.generic(metode, sti.partition("{")[0], data=data, content_type=type_, headers=alma.hode | hoder)


def test_kjeden_fra_arkivskaper_til_fil_og_fila_ut_igjen(alma):
    objekt = alma.dokumentobjekt()
    assert "sjekksum" not in objekt
    fil = href(objekt, "arkivstruktur/fil/")
    svar = raa(alma, "POST", fil, PDF)
    assert svar.status_code == 201, svar.content
    vist = json.loads(svar.content)
    assert (vist["sjekksum"], vist["filstoerrelse"], vist["mimeType"]) == (HASH, len(PDF), "application/pdf")
    ut = raa(alma, "GET", fil)
    assert (ut["Content-Type"], b"".join(ut)) == ("application/pdf", PDF)
    del_ = raa(alma, "GET", fil, Range="bytes=5-8")
    assert (del_.status_code, del_["Content-Range"], b"".join(del_)) == (206, f"bytes 5-8/{len(PDF)}", PDF[5:9])
    assert b"".join(raa(alma, "GET", fil, Range="bytes=-4")) == PDF[-4:]
    assert raa(alma, "GET", fil, Range="bytes=9000-").status_code == 416
    assert raa(alma, "GET", fil, Accept="text/plain").status_code == 406
    assert raa(alma, "POST", fil, PDF).status_code == 409  # a file is given once


@pytest.mark.parametrize(
    ("sti", "krever"),
    [
        ("api/arkivstruktur/ny-arkivskaper/", {"arkivskaperID": "1", "arkivskaperNavn": "Frogner"}),
        ("api/arkivstruktur/ny-arkiv/", {"tittel": "Arkivet"}),
        ("{arkivdel}ny-mappe/", {"tittel": "Mappa"}),
        ("{arkivdel}ny-saksmappe/", {"tittel": "Saka"}),
        ("{arkivdel}ny-registrering/", {"tittel": "Skjemaet"}),
        ("{arkivdel}ny-klassifikasjonssystem/", {"tittel": "Nøkkelen"}),
        ("{sak}ny-journalpost/", {"tittel": "Brevet"}),
        ("{sak}ny-arkivnotat/", {"tittel": "Notatet"}),
        ("{sak}ny-registrering/", {"tittel": "Skjemaet"}),
        ("{sak}ny-mappe/", {"tittel": "Undermappa"}),
        ("{sak}ny-merknad/", {"merknadstekst": "Husk befaringen"}),
        ("{sak}ny-partperson/", {"navn": "Kari Nordmann"}),
        ("{sak}ny-partenhet/", {"navn": "Velforeningen"}),
        ("{sak}ny-presedens/", {"tittel": "Gangveier", "rettskildefaktor": "Forvaltningspraksis"}),
        ("{sak}ny-matrikkel/", {"kommunenummer": "0301", "gaardsnummer": 12, "bruksnummer": 3}),
        ("{sak}ny-bygning/", {"bygningsnummer": 300123}),
        ("{sak}ny-plan/", {"planidentifikasjon": "S-4000", "kommunenummer": "0301"}),
        ("{sak}ny-posisjon/", {"koordinatsystem": {"kode": "EPSG:4326"}, "x": 10.7, "y": 59.9}),
        ("{sak}ny-foedselsnummer/", {"foedselsnummer": "01810012345"}),
        ("{sak}ny-dnummer/", {"dNummer": "41810012345"}),
        ("{jp}ny-korrespondansepartperson/", {"navn": "Kari Nordmann"}),
        ("{jp}ny-korrespondansepartenhet/", {"navn": "Velforeningen"}),
        ("{jp}ny-korrespondansepartintern/", {"administrativEnhet": "Oppvekst"}),
        ("{jp}ny-dokumentbeskrivelse/", {"tittel": "Søknaden"}),
        ("{jp}ny-dokumentflyt/", {"flytTil": "Postmottaket"}),
        ("{dok}ny-dokumentobjekt/", {}),
        ("{dok}ny-merknad/", {"merknadstekst": "Uleselig"}),
        ("{objekt}ny-konvertering/", {}),
        (
            "api/admin/ny-administrativenhet/",
            {"administrativEnhetNavn": "Nærmiljø", "administrativEnhetsstatus": "Aktiv"},
        ),
    ],
)
def test_malen_sendt_tilbake_med_det_som_er_paalagt_gir_noe_nytt_som_kan_leses_endres_og_slettes(alma, sti, krever):
    steder = {}
    if "{arkivdel}" in sti:
        steder["arkivdel"] = href(alma.arkivdel(), "self")
    if "{sak}" in sti or "{jp}" in sti or "{dok}" in sti or "{objekt}" in sti:
        sak = alma.sak()
        jp = alma.ny(href(sak, "sakarkiv/ny-journalpost/"), tittel="Brev")
        dok = alma.ny(href(jp, "arkivstruktur/ny-dokumentbeskrivelse/"), tittel="Dokument")
        objekt = alma.ny(href(dok, "arkivstruktur/ny-dokumentobjekt/"))
        steder |= {n: href(v, "self") for n, v in {"sak": sak, "jp": jp, "dok": dok, "objekt": objekt}.items()}
    sti = sti.format(**steder)
    mal = alma.hent(sti)
    mal.pop("_links")
    laget = alma.ny(sti, **mal, **krever)
    for navn, verdi in krever.items():
        if isinstance(verdi, str | int | float):
            assert laget[navn] == verdi, navn
    selv = href(laget, "self")
    assert alma.hent(selv) == laget
    kropp = {n: v for n, v in laget.items() if n != "_links"}
    put = alma.send("PUT", selv, kropp, **{"If-Match": alma.kall("GET", selv).hoder["ETag"]})
    uforanderlig = {"konvertering"}
    assert put.status == (409 if uforanderlig & set(selv.split("/")) else 200), put.kropp
    slettet = alma.kall("DELETE", selv)
    assert slettet.status in (204, 409), slettet.kropp
    assert alma.kall("GET", selv).status == (404 if slettet.status == 204 else 200)


def test_tider_med_klientens_tidssone_og_lukkede_felter_ekko(alma):
    sak = alma.ny(
        href(alma.arkivdel(), "sakarkiv/ny-saksmappe/"), tittel="Sak", saksdato="2024-05-17T08:15:00+09:00",
        beskrivelse="To linjer\nher", noekkelord=["vei", "bekk"], offentligTittel="Sak *****",
        opprettetDato="2020-02-29T23:59:59-05:00",
    )  # fmt: skip
    assert (sak["saksdato"], sak["saksaar"]) == ("2024-05-17T08:15:00+09:00", 2024)
    assert (sak["beskrivelse"], sak["noekkelord"]) == ("To linjer\nher", ["vei", "bekk"])
    assert sak["offentligTittel"] == "Sak *****"


def test_en_gammel_etag_gir_409_med_hva_som_er_endret(alma):
    selv = href(alma.sak(), "self")
    gammel = alma.kall("GET", selv).hoder["ETag"]
    assert alma.send("PATCH", selv, {"tittel": "Ny tittel"}, ETag=gammel).status == 200
    svar = alma.send("PATCH", selv, {"tittel": "Enda en"}, **{"If-Match": gammel})
    assert svar.status == 409
    tittel = next(e for e in svar.kropp["endret"] if e["element"] == "tittel")
    assert (tittel["deres"], tittel["naa"], tittel["endretAv"]) == ("Enda en", "Ny tittel", GRENSESNITTBRUKER)
    assert alma.hent(selv)["tittel"] == "Ny tittel"


def test_patch_toemmer_med_null_og_put_toemmer_det_som_er_utelatt(alma):
    selv = href(alma.sak(), "self")
    patch = alma.send("PATCH", selv, {"beskrivelse": "Langs bekken", "noekkelord": ["vei"]}, **MERGE)
    assert patch.kropp["beskrivelse"] == "Langs bekken"
    tom = alma.send("PATCH", selv, {"beskrivelse": None}, **MERGE).kropp
    assert (tom.get("beskrivelse"), tom["noekkelord"]) == (None, ["vei"])
    put = alma.send("PUT", selv, {"tittel": "Bare tittel"}).kropp
    assert (put["tittel"], put.get("noekkelord"), put["saksstatus"]["kode"]) == ("Bare tittel", None, "B")
    assert alma.send("PATCH", selv, {"tittel": None}, **MERGE).status == 400


SKJERMET = {
    "tilgangsrestriksjon": {"kode": "UO"},
    "skjermingshjemmel": "Offl § 13",
    "skjermingMetadata": [{"kode": "TMO"}],
}
MERGE = {"Content-Type": "application/merge-patch+json"}
VSM = "virksomhetsspesifikkeMetadata"
DAARLIG = [
    ({}, "tittel"),
    ({"tittel": ""}, "tittel"),
    ({"tittel": "\u200b\u00a0\u0000"}, "tittel"),
    ({"tittel": 5}, "tittel"),
    ({"tittel": ["x"]}, "tittel"),
    ({"tittel": "x", "ukjent": 1}, "ukjent"),
    ({"tittel": "x", "Tittel": "x"}, "Tittel"),
    ({"tittel": "x", "noekkelord": "vei"}, "noekkelord"),
    ({"tittel": "x", "noekkelord": [1]}, "noekkelord[0]"),
    ({"tittel": "x", "dokumentmedium": "E"}, "dokumentmedium"),
    ({"tittel": "x", "dokumentmedium": {"kode": "Q"}}, "dokumentmedium"),
    ({"tittel": "x", "dokumentmedium": {"kode": "E", "mer": 1}}, "dokumentmedium.mer"),
    ({"tittel": "x", "saksdato": "i går"}, "saksdato"),
    ({"tittel": "x", "saksdato": "2024-02-30"}, "saksdato"),
    ({"tittel": "x", "saksdato": 20240101}, "saksdato"),
    ({"tittel": "x", "referanseSaksansvarlig": "Ola"}, "referanseSaksansvarlig"),
    ({"tittel": "x", "referanseSaksansvarlig": str(uuid4())}, "referanseSaksansvarlig"),
    ({"tittel": "x", "skjerming": {"ukjent": 1}}, "skjerming.ukjent"),
    ({"tittel": "x", VSM: {"uten-prefiks": 1}}, f"{VSM}.uten-prefiks"),
]  # fmt: skip


@pytest.mark.parametrize(("kropp", "felt"), DAARLIG)
def test_det_som_er_galt_i_en_melding_sies_i_en_setning_og_ingenting_blir_skrevet(alma, kropp, felt):
    sti = href(alma.arkivdel(), "sakarkiv/ny-saksmappe/")
    foer = alma.hent("api/arkivstruktur/mappe/")["count"]
    svar = alma.send("POST", sti, kropp)
    assert (svar.status, svar.kropp["feil"]["kode"]) == (400, 400)
    assert felt in [a["navn"] for a in svar.kropp["attributter"]]
    assert svar.kropp["feil"]["beskrivelse"].endswith(".")
    assert alma.hent("api/arkivstruktur/mappe/")["count"] == foer


def test_alle_feil_i_en_melding_kommer_i_ett_svar(alma):
    svar = alma.send("POST", "api/arkivstruktur/ny-arkiv/", {"ukjent": 1, "arkivstatus": {"kode": "Q"}})
    assert {a["navn"] for a in svar.kropp["attributter"]} == {"tittel", "ukjent", "arkivstatus"}


@pytest.mark.parametrize(
    "raa_kropp", ["", "{", "[]", "null", '"x"', "{" * 5000, '{"tittel": "x", "a": ' + "[" * 100 + "]" * 100 + "}"]
)
def test_det_som_ikke_er_et_json_objekt_gir_400(alma, raa_kropp):
    assert alma.kall("POST", "api/arkivstruktur/ny-arkiv/", raa_kropp).status == 400


def test_feil_sted_fremmede_id_er_og_ukjente_adresser(alma):
    sak = href(alma.sak(), "self")
    assert alma.send("POST", f"{sak}ny-arkivdel/", {"tittel": "x"}).status == 404
    assert alma.send("POST", f"api/arkivstruktur/mappe/{uuid4()}/ny-mappe/", {"tittel": "x"}).status == 404
    assert alma.send("POST", "api/arkivstruktur/mappe/ikke-en-id/ny-mappe/", {"tittel": "x"}).status == 404
    assert alma.send("PUT", f"api/arkivstruktur/mappe/{uuid4()}/", {"tittel": "x"}).status == 404
    assert alma.send("POST", sak, {"tittel": "x"}).status == 405
    assert alma.kall("POST", "api/arkivstruktur/ny-arkiv/", "x=1", **{"Content-Type": "text/csv"}).status == 415


def test_fil_i_deler_kan_tas_opp_igjen_og_kommer_hel_fram(alma):
    objekt = alma.dokumentobjekt()
    fil = href(objekt, "arkivstruktur/fil/")
    stor = {"X-Upload-Content-Type": "application/pdf", "X-Upload-Content-Length": str(len(PDF))}
    start = raa(alma, "POST", fil, **stor)
    assert start.status_code == 200
    sted = start["Location"]
    en = raa(alma, "PUT", sted, PDF[:3000], **{"Content-Range": f"0-2999/{len(PDF)}"})
    samme = raa(alma, "PUT", sted, PDF[:3000], **{"Content-Range": f"0-2999/{len(PDF)}"})
    assert (en.status_code, en["Range"], samme.status_code, samme["Range"]) == (200, "0-2999", 200, "0-2999")
    hopp = raa(alma, "PUT", en["Location"], PDF[4000:], **{"Content-Range": f"4000-{len(PDF) - 1}/{len(PDF)}"})
    assert (hopp.status_code, hopp["Range"]) == (400, "0-2999")
    feil = raa(alma, "PUT", en["Location"], PDF[3000:], **{"Content-Range": f"3000-4000/{len(PDF)}"})
    assert feil.status_code == 400
    siste = raa(alma, "PUT", en["Location"], PDF[3000:], **{"Content-Range": f"bytes 3000-{len(PDF) - 1}/{len(PDF)}"})
    assert siste.status_code == 201, siste.content
    assert json.loads(siste.content)["sjekksum"] == HASH
    igjen = raa(alma, "PUT", en["Location"], PDF[3000:], **{"Content-Range": f"3000-{len(PDF) - 1}/{len(PDF)}"})
    assert (igjen.status_code, igjen.content, igjen["ETag"]) == (201, siste.content, siste["ETag"])
    foerste = raa(alma, "PUT", en["Location"], PDF[:3000], **{"Content-Range": f"0-2999/{len(PDF)}"})
    assert foerste.status_code == 404


@pytest.mark.parametrize("oppgitt", [{"sjekksum": "ab" * 32}, {"filstoerrelse": 7}, {"mimeType": "text/plain"}])
def test_en_fil_som_er_en_annen_enn_den_som_er_oppgitt_avvises_og_plassen_staar(alma, oppgitt):
    tom = alma.dokumentobjekt()
    assert alma.send("PATCH", href(tom, "self"), oppgitt, **MERGE).status == 200
    svar = raa(alma, "POST", href(tom, "arkivstruktur/fil/"), PDF)
    assert svar.status_code == 400, svar.content
    assert alma.hent(href(tom, "self")).get("filstoerrelse") == oppgitt.get("filstoerrelse")


def test_fil_rett_paa_dokumentbeskrivelsen_lager_objektet(alma):
    objekt = alma.dokumentobjekt()
    dok = href(objekt, "arkivstruktur/dokumentbeskrivelse/").partition("{")[0]
    svar = raa(
        alma, "POST", f"{href(alma.hent(dok)['results'][0], 'self') if 'results' in alma.hent(dok) else dok}fil/", PDF
    )
    assert svar.status_code == 201, svar.content
    assert json.loads(svar.content)["versjonsnummer"] == 2


@pytest.mark.parametrize(
    ("type_", "data", "status"), [("multipart/form-data", PDF, 415), ("application/pdf", b"", 400)]
)
def test_skjema_og_tomme_filer_avvises(alma, type_, data, status):
    fil = href(alma.dokumentobjekt(), "arkivstruktur/fil/")
    assert raa(alma, "POST", fil, data, type_).status_code == status


def test_en_fil_over_bulkgrensen_avvises_i_ett(alma, settings):
    settings.BYSAK_API_BULKGRENSE = 1000
    fil = href(alma.dokumentobjekt(), "arkivstruktur/fil/")
    assert raa(alma, "POST", fil, PDF).status_code == 403


def test_en_disk_uten_plass_er_422_og_plassen_til_fila_staar(alma):
    objekt = alma.dokumentobjekt()
    foer = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, foer[1]))
    try:
        svar = raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), PDF)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, foer)
    assert (svar.status_code, "plass" in svar.json()["feil"]["beskrivelse"]) == (422, True)
    assert alma.hent(href(objekt, "self")) == objekt
    assert raa(alma, "POST", href(objekt, "arkivstruktur/fil/"), PDF).status_code == 201


def test_mappe_blir_sak_og_registrering_journalpost_med_samme_id(alma):
    arkivdel = alma.arkivdel()
    mappe = alma.ny(href(arkivdel, "arkivstruktur/ny-mappe/"), tittel="Mappa")
    sak = alma.send("PUT", href(mappe, "sakarkiv/utvid-til-saksmappe/"), {})
    assert (sak.status, sak.kropp["systemID"]) == (200, mappe["systemID"]), sak.kropp
    assert "/sakarkiv/saksmappe/" in href(sak.kropp, "self")
    reg = alma.ny(href(sak.kropp, "arkivstruktur/ny-registrering/"), tittel="Brevet")
    jp = alma.send("PUT", href(reg, "sakarkiv/utvid-til-journalpost/"), {"journalposttype": {"kode": "U"}})
    assert (jp.status, jp.kropp["journalposttype"]["kode"]) == (200, "U"), jp.kropp


def test_kryssreferanse_flytting_og_andre_referanser(alma):
    arkivdel = alma.arkivdel()
    en, to = (alma.ny(href(arkivdel, "sakarkiv/ny-saksmappe/"), tittel=t) for t in ("En", "To"))
    mal = alma.hent(f"{href(en, 'self')}ny-kryssreferanse/")
    kryss = alma.kall("POST", mal["url"] + href(to, "self"))
    assert kryss.status == 201, kryss.kropp
    assert alma.kall("POST", mal["url"] + href(to, "self")).status == 400
    assert alma.kall("DELETE", href(kryss.kropp, "self")).status == 204
    reg = alma.ny(href(en, "arkivstruktur/ny-registrering/"), tittel="Flyttes")
    lenker = {"_links": {f"{REL}arkivstruktur/mappe/": {"href": href(to, "self")}}}
    flyttet = alma.send("PATCH", href(reg, "self"), lenker, **MERGE)
    assert flyttet.status == 200, flyttet.kropp
    assert flyttet.kropp["registreringsID"].startswith(to["mappeID"])
    tilbake = alma.kall("PUT", f"{href(reg, 'self')}mappe/$ref", json.dumps(href(en, "self")))
    assert tilbake.status == 204, tilbake.kropp
    assert alma.kall("POST", f"{href(en, 'self')}tullball/$ref?$id={href(to, 'self')}").status == 400


def test_en_sak_med_journalfoerte_poster_slettes_nedenfra_av_den_som_kan_overstyre(alma):
    sak = alma.sak()
    jp = alma.ny(href(sak, "sakarkiv/ny-journalpost/"), tittel="Brev", journalstatus={"kode": "J"})
    alma.ny(href(jp, "arkivstruktur/ny-dokumentbeskrivelse/"), tittel="Dok")
    assert alma.kall("DELETE", href(sak, "self")).status == 409
    slettet = alma.kall("DELETE", href(jp, "self"))
    assert slettet.status == 204, slettet.kropp
    assert alma.kall("DELETE", href(sak, "self")).status == 204


def test_skjerming_kassasjon_og_egne_felt_foelger_enheten(alma):
    sak = alma.ny(
        href(alma.arkivdel(), "sakarkiv/ny-saksmappe/"), tittel="Sak",
        skjerming=SKJERMET,
        kassasjon={"kassasjonsvedtak": {"kode": "K"}, "bevaringstid": 10, "kassasjonsdato": "2040-01-01"},
        virksomhetsspesifikkeMetadata={"ppt-v1:skoleaar": "2018/2019"},
        merknad={"merknadstekst": "Kom med i samme melding"},
    )  # fmt: skip
    assert sak["skjerming"]["skjermingshjemmel"] == "Offl § 13"
    assert (sak["kassasjon"]["bevaringstid"], sak["kassasjon"]["kassasjonsvedtak"]["kode"]) == (10, "K")
    assert sak["virksomhetsspesifikkeMetadata"] == {"ppt-v1:skoleaar": "2018/2019"}
    merknader = alma.hent(href(sak, "arkivstruktur/merknad/"))
    assert merknader["results"][0]["merknadstekst"] == "Kom med i samme melding"
    uten = alma.send("PATCH", href(sak, "self"), {"skjerming": None}, **MERGE).kropp
    assert {"skjerming", "kassasjon"} & set(uten) == {"kassasjon"}


class Lang:
    """A body that never is in memory as a whole."""

    def __init__(self, lengde: int) -> None:
        self.igjen = lengde

    def read(self, antall: int = -1) -> bytes:
        """The next bytes of it."""
        ut = min(self.igjen, antall if antall >= 0 else self.igjen)
        self.igjen -= ut
        return b"x" * ut

    readline = read


def test_en_fil_paa_to_hundre_megabyte_gaar_inn_og_ut_uten_aa_vaere_i_minnet(alma, settings):
    settings.BYSAK_API_BULKGRENSE = 0
    lengde = 200 * 1024 * 1024
    fil = href(alma.dokumentobjekt(), "arkivstruktur/fil/")
    sti = fil.removeprefix("http://testserver")
    hode = {"HTTP_AUTHORIZATION": alma.hode["Authorization"], "CONTENT_TYPE": "application/octet-stream"}
    tracemalloc.start()
    svar = alma.klient.request(
        PATH_INFO=sti, REQUEST_METHOD="POST", CONTENT_LENGTH=str(lengde), **{"wsgi.input": Lang(lengde)}, **hode
    )
    assert (svar.status_code, json.loads(svar.content)["filstoerrelse"]) == (201, lengde)
    ut = alma.klient.request(PATH_INFO=sti, REQUEST_METHOD="GET", **hode)
    assert sum(map(len, ut.streaming_content)) == lengde
    _naa, mest = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert mest < 20 * 1024 * 1024, mest
    kort = alma.klient.request(
        PATH_INFO=href(alma.dokumentobjekt(), "arkivstruktur/fil/").removeprefix("http://testserver"),
        REQUEST_METHOD="POST", CONTENT_LENGTH="5000", **{"wsgi.input": Lang(3000)}, **hode,
    )  # fmt: skip
    assert kort.status_code == 400
