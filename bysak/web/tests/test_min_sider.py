"""A person's own day, the search, the leader's page, and what a bydel sees of what is done in it."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bysak.arkivstruktur.avskrivning import avskriv
from bysak.arkivstruktur.models import Journalpost, Saksmappe
from bysak.kjerne.kalender import i_dag
from bysak.organisasjon.models import AdministrativEnhet
from bysak.saksbehandling.fravaer import registrer_fravaer
from bysak.saksbehandling.oppgaver import oppgaver
from bysak.saksbehandling.restanser import holdt_frist, ubesvarte
from tests.klient import klient, tekst
from tests.saker import en_sak
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("hvem", ["ola", "lise", "nora", "kari", "maja"])
def test_min_side_vises_for_alle_og_bruker_vanlige_ord(hvem: str) -> None:
    svar = klient(hvem).get("/min")
    assert svar.status_code == 200
    innhold = tekst(svar).partition("<main")[2]
    assert "Ubesvarte brev" in innhold
    assert not [
        ord_ for ord_ in ("restanse", "avskrivning", "korrespondansepart", "hjemmel") if ord_ in innhold.lower()
    ]


def test_min_side_har_bare_mitt() -> None:
    innhold = tekst(klient("lise").get("/min"))
    assert "/saker/frogner/" not in innhold


def test_et_nummer_som_bare_ett_har_leder_rett_dit() -> None:
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(tilgangsklasse__art="aapen").select_related("mappe").first()
        assert jp is not None
    sak = jp.mappe
    ola = klient("ola")
    assert ola.get("/sok", {"q": f" {jp.registrerings_id} "}).headers["Location"] == (
        f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}/{jp.journalpostnummer}"
    )
    kort = f"{(sak.saksaar or 0) % 100}/{sak.sakssekvensnummer}"
    assert ola.get("/sok", {"q": kort}).headers["Location"] == f"/saker/frogner/{sak.saksaar}/{sak.sakssekvensnummer}"


def test_soek_finner_ord_og_sier_hva_man_kan_proeve_naar_det_er_tomt() -> None:
    ola = klient("ola")
    assert "Trafikksikring" in tekst(ola.get("/sok", {"q": "trafikksikring"}))
    assert "Sjekk skrivemåten" in tekst(ola.get("/sok", {"q": "kvantedatamaskin"}))
    assert "Hva leter du etter?" in tekst(ola.get("/sok"))
    assert ola.get("/sok", {"q": "%_'\"\\ -- :* & |", "side": "x"}).status_code == 200


def test_soek_viser_ikke_en_annen_bydels_saker() -> None:
    with som("kari", "frogner"):
        titler = list(Saksmappe.objects.values_list("mappe_id", flat=True))
    for nummer in titler:
        svar = klient("lise").get("/sok", {"q": nummer})
        assert "/saker/frogner/" not in svar.headers.get("Location", "") + tekst(svar)


def test_bydelen_ser_hva_byarkivet_har_gjort_paa_vegne_av_den() -> None:
    maja = klient("maja")
    alle = tekst(maja.get("/virksomhet/frogner/handlinger"))
    assert "Kari Tveitmo" in alle
    assert "for bydelen" in alle
    egne = tekst(maja.get("/virksomhet/frogner/handlinger", {"av": "egne"})).partition("<tbody>")[2]
    assert "Kari Tveitmo" not in egne
    bare_kari = tekst(maja.get("/virksomhet/frogner/handlinger", {"hvem": "kari"})).partition("<tbody>")[2]
    assert "journalførte" in bare_kari
    assert maja.get("/virksomhet").headers["Location"] == "/virksomhet/frogner/handlinger"


def test_loggen_avgrenses_paa_hva_og_dag_og_filen_har_det_samme_utvalget() -> None:
    maja, adresse = klient("maja"), "/virksomhet/frogner/handlinger"
    valg = {"hva": "arkivstruktur_registrering:journalstatus:J"}
    rader = tekst(maja.get(adresse, valg)).partition("<tbody>")[2].partition("</tbody>")[0].split("<tr>")[1:]
    assert rader
    assert all("journalførte" in rad for rad in rader)
    fil = tekst(maja.get(adresse, valg | {"som": "csv", "av": "byarkivet"})).splitlines()[1:]
    assert fil
    assert all("journalførte" in rad and "Byarkivet" in rad for rad in fil)
    assert "Ingen handlinger passer" in tekst(maja.get(adresse, valg | {"dag": "2001-01-01"}))
    assert "Ingen handlinger passer" in tekst(maja.get(adresse, {"hva": "noe:annet:"}))
    assert maja.get(adresse, {"dag": "i går"}).status_code == 200


def test_bydelens_tall_stemmer_og_leder_dit_en_kan_gaa() -> None:
    with som("maja", "frogner") as maja:
        antall = ubesvarte(maja).count()
        dag = i_dag() - timedelta(days=1)
        alle, i_tide = holdt_frist(maja, dag.replace(day=1), dag)
        over = ubesvarte(maja).filter(forfallsdato__lt=i_dag()).count()
    side = tekst(klient("maja").get("/virksomhet/frogner/tall")).partition("<main")[2]
    assert f'Ubesvarte brev <span class="teller">{antall}<' in side
    assert f">{over} over frist<" in side
    assert i_tide <= alle
    assert (f"{i_tide} av {alle}" in side) == bool(alle)
    assert 'href="/jobber"' not in side
    assert 'href="/jobber"' in tekst(klient("siv").get("/virksomhet/frogner/tall")).partition("<main")[2]
    assert klient("ola").get("/virksomhet/frogner/tall").status_code == 403
    assert klient("maja").get("/virksomhet/sagene/tall").status_code == 404


def test_en_frist_er_holdt_naar_brevet_er_avskrevet_innen_dagen() -> None:
    with som("kari", "frogner") as kari:
        jp = Journalpost.objects.filter(restanse=True, tilgangsklasse__art="aapen")[0]
        dag = i_dag() + timedelta(days=400)
        Journalpost.objects.filter(pk=jp.pk).update(forfallsdato=dag)
        assert holdt_frist(kari, dag, dag) == (1, 0)
        avskriv(Journalpost.objects.get(pk=jp.pk), maate="TE", av=kari)
        assert holdt_frist(kari, dag, dag) == (1, 1)


def test_loggen_sier_ikke_nummeret_paa_det_som_er_skjermet_for_leseren() -> None:
    with som("kari", "frogner"):
        skjermet = set(Saksmappe.objects.filter(tilgangsklasse__kode_id="KL").values_list("mappe_id", flat=True))
    assert skjermet
    maja, neste, sett = klient("maja"), "/virksomhet/frogner/handlinger", ""
    while neste:
        side = tekst(maja.get(neste))
        sett += side
        rest = side.partition('rel="next"')[0].rpartition("<a ")[2] if 'rel="next"' in side else ""
        neste = "/virksomhet/frogner/handlinger" + rest.partition('href="')[2].partition('"')[0] if rest else ""
    assert "noe som er skjermet for deg" in sett
    assert not [nr for nr in skjermet if f">{nr}<" in sett or f">{nr}-" in sett]


def test_rettighetene_viser_bydelens_folk_og_byarkivets() -> None:
    side = tekst(klient("nora").get("/virksomhet/frogner/rettigheter"))
    egne, _skille, tjenesten = side.partition("Arkivtjenesten, på vegne av bydelen")
    assert "Ola Myrstad" in egne
    assert "Kari Tveitmo" not in egne
    assert "Kari Tveitmo" in tjenesten


def test_den_som_ikke_skal_se_loggen_faar_nei() -> None:
    assert klient("ola").get("/virksomhet/frogner/handlinger").status_code == 403
    assert "Ingen logg å se" in tekst(klient("ola").get("/virksomhet"))


def test_lederen_ser_alder_per_person_og_fordeler() -> None:
    nora = klient("nora")
    side = tekst(nora.get("/fordeling", {"hele": "ja"}))
    assert "arbeidsdager</td>" in side
    assert "Ubesvart per medarbeider" in side
    with som("kari", "frogner"):
        jp = Journalpost.objects.filter(restanse=True, tilgangsklasse__art="aapen").first()
        assert jp is not None
    svar = nora.post(f"/fordeling/frogner/{jp.pk}", {"saksbehandler": str(bruker("ingvild").pk)})
    assert svar.status_code == 302
    assert nora.post(f"/fordeling/frogner/{jp.pk}", {"saksbehandler": "tull"}).status_code == 409
    assert klient("ola").get("/fordeling").status_code == 403
    assert klient("henrik").post(f"/fordeling/frogner/{jp.pk}", {"saksbehandler": ""}).status_code == 404


@pytest.mark.parametrize(
    "adresse",
    [
        "/min",
        "/sok?q=trafikk",
        "/virksomhet/frogner/handlinger",
        "/virksomhet/frogner/rettigheter",
        "/fordeling",
        "/virksomhet/frogner/tall",
    ],
)
def test_sidene_spoer_databasen_faa_ganger(adresse: str) -> None:
    nora = klient("nora")
    nora.get(adresse)
    with CaptureQueriesContext(connection) as spoerringer:
        assert nora.get(adresse).status_code == 200
    alle = [q["sql"] for q in spoerringer]
    foerste = next(nr for nr, sql in enumerate(alle) if sql.startswith("select set_config"))
    egne = [sql for sql in alle[foerste:] if not sql.startswith(("SAVEPOINT", "RELEASE", "select set_config"))]
    assert len(egne) <= 12, "\n".join(sql[:150] for sql in egne)


def test_soket_kan_avgrenses_sorteres_og_sier_fra_om_det_som_ikke_lar_seg_lese() -> None:
    ola = klient("ola")
    side = tekst(ola.get("/sok", {"q": "trafikksikring"}))
    assert "Nyeste først" in side
    assert "ikke en dato" in tekst(ola.get("/sok", {"q": "trafikksikring dato:32.1.2026"}))
    fasett = ola.get("/sok", {"q": "frogner ELLER trafikksikring ELLER plan*"}).content.decode()
    assert "type%3Asak" in fasett
    for sorter in ("eldst", "relevans", "tittel", "finnesikke"):
        assert "Trafikksikring" in tekst(ola.get("/sok", {"q": "trafikksikring", "sorter": sorter}))


def test_et_soek_kan_lagres_brukes_og_slettes() -> None:
    ola = klient("ola")
    svar = ola.post("/sok/lagre", {"q": "trafikksikring type:I", "navn": "Trafikk inn"})
    assert svar.headers["Location"] == "/sok?q=trafikksikring+type%3AI"
    assert "Trafikk inn" in tekst(ola.get("/sok"))
    assert "Trafikk inn" not in tekst(klient("ingvild").get("/sok"))
    ola.post("/sok/slett", {"navn": "Trafikk inn"})
    assert "Trafikk inn" not in tekst(ola.get("/sok"))
    assert ola.post("/sok/lagre", {"q": ""}).status_code == 409


def test_stedfortrederen_har_den_fravaerendes_oppgaver_paa_sin_egen_side_merket_med_navnet() -> None:
    ola, nora = bruker("ola"), bruker("nora")
    with som("ola", "frogner") as av:
        registrer_fravaer(ola, fra=i_dag(), til=i_dag(), stedfortreder=nora, av=av)
        titler = [o.jp.tittel for o in oppgaver(av)]
    assert titler
    svar = tekst(klient("nora").get("/min"))
    assert f"Du er stedfortreder for {ola.navn} til og med" in svar
    assert svar.count(f">for {ola.navn}<") == len(titler)
    assert f"for {ola.navn}" not in tekst(klient("ola").get("/min"))


@pytest.mark.krav("5.1.2")
@pytest.mark.parametrize(
    ("felt", "skrevet"),
    [
        ({"i_tittel": "kvistbod"}, "tittel:kvistbod"),
        ({"q": "kvistbod", "type": "sak", "status": "under behandling"}, 'kvistbod type:sak status:"under behandling"'),
        ({"q": "kvistbod", "behandler": "ola myrstad"}, 'kvistbod behandler:"ola myrstad"'),
        ({"i_tittel": '"kvistbod i lia"', "klasse": "200"}, 'tittel:"kvistbod i lia" klasse:200'),
        ({"q": "kvistbod", "fra": "1.1.2020", "til": " 31.12. 2999 "}, "kvistbod dato:1.1.2020..31.12.2999"),
        ({"eiendom": "212 / 34", "i_tittel": "kvistbod"}, 'tittel:kvistbod eiendom:"212 / 34"'),
        ({"i_tittel": "kvistbod", "enhet": 'op"pvekst', "i_part": ""}, "tittel:kvistbod enhet:oppvekst"),
    ],
)
def test_avansert_soek_skriver_det_som_er_fylt_ut_i_soekefeltet(felt: dict[str, str], skrevet: str) -> None:
    with som("kari", "frogner") as kari:
        sak = en_sak(kari, tittel="Kvistbod i lia, gnr. 212 bnr. 34", saksansvarlig=bruker("ola"),
                     enhet=AdministrativEnhet.objects.get(navn="Oppvekst"))  # fmt: skip
    ola = klient("ola")
    svar = ola.get("/sok", {"avansert": "ja"} | felt)
    assert parse_qs(urlsplit(svar.headers["Location"]).query) == {"q": [skrevet]}
    side = tekst(ola.get(svar.headers["Location"]))
    assert (sak.mappe_id in side) == ("2999" not in skrevet)
    assert ("er ikke en dato" in side) == ("2999" in skrevet)
