"""Nynorsk and English are whole: every text a person reads is translated, and the compiled files are the newest."""

import re
from html.parser import HTMLParser

import pytest
from django.template import engines

from tests.arkitektur.kilder import ROT, funn
from tests.spraak import katalog

SPRAAK = pytest.mark.parametrize("spraak", katalog.SPRAAK)
_PLASS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# The same in every language.
IKKE_TEKST = {"Bysak"}
SYNLIGE_ATTRIBUTTER = {"title", "placeholder", "aria-label", "alt"}


@SPRAAK
def test_hver_tekst_er_oversatt(spraak: str) -> None:
    oversatt = katalog.les(spraak)
    mangler = []
    for tekst in katalog.tekster():
        melding = oversatt.get(tekst if isinstance(tekst, str) else tekst[0])
        if melding is None or melding.id != tekst or melding.fuzzy or not _hel(melding.string):
            mangler.append(str(tekst))
    assert not mangler, "Kjør «make spraak» og oversett:" + funn(sorted(mangler))


@SPRAAK
def test_plassene_i_teksten_er_de_samme_etter_oversettelsen(spraak: str) -> None:
    feil = [
        f"{norsk} -> {annen}"
        for melding in katalog.les(spraak)
        if melding.id and _hel(melding.string)
        for norsk, annen in zip(_former(melding.id), _former(melding.string), strict=True)
        if sorted(_PLASS.findall(norsk)) != sorted(_PLASS.findall(annen)) or norsk[:1].isspace() != annen[:1].isspace()
    ]
    assert not feil, funn(feil)


@SPRAAK
def test_ingen_oversettelse_er_igjen_av_en_tekst_som_er_borte(spraak: str) -> None:
    oversatt = katalog.les(spraak)
    igjen = {m.id if isinstance(m.id, str) else tuple(m.id) for m in oversatt if m.id} - katalog.tekster()
    assert not igjen, funn(sorted(map(str, igjen)))
    assert not oversatt.obsolete


@SPRAAK
def test_den_kompilerte_filen_er_den_nyeste(spraak: str) -> None:
    assert katalog.po_fil(spraak).with_suffix(".mo").read_bytes() == katalog.kompilert(katalog.les(spraak)), (
        "Kjør «make spraak»."
    )


def test_ingen_mal_har_tekst_som_ikke_kan_oversettes() -> None:
    feil = []
    for fil in sorted((ROT / "bysak").glob("*/maler/**/*.html")):
        leser = _Leser()
        leser.feed(_uten_uttrykk(fil.read_text(encoding="utf-8")))
        feil += [f"{fil.name}: {tekst}" for tekst in leser.tekster if _ord(tekst)]
    assert not feil, funn(feil)


def test_ingen_tekst_i_et_uttrykk_staar_utenfor_oversettelsen() -> None:
    feil = []
    for fil in sorted((ROT / "bysak").glob("*/maler/**/*.html")):
        kilde = fil.read_text(encoding="utf-8")
        env = engines["jinja2"].env  # type: ignore[attr-defined]
        forrige: list[str] = []
        for _linje, slag, verdi in env.lex(kilde):
            if slag in {"whitespace", "comment"}:
                continue
            if slag == "string" and forrige[-2:] != ["_", "("] and "ngettext" not in forrige[-6:]:
                tekst = verdi[1:-1]
                if " " in tekst.strip() and re.match(r"[A-ZÆØÅ][a-zæøå]+ [a-zæøå]|.*[æøå]", tekst):
                    feil.append(f"{fil.name}: {tekst}")
            forrige.append(verdi)
    assert not feil, funn(feil)


class _Leser(HTMLParser):
    """The words a person sees or hears: text, and the attributes that are read aloud."""

    def __init__(self) -> None:
        super().__init__()
        self.tekster: list[str] = []
        self._skjult = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skjult += tag in {"script", "style", "kbd"}
        self.tekster += [verdi for navn, verdi in attrs if navn in SYNLIGE_ATTRIBUTTER and verdi]

    def handle_endtag(self, tag: str) -> None:
        self._skjult -= tag in {"script", "style", "kbd"}

    def handle_data(self, data: str) -> None:
        if not self._skjult and data.strip():
            self.tekster.append(" ".join(data.split()))


def _uten_uttrykk(kilde: str) -> str:
    """The template with its expressions and class names taken out; what is left stands on the page as it is."""
    kilde = re.sub(r"\{% block (kropp|kroppsdata|skall) %\}.*?\{% endblock %\}", "", kilde, flags=re.S)
    return re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "¤", kilde, flags=re.S).replace("¤>", ">").replace('"¤', '"')


def _ord(tekst: str) -> list[str]:
    return [
        o for o in re.findall(r"""(?<![\w/="'-])[A-Za-zÆØÅæøå][a-zæøå]+(?![\w=/"'-])""", tekst) if o not in IKKE_TEKST
    ]


def _former(tekst: object) -> tuple[str, ...]:
    return tuple(tekst) if isinstance(tekst, list | tuple) else (str(tekst),)


def _hel(oversatt: object) -> bool:
    return bool(oversatt) and all(_former(oversatt))
