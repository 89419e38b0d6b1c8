"""What Outlook sends: winmail.dat is unpacked, .msg is read as the mail it is, broken ones cost nothing."""

from __future__ import annotations

import random
import struct
import time

import pytest

from bysak.klienter import rtf
from bysak.klienter import tnef as winmail_dat
from bysak.klienter.epost import LestEpost, les
from bysak.klienter.ole import Ole, OleFeil
from bysak.klienter.tests.outlookfiler import melding, msg, ole, tnef, tnef_i_tnef
from bysak.klienter.tests.test_epost_leses import brev, fil

PDF = b"%PDF-1.4 plan"
STOR = bytes(range(256)) * 40
RTF = (
    rb"{\rtf1\ansi\ansicpg1252\fromhtml1 \deff0{\fonttbl{\f0 Arial;}}{\*\htmltag64 <p>}\htmlrtf \par \htmlrtf0 "
    rb"Gebyret er bl\'e5tt {\*\htmltag84 <b>}\u8364? 5{\*\htmltag92 </b>}\htmlrtf\par\htmlrtf0 {\*\htmltag72 </p>}}"
)


def winmail(innhold: bytes, tekst: bytes = b"Hei") -> LestEpost:
    return les(
        brev(b"Content-Type: text/plain\r\n\r\n" + tekst, fil("; filename=winmail.dat", innhold, "application/ms-tnef"))
    )


def test_winmail_dat_blir_til_vedleggene_som_var_i_den() -> None:
    epost = winmail(tnef(melding("Tegninger", "Hei fra Outlook"), ("plan på æøå.pdf", PDF), ("stor.bin", STOR)))
    assert [(v.filnavn, v.innhold) for v in epost.vedlegg] == [("plan på æøå.pdf", PDF), ("stor.bin", STOR)]
    assert epost.tekst == "Hei"
    assert epost.merknader == [
        "Avsenderen sendte vedlegg i Outlooks eget format (winmail.dat). Innholdet er pakket ut."
    ]


def test_teksten_hentes_fra_winmail_dat_naar_den_ikke_staar_utenfor() -> None:
    epost = winmail(tnef(melding("Tegninger", html="<p>Hei <b>der</b></p>")), tekst=b" ")
    assert (epost.tekst, epost.html) == ("Hei der", "<p>Hei <b>der</b></p>")


def test_en_melding_i_winmail_dat_og_vedlegget_i_den_kommer_med() -> None:
    epost = winmail(tnef_i_tnef(tnef(melding("Indre"), ("kart.pdf", PDF))))
    assert [v.filnavn for v in epost.vedlegg] == ["melding.eml", "kart.pdf"]
    assert les(epost.vedlegg[0].innhold).emne == "Indre"


def test_egenskaper_som_ikke_tar_plass_leses_ikke_i_det_uendelige() -> None:
    # A thousand properties with five thousand values each, of the type whose values are empty.
    blokk = struct.pack("<I", 1000) + struct.pack("<HHI", 0x1001, 0x0037, 5000) * 1000
    raa = tnef([])[:6] + struct.pack("<BHHI", 2, 0x9003, 6, len(blokk)) + blokk
    start = time.process_time()
    winmail_dat.til_mime(raa)
    assert time.process_time() - start < 0.2


def test_en_stor_melding_i_winmail_dat_beholdes_som_fil(monkeypatch: pytest.MonkeyPatch) -> None:
    raa = tnef_i_tnef(tnef(melding("Indre"), ("kart.pdf", PDF)))
    assert b"kart.pdf" in winmail_dat.til_mime(raa)
    monkeypatch.setattr(winmail_dat, "MAKS_NOESTET", 10)
    som_fil = winmail_dat.til_mime(raa)
    assert PDF in som_fil
    assert b"message/rfc822" not in som_fil


def test_en_skadet_winmail_dat_beholdes_med_en_forklaring() -> None:
    epost = winmail(b"ikke tnef")
    assert [v.filnavn for v in epost.vedlegg] == ["winmail.dat"]
    assert "pakken er skadet" in epost.merknader[0]


def test_en_msg_leses_som_den_eposten_den_er() -> None:
    raa = ole(msg(melding("Klage", "Hei", "<p>Hei</p>"), ("a.pdf", PDF), ("stor.bin", STOR)))
    epost = les(raa)
    assert (epost.emne, epost.avsender_navn, epost.avsender_adresse) == (
        "Klage", "Ebba Lønnfjell", "ebba@lonnfjell.example",
    )  # fmt: skip
    assert epost.til == ["postmottak@frogner.bysak.example"]
    assert (epost.tekst, epost.html) == ("Hei", "<p>Hei</p>")
    assert epost.sendt is not None
    assert epost.sendt.year == 2025
    assert [(v.filnavn, v.innhold) for v in epost.vedlegg] == [("a.pdf", PDF), ("stor.bin", STOR)]
    assert (epost.feil, epost.merknader) == (None, [])


def test_en_msg_som_vedlegg_er_et_dokument_og_det_som_er_i_den_foelger_etter() -> None:
    innerst = msg(melding("Innerst"), ("dypt.pdf", PDF), hopp=24)
    raa = ole(msg(melding("Videresendt"), ("a.pdf", PDF), inni=innerst))
    epost = les(brev(b"Content-Type: text/plain\r\n\r\nSe vedlagt", fil("; filename=sak.msg", raa, "application/x-a")))
    assert [v.filnavn for v in epost.vedlegg] == ["sak.msg", "a.pdf", "melding.eml", "dypt.pdf"]
    assert epost.vedlegg[0].innhold == raa
    assert les(epost.vedlegg[2].innhold).emne == "Innerst"


def test_teksten_leses_ogsaa_naar_den_bare_finnes_som_pakket_rtf() -> None:
    pakket = struct.pack("<II4sI", len(RTF) + 12, len(RTF), b"MELA", 0) + RTF
    epost = les(ole(msg([*melding("RTF"), (0x1009, 0x102, pakket)])))
    assert epost.html == "<p>Gebyret er blått <b>€ 5</b></p>"


def test_lzfu_fra_standardens_eksempel_pakkes_ut() -> None:
    # The example of MS-OXRTFCP section 3.1.1.
    pakket = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert rtf.pakk_ut(pakket) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_rtf_uten_html_blir_til_ord() -> None:
    assert rtf.rtf_til_tekst(rb"{\rtf1\ansi{\info{\title Nei}}Hei\par \b p\'e5\b0  deg \{1\}\tab x}") == (
        False, "Hei\npå deg {1}\tx",
    )  # fmt: skip


@pytest.mark.parametrize("bit", [b"{", b"\\'aa"])
def test_en_rtf_laget_for_aa_stanse_oss_koster_et_par_sekunder(bit: bytes) -> None:
    start = time.process_time()
    rtf.rtf_til_tekst((b"{\\rtf1\\fromhtml1 " + bit * rtf.MAKS_RTF)[: rtf.MAKS_RTF])
    assert time.process_time() - start < 4


@pytest.mark.parametrize("nr", range(3))
def test_oedelagte_outlookfiler_gir_alltid_et_svar_raskt(nr: int) -> None:
    """Bytes changed, cut and repeated; a set of them per seed, within a second."""
    tilfeldig = random.Random(nr)
    hele = [
        ole(msg(melding("A", "b", "<p>c"), ("d", STOR), inni=msg(melding("E"), hopp=24))),
        tnef_i_tnef(tnef(melding("Indre"), ("kart.pdf", PDF))),
        b"{\\rtf1\\fromhtml1 " + RTF,
    ]
    start = time.monotonic()
    for _ in range(60):
        raa = bytearray(tilfeldig.choice(hele))
        for _n in range(tilfeldig.randint(1, 30)):
            raa[tilfeldig.randrange(len(raa))] = tilfeldig.choice((0, 1, 0x7F, 0xFE, 0xFF, tilfeldig.randrange(256)))
        raa = raa[: tilfeldig.randint(1, len(raa))] if tilfeldig.random() < 0.3 else raa
        rtf.rtf_til_tekst(bytes(raa))
        for lest in (les(bytes(raa)), winmail(bytes(raa))):
            assert lest.feil is None or "Originalen er tatt vare på" in lest.feil or "lot seg ikke tolke" in lest.feil
            assert sum(len(v.innhold) for v in lest.vedlegg) < 20 * len(raa) + 100_000
    assert time.monotonic() - start < 3


def test_en_beholder_der_mange_navn_deler_de_samme_sektorene_leses_ikke_i_det_uendelige() -> None:
    raa = bytearray(ole({f"s{nr}": STOR for nr in range(200)}))
    katalog = 512 * (struct.unpack_from("<I", raa, 48)[0] + 1)
    foerste = next(
        struct.unpack_from("<IQ", raa, katalog + n * 128 + 116) for n in range(201) if raa[katalog + n * 128 + 66] == 2
    )
    for nr in range(1, 201):
        struct.pack_into("<IQ", raa, katalog + nr * 128 + 116, foerste[0], len(raa) - 5000)
    beholder = Ole(bytes(raa))
    with pytest.raises(OleFeil):
        [beholder.les(stroem) for stroem in beholder.rot.stroemmer.values()]


def test_sektorer_i_ring_blir_sagt_og_ikke_fulgt() -> None:
    raa = bytearray(ole(msg(melding("Ring", "x" * 5000))))
    fat = len(raa) - 512 * struct.unpack_from("<I", raa, 44)[0]
    katalog = struct.unpack_from("<I", raa, 48)[0]
    struct.pack_into("<I", raa, fat + katalog * 4, katalog)
    assert les(bytes(raa)).feil == "Filen er ikke en Outlook-melding, eller den er skadet. Originalen er tatt vare på."


def test_navn_med_sti_og_styretegn_blir_trygge() -> None:
    epost = les(
        ole(msg(melding("Navn"), ("..\\..\\system32\\evil\u202efdp.exe", PDF), ('a"\r\nContent-Type: x.pdf', PDF)))
    )
    assert [v.filnavn for v in epost.vedlegg] == ["evilfdp.exe", "a' Content-Type_ x.pdf"]
