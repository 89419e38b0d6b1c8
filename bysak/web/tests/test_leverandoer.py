"""Logging in at a provider, over real HTTP: who is let in, with which roles, who is not, and how logins end."""

import time
from collections.abc import Iterator
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from django.test import Client
from joserfc.jwk import RSAKey

from bysak.kjerne.models import Handling
from bysak.klienter import oidc
from bysak.klienter.oidcoppsett import Oppsett
from bysak.organisasjon.gruppekoblinger import koble_gruppe
from bysak.organisasjon.koblinger import koble
from bysak.organisasjon.models import Gruppekobling, Rolle, Rolletildeling, Sesjon
from bysak.organisasjon.personer import sett_passiv
from bysak.organisasjon.tilgang import gyldig_rolle
from tests.leverandoer import HEMMELIGHET, Leverandoer, en_leverandoer, noekkelen
from tests.verden import PASSORD, bruker, som, virksomhet

pytestmark = pytest.mark.django_db
HJEMME = "http://testserver"
PERSON = "13857599999"  # no real one: the month is 85


@pytest.fixture(autouse=True)
def _adresse(settings) -> None:
    settings.BYSAK_ADRESSE = HJEMME


@pytest.fixture
def entra(settings) -> Iterator[Leverandoer]:
    """As Entra ID: a secret, user names that are the same, groups, no levels."""
    with en_leverandoer("bysak", f"{HJEMME}/logg-inn/entra/svar") as den:
        oppsett = Oppsett("entra", "jobbkonto", den.navn, "bysak", hemmelighet=HEMMELIGHET, gruppefelt="groups")
        settings.BYSAK_LEVERANDOERER = (oppsett,)
        den.hvem = {"sub": "a1", "sid": "s1", "preferred_username": "Ola"}
        yield den


@pytest.fixture
def porten(settings) -> Iterator[Leverandoer]:
    """As Ansattporten: a key, links made here, levels, the proof made out to the issuer."""
    noekkel = noekkelen()
    retur = f"{HJEMME}/logg-inn/ansattporten/svar"
    with en_leverandoer("bysak-2", retur, noekkel, bevis_til_utsteder=True) as den:
        oppsett = Oppsett(
            "ansattporten", "Ansattporten", den.navn, "bysak-2", noekkel=noekkel.as_pem(private=True).decode(),
            bevis_til_utsteder=True, brukerfelt="pid", koblet=True, acr=("hoeyt",), sterk_acr=("hoeyt",),
        )  # fmt: skip
        settings.BYSAK_LEVERANDOERER = (*settings.BYSAK_LEVERANDOERER, oppsett)
        den.hvem = {"sub": "p1", "pid": PERSON, "acr": "hoeyt"}
        yield den


def sted(svar: Any) -> str:
    return str(svar.headers["Location"])


def dra(klient: Client, kode: str = "entra", **felter: str) -> str:
    """Go to the provider, say yes there, and come back to this address."""
    der = sted(klient.get(f"/logg-inn/{kode}", felter))
    tilbake = httpx.get(der)
    assert tilbake.status_code == 302, tilbake.text
    return sted(tilbake)


def logg_inn(klient: Client, kode: str = "entra", **felter: str):
    return klient.get(dra(klient, kode, **felter))


def inne(klient: Client) -> bool:
    return klient.get("/min/profil").status_code == 200


def test_den_som_leverandoeren_kjenner_kommer_inn_og_dit_hen_skulle(client: Client, entra: Leverandoer) -> None:
    side = client.get("/logg-inn?neste=/saker?a=1").content.decode()
    assert "Logg inn med jobbkonto" in side
    assert "/logg-inn/entra?neste=/saker%3Fa%3D1" in side
    svar = logg_inn(client, neste="/saker?a=1")
    assert (svar.status_code, sted(svar)) == (302, "/saker?a=1")
    assert client.get("/min/profil").content.decode().count(bruker("ola").navn) > 0
    spurt = entra.forrige_spoersmaal
    assert (spurt["code_challenge_method"], spurt["response_type"]) == ("S256", "code")
    assert len({spurt["state"], spurt["nonce"], spurt["code_challenge"]}) == 3
    rad = Sesjon.objects.get(bruker=bruker("ola"))
    assert (rad.leverandoer, rad.subjekt, rad.sid) == ("entra", "a1", "s1")


def test_ansattporten_faar_noekkelen_og_gir_sterk_innlogging_til_den_som_er_koblet(
    client: Client, porten: Leverandoer
) -> None:
    with som("siv", "byarkivet") as siv:
        frogner = virksomhet("frogner")
        frogner.krever_sterk_innlogging = True
        frogner.save(update_fields=["krever_sterk_innlogging"])
        rad = koble(bruker("ola"), leverandoer="ansattporten", verdi=PERSON, av=siv)
        assert PERSON not in str(vars(rad))
    assert sted(logg_inn(client, "ansattporten")) == "/"
    assert porten.forrige_spoersmaal["acr_values"] == "hoeyt"
    assert client.get("/min").status_code == 200
    assert sted(client.get("/")) == "/min"
    porten.hvem |= {"acr": "lavt"}
    assert logg_inn(Client(), "ansattporten").status_code == 403
    med_passord = Client().post("/logg-inn", {"brukernavn": "ola", "passord": PASSORD})
    assert sted(med_passord).startswith("/logg-inn/to-trinn/oppsett")  # nobody is in with the password alone


def test_ukjente_passive_og_folk_uten_rolle_faar_samme_side_som_sier_hvem_de_spoer(
    client: Client, entra: Leverandoer, settings
) -> None:
    with som("siv", "byarkivet") as siv:
        sett_passiv(bruker("lise"), av=siv)

    def side(navn: str) -> str:
        entra.hvem = {"sub": "x", "preferred_username": navn, "email": "ola@bysak.example"}
        svar = logg_inn(Client(), "entra")
        assert svar.status_code == 403
        tekst = str(svar.content.decode())
        assert settings.BYSAK_INNLOGGING_HJELP or "Byarkivet" in tekst
        return tekst.replace(navn, "").partition("Henvisning")[0]

    assert side("finnes-ikke") == side("lise") == side("bysak-jobb")
    settings.BYSAK_INNLOGGING_HJELP = "Ring brukerstøtten."
    assert "Ring brukerstøtten." in side("finnes-ikke")
    assert not Sesjon.objects.filter(bruker__isnull=False).exists()


ANGREP: tuple[tuple[str, dict[str, Any], dict[str, Any]], ...] = (
    ("feil nonce", {"nonce": "en-annens"}, {}), ("uten nonce", {"nonce": None}, {}), ("alg none", {}, {"alg": "none"}),
    ("den åpne nøkkelen som hemmelighet", {}, {"alg": "HS256"}), ("til en annen", {"aud": "en-annen"}, {}),
    ("også til en annen", {"aud": ["bysak", "en-annen"], "azp": "en-annen"}, {}), ("uten mottaker", {"aud": None}, {}),
    ("utløpt", {"exp": int(time.time()) - 120}, {}), ("uten utløp", {"exp": None}, {}),
    ("fra framtiden", {"iat": int(time.time()) + 86_400, "exp": int(time.time()) + 90_000}, {}),
    ("en annen utsteder", {"iss": "https://ond.example"}, {}), ("uten utsteder", {"iss": None}, {}),
    ("ukjent nøkkel", {}, {"kid": "loegn"}), ("uten sub", {"sub": None}, {}),
    ("en annens tilgang", {"at_hash": "abc"}, {}),
)  # fmt: skip


def test_et_token_som_ikke_er_helt_vaart_slipper_ingen_inn(client: Client, entra: Leverandoer) -> None:
    for hva, krav, hode in ANGREP:
        entra.endre, entra.hode = krav, hode
        assert logg_inn(client).status_code == 403, hva
    assert not inne(client)
    entra.endre, entra.hode = {}, {}
    assert logg_inn(client).status_code == 302


def test_et_svar_gjelder_en_gang_i_den_nettleseren_som_spurte_og_ikke_lenge(
    client: Client, entra: Leverandoer, monkeypatch
) -> None:
    tilbake = dra(client)
    fremmed = Client()
    assert fremmed.get(tilbake).status_code == 403  # login CSRF: somebody else's code
    assert client.get(tilbake.replace("state=", "state=x")).status_code == 403
    assert client.get(tilbake).status_code == 302
    assert client.get(tilbake).status_code == 403
    entra_igjen, tid = dra(fremmed), time.time() + 16 * 60
    monkeypatch.setattr("bysak.web.leverandoer.time.time", lambda: tid)
    assert fremmed.get(entra_igjen).status_code == 403
    assert not inne(fremmed)
    assert client.get("/logg-inn/entra/svar?error=access_denied").status_code == 403
    assert client.get("/logg-inn/finnes-ikke").status_code == 404


def test_leverandoerer_kan_ikke_blandes(client: Client, entra: Leverandoer, porten: Leverandoer) -> None:
    tilbake = urlsplit(dra(client))
    assert client.get(f"/logg-inn/ansattporten/svar?{tilbake.query}").status_code == 403
    blandet = dra(client)
    assert client.get(f"{blandet}&iss=https://ond.example").status_code == 403
    # The one provider's keys sign nothing for the other.
    porten.noekkel = RSAKey.generate_key(2048, {"use": "sig", "kid": "en"})
    entra.noekkel, gammel = porten.noekkel, entra.noekkel
    assert logg_inn(client).status_code == 403
    entra.noekkel = gammel
    assert logg_inn(client).status_code == 302


def test_neste_leder_aldri_ut_og_starten_alltid_fra_vaar_egen_adresse(
    client: Client, entra: Leverandoer, settings
) -> None:
    for ond in (
        "https://ond.example/",
        "//ond.example",
        "/\\ond.example",
        "javascript:alert(1)",
        "http:///ond.example",
    ):
        assert sted(logg_inn(Client(), neste=ond)) == "/", ond
    settings.ALLOWED_HOSTS = ["*"]
    svar = client.get("/logg-inn/entra?neste=/saker", headers={"host": "annen.example"})
    assert sted(svar) == f"{HJEMME}/logg-inn/entra?neste=/saker"


def test_nye_noekler_hos_leverandoeren_blir_funnet(client: Client, entra: Leverandoer, monkeypatch) -> None:
    assert logg_inn(client).status_code == 302
    entra.noekkel = RSAKey.generate_key(2048, {"use": "sig", "kid": "to"})
    monkeypatch.setattr(oidc, "MINSTE_PAUSE", 0)
    assert logg_inn(Client()).status_code == 302


def test_naar_leverandoeren_er_borte_sies_det_og_passordet_er_en_vei_inn(client: Client, settings) -> None:
    settings.BYSAK_LEVERANDOERER = (Oppsett("entra", "jobbkonto", "http://127.0.0.1:9", "x", hemmelighet="y"),)
    svar = client.get("/logg-inn/entra")
    assert (svar.status_code, "svarer ikke nå" in svar.content.decode()) == (503, True)
    assert client.get("/logg-inn").status_code == 200
    assert client.post("/logg-inn", {"brukernavn": "ola", "passord": PASSORD}).status_code == 302
    settings.BYSAK_LOKAL_INNLOGGING = False
    assert "Passord" not in client.get("/logg-inn").content.decode()
    assert Client().post("/logg-inn", {"brukernavn": "ola", "passord": PASSORD}).status_code == 403


def roller(navn: str) -> set[tuple[str, str]]:
    return {(r.rolle, r.fra_leverandoer) for r in Rolletildeling.objects.filter(bruker=bruker(navn), til_dato=None)}


def test_grupper_gir_roller_ved_innlogging_og_tar_dem_igjen_med_loggen_som_vitne(
    client: Client, entra: Leverandoer
) -> None:
    with som("siv", "frogner") as siv:
        om: dict[str, Any] = {"leverandoer": "entra", "av": siv}
        koble_gruppe("g-1", Rolle.LEDER, navn="Ledere", tilgangskoder=["P"], **om)
        koble_gruppe("g-2", Rolle.SAKSBEHANDLER, navn="Saksbehandlere", **om)
        koble_gruppe("g-3", Rolle.LEDER, navn="Andre ledere", tilgangskoder=["UO"], **om)
    foer = roller("ola")

    def med(*grupper: str, **mer: Any) -> set[tuple[str, str]]:
        entra.hvem = {"sub": "a1", "preferred_username": "ola", "groups": list(grupper)} | mer
        assert logg_inn(Client()).status_code == 302
        return roller("ola") - foer

    assert med("g-1", "g-3", "ukjent") == {("leder", "entra")}
    gitt = Rolletildeling.objects.get(bruker=bruker("ola"), rolle="leder")
    assert gitt.tilgangskoder == ["P", "UO"]
    with som("siv", "frogner"):
        handling = Handling.objects.latest("tid")
        assert (handling.verb, handling.bruker_navn) == ("roller av grupper", "Bysak innlogging")
    antall = Rolletildeling.objects.count()
    assert med("g-1", "g-3") == {("leder", "entra")}
    assert Rolletildeling.objects.count() == antall
    assert med("g-1") == {("leder", "entra")}
    assert Rolletildeling.objects.get(pk=gitt.pk).tilgangskoder == ["P"]
    # Too many to be in the token: nothing is known, so nothing is changed.
    del entra.hvem["groups"]
    assert med(_claim_names={"groups": "src1"}, groups=None) == {("leder", "entra")}
    assert med() == set()
    assert foer <= roller("ola")


def test_en_gruppe_tar_ikke_rollen_fra_den_siste_systemforvalteren(client: Client, entra: Leverandoer) -> None:
    with som("siv", "frogner") as siv:
        koble_gruppe("it", Rolle.SYSTEMFORVALTER, navn="IT", leverandoer="entra", av=siv)
    entra.hvem = {"sub": "a1", "preferred_username": "ola", "groups": ["it"]}
    logg_inn(client)

    def forvaltere() -> set[str]:
        gjelder = Rolletildeling.objects.filter(gyldig_rolle(), rolle=Rolle.SYSTEMFORVALTER, bruker__er_system=False)
        return set(gjelder.filter(virksomhet=virksomhet("frogner")).values_list("bruker__brukernavn", flat=True))

    assert forvaltere() == {"ola", "siv"}
    entra.hvem["groups"] = []
    with som("siv", "frogner"):
        Rolletildeling.objects.filter(rolle=Rolle.SYSTEMFORVALTER, bruker=bruker("siv")).update(
            til_dato=date(2024, 1, 1)
        )
    logg_inn(client)
    assert forvaltere() == {"ola"}
    side = client.get("/forvaltning/frogner/innlogging").content.decode()
    assert "men du er den eneste" in side
    assert "er den eneste systemforvalteren her" in side
    with som("siv", "frogner"):
        Rolletildeling.objects.filter(rolle=Rolle.SYSTEMFORVALTER, bruker=bruker("siv")).update(til_dato=None)
    logg_inn(client)
    assert forvaltere() == {"siv"}


def test_forvalteren_ser_hva_gruppen_gir_foer_den_kobles(client: Client, entra: Leverandoer) -> None:
    client.post("/logg-inn", {"brukernavn": "siv", "passord": PASSORD})
    sti = "/forvaltning/frogner/innlogging"
    felter = {"leverandoer": "entra", "gruppe": "g-1", "navn": "Ledere i bydelen", "rolle": "leder"}
    felter |= {"forvalterpassord": PASSORD, "tilgangskoder": "P", "engang": "1"}
    vist = client.post(f"{sti}/ny", felter)
    tekst = vist.content.decode()
    assert (vist.status_code, Gruppekobling.objects.count()) == (200, 0)
    for setning in ("blir leder i Bydel Frogner neste gang de logger inn", "fordele", "klarert for P", "mister rollen"):
        assert setning in tekst
    sett = tekst.partition('name="sett" value="')[2][:16]
    # What has changed since it was shown, is shown anew.
    assert client.post(f"{sti}/ny", felter | {"sett": sett, "rolle": "systemforvalter"}).status_code == 200
    assert client.post(f"{sti}/ny", felter | {"sett": sett}).status_code == 302
    with som("siv", "frogner"):
        kobling = Gruppekobling.objects.get()
    assert "Ledere i bydelen" in client.get(sti).content.decode()
    assert client.post(f"{sti}/ny", felter | {"sett": sett, "engang": "2"}).status_code in (200, 409)
    assert client.post(f"{sti}/{kobling.pk}/fjern", {"engang": "3"}).status_code == 302
    assert Gruppekobling.objects.count() == 0


def test_forvalteren_kobler_en_person_og_loeser_koblingen_igjen(client: Client, porten: Leverandoer) -> None:
    client.post("/logg-inn", {"brukernavn": "siv", "passord": PASSORD})
    sti = f"/forvaltning/frogner/folk/{bruker('ola').pk}"
    felter = {"leverandoer": "ansattporten", "verdi": PERSON, "forvalterpassord": PASSORD, "engang": "1"}
    assert client.post(f"{sti}/kobling", felter).status_code == 302
    side = client.get(sti).content.decode()
    assert ("Koblet hos ansattporten" in side, PERSON in side) == (True, False)
    assert logg_inn(Client(), "ansattporten").status_code == 302
    annen = f"/forvaltning/frogner/folk/{bruker('nora').pk}/kobling"
    svar = client.post(annen, felter | {"engang": "2"})
    assert (svar.status_code, "koblet til en annen" in svar.content.decode()) == (409, True)
    assert client.post(f"{sti}/loes-kobling", {"engang": "3"}).status_code == 302
    assert logg_inn(Client(), "ansattporten").status_code == 403


def test_en_forvalter_uten_passord_her_bekrefter_hos_leverandoeren(client: Client, entra: Leverandoer) -> None:
    entra.hvem["preferred_username"] = "siv"
    logg_inn(client)
    sti = f"/forvaltning/frogner/folk/{bruker('ola').pk}/utlogging"
    side = client.get(sti).content.decode()
    assert ("/logg-inn/entra?bekreft=1" in side, "forvalterpassord" in side) == (True, False)
    assert client.post(sti, {"grunn": "x", "engang": "1"}).status_code == 422
    entra.hvem["preferred_username"] = "ola"
    assert logg_inn(client, bekreft="1", neste=sti).status_code == 403
    entra.hvem["preferred_username"] = "siv"
    entra.endre = {"auth_time": int(time.time()) - 3600}
    assert logg_inn(client, bekreft="1", neste=sti).status_code == 403
    assert client.post(sti, {"grunn": "x", "engang": "2"}).status_code == 422
    entra.endre = {}
    assert sted(logg_inn(client, bekreft="1", neste=sti)) == sti
    assert (entra.forrige_spoersmaal["prompt"], entra.forrige_spoersmaal["max_age"]) == ("login", "0")
    assert client.post(sti, {"grunn": "x", "engang": "3"}).status_code == 302


def test_utlogging_her_leder_videre_til_leverandoeren(client: Client, entra: Leverandoer) -> None:
    logg_inn(client)
    svar = client.post("/logg-ut")
    videre = svar.content.decode().partition("0;url=")[2].partition('"')[0].replace("&amp;", "&")
    felter = parse_qs(urlsplit(videre).query)
    assert videre.startswith(f"{entra.navn}/ut?")
    assert felter["post_logout_redirect_uri"] == [f"{HJEMME}/logg-inn"]
    assert felter["id_token_hint"][0].count(".") == 2
    assert not inne(client)


def test_leverandoeren_logger_ut_en_oekt_eller_en_person_i_bakkanalen(entra: Leverandoer) -> None:
    def ny(sub: str, sid: str) -> Client:
        klient = Client()
        entra.hvem = {"sub": sub, "sid": sid, "preferred_username": "ola"}
        assert logg_inn(klient).status_code == 302
        return klient

    def melding(token: str) -> int:
        return Client(enforce_csrf_checks=True).post("/logg-inn/entra/bakkanal", {"logout_token": token}).status_code

    en, to, annen = ny("a1", "s1"), ny("a1", "s2"), ny("b1", "s3")
    naa = int(time.time())
    for galt in (
        {"sid": "s1", "nonce": "x"}, {"sid": "s1", "events": {}}, {"sid": "s1", "aud": "en-annen"}, {},
        {"sid": "s1", "iat": naa - 3600}, {"sid": "s1", "iss": "https://ond.example"}, {"sid": "s1", "jti": None},
        {"sid": "s1", "exp": naa - 3600},
    ):  # fmt: skip
        assert melding(entra.logout_token(**galt)) == 400, galt
    entra.hode = {"alg": "none"}
    assert melding(entra.logout_token(sid="s1")) == 400
    entra.hode = {}
    assert melding("tull") == 400
    assert inne(en)
    assert melding(entra.logout_token(sid="s1", sub="a1")) == 200
    assert (inne(en), inne(to), inne(annen)) == (False, True, True)
    alle = entra.logout_token(sub="a1")
    assert melding(alle) == 200
    assert (inne(to), inne(annen)) == (False, True)


def test_en_gammel_melding_om_utlogging_som_sendes_igjen_avslutter_ingenting_nytt(entra: Leverandoer) -> None:
    gammel = entra.logout_token(sub="a1", iat=int(time.time()) - 200)
    klient = Client()
    logg_inn(klient)
    assert Client().post("/logg-inn/entra/bakkanal", {"logout_token": gammel}).status_code == 200
    assert inne(klient)


def test_leverandoeren_logger_ut_i_en_ramme_uten_informasjonskapsel(client: Client, entra: Leverandoer) -> None:
    logg_inn(client)
    uten = Client()
    for galt in ({"iss": entra.navn}, {"iss": "https://ond.example", "sid": "s1"}, {"sid": "s1"}):
        uten.get("/logg-inn/entra/rammekanal", galt)
        assert inne(client)
    svar = uten.get("/logg-inn/entra/rammekanal", {"iss": entra.navn, "sid": "s1"})
    assert f"frame-ancestors {entra.navn}" in svar.headers["Content-Security-Policy"]
    assert not inne(client)


def test_den_som_var_underveis_i_flere_faner_kommer_inn_fra_alle(client: Client, entra: Leverandoer) -> None:
    faner = [dra(client, neste=f"/saker?fane={nr}") for nr in range(3)]
    assert [sted(client.get(fane)) for fane in faner] == [f"/saker?fane={nr}" for nr in range(3)]
    assert Sesjon.objects.filter(bruker=bruker("ola")).count() == 1
