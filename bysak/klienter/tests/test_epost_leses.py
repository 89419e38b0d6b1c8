"""Any bytes are read; what a mail says is found, and what is odd about it is told."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bysak.klienter.epost import LestEpost, les

HODE = (
    b"From: Kari Prove <kari@eksempel.example>\r\nTo: Postmottak@Frogner.bysak.example\r\nSubject: Klage\r\n"
    b"Date: Mon, 2 Nov 2026 10:00:00 +0100\r\nMessage-ID: <a@b>\r\n"
)


def brev(*deler: bytes, slag: bytes = b"mixed", hode: bytes = HODE) -> bytes:
    skille = b"--g\r\n" + b"\r\n--g\r\n".join(deler) + b"\r\n--g--\r\n"
    return hode + b'MIME-Version: 1.0\r\nContent-Type: multipart/%s; boundary="g"\r\n\r\n' % slag + skille


def fil(navn: str, innhold: bytes = b"x", mime: str = "application/pdf", mer: str = "") -> bytes:
    disposisjon = f"Content-Disposition: attachment{navn}\r\n".encode()
    return (
        f"Content-Type: {mime}\r\nContent-Transfer-Encoding: base64\r\n{mer}".encode()
        + disposisjon + b"\r\n" + base64.encodebytes(innhold)
    )  # fmt: skip


def test_en_vanlig_epost_med_pdf_og_bilde_i_teksten() -> None:
    epost = les(
        brev(
            "Content-Type: text/plain; charset=utf-8\r\n\r\nHei, jeg klager på vedtaket.".encode(),
            fil('; filename="Klage.pdf"', b"%PDF-1.4"),
            b"Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <Logo@x>\r\n\r\nPNG",
            b'Content-Type: text/html\r\n\r\n<img src="cid:logo%40x">',
        )
    )
    assert (epost.avsender_navn, epost.avsender_adresse) == ("Kari Prove", "kari@eksempel.example")
    assert epost.til == ["postmottak@frogner.bysak.example"]
    assert (epost.emne, epost.message_id) == ("Klage", "<a@b>")
    assert epost.sendt == datetime(2026, 11, 2, 10, tzinfo=timezone(timedelta(hours=1)))
    assert epost.tekst == "Hei, jeg klager på vedtaket."
    assert "jeg klager" in (epost.html or "")
    assert [(v.nr, v.filnavn, v.innhold, v.innebygd, v.content_id) for v in epost.vedlegg] == [
        (1, "Klage.pdf", b"%PDF-1.4", False, None),
        (2, "vedlegg-2.png", b"PNG", True, "Logo@x"),
    ]
    assert (epost.feil, epost.merknader, epost.automatisk, epost.epostloekke) == (None, [], False, False)


@settings(max_examples=300, deadline=2000)
@given(st.binary(max_size=5000))
def test_ingen_bytes_stanser_mottaket(raa: bytes) -> None:
    for melding in (raa, HODE + b"\r\n" + raa, HODE + raa, b"Content-Type: " + raa, brev(raa), b"From: " + raa):
        lest = les(melding)
        assert lest == les(melding)
        _kan_lagres(lest)


FELT = st.sampled_from(
    ["From", "To", "Subject", "Date", "Content-Type", "Content-Disposition", "References", "X-Bysak"]
)
RARE = [
    "=?utf-8?q?=00=0D=0A?=", "=?x?b?====?=", "multipart/mixed; boundary=g", "multipart/mixed", "<>", "@", '"',
    "a;b*0*=%ff", "text/html; charset=utf-7", "attachment; filename*=zip''%00", "Thu, 99 Foo 99999 99:99 +9999",
    "message/rfc822",
]  # fmt: skip
VERDI = st.text(max_size=100) | st.sampled_from(RARE)


@settings(max_examples=300, deadline=2000)
@given(st.lists(st.tuples(FELT, VERDI), max_size=12), st.binary(max_size=500))
def test_ingen_hodefelt_stanser_mottaket(felt: list[tuple[str, str]], kropp: bytes) -> None:
    hode = "".join(f"{navn}: {verdi}\r\n" for navn, verdi in felt).encode("utf-8", "surrogatepass")
    _kan_lagres(les(hode + b"\r\n--g\r\n" + hode + b"\r\n" + kropp))


def _kan_lagres(epost: LestEpost) -> None:
    """No NUL and no surrogates anywhere; no line breaks in the fields that are one line."""
    linjer = [epost.avsender_navn, epost.avsender_adresse, epost.emne, epost.message_id or "", *epost.til]
    linjer += [*epost.references, epost.in_reply_to or "", *(v.filnavn for v in epost.vedlegg)]
    linjer += [v.content_id or "" for v in epost.vedlegg] + [v.mime for v in epost.vedlegg]
    for tekst in [*linjer, epost.tekst, epost.html or ""]:
        assert "\x00" not in tekst
        tekst.encode()
    assert not any(set(linje) & set("\r\n\x0b\x1b\x85\u2028\u202e") for linje in linjer)
    assert all(v.filnavn and "/" not in v.filnavn and len(v.filnavn) <= 200 for v in epost.vedlegg)


@pytest.mark.parametrize("raa", [b"", b"\r\n\r\n", b" \n"])
def test_en_tom_melding_sier_at_den_er_tom(raa: bytes) -> None:
    assert les(raa).feil == "Meldingen er tom. Det var ikke noe innhold å lese."


def test_noe_som_ikke_er_epost_vises_som_tekst_med_forklaring() -> None:
    epost = les("Blåbærsyltetøy\nuten hode".encode())
    assert "ser ikke ut som en e-post" in (epost.feil or "")
    assert epost.tekst.startswith("Blåbær")


def test_en_epost_uten_innhold_er_gyldig_men_bemerkes() -> None:
    epost = les(HODE)
    assert epost.feil is None
    assert epost.merknader == ["Meldingen har verken tekst eller vedlegg."]


def test_et_vedlegg_paa_60_mb_leses_paa_faa_sekunder() -> None:
    start = time.monotonic()
    epost = les(brev(fil("; filename=stor.bin", bytes(60_000_000))))
    assert len(epost.vedlegg[0].innhold) == 60_000_000
    assert time.monotonic() - start < 10


def test_fem_hundre_vedlegg_kommer_alle_med_og_flere_bemerkes() -> None:
    tekst = b"Content-Type: text/plain\r\n\r\nHei"
    vedlegg = [fil(f"; filename=f{nr}.pdf") for nr in range(501)]
    assert [v.filnavn for v in les(brev(tekst, *vedlegg[:500])).vedlegg] == [f"f{nr}.pdf" for nr in range(500)]
    for_mange = les(brev(tekst, *vedlegg))
    assert len(for_mange.vedlegg) == 500
    assert any("flere enn 500 vedlegg" in m for m in for_mange.merknader)


def test_hundre_nivaaer_blir_en_fil_og_en_bemerkning() -> None:
    raa = HODE + b"Content-Type: multipart/mixed; boundary=b0\r\n\r\n"
    for nr in range(100):
        raa += b"--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n" % (nr, nr + 1)
    epost = les(raa + b"--b100\r\n\r\nInnerst")
    assert b"Innerst" in epost.vedlegg[0].innhold
    assert any("for mange nivåer" in m for m in epost.merknader)


@pytest.mark.parametrize(
    "bombe",
    [
        HODE + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 500_000,
        HODE + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n" * 20_000,
        b"To: " + b"(" * 1_000_000 + b"\r\n" + HODE + b"\r\nx",
        b"X: y\r\n" * 500_000 + HODE + b"\r\nx",
        HODE + b'Content-Type: text/plain; a="' + b";" * 100_000 + b"\r\n\r\nx",
        HODE + b"Content-Type: text/html\r\n\r\n" + b"<!--<script>" * 200_000,
        HODE + b"Subject: " + b"=?u?q?" * 100_000 + b"\r\n\r\nx",
    ],
    ids=["tomme deler", "samme grense", "parenteser", "hodefelt", "semikolon", "kommentarer", "kodede ord"],
)  # fmt: skip
def test_en_melding_laget_for_aa_stanse_oss_koster_under_to_sekunder(bombe: bytes) -> None:
    start = time.monotonic()
    les(bombe)
    assert time.monotonic() - start < 2


@pytest.mark.parametrize(
    ("disposisjon", "ventet"),
    [
        ('; filename="../../etc/passwd"', "passwd"),
        ('; filename="C:\\\\Mine dokumenter\\\\brev.pdf"', "brev.pdf"),
        ("; filename*=utf-8''%e2%80%aefdp.exe", "fdp.exe"),
        ("; filename*=utf-8''Bl%C3%A5b%C3%A6r%20%F0%9F%8D%93.pdf", "Blåbær 🍓.pdf"),
        ("; filename*0*=utf-8''Bl%C3%A5; filename*1=b.pdf", "Blåb.pdf"),
        ('; filename="=?iso-8859-1?Q?S=F8knad.pdf?="', "Søknad.pdf"),
        ('; filename="Søknad.pdf"', "Søknad.pdf"),
        ("; filename*=utf-8''a%0D%0AX-Ond:%20ja%00.pdf", "a X-Ond_ ja .pdf"),
        ('; filename="a\u030arsrapport.pdf"', "årsrapport.pdf"),
        ('; filename=".."', "vedlegg-1.pdf"),
        ('; filename=""', "vedlegg-1.pdf"),
        ("", "vedlegg-1.pdf"),
        (f'; filename="{"æ" * 300}.pdf"', "æ" * 196 + ".pdf"),
    ],
)
def test_filnavn_mister_stier_og_styretegn_men_beholder_bokstavene(disposisjon: str, ventet: str) -> None:
    assert [v.filnavn for v in les(brev(fil(disposisjon))).vedlegg] == [ventet]


def test_styretegn_og_hodeinnsetting_i_emnet_blir_mellomrom() -> None:
    epost = les(b"From: a@b.no\r\nSubject: =?utf-8?q?Hei=0D=0ABcc:_x=40y=00=1B[31m=E2=80=AEabc?=\r\n\r\nx")
    assert epost.emne == "Hei Bcc: x@y [31mabc"
    assert "Emnet inneholdt usynlige styretegn. De er fjernet." in epost.merknader


def test_avsender_hentes_fra_annet_felt_naar_den_mangler() -> None:
    epost = les(b"Sender: Ola <ola@eksempel.example>\r\nFrom: \r\nSubject: x\r\n\r\nx")
    assert epost.avsender_adresse == "ola@eksempel.example"
    assert any("annet felt" in m for m in epost.merknader)
    assert les(b"Subject: x\r\n\r\nx").avsender_adresse == ""


def test_dato_har_alltid_tidssone_og_en_umulig_dato_bemerkes() -> None:
    assert les(b"Date: 2 Nov 2026 10:00\r\nSubject: x\r\n\r\nx").sendt == datetime(2026, 11, 2, 10, tzinfo=UTC)
    ugyldig = les(b"Date: i morgen\r\nSubject: x\r\n\r\nx")
    assert ugyldig.sendt is None
    assert "Datoen i meldingen er ugyldig." in ugyldig.merknader


def test_ren_tekst_velges_foran_html_og_html_blir_tekst_naar_den_er_alene() -> None:
    html = "Content-Type: text/html; charset=utf-8\r\n\r\n<style>p{}</style><p>Blå &aring;<br>linje</p>".encode()
    begge = les(brev(b"Content-Type: text/plain\r\n\r\nRen", html, slag=b"alternative"))
    assert (begge.tekst, "<p>" in (begge.html or "")) == ("Ren", True)
    assert les(brev(b"Content-Type: text/plain\r\n\r\n ", html, slag=b"alternative")).tekst == "Blå å\nlinje"
    assert les(brev(html)).tekst == "Blå å\nlinje"


def test_tekst_ved_siden_av_html_forsvinner_ikke() -> None:
    epost = les(brev(b"Content-Type: text/plain\r\n\r\n1 < 2", b"Content-Type: text/html\r\n\r\n<p>Mer</p>"))
    assert epost.tekst == "1 < 2\n\nMer"
    assert epost.html == "1 &lt; 2\n<p>Mer</p>"


def test_et_bilde_som_teksten_ikke_viser_er_et_vanlig_vedlegg() -> None:
    bilde = b"Content-Type: image/png\r\nContent-Disposition: inline\r\nContent-ID: <a@x>\r\n\r\nPNG"
    html = b"Content-Type: text/html\r\n\r\n<p>Se bildet"
    assert [v.innebygd for v in les(brev(html, bilde, slag=b"related")).vedlegg] == [False]


def test_en_tekst_som_har_faatt_filnavn_leses_likevel() -> None:
    epost = les(brev(b'Content-Type: text/plain; name="melding.txt"\r\n\r\nHei', fil("; filename=a.pdf")))
    assert (epost.tekst, [v.filnavn for v in epost.vedlegg]) == ("Hei", ["melding.txt", "a.pdf"])


def test_en_videresendt_epost_og_en_invitasjon_blir_vedlegg() -> None:
    indre = b"From: x@y.no\r\nSubject: =?utf-8?q?Gammel/s=C3=B8knad?=\r\n\r\nHei"
    invitasjon = b"Content-Type: text/calendar; method=REQUEST\r\n\r\nBEGIN:VCALENDAR"
    epost = les(brev(b"Content-Type: message/rfc822\r\n\r\n" + indre, invitasjon))
    assert [(v.filnavn, v.mime) for v in epost.vedlegg] == [
        ("Gammel-søknad.eml", "message/rfc822"),
        ("vedlegg-2.ics", "text/calendar"),
    ]
    assert les(epost.vedlegg[0].innhold).emne == "Gammel/søknad"


def test_outlookpakke_og_smime_beholdes_og_merkes() -> None:
    pakke = les(brev(fil("; filename=winmail.dat", mime="application/ms-tnef")))
    assert pakke.vedlegg[0].filnavn == "winmail.dat"
    assert any("winmail.dat" in m for m in pakke.merknader)
    smime = les(HODE + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\nxx")
    assert [v.filnavn for v in smime.vedlegg] == ["smime.p7m"]
    assert any("S/MIME" in m for m in smime.merknader)


@pytest.mark.parametrize(
    "felt",
    [
        b"Auto-Submitted: auto-replied",
        b"Precedence: bulk",
        b"List-Id: <nytt.eksempel.example>",
        b"Return-Path: <>",
        b"Content-Type: multipart/report; boundary=x",
    ],
)
def test_automatiske_svar_lister_og_returer_kjennes_igjen(felt: bytes) -> None:
    assert les(felt + b"\r\n" + HODE + b"\r\n--x\r\n\r\nx").automatisk
    assert not les(b"Auto-Submitted: no\r\n" + HODE + b"\r\nx").automatisk


def test_en_epost_som_gaar_i_ring_kjennes_igjen() -> None:
    assert les(b"Received: fra et sted\r\n" * 30 + HODE + b"\r\nx").epostloekke
    assert les(b"X-Bysak-Kvittering: 1\r\n" + HODE + b"\r\nx").epostloekke
    assert not les(b"Received: fra et sted\r\n" * 9 + HODE + b"\r\nx").epostloekke


def test_svarkjeden_leses_og_ugyldige_ledd_utelates() -> None:
    epost = les(b"In-Reply-To: <a@b>\r\nReferences: <a@b> tull\r\n <c@d> <a@b>\r\n" + HODE + b"\r\nx")
    assert (epost.in_reply_to, epost.references) == ("<a@b>", ["<a@b>", "<c@d>"])


def test_en_del_med_oedelagt_base64_reddes_saa_langt_det_gaar() -> None:
    delen = b"Content-Type: application/pdf; name=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBE\r\nRi0xL"
    epost = les(brev(delen))
    assert epost.vedlegg[0].innhold.startswith(b"%PDF-")
    assert any("skadet i overføringen" in m for m in epost.merknader)


@pytest.mark.parametrize("skift", [b"\n", b"\r", b"\r\r\n"])
def test_alle_slags_linjeskift_godtas(skift: bytes) -> None:
    epost = les(
        brev(b"Content-Type: text/plain\r\n\r\nHei", fil("; filename=a.pdf"))
        .replace(b"\r\n", b"\n")
        .replace(b"\n", skift)
    )
    assert (epost.emne, epost.tekst, len(epost.vedlegg)) == ("Klage", "Hei", 1)
