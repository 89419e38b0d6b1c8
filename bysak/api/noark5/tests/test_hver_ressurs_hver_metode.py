"""Every resource of the register by every method: the right status, the standard's error body, and never a 5xx.

What each answers with is held against the register: names, one or many, code objects, relation keys.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from bysak.api.noark5.form import GIS, PAALAGT, Felt, Ressurs
from bysak.api.noark5.lenker import NKREL, REL, enkeltfelt, kodelistene, relasjonspakke
from bysak.api.noark5.relasjoner import KNYTTES, NYE_VED_SIDEN
from bysak.api.noark5.ressurser import GRUPPER, RESSURSER
from bysak.api.noark5.rot import I_PAKKEN
from bysak.api.noark5.skriv.endring import ENDRES
from bysak.api.noark5.skriv.sletting import SLETTES
from bysak.api.noark5.tests.klient import Svar, href
from bysak.api.noark5.tests.test_klientene_skriver import MERGE, Klient
from bysak.api.tilgang.tests.klienter import maskin
from tests.verden import GRENSESNITTBRUKER, grensesnittbruker

pytestmark = [pytest.mark.django_db, pytest.mark.treg]
# What each needs beside its template. A base type is made as one of its subtypes.
KREVER: dict[str, dict[str, Any]] = {
    "arkivskaper": {"arkivskaperID": "9", "arkivskaperNavn": "Etat"},
    "journalpost": {"journalstatus": {"kode": "J"}},
    "klasse": {"klasseID": "01", "tittel": "Klasse"},
    "merknad": {"merknadstekst": "Hei"},
    **{navn: {"navn": "Kim", "partRolle": {"kode": "ADV"}} for navn in ("partenhet", "partperson")},
    **{navn: {"navn": "Kim"} for navn in ("korrespondansepartenhet", "korrespondansepartperson")},
    "korrespondansepartintern": {"administrativEnhet": "Postmottaket"},
    "bygning": {"bygningsnummer": 1},
    "matrikkel": {"kommunenummer": "0301", "gaardsnummer": 1, "bruksnummer": 2},
    "plan": {"planidentifikasjon": "S-1"},
    "posisjon": {"koordinatsystem": {"kode": "EPSG:32632"}, "x": 1.5, "y": 2},
    "foedselsnummer": {"foedselsnummer": "05818012345"},
    "dnummer": {"dNummer": "45818012345"},
    "enhetsidentifikator": {"organisasjonsnummer": "987654321"},
    "presedens": {"tittel": "Presedens", "rettskildefaktor": "Praksis"},
    "konvertering": {"konvertertFraFormat": {"kode": "fmt/412"}, "konvertertTilFormat": {"kode": "fmt/95"}},
    "administrativenhet": {"administrativEnhetNavn": "En enhet", "administrativEnhetsstatus": "Aktiv"},
}
# Where one is made, when it is not where the first that offers it is.
UNDER = {
    "arkiv": "",
    "arkivskaper": "",
    "klassifikasjonssystem": "",
    "mappe": "arkivdel",
    "registrering": "saksmappe",
    "arkivnotat": "saksmappe",
}
# Made by reading or by other acts; or of people, whom the archive service keeps (their own test).
LAGES_IKKE = {"bruker", "tilgang", "endringslogg", "hendelseslogg", "kryssreferanse"}
# Attributes that are there when something has happened, though the system gives them.
NAAR_DET_SKJER = {
    *("arkivertDato", "arkivertAv", "sendtDato", "forfallsdato", "antallVedlegg", "mottattDato", "dokumentetsDato"),
    *("referanseArkivertAv", "journalpostnummer", "format", "sjekksum", "mimeType", "filstoerrelse", "journalenhet"),
    *("referanseFlytTil", "journaldato", "saksansvarlig", "opprettetAv"),
}


class Alle(Klient):
    """A client that makes one of each kind."""

    def __init__(self) -> None:
        super().__init__(GRENSESNITTBRUKER)
        self.laget: dict[str, dict[str, Any]] = {}

    def en(self, navn: str) -> dict[str, Any]:
        """One of this kind, made under what offers it."""
        if navn not in self.laget:
            sti = f"{self._over(navn)}ny-{navn}/"
            mal = self.hent(sti)
            mal.pop("_links")
            tittel = {"tittel": navn} if "tittel" in RESSURSER[navn].felt else {}
            self.laget[navn] = self.ny(sti, **tittel | mal | KREVER.get(navn, {}))
        return self.laget[navn]

    def _over(self, navn: str) -> str:
        under = UNDER.get(navn, next((r.navn for r in RESSURSER.values() if navn in r.nye), ""))
        under = {"mappe": "saksmappe", "registrering": "journalpost"}.get(under, under)
        return href(self.en(under), "self") if under else f"api/{RESSURSER[navn].pakke}/"


@pytest.fixture
def alle(client) -> Alle:
    grensesnittbruker()
    return Alle()


def nei(svar: Svar, *statuser: int) -> None:
    """It was refused, with one of these, in the standard's words."""
    assert svar.status in statuser, svar.kropp
    assert svar.kropp["feil"]["kode"] == svar.status
    assert svar.kropp["feil"]["beskrivelse"].rstrip()[-1] in ".!»)", svar.kropp
    assert "json" in svar.hoder["Content-Type"]


def lagelige() -> list[str]:
    """The kinds that are made through the interface: subtypes, not the types that they are subtypes of."""
    abstrakte = {"part", "korrespondansepart", "nasjonalidentifikator"}
    return [n for n in RESSURSER if n not in LAGES_IKKE | abstrakte]


def test_hver_enhet_svarer_riktig_paa_hver_metode_og_viser_det_registeret_sier(alle):
    for navn in lagelige():
        ressurs, vist = RESSURSER[navn], alle.en(navn)
        selv = href(vist, "self")
        svart = alle.kall("GET", selv)
        assert (svart.status, svart.kropp, svart.hoder["ETag"][0]) == (200, vist, '"'), navn
        vis_som_registeret(ressurs, vist)
        for metode, kropp in (("POST", "{}"), ("TRACE", None)):
            nei(alle.kall(metode, selv, kropp), 405)
        if navn in ENDRES or ressurs.base in ENDRES:
            endringer(alle, selv, {n: v for n, v in vist.items() if n != "_links"})
        else:
            nei(alle.send("PUT", selv, {}), 400, 409)
        nei(alle.kall("GET", f"{selv}noe-annet/"), 404)
        lov = alle.klient.options(selv.removeprefix("http://testserver"))
        assert (lov.status_code, "PATCH" in lov["Access-Control-Allow-Methods"].split(",")) == (200, True)
        nei(alle.kall("POST", f"{selv}noe-annet/$ref?$id={selv}"), 400)
        nei(alle.kall("GET", f"{selv}noe-annet/$ref"), 405)
        for ny in ressurs.nye:
            det_nye(alle, RESSURSER[ny], f"{selv}ny-{ny}/")
    for navn in reversed(lagelige()):
        slettes(alle, navn)


def endringer(alle: Alle, selv: str, kropp: dict[str, Any]) -> None:
    """PUT and PATCH: as it stands, with an old version, with what is no attribute, in another type."""
    assert alle.send("PUT", selv, kropp).status == 200, (selv, alle.send("PUT", selv, kropp).kropp)
    assert alle.send("PATCH", selv, {}, **MERGE).status == 200
    nei(alle.send("PUT", selv, kropp, **{"If-Match": '"en-annen"'}), 409)
    nei(alle.send("PATCH", selv, {"finnesIkke": 1}, **MERGE), 400)
    nei(alle.kall("PATCH", selv, "tull", **MERGE), 400)
    nei(alle.kall("PUT", selv, "a;b", **{"Content-Type": "text/csv"}), 415)


def det_nye(alle: Alle, ressurs: Ressurs, sti: str) -> None:
    """A template, and what is no new thing."""
    mal = alle.kall("GET", sti)
    assert (mal.status, "self" in mal.kropp.get("_links", {}), "ETag" in mal.hoder) == (200, False, False), sti
    if ressurs.navn == "kryssreferanse":
        return
    assert set(mal.kropp) - {"_links"} <= set(ressurs.felt)
    nei(alle.send("POST", sti, {"finnesIkke": 1}), 400)
    nei(alle.kall("POST", sti, "[]"), 400)
    nei(alle.kall("POST", sti, "a;b", **{"Content-Type": "text/csv"}), 415)
    nei(alle.kall("DELETE", sti), 404, 405)
    if any(f.plikt == PAALAGT and not f.kodeliste for f in ressurs.felt.values()):
        nei(alle.send("POST", sti, {}), 400)


def slettes(alle: Alle, navn: str) -> None:
    """DELETE: gone and 204 without a body, or refused with a sentence and still there."""
    selv = href(alle.laget[navn], "self")
    svar = alle.kall("DELETE", selv)
    if svar.status == 204:
        assert (svar.kropp, svar.hoder.get("Content-Type")) == (None, None)
        nei(alle.kall("GET", selv), 404)
    else:
        nei(svar, 409)
        assert alle.kall("GET", selv).status == 200
    assert svar.status == 409 or RESSURSER[navn].rot in SLETTES


def vis_som_registeret(ressurs: Ressurs, vist: dict[str, Any]) -> None:
    """No attribute that is not declared; what is always given is there; one is one and many are many."""
    assert set(vist) - {"_links"} <= set(ressurs.felt), ressurs.navn
    ventet = {n for n, f in ressurs.felt.items() if f.plikt in (PAALAGT, GIS)} - NAAR_DET_SKJER
    assert ventet <= set(vist), (ressurs.navn, ventet - set(vist))
    for navn, verdi in vist.items():
        if navn != "_links":
            verdien(ressurs.felt[navn], verdi)
    lovlige = set(noeklene(ressurs))
    assert set(vist["_links"]) <= lovlige, (ressurs.navn, set(vist["_links"]) - lovlige)
    assert list(vist["_links"]) == sorted(vist["_links"])
    samme = [n for n, lenke in vist["_links"].items() if lenke["href"] == vist["_links"]["self"]["href"]]
    assert sorted(samme) == sorted(["self", f"{REL}{ressurs.rel}"])


def verdien(felt: Felt, verdi: Any) -> None:
    assert isinstance(verdi, list) == felt.flere, felt.navn
    for en in verdi if felt.flere else [verdi]:
        if felt.kodeliste:
            assert set(en) == {"kode", "kodenavn"}, felt.navn
        elif felt.gruppe:
            assert set(en) <= set(GRUPPER[felt.gruppe]), felt.navn
        else:
            typer: dict[str, Any] = {"integer": int, "decimal": (int, float), "boolean": bool, "vsm": dict}
            assert isinstance(en, typer.get(felt.type, str)), felt.navn


def noeklene(ressurs: Ressurs) -> Iterator[str]:
    """Every key that a resource may have."""
    yield from ("self", f"{REL}{ressurs.rel}", f"{REL}arkivstruktur/fil/", f"{REL}loggingogsporing/endringslogg/")
    yield from (f"{REL}sakarkiv/utvid-til-{til}/" for til in ("saksmappe", "journalpost"))
    yield from (f"{REL}{relasjonspakke(r.navn, r.til)}/{r.navn}/" for r in ressurs.relasjoner.values())
    yield from (f"{REL}{RESSURSER[n].pakke}/ny-{n}/" for n in ressurs.nye)
    yield from (f"{REL}metadata/{liste}/" for liste in kodelistene(ressurs))
    yield from (f"{NKREL}{ny}{felt}/" for felt in enkeltfelt(ressurs) for ny in ("", "ny-"))
    yield from (f"{REL}{RESSURSER[som].pakke}/ny-{n}/" for n, som in KNYTTES.get(ressurs.navn, {}).items())
    yield from (f"{REL}{RESSURSER[n].pakke}/ny-{n}/" for n in filter(None, [NYE_VED_SIDEN.get(ressurs.navn)]))


def test_det_systemet_selv_har_laget_leses_og_endres_ikke_slik_og_i_loggen_skriver_ingen(alle):
    sak = href(alle.en("saksmappe"), "self")
    for navn in ("bruker", "endringslogg", "hendelseslogg"):
        ressurs = RESSURSER[navn]
        vist = alle.hent(f"api/{ressurs.pakke}/{navn}/?$top=1")["results"][0]
        selv = href(vist, "self")
        svart = alle.kall("GET", selv)
        assert (svart.status, svart.kropp, svart.hoder["ETag"][0]) == (200, vist, '"'), navn
        assert set(vist) - {"_links"} <= set(ressurs.felt)
        assert set(vist["_links"]) <= set(noeklene(ressurs)), navn
        nei(alle.kall("POST", selv, "{}"), 405)
        nei(alle.kall("DELETE", selv), 409)
        nei(alle.send("PUT", selv, {"finnesIkke": 1}), 400)
        nei(alle.send("PATCH", selv, {"kortnavn" if navn == "bruker" else "nyVerdi": "X"}, **MERGE), 403, 409)
    for sti in ("api/loggingogsporing/", sak):
        for logg in ("endringslogg", "hendelseslogg"):
            nei(alle.send("POST", f"{sti}ny-{logg}/", {"nyVerdi": "noe som ikke skjedde"}), 403)
            assert f"{REL}loggingogsporing/ny-{logg}/" not in alle.hent(sti)["_links"]


def test_en_arkivdel_faar_et_klassifikasjonssystem_til(alle):
    arkivdel = alle.en("arkivdel")
    sti = arkivdel["_links"][f"{REL}arkivstruktur/ny-sekundaerklassifikasjonssystem/"]["href"]
    det_nye(alle, RESSURSER["klassifikasjonssystem"], sti)
    laget = alle.ny(sti, tittel="Emner")
    assert href(laget, "self").endswith(f"/klassifikasjonssystem/{laget['systemID']}/")
    alle_til = alle.alle(f"{href(arkivdel, 'self')}sekundaerklassifikasjonssystem/")
    assert [system["systemID"] for system in alle_til] == [laget["systemID"]]


def test_hver_liste_og_hver_adresse_som_ikke_finnes(alle):
    alle.en("journalpost")
    for ressurs in RESSURSER.values():
        sti = f"api/{ressurs.pakke}/{ressurs.navn}/"
        side = alle.kall("GET", f"{sti}?$top=1")
        assert (side.status, "ETag" in side.hoder) == (200, False)
        assert ("results" in side.kropp) == (side.kropp["count"] > 0), sti
        assert alle.klient.options(f"/noark5v5/{sti}").status_code in (200, 204)
        nei(alle.kall("GET", f"{sti}?$filter=finnesIkke eq 1"), 400)
        for metode in ("POST", "PUT", "PATCH", "DELETE"):
            nei(alle.kall(metode, sti, "{}"), 405)
        for id_ in (uuid4(), "tull"):
            for metode in ("GET", "PUT", "PATCH", "DELETE"):
                nei(alle.kall(metode, f"{sti}{id_}/", None if metode == "GET" else "{}"), 404)
    for pakke, lister in I_PAKKEN.items():
        lenker = alle.hent(f"api/{pakke}/")["_links"]
        assert len([n for n in lenker if "/ny-" not in n and n != "self"]) >= len(lister)


def test_brukere_lages_av_arkivtjenesten_og_ingen_andre(alle):
    assert f"{REL}admin/ny-bruker/" not in alle.hent("api/admin/")["_links"]
    nei(alle.send("POST", "api/admin/ny-bruker/", {"brukerNavn": "Åse Østbø"}), 403)
    siv = Klient("siv", kode="byarkivet")
    sti = siv.hent("api/admin/")["_links"][f"{REL}admin/ny-bruker/"]["href"]
    laget = siv.ny(sti, brukerNavn="Åse Østbø", kortnavn="ÅØ")
    assert (laget["brukerNavn"], laget["kortnavn"]) == ("Åse Østbø", "ÅØ")
    selv = href(laget, "self")
    nei(siv.send("PATCH", selv, {"brukerNavn": "En annen"}, **MERGE), 409)
    assert siv.send("PATCH", selv, {"kortnavn": "AAO"}, **MERGE).kropp["kortnavn"] == "AAO"
    assert "avsluttetDato" in siv.send("PATCH", selv, {"avsluttetDato": "2026-01-01T00:00:00Z"}, **MERGE).kropp
    nei(siv.kall("DELETE", selv), 409)
    assert siv.send("POST", sti, {"brukerNavn": "Åse Østbø"}).status == 201
    nei(alle.kall("GET", selv), 404)


def test_en_rettighet_gis_en_modul_paa_en_enhet_og_bare_slik_en_modul_kan_ha_den(alle):
    arkivdel = alle.en("arkivdel")
    rett = {
        "rolle": "Finnes ikke", "tilgangskategori": {"kode": "A"}, "referanseArkivenhet": arkivdel["systemID"],
        "les": True, "ny": True, "endre": True, "slett": False,
    }  # fmt: skip
    sti = alle.hent("api/admin/")["_links"][f"{REL}admin/ny-rettighet/"]["href"]
    nei(alle.send("POST", sti, rett), 409)
    nei(alle.send("POST", sti, rett | {"rolle": "Alle moduler"}), 409)  # the arkivdel does not allow all modules
    nei(alle.send("POST", sti, rett | {"slett": True}), 409)
    nei(alle.send("POST", sti, rett | {"referanseArkivenhet": str(uuid4())}), 400)
    nei(alle.send("POST", sti, {"rolle": "x"}), 400)
    nei(alle.send("POST", sti, rett | {"tilgangsrestriksjon": {"kode": "UO"}}), 409)
    nei(Klient("ola").send("POST", sti, rett), 403)
    maskin("Byggesak")
    gitt = alle.ny(sti, **rett | {"rolle": "Byggesak"})
    assert gitt["rolle"] == "Byggesak"
    vis_som_registeret(RESSURSER["tilgang"], gitt)
    selv = href(gitt, "self")
    assert href(gitt, "admin/ny-tilgang/") == sti
    assert alle.hent(selv) == gitt
    assert gitt in alle.alle("api/admin/tilgang/")
    bare_les = alle.send("PATCH", selv, {"ny": False, "endre": False}, **MERGE)
    assert (bare_les.status, bare_les.kropp["ny"], bare_les.kropp["endre"]) == (200, False, False)
    nei(alle.send("PATCH", selv, {"tilgangsrestriksjon": {"kode": "UO"}}, **MERGE), 409)
    nei(alle.send("PATCH", selv, {"rolle": "Alle moduler"}, **MERGE), 409)
    assert alle.kall("DELETE", selv).status == 204
    nei(alle.kall("GET", selv), 404)
