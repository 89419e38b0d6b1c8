"""What is written is what is read: every attribute that a client may say, of every kind of thing, with odd values."""

import string
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from bysak.api.noark5.form import Felt, Ressurs
from bysak.api.noark5.kodelister import verdier
from bysak.api.noark5.ressurser import RESSURSER
from bysak.api.noark5.skriv.kolonner import SYSTEMETS, kolonne
from bysak.api.noark5.skriv.opprettelse import LAGES
from bysak.api.noark5.tests.test_skriving import Klient, arkivleder
from bysak.kjerne.tekstvask import lagres, rens

pytestmark = pytest.mark.django_db
# Steps of a status have guards of their own, a new unit must have its own name, and a list of one is not told apart.
STYRT = frozenset(
    {"arkivstatus", "arkivdelstatus", "saksstatus", "journalstatus", "dokumentstatus", "tilknyttetRegistreringSom"}
    | {"mottattDato", "presedensHjemmel", "presedensStatus", "mimeType", "sjekksum", "sjekksumAlgoritme", "format"}
    | {"variantformat", "versjonsnummer", "administrativEnhetNavn", "flytStatus", "sendtDato", "forfallsdato"}
    | {
        "avskrivningsdato",
        "avskrivningsmaate",
        "kassasjon",
        "konvertertFraFormat",
        "konvertertTilFormat",
        "filstoerrelse",
    }
    | {"klasseID", "x", "y", "z", "koordinatsystem", "organisasjonsnummer", "foedselsnummer", "dNummer", "journaldato"}
    | {"offentlighetsvurdertDato", "utlaantDato", "klassifikasjonstype", "presedensDato", "kommunenummer"}
    | {"fylkesnummer", "landkode", "saksdato", "dokumentetsDato", "arkivperiodeStartDato", "arkivperiodeSluttDato"}
)
TEKST = st.text(string.ascii_letters + string.digits + "æøåÆØÅéñ日本🚲 -/«»'\"&<>%", min_size=1, max_size=40).filter(
    lambda t: rens(t) == t == lagres(t)
)
SONER = [UTC, timezone(timedelta(hours=1)), timezone(timedelta(hours=-5, minutes=-30)), timezone(timedelta(hours=9))]
FRA, TIL = datetime(1990, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)
TID = st.builds(
    lambda sekunder, sone: (FRA + timedelta(seconds=sekunder)).astimezone(sone).isoformat(),
    st.integers(0, int((TIL - FRA).total_seconds())),
    st.sampled_from(SONER),
)
UNDER = {
    "arkivskaper": None, "arkiv": None, "arkivdel": "arkiv", "mappe": "arkivdel", "saksmappe": "arkivdel",
    "registrering": "arkivdel", "journalpost": "saksmappe", "arkivnotat": "saksmappe", "merknad": "saksmappe",
    "partenhet": "saksmappe", "partperson": "saksmappe", "presedens": "saksmappe", "bygning": "saksmappe",
    "matrikkel": "saksmappe", "plan": "saksmappe", "dokumentbeskrivelse": "journalpost",
    "korrespondansepartenhet": "journalpost", "korrespondansepartperson": "journalpost",
    "dokumentflyt": "journalpost", "dokumentobjekt": "dokumentbeskrivelse",
}  # fmt: skip


def verdi(felt: Felt, data: Any) -> Any:
    """A value that a client may send."""
    if felt.kodeliste:
        koder = [{"kode": v.kode, "kodenavn": v.kodenavn} for v in verdier(felt.kodeliste) if not v.utdatert]
        assume(koder)
        return data.draw(st.sampled_from(koder))
    return data.draw(
        {"integer": st.integers(0, 99_999), "dateTime": TID, "boolean": st.booleans()}.get(felt.type, TEKST)
    )


def sagt(ressurs: Ressurs, data: Any) -> dict[str, Any]:
    """A body with what must be there, and now and then with the rest."""
    kropp: dict[str, Any] = {}
    for felt in ressurs.felt.values():
        skrives = felt.type in ("string", "integer", "dateTime") or felt.kodeliste
        egen = kolonne(ressurs.modell, felt.sti) is not None
        if not skrives or not egen or felt.uttrykk or felt.navn in STYRT | SYSTEMETS:
            continue
        if felt.plikt == "!" or data.draw(st.booleans()):
            kropp[felt.navn] = [verdi(felt, data) for _nr in range(2)] if felt.flere else verdi(felt, data)
    return kropp


@pytest.fixture
def klient():
    with arkivleder() as ada:
        yield Klient(ada)


@pytest.mark.parametrize("navn", UNDER)
def test_det_som_skrives_er_det_som_leses(klient, navn):
    steder: dict[str, Any] = {"arkivdel": klient.arkivdel()}
    steder["arkiv"] = steder["arkivdel"].arkiv
    steder["saksmappe"] = klient.ny("saksmappe", steder["arkivdel"], tittel="Sak")
    steder["journalpost"] = klient.ny("journalpost", steder["saksmappe"], tittel="Brev")
    steder["dokumentbeskrivelse"] = klient.ny("dokumentbeskrivelse", steder["journalpost"], tittel="Dokument")
    sted = steder.get(UNDER[navn] or "")

    @settings(max_examples=3, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def skriv_og_les(data: Any) -> None:
        kropp = sagt(RESSURSER[navn], data)
        vist = klient.les(navn, klient.ny(navn, sted, **kropp))
        for felt, sendt in kropp.items():
            lest = vist[felt]
            # The small units have no room for what was sent: there the moment stands, in another zone.
            assert lest == (datetime.fromisoformat(sendt) if isinstance(lest, datetime) else sendt), felt

    skriv_og_les()


def test_alt_som_kan_lages_er_med_eller_har_sin_egen_proeve():
    egne = {"klassifikasjonssystem", "klasse", "posisjon", "foedselsnummer", "dnummer", "enhetsidentifikator"}
    egne |= {"konvertering", "korrespondansepartintern", "avskrivning", "administrativenhet", "bruker", "tilgang"}
    assert set(LAGES) == set(UNDER) | egne
