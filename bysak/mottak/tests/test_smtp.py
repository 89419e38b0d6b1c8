"""The SMTP door, spoken to over a real socket: 250 means committed, and our own trouble is never the sender's loss."""

import asyncio
import smtplib
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

from bysak.kjerne import lager
from bysak.mottak import innkomst
from bysak.mottak.smtptjener import MB, Minne, tjen
from bysak.mottak.tests.brev import FROGNER, brev, rader

FRA = "ebba@lonnfjell.example"


@dataclass
class Adresse:
    port: int
    lmtp: int

    def send(self, raa: bytes, *til: str, valg: tuple[str, ...] = ()) -> dict[str, tuple[int, bytes]]:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=60) as klient:
            return klient.sendmail(FRA, til or (FROGNER,), raa, mail_options=valg)


@contextmanager
def _tjener(maks: int = 100 * MB) -> Iterator[Adresse]:
    """The real server in a thread of its own, on a free port."""
    with socket.create_server(("127.0.0.1", 0)) as en, socket.create_server(("127.0.0.1", 0)) as annen:
        port, lmtp = en.getsockname()[1], annen.getsockname()[1]
    klar, stopp, loekke = threading.Event(), asyncio.Event(), asyncio.new_event_loop()

    async def kjoer() -> None:
        loekke.call_later(0.05, klar.set)
        await tjen("127.0.0.1", port, stopp, maks=maks, lmtp=lmtp)

    traad = threading.Thread(target=loekke.run_until_complete, args=(kjoer(),))
    traad.start()
    klar.wait(5)
    try:
        yield Adresse(port, lmtp)
    finally:
        loekke.call_soon_threadsafe(stopp.set)
        traad.join(20)
        loekke.close()


@pytest.fixture
def smtp(egen_database: str) -> Iterator[Adresse]:
    with _tjener() as adresse:
        yield adresse


def _nyeste(kode: str = "frogner") -> bytes:
    with innkomst.aapne_raa(rader(kode)[-1]) as fil:
        return fil.read()


def test_en_vanlig_epost_er_lagret_uendret_naar_avsenderen_faar_kvittering(smtp: Adresse):
    raa = brev("Søknad", vedlegg=(("søknad.txt", "text/plain", "innhold æøå".encode()),))
    assert smtp.send(raa) == {}
    assert _nyeste() == raa


@pytest.mark.parametrize(
    "kropp",
    [
        b"..to punktum\r\n.ett\r\n...\r\nslutt.\r\n",
        b".\r\n.\r\nen linje\r\n",
        b"uten linjeskift til slutt.",
        b"x" * 3_000_000 + b"\r\nny linje\r\n",
        b"\r\n\r\n",
        bytes(range(1, 10)) + b"\x0b\x0c\x0e" + bytes(range(14, 256)) + b"\r\n",
        b"slutter med punktum.\r\n" * 5000,
    ],
    ids=["punktum", "bare punktum", "uten linjeskift", "tre megabyte i en linje", "tom", "alle byte", "mange punktum"],
)
def test_bytene_er_de_samme_hva_de_enn_er(smtp: Adresse, kropp: bytes):
    raa = b"Subject: byte\r\n\r\n" + kropp
    smtp.send(raa)
    assert _nyeste() == (raa if raa.endswith(b"\r\n") else raa + b"\r\n")


def test_en_helt_tom_epost_tas_imot(smtp: Adresse):
    svar = _raa(smtp, b"EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<%s>\r\nDATA\r\n.\r\nQUIT\r\n" % FROGNER.encode())
    assert b"\r\n250 2.0.0 OK" in svar
    assert _nyeste() == b""


def test_flere_epost_i_samme_forbindelse_blir_flere_innkomne(smtp: Adresse):
    with smtplib.SMTP("127.0.0.1", smtp.port) as klient:
        for nr in range(3):
            klient.sendmail(FRA, [FROGNER], brev(f"Nummer {nr}"))
    assert len(rader("frogner")) == 3


def test_et_linjeskift_uten_vognretur_avslutter_ikke_meldingen(smtp: Adresse):
    til = FROGNER.encode()
    smugling = b"Subject: en\r\n\r\nhei\n.\nMAIL FROM:<x@x>\nRCPT TO:<%s>\nDATA\nSubject: to\n\n.\n" % til
    svar = _raa(
        smtp,
        b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<%s>\r\nDATA\r\n" % FROGNER.encode()
        + smugling
        + b"\r\n.\r\nQUIT\r\n",
    )
    assert svar.count(b"250 2.0.0 OK") == 1
    assert len(rader("frogner")) == 1


def test_ukjent_mottaker_i_vaart_domene_gaar_til_byarkivet_og_fremmede_domener_avvises(smtp: Adresse):
    smtp.send(brev("Hvem"), "hvem.som.helst@ukjent.bysak.example")
    assert rader("byarkivet")[-1].uten_bydel
    with pytest.raises(smtplib.SMTPRecipientsRefused) as nei:
        smtp.send(brev("Videre"), "noen@annetsted.example")
    ((kode, tekst),) = nei.value.recipients.values()
    assert kode == 550
    assert b"sender ikke videre" in tekst


def test_adresser_med_norske_bokstaver_tas_imot(smtp: Adresse):
    smtp.send(brev("Utvidet"), "postmottak+blåbær@frogner.bysak.example", valg=("SMTPUTF8",))
    assert len(rader("frogner")) == 1


def test_for_stor_epost_avvises_med_grensen_i_ord(egen_database: str):
    with _tjener(maks=1 * MB) as smtp:
        for send in (lambda: smtp.send(brev("Stor", "x" * 70 + "\n" * 1 + "y\n" * 700_000)), lambda: _uten_size(smtp)):
            with pytest.raises(smtplib.SMTPResponseException) as nei:
                send()
            assert nei.value.smtp_code == 552
            assert b"Grensen er 1 MB" in nei.value.smtp_error
        smtp.send(brev("Liten"))
    assert len(rader("frogner")) == 1


def _uten_size(smtp: Adresse) -> None:
    """A client that does not say the size beforehand, so that the limit meets the bytes themselves."""
    with smtplib.SMTP("127.0.0.1", smtp.port) as klient:
        klient.helo()
        klient.sendmail(FRA, [FROGNER], brev("Stor", "y\n" * 700_000))


@pytest.mark.treg
def test_et_vedlegg_paa_60_mb_gaar_gjennom(smtp: Adresse):
    innhold = b"%PDF-1.7\n" + bytes(60 * MB)
    smtp.send(brev("Stort", vedlegg=(("kart.pdf", "application/pdf", innhold),)))
    (rad,) = rader("frogner")
    assert rad.raa_stoerrelse > 80 * MB
    assert lager.kontroller("frogner", rad.raa_sjekksum)


def test_naar_databasen_er_borte_skal_avsenderen_proeve_igjen_og_ingenting_gaar_tapt(smtp: Adresse):
    raa = brev("Mens databasen var nede")
    oppsett = connections["default"].settings_dict
    riktig = oppsett["NAME"]
    oppsett["NAME"] = "finnes_ikke"
    try:
        with pytest.raises(smtplib.SMTPDataError) as nei:
            smtp.send(raa)
        with pytest.raises(smtplib.SMTPRecipientsRefused) as nei_mottaker:
            smtp.send(raa, "noen@annetsted.example")
    finally:
        oppsett["NAME"] = riktig
    assert nei.value.smtp_code == 451
    assert b"ute av drift" in nei.value.smtp_error
    assert nei_mottaker.value.recipients["noen@annetsted.example"][0] == 451
    smtp.send(raa)
    assert _nyeste() == raa


def test_naar_disken_er_full_skal_avsenderen_proeve_igjen_og_ingenting_er_halvgjort(smtp: Adresse, tmp_path: Path):
    resource = pytest.importorskip("resource")
    raa = brev("Full disk", "y" * 70 + "\n" + "innhold\n" * 50_000)
    grense = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The kernel refuses files above the limit with EFBIG, as a full quota does with EDQUOT.
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, grense[1]))
    try:
        with pytest.raises(smtplib.SMTPDataError) as nei:
            smtp.send(raa)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, grense)
    assert nei.value.smtp_code == 451
    assert b"Lageret er fullt" in nei.value.smtp_error
    assert rader("frogner") == []
    smtp.send(raa)
    assert _nyeste() == raa


def test_en_avsender_som_legger_paa_midt_i_etterlater_ingenting(smtp: Adresse):
    with socket.create_connection(("127.0.0.1", smtp.port)) as kobling:
        kobling.sendall(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<%s>\r\nDATA\r\nhalv" % FROGNER.encode())
        kobling.recv(100)
    smtp.send(brev("Neste"))
    assert len(rader("frogner")) == 1


def test_loggen_inneholder_verken_emne_navn_eller_adresse(smtp: Adresse, caplog: pytest.LogCaptureFixture):
    with caplog.at_level("INFO", logger="bysak"):
        smtp.send(brev("Hemmelig emne"))
    linjer = "\n".join(str(post.msg) + post.getMessage() for post in caplog.records if post.name.startswith("bysak"))
    assert str(rader("frogner")[0].pk) in linjer
    assert not any(ord_ in linjer for ord_ in ("Hemmelig", "lonnfjell", "postmottak"))


def _raa(smtp: Adresse, tekst: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", smtp.port), timeout=20) as kobling:
        kobling.sendall(tekst)
        svar = b""
        while bit := kobling.recv(4096):
            svar += bit
    return svar


def _over_lmtp(adresse: Adresse, raa: bytes, *til: str) -> tuple[list[int], list[tuple[int, bytes]]]:
    """What each recipient is answered when it is named, and what those that were accepted are answered in the end."""
    with smtplib.LMTP("127.0.0.1", adresse.lmtp, timeout=20) as klient:
        assert klient.ehlo()[0] == 250
        klient.mail(FRA)
        nevnt = [klient.rcpt(mottaker)[0] for mottaker in til]
        # The library reads the first answer itself, as over SMTP.
        svar = [klient.data(raa), *(klient.getreply() for _ in range(nevnt.count(250) - 1))]
        assert klient.noop()[0] == 250, "an answer too many or too few"
    return nevnt, svar


def test_over_lmtp_faar_hver_mottaker_sitt_svar_og_hver_bydel_sitt(smtp: Adresse):
    raa, ukjent = brev("Til flere"), "hvem.som.helst@ukjent.bysak.example"
    til = (FROGNER, "noen@annetsted.example", "postmottak@sagene.bysak.example", FROGNER.replace("@", "+x@"), ukjent)
    nevnt, svar = _over_lmtp(smtp, raa, *til)
    assert nevnt == [250, 550, 250, 250, 250]
    assert [kode for kode, _tekst in svar] == [250] * 4
    frogner, sagene, byarkivet = (rader(kode)[-1] for kode in ("frogner", "sagene", "byarkivet"))
    ventet = [frogner, sagene, frogner, byarkivet]
    assert [tekst.decode().split()[-1] for _kode, tekst in svar] == [str(rad.pk) for rad in ventet]
    assert frogner.leveringer == 1
    assert byarkivet.uten_bydel
    assert _nyeste() == raa
    assert frogner.kilde_id == sagene.kilde_id == byarkivet.kilde_id


def test_over_lmtp_sendes_bare_det_som_ikke_ble_tatt_imot_paa_nytt(smtp: Adresse, settings):
    raa, til = brev("Til to"), (FROGNER, "postmottak@sagene.bysak.example")
    mappe = settings.BYSAK_DATA / "lager" / "sagene"
    unna = mappe.with_name("sagene-unna")
    if mappe.exists():
        mappe.rename(unna)
    mappe.write_text("noe annet enn en mappe")
    try:
        _nevnt, svar = _over_lmtp(smtp, raa, *til)
    finally:
        mappe.unlink()
        if unna.exists():
            unna.rename(mappe)
    assert [kode for kode, _tekst in svar] == [250, 451]
    assert ([rad.leveringer for rad in rader("frogner")], rader("sagene")) == ([1], [])
    assert _over_lmtp(smtp, raa, til[1])[1][0][0] == 250
    assert ([rad.leveringer for rad in rader("frogner")], len(rader("sagene"))) == ([1], 1)


def test_over_lmtp_blir_for_stor_post_avvist_for_hver_mottaker(egen_database: str):
    with _tjener(maks=1 * MB) as adresse:
        _nevnt, svar = _over_lmtp(adresse, brev("Stor", "y\n" * 700_000), FROGNER, "postmottak@sagene.bysak.example")
        with smtplib.SMTP("127.0.0.1", adresse.lmtp) as klient:
            assert klient.helo()[0] == 500
    assert [kode for kode, _tekst in svar] == [552, 552]


def test_minnet_deles_ut_til_det_er_brukt_opp_og_gis_tilbake():
    minne = Minne(100)
    assert minne.reserver(60)
    assert not minne.reserver(60)
    minne.frigi(60)
    assert minne.reserver(100)


def test_naar_minnet_er_brukt_opp_blir_den_neste_bedt_om_aa_komme_igjen(egen_database: str):
    with _tjener(maks=1 * MB) as smtp, ExitStack() as stabel:
        for _ in range(2):
            opptatt = stabel.enter_context(socket.create_connection(("127.0.0.1", smtp.port), timeout=20))
            opptatt.sendall(b"EHLO x\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<%s>\r\nDATA\r\n" % FROGNER.encode())
            opptatt.sendall((b"y" * 70 + b".\r\n") * 14_000)
        with pytest.raises(smtplib.SMTPDataError) as nei:
            _send_til_det_er_fullt(smtp)
        assert nei.value.smtp_code == 451
        assert b"opptatt" in nei.value.smtp_error
    assert not any(rad.raa_stoerrelse > 900_000 for rad in rader("frogner"))


def _send_til_det_er_fullt(smtp: Adresse) -> None:
    """The two large ones arrive beside us, so the first tries may come before them."""
    for _ in range(50):
        smtp.send(brev("Tredje", "z\n" * 100_000))
