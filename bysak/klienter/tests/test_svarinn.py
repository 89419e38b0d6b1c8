"""SvarInn over a real connection: both versions, every fault, and never the password to another host."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from bysak.klienter.cms import CmsFeil, FeilNoekkel, dekrypter
from bysak.klienter.svarinn import Arkivopplysninger, Forsendelse, SvarInn, SvarInnFeil, les
from bysak.klienter.svarinn_sim import Kasse, Tjener
from bysak.klienter.tests.noekler import en_noekkel

KLAGE = {"klage.pdf": ("application/pdf", b"%PDF-1.7 klage"), "vedlegg æøå.txt": ("text/plain", b"vedlegg")}


@pytest.fixture(params=[1, 2])
def klient(request: Any, tjener: Tjener) -> Iterator[SvarInn]:
    with SvarInn(tjener.adresse, "bydel", "hemmelig", versjon=request.param) as klient:
        yield klient


def alle(klient: SvarInn) -> list[Forsendelse]:
    return [les(rad) for rad in klient.liste()]


def hentet(klient: SvarInn, forsendelse: Forsendelse) -> dict[str, bytes]:
    with klient.last_ned(forsendelse) as stroem:
        pakke = zipfile.ZipFile(io.BytesIO(b"".join(dekrypter(stroem, [en_noekkel()]))))  # type: ignore[arg-type]
    return {navn: pakke.read(navn) for navn in pakke.namelist()}


def test_en_forsendelse_hentes_med_filer_og_forsvinner_naar_den_er_kvittert(kasse: Kasse, klient: SvarInn):
    nr = kasse.legg_inn("Oversendelse av klage", KLAGE)
    (forsendelse,) = alle(klient)
    assert (forsendelse.id, forsendelse.tittel, forsendelse.nivaa) == (nr, "Oversendelse av klage", 3)
    assert (forsendelse.avsender.navn, forsendelse.avsender.nummer) == ("Prøvevik kommune", "911111111")
    assert forsendelse.mottaker.nummer == "922222222"
    assert forsendelse.dato is not None
    assert abs((forsendelse.dato - datetime.now(UTC)).total_seconds()) < 60
    assert hentet(klient, forsendelse) == {navn: innhold for navn, (_mime, innhold) in KLAGE.items()}
    assert [f.stoerrelse for f in forsendelse.filer] == [14, 7]
    klient.kvitter(nr)
    assert alle(klient) == []
    assert kasse.tilstand(nr)[0] == "LEST"


def test_aa_kvittere_en_gang_til_er_ufarlig(kasse: Kasse, klient: SvarInn):
    nr = kasse.legg_inn("Kvitteringen gikk tapt", KLAGE, feil="kvittering_tapt")
    with pytest.raises(SvarInnFeil) as feil:
        klient.kvitter(nr)
    assert feil.value.forbigaaende
    klient.kvitter(nr)
    assert kasse.tilstand(nr)[0] == "LEST"


def test_en_feil_som_kan_rettes_lar_forsendelsen_ligge_og_en_varig_sender_den_videre(kasse: Kasse, klient: SvarInn):
    nr = kasse.legg_inn("Klage", KLAGE)
    klient.meld_feil(nr, "Kan ikke lese filen nå.", permanent=False)
    assert kasse.tilstand(nr) == ("KLAR_FOR_MOTTAK", ["Lagt inn", "Kan ikke lese filen nå."])
    klient.meld_feil(nr, "Filen er ødelagt.", permanent=True)
    assert kasse.tilstand(nr)[0] == "VARSLET"


def test_avsenders_og_vaare_numre_leses_likt_i_begge_versjoner(kasse: Kasse, klient: SvarInn):
    kasse.legg_inn(
        "Svar", KLAGE, svarPaForsendelse="11-22", eksternRef="AB-77", taushetsbelagtPost=True, sikkerhetsniva="HOYESTE",
        metadataFraAvleverendeSystem={
            "mappeId": {"saksaar": 2026, "sakssekvensnummer": 77}, "journalpostId": {"journalpostnummer": 3},
            "tittel": "Oversendelse",
        },
        metadataForImport={"mappeId": {"saksaar": 2026, "sakssekvensnummer": 41}, "journalpostId": None},
    )  # fmt: skip
    (forsendelse,) = alle(klient)
    assert forsendelse.hos_avsender == Arkivopplysninger(2026, 77, journalpostnummer=3, tittel="Oversendelse")
    assert (forsendelse.hos_oss.saksaar, forsendelse.hos_oss.sakssekvensnummer) == (2026, 41)
    assert (forsendelse.svar_paa, forsendelse.ekstern_ref) == ("11-22", "AB-77")
    assert (forsendelse.nivaa, forsendelse.taushetsbelagt) == (4, True)


def test_feil_passord_sies_en_gang_og_er_ikke_noe_aa_proeve_igjen(tjener: Tjener):
    with SvarInn(tjener.adresse, "bydel", "feil") as klient, pytest.raises(SvarInnFeil, match="brukernavn") as feil:
        klient.liste()
    assert (feil.value.forbigaaende, feil.value.status) == (False, 401)


def test_en_tjeneste_som_er_nede_eller_borte_kan_proeves_igjen(tjener: Tjener, klient: SvarInn):
    tjener.nede = True
    with pytest.raises(SvarInnFeil) as feil:
        klient.liste()
    assert (feil.value.forbigaaende, feil.value.status) == (True, 503)
    with SvarInn("http://127.0.0.1:1", "a", "b") as ingen, pytest.raises(SvarInnFeil) as borte:
        ingen.liste()
    assert borte.value.forbigaaende


@pytest.mark.parametrize(
    ("feil", "ventet"), [("avkortet", SvarInnFeil), ("500", SvarInnFeil), ("feil_noekkel", FeilNoekkel)]
)
def test_en_nedlasting_som_gaar_galt_gir_en_feil_og_aldri_et_halvt_innhold(
    kasse: Kasse, klient: SvarInn, feil: str, ventet: type[Exception]
):
    kasse.legg_inn("Galt", {"a.pdf": ("application/pdf", bytes(range(256)) * 3000)}, feil=feil)
    (forsendelse,) = alle(klient)
    with pytest.raises(ventet):
        hentet(klient, forsendelse)


def test_passordet_sendes_ikke_til_en_annen_tjener(kasse: Kasse, klient: SvarInn):
    kasse.legg_inn("Lokket", KLAGE)
    (rad,) = klient.liste()
    for lenke in ("http://127.0.0.1:1/x", "https://svarut.example/x", "file:///etc/passwd", "//annen/x"):
        falsk = les(rad | {"nedlastingslenke": lenke, "downloadUrl": lenke})
        with pytest.raises(SvarInnFeil, match="annen tjener"), klient.last_ned(falsk):
            pass


@pytest.mark.parametrize(
    "rad",
    [None, [], {}, {"id": "../../x", "nedlastingslenke": "http://a", "filer": [{}]}, {"id": "1", "filer": "alle"},
     {"id": 7, "nedlastingslenke": ["x"], "filmetadata": [3]}],
)  # fmt: skip
def test_en_rad_som_ikke_er_en_forsendelse_gir_en_setning(rad: Any):
    with pytest.raises(SvarInnFeil) as feil:
        les(rad)
    assert not feil.value.forbigaaende


def test_rare_verdier_i_felt_som_ikke_trengs_stanser_ingenting():
    rad = {
        "id": "abc", "nedlastingslenke": "http://a/b", "filer": [{"filnavn": 3, "hash": "zz", "storrelse": -1}],
        "dato": 10**30, "sikkerhetsniva": {"x": 1}, "avsender": "Per", "mottaker": {"postadresse": []},
        "metadataForImport": {"mappeId": {"saksaar": "2026", "sakssekvensnummer": 10**40}, "dokumentetsDato": "i går"},
        "nytt_felt": 1,
    }  # fmt: skip
    forsendelse = les(rad)
    assert forsendelse.dato is None
    assert forsendelse.nivaa == 4  # what cannot be read is protected as the strictest
    assert forsendelse.hos_oss == Arkivopplysninger()
    assert (forsendelse.filer[0].sha256, forsendelse.filer[0].stoerrelse) == ("", None)


def test_det_databasen_ikke_kan_lagre_er_byttet_ut_i_det_som_beholdes():
    fil = {"filnavn": "a.txt", "hash": "0" * 64, "storrelse": 1}
    raa = {
        "id": "a-1",
        "tittel": "a\0b",
        "nedlastingslenke": "x",
        "filer": [fil],
        "ekstra": ["\ud800", "c:\\u0000", float("nan")],
    }
    lest = les(raa)
    assert (lest.tittel, lest.raa["tittel"]) == ("a\ufffdb", "a\ufffdb")
    assert lest.raa["ekstra"] == ["\ufffd", "c:\\u0000", None]
    dyp: Any = []
    for _nivaa in range(100_000):
        dyp = [dyp]
    with pytest.raises(SvarInnFeil, match="for mange nivåer"):
        les(raa | {"ekstra": dyp})


def test_den_eldre_formen_av_versjon_to_har_adressen_rett_paa_avsenderen():
    forsendelse = les({
        "id": "abc", "nedlastingslenke": "http://a/b", "filer": [{"filnavn": "a.pdf"}], "sikkerhetsniva": "BETYDELIG",
        "avsender": {"navn": "Prøvevik kommune", "adresselinje1": "Torget 1", "postnummer": "0001"},
        "metadataForImport": {"saksaar": 2026, "sakssekvensnummer": 12},
    })  # fmt: skip
    assert (forsendelse.avsender.navn, forsendelse.avsender.linjer) == ("Prøvevik kommune", ("Torget 1",))
    assert forsendelse.hos_oss.sakssekvensnummer == 12
    assert forsendelse.taushetsbelagt  # not said is treated as yes


def test_et_innhold_som_er_endret_underveis_merkes(kasse: Kasse, klient: SvarInn):
    kasse.legg_inn("Endret", {"a.pdf": ("application/pdf", bytes(range(256)) * 3000)}, feil="oedelagt")
    (forsendelse,) = alle(klient)
    with pytest.raises((CmsFeil, zipfile.BadZipFile)):
        hentet(klient, forsendelse)
