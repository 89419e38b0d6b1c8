"""The kinds of mail that are recognised, signed and encrypted mail, invitations, and messages inside messages."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.serialization.pkcs7 import (
    PKCS7EnvelopeBuilder,
    PKCS7Options,
    PKCS7SignatureBuilder,
)

from bysak.klienter.epost import LestEpost, les
from bysak.klienter.epostslag import Slag
from bysak.klienter.tests.noekler import en_noekkel, pem
from bysak.klienter.tests.test_epost_leses import HODE, brev, fil

TEKST = b"Content-Type: text/plain; charset=utf-8\r\n\r\nHei"
INNI = TEKST[:-3] + b"Signert tekst\r\n"


def med(*felt: str, emne: str = "Klage", fra: str = "kari@eksempel.example") -> LestEpost:
    hode = HODE.replace(b"Klage", emne.encode()).replace(b"kari@eksempel.example", fra.encode())
    return les("".join(f"{f}\r\n" for f in felt).encode() + hode + b"\r\nHei")


@pytest.mark.parametrize(
    ("felt", "emne", "slag"),
    [
        (["Auto-Submitted: auto-replied"], "Takk for henvendelsen", [Slag.AUTOSVAR]),
        (["Auto-Submitted: auto-replied"], "Fraværsmelding: Ute til 1.12", [Slag.FRAVAER]),
        (["X-Autoreply: yes"], "Automatisk svar: jeg har ferie", [Slag.FRAVAER]),
        (["Precedence: auto_reply"], "Mottatt", [Slag.AUTOSVAR]),
        ([], "Automatic reply: Case", [Slag.AUTOSVAR]),
        ([], "Out of Office: Case", [Slag.FRAVAER]),
        (["Auto-Submitted: no"], "Ferie i barnehagen", []),
        ([], "Jeg er ikke tilgjengelig på telefon", []),
        (["List-Id: <nytt.example>"], "Nyhetsbrev", [Slag.LISTE]),
        (["Precedence: bulk"], "Tilbud", [Slag.LISTE]),
        (["X-Spam-Flag: YES"], "Tilbud", [Slag.SOEPPEL]),
        (["X-Spam-Status: No, score=-1"], "Tilbud", []),
        (["X-Forefront-Antispam-Report: CIP:1.2.3.4;SFV:SPM;SCL:6"], "Tilbud", [Slag.SOEPPEL]),
        (["X-MS-Exchange-Organization-SCL: 5"], "Tilbud", [Slag.SOEPPEL]),
        (["X-MS-Exchange-Organization-SCL: 1"], "Tilbud", []),
        ([], "[SPAM] Tilbud", [Slag.SOEPPEL]),
        (["X-Failed-Recipients: a@b.example"], "Mail delivery failed", [Slag.RETUR]),
        (["Return-Path: <>"], "Undeliverable: Vedtak", [Slag.RETUR]),
        (["Return-Path: <>"], "Kunne ikke leveres: Vedtak", [Slag.RETUR]),
        (["Auto-Submitted: auto-generated"], "Lest: Vedtak", [Slag.LEST]),
    ],
)
def test_slagene_kjennes_igjen_paa_hodet(felt: list[str], emne: str, slag: list[Slag]) -> None:
    assert med(*felt, emne=emne).slag == slag


def test_en_retur_uten_maskinlesbar_del_kjennes_paa_avsender_og_emne() -> None:
    assert med(emne="Meldingen kan ikke leveres", fra="postmaster@eksempel.example").slag == [Slag.RETUR]
    assert med(emne="Meldingen kan ikke leveres").slag == []


@pytest.mark.parametrize(
    ("handling", "slag"),
    [(b"failed", Slag.RETUR), (b"delayed", Slag.FORSINKET), (b"delivered", Slag.LEVERT), (b"", Slag.RETUR)],
)
def test_en_leveringsrapport_sier_hva_som_skjedde(handling: bytes, slag: Slag) -> None:
    status = b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\nAction: " + handling
    epost = les(brev(TEKST, status, b"Content-Type: message/rfc822\r\n\r\n" + HODE, slag=b"report"))
    assert epost.slag == [slag]
    assert epost.automatisk
    assert [v.filnavn for v in epost.vedlegg] == ["vedlegg-1.txt", "Klage.eml"]


def test_en_lesekvittering_kjennes_igjen() -> None:
    kvittering = b"Content-Type: message/disposition-notification\r\n\r\nDisposition: manual-action; displayed"
    assert les(brev(TEKST, kvittering, slag=b"report")).slag == [Slag.LEST]


def test_en_videresendt_melding_er_et_dokument_og_vedlegget_i_den_et_til() -> None:
    indre = brev(TEKST, fil("; filename=kart.pdf", b"%PDF-1.4"), hode=HODE.replace(b"Klage", b"Opprinnelig"))
    epost = les(brev(TEKST, b"Content-Type: message/rfc822\r\n\r\n" + indre))
    assert [v.filnavn for v in epost.vedlegg] == ["Opprinnelig.eml", "kart.pdf"]
    assert epost.vedlegg[1].innhold == b"%PDF-1.4"


def test_meldingene_i_et_sammendrag_fra_en_liste_er_dokumenter() -> None:
    epost = les(brev(b"\r\n" + HODE + b"\r\nA", b"\r\n" + HODE.replace(b"Klage", b"Svar") + b"\r\nB", slag=b"digest"))
    assert [(v.filnavn, v.mime) for v in epost.vedlegg] == [
        ("Klage.eml", "message/rfc822"), ("Svar.eml", "message/rfc822"),
    ]  # fmt: skip


def test_en_del_av_en_oppdelt_melding_merkes() -> None:
    epost = les(HODE + b'Content-Type: message/partial; number=2; total=5; id="x"\r\n\r\nhalve')
    assert epost.slag == [Slag.DEL]
    assert "Be avsenderen sende den samlet." in epost.merknader[0]


def _signert(*valg: PKCS7Options) -> bytes:
    noekkel = en_noekkel()
    assert noekkel.sertifikat is not None
    bygger = PKCS7SignatureBuilder().set_data(INNI)
    bygger = bygger.add_signer(noekkel.sertifikat, noekkel.privat, hashes.SHA256())
    return bygger.sign(serialization.Encoding.DER, list(valg))


def _pakket(p7m: bytes) -> LestEpost:
    hode = b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\r\n"
    return les(HODE + hode + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(p7m))


def test_en_signert_pakke_aapnes_og_signaturen_proeves() -> None:
    epost = _pakket(_signert(PKCS7Options.Binary))
    assert (epost.tekst.strip(), epost.slag, epost.vedlegg) == ("Signert tekst", [Slag.SIGNERT], [])
    assert epost.merknader == [
        "Meldingen er digitalt signert, og signaturen stemmer med innholdet. Om sertifikatet tilhører den det nevner, "
        "er ikke kontrollert. Prøvebydelen."
    ]


def test_en_pakke_som_er_endret_etter_signeringen_vises_og_blir_sagt() -> None:
    epost = _pakket(_signert(PKCS7Options.Binary).replace(b"Signert tekst", b"Endret  tekst"))
    assert (epost.tekst.strip(), epost.slag) == ("Endret  tekst", [Slag.SIGNATURFEIL])
    assert "stemmer ikke med innholdet" in epost.merknader[0]


@pytest.mark.parametrize(("innhold", "slag"), [(INNI, Slag.SIGNERT), (INNI + b"mer", Slag.SIGNATURFEIL)])
def test_en_signatur_ved_siden_av_holdes_mot_innholdet(innhold: bytes, slag: Slag) -> None:
    p7s = _signert(PKCS7Options.Binary, PKCS7Options.DetachedSignature)
    epost = les(brev(innhold, fil("; filename=smime.p7s", p7s, "application/pkcs7-signature"), slag=b"signed"))
    assert epost.slag == [slag]
    assert [v.filnavn for v in epost.vedlegg] == ["smime.p7s"]


def test_det_som_openssl_signerer_og_krypterer_leses_likt(tmp_path: Path) -> None:
    privat, sertifikat = pem(en_noekkel())
    (tmp_path / "k.pem").write_bytes(privat + sertifikat)
    (tmp_path / "inn").write_bytes(INNI)

    def openssl(*valg: str) -> LestEpost:
        kommando = ["openssl", "cms", *valg, "-in", "inn", "-outform", "SMIME"]
        svar = subprocess.run(kommando, cwd=tmp_path, capture_output=True, check=True)
        return les(HODE + svar.stdout)

    for valg in (["-nodetach"], [], ["-nodetach", "-keyopt", "rsa_padding_mode:pss"], ["-nodetach", "-stream"]):
        epost = openssl("-sign", "-signer", "k.pem", *valg)
        assert (epost.tekst.strip(), epost.slag) == ("Signert tekst", [Slag.SIGNERT]), valg
        assert "stemmer med innholdet" in epost.merknader[0], valg
    epost = openssl("-encrypt", "-aes256", "-recip", "k.pem")
    assert epost.slag == [Slag.KRYPTERT]


def test_en_kryptert_melding_beholdes_og_det_sies_hva_en_gjoer() -> None:
    noekkel = en_noekkel()
    assert noekkel.sertifikat is not None
    bygger = PKCS7EnvelopeBuilder().set_data(INNI).add_recipient(noekkel.sertifikat)
    epost = _pakket(bygger.encrypt(serialization.Encoding.DER, []))
    assert (epost.slag, [v.filnavn for v in epost.vedlegg]) == ([Slag.KRYPTERT], ["smime.p7m"])
    assert "Be avsenderen sende den på nytt uten kryptering" in epost.merknader[0]


def test_pgp_merkes_baade_som_deler_og_i_teksten() -> None:
    assert les(HODE + b"\r\n-----BEGIN PGP MESSAGE-----\r\nabc").slag == [Slag.KRYPTERT]
    kryptert = brev(
        b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1", fil("", b"x", "a/b"), slag=b"encrypted"
    )
    assert les(kryptert).slag == [Slag.KRYPTERT]
    signert = les(brev(TEKST, b"Content-Type: application/pgp-signature\r\n\r\nx", slag=b"signed"))
    assert signert.slag == [Slag.SIGNERT]
    assert "ikke kontrollert" in signert.merknader[0]


def ics(metode: str, *felt: str) -> bytes:
    linjer = ["BEGIN:VCALENDAR", f"METHOD:{metode}", "BEGIN:VEVENT", *felt, "END:VEVENT", "END:VCALENDAR"]
    hode = f"Content-Type: text/calendar; charset=utf-8; method={metode}\r\n\r\n"
    return (hode + "\r\n".join(linjer)).encode()


MOETE = (
    "SUMMARY:Befaring\\, Kvernveien 3",
    "DTSTART:20261116T090000Z",
    "DTEND:20261116T100000Z",
    "LOCATION:Rådhuset",
    'ORGANIZER;CN="Ebba Lønnfjell":mailto:ebba@lonnfjell.example',
)


@pytest.mark.parametrize(
    ("metode", "mer", "overskrift", "slag"),
    [
        ("REQUEST", [], "Møteinnkalling", Slag.INNKALLING),
        ("REQUEST", ["SEQUENCE:2"], "Endret møteinnkalling", Slag.INNKALLING),
        ("CANCEL", [], "AVLYST MØTE", Slag.AVLYST),
        ("REPLY", ["ATTENDEE;PARTSTAT=DECLINED:mailto:b@c"], "Svar på møteinnkalling: avslått", Slag.INNKALLING),
    ],
)
def test_en_innkalling_staar_med_vanlige_ord_og_filen_beholdes(
    metode: str, mer: list[str], overskrift: str, slag: Slag
) -> None:
    epost = les(brev(TEKST, ics(metode, *MOETE, *mer), slag=b"alternative"))
    assert epost.tekst == (
        f"Hei\n\n{overskrift}\nHva: Befaring, Kvernveien 3\nNår: mandag 16.11.2026 kl. 10.00–11.00\n"
        "Hvor: Rådhuset\nInnkalt av: Ebba Lønnfjell"
    )
    assert (epost.slag, [v.filnavn for v in epost.vedlegg]) == ([slag], ["vedlegg-1.ics"])


@pytest.mark.parametrize(
    ("tid", "naar"),
    [
        ("DTSTART;TZID=W. Europe Standard Time:20260716T090000", "torsdag 16.07.2026 kl. 09.00"),
        ("DTSTART;TZID=Europe/London:20260716T090000", "torsdag 16.07.2026 kl. 10.00"),
        ("DTSTART;VALUE=DATE:20260716", "torsdag 16.07.2026, hele dagen"),
        ("DTSTART;TZID=../../etc/passwd:20260716T090000", "torsdag 16.07.2026 kl. 09.00"),
        ("DTSTART:99999999T990000", None),
    ],
)
def test_tiden_for_et_moete_er_oslos(tid: str, naar: str | None) -> None:
    tekst = les(brev(TEKST, ics("REQUEST", tid))).tekst
    assert (f"Når: {naar}" in tekst) if naar else ("Når" not in tekst)


def test_outlooks_samtale_er_den_samme_i_hvert_svar() -> None:
    kjerne = bytes(range(22))
    foerste, svar = (med(f"Thread-Index: {base64.b64encode(kjerne + mer).decode()}") for mer in (b"", b"12345"))
    assert foerste.traad == svar.traad == kjerne.hex()
    assert med("Thread-Index: ikke base64!").traad == ""
