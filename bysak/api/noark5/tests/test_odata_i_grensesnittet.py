"""OData through the front door: encoded as clients encode it, with the standard's bodies; the guide's own examples."""

import re
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest

import bysak
from bysak.api.noark5.tests.klient import Noark
from bysak.api.noark5.tests.odataverden import TITLER, bygg
from tests.verden import som

pytestmark = pytest.mark.django_db
GUIDEN = Path(bysak.__file__).parent.parent / "docs" / "api.md"
MAPPER = "api/arkivstruktur/mappe/"


@pytest.fixture
def kari():
    with som("kari", "frogner") as av:
        bygg(av)
    return Noark("kari", "frogner")


def _eksempler() -> list[str]:
    kapittel = GUIDEN.read_text(encoding="utf-8").partition("## Questions (OData)")[2].partition("\n## ")[0]
    return re.findall(r"^    (api/\S.*)$", kapittel, re.MULTILINE)


def test_eksemplene_i_guiden_svarer(kari):
    eksempler = _eksempler()
    assert len(eksempler) > 15
    for eksempel in eksempler:
        sti, _, spoersmaal = eksempel.partition("?")
        svar = kari.klient.get(f"/noark5v5/{sti}", headers=kari.hode, QUERY_STRING=quote(spoersmaal, safe="$&=(),/:'"))
        assert svar.status_code == 200, (eksempel, svar.content)


def test_lista_er_den_samme_naar_hele_spoersmaalet_er_kodet_som_ett_ord(kari):
    spoersmaal = f"$filter=tittel eq '{TITLER[2].replace(chr(39), chr(39) * 2)}'&$top=1"
    for kodet in (quote(spoersmaal, safe="$&="), quote_plus(spoersmaal), quote_plus(quote_plus(spoersmaal))):
        svar = kari.hent(f"{MAPPER}?{kodet}")
        assert [r["tittel"] for r in svar["results"]] == [TITLER[2]]
        assert svar["count"] == 1
    assert kari.klient.get(f"/noark5v5/{MAPPER}$count?{quote_plus(spoersmaal)}", headers=kari.hode).content == b"1"


@pytest.mark.parametrize(
    "spoersmaal",
    [
        "arkivstruktur/dokumentbeskrivelse/?dokumentstatus/kode EQ 'B'",
        "arkivstruktur/mappe/?contains(tittel, 'file') AND dokumentmedium/kode eq null and saksaar ne null",
        "arkivstruktur/mappe/?enhetsidentifikator/organisasjonsnummer eq '02020202022'",
        "arkivstruktur/mappe/?nasjonalidentifikator/organisasjonsnummer eq '02020202022'",
        "arkivstruktur/mappe/?nasjonalidentifikator/foedselsnummer ne null",
        "arkivstruktur/mappe/?personidentifikator/foedselsnummer eq '03830303033'",
        "arkivstruktur/mappe/?nasjonalidentifikator/kommunenummer eq '0101'",
        "arkivstruktur/mappe/?nasjonalidentifikator/koordinatsystem/kode eq 'EPSG:4326'",
        "arkivstruktur/mappe/?nasjonalidentifikator/x gt 1.0'",
        "arkivstruktur/mappe/?noekkelord/noekkelord ne null",
        "arkivstruktur/dokumentbeskrivelse/?forfatter/forfatter eq 'Henrik Ibsen'",
        'arkivstruktur/mappe/?virksomhetsspesifikkeMetadata/n5t-v1:real eq "one for the team"',
    ],
)
def test_det_klienter_i_bruk_spoer_om_blir_svart_paa(kari, spoersmaal):
    sti, _, uttrykk = spoersmaal.partition("?")
    assert "count" in kari.hent(f"api/{sti}?$filter={quote_plus(uttrykk)}&$top=1")


def test_next_leder_gjennom_hele_lista_og_en_tom_liste_har_ingen_resultater(kari):
    alle = kari.hent(MAPPER)
    lest = kari.alle(f"{MAPPER}?$top=3&$orderby=tittel")
    assert len(lest) == alle["count"] == len({r["systemID"] for r in lest})
    assert [r["tittel"] for r in lest] == sorted(r["tittel"] for r in lest)
    tom = kari.hent(f"{MAPPER}?$filter=tittel%20eq%20'finnes%20ikke'")
    assert (tom["count"], "results" in tom, list(tom["_links"])) == (0, False, ["self"])


def _verdier(rad):
    """The attributes of an answer as they can be written in a question."""
    for navn, verdi in rad.items():
        if isinstance(verdi, dict) and "kode" in verdi:
            yield f"{navn}/kodenavn", f"'{verdi['kodenavn']}'"
        elif isinstance(verdi, str):
            yield navn, "'" + verdi.replace("'", "''") + "'"
        elif isinstance(verdi, int | float):
            yield navn, str(verdi).lower()


def test_det_en_leser_kan_en_spoerre_om(kari):
    """What an answer says can be put into a question as it stands, and finds the same thing."""
    proevd = 0
    for sti in ("api/arkivstruktur/mappe/", "api/sakarkiv/journalpost/", "api/arkivstruktur/dokumentobjekt/"):
        for rad in kari.hent(f"{sti}?$top=4")["results"]:
            deler = [f"{n} eq {v} and {n} in ({v}) and not ({n} ne {v})" for n, v in _verdier(rad)]
            for uttrykk in deler:
                spoersmaal = quote(f"{uttrykk} and systemID eq {rad['systemID']}")
                assert kari.hent(f"{sti}?$filter={spoersmaal}")["count"] == 1, uttrykk
            proevd += len(deler)
    assert proevd > 100


def test_utvidelsen_staar_i_svaret_med_det_en_ser(kari):
    tittel = quote(f"tittel eq '{TITLER[3]}'")
    sak = kari.hent(f"{MAPPER}?$filter={tittel}&$expand=part,klasse,registrering/dokumentbeskrivelse")["results"][0]
    assert sorted(p["navn"] for p in sak["part"]) == ["Part 0 i 3", "Part 1 i 3", "Part 2 i 3"]
    assert sak["klasse"]["klasseID"] == "200"
    assert [r["dokumentbeskrivelse"][0]["tittel"] for r in sak["registrering"]] == ["Fil 0", "Fil 1", "Fil 2"]
    assert kari.hent(f"{MAPPER}{sak['systemID']}/?$expand=part")["part"] == sak["part"]


@pytest.mark.parametrize(
    ("spoersmaal", "setning"),
    [
        ("$filter=titel eq 'x'", "Mente du «tittel»?"),
        ("$filter=tittel", "vilkår"),
        ("$filter=tittel eq 'x", "kunne ikke leses"),
        ("$filter=saksaar eq 'x'", "er ikke heltall"),
        ("$filter=systemID eq 'x'", "er ikke UUID"),
        ("$filter=saksdato gt 'i går'", "er ikke dato"),
        ("$filter=saksaar mul 1e29 mul 1e29 mul 1e29 mul 1e29 mul saksaar eq 1e29 and 1 eq 2", None),
        ("$filter=substring(tittel,'a') eq 'x'", "er ikke"),
        ("$filter=year(tittel) eq 1", "year tar en dato"),
        ("$filter=hour(null) eq 1", "hour tar en dato"),
        ("$orderby=noekkelord", "flere verdier"),
        ("$expand=tittel", "ikke en relasjon"),
        ("$expand=finnes", "finnes ikke"),
        ("$top=x", "helt tall"),
        ("$skiptoken=x", "next"),
        ("$filter=" + " and ".join(["part/any(p: p/navn eq 'x')"] * 21), "Høyst 20 oppslag"),
        ("$filter=part/mappe/part/mappe/part/mappe/part/navn eq 'x'", "mer enn 6 relasjoner"),
    ],
)
def test_det_som_ikke_gaar_faar_400_med_en_setning(kari, spoersmaal, setning):
    svar = kari.kall("GET", f"{MAPPER}?{quote(spoersmaal, safe='$&=')}")
    if setning is None:
        assert svar.status in (200, 400)
        return
    assert svar.status == 400
    assert svar.kropp["feil"]["kode"] == 400
    assert setning in svar.kropp["feil"]["beskrivelse"]


def test_en_spoerring_som_tar_for_lang_tid_stanses_med_en_setning(kari, settings, monkeypatch):
    monkeypatch.setattr("bysak.api.noark5.odata.sider.TIDSGRENSE_MS", 1)
    tung = "$filter=" + quote(" or ".join(f"registrering/any(r: contains(r/tittel,'{n}'))" for n in range(20)))
    svar = kari.kall("GET", f"{MAPPER}?{tung}")
    assert svar.status == 400
    assert "tok for lang tid" in svar.kropp["feil"]["beskrivelse"]


def test_kodelister_svarer_paa_det_samme_spraaket(kari):
    alle = kari.hent("api/metadata/format/")
    pdf = kari.hent("api/metadata/format/?$filter=" + quote("contains(kodenavn,'pdf') and startswith(kode,'fmt')"))
    assert 0 < pdf["count"] < alle["count"]
    assert all("PDF" in r["kodenavn"] for r in pdf["results"])
    assert kari.hent("api/metadata/format/?$filter=" + quote("kode eq 'fmt/95'"))["results"][0]["kode"] == "fmt/95"
    assert len(kari.alle("api/metadata/format/?$top=4")) == alle["count"] == len(alle["results"])
    assert kari.kall("GET", "api/metadata/format/?$filter=" + quote("tittel eq 'x'")).status == 400
