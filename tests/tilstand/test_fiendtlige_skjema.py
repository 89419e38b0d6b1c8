"""Every form, sent with the worst there is in each field, in the wrong state and by the wrong person: never a 500.

What comes back is a page that says what is wrong, and when it says no, nothing is written.
"""

import re
from typing import Any

import pytest

from bysak.arkivstruktur.avslutning import avslutt_saksmappe
from bysak.arkivstruktur.models import Arkivdel, Klasse
from bysak.kjerne.kalender import i_dag
from bysak.kjerne.models import Endring
from bysak.mottak.tests.brev import brev, motta_og_les
from bysak.organisasjon.models import AdministrativEnhet
from tests.klient import klient
from tests.saker import en_fil, en_sak, et_brev
from tests.verden import bruker, som

pytestmark = pytest.mark.django_db

VONDT = (
    "", "a\0b", "\u202egnp.exe", "\u200b\u200d", "x" * 10_000, "e\u0301" * 3_000, "1e400", "-1", "9" * 40, "ny",
    "👩🏽‍🚒", "' or 1=1 --", "<script>alert(1)</script>", "31.02.2026", "0000-00-00", "9999-12-31", "01.01.0001",
    "01a2037f-de4e-727b-b393-a0a827509caf", "{{ 7*7 }}", "%s%n", "../../etc/passwd",
)  # fmt: skip
POST = "/saker/frogner/{aar}/{nr}/{postnr}"
SAK = "/saker/frogner/{aar}/{nr}"
MOTTAK = "/mottak/frogner/{innkomst}"
DAG = "/journal/frogner/{dag}"
SKJEMA: dict[str, dict[str, str]] = {
    "/saker/frogner/ny": {"tittel": "Ny sak", "klasse": "{klasse}", "enhet": "{enhet}", "saksansvarlig": "{ola}",
                          "arkivdel": "{arkivdel}"},
    f"{SAK}/avslutt": {"avskriv_rest": "ja", "grunn": "x"},
    f"{SAK}/gjenaapne": {"grunn": "x"},
    f"{POST}/avskriv": {"maate": "TE", "besvart_av": "", "neste": ""},
    f"{POST}/fordel": {"enhet": "{enhet}", "saksbehandler": "{ola}", "merknad": "x"},
    f"{POST}/utgaar": {"grunn": "x"},
    f"{POST}/journalfoer": {"grunn": "x"},
    f"{POST}/vurder": {"resultat": "delvis", "hjemmel": "Offl § 13", "ord": "0", "part": "", "begrunnelse": "x",
                       "meirinnsyn": "ja", "neste": ""},
    f"{MOTTAK}/registrer": {"handling": "journalfoer", "sak": "ny", "sak_tittel": "Ny", "sak_klasse": "{klasse}",
                            "tittel": "Brev", "avsender_navn": "Ebba", "avsender_adresse": "e@e.example",
                            "dokumentets_dato": "01.02.2026", "enhet": "{enhet}", "saksbehandler": "{ola}",
                            "hoveddokument": "epost", "vedlegg": ""},
    f"{MOTTAK}/kladd": {"tittel": "Brev", "sak": "", "dokumentets_dato": ""},
    f"{MOTTAK}/ta": {"sak": ""},
    f"{MOTTAK}/utfall": {"utfall": "ikke_journalpliktig", "grunnkode": "x", "merknad": "x", "original": ""},
    f"{MOTTAK}/avvis": {"handling": "svar", "grunnkode": "x", "emne": "x", "tekst": "x", "spraak": "nb"},
    f"{MOTTAK}/svar-igjen": {"fra": ""},
    f"{MOTTAK}/rut": {"til": "sagene"},
    f"{MOTTAK}/gjenaapne": {"merknad": ""},
    f"{DAG}/publiser": {"grunn": ""},
    f"{DAG}/{{post}}/skjerm": {"ord": "0", "hjemmel": "Offl § 13", "part": "", "i_sakstittel": ""},
    f"{DAG}/{{post}}/avklar": {"kode": "x", "gjelder": "x", "avgjoerelse": "x", "grunn": "x"},
    f"{DAG}/{{post}}/tilbake": {"grunn": "x"},
    "/fordeling/frogner/{post}": {"saksbehandler": "{ola}", "enhet": "{enhet}"},
    "/sok/lagre": {"q": "gangvei", "navn": "Mitt søk"},
    "/sok/slett": {"navn": "Mitt søk"},
    "/velg-virksomhet": {"virksomhet": "frogner", "neste": "/"},
    "/sprak": {"spraak": "nn", "neste": "/"},
}  # fmt: skip
LESES = (
    "/sok?q={}", "/saker?q={}", "/saker?etter={}", "/saker?status={}&bydel={}&enhet={}&ansvarlig={}", "/mottak?q={}",
    "/mottak/frogner/sak-sok?q={}", "/virksomhet/frogner/handlinger?hvem={}", "/virksomhet/frogner/rettigheter?hvem={}",
    SAK + "/slik-det-var?dato={}&tid={}", SAK + "/endringslogg?foer={}", "/fordeling?enhet={}", "/journal/frogner/{}",
)  # fmt: skip


@pytest.fixture
def navn() -> dict[str, Any]:
    """What the addresses and the forms of this test point at."""
    rad = motta_og_les(brev("Spørsmål om gangvei"))
    with som("kari", "frogner") as kari:
        sak = en_sak(kari)
        jp = et_brev(sak, kari, journalfoert=True)
        en_fil(jp, kari)
        return {
            "aar": sak.saksaar, "nr": sak.sakssekvensnummer, "postnr": jp.journalpostnummer, "post": jp.pk,
            "sak": sak, "innkomst": rad.pk, "dag": i_dag(), "ola": bruker("ola").pk,
            "klasse": Klasse.objects.get(klasse_id="200").pk, "enhet": AdministrativEnhet.objects.all()[0].pk,
            "arkivdel": Arkivdel.objects.get(arkivdelstatus="A").pk,
        }  # fmt: skip


def sist() -> int:
    with som("siv", "frogner"):
        return int(Endring.objects.latest("pk").pk)


def er_forstaaelig(svar: Any, hva: object) -> None:
    """No crash; a no is a page in Norwegian with something to read."""
    assert svar.status_code < 500, hva
    if svar.status_code >= 400 and svar.status_code != 405:
        side = svar.content.decode()
        assert 'lang="nb"' in side or "<" in side, hva
        assert len(re.sub(r"<[^>]+>|\s+", " ", side).strip()) > 10, hva
        assert not re.search("Traceback|DataError|IntegrityError|DoesNotExist", side), hva


@pytest.mark.parametrize("adresse", SKJEMA)
def test_et_skjema_taaler_alt_i_hvert_felt(adresse: str, navn: dict[str, Any]) -> None:
    k = klient("nora" if adresse.endswith("vurder") else "kari")
    riktig = {felt: verdi.format(**navn) for felt, verdi in SKJEMA[adresse].items()}
    # Everything at once, and each in turn beside what is right: together each text gets round to some field.
    forsoek = [dict.fromkeys(riktig, verdi) for verdi in VONDT[:6]]
    forsoek += [riktig | {felt: VONDT[(nr * 5 + i) % len(VONDT)]} for nr, felt in enumerate(riktig) for i in (0, 1)]
    for sendt in forsoek:
        foer = sist()
        svar = k.post(adresse.format(**navn), sendt)
        er_forstaaelig(svar, str(sendt)[:200])
        if 400 <= svar.status_code < 500:
            assert sist() == foer, (str(sendt)[:200], "et nei skrev noe likevel")


@pytest.mark.parametrize("adresse", SKJEMA)
def test_et_skjema_sendt_av_en_som_ikke_har_noe_der_aa_gjoere(adresse: str, navn: dict[str, Any]) -> None:
    riktig = {felt: verdi.format(**navn) for felt, verdi in SKJEMA[adresse].items()}
    for hvem in ("lise", "maja"):
        svar = klient(hvem).post(adresse.format(**navn), riktig)
        er_forstaaelig(svar, hvem)
        if hvem == "lise" and "/frogner/" in adresse:
            assert svar.status_code in (403, 404)


@pytest.mark.parametrize("adresse", [a for a in SKJEMA if a.startswith(SAK)])
def test_et_skjema_sendt_mot_en_sak_som_er_lukket_i_mellomtiden(adresse: str, navn: dict[str, Any]) -> None:
    with som("kari", "frogner") as kari:
        avslutt_saksmappe(navn["sak"], av=kari, avskriv_rest=True)
    riktig = {felt: verdi.format(**navn) for felt, verdi in SKJEMA[adresse].items()}
    for hvem in ("kari", "nora"):
        er_forstaaelig(klient(hvem).post(adresse.format(**navn), riktig), hvem)


@pytest.mark.parametrize("adresse", LESES)
def test_en_adresse_taaler_alt(adresse: str, navn: dict[str, Any]) -> None:
    k = klient("kari")
    for verdi in VONDT[::2]:
        sporsmaal = adresse.partition("?")[2]
        if not sporsmaal and ("/" in verdi or not verdi):
            continue
        vei, data = adresse.partition("?")[0].replace("{}", "{verdi}").format(verdi=verdi, **navn), {}
        for felt in filter(None, sporsmaal.split("&")):
            data[felt.partition("=")[0]] = verdi
        er_forstaaelig(k.get(vei, data), verdi[:30])


@pytest.mark.parametrize("vei", ["/saker/frogner/2026/{}", "/saker/frogner/{}/1", "/saker/frogner/2026/1/{}"])
def test_et_umulig_nummer_finnes_bare_ikke(vei: str) -> None:
    for tall in ("0", "9" * 12, "9" * 40):
        assert klient("kari").get(vei.format(tall)).status_code == 404
