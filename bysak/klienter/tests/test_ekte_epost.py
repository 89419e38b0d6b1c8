"""The 104 real-world mails of the reference material, most of them malformed: none is lost, none stops the reading."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bysak.klienter.epost import les
from bysak.klienter.epostarkiv import les_filer

EPOST = Path(__file__).resolve().parents[3].parent / "shared" / "data" / "epost"
pytestmark = pytest.mark.skipif(not EPOST.is_dir(), reason="Referansematerialet ../shared/data/epost finnes ikke her.")
FILER = sorted(sti for sti in EPOST.rglob("*") if sti.is_file())


def test_materialet_er_helt() -> None:
    assert len(FILER) == 104
    assert len(list(les_filer(FILER))) == 104


@pytest.mark.parametrize("sti", FILER, ids=lambda sti: sti.stem)
def test_hver_epost_leses_likt_hver_gang_og_raskt(sti: Path) -> None:
    raa = sti.read_bytes()
    start = time.monotonic()
    epost = les(raa)
    assert time.monotonic() - start < 2
    assert epost == les(raa)
    assert bool(epost.feil) == (not raa)  # one of the files is empty
    assert epost.feil or epost.tekst.strip() or epost.vedlegg or epost.merknader


@pytest.mark.parametrize(
    ("fil", "emne", "vedlegg"),
    [
        ("attachment_emails/attachment_pdf.eml", "Another PDF with 🎉 Unicode chars in it 🍿", ["broken.pdf"]),
        ("attachment_emails/attachment_nonascii_filename.eml", "testing", ["ciële.txt"]),
        ("attachment_emails/attachment_message_rfc822.eml", "testing", ["ForwardedMessage.eml", "broken.pdf"]),
        ("attachment_emails/attachment_with_base64_encoded_name.eml", None, ["This is a test.pdf"]),
        ("attachment_emails/attachment_with_quoted_filename.eml", "Eelanalüüsi päring", ["Eelanalüüsi päring.jpg"]),
        ("attachment_emails/attachment_only_email.eml", "this message JUST contains an attachment", ["blah.gz"]),
        ("mime_emails/raw_email2.eml", None, ["smime.p7s"]),
        ("mime_emails/raw_email7.eml", None, ["test.rb", "test.pdf", "smime.p7s"]),
        ("mime_emails/raw_email_with_illegal_boundary.eml", "Testing outlook", []),
        ("mime_emails/raw_email_with_nested_attachment.eml", "Testing attachments", ["truncated.png", "smime.p7s"]),
        ("mime_emails/email_with_similar_boundaries.eml", "Xxxxxx", ["LOGO.png"]),
        ("multi_charset/japanese.eml", "まみむめも", []),
        ("multi_charset/japanese_attachment.eml", "testing", ["てすと.txt"]),
        ("multi_charset/ks_c_5601-1987.eml", "test", []),
        ("plain_emails/raw_email.eml", "NOTE: 한국말로 하는 것", []),
        ("plain_emails/raw_email_with_partially_quoted_subject.eml", 'Re: Test: "漢字" mid "漢字" tail', []),
        ("error_emails/bad_encoded_subject.eml", "TEST", []),
        ("error_emails/content_transfer_encoding_x_uuencode.eml", None, ["PGP_Cmts_on_12-14-01_Pkg.doc"]),
        ("rfc2822/example13.eml", "Saying Hello", []),
        ("rfc6532/utf8_headers.eml", "Säying Hello", []),
    ],
)
def test_emne_og_vedlegg_er_som_avsenderen_mente(fil: str, emne: str | None, vedlegg: list[str]) -> None:
    epost = les((EPOST / fil).read_bytes())
    assert emne is None or epost.emne == emne
    assert [v.filnavn for v in epost.vedlegg] == vedlegg


def test_returer_kjennes_igjen() -> None:
    for sti in (EPOST / "multipart_report_emails").glob("*.eml"):
        assert les(sti.read_bytes()).automatisk, sti.name


def test_avsender_med_utf8_i_adressen_leses() -> None:
    epost = les((EPOST / "rfc6532/utf8_headers.eml").read_bytes())
    assert (epost.avsender_navn, epost.avsender_adresse) == ("Jöhn Doe", "jdöe@mächine.example")
