"""Labels of character sets lie; the letters come through all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bysak.klienter.epost import les
from bysak.klienter.eposthoder import avkod
from bysak.klienter.htmltekst import html_til_tekst
from bysak.klienter.tegn import dekod


@pytest.mark.parametrize(
    ("tekst", "koding", "oppgitt", "riktig"),
    [
        ("Blåbærøl", "utf-8", "utf-8", True),
        ("Blåbærøl", "utf-8", "us-ascii", False),
        ("Blåbærøl", "utf-8", "iso-8859-1", False),
        ("Blåbærøl", "utf-8", None, True),
        ("Blåbærøl", "cp1252", None, True),
        ("Blåbærøl", "cp1252", "iso-8859-1", True),
        ("Blåbærøl", "cp1252", "utf-8", False),
        ("Blåbærøl «€»", "cp1252", "ISO-8859-1", True),
        ("Blåbærøl", "utf-8", "finnes-ikke", True),
        ("Blåbærøl", "utf-8", "zip", True),
        ("Blåbærøl", "utf-8", "utf-16", False),
        ("Blåbærøl", "utf-16", "utf-8", True),
        ("Blåbærøl", "cp865", "cp865", True),
        ("Blåbærøl", "mac-roman", "x-mac-roman", True),
        ("Žluťoučký", "iso-8859-2", "iso-8859-2", True),
        ("すみません", "iso2022_jp", "iso-2022-jp", True),
        ("すみません①", "cp932", "shift_jis", True),
        ("스티해", "cp949", "ks_c_5601-1987", True),
        ("你好", "gb18030", "gb2312", True),
        ("שלום", "iso8859-8", "iso-8859-8-i", True),
    ],
)
def test_bokstavene_kommer_frem(tekst: str, koding: str, oppgitt: str | None, riktig: bool) -> None:
    assert dekod(tekst.encode(koding), oppgitt) == (tekst, riktig)


@given(
    st.binary(max_size=200), st.text(max_size=20) | st.sampled_from(["utf-7", "idna", "hz", "punycode", "undefined"])
)
def test_ingen_etikett_stanser_lesingen(raa: bytes, etikett: str) -> None:
    assert isinstance(dekod(raa, etikett)[0], str)


def test_feil_etikett_bemerkes_til_arkivaren() -> None:
    epost = les("From: a@b.no\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nBlå".encode())
    assert epost.tekst == "Blå"
    assert any("feil tegnsett" in m for m in epost.merknader)


@pytest.mark.parametrize(
    ("kodet", "ventet"),
    [
        ("=?utf-8?q?Bl=C3=A5?= =?utf-8?q?b=C3=A6r?=", "Blåbær"),
        ("=?utf-8?b?w6Y=?=\t=?UTF-8?Q?=C3?= =?utf-8?Q?=A5?=", "æå"),
        ("SV: =?iso-8859-1*no?Q?S=F8knad?= (2)", "SV: Søknad (2)"),
        ("=?utf-8?q?med mellomrom?=", "med mellomrom"),
        ("=?utf-8?b?w6bDuMOl!!?=", "æøå"),
        ("=?utf-8?b?TEVTVA=?=", "LEST"),
        ("=?finnes-ikke?q?a?=", "a"),
        ("=?utf-8?x?a?= =?", "=?utf-8?x?a?= =?"),
        ("Søknad rett i hodet", "Søknad rett i hodet"),
    ],
)
def test_kodede_ord_i_hodet(kodet: str, ventet: str) -> None:
    assert avkod(kodet) == ventet


@pytest.mark.parametrize(
    ("html", "tekst"),
    [
        ("<p>En</p><p>To &amp; tre</p>", "En\n\nTo & tre"),
        ("a<br>b<br/>c", "a\nb\nc"),
        ("<table><tr><td>1<td>2</table>", "1\t2"),
        ("<head><title>x</title><style>y</style></head>z<script>w</script><!-- <p>k -->", "z"),
        ("5 < 6 og 7 > 6", "5 < 6 og 7 > 6"),
        ("<!-- aldri lukket", "<!-- aldri lukket"),
    ],
)
def test_html_blir_lesbar_tekst(html: str, tekst: str) -> None:
    assert html_til_tekst(html) == tekst
