"""Turning hostile bytes into text that PostgreSQL, HTML and people can take.

LESMEG: mail lies about its character sets. `dekod` believes the bytes before the label; `rens_linje` and
`rens_tekst` remove what breaks a database column (NUL, lone surrogates), a page (control characters) or a reader's
judgement (bidi overrides that make `fdp.exe` look like `exe.pdf`).
"""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from typing import Any

# Labels seen in real mail that Python does not know, or where the wider superset is what senders mean.
KALLENAVN = {
    "ascii": "cp1252", "us-ascii": "cp1252", "ansi_x3.4-1968": "cp1252", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "iso8859-1": "cp1252", "iso_8859-1": "cp1252", "windows-1252": "cp1252", "x-ansi": "cp1252", "ansi": "cp1252",
    "ks_c_5601-1987": "cp949", "euc-kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "x-gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "iso-2022-jp": "iso2022_jp_ext",
    "unicode-1-1-utf-7": "utf-7", "utf8": "utf-8", "utf8mb4": "utf-8", "x-utf-8": "utf-8", "x-mac-roman": "mac-roman",
    "iso-8859-8-i": "iso8859-8", "iso-8859-6-i": "iso8859-6", "cp-850": "cp850", "macintosh": "mac-roman",
}  # fmt: skip
# Labels so often wrong that valid UTF-8 in the bytes is believed instead.
UPAALITELIGE = {"", "cp1252", "utf-8", "iso-8859-15", "iso8859-15", "iso-8859-2"}
# Codecs that are no character sets (one of them runs in quadratic time, two interpret escapes).
IKKE_TEGNSETT = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_BIDI_RE = re.compile(f"[{_BIDI}]")
_STYR_LINJE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_STYR_TEKST = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f]+")
_SURROGAT = re.compile("[\ud800-\udfff]")
_NUL_I_JSON = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")


def _kodek(tegnsett: str) -> str:
    navn = tegnsett.strip().strip("\"'").lower()
    navn = KALLENAVN.get(navn, navn)
    try:
        info = codecs.lookup(navn)
    except (LookupError, ValueError, UnicodeError):
        return ""
    er_tekst = getattr(info, "_is_text_encoding", True)
    return "" if not er_tekst or info.name.replace("-", "_") in IKKE_TEGNSETT else navn


def dekod(raa: bytes, tegnsett: str | None = None) -> tuple[str, bool]:
    """Bytes as text, and whether the declared character set was right. Never raises.

    `tegnsett` is the label the sender wrote, or None. False means that another character set had to be guessed.
    """
    if raa.startswith(codecs.BOM_UTF8):
        raa = raa[3:]
    if raa.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return raa.decode("utf-16", "replace"), True
    oppgitt = (tegnsett or "").strip().strip("\"'").lower()
    navn = _kodek(oppgitt)
    bred_uten_nuller = navn.startswith(("utf-16", "utf-32", "utf16", "utf32")) and b"\0" not in raa
    if not navn or bred_uten_nuller or KALLENAVN.get(oppgitt, oppgitt) in UPAALITELIGE:
        try:
            return raa.decode("utf-8"), raa.isascii() or navn in ("", "utf-8")
        except UnicodeDecodeError:
            pass
    if navn:
        try:
            return raa.decode(navn), True
        except (UnicodeError, ValueError):
            pass
    try:
        return raa.decode("utf-8"), False
    except UnicodeDecodeError:
        reserve = navn if navn and navn not in ("utf-8", "utf-7") else "cp1252"
        return raa.decode(reserve, "replace"), navn == "cp1252" or not oppgitt


def rens_linje(tekst: str, maks: int) -> str:
    """One line for a field: control characters and line breaks become a space, bidi overrides go, cut at `maks`."""
    tekst = _SURROGAT.sub("\ufffd", _BIDI_RE.sub("", tekst[: maks * 8]))
    return re.sub(r"\s+", " ", _STYR_LINJE.sub(" ", tekst)).strip()[:maks].rstrip()


def rens_tekst(tekst: str) -> str:
    """Running text: line breaks become \\n, other control characters than tab go, surrogates are replaced."""
    tekst = tekst.replace("\r\n", "\n").replace("\r", "\n")
    return _SURROGAT.sub("\ufffd", _STYR_TEKST.sub("", tekst))


def rens_json(verdi: Any) -> Any:
    """A JSON value as PostgreSQL can keep it: without NUL, lone surrogates or NaN. Raises RecursionError."""
    tekst = _SURROGAT.sub("\ufffd", json.dumps(verdi, ensure_ascii=False))
    return json.loads(_NUL_I_JSON.sub(r"\1\\ufffd", tekst), parse_constant=lambda _navn: None)


def trygt_filnavn(navn: str, reserve: str) -> str:
    """A file name without path, control or bidi characters; letters such as æøå and emoji stay.

    Cut at 200 characters with its extension kept. `reserve` is used when nothing is left of the name.
    """
    navn = re.split(r"[/\\]", navn[-2000:].strip(" \t\r\n\0/\\"))[-1]
    navn = unicodedata.normalize("NFC", rens_linje(navn, 2000))
    navn = re.sub(r'[<>:"|?*]', "_", navn).strip(" .")
    if not navn.strip("_"):
        return reserve
    if len(navn) > 200:
        stamme, punktum, endelse = navn.rpartition(".")
        endelse = punktum + endelse if stamme and len(endelse) <= 10 else ""
        navn = navn[: 200 - len(endelse)].rstrip(" .") + endelse
    return navn
