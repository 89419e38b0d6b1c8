"""The second step: codes as RFC 6238 has them, each used once, few tries, and a way out for those who lose it."""

from base64 import b32encode
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction

from bysak.kjerne.arbeid import Aktoer
from bysak.kjerne.hinder import Hindret
from bysak.kjerne.kalender import med_klokke
from bysak.kjerne.models import Endring, Handling
from bysak.organisasjon.innlogging import Avvist
from bysak.organisasjon.models import Bruker, Innloggingsforsoek, Totrinn, Virksomhet
from bysak.organisasjon.rettigheter import still_krav_til_innlogging
from bysak.organisasjon.tilgang import aktoer_for
from bysak.organisasjon.totrinn import (
    MAKS,
    bytt_koder,
    koder_igjen,
    krev_at_passord_er_nok,
    kreves,
    nullstill,
    ny_hemmelighet,
    proev_gjenopprettingskode,
    proev_kode,
    slaa_av,
    slaa_paa,
    steget,
)
from bysak.tjeneste.innfoering import opprett_virksomhet
from tests.verden import bruker, som, virksomhet

pytestmark = pytest.mark.django_db
HER = "10.0.0.1"
# Appendix B of RFC 6238: the secret, and the last six of the eight digits at each time (SHA-1).
RFC = b32encode(b"12345678901234567890").decode()
VEKTORER = {
    59: "287082", 1111111109: "081804", 1111111111: "050471", 1234567890: "005924", 2000000000: "279037",
    20000000000: "353130",
}  # fmt: skip
START = datetime(2026, 11, 23, 9, 0, 7, tzinfo=UTC)


def kode(hemmelig: str, naar: datetime = START) -> str:
    """What an app shows, worked out by itself from the RFC and not by the code under test."""
    import hashlib
    import hmac
    from base64 import b32decode

    sum_ = hmac.new(b32decode(hemmelig), int(naar.timestamp() // 30).to_bytes(8), hashlib.sha1).digest()
    fra = sum_[-1] & 15
    return f"{(int.from_bytes(sum_[fra : fra + 4]) & 0x7FFFFFFF) % 1_000_000:06d}"


def meg(navn: str = "ola") -> Aktoer:
    return aktoer_for(bruker(navn))


def med_app(navn: str = "ola") -> tuple[str, list[str]]:
    """One who set up an app two minutes ago."""
    hemmelig = ny_hemmelighet()
    foer = START - timedelta(minutes=2)
    with med_klokke(foer):
        return hemmelig, slaa_paa(hemmelig, kode(hemmelig, foer), av=meg(navn))


def proev(hva: str, naar: datetime = START, navn: str = "ola") -> bool:
    with med_klokke(naar):
        try:
            proev_kode(bruker(navn), hva, adresse=HER)
        except Avvist:
            return False
    return True


@pytest.mark.parametrize("sekund", VEKTORER)
def test_kodene_er_de_som_staar_i_rfc_6238(sekund: int) -> None:
    assert kode(RFC, datetime.fromtimestamp(sekund, UTC)) == VEKTORER[sekund]
    with med_klokke(datetime.fromtimestamp(sekund, UTC)):
        assert steget(RFC, VEKTORER[sekund]) == sekund // 30
        assert steget(RFC, f"{VEKTORER[sekund][:3]} {VEKTORER[sekund][3:]}") == sekund // 30


def test_en_klokke_som_gaar_et_halvt_minutt_feil_slipper_inn_og_ikke_mer() -> None:
    hemmelig, _ = med_app()
    for sekunder, inn in ((-60, False), (-30, True), (30, True), (90, False)):
        Totrinn.objects.update(siste_steg=0)
        assert proev(kode(hemmelig, START + timedelta(seconds=sekunder))) is inn, sekunder


def test_en_kode_brukes_en_gang_og_de_som_var_foer_den_er_brukt_med_den() -> None:
    hemmelig, _ = med_app()
    denne, neste = kode(hemmelig), kode(hemmelig, START + timedelta(seconds=30))
    assert proev(denne)
    assert not proev(denne)
    assert proev(neste)
    assert not proev(denne, START + timedelta(seconds=30))
    assert not proev("")
    assert not proev("000000x")
    assert not proev("æøå")


def test_koden_fra_oppsettet_kan_ikke_brukes_til_aa_logge_inn() -> None:
    hemmelig = ny_hemmelighet()
    with med_klokke(START):
        slaa_paa(hemmelig, kode(hemmelig), av=meg())
    assert not proev(kode(hemmelig))


def test_den_som_gjetter_stanses_og_sjefen_eller_papiret_er_utveien() -> None:
    hemmelig, papir = med_app()
    with med_klokke(START):
        for _nr in range(MAKS):
            assert not proev("123456")
        with pytest.raises(Avvist, match=r"Vent et kvarter.*gjenopprettingskode.*systemforvalteren"):
            proev_kode(bruker("ola"), kode(hemmelig), adresse=HER)
        # An attempt that is not made, does not make the wait longer.
        assert Innloggingsforsoek.objects.filter(brukernavn=f"totrinn {bruker('ola').pk}").count() == MAKS
        assert proev_gjenopprettingskode(bruker("ola"), papir[0], adresse=HER) == 9
    assert not proev("123456", navn="lise")


def test_en_gjenopprettingskode_gjelder_en_gang_for_en_person_hvordan_den_enn_skrives() -> None:
    _, papir = med_app()
    _, lises = med_app("lise")
    with med_klokke(START):
        assert len(set(papir)) == 10
        assert proev_gjenopprettingskode(bruker("ola"), papir[3].upper().replace("-", " "), adresse=HER) == 9
        for galt in (papir[3], lises[0], ""):
            with pytest.raises(Avvist, match="Prøv en annen fra arket"):
                proev_gjenopprettingskode(bruker("ola"), galt, adresse=HER)
        nye = bytt_koder(av=meg())
        assert koder_igjen(bruker("ola")) == 10
        with pytest.raises(Avvist):
            proev_gjenopprettingskode(bruker("ola"), papir[4], adresse=HER)
        assert proev_gjenopprettingskode(bruker("ola"), nye[4], adresse=HER) == 9


def test_hemmeligheten_og_kodene_staar_ikke_i_klartekst_og_ikke_i_loggen() -> None:
    hemmelig, papir = med_app()
    rad = Totrinn.objects.get()
    assert hemmelig not in rad.hemmelighet
    assert not any(kode_[:5] in str(rad.koder) for kode_ in papir)
    with som("siv", "byarkivet"):
        handling = Handling.objects.latest("tid")
        assert (handling.verb, handling.bruker_navn) == ("slå på to trinn", bruker("ola").navn)
        linjer = str(list(Endring.objects.filter(handling=handling).values_list("element", "tidligere", "ny")))
    assert "totrinn_satt" in linjer
    assert rad.hemmelighet not in linjer
    assert rad.koder[0] not in linjer


def test_raden_til_en_annen_er_ingenting_verdt_og_innloggingsrollen_kan_ikke_ta_den_bort() -> None:
    hemmelig, _ = med_app()
    med_app("lise")
    ola = Totrinn.objects.get(bruker=bruker("ola")).hemmelighet
    for sql in (
        "delete from organisasjon_totrinn", f"update organisasjon_totrinn set hemmelighet = '{ola}'",
        "update organisasjon_bruker set totrinn_satt = null",
    ):  # fmt: skip
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as peker:
            peker.execute(sql)
    with som("siv", "byarkivet"):
        with pytest.raises(ProgrammingError), transaction.atomic():
            str(list(Totrinn.objects.values_list("hemmelighet")))
        Totrinn.objects.filter(bruker=bruker("lise")).update(hemmelighet=ola)
    assert not proev(kode(hemmelig), navn="lise")
    assert proev(kode(hemmelig))


def test_feil_kode_slaar_ikke_paa_og_den_som_er_der_byttes_ikke_uten_at_det_er_ment() -> None:
    with med_klokke(START), pytest.raises(Hindret, match="QR-koden"):
        slaa_paa(RFC, "123456", av=meg())
    assert not bruker("ola").totrinn_satt
    hemmelig, _ = med_app()
    with med_klokke(START):
        with pytest.raises(Hindret, match="alt slått på"):
            slaa_paa(RFC, kode(RFC), av=meg())
        slaa_paa(RFC, kode(RFC), av=meg(), bytte=True)
    assert not proev(kode(hemmelig, START + timedelta(seconds=30)))
    assert proev(kode(RFC, START + timedelta(seconds=30)))


@pytest.mark.krav("4.1.8", "4.4.8")
def test_en_rolle_kan_kreve_to_trinn_og_da_kan_de_ikke_slaas_av() -> None:
    assert not kreves(bruker("ola"))
    krev_at_passord_er_nok(bruker("ola"))
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("frogner"), totrinn=["saksbehandler"], av=siv)
    assert kreves(bruker("ola"))
    assert not kreves(bruker("lise"))
    with pytest.raises(Avvist, match=r"authorization_code.*client_credentials"):
        krev_at_passord_er_nok(bruker("ola"))
    med_app()
    with pytest.raises(Hindret, match="Rollen din krever to trinn"):
        slaa_av(bruker("ola"), av=meg())
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("frogner"), totrinn=[], av=siv)
    slaa_av(bruker("ola"), av=meg())
    assert not Totrinn.objects.exists()
    krev_at_passord_er_nok(bruker("ola"))


def test_en_ny_virksomhet_krever_det_av_systemforvaltere_og_bysaks_egne_slipper() -> None:
    ny = opprett_virksomhet("marka", "Bydel Marka", av=meg("siv"))
    assert ny.krever_totrinn == Virksomhet().krever_totrinn == ["systemforvalter"]
    with som("siv", "byarkivet") as siv:
        still_krav_til_innlogging(virksomhet("byarkivet"), totrinn=["systemforvalter"], av=siv)
    assert kreves(bruker("siv"))
    assert not kreves(Bruker.objects.get(brukernavn="bysak-kommando"))


def test_nullstilling_trenger_rett_og_grunn_og_logger_ut_overalt() -> None:
    med_app()
    foer = bruker("ola").get_session_auth_hash()
    with som("siv", "byarkivet", verb="nullstill to trinn") as siv:
        with pytest.raises(Hindret, match="Skriv hvorfor"):
            nullstill(bruker("ola"), grunn=" ", av=siv)
        with pytest.raises(Hindret, match="ikke slått på"):
            nullstill(bruker("lise"), grunn="mistet", av=siv)
        nullstill(bruker("ola"), grunn="mistet telefonen, ringte selv", av=siv)
        assert Handling.objects.latest("tid").grunn == "mistet telefonen, ringte selv"
    assert not Totrinn.objects.exists()
    assert bruker("ola").get_session_auth_hash() != foer
    with som("kari", "byarkivet") as kari, pytest.raises(PermissionDenied):
        nullstill(bruker("ola"), grunn="x", av=kari)
