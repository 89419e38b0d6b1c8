"""The translation catalogues: what people read, gathered from the source, and the catalogues kept in step.

`make spraak` writes bysak/locale anew. New texts stand empty there until somebody translates them, and
test_oversettelser.py names them. The compiled files are kept too, so that an installation needs no tool for them.
"""

import ast
import io
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from bysak.noark.katalog.oppslag import hjelp
from bysak.web.felthjelp import FORKLARES
from tests.arkitektur.kilder import ROT

SPRAAK = ("nn", "en")
ORD = {"_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "N_": None}
# Modules whose sentences are translated where they are shown: some know no Django, some speak from the database.
SETNINGER = (
    "arkivstruktur/koder.py", "arkivstruktur/dokumentregler.py", "kjerne/forhaandsvisning*.py", "kjerne/filformat*.py",
    "kjerne/trygg_html.py", "kjerne/skann*.py", "klienter/epost*.py",
)  # fmt: skip
_SETNING = re.compile(r"(?:(?<=[.!?] )|^)[A-ZÆØÅ][^.!?]* [^.!?]*(?:\.(?! [A-ZÆØÅ]|$)[^.!?]*)*[.!?](?= |$)")
# Where the code lists are.
_ENUMER = (
    "arkivstruktur/koder.py",
    "*/models.py",
    "*/models/*.py",
    "organisasjon/tilgang.py",
    "organisasjon/varselvalg.py",
)
_TID = datetime(2026, 11, 22, tzinfo=UTC)
Tekst = str | tuple[str, str]


def kataloghode(spraak: str) -> Catalog:
    """An empty catalogue; without the time of writing, so that it only changes when a text does."""
    return Catalog(
        locale=spraak, project="Bysak", version="1", creation_date=_TID, revision_date=_TID, fuzzy=False,
        last_translator="Bysak", language_team="Bysak", copyright_holder="Bysak", header_comment="# Bysak",
    )  # fmt: skip


def tekster() -> set[Tekst]:
    """Every text of the product that is to be translated; plural texts as pairs."""
    return {
        *_fra_python(),
        *_fra_maler(),
        *_fra_enumer(),
        *_fra_setninger(),
        *_fra_register(),
        *map(hjelp, FORKLARES),
    }


def po_fil(spraak: str) -> Path:
    """Where the catalogue of a language is."""
    return ROT / "bysak" / "locale" / spraak / "LC_MESSAGES" / "django.po"


def les(spraak: str) -> Catalog:
    """The catalogue as it is kept."""
    with po_fil(spraak).open("rb") as fil:
        return read_po(fil, locale=spraak)


def kompilert(katalog: Catalog) -> bytes:
    """What the running system reads."""
    ut = io.BytesIO()
    write_mo(ut, katalog)
    return ut.getvalue()


def skriv(spraak: str) -> None:
    """Bring one catalogue in step with the source: new texts empty, texts no longer in use gone."""
    gammel = les(spraak) if po_fil(spraak).exists() else kataloghode(spraak)
    ny = kataloghode(spraak)
    for tekst in sorted(tekster(), key=str):
        fra_foer = gammel.get(tekst if isinstance(tekst, str) else tekst[0])
        beholdt = fra_foer is not None and fra_foer.id == tekst
        ny.add(tekst, fra_foer.string if beholdt and fra_foer else None)
    ut = io.BytesIO()
    write_po(ut, ny, width=120, sort_output=True, omit_header=False)
    po_fil(spraak).parent.mkdir(parents=True, exist_ok=True)
    po_fil(spraak).write_bytes(ut.getvalue())
    po_fil(spraak).with_suffix(".mo").write_bytes(kompilert(les(spraak)))


def _filer(*moenstre: str) -> Iterator[Path]:
    for moenster in moenstre:
        for fil in sorted((ROT / "bysak").glob(moenster)):
            if "tests" not in fil.parts and "migrations" not in fil.parts:
                yield fil


def _uttrekk(metode: str, fil: Path, **valg: Any) -> Iterator[Tekst]:
    with fil.open("rb") as innhold:
        for _linje, tekst, _merknader, _sammenheng in extract(metode, innhold, ORD, options=valg):
            yield (tekst[0], tekst[1]) if isinstance(tekst, tuple) else tekst


def _fra_python() -> Iterator[Tekst]:
    for fil in _filer("**/*.py"):
        yield from _uttrekk("python", fil)


def _fra_maler() -> Iterator[Tekst]:
    for fil in _filer("*/maler/**/*.html", "*/maler/**/*.xml", "*/maler/**/*.txt"):
        yield from _uttrekk("jinja2.ext:babel_extract", fil, newstyle_gettext="true", silent="false")


def _fra_enumer() -> Iterator[str]:
    """The words of the code lists; the standard's own, kept in bokmål in the archive and translated when shown."""
    for fil in _filer(*_ENUMER):
        for klasse in ast.walk(ast.parse(fil.read_text(encoding="utf-8"))):
            if not isinstance(klasse, ast.ClassDef):
                continue
            if not any("Choices" in ast.unparse(b) or "StrEnum" in ast.unparse(b) for b in klasse.bases):
                continue
            for linje in klasse.body:
                if isinstance(linje, ast.Assign):
                    deler = linje.value.elts if isinstance(linje.value, ast.Tuple) else [linje.value]
                    yield str(ast.literal_eval(deler[-1]))


def _fra_setninger() -> Iterator[str]:
    for fil in _filer(*SETNINGER):
        tre = ast.parse(fil.read_text(encoding="utf-8"))
        forklaringer = {
            id(node.body[0].value)
            for node in ast.walk(tre)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tre):
            if isinstance(node, ast.JoinedStr):
                forklaringer |= {id(bit) for bit in node.values}
                hel = "".join(str(bit.value) if isinstance(bit, ast.Constant) else "{}" for bit in node.values)
                yield from _SETNING.findall(hel)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in forklaringer:
                yield from _SETNING.findall(node.value.strip())


def _fra_register() -> Iterator[str]:
    from bysak.journal.hjemmel import REGISTER
    from bysak.kjerne.filtype import TYPER

    yield from (h.hva for h in REGISTER)
    yield from (beskrivelse for _endelse, beskrivelse in TYPER.values())


if __name__ == "__main__":
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bysak.settings")
    django.setup()
    for kode in SPRAAK:
        skriv(kode)
        mangler = sum(not m.string or (isinstance(m.string, tuple) and not all(m.string)) for m in les(kode) if m.id)
        print(f"{kode}: {len(les(kode))} tekster, {mangler} mangler oversettelse")
